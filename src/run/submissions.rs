//! 报送情况: one line a table that was sent, one a form that was due and not sent.

use std::sync::Arc;

use super::{Part, Seen};
use crate::finding::{Finding, Severity};
use crate::ledger::{Conservation, Status, TableOutcome};
use crate::origin::Source;
use crate::rules::Received;
use crate::workbook::summary::{SubmissionRow, SubmissionStatus, Timing};

/// All lines, in the order of the files; the missing ones follow.
#[must_use]
pub(super) fn rows(
    parts: &[Part],
    outcomes: &[TableOutcome],
    findings: &[Finding],
    missing: Vec<(Arc<str>, Vec<Arc<str>>)>,
) -> Vec<SubmissionRow> {
    let sent = parts.iter().map(|part| row(part, outcomes, findings));
    let absent = missing.into_iter().flat_map(|(unit, forms)| forms.into_iter().map(move |form| not_sent(unit.clone(), form)));
    sent.chain(absent).collect()
}

/// Files that came but gave no rows: their senders are not missing.
#[must_use]
pub(super) fn received(parts: &[Part]) -> Vec<Received> {
    parts
        .iter()
        .filter(|part| part.seen == Seen::Unreadable)
        .map(|part| Received { unit: part.unit.clone(), form: None })
        .collect()
}

fn not_sent(unit: Arc<str>, form: Arc<str>) -> SubmissionRow {
    SubmissionRow {
        unit,
        form,
        file: None,
        sheet: None,
        timing: Timing::Missing,
        status: SubmissionStatus::NotSent,
        rows: Conservation::default(),
    }
}

fn row(part: &Part, outcomes: &[TableOutcome], findings: &[Finding]) -> SubmissionRow {
    let outcome = match part.seen {
        Seen::Table(n) => outcomes.get(n),
        Seen::Unknown | Seen::Unreadable => None,
    };
    SubmissionRow {
        unit: part.unit.clone().unwrap_or_else(|| Arc::from("")),
        form: outcome.map_or_else(|| Arc::from(""), |o| o.form.clone()),
        file: Some(part.source.file.clone()),
        sheet: part.source.sheet.clone(),
        timing: Timing::Unknown,
        status: status(part, outcome, findings),
        rows: outcome.map_or_else(Conservation::default, |o| o.rows),
    }
}

fn status(part: &Part, outcome: Option<&TableOutcome>, findings: &[Finding]) -> SubmissionStatus {
    let Some(outcome) = outcome else {
        return if part.seen == Seen::Unreadable { SubmissionStatus::Unreadable } else { SubmissionStatus::Skipped };
    };
    if matches!(outcome.status, Status::Superseded { .. }) {
        return SubmissionStatus::Superseded;
    }
    let about = |f: &&Finding| is_about(f, &part.source) && f.severity >= Severity::Warning;
    if outcome.rows.kept + outcome.rows.merged == 0 && outcome.rows.held > 0 {
        SubmissionStatus::Returned
    } else if findings.iter().any(|f| about(&f)) {
        SubmissionStatus::AcceptedWithFindings
    } else {
        SubmissionStatus::Accepted
    }
}

fn is_about(finding: &Finding, source: &Source) -> bool {
    finding.place.file.as_ref() == Some(&source.file) && (finding.place.sheet.is_none() || finding.place.sheet == source.sheet)
}
