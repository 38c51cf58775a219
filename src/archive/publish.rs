//! 输出/<week>/ from the outputs of one revision to those of the next in one step; what people put there themselves stays.
//!
//! The new files are staged beside, in `输出/.<week>.part/`, and the two folders are exchanged: whoever looks sees the old files or the new
//! ones. Where folders cannot be exchanged (Windows, some network drives), the files are replaced one by one, and [`super::recover`] ends
//! what was cut off. A hidden file names the revision that the outputs belong to.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::commit::OutputFile;
use super::disk::{Stage, digest_of, files_below, make_folder, named, remove, rename, sync_folder};
use super::manifest::Published;
use crate::settings::{Office, Week};

/// In 输出/<week>/: the hash of the manifest whose outputs these are.
pub(super) const MARKER: &str = ".版本";

/// Added to the name of an output that somebody changed, when the new one takes its place.
const KEPT: &str = "（改动保留）";

/// Path and hash of every file that some revision of the week wrote.
pub(super) type Known = BTreeSet<(String, String)>;

/// 输出/<week>/ and the folder in which it is prepared.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) out: PathBuf,
    pub(super) stage: PathBuf,
}

/// Why outputs were not published.
#[derive(Debug)]
pub(super) enum Unpublished {
    /// The old outputs are whole and in place.
    Untouched(anyhow::Error),
    /// Some files are new, some old: the next run ends it.
    Partly(anyhow::Error),
}

impl From<Unpublished> for anyhow::Error {
    fn from(unpublished: Unpublished) -> Self {
        match unpublished {
            Unpublished::Untouched(error) => error,
            Unpublished::Partly(error) => error.context("归档已经完成，输出没有全部更新；解决下面的问题后再运行一次"),
        }
    }
}

impl Place {
    pub(super) fn of(office: &Office, week: Week) -> Self {
        let out = office.output_of(week);
        let stage = out.with_file_name(stage_name(week));
        Self { out, stage }
    }

    /// The revision whose outputs lie in a folder.
    pub(super) fn marker(folder: &Path) -> Option<String> {
        fs::read_to_string(folder.join(MARKER)).ok()
    }

    /// Whether exactly the outputs of a revision are there, unchanged.
    pub(super) fn holds(&self, outputs: &[Published], revision: &str) -> bool {
        let same = |o: &Published| digest_of(&self.out.join(&o.path)).is_ok_and(|(hash, _)| hash == o.sha256);
        Self::marker(&self.out).as_deref() == Some(revision) && outputs.iter().all(same)
    }

