//! The finder: header by header down a sheet, each with its title above and its body below, then what stands beside.

use super::columns::{self, Heading};
use super::header::Band;
use super::row::Reader;
use super::score::{Score, score};
use super::title::{self, Above};
use super::view::View;
use super::{Column, GeneralLexicon, Layout, Lexicon, RowKind, Table, TableKind, body, form, headless, side, under};
use crate::intake::Grid;

/// Filled rows within which a header must begin.
const SEARCH: usize = 80;
/// A kv line above the header may look like one; the rows after it are compared.
const LOOK_AHEAD: usize = 4;
/// Rows and columns without bound.
const ALL: (u32, u32) = (0, u32::MAX);

/// The record tables of a sheet, from top to bottom and left to right. A sheet of boxes to fill in gives one table of kind
/// [`TableKind::Form`], a sheet of prose or nothing gives none. An explicit layout is obeyed.
#[must_use]
pub fn locate(grid: &Grid, lexicon: &dyn Lexicon, layout: Option<&Layout>) -> Vec<Table> {
    if grid.is_return_list() {
        return Vec::new();
    }
    let lexicon = Either(lexicon);
    let view = View::new(grid, ALL, ALL);
    if let Some(layout) = layout.filter(|layout| !layout.header_rows.is_empty() || layout.first_data_row.is_some()) {
        return fixed(&view, layout, &lexicon).into_iter().collect();
    }
    let mut tables = Vec::new();
    let boxes = search(&view, &lexicon, Claim::Any, &mut tables);
    if tables.is_empty() {
        tables.extend(headless::find(&view, &lexicon).filter(|_| !boxes));
    }
    if tables.is_empty() {
        tables.extend(as_form(&view, boxes));
    }
    tables.sort_by_key(|table| (table.first_row(), table.columns.first().map(|column| column.col)));
    tables
}

/// The caller's words and the general ones.
struct Either<'l>(&'l dyn Lexicon);

impl Lexicon for Either<'_> {
    fn heading(&self, text: &str) -> f32 {
        let known = self.0.heading(text);
        if known >= 1.0 { known } else { known.max(GeneralLexicon.heading(text)) }
    }
}

/// What may be claimed: beside another table only what is surely a table, because notes stand there too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Claim {
    Any,
    Sure,
}

/// A header with what was found out about it.
struct Found<'g> {
    band: Band<'g>,
    headings: Vec<Heading>,
    above: Above,
    /// First column of what stands beside.
    beside: Option<u32>,
}

/// Collects the tables of a view. Says whether a header was refused because its rows are those of a paper form.
fn search(view: &View<'_>, lexicon: &dyn Lexicon, claim: Claim, tables: &mut Vec<Table>) -> bool {
    let (mut from, mut boxes) = (0, false);
    while from < view.len() {
        let (found, refused) = next_header(view, from, lexicon, claim);
        boxes |= refused;
        let Some(found) = found else { break };
        let (table, end) = assemble(view, found, lexicon);
        let records = table.records().count();
        let right = table.columns.last().map_or(0, |column| column.col) + 1;
        if claim == Claim::Any || records >= 2 && table.columns.len() >= 3 {
            let rows = (view.row(from), if end < view.len() { view.row(end) - 1 } else { u32::MAX });
            tables.push(table);
            beside(view, right, rows, lexicon, tables);
        }
        from = end.max(from + 1);
    }
    boxes
}

/// Looks for further tables to the right of one, in its rows.
fn beside(view: &View<'_>, right: u32, rows: (u32, u32), lexicon: &dyn Lexicon, tables: &mut Vec<Table>) {
    let from = view.index_from(rows.0);
    let some = (from..view.len().min(from + SEARCH))
        .filter(|&i| view.row(i) <= rows.1 && view.cells(i).filter(|cell| cell.at.col >= right).count() >= 3)
        .count();
    if some >= 3 {
        search(&View::new(view.grid, (right, u32::MAX), rows), lexicon, Claim::Sure, tables);
    }
}

