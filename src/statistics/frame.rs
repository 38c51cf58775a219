//! Datasets while they are being computed: given columns are read where the ledger holds them, derived ones stand column by column.

use std::sync::Arc;

use super::declared::{DatasetSpec, Rule};
use super::mask::{LIST_SEPARATOR, Shape};
use super::{DataCell, DataColumn, DataRow, Dataset, Formula};
use crate::expr::Row;
use crate::ledger::Entry;
use crate::value::{State, Value};

/// For unreadable values and rows without a partner. In statistics an unreadable value is no value.
static NOTHING: State = State::Blank;

/// The rows of a dataset with the columns computed so far.
pub(super) struct Frame<'a> {
    pub(super) spec: &'a DatasetSpec,
    pub(super) entries: &'a [Entry],
    /// The entry behind each row.
    pub(super) rows: Vec<usize>,
    /// By column; empty for given columns.
    pub(super) derived: Vec<Vec<State>>,
    pub(super) formulas: Vec<Option<Arc<Formula>>>,
}

impl<'a> Frame<'a> {
    pub(super) fn new(spec: &'a DatasetSpec, entries: &'a [Entry], rows: Vec<usize>) -> Self {
        let width = spec.columns.len();
        Self { spec, entries, rows, derived: vec![Vec::new(); width], formulas: vec![None; width] }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn cell(&self, row: usize, column: usize) -> &State {
        match self.spec.columns[column].rule {
            Rule::Field(field) => field_state(&self.entries[self.rows[row]], field),
            _ => self.derived[column].get(row).unwrap_or(&NOTHING),
        }
    }

    pub(super) fn value(&self, row: usize, column: usize) -> Option<&Value> {
        self.cell(row, column).value()
    }

    pub(super) fn at(&self, row: usize) -> FrameRow<'_> {
        FrameRow { frame: self, row }
    }
}

/// The state of a field of an entry; blank if the entry is too short or the value unreadable.
pub(super) fn field_state(entry: &Entry, field: usize) -> &State {
    match entry.cells.get(field).map(|cell| &cell.state) {
        None | Some(State::Unreadable) => &NOTHING,
        Some(state) => state,
    }
}

/// An entry as expressions see it: slots are fields.
pub(super) struct Fields<'a>(pub(super) &'a Entry);

impl Row for Fields<'_> {
    fn state(&self, slot: usize) -> &State {
        field_state(self.0, slot)
    }
}

/// A row as expressions see it: slots are columns.
pub(super) struct FrameRow<'a> {
    frame: &'a Frame<'a>,
    row: usize,
}

impl Row for FrameRow<'_> {
    fn state(&self, slot: usize) -> &State {
        self.frame.cell(self.row, slot)
    }
}

impl Frame<'_> {
    /// The sheet that the formulas refer to: all columns but day bounds that no formula names.
    pub(super) fn into_dataset(mut self, names_used: &dyn Fn(&str) -> bool, is_there: &dyn Fn(usize) -> bool) -> Dataset {
        let shown: Vec<usize> = (0..self.spec.columns.len())
            .filter(|c| is_there(*c))
            .filter(|c| !matches!(self.spec.columns[*c].rule, Rule::Bound { .. }) || names_used(&self.spec.columns[*c].name))
            .collect();
        let columns = shown.iter().map(|c| self.data_column(*c)).collect();
        let rows = (0..self.len()).map(|row| self.data_row(row, &shown)).collect();
        Dataset { name: self.spec.name.clone(), columns, rows }
    }

    fn data_column(&self, column: usize) -> DataColumn {
        let spec = &self.spec.columns[column];
        let derived = self.formulas[column].is_some();
        DataColumn {
            name: spec.name.clone(),
            kind: spec.kind,
            derived,
            definition: super::wording::column_if_computed(self.spec, spec),
        }
    }

    fn data_row(&mut self, row: usize, shown: &[usize]) -> DataRow {
        let cells = shown.iter().map(|column| self.data_cell(row, *column)).collect();
        let entry = self.rows[row];
        DataRow { cells, entry, origins: self.entries[entry].origins.iter().map(origin_text).collect() }
    }

    /// Derived values are moved out: nothing reads them afterwards.
    fn data_cell(&mut self, row: usize, column: usize) -> DataCell {
        let value = match self.spec.columns[column].rule {
            Rule::Field(_) => self.value(row, column).cloned(),
            _ => match self.derived[column].get_mut(row).map(std::mem::take) {
                Some(State::Value(value)) => Some(value),
                _ => None,
            },
        };
        DataCell { value, formula: self.formulas[column].clone() }
    }
}

/// `file · sheet · row 14` of an origin.
fn origin_text(origin: &crate::origin::Origin) -> String {
    crate::origin::Place::row(&origin.source, origin.row).to_string()
}

/// How a value is written in a data sheet and compared by formulas: lists joined, truths as 是/否, dates as ISO text.
pub(super) fn written(value: &Value) -> Arc<str> {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => Arc::from(number.normalize().to_string()),
        Value::Date(date) => Arc::from(date.to_string()),
        Value::Bool(true) => Arc::from("是"),
        Value::Bool(false) => Arc::from("否"),
        Value::List(words) => Arc::from(words.join(LIST_SEPARATOR)),
    }
}

/// Whether the cells of a shape are text in the sheet, so that a formula may hand them on as text.
pub(super) const fn is_written_as_text(shape: Shape) -> bool {
    matches!(shape, Shape::Text | Shape::Bool | Shape::List)
}
