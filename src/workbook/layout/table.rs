//! A table: caption, basis, one or two header rows, body, charts.

use std::sync::Arc;

use super::{Canvas, blocks, columns, page};
use crate::origin::{CellRef, Rect};
use crate::workbook::cell::{Cell, Kind, Look, Style};
use crate::workbook::entry::Entry;
use crate::workbook::grid::{GridCell, GridRow, PlacedEntry, PlacedTable, Tail};
use crate::workbook::sheet::{Column, Row, RowKind, Rows, SheetUse, Table};

/// Points of an ordinary row.
const ROW_HEIGHT: f64 = 18.0;
const HEADER_HEIGHT: f64 = 24.0;
/// Longer lists are written line by line, one line a row.
pub(super) const LONG: usize = 20_000;
/// Rows a sheet has at most.
const SHEET_ROWS: usize = 1_048_576;

/// `alone`: the sheet's only block, so its header may be frozen and repeated.
pub(super) fn place<'a>(canvas: &mut Canvas<'a>, table: &'a Table<'_>, alone: bool) {
    let looks = columns::looks(table);
    let header = header_rows(canvas, table);
    let body = match &table.rows {
        Rows::Listed(rows) => rows.iter().map(|row| body_row(canvas, table, row, &looks)).collect(),
        Rows::Streamed { .. } => Vec::new(),
    };
    let height: f64 = header.iter().chain(&body).map(|row| row.height).sum();
    keep(canvas, table, height);
    if let Some(caption) = &table.caption {
        canvas.line(caption, Style::Caption, page::CAPTION_POINTS);
    }
    if !table.basis.is_empty() {
        canvas.line(&table.basis, Style::Note, page::NOTE_POINTS);
    }
    let top = place_header(canvas, table, header);
    if alone {
        stay_in_sight(canvas, table, top, height);
    }
    place_body(canvas, table, body, looks);
    for (index, chart) in table.charts.iter().enumerate() {
        if canvas.widths.beside() && index == 0 {
            blocks::beside(canvas, chart, top, height);
        } else {
            blocks::below(canvas, chart);
        }
    }
}

/// Keeps a table of moderate size on one page, together with a chart beside it; longer ones begin with a few rows at least.
fn keep(canvas: &mut Canvas<'_>, table: &Table<'_>, height: f64) {
    let beside = canvas.widths.beside() && !table.charts.is_empty();
    let height = if beside { height.max(page::points(f64::from(blocks::beside_height(height)))) } else { height };
    let captions = 26.0 + if table.basis.is_empty() { 0.0 } else { 20.0 };
    let whole = height + captions;
    canvas.keep_together(if whole <= canvas.capacity { whole } else { captions + HEADER_HEIGHT * 2.0 + ROW_HEIGHT * 3.0 });
}

fn header_rows(canvas: &Canvas<'_>, table: &Table<'_>) -> Vec<GridRow> {
    let grouped = table.columns.iter().any(|column| column.group.is_some());
    let style = |column: &Column| if column.derived { Style::DerivedHeading } else { Style::Heading };
    let room = |col: usize| page::pixels(canvas.widths.all[col]) - if table.filter { 18.0 } else { 0.0 };
    let mut leaves = GridRow { height: HEADER_HEIGHT, cells: Vec::new() };
    let mut groups = GridRow { height: HEADER_HEIGHT, cells: Vec::new() };
    for (col, column) in table.columns.iter().enumerate() {
        let text = column.title();
        let height = page::text_height(&text, page::BODY_POINTS, room(col));
        let over = column.group.as_ref().filter(|_| grouped);
        let leaf = if grouped && over.is_none() { Cell::default() } else { Cell::text(&text) };
        let top = over.map_or_else(|| Cell::text(&text), Cell::from);
        let available = if grouped && over.is_none() { height - HEADER_HEIGHT } else { height };
        leaves.height = leaves.height.max(available);
        leaves.cells.push(GridCell { col: col as u32, style: style(column), cell: leaf });
        groups.cells.push(GridCell { col: col as u32, style: style(column), cell: top });
    }
    if grouped { vec![groups, leaves] } else { vec![leaves] }
}

