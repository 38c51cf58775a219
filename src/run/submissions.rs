//! 报送情况: what was sent, for the stage that judges it, and one line a table for people.

use std::fs;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use super::{Declared, Part, Seen};
use crate::finding::{Finding, Severity};
use crate::identity::fold_letters;
use crate::intake::Submitted;
use crate::ledger::{Conservation, Status, TableOutcome};
use crate::origin::Source;
use crate::settings::{Calendar, Office, Settings};
use crate::submissions::{Content, Discipline, Evidence, REGISTER, Receipt, Receipts, Sent, Sighting, Timing, Version};
use crate::workbook::summary::{SubmissionRow, SubmissionStatus};

/// What came in, in the order of the files.
#[must_use]
pub(super) fn sent(parts: &[Part], outcomes: &[TableOutcome]) -> Vec<Sent> {
    let one = |part: &Part| Sent { source: part.source.clone(), unit: part.unit.clone(), content: content(part, outcomes) };
    parts.iter().map(one).collect()
}

fn content(part: &Part, outcomes: &[TableOutcome]) -> Content {
    let outcome = match part.seen {
        Seen::Table(n) => outcomes.get(n),
        Seen::Unreadable => return Content::Unreadable,
        Seen::Unknown => None,
    };
    outcome.map_or(Content::Other, |outcome| Content::Table {
        form: outcome.form.clone(),
        rows: outcome.rows,
        version: Version { age: outcome.age, superseded: matches!(outcome.status, Status::Superseded { .. }) },
        signed: part.signed,
    })
}

/// The week's own register of receipts, by its name, and what was sent.
#[must_use]
pub(super) fn registers(files: Vec<Submitted>, declared: &Declared) -> (Vec<Submitted>, Vec<Submitted>) {
    let names: Vec<String> = declared.forms.get(REGISTER).map_or_else(Vec::new, |form| {
        std::iter::once(&*form.name).chain(form.aliases.iter().map(String::as_str)).map(fold_letters).collect()
    });
    let is_register = |file: &Submitted| {
        let name = file.file.rsplit('/').next().unwrap_or_default();
        let stem = fold_letters(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
        names.iter().any(|known| stem.contains(known.as_str()))
    };
    files.into_iter().partition(is_register)
}

/// When mails say that they were sent, and where the settings take them for times of receipt, the times of the files themselves.
#[must_use]
pub(super) fn receipts(office: &Office, files: &[Submitted], settings: &Settings) -> Receipts {
    let by_mail = |file: &Submitted| {
        let at = file.letter.as_ref().and_then(|letter| letter.date)?;
        Some(Receipt { at, evidence: Evidence::Mail })
    };
    let by_file = |file: &Submitted| {
        if settings.receipt_from_file_time { file_time(office, &file.file, settings.calendar) } else { None }
    };
    let time = |file: &Submitted| Some((file.file.clone(), by_mail(file).or_else(|| by_file(file))?));
    files.iter().filter_map(time).collect()
}

/// The time of a file, or of the bundle that it is a member of.
fn file_time(office: &Office, file: &str, calendar: Calendar) -> Option<Receipt> {
    let mut path = office.root().join(file);
    while !path.is_file() {
        if !path.pop() || !path.starts_with(office.root()) {
            return None;
        }
    }
    let modified = fs::metadata(path).ok()?.modified().ok()?;
    let seconds = i64::try_from(modified.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()?;
    Some(Receipt { at: calendar.moment(seconds)?, evidence: Evidence::FileTime })
}

/// All lines, in the order of the files; the missing ones follow.
#[must_use]
pub(super) fn rows(
    parts: &[Part],
    outcomes: &[TableOutcome],
    findings: &[Finding],
    discipline: &Discipline,
) -> Vec<SubmissionRow> {
    let sent = parts.iter().zip(&discipline.arrivals).map(|(part, arrival)| SubmissionRow {
        timing: arrival.timing,
        receipt: arrival.receipt,
        ..row(part, outcomes, findings)
    });
    let absent = discipline.standings.iter().filter(|standing| standing.due && standing.sighting == Sighting::NotSent);
    sent.chain(absent.map(|standing| not_sent(&standing.unit, &standing.form, standing.timing))).collect()
}

fn not_sent(unit: &Arc<str>, form: &Arc<str>, timing: Timing) -> SubmissionRow {
    SubmissionRow {
        unit: unit.clone(),
        form: form.clone(),
        file: None,
        sheet: None,
        receipt: None,
        timing,
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
        receipt: None,
        timing: Timing::Unknown,
        status: status(part, outcome, findings),
        rows: outcome.map_or_else(Conservation::default, |o| o.rows),
    }
}

fn status(part: &Part, outcome: Option<&TableOutcome>, findings: &[Finding]) -> SubmissionStatus {
    let Some(outcome) = outcome else {
        return if part.seen == Seen::Unreadable { SubmissionStatus::Unreadable } else { SubmissionStatus::Skipped };
    };
    let rows = outcome.rows;
    let about = |f: &&Finding| is_about(f, &part.source) && f.severity >= Severity::Warning;
    match &outcome.status {
        Status::Superseded { .. } => SubmissionStatus::Superseded,
        Status::Counted if rows.read == 0 && part.signed => SubmissionStatus::ZeroReport,
        Status::Counted if rows.read == 0 => SubmissionStatus::Unsigned,
        Status::Counted if rows.kept + rows.merged == 0 => SubmissionStatus::Returned,
        Status::Counted if findings.iter().any(|f| about(&f)) => SubmissionStatus::AcceptedWithFindings,
        Status::Counted => SubmissionStatus::Accepted,
    }
}

fn is_about(finding: &Finding, source: &Source) -> bool {
    finding.place.file.as_ref() == Some(&source.file) && (finding.place.sheet.is_none() || finding.place.sheet == source.sheet)
}
