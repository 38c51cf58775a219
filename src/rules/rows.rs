//! Rows as relations see them: of a submitted form, or of the list of enterprises.

use std::sync::Arc;

use super::Context;
use crate::expr;
use crate::forms::Form;
use crate::identity::{ENTERPRISES, EnterpriseId, fold_letters};
use crate::origin::{Origin, Place};
use crate::records::Cell;
use crate::value::State;

/// A row with its enterprise.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) form: &'a Form,
    pub(super) cells: &'a [Cell],
    pub(super) origin: &'a Origin,
    pub(super) enterprise: Option<EnterpriseId>,
    /// Who sent it; nobody for the office's own list.
    pub(super) unit: Option<&'a Arc<str>>,
    /// It may not enter the ledger until mended.
    pub(super) held: bool,
}

/// All rows of a form, held ones too, or of the list of enterprises.
pub(super) fn of<'a>(context: &Context<'a>, form: &str) -> Vec<Row<'a>> {
    let list = &context.lists.enterprises;
    if form == ENTERPRISES {
        let Some(form) = list.form() else { return Vec::new() };
        let row = |(id, enterprise)| {
            let enterprise: &'a crate::identity::Enterprise = enterprise;
            Row { form, cells: &enterprise.cells, origin: &enterprise.origin, enterprise: Some(id), unit: None, held: false }
        };
        return list.iter().map(row).collect();
    }
    let tables = context.resolved.iter().filter(|table| *table.records.form.name == *form);
    let rows = tables.flat_map(|table| {
        table.records.rows.iter().zip(&table.enterprises).map(move |(record, enterprise)| Row {
            form: &table.records.form,
            cells: &record.cells,
            origin: &record.origin,
            enterprise: *enterprise,
            unit: table.sender.unit.as_ref(),
            held: !record.held.is_empty(),
        })
    });
    rows.collect()
}

impl<'a> Row<'a> {
    fn cell(&self, field: &str) -> Option<&'a Cell> {
        self.cells.get(self.form.index(field)?)
    }

    /// The text of a field, made comparable; empty if it has none.
    pub(super) fn title(&self, field: &str) -> String {
        let text = self.cell(field).and_then(|cell| cell.state.value()?.as_text());
        text.map(|text| fold_letters(text)).unwrap_or_default()
    }

    /// The cell of a field as written.
    pub(super) fn written(&self, field: &str) -> String {
        let Some(cell) = self.cell(field) else { return String::new() };
        let value = cell.state.value().and_then(|value| value.as_text()).map(ToString::to_string);
        value.or_else(|| cell.raw.as_ref().map(ToString::to_string)).unwrap_or_default()
    }

    /// The cell of a field, or the row.
    pub(super) fn place(&self, field: &str) -> Place {
        let at = self.cell(field).and_then(|cell| cell.at);
        at.map_or_else(|| Place::row(&self.origin.source, self.origin.row), |at| Place::cell(&self.origin.source, at))
    }
}

impl expr::Row for Row<'_> {
    fn state(&self, slot: usize) -> &State {
        self.cells.get(slot).map_or(&State::Blank, |cell| &cell.state)
    }
}
