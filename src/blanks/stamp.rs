//! The hidden stamp of a form that the tool wrote: which form, for whom, which heading is which field. Reading such a form is exact as long as
//! its headings stand; a heading that was changed is read by its words.

use std::sync::Arc;

use super::columns::heading;
use super::{Order, Purpose};
use crate::archive::digest;
use crate::forms::{Field, Form};
use crate::intake::{Book, Content, Grid, GridCell, Visibility};
use crate::origin::CellRef;
use crate::settings::Week;
use crate::workbook::{Block, Cell, Column, Kind, Row, Sheet, SheetUse, Table};

/// The first cell of a stamp; begins like every hidden sheet of the tool (`intake::OWN_MARK`).
const MARK: &str = "sangai.form/1";
const SHEET: &str = "标记";
/// Characters of the hash that tell one version of a form from another.
const VERSION_LENGTH: usize = 12;

/// What a stamp says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stamp {
    /// Canonical name.
    pub form: String,
    /// Changes with the form's fields, see [`version`].
    pub version: String,
    /// The unit that was to fill it in, by its list name.
    pub unit: Option<String>,
    pub week: Option<String>,
    /// The sheet with the rows.
    pub sheet: String,
    /// Heading as printed and field, in the order of the columns.
    pub columns: Vec<(String, String)>,
}

/// Where a stamped sheet's rows stand. 0-based.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    pub header_row: u32,
    /// Column and field.
    pub columns: Vec<(u32, Arc<str>)>,
}

/// Tells versions of a form apart: a hash over what decides how its cells are read.
#[must_use]
pub fn version(form: &Form) -> String {
    let mut text = form.name.to_string();
    for field in &form.fields {
        let options = field.ty.vocabulary().map(|words| words.names().collect::<Vec<_>>().join("|")).unwrap_or_default();
        text.push_str(&[&heading(field), field.ty.word(), &options].join(";"));
    }
    let mut version = digest(text.as_bytes());
    version.truncate(VERSION_LENGTH);
    version
}

/// The hidden sheet.
pub(super) fn sheet<'a>(order: &Order<'_>) -> Sheet<'a> {
    let line = |key: &str, value: &str, more: &str| Row::item(vec![Cell::text(key), Cell::text(value), Cell::text(more)]);
    let mut rows = vec![line("form", &order.form.name, ""), line("version", &version(order.form), "")];
    rows.push(line("sheet", &order.form.name, ""));
    if let Purpose::Sent { unit, week } = &order.purpose {
        rows.extend(unit.as_ref().map(|unit| line("unit", unit, "")));
        rows.extend(week.as_ref().map(|week: &Week| line("week", &week.to_string(), "")));
    }
    let printed = |field: &Field| super::columns::column(field, &order.offers).title();
    rows.extend(order.form.fields.iter().map(|field| line("column", &printed(field), &field.name)));
    let columns = [MARK, "值", "字段"].map(|name| Column::new(name, Kind::Text)).to_vec();
    Sheet {
        name: Arc::from(SHEET),
        purpose: SheetUse::Hidden,
        title: String::new(),
        notes: Vec::new(),
        blocks: vec![Block::Table(Table::new(SHEET, columns, rows))],
    }
}

impl Stamp {
    /// The stamp of a file, if it bears one.
    #[must_use]
    pub fn of(book: &Book) -> Option<Self> {
        let grid = book
            .sheets
            .iter()
            .find(|grid| grid.visibility != Visibility::Visible && grid.get(CellRef::new(0, 0)).and_then(text) == Some(MARK))?;
        let mut stamp = Self::default();
        for row in 1..=grid.last_row()? {
            let cell = |col| grid.get(CellRef::new(row, col)).and_then(text).unwrap_or_default().to_owned();
            match cell(0).as_str() {
                "form" => stamp.form = cell(1),
                "version" => stamp.version = cell(1),
                "sheet" => stamp.sheet = cell(1),
                "unit" => stamp.unit = Some(cell(1)),
                "week" => stamp.week = Some(cell(1)),
                "column" => stamp.columns.push((cell(1), cell(2))),
                _ => {}
            }
        }
        (!stamp.form.is_empty() && !stamp.columns.is_empty()).then_some(stamp)
    }

    /// The header of the stamped sheet: the row in which most of the headings stand, wherever rows and columns were added. A heading that was
    /// changed has no column here; `None` if most of them were.
    #[must_use]
    pub fn locate(&self, grid: &Grid) -> Option<Located> {
        let mut best = Located { header_row: 0, columns: Vec::new() };
        let mut row = grid.cells.first().map(|cell| cell.at.row);
        while let Some(at) = row {
            let columns = self.header_at(grid.row(at));
            if columns.len() > best.columns.len() {
                best = Located { header_row: at, columns };
            }
            let next = grid.cells.partition_point(|cell| cell.at.row <= at);
            row = grid.cells.get(next).map(|cell| cell.at.row).filter(|_| best.columns.len() < self.columns.len());
        }
        (best.columns.len() * 2 > self.columns.len()).then_some(best)
    }

    /// The headings that stand once in a row.
    fn header_at(&self, cells: &[GridCell]) -> Vec<(u32, Arc<str>)> {
        let texts: Vec<(u32, String)> = cells.iter().filter_map(|cell| Some((cell.at.col, plain(text(cell)?)))).collect();
        let place = |heading: &str| {
            let wanted = plain(heading);
            let mut at = texts.iter().filter(|(_, text)| *text == wanted);
            at.next().filter(|_| at.next().is_none()).map(|(col, _)| *col)
        };
        self.columns.iter().filter_map(|(heading, field)| Some((place(heading)?, Arc::from(field.as_str())))).collect()
    }
}

fn text(cell: &GridCell) -> Option<&str> {
    match &cell.content {
        Content::Text(text) => Some(text),
        _ => None,
    }
}

/// Programs turn line breaks in headings into blanks and back.
fn plain(heading: &str) -> String {
    heading.chars().filter(|c| !c.is_whitespace()).collect()
}
