//! OLE2 compound files: the streams of the root storage. Every chain is bounded by the number of sectors the file can hold.

use super::Refusal;
use super::budget::Budget;

const END: u32 = 0xffff_fffe;
const FREE: u32 = 0xffff_ffff;

pub(super) struct Compound<'b> {
    bytes: &'b [u8],
    sector: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini_sector: usize,
    mini_cutoff: u64,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    kind: u8,
    start: u32,
    size: u64,
}

const STREAM: u8 = 2;
const ROOT: u8 = 5;

impl<'b> Compound<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, Refusal> {
        let shift = |at| u32::from(u16_at(bytes, at).unwrap_or(0));
        let (sector_shift, mini_shift) = (shift(30), shift(32));
        if !(7..=12).contains(&sector_shift) || mini_shift > sector_shift {
            return Err(broken("扇区大小无效"));
        }
        let field = |at| u32_at(bytes, at).ok_or_else(|| broken("文件头不完整"));
        let mut compound = Self {
            bytes,
            sector: 1 << sector_shift,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini_sector: 1 << mini_shift,
            mini_cutoff: u64::from(field(56)?),
            entries: Vec::new(),
        };
        compound.fat = compound.read_fat(field(68)?)?;
        let directory = compound.chain(field(48)?)?;
        compound.entries = directory.chunks_exact(128).filter_map(entry).collect();
        compound.mini_fat = words(&compound.chain(field(60)?)?);
        Ok(compound)
    }

    /// The sector's bytes; the last one of a file may be short.
    fn sector(&self, id: u32) -> Option<&'b [u8]> {
        let start = (id as usize + 1).checked_mul(self.sector)?;
        let bytes = self.bytes.get(start..)?;
        bytes.get(..self.sector.min(bytes.len())).filter(|b| !b.is_empty())
    }

    fn sectors(&self) -> usize {
        self.bytes.len() / self.sector + 1
    }

    /// The allocation table: 109 sectors named in the header, the others in a chain of their own.
    fn read_fat(&self, mut next: u32) -> Result<Vec<u32>, Refusal> {
        let mut ids: Vec<u32> = (0..109).filter_map(|i| u32_at(self.bytes, 76 + 4 * i)).collect();
        let per_sector = self.sector / 4 - 1;
        for _ in 0..self.sectors() {
            let Some(list) = self.sector(next).filter(|_| next < END).map(words) else { break };
            ids.extend(list.iter().take(per_sector));
            next = list.get(per_sector).copied().unwrap_or(END);
        }
        ids.retain(|id| *id < END - 2);
        if ids.len() > self.sectors() {
            return Err(broken("分配表比文件还大"));
        }
        Ok(ids.into_iter().filter_map(|id| self.sector(id)).flat_map(words).collect())
    }

    fn chain(&self, start: u32) -> Result<Vec<u8>, Refusal> {
        let mut content = Vec::new();
        let mut next = start;
        for _ in 0..=self.sectors() {
            if next == END || next == FREE {
                return Ok(content);
            }
            content.extend_from_slice(self.sector(next).ok_or_else(|| broken("文件不完整，缺少后面的内容"))?);
            next = self.fat.get(next as usize).copied().ok_or_else(|| broken("扇区链指向文件之外"))?;
        }
        Err(broken("扇区链循环"))
    }

    fn mini_chain(&self, start: u32) -> Result<Vec<u8>, Refusal> {
        let root = self.entries.iter().find(|e| e.kind == ROOT).ok_or_else(|| broken("没有根目录"))?;
        let store = self.chain(root.start)?;
        let mut content = Vec::new();
        let mut next = start;
        for _ in 0..=self.mini_fat.len() {
            if next == END || next == FREE {
                return Ok(content);
            }
            let at = next as usize * self.mini_sector;
            let sector = store.get(at..store.len().min(at + self.mini_sector)).filter(|s| !s.is_empty());
            content.extend_from_slice(sector.ok_or_else(|| broken("小扇区在文件之外"))?);
            next = self.mini_fat.get(next as usize).copied().ok_or_else(|| broken("小扇区链指向文件之外"))?;
        }
        Err(broken("小扇区链循环"))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.as_str())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.names().any(|n| n.eq_ignore_ascii_case(name))
    }

    /// The first stream of a name (embedded objects come after the workbook's own streams).
    pub(super) fn stream(&self, name: &str, budget: &Budget) -> Result<Option<Vec<u8>>, Refusal> {
        budget.check_clock()?;
        let Some(entry) = self.entries.iter().find(|e| e.kind == STREAM && e.name.eq_ignore_ascii_case(name)) else {
            return Ok(None);
        };
        let mut content = if entry.size < self.mini_cutoff { self.mini_chain(entry.start)? } else { self.chain(entry.start)? };
        content.truncate(usize::try_from(entry.size).unwrap_or(usize::MAX));
        Ok(Some(content))
    }
}

fn entry(raw: &[u8]) -> Option<Entry> {
    let length = usize::from(u16_at(raw, 64)?).clamp(2, 64) - 2;
    let name: Vec<u16> = raw[..length].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let size = u64::from(u32_at(raw, 120)?);
    Some(Entry { name: String::from_utf16_lossy(&name), kind: *raw.get(66)?, start: u32_at(raw, 116)?, size })
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|w| u32::from_le_bytes([w[0], w[1], w[2], w[3]])).collect()
}

/// Little-endian words at an offset; `None` beyond the end.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn broken(why: &str) -> Refusal {
    Refusal::Damaged(format!("复合文档损坏（{why}）"))
}