/// The next header from filled row `from` on, and whether a form was refused on the way.
fn next_header<'g>(view: &View<'g>, from: usize, lexicon: &dyn Lexicon, claim: Claim) -> (Option<Found<'g>>, bool) {
    let mut refused = false;
    let mut i = from;
    while i < view.len().min(from + SEARCH) {
        let Some((band, headings, score)) = header_at(view, i, lexicon) else {
            i += 1;
            continue;
        };
        if let Some(better) = (i + 1..view.len().min(i + LOOK_AHEAD))
            .find(|&later| header_at(view, later, lexicon).is_some_and(|(_, _, later)| score.yields_to(&later)))
        {
            i = better;
            continue;
        }
        let above = title::read(view, from, i);
        let found = settle(view, band, headings, above, lexicon);
        let reader = Reader::new(&found.band, &found.headings, None);
        let sure = claim == Claim::Any || score.words >= 0.5 && found.headings.len() >= 3;
        if sure && !form::is_form(view, &found.band, &found.headings, &reader, &score, found.above.boxes, lexicon) {
            return (Some(found), refused);
        }
        refused = true;
        i += 1;
    }
    (None, refused)
}

fn header_at<'g>(view: &View<'g>, i: usize, lexicon: &dyn Lexicon) -> Option<(Band<'g>, Vec<Heading>, Score)> {
    let band = Band::at(view, view.row(i), lexicon)?;
    let headings = columns::headings(view, &band);
    let score = score(view, &band, &headings, lexicon);
    score.is_header().then_some((band, headings, score))
}

/// Keeps the leftmost table's columns, and gives a top row that is one cell over all of them to the title.
fn settle<'g>(
    view: &View<'g>,
    mut band: Band<'g>,
    mut headings: Vec<Heading>,
    mut above: Above,
    lexicon: &dyn Lexicon,
) -> Found<'g> {
    let keep = side::leftmost(view, &band, &headings, above.edge, lexicon);
    let beside = headings.get(keep).map(|heading| heading.col);
    if keep < headings.len() {
        headings.truncate(keep);
        let last = headings.last().map_or(0, |heading| heading.col);
        band.cells.retain(|cell| cell.rect.first.col <= last);
    }
    let top: Vec<_> = band.cells.iter().filter(|cell| cell.rect.first.row == band.top).collect();
    let covers =
        top.len() == 1 && headings.iter().all(|heading| (top[0].rect.first.col..=top[0].rect.last.col).contains(&heading.col));
    if covers && headings.len() >= 2 && band.bottom > band.top {
        above.title_rows.push(band.top);
        above.title = top.first().map(|cell| super::text::squash(&super::shown(cell.cell)));
        let row = band.top;
        band.cells.retain(|cell| cell.rect.first.row > row);
        band.top += 1;
        headings = columns::headings(view, &band);
    }
    Found { band, headings, above, beside }
}

/// Reads the rows under a header and puts the table together. Also gives the index of the first filled row after it.
fn assemble(view: &View<'_>, found: Found<'_>, lexicon: &dyn Lexicon) -> (Table, usize) {
    let Found { band, headings, above, beside } = found;
    let mut reader = Reader::new(&band, &headings, above.title.clone());
    let from = view.index_from(band.bottom + 1);
    let (under_rows, units) = under::read(view, &reader, &headings, from);
    let from = from + under_rows.len();
    reader.learn(view, from);
    let body = body::read(view, &band, &reader, from, lexicon);
    let mut table = Table {
        kind: TableKind::Table,
        title_rows: above.title_rows,
        title: above.title,
        filler_rows: above.filler_rows,
        fillers: above.fillers,
        header_rows: (band.top..=band.bottom).collect(),
        under_rows,
        columns: Vec::new(),
        body: body.rows,
        blank_rows: body.blanks,
        footer_rows: body.footers,
    };
    table.columns = filled_columns(view, &headings, &units, &table);
    table.columns.retain(|column| beside.is_none_or(|beside| column.col < beside));
    read_foot(view, &mut table);
    (table, body.end)
}

