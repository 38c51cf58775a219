//! Records of all units → one ledger in which every value knows its cell of origin.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::forms::Form;
use crate::identity::EnterpriseId;
use crate::origin::{CellRef, Origin, Source};
use crate::value::State;

/// One table a form, in the order of the declarations.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    pub tables: IndexMap<Arc<str>, LedgerTable>,
}

#[derive(Debug, Clone)]
pub struct LedgerTable {
    pub form: Arc<Form>,
    /// Sorted by key, so that neither files' order nor threads matter.
    pub entries: Vec<Entry>,
}

/// A merged row.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The enterprise of the name field, if the form has one and it is known.
    pub enterprise: Option<EnterpriseId>,
    /// One a field of the form.
    pub cells: Vec<LedgerCell>,
    /// All rows merged into this one, the authoritative first.
    pub origins: Vec<Origin>,
    /// Reporting units of the origins, list names, same order.
    pub units: Vec<Arc<str>>,
}

#[derive(Debug, Clone, Default)]
pub struct LedgerCell {
    pub state: State,
    pub raw: Option<Arc<str>>,
    pub origin: Option<(Arc<Source>, CellRef)>,
}

/// What became of the rows of one table: `read = kept + merged + held + set_apart`, asserted in every run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Conservation {
    /// Non-blank rows of the body.
    pub read: u32,
    /// Rows that are a ledger entry's authoritative origin.
    pub kept: u32,
    /// Rows that joined another row's entry (duplicates, superseded versions, other units).
    pub merged: u32,
    /// Rows that may not enter until mended.
    pub held: u32,
    /// Totals, categories, repeated headers, samples, placeholders.
    pub set_apart: u32,
}
