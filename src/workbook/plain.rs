//! A read file of any format as a workbook: the same sheets, rows, columns and values, with formats as far as they were read.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet};

use super::names::safe_names;
use super::palette::{BORDER, CHARSET_GB, SONG};
use super::text::{clean, display_width, lines_needed};
use crate::intake::{Book, Content, Grid, GridCell, NumberClass, Visibility};

/// The number that stands for A4 in a workbook.
const A4: u8 = 9;
/// Narrowest and widest column, in characters, where the file does not say.
const WIDTHS: (usize, usize) = (8, 36);
/// A heading up to this width decides how wide its column is.
const HEADING: usize = 12;
/// Points of a line of text, and most lines of a row.
const LINE: f64 = 15.0;
const MOST_LINES: usize = 12;
/// Widest column that programs take.
const MOST: f64 = 255.0;
/// Columns beyond this are strays: one cell far out makes no table.
const LAST_COLUMN: u32 = 200;
/// A row with so many filled cells belongs to a table and gets lines.
const TABLE_CELLS: usize = 3;
/// What a file without sheets is called inside.
const ONLY_SHEET: &str = "Sheet1";

/// The bytes of the workbook, and the names of its sheets in the order of the book.
///
/// # Errors
/// If a sheet has more rows or columns than a workbook.
pub fn plain(book: &Book) -> Result<(Vec<u8>, Vec<String>)> {
    let names = safe_names(book.sheets.iter().map(|grid| grid.name.as_deref().unwrap_or(ONLY_SHEET)));
    let mut workbook = Workbook::new();
    // no clock: the same file gives the same bytes
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let mut formats = Formats::default();
    let first = book.sheets.iter().position(|grid| grid.visibility == Visibility::Visible);
    for (index, (grid, name)) in book.sheets.iter().zip(&names).enumerate() {
        let sheet = workbook.add_worksheet();
        write(sheet, grid, name, &mut formats).with_context(|| format!("写工作表“{name}”"))?;
        match grid.visibility {
            _ if first.is_none() => {}
            Visibility::Visible => drop(sheet.set_active(Some(index) == first)),
            Visibility::Hidden => drop(sheet.set_hidden(true)),
            Visibility::VeryHidden => drop(sheet.set_very_hidden(true)),
        }
    }
    Ok((workbook.save_to_buffer().context("写工作簿")?, names))
}

fn write(sheet: &mut Worksheet, grid: &Grid, name: &str, formats: &mut Formats) -> Result<()> {
    sheet.set_name(name)?;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    let widths = widths(grid);
    for (col, width) in &widths {
        sheet.set_column_width(*col as u16, *width)?;
    }
    let lined = lined(grid);
    for row in lined.rows() {
        sheet.set_row_height(row, height(grid, row, &widths))?;
    }
    for merge in &grid.merges {
        let look = Look { class: Class::of(NumberClass::General), is_lined: lined.contains(merge.first.row), is_merged: true };
        sheet.merge_range(
            merge.first.row,
            merge.first.col as u16,
            merge.last.row,
            merge.last.col as u16,
            "",
            formats.of(look),
        )?;
    }
    for row in lined.rows() {
        for col in lined.cols.clone() {
            let at = crate::origin::CellRef::new(row, col);
            if grid.get(at).is_none() && grid.merge_at(at).is_none() {
                let look = Look { class: Class::of(NumberClass::General), is_lined: true, is_merged: false };
                sheet.write_blank(row, col as u16, formats.of(look))?;
            }
        }
    }
    for cell in &grid.cells {
        let merge = grid.merge_at(cell.at);
        if merge.is_some_and(|merge| merge.first != cell.at) {
            continue;
        }
        let look = Look { class: Class::of(cell.class), is_lined: lined.contains(cell.at.row), is_merged: merge.is_some() };
        value(sheet, cell, formats.of(look))?;
    }
    for row in &grid.hidden_rows {
        sheet.set_row_hidden(*row)?;
    }
    for col in &grid.hidden_cols {
        sheet.set_column_hidden(*col as u16)?;
    }
    Ok(())
}

fn value(sheet: &mut Worksheet, cell: &GridCell, format: &Format) -> Result<()> {
    let (row, col) = (cell.at.row, cell.at.col as u16);
    match &cell.content {
        Content::Text(text) => sheet.write_string_with_format(row, col, clean(&text.as_ref().into()).as_ref(), format)?,
        Content::Number(number) => sheet.write_number_with_format(row, col, *number, format)?,
        Content::Bool(value) => sheet.write_boolean_with_format(row, col, *value, format)?,
        // an error value can only be the result of a formula
        Content::Error(error) if error.0.starts_with('#') && error.0.is_ascii() => {
            let formula = Formula::new(error.0.as_ref()).set_result(error.0.as_ref());
            sheet.write_formula_with_format(row, col, formula, format)?
        }
        Content::Error(error) => sheet.write_string_with_format(row, col, error.0.as_ref(), format)?,
        Content::NoResult => sheet.write_blank(row, col, format)?,
    };
    Ok(())
}

