//! Tables without a header: exports of plain data, lists of one column.

use super::columns::Heading;
use super::kind::{Kind, kind};
use super::row::Reader;
use super::text::{squash, text_of};
use super::view::View;
use super::{BodyRow, Column, Lexicon, RowKind, Table, TableKind, body, title};
use crate::intake::GridCell;

/// Rows that are looked at.
const SAMPLE: usize = 50;
/// Fewest rows of a list without heading.
const LIST: usize = 5;

/// A table of columns without names, or a list; `None` when the rows have nothing regular.
pub(super) fn find(view: &View<'_>, lexicon: &dyn Lexicon) -> Option<Table> {
    let rows: Vec<Vec<&GridCell>> = (0..view.len().min(SAMPLE)).map(|i| view.cells(i).collect()).collect();
    let skip = rows.iter().take_while(|cells| cells.len() == 1).count();
    if skip == rows.len() {
        return list(view, &rows, lexicon);
    }
    if is_boxes(&rows[skip..], lexicon) {
        return None;
    }
    (skip <= 3 && is_regular(&rows[skip..])).then(|| table(view, skip, &rows[skip..]))
}

/// Plain data: at least three rows of nearly the same columns, each column of one kind, at least one of numbers, dates or codes — or no
/// gap anywhere.
fn is_regular(rows: &[Vec<&GridCell>]) -> bool {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let full = rows.iter().filter(|cells| cells.len() * 3 >= width * 2).count();
    if rows.len() < 3 || width < 2 || full * 10 < rows.len() * 8 {
        return false;
    }
    let columns: std::collections::BTreeSet<u32> = rows.iter().flatten().map(|cell| cell.at.col).collect();
    let kinds: Vec<Vec<Kind>> = columns
        .iter()
        .map(|&col| rows.iter().flatten().filter(|cell| cell.at.col == col).map(|cell| kind(cell)).collect())
        .collect();
    let of_one_kind =
        kinds.iter().filter(|kinds| kinds.iter().filter(|&&kind| kind == kinds[0]).count() * 10 >= kinds.len() * 8).count();
    let telling = kinds.iter().any(|kinds| !matches!(kinds[0], Kind::Label | Kind::Long | Kind::Mark));
    let complete = rows.len() > 3 && rows.iter().all(|cells| cells.len() == columns.len());
    of_one_kind * 10 >= kinds.len() * 7 && (telling || complete)
}

/// `企业名称 | 甲公司 | 信用代码 | 914…`: heading words run down two columns, or down one beside values of all kinds.
fn is_boxes(rows: &[Vec<&GridCell>], lexicon: &dyn Lexicon) -> bool {
    let columns: std::collections::BTreeSet<u32> = rows.iter().flatten().map(|cell| cell.at.col).collect();
    let of = |col: u32| rows.iter().flatten().filter(move |cell| cell.at.col == col);
    let labels = |&&col: &&u32| {
        let known = of(col).filter(|cell| text_of(cell).is_some_and(|text| lexicon.heading(text) >= 0.5)).count();
        known >= 2 && known * 2 >= of(col).count()
    };
    let mixed = |&col: &u32| of(col).any(|cell| kind(cell) == Kind::Label) && of(col).any(|cell| kind(cell) != Kind::Label);
    let label_columns = columns.iter().filter(labels).count();
    label_columns >= 2 || label_columns == 1 && columns.len() == 2 && columns.iter().any(mixed)
}

fn table(view: &View<'_>, skip: usize, rows: &[Vec<&GridCell>]) -> Table {
    let first = rows.iter().flatten().map(|cell| cell.at.col).min().unwrap_or(0);
    let last = rows.iter().flatten().map(|cell| cell.at.col).max().unwrap_or(first).min(first + super::MAX_COLUMNS);
    let headings: Vec<Heading> = (first..=last).map(|col| Heading { col, path: Vec::new(), leaf_from: col }).collect();
    let above = title::read(view, 0, skip);
    let read = body::read_plain(view, &Reader::without_header(&headings), skip);
    let columns =
        (first..=last).map(|col| Column { col, path: Vec::new(), unit: None, hidden: view.is_hidden_column(col) }).collect();
    Table {
        kind: TableKind::Table,
        title_rows: above.title_rows,
        title: above.title,
        filler_rows: above.filler_rows,
        fillers: above.fillers,
        header_rows: Vec::new(),
        under_rows: Vec::new(),
        columns,
        body: read.rows,
        blank_rows: read.blanks,
        footer_rows: read.footers,
    }
}

/// One column of short texts: a list. Its first line is the heading if it is a heading word, or the title if it ends like one.
fn list(view: &View<'_>, rows: &[Vec<&GridCell>], lexicon: &dyn Lexicon) -> Option<Table> {
    let col = rows.first()?.first()?.at.col;
    let texts: Vec<&str> = rows.iter().filter(|cells| cells[0].at.col == col).filter_map(|cells| text_of(cells[0])).collect();
    let prose = rows
        .iter()
        .filter(|cells| {
            matches!(kind(cells[0]), Kind::Long)
                || text_of(cells[0]).is_some_and(|text| text.contains(['：', '，']) && text.chars().count() > 20)
        })
        .count();
    let values = rows.iter().filter(|cells| cells[0].at.col == col).count();
    if values != rows.len() || prose * 5 > rows.len() || rows.iter().any(|cells| view.span(cells[0].at).width() > 1) {
        return None;
    }
    let headed = texts.first().is_some_and(|text| lexicon.heading(text) >= 1.0)
        && texts.iter().skip(1).all(|text| squash(text) != squash(texts[0]));
    if rows.len() < if headed { 3 } else { LIST } {
        return None;
    }
    let body: Vec<BodyRow> =
        (usize::from(headed)..view.len()).map(|i| BodyRow { row: view.row(i), kind: RowKind::Record }).collect();
    let path = if headed { texts.first().map(|text| vec![squash(text)]).unwrap_or_default() } else { Vec::new() };
    Some(Table {
        kind: TableKind::Table,
        title_rows: Vec::new(),
        title: None,
        filler_rows: Vec::new(),
        fillers: Vec::new(),
        header_rows: if headed { vec![view.row(0)] } else { Vec::new() },
        under_rows: Vec::new(),
        columns: vec![Column { col, path, unit: None, hidden: view.is_hidden_column(col) }],
        body,
        blank_rows: Vec::new(),
        footer_rows: Vec::new(),
    })
}
