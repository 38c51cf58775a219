//! Where a value came from: cells, ranges, sources.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A cell of a sheet, 0-based inside, printed A1 style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CellRef {
    pub row: u32,
    pub col: u32,
}

impl CellRef {
    #[must_use]
    pub const fn new(row: u32, col: u32) -> Self {
        Self { row, col }
    }
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", column_name(self.col), self.row + 1)
    }
}

/// The letters of a 0-based column: 0 → `A`, 26 → `AA`.
#[must_use]
pub fn column_name(col: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = col + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The 0-based column of letters such as `AB`; `None` if they are none.
#[must_use]
pub fn column_index(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    letters
        .bytes()
        .try_fold(0u32, |sum, b| {
            let b = b.to_ascii_uppercase();
            b.is_ascii_uppercase().then(|| sum * 26 + u32::from(b - b'A') + 1)
        })
        .map(|n| n - 1)
}

/// A rectangle of cells, both corners inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rect {
    pub first: CellRef,
    pub last: CellRef,
}

impl Rect {
    #[must_use]
    pub const fn contains(&self, at: CellRef) -> bool {
        at.row >= self.first.row && at.row <= self.last.row && at.col >= self.first.col && at.col <= self.last.col
    }
    /// Number of columns.
    #[must_use]
    pub const fn width(&self) -> u32 {
        self.last.col - self.first.col + 1
    }
    /// Number of rows.
    #[must_use]
    pub const fn height(&self) -> u32 {
        self.last.row - self.first.row + 1
    }
}

/// A sheet of a submitted or reference file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    /// Path relative to the office folder, with `/`; a member of a bundle is `bundle.zip/inner.xlsx`.
    pub file: Arc<str>,
    /// `None` for formats without sheets (csv, HTML).
    pub sheet: Option<Arc<str>>,
}

/// A row of a source; with a field's column it is the address of a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    pub source: Arc<Source>,
    /// 0-based.
    pub row: u32,
}

/// Where a finding points: from the whole office down to a cell. `None` widens.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub file: Option<Arc<str>>,
    pub sheet: Option<Arc<str>>,
    pub row: Option<u32>,
    pub cell: Option<CellRef>,
}

impl Place {
    /// The whole office: nothing narrower is to blame.
    #[must_use]
    pub fn office() -> Self {
        Self::default()
    }
    #[must_use]
    pub fn file(file: &Arc<str>) -> Self {
        Self { file: Some(file.clone()), ..Self::default() }
    }
    #[must_use]
    pub fn sheet(source: &Source) -> Self {
        Self { file: Some(source.file.clone()), sheet: source.sheet.clone(), ..Self::default() }
    }
    #[must_use]
    pub fn row(source: &Source, row: u32) -> Self {
        Self { row: Some(row), ..Self::sheet(source) }
    }
    #[must_use]
    pub fn cell(source: &Source, at: CellRef) -> Self {
        Self { row: Some(at.row), cell: Some(at), ..Self::sheet(source) }
    }
}

impl fmt::Display for Place {
    /// `file · sheet · C14`, as much as is known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = Vec::new();
        parts.extend(self.file.as_ref().map(ToString::to_string));
        parts.extend(self.sheet.as_ref().map(ToString::to_string));
        match (self.cell, self.row) {
            (Some(cell), _) => parts.push(cell.to_string()),
            (None, Some(row)) => parts.push(format!("第{}行", row + 1)),
            (None, None) => {}
        }
        f.write_str(&parts.join(" · "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_round_trip() {
        for (col, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")] {
            assert_eq!(column_name(col), name);
            assert_eq!(column_index(name), Some(col));
        }
    }
}
