//! What a run reads: every file of the week's folder, of 名录, and the office's own declarations, with its hash.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::disk::{digest_of, named};
use super::manifest::Input;
use super::store::COPIES;
use crate::settings::{FILE, Office};

/// Names longer than this, in bytes, are not given to copies: some file systems end at 255.
const LONGEST: usize = 200;

/// A file that a run reads, and what it is called in the manifest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct InputFile {
    pub shown: String,
    pub path: PathBuf,
}

/// The same with its hash: the manifest's line, whose `copy` is still relative to the revision.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) input: Input,
    pub(super) path: PathBuf,
}

/// All files that a run over `inbox` reads, by path: the week's, those of 名录, the settings, the office's own declarations and wording. Links, temporary
/// files and what is larger than `largest` bytes are no inputs: nothing reads them.
///
/// # Errors
/// If a folder cannot be listed.
pub fn input_files(office: &Office, inbox: &Path, largest: u64) -> Result<Vec<InputFile>> {
    let mut paths = Vec::new();
    for folder in [inbox, &office.lists(), &office.forms(), &office.reports(), &office.wording()] {
        walk(folder, &mut paths)?;
    }
    paths.push(office.root().join(FILE));
    paths.retain(|path| fs::metadata(path).is_ok_and(|meta| meta.len() <= largest));
    Ok(paths.into_iter().map(|path| InputFile { shown: office.shown(&path), path }).collect())
}

/// Their hashes, by path.
///
/// # Errors
/// If a file cannot be read; one that only its owner may read is left out.
pub(super) fn hashed(mut files: Vec<InputFile>) -> Result<Vec<Found>> {
    files.sort();
    let (mut found, mut copies) = (Vec::new(), BTreeSet::new());
    for InputFile { shown, path } in files {
        let (sha256, bytes) = match digest_of(&path) {
            Ok(digest) => digest,
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => continue,
            Err(error) => return Err(named("读取", &path, &error)),
        };
        let mut copy = format!("{COPIES}/{}", safe(&shown, &sha256));
        if !copies.insert(copy.clone()) {
            // Two names that look the same: the second copy is named by its place and content.
            copy = format!("{COPIES}/{}-{sha256}", found.len());
        }
        found.push(Found { input: Input { path: shown, sha256, bytes, copy }, path });
    }
    Ok(found)
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied) => return Ok(()),
        Err(error) => return Err(named("读取", folder, &error)),
    };
    for entry in entries {
        let entry = entry.map_err(|error| named("读取", folder, &error))?;
        let (path, name) = (entry.path(), entry.file_name());
        let kind = entry.file_type().map_err(|error| named("读取", &path, &error))?;
        if kind.is_dir() {
            walk(&path, paths)?;
        } else if kind.is_file() && !is_passing(&name.to_string_lossy()) {
            paths.push(path);
        }
    }
    Ok(())
}

/// Files that programs leave beside those people keep.
fn is_passing(name: &str) -> bool {
    name.starts_with("~$")
        || name.starts_with('.')
        || name.eq_ignore_ascii_case("Thumbs.db")
        || name.eq_ignore_ascii_case("desktop.ini")
}

/// A path whose parts any file system takes.
fn safe(shown: &str, sha256: &str) -> String {
    let part = |part: &str| {
        let odd = part.len() > LONGEST || part.chars().any(|c| c.is_control() || c == char::REPLACEMENT_CHARACTER);
        if odd { sha256.to_owned() } else { part.to_owned() }
    };
    shown.split('/').map(part).collect::<Vec<_>>().join("/")
}
