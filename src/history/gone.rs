//! H06, H07 and 未报: rows that are in an earlier week and not in this one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Declared;
use super::changes::{Change, Changes};
use super::findings::{self, Spot};
use super::timeline::{Row, Timeline, is_out};
use crate::finding::Finding;
use crate::forms::{FieldType, Form};
use crate::identity::{EnterpriseId, enterprise_field};
use crate::ledger::{Entry, Key, Status, keys_are_near};
use crate::origin::Source;

/// What is missing, and why.
#[derive(Default)]
pub(super) struct Gone {
    pub(super) findings: Vec<Finding>,
    /// Enterprises of rows whose units have not sent.
    pub(super) unreported: BTreeSet<EnterpriseId>,
}

/// A row is said to have vanished once, in the first week in which all its units sent the form without it. What has left (取消), what is held
/// this week, and what its unit has not sent yet has not vanished.
pub(super) fn gone(rows: &[Row<'_>], timeline: &Timeline<'_>, declared: &Declared<'_>, changes: &mut Changes<'_>) -> Gone {
    let form = timeline.form;
    let mut gone = Gone::default();
    let Some(title) = form.fields.iter().position(|field| field.key && field.ty == FieldType::Text) else { return gone };
    if form.history.changes.is_none() {
        return gone;
    }
    let here: BTreeSet<&Key> = rows.iter().map(|row| &row.key).collect();
    let sent = sent(&form.name, declared);
    let owner = enterprise_field(form);
    let is_new = |row: &&Row<'_>| row.last.is_none_or(|seen| timeline.was_missing(seen));
    let mut new: Vec<&Row<'_>> = rows.iter().filter(is_new).collect();
    for (key, seen) in timeline.known() {
        let held = || declared.held.iter().any(|held| held.may_be(&form.name, key));
        if here.contains(key) || is_out(form, seen.entry) || timeline.was_missing(seen) || held() {
            continue;
        }
        let week = timeline.lines[seen.line].week;
        if seen.entry.units.iter().any(|unit| !sent.contains_key(unit)) {
            gone.unreported.extend(key.enterprise());
            changes.add(form, seen.entry, Change::Unreported, ("", ""), Some(week));
        } else if let Some(at) = new.iter().position(|row| may_be_renamed(form, title, row, seen.entry, key, declared)) {
            let row = new.remove(at);
            let spot = Spot { form, entry: row.entry, field: title, week };
            gone.findings.push(findings::renamed(&spot, seen.entry));
            let before = findings::shown(seen.entry, title);
            changes.add(form, row.entry, Change::Renamed, (&before, &spot.text()), Some(week));
        } else if let Some((at, name)) = owner.and_then(|name| Some((position_elsewhere(&new, key, seen.entry)?, name))) {
            let row = new.remove(at);
            let spot = Spot { form, entry: row.entry, field: name, week };
            gone.findings.push(findings::of_another(&spot, seen.entry, title));
            let before = findings::shown(seen.entry, name);
            changes.add(form, row.entry, Change::Renamed, (&before, &spot.text()), Some(week));
        } else {
            let sheet = seen.entry.units.first().and_then(|unit| sent.get(unit)).copied();
            gone.findings.push(findings::vanished(form, seen.entry, title, week, sheet));
            changes.add(form, seen.entry, Change::Vanished, ("", ""), Some(week));
        }
    }
    gone
}

/// A new row of the same unit that says the same but for the enterprise.
fn position_elsewhere(new: &[&Row<'_>], key: &Key, before: &Entry) -> Option<usize> {
    let same_unit = |row: &&Row<'_>| before.units.iter().any(|unit| !unit.is_empty() && row.entry.units.contains(unit));
    let both_known = |row: &&Row<'_>| row.key.enterprise().is_some() && key.enterprise().is_some();
    new.iter().position(|row| both_known(row) && same_unit(row) && row.key.parts().eq(key.parts()))
}

/// Whether a new row may be the earlier one under another title: the office has not said that they are two.
fn may_be_renamed(form: &Form, title: usize, row: &Row<'_>, before: &Entry, key: &Key, declared: &Declared<'_>) -> bool {
    let text = |entry: &Entry| entry.cells.get(title)?.state.value()?.as_text().cloned();
    let decided = |id| declared.lists.decisions.same_project(&form.name, id, &text(before)?, &text(row.entry)?);
    keys_are_near(&row.key, key, &declared.lists.words) && key.enterprise().and_then(decided) != Some(false)
}

/// Who sent the form this week, with the first sheet of it; the empty name stands for senders that are not known.
fn sent<'d>(form: &str, declared: &Declared<'d>) -> BTreeMap<Arc<str>, &'d Arc<Source>> {
    let mut sent = BTreeMap::new();
    for outcome in declared.outcomes.iter().filter(|outcome| *outcome.form == *form && outcome.status == Status::Counted) {
        let unit = outcome.unit.clone().unwrap_or_else(|| Arc::from(""));
        let first = sent.entry(unit).or_insert(&outcome.source);
        if outcome.source < **first {
            *first = &outcome.source;
        }
    }
    sent
}