    /// Writes the outputs beside, safely; the marker first, so that a stage is never taken for people's files.
    pub(super) fn prepare(&self, outputs: &[OutputFile<'_>], revision: &str) -> Result<()> {
        let mut stage = Stage::create(self.stage.clone())?;
        stage.write(MARKER, |out| out.write_all(revision.as_bytes()))?;
        stage.settle()?;
        for output in outputs {
            stage.write(output.path, |out| out.write_all(output.bytes))?;
        }
        stage.settle()?;
        self.stage.parent().map_or(Ok(()), sync_folder)
    }

    /// Whether all files that will be replaced can be: nothing is changed if one is open elsewhere.
    pub(super) fn ensure_free(&self, outputs: &[OutputFile<'_>]) -> Result<()> {
        for output in outputs {
            let path = self.out.join(output.path);
            match OpenOptions::new().write(true).open(&path) {
                Err(error)
                    if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::IsADirectory) =>
                {
                    return Err(named("更新", &path, &error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Puts the prepared outputs in their place; says which changed outputs of before were kept under another name.
    pub(super) fn publish(&self, known: &Known) -> Result<Vec<String>, Unpublished> {
        if !self.out.exists() {
            fs::rename(&self.stage, &self.out).map_err(|error| Unpublished::Untouched(named("写入", &self.out, &error)))?;
            let _ = self.out.parent().map_or(Ok(()), sync_folder);
            return Ok(Vec::new());
        }
        match exchange(&self.stage, &self.out) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::Unsupported => return self.replace_each(known).map_err(Unpublished::Partly),
            Err(error) => return Err(Unpublished::Untouched(named("更新", &self.out, &error))),
        }
        // From here on the new outputs are in place: what does not succeed is done by the next run.
        let _ = self.out.parent().map_or(Ok(()), sync_folder);
        Ok(self.clear(known).unwrap_or_default())
    }

    /// Takes people's own files out of the old folder, then removes it. Says what was kept under another name.
    pub(super) fn clear(&self, known: &Known) -> Result<Vec<String>> {
        let mut kept = Vec::new();
        let files = files_below(&self.stage).map_err(|error| named("读取", &self.stage, &error))?;
        for file in files {
            let from = self.stage.join(&file);
            if file != MARKER && !is_ours(&from, &file, known)? {
                kept.extend(self.keep(&from, &file)?);
            }
        }
        remove(&self.stage)?;
        Ok(kept)
    }

    /// Moves a file that is not ours to its place in 输出/<week>/, beside an output of the same name.
    fn keep(&self, from: &Path, file: &str) -> Result<Option<String>> {
        let (stem, end) = file.rsplit_once('.').map_or((file, String::new()), |(stem, end)| (stem, format!(".{end}")));
        let names = (1..).map(|n| if n == 1 { format!("{stem}{KEPT}{end}") } else { format!("{stem}{KEPT}{n}{end}") });
        let free = std::iter::once(file.to_owned()).chain(names).find(|name| !self.out.join(name).exists());
        let name = free.unwrap_or_else(|| file.to_owned());
        let to = self.out.join(&name);
        to.parent().map_or(Ok(()), make_folder)?;
        rename(from, &to)?;
        Ok((name != file).then_some(name))
    }

    /// File by file; the marker last, so that a run that is cut off is seen and ended.
    pub(super) fn replace_each(&self, known: &Known) -> Result<Vec<String>> {
        let mut kept = Vec::new();
        let mut files = files_below(&self.stage).map_err(|error| named("读取", &self.stage, &error))?;
        files.retain(|file| file != MARKER);
        let new: BTreeSet<&str> = files.iter().map(String::as_str).collect();
        for file in &files {
            let (from, to) = (self.stage.join(file), self.out.join(file));
            let same = digest_of(&from).ok() == digest_of(&to).ok();
            if to.exists() && !same && !is_ours(&to, file, known)? {
                let aside = self.stage.with_extension("old");
                rename(&to, &aside)?;
                rename(&from, &to)?;
                kept.extend(self.keep(&aside, file)?);
            } else {
                to.parent().map_or(Ok(()), make_folder)?;
                rename(&from, &to)?;
            }
        }
        for (file, _) in known {
            let path = self.out.join(file);
            if !new.contains(file.as_str()) && path.exists() && is_ours(&path, file, known)? {
                fs::remove_file(&path).map_err(|error| named("删除", &path, &error))?;
                // Fails, and should, if people's files are in the folder.
                let _ = path.parent().map(fs::remove_dir);
            }
        }
        rename(&self.stage.join(MARKER), &self.out.join(MARKER))?;
        remove(&self.stage)?;
        Ok(kept)
    }
}

/// Whether a file is just as some revision wrote it. One that cannot be read now is left for the next run.
fn is_ours(path: &Path, file: &str, known: &Known) -> Result<bool> {
    if !known.iter().any(|(path, _)| path == file) {
        return Ok(false);
    }
    let (hash, _) = digest_of(path).map_err(|error| named("读取", path, &error))?;
    Ok(known.contains(&(file.to_owned(), hash)))
}

/// `.2022-W20.part`.
pub(super) fn stage_name(week: Week) -> String {
    format!(".{week}.part")
}

/// The week of a stage's name.
pub(super) fn staged_week(name: &str) -> Option<Week> {
    name.strip_prefix('.')?.strip_suffix(".part")?.parse().ok()
}

/// Exchanges two folders in one step.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Err(ErrorKind::Unsupported.into()),
        other => Ok(other?),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::digest;

    fn output<'a>(path: &'a str, text: &'a str) -> OutputFile<'a> {
        OutputFile { path, kind: "summary", bytes: text.as_bytes() }
    }

    fn known(files: &[(&str, &str)]) -> Known {
        files.iter().map(|(path, text)| ((*path).to_owned(), digest(text.as_bytes()))).collect()
    }

    /// Old outputs, one of which is gone in the new ones and one of which was changed, beside a file of the office's own.
    fn prepared(folder: &Path) -> (Place, Known) {
        let place = Place::of(&Office::new(folder), "2022-W20".parse().expect("a week"));
        place.prepare(&[output("a/1", "one"), output("b/2", "two"), output("c", "three")], "old").expect("staged");
        let none = Known::new();
        place.publish(&none).expect("published");
        fs::write(place.out.join("c"), "three, changed").expect("changed");
        fs::write(place.out.join("a/own"), "mine").expect("own");
        place.prepare(&[output("a/1", "one"), output("c", "four"), output("d", "new")], "new").expect("staged");
        let known = known(&[("a/1", "one"), ("b/2", "two"), ("c", "three"), ("c", "four"), ("d", "new")]);
        (place, known)
    }

    fn look(place: &Place) -> Vec<(String, String)> {
        let files = files_below(&place.out).expect("listed");
        files.into_iter().map(|file| (file.clone(), fs::read_to_string(place.out.join(&file)).expect("text"))).collect()
    }

    #[test]
    fn exchanged_or_one_by_one_the_result_is_the_same() {
        let publish: [fn(&Place, &Known) -> Vec<String>; 2] = [
            |place, known| place.publish(known).expect("published"),
            |place, known| place.replace_each(known).expect("replaced"),
        ];
        for publish in publish {
            let folder = tempfile::tempdir().expect("scratch");
            let (place, known) = prepared(folder.path());
            assert_eq!(publish(&place, &known), ["c（改动保留）"]);
            let expected = [
                (MARKER, "new"),
                ("a/1", "one"),
                ("a/own", "mine"),
                ("c", "four"),
                ("c（改动保留）", "three, changed"),
                ("d", "new"),
            ];
            assert_eq!(look(&place), expected.map(|(path, text)| (path.to_owned(), text.to_owned())));
            assert!(!place.stage.exists() && !place.out.join("b").exists());
        }
    }
}
