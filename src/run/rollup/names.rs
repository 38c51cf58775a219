//! Names that mean something in one office only: two counties have a 城东镇 each, and an enterprise or a person of the same name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::forms::FieldType;
use crate::identity::{ENTERPRISES, UNITS, enterprises, units};
use crate::ledger::{Ledger, LedgerTable};
use crate::value::{State, Value};

/// What a name of one office is called among all: units with the office before them, other names only if two offices have them.
pub(super) type OwnNames = BTreeMap<Arc<str>, Arc<str>>;

/// The names of every office, given in their order with their office's name.
pub(super) fn own_names(offices: &[(Arc<str>, &Ledger, &Ledger)]) -> Vec<OwnNames> {
    let shared = shared(offices);
    offices.iter().map(|(office, ledger, references)| own(office, ledger, references, &shared)).collect()
}

fn own(office: &str, ledger: &Ledger, references: &Ledger, shared: &BTreeSet<Arc<str>>) -> OwnNames {
    let listed = references.tables.get(UNITS).into_iter().flat_map(|table| texts(table, units::field::NAME));
    let mut names: OwnNames = listed
        .filter(|unit| !unit.starts_with(office))
        .map(|unit| (unit.clone(), Arc::from(format!("{office}{unit}"))))
        .collect();
    let mine: BTreeSet<Arc<str>> = names_of(ledger, references).collect();
    for name in mine.intersection(shared) {
        names.entry(name.clone()).or_insert_with(|| Arc::from(format!("{name}（{office}）")));
    }
    names
}

/// Names of enterprises and persons that more than one office has.
fn shared(offices: &[(Arc<str>, &Ledger, &Ledger)]) -> BTreeSet<Arc<str>> {
    let mut first: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    let mut shared = BTreeSet::new();
    for (place, (_, ledger, references)) in offices.iter().enumerate() {
        for name in names_of(ledger, references) {
            match first.get(&name) {
                Some(other) if *other != place => {
                    shared.insert(name);
                }
                Some(_) => {}
                None => {
                    first.insert(name, place);
                }
            }
        }
    }
    shared
}

/// The names of listed enterprises, and of persons wherever they stand.
fn names_of<'a>(ledger: &'a Ledger, references: &'a Ledger) -> impl Iterator<Item = Arc<str>> + 'a {
    let listed = references.tables.get(ENTERPRISES).into_iter().flat_map(|table| texts(table, enterprises::field::NAME));
    let persons = ledger.tables.values().chain(references.tables.values()).flat_map(|table| {
        let fields = table.form.fields.iter().enumerate().filter(|(_, field)| field.ty == FieldType::Person);
        fields.flat_map(move |(field, _)| column(table, field))
    });
    listed.chain(persons).cloned()
}

/// The texts of a field.
pub(super) fn texts<'a>(table: &'a LedgerTable, field: &str) -> impl Iterator<Item = &'a Arc<str>> + use<'a> {
    table.form.index(field).into_iter().flat_map(move |field| column(table, field))
}

fn column(table: &LedgerTable, field: usize) -> impl Iterator<Item = &Arc<str>> {
    table.entries.iter().filter_map(move |entry| match &entry.cells.get(field)?.state {
        State::Value(Value::Text(text)) => Some(text),
        _ => None,
    })
}
