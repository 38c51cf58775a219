//! H03: a row that ought to move and has not for weeks.

use rust_decimal::prelude::ToPrimitive;

use super::findings::{self, Spot};
use super::timeline::{Row, Timeline, state};
use super::{Declared, weeks_between};
use crate::finding::Finding;
use crate::forms::OverWeeks;
use crate::ledger::Entry;
use crate::settings::Week;
use crate::value::State;

/// One finding a row without any change of its totals, stage and progress for the declared number of weeks. Weeks in which the row was not
/// sent are passed over.
pub(super) fn stalled(rows: &[Row<'_>], timeline: &Timeline<'_>, declared: &Declared<'_>) -> Vec<Finding> {
    let form = timeline.form;
    let weeks = form.history.stalled_weeks.as_ref().and_then(|name| declared.settings.parameter(name)).and_then(|n| n.to_i32());
    let (Some(weeks), Some(ought)) = (weeks, &form.history.stalled_when) else { return Vec::new() };
    let given = |name: &str| declared.settings.given(name, declared.as_of);
    let Ok(ought) = form.bind(ought, &given) else { return Vec::new() };
    let fields: Vec<usize> =
        (0..form.fields.len()).filter(|i| form.fields[*i].over_weeks.as_ref().is_some_and(OverWeeks::is_movement)).collect();
    let Some(spot) =
        form.fields.iter().position(|field| field.over_weeks == Some(OverWeeks::Progress)).or(fields.first().copied())
    else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for row in rows {
        let states: Vec<State> = (0..form.fields.len()).map(|index| state(row.entry, index).clone()).collect();
        let Some(since) = still_since(row, &fields, timeline).filter(|_| ought.truth(states.as_slice()).is_true()) else {
            continue;
        };
        let count = weeks_between(since, declared.week);
        if count >= weeks {
            findings.push(findings::stalled(&Spot { form, entry: row.entry, field: spot, week: since }, count));
        }
    }
    findings
}

/// The earliest week since which the row has said the same.
fn still_since(row: &Row<'_>, fields: &[usize], timeline: &Timeline<'_>) -> Option<Week> {
    let same = |before: &Entry| fields.iter().all(|field| state(row.entry, *field) == state(before, *field));
    let sights = timeline.lines.iter().filter_map(|line| Some((line.week, line.get(&row.key)?)));
    sights.take_while(|(_, before)| same(before)).map(|(week, _)| week).last()
}
