//! Rows that may not enter the ledger yet: they are missing from it, but they were sent.

use std::sync::Arc;

use super::key::{Key, key_of};
use crate::identity::{EnterpriseId, Resolved, enterprise_field};

/// A held row, as far as it says what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRow {
    pub form: Arc<str>,
    pub enterprise: Option<EnterpriseId>,
    /// The other key fields made comparable; blank where the row says nothing.
    parts: Vec<String>,
}

/// The held rows of all tables, to be asked before they are merged.
#[must_use]
pub fn held_rows(resolved: &[Resolved]) -> Vec<HeldRow> {
    let rows = resolved.iter().flat_map(|table| table.records.rows.iter().zip(&table.enterprises).map(move |row| (table, row)));
    rows.filter(|(_, (record, _))| !record.held.is_empty())
        .map(|(table, (record, enterprise))| {
            let form = &table.records.form;
            let names_it = enterprise_field(form).filter(|_| enterprise.is_none());
            let place = form.key().iter().position(|index| Some(*index) == names_it);
            let key = key_of(form, record, *enterprise);
            let parts = key.parts().enumerate().filter(|(part, _)| Some(*part) != place).map(|(_, part)| part.to_owned());
            HeldRow { form: form.name.clone(), enterprise: *enterprise, parts: parts.collect() }
        })
        .collect()
}

impl HeldRow {
    /// Whether the row may be the one with this key: nothing that it says is otherwise, and it says something.
    #[must_use]
    pub fn may_be(&self, form: &str, key: &Key) -> bool {
        let blank = self.parts.iter().all(String::is_empty);
        *self.form == *form
            && (self.enterprise.is_none() || self.enterprise == key.enterprise())
            && (self.enterprise.is_some() || !blank)
            && self.parts.iter().zip(key.parts()).all(|(held, part)| held.is_empty() || held == part)
    }
}
