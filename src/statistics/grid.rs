//! The values of measures over all cells of a table at once, totals included. A rate stays a pair: never averaged, never capped.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::StatValue;
use super::axis::{Axis, Label};
use super::declared::{Elapsed, MeasureRule};
use super::derive::rounded;
use super::engine::Engine;
use crate::value::{Day, days_in_month};

/// The target of all rows together.
pub(super) const ALL: &str = "合计";

/// Values by row and column group; the last of each is the total.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    pub(super) cells: Vec<StatValue>,
    pub(super) width: usize,
}

impl Grid {
    pub(super) fn at(&self, row: usize, across: usize) -> &StatValue {
        &self.cells[row * self.width + across]
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

/// The grids of a table's measures and of all that they are made from, each computed once.
pub(super) struct Grids<'a> {
    engine: &'a Engine<'a>,
    rows: &'a Axis,
    across: &'a Axis,
    /// By the measure's place in the declarations.
    done: BTreeMap<usize, Grid>,
}

impl<'a> Grids<'a> {
    pub(super) fn new<'m>(
        engine: &'a Engine<'a>,
        rows: &'a Axis,
        across: &'a Axis,
        measures: impl Iterator<Item = &'m Arc<str>>,
    ) -> Self {
        let mut needed = BTreeSet::new();
        measures.for_each(|measure| engine.reports.made_from(measure, &mut needed));
        let mut grids = Self { engine, rows, across, done: BTreeMap::new() };
        // A measure refers only to earlier ones, so their grids are there.
        for index in needed {
            let grid = grids.compute(index);
            grids.done.insert(index, grid);
        }
        grids
    }

    /// `None` for a measure that was not asked for.
    pub(super) fn get(&self, measure: &str) -> Option<&Grid> {
        self.done.get(&self.engine.reports.measures.get_index_of(measure)?)
    }

    fn each(&self, cell: impl Fn(usize) -> StatValue) -> Grid {
        let width = self.across.len() + 1;
        Grid { cells: (0..(self.rows.len() + 1) * width).map(cell).collect(), width }
    }

    fn number(&self, measure: &str, cell: usize) -> Option<Decimal> {
        self.get(measure)?.cells[cell].number()
    }

    /// Ranks are none here: they need the table's rows (see [`super::rank`]).
    fn compute(&self, index: usize) -> Grid {
        let measure = &self.engine.reports.measures[index];
        match &measure.rule {
            MeasureRule::Aggregate { .. }
                if !self.engine.is_there_by(&measure.name, &[&self.rows.column, &self.across.column]) =>
            {
                self.each(|_| StatValue::None)
            }
            MeasureRule::Aggregate { dataset, of, .. } => self.engine.aggregate(index, *dataset, *of, self.rows, self.across),
            MeasureRule::Ratio { numerator, denominator } => {
                self.each(|cell| match (self.number(numerator, cell), self.number(denominator, cell)) {
                    (Some(numerator), Some(denominator)) => StatValue::Ratio { numerator, denominator },
                    _ => StatValue::None,
                })
            }
            MeasureRule::Difference { left, right } => {
                self.each(|cell| match (self.number(left, cell), self.number(right, cell)) {
                    (Some(left), Some(right)) => StatValue::Number(left - right),
                    _ => StatValue::None,
                })
            }
            MeasureRule::Elapsed { whole, .. } => {
                let value = elapsed(self.engine.parameters.cutoff, *whole);
                self.each(|_| value.clone())
            }
            MeasureRule::Grade { of, bands, otherwise } => {
                let scale = self.engine.reports.points(of);
                self.each(|cell| self.number(of, cell).map_or(StatValue::None, |n| self.grade(n * scale, bands, otherwise)))
            }
            MeasureRule::Share { of } => {
                let total = |cell: usize| self.rows.len() * (self.across.len() + 1) + cell % (self.across.len() + 1);
                self.each(|cell| match (self.number(of, cell), self.number(of, total(cell))) {
                    (Some(numerator), Some(denominator)) => StatValue::Ratio { numerator, denominator },
                    _ => StatValue::None,
                })
            }
            MeasureRule::Target { group, item } => {
                self.each(|cell| self.target(group, item.as_deref(), cell / (self.across.len() + 1)))
            }
            MeasureRule::Score { parts, cap } => self.each(|cell| self.score(parts, cap.as_deref(), cell)),
            MeasureRule::Rank { .. } => self.each(|_| StatValue::None),
        }
    }

    fn grade(&self, number: Decimal, bands: &[(Arc<str>, Arc<str>)], otherwise: &Arc<str>) -> StatValue {
        let bound = |name: &str| self.engine.parameters.number(self.engine.reports, name);
        let reached = bands.iter().find(|(name, _)| bound(name).is_some_and(|bound| rounded(number) >= bound));
        StatValue::Text(reached.map_or(otherwise, |(_, grade)| grade).clone())
    }

    /// The number of the row's label; for all rows the one for 合计, else the sum of theirs if every row has one.
    fn target(&self, group: &str, item: Option<&str>, row: usize) -> StatValue {
        let of = |name: &str| self.engine.parameters.settings.targets(group)?.get(name).copied();
        let number = match (item, self.rows.labels.get(row)) {
            (Some(item), _) => of(item),
            (None, Some(label)) => of(&label.text()),
            (None, None) => of(ALL).or_else(|| targets_of(self.engine, self.rows, group).into_iter().sum()),
        };
        number.map_or(StatValue::None, StatValue::Number)
    }

    /// Shares times their weights (a full share earns its whole weight); a part without a base gives its weight to the others.
    fn score(&self, parts: &[(Arc<str>, Arc<str>)], cap: Option<&str>, cell: usize) -> StatValue {
        let cap =
            cap.and_then(|cap| self.engine.parameters.number(self.engine.reports, cap)).map(|cap| cap / Decimal::ONE_HUNDRED);
        let (mut sum, mut base, mut full) = (Decimal::ZERO, Decimal::ZERO, Decimal::ZERO);
        for (part, weight) in parts {
            let weight = self.engine.parameters.number(self.engine.reports, weight).unwrap_or_default();
            full += weight;
            if let Some(number) = self.number(part, cell) {
                sum += cap.map_or(number, |cap| number.min(cap)) * weight;
                base += weight;
            }
        }
        (sum * full).checked_div(base).map_or(StatValue::None, |score| StatValue::Number(rounded(score)))
    }
}

/// The target of each label but the unfilled.
pub(super) fn targets_of(engine: &Engine<'_>, rows: &Axis, group: &str) -> Vec<Option<Decimal>> {
    let targets = engine.parameters.settings.targets(group);
    let labels = rows.labels.iter().filter(|label| **label != Label::Unfilled);
    labels.map(|label| targets?.get(&*label.text()).copied()).collect()
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
