//! Files that hold files: zip archives, opened one level deep, and mails, within limits of their own.

use std::sync::Arc;

use super::budget::Budget;
use super::collect::{self, Reading, Submitted};
use super::detect::{self, Opened};
use super::letter;
use super::names::{self, Junk};
use super::package::Package;
use super::{Limits, Refusal, findings};
use crate::finding::Finding;

/// What a bundle may inflate to beyond what one workbook may.
const TIMES_A_FILE: u64 = 2;

/// A file, or everything in it as submissions of their own, by name. What nobody meant to send is skipped.
pub(super) fn files(file: &Arc<str>, bytes: &[u8], reading: Reading<'_>, skipped: &mut Vec<Finding>) -> Vec<Submitted> {
    let Reading { archives, mails, .. } = reading;
    let refused = |kind: &str| vec![collect::refused(file, Refusal::Unsupported(kind.into()))];
    match opened(bytes, reading.limits) {
        Some(Opened::Bundle(_)) if archives == 0 => refused("压缩包里的压缩包"),
        Some(Opened::Mail) if mails == 0 => refused("邮件里的邮件"),
        Some(Opened::Bundle(package)) => archived(file, package, Reading { archives: archives - 1, ..reading }, skipped),
        Some(Opened::Mail) => attached(file, bytes, Reading { mails: mails - 1, ..reading }, skipped),
        _ => vec![collect::workbook(file, bytes, reading)],
    }
}

fn opened<'b>(bytes: &'b [u8], limits: &Limits) -> Option<Opened<'b>> {
    // Only to tell what it is: a workbook is opened again, and then reports what is wrong.
    let other = bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) || bytes.len() as u64 > limits.file_bytes;
    if other { None } else { detect::open(bytes, &mut Budget::new(limits)).ok() }
}

/// The attachments of a mail.
fn attached(file: &Arc<str>, bytes: &[u8], reading: Reading<'_>, skipped: &mut Vec<Finding>) -> Vec<Submitted> {
    let mail = match letter::open(bytes) {
        Ok(mail) => mail,
        Err(refusal) => return vec![collect::refused(file, refusal)],
    };
    let letter = Arc::new(mail.letter);
    let mut attachments = mail.attachments;
    attachments.sort_by(|a, b| a.name.cmp(&b.name));
    let mut submitted = Vec::new();
    for attachment in attachments {
        let name: Arc<str> = format!("{file}/{}", attachment.name).into();
        match (name.split('/').find_map(Junk::of), attachment.content) {
            (Some(junk), _) => skipped.push(findings::skipped(&name, junk.why())),
            (None, Err(refusal)) => submitted.push(collect::refused(&name, refusal)),
            (None, Ok(content)) => submitted.extend(files(&name, &content, reading, skipped)),
        }
    }
    for submitted in &mut submitted {
        submitted.letter.get_or_insert_with(|| letter.clone());
    }
    submitted
}

/// The members of an archive.
fn archived(file: &Arc<str>, mut package: Package<'_>, reading: Reading<'_>, skipped: &mut Vec<Finding>) -> Vec<Submitted> {
    let limits = reading.limits;
    let mut wanted: Vec<(Arc<str>, usize)> = Vec::new();
    for (index, member) in package.members.iter().enumerate() {
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
    let mut submitted = Vec::new();
    for (name, index) in wanted {
        match package.read(index, &mut budget) {
            Ok(bytes) => submitted.extend(files(&name, &bytes, reading, skipped)),
            Err(refusal) => submitted.push(collect::refused(&name, refusal)),
        }
    }
    submitted
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