/// The rows of tables, and the columns that they take up.
struct Lined {
    rows: Vec<u32>,
    cols: std::ops::Range<u32>,
}

impl Lined {
    fn contains(&self, row: u32) -> bool {
        self.rows.binary_search(&row).is_ok()
    }
    fn rows(&self) -> impl Iterator<Item = u32> {
        self.rows.iter().copied()
    }
}

fn lined(grid: &Grid) -> Lined {
    let mut filled: BTreeMap<u32, (usize, u32, u32)> = BTreeMap::new();
    for cell in &grid.cells {
        let row = filled.entry(cell.at.row).or_insert((0, cell.at.col, cell.at.col));
        *row = (row.0 + 1, row.1.min(cell.at.col), row.2.max(cell.at.col));
    }
    filled.retain(|_, row| row.0 >= TABLE_CELLS);
    let last = filled.values().map(|row| row.2).max().unwrap_or(0).min(LAST_COLUMN);
    let first = filled.values().map(|row| row.1).min().unwrap_or(0);
    Lined { rows: filled.into_keys().collect(), cols: first..last + 1 }
}

/// The file's own widths, or such that most cells of a column stand on one line; headings may take several.
fn widths(grid: &Grid) -> BTreeMap<u32, f64> {
    let mut lengths: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for cell in &grid.cells {
        let spans = grid.merge_at(cell.at).is_some_and(|merge| merge.width() > 1);
        let alone = grid.row(cell.at.row).len() < TABLE_CELLS;
        if !spans && !alone && cell.at.col <= LAST_COLUMN {
            lengths.entry(cell.at.col).or_default().push(display_width(&cell.shown()) + 2);
        }
    }
    let fitting = |lengths: &mut Vec<usize>| {
        lengths.sort_unstable();
        let usual = lengths.get((lengths.len() - 1) * 4 / 5).copied().unwrap_or(0);
        let longest = lengths.last().copied().unwrap_or(0);
        usual.max(longest.min(HEADING)).clamp(WIDTHS.0, WIDTHS.1) as f64
    };
    let own = |col: u32| grid.widths.iter().find(|(first, last, _)| (*first..=*last).contains(&col)).map(|(_, _, width)| *width);
    let own = |col: u32| own(col).filter(|width| *width > 0.0).map(|width| width.min(MOST));
    let last = lengths.keys().next_back().copied().unwrap_or(0);
    let width = |col: u32| Some((col, own(col).or_else(|| lengths.get_mut(&col).map(fitting))?));
    (0..=last).filter_map(width).collect()
}

/// Points that the texts of a row need in their columns.
fn height(grid: &Grid, row: u32, widths: &BTreeMap<u32, f64>) -> f64 {
    let lines = |cell: &GridCell| {
        let merge = grid.merge_at(cell.at);
        let room = widths.get(&cell.at.col).copied().unwrap_or(WIDTHS.0 as f64);
        if merge.is_some() { 1 } else { lines_needed(&cell.shown(), room - 1.0) }
    };
    grid.row(row).iter().map(lines).max().unwrap_or(1).min(MOST_LINES) as f64 * LINE + 3.0
}

/// Number formats that a reader tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    General,
    Number(u8),
    Percent,
    Day,
    Month,
    Time,
    Text,
}

impl Class {
    const fn of(class: NumberClass) -> Self {
        match class {
            NumberClass::General => Self::General,
            NumberClass::Number { decimals } => Self::Number(decimals),
            NumberClass::Percent => Self::Percent,
            NumberClass::Day => Self::Day,
            NumberClass::Month => Self::Month,
            NumberClass::Time => Self::Time,
            NumberClass::Text => Self::Text,
        }
    }

    fn code(self) -> String {
        match self {
            Self::General => "General".into(),
            Self::Number(0) => "0".into(),
            Self::Number(decimals) => format!("0.{}", "0".repeat(usize::from(decimals.min(10)))),
            Self::Percent => "0.##%".into(),
            Self::Day => "yyyy-mm-dd".into(),
            Self::Month => "yyyy\"年\"m\"月\"".into(),
            Self::Time => "hh:mm:ss".into(),
            Self::Text => "@".into(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Look {
    class: Class,
    is_lined: bool,
    is_merged: bool,
}

#[derive(Default)]
struct Formats(BTreeMap<Look, Format>);

impl Formats {
    fn of(&mut self, look: Look) -> &Format {
        self.0.entry(look).or_insert_with(|| {
            let base = Format::new().set_font_name(SONG).set_font_size(11).set_font_charset(CHARSET_GB);
            let mut format = base.set_align(FormatAlign::VerticalCenter).set_num_format(look.class.code());
            if look.is_lined {
                format = format.set_border(FormatBorder::Thin).set_border_color(BORDER).set_text_wrap();
            }
            if look.is_merged { format.set_align(FormatAlign::Center) } else { format }
        })
    }
}
