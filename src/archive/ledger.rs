//! The exact ledger as lines of JSON, `sangai.ledger/1`: a [`Head`], then one line an entry, tables one after the other.
//!
//! An entry is `[enterprise, units, origins, cells]`: numbers point into the head's lists, an origin is `[source, row]` with a 1-based row,
//! cells stand in the order of the table's fields ([`super::cells`]). Written and read line by line, so that a nation's ledger streams.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use serde::de::{self, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::cells::{At, Raw, StateText};
use crate::identity::ENTERPRISES;
use crate::identity::enterprises::field;
use crate::ledger::{Entry, Ledger, LedgerCell, LedgerTable};
use crate::origin::{Origin, Source};
use crate::value::{Day, State};

/// The schema of the file's first line.
pub(super) const SCHEMA: &str = "sangai.ledger/1";

/// The first line: what the entries point to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) schema: String,
    pub(super) week: String,
    pub(super) as_of: String,
    /// List name and credit code, in list order.
    pub(super) enterprises: Vec<(Arc<str>, Option<Arc<str>>)>,
    /// File and sheet.
    pub(super) sources: Vec<(Arc<str>, Option<Arc<str>>)>,
    pub(super) units: Vec<Arc<str>>,
    pub(super) tables: Vec<TableHead>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TableHead {
    pub(super) form: Arc<str>,
    /// One of 名录, not of the merged rows.
    pub(super) reference: bool,
    pub(super) fields: Vec<Arc<str>>,
    pub(super) rows: usize,
}

/// Writes the merged tables and those of 名录.
///
/// # Errors
/// If the writer fails.
pub fn write_ledger(out: &mut impl Write, week: &str, as_of: Day, ledger: &Ledger, references: &Ledger) -> io::Result<()> {
    let index = Index::of(ledger, references);
    let tables = ledger.tables.values().map(|t| head(t, false)).chain(references.tables.values().map(|t| head(t, true)));
    let head = Head {
        schema: SCHEMA.into(),
        week: week.into(),
        as_of: as_of.to_string(),
        enterprises: enterprises(references),
        sources: index.sources.keys().map(|source| (source.file.clone(), source.sheet.clone())).collect(),
        units: index.units.keys().map(|unit| (*unit).clone()).collect(),
        tables: tables.collect(),
    };
    line(out, &head)?;
    for table in ledger.tables.values().chain(references.tables.values()) {
        for entry in &table.entries {
            line(out, &EntryOut { entry, index: &index })?;
        }
    }
    Ok(())
}

/// One JSON value and the end of its line.
pub(super) fn line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

fn head(table: &LedgerTable, reference: bool) -> TableHead {
    let fields = table.form.fields.iter().map(|field| field.name.clone()).collect();
    TableHead { form: table.form.name.clone(), reference, fields, rows: table.entries.len() }
}

/// The list of enterprises: entries name them by their place in it.
fn enterprises(references: &Ledger) -> Vec<(Arc<str>, Option<Arc<str>>)> {
    let Some(table) = references.tables.get(ENTERPRISES) else { return Vec::new() };
    let text = |entry: &Entry, name: &str| {
        let cell = entry.cells.get(table.form.index(name)?)?;
        cell.state.value().and_then(|value| value.as_text().cloned())
    };
    table.entries.iter().map(|entry| (text(entry, field::NAME).unwrap_or_default(), text(entry, field::CODE))).collect()
}

/// What entries point to, in sorted order, so that the bytes depend on the content alone.
struct Index<'a> {
    sources: BTreeMap<&'a Source, u32>,
    units: BTreeMap<&'a Arc<str>, u32>,
}

