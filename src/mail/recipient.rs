//! Whose a file is. A file without an owner is never mailed.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// To whom a file of 输出/<week>/ may be sent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// A unit, by its name in 单位名单.
    Unit(Arc<str>),
    /// A cadre, by the name in 包联安排.
    Cadre(Arc<str>),
    /// Every unit that reports: the bulletin.
    Everyone,
}

impl Recipient {
    /// By its list name.
    #[must_use]
    pub fn unit(name: &str) -> Self {
        Self::Unit(Arc::from(name))
    }

    /// By the name in 包联安排.
    #[must_use]
    pub fn cadre(name: &str) -> Self {
        Self::Cadre(Arc::from(name))
    }

    /// The name people read.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Unit(name) | Self::Cadre(name) => name,
            Self::Everyone => "各报送单位",
        }
    }
}

/// One line of the record that a run leaves: a file, what it held, and whose it is. A file that has changed since is nobody's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owned {
    /// Relative to 输出/<week>/, with `/`.
    pub path: String,
    /// Lower-case hexadecimal.
    pub sha256: String,
    pub owner: Recipient,
}

/// Where the record lies below 输出/<week>/.
pub const OWNERS: &str = "邮件/归属.json";

const SCHEMA: &str = "sangai.owners/1";

#[derive(Serialize, Deserialize)]
struct Record {
    schema: String,
    files: Vec<Owned>,
}

/// The record's bytes.
///
/// # Errors
/// Never with real paths.
pub fn record(files: Vec<Owned>) -> serde_json::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(&Record { schema: SCHEMA.to_owned(), files })?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Reads a record; `None` if it is something else.
#[must_use]
pub fn read_record(bytes: &[u8]) -> Option<Vec<Owned>> {
    let record: Record = serde_json::from_slice(bytes).ok()?;
    (record.schema == SCHEMA).then_some(record.files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_reads_back_and_others_do_not() {
        let owned = |owner| Owned { path: "退回/城关镇.xlsx".into(), sha256: "00".into(), owner };
        let files = vec![owned(Recipient::unit("城关镇")), owned(Recipient::cadre("张三")), owned(Recipient::Everyone)];
        assert_eq!(read_record(&record(files.clone()).expect("written")), Some(files));
        assert_eq!(read_record(b"{\"schema\": \"sangai.owners/2\", \"files\": []}"), None);
    }
}
