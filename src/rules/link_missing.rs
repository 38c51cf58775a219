//! L50: a row that says it stands in another form as well, and does not (`[[link]]`).

use std::collections::{BTreeMap, BTreeSet};

use super::relations::Link;
use super::{Context, Rule, wording};
use crate::finding::{Finding, catalog};
use crate::forms::Form;
use crate::identity::{EnterpriseId, fold_letters, place_of};
use crate::records::Record;
use crate::value::{State, Value};

pub(super) const RULE: Rule = Rule { codes: &[&catalog::LINK_MISSING], check };

fn check(context: &Context<'_>) -> Vec<Finding> {
    context.relations.link.iter().flat_map(|relation| link(relation, context)).collect()
}

/// Looked for only where the other form was sent for the enterprise: otherwise nothing can be said.
fn link(relation: &Link, context: &Context<'_>) -> Vec<Finding> {
    let Some(entry) = catalog::find(&relation.code) else { return Vec::new() };
    let mut there: BTreeMap<EnterpriseId, BTreeSet<String>> = BTreeMap::new();
    for table in context.resolved.iter().filter(|table| *table.records.form.name == *relation.to) {
        for (record, id) in table.records.rows.iter().zip(&table.enterprises) {
            there.entry(id.unwrap_or(EnterpriseId(u32::MAX))).or_default().insert(title(relation, &table.records.form, record));
        }
    }
    let mut findings = Vec::new();
    for table in context.resolved.iter().filter(|table| *table.records.form.name == *relation.form) {
        let form = &table.records.form;
        let Some(field) = form.index(&relation.field) else { continue };
        for (record, id) in table.records.rows.iter().zip(&table.enterprises) {
            let Some((id, titles)) = id.and_then(|id| Some((id, there.get(&id)?))) else { continue };
            let title = title(relation, form, record);
            if !record.held.is_empty() || !says(&record.cells[field].state, &relation.says) || titles.contains(&title) {
                continue;
            }
            let shown =
                relation.same.first().and_then(|field| record.cells.get(form.index(field)?)?.raw.clone()).unwrap_or_default();
            let finding =
                wording::link_missing(entry, place_of(record, field), &context.lists.enterprises[id].name, &shown, &relation.to);
            findings.push(super::of_table(finding.field(&form.fields[field].name), table));
        }
    }
    findings
}

/// The fields that must be the same, made comparable.
fn title(relation: &Link, form: &Form, record: &Record) -> String {
    let text = |field: &String| record.cells.get(form.index(field)?)?.state.value()?.as_text().map(|text| fold_letters(text));
    relation.same.iter().filter_map(text).collect::<Vec<_>>().join("\u{1f}")
}

fn says(state: &State, word: &str) -> bool {
    match state.value() {
        Some(Value::Bool(yes)) => *yes == (word == "是"),
        Some(Value::Text(text)) => **text == *word,
        _ => false,
    }
}
