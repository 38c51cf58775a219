//! A folder of submissions → files read. The walk is by path and never follows links; the reading is parallel.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::bundle;
use super::findings;
use super::names::{self, Junk};
use super::{Book, Letter, Limits, Refusal};
use crate::finding::Finding;

/// A file that was sent, and what reading it gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Submitted {
    /// Path relative to the office folder, with `/`, in NFC, without control characters; a member of a bundle is `bundle.zip/inner.xlsx`.
    pub file: Arc<str>,
    /// Lower-case hexadecimal hash of the bytes; `None` if they were not read (too large, no permission).
    pub sha256: Option<String>,
    pub outcome: Result<Book, Refusal>,
    /// The mail that it was attached to.
    pub letter: Option<Arc<Letter>>,
    /// What was sent, if it was asked for ([`with_bytes`], [`again`]).
    pub bytes: Option<Arc<[u8]>>,
}

/// Why a link is not read.
pub(super) const LINK: &str = "是快捷方式（符号链接），不是文件本身";

/// Deepest folder below the one that is walked.
const DEPTH: usize = 32;

/// Reads everything under `folder`; paths are made relative to `root`. The findings name what was skipped, refused, misnamed or odd.
#[must_use]
pub fn collect(folder: &Path, root: &Path, limits: &Limits, passwords: &[String]) -> (Vec<Submitted>, Vec<Finding>) {
    let mut walk = Walk { root, files: Vec::new(), findings: Vec::new() };
    walk.folder(folder, 0);
    walk.files.sort();
    let read: Vec<_> = walk.files.par_iter().map(|(file, path)| one(file, path, limits, passwords)).collect();
    let mut submitted = Vec::new();
    let mut findings = walk.findings;
    for (files, more) in read {
        submitted.extend(files);
        findings.extend(more);
    }
    findings.sort();
    (submitted, findings)
}

/// One file in memory: a workbook, or a bundle or a mail that becomes its members. `file` names it in results and findings.
#[must_use]
pub fn submitted(file: &Arc<str>, bytes: &[u8], limits: &Limits, passwords: &[String]) -> (Vec<Submitted>, Vec<Finding>) {
    let mut findings = Vec::new();
    let files =
        bundle::files(file, bytes, Reading { limits, passwords, archives: 1, mails: 2, keeps_bytes: false }, &mut findings);
    findings.extend(files.iter().flat_map(findings::of));
    (files, findings)
}

/// The same with [`Submitted::bytes`] and without findings: for files that go back to their senders.
#[must_use]
pub fn with_bytes(file: &Arc<str>, bytes: &[u8], limits: &Limits, passwords: &[String]) -> Vec<Submitted> {
    bundle::files(file, bytes, Reading { limits, passwords, archives: 1, mails: 2, keeps_bytes: true }, &mut Vec::new())
}

/// Reads some of the files that [`collect`] has read once more, now with their bytes. Those that cannot be read are left out.
#[must_use]
pub fn again(folder: &Path, root: &Path, wanted: &BTreeSet<Arc<str>>, limits: &Limits, passwords: &[String]) -> Vec<Submitted> {
    let mut walk = Walk { root, files: Vec::new(), findings: Vec::new() };
    walk.folder(folder, 0);
    walk.files.sort();
    let holds = |file: &str| {
        wanted.iter().any(|wanted| wanted.strip_prefix(file).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    };
    let files: Vec<_> = walk.files.into_iter().filter(|(file, _)| holds(file)).collect();
    let read = files.par_iter().map(|(file, path)| {
        let bytes = bytes_of(path, limits).unwrap_or_default();
        with_bytes(file, &bytes, limits, passwords)
    });
    let read: Vec<Vec<Submitted>> = read.collect();
    read.into_iter().flatten().filter(|submitted| wanted.contains(&submitted.file)).collect()
}

/// How files are read.
#[derive(Clone, Copy)]
pub(super) struct Reading<'r> {
    pub(super) limits: &'r Limits,
    pub(super) passwords: &'r [String],
    /// How many archives and mails may still be opened within each other.
    pub(super) archives: u8,
    pub(super) mails: u8,
    /// Whether [`Submitted::bytes`] is filled.
    pub(super) keeps_bytes: bool,
}

/// A file of a bundle, or one that is none.
pub(super) fn workbook(file: &Arc<str>, bytes: &[u8], reading: Reading<'_>) -> Submitted {
    let outcome = super::read(file, bytes, reading.limits, reading.passwords);
    let kept = reading.keeps_bytes.then(|| Arc::from(bytes));
    Submitted { file: file.clone(), sha256: Some(hash(bytes)), outcome, letter: None, bytes: kept }
}

