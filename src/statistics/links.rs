//! Which row of one table belongs to which row of another: joins and tallies. Each pair of key columns is matched once.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;
use rayon::prelude::*;
use rust_decimal::Decimal;

use super::Formula;
use super::declared::{Join, Rule, Table, Tally};
use super::derive::{holds, number};
use super::engine::Engine;
use super::filter::{self, Test};
use super::formula::{formula, joined};
use super::frame::{Frame, field_state, is_written_as_text, written};
use super::labels::Matching;
use super::mask::{Reach, Renderer, Shape, contains};
use crate::ledger::Entry;
use crate::value::{State, Value};

/// Between the parts of a key of several columns; no cell holds it.
const SEPARATOR: char = '\u{1f}';

/// A row without a partner.
const NOBODY: u32 = u32::MAX;

/// For each row of a dataset, the first row with the same text on the other side.
pub(super) type Links = Arc<Vec<u32>>;

/// Key columns: of a dataset, or of a form that is none.
pub(super) type Side = (Table, Vec<usize>);

impl<'a> Engine<'a> {
    /// Matches the keys that a rule needs.
    pub(super) fn prepare(&mut self, dataset: usize, rule: &Rule) {
        match rule {
            Rule::Join(join) => self.link(dataset, &join.on, (join.from.clone(), join.key.clone())),
            Rule::Tally(tally) => {
                let here = (Table::Dataset(dataset), tally.on.clone());
                self.link(dataset, &tally.on, here.clone());
                if !self.is_list_key(tally) {
                    self.link(tally.dataset, &tally.key, here);
                }
            }
            _ => {}
        }
    }

    /// Whether a row may belong to several: it names them in a list.
    fn is_list_key(&self, tally: &Tally) -> bool {
        matches!(tally.key[..], [key] if self.reports.datasets[tally.dataset].columns[key].shape == Shape::List)
    }

    fn link(&mut self, dataset: usize, on: &[usize], to: Side) {
        let Some(frame) = &self.frames[dataset] else { return };
        if self.links.contains_key(&(dataset, on.to_vec(), to.clone())) {
            return;
        }
        let keys = self.keys(&to);
        let index = first_rows(&keys);
        let partner = |row: usize| key(frame, row, on).and_then(|key| index.get(&*key).copied()).unwrap_or(NOBODY);
        let links = Arc::new((0..frame.len()).into_par_iter().map(partner).collect());
        self.links.insert((dataset, on.to_vec(), to), links);
    }

