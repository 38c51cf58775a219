//! N14: a field that should name a unit of a certain category and names another (`[[category]]`).

use std::collections::BTreeSet;

use super::relations::Category;
use super::{Context, Rule, wording};
use crate::finding::{Finding, catalog};
use crate::identity::{Resolved, Units, place_of};

pub(super) const RULE: Rule = Rule { codes: &[&catalog::UNIT_CATEGORY_DIFFERS], check };

fn check(context: &Context<'_>) -> Vec<Finding> {
    let pairs =
        context.relations.category.iter().flat_map(|relation| context.resolved.iter().map(move |table| (relation, table)));
    pairs.flat_map(|(relation, table)| category(relation, table, &context.lists.units)).collect()
}

/// Once a unit and table. A unit that is not listed is another finding (N06); one without a category may be anything.
fn category(relation: &Category, table: &Resolved, units: &Units) -> Vec<Finding> {
    let form = &table.records.form;
    let Some((entry, field)) = catalog::find(&relation.code).zip(form.index(&relation.field)) else { return Vec::new() };
    let mut told = BTreeSet::new();
    let mut findings = Vec::new();
    for record in table.records.rows.iter().filter(|record| record.held.is_empty()) {
        let Some(name) = record.cells[field].state.value().and_then(|value| value.as_text()) else { continue };
        let Some(category) = units.get(name).and_then(|unit| unit.category.as_ref()) else { continue };
        if relation.one_of.iter().all(|wanted| **wanted != **category) && told.insert(name.clone()) {
            let place = place_of(record, field);
            let finding = wording::category_differs(entry, place, &relation.field, name, category, &relation.one_of);
            findings.push(super::of_table(finding.field(&form.fields[field].name), table));
        }
    }
    findings
}
