//! Outputs: every file in memory first, then the folder.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::artifacts::Artifact;
use super::{Output, Week};
use crate::settings::Office;

/// Writes 输出/<week>/ and says what was written.
///
/// # Errors
/// If a file cannot be written.
pub(super) fn publish(office: &Office, week: Week, artifacts: &[Artifact]) -> Result<Vec<Output>> {
    let folder = office.output_of(week);
    let write = |artifact: &Artifact| {
        let path = folder.join(&artifact.path);
        replace(&path, &artifact.bytes)?;
        Ok(Output { path: office.shown(&path), kind: artifact.kind, sha256: hex(&Sha256::digest(&artifact.bytes)) })
    };
    let outputs = artifacts.iter().map(write).collect();
    drop_stale(&folder.join(super::returning::FOLDER), artifacts)?;
    outputs
}

/// Returned files of an earlier run of the week that nobody has to mend any more: they must not be sent.
fn drop_stale(folder: &Path, artifacts: &[Artifact]) -> Result<()> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{}/{name}", super::returning::FOLDER);
        if name.contains(super::returning::SUFFIX) && !artifacts.iter().any(|artifact| artifact.path == path) {
            fs::remove_file(entry.path()).with_context(|| format!("不能删除旧的 {path}（文件是不是正开着？）"))?;
        }
    }
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

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]).collect()
}

/// Characters of a name that a file's name takes at most.
const NAME_LENGTH: usize = 60;

/// A text as a part of a file's name, on any system.
pub(super) fn file_word(text: &str) -> String {
    let legal = |c: char| !c.is_control() && !matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    text.chars().take(NAME_LENGTH).map(|c| if legal(c) { c } else { '_' }).collect()
}
