//! Which row of one table belongs to which row of another: joins and tallies. Each pair of key columns is matched once.

use std::sync::Arc;

use indexmap::IndexMap;
use rayon::prelude::*;
use rust_decimal::Decimal;

use super::Formula;
use super::declared::{Join, Rule, Table, Tally};
use super::derive::{holds, number};
use super::engine::Engine;
use super::filter::{self, Test};
use super::formula::formula;
use super::frame::{Frame, field_state, is_written_as_text};
use super::labels::Matching;
use super::mask::{Reach, Renderer};
use crate::value::{State, Value};

/// A row without a partner.
const NOBODY: u32 = u32::MAX;

/// For each row of a dataset, the first row with the same text on the other side.
pub(super) type Links = Arc<Vec<u32>>;

/// A key column: of a dataset, or of a form that is none.
pub(super) type Side = (Table, usize);

impl<'a> Engine<'a> {
    /// Matches the keys that a rule needs.
    pub(super) fn prepare(&mut self, dataset: usize, rule: &Rule) {
        match rule {
            Rule::Join(join) => self.link(dataset, join.on, (join.from.clone(), join.key)),
            Rule::Tally(tally) => {
                let here = (Table::Dataset(dataset), tally.on);
                self.link(dataset, tally.on, here.clone());
                self.link(tally.dataset, tally.key, here);
            }
            _ => {}
        }
    }

    fn link(&mut self, dataset: usize, on: usize, to: Side) {
        let Some(frame) = &self.frames[dataset] else { return };
        if self.links.contains_key(&(dataset, on, to.clone())) {
            return;
        }
        let keys = self.keys(&to);
        let mut index: IndexMap<&str, u32> = IndexMap::with_capacity(keys.len());
        for (row, key) in keys.iter().enumerate() {
            if let Some(key) = key {
                index.entry(key).or_insert(row as u32);
            }
        }
        let partner = |row: usize| match frame.value(row, on) {
            Some(Value::Text(key)) => index.get(&**key).copied().unwrap_or(NOBODY),
            _ => NOBODY,
        };
        let links = Arc::new((0..frame.len()).into_par_iter().map(partner).collect());
        self.links.insert((dataset, on, to), links);
    }

    fn keys(&self, side: &Side) -> Vec<Option<&str>> {
        let text = |state: &'a State| state.value()?.as_text().map(|text| &**text);
        match &side.0 {
            Table::Form(form) => self.entries(form).iter().map(|entry| text(field_state(entry, side.1))).collect(),
            Table::Dataset(dataset) => match &self.frames[*dataset] {
                Some(frame) => (0..frame.len()).map(|row| frame.value(row, side.1)?.as_text().map(|t| &**t)).collect(),
                None => Vec::new(),
            },
        }
    }

    fn linked(&self, dataset: usize, on: usize, to: Side) -> Links {
        self.links.get(&(dataset, on, to)).cloned().unwrap_or_default()
    }

    pub(super) fn joined(&self, dataset: usize, column: usize, join: &Join) -> (Vec<State>, Option<Formula>) {
        let links = self.linked(dataset, join.on, (join.from.clone(), join.key));
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

    /// `INDEX(…, MATCH(…, 0))`, which takes wildcards, so they are escaped where a key has some.
    fn lookup_formula(&self, dataset: usize, column: usize, join: &Join, other: &Frame<'_>) -> Option<Formula> {
        let Table::Dataset(there) = join.from else { return None };
        let frame = self.frames[dataset].as_ref()?;
        // MATCH knows no case: where keys differ by case only, the values stand as they are.
        if !is_written_as_text(frame.spec.columns[column].shape) || self.matching_of(there, join.key) == Matching::Exact {
            return None;
        }
        let row = Renderer { reach: Reach::Row, shape: &|_| None };
        let range = Renderer { reach: Reach::Range(other.spec.name.clone()), shape: &|_| None };
        let key = row.column(&frame.spec.columns[join.on].name);
        let key = if self.matching_of(dataset, join.on) == Matching::Criterion { key } else { escaped(&key) };
        let (keys, taken) = (range.column(&other.spec.columns[join.key].name), range.column(&other.spec.columns[join.take].name));
        Some(formula!["IFERROR(INDEX(", taken, ",MATCH(", key, ",", keys, ",0))&\"\",\"\")"])
    }

    pub(super) fn tallied(&self, dataset: usize, tally: &Tally) -> (Vec<State>, Option<Formula>) {
        let (Some(frame), Some(other)) = (&self.frames[dataset], &self.frames[tally.dataset]) else { return (Vec::new(), None) };
        let here = (Table::Dataset(dataset), tally.on);
        let (first, belongs) = (self.linked(dataset, tally.on, here.clone()), self.linked(tally.dataset, tally.key, here));
        let filter = tally.filter.as_ref().map(|f| self.bound(tally.dataset, f));
        let mut sums = vec![Decimal::ZERO; frame.len()];
        for (row, target) in belongs.iter().enumerate().filter(|(_, target)| **target != NOBODY) {
            let amount = match tally.of {
                None => Some(Decimal::ONE),
                Some(of) => other.value(row, of).and_then(Value::as_number),
            };
            if let Some(amount) = amount.filter(|_| filter.as_ref().is_none_or(|f| holds(f, other, row))) {
                let sum = &mut sums[*target as usize];
                *sum = sum.checked_add(amount).unwrap_or(*sum);
            }
        }
        let of_row = |row: usize| first.get(row).and_then(|key| sums.get(*key as usize)).map_or(State::Blank, |sum| number(*sum));
        (self.each_row(dataset, |_, row| of_row(row)), self.tally_formula(dataset, tally, other))
    }

    fn tally_formula(&self, dataset: usize, tally: &Tally, other: &Frame<'_>) -> Option<Formula> {
        let frame = self.frames[dataset].as_ref()?;
        let matching = self.matching_of(dataset, tally.on);
        let cell = Renderer { reach: Reach::Row, shape: &|_| None }.column(&frame.spec.columns[tally.on].name);
        self.over_range(tally.dataset, |range| {
            let column = range.column(&other.spec.columns[tally.key].name);
            let mask = matching.mask(&column, &cell);
            let mut tests = vec![match matching {
                Matching::Criterion => Test::Simple { range: column.clone(), criterion: cell.clone(), mask },
                _ => Test::Mask(mask),
            }];
            if let Some(filter) = &tally.filter {
                tests.extend(filter::tests(range, filter).ok()?);
            }
            Some(match tally.of {
                None => filter::count(&tests, &column),
                Some(of) => filter::sum(&tests, &range.column(&other.spec.columns[of].name)),
            })
        })
    }
}

fn escaped(key: &Formula) -> Formula {
    formula!["SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(", key, ",\"~\",\"~~\"),\"*\",\"~*\"),\"?\",\"~?\")"]
}
