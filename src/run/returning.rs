//! 退回: the files in which something must be mended go back to their senders, with every fault marked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::{Context, Result};
use rayon::prelude::*;

use super::artifacts::{Artifact, Material};
use super::{Reader, period_of};
use crate::finding::Finding;
use crate::forms::FormRole;
use crate::intake::{self, Submitted};
use crate::mail::Recipient;
use crate::records::Records;
use crate::returns::{self, Returned, Sent};

/// The folder of returned files in 输出/<week>/.
pub(super) const FOLDER: &str = "退回";
/// What a returned file's name says.
pub const SUFFIX: &str = "退回修改";
/// Whose file it is, if nobody knows.
const NOBODY: &str = "报送单位不明";
/// Longest part of a file name, in characters: names are limited to 255 bytes.
const LONGEST: usize = 36;

/// The returned files of a run.
///
/// # Errors
/// If a workbook cannot be written.
pub(super) fn returned_files(material: &Material<'_>) -> Result<Vec<Artifact>> {
    let outcome = material.outcome;
    let mut by_file: BTreeMap<Arc<str>, Vec<&Finding>> = BTreeMap::new();
    for finding in &outcome.findings {
        if let Some(file) = &finding.place.file {
            by_file.entry(file.clone()).or_default().push(finding);
        }
    }
    let least = material.declared.settings.return_from;
    by_file.retain(|_, findings| findings.iter().any(|finding| finding.severity >= least));
    let wanted: BTreeSet<Arc<str>> = by_file.keys().cloned().collect();
    let files = sent(material, &wanted)?;
    let records = records_of(material, &files);
    let jobs: Vec<(&Submitted, &Vec<&Finding>)> =
        files.iter().filter_map(|file| Some((file, by_file.get(&file.file)?))).collect();
    let marked: Vec<Returned> = jobs
        .par_iter()
        .map(|(file, findings)| {
            let none = Vec::new();
            mark(file, findings, records.get(&file.file).unwrap_or(&none))
                .with_context(|| format!("{} 的退回文件没有写成", file.file))
        })
        .collect::<Result<_>>()?;
    let senders: Vec<Option<Arc<str>>> = jobs.iter().map(|(file, _)| sender(material, file)).collect();
    let pairs = jobs.iter().zip(&senders).map(|((file, _), sender)| (sender.as_deref().unwrap_or(NOBODY), &*file.file));
    let names = names(&pairs.collect::<Vec<_>>());
    let artifact = |((name, returned), sender): ((String, Returned), Option<Arc<str>>)| {
        let artifact = Artifact::new(format!("{FOLDER}/{name}.{}", returned.extension), "return", returned.bytes);
        match sender {
            Some(unit) => artifact.owned_by(Recipient::Unit(unit)),
            None => artifact,
        }
    };
    Ok(names.into_iter().zip(marked).zip(senders).map(artifact).collect())
}

/// A file with its marks; its bytes must have been kept.
///
/// # Errors
/// If a workbook cannot be written.
pub fn mark(file: &Submitted, findings: &[&Finding], records: &[Records]) -> Result<Returned> {
    let bytes = file.bytes.as_deref().unwrap_or_default();
    returns::marked(&Sent { file: &file.file, bytes, book: file.outcome.as_ref().ok(), findings, records })
}

/// The files as they lie in the week's inbox.
fn sent(material: &Material<'_>, wanted: &BTreeSet<Arc<str>>) -> Result<Vec<Submitted>> {
    let (office, settings) = (material.office, &material.declared.settings);
    let inbox = super::inbox_of(office, material.declared, material.outcome.week)?;
    Ok(intake::again(&inbox, office.root(), wanted, &material.declared.limits(), &settings.passwords))
}

/// The tables of the files, by file: only what is returned is read a second time, so that a run need not keep every cell.
fn records_of(material: &Material<'_>, files: &[Submitted]) -> BTreeMap<Arc<str>, Vec<Records>> {
    let (declared, outcome) = (material.declared, material.outcome);
    let given = |name: &str| declared.settings.given(name, outcome.as_of);
    let period = period_of(declared, outcome.as_of);
    let units = &outcome.lists.units;
    let reader = Reader { declared, role: FormRole::Submission, units, given: &given, period, week: Some(outcome.week) };
    by_file(reader.read(files).0.tables.into_iter().map(|(records, _)| records))
}

/// Tables by the file they stand in.
#[must_use]
pub fn by_file(tables: impl IntoIterator<Item = Records>) -> BTreeMap<Arc<str>, Vec<Records>> {
    let mut records: BTreeMap<Arc<str>, Vec<Records>> = BTreeMap::new();
    for table in tables {
        records.entry(table.source.file.clone()).or_default().push(table);
    }
    records
}

/// The unit that sent a file, if the run knows it: nobody else may get it back.
fn sender(material: &Material<'_>, file: &Submitted) -> Option<Arc<str>> {
    let mut rows = material.outcome.submissions.iter().filter(|row| row.file.as_ref() == Some(&file.file));
    rows.find(|row| !row.unit.is_empty()).map(|row| row.unit.clone())
}

/// `<unit>_退回修改`, and with the file's own name where a unit has several; each name once.
fn names(files: &[(&str, &str)]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let several = |unit: &str| files.iter().filter(|(other, _)| *other == unit).count() > 1;
    let name = |(unit, file): &(&str, &str)| {
        let stem = if several(unit) { format!("_{}", safe(stem(file))) } else { String::new() };
        let wish = format!("{}_{SUFFIX}{stem}", safe(unit));
        let numbered = (2..=files.len() + 1).map(|n| format!("{wish}_{n}"));
        let free = std::iter::once(wish.clone()).chain(numbered).find(|name| !taken.contains(&name.to_lowercase()));
        let name = free.unwrap_or(wish);
        taken.insert(name.to_lowercase());
        name
    };
    files.iter().map(name).collect()
}

/// A file's name without folders and extension.
#[must_use]
pub fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Part of a file name that every system takes.
fn safe(text: &str) -> String {
    let kept = text.chars().map(|c| if c.is_control() || r#"\/:*?"<>|"#.contains(c) { '_' } else { c });
    let kept: String = kept.take(LONGEST).collect();
    let trimmed = kept.trim_matches([' ', '.']);
    if trimmed.is_empty() { "_".to_owned() } else { trimmed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_unit_and_are_safe_and_single() {
        let files = [
            ("城关镇", "收件/2022-W20/城关镇/任务清单.xlsx"),
            ("发改委", "a/任务清单.xls"),
            ("发改委", "b/任务清单.et"),
            ("发改委", "b/包.zip/走访?台账.csv"),
            ("甲/乙", "x.csv"),
        ];
        let expected = [
            "城关镇_退回修改",
            "发改委_退回修改_任务清单",
            "发改委_退回修改_任务清单_2",
            "发改委_退回修改_走访_台账",
            "甲_乙_退回修改",
        ];
        assert_eq!(names(&files), expected);
    }
}
