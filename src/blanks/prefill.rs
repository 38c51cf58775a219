//! Last week's rows of a unit, as cells that read back as the same values.

use std::sync::Arc;

use crate::forms::{Field, Form, OverWeeks};
use crate::ledger::{Entry, Ledger, LedgerCell};
use crate::value::State;
use crate::workbook::{Cell, Scalar};

/// What a cell says that has nothing to say.
const NOT_APPLICABLE: &str = "—";

/// How long ago the rows were sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    ThisYear,
    /// Totals of the year start again.
    AnEarlierYear,
}

/// The rows of a form that a unit has a part in, in ledger order; fields of one week only are left blank.
#[must_use]
pub fn rows(ledger: &Ledger, form: &Form, unit: &str, since: Since) -> Vec<Vec<Cell>> {
    let Some(table) = ledger.tables.get(&form.name) else { return Vec::new() };
    let own = table.entries.iter().filter(|entry| entry.units.iter().any(|sender| **sender == *unit));
    // a form that changed since then is filled field by field
    let source: Vec<Option<usize>> = form.fields.iter().map(|field| table.form.index(&field.name)).collect();
    own.map(|entry| row(entry, &form.fields, &source, since)).collect()
}

fn row(entry: &Entry, fields: &[Field], source: &[Option<usize>], since: Since) -> Vec<Cell> {
    let of = |(field, index): (&Field, &Option<usize>)| {
        let cell = index.and_then(|index| entry.cells.get(index)).filter(|_| lasts(field, since));
        cell.map_or_else(Cell::default, written)
    };
    fields.iter().zip(source).map(of).collect()
}

/// What is unreadable stays as it was written, so that its sender can mend it.
fn written(cell: &LedgerCell) -> Cell {
    let as_written = |raw: &Option<Arc<str>>| raw.as_ref().map(|raw| Cell::from(Scalar::Text(raw.clone())));
    match &cell.state {
        State::Value(value) => Cell::from(Scalar::from(value)),
        State::Blank => Cell::default(),
        State::NotApplicable => as_written(&cell.raw).unwrap_or_else(|| Cell::text(NOT_APPLICABLE)),
        State::Unreadable => as_written(&cell.raw).unwrap_or_default(),
    }
}

fn lasts(field: &Field, since: Since) -> bool {
    let of_the_year = matches!(field.over_weeks, Some(OverWeeks::Total { in_year: true, .. }));
    let begins_again = of_the_year && since == Since::AnEarlierYear;
    !is_weekly(field) && !begins_again
}

/// Says something of one week only, so last week's value is of no use.
pub(super) fn is_weekly(field: &Field) -> bool {
    field.over_weeks == Some(OverWeeks::Weekly)
}