impl<'a> Index<'a> {
    fn of(ledger: &'a Ledger, references: &'a Ledger) -> Self {
        let (mut sources, mut units) = (BTreeMap::new(), BTreeMap::new());
        let tables = ledger.tables.values().chain(references.tables.values());
        for entry in tables.flat_map(|table| &table.entries) {
            let cells = entry.cells.iter().filter_map(|cell| cell.origin.as_ref()).map(|(source, _)| &**source);
            sources.extend(entry.origins.iter().map(|origin| &*origin.source).chain(cells).map(|source| (source, 0)));
            units.extend(entry.units.iter().map(|unit| (unit, 0)));
        }
        (0..).zip(sources.values_mut()).for_each(|(i, place)| *place = i);
        (0..).zip(units.values_mut()).for_each(|(i, place)| *place = i);
        Self { sources, units }
    }
    fn source(&self, source: &Source) -> u32 {
        self.sources.get(source).copied().unwrap_or_default()
    }
}

struct EntryOut<'a> {
    entry: &'a Entry,
    index: &'a Index<'a>,
}

impl Serialize for EntryOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Entry { enterprise, cells, origins, units } = self.entry;
        let units: Vec<u32> = units.iter().filter_map(|unit| self.index.units.get(unit).copied()).collect();
        let places: Vec<(u32, u32)> = origins.iter().map(|o| (self.index.source(&o.source), o.row + 1)).collect();
        let home = origins.first();
        let cells: Vec<CellOut<'_>> = cells.iter().map(|cell| CellOut { cell, home, index: self.index }).collect();
        (enterprise.map(|id| id.0), units, places, cells).serialize(serializer)
    }
}

struct CellOut<'a> {
    cell: &'a LedgerCell,
    home: Option<&'a Origin>,
    index: &'a Index<'a>,
}

impl Serialize for CellOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let LedgerCell { state, raw, origin } = self.cell;
        if *state == State::Blank && raw.is_none() && origin.is_none() {
            return serializer.serialize_none();
        }
        let at = origin.as_ref().map(|(source, cell)| match self.home {
            Some(home) if home.row == cell.row && home.source == *source => At::Home { col: cell.col },
            _ => At::Elsewhere { source: self.index.source(source), cell: *cell },
        });
        let text = state.value().and_then(|value| value.as_text());
        let raw = match raw {
            None => Raw::None,
            Some(raw) if text == Some(raw) => Raw::AsValue,
            Some(raw) => Raw::Text(raw.clone()),
        };
        let length = if *state == State::Blank { 2 } else { 3 };
        let mut seq = serializer.serialize_seq(Some(length))?;
        seq.serialize_element(&at)?;
        seq.serialize_element(&raw)?;
        if length == 3 {
            seq.serialize_element(&StateText(state.clone()))?;
        }
        seq.end()
    }
}

/// A cell as it stands in a line.
#[derive(Debug, Default)]
pub(super) struct CellIn {
    pub(super) at: Option<At>,
    pub(super) raw: Option<Arc<str>>,
    pub(super) state: State,
}

/// An entry as it stands in a line.
pub(super) type EntryIn = (Option<u32>, Vec<u32>, Vec<(u32, u32)>, Vec<CellIn>);

impl<'de> Deserialize<'de> for CellIn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CellVisitor)
    }
}

struct CellVisitor;

impl<'de> Visitor<'de> for CellVisitor {
    type Value = CellIn;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a cell")
    }
    fn visit_unit<E: de::Error>(self) -> Result<CellIn, E> {
        Ok(CellIn::default())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<CellIn, A::Error> {
        let at = seq.next_element()?.ok_or_else(|| de::Error::invalid_length(0, &self))?;
        let raw = seq.next_element()?.ok_or_else(|| de::Error::invalid_length(1, &self))?;
        let state = seq.next_element::<StateText>()?.map_or(State::Blank, |state| state.0);
        let raw = match raw {
            Raw::None => None,
            Raw::AsValue => state.value().and_then(|value| value.as_text().cloned()),
            Raw::Text(text) => Some(text),
        };
        Ok(CellIn { at, raw, state })
    }
}
