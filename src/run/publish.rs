//! The end of a run: what was made in memory becomes a revision in 归档/ and the files of 输出/<week>/, both or neither.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::artifacts::Artifact;
use super::{Declared, Outcome, Output};
use crate::archive::{self, OutputFile, Record};
use crate::settings::Office;

/// Commits the outcome; its outputs, its revision and what is to be said about them are filled in.
///
/// # Errors
/// If a file cannot be read or written; then nothing is changed.
pub(super) fn publish(
    office: &Office,
    declared: &Declared,
    inbox: &Path,
    outcome: &mut Outcome,
    artifacts: &[Artifact],
) -> Result<()> {
    let record = Record {
        office,
        week: outcome.week,
        as_of: outcome.as_of,
        inputs: archive::input_files(office, inbox, declared.settings.limits.file_bytes)?,
        read: &outcome.digests,
        declared: declared.digests(),
        earlier: outcome.past.iter().map(|past| past.link.clone()).collect(),
        ledger: &outcome.ledger,
        references: &outcome.references,
        statistics: &outcome.statistics,
        findings: &outcome.findings,
        submissions: &outcome.submissions,
        outputs: artifacts.iter().map(|a| OutputFile { path: &a.path, kind: a.kind, bytes: &a.bytes }).collect(),
    };
    let committed = archive::commit(&record)?;
    let folder = office.shown(&office.output_of(outcome.week));
    let shown = |path: &str| format!("{folder}/{path}");
    outcome.revision = committed.revision;
    outcome.notes.extend(committed.kept.iter().map(|path| Outcome::kept(&shown(path))));
    outcome.outputs = artifacts
        .iter()
        .zip(committed.outputs)
        .map(|(artifact, published)| Output { path: shown(&artifact.path), kind: artifact.kind, sha256: published.sha256 })
        .collect();
    Ok(())
}

/// Writes beside and renames, so that a reader never sees half a file.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).with_context(|| format!("不能建立文件夹 {}", folder.display()))?;
    let part = path.with_extension("part");
    fs::write(&part, bytes).with_context(|| format!("不能写入 {}", part.display()))?;
    fs::rename(&part, path).with_context(|| format!("不能写入 {}（文件是不是正开着？）", path.display()))
}

/// Characters of a name that a file's name takes at most.
const NAME_LENGTH: usize = 60;

/// A text as a part of a file's name, on any system.
pub(super) fn file_word(text: &str) -> String {
    let legal = |c: char| !c.is_control() && !matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    text.chars().take(NAME_LENGTH).map(|c| if legal(c) { c } else { '_' }).collect()
}
