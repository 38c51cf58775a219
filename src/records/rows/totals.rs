//! Stated totals against the exact sums of the records they stand over or under. A total is evidence, never data.

use rust_decimal::Decimal;

use super::layout::{Layout, Placed};
use super::{Reading, findings, typed};
use crate::finding::Finding;
use crate::forms::FieldType;
use crate::origin::{CellRef, Place};
use crate::records::Records;
use crate::table::{RowKind, Table};
use crate::value::State;

/// Compares every total and subtotal of every money column.
pub(super) fn compare(records: &Records, reading: &Reading<'_>, layout: &Layout) -> Vec<Finding> {
    let totals: Vec<(u32, RowKind)> =
        records.set_apart.iter().filter(|(_, kind)| matches!(kind, RowKind::Total | RowKind::Subtotal)).copied().collect();
    let money = layout.fields.iter().filter(|placed| records.form.fields[placed.field].ty == FieldType::Money);
    let mut findings = Vec::new();
    for placed in money {
        // Decimals are judged in the column's own unit.
        let worth = placed.unit.money.in_wan(Decimal::ONE).unwrap_or(Decimal::ONE);
        let Some(amounts) = amounts(records, placed, worth) else { continue };
        for &(row, kind) in &totals {
            let stated = match typed::alone(reading, placed, row) {
                State::Value(value) => value.as_number().and_then(|wan| wan.checked_div(worth)),
                _ => None,
            };
            let Some(stated) = stated else { continue };
            let sums = sums(&amounts, row, kind, reading.table);
            let agrees = |sum: &Sum| (stated - sum.amount).abs() <= sum.tolerance(stated);
            if let Some(nearest) = sums.first().filter(|_| !sums.iter().any(agrees)) {
                let place = Place::cell(&records.source, CellRef::new(row, placed.col));
                findings.push(findings::total_differs(
                    &place,
                    &records.form.fields[placed.field].name,
                    kind,
                    (stated * worth, nearest.amount * worth),
                    nearest.count,
                ));
            }
        }
    }
    findings
}

/// Row and amount of each record; `None` if one of them is unreadable, so that no sum is known.
fn amounts(records: &Records, placed: &Placed, worth: Decimal) -> Option<Vec<(u32, Decimal)>> {
    let mut amounts = Vec::new();
    for record in &records.rows {
        match &record.cells[placed.field].state {
            State::Value(value) => amounts.push((record.origin.row, value.as_number()?.checked_div(worth)?)),
            State::Unreadable => return None,
            State::Blank | State::NotApplicable => {}
        }
    }
    Some(amounts)
}

/// A sum that a total may mean.
struct Sum {
    amount: Decimal,
    count: usize,
    /// Most decimals among its amounts.
    decimals: u32,
}

impl Sum {
    fn of<'a>(amounts: impl Iterator<Item = &'a (u32, Decimal)>) -> Self {
        amounts.fold(Self { amount: Decimal::ZERO, count: 0, decimals: 0 }, |sum, (_, amount)| Self {
            amount: sum.amount.saturating_add(*amount),
            count: sum.count + 1,
            decimals: sum.decimals.max(amount.normalize().scale()),
        })
    }

    /// What rounding explains: of the total, if it shows fewer decimals than its parts; of the parts, if they show decimals at all.
    fn tolerance(&self, stated: Decimal) -> Decimal {
        let shown = stated.normalize().scale();
        if shown < self.decimals {
            Decimal::new(5, shown + 1).max(if shown == 0 { Decimal::ZERO } else { self.of_parts() })
        } else if self.decimals > 0 {
            self.of_parts()
        } else {
            Decimal::ZERO
        }
    }

    fn of_parts(&self) -> Decimal {
        Decimal::new(5, self.decimals + 1) * Decimal::from(self.count)
    }
}

/// The sums that a total or subtotal at `row` may mean, likeliest first: all records; those since the last row of its kind or
/// heading; those up to the next.
fn sums(amounts: &[(u32, Decimal)], row: u32, kind: RowKind, table: &Table) -> Vec<Sum> {
    let is_bound = |other: RowKind| match kind {
        RowKind::Subtotal => matches!(other, RowKind::Subtotal | RowKind::Total | RowKind::Category),
        _ => other == RowKind::Total,
    };
    let bounds = || table.body.iter().filter(|body| body.row != row && is_bound(body.kind)).map(|body| body.row);
    let before = bounds().filter(|bound| *bound < row).max();
    let after = bounds().filter(|bound| *bound > row).min();
    let between = |from: Option<u32>, to: Option<u32>| {
        Sum::of(amounts.iter().filter(|(at, _)| from.is_none_or(|from| *at > from) && to.is_none_or(|to| *at < to)))
    };
    let all = Sum::of(amounts.iter());
    let (above, below) = (between(before, Some(row)), between(Some(row), after));
    let blocks = match (above.count, below.count) {
        (0, _) => vec![below, above],
        _ => vec![above, below],
    };
    let category = table.body.iter().filter(|body| body.row < row && body.kind == RowKind::Category).map(|body| body.row).max();
    let since_heading = between(category, Some(row));
    match kind {
        RowKind::Subtotal => blocks.into_iter().chain([since_heading, all]).filter(|sum| sum.count > 0).collect(),
        _ => [all].into_iter().chain(blocks).filter(|sum| sum.count > 0).collect(),
    }
}
