//! Cells of a grid into a worksheet, row by row.

use anyhow::Result;
use rust_decimal::Decimal;
use rust_xlsxwriter::{Formula, Url, Worksheet};

use super::format::Formats;
use crate::origin::CellRef;
use crate::workbook::cell::{Cell, NO_BASE, Scalar, Style, Target};
use crate::workbook::formula::{Addresses, quoted};
use crate::workbook::grid::{Grid, GridRow, Tail};
use crate::workbook::layout::table::{is_long, streamed_height};
use crate::workbook::text::clean;

/// Calls `visit` for every cell, those of the tail too.
pub(super) fn each(grid: &Grid<'_>, mut visit: impl FnMut(CellRef, &Cell)) {
    for (row, placed) in grid.rows.iter().enumerate() {
        for cell in &placed.cells {
            visit(CellRef::new(row as u32, cell.col), &cell.cell);
        }
    }
    if let Some(tail) = &grid.tail {
        for index in 0..tail.count {
            for (col, cell) in (tail.row)(index).iter().enumerate() {
                visit(CellRef::new(tail.first_row + index as u32, col as u32), cell);
            }
        }
    }
}

pub(super) fn write(sheet: &mut Worksheet, grid: &Grid<'_>, addresses: &Addresses<'_>, formats: &mut Formats) -> Result<()> {
    let mut pen = Pen { sheet, grid, addresses, formats };
    for (row, placed) in grid.rows.iter().enumerate() {
        pen.row(row as u32, placed)?;
    }
    if let Some(tail) = &grid.tail {
        pen.tail(tail)?;
    }
    Ok(())
}

struct Pen<'s, 'g> {
    sheet: &'s mut Worksheet,
    grid: &'s Grid<'g>,
    addresses: &'s Addresses<'s>,
    formats: &'s mut Formats,
}

impl Pen<'_, '_> {
    fn row(&mut self, row: u32, placed: &GridRow) -> Result<()> {
        self.sheet.set_row_height(row, placed.height)?;
        for merge in self.grid.merges.iter().filter(|merge| merge.first.row == row) {
            let style = placed.cells.iter().find(|cell| cell.col == merge.first.col).map_or(Style::Note, |cell| cell.style);
            let format = self.formats.of(style);
            self.sheet.merge_range(row, merge.first.col as u16, merge.last.row, merge.last.col as u16, "", format)?;
        }
        for cell in &placed.cells {
            let at = CellRef::new(row, cell.col);
            if self.is_covered(at) {
                continue;
            }
            self.cell(at, cell.style, &cell.cell)?;
        }
        Ok(())
    }

    /// Inside a merged range, but not its first cell.
    fn is_covered(&self, at: CellRef) -> bool {
        self.grid.merges.iter().any(|merge| merge.contains(at) && merge.first != at)
    }

    fn tail(&mut self, tail: &Tail<'_>) -> Result<()> {
        let long = is_long(tail);
        for index in 0..tail.count {
            let row = tail.first_row + index as u32;
            let cells = (tail.row)(index);
            if let Some(height) = streamed_height(tail, &cells, &self.grid.widths) {
                self.sheet.set_row_height(row, height)?;
            }
            for (col, (cell, look)) in cells.iter().zip(&tail.looks).enumerate() {
                let look = cell.look(*look);
                let style = if long { Style::Plain(look) } else { Style::Item(look) };
                self.cell(CellRef::new(row, col as u32), style, cell)?;
            }
        }
        Ok(())
    }

    fn cell(&mut self, at: CellRef, style: Style, cell: &Cell) -> Result<()> {
        let format = self.formats.of(style);
        let (row, col) = (at.row, at.col as u16);
        let live = cell.formula.as_ref().filter(|_| keeps_its_type(&cell.value));
        if let Some(text) = live.and_then(|formula| self.addresses.render(formula, self.grid, at).ok()) {
            let formula = Formula::new(text).set_result(result(&cell.value));
            self.sheet.write_formula_with_format(row, col, formula, format)?;
            return Ok(());
        }
        if let (Some(Target::Sheet(wish)), Scalar::Text(text)) = (&cell.link, &cell.value)
            && let Some(sheet) = self.addresses.sheet(wish)
        {
            let link = Url::new(format!("internal:{}!A1", quoted(sheet))).set_text(clean(text).as_ref());
            self.sheet.write_url_with_format(row, col, link, format)?;
            return Ok(());
        }
        match &cell.value {
            Scalar::Blank => self.sheet.write_blank(row, col, format)?,
            Scalar::Text(text) => self.sheet.write_string_with_format(row, col, clean(text).as_ref(), format)?,
            Scalar::Number(number) => self.sheet.write_number_with_format(row, col, float(*number), format)?,
            Scalar::Day(day) => self.sheet.write_number_with_format(row, col, f64::from(day.serial()), format)?,
            Scalar::Ratio { denominator, .. } if denominator.is_zero() => {
                self.sheet.write_string_with_format(row, col, NO_BASE, format)?
            }
            Scalar::Ratio { numerator, denominator } => {
                self.sheet.write_number_with_format(row, col, float(*numerator) / float(*denominator), format)?
            }
        };
        Ok(())
    }
}

/// The nearest double of an exact number.
fn float(number: Decimal) -> f64 {
    number.to_string().parse().unwrap_or(0.0)
}

/// The stored result of a formula, as the library wants it.
fn result(value: &Scalar) -> String {
    match value {
        Scalar::Blank => String::new(),
        Scalar::Text(text) => clean(text).to_string(),
        Scalar::Number(number) => float(*number).to_string(),
        Scalar::Day(day) => day.serial().to_string(),
        Scalar::Ratio { denominator, .. } if denominator.is_zero() => NO_BASE.to_owned(),
        Scalar::Ratio { numerator, denominator } => (float(*numerator) / float(*denominator)).to_string(),
    }
}

/// The library guesses the type of a stored result from its text: a text that looks like a number, a truth value or an error would
/// change its type, so such a cell is written as a value.
fn keeps_its_type(value: &Scalar) -> bool {
    match value {
        Scalar::Text(text) => text.parse::<f64>().is_err() && !matches!(&**text, "TRUE" | "FALSE") && !text.starts_with('#'),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_that_would_change_type_are_found() {
        for (text, keeps) in
            [("0012", false), ("inf", false), ("NaN", false), ("TRUE", false), ("#REF!", false), ("—", true), ("", true)]
        {
            assert_eq!(keeps_its_type(&Scalar::Text(text.into())), keeps, "{text}");
        }
    }

    #[test]
    fn numbers_are_the_nearest_doubles() {
        for text in ["0.1", "12345678901234.56", "-0.07"] {
            assert_eq!(float(text.parse().expect("a decimal")).to_string(), text);
        }
    }
}
