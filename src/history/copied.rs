//! H05: a whole sheet that says again what it said last week.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::prelude::ToPrimitive;

use super::Declared;
use super::findings;
use super::timeline::{Row, Timeline, state, value};
use crate::finding::Finding;
use crate::forms::OverWeeks;
use crate::ledger::{Entry, Key};
use crate::origin::Source;
use crate::settings::Week;

/// The sheets that repeat last week's.
pub(super) struct Copies {
    sheets: BTreeMap<Arc<Source>, Copy>,
}

struct Copy {
    unit: Option<Arc<str>>,
    rows: usize,
    /// The week that is repeated.
    week: Week,
    /// Something is said to have happened this week, and yet nothing has moved.
    contradicts: bool,
}

impl Copies {
    pub(super) fn has(&self, source: &Source) -> bool {
        self.sheets.contains_key(source)
    }

    pub(super) fn findings(&self) -> Vec<Finding> {
        let finding = |(source, copy): (&Arc<Source>, &Copy)| {
            findings::copied(source, copy.unit.as_ref(), copy.rows, copy.week, copy.contradicts)
        };
        self.sheets.iter().map(finding).collect()
    }
}

/// A sheet is a copy if each of its rows stood with the same numbers, stage and progress in the last week in which its unit sent, and none
/// has left. Short sheets repeat themselves by chance.
pub(super) fn copied(rows: &[Row<'_>], timeline: &Timeline<'_>, declared: &Declared<'_>) -> Copies {
    let form = timeline.form;
    let least = form.history.copied_rows.as_ref().and_then(|name| declared.settings.parameter(name)).and_then(|n| n.to_usize());
    let Some(least) = least else { return Copies { sheets: BTreeMap::new() } };
    let moving = |way: &OverWeeks| way.is_movement() || *way == OverWeeks::Weekly;
    let fields: Vec<usize> =
        (0..form.fields.len()).filter(|index| form.fields[*index].over_weeks.as_ref().is_some_and(moving)).collect();
    let mut by_sheet: BTreeMap<&Arc<Source>, Vec<&Row<'_>>> = BTreeMap::new();
    for row in rows {
        if let Some(origin) = row.entry.origins.first() {
            by_sheet.entry(&origin.source).or_default().push(row);
        }
    }
    let sheets = by_sheet.into_iter().filter(|(_, rows)| rows.len() >= least);
    let sheets = sheets.filter_map(|(source, rows)| Some((source.clone(), copy(&rows, &fields, timeline)?)));
    Copies { sheets: sheets.collect() }
}

/// What the sheet with these rows repeats, if it is a copy. `fields`: those that move.
fn copy(rows: &[&Row<'_>], fields: &[usize], timeline: &Timeline<'_>) -> Option<Copy> {
    let line = rows[0].last?.line;
    let before: Vec<&Entry> = rows.iter().filter_map(|row| Some(row.last.filter(|seen| seen.line == line)?.entry)).collect();
    let same = |(now, before): (&&Row<'_>, &&Entry)| {
        fields.iter().all(|field| state(now.entry, *field) == state(before, *field))
            && fields.iter().any(|field| value(now.entry, *field).is_some())
    };
    if before.len() < rows.len() || !rows.iter().zip(&before).all(same) {
        return None;
    }
    let sources: BTreeSet<_> = before.iter().filter_map(|entry| Some(&entry.origins.first()?.source)).collect();
    let keys: BTreeSet<&Key> = rows.iter().map(|row| &row.key).collect();
    let stood_with_them = |entry: &Entry| entry.origins.first().is_some_and(|origin| sources.contains(&origin.source));
    if timeline.lines[line].keyed().any(|(key, entry)| stood_with_them(entry) && !keys.contains(key)) {
        return None;
    }
    let weekly = |index: &&usize| timeline.form.fields[**index].over_weeks == Some(OverWeeks::Weekly);
    let happened = |entry: &Entry| {
        let mut amounts = fields.iter().filter(weekly).filter_map(|field| value(entry, *field)?.as_number());
        amounts.any(|amount| !amount.is_zero())
    };
    Some(Copy {
        unit: rows[0].entry.units.first().filter(|unit| !unit.is_empty()).cloned(),
        rows: rows.len(),
        week: timeline.lines[line].week,
        contradicts: rows.iter().any(|row| happened(row.entry)),
    })
}
