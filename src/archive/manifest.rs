//! The manifest of a revision, `清单.json`: hashes of all that went in and came out.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The file's name in a revision's folder.
pub const MANIFEST: &str = "清单.json";

/// The schema of the manifest.
pub(super) const SCHEMA: &str = "sangai.archive/1";

/// What a revision is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub schema: String,
    pub week: String,
    pub as_of: String,
    /// 1, 2, …
    pub revision: u32,
    /// Hash of the manifest of the revision before; `None` for the first.
    pub previous: Option<String>,
    /// The revisions of earlier weeks that this one was compared with, oldest first.
    pub earlier: Vec<Link>,
    /// Version of the program.
    pub tool: String,
    /// Hash of each declaration in force: `表样/任务清单`, `报表`, `设置`.
    pub declared: BTreeMap<String, String>,
    /// What was read, by path.
    pub inputs: Vec<Input>,
    /// The other files of the revision's folder but for the copies, by path.
    pub contents: Vec<Content>,
    /// The files of 输出/<week>/, in the order in which they are made.
    pub outputs: Vec<Published>,
}

/// A revision of an earlier week.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Link {
    pub week: String,
    pub revision: u32,
    pub manifest: String,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Input {
    /// Relative to the office folder, with `/`.
    pub path: String,
    pub sha256: String,
    pub bytes: u64,
    /// Where the copy lies, relative to 归档/: in this revision, or in an earlier one that had the same bytes.
    pub copy: String,
}

/// A file of the revision's folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub path: String,
    pub sha256: String,
    pub bytes: u64,
}

/// A file of 输出/<week>/.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Relative to 输出/<week>/, with `/`.
    pub path: String,
    pub kind: String,
    pub sha256: String,
}

impl Manifest {
    /// Whether nothing but the number and the program's version differs: then it is no new revision. Where copies lie does not matter.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        let inputs = |m: &Self| m.inputs.iter().map(|i| (i.path.clone(), i.sha256.clone())).collect::<Vec<_>>();
        self.week == other.week
            && self.as_of == other.as_of
            && self.earlier == other.earlier
            && self.contents == other.contents
            && self.outputs == other.outputs
            && inputs(self) == inputs(other)
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// Never: a manifest is plain data.
    pub fn to_bytes(&self) -> serde_json::Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// SHA-256 in lower-case hexadecimal.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hexadecimal.
#[must_use]
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
