//! What lies where in 归档/: `2022-W20/第1版/清单.json`, and beside it what the manifest lists. Reading only.

use std::fs;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use super::disk::named;
use super::manifest::{Content, MANIFEST, Manifest, SCHEMA, digest, hex};
use crate::settings::{Office, Week};

/// Files of a revision.
pub(super) const LEDGER: &str = "台账.jsonl";
pub(super) const FIGURES: &str = "指标.json";
pub(super) const FINDINGS: &str = "问题.jsonl";
pub(super) const SUBMISSIONS: &str = "报送.jsonl";
/// The folder of copies in a revision.
pub(super) const COPIES: &str = "原件";

/// A committed revision of a week.
#[derive(Debug, Clone)]
pub struct Revision {
    pub week: Week,
    pub folder: PathBuf,
    pub manifest: Manifest,
    /// Hash of the manifest's bytes: what later revisions refer to.
    pub digest: String,
}

/// The folder name of a revision.
#[must_use]
pub fn revision_name(number: u32) -> String {
    format!("第{number}版")
}

/// The folder in which a revision is prepared, beside its place.
pub(super) fn stage_name(number: u32) -> String {
    format!(".{}.part", revision_name(number))
}

/// Whether a name in a week's folder is that of a revision being prepared.
pub(super) fn is_stage(name: &str) -> bool {
    name.strip_prefix('.').and_then(|name| name.strip_suffix(".part")).and_then(revision_number).is_some()
}

/// The number of a revision's folder name; `None` for anything else.
pub(super) fn revision_number(name: &str) -> Option<u32> {
    let number = name.strip_prefix('第')?.strip_suffix('版')?.parse().ok()?;
    (revision_name(number) == name).then_some(number)
}

/// The names in a folder, sorted; none if there is no such folder.
pub(super) fn names(folder: &Path) -> Result<Vec<String>> {
    let failed = |error: io::Error| named("读取", folder, &error);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(failed)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// The weeks that have a folder in 归档/, oldest first.
///
/// # Errors
/// If the folder cannot be read.
pub fn weeks(office: &Office) -> Result<Vec<Week>> {
    let names = names(&office.archive())?;
    let mut weeks: Vec<Week> =
        names.iter().filter_map(|name| name.parse().ok().filter(|week: &Week| week.to_string() == *name)).collect();
    weeks.sort();
    Ok(weeks)
}

/// The numbers of a week's revisions, in order.
///
/// # Errors
/// If the folder cannot be read.
pub fn revision_numbers(office: &Office, week: Week) -> Result<Vec<u32>> {
    let names = names(&office.archive_of(week))?;
    let mut numbers: Vec<u32> = names.iter().filter_map(|name| revision_number(name)).collect();
    numbers.sort_unstable();
    Ok(numbers)
}

/// A revision of a week.
///
/// # Errors
/// If its manifest cannot be read or is no manifest of this revision.
pub fn revision(office: &Office, week: Week, number: u32) -> Result<Revision> {
    let folder = office.archive_of(week).join(revision_name(number));
    let path = folder.join(MANIFEST);
    let bytes = fs::read(&path).with_context(|| format!("不能读取 {}", path.display()))?;
    let manifest: Manifest = serde_json::from_slice(&bytes).with_context(|| format!("{} 已损坏", path.display()))?;
    ensure!(manifest.schema == SCHEMA, "{} 是别的版本的归档（{}）", path.display(), manifest.schema);
    ensure!(manifest.revision == number && manifest.week == week.to_string(), "{} 不属于这里", path.display());
    Ok(Revision { week, folder, manifest, digest: digest(&bytes) })
}

/// A revision, or `None` if it is missing or damaged, which is left to `verify` to say.
///
/// # Errors
/// If the disk does not let it be read now: then nobody knows what it says.
pub(super) fn if_whole(office: &Office, week: Week, number: u32) -> Result<Option<Revision>> {
    match revision(office, week, number) {
        Ok(revision) => Ok(Some(revision)),
        Err(error) => match error.downcast_ref::<io::Error>() {
            Some(failed) if failed.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(None),
        },
    }
}

/// Those of a week's revisions that are whole, in order.
///
/// # Errors
/// As [`if_whole`].
pub(super) fn whole_revisions(office: &Office, week: Week) -> Result<Vec<Revision>> {
    let read = revision_numbers(office, week)?.into_iter().map(|number| if_whole(office, week, number));
    Ok(read.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// The newest revision of a week; `None` if the week was never archived.
///
/// # Errors
/// If its manifest cannot be read.
pub fn newest(office: &Office, week: Week) -> Result<Option<Revision>> {
    revision_numbers(office, week)?.last().map(|number| revision(office, week, *number)).transpose()
}

impl Revision {
    /// What the manifest says of a file of this folder.
    pub(super) fn content(&self, path: &str) -> Option<&Content> {
        self.manifest.contents.iter().find(|content| content.path == path)
    }

    /// Reads a file of this folder through `read`, and makes sure that it is the one that was written.
    pub(super) fn open<T>(&self, name: &str, read: impl FnOnce(&mut BufReader<Hashing<fs::File>>) -> Result<T>) -> Result<T> {
        let path = self.folder.join(name);
        let shown = || format!("{} 已损坏", path.display());
        let expected = self.content(name).with_context(shown)?;
        let file = fs::File::open(&path).with_context(|| format!("不能读取 {}", path.display()))?;
        let mut reader = BufReader::with_capacity(1 << 16, Hashing { inner: file, hash: Sha256::new() });
        let read = read(&mut reader).with_context(shown)?;
        io::copy(&mut reader, &mut io::sink()).with_context(shown)?;
        ensure!(hex(&reader.into_inner().hash.finalize()) == expected.sha256, "{}", shown());
        Ok(read)
    }
}

/// A reader that hashes what passes.
pub(super) struct Hashing<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash.update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}
