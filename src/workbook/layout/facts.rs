//! A line of labelled facts: each takes as many columns as its label and a value need.

use super::{Canvas, page};
use crate::origin::{CellRef, Rect};
use crate::workbook::cell::{Cell, Scalar, Style};
use crate::workbook::grid::{GridCell, GridRow, PlacedEntry};
use crate::workbook::sheet::Fact;
use crate::workbook::text::display_width;

/// Digits that a value has at least.
const VALUE_WIDTH: f64 = 14.0;
const HEIGHT: f64 = 20.0;

/// Places facts from left to right; what does not fit on the line begins the next.
pub(super) fn place(canvas: &mut Canvas<'_>, facts: &[Fact]) {
    let mut line = Line::default();
    for fact in facts {
        if !line.add(canvas, fact) {
            std::mem::take(&mut line).close(canvas);
            line.add(canvas, fact);
        }
    }
    line.close(canvas);
}

#[derive(Default)]
struct Line {
    cells: Vec<GridCell>,
    merges: Vec<(u32, u32)>,
    entries: Vec<(u32, u32, Fact)>,
    /// The next free column.
    next: usize,
}

impl Line {
    /// Whether there was room; the first fact of a line always has it.
    fn add(&mut self, canvas: &Canvas<'_>, fact: &Fact) -> bool {
        let label = format!("{}：", fact.label);
        let value = match &fact.cell.value {
            Scalar::Text(text) => display_width(text) as f64 + 2.0,
            _ => 0.0,
        };
        let widths = &canvas.widths.all;
        let label_to = reach(widths, self.next, display_width(&label) as f64 + 1.0);
        let value_to = reach(widths, label_to + 1, value.max(VALUE_WIDTH));
        if value_to >= widths.len() && self.next > 0 {
            return false;
        }
        let value_to = value_to.min(widths.len().saturating_sub(1)).max(label_to + 1);
        self.put(self.next, label_to, Style::FactLabel, Cell::text(&label));
        let style = if fact.entry.is_open() { Style::FactBlank } else { Style::FactValue };
        self.put(label_to + 1, value_to, style, fact.cell.clone());
        self.entries.push((label_to as u32 + 1, value_to as u32, fact.clone()));
        self.next = value_to + 1;
        true
    }

    fn put(&mut self, from: usize, to: usize, style: Style, cell: Cell) {
        self.cells.push(GridCell { col: from as u32, style, cell });
        self.cells.extend((from + 1..=to).map(|col| GridCell { col: col as u32, style, cell: Cell::default() }));
        self.merges.push((from as u32, to as u32));
    }

    fn close(self, canvas: &mut Canvas<'_>) {
        if self.cells.is_empty() {
            return;
        }
        let row = canvas.push(GridRow { height: HEIGHT, cells: self.cells });
        for (from, to) in self.merges {
            canvas.merge(row, row, from, to);
        }
        for (from, to, fact) in self.entries.into_iter().filter(|(_, _, fact)| fact.entry.is_open()) {
            let area = Rect { first: CellRef::new(row, from), last: CellRef::new(row, to) };
            canvas.grid.entries.push(PlacedEntry { area, entry: fact.entry });
        }
    }
}

/// The last of the columns from `from` on that together hold so many digits; one behind the last column if they do not.
fn reach(widths: &[f64], from: usize, digits: f64) -> usize {
    let mut room = page::pixels(digits);
    for (col, width) in widths.iter().enumerate().skip(from) {
        room -= page::pixels(*width);
        if room <= 0.0 {
            return col;
        }
    }
    widths.len()
}
