//! A workbook's zip package, of which most parts are passed on as they are packed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::Unfit;
use crate::intake::join_target;

/// Most bytes that a part which is read here may have: larger ones are no sheets that people mend by hand.
const PART_LIMIT: u64 = 64 << 20;

/// A package with what is to be changed about it.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// Part name without a leading slash → index in the archive.
    index: BTreeMap<String, usize>,
    folded: BTreeMap<String, usize>,
    changed: BTreeMap<usize, Vec<u8>>,
    removed: BTreeSet<usize>,
    added: Vec<(String, Vec<u8>)>,
}

impl<'b> Package<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, Unfit> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unfit::Damaged)?;
        let (mut index, mut folded) = (BTreeMap::new(), BTreeMap::new());
        for at in 0..archive.len() {
            let file = archive.by_index_raw(at).map_err(|_| Unfit::Damaged)?;
            if file.encrypted() {
                return Err(Unfit::Damaged);
            }
            let name = String::from_utf8_lossy(file.name_raw()).replace('\\', "/");
            let name = name.trim_start_matches('/');
            folded.entry(name.to_lowercase()).or_insert(at);
            index.entry(name.to_owned()).or_insert(at);
        }
        Ok(Self { archive, index, folded, changed: BTreeMap::new(), removed: BTreeSet::new(), added: Vec::new() })
    }

    /// Names of all parts, in the order of the alphabet.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.index.keys().map(String::as_str)
    }

    fn at(&self, name: &str) -> Option<usize> {
        self.index.get(name).or_else(|| self.folded.get(&name.to_lowercase())).copied()
    }

    /// A part's text, `None` if there is no such part. Only UTF-8 can be patched.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Unfit> {
        if let Some((_, bytes)) = self.added.iter().find(|(added, _)| added == name) {
            return String::from_utf8(bytes.clone()).map(Some).map_err(|_| Unfit::Encoding);
        }
        let Some(at) = self.at(name).filter(|at| !self.removed.contains(at)) else { return Ok(None) };
        if let Some(bytes) = self.changed.get(&at) {
            return String::from_utf8(bytes.clone()).map(Some).map_err(|_| Unfit::Encoding);
        }
        let file = self.archive.by_index(at).map_err(|_| Unfit::Damaged)?;
        let mut bytes = Vec::new();
        file.take(PART_LIMIT + 1).read_to_end(&mut bytes).map_err(|_| Unfit::Damaged)?;
        if bytes.len() as u64 > PART_LIMIT {
            return Err(Unfit::Damaged);
        }
        String::from_utf8(bytes).map(Some).map_err(|_| Unfit::Encoding)
    }

    /// Like [`Package::text`] for a part that must be there.
    pub(super) fn needed(&mut self, name: &str) -> Result<String, Unfit> {
        self.text(name)?.ok_or(Unfit::Malformed)
    }

    /// Gives a part new content, or adds it.
    pub(super) fn set(&mut self, name: &str, content: String) {
        let at = self.at(name).filter(|at| !self.removed.contains(at));
        match (at, self.added.iter_mut().find(|(added, _)| added == name)) {
            (Some(at), _) => drop(self.changed.insert(at, content.into_bytes())),
            (None, Some((_, known))) => *known = content.into_bytes(),
            (None, None) => self.added.push((name.to_owned(), content.into_bytes())),
        }
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.removed.extend(self.at(name));
        self.added.retain(|(added, _)| added != name);
    }

    /// The package: parts that were not touched keep their packed bytes and their order, new ones follow.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Unfit> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for at in 0..self.archive.len() {
            if self.removed.contains(&at) {
                continue;
            }
            let file = self.archive.by_index_raw(at).map_err(|_| Unfit::Damaged)?;
            match self.changed.get(&at) {
                None => out.raw_copy_file(file).map_err(|_| Unfit::Damaged)?,
                Some(content) => {
                    let stamp = file.last_modified().unwrap_or_default();
                    let name = String::from_utf8_lossy(file.name_raw()).into_owned();
                    drop(file);
                    write(&mut out, &name, stamp, content)?;
                }
            }
        }
        for (name, content) in &self.added {
            write(&mut out, name, DateTime::default(), content)?;
        }
        out.finish().map(Cursor::into_inner).map_err(|_| Unfit::Damaged)
    }
}

fn write(out: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, stamp: DateTime, content: &[u8]) -> Result<(), Unfit> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(stamp);
    out.start_file(name, options).map_err(|_| Unfit::Damaged)?;
    out.write_all(content).map_err(|_| Unfit::Damaged)
}

/// A package of parts made here.
pub(super) fn build(parts: &[(&str, &str)]) -> Result<Vec<u8>, Unfit> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        write(&mut out, name, DateTime::default(), content.as_bytes())?;
    }
    out.finish().map(Cursor::into_inner).map_err(|_| Unfit::Damaged)
}

/// The name of a part's relations.
pub(super) fn relations_of(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    format!("{folder}_rels/{name}.rels")
}

/// A target resolved against the part that names it.
pub(super) fn resolve(part: &str, target: &str) -> String {
    join_target(part.rsplit_once('/').map_or("", |(folder, _)| folder), target)
}
