//! The offices below: which archive of which week each has.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, bail, ensure};

use crate::archive::{self, Revision};
use crate::settings::{Office, Week};

/// An office whose ledger is asked for.
#[derive(Debug, Clone)]
pub struct Lower {
    /// As it calls itself, unique among its neighbours.
    pub name: Arc<str>,
    /// As it was given.
    pub dir: PathBuf,
    /// `None` if it has no archive of the week.
    pub revision: Option<Revision>,
}

/// The offices in the order of their names, and the week: the one asked for, else the newest that any of them has.
///
/// # Errors
/// If a folder is no office or an archive cannot be read, or no office has the week.
pub(super) fn lowers(dirs: &[PathBuf], week: Option<Week>) -> Result<(Week, Vec<Lower>)> {
    let mut named = Vec::new();
    let mut newest = None;
    for dir in dirs {
        let office = Office::new(dir);
        ensure!(office.archive().is_dir(), "{} 里没有归档，不是运行过的办公目录", dir.display());
        for week in archive::weeks(&office)? {
            if !archive::revision_numbers(&office, week)?.is_empty() {
                newest = newest.max(Some(week));
            }
        }
        named.push((name_of(&office, dir), dir.clone()));
    }
    let Some(week) = week.or(newest) else { bail!("这些办公目录里还没有任何一周的归档") };
    distinguish(&mut named);
    named.sort();
    let mut lowers = Vec::new();
    for (name, dir) in named {
        let revision = archive::newest(&Office::new(&dir), week)?;
        lowers.push(Lower { name: Arc::from(name), dir, revision });
    }
    ensure!(lowers.iter().any(|lower| lower.revision.is_some()), "没有一个办公目录归档了 {week}");
    Ok((week, lowers))
}

/// What an office calls itself in its settings; else its folder's name.
fn name_of(office: &Office, dir: &Path) -> String {
    let folder = || dir.canonicalize().ok().and_then(|dir| Some(dir.file_name()?.to_string_lossy().into_owned()));
    office.settings().map(|settings| settings.county.to_string()).ok().or_else(folder).unwrap_or_default()
}

/// Offices of one name are told apart by their folders, and if need be by a number.
fn distinguish(named: &mut [(String, PathBuf)]) {
    for round in 0..2 {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (name, _) in named.iter() {
            *seen.entry(name.clone()).or_default() += 1;
        }
        for (place, (name, dir)) in named.iter_mut().enumerate() {
            if seen.get(name.as_str()).is_some_and(|count| *count > 1) {
                let folder = dir.file_name().map(|f| f.to_string_lossy().into_owned()).unwrap_or_default();
                *name = if round == 0 { format!("{name}（{folder}）") } else { format!("{name}{}", place + 1) };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offices_of_one_name_are_told_apart() {
        let mut named: Vec<(String, PathBuf)> = [("甲县", "a"), ("甲县", "b"), ("乙县", "c"), ("丙县", "x/d"), ("丙县", "y/d")]
            .map(|(n, d)| (n.into(), d.into()))
            .into();
        distinguish(&mut named);
        let told: Vec<&str> = named.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(told, ["甲县（a）", "甲县（b）", "乙县", "丙县（d）4", "丙县（d）5"]);
    }
}
