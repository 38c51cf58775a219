//! Records of BIFF12 ([MS-XLSB] §2.1.4): type and length in 7-bit groups, then the data.

use crate::intake::Refusal;

pub(super) struct Records<'p> {
    rest: &'p [u8],
}

impl<'p> Records<'p> {
    pub(super) fn new(part: &'p [u8]) -> Self {
        Self { rest: part }
    }

    /// The next type and data; `None` at the end of the part.
    pub(super) fn next(&mut self) -> Result<Option<(u16, &'p [u8])>, Refusal> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let low = self.byte()?;
        let kind = if low & 0x80 == 0 { u16::from(low) } else { u16::from(low & 0x7f) | u16::from(self.byte()? & 0x7f) << 7 };
        let mut length = 0usize;
        for group in 0..4 {
            let byte = self.byte()?;
            length |= usize::from(byte & 0x7f) << (7 * group);
            if byte & 0x80 == 0 {
                break;
            }
        }
        let data = self.rest.get(..length).ok_or_else(|| damaged("记录超出部件的末尾"))?;
        self.rest = &self.rest[length..];
        Ok(Some((kind, data)))
    }

    fn byte(&mut self) -> Result<u8, Refusal> {
        let (&byte, rest) = self.rest.split_first().ok_or_else(|| damaged("记录不完整"))?;
        self.rest = rest;
        Ok(byte)
    }
}

/// Little-endian fields, read one after the other.
pub(super) struct Fields<'p>(pub(super) &'p [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Refusal> {
        let (head, rest) = self.0.split_first_chunk::<N>().ok_or_else(|| damaged("记录不完整"))?;
        self.0 = rest;
        Ok(*head)
    }
    pub(super) fn u8(&mut self) -> Result<u8, Refusal> {
        self.take::<1>().map(|[b]| b)
    }
    pub(super) fn u16(&mut self) -> Result<u16, Refusal> {
        self.take().map(u16::from_le_bytes)
    }
    pub(super) fn u32(&mut self) -> Result<u32, Refusal> {
        self.take().map(u32::from_le_bytes)
    }
    pub(super) fn f64(&mut self) -> Result<f64, Refusal> {
        self.take().map(f64::from_le_bytes)
    }
    /// A wide string; the null string (length 0xFFFFFFFF) is empty.
    pub(super) fn string(&mut self) -> Result<String, Refusal> {
        let length = match self.u32()? {
            u32::MAX => 0,
            length => length as usize,
        };
        let bytes = length.checked_mul(2).and_then(|n| self.0.split_at_checked(n));
        let (bytes, rest) = bytes.ok_or_else(|| damaged("文字超出记录"))?;
        self.0 = rest;
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        Ok(String::from_utf16_lossy(&units))
    }
}

pub(super) fn damaged(why: &str) -> Refusal {
    Refusal::Damaged(why.to_owned())
}
