//! What the rows are about that findings point to: entries of the ledger, and rows that were held.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Known, Subject};
use crate::forms::{FieldType, Form, FormRole};
use crate::identity::{Lists, Resolved, enterprise_field};
use crate::origin::{Place, Source};
use crate::value::{State, Value};

/// A row that may not enter the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub source: Arc<Source>,
    /// 0-based.
    pub row: u32,
    pub subject: Subject,
}

/// The held rows of all tables, to be asked for before they are merged.
#[must_use]
pub fn held(tables: &[Resolved], lists: &Lists) -> Vec<Held> {
    let rows = tables.iter().flat_map(|table| table.records.rows.iter().zip(&table.enterprises).map(move |row| (table, row)));
    let held = rows.filter(|(_, (record, _))| !record.held.is_empty());
    held.map(|(table, (record, id))| {
        let form = &table.records.form;
        let enterprise = id.map(|id| lists.enterprises[id].name.clone());
        let title = title_field(form).and_then(|field| text(&record.cells.get(field)?.state));
        let subject = Subject { form: form.name.clone(), enterprise, title };
        Held { source: record.origin.source.clone(), row: record.origin.row, subject }
    })
    .collect()
}

/// The first key field that is a text: what tells the rows of an enterprise apart for people.
pub(super) fn title_field(form: &Form) -> Option<usize> {
    let name = enterprise_field(form);
    (0..form.fields.len()).find(|index| {
        let field = &form.fields[*index];
        field.key && Some(*index) != name && field.ty == FieldType::Text
    })
}

fn text(state: &State) -> Option<Arc<str>> {
    state.value().and_then(Value::as_text).cloned()
}

/// A row that a finding points to.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    pub(super) subject: Subject,
    /// Its entry in the ledger's table of the form; `None` for held rows.
    pub(super) entry: Option<usize>,
}

/// The rows that findings point to: one walk over the ledger, whatever its size.
#[derive(Debug, Default)]
pub(super) struct Spots {
    rows: BTreeMap<(Arc<Source>, u32), Spot>,
}

impl Spots {
    pub(super) fn of(known: &Known<'_>) -> Self {
        let asked = known.findings.iter().filter(|finding| super::ASKED.iter().any(|entry| entry.code == finding.code));
        let wanted: BTreeSet<(Arc<Source>, u32)> = asked.filter_map(|finding| row_of(&finding.place)).collect();
        let mut spots = Self::default();
        for table in known.ledger.tables.values().filter(|table| table.form.role == FormRole::Submission) {
            let title = title_field(&table.form);
            for (index, entry) in table.entries.iter().enumerate() {
                for origin in &entry.origins {
                    let key = (origin.source.clone(), origin.row);
                    if !wanted.contains(&key) {
                        continue;
                    }
                    let subject = Subject {
                        form: table.form.name.clone(),
                        enterprise: entry.enterprise.map(|id| known.lists.enterprises[id].name.clone()),
                        title: title.and_then(|field| text(&entry.cells.get(field)?.state)),
                    };
                    spots.rows.insert(key, Spot { subject, entry: Some(index) });
                }
            }
        }
        for held in known.held {
            let spot = Spot { subject: held.subject.clone(), entry: None };
            spots.rows.entry((held.source.clone(), held.row)).or_insert(spot);
        }
        spots
    }

    pub(super) fn at(&self, place: &Place) -> Option<&Spot> {
        self.rows.get(&row_of(place)?)
    }
}

fn row_of(place: &Place) -> Option<(Arc<Source>, u32)> {
    let source = Source { file: place.file.clone()?, sheet: place.sheet.clone() };
    Some((Arc::new(source), place.row?))
}
