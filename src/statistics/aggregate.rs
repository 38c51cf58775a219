//! Counts, sums and distinct counts over the cells of a table, in one pass over the rows that count. Money is added as decimals.

use std::sync::Arc;

use indexmap::IndexSet;
use rayon::prelude::*;
use rust_decimal::Decimal;

use super::StatValue;
use super::axis::Axis;
use super::declared::{MeasureRule, Of};
use super::derive::holds;
use super::engine::Engine;
use super::frame::written;
use super::grid::Grid;
use crate::value::Value;

/// The rows of an aggregate.
#[derive(Debug, Default)]
pub(super) struct Matched {
    pub(super) rows: Vec<u32>,
    /// For sums, one a row; a row without a value adds nothing.
    amounts: Vec<Decimal>,
}

impl Engine<'_> {
    /// The rows that each measure counts, filtered once.
    pub(super) fn match_measures(&self) -> Vec<Matched> {
        (0..self.reports.measures.len()).into_par_iter().map(|measure| self.matched_by(measure)).collect()
    }

    fn matched_by(&self, measure: usize) -> Matched {
        if self.need.as_ref().is_some_and(|need| !need.measures.contains(&measure)) {
            return Matched::default();
        }
        let MeasureRule::Aggregate { dataset, of, filter } = &self.reports.measures[measure].rule else {
            return Matched::default();
        };
        let Some(frame) = &self.frames[*dataset] else { return Matched::default() };
        let filter = filter.as_ref().map(|f| self.bound(*dataset, f));
        let counts = |row: &u32| filter.as_ref().is_none_or(|f| holds(f, frame, *row as usize));
        let rows: Vec<u32> = (0..frame.len() as u32).filter(counts).collect();
        let amount = |row: &u32, column| frame.value(*row as usize, column).and_then(Value::as_number).unwrap_or_default();
        let amounts = match of {
            Of::Sum(column) => rows.iter().map(|row| amount(row, *column)).collect(),
            Of::Rows | Of::Distinct(_) => Vec::new(),
        };
        Matched { rows, amounts }
    }

    pub(super) fn aggregate(&self, measure: usize, dataset: usize, of: Of, rows: &Axis, across: &Axis) -> Grid {
        let spread = Spread { dataset, rows, across };
        let matched = &self.matched[measure];
        let cells = match of {
            Of::Rows => spread.counts(matched),
            Of::Sum(_) => spread.sums(matched),
            Of::Distinct(column) => {
                let text = |row: u32| self.frames[dataset].as_ref()?.value(row as usize, column).map(written);
                spread.distinct(matched.rows.iter().filter_map(|row| Some((*row, text(*row)?))))
            }
        };
        Grid { cells, width: across.len() + 1 }
    }
}

/// Which cells a row falls on.
struct Spread<'a> {
    dataset: usize,
    rows: &'a Axis,
    across: &'a Axis,
}

impl Spread<'_> {
    fn size(&self) -> usize {
        (self.rows.len() + 1) * (self.across.len() + 1)
    }

    /// Its labels and the total, in both directions.
    fn cells(&self, row: u32, mut cell: impl FnMut(usize)) {
        let (bottom, right) = (self.rows.len(), self.across.len());
        let mut line = |r: usize| {
            let start = r * (right + 1);
            self.across.of_row(self.dataset, row).iter().for_each(|a| cell(start + *a as usize));
            cell(start + right);
        };
        self.rows.of_row(self.dataset, row).iter().for_each(|r| line(*r as usize));
        line(bottom);
    }

    fn counts(&self, matched: &Matched) -> Vec<StatValue> {
        let mut counts = vec![0i64; self.size()];
        matched.rows.iter().for_each(|row| self.cells(*row, |cell| counts[cell] += 1));
        counts.into_iter().map(StatValue::Count).collect()
    }

    fn sums(&self, matched: &Matched) -> Vec<StatValue> {
        let mut sums = vec![Decimal::ZERO; self.size()];
        for (row, amount) in matched.rows.iter().zip(&matched.amounts) {
            self.cells(*row, |cell| sums[cell] = sums[cell].checked_add(*amount).unwrap_or(sums[cell]));
        }
        sums.into_iter().map(StatValue::Number).collect()
    }

    fn distinct(&self, texts: impl Iterator<Item = (u32, Arc<str>)>) -> Vec<StatValue> {
        let mut counts = vec![0i64; self.size()];
        let mut seen: IndexSet<(usize, Arc<str>)> = IndexSet::new();
        for (row, text) in texts {
            self.cells(row, |cell| counts[cell] += i64::from(seen.insert((cell, text.clone()))));
        }
        counts.into_iter().map(StatValue::Count).collect()
    }
}
