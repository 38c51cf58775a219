//! N09, N12: a field that should agree with a reference list and does not (`[[compare]]`).

use std::collections::BTreeSet;

use super::relations::Compare;
use super::{Context, Rule, texts_agree, wording};
use crate::finding::{Finding, catalog};
use crate::identity::{CARE, ENTERPRISES, EnterpriseId, Lists, Resolved, place_of};

pub(super) const RULE: Rule = Rule { codes: &[&catalog::TOWN_DIFFERS, &catalog::CADRE_DIFFERS], check };

fn check(context: &Context<'_>) -> Vec<Finding> {
    let pairs = context.relations.compare.iter().flat_map(|relation| context.resolved.iter().map(move |table| (relation, table)));
    pairs.flat_map(|(relation, table)| compare(relation, table, context.lists)).collect()
}

/// One note an enterprise, field and table.
fn compare(relation: &Compare, table: &Resolved, lists: &Lists) -> Vec<Finding> {
    let form = &table.records.form;
    let Some(entry) = catalog::find(&relation.code) else { return Vec::new() };
    let mut findings = Vec::new();
    for field in relation.fields.iter().filter_map(|field| form.index(field)) {
        let mut told = BTreeSet::new();
        for (record, id) in table.records.rows.iter().zip(&table.enterprises) {
            let Some(id) = id.filter(|_| record.held.is_empty()) else { continue };
            let Some(text) = record.cells[field].state.value().and_then(|value| value.as_text()) else { continue };
            let listed = listed(relation, lists, id);
            let agrees =
                listed.is_empty() || listed.iter().any(|listed| texts_agree(&form.fields[field].ty, text, listed, lists));
            if !agrees && told.insert(id) {
                let finding = wording::differs_from_list(
                    entry,
                    place_of(record, field),
                    &form.fields[field].name,
                    text,
                    &relation.list,
                    &listed[0],
                );
                findings.push(super::of_table(finding.field(&form.fields[field].name), table));
            }
        }
    }
    findings
}

/// What the list says in the fields to compare with, blanks left out.
fn listed(relation: &Compare, lists: &Lists, id: EnterpriseId) -> Vec<String> {
    let cell = |field: &String| match relation.list.as_str() {
        ENTERPRISES => lists.enterprises.cell(id, field),
        CARE => lists.care.cell(id, field),
        _ => None,
    };
    let text = |field| cell(field)?.state.value()?.as_text().map(ToString::to_string);
    relation.with.iter().filter_map(text).collect()
}
