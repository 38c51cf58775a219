//! One table in the making: rows, cells, spans.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::tokens::{attribute, push_collapsed};
use crate::intake::budget::Budget;
use crate::intake::builder::{Builder, COLS, ROWS, Raw};
use crate::intake::{NumberClass, Refusal};
use crate::origin::{CellRef, Rect};

/// Rows and columns count from the table's corner.
#[derive(Debug, Default)]
pub(super) struct Table {
    cells: Vec<(CellRef, String)>,
    merged: Vec<Rect>,
    hidden_rows: Vec<u32>,
    /// Rows begun so far; the open one is the last.
    rows: u32,
    col: u32,
    /// Columns that cells above reach into: column → first row below them.
    occupied: BTreeMap<u32, u32>,
    open: Option<Cell>,
}

#[derive(Debug)]
struct Cell {
    at: CellRef,
    text: String,
}

impl Table {
    pub(super) fn text(&mut self, text: &str) {
        if let Some(cell) = &mut self.open {
            push_collapsed(&mut cell.text, text);
        }
    }

    pub(super) fn open(&mut self, name: &str, attributes: &str) {
        match name {
            "tr" => self.start_row(attributes),
            "td" | "th" => self.start_cell(attributes),
            "br" | "p" | "div" | "li" => self.break_line(),
            _ => {}
        }
    }

    pub(super) fn close(&mut self, name: &str) {
        match name {
            "td" | "th" | "tr" => self.end_cell(),
            "p" | "div" | "li" => self.break_line(),
            _ => {}
        }
    }

    fn break_line(&mut self) {
        if let Some(cell) = self.open.as_mut().filter(|cell| !cell.text.is_empty()) {
            cell.text.truncate(cell.text.trim_end_matches(' ').len());
            cell.text.push('\n');
        }
    }

    fn start_row(&mut self, attributes: &str) {
        self.end_cell();
        let style = attribute(attributes, "style").unwrap_or_default().replace(' ', "");
        if style.contains("display:none") {
            self.hidden_rows.push(self.rows);
        }
        self.rows += 1;
        self.col = 0;
    }

    fn start_cell(&mut self, attributes: &str) {
        self.end_cell();
        self.rows = self.rows.max(1);
        let row = self.rows - 1;
        while self.occupied.get(&self.col).is_some_and(|free| *free > row) {
            self.col += 1;
        }
        let span =
            |name, most: u32| attribute(attributes, name).and_then(|n| n.trim().parse().ok()).unwrap_or(1u32).clamp(1, most);
        // Cells past the last column are kept where they are and dropped when the table is placed.
        let col = self.col.min(COLS);
        let (wide, high) = (span("colspan", (COLS - col).max(1)), span("rowspan", 65_534));
        let last = CellRef::new(row + high - 1, col + wide - 1);
        if wide > 1 || high > 1 {
            self.merged.push(Rect { first: CellRef::new(row, col), last });
        }
        if high > 1 {
            self.occupied.extend((col..=last.col).map(|c| (c, row + high)));
        }
        self.open = Some(Cell { at: CellRef::new(row, col), text: String::new() });
        self.col = last.col + 1;
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.open.take() else { return };
        let text = cell.text.trim_matches([' ', '\n']);
        if !text.is_empty() && cell.at.col < COLS {
            self.cells.push((cell.at, text.to_owned()));
        }
    }

    /// Puts the table on the sheet from a row on; gives back its height. A table without text takes no room.
    pub(super) fn place(
        mut self,
        row: u32,
        builder: &mut Builder,
        merged: &mut Vec<Rect>,
        budget: &mut Budget,
    ) -> Result<u32, Refusal> {
        self.end_cell();
        if self.cells.is_empty() {
            return Ok(0);
        }
        let down = |at: CellRef| CellRef::new((at.row + row).min(ROWS), at.col);
        for (at, text) in self.cells {
            let at = down(at);
            builder.push((at.row, at.col), Raw::Text(Cow::Owned(text)), NumberClass::General, false, budget)?;
        }
        // A span that reaches below the last row is cut there, as browsers do.
        let end = CellRef::new(row + self.rows - 1, COLS);
        merged.extend(self.merged.into_iter().map(|m| {
            let last = down(m.last);
            Rect { first: down(m.first), last: CellRef::new(last.row.min(end.row), last.col) }
        }));
        builder.grid.hidden_rows.extend(self.hidden_rows.into_iter().map(|hidden| hidden + row));
        Ok(self.rows)
    }
}
