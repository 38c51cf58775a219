//! The values of a measure over all cells of a table at once, totals included. Exact: money is added as decimals, a rate stays a pair.

use std::sync::Arc;

use indexmap::IndexSet;
use rust_decimal::Decimal;

use super::StatValue;
use super::axis::Axis;
use super::declared::{Elapsed, Measure, MeasureRule, Of};
use super::derive::rounded;
use super::engine::Engine;
use super::frame::written;
use crate::value::{Day, Value, days_in_month};

/// Values by row and column group; the last of each is the total.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    pub(super) cells: Vec<StatValue>,
    width: usize,
}

impl Grid {
    pub(super) fn at(&self, row: usize, across: usize) -> &StatValue {
        &self.cells[row * self.width + across]
    }

    /// One column of a grid that is `width` wide; the other columns hold nothing.
    pub(super) fn column(values: Vec<StatValue>, across: usize, width: usize) -> Self {
        let mut cells = vec![StatValue::None; values.len() * width];
        for (row, value) in values.into_iter().enumerate() {
            cells[row * width + across] = value;
        }
        Self { cells, width }
    }

    fn build(rows: &Axis, across: &Axis, cell: impl Fn(usize) -> StatValue) -> Self {
        let width = across.len() + 1;
        Self { cells: (0..(rows.len() + 1) * width).map(cell).collect(), width }
    }
}

impl StatValue {
    /// The number that is compared, added and drawn; a rate without a base has none.
    #[must_use]
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Self::Count(count) => Some(Decimal::from(*count)),
            Self::Number(number) => Some(*number),
            Self::Ratio { numerator, denominator } => numerator.checked_div(*denominator),
            Self::Text(_) | Self::None => None,
        }
    }
}

