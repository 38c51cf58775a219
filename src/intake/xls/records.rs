//! The record stream: type, length, bytes. Nothing is read beyond it.

use crate::intake::Refusal;
use crate::intake::compound::u16_at;

/// Longest record of BIFF8; longer data goes on in CONTINUE records.
const LONGEST: usize = 8_228;

/// Record types, [MS-XLS] §2.3.
pub(super) mod kind {
    pub(in super::super) const FORMULA: u16 = 0x0006;
    pub(in super::super) const EOF: u16 = 0x000a;
    pub(in super::super) const DATE_MODE: u16 = 0x0022;
    pub(in super::super) const FILE_PASS: u16 = 0x002f;
    pub(in super::super) const CONTINUE: u16 = 0x003c;
    pub(in super::super) const CODE_PAGE: u16 = 0x0042;
    pub(in super::super) const COLUMN_INFO: u16 = 0x007d;
    pub(in super::super) const BOUND_SHEET: u16 = 0x0085;
    pub(in super::super) const MULTIPLE_RK: u16 = 0x00bd;
    pub(in super::super) const RICH_STRING: u16 = 0x00d6;
    pub(in super::super) const EXTENDED_FORMAT: u16 = 0x00e0;
    pub(in super::super) const MERGE_CELLS: u16 = 0x00e5;
    pub(in super::super) const SHARED_STRINGS: u16 = 0x00fc;
    pub(in super::super) const LABEL_SHARED: u16 = 0x00fd;
    pub(in super::super) const NUMBER: u16 = 0x0203;
    pub(in super::super) const LABEL: u16 = 0x0204;
    pub(in super::super) const BOOL_OR_ERROR: u16 = 0x0205;
    pub(in super::super) const STRING: u16 = 0x0207;
    pub(in super::super) const ROW: u16 = 0x0208;
    pub(in super::super) const RK: u16 = 0x027e;
    pub(in super::super) const FORMAT: u16 = 0x041e;
    pub(in super::super) const BEGIN: u16 = 0x0809;
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'s> {
    pub(super) kind: u16,
    pub(super) data: &'s [u8],
}

/// Walks the records of one substream, from its BOF to its EOF; charts inside it are stepped over.
#[derive(Debug, Clone)]
pub(super) struct Records<'s> {
    rest: &'s [u8],
    depth: usize,
}

impl<'s> Records<'s> {
    /// The substream that begins at an offset.
    pub(super) fn at(stream: &'s [u8], offset: usize) -> Result<Self, Refusal> {
        let rest = stream.get(offset..).filter(|rest| u16_at(rest, 0) == Some(kind::BEGIN));
        rest.map(|rest| Self { rest, depth: 0 }).ok_or_else(|| damaged("工作表的位置在文件之外"))
    }

    /// The next record of the substream itself; `None` after its EOF.
    pub(super) fn next(&mut self) -> Result<Option<Record<'s>>, Refusal> {
        loop {
            let record = self.take()?;
            match record.kind {
                kind::BEGIN => self.depth += 1,
                kind::EOF => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Ok(None);
                    }
                    continue;
                }
                _ => {}
            }
            if self.depth == 1 {
                return Ok(Some(record));
            }
        }
    }

    fn take(&mut self) -> Result<Record<'s>, Refusal> {
        let (Some(kind), Some(length)) = (u16_at(self.rest, 0), u16_at(self.rest, 2)) else {
            return Err(damaged("内容在中途结束，文件可能没有传完"));
        };
        let length = usize::from(length);
        let data = self.rest.get(4..4 + length).filter(|_| length <= LONGEST);
        let data = data.ok_or_else(|| damaged("记录的长度无效"))?;
        self.rest = &self.rest[4 + length..];
        Ok(Record { kind, data })
    }

    /// The data of the CONTINUE records that follow.
    pub(super) fn continued(&mut self) -> Vec<&'s [u8]> {
        let mut parts = Vec::new();
        while u16_at(self.rest, 0) == Some(kind::CONTINUE) {
            let Ok(record) = self.take() else { break };
            parts.push(record.data);
        }
        parts
    }
}

pub(super) fn damaged(why: &str) -> Refusal {
    Refusal::Damaged(why.to_owned())
}
