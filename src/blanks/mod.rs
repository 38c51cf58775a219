//! What people fill in: blank and prefilled forms for units, blank lists for a new office.
//!
//! [`workbook`] makes one form: title, filler lines, headings with units, lists of options, input checks, last week's rows, a sheet that
//! says how to fill it in, and a hidden [`Stamp`] by which the filled form is read exactly. Everything follows from the form's declaration
//! and from `templates/blanks.toml`.

mod columns;
mod guide;
mod prefill;
mod stamp;
mod wording;

use std::sync::Arc;

use anyhow::Result;

pub use prefill::{Since, rows};
pub use stamp::{Located, Stamp, version};

use crate::forms::{FieldType, Form, FormRole};
use crate::settings::Week;
use crate::value::Day;
use crate::workbook::{Accepts, Block, Book, Cell, Column, Entry, Fact, Kind, Row, Rows, Sheet, SheetUse, Table, write};
use wording::{Filled, Wording};

/// Empty rows prepared for typing in a form that is sent, and in a list that the office keeps.
const BLANK_ROWS: usize = 40;
const BLANK_LIST_ROWS: usize = 200;

/// A form to be made.
#[derive(Debug)]
pub struct Order<'a> {
    pub form: &'a Form,
    /// Stands for the creation time.
    pub date: Day,
    pub purpose: Purpose,
    /// Words for the drop-down lists.
    pub offers: Offers,
    /// Rows filled in beforehand, one cell a field.
    pub rows: Vec<Vec<Cell>>,
}

/// Who fills it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// A unit that sends it back: the structure is locked.
    Sent { unit: Option<Arc<str>>, week: Option<Week> },
    /// The office, for itself.
    Kept,
}

/// Words that the drop-down lists offer.
#[derive(Debug, Clone, Default)]
pub struct Offers {
    pub enterprises: Arc<[Arc<str>]>,
    pub units: Arc<[Arc<str>]>,
}

impl<'a> Order<'a> {
    /// A blank form for anybody.
    #[must_use]
    pub fn blank(form: &'a Form, date: Day) -> Self {
        let purpose = match form.role {
            FormRole::Submission => Purpose::Sent { unit: None, week: None },
            FormRole::Reference | FormRole::Computed => Purpose::Kept,
        };
        Self { form, date, purpose, offers: Offers::default(), rows: Vec::new() }
    }
}

/// The workbook of an order. The same order gives the same bytes.
///
/// # Errors
/// If the writing library refuses something.
pub fn workbook(order: &Order<'_>) -> Result<Vec<u8>> {
    write(&book(order))
}

/// The same before it is written.
#[must_use]
pub fn book<'a>(order: &Order<'_>) -> Book<'a> {
    let sheets = vec![entry_sheet(order), guide::sheet(order), stamp::sheet(order)];
    Book { title: order.form.name.to_string(), date: order.date, home: None, sheets }
}

fn entry_sheet<'a>(order: &Order<'_>) -> Sheet<'a> {
    let form = order.form;
    let serial = Column::new("序号", Kind::Serial);
    let columns: Vec<Column> =
        std::iter::once(serial).chain(form.fields.iter().map(|field| columns::column(field, &order.offers))).collect();
    let filled = order.rows.iter().enumerate();
    let filled = filled.map(|(index, cells)| std::iter::once(Cell::count(index + 1)).chain(cells.iter().cloned()).collect());
    let (purpose, facts, blank) = match &order.purpose {
        Purpose::Sent { unit, .. } => (SheetUse::Form, facts(form, unit.as_ref()), BLANK_ROWS),
        Purpose::Kept => (SheetUse::List, Vec::new(), BLANK_LIST_ROWS),
    };
    let empty = std::iter::repeat_n(vec![Cell::default(); columns.len()], blank);
    let rows = filled.chain(empty).map(Row::item).collect();
    let frozen_columns = 2.min(columns.len());
    let table = Table { rows: Rows::Listed(rows), frozen_columns, lead: 1, ..Table::new(&form.name, columns, Vec::new()) };
    let facts = Some(Block::Facts(facts)).filter(|_| purpose == SheetUse::Form);
    Sheet {
        name: form.name.clone(),
        purpose,
        title: form.title.clone(),
        notes: Vec::new(),
        blocks: facts.into_iter().chain([Block::Table(table)]).collect(),
    }
}

/// The filler lines above the table; what is known is filled in and locked.
fn facts(form: &Form, unit: Option<&Arc<str>>) -> Vec<Fact> {
    let wording = Wording::built_in();
    let locked = |label: &str, cell: Cell| Fact { label: Arc::from(label), cell, entry: Entry::default() };
    let fact = |line: &wording::FactLine| {
        let known = match line.filled {
            Some(Filled::Unit) => unit,
            None => None,
        };
        let blank = locked(&line.label, Cell::default());
        match known {
            Some(known) => locked(&line.label, Cell::from(known)),
            None => Fact { entry: Entry::new(Accepts::Anything).prompt(line.prompt.as_str()), ..blank },
        }
    };
    let money = form.fields.iter().any(|field| matches!(field.ty, FieldType::Money));
    let unit_of_money = Some(locked(&wording.money.label, Cell::text(&wording.money.unit))).filter(|_| money);
    wording.facts.iter().map(fact).chain(unit_of_money).collect()
}