/// Places the header and merges group headings over their columns, and headings without a group over both rows.
fn place_header(canvas: &mut Canvas<'_>, table: &Table<'_>, header: Vec<GridRow>) -> u32 {
    let top = canvas.next_row();
    let bottom = top + header.len() as u32 - 1;
    for row in header {
        canvas.push(row);
    }
    if bottom == top {
        return top;
    }
    let groups: Vec<Option<&Arc<str>>> = table.columns.iter().map(|column| column.group.as_ref()).collect();
    let mut first = 0;
    while first < groups.len() {
        let same = groups[first..].iter().take_while(|group| groups[first].is_some() && **group == groups[first]).count();
        if same == 0 {
            canvas.merge(top, bottom, first as u32, first as u32);
        } else {
            canvas.merge(top, top, first as u32, (first + same - 1) as u32);
        }
        first += same.max(1);
    }
    top
}

/// Freezes the header of a sheet's only table, and repeats it on every page if the table of so many points takes several.
fn stay_in_sight(canvas: &mut Canvas<'_>, table: &Table<'_>, top: u32, height: f64) {
    let body = canvas.next_row();
    canvas.grid.frozen = Some(CellRef::new(body, table.frozen_columns as u32));
    if canvas.fresh + height <= canvas.capacity && matches!(table.rows, Rows::Listed(_)) {
        return;
    }
    canvas.grid.repeated = Some((top, body - 1));
    canvas.repeated = canvas.grid.rows[top as usize..body as usize].iter().map(|row| row.height).sum();
}

fn place_body<'a>(canvas: &mut Canvas<'a>, table: &'a Table<'_>, body: Vec<GridRow>, looks: Vec<Look>) {
    let first = canvas.next_row();
    let mut count = body.len();
    let mut items = vec![(first, first)];
    for row in body {
        canvas.push(row);
    }
    match &table.rows {
        Rows::Listed(rows) => {
            items = item_runs(rows, first);
            for (index, row) in rows.iter().enumerate() {
                if let Some((col, mark)) = &row.mark {
                    canvas.grid.marks.insert(mark.clone(), CellRef::new(first + index as u32, *col as u32));
                }
            }
            if count == 0 {
                canvas.push(blank_row(&looks));
            }
        }
        Rows::Streamed { count: 0, .. } => {
            canvas.push(blank_row(&looks));
        }
        Rows::Streamed { count: streamed, row } => {
            count = (*streamed).min(SHEET_ROWS - first as usize);
            items = vec![(first, first + count as u32 - 1)];
            canvas.grid.tail = Some(Tail { first_row: first, count, looks, row: &**row });
        }
    }
    let body = (first, first + count.max(1) as u32 - 1);
    place_entries(canvas, table, body);
    canvas.grid.tables.push(placed(table, body, items));
}

/// Where people type: cells with entries of their own, and around them the columns'.
fn place_entries(canvas: &mut Canvas<'_>, table: &Table<'_>, (first, last): (u32, u32)) {
    let own = |col: usize| match &table.rows {
        Rows::Listed(rows) => {
            rows.iter().zip(first..).filter_map(|(row, at)| Some((at, row_entry(row, col)?.clone()))).collect::<Vec<_>>()
        }
        Rows::Streamed { .. } => Vec::new(),
    };
    for (index, column) in table.columns.iter().enumerate() {
        let mut next = first;
        let mut add = |from: u32, to: u32, entry: &Entry| {
            if from <= to && entry.is_open() {
                let area = Rect { first: CellRef::new(from, index as u32), last: CellRef::new(to, index as u32) };
                canvas.grid.entries.push(PlacedEntry { area, entry: entry.clone() });
            }
        };
        for (at, entry) in own(index) {
            if at > next {
                add(next, at - 1, &column.entry);
            }
            add(at, at, &entry);
            next = at + 1;
        }
        add(next, last, &column.entry);
    }
}

