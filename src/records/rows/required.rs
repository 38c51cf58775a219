//! Required fields: what is blank or unreadable keeps the row out and is reported, once for a whole column that is not there.

use super::{Reading, findings};
use crate::expr::{Bound, Truth};
use crate::finding::{Finding, Severity};
use crate::forms::{Field, Requirement};
use crate::origin::{CellRef, Place};
use crate::records::{Cell, Hold, Record, Records};
use crate::value::State;
use crate::value::absence::is_pending;
use crate::value::normalise::is_not_applicable;

/// When a field must be filled.
enum Duty {
    Never,
    Always,
    Where(Bound),
}

/// Notes what holds each row.
pub(super) fn hold(records: &mut Records, reading: &Reading<'_>) -> Vec<Finding> {
    let form = records.form.clone();
    let source = records.source.clone();
    let mut findings = Vec::new();
    for (index, field) in form.fields.iter().enumerate() {
        let duty = match &field.required {
            Requirement::Required => Duty::Always,
            Requirement::Optional => Duty::Never,
            Requirement::When(expr) => form.bind(expr, reading.given).map_or(Duty::Never, Duty::Where),
        };
        let column = records.columns[index].as_ref().map(|column| column.col);
        let mut missing = 0usize;
        for record in records.rows.iter_mut().filter(|record| is_due(&duty, record)) {
            let Some(fault) = fault(&record.cells[index]) else { continue };
            missing += usize::from(matches!(fault, Fault::Blank) && column.is_none());
            if let Some(hold) = fault.hold(field) {
                record.held.push(hold);
            }
            if let (Some(col), Fault::Blank | Fault::NotApplicable | Fault::Pending) = (column, &fault) {
                let place = Place::cell(&source, CellRef::new(record.origin.row, col));
                let written = (!matches!(fault, Fault::Blank)).then_some(record.cells[index].raw.as_deref()).flatten();
                let finding = findings::blank(&place, field, written);
                findings.push(if matches!(fault, Fault::Pending) { finding.severity(Severity::Error) } else { finding });
            }
        }
        if missing > 0 {
            findings.push(findings::column_missing(&source, field, missing, &reading.matched.unknown));
        }
    }
    findings
}

enum Fault {
    Blank,
    NotApplicable,
    /// 待定: no answer yet.
    Pending,
    Unreadable,
}

impl Fault {
    /// A key that says "nothing" names nothing; elsewhere the sender has answered.
    fn hold(&self, field: &Field) -> Option<Hold> {
        match self {
            Self::Unreadable => Some(Hold::Unreadable(field.name.clone())),
            Self::NotApplicable if !field.key => None,
            Self::Blank | Self::NotApplicable | Self::Pending => Some(Hold::Blank(field.name.clone())),
        }
    }
}

fn fault(cell: &Cell) -> Option<Fault> {
    match cell.state {
        State::Blank => Some(Fault::Blank),
        State::NotApplicable if cell.raw.as_deref().is_some_and(is_pending) => Some(Fault::Pending),
        State::Unreadable => Some(Fault::Unreadable),
        State::NotApplicable if cell.raw.as_deref().is_some_and(is_not_applicable) => Some(Fault::NotApplicable),
        // A value, or below the first row of a merged amount: it stands above.
        State::Value(_) | State::NotApplicable => None,
    }
}

fn is_due(duty: &Duty, record: &Record) -> bool {
    match duty {
        Duty::Never => false,
        Duty::Always => true,
        Duty::Where(condition) => condition.truth(record) == Truth::True,
    }
}
