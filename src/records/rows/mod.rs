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

use std::sync::Arc;

use super::headings::{DeclaredColumn, Matcher, Period};
use super::typing::TypingContext;
use super::{Record, Records};
use crate::finding::Finding;
use crate::forms::Form;
use crate::intake::Grid;
use crate::table::{Found, RowKind};
use crate::value::State;
use layout::Layout;

/// What reading needs to know of the run.
pub struct ReadContext<'a> {
    pub period: Period,
    pub typing: TypingContext,
    /// The parameters that checks may name (截至 and settings).
    pub given: &'a dyn Fn(&str) -> Option<State>,
    /// What the settings say of the sender's columns.
    pub declared: &'a [DeclaredColumn],
}

/// Reads the records of a table that is known to be of a form.
#[must_use]
pub fn read(matcher: &Matcher, found: &Found, grid: &Grid, form: &Arc<Form>, ctx: &ReadContext<'_>) -> (Records, Vec<Finding>) {
    let matched = matcher.columns(form, &found.table, grid, ctx.declared, ctx.period);
    let layout = Layout::new(matcher, form, found, &matched);
    let mut findings = findings::of_headings(form, found, &matched);
    findings.extend(findings::of_units(form, found, &layout));
    let mut records = Records {
        form: form.clone(),
        source: found.source.clone(),
        columns: matched.fields.clone(),
        rows: Vec::new(),
        set_apart: found.table.body.iter().filter(|row| row.kind != RowKind::Record).map(|row| (row.row, row.kind)).collect(),
    };
    let (rows, doubts) = typed::rows(found, grid, form, &layout, &ctx.typing);
    records.rows = rows;
    findings.extend(doubts);
    findings.extend(category::fill(&mut records, found, grid, &ctx.typing));
    findings.extend(required::hold(&mut records, &matched, ctx.given));
    findings.extend(checks::run(&records, ctx.given));
    findings.extend(totals::compare(&records, found, grid, &layout, &ctx.typing));
    findings.extend(magnitude::judge(&records));
    findings.sort();
    (records, findings)
}

impl Records {
    /// Columns that no field took, by their headings; for `inspect`.
    #[must_use]
    pub fn field_of(&self, col: u32) -> Option<&Arc<str>> {
        let field = self.columns.iter().position(|matched| matched.as_ref().is_some_and(|matched| matched.col == col))?;
        Some(&self.form.fields[field].name)
    }
}

/// The state of each cell, as expressions ask for it.
struct Row<'a>(&'a Record);

impl crate::expr::Row for Row<'_> {
    fn state(&self, slot: usize) -> &State {
        self.0.cells.get(slot).map_or(&State::Blank, |cell| &cell.state)
    }
}
