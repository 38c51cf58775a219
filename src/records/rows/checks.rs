//! The checks that a form declares, row by row. An unknown comparison does not fire.

use super::{Given, findings};
use crate::expr::{Bound, Truth};
use crate::finding::Finding;
use crate::forms::Check;
use crate::records::Records;

/// A check with its names resolved.
struct Ready<'f> {
    check: &'f Check,
    field: usize,
    when: Option<Bound>,
    must: Bound,
}

/// Runs every check on every row.
pub(super) fn run(records: &Records, given: &Given<'_>) -> Vec<Finding> {
    let form = &records.form;
    let ready: Vec<Ready<'_>> = form
        .checks
        .iter()
        .filter_map(|check| {
            let when = check.when.as_ref().map(|when| form.bind(when, given)).transpose().ok()?;
            Some(Ready { check, field: form.index(&check.field)?, when, must: form.bind(&check.must, given).ok()? })
        })
        .collect();
    let mut findings = Vec::new();
    for record in &records.rows {
        for ready in &ready {
            let due = ready.when.as_ref().is_none_or(|when| when.truth(record) == Truth::True);
            if due && ready.must.truth(record) == Truth::False && !is_about_missing_column(records, ready) {
                findings.push(findings::broken(records, record, ready.check, ready.field, given));
            }
        }
    }
    findings
}

/// A check whose field has no column at all would fire on every row: the missing column has been reported, or is optional.
fn is_about_missing_column(records: &Records, ready: &Ready<'_>) -> bool {
    records.columns[ready.field].is_none()
}
