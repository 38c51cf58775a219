//! A sheet's declaration → its grid. Blocks are placed from top to bottom; every row gets a height that shows its text on paper, and a
//! block that fits on one page is not torn apart.

mod blocks;
mod columns;
mod facts;
pub(crate) mod page;
pub(super) mod table;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cell::{Cell, Style, Target};
use super::grid::{Grid, GridCell, GridRow};
use super::names::safe_names;
use super::sheet::{Block, Book, Sheet, SheetUse};
use crate::origin::{CellRef, Rect};
use columns::Widths;

/// Points between two blocks.
const GAP: f64 = 10.0;
/// How far a report may be spread beyond the page; it is printed smaller by as much.
const SPREADS: [f64; 3] = [1.15, 1.28, 1.4];
/// Longer reports are read page by page anyway.
const MOST_PAGES_TO_SAVE: usize = 4;

impl Book<'_> {
    /// All sheets laid out, under names that are safe and unique.
    #[must_use]
    pub fn lay_out(&self) -> Vec<Grid<'_>> {
        let names = safe_names(self.sheets.iter().map(|sheet| &*sheet.name));
        let back = |sheet: &Sheet<'_>| self.home.clone().filter(|home| *home != sheet.name);
        self.sheets.iter().zip(names).map(|(sheet, name)| Grid { name, ..sheet.lay_out(back(sheet).as_ref()) }).collect()
    }
}

impl Sheet<'_> {
    /// The sheet with everything in its place; `back` is the sheet to which a first row, not printed, leads back.
    ///
    /// A report is spread wider (and so printed smaller) where that saves a good part of its pages: a table and its chart then share one.
    #[must_use]
    pub fn lay_out(&self, back: Option<&Arc<str>>) -> Grid<'_> {
        let plain = self.spread(1.0, back);
        let streamed = plain.grid.tail.is_some();
        if self.purpose != SheetUse::Report || streamed || plain.pages < 2 || plain.pages > MOST_PAGES_TO_SAVE {
            return plain.grid;
        }
        let saves = |canvas: &Canvas<'_>| canvas.pages * 3 <= plain.pages * 2;
        let tighter = SPREADS.iter().map(|spread| self.spread(*spread, back)).find(saves);
        tighter.unwrap_or(plain).grid
    }

    fn spread(&self, spread: f64, back: Option<&Arc<str>>) -> Canvas<'_> {
        let mut canvas = Canvas::new(self, spread);
        if let Some(home) = back {
            canvas.way_back(home);
        }
        canvas.heading(self);
        let mut blocks = self.blocks.iter().peekable();
        let mut captioned = true;
        while let Some(block) = blocks.next() {
            if !captioned {
                canvas.gap();
            }
            captioned = matches!(block, Block::Caption(_) | Block::Facts(_));
            match block {
                Block::Caption(text) => canvas.caption(text, blocks.peek().map_or(0.0, |next| blocks::least_height(next))),
                Block::Cards(cards) => blocks::cards(&mut canvas, cards),
                Block::Links(links) => blocks::links(&mut canvas, links),
                Block::Charts(charts) => blocks::charts(&mut canvas, charts),
                Block::Table(table) => table::place(&mut canvas, table, is_alone(&self.blocks)),
                Block::Facts(facts) => facts::place(&mut canvas, facts),
            }
        }
        canvas
    }
}

/// A single table, whatever facts stand above it.
fn is_alone(blocks: &[Block<'_>]) -> bool {
    let mut others = blocks.iter().filter(|block| !matches!(block, Block::Facts(_)));
    matches!((others.next(), others.next()), (Some(Block::Table(_)), None))
}

/// The sheet under construction, with the page the next row falls on.
struct Canvas<'a> {
    grid: Grid<'a>,
    widths: Widths,
    /// Points of a page, and how many of the current one are used.
    capacity: f64,
    used: f64,
    /// Points used before the page's first block.
    fresh: f64,
    pages: usize,
    /// A single table without charts: programs may break its pages as they like.
    flows: bool,
    /// Points taken by repeated rows on every page after the first.
    repeated: f64,
}

