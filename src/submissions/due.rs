//! What is due: 单位名单 says which unit owes which form and how often, the form says how often it exists at all.

use std::sync::Arc;

use crate::forms::{Form, Period};
use crate::identity::{Unit, Units, fold_letters};
use crate::value::Day;

/// The forms of one unit.
#[derive(Debug, Clone)]
pub(super) struct Duty<'a> {
    pub(super) unit: &'a Unit,
    /// Forms of the list that fall due in this week.
    pub(super) now: Vec<Arc<str>>,
    /// Forms of the list that fall due in another week: sent early, they count as sent.
    pub(super) later: Vec<Arc<str>>,
}

/// Every unit that reports on the day, with its forms, in the order of the list. `cutoff` is the last day of the week.
pub(super) fn duties<'a>(units: &'a Units, forms: &[Arc<Form>], cutoff: Day) -> Vec<Duty<'a>> {
    let duty = |unit: &'a Unit| {
        let mut all: Vec<&Arc<Form>> = Vec::new();
        for form in unit.due.iter().filter_map(|name| named(name, forms)) {
            if !all.iter().any(|known| known.name == form.name) {
                all.push(form);
            }
        }
        let (now, later): (Vec<_>, Vec<_>) = all.into_iter().partition(|form| is_due(form, unit, cutoff));
        let names = |forms: Vec<&Arc<Form>>| forms.into_iter().map(|form| form.name.clone()).collect();
        Duty { unit, now: names(now), later: names(later) }
    };
    units.iter().filter(|unit| unit.reports_on(cutoff)).map(duty).collect()
}

/// The form that the list means: by name or alias.
#[must_use]
pub fn named<'a>(name: &str, forms: &'a [Arc<Form>]) -> Option<&'a Arc<Form>> {
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
