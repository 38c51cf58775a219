//! A laid-out sheet: semantic cells in places, before anything is written.

use std::collections::BTreeMap;
use std::fmt;
use std::fmt::Write as _;
use std::sync::Arc;

use super::cell::{Cell, Kind, Look, Style};
use super::entry::Entry;
use super::sheet::{Chart, SheetUse};
use crate::origin::{CellRef, Rect};

/// A single cell that formulas of other sheets refer to by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    Figure(Arc<str>),
    Parameter(Arc<str>),
}

/// A sheet with everything in its place. Rows and columns are 0-based.
#[derive(Debug)]
pub struct Grid<'a> {
    /// As declared.
    pub wish: Arc<str>,
    /// Safe and unique in its book.
    pub name: String,
    pub purpose: SheetUse,
    pub paper: Paper,
    /// Column widths in digits.
    pub widths: Vec<f64>,
    pub rows: Vec<GridRow>,
    /// Rows below [`Grid::rows`] that are made while writing.
    pub tail: Option<Tail<'a>>,
    pub merges: Vec<Rect>,
    pub tables: Vec<PlacedTable>,
    /// Where people type, and what; no two overlap.
    pub entries: Vec<PlacedEntry>,
    pub marks: BTreeMap<Mark, CellRef>,
    pub charts: Vec<PlacedChart>,
    /// A new page begins at each of these rows.
    pub breaks: Vec<u32>,
    /// The first cell that scrolls.
    pub frozen: Option<CellRef>,
    /// First and last row repeated on every page.
    pub repeated: Option<(u32, u32)>,
    /// So many first rows are for the screen only.
    pub unprinted: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    A4,
    /// For lists that would be too small to read on A4.
    A3,
}

#[derive(Debug, Clone, Default)]
pub struct GridRow {
    /// Points.
    pub height: f64,
    pub cells: Vec<GridCell>,
}

#[derive(Debug, Clone)]
pub struct GridCell {
    pub col: u32,
    pub style: Style,
    pub cell: Cell,
}

/// The rows of a streamed table.
pub struct Tail<'a> {
    pub first_row: u32,
    pub count: usize,
    pub looks: Vec<Look>,
    pub row: &'a (dyn Fn(usize) -> Vec<Cell> + Send + Sync + 'a),
}

impl fmt::Debug for Tail<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tail").field("first_row", &self.first_row).field("count", &self.count).finish_non_exhaustive()
    }
}

/// Where a table's columns ended up.
#[derive(Debug)]
pub struct PlacedTable {
    pub id: Arc<str>,
    /// Headings as declared, and kinds, of all columns from the sheet's first.
    pub columns: Vec<(Arc<str>, Kind)>,
    /// Columns in front of the declared ones.
    pub lead: usize,
    pub header: u32,
    /// All rows of the body, totals too; one blank row if there are none.
    pub body: (u32, u32),
    /// Runs of rows that are no totals.
    pub items: Vec<(u32, u32)>,
    pub filter: bool,
    /// Columns with data bars.
    pub bars: Vec<u32>,
}

/// Cells that take the same entries.
#[derive(Debug, Clone)]
pub struct PlacedEntry {
    pub area: Rect,
    pub entry: Entry,
}

/// A chart with its place in pixels from the left edge of the sheet.
#[derive(Debug)]
pub struct PlacedChart {
    pub row: u32,
    pub left: u32,
    /// Pixels below the row's upper edge.
    pub top: u32,
    pub width: u32,
    pub height: u32,
    pub chart: Chart,
}

impl Grid<'_> {
    /// The last row, those of the tail included.
    #[must_use]
    pub fn last_row(&self) -> u32 {
        let tail = self.tail.as_ref().map(|tail| tail.first_row + tail.count as u32);
        tail.unwrap_or(self.rows.len() as u32).saturating_sub(1)
    }

    /// The table whose body holds a row.
    #[must_use]
    pub fn table_at(&self, row: u32) -> Option<&PlacedTable> {
        self.tables.iter().find(|table| table.body.0 <= row && row <= table.body.1)
    }

    /// The sheet as text, one line a row, cells separated by ` | `: what the tests compare.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = format!("# {}\n", self.name);
        for row in &self.rows {
            let cells = row.cells.iter().map(|c| (c.col, c.cell.value.shown(look_of(c.style)), c.cell.formula.is_some()));
            write_line(&mut out, cells);
        }
        if let Some(tail) = &self.tail {
            for index in 0..tail.count {
                let cells = (tail.row)(index);
                let shown = cells.iter().zip(&tail.looks).enumerate();
                write_line(&mut out, shown.map(|(i, (cell, look))| (i as u32, cell.value.shown(*look), cell.formula.is_some())));
            }
        }
        for chart in &self.charts {
            let _ = writeln!(out, "[图 {:?} {} ← {}]", chart.chart.kind, chart.chart.title, chart.chart.table);
        }
        out
    }
}

/// One line; a formula's result is marked by `=`. Empty rows are kept so that gaps show.
fn write_line(out: &mut String, cells: impl Iterator<Item = (u32, String, bool)>) {
    let mut next = 0;
    for (col, text, live) in cells {
        for _ in next..col {
            out.push_str(" |");
        }
        if col > 0 {
            out.push(' ');
        }
        if live {
            out.push('=');
        }
        out.push_str(&text.replace('\n', "⏎"));
        next = col;
    }
    out.push('\n');
}

fn look_of(style: Style) -> Look {
    match style {
        Style::Item(look)
        | Style::Plain(look)
        | Style::Total(look)
        | Style::Open(look)
        | Style::CardValue(look)
        | Style::AlertValue(look) => look,
        _ => Look { kind: Kind::Text, decimals: 0 },
    }
}