    fn keys(&self, side: &Side) -> Vec<Option<Cow<'_, str>>> {
        match &side.0 {
            Table::Form(form) => {
                let state = |entry: &'a Entry, field: usize| field_state(entry, field).value();
                self.entries(form).iter().map(|entry| joined_key(side.1.iter().map(|field| state(entry, *field)))).collect()
            }
            Table::Dataset(dataset) => match &self.frames[*dataset] {
                Some(frame) => (0..frame.len()).map(|row| key(frame, row, &side.1)).collect(),
                None => Vec::new(),
            },
        }
    }

    pub(super) fn linked(&self, dataset: usize, on: &[usize], to: Side) -> Links {
        self.links.get(&(dataset, on.to_vec(), to)).cloned().unwrap_or_default()
    }

    pub(super) fn joined(&self, dataset: usize, column: usize, join: &Join) -> (Vec<State>, Option<Formula>) {
        let links = self.linked(dataset, &join.on, (join.from.clone(), join.key.clone()));
        let partner = |row: usize| links.get(row).copied().filter(|other| *other != NOBODY).map(|other| other as usize);
        match &join.from {
            Table::Dataset(other) => {
                let Some(other) = &self.frames[*other] else { return (Vec::new(), None) };
                let take = |row| partner(row).map_or(State::Blank, |there| other.cell(there, join.take).clone());
                (self.each_row(dataset, |_, row| take(row)), self.lookup_formula(dataset, column, join, other))
            }
            Table::Form(form) => {
                let entries = self.entries(form);
                let take = |row| partner(row).map_or(State::Blank, |there| field_state(&entries[there], join.take).clone());
                (self.each_row(dataset, |_, row| take(row)), None)
            }
        }
    }

    /// `INDEX(…, MATCH(…, 0))`, which takes wildcards, so they are escaped where a key has some. What is found by several columns, and
    /// what is a date, stands as it is.
    fn lookup_formula(&self, dataset: usize, column: usize, join: &Join, other: &Frame<'_>) -> Option<Formula> {
        let Table::Dataset(there) = join.from else { return None };
        let ([on], [key]) = (&join.on[..], &join.key[..]) else { return None };
        let frame = self.frames[dataset].as_ref()?;
        let shape = frame.spec.columns[column].shape;
        // MATCH knows no case: where keys differ by case only, the values stand as they are.
        if !(is_written_as_text(shape) || shape == Shape::Number) || self.matching_of(there, *key) == Matching::Exact {
            return None;
        }
        let row = Renderer { reach: Reach::Row, shape: &|_| None };
        let range = Renderer { reach: Reach::Range(other.spec.name.clone()), shape: &|_| None };
        let here = row.column(&frame.spec.columns[*on].name);
        let here = if self.matching_of(dataset, *on) == Matching::Criterion { here } else { escaped(&here) };
        let (keys, taken) = (range.column(&other.spec.columns[*key].name), range.column(&other.spec.columns[join.take].name));
        let found = formula!["INDEX(", taken, ",MATCH(", here, ",", keys, ",0))"];
        // A blank cell that is looked up is 0 to a spreadsheet.
        Some(if shape == Shape::Number {
            formula!["IFERROR(IF(", &found, "=\"\",\"\",", &found, "),\"\")"]
        } else {
            formula!["IFERROR(", found, "&\"\",\"\")"]
        })
    }

    pub(super) fn tallied(&self, dataset: usize, tally: &Tally) -> (Vec<State>, Option<Formula>) {
        let (Some(frame), Some(other)) = (&self.frames[dataset], &self.frames[tally.dataset]) else { return (Vec::new(), None) };
        let here = (Table::Dataset(dataset), tally.on.clone());
        let first = self.linked(dataset, &tally.on, here);
        let filter = tally.filter.as_ref().map(|f| self.bound(tally.dataset, f));
        let mut sums = vec![Decimal::ZERO; frame.len()];
        self.each_belonging(dataset, tally, |row, target| {
            let amount = match tally.of {
                None => Some(Decimal::ONE),
                Some(of) => other.value(row, of).and_then(Value::as_number),
            };
            if let Some(amount) = amount.filter(|_| filter.as_ref().is_none_or(|f| holds(f, other, row))) {
                let sum = &mut sums[target];
                *sum = sum.checked_add(amount).unwrap_or(*sum);
            }
        });
        let of_row = |row: usize| first.get(row).and_then(|key| sums.get(*key as usize)).map_or(State::Blank, |sum| number(*sum));
        let formula = self.tally_formula(dataset, tally, other);
        // A row without a key has nothing, not zero.
        let formula = if first.contains(&NOBODY) { formula.map(|f| self.where_keyed(dataset, tally, f)) } else { formula };
        (self.each_row(dataset, |_, row| of_row(row)), formula)
    }

    /// Calls for every row of the other dataset with the row here that it belongs to.
    pub(super) fn each_belonging(&self, dataset: usize, tally: &Tally, mut call: impl FnMut(usize, usize)) {
        let here = (Table::Dataset(dataset), tally.on.clone());
        if !self.is_list_key(tally) {
            let belongs = self.linked(tally.dataset, &tally.key, here);
            for (row, target) in belongs.iter().enumerate().filter(|(_, target)| **target != NOBODY) {
                call(row, *target as usize);
            }
            return;
        }
        let Some(other) = &self.frames[tally.dataset] else { return };
        let keys = self.keys(&here);
        let index = first_rows(&keys);
        for row in 0..other.len() {
            let Some(Value::List(words)) = other.value(row, tally.key[0]) else { continue };
            let targets: BTreeSet<u32> = words.iter().filter_map(|word| index.get(&**word).copied()).collect();
            for target in targets {
                call(row, target as usize);
            }
        }
    }

    fn where_keyed(&self, dataset: usize, tally: &Tally, formula: Formula) -> Formula {
        let row = Renderer { reach: Reach::Row, shape: &|_| None };
        let blank = |on: &usize| formula![row.column(&self.reports.datasets[dataset].columns[*on].name), "=\"\""];
        let blanks: Vec<Formula> = tally.on.iter().map(blank).collect();
        let test = if blanks.len() == 1 { joined(blanks, "") } else { formula!["OR(", joined(blanks, ","), ")"] };
        formula!["IF(", test, ",\"\",", formula, ")"]
    }

    fn tally_formula(&self, dataset: usize, tally: &Tally, other: &Frame<'_>) -> Option<Formula> {
        let frame = self.frames[dataset].as_ref()?;
        let row = Renderer { reach: Reach::Row, shape: &|_| None };
        self.over_range(tally.dataset, |range| {
            let key = range.column(&other.spec.key);
            let mut tests: Vec<Test> = Vec::new();
            for (on, there) in tally.on.iter().zip(&tally.key) {
                let cell = row.column(&frame.spec.columns[*on].name);
                let column = range.column(&other.spec.columns[*there].name);
                let matching = self.matching_of(dataset, *on);
                tests.push(if other.spec.columns[*there].shape == Shape::List {
                    Test::Mask(contains(&column, &cell))
                } else {
                    let mask = matching.mask(&column, &cell);
                    match matching {
                        Matching::Criterion => Test::Simple { range: column, criterion: cell, mask },
                        _ => Test::Mask(mask),
                    }
                });
            }
            if let Some(filter) = &tally.filter {
                tests.extend(filter::tests(range, filter).ok()?);
            }
            Some(match tally.of {
                None => filter::count(&tests, &key),
                Some(of) => filter::sum(&tests, &range.column(&other.spec.columns[of].name)),
            })
        })
    }
}

/// What a row is found by; `None` if a part of it is missing.
fn key<'f>(frame: &'f Frame<'_>, row: usize, columns: &[usize]) -> Option<Cow<'f, str>> {
    joined_key(columns.iter().map(|column| frame.value(row, *column)))
}

fn joined_key<'v>(mut parts: impl Iterator<Item = Option<&'v Value>>) -> Option<Cow<'v, str>> {
    let first = parts.next()??;
    let mut key = match first {
        Value::Text(text) => Cow::Borrowed(&**text),
        value => Cow::Owned(written(value).to_string()),
    };
    for part in parts {
        key = Cow::Owned(format!("{key}{SEPARATOR}{}", written(part?)));
    }
    Some(key)
}

fn first_rows<'k>(keys: &'k [Option<Cow<'_, str>>]) -> IndexMap<&'k str, u32> {
    let mut index = IndexMap::with_capacity(keys.len());
    for (row, key) in keys.iter().enumerate() {
        if let Some(key) = key {
            index.entry(&**key).or_insert(row as u32);
        }
    }
    index
}

fn escaped(key: &Formula) -> Formula {
    formula!["SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(", key, ",\"~\",\"~~\"),\"*\",\"~*\"),\"?\",\"~?\")"]
}
