//! Live formulas: pieces with places → A1 text, once every sheet is laid out.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::grid::{Grid, Mark, PlacedTable};
use crate::origin::{CellRef, column_name};
use crate::statistics::{Formula, Piece};

/// What a formula may hold at most.
const FORMULA_LIMIT: usize = 8_000;

/// Where tables and marked cells of a book stand.
#[derive(Debug)]
pub struct Addresses<'a> {
    tables: BTreeMap<Arc<str>, (&'a str, &'a PlacedTable)>,
    marks: BTreeMap<&'a Mark, (&'a str, CellRef)>,
    sheets: BTreeMap<Arc<str>, &'a str>,
}

/// A place that a formula names and the book does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unresolved(pub String);

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'a> Addresses<'a> {
    /// Collects the places of all sheets. Of two tables with one id the first counts.
    #[must_use]
    pub fn of(grids: &'a [Grid<'_>]) -> Self {
        let mut addresses = Self { tables: BTreeMap::new(), marks: BTreeMap::new(), sheets: BTreeMap::new() };
        for grid in grids {
            addresses.sheets.entry(grid.wish.clone()).or_insert(&grid.name);
            for table in &grid.tables {
                addresses.tables.entry(table.id.clone()).or_insert((&grid.name, table));
            }
            for (mark, at) in &grid.marks {
                addresses.marks.entry(mark).or_insert((&grid.name, *at));
            }
        }
        addresses
    }

    /// The final name of a sheet by its declared one.
    #[must_use]
    pub fn sheet(&self, wish: &str) -> Option<&'a str> {
        self.sheets.get(wish).copied()
    }

    /// A table by its id, with its sheet's name.
    #[must_use]
    pub fn table(&self, id: &str) -> Option<(&'a str, &'a PlacedTable)> {
        self.tables.get(id).copied()
    }

    /// The text of a formula that stands at `at` of `grid`.
    pub fn render(&self, formula: &Formula, grid: &Grid<'_>, at: CellRef) -> Result<String, Unresolved> {
        let mut text = String::new();
        for piece in &formula.0 {
            match piece {
                Piece::Text(literal) => text.push_str(literal),
                place => text.push_str(&self.place(place, grid, at)?),
            }
        }
        if text.len() > FORMULA_LIMIT {
            return Err(Unresolved(format!("公式超过 {FORMULA_LIMIT} 个字符")));
        }
        Ok(text)
    }

    fn place(&self, piece: &Piece, grid: &Grid<'_>, at: CellRef) -> Result<String, Unresolved> {
        let own = || grid.table_at(at.row).ok_or_else(|| Unresolved(format!("{at} 不在任何表内")));
        match piece {
            Piece::Text(literal) => Ok(literal.clone()),
            Piece::Column { dataset, column } => {
                let (sheet, table) = self.table(dataset).ok_or_else(|| Unresolved(format!("没有数据表“{dataset}”")))?;
                Ok(format!("{}!{}", quoted(sheet), absolute(table.named(column)?, table.body)))
            }
            Piece::RowCell { column } => Ok(CellRef::new(at.row, own()?.named(column)?).to_string()),
            Piece::Here { column } => Ok(CellRef::new(at.row, own()?.declared(*column)?).to_string()),
            Piece::HereAll { column } => {
                let table = own()?;
                let col = table.declared(*column)?;
                let runs: Vec<String> = table.items.iter().map(|run| absolute(col, *run)).collect();
                Ok(if let [one] = runs.as_slice() { one.clone() } else { format!("({})", runs.join(",")) })
            }
            Piece::Figure { name } => self.marked(&Mark::Figure(name.clone())),
            Piece::Parameter { name } => self.marked(&Mark::Parameter(name.clone())),
        }
    }

    fn marked(&self, mark: &Mark) -> Result<String, Unresolved> {
        let (sheet, at) = self.marks.get(mark).ok_or_else(|| Unresolved(format!("没有标记 {mark:?}")))?;
        Ok(format!("{}!${}${}", quoted(sheet), column_name(at.col), at.row + 1))
    }
}

impl PlacedTable {
    fn named(&self, column: &str) -> Result<u32, Unresolved> {
        let found = self.columns.iter().position(|(name, _)| &**name == column);
        found.map(|i| i as u32).ok_or_else(|| Unresolved(format!("表“{}”没有列“{column}”", self.id)))
    }
    /// The sheet column of a declared column index.
    pub(crate) fn declared(&self, index: usize) -> Result<u32, Unresolved> {
        let col = index + self.lead;
        if col < self.columns.len() {
            Ok(col as u32)
        } else {
            Err(Unresolved(format!("表“{}”没有第 {} 列", self.id, index + 1)))
        }
    }
}

/// A sheet name as formulas and links write it.
#[must_use]
pub(crate) fn quoted(sheet: &str) -> String {
    format!("'{}'", sheet.replace('\'', "''"))
}

/// `$F$4:$F$243`.
fn absolute(col: u32, (first, last): (u32, u32)) -> String {
    let letters = column_name(col);
    format!("${letters}${}:${letters}${}", first + 1, last + 1)
}
