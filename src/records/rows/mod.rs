//! Table and matched columns → typed rows: the body's merged cells filled, each cell typed, what holds a row, the form's own checks,
//! stated totals and magnitudes.

mod category;
mod checks;
mod findings;
mod layout;
mod magnitude;
mod merged;
mod required;
mod totals;
mod typed;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::headings::Matched;
use super::typing::TypingContext;
use super::{Record, Records};
use crate::finding::Finding;
use crate::forms::Form;
use crate::intake::Grid;
use crate::origin::Source;
use crate::table::{RowKind, Table};
use crate::value::State;
use layout::Layout;

/// Parameters such as 截至, by name.
pub type Given<'a> = dyn Fn(&str) -> Option<State> + Sync + 'a;

/// A table about to be read as a form.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    pub table: &'a Table,
    pub grid: &'a Grid,
    pub source: &'a Arc<Source>,
    pub form: &'a Arc<Form>,
    pub matched: &'a Matched,
    pub typing: &'a TypingContext,
    pub given: &'a Given<'a>,
}

impl crate::expr::Row for Record {
    fn state(&self, slot: usize) -> &State {
        self.cells.get(slot).map_or(&State::Blank, |cell| &cell.state)
    }
}

/// Reads the records of a table as a form.
#[must_use]
pub fn read(reading: &Reading<'_>) -> (Records, Vec<Finding>) {
    let layout = Layout::new(reading);
    let mut findings = findings::of_headings(reading);
    findings.extend(findings::of_units(reading, &layout));
    let (rows, doubts) = typed::rows(reading, &layout);
    findings.extend(doubts);
    let mut records = Records {
        form: reading.form.clone(),
        source: reading.source.clone(),
        columns: reading.matched.fields.clone(),
        rows,
        set_apart: reading.table.body.iter().filter(|row| row.kind != RowKind::Record).map(|row| (row.row, row.kind)).collect(),
    };
    findings.extend(category::fill(&mut records, reading));
    findings.extend(required::hold(&mut records, reading));
    findings.extend(checks::run(&records, reading.given));
    findings.extend(totals::compare(&records, reading, &layout));
    findings.extend(magnitude::judge(&records));
    findings.sort();
    (records, findings)
}
