//! A sheet's substream: values, merges, hidden rows and columns.

use super::globals::Globals;
use super::records::{Record, Records, damaged, kind};
use super::strings::Parts;
use crate::intake::budget::Budget;
use crate::intake::builder::{self, Builder, Raw};
use crate::intake::compound::{u16_at, u32_at};
use crate::intake::{Grid, NumberClass, Refusal};
use crate::origin::{CellRef, Rect};

pub(super) fn read(
    mut records: Records,
    globals: &Globals,
    builder: Builder,
    budget: &mut Budget,
) -> Result<(Grid, Vec<String>), Refusal> {
    let mut sheet = Sheet { globals, builder, merged: Vec::new(), waiting: None };
    while let Some(record) = records.next()? {
        sheet.take(record, &mut records, budget)?;
        budget.step()?;
    }
    sheet.no_text_came(budget)?;
    Ok(sheet.builder.finish(sheet.merged))
}

struct Sheet<'g> {
    globals: &'g Globals,
    builder: Builder,
    merged: Vec<Rect>,
    /// A formula whose text result comes in a STRING record.
    waiting: Option<(Spot, NumberClass)>,
}

type Spot = (u32, u32);

impl Sheet<'_> {
    fn take(&mut self, record: Record, records: &mut Records, budget: &mut Budget) -> Result<(), Refusal> {
        let data = record.data;
        match record.kind {
            kind::NUMBER => self.number(data, f64_at(data, 6)?, budget),
            kind::RK => self.number(data, rk(long(data, 6)?), budget),
            kind::MULTIPLE_RK => self.many(data, budget),
            kind::LABEL_SHARED => self.shared(data, budget),
            kind::LABEL | kind::RICH_STRING => {
                let text = self.text(data.get(6..).unwrap_or_default(), records)?;
                let (at, class) = self.head(data)?;
                self.builder.push(at, Raw::Text(text.into()), class, false, budget)
            }
            kind::BOOL_OR_ERROR => {
                let (at, class) = self.head(data)?;
                let &[value, is_error] = data.get(6..8).ok_or_else(short)? else { return Err(short()) };
                self.builder.push(at, bool_or_error(value, is_error != 0), class, false, budget)
            }
            kind::FORMULA => self.formula(data, budget),
            kind::STRING => self.result_text(data, records, budget),
            kind::ROW => {
                if word(data, 12)? & 0x20 != 0 {
                    self.builder.grid.hidden_rows.push(u32::from(word(data, 0)?));
                }
                Ok(())
            }
            kind::COLUMN_INFO => {
                let (first, last) = (u32::from(word(data, 0)?), u32::from(word(data, 2)?.min(0xff)));
                self.builder.grid.widths.push((first, last, f64::from(word(data, 4)?) / 256.0));
                if word(data, 8)? & 1 != 0 {
                    self.builder.grid.hidden_cols.extend(first..=last);
                }
                Ok(())
            }
            kind::MERGE_CELLS => self.merges(data),
            _ => Ok(()),
        }
    }

    /// Position and class, with which every cell record begins.
    fn head(&self, data: &[u8]) -> Result<(Spot, NumberClass), Refusal> {
        let at = (u32::from(word(data, 0)?), u32::from(word(data, 2)?));
        Ok((at, self.globals.class(word(data, 4)?)))
    }

    fn number(&mut self, data: &[u8], number: f64, budget: &mut Budget) -> Result<(), Refusal> {
        let (at, class) = self.head(data)?;
        self.push_number(at, class, number, false, budget)
    }

    fn push_number(
        &mut self,
        at: Spot,
        class: NumberClass,
        number: f64,
        formula: bool,
        budget: &mut Budget,
    ) -> Result<(), Refusal> {
        let number = builder::serial(number, class, self.globals.is_1904);
        self.builder.push(at, Raw::Number(number), class, formula, budget)
    }

    fn many(&mut self, data: &[u8], budget: &mut Budget) -> Result<(), Refusal> {
        let ((row, first), _) = self.head(data)?;
        let cells = data.get(4..data.len().saturating_sub(2)).ok_or_else(short)?;
        for (i, cell) in cells.chunks_exact(6).enumerate() {
            let class = self.globals.class(word(cell, 0)?);
            self.push_number((row, first + i as u32), class, rk(long(cell, 2)?), false, budget)?;
        }
        Ok(())
    }

    fn shared(&mut self, data: &[u8], budget: &mut Budget) -> Result<(), Refusal> {
        let (at, class) = self.head(data)?;
        let text = self.globals.strings.get(long(data, 6)? as usize);
        let raw = text.map_or_else(|| self.builder.broken(at, "共享文字的序号无效"), |text| Raw::Text(text.into()));
        self.builder.push(at, raw, class, false, budget)
    }

    fn text(&self, data: &[u8], records: &mut Records) -> Result<String, Refusal> {
        if self.globals.unicode {
            let mut parts = Parts::new(data, records.continued());
            return if parts.is_empty() { Ok(String::new()) } else { parts.rich_string() };
        }
        let bytes = data.get(2..).unwrap_or_default();
        let length = usize::from(word(data, 0)?).min(bytes.len());
        Ok(self.globals.code_page.decode_without_bom_handling(&bytes[..length]).0.into_owned())
    }

    /// The stored result: a number, or in its place a mark for text, truth value, error or empty text ([MS-XLS] §2.5.133).
    fn formula(&mut self, data: &[u8], budget: &mut Budget) -> Result<(), Refusal> {
        self.no_text_came(budget)?;
        let (at, class) = self.head(data)?;
        let result = data.get(6..14).ok_or_else(short)?;
        if result[6..] != [0xff, 0xff] {
            return self.push_number(at, class, f64_at(data, 6)?, true, budget);
        }
        match result[0] {
            0 => {
                self.waiting = Some((at, class));
                Ok(())
            }
            1 => self.builder.push(at, bool_or_error(result[2], false), class, true, budget),
            2 => self.builder.push(at, bool_or_error(result[2], true), class, true, budget),
            _ => Ok(()),
        }
    }

    fn result_text(&mut self, data: &[u8], records: &mut Records, budget: &mut Budget) -> Result<(), Refusal> {
        let text = self.text(data, records)?;
        let Some((at, class)) = self.waiting.take() else { return Ok(()) };
        self.builder.push(at, Raw::Text(text.into()), class, true, budget)
    }

    fn no_text_came(&mut self, budget: &mut Budget) -> Result<(), Refusal> {
        let Some((at, class)) = self.waiting.take() else { return Ok(()) };
        self.builder.push(at, Raw::NoResult, class, true, budget)
    }

    fn merges(&mut self, data: &[u8]) -> Result<(), Refusal> {
        for range in data.get(2..).unwrap_or_default().chunks_exact(8).take(usize::from(word(data, 0)?)) {
            let corner = |row, col| Ok(CellRef::new(u32::from(word(range, row)?), u32::from(word(range, col)?)));
            self.merged.push(Rect { first: corner(0, 4)?, last: corner(2, 6)? });
        }
        Ok(())
    }
}

fn bool_or_error(value: u8, is_error: bool) -> Raw<'static> {
    if !is_error {
        return Raw::Bool(value != 0);
    }
    Raw::Error(error_name(value))
}

/// Error codes of BIFF and BIFF12.
pub(in crate::intake) const fn error_name(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        _ => "#损坏",
    }
}

/// A packed number: 30 bits of a float or an integer, perhaps in hundredths ([MS-XLS] §2.5.217).
pub(in crate::intake) fn rk(packed: u32) -> f64 {
    let number = if packed & 2 != 0 { f64::from(packed as i32 >> 2) } else { f64::from_bits(u64::from(packed & !3) << 32) };
    if packed & 1 != 0 { number / 100.0 } else { number }
}

fn word(data: &[u8], at: usize) -> Result<u16, Refusal> {
    u16_at(data, at).ok_or_else(short)
}

fn long(data: &[u8], at: usize) -> Result<u32, Refusal> {
    u32_at(data, at).ok_or_else(short)
}

fn f64_at(data: &[u8], at: usize) -> Result<f64, Refusal> {
    data.get(at..at + 8).and_then(|b| b.try_into().ok()).map(f64::from_le_bytes).ok_or_else(short)
}

fn short() -> Refusal {
    damaged("记录不完整")
}
