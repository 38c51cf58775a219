//! Strings of BIFF: UTF-16 or Latin-1 with flags, split over CONTINUE records; code page bytes in BIFF5.

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, SHIFT_JIS, UTF_8, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};

use super::records::damaged;
use crate::intake::Refusal;
use crate::intake::budget::Budget;

/// The encoding of byte strings. Files without a usable code page come from Chinese programs more often than from others.
pub(super) fn code_page(number: u16) -> &'static Encoding {
    match number {
        932 => SHIFT_JIS,
        949 => EUC_KR,
        950 => BIG5,
        1250 => WINDOWS_1250,
        1251 => WINDOWS_1251,
        1252 | 32_769 | 10_000 | 32_768 => WINDOWS_1252,
        65_001 => UTF_8,
        _ => GB18030,
    }
}

/// Reads over the parts of a record and its continuations.
pub(super) struct Parts<'s> {
    part: &'s [u8],
    more: std::vec::IntoIter<&'s [u8]>,
}

const WIDE: u8 = 0x01;
const EXTENDED: u8 = 0x04;
const RICH: u8 = 0x08;

impl<'s> Parts<'s> {
    pub(super) fn new(first: &'s [u8], more: Vec<&'s [u8]>) -> Self {
        Self { part: first, more: more.into_iter() }
    }

    pub(super) fn is_empty(&mut self) -> bool {
        while self.part.is_empty() {
            match self.more.next() {
                Some(part) => self.part = part,
                None => return true,
            }
        }
        false
    }

    fn byte(&mut self) -> Result<u8, Refusal> {
        if self.is_empty() {
            return Err(damaged("文字在中途结束"));
        }
        let byte = self.part[0];
        self.part = &self.part[1..];
        Ok(byte)
    }

    pub(super) fn u16(&mut self) -> Result<u16, Refusal> {
        Ok(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    pub(super) fn u32(&mut self) -> Result<u32, Refusal> {
        Ok(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    fn skip(&mut self, mut count: usize) -> Result<(), Refusal> {
        while count > 0 {
            if self.is_empty() {
                return Err(damaged("文字在中途结束"));
            }
            let step = count.min(self.part.len());
            self.part = &self.part[step..];
            count -= step;
        }
        Ok(())
    }

    /// A string with a 16-bit length, flags, runs and phonetic data.
    pub(super) fn rich_string(&mut self) -> Result<String, Refusal> {
        let length = usize::from(self.u16()?);
        // Some programs leave out the flags of an empty string.
        if length == 0 && self.is_empty() {
            return Ok(String::new());
        }
        let flags = self.byte()?;
        let runs = if flags & RICH != 0 { usize::from(self.u16()?) } else { 0 };
        let extra = if flags & EXTENDED != 0 { self.u32()? as usize } else { 0 };
        let text = self.characters(length, flags)?;
        self.skip(runs * 4 + extra)?;
        Ok(text)
    }

    /// Characters; where they go on in a continuation, it begins with new flags.
    pub(super) fn characters(&mut self, length: usize, flags: u8) -> Result<String, Refusal> {
        let mut wide = flags & WIDE != 0;
        let mut units = Vec::with_capacity(length.min(4096));
        while units.len() < length {
            if self.part.is_empty() {
                wide = self.byte()? & WIDE != 0;
                continue;
            }
            let wanted = length - units.len();
            let size = if wide { 2 } else { 1 };
            let here = wanted.min(self.part.len() / size);
            if here == 0 {
                return Err(damaged("文字在字符中间断开"));
            }
            let (now, rest) = self.part.split_at(here * size);
            if wide {
                units.extend(now.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])));
            } else {
                units.extend(now.iter().map(|b| u16::from(*b)));
            }
            self.part = rest;
        }
        Ok(String::from_utf16_lossy(&units))
    }
}

/// The shared strings as far as they are there; the declared numbers are not looked at.
pub(super) fn shared(first: &[u8], more: Vec<&[u8]>, budget: &mut Budget) -> Result<Vec<String>, Refusal> {
    const COUNTS: usize = 8;
    let mut parts = Parts::new(first, more);
    parts.skip(COUNTS)?;
    let mut strings = Vec::new();
    while !parts.is_empty() {
        // A cut string at the end is missed only by a cell that names it, and that cell is reported.
        let Ok(text) = parts.rich_string() else { break };
        strings.push(text);
        budget.step()?;
    }
    Ok(strings)
}
