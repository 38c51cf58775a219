//! The rows of a declared sheet, each with the enterprise it speaks of: made once, shared out by enterprise.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::{Result, anyhow, bail};

use super::declared::SheetSpec;
use crate::expr::{Bound, Slot, bind};
use crate::forms::{FieldType, Form};
use crate::identity::EnterpriseId;
use crate::ledger::{Entry, Ledger, LedgerTable};
use crate::settings::{Settings, guess_clause};
use crate::statistics::{DataCell, DataRow, Dataset, Reports, Statistics};
use crate::value::{Day, State, Value};
use crate::workbook::{Cell, Column, Kind, Look, Scalar, Width};

const TEXT_WIDTH: Width = Width::Fit { least: 9.0, most: 22.0 };
/// A name over eleven digits.
const PHONE_WIDTH: f64 = 13.0;
const PLAIN: Look = Look { kind: Kind::Text, decimals: 0 };

/// All rows of a sheet that anybody may get.
#[derive(Debug)]
pub(super) struct Shared<'a> {
    pub(super) spec: &'a SheetSpec,
    columns: Vec<SharedColumn>,
    /// In the order of the dataset.
    rows: Vec<Vec<SharedCell>>,
    /// The rows of each enterprise.
    of: BTreeMap<EnterpriseId, Vec<usize>>,
}

#[derive(Debug)]
struct SharedColumn {
    column: Column,
    /// Holds nothing but telephone numbers.
    is_phone: bool,
}

/// A cell without and with the telephone that belongs to it.
#[derive(Debug)]
struct SharedCell {
    plain: Cell,
    with_phone: Option<Cell>,
}

/// What rows are taken from.
#[derive(Clone, Copy)]
pub(super) struct Sources<'a> {
    pub(super) statistics: &'a Statistics,
    pub(super) reports: &'a Reports,
    pub(super) ledger: &'a Ledger,
    pub(super) references: &'a Ledger,
    pub(super) settings: &'a Settings,
    pub(super) as_of: Day,
}

/// Where a column's cells come from.
#[derive(Clone, Copy)]
enum From {
    Dataset(usize),
    Field(usize),
}

/// A column's cells, and the telephones below them.
struct Place {
    value: From,
    phone: Option<From>,
}

/// The shared rows; `None` if the dataset or its table is not there this week. A declared column that the week has no data for (the light
/// of a project without the list of enterprises) is left out, and so is a sheet whose filter needs one.
///
/// # Errors
/// If the declaration names a column that neither the dataset nor the form has.
pub(super) fn shared<'a>(spec: &'a SheetSpec, sources: Sources<'_>) -> Result<Option<Shared<'a>>> {
    let Some(dataset) = sources.statistics.datasets.iter().find(|dataset| dataset.name == spec.rows) else { return Ok(None) };
    let table = sources.ledger.tables.get(&spec.form).or_else(|| sources.references.tables.get(&spec.form));
    let Some(table) = table else { return Ok(None) };
    let promised = |name: &str| sources.reports.promises_column(&dataset.name, name);
    let find = |name: &Arc<str>| match place(name, dataset, &table.form, spec) {
        Err(_) if promised(name) => Ok(None),
        found => found.map(Some),
    };
    let mut columns = Vec::new();
    let mut places = Vec::new();
    for declared in &spec.columns {
        let Some(value) = find(declared.name())? else { continue };
        let place = Place { value, phone: declared.phone().map(find).transpose()?.flatten() };
        columns.push(column(declared.name(), &place, dataset, &table.form));
        places.push(place);
    }
    let condition = match filter(spec, dataset, sources) {
        Err(Unbound(name)) if promised(&name) => return Ok(None),
        Err(Unbound(name)) => bail!("分发的“{}”：没有列“{name}”", spec.name),
        Ok(condition) => condition,
    };
    let mut shared = Shared { spec, columns, rows: Vec::new(), of: BTreeMap::new() };
    for row in dataset.rows.iter().filter(|row| meets(row, condition.as_ref())) {
        let Some((entry, enterprise)) = behind(row, table) else { continue };
        shared.of.entry(enterprise).or_default().push(shared.rows.len());
        shared.rows.push(places.iter().map(|place| cell(place, row, entry)).collect());
    }
    Ok(Some(shared))
}

