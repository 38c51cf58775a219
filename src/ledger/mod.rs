//! Records of all units → one ledger in which every value knows its cell of origin.
//!
//! [`merge`]: older versions of a file step back as a whole (`supersede`), the other rows are grouped by key (`key`), each group becomes one
//! entry (`join`): equal values merge, different ones are settled by authority and then by age, and both are named.

mod findings;
mod held;
mod join;
mod key;
mod merge;
mod nearly;
mod same;
mod supersede;
mod versions;
mod references;

use std::sync::Arc;

use indexmap::IndexMap;

pub use held::{HeldRow, held_rows};
pub use key::{Key, key_of, key_of_entry};
pub use merge::{Declared, Digest, merge};
pub use nearly::keys_are_near;
pub use references::as_lists;

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
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The enterprise of the name field, if the form has one and it is known.
    pub enterprise: Option<EnterpriseId>,
    /// One a field of the form.
    pub cells: Vec<LedgerCell>,
    /// All rows merged into this one, the authoritative first. Rows of superseded files are not among them.
    pub origins: Vec<Origin>,
    /// Reporting units of the origins, list names, same order; empty where the sender is not known.
    pub units: Vec<Arc<str>>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct LedgerCell {
    pub state: State,
    pub raw: Option<Arc<str>>,
    /// `None` for a value that the office decided.
    pub origin: Option<(Arc<Source>, CellRef)>,
}

/// What became of one table, in the order in which the tables were handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableOutcome {
    pub source: Arc<Source>,
    pub form: Arc<str>,
    pub unit: Option<Arc<str>>,
    pub status: Status,
    /// Among the versions of its unit and form; 0 is the oldest.
    pub age: usize,
    pub rows: Conservation,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    Counted,
    /// A newer or identical file counts in its place.
    Superseded {
        by: Arc<str>,
    },
}

/// What became of the rows of one table: `read = kept + merged + held + set_apart`, asserted in every run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Conservation {
    /// Data rows of the body.
    pub read: u32,
    /// Rows that are a ledger entry's authoritative origin.
    pub kept: u32,
    /// Rows that joined another row's entry (duplicates, other units).
    pub merged: u32,
    /// Rows that may not enter until mended.
    pub held: u32,
    /// Rows of a superseded version: kept in the archive, not in the ledger.
    pub set_apart: u32,
    /// Rows of the body that are no data and not among those read: totals, categories, repeated headers, samples, placeholders.
    pub no_data: u32,
}

impl Conservation {
    /// Whether no row was lost or counted twice.
    #[must_use]
    pub const fn holds(&self) -> bool {
        self.read == self.kept + self.merged + self.held + self.set_apart
    }

    /// The rows of two tables together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            read: self.read + other.read,
            kept: self.kept + other.kept,
            merged: self.merged + other.merged,
            held: self.held + other.held,
            set_apart: self.set_apart + other.set_apart,
            no_data: self.no_data + other.no_data,
        }
    }
}

#[cfg(test)]
mod tests;
