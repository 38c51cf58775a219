//! Rows with one key → one entry: who is followed, what fills the blanks, and which contradictions are named.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::findings::{self, Repeat};
use super::key::Key;
use super::merge::Declared;
use super::same::{differ, is_running_text};
use super::supersede::Standing;
use super::{Entry, LedgerCell};
use crate::finding::Finding;
use crate::forms::{FieldType, Form};
use crate::identity::{EnterpriseId, fold_letters, place_of};
use crate::origin::Source;
use crate::records::{Cell, Record};
use crate::value::{Day, State, Value};

/// The word in a form's `authority` for the department that serves the row's enterprise (包联安排).
const SERVICE: &str = "服务部门";

/// A row with what ranks it.
pub(super) struct Row {
    pub(super) record: Record,
    pub(super) table: usize,
    /// Place of its table among the form's tables, by source.
    pub(super) place: usize,
    pub(super) unit: Option<Arc<str>>,
    pub(super) age: usize,
    pub(super) date: Option<Day>,
}

/// Authority (0 is the strongest), the unit's last date, its first table.
type UnitRank = (usize, Reverse<Option<Day>>, usize);

impl Row {
    fn source(&self) -> &Arc<Source> {
        &self.record.origin.source
    }
}

/// Joins the rows of one form.
pub(super) struct Joiner<'a> {
    form: &'a Form,
    pub(super) declared: &'a Declared<'a>,
    pub(super) standings: &'a [Standing],
    /// Indices of the decisions that were followed.
    pub(super) used: BTreeSet<usize>,
}

/// Equal rows of two tables, told once a pair of tables.
#[derive(Default)]
pub(super) struct Repeats {
    pairs: BTreeMap<(Arc<Source>, Arc<Source>, Repeat), Pair>,
}

/// The units of the two tables, and the rows (0-based) of the first that the second has as well.
struct Pair {
    unit: Option<Arc<str>>,
    other: Option<Arc<str>>,
    rows: Vec<u32>,
}

impl Repeats {
    pub(super) fn findings(self) -> Vec<Finding> {
        let told = |((lost, kept, how), pair): ((Arc<Source>, Arc<Source>, Repeat), Pair)| {
            findings::table_repeats(&lost, &kept, how, pair.unit.as_ref(), pair.other.as_deref(), &pair.rows)
        };
        self.pairs.into_iter().map(told).collect()
    }

    fn add(&mut self, row: &Row, head: &Row, how: Repeat) {
        let key = (row.source().clone(), head.source().clone(), how);
        let pair =
            self.pairs.entry(key).or_insert_with(|| Pair { unit: row.unit.clone(), other: head.unit.clone(), rows: Vec::new() });
        pair.rows.push(row.record.origin.row);
    }
}

impl<'a> Joiner<'a> {
    pub(super) const fn new(form: &'a Form, declared: &'a Declared<'a>, standings: &'a [Standing]) -> Self {
        Self { form, declared, standings, used: BTreeSet::new() }
    }

    /// The entry, and the table of its authoritative row.
    pub(super) fn join(
        &mut self,
        key: &Key,
        mut rows: Vec<Row>,
        repeats: &mut Repeats,
        findings: &mut Vec<Finding>,
    ) -> (Entry, usize) {
        self.rank(key, &mut rows);
        let mut sources: Vec<usize> = vec![0; self.form.fields.len()];
        if rows.len() > 1 {
            sources = (0..self.form.fields.len()).map(|field| follow(&rows, field)).collect();
        }
        let decided = self.decide(key, &rows, &mut sources);
        if rows.len() > 1 {
            for row in 1..rows.len() {
                self.compare(&rows, row, &sources, &decided, repeats, findings);
            }
        }
        let first = rows[0].table;
        let origins = rows.iter().map(|row| row.record.origin.clone()).collect();
        let units = rows.iter().map(|row| row.unit.clone().unwrap_or_else(|| Arc::from(""))).collect();
        let cells = take_cells(&mut rows, &sources, &decided);
        (Entry { enterprise: key.enterprise(), cells, origins, units }, first)
    }

