//! Reference lists in the shape of ledger tables, so that measures count over both alike.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Entry, Ledger, LedgerCell, LedgerTable};
use crate::identity::Lists;
use crate::identity::enterprise_field;
use crate::records::{Cell, Record, Records};

/// One table a list, rows as they stand; rows without their key are left out (their lists' findings name them). Enterprises are known
/// by the row's name, where the list has one.
#[must_use]
pub fn as_lists(tables: &[Records], lists: &Lists) -> Ledger {
    let mut ledger = Ledger::default();
    let mut by_form: BTreeMap<Arc<str>, Vec<&Records>> = BTreeMap::new();
    for records in tables {
        by_form.entry(records.form.name.clone()).or_default().push(records);
    }
    for (name, tables) in by_form {
        let form = tables[0].form.clone();
        let entries = tables.iter().flat_map(|t| t.rows.iter().filter(|row| row.held.is_empty()).map(|row| entry(t, row, lists))).collect();
        ledger.tables.insert(name, LedgerTable { form, entries });
    }
    ledger
}

fn entry(table: &Records, row: &Record, lists: &Lists) -> Entry {
    let name = enterprise_field(&table.form).and_then(|i| row.cells.get(i));
    let text = name.and_then(|cell| cell.state.value()).and_then(|v| v.as_text().cloned());
    let enterprise = text.and_then(|text| lists.enterprises.resolve_name(&text, &lists.decisions).known());
    let cell = |c: &Cell| LedgerCell {
        state: c.state.clone(),
        raw: c.raw.clone(),
        origin: c.at.map(|at| (table.source.clone(), at)),
    };
    Entry { enterprise, cells: row.cells.iter().map(cell).collect(), origins: vec![row.origin.clone()], units: Vec::new() }
}
