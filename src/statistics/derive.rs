//! Derived columns: value and formula of every row, each column once, in the order of need.

use std::cmp::Reverse;
use std::sync::Arc;

use rayon::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};

use super::Formula;
use super::declared::{Compared, Rule, Yardstick};
use super::engine::Engine;
use super::formula::{formula, quoted};
use super::frame::{Frame, written};
use super::mask::{Reach, Renderer, bound};
use super::parameters::month_text;
use crate::expr::{Bound, Expr};
use crate::value::{Date, State, Value};

/// Decimal places of computed values, in the engine and in the formulas: enough for any rate, few enough to hide binary fractions.
const PLACES: u32 = 10;

impl Engine<'_> {
    /// Computes all derived columns of the datasets that there are.
    pub(super) fn derive(&mut self) {
        for &(dataset, column) in &self.reports.steps {
            let needed = self.need.as_ref().is_none_or(|need| need.columns.contains(&(dataset, column)));
            if !needed || !self.has_column(dataset, column) {
                continue;
            }
            let rule = &self.reports.datasets[dataset].columns[column].rule;
            self.prepare(dataset, rule);
            let Some(frame) = &self.frames[dataset] else { continue };
            let (values, formula) = match rule {
                Rule::Field(_) => continue,
                Rule::Bound { column, last } => (bounds(frame, *column, *last), None),
                Rule::Words(column) => (words(frame, *column), None),
                Rule::Month(column) => (months(frame, *column), Some(self.month_formula(dataset, *column))),
                Rule::Compared(rule) => (compared(frame, rule), Some(self.compared_formula(dataset, rule))),
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

    fn month_formula(&self, dataset: usize, column: usize) -> Formula {
        let row = Renderer { reach: Reach::Row, shape: &|_| None };
        let date = &self.reports.datasets[dataset].columns[column].name;
        let (first, last) = (row.column(&bound(date, false)), row.column(&bound(date, true)));
        let one_month = formula!["YEAR(", &first, ")*12+MONTH(", &first, ")=YEAR(", &last, ")*12+MONTH(", &last, ")"];
        let text = formula!["YEAR(", &first, ")&\"年\"&MONTH(", &first, ")&\"月\""];
        formula!["IF(", &first, "=\"\",\"\",IF(", one_month, ",", text, ",\"\"))"]
    }

    /// A place is one more than the rows that are better; a share of places is over the rows that have a number.
    fn compared_formula(&self, dataset: usize, rule: &Compared) -> Formula {
        let columns = &self.reports.datasets[dataset].columns;
        let row = Renderer { reach: Reach::Row, shape: &|_| None };
        let range = Renderer { reach: Reach::Range(self.reports.datasets[dataset].name.clone()), shape: &|_| None };
        let (here, all) = (row.column(&columns[rule.of].name), range.column(&columns[rule.of].name));
        let like = rule.within.map(|within| {
            let (cell, column) = (row.column(&columns[within].name), range.column(&columns[within].name));
            formula!["*(", self.matching_of(dataset, within).mask(&column, &cell), ")"]
        });
        let like = like.unwrap_or_default();
        let better = formula!["SUMPRODUCT(ISNUMBER(", &all, ")*(", &all, ">", &here, ")", &like, ")+1"];
        let count = formula!["SUMPRODUCT(ISNUMBER(", &all, ")*1", &like, ")"];
        let value = match rule.with {
            Yardstick::Place => better,
            Yardstick::PlaceShare => formula!["ROUND((", better, ")/", count, ",10)"],
            // Texts (no value) must not be multiplied, so they are a column of their own.
            Yardstick::Mean => {
                formula!["ROUND(", &here, "*", count, "/SUMPRODUCT(ISNUMBER(", &all, ")*1", like, ",", &all, "),10)"]
            }
        };
        formula!["IFERROR(IF(ISNUMBER(", here, "),", value, ",\"\"),\"\")"]
    }

    pub(super) fn each_row(&self, dataset: usize, state: impl Fn(&Frame<'_>, usize) -> State + Sync) -> Vec<State> {
        match &self.frames[dataset] {
            Some(frame) => (0..frame.len()).into_par_iter().map(|row| state(frame, row)).collect(),
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

/// The names in a text: between 、, commas, semicolons and line ends.
fn words(frame: &Frame<'_>, column: usize) -> Vec<State> {
    let split = |text: &str| -> State {
        let parts = text.split(['、', '，', ',', '；', ';', '\n', '\r', '\t']);
        let words: Vec<Arc<str>> = parts.map(str::trim).filter(|word| !word.is_empty()).map(Arc::from).collect();
        if words.is_empty() { State::Blank } else { State::Value(Value::List(words.into())) }
    };
    (0..frame.len())
        .map(|row| frame.value(row, column).and_then(Value::as_text).map_or(State::Blank, |text| split(text)))
        .collect()
}

fn months(frame: &Frame<'_>, column: usize) -> Vec<State> {
    let month = |date: Date| {
        let (first, last) = (date.first(), date.last());
        let one = (first.year(), first.month()) == (last.year(), last.month());
        one.then(|| State::Value(Value::Text(month_text(first.year(), first.month()))))
    };
    let of_row = |row| frame.value(row, column).and_then(Value::as_date).and_then(month).unwrap_or(State::Blank);
    (0..frame.len()).map(of_row).collect()
}

fn compared(frame: &Frame<'_>, rule: &Compared) -> Vec<State> {
    let like = |row: usize| rule.within.and_then(|within| frame.value(row, within)).map(written);
    let mut order: Vec<(Option<Arc<str>>, Reverse<Decimal>, usize)> =
        (0..frame.len()).filter_map(|row| Some((like(row), Reverse(frame.value(row, rule.of)?.as_number()?), row))).collect();
    order.sort();
    let mut states = vec![State::Blank; frame.len()];
    for group in order.chunk_by(|a, b| a.0 == b.0) {
        let all = Decimal::from(group.len());
        let sum = group.iter().try_fold(Decimal::ZERO, |sum, (_, number, _)| sum.checked_add(number.0));
        let mut place = Decimal::ONE;
        for (i, (_, here, row)) in group.iter().enumerate() {
            if i > 0 && group[i - 1].1 != *here {
                place = Decimal::from(i + 1);
            }
            let value = match rule.with {
                Yardstick::Place => Some(place),
                Yardstick::PlaceShare => Some(rounded(place / all)),
                Yardstick::Mean => here.0.checked_mul(all).and_then(|scaled| scaled.checked_div(sum?)).map(rounded),
            };
            states[*row] = value.map_or(State::Blank, number);
        }
    }
    states
}

pub(super) fn number(number: Decimal) -> State {
    State::Value(Value::Number(number))
}

fn word(text: &Arc<str>) -> State {
    if text.is_empty() { State::Blank } else { State::Value(Value::Text(text.clone())) }
}

/// Half away from zero, as the spreadsheets' ROUND.
pub(super) fn rounded(number: Decimal) -> Decimal {
    number.round_dp_with_strategy(PLACES, RoundingStrategy::MidpointAwayFromZero)
}
