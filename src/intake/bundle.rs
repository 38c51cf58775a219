//! Zip archives of workbooks: opened one level deep, within limits of their own.

use std::sync::Arc;

use super::budget::Budget;
use super::collect::{self, Submitted};
use super::detect::{self, Opened};
use super::findings;
use super::names::{self, Junk};
use super::package::Package;
use super::{Limits, Refusal};
use crate::finding::Finding;

/// What a bundle may inflate to beyond what one workbook may.
const TIMES_A_FILE: u64 = 2;

pub(super) struct Bundle<'b>(Package<'b>);

/// The file as a bundle, if it is a zip archive of other files.
pub(super) fn open<'b>(bytes: &'b [u8], limits: &Limits) -> Option<Bundle<'b>> {
    if !bytes.starts_with(b"PK") {
        return None;
    }
    match detect::open(bytes, &mut Budget::new(limits)) {
        Ok(Opened::Bundle(package)) => Some(Bundle(package)),
        _ => None,
    }
}

impl Bundle<'_> {
    /// Every member as a submission of its own, by name.
    pub(super) fn members(
        mut self,
        file: &Arc<str>,
        limits: &Limits,
        passwords: &[String],
        skipped: &mut Vec<Finding>,
    ) -> Vec<Submitted> {
        let mut wanted: Vec<(Arc<str>, usize)> = Vec::new();
        for (index, member) in self.0.members.iter().enumerate() {
            let name: Arc<str> = format!("{file}/{}", names::member(&member.name)).into();
            let junk = name.split('/').find_map(Junk::of);
            match junk {
                _ if member.name.ends_with(['/', '\\']) => {}
                Some(junk) => skipped.push(findings::skipped(&name, junk.why())),
                None if !member.is_file => skipped.push(findings::skipped(&name, collect::LINK)),
                None => wanted.push((name, index)),
            }
        }
        wanted.sort();
        let bundle_limits = Limits {
            part_bytes: limits.file_bytes,
            inflated_bytes: limits.inflated_bytes * TIMES_A_FILE,
            seconds: limits.seconds.saturating_mul(4),
            ..limits.clone()
        };
        let mut budget = Budget::new(&bundle_limits);
        wanted.into_iter().map(|(name, index)| self.member(&name, index, limits, passwords, &mut budget)).collect()
    }

    fn member(&mut self, name: &Arc<str>, index: usize, limits: &Limits, passwords: &[String], budget: &mut Budget) -> Submitted {
        match self.0.read(index, budget) {
            Ok(bytes) if bytes.starts_with(b"PK") && open(&bytes, limits).is_some() => {
                refused(name, Refusal::Unsupported("压缩包里的压缩包".into()))
            }
            Ok(bytes) => collect::workbook(name, &bytes, limits, passwords),
            Err(refusal) => refused(name, refusal),
        }
    }
}

fn refused(name: &Arc<str>, refusal: Refusal) -> Submitted {
    Submitted { file: name.clone(), sha256: None, outcome: Err(refusal) }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::{Cursor, Write};

    use zip::write::SimpleFileOptions;

    /// A zip archive of members, for tests here and beside.
    pub(in crate::intake) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in members {
            archive.start_file(*name, SimpleFileOptions::default()).expect("begun");
            archive.write_all(content).expect("written");
        }
        archive.finish().expect("finished").into_inner()
    }
}
