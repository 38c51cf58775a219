//! Rows of computed tables. The names of their fields stand in `templates/forms/` and, as far as the code fills them, here.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::forms::Form;
use crate::identity::EnterpriseId;
use crate::ledger::{Entry, LedgerCell, key_of_entry};
use crate::value::{State, Value};

/// Fields of 项目变动, besides those that it shares with the form it follows.
pub(super) mod change {
    pub(crate) const TABLE_UNIT: &str = "报送单位";
    pub(crate) const KIND: &str = "变动";
    pub(crate) const BEFORE: &str = "原来";
    pub(crate) const NOW: &str = "现在";
    pub(crate) const SINCE: &str = "比较周";
}

/// Fields of 清零台账.
pub(super) mod clearing {
    pub(crate) const TABLE: &str = "清零台账";
    pub(crate) const NAME: &str = "企业名称";
    pub(crate) const COUNTED: &str = "在册";
    pub(crate) const BASE: &str = "基数";
    pub(crate) const OPENING: &str = "期初";
    pub(crate) const CLEARED: &str = "清零";
    pub(crate) const REMOVED: &str = "移出";
    pub(crate) const ADDED: &str = "新增";
    pub(crate) const CLOSING: &str = "期末";
    pub(crate) const STATE: &str = "状态";
    pub(crate) const CAUSE: &str = "列入原因";
    pub(crate) const FIRST: &str = "首次列入周";
    pub(crate) const SINCE: &str = "本次列入周";
    pub(crate) const WEEKS: &str = "连续周数";
}

/// Fields of 清零安排, the office's list of who is to be cleared and by when.
pub(super) mod plan {
    pub(crate) const LIST: &str = "清零安排";
    pub(crate) const BASE: &str = "列入基数";
}

/// A row while it is filled. A field that the form does not declare is left out, so that an office may do without.
pub(super) struct Filling<'a> {
    form: &'a Form,
    entry: Entry,
}

impl<'a> Filling<'a> {
    pub(super) fn new(form: &'a Form, enterprise: Option<EnterpriseId>) -> Self {
        let cells = vec![LedgerCell::default(); form.fields.len()];
        Self { form, entry: Entry { enterprise, cells, origins: Vec::new(), units: Vec::new() } }
    }

    pub(super) fn set(&mut self, field: &str, value: Value) {
        if let Some(index) = self.form.index(field).filter(|index| self.form.fields[*index].ty.holds(&value)) {
            self.entry.cells[index] = LedgerCell { state: State::Value(value), raw: None, origin: None };
        }
    }

    pub(super) fn text(&mut self, field: &str, text: &str) {
        if !text.is_empty() {
            self.set(field, Value::text(text));
        }
    }

    pub(super) fn flag(&mut self, field: &str, yes: bool) {
        self.set(field, Value::Number(Decimal::from(u8::from(yes))));
    }

    /// Takes over the cells of the fields that both forms have, with their origins.
    pub(super) fn share(&mut self, form: &Form, entry: &Entry) {
        for (index, field) in self.form.fields.iter().enumerate() {
            let same = form.fields.iter().position(|other| other.name == field.name && other.ty == field.ty);
            if let Some(cell) = same.and_then(|other| entry.cells.get(other)) {
                self.entry.cells[index] = cell.clone();
            }
        }
        self.entry.origins.clone_from(&entry.origins);
        self.entry.units.clone_from(&entry.units);
    }

    pub(super) fn done(self) -> Entry {
        self.entry
    }
}

/// Rows in the order of their keys, as in every ledger table.
pub(super) fn sorted(form: &Arc<Form>, mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort_by_cached_key(|entry| key_of_entry(form, entry));
    entries
}
