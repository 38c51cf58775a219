//! Grids → the bytes of a workbook: the only code that names rust_xlsxwriter.

mod cells;
mod chart;
mod entry;
mod format;

use anyhow::{Context, Result};
use rust_xlsxwriter::{
    ConditionalFormatDataBar, ConditionalFormatText, ConditionalFormatTextRule, ConditionalFormatType, DocProperties,
    ExcelDateTime, Format, IgnoreError, Workbook, Worksheet,
};

use super::cell::Kind;
use super::formula::Addresses;
use super::grid::{Grid, Paper, PlacedTable};
use super::layout::page;
use super::layout::table::is_long;
use super::palette;
use super::sheet::{Book, SheetUse};
use entry::LongLists;
use format::Formats;

/// The workbook of a book. The same book gives the same bytes.
pub fn write(book: &Book<'_>) -> Result<Vec<u8>> {
    let grids = book.lay_out();
    let addresses = Addresses::of(&grids);
    let mut workbook = Workbook::new();
    let day = book.date;
    let created = ExcelDateTime::from_ymd(day.year() as u16, day.month(), day.day())?;
    workbook.set_properties(&DocProperties::new().set_title(&book.title).set_creation_datetime(&created));
    // 72 pixels is the standard column of Chinese offices (宋体 11)
    workbook.set_default_format(&format::base(), 18, 72)?;
    let mut formats = Formats::default();
    let long_lists = LongLists::of(&grids);
    for (index, grid) in grids.iter().enumerate() {
        let long = grid.tail.as_ref().is_some_and(is_long);
        let sheet = if long { workbook.add_worksheet_with_constant_memory()? } else { workbook.add_worksheet() };
        sheet.set_formula_result_default("");
        let result = write_sheet(sheet, grid, &addresses, &mut formats);
        result.with_context(|| format!("写工作表“{}”", grid.name))?;
        for placed in &grid.entries {
            entry::check(sheet, placed, &long_lists)?;
        }
        match grid.purpose {
            SheetUse::Form => entry::lock(sheet),
            SheetUse::Hidden => {
                sheet.set_very_hidden(true);
            }
            SheetUse::Report | SheetUse::List => {}
        }
        if index == 0 {
            sheet.set_active(true);
        }
    }
    long_lists.write(&mut workbook)?;
    workbook.save_to_buffer().context("写工作簿")
}

/// What formulas of a book name and the book does not have: such cells are written as values.
#[must_use]
pub fn unresolved(book: &Book<'_>) -> Vec<String> {
    let grids = book.lay_out();
    let addresses = Addresses::of(&grids);
    let mut missing = Vec::new();
    for grid in &grids {
        cells::each(grid, |at, cell| {
            if let Some(Err(why)) = cell.formula.as_ref().map(|formula| addresses.render(formula, grid, at)) {
                missing.push(format!("{}!{at}：{why}", grid.name));
            }
        });
    }
    missing
}

fn write_sheet(sheet: &mut Worksheet, grid: &Grid<'_>, addresses: &Addresses<'_>, formats: &mut Formats) -> Result<()> {
    sheet.set_name(&grid.name)?;
    for (col, width) in grid.widths.iter().enumerate() {
        sheet.set_column_width(col as u16, *width)?;
    }
    cells::write(sheet, grid, addresses, formats)?;
    for table in &grid.tables {
        adorn(sheet, table)?;
    }
    for placed in &grid.charts {
        chart::insert(sheet, placed, addresses)?;
    }
    set_up_page(sheet, grid)
}

/// Filter and colours.
fn adorn(sheet: &mut Worksheet, table: &PlacedTable) -> Result<()> {
    let last = table.body.1;
    let last_col = table.columns.len().saturating_sub(1) as u16;
    if table.filter {
        let last_item = table.items.last().map_or(last, |run| run.1);
        sheet.autofilter(table.header, 0, last_item, last_col)?;
    }
    colour(sheet, table)
}

/// Lights, data bars, and no green corners where codes stand as texts.
fn colour(sheet: &mut Worksheet, table: &PlacedTable) -> Result<()> {
    let (first, last) = table.body;
    for (col, (_, kind)) in table.columns.iter().enumerate() {
        let col = col as u16;
        match kind {
            Kind::Light => {
                for (word, (fill, text)) in palette::LIGHTS {
                    let rule = ConditionalFormatTextRule::Contains(word.to_owned());
                    let look = Format::new().set_background_color(fill).set_font_color(text);
                    sheet.add_conditional_format(
                        first,
                        col,
                        last,
                        col,
                        &ConditionalFormatText::new().set_rule(rule).set_format(look),
                    )?;
                }
            }
            Kind::Text | Kind::Code | Kind::Word => {
                sheet.ignore_error_range(first, col, last, col, IgnoreError::NumberStoredAsText)?;
            }
            _ => {}
        }
    }
    for col in &table.bars {
        let col = *col as u16;
        let bar = ConditionalFormatDataBar::new()
            .set_fill_color(palette::BAR)
            .set_solid_fill(true)
            .set_border_off(true)
            .set_minimum(ConditionalFormatType::Number, 0)
            .set_maximum(ConditionalFormatType::Number, 1);
        sheet.add_conditional_format(first, col, last, col, &bar)?;
    }
    Ok(())
}

fn set_up_page(sheet: &mut Worksheet, grid: &Grid<'_>) -> Result<()> {
    let [left, right, top, bottom, header, footer] = page::MARGINS;
    sheet
        .set_paper_size(match grid.paper {
            Paper::A4 => 9,
            Paper::A3 => 8,
        })
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_print_center_horizontally(true)
        .set_margins(left, right, top, bottom, header, footer)
        .set_footer("&C&\"宋体\"&9第 &P 页  共 &N 页")
        .set_screen_gridlines(false);
    if let Some(at) = grid.frozen {
        sheet.set_freeze_panes(at.row, at.col as u16)?;
    }
    if let Some((first, last)) = grid.repeated {
        sheet.set_repeat_rows(first, last)?;
    }
    if grid.unprinted > 0 {
        let last_col = grid.widths.len().saturating_sub(1) as u16;
        sheet.set_print_area(grid.unprinted, 0, grid.last_row(), last_col)?;
    }
    sheet.set_page_breaks(&grid.breaks)?;
    Ok(())
}
