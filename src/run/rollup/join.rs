//! Ledgers of several offices → one, each value still pointing to its cell in its office.

use std::sync::Arc;

use anyhow::{Context, Result};

use super::lower::Lower;
use super::names::{OwnNames, own_names};
use crate::archive::{self, PastWeek};
use crate::forms::{FieldType, Forms};
use crate::identity::EnterpriseId;
use crate::ledger::{Entry, Ledger, LedgerCell, LedgerTable};
use crate::value::{State, Value};

/// The joined ledgers, and how many rows each office gave (in the order of the offices that have any).
#[derive(Debug, Default)]
pub(super) struct Joined {
    pub(super) ledger: Ledger,
    pub(super) references: Ledger,
    /// Merged rows of each office.
    pub(super) rows: Vec<u32>,
}

/// Loads and joins. `dimension` is the field that holds the office's name.
///
/// # Errors
/// If an archive is damaged.
pub(super) fn join(lowers: &[Lower], forms: &Forms, dimension: &str) -> Result<Joined> {
    let mut loaded: Vec<(Arc<str>, PastWeek)> = Vec::new();
    let mut before = 0;
    for lower in lowers {
        let Some(revision) = &lower.revision else { continue };
        let who = |_: &str, _: Option<&str>, place: u32| Some(EnterpriseId(before + place));
        let week = archive::load(revision, forms, &who, Some(&lower.name))
            .with_context(|| format!("{} 的归档有问题，请先在那里运行 sangai verify", lower.dir.display()))?;
        before += enterprises(&week.references);
        loaded.push((lower.name.clone(), week));
    }
    let all: Vec<_> = loaded.iter().map(|(name, week)| (name.clone(), &week.ledger, &week.references)).collect();
    let names = own_names(&all);
    let mut joined = Joined::default();
    for ((office, week), names) in loaded.into_iter().zip(&names) {
        joined.rows.push(week.ledger.tables.values().map(|table| table.entries.len() as u32).sum());
        for (part, tables) in [(&mut joined.ledger, week.ledger), (&mut joined.references, week.references)] {
            for (_, table) in tables.tables {
                extend(part, table, &office, names, dimension);
            }
        }
    }
    for part in [&mut joined.ledger, &mut joined.references] {
        // Tables in the order of the declarations, whoever had them first.
        part.tables.sort_by_cached_key(|name, _| forms.iter().position(|form| form.name == *name));
    }
    Ok(joined)
}

/// How many enterprises an office's list has.
fn enterprises(references: &Ledger) -> u32 {
    references.tables.get(crate::identity::ENTERPRISES).map_or(0, |table| table.entries.len() as u32)
}

fn extend(part: &mut Ledger, table: LedgerTable, office: &Arc<str>, names: &OwnNames, dimension: &str) {
    let LedgerTable { form, mut entries } = table;
    // Names stand in cells of these types; options, codes and telephones are the same everywhere.
    let holds_name = |ty: &FieldType| matches!(ty, FieldType::Name | FieldType::Text | FieldType::Unit | FieldType::Person);
    let fields: Vec<usize> = form.fields.iter().enumerate().filter(|(_, f)| holds_name(&f.ty)).map(|(i, _)| i).collect();
    let place = form.index(dimension);
    for entry in &mut entries {
        rename(entry, &fields, names);
        if let Some(cell) = place.and_then(|place| entry.cells.get_mut(place)) {
            *cell = LedgerCell { state: State::Value(Value::Text(office.clone())), raw: None, origin: None };
        }
    }
    part.tables
        .entry(form.name.clone())
        .or_insert_with(|| LedgerTable { form, entries: Vec::new() })
        .entries
        .append(&mut entries);
}

fn rename(entry: &mut Entry, fields: &[usize], names: &OwnNames) {
    for field in fields {
        if let Some(LedgerCell { state: State::Value(Value::Text(text)), .. }) = entry.cells.get_mut(*field)
            && let Some(name) = names.get(text)
        {
            *text = name.clone();
        }
    }
    for unit in &mut entry.units {
        if let Some(name) = names.get(unit) {
            *unit = name.clone();
        }
    }
}
