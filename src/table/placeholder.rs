//! Rows that wait to be filled in, and sums without a label: told only by comparing rows with each other.

use super::kind::{Kind, kind, number};
use super::row::Reader;
use super::text::{squash, text_of};
use super::view::View;
use super::{BodyRow, RowKind};
use crate::intake::{Content, GridCell};

/// Rows at the end that repeat each other in all but the serial number: at least this many.
const REPEATS: usize = 2;

/// Turns trailing rows of defaults into placeholders and unlabelled sums into totals.
pub(super) fn settle(view: &View<'_>, reader: &Reader<'_>, rows: &[BodyRow]) -> Vec<BodyRow> {
    let mut rows = rows.to_vec();
    mark_prefilled(view, reader, &mut rows);
    mark_defaults(view, reader, &mut rows);
    mark_unlabelled_sums(view, reader, &mut rows);
    rows
}

fn cells<'g>(view: &View<'g>, reader: &Reader<'_>, row: u32) -> Vec<&'g GridCell> {
    reader.cells(view, view.index_from(row)).filter(|cell| Some(cell.at.col) != reader.serial).collect()
}

/// Rows whose only content are copied-down formulas that give nothing yet (0 or blank text).
fn mark_prefilled(view: &View<'_>, reader: &Reader<'_>, rows: &mut [BodyRow]) {
    for row in rows.iter_mut().rev().filter(|row| row.kind == RowKind::Record) {
        let cells = cells(view, reader, row.row);
        let empty = |cell: &&GridCell| {
            let nothing = match cell.content {
                Content::Number(number) => number == 0.0,
                Content::NoResult | Content::Error(_) => true,
                _ => false,
            };
            cell.formula && nothing
        };
        if cells.is_empty() || !cells.iter().all(empty) || view.hangs(row.row) {
            break;
        }
        row.kind = RowKind::Placeholder;
    }
}

/// Numbered rows at the end that all hold the same few defaults of a drop-down (`否`, `2022年`).
fn mark_defaults(view: &View<'_>, reader: &Reader<'_>, rows: &mut [BodyRow]) {
    let records: Vec<usize> = (0..rows.len()).filter(|&k| rows[k].kind == RowKind::Record).collect();
    let Some((&last, before)) = records.split_last() else { return };
    let pattern = signature(view, reader, rows[last].row);
    if pattern.is_empty() || pattern.len() * 3 > reader.width() || view.hangs(rows[last].row) {
        return;
    }
    let run =
        before.iter().rev().take_while(|&&k| !view.hangs(rows[k].row) && signature(view, reader, rows[k].row) == pattern).count()
            + 1;
    let numbered = reader.serial.is_some();
    if numbered && run > REPEATS || !numbered && run > 4 * REPEATS && run < records.len() {
        for &k in &records[records.len() - run..] {
            rows[k].kind = RowKind::Placeholder;
        }
    }
}

fn signature(view: &View<'_>, reader: &Reader<'_>, row: u32) -> Vec<(u32, String)> {
    cells(view, reader, row).iter().map(|cell| (cell.at.col, text_of(cell).map_or_else(|| super::shown(cell), squash))).collect()
}

/// A row of nothing but amounts, each the sum of what stands above it, is a total whoever forgot to write so.
fn mark_unlabelled_sums(view: &View<'_>, reader: &Reader<'_>, rows: &mut [BodyRow]) {
    let bare: Vec<usize> = (1..rows.len())
        .rev()
        .filter(|&k| rows[k].kind == RowKind::Record)
        .take_while(|&k| only_amounts(&cells(view, reader, rows[k].row)))
        .collect();
    let first = rows.iter().position(|row| row.kind == RowKind::Record).unwrap_or(0);
    for k in bare {
        if k <= first || view.hangs(rows[k].row) {
            continue;
        }
        // A column that never holds words cannot be told from a sum.
        let has_words =
            rows[..k].iter().filter(|row| row.kind == RowKind::Record).any(|row| !only_amounts(&cells(view, reader, row.row)));
        let is_sum = cells(view, reader, rows[k].row).iter().all(|cell| adds_up(view, reader, &rows[..k], cell));
        if has_words && is_sum {
            rows[k].kind = RowKind::Total;
        }
    }
}

fn only_amounts(cells: &[&GridCell]) -> bool {
    !cells.is_empty() && cells.iter().all(|cell| kind(cell) == Kind::Number)
}

/// Whether a cell is the sum of the records above it in its column, to the rounding of binary numbers.
fn adds_up(view: &View<'_>, reader: &Reader<'_>, above: &[BodyRow], cell: &GridCell) -> bool {
    let Some(stated) = number(cell) else { return false };
    let sum: f64 = above
        .iter()
        .filter(|row| row.kind == RowKind::Record)
        .flat_map(|row| reader.cells(view, view.index_from(row.row)).filter(|other| other.at.col == cell.at.col))
        .filter_map(number)
        .sum();
    stated != 0.0 && (sum - stated).abs() <= 1e-6 * stated.abs().max(1.0)
}
