//! A zip container read within limits: names, duplicates, overlaps, and parts inflated to their end so that the CRC counts.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::budget::Budget;
use super::{Refusal, encoding};

/// Bytes inflated between two looks at the limits.
const STEP: u64 = 1 << 20;

/// A member as the central directory names it.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) is_file: bool,
    pub(super) encrypted: bool,
}

pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    pub(super) members: Vec<Member>,
    /// Normalised name → index; the lower-case index serves packages whose names differ in case from the references.
    exact: BTreeMap<String, usize>,
    folded: BTreeMap<String, usize>,
}

impl<'b> Package<'b> {
    pub(super) fn open(bytes: &'b [u8], budget: &Budget) -> Result<Self, Refusal> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken("压缩包目录", &e))?;
        if archive.len() > budget.limits.parts {
            return Err(Refusal::Limit(format!("压缩包内有 {} 个部件，超过 {} 个", archive.len(), budget.limits.parts)));
        }
        if archive.has_duplicate_names() {
            return Err(Refusal::Damaged("压缩包内有重名的部件，无法确定以哪一个为准".into()));
        }
        if archive.has_overlapping_files().map_err(|e| broken("压缩包目录", &e))? {
            return Err(Refusal::Damaged("压缩包内的部件互相重叠，疑似压缩炸弹".into()));
        }
        let members = list(&archive)?;
        let mut exact = BTreeMap::new();
        let mut folded = BTreeMap::new();
        for (index, member) in members.iter().enumerate().filter(|(_, m)| m.is_file) {
            let name = member.name.replace('\\', "/");
            let name = name.trim_start_matches('/');
            folded.entry(name.to_lowercase()).or_insert(index);
            exact.entry(name.to_owned()).or_insert(index);
        }
        Ok(Self { archive, members, exact, folded })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.index(name).is_some()
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.exact.get(name).or_else(|| self.folded.get(&name.to_lowercase())).copied()
    }

    /// A part by name, whole and with its CRC checked; `None` if there is none.
    pub(super) fn part(&mut self, name: &str, budget: &mut Budget) -> Result<Option<Vec<u8>>, Refusal> {
        self.index(name).map(|index| self.read(index, budget)).transpose()
    }

    /// The member at an index of `members`.
    pub(super) fn read(&mut self, index: usize, budget: &mut Budget) -> Result<Vec<u8>, Refusal> {
        let name = self.members[index].name.clone();
        if self.members[index].encrypted {
            return Err(Refusal::Encrypted);
        }
        let mut file = self.archive.by_index(index).map_err(|e| broken(&name, &e))?;
        let packed = file.compressed_size();
        // The declared size is only a hint for the first allocation.
        let mut content = Vec::with_capacity(file.size().min(packed.saturating_mul(8)).min(8 << 20) as usize);
        loop {
            let step = (&mut file).take(STEP).read_to_end(&mut content);
            let n = step.map_err(|e| Refusal::Damaged(format!("部件 {name} 解压出错（{e}）")))?;
            if n == 0 {
                return Ok(content);
            }
            budget.inflate(&name, n as u64, content.len() as u64, packed)?;
        }
    }
}

fn list(archive: &ZipArchive<Cursor<&[u8]>>) -> Result<Vec<Member>, Refusal> {
    (0..archive.len())
        .map(|index| {
            let file = archive.by_index_data(index).map_err(|e| broken("压缩包目录", &e))?;
            let name = encoding::member_name(file.name_raw());
            Ok(Member { is_file: file.is_file() && !file.is_symlink(), encrypted: file.encrypted(), name })
        })
        .collect()
}

fn broken(what: &str, error: &ZipError) -> Refusal {
    match error {
        ZipError::CompressionMethodNotSupported(_) => Refusal::Unsupported(format!("压缩方式特殊的文件（{what}）")),
        ZipError::InvalidArchive(why) if why.contains("EOCD") => Refusal::Damaged("文件不完整，后面的部分没有传完".into()),
        error => Refusal::Damaged(format!("{what}读不出（{error}）")),
    }
}