/// A file that gave nothing, because its bytes could not be had.
pub(super) fn refused(file: &Arc<str>, refusal: Refusal) -> Submitted {
    Submitted { file: file.clone(), sha256: None, outcome: Err(refusal), letter: None, bytes: None }
}

fn one(file: &Arc<str>, path: &Path, limits: &Limits, passwords: &[String]) -> (Vec<Submitted>, Vec<Finding>) {
    match bytes_of(path, limits) {
        Ok(bytes) => submitted(file, &bytes, limits, passwords),
        Err(refusal) => {
            let refused = refused(file, refusal);
            let findings = findings::of(&refused);
            (vec![refused], findings)
        }
    }
}

/// The bytes of a regular file, never more than the limit whatever its size says.
fn bytes_of(path: &Path, limits: &Limits) -> Result<Vec<u8>, Refusal> {
    let unreadable = |error: std::io::Error| Refusal::Unreadable(error.to_string());
    let file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    let mut bytes = Vec::new();
    if size <= limits.file_bytes {
        file.take(limits.file_bytes + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    }
    if size > limits.file_bytes || bytes.len() as u64 > limits.file_bytes {
        return Err(Refusal::Limit(format!("文件大小超过 {} MiB", limits.file_bytes >> 20)));
    }
    Ok(bytes)
}

fn hash(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

struct Walk<'r> {
    root: &'r Path,
    files: Vec<(Arc<str>, PathBuf)>,
    findings: Vec<Finding>,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, depth: usize) {
        let entries = match fs::read_dir(folder) {
            Ok(entries) if depth <= DEPTH => entries,
            Ok(_) => return self.findings.push(findings::skipped(&self.shown(folder), "文件夹层数过深")),
            Err(error) => return self.findings.push(findings::unreadable_folder(&self.shown(folder), &error.to_string())),
        };
        for entry in entries.flatten() {
            self.entry(&entry.path(), &entry.file_name().to_string_lossy(), depth);
        }
    }

    fn entry(&mut self, path: &Path, name: &str, depth: usize) {
        let shown = self.shown(path);
        if let Some(junk) = Junk::of(name) {
            return self.findings.push(findings::skipped(&shown, junk.why()));
        }
        // lstat: what a link points to is not looked at.
        match fs::symlink_metadata(path) {
            Ok(meta) if meta.is_dir() => self.folder(path, depth + 1),
            Ok(meta) if meta.is_file() => self.files.push((shown, path.to_owned())),
            Ok(meta) if meta.is_symlink() => self.findings.push(findings::skipped(&shown, LINK)),
            Ok(_) => self.findings.push(findings::skipped(&shown, "不是普通文件")),
            Err(error) => self.findings.push(findings::unreadable_folder(&shown, &error.to_string())),
        }
    }

    fn shown(&self, path: &Path) -> Arc<str> {
        names::shown(path.strip_prefix(self.root).unwrap_or(path)).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_walked_in_order_and_bundles_opened() {
        let dir = tempfile::tempdir().expect("a folder");
        let inbox = dir.path().join("收件/2022-W20/城关镇");
        fs::create_dir_all(&inbox).expect("made");
        for (name, content) in
            [("b.csv", "x,1"), ("a.csv", "y,2"), ("~$a.csv", "lock"), ("Thumbs.db", "x"), ("c.crdownload", "x"), ("空.xlsx", "")]
        {
            fs::write(inbox.join(name), content).expect("written");
        }
        fs::write(
            inbox.join("打包.zip"),
            bundle::tests::zip(&[
                ("内/表.csv", b"z,3"),
                ("__MACOSX/._表.csv", b"x"),
                ("再包.zip", &bundle::tests::zip(&[("x.csv", b"1")])),
            ]),
        )
        .expect("written");
        let (files, findings) = collect(&dir.path().join("收件/2022-W20"), dir.path(), &Limits::default(), &[]);
        let names: Vec<&str> = files.iter().map(|s| s.file.strip_prefix("收件/2022-W20/城关镇/").expect("relative")).collect();
        assert_eq!(names, ["a.csv", "b.csv", "打包.zip/内/表.csv", "打包.zip/再包.zip", "空.xlsx"]);
        let read: Vec<bool> = files.iter().map(|s| s.outcome.is_ok()).collect();
        assert_eq!(read, [true, true, true, false, false]);
        let codes: Vec<String> = findings
            .iter()
            .map(|f| format!("{} {}", f.code, f.place.file.as_deref().unwrap_or_default().rsplit('/').next().unwrap_or_default()))
            .collect();
        assert_eq!(codes, ["S02 Thumbs.db", "S02 c.crdownload", "S02 ~$a.csv", "S02 ._表.csv", "S01 再包.zip", "S01 空.xlsx"]);
        assert_eq!(files[0].sha256.as_deref().map(str::len), Some(64));
    }
}
