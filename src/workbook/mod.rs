//! Sheets as declarations → grids of semantic cells → one writer. The only module that names the writing library.
//!
//! A [`Sheet`] says what is to be read: a title, cards, tables (columns and rows), charts, links. [`Sheet::lay_out`] places it on a
//! [`Grid`] of cells that know what they are (a heading, an amount of a total row, …) but not how that looks; it alone computes rows,
//! columns, widths, heights and page breaks. [`Addresses`] joins the pieces of a live formula once every sheet is laid out, and
//! [`write`] turns the grids into the bytes of a workbook. What a leader reads is declared in [`summary`].

mod cell;
mod entry;
mod formula;
mod grid;
mod layout;

mod names;
pub(crate) mod palette;
pub mod questions;
mod sheet;
pub mod summary;

mod plain;
pub(crate) mod text;
mod write;

pub use cell::{Cell, Kind, Look, Scalar, Style, Target};
pub use entry::{Accepts, Entry, OPTIONS_MARK, Others};
pub use formula::{Addresses, Unresolved};
pub use grid::{Grid, GridCell, GridRow, Mark, PlacedChart, PlacedEntry, PlacedTable, Tail};
pub use plain::plain;
pub use sheet::{Block, Book, Card, Chart, Column, Fact, Link, Row, RowKind, Rows, Sheet, SheetUse, Table, Tone, Width};
pub use write::{unresolved, write};
