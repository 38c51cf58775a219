//! The first substream: sheets, shared strings, number formats, code page, date system.

use std::collections::BTreeMap;

use encoding_rs::Encoding;

use super::records::{Record, Records, damaged, kind};
use super::strings::{self, Parts};
use crate::intake::budget::Budget;
use crate::intake::compound::{u16_at, u32_at};
use crate::intake::grid::Visibility;
use crate::intake::{NumberClass, Refusal, number_format};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SheetKind {
    Work,
    Other,
}

#[derive(Debug)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) offset: usize,
    pub(super) visibility: Visibility,
    pub(super) kind: SheetKind,
}

/// What the sheets share.
#[derive(Debug)]
pub(super) struct Globals {
    /// BIFF8: strings are Unicode. Else BIFF5.
    pub(super) unicode: bool,
    pub(super) code_page: &'static Encoding,
    pub(super) is_1904: bool,
    pub(super) sheets: Vec<Listed>,
    pub(super) strings: Vec<String>,
    codes: BTreeMap<u16, NumberClass>,
    formats: Vec<u16>,
}

impl Globals {
    pub(super) fn read(stream: &[u8], budget: &mut Budget) -> Result<Self, Refusal> {
        let mut records = Records::at(stream, 0)?;
        let mut globals = Self {
            unicode: true,
            code_page: strings::code_page(0),
            is_1904: false,
            sheets: Vec::new(),
            strings: Vec::new(),
            codes: BTreeMap::new(),
            formats: Vec::new(),
        };
        while let Some(record) = records.next()? {
            globals.take(record, &mut records, budget)?;
            budget.step()?;
        }
        if globals.sheets.is_empty() {
            globals.lone_sheet(stream);
        }
        Ok(globals)
    }

    fn take(&mut self, record: Record, records: &mut Records, budget: &mut Budget) -> Result<(), Refusal> {
        let data = record.data;
        let word = |at| u16_at(data, at).ok_or_else(|| damaged("记录不完整"));
        match record.kind {
            kind::BEGIN => self.unicode = word(0)? >= 0x0600,
            kind::FILE_PASS => return Err(Refusal::Encrypted),
            kind::CODE_PAGE => self.code_page = strings::code_page(word(0)?),
            kind::DATE_MODE => self.is_1904 = word(0)? == 1,
            kind::EXTENDED_FORMAT => self.formats.push(word(2)?),
            kind::FORMAT => {
                let class = number_format::class(&self.short_or_long(data.get(2..).unwrap_or_default())?);
                self.codes.insert(word(0)?, class);
            }
            kind::SHARED_STRINGS => self.strings = strings::shared(data, records.continued(), budget)?,
            kind::BOUND_SHEET => {
                let listed = self.listed(data)?;
                self.sheets.push(listed);
            }
            _ => {}
        }
        Ok(())
    }

    fn listed(&self, data: &[u8]) -> Result<Listed, Refusal> {
        let (Some(offset), Some(&[state, kind]), Some(name)) = (u32_at(data, 0), data.get(4..6), data.get(6..)) else {
            return Err(damaged("工作表目录不完整"));
        };
        Ok(Listed {
            name: self.name(name)?,
            offset: offset as usize,
            visibility: match state & 3 {
                1 => Visibility::Hidden,
                2 => Visibility::VeryHidden,
                _ => Visibility::Visible,
            },
            kind: if kind == 0 { SheetKind::Work } else { SheetKind::Other },
        })
    }

    /// A name with an 8-bit length.
    fn name(&self, data: &[u8]) -> Result<String, Refusal> {
        let (&length, rest) = data.split_first().ok_or_else(|| damaged("名称不完整"))?;
        if self.unicode {
            let (&flags, rest) = rest.split_first().ok_or_else(|| damaged("名称不完整"))?;
            return Parts::new(rest, Vec::new()).characters(usize::from(length), flags);
        }
        let bytes = rest.get(..usize::from(length)).ok_or_else(|| damaged("名称不完整"))?;
        Ok(self.code_page.decode_without_bom_handling(bytes).0.into_owned())
    }

    /// A format code: 16-bit length in BIFF8, 8-bit in BIFF5.
    fn short_or_long(&self, data: &[u8]) -> Result<String, Refusal> {
        if self.unicode { Parts::new(data, Vec::new()).rich_string() } else { self.name(data) }
    }

    /// Old programs write a single sheet without a directory: the stream is the sheet.
    fn lone_sheet(&mut self, stream: &[u8]) {
        if u16_at(stream, 6) == Some(0x0010) {
            let (visibility, kind) = (Visibility::Visible, SheetKind::Work);
            self.sheets.push(Listed { name: "Sheet1".into(), offset: 0, visibility, kind });
        }
    }

    /// The class of a cell's format index.
    pub(super) fn class(&self, index: u16) -> NumberClass {
        let Some(id) = self.formats.get(usize::from(index)) else { return NumberClass::General };
        self.codes.get(id).copied().unwrap_or_else(|| number_format::built_in(*id))
    }
}
