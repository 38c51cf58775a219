//! Derived columns: value and formula of every row, each column once, in the order of need.

use std::sync::Arc;

use indexmap::IndexMap;
use rust_decimal::{Decimal, RoundingStrategy};

use super::Formula;
use super::declared::{Join, Rule, Table, Tally};
use super::engine::Engine;
use super::filter::{self, Test};
use super::formula::{formula, quoted};
use super::frame::{Frame, field_state, is_written_as_text};
use super::labels::Matching;
use super::mask::{Reach, Renderer};
use crate::expr::{Bound, Expr};
use crate::value::{Date, State, Value};

/// Decimal places of computed values, in the engine and in the formulas: enough for any rate, few enough to hide binary fractions.
const PLACES: u32 = 10;

impl Engine<'_> {
    /// Computes all derived columns of the datasets that there are.
    pub(super) fn derive(&mut self) {
        for &(dataset, column) in &self.reports.steps {
            let Some(frame) = &self.frames[dataset] else { continue };
            let (values, formula) = match &frame.spec.columns[column].rule {
                Rule::Field(_) => continue,
                Rule::Bound { column, last } => (bounds(frame, *column, *last), None),
                Rule::Flag(condition) => self.flags(dataset, condition),
                Rule::Cases(cases, otherwise) => self.cases(dataset, cases, otherwise),
                Rule::Value(expr) => self.values(dataset, expr),
                Rule::Join(join) => self.joined(dataset, column, join),
                Rule::Tally(tally) => self.tallied(dataset, tally),
            };
            if let Some(frame) = &mut self.frames[dataset] {
                frame.derived[column] = values;
                frame.formulas[column] = formula.map(Arc::new);
            }
        }
    }

    fn flags(&self, dataset: usize, condition: &Expr) -> (Vec<State>, Option<Formula>) {
        let bound = self.bound(dataset, condition);
        let (yes, no) = (number(Decimal::ONE), number(Decimal::ZERO));
        let values = self.each_row(dataset, |frame, row| if holds(&bound, frame, row) { yes.clone() } else { no.clone() });
        let formula = self.in_row(dataset, |r| r.holds(condition).ok().map(|test| formula!["IF(", test, ",1,0)"]));
        (values, formula)
    }

    fn cases(&self, dataset: usize, cases: &[(Expr, Arc<str>)], otherwise: &Arc<str>) -> (Vec<State>, Option<Formula>) {
        let bound: Vec<(Bound, State)> = cases.iter().map(|(when, then)| (self.bound(dataset, when), word(then))).collect();
        let otherwise_state = word(otherwise);
        let values = self.each_row(dataset, |frame, row| {
            let case = bound.iter().find(|(when, _)| holds(when, frame, row));
            case.map_or_else(|| otherwise_state.clone(), |(_, then)| then.clone())
        });
        let formula = self.in_row(dataset, |r| {
            cases.iter().rev().try_fold(formula![quoted(otherwise)], |rest, (when, then)| {
                Some(formula!["IF(", r.holds(when).ok()?, ",", quoted(then), ",", rest, ")"])
            })
        });
        (values, formula)
    }

    fn values(&self, dataset: usize, expr: &Expr) -> (Vec<State>, Option<Formula>) {
        let bound = self.bound(dataset, expr);
        let values = self.each_row(dataset, |frame, row| match bound.value(&frame.at(row)) {
            Some(Value::Number(n)) => number(rounded(n)),
            Some(value) => State::Value(value),
            None => State::Blank,
        });
        let formula = self.in_row(dataset, |r| {
            let value = r.operand(expr).ok()?;
            let rounded = formula!["ROUND(", value.text, ",", PLACES.to_string(), ")"];
            let guards = if value.guards.is_empty() { formula!["TRUE"] } else { r.all(value.guards) };
            Some(formula!["IFERROR(IF(", guards, ",", rounded, ",\"\"),\"\")"])
        });
        (values, formula)
    }

    fn joined(&self, dataset: usize, column: usize, join: &Join) -> (Vec<State>, Option<Formula>) {
        let nothing = |_: &str| State::Blank;
        match &join.from {
            Table::Dataset(other) => {
                let Some(other) = &self.frames[*other] else { return (self.looked_up(dataset, join.on, nothing), None) };
                let index = other.index(join.key);
                let values = self.looked_up(dataset, join.on, |key| {
                    index.get(key).map_or(State::Blank, |row| other.cell(*row, join.take).clone())
                });
                (values, self.lookup_formula(dataset, column, join, other))
            }
            Table::Form(form) => {
                let entries = self.entries(form);
                let mut index: IndexMap<&str, usize> = IndexMap::with_capacity(entries.len());
                for (i, entry) in entries.iter().enumerate() {
                    if let Some(Value::Text(text)) = field_state(entry, join.key).value() {
                        index.entry(text).or_insert(i);
                    }
                }
                let take = |key: &str| index.get(key).map_or(State::Blank, |i| field_state(&entries[*i], join.take).clone());
                (self.looked_up(dataset, join.on, take), None)
            }
        }
    }

    fn looked_up(&self, dataset: usize, on: usize, take: impl Fn(&str) -> State) -> Vec<State> {
        self.each_row(dataset, |frame, row| match frame.value(row, on) {
            Some(Value::Text(key)) => take(key),
            _ => State::Blank,
        })
    }

    /// `INDEX(…, MATCH(…, 0))`, which takes wildcards, so they are escaped where a key has some.
    fn lookup_formula(&self, dataset: usize, column: usize, join: &Join, other: &Frame<'_>) -> Option<Formula> {
        let frame = self.frames[dataset].as_ref()?;
        let keys_there = (0..other.len()).filter_map(|r| other.value(r, join.key)?.as_text().map(|t| &**t));
        // MATCH knows no case: where keys differ by case only, the values stand as they are.
        if !is_written_as_text(frame.spec.columns[column].shape) || Matching::of(keys_there) == Matching::Exact {
            return None;
        }
        let row = Renderer { reach: Reach::Row, shape: &|_| None };
        let range = Renderer { reach: Reach::Range(other.spec.name.clone()), shape: &|_| None };
        let key = row.column(&frame.spec.columns[join.on].name);
        let wild =
            (0..frame.len()).any(|r| matches!(frame.value(r, join.on), Some(Value::Text(t)) if t.contains(['*', '?', '~'])));
        let key = if wild { escaped(&key) } else { key };
        let (keys, taken) = (range.column(&other.spec.columns[join.key].name), range.column(&other.spec.columns[join.take].name));
        Some(formula!["IFERROR(INDEX(", taken, ",MATCH(", key, ",", keys, ",0))&\"\",\"\")"])
    }

    fn tallied(&self, dataset: usize, tally: &Tally) -> (Vec<State>, Option<Formula>) {
        let Some(other) = &self.frames[tally.dataset] else { return (Vec::new(), None) };
        let filter = tally.filter.as_ref().map(|f| self.bound(tally.dataset, f));
        let mut sums: IndexMap<&str, Decimal> = IndexMap::new();
        for row in 0..other.len() {
            let Some(Value::Text(key)) = other.value(row, tally.key) else { continue };
            let amount = match tally.of {
                None => Some(Decimal::ONE),
                Some(of) => other.value(row, of).and_then(Value::as_number),
            };
            if let Some(amount) = amount.filter(|_| filter.as_ref().is_none_or(|f| holds(f, other, row))) {
                let sum = sums.entry(key).or_default();
                *sum = sum.checked_add(amount).unwrap_or(*sum);
            }
        }
        let values = self.looked_up(dataset, tally.on, |key| number(sums.get(key).copied().unwrap_or_default()));
        (values, self.tally_formula(dataset, tally, other))
    }

    fn tally_formula(&self, dataset: usize, tally: &Tally, other: &Frame<'_>) -> Option<Formula> {
        let frame = self.frames[dataset].as_ref()?;
        let keys = (0..frame.len()).filter_map(|row| frame.value(row, tally.on)?.as_text().map(|t| &**t));
        let matching = Matching::of(keys);
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

    fn each_row(&self, dataset: usize, state: impl Fn(&Frame<'_>, usize) -> State) -> Vec<State> {
        match &self.frames[dataset] {
            Some(frame) => (0..frame.len()).map(|row| state(frame, row)).collect(),
            None => Vec::new(),
        }
    }

    fn in_row(&self, dataset: usize, render: impl Fn(&Renderer<'_>) -> Option<Formula>) -> Option<Formula> {
        let spec = &self.reports.datasets[dataset];
        render(&Renderer { reach: Reach::Row, shape: &|name| spec.column(name).map(|c| c.shape) })
    }
}

pub(super) fn holds(bound: &Bound, frame: &Frame<'_>, row: usize) -> bool {
    bound.truth(&frame.at(row)).is_true()
}

fn bounds(frame: &Frame<'_>, column: usize, last: bool) -> Vec<State> {
    let edge = |date: Date| State::Value(Value::Date(Date::day(if last { date.last() } else { date.first() })));
    (0..frame.len()).map(|row| frame.value(row, column).and_then(Value::as_date).map_or(State::Blank, edge)).collect()
}

fn escaped(key: &Formula) -> Formula {
    formula!["SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(", key, ",\"~\",\"~~\"),\"*\",\"~*\"),\"?\",\"~?\")"]
}

fn number(number: Decimal) -> State {
    State::Value(Value::Number(number))
}

fn word(text: &Arc<str>) -> State {
    if text.is_empty() { State::Blank } else { State::Value(Value::Text(text.clone())) }
}

/// Half away from zero, as the spreadsheets' ROUND.
pub(super) fn rounded(number: Decimal) -> Decimal {
    number.round_dp_with_strategy(PLACES, RoundingStrategy::MidpointAwayFromZero)
}
