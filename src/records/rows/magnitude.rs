//! Amounts that are off by a factor of 10⁴ from all others of their column: 元 written under 万元. Only what stands far outside a
//! compact column is named, because projects do differ in size.

use super::findings;
use crate::finding::Finding;
use crate::forms::FieldType;
use crate::origin::Place;
use crate::records::Records;
use rust_decimal::Decimal;

/// Fewer amounts tell nothing of the usual size.
const LEAST: usize = 8;
/// How many times the median an amount must be.
const TIMES_MEDIAN: i64 = 3_000;
/// How many times the ninth tenth of the others.
const TIMES_USUAL: i64 = 100;
/// A median beyond this many 万元 (100 亿元) means that the whole column is in 元.
const WHOLE_COLUMN: i64 = 1_000_000;

/// Names odd amounts.
pub(super) fn judge(records: &Records) -> Vec<Finding> {
    let money = records.form.fields.iter().enumerate().filter(|(_, field)| field.ty == FieldType::Money);
    money.flat_map(|(field, _)| judge_column(records, field)).collect()
}

fn judge_column(records: &Records, field: usize) -> Vec<Finding> {
    let amounts: Vec<(usize, Decimal)> = (0..)
        .zip(&records.rows)
        .filter_map(|(i, row)| Some((i, row.cells[field].state.value()?.as_number().filter(|n| *n > Decimal::ZERO)?)))
        .collect();
    let mut sorted: Vec<Decimal> = amounts.iter().map(|(_, amount)| *amount).collect();
    sorted.sort();
    let Some(&median) = sorted.get(sorted.len() / 2) else { return Vec::new() };
    if sorted.len() >= 3 && median >= WHOLE_COLUMN.into() {
        return vec![findings::whole_column_large(records, field, median)];
    }
    if sorted.len() < LEAST {
        return Vec::new();
    }
    let usual = sorted[sorted.len() * 9 / 10 - 1];
    let bound = (median * Decimal::from(TIMES_MEDIAN)).max(usual * Decimal::from(TIMES_USUAL));
    let odd = amounts.iter().filter(|(_, amount)| *amount >= bound);
    odd.map(|&(row, _)| {
        let cell = &records.rows[row].cells[field];
        let place = cell
            .at
            .map_or_else(|| Place::row(&records.source, records.rows[row].origin.row), |at| Place::cell(&records.source, at));
        findings::magnitude(&place, &records.form.fields[field], cell, median)
    })
    .collect()
}
