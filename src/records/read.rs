//! Assembly: table × form → records.

use std::sync::Arc;

use super::typing::{ColumnUnit, TypingContext, read_cell};
use super::{Cell, Hold, Record, Records, wording};
use crate::expr::{Bound, Row, Slot, Truth, bind};
use crate::finding::{Code, Finding, Severity, catalog};
use crate::forms::{FieldType, Form, Requirement};
use crate::intake::Grid;
use crate::origin::{CellRef, Origin, Place, Source};
use crate::table::{RowKind, Table};
use crate::value::State;
use crate::value::day::Edge;
use crate::value::money::MoneyUnit;

/// Parameters such as 截至, by name.
pub type Given<'a> = dyn Fn(&str) -> Option<State> + Sync + 'a;

/// A table about to be read as a form.
pub struct Reading<'a> {
    pub table: &'a Table,
    pub grid: &'a Grid,
    pub source: &'a Arc<Source>,
    pub form: &'a Arc<Form>,
    pub matched: &'a super::Matched,
    pub typing: &'a TypingContext,
    pub given: &'a Given<'a>,
}

impl Row for Record {
    fn state(&self, slot: usize) -> &State {
        self.cells.get(slot).map_or(&State::Blank, |c| &c.state)
    }
}

/// Reads the records of a table as a form.
#[must_use]
pub fn read(ctx: &Reading<'_>) -> (Records, Vec<Finding>) {
    let Reading { table, grid, source, form, .. } = *ctx;
    let columns = ctx.matched.fields.clone();
    let mut findings = Vec::new();
    let checks = bound_checks(form, ctx);
    let rows: Vec<Record> = table.records().map(|row| record(row, table, grid, source, form, &columns, ctx, &mut findings)).collect();
    for record in &rows {
        for (i, when, must) in &checks {
            if when.as_ref().is_none_or(|w| w.truth(record) == Truth::True) && must.truth(record) == Truth::False {
                let check = &form.checks[*i];
                let field = form.index(&check.field);
                let at = field.and_then(|f| record.cells[f].at);
                let place = at.map_or_else(|| Place::row(source, record.origin.row), |at| Place::cell(source, at));
                let shown = |name: &str| form.index(name).and_then(|f| record.cells[f].raw.clone()).unwrap_or_default().to_string();
                let mut f = Finding::new(&catalog::REQUIRED_BLANK, place, crate::forms::fill(&check.message, &shown), check.suggestion.clone());
                f.code = Code::declared(check.code.as_str());
                f.severity = check.severity;
                findings.push(f.field(&check.field));
            }
        }
    }
    let set_apart = table.body.iter().filter(|b| b.kind != RowKind::Record).map(|b| (b.row, b.kind)).collect();
    (Records { form: form.clone(), source: source.clone(), columns, rows, set_apart }, findings)
}

fn bound_checks(form: &Form, ctx: &Reading<'_>) -> Vec<(usize, Option<Bound>, Bound)> {
    let slot = |name: &str| form.index(name).map(Slot::Cell).or_else(|| (ctx.given)(name).map(Slot::Given));
    let checks = form.checks.iter().enumerate();
    checks
        .filter_map(|(i, c)| Some((i, c.when.as_ref().map(|w| bind(w, &slot)).transpose().ok()?, bind(&c.must, &slot).ok()?)))
        .collect()
}

#[expect(clippy::too_many_arguments, reason = "stand-in")]
fn record(row: u32, table: &Table, grid: &Grid, source: &Arc<Source>, form: &Form, columns: &[Option<super::ColumnMatch>], ctx: &Reading<'_>, findings: &mut Vec<Finding>) -> Record {
    let mut record = Record { origin: Origin { source: source.clone(), row }, cells: Vec::with_capacity(form.fields.len()), held: Vec::new() };
    for (field, matched) in form.fields.iter().zip(columns) {
        let Some(matched) = matched else {
            record.cells.push(Cell::default());
            if matches!(field.required, Requirement::Required) || field.key {
                record.held.push(Hold::Blank(field.name.clone()));
            }
            continue;
        };
        let own = CellRef::new(row, matched.col);
        let at = grid.merge_at(own).filter(|m| m.first.row >= table.first_row().unwrap_or(0)).map_or(own, |m| m.first);
        let unit = table.columns.iter().find(|c| c.col == matched.col).and_then(|c| c.unit.clone());
        let money = unit.as_deref().and_then(MoneyUnit::parse).or_else(|| table.stated_unit().and_then(MoneyUnit::parse)).unwrap_or(MoneyUnit::WAN);
        let unit = ColumnUnit { money, percent: unit.as_deref() == Some("%") };
        let edge = if field.name.contains('竣') { Edge::End } else { Edge::Start };
        let (state, raw) = match grid.get(at) {
            Some(cell) => {
                let typed = read_cell(field, cell, unit, edge, ctx.typing);
                let shown = cell.shown();
                findings.extend(typed.doubts.iter().map(|d| wording::finding(d, field, &shown, &Place::cell(source, at))));
                (typed.state, Some(Arc::from(shown.as_str())))
            }
            None => (State::Blank, None),
        };
        if matches!(field.required, Requirement::Required) || field.key {
            match state {
                State::Blank | State::NotApplicable => {
                    record.held.push(Hold::Blank(field.name.clone()));
                    findings.push(Finding::new(&catalog::REQUIRED_BLANK, Place::cell(source, at), format!("{at}：{}是必填项，现在空着", field.name), "请补填。").field(&field.name));
                }
                State::Unreadable => record.held.push(Hold::Unreadable(field.name.clone())),
                State::Value(_) => {}
            }
        }
        record.cells.push(Cell { state, raw, at: Some(at) });
    }
    let _ = (FieldType::Text, Severity::Note);
    record
}
