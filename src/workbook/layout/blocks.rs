//! Cards, links and charts.

use super::columns::CARDS_ACROSS;
use super::{Canvas, page};
use crate::statistics::ChartKind;
use crate::workbook::cell::{Cell, Look, Style};
use crate::workbook::grid::{GridCell, GridRow, PlacedChart};
use crate::workbook::sheet::{Block, Card, Chart, Link, Tone};

/// Pixels of a row reserved for charts (15 points).
const CHART_ROW: u32 = 20;
/// Pixels between two charts, and between a chart and the edge.
const CHART_GAP: u32 = 12;
/// Charts of the overview stand in pairs of this height.
const PAIR_HEIGHT: u32 = 330;
/// A chart below its table; one of bars grows with its rows.
const BELOW_HEIGHT: u32 = 300;
const BELOW_MOST: u32 = 560;
const BAR_HEIGHT: u32 = 20;
const AROUND_BARS: u32 = 110;

/// Pixels that a chart stays away from the lines of the cells around it, so that it belongs to no further row or column.
const INSET: u32 = 3;

/// Points that a block takes at least before a page may end.
pub(super) fn least_height(block: &Block<'_>) -> f64 {
    match block {
        Block::Cards(_) => 80.0,
        Block::Charts(_) => page::points(f64::from(PAIR_HEIGHT + CHART_GAP)),
        Block::Caption(_) | Block::Links(_) | Block::Facts(_) => 24.0,
        Block::Table(_) => 120.0,
    }
}

/// Places a chart in a frame of cells, a little inside its edges.
fn put(canvas: &mut Canvas<'_>, chart: &Chart, row: u32, left: u32, width: u32, height: u32) {
    let inside = |size: u32| size.saturating_sub(2 * INSET);
    let placed =
        PlacedChart { row, left: left + INSET, top: INSET, width: inside(width), height: inside(height), chart: chart.clone() };
    canvas.grid.charts.push(placed);
}

/// Three rows for every six cards: label, number, note.
pub(super) fn cards(canvas: &mut Canvas<'_>, cards: &[Card]) {
    for (index, group) in cards.chunks(CARDS_ACROSS).enumerate() {
        if index > 0 {
            canvas.push(GridRow { height: 5.0, cells: Vec::new() });
        }
        let room = canvas.widths.all.first().map_or(120.0, |w| page::pixels(*w));
        let note_height = group.iter().map(|card| page::text_height(&card.note, page::NOTE_POINTS, room)).fold(0.0, f64::max);
        canvas.keep_together(22.0 + 32.0 + note_height);
        let place = |style: fn(&Card) -> Style, cell: fn(&Card) -> Cell| {
            let placed = |(col, card): (usize, &Card)| GridCell { col: col as u32, style: style(card), cell: cell(card) };
            group.iter().enumerate().map(placed).collect::<Vec<_>>()
        };
        let label = |card: &Card| Cell { link: card.cell.link.clone(), ..Cell::from(&card.label) };
        canvas.push(GridRow { height: 22.0, cells: place(|_| Style::CardLabel, label) });
        let number = |card: &Card| Cell { link: None, ..card.cell.clone() };
        let row = canvas.push(GridRow { height: 32.0, cells: place(value_style, number) });
        canvas.push(GridRow { height: note_height, cells: place(|_| Style::CardNote, |card| Cell::text(&card.note)) });
        for (col, card) in group.iter().enumerate() {
            if let Some(mark) = &card.mark {
                canvas.grid.marks.insert(mark.clone(), crate::origin::CellRef::new(row, col as u32));
            }
        }
    }
}

fn value_style(card: &Card) -> Style {
    let look = Look { kind: card.kind, decimals: card.cell.value.decimals(card.kind) };
    match card.tone {
        Tone::Calm => Style::CardValue(look),
        Tone::Alert => Style::AlertValue(look),
    }
}

/// The table of contents, six links a row.
pub(super) fn links(canvas: &mut Canvas<'_>, links: &[Link]) {
    let room = canvas.widths.all.first().map_or(120.0, |w| page::pixels(*w));
    for group in links.chunks(CARDS_ACROSS) {
        let height = group.iter().map(|link| page::text_height(&link.text, page::BODY_POINTS, room)).fold(21.0, f64::max);
        let cells = group.iter().enumerate().map(|(col, link)| GridCell {
            col: col as u32,
            style: Style::Link,
            cell: Cell::text(&link.text).link(link.target.clone()),
        });
        let cells = cells.collect();
        canvas.push(GridRow { height, cells });
    }
}

/// Charts in pairs over the whole width; a single one takes it all.
pub(super) fn charts(canvas: &mut Canvas<'_>, charts: &[Chart]) {
    let total = canvas.widths.pixels() as u32;
    for pair in charts.chunks(2) {
        let width = (total - CHART_GAP * (pair.len() as u32 - 1)) / pair.len() as u32;
        let row = reserve(canvas, PAIR_HEIGHT + CHART_GAP);
        for (i, chart) in pair.iter().enumerate() {
            let left = i as u32 * (width + CHART_GAP);
            put(canvas, chart, row, left, width, PAIR_HEIGHT);
        }
    }
}

/// A chart under its table.
pub(super) fn below(canvas: &mut Canvas<'_>, chart: &Chart) {
    canvas.gap();
    let width = canvas.widths.pixels() as u32;
    let height = match chart.kind {
        ChartKind::Bar => (chart.bars as u32 * BAR_HEIGHT + AROUND_BARS).clamp(BELOW_HEIGHT, BELOW_MOST),
        _ => BELOW_HEIGHT,
    };
    let row = reserve(canvas, height);
    put(canvas, chart, row, 0, width, height);
}

/// A chart to the right of its table, whose rows from `top` on have `table_height` points.
pub(super) fn beside(canvas: &mut Canvas<'_>, chart: &Chart, top: u32, table_height: f64) {
    let left = canvas.widths.table_pixels() as u32 + CHART_GAP;
    let width = (canvas.widths.pixels() as u32).saturating_sub(left);
    let height = beside_height(table_height);
    put(canvas, chart, top, left, width, height);
    let missing = page::points(f64::from(height)) - table_height;
    if missing > 0.0 {
        canvas.push(GridRow { height: missing, cells: Vec::new() });
    }
}

/// Pixels of a chart beside a table of so many points.
pub(super) fn beside_height(table_height: f64) -> u32 {
    (table_height * 96.0 / 72.0).clamp(250.0, 400.0) as u32
}

/// Empty rows for a chart, all on one page.
fn reserve(canvas: &mut Canvas<'_>, height: u32) -> u32 {
    canvas.keep_together(page::points(f64::from(height)));
    let first = canvas.next_row();
    for _ in 0..height.div_ceil(CHART_ROW) {
        canvas.push(GridRow { height: page::points(f64::from(CHART_ROW)), cells: Vec::new() });
    }
    first
}
