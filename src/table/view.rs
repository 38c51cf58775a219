//! A grid seen row by row: only filled rows, cells with the ranges they are merged over, and which rows hang under a tall merge.

use super::text::is_filled;
use crate::intake::{Grid, GridCell};
use crate::origin::{CellRef, Rect};

/// A merge over more rows than this is an accident or an attack, not a value shared by records.
const TALLEST: u32 = 5_000;

/// A sheet prepared for the finder: built once, in one pass over cells and merges.
pub(super) struct View<'g> {
    pub(super) grid: &'g Grid,
    /// Rows with at least one filled cell, in order.
    lines: Vec<Line>,
    /// Row intervals (first, last) that lie under the top row of a filled merge of several rows; disjoint, sorted.
    hanging: Vec<(u32, u32)>,
    /// Columns that are looked at; cells outside do not exist.
    columns: (u32, u32),
}

struct Line {
    row: u32,
    from: usize,
    to: usize,
}

/// A filled cell and the range it covers (itself, or its merged range).
#[derive(Clone, Copy)]
pub(super) struct Spanned<'g> {
    pub(super) cell: &'g GridCell,
    pub(super) rect: Rect,
}

impl<'g> View<'g> {
    /// The cells of some columns and rows (both ends inside) of a grid.
    pub(super) fn new(grid: &'g Grid, columns: (u32, u32), rows: (u32, u32)) -> Self {
        let mut lines: Vec<Line> = Vec::new();
        let from = grid.cells.partition_point(|cell| cell.at.row < rows.0);
        for (i, cell) in grid.cells.iter().enumerate().skip(from).take_while(|(_, cell)| cell.at.row <= rows.1) {
            if cell.at.col < columns.0 || cell.at.col > columns.1 || !is_filled(cell) {
                continue;
            }
            match lines.last_mut() {
                Some(line) if line.row == cell.at.row => line.to = i + 1,
                _ => lines.push(Line { row: cell.at.row, from: i, to: i + 1 }),
            }
        }
        Self { grid, lines, hanging: hanging(grid, columns), columns }
    }

    /// Number of filled rows.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// The sheet row of the `i`-th filled row; beyond the last, no sheet has it.
    pub(super) fn row(&self, i: usize) -> u32 {
        self.lines.get(i).map_or(u32::MAX, |line| line.row)
    }

    /// The index of the first filled row at or after a sheet row.
    pub(super) fn index_from(&self, row: u32) -> usize {
        self.lines.partition_point(|line| line.row < row)
    }

    /// The filled rows from index `from` on that stand together: at most `most`, ended by a blank row once there are two.
    pub(super) fn stretch(&self, from: usize, most: usize) -> std::ops::Range<usize> {
        let end = self.len().min(from + most);
        let gap = (from + 2..end).find(|&i| self.row(i) > self.row(i - 1) + 1 && !self.hangs(self.row(i - 1) + 1));
        from..gap.unwrap_or(end).max(from.min(end))
    }

    /// The filled cells of the `i`-th filled row.
    pub(super) fn cells(&self, i: usize) -> impl DoubleEndedIterator<Item = &'g GridCell> + Clone + use<'g> {
        let line = &self.lines[i];
        let (left, right) = self.columns;
        self.grid.cells[line.from..line.to]
            .iter()
            .filter(move |cell| cell.at.col >= left && cell.at.col <= right && is_filled(cell))
    }

    /// The filled cells of a sheet row; nothing for a blank row.
    pub(super) fn cells_at(&self, row: u32) -> impl DoubleEndedIterator<Item = &'g GridCell> + Clone + use<'g> {
        let i = self.index_from(row);
        let hit = self.lines.get(i).is_some_and(|line| line.row == row);
        let line = if hit { (self.lines[i].from, self.lines[i].to) } else { (0, 0) };
        let (left, right) = self.columns;
        self.grid.cells[line.0..line.1].iter().filter(move |cell| cell.at.col >= left && cell.at.col <= right && is_filled(cell))
    }

    /// The filled cells of a sheet row with their merged ranges.
    pub(super) fn spanned(&self, row: u32) -> Vec<Spanned<'g>> {
        self.cells_at(row).map(|cell| Spanned { cell, rect: self.span(cell.at) }).collect()
    }

    /// The range of a cell that is the corner of a merge, else the cell alone. Merges are sorted by corner: binary search.
    pub(super) fn span(&self, at: CellRef) -> Rect {
        let alone = Rect { first: at, last: at };
        let from = self.grid.merges.partition_point(|merge| merge.first < at);
        self.grid.merges.get(from).filter(|merge| merge.first == at).copied().unwrap_or(alone)
    }

    /// Hidden by the sender. The list is sorted.
    pub(super) fn is_hidden_column(&self, col: u32) -> bool {
        self.grid.hidden_cols.binary_search(&col).is_ok()
    }

    /// Whether a row lies under the top row of a filled merge: what looks blank there is said above.
    pub(super) fn hangs(&self, row: u32) -> bool {
        let i = self.hanging.partition_point(|&(first, _)| first <= row);
        i > 0 && self.hanging[i - 1].1 >= row
    }
}

/// Unites the rows below the corners of filled tall merges. Sorted input makes one sweep enough, however many merges a file declares.
fn hanging(grid: &Grid, columns: (u32, u32)) -> Vec<(u32, u32)> {
    let mut united: Vec<(u32, u32)> = Vec::new();
    for merge in grid.merges.iter().filter(|merge| merge.height() > 1 && (columns.0..=columns.1).contains(&merge.first.col)) {
        if merge.height() > TALLEST || !grid.get(merge.first).is_some_and(is_filled) {
            continue;
        }
        let (first, last) = (merge.first.row + 1, merge.last.row);
        match united.last_mut() {
            Some(open) if open.1 + 1 >= first => open.1 = open.1.max(last),
            _ => united.push((first, last)),
        }
    }
    united
}