fn row_entry(row: &Row, col: usize) -> Option<&Entry> {
    row.entries.iter().find(|(index, _)| *index == col).map(|(_, entry)| entry)
}

/// The record of where a table stands; its last header row is the one above the body.
fn placed(table: &Table<'_>, body: (u32, u32), items: Vec<(u32, u32)>) -> PlacedTable {
    let columns = || table.columns.iter().zip(0u32..);
    PlacedTable {
        id: table.id.clone(),
        columns: columns().map(|(column, _)| (column.heading.clone(), column.kind)).collect(),
        lead: table.lead,
        header: body.0 - 1,
        body,
        items,
        filter: table.filter,
        bars: columns().filter(|(column, _)| column.bars).map(|(_, col)| col).collect(),
    }
}

/// Runs of neighbouring rows that are no totals; the place of a blank row if there are none.
fn item_runs(rows: &[Row], first: u32) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for (index, _) in rows.iter().enumerate().filter(|(_, row)| row.kind == RowKind::Item) {
        let at = first + index as u32;
        match runs.last_mut() {
            Some(run) if run.1 + 1 == at => run.1 = at,
            _ => runs.push((at, at)),
        }
    }
    if runs.is_empty() { vec![(first, first)] } else { runs }
}

fn blank_row(looks: &[Look]) -> GridRow {
    let cells = looks.iter().enumerate();
    let cells = cells.map(|(col, look)| GridCell { col: col as u32, style: Style::Item(*look), cell: Cell::default() });
    GridRow { height: ROW_HEIGHT, cells: cells.collect() }
}

fn body_row(canvas: &Canvas<'_>, table: &Table<'_>, row: &Row, looks: &[Look]) -> GridRow {
    let mut out = GridRow { height: ROW_HEIGHT, cells: Vec::with_capacity(looks.len()) };
    for (col, look) in looks.iter().enumerate() {
        let cell = row.cells.get(col).cloned().unwrap_or_default();
        let look = &cell.look(*look);
        if matches!(look.kind, Kind::Text | Kind::Word | Kind::Light) {
            let text = cell.value.shown(*look);
            out.height = out.height.max(page::text_height(&text, page::BODY_POINTS, page::pixels(canvas.widths.all[col])));
        }
        let entry = row_entry(row, col).or_else(|| table.columns.get(col).map(|column| &column.entry));
        let open = canvas.grid.purpose == SheetUse::Form && entry.is_some_and(Entry::is_open);
        let style = match row.kind {
            RowKind::Total => Style::Total(*look),
            RowKind::Item if open => Style::Open(*look),
            RowKind::Item if cell.link.is_some() => Style::Link,
            RowKind::Item => Style::Item(*look),
        };
        out.cells.push(GridCell { col: col as u32, style, cell });
    }
    // more than a page holds is cut on screen and paper alike, so a row takes at most what the format allows
    out.height = out.height.min(400.0);
    out
}

/// The height of a streamed row, `None` for the lists that are written one line a row.
pub(in crate::workbook) fn streamed_height(tail: &Tail<'_>, cells: &[Cell], widths: &[f64]) -> Option<f64> {
    if tail.count > LONG {
        return None;
    }
    let texts = cells.iter().zip(&tail.looks).zip(widths).filter(|((_, look), _)| matches!(look.kind, Kind::Text | Kind::Word));
    let heights =
        texts.map(|((cell, look), width)| page::text_height(&cell.value.shown(*look), page::BODY_POINTS, page::pixels(*width)));
    Some(heights.fold(ROW_HEIGHT, f64::max).min(400.0))
}

/// Whether a streamed list is written in constant memory.
pub(in crate::workbook) const fn is_long(tail: &Tail<'_>) -> bool {
    tail.count > LONG
}