    /// The authoritative row first: by the unit's rank, then the later submission, then the order of sources and rows.
    fn rank(&self, key: &Key, rows: &mut [Row]) {
        if rows.len() < 2 {
            return;
        }
        let mut units: BTreeMap<Option<Arc<str>>, UnitRank> = BTreeMap::new();
        for row in rows.iter() {
            let rank = units
                .entry(row.unit.clone())
                .or_insert_with(|| (self.authority(row, key.enterprise()), Reverse(None), usize::MAX));
            rank.1 = rank.1.min(Reverse(row.date));
            rank.2 = rank.2.min(row.place);
        }
        rows.sort_by_cached_key(|row| (units.get(&row.unit).copied(), Reverse(row.age), row.place, row.record.origin.row));
    }

    /// 0 is the strongest.
    fn authority(&self, row: &Row, enterprise: Option<EnterpriseId>) -> usize {
        let weakest = self.form.authority.len();
        let lists = self.declared.lists;
        let Some(unit) = &row.unit else { return weakest };
        let category = lists.units.get(unit).and_then(|unit| unit.category.as_deref());
        let service = enterprise.and_then(|id| lists.care.get(id)).and_then(|care| care.service.as_ref());
        let is =
            |word: &String| Some(word.as_str()) == category || (word == SERVICE && service == Some(unit)) || **word == **unit;
        self.form.authority.iter().position(is).unwrap_or(weakest)
    }

    /// The office's decisions about this entry: a row that has the decided value is followed; else the value itself is taken.
    fn decide(&mut self, key: &Key, rows: &[Row], sources: &mut [usize]) -> BTreeMap<usize, Option<LedgerCell>> {
        let mut decided = BTreeMap::new();
        let choices =
            self.declared.lists.decisions.choices.iter().enumerate().filter(|(_, choice)| *choice.form == *self.form.name);
        for (number, choice) in choices {
            let fits = choice.enterprise.is_none_or(|id| key.enterprise() == Some(id));
            let fits = fits && (choice.key.is_empty() || key.parts().any(|part| part == choice.key));
            let Some(field) = self.form.index(&choice.field).filter(|_| fits) else { continue };
            if !rows.iter().all(|row| row.record.cells.get(field).is_none_or(|cell| choice.is_about(cell.raw.as_deref()))) {
                continue;
            }
            let wanted = fold_letters(&choice.value);
            let says = |cell: &Cell| {
                cell.raw.as_deref().is_some_and(|raw| fold_letters(raw) == wanted)
                    || shown(&cell.state).is_some_and(|text| fold_letters(&text) == wanted)
            };
            let row = rows.iter().position(|row| row.record.cells.get(field).is_some_and(says));
            if let Some(row) = row {
                sources[field] = row;
                decided.insert(field, None);
            } else if let Some(value) = decided_value(&self.form.fields[field].ty, &choice.value) {
                decided.insert(
                    field,
                    Some(LedgerCell { state: State::Value(value), raw: Some(choice.value.clone()), origin: None }),
                );
            } else {
                continue;
            }
            self.used.insert(number);
        }
        decided
    }

