//! Forms that the tool wrote itself, read by their stamp.

use std::sync::Arc;

use crate::blanks::Stamp;
use crate::forms::{Form, Forms};
use crate::intake::{Book, Grid};
use crate::records::DeclaredColumn;
use crate::table::Layout;

/// What the stamp of a book says.
pub(super) struct Stamped<'a> {
    /// The one sheet that has rows.
    sheet: String,
    pub(super) unit: Option<String>,
    /// `None` where most headings were changed or the form is not in use: then the sheet is read like any other.
    pub(super) exact: Option<Exact<'a>>,
}

/// Where the rows of a stamped sheet stand, and what its columns are; those with changed headings are left to their words.
pub(super) struct Exact<'a> {
    pub(super) form: &'a Arc<Form>,
    pub(super) layout: Layout,
    pub(super) columns: Vec<DeclaredColumn>,
}

/// The stamp of a book; `None` if it has none, or no longer the sheet that the stamp names.
pub(super) fn find<'a>(book: &Book, forms: &'a Forms) -> Option<Stamped<'a>> {
    let stamp = Stamp::of(book)?;
    let grid = book.sheets.iter().find(|grid| grid.name.as_deref() == Some(&stamp.sheet))?;
    let exact = forms.get(&stamp.form).and_then(|form| exact(form, &stamp, grid));
    Some(Stamped { sheet: stamp.sheet, unit: stamp.unit, exact })
}

fn exact<'a>(form: &'a Arc<Form>, stamp: &Stamp, grid: &Grid) -> Option<Exact<'a>> {
    let located = stamp.locate(grid)?;
    let row = located.header_row;
    let layout = Layout { header_rows: vec![row], first_data_row: Some(row + 1), last_data_row: None };
    let columns = located.columns.into_iter().map(|(col, field)| DeclaredColumn { col, field }).collect();
    Some(Exact { form, layout, columns })
}

/// Whether a sheet may hold rows: of a stamped book the one that it names; never the tool's own hidden lists.
pub(super) fn is_read(grid: &Grid, stamped: Option<&Stamped<'_>>) -> bool {
    match stamped {
        Some(stamped) => grid.name.as_deref() == Some(&stamped.sheet),
        None => !grid.is_own(),
    }
}
