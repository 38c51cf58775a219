//! What a run hands back, and the last step for its findings.

use crate::finding::{Finding, Severity};
use crate::identity::Lists;
use crate::ledger::Ledger;
use crate::settings::{Settings, Week};
use crate::statistics::Statistics;
use crate::value::Day;
use crate::workbook::summary::SubmissionRow;

/// Everything a run found and wrote.
#[derive(Debug)]
pub struct Outcome {
    pub week: Week,
    pub as_of: Day,
    pub ledger: Ledger,
    pub statistics: Statistics,
    pub findings: Vec<Finding>,
    pub submissions: Vec<SubmissionRow>,
    pub outputs: Vec<Output>,
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
    /// How many findings of a severity there are.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity == severity).count()
    }
}

/// Severities as the office wants them, waived findings as notes, sorted by place, each once.
#[must_use]
pub fn tidy(mut findings: Vec<Finding>, settings: &Settings, lists: &Lists, as_of: Day) -> Vec<Finding> {
    for finding in &mut findings {
        settings.regrade(finding);
        if let Some(waiver) = lists.decisions.waiver(finding, as_of) {
            finding.severity = Severity::Note;
            finding.message = format!("{}（已豁免：{}）", finding.message, waiver.reason);
        }
    }
    findings.sort();
    findings.dedup();
    findings
}