    /// Names what a row says otherwise than the entry, or that it says the same again.
    fn compare(
        &self,
        rows: &[Row],
        row: usize,
        sources: &[usize],
        decided: &BTreeMap<usize, Option<LedgerCell>>,
        repeats: &mut Repeats,
        findings: &mut Vec<Finding>,
    ) {
        let (lost, head) = (&rows[row], &rows[0]);
        let words = &self.declared.lists.words;
        let differs = |field: &usize| {
            let other = &rows[sources[*field]].record.cells[*field].state;
            !decided.contains_key(field) && differ(&self.form.fields[*field], &lost.record.cells[*field].state, other, words)
        };
        let differing: Vec<usize> = (0..self.form.fields.len()).filter(differs).collect();
        let how = self.repeat(lost, head);
        let key_field = self.form.fields.iter().rposition(|field| field.key).unwrap_or(0);
        let names: Vec<&str> = differing.iter().map(|field| &*self.form.fields[*field].name).collect();
        match how {
            Repeat::Table => findings.push(findings::row_repeated(
                self.form,
                &lost.record,
                key_field,
                &head.record,
                &names,
                lost.unit.as_ref(),
            )),
            _ if differing.is_empty() => repeats.add(lost, head, how),
            Repeat::Newer => {
                findings.push(findings::row_updated(
                    self.form,
                    &lost.record,
                    key_field,
                    &head.record,
                    &names,
                    lost.unit.as_ref(),
                ));
            }
            Repeat::File | Repeat::Unit | Repeat::Units => {
                for field in differing {
                    let winner = &rows[sources[field]];
                    let light = is_running_text(&self.form.fields[field]);
                    let lost_place = place_of(&lost.record, field);
                    let facts = findings::Conflict {
                        field: &self.form.fields[field].name,
                        lost: lost_place,
                        won: place_of(&winner.record, field),
                        light,
                    };
                    findings.push(facts.finding(
                        &lost.record.cells[field],
                        &winner.record.cells[field],
                        lost.unit.as_ref(),
                        winner.unit.as_deref(),
                    ));
                }
            }
        }
    }

    fn repeat(&self, lost: &Row, head: &Row) -> Repeat {
        if lost.source() == head.source() {
            return Repeat::Table;
        }
        if lost.source().file == head.source().file {
            return Repeat::File;
        }
        if lost.unit.is_none() || lost.unit != head.unit {
            return Repeat::Units;
        }
        let versions = (&self.standings[lost.table].version, &self.standings[head.table].version);
        match versions {
            (Some(a), Some(b)) if a.tells_from(b) => Repeat::Newer,
            _ => Repeat::Unit,
        }
    }
}

/// Takes the cells out of their rows.
fn take_cells(rows: &mut [Row], sources: &[usize], decided: &BTreeMap<usize, Option<LedgerCell>>) -> Vec<LedgerCell> {
    let take = |(field, source): (usize, &usize)| {
        if let Some(Some(cell)) = decided.get(&field) {
            return cell.clone();
        }
        let record = &mut rows[*source].record;
        let cell = record.cells.get_mut(field).map(std::mem::take).unwrap_or_default();
        LedgerCell { state: cell.state, raw: cell.raw, origin: cell.at.map(|at| (record.origin.source.clone(), at)) }
    };
    sources.iter().enumerate().map(take).collect()
}

/// The row whose cell is followed: the first with a value, else the first that is not blank, else the first.
fn follow(rows: &[Row], field: usize) -> usize {
    let find =
        |fits: fn(&State) -> bool| rows.iter().position(|row| row.record.cells.get(field).is_some_and(|cell| fits(&cell.state)));
    find(|state| state.value().is_some()).or_else(|| find(|state| *state != State::Blank)).unwrap_or(0)
}

fn shown(state: &State) -> Option<String> {
    match state.value()? {
        Value::Text(text) => Some(text.to_string()),
        Value::Number(number) => Some(number.normalize().to_string()),
        Value::Date(date) => Some(date.to_string()),
        Value::Bool(yes) => Some(if *yes { "是" } else { "否" }.to_owned()),
        Value::List(words) => Some(words.join("")),
    }
}

/// A decided value that no row has: texts and plain numbers only.
fn decided_value(ty: &FieldType, text: &str) -> Option<Value> {
    match ty {
        FieldType::Money | FieldType::Number | FieldType::Integer => text.parse().ok().map(Value::Number),
        FieldType::Text | FieldType::Person | FieldType::Phone | FieldType::Unit | FieldType::Name | FieldType::Code => {
            Some(Value::text(text))
        }
        FieldType::Choice(options) => {
            options.options.iter().find(|option| *option.name == *text).map(|option| Value::Text(option.name.clone()))
        }
        _ => None,
    }
}