impl Shared<'_> {
    /// The columns that a recipient gets.
    pub(super) fn columns(&self, phones: bool) -> Vec<Column> {
        self.columns.iter().filter(|shared| phones || !shared.is_phone).map(|shared| shared.column.clone()).collect()
    }

    /// The rows of some enterprises, in the order of the dataset.
    pub(super) fn rows(&self, enterprises: &BTreeSet<EnterpriseId>, phones: bool) -> Vec<Vec<Cell>> {
        let mut own: Vec<usize> = enterprises.iter().filter_map(|id| self.of.get(id)).flatten().copied().collect();
        own.sort_unstable();
        own.into_iter().map(|row| self.row(row, phones)).collect()
    }

    fn row(&self, row: usize, phones: bool) -> Vec<Cell> {
        let cells = self.columns.iter().zip(&self.rows[row]).filter(|(column, _)| phones || !column.is_phone);
        let told = |cell: &SharedCell| cell.with_phone.clone().filter(|_| phones).unwrap_or_else(|| cell.plain.clone());
        cells.map(|(_, cell)| told(cell)).collect()
    }
}

/// The entry behind a row, if its enterprise is known: what nobody is known to be concerned by goes to nobody.
fn behind<'a>(row: &DataRow, table: &'a LedgerTable) -> Option<(&'a Entry, EnterpriseId)> {
    let entry = table.entries.get(row.entry)?;
    Some((entry, entry.enterprise?))
}

fn place(name: &Arc<str>, dataset: &Dataset, form: &Form, spec: &SheetSpec) -> Result<From> {
    let of_dataset = dataset.columns.iter().position(|column| column.name == *name).map(From::Dataset);
    of_dataset.or_else(|| form.index(name).map(From::Field)).ok_or_else(|| {
        let known = dataset.columns.iter().map(|column| &*column.name).chain(form.fields.iter().map(|field| &*field.name));
        anyhow!("分发的“{}”里没有列“{name}”{}", spec.name, guess_clause(name, known))
    })
}

fn column(name: &Arc<str>, place: &Place, dataset: &Dataset, form: &Form) -> SharedColumn {
    let field = form.field(name);
    let kind = match place.value {
        From::Dataset(index) => match (Kind::from(dataset.columns[index].kind), field) {
            (Kind::Text, Some(field)) => Kind::from(&field.ty),
            (kind, _) => kind,
        },
        From::Field(index) => Kind::from(&form.fields[index].ty),
    };
    let column = Column::new(name, kind);
    // a page is read at arm's length: texts are set in several lines rather than small
    let column = if kind == Kind::Text { Column { width: TEXT_WIDTH, ..column } } else { column };
    let column = if place.phone.is_some() { column.width(PHONE_WIDTH) } else { column };
    SharedColumn { column, is_phone: field.is_some_and(|field| matches!(field.ty, FieldType::Phone)) }
}

fn cell(place: &Place, row: &DataRow, entry: &Entry) -> SharedCell {
    let value = |from: From| match from {
        From::Dataset(index) => row.cells.get(index).and_then(|cell| cell.value.as_ref()),
        From::Field(index) => entry.cells.get(index).and_then(|cell| cell.state.value()),
    };
    let plain = value(place.value).map_or(Scalar::Blank, Scalar::from);
    let phone = place.phone.and_then(value).and_then(Value::as_text);
    let with_phone = phone.map(|phone| Cell::text(format!("{}\n{phone}", plain.shown(PLAIN)).trim_start()));
    SharedCell { plain: Cell::from(plain), with_phone }
}

/// A name in a filter that is neither a column nor a parameter.
struct Unbound(String);

/// The condition over the dataset's columns; `None` where every row is meant.
fn filter(spec: &SheetSpec, dataset: &Dataset, sources: Sources<'_>) -> Result<Option<Bound>, Unbound> {
    let Some(expr) = &spec.filter else { return Ok(None) };
    let column = |name: &str| dataset.columns.iter().position(|column| &*column.name == name).map(Slot::Cell);
    let given = |name: &str| sources.settings.given(name, sources.as_of).map(Slot::Given);
    bind(expr, &|name| column(name).or_else(|| given(name))).map(Some).map_err(|unknown| Unbound(unknown.0.to_string()))
}

fn meets(row: &DataRow, condition: Option<&Bound>) -> bool {
    let state = |cell: &DataCell| cell.value.clone().map_or(State::Blank, State::Value);
    condition.is_none_or(|bound| bound.truth(row.cells.iter().map(state).collect::<Vec<State>>().as_slice()).is_true())
}
