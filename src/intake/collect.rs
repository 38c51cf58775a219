//! A folder → submitted files (stand-in until the walk with its guards lands).
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::{Book, Limits, Refusal, read};
use crate::finding::{Finding, catalog};
use crate::origin::Place;

#[derive(Debug, Clone)]
pub struct Submitted {
    pub file: Arc<str>,
    pub sha256: [u8; 32],
    pub outcome: Result<Book, Refusal>,
}

fn walk(dir: &Path, out: &mut Vec<std::path::PathBuf>) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    for e in entries.flatten() {
        let p = e.path();
        if p.is_dir() { walk(&p, out) } else if !e.file_name().to_string_lossy().starts_with(['.', '~']) { out.push(p) }
    }
}

pub fn collect(folder: &Path, root: &Path, limits: &Limits, passwords: &[String]) -> (Vec<Submitted>, Vec<Finding>) {
    let mut paths = Vec::new();
    walk(folder, &mut paths);
    paths.sort();
    (paths.par_iter().map(|p| one(p, &p.strip_prefix(root).unwrap_or(p).to_string_lossy(), limits, passwords)).collect(), Vec::new())
}

fn one(path: &Path, shown: &str, limits: &Limits, passwords: &[String]) -> Submitted {
    let bytes = std::fs::read(path).unwrap_or_default();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Submitted { file: Arc::from(shown), sha256: Sha256::digest(&bytes).into(), outcome: read(&name, &bytes, limits, passwords) }
}

pub fn single(path: &Path, shown: &Arc<str>, limits: &Limits, passwords: &[String]) -> (Submitted, Vec<Finding>) {
    (one(path, shown, limits, passwords), Vec::new())
}
pub fn remarks(_: &Book, _: &Arc<str>) -> Vec<Finding> { Vec::new() }
pub fn refused(file: &Arc<str>, refusal: &Refusal) -> Finding {
    Finding::new(&catalog::FILE_UNREADABLE, Place::file(file), format!("{refusal:?}"), "")
}
