//! What a run hands back, and the last step for its findings.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::archive::PastWeek;
use crate::finding::{Finding, Severity};
use crate::identity::Lists;
use crate::ledger::{Ledger, Status, TableOutcome};
use crate::origin::{Place, Source};
use crate::questions::Questions;
use crate::settings::Week;
use crate::statistics::Statistics;
use crate::submissions::Discipline;
use crate::value::Day;
use crate::workbook::summary::SubmissionRow;

/// Everything a run found and wrote.
#[derive(Debug)]
pub struct Outcome {
    pub week: Week,
    pub as_of: Day,
    /// 名录/, to look things up in.
    pub lists: Lists,
    /// 名录/, as tables to count over.
    pub references: Ledger,
    /// The archived weeks before this one, oldest first.
    pub past: Vec<PastWeek>,
    /// Hash of each file of the inbox as it was read, by path as in origins.
    pub digests: BTreeMap<Arc<str>, String>,
    pub ledger: Ledger,
    pub statistics: Statistics,
    pub findings: Vec<Finding>,
    pub submissions: Vec<SubmissionRow>,
    /// Who owes what, and what came of it.
    pub discipline: Discipline,
    /// What only a person can decide.
    pub questions: Questions,
    pub outputs: Vec<Output>,
    /// Number of the revision in 归档/<week>/; 0 before it is committed.
    pub revision: u32,
    /// What the run did besides, to be told: work of a run that was cut off, changed outputs that were kept.
    pub notes: Vec<String>,
}

/// A written file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Relative to the office folder, with `/`.
    pub path: String,
    pub kind: &'static str,
    /// Lower-case hexadecimal.
    pub sha256: String,
}

impl Outcome {
    /// Said of an output that somebody had changed.
    pub(super) fn kept(path: &str) -> String {
        format!("旧的输出有人改动过，已另存为 {path}")
    }

    /// How many findings of a severity there are.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity == severity).count()
    }
}

/// Sorted by place, each once. What is wrong inside an older version is nobody's work any more.
#[must_use]
pub(super) fn tidy(mut findings: Vec<Finding>, outcomes: &[TableOutcome]) -> Vec<Finding> {
    let old: BTreeSet<&Source> =
        outcomes.iter().filter(|o| matches!(o.status, Status::Superseded { .. })).map(|o| &*o.source).collect();
    findings
        .retain(|finding| finding.code.as_str().starts_with('D') || !old.iter().any(|source| is_inside(&finding.place, source)));
    findings.sort();
    findings.dedup();
    findings
}

fn is_inside(place: &Place, source: &Source) -> bool {
    place.file.as_ref() == Some(&source.file) && place.sheet == source.sheet
}
