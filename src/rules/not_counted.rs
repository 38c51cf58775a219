//! N05: a row about an enterprise that is not in the base on the cut-off day.

use std::collections::BTreeSet;

use super::{Context, Rule, wording};
use crate::finding::{Finding, catalog};
use crate::identity::{enterprise_field, place_of};

pub(super) const RULE: Rule = Rule { codes: &[&catalog::ENTERPRISE_NOT_COUNTED], check };

/// One note an enterprise and table.
fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in context.resolved {
        let Some(name) = enterprise_field(&table.records.form) else { continue };
        let mut told = BTreeSet::new();
        for (record, id) in table.records.rows.iter().zip(&table.enterprises) {
            let Some(id) = id.filter(|id| record.held.is_empty() && told.insert(*id)) else { continue };
            let enterprise = &context.lists.enterprises[id];
            let Some(why) = enterprise.not_counted(context.cutoff) else { continue };
            let finding = wording::not_counted(place_of(record, name), &enterprise.name, &why);
            findings.push(super::of_table(finding.field(&table.records.form.fields[name].name), table));
        }
    }
    findings
}
