//! What only a level sees of its offices, in words.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::lower::Lower;
use crate::finding::{Finding, catalog};
use crate::identity::ENTERPRISES;
use crate::identity::enterprises::field;
use crate::ledger::{Entry, Ledger, LedgerTable};
use crate::origin::Place;
use crate::settings::Week;

/// Offices without an archive of the week: nothing of theirs is counted.
pub(super) fn missing(offices: &[Lower], week: Week) -> Vec<Finding> {
    let absent = offices.iter().filter(|lower| lower.revision.is_none());
    let finding = |lower: &Lower| {
        Finding::new(
            &catalog::NOT_SENT,
            Place::office(),
            format!("{}没有{}的归档，这次汇总不含它", lower.name, week.label()),
            format!("请{}先运行 sangai run --week {week}，再重新汇总。", lower.name),
        )
        .unit(&lower.name)
    };
    absent.map(finding).collect()
}

/// One credit code in the lists of two offices: the enterprise is counted in both.
pub(super) fn listed_twice(references: &Ledger, dimension: &str) -> Vec<Finding> {
    let Some(table) = references.tables.get(ENTERPRISES) else { return Vec::new() };
    let mut first: BTreeMap<Arc<str>, &Entry> = BTreeMap::new();
    let mut findings = Vec::new();
    for entry in &table.entries {
        let Some(code) = text(table, entry, field::CODE) else { continue };
        let Some(other) = first.get(&code) else {
            first.insert(code, entry);
            continue;
        };
        let (one, two) = (text(table, other, dimension), text(table, entry, dimension));
        if one != two {
            findings.push(twice(&code, (table, entry), &one.unwrap_or_default(), &two.unwrap_or_default()));
        }
    }
    findings
}

fn twice(code: &str, (table, entry): (&LedgerTable, &Entry), one: &str, two: &Arc<str>) -> Finding {
    let name = text(table, entry, field::NAME).unwrap_or_default();
    let place = entry.origins.first().map_or_else(Place::office, |origin| Place::row(&origin.source, origin.row));
    Finding::new(
        &catalog::LIST_FAULT,
        place,
        format!("“{name}”（{code}）在{one}和{two}的名录里都有，两处都计入了基数"),
        "请两地核对企业属地，从一处名录中删去或写明退规时间。",
    )
    .unit(two)
}

fn text(table: &LedgerTable, entry: &Entry, name: &str) -> Option<Arc<str>> {
    entry.cells.get(table.form.index(name)?)?.state.value()?.as_text().cloned()
}
