//! Resubmissions: which files step back, as a whole, for a newer or identical one.
//!
//! A unit may well send several files of one form (one a park, one a sheet of people) with different rows; only a file most of whose keys
//! stand in a newer one is an older version of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::findings;
use super::key::Key;
use super::merge::{Declared, Input};
use super::versions::Version;
use crate::finding::Finding;
use crate::records::Record;

/// For each table: the file that counts in its place, and how new its file is among those of its unit and form.
#[derive(Debug, Clone, Default)]
pub(super) struct Standing {
    pub(super) by: Option<Arc<str>>,
    /// 0 is the oldest.
    pub(super) age: usize,
    pub(super) version: Option<Version>,
}

/// The tables of each file.
type Files = BTreeMap<Arc<str>, Vec<usize>>;

/// One file's tables of one form.
struct Submission {
    file: Arc<str>,
    tables: Vec<usize>,
    version: Version,
    keys: BTreeSet<Key>,
}

/// The standing of every table, with D04 and D05 for the files that step back.
pub(super) fn standings(inputs: &[Input], declared: &Declared<'_>) -> (Vec<Standing>, Vec<Finding>) {
    let mut standings = vec![Standing::default(); inputs.len()];
    let mut findings = identical(inputs, declared, &mut standings);
    let words = &declared.lists.words;
    let mut groups: BTreeMap<(String, Arc<str>), Files> = BTreeMap::new();
    for (index, input) in inputs.iter().enumerate().filter(|(index, _)| standings[*index].by.is_none()) {
        let file = &input.records.source.file;
        let who = input.unit.as_ref().map_or_else(|| format!("?{}", Version::base(file, words)), ToString::to_string);
        groups.entry((who, input.records.form.name.clone())).or_default().entry(file.clone()).or_default().push(index);
    }
    for files in groups.into_values() {
        let submissions: Vec<Submission> =
            files.into_iter().map(|(file, tables)| submission(file, tables, inputs, declared)).collect();
        findings.extend(settle(submissions, inputs, &mut standings));
    }
    (standings, findings)
}

/// D05: of files with the same bytes the first by path counts.
fn identical(inputs: &[Input], declared: &Declared<'_>, standings: &mut [Standing]) -> Vec<Finding> {
    let files: BTreeSet<&Arc<str>> = inputs.iter().map(|input| &input.records.source.file).collect();
    let mut first: BTreeMap<&super::Digest, &Arc<str>> = BTreeMap::new();
    let mut findings = Vec::new();
    for file in files {
        let Some(digest) = declared.digests.get(file) else { continue };
        let Some(earlier) = first.get(digest).copied() else {
            first.insert(digest, file);
            continue;
        };
        let tables = inputs.iter().enumerate().filter(|(_, input)| input.records.source.file == *file);
        for (index, _) in tables {
            standings[index].by = Some(earlier.clone());
        }
        findings.push(findings::file_identical(file, earlier));
    }
    findings
}

fn submission(file: Arc<str>, tables: Vec<usize>, inputs: &[Input], declared: &Declared<'_>) -> Submission {
    let stated = tables.iter().filter_map(|index| inputs[*index].stated).max();
    let version = Version::of(&file, stated, declared.lists.cutoff, &declared.lists.words);
    let keys = tables.iter().flat_map(|index| inputs[*index].keys.iter()).filter(|key| !key.is_blank()).cloned().collect();
    Submission { file, tables, version, keys }
}

/// Orders the files of one unit and form by age; from the newest down, a file at least half of whose keys stand in a newer one steps back.
fn settle(mut files: Vec<Submission>, inputs: &[Input], standings: &mut [Standing]) -> Vec<Finding> {
    let all_dated = files.iter().all(|file| file.version.date.is_some());
    files.sort_by(|a, b| a.version.order(all_dated).cmp(&b.version.order(all_dated)));
    let mut findings = Vec::new();
    for (age, file) in files.iter().enumerate() {
        let newer = files[age + 1..].iter().rev().find(|newer| covers(newer, file));
        for index in &file.tables {
            standings[*index] = Standing { by: newer.map(|newer| newer.file.clone()), age, version: Some(file.version.clone()) };
        }
        if let Some(newer) = newer {
            let gone = file.keys.difference(&newer.keys).count();
            let told = file.version.tells_from(&newer.version) || says_the_same(file, newer, inputs);
            let unit = file.tables.first().and_then(|index| inputs[*index].unit.as_ref());
            let finding = findings::superseded(&file.file, &newer.file, file.keys.len(), gone, told);
            findings.push(unit.map_or(finding.clone(), |unit| finding.unit(unit)));
        }
    }
    findings
}

fn covers(newer: &Submission, older: &Submission) -> bool {
    !older.keys.is_empty() && older.keys.intersection(&newer.keys).count() * 2 >= older.keys.len()
}

/// Whether two files state the same values for the same keys: then it does not matter which is newer.
fn says_the_same(a: &Submission, b: &Submission, inputs: &[Input]) -> bool {
    let stated = |file: &Submission| {
        let tables = file.tables.iter().map(|index| &inputs[*index]);
        let rows = tables.flat_map(|input| input.keys.iter().zip(&input.records.rows));
        let mut stated: Vec<(Key, String)> = rows.map(|(key, row)| (key.clone(), states(row))).collect();
        stated.sort();
        stated
    };
    stated(a) == stated(b)
}

/// The values of a row as one comparable text.
fn states(record: &Record) -> String {
    format!("{:?}", record.cells.iter().map(|cell| &cell.state).collect::<Vec<_>>())
}
