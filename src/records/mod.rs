//! Table × Form → Records: which form a table is, which column is which field, and what each cell says.

pub mod headings;
mod rows;
pub mod typing;
pub mod wording;
#[cfg(test)]
mod testing;

pub use headings::{Clues, DeclaredColumn, Matched, Matcher, Period};
pub use rows::{Given, Reading, read};
pub use typing::TypingContext;

use std::sync::Arc;

use crate::forms::Form;
use crate::origin::{CellRef, Origin, Source};
use crate::table::RowKind;
use crate::value::State;

/// The typed rows of one table.
#[derive(Debug, Clone)]
pub struct Records {
    pub form: Arc<Form>,
    pub source: Arc<Source>,
    /// For each field of the form, the column it was read from.
    pub columns: Vec<Option<ColumnMatch>>,
    pub rows: Vec<Record>,
    /// Body rows that are no records, and why.
    pub set_apart: Vec<(u32, RowKind)>,
}

/// How a column was found to be a field.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnMatch {
    pub col: u32,
    /// The heading as written, parent/child.
    pub heading: String,
    pub how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// From the settings.
    Declared,
    Exact,
    /// By its parts, its unit, its contents or its neighbours: reported.
    Assumed,
    /// One column an option, with ticks.
    Ticked,
    /// Another field's column holds it too (person + phone in one cell).
    Shared,
}

#[derive(Debug, Clone)]
pub struct Record {
    pub origin: Origin,
    /// One a field of the form, in its order.
    pub cells: Vec<Cell>,
    /// Why the row may not enter the ledger; empty if it may.
    pub held: Vec<Hold>,
}

/// A typed cell with the text as written.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    pub state: State,
    /// As written; `None` for an absent cell.
    pub raw: Option<Arc<str>>,
    /// The cell it was read from; for a body merge its top-left cell.
    pub at: Option<CellRef>,
}

/// What keeps a row out (暂缓). Everything else enters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hold {
    /// A key or required field that is blank.
    Blank(Arc<str>),
    /// A key or required field that is unreadable.
    Unreadable(Arc<str>),
    /// An enterprise that is not known.
    UnknownEnterprise,
}
