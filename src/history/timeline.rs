//! The earlier weeks of one form, and each row of this week with the last time that it was seen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Past;
use crate::forms::{Choice, Field, FieldType, Form, Pace};
use crate::ledger::{Entry, Key, LedgerCell, LedgerTable, key_of_entry};
use crate::settings::Week;
use crate::value::{Day, State, Value};

/// One earlier week of a form.
pub(super) struct Line<'a> {
    pub(super) week: Week,
    pub(super) as_of: Day,
    pub(super) entries: &'a [Entry],
    by_key: BTreeMap<Key, usize>,
    senders: BTreeSet<Arc<str>>,
}

/// The earlier weeks in which anybody sent the form, the newest first.
pub(super) struct Timeline<'a> {
    pub(super) form: &'a Arc<Form>,
    pub(super) lines: Vec<Line<'a>>,
}

/// Where a row was last seen.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    /// Index of the line.
    pub(super) line: usize,
    pub(super) entry: &'a Entry,
}

/// A row of this week.
pub(super) struct Row<'a> {
    pub(super) key: Key,
    pub(super) entry: &'a Entry,
    pub(super) last: Option<Seen<'a>>,
}

pub(super) fn rows<'a>(table: &'a LedgerTable, timeline: &Timeline<'a>) -> Vec<Row<'a>> {
    let row = |entry: &'a Entry| {
        let key = key_of_entry(&table.form, entry);
        let last = timeline.last(&key);
        Row { key, entry, last }
    };
    table.entries.iter().map(row).collect()
}

impl<'a> Timeline<'a> {
    pub(super) fn new(form: &'a Arc<Form>, past: &[&Past<'a>]) -> Self {
        let line = |past: &&Past<'a>| {
            let entries: &'a [Entry] = past.ledger.tables.get(&form.name).map(|table| table.entries.as_slice())?;
            let by_key = entries.iter().enumerate().map(|(index, entry)| (key_of_entry(form, entry), index)).collect();
            let senders = entries.iter().flat_map(|entry| entry.units.iter().cloned()).collect();
            (!entries.is_empty()).then_some(Line { week: past.week, as_of: past.as_of, entries, by_key, senders })
        };
        let mut lines: Vec<Line<'a>> = past.iter().filter_map(line).collect();
        lines.sort_by_key(|line| std::cmp::Reverse(line.week));
        Self { form, lines }
    }

    /// The newest line that has the row.
    pub(super) fn last(&self, key: &Key) -> Option<Seen<'a>> {
        self.lines.iter().enumerate().find_map(|(line, of)| Some(Seen { line, entry: of.get(key)? }))
    }

    /// Whether a row's units sent the form after they were last seen to have the row.
    pub(super) fn was_missing(&self, seen: Seen<'_>) -> bool {
        self.lines[..seen.line].iter().any(|line| seen.entry.units.iter().any(|unit| line.senders.contains(unit)))
    }

    /// The keys of all lines, each with its newest sight.
    pub(super) fn known(&self) -> BTreeMap<&Key, Seen<'a>> {
        let mut known = BTreeMap::new();
        for (line, of) in self.lines.iter().enumerate() {
            for (key, index) in &of.by_key {
                known.entry(key).or_insert(Seen { line, entry: &of.entries[*index] });
            }
        }
        known
    }
}

impl<'a> Line<'a> {
    pub(super) fn get(&self, key: &Key) -> Option<&'a Entry> {
        self.by_key.get(key).map(|index| &self.entries[*index])
    }

    /// All its rows with their keys, in the order of the keys.
    pub(super) fn keyed(&self) -> impl Iterator<Item = (&Key, &'a Entry)> {
        self.by_key.iter().map(|(key, index)| (key, &self.entries[*index]))
    }
}

pub(super) fn state(entry: &Entry, field: usize) -> &State {
    static BLANK: State = State::Blank;
    entry.cells.get(field).map_or(&BLANK, |cell| &cell.state)
}

pub(super) fn value(entry: &Entry, field: usize) -> Option<&Value> {
    state(entry, field).value()
}

/// Who said what stands in a cell; `None` if the office decided it or the sender is not known.
fn speaker<'a>(entry: &'a Entry, cell: &LedgerCell) -> Option<&'a Arc<str>> {
    let (source, _) = cell.origin.as_ref()?;
    let index = entry.origins.iter().position(|origin| origin.source == *source)?;
    entry.units.get(index).filter(|unit| !unit.is_empty())
}

/// Whether two weeks' cells are one unit's words: what two units say differently is a conflict, not a change.
pub(super) fn same_speaker(now: &Entry, before: &Entry, field: usize) -> bool {
    match (now.cells.get(field), before.cells.get(field)) {
        (Some(a), Some(b)) => match (speaker(now, a), speaker(before, b)) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        },
        _ => false,
    }
}

/// The unit that has to mend a cell.
pub(super) fn unit_of(entry: &Entry, field: usize) -> Option<&Arc<str>> {
    let said = entry.cells.get(field).and_then(|cell| speaker(entry, cell));
    said.or_else(|| entry.units.first()).filter(|unit| !unit.is_empty())
}

/// The option in a cell with its place among the options.
pub(super) fn option<'a>(field: &'a Field, state: &State) -> Option<(usize, &'a Choice)> {
    let FieldType::Choice(vocabulary) = &field.ty else { return None };
    let word = state.value()?.as_text()?;
    vocabulary.options.iter().enumerate().find(|(_, option)| option.name == *word)
}

/// Whether a row says that it has left (取消, 调出).
pub(super) fn is_out(form: &Form, entry: &Entry) -> bool {
    let left = |(index, field): (usize, &Field)| option(field, state(entry, index)).is_some_and(|(_, o)| o.pace == Pace::Out);
    form.fields.iter().enumerate().any(left)
}
