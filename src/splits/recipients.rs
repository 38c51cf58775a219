//! Who gets a file, and which enterprises it may speak of: read from the reference lists.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::declared::{Being, RecipientKind, Splits};
use crate::identity::{EnterpriseId, Lists, bare_persons};
use crate::ledger::{Entry, Ledger};
use crate::value::{State, Value};

/// Somebody who gets a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    pub kind: Arc<str>,
    pub is: Being,
    /// 城关镇, 张三.
    pub name: Arc<str>,
    /// What tells him from others of the same name (his unit); empty where the list says nothing.
    pub apart: Vec<Arc<str>>,
    pub enterprises: BTreeSet<EnterpriseId>,
    /// Nobody else of his kind bears the name.
    pub unique: bool,
}

impl Recipient {
    /// The name, with what tells bearers of the same name apart where there are several.
    #[must_use]
    pub fn shown(&self) -> String {
        let apart: Vec<&str> = self.apart.iter().map(AsRef::as_ref).filter(|part| !part.is_empty()).collect();
        if self.unique || apart.is_empty() { self.name.to_string() } else { format!("{}（{}）", self.name, apart.join("，")) }
    }
}

/// The recipients of a kind, by name.
#[must_use]
pub(super) fn of_kind(kind: &RecipientKind, references: &Ledger, lists: &Lists) -> Vec<Recipient> {
    let Some(table) = references.tables.get(kind.list.as_str()) else { return Vec::new() };
    let fields: Vec<Option<usize>> = kind.key.iter().map(|field| table.form.index(field)).collect();
    let mut found: BTreeMap<Identity, BTreeSet<EnterpriseId>> = BTreeMap::new();
    for entry in &table.entries {
        let Some(enterprise) = entry.enterprise else { continue };
        let mut parts = fields.iter().map(|field| field.and_then(|field| text(entry, field)).unwrap_or_default());
        let names = parts.next().map(|name| named(&name, kind.is, lists)).unwrap_or_default();
        let apart: Vec<Arc<str>> = parts.map(|part| unit(&part, lists)).collect();
        for name in names {
            found.entry(Identity { name, apart: apart.clone() }).or_default().insert(enterprise);
        }
    }
    let mut bearers: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    for identity in found.keys() {
        *bearers.entry(identity.name.clone()).or_default() += 1;
    }
    let recipient = |(Identity { name, apart }, enterprises)| Recipient {
        kind: kind.kind.clone(),
        is: kind.is,
        unique: bearers.get(&name) == Some(&1),
        name,
        apart,
        enterprises,
    };
    found.into_iter().map(recipient).collect()
}

/// A name, and what tells it from others of the same name.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Identity {
    name: Arc<str>,
    apart: Vec<Arc<str>>,
}

/// The enterprises that concern a unit by any of the declared relations, in list order.
#[must_use]
pub fn enterprises_of(splits: &Splits, unit: &str, references: &Ledger, lists: &Lists) -> BTreeSet<EnterpriseId> {
    let of_units = splits.kinds.iter().filter(|kind| kind.is == Being::Unit);
    let own = of_units.flat_map(|kind| of_kind(kind, references, lists)).filter(|recipient| *recipient.name == *unit);
    own.flat_map(|recipient| recipient.enterprises).collect()
}

/// The names in a cell: a unit by its list name, persons bare and one by one.
fn named(text: &str, is: Being, lists: &Lists) -> Vec<Arc<str>> {
    match is {
        _ if text.is_empty() => Vec::new(),
        Being::Unit => vec![unit(text, lists)],
        Being::Person => bare_persons(text, &lists.words).into_iter().map(Arc::from).collect(),
        Being::Enterprise => vec![Arc::from(text)],
    }
}

fn unit(text: &str, lists: &Lists) -> Arc<str> {
    lists.units.resolve(text).unit().unwrap_or_else(|| Arc::from(text))
}

fn text(entry: &Entry, field: usize) -> Option<String> {
    match &entry.cells.get(field)?.state {
        State::Value(Value::Text(text)) => Some(text.trim().to_owned()),
        State::Value(Value::List(words)) => Some(words.join("、")),
        _ => None,
    }
}
