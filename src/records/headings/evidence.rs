//! What the cells say: the looks of a column, dates after the cut-off, and the arithmetic between columns (本周 ≤ 本年累计 ≤ 总投资 in nearly
//! every row) that the form's own checks declare.

use std::cell::OnceCell;

use super::heading::Heading;
use super::prepared::Prepared;
use super::profile::Profile;
use super::{Matcher, Period};
use crate::forms::FieldType;
use crate::intake::Grid;
use crate::table::Table;
use crate::value::Day;
use crate::value::money::MoneyUnit;

/// Rows with both numbers that an order is judged by.
const ROWS: usize = 3;
/// How often a correction may be made.
const ROUNDS: usize = 8;

/// The cells of a table, looked at only where words leave something open.
pub(super) struct Evidence<'a> {
    matcher: &'a Matcher,
    table: &'a Table,
    grid: &'a Grid,
    rows: Vec<u32>,
    cut_off: Day,
    /// What a number of the column is worth in the unit most columns have.
    scales: Vec<f64>,
    profiles: Vec<OnceCell<Profile>>,
}

impl<'a> Evidence<'a> {
    pub(super) fn new(matcher: &'a Matcher, table: &'a Table, grid: &'a Grid, headings: &[Heading], period: Period) -> Self {
        let stated = table.stated_unit().and_then(MoneyUnit::parse).unwrap_or(MoneyUnit::WAN);
        let scale = |heading: &Heading| {
            let unit = heading.unit.as_deref().and_then(MoneyUnit::parse).unwrap_or(stated);
            unit.in_wan(1.into()).and_then(|worth| f64::try_from(worth).ok()).unwrap_or(1.0)
        };
        Self {
            matcher,
            table,
            grid,
            rows: table.records().take(super::profile::SAMPLE).collect(),
            cut_off: period.cut_off,
            scales: headings.iter().map(scale).collect(),
            profiles: headings.iter().map(|_| OnceCell::new()).collect(),
        }
    }

    fn profile(&self, column: usize) -> &Profile {
        let col = self.table.columns[column].col;
        self.profiles[column].get_or_init(|| Profile::of(self.grid, col, &self.rows, self.cut_off, &self.matcher.thesaurus))
    }

    pub(super) fn fit(&self, column: usize, ty: &FieldType) -> i32 {
        self.profile(column).fit(ty)
    }

    /// Ticks, short words or nothing: no dates, no amounts.
    pub(super) fn holds_marks(&self, column: usize) -> bool {
        self.profile(column).holds_marks()
    }

    pub(super) fn filled(&self, column: usize) -> usize {
        self.profile(column).filled
    }

    pub(super) fn names_and_phones(&self, column: usize) -> bool {
        self.profile(column).names_and_phones()
    }

    /// Dates to come cannot be those that a check binds to the cut-off; dates that nearly all lie before it rather are.
    pub(super) fn future(&self, column: usize, prepared: &Prepared, field: usize) -> i32 {
        if prepared.form.fields[field].ty != FieldType::Date {
            return 0;
        }
        let profile = self.profile(column);
        let planned = profile.future > 0 && profile.future * 5 >= profile.filled;
        match (prepared.bounded.contains(&field), planned) {
            (true, true) => -40,
            (false, true) => 5,
            (true, false) if profile.filled > 0 => 6,
            _ => 0,
        }
    }

    /// Moves assumed columns to other fields where the numbers say so.
    pub(super) fn refine(&self, prepared: &Prepared, scores: &[Vec<i32>], given: &mut [Option<usize>]) {
        let open: Vec<usize> = (0..given.len()).filter(|&column| scores[column].iter().any(|score| *score > 0)).collect();
        if open.is_empty() || prepared.orders.is_empty() {
            return;
        }
        for _ in 0..ROUNDS {
            let now = self.worth(prepared, scores, given, &open);
            let better = open.iter().flat_map(|&column| (0..prepared.form.fields.len()).map(move |field| (column, field)));
            let best = better
                .filter(|&(column, field)| scores[column][field] > 0 && given[column] != Some(field))
                .filter_map(|(column, field)| {
                    let moved = moved(given, &open, column, field)?;
                    let gain = self.worth(prepared, scores, &moved, &open) - now;
                    (gain > 0).then_some((gain, moved))
                })
                .max_by_key(|(gain, _)| *gain);
            let Some((_, moved)) = best else { return };
            given.copy_from_slice(&moved);
        }
    }

    fn worth(&self, prepared: &Prepared, scores: &[Vec<i32>], given: &[Option<usize>], open: &[usize]) -> i32 {
        let words: i32 = open
            .iter()
            .filter_map(|&column| {
                given[column].map(|field| if scores[column][field] > 0 { scores[column][field] } else { IMPOSSIBLE })
            })
            .sum();
        let column = |field: usize| given.iter().position(|given| *given == Some(field));
        let numbers: i32 =
            prepared.orders.iter().filter_map(|&(less, more)| Some(self.ordered(column(less)?, column(more)?))).sum();
        words + numbers
    }

    /// How many of the orders that the form's checks demand the column keeps, taken for a field; 0 if it breaks one.
    pub(super) fn orders_kept(&self, prepared: &Prepared, given: &[Option<usize>], column: usize, field: usize) -> i32 {
        let at = |other: usize| given.iter().position(|given| *given == Some(other));
        let judged = prepared.orders.iter().filter_map(|&(less, more)| match field {
            _ if less == field => Some(self.ordered(column, at(more)?)),
            _ if more == field => Some(self.ordered(at(less)?, column)),
            _ => None,
        });
        let (mut kept, mut broken) = (0, false);
        for worth in judged {
            kept += i32::from(worth > 0);
            broken |= worth < 0;
        }
        if broken { 0 } else { kept }
    }

    /// How well `less ≤ more` holds down the rows.
    fn ordered(&self, less: usize, more: usize) -> i32 {
        let pairs = self.profile(less).values.iter().zip(&self.profile(more).values);
        let both: Vec<bool> =
            pairs.filter_map(|(a, b)| Some((*a)? * self.scales[less] <= (*b)? * self.scales[more] + 1e-9)).collect();
        let holds = both.iter().filter(|holds| **holds).count();
        match both.len() {
            n if n < ROWS => 0,
            n if holds * 20 >= n * 19 => 4,
            n if holds * 2 < n => -25,
            n if holds * 5 < n * 4 => -12,
            _ => 0,
        }
    }
}

const IMPOSSIBLE: i32 = -1000;

/// The assignment with a column moved to a field; an open column that has it takes the other's place. `None` if a sure one has it.
fn moved(given: &[Option<usize>], open: &[usize], column: usize, field: usize) -> Option<Vec<Option<usize>>> {
    let mut moved = given.to_vec();
    if let Some(owner) = given.iter().position(|given| *given == Some(field)) {
        if !open.contains(&owner) {
            return None;
        }
        moved[owner] = given[column];
    }
    moved[column] = Some(field);
    Some(moved)
}
