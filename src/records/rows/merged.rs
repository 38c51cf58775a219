//! Merged cells of the body: the value of a vertical merge belongs to each of its rows, never to other columns.

use crate::intake::{Grid, GridCell};
use crate::origin::Rect;

/// The merges that reach several rows of the body, by their left column.
pub(super) struct Merges<'g> {
    grid: &'g Grid,
    /// Sorted by column, then row.
    vertical: Vec<Rect>,
}

/// A value that a merge gives to a row below its first.
pub(super) struct Filled<'g> {
    pub(super) cell: &'g GridCell,
    pub(super) rect: Rect,
}

impl<'g> Merges<'g> {
    pub(super) fn new(grid: &'g Grid, first: u32, last: u32) -> Self {
        let mut vertical: Vec<Rect> = grid
            .merges
            .iter()
            .filter(|rect| rect.height() > 1 && rect.first.row >= first && rect.first.row <= last)
            .copied()
            .collect();
        vertical.sort_by_key(|rect| (rect.first.col, rect.first.row));
        Self { grid, vertical }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.vertical.is_empty()
    }

    /// What a merge above gives to a cell that is itself blank.
    pub(super) fn above(&self, row: u32, col: u32) -> Option<Filled<'g>> {
        let after = self.vertical.partition_point(|rect| (rect.first.col, rect.first.row) <= (col, row));
        let rect =
            self.vertical[..after].last().filter(|rect| rect.first.col == col && rect.last.row >= row && rect.first.row < row)?;
        Some(Filled { cell: self.grid.get(rect.first)?, rect: *rect })
    }
}
