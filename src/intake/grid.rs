//! A sheet as sparse cells: what was read, before anybody asks what it means.

use serde::{Deserialize, Serialize};

use super::Format;
use crate::origin::{CellRef, Rect};

/// The first cell of the 修改清单 that returned files bear: that sheet is ours and holds nothing that was sent.
pub const RETURN_TITLE: &str = "修改清单（三改检查）";

/// A read file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Book {
    pub format: Format,
    pub sheets: Vec<Grid>,
    /// Oddities that did not stop the reading (macro sheets, duplicate cells, external links …), as short Chinese sentences.
    pub remarks: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Visibility {
    #[default]
    Visible,
    Hidden,
    VeryHidden,
}

/// A sheet. `cells` are sorted by row, then column, without repeats; blank cells are absent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// `None` for formats without sheets (csv, HTML).
    pub name: Option<String>,
    pub visibility: Visibility,
    pub cells: Vec<GridCell>,
    /// Merged ranges of more than one cell, sorted, inside the sheet's bounds, apart from each other.
    pub merges: Vec<Rect>,
    /// Sorted, 0-based.
    pub hidden_rows: Vec<u32>,
    pub hidden_cols: Vec<u32>,
    /// First and last column (0-based) and their width in characters, where a format other than .xlsx says it: what is converted keeps it.
    pub widths: Vec<(u32, u32, f64)>,
    /// Date serials count from 1904. `read` converts them, so its grids say `false`.
    pub is_1904: bool,
    /// Reading stopped early in this sheet, and why.
    pub damage: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GridCell {
    pub at: CellRef,
    pub content: Content,
    pub class: NumberClass,
    /// The cell holds a formula; `content` is its stored result.
    pub formula: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Content {
    Text(Box<str>),
    /// Finite. Dates are serials with [`NumberClass::Date`].
    Number(f64),
    Bool(bool),
    Error(CellError),
    /// A formula without a stored result.
    NoResult,
}

/// An error value, by its printed form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellError(pub Box<str>);

/// What the number format of a cell says about its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum NumberClass {
    #[default]
    General,
    /// Digits with `decimals` places; `2022.10` under `0.00` is October.
    Number {
        decimals: u8,
    },
    Percent,
    /// Shows at least a day.
    Day,
    /// Shows year and month only.
    Month,
    Time,
    Text,
}

/// The first cell of a hidden sheet begins so where this tool wrote it for itself (stamps, lists of options): nobody's data.
pub const OWN_MARK: &str = "sangai.";

impl Grid {
    /// A hidden sheet that this tool wrote for itself.
    #[must_use]
    pub fn is_own(&self) -> bool {
        let first = self.get(CellRef::new(0, 0)).map(|cell| &cell.content);
        self.visibility != Visibility::Visible && matches!(first, Some(Content::Text(text)) if text.starts_with(OWN_MARK))
    }
    /// The cell at a position, if filled. Binary search.
    #[must_use]
    pub fn get(&self, at: CellRef) -> Option<&GridCell> {
        self.cells.binary_search_by_key(&at, |cell| cell.at).ok().and_then(|i| self.cells.get(i))
    }
    /// The filled cells of a row, in column order.
    #[must_use]
    pub fn row(&self, row: u32) -> &[GridCell] {
        let from = self.cells.partition_point(|cell| cell.at.row < row);
        let to = self.cells.partition_point(|cell| cell.at.row <= row);
        self.cells.get(from..to).unwrap_or_default()
    }
    /// The merged range that holds a cell, if any.
    #[must_use]
    pub fn merge_at(&self, at: CellRef) -> Option<&Rect> {
        let above = self.merges.partition_point(|merge| merge.first <= at);
        self.merges[..above].iter().rev().find(|merge| merge.contains(at))
    }
    /// Whether this is the list of corrections of a returned file.
    #[must_use]
    pub fn is_return_list(&self) -> bool {
        self.get(CellRef::new(0, 0))
            .is_some_and(|cell| matches!(&cell.content, Content::Text(text) if text.trim() == RETURN_TITLE))
    }
    /// The 0-based last filled row, `None` for an empty sheet.
    #[must_use]
    pub fn last_row(&self) -> Option<u32> {
        self.cells.last().map(|cell| cell.at.row)
    }
}

impl GridCell {
    /// The text a person sees, as far as the number class tells: dates as ISO, percents with %, numbers by 15 significant digits.
    #[must_use]
    pub fn shown(&self) -> String {
        super::shown::shown(self)
    }
}
