//! N13: rows that state a fact about one enterprise differently, where the list does not state it (`[[alike]]`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::relations::Alike;
use super::{Context, Rule, texts_agree, wording};
use crate::finding::{Finding, catalog};
use crate::identity::{EnterpriseId, place_of};
use crate::origin::Place;
use crate::value::State;

pub(super) const RULE: Rule = Rule { codes: &[&catalog::FACT_DIFFERS], check };

fn check(context: &Context<'_>) -> Vec<Finding> {
    context.relations.alike.iter().flat_map(|relation| alike(relation, context)).collect()
}

/// Every later statement that differs from the first by place, once a table and enterprise.
fn alike(relation: &Alike, context: &Context<'_>) -> Vec<Finding> {
    let Some(entry) = catalog::find(&relation.code) else { return Vec::new() };
    let mut stated: BTreeMap<EnterpriseId, Vec<(Place, Arc<str>, usize)>> = BTreeMap::new();
    for (number, table) in context.resolved.iter().enumerate() {
        let Some(field) = table.records.form.index(&relation.field) else { continue };
        for (record, id) in table.records.rows.iter().zip(&table.enterprises) {
            let text = record.cells[field].state.value().and_then(|value| value.as_text());
            if let (Some(id), Some(text), true) = (id, text, record.held.is_empty()) {
                stated.entry(*id).or_default().push((place_of(record, field), text.clone(), number));
            }
        }
    }
    let mut findings = Vec::new();
    for (id, mut places) in stated {
        let listed = context.lists.enterprises.cell(id, &relation.field).is_some_and(|cell| cell.state != State::Blank);
        places.sort();
        let Some(((there, first, _), others)) = places.split_first().filter(|_| !listed) else { continue };
        let mut told = None;
        for (place, text, number) in others {
            let table = &context.resolved[*number];
            let Some(field) = table.records.form.fields.iter().find(|field| *field.name == *relation.field) else { continue };
            if told == Some(*number) || texts_agree(&field.ty, text, first, context.lists) {
                continue;
            }
            told = Some(*number);
            let name = &context.lists.enterprises[id].name;
            let finding = wording::differs_within(entry, place.clone(), name, &relation.field, text, first, there);
            findings.push(super::of_table(finding.field(&field.name), table));
        }
    }
    findings
}