impl<'a> Canvas<'a> {
    fn new(sheet: &'a Sheet<'_>, spread: f64) -> Self {
        let widths = columns::widths(sheet, spread);
        let paper = page::paper(sheet.purpose, widths.pixels());
        let grid = Grid {
            wish: sheet.name.clone(),
            name: sheet.name.to_string(),
            purpose: sheet.purpose,
            paper,
            widths: widths.all.clone(),
            rows: Vec::new(),
            tail: None,
            merges: Vec::new(),
            tables: Vec::new(),
            entries: Vec::new(),
            marks: BTreeMap::new(),
            charts: Vec::new(),
            breaks: Vec::new(),
            frozen: None,
            repeated: None,
            unprinted: 0,
        };
        let capacity = page::capacity(paper, widths.pixels());
        let flows = is_alone(&sheet.blocks)
            && !sheet.blocks.iter().any(|block| matches!(block, Block::Table(table) if !table.charts.is_empty()));
        Self { grid, widths, capacity, used: 0.0, fresh: 0.0, pages: 1, flows, repeated: 0.0 }
    }

    fn next_row(&self) -> u32 {
        self.grid.rows.len() as u32
    }

    fn push(&mut self, row: GridRow) -> u32 {
        if self.used + row.height > self.capacity {
            // where a chart follows, pages must end where they are reckoned to end
            if !self.flows {
                self.grid.breaks.push(self.next_row());
            }
            self.next_page();
        }
        self.used += row.height;
        self.grid.rows.push(row);
        self.next_row() - 1
    }

    /// Begins a new page if `height` points do not fit on this one but would on the next.
    fn keep_together(&mut self, height: f64) {
        let fits = self.used + height <= self.capacity;
        if !fits && self.used > self.fresh && height + self.repeated <= self.capacity {
            self.grid.breaks.push(self.next_row());
            self.next_page();
        }
    }

    fn next_page(&mut self) {
        self.pages += 1;
        self.used = self.repeated;
        self.fresh = self.repeated;
    }

    /// Room between two blocks, unless the page ends here anyway.
    fn gap(&mut self) {
        if self.used + GAP > self.capacity {
            return;
        }
        self.push(GridRow { height: GAP, cells: Vec::new() });
    }

    /// A row for the screen only; it takes no room on the page.
    fn way_back(&mut self, home: &Arc<str>) {
        let link = Cell::text(&format!("返回{home}")).link(Target::Sheet(home.clone()));
        self.grid.rows.push(GridRow { height: 16.0, cells: vec![GridCell { col: 0, style: Style::WayBack, cell: link }] });
        self.grid.unprinted = 1;
    }

    /// Title and notes of the sheet.
    fn heading(&mut self, sheet: &Sheet<'_>) {
        match sheet.purpose {
            SheetUse::Report => {
                self.line(&sheet.title, Style::Title, page::TITLE_POINTS);
                for note in &sheet.notes {
                    self.line(note, Style::Note, page::NOTE_POINTS);
                }
            }
            SheetUse::Hidden => {}
            SheetUse::List | SheetUse::Form => {
                self.single(&sheet.title, Style::ListTitle, page::TITLE_POINTS);
                for note in &sheet.notes {
                    self.single(note, Style::ListNote, page::NOTE_POINTS);
                }
            }
        }
        self.fresh = self.used;
    }

    /// A caption stays with the block it stands over, of which at least `following` points come next.
    fn caption(&mut self, text: &str, following: f64) {
        let height = page::text_height(text, page::CAPTION_POINTS, self.widths.pixels());
        self.keep_together(height + following);
        self.line(text, Style::Caption, page::CAPTION_POINTS);
    }

    /// A text over the whole width.
    fn line(&mut self, text: &str, style: Style, size: f64) {
        let height = page::text_height(text, size, self.widths.pixels());
        let row = self.push(GridRow { height, cells: vec![GridCell { col: 0, style, cell: Cell::text(text) }] });
        self.merge(row, row, 0, self.grid.widths.len() as u32 - 1);
    }

    /// A text in the first cell that runs over its empty neighbours.
    fn single(&mut self, text: &str, style: Style, size: f64) {
        let height = page::text_height("", size, self.widths.pixels());
        self.push(GridRow { height, cells: vec![GridCell { col: 0, style, cell: Cell::text(text) }] });
    }

    fn merge(&mut self, first_row: u32, last_row: u32, first_col: u32, last_col: u32) {
        if (first_row, first_col) != (last_row, last_col) {
            self.grid.merges.push(Rect { first: CellRef::new(first_row, first_col), last: CellRef::new(last_row, last_col) });
        }
    }
}
