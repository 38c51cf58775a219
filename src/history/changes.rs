//! The computed table of changes: one row for each row that is new, gone or moved.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::computed::{Filling, change, sorted};
use super::{Declared, computed_form, single};
use crate::forms::{Form, FormRole};
use crate::identity::EnterpriseId;
use crate::ledger::{Entry, Ledger, LedgerTable};
use crate::settings::Week;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    New,
    Back,
    Left,
    Forward,
    Backward,
    Halted,
    Resumed,
    Slipped,
    Vanished,
    Renamed,
    Unreported,
}

impl Change {
    /// The option of the table's form.
    const fn word(self) -> &'static str {
        match self {
            Self::New => "新增",
            Self::Back => "恢复",
            Self::Left => "调出",
            Self::Forward => "阶段推进",
            Self::Backward => "阶段倒退",
            Self::Halted => "停工",
            Self::Resumed => "复工",
            Self::Slipped => "计划后移",
            Self::Vanished => "消失",
            Self::Renamed => "疑似改名",
            Self::Unreported => "未报",
        }
    }
}

/// The tables of changes while they are filled: those that some form names.
pub(super) struct Changes<'d> {
    tables: BTreeMap<Arc<str>, (&'d Arc<Form>, Vec<Entry>)>,
}

impl<'d> Changes<'d> {
    pub(super) fn new(declared: &Declared<'d>) -> Self {
        let named = declared.forms.iter().filter(|form| form.role == FormRole::Submission);
        let named = named.filter_map(|form| form.history.changes.as_ref());
        let tables = named.filter_map(|name| Some((name.clone(), (computed_form(declared, name)?, Vec::new()))));
        Self { tables: tables.collect() }
    }

    /// Adds what became of `entry`, a row of `form`: what it was and is, and the week that it is compared with.
    pub(super) fn add(&mut self, form: &Form, entry: &Entry, kind: Change, (before, now): (&str, &str), since: Option<Week>) {
        let table = form.history.changes.as_ref().and_then(|name| self.tables.get_mut(name));
        let Some((computed, entries)) = table else { return };
        let mut filling = Filling::new(computed, entry.enterprise);
        filling.share(form, entry);
        filling.text(change::TABLE_UNIT, entry.units.first().map_or("", |unit| unit));
        filling.text(change::KIND, kind.word());
        filling.text(change::BEFORE, before);
        filling.text(change::NOW, now);
        filling.text(change::SINCE, &since.map(|week| week.to_string()).unwrap_or_default());
        entries.push(filling.done());
    }

    pub(super) fn tables(self) -> Ledger {
        let tables = self.tables.into_iter().map(|(name, (form, entries))| (name, single(form, sorted(form, entries))));
        Ledger { tables: tables.collect() }
    }
}

/// A row that may be an earlier one under another title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    pub enterprise: Option<EnterpriseId>,
    pub before: Arc<str>,
    pub now: Arc<str>,
}

/// The changes of name that a table of changes notes.
#[must_use]
pub fn renamed(table: &LedgerTable) -> Vec<Renamed> {
    let read = |entry: &Entry| {
        let text = |field: &str| entry.cells.get(table.form.index(field)?)?.state.value()?.as_text().cloned();
        (&*text(change::KIND)? == Change::Renamed.word()).then_some(())?;
        Some(Renamed { enterprise: entry.enterprise, before: text(change::BEFORE)?, now: text(change::NOW)? })
    };
    table.entries.iter().filter_map(read).collect()
}
