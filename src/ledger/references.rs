//! Reference lists in the shape of ledger tables, so that measures count over both alike.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Entry, Ledger, LedgerCell, LedgerTable};
use crate::identity::{ENTERPRISES, Enterprise, EnterpriseId, Lists, enterprise_field};
use crate::origin::Origin;
use crate::records::{Cell, Record, Records};

/// One table a list, rows as they stand; rows without their key are left out (their lists' findings name them). Enterprises are known
/// by the row's name, where the list has one. The list of enterprises has exactly the enterprises that rows are resolved to: each once,
/// in list order, those with a blank code or town as well.
#[must_use]
pub fn as_lists(tables: &[Records], lists: &Lists) -> Ledger {
    let mut ledger = Ledger::default();
    let mut by_form: BTreeMap<Arc<str>, Vec<&Records>> = BTreeMap::new();
    for records in tables {
        by_form.entry(records.form.name.clone()).or_default().push(records);
    }
    for (name, tables) in by_form {
        let form = tables[0].form.clone();
        if *name == *ENTERPRISES {
            let entries = lists.enterprises.iter().map(|(id, enterprise)| listed(id, enterprise)).collect();
            ledger.tables.insert(name, LedgerTable { form, entries });
            continue;
        }
        let entries =
            tables.iter().flat_map(|t| t.rows.iter().filter(|row| row.held.is_empty()).map(|row| entry(t, row, lists))).collect();
        ledger.tables.insert(name, LedgerTable { form, entries });
    }
    ledger
}

fn entry(table: &Records, row: &Record, lists: &Lists) -> Entry {
    let name = enterprise_field(&table.form).and_then(|i| row.cells.get(i));
    let text = name.and_then(|cell| cell.state.value()).and_then(|v| v.as_text().cloned());
    let enterprise = text.and_then(|text| lists.enterprises.resolve_name(&text, &lists.decisions).known());
    Entry { enterprise, ..plain(&row.cells, &row.origin) }
}

fn listed(id: EnterpriseId, enterprise: &Enterprise) -> Entry {
    Entry { enterprise: Some(id), ..plain(&enterprise.cells, &enterprise.origin) }
}

/// A row as an entry of nobody.
fn plain(cells: &[Cell], origin: &Origin) -> Entry {
    let cell = |cell: &Cell| LedgerCell {
        state: cell.state.clone(),
        raw: cell.raw.clone(),
        origin: cell.at.map(|at| (origin.source.clone(), at)),
    };
    Entry { enterprise: None, cells: cells.iter().map(cell).collect(), origins: vec![origin.clone()], units: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Words;
    use crate::identity::testing::{cutoff, form, records};

    #[test]
    fn the_base_has_every_listed_enterprise_once() {
        let form = form(ENTERPRISES, &["企业名称:name!*", "统一社会信用代码:code*"]);
        let rows: &[&[&str]] = &[
            &["甲山机械有限公司", ""],
            &["甲山机械有限公司", "91350200776049653A"],
            &["乙水纺织有限公司", "91440101MA5CJQ4N59"],
        ];
        let table = records(&form, "名录/a.xlsx", rows);
        let (lists, _) = Lists::load(vec![table.clone()], &[], cutoff(), Words::built_in());
        let ledger = as_lists(&[table], &lists);
        let ids: Vec<Option<EnterpriseId>> = ledger.tables[ENTERPRISES].entries.iter().map(|entry| entry.enterprise).collect();
        assert_eq!(ids, [Some(EnterpriseId(0)), Some(EnterpriseId(1))]);
    }
}
