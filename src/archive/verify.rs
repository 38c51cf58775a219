//! Is an archive whole? Every hash, the chain of revisions, the links to earlier weeks, the outputs of the newest revision.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::disk::{digest_of, files_below};
use super::manifest::MANIFEST;
use super::publish::Place;
use super::store::{self, Revision, is_stage, names, revision, revision_name, revision_numbers};
use crate::settings::{Office, Week};

/// What [`verify`] found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Weeks with the number of their revisions.
    pub weeks: Vec<(Week, usize)>,
    /// Files whose hash was compared.
    pub files: usize,
    pub faults: Vec<Fault>,
    /// What is no fault but good to know.
    pub notes: Vec<String>,
}

/// Something that is missing, changed or too much.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Relative to the office folder, with `/`.
    pub path: String,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    Missing,
    Changed,
    /// A file that no manifest lists.
    Stray,
    /// It cannot be read, or is no manifest.
    Unreadable(String),
    /// It does not follow from the revision before, or from the earlier week that it names.
    ChainBroken(String),
}

impl What {
    /// The word in the JSON.
    #[must_use]
    pub const fn json(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Changed => "changed",
            Self::Stray => "stray",
            Self::Unreadable(_) => "unreadable",
            Self::ChainBroken(_) => "chain_broken",
        }
    }

    /// What people read.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Missing => "缺失".into(),
            Self::Changed => "内容有改动".into(),
            Self::Stray => "清单里没有这个文件".into(),
            Self::Unreadable(why) => format!("读不出来（{why}）"),
            Self::ChainBroken(why) => why.clone(),
        }
    }
}

/// Looks at one week, or at all.
///
/// # Errors
/// If 归档/ cannot be listed.
pub fn verify(office: &Office, week: Option<Week>) -> Result<Verified> {
    let mut verifier = Verifier { office, found: Verified::default(), seen: BTreeSet::new() };
    for known in store::weeks(office)?.into_iter().filter(|known| week.is_none_or(|week| week == *known)) {
        verifier.week(known)?;
    }
    verifier.found.faults.sort();
    Ok(verifier.found)
}

/// Whether every file of a revision, copies included, is as its manifest says.
pub(super) fn is_whole(office: &Office, revision: &Revision) -> bool {
    let mut verifier = Verifier { office, found: Verified::default(), seen: BTreeSet::new() };
    verifier.revision(revision);
    verifier.found.faults.is_empty()
}

struct Verifier<'a> {
    office: &'a Office,
    found: Verified,
    /// Copies that several revisions share are looked at once.
    seen: BTreeSet<(PathBuf, String)>,
}

impl Verifier<'_> {
    fn fault(&mut self, path: &Path, what: What) {
        self.found.faults.push(Fault { path: self.office.shown(path), what });
    }

    fn week(&mut self, week: Week) -> Result<()> {
        let numbers = revision_numbers(self.office, week)?;
        self.found.weeks.push((week, numbers.len()));
        let folder = self.office.archive_of(week);
        if names(&folder)?.iter().any(|name| is_stage(name)) {
            self.found.notes.push(format!("{week} 有一次运行没有完成；再运行一次会自动清除"));
        }
        let mut before: Option<Revision> = None;
        for number in 1..=numbers.last().copied().unwrap_or(0) {
            let name = folder.join(revision_name(number));
            match revision(self.office, week, number) {
                Ok(revision) => {
                    self.chain(&revision, before.as_ref());
                    self.revision(&revision);
                    before = Some(revision);
                }
                Err(_) if !name.exists() => self.fault(&name, What::Missing),
                Err(error) => self.fault(&name.join(MANIFEST), What::Unreadable(error.root_cause().to_string())),
            }
        }
        if let Some(newest) = before.filter(|newest| Some(newest.manifest.revision) == numbers.last().copied()) {
            self.outputs(&newest);
        }
        Ok(())
    }

    /// The revision follows from the one before and from the earlier weeks that it names.
    fn chain(&mut self, revision: &Revision, before: Option<&Revision>) {
        let path = revision.folder.join(MANIFEST);
        if revision.manifest.previous.as_ref() != before.map(|before| &before.digest) {
            self.fault(&path, What::ChainBroken("与上一版的清单对不上".into()));
        }
        for link in &revision.manifest.earlier {
            let earlier = link.week.parse().ok().and_then(|week| store::revision(self.office, week, link.revision).ok());
            if earlier.as_ref().is_none_or(|earlier| earlier.digest != link.manifest) {
                let name = revision_name(link.revision);
                self.fault(&path, What::ChainBroken(format!("它所依据的 {}/{name} 缺失或有改动", link.week)));
            } else if earlier
                .is_some_and(|e| revision_numbers(self.office, e.week).is_ok_and(|n| n.last() > Some(&link.revision)))
            {
                self.found.notes.push(format!(
                    "{} 依据的是 {} 第{}版，那一周后来又有新版；要更新请重新运行",
                    revision.week, link.week, link.revision
                ));
            }
        }
    }

    /// Every file that the manifest lists is there and unchanged, and there are no others.
    fn revision(&mut self, revision: &Revision) {
        let Revision { folder, manifest, .. } = revision;
        for content in &manifest.contents {
            self.file(&folder.join(&content.path), &content.sha256);
        }
        let archive = self.office.archive();
        for input in &manifest.inputs {
            self.file(&archive.join(&input.copy), &input.sha256);
        }
        let own: BTreeSet<_> = manifest.inputs.iter().map(|input| archive.join(&input.copy)).collect();
        let listed = |file: &String| {
            *file == MANIFEST || manifest.contents.iter().any(|c| c.path == *file) || own.contains(&folder.join(file))
        };
        let files = files_below(folder).unwrap_or_default();
        for stray in files.iter().filter(|file| !listed(file)) {
            self.fault(&folder.join(stray), What::Stray);
        }
    }

    fn outputs(&mut self, newest: &Revision) {
        let place = Place::of(self.office, newest.week);
        if Place::marker(&place.stage).is_some_and(|staged| staged == newest.digest) {
            self.found.notes.push(format!("{} 已归档，输出还没有发布完；再运行一次会自动补完", newest.week));
            return;
        }
        let marker = Place::marker(&place.out);
        if marker.is_some_and(|marker| marker != newest.digest) {
            let path = newest.folder.join(MANIFEST);
            self.fault(&path, What::ChainBroken("输出文件夹里的文件不属于这一版".into()));
        }
        for output in &newest.manifest.outputs {
            self.file(&place.out.join(&output.path), &output.sha256);
        }
    }

    fn file(&mut self, path: &Path, sha256: &str) {
        if !self.seen.insert((path.to_owned(), sha256.to_owned())) {
            return;
        }
        self.found.files += 1;
        match digest_of(path) {
            Ok((hash, _)) if hash == sha256 => {}
            Ok(_) => self.fault(path, What::Changed),
            Err(error) if error.kind() == ErrorKind::NotFound => self.fault(path, What::Missing),
            Err(error) => self.fault(path, What::Unreadable(error.to_string())),
        }
    }
}