impl Engine<'_> {
    /// A measure over a table. Ranks are none here: they need the table's rows (see [`super::rank`]).
    pub(super) fn grid(&self, measure: &str, rows: &Axis, across: &Axis) -> Grid {
        let Some((index, _, measure)) = self.reports.measures.get_full(measure) else {
            return Grid::build(rows, across, |_| StatValue::None);
        };
        match &measure.rule {
            MeasureRule::Aggregate { .. } => self.aggregate(index, measure, rows, across),
            MeasureRule::Ratio { numerator, denominator } => {
                let (n, d) = (self.grid(numerator, rows, across), self.grid(denominator, rows, across));
                Grid::build(rows, across, |i| ratio(&n.cells[i], &d.cells[i]))
            }
            MeasureRule::Difference { left, right } => {
                let (l, r) = (self.grid(left, rows, across), self.grid(right, rows, across));
                Grid::build(rows, across, |i| match (l.cells[i].number(), r.cells[i].number()) {
                    (Some(l), Some(r)) => StatValue::Number(l - r),
                    _ => StatValue::None,
                })
            }
            MeasureRule::Elapsed { whole, .. } => {
                let value = elapsed(self.parameters.cutoff, *whole);
                Grid::build(rows, across, |_| value.clone())
            }
            MeasureRule::Grade { of, bands, otherwise } => {
                let scale = self.reports.points(of);
                let of = self.grid(of, rows, across);
                Grid::build(rows, across, |i| match of.cells[i].number() {
                    Some(number) => {
                        let reached = bands.iter().find(|(bound, _)| self.reaches(number * scale, bound));
                        StatValue::Text(reached.map_or(otherwise, |(_, grade)| grade).clone())
                    }
                    None => StatValue::None,
                })
            }
            MeasureRule::Score { parts } => self.score(parts, rows, across),
            MeasureRule::Rank { .. } => Grid::build(rows, across, |_| StatValue::None),
        }
    }

    fn reaches(&self, number: Decimal, bound: &str) -> bool {
        self.parameters.number(self.reports, bound).is_some_and(|bound| rounded(number) >= bound)
    }

    fn aggregate(&self, index: usize, measure: &Measure, rows: &Axis, across: &Axis) -> Grid {
        let MeasureRule::Aggregate { dataset, of, .. } = &measure.rule else {
            return Grid::build(rows, across, |_| StatValue::None);
        };
        let (bottom, right) = (rows.len(), across.len());
        let width = right + 1;
        let matched = &self.matched[index];
        let targets = |row: u32| {
            let tall = rows.of_row(*dataset, row).iter().map(|r| *r as usize).chain([bottom]);
            tall.flat_map(move |r| {
                across.of_row(*dataset, row).iter().map(|a| *a as usize).chain([right]).map(move |a| r * width + a)
            })
        };
        let size = (bottom + 1) * width;
        let Some(frame) = &self.frames[*dataset] else { return Grid::build(rows, across, |_| StatValue::None) };
        let cells = match *of {
            Of::Rows => {
                let mut counts = vec![0i64; size];
                matched.iter().flat_map(|row| targets(*row)).for_each(|cell| counts[cell] += 1);
                counts.into_iter().map(StatValue::Count).collect()
            }
            Of::Sum(column) => {
                let mut sums = vec![Decimal::ZERO; size];
                for row in matched {
                    let Some(amount) = frame.value(*row as usize, column).and_then(Value::as_number) else { continue };
                    targets(*row).for_each(|cell| sums[cell] = sums[cell].checked_add(amount).unwrap_or(sums[cell]));
                }
                sums.into_iter().map(StatValue::Number).collect()
            }
            Of::Distinct(column) => {
                let texts = |row: u32| frame.value(row as usize, column).map(written).map(|text| (row, text));
                let found = matched.iter().filter_map(|row| texts(*row));
                distinct(found.flat_map(|(row, text)| targets(row).map(move |cell| (cell, text.clone()))), size)
            }
        };
        Grid { cells, width }
    }

    /// Shares times their weights (a full share earns its whole weight); a part without a base gives its weight to the others.
    fn score(&self, parts: &[(Arc<str>, Arc<str>)], rows: &Axis, across: &Axis) -> Grid {
        let grids: Vec<(Grid, Decimal)> = parts
            .iter()
            .map(|(part, weight)| {
                (self.grid(part, rows, across), self.parameters.number(self.reports, weight).unwrap_or_default())
            })
            .collect();
        let full: Decimal = grids.iter().map(|(_, weight)| *weight).sum();
        Grid::build(rows, across, |i| {
            let present = grids.iter().filter_map(|(grid, weight)| Some((grid.cells[i].number()?, *weight)));
            let (sum, base) = present.fold((Decimal::ZERO, Decimal::ZERO), |(sum, base), (n, w)| (sum + n * w, base + w));
            (sum * full).checked_div(base).map_or(StatValue::None, |score| StatValue::Number(rounded(score)))
        })
    }
}

/// How many different texts fall on each cell.
fn distinct(found: impl Iterator<Item = (usize, Arc<str>)>, size: usize) -> Vec<StatValue> {
    let mut counts = vec![0i64; size];
    let mut seen: IndexSet<(usize, Arc<str>)> = IndexSet::new();
    for (cell, text) in found {
        if seen.insert((cell, text)) {
            counts[cell] += 1;
        }
    }
    counts.into_iter().map(StatValue::Count).collect()
}

fn ratio(numerator: &StatValue, denominator: &StatValue) -> StatValue {
    match (numerator.number(), denominator.number()) {
        (Some(numerator), Some(denominator)) => StatValue::Ratio { numerator, denominator },
        _ => StatValue::None,
    }
}

/// Days (or months begun) of the year up to and with the cut-off, over those of the year.
pub(super) fn elapsed(cutoff: Day, whole: Elapsed) -> StatValue {
    let (numerator, denominator) = match whole {
        Elapsed::Months => (i32::from(cutoff.month()), 12),
        Elapsed::Days => {
            let days = |months: u8| (1..=months).map(|m| i32::from(days_in_month(cutoff.year(), m))).sum::<i32>();
            (days(cutoff.month() - 1) + i32::from(cutoff.day()), days(12))
        }
    };
    StatValue::Ratio { numerator: numerator.into(), denominator: denominator.into() }
}
