//! What marking changed, noted so that it can be taken back exactly.
//!
//! The note is an XML comment behind the 修改清单, which every program skips. It holds positions, and of the sender's text only
//! what had to give way: counts of styles, which sheet is shown first. It counts only while each changed part is still as it was
//! written, which its hash tells; a file that was saved by a spreadsheet program is freed of marks by [`super::unmark`] instead.

use std::fmt::Write;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Unfit;
use super::markup::{Edit, Edits};
use super::package::Package;
use super::patch::LIST_PART;

const OPEN: &str = "<!--sangai-undo ";
const CLOSE: &str = "-->";

/// Changed and added parts.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Record {
    changed: Vec<Changed>,
    added: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Changed {
    part: String,
    /// Of the part with marks.
    sha256: String,
    /// Start and end in the part with marks, and what stood there.
    back: Vec<(usize, usize, String)>,
}

impl Record {
    pub(super) fn changed(&mut self, part: &str, text: &str, back: Vec<Edit>) {
        let back = back.into_iter().map(|edit| (edit.range.start, edit.range.end, edit.text)).collect();
        self.changed.push(Changed { part: part.to_owned(), sha256: hash(text), back });
    }

    pub(super) fn added(&mut self, part: &str) {
        self.added.push(part.to_owned());
    }

    /// The text of the list part with this record behind it.
    pub(super) fn append_to(&self, list: &str) -> String {
        // two hyphens inside would end the comment; outside of texts JSON has none
        let note = serde_json::to_string(self).unwrap_or_default().replace('-', "\\u002d");
        format!("{list}\n{OPEN}{note}{CLOSE}")
    }

    fn read(list: &str) -> Option<Self> {
        let start = list.rfind(OPEN)? + OPEN.len();
        let end = start + list[start..].find(CLOSE)?;
        serde_json::from_str(&list[start..end]).ok()
    }
}

/// The package as it was before it was marked, if no part that marking touched was written since.
pub(super) fn undone(bytes: &[u8]) -> Result<Option<Vec<u8>>, Unfit> {
    let mut package = Package::open(bytes)?;
    let Some(record) = package.text(LIST_PART)?.and_then(|list| Record::read(&list)) else { return Ok(None) };
    for changed in &record.changed {
        let Some(text) = package.text(&changed.part)?.filter(|text| hash(text) == changed.sha256) else { return Ok(None) };
        let mut edits = Edits::default();
        for (start, end, before) in &changed.back {
            if start > end || text.get(*start..*end).is_none() {
                return Ok(None);
            }
            edits.replace(*start..*end, before.clone());
        }
        package.set(&changed.part, edits.apply(&text).0);
    }
    for part in &record.added {
        package.remove(part);
    }
    package.finish().map(Some)
}

fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