/// The named columns, without the continuation of names merged across where nothing stands, and unnamed columns that records use.
fn filled_columns(view: &View<'_>, headings: &[Heading], units: &[(u32, String)], table: &Table) -> Vec<Column> {
    let (Some(first), Some(last)) = (headings.first().map(|h| h.col), headings.last().map(|h| h.col)) else { return Vec::new() };
    let mut counts = vec![0usize; (last - first + 2) as usize];
    let records: Vec<u32> = table.body.iter().filter(|row| row.kind == RowKind::Record).map(|row| row.row).collect();
    for &row in &records {
        for cell in view.cells_at(row).skip_while(|cell| cell.at.col < first).take_while(|cell| cell.at.col <= last + 1) {
            counts[(cell.at.col - first) as usize] += 1;
        }
    }
    let used = |col: u32| counts[(col - first) as usize];
    let mut columns = Vec::new();
    for col in first..=last + 1 {
        let heading = headings.iter().find(|heading| heading.col == col);
        let path = match heading {
            Some(heading) if heading.leaf_from == col || used(col) > 0 => heading.path.clone(),
            None if used(col) >= 2 && used(col) * 2 >= records.len() => Vec::new(),
            _ => continue,
        };
        let unit = columns::stated_unit(&path).or_else(|| units.iter().find(|(at, _)| *at == col).map(|(_, unit)| unit.clone()));
        columns.push(Column { col, path, unit, hidden: view.is_hidden_column(col) });
    }
    columns
}

/// Facts at the foot: 制表、审核、单位负责人.
fn read_foot(view: &View<'_>, table: &mut Table) {
    for &row in &table.footer_rows {
        if super::filler::is_filler_row(view.cells_at(row))
            && !view.cells_at(row).any(|cell| super::text::text_of(cell).is_some_and(super::words::starts_note))
        {
            table.filler_rows.push(row);
            table.fillers.extend(super::filler::read_row(view.cells_at(row)));
        }
    }
}

/// A table where the settings say it is.
fn fixed(view: &View<'_>, layout: &Layout, lexicon: &dyn Lexicon) -> Option<Table> {
    let Some(band) = Band::of_rows(view, &layout.header_rows) else { return headless::find(view, lexicon) };
    let headings = columns::headings(view, &band);
    let above = title::read(view, 0, view.index_from(band.top));
    let (mut table, _) = assemble(view, Found { band, headings, above, beside: None }, lexicon);
    let (first, last) = (layout.first_data_row.unwrap_or(0), layout.last_data_row.unwrap_or(u32::MAX));
    table.under_rows.extend(table.body.iter().filter(|row| row.row < first).map(|row| row.row));
    table.footer_rows.extend(table.body.iter().filter(|row| row.row > last).map(|row| row.row));
    table.body.retain(|row| (first..=last).contains(&row.row));
    table.blank_rows.retain(|row| (first..=last).contains(row));
    table.footer_rows.sort_unstable();
    Some(table)
}

/// A paper form: its title and the facts it states. Nothing for sheets of prose.
fn as_form(view: &View<'_>, boxes: bool) -> Option<Table> {
    let above = title::read(view, 0, view.len());
    (boxes || above.boxes + above.filler_rows.len() >= 3).then(|| Table {
        kind: TableKind::Form,
        title_rows: above.title_rows.iter().take(3).copied().collect(),
        title: above.title,
        filler_rows: above.filler_rows,
        fillers: above.fillers,
        header_rows: Vec::new(),
        under_rows: Vec::new(),
        columns: Vec::new(),
        body: Vec::new(),
        blank_rows: Vec::new(),
        footer_rows: Vec::new(),
    })
}
