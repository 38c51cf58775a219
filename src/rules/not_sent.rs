//! R01: a unit that has not sent a form that is due (单位名单: 应报表, 报送周期, 起止日期).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Context, Rule, wording};
use crate::finding::{Finding, catalog};
use crate::forms::{Form, Period};
use crate::identity::{Unit, fold_letters};
use crate::value::Day;

pub(super) const RULE: Rule = Rule { codes: &[&catalog::NOT_SENT], check };

/// One finding a unit, with all forms that are missing.
fn check(context: &Context<'_>) -> Vec<Finding> {
    let sent = sent(context);
    let nothing = |unit: &str| sent_nothing(unit, &sent);
    all_missing(context).into_iter().map(|(unit, forms)| wording::not_sent(&unit, &forms, nothing(&unit))).collect()
}

/// Every unit that owes forms, with those forms, in the order of the list.
#[must_use]
pub fn all_missing(context: &Context<'_>) -> Vec<(Arc<str>, Vec<Arc<str>>)> {
    let sent = sent(context);
    let units = context.lists.units.iter().filter(|unit| unit.reports_on(context.cutoff));
    let owed = |unit: &Unit| missing(unit, &sent, sent_nothing(&unit.name, &sent), context);
    units.map(|unit| (unit.name.clone(), owed(unit))).filter(|(_, forms)| !forms.is_empty()).collect()
}

/// Who sent which form; `None` for a file that could be any.
fn sent(context: &Context<'_>) -> BTreeSet<(Arc<str>, Option<Arc<str>>)> {
    let rows =
        context.resolved.iter().filter_map(|table| Some((table.sender.unit.clone()?, Some(table.records.form.name.clone()))));
    let files = context.received.iter().filter_map(|file| Some((file.unit.clone()?, file.form.clone())));
    rows.chain(files).collect()
}

fn sent_nothing(unit: &str, sent: &BTreeSet<(Arc<str>, Option<Arc<str>>)>) -> bool {
    !sent.iter().any(|(sender, _)| **sender == *unit)
}

/// The forms that a unit owes. A file that could be any form may be the one that is missing: nothing is said then. A unit that is listed
/// as weekly and sent nothing at all owes everything.
fn missing(unit: &Unit, sent: &BTreeSet<(Arc<str>, Option<Arc<str>>)>, nothing: bool, context: &Context<'_>) -> Vec<Arc<str>> {
    if sent.contains(&(unit.name.clone(), None)) {
        return Vec::new();
    }
    let due = unit.due.iter().filter_map(|name| named(name, context.forms));
    let silent = nothing && unit.period == Some(Period::Week);
    due.filter(|form| silent || is_due(form, unit, context.cutoff))
        .map(|form| form.name.clone())
        .filter(|form| !sent.contains(&(unit.name.clone(), Some(form.clone()))))
        .collect()
}

/// The form that the list means: by name or alias.
fn named<'a>(name: &str, forms: &'a [Arc<Form>]) -> Option<&'a Arc<Form>> {
    let wanted = fold_letters(name);
    let is =
        |form: &&Arc<Form>| fold_letters(&form.name) == wanted || form.aliases.iter().any(|alias| fold_letters(alias) == wanted);
    forms.iter().find(is)
}

/// Due only when both the unit's and the form's rhythm say so; what is monthly is due in the last week of a month, what is yearly in
/// the last week of a year, what is kept up as needed never.
fn is_due(form: &Form, unit: &Unit, cutoff: Day) -> bool {
    let next = cutoff.plus(7).unwrap_or(cutoff);
    let falls = |period: Period| match period {
        Period::Week => true,
        Period::Month => next.month() != cutoff.month(),
        Period::Year => next.year() != cutoff.year(),
        Period::AsNeeded => false,
    };
    falls(form.period) && unit.period.is_none_or(falls)
}
