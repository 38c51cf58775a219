//! Column widths: what headings and cells need, then stretched so that pages are filled alike.

use super::page;
use crate::workbook::cell::{Cell, Look};
use crate::workbook::sheet::{Block, Column, Rows, Sheet, SheetUse, Table, Width};
use crate::workbook::text::display_width;

/// Rows of a long list that are looked at for widths and decimals.
const SAMPLE: usize = 2_000;
/// Columns of a card row.
pub(crate) const CARDS_ACROSS: usize = 6;
/// Up to this part of the page a table leaves room for its chart beside it.
const BESIDE: f64 = 0.6;

/// The widths of a sheet's columns, and how many belong to its tables (the rest is room for charts beside them).
pub(crate) struct Widths {
    pub(crate) all: Vec<f64>,
    pub(crate) table: usize,
}

impl Widths {
    pub(crate) fn pixels(&self) -> f64 {
        self.all.iter().map(|w| page::pixels(*w)).sum()
    }
    pub(crate) fn table_pixels(&self) -> f64 {
        self.all.iter().take(self.table).map(|w| page::pixels(*w)).sum()
    }
    pub(crate) const fn beside(&self) -> bool {
        self.all.len() > self.table
    }
}

/// `spread`: how many page widths a report takes up before it is scaled to one.
pub(crate) fn widths(sheet: &Sheet<'_>, spread: f64) -> Widths {
    let mut needed: Vec<f64> = Vec::new();
    let mut rigid: Vec<bool> = Vec::new();
    let mut charts = false;
    for block in &sheet.blocks {
        let (block_widths, block_rigid) = match block {
            Block::Table(table) => {
                charts |= !table.charts.is_empty();
                (natural(table), table.columns.iter().map(|c| matches!(c.width, Width::Exactly(_))).collect())
            }
            Block::Cards(_) | Block::Links(_) | Block::Charts(_) => {
                let card = page::digits(page::page_pixels() * spread / CARDS_ACROSS as f64);
                (vec![card; CARDS_ACROSS], vec![false; CARDS_ACROSS])
            }
            Block::Caption(_) | Block::Facts(_) => continue,
        };
        for (i, width) in block_widths.into_iter().enumerate() {
            if i < needed.len() {
                needed[i] = needed[i].max(width);
                rigid[i] &= block_rigid[i];
            } else {
                needed.push(width);
                rigid.push(block_rigid[i]);
            }
        }
    }
    if needed.is_empty() {
        needed = vec![16.0; CARDS_ACROSS];
        rigid = vec![false; CARDS_ACROSS];
    }
    match sheet.purpose {
        SheetUse::List | SheetUse::Form | SheetUse::Hidden => Widths { table: needed.len(), all: needed },
        SheetUse::Report => fill_page(needed, &rigid, charts, page::page_pixels() * spread),
    }
}

fn fill_page(mut widths: Vec<f64>, rigid: &[bool], charts: bool, page: f64) -> Widths {
    let table = widths.len();
    let total: f64 = widths.iter().map(|w| page::pixels(*w)).sum();
    if charts && total <= page * BESIDE {
        let filler = 8.0;
        let room = page - total;
        let count = (room / page::pixels(filler)).floor().max(1.0);
        widths.extend(std::iter::repeat_n(page::digits(room / count), count as usize));
        return Widths { all: widths, table };
    }
    let loose: f64 = widths.iter().zip(rigid).filter(|(_, rigid)| !**rigid).map(|(w, _)| page::pixels(*w)).sum();
    if total < page && loose > 0.0 {
        let factor = (page - total + loose) / loose;
        for (width, _) in widths.iter_mut().zip(rigid).filter(|(_, rigid)| !**rigid) {
            *width = page::digits(page::pixels(*width) * factor);
        }
    }
    Widths { all: widths, table }
}

/// The decimals every column of a table needs, from its first rows.
pub(crate) fn looks(table: &Table<'_>) -> Vec<Look> {
    let mut looks: Vec<Look> = table.columns.iter().map(|c| Look { kind: c.kind, decimals: 0 }).collect();
    each_row(&table.rows, |cells| {
        for (look, cell) in looks.iter_mut().zip(cells) {
            look.decimals = look.decimals.max(cell.value.decimals(look.kind));
        }
    });
    looks
}

fn natural(table: &Table<'_>) -> Vec<f64> {
    let looks = looks(table);
    let mut widest = vec![0; table.columns.len()];
    each_row(&table.rows, |cells| {
        for ((widest, cell), look) in widest.iter_mut().zip(cells).zip(&looks) {
            *widest = (*widest).max(display_width(&cell.value.shown(cell.look(*look))));
        }
    });
    let room = if table.filter { 2.5 } else { 0.0 };
    table.columns.iter().zip(widest).map(|(column, widest)| fit(column, widest as f64, room)).collect()
}

/// `room`: what a filter's button takes from the heading.
fn fit(column: &Column, widest: f64, room: f64) -> f64 {
    match column.width {
        Width::Exactly(width) => width,
        Width::Fit { least, most } => {
            let title = column.title();
            let heading = display_width(&title) as f64 + room;
            // a long heading is set in two lines
            let halved = !title.contains('\n') && heading > 10.0;
            let heading = if halved { (heading / 2.0 + 1.5).max(10.0) } else { heading };
            (widest.max(heading) * 0.95 + 2.0).clamp(least, most.max(least))
        }
    }
}

fn each_row(rows: &Rows<'_>, mut visit: impl FnMut(&[Cell])) {
    match rows {
        Rows::Listed(rows) => rows.iter().for_each(|row| visit(&row.cells)),
        Rows::Streamed { count, row } => (0..(*count).min(SAMPLE)).for_each(|i| visit(&row(i))),
    }
}
