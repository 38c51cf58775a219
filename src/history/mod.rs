//! This week against the archived weeks before it, row by row by their ledger keys, never by their places on a sheet.
//!
//! [`compare`] says what went backwards, stands still, was copied or vanished (findings of group H) and makes the computed table of what is
//! new, gone and moved; [`clear`] keeps the book of the enterprises without a project. What a field may do from week to week stands beside it
//! in its form ([`crate::forms::OverWeeks`]). A unit that has not sent is not blamed for what is missing: its rows are 未报.

mod changes;
mod clearing;
mod computed;
mod copied;
mod fields;
mod findings;
mod gone;
mod stalled;
mod timeline;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use changes::{Renamed, renamed};
pub use clearing::{Standing, clear};

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::finding::Finding;
use crate::forms::{Form, FormRole};
use crate::identity::{EnterpriseId, Lists};
use crate::ledger::{HeldRow, Ledger, LedgerTable, TableOutcome};
use crate::settings::{Settings, Week};
use crate::value::Day;

/// An earlier week. Its tables have today's forms, its enterprises are those of today's list.
#[derive(Debug, Clone, Copy)]
pub struct Past<'a> {
    pub week: Week,
    /// Its cut-off.
    pub as_of: Day,
    pub ledger: &'a Ledger,
}

/// What the comparison is told besides the ledgers.
#[derive(Debug, Clone, Copy)]
pub struct Declared<'a> {
    pub lists: &'a Lists,
    /// All forms, computed ones among them.
    pub forms: &'a [Arc<Form>],
    pub settings: &'a Settings,
    pub week: Week,
    /// The cut-off.
    pub as_of: Day,
    /// Which tables came this week.
    pub outcomes: &'a [TableOutcome],
    /// Rows that came and may not enter yet: they have not vanished.
    pub held: &'a [HeldRow],
}

/// What the comparison gives besides its findings.
#[derive(Debug, Default)]
pub struct Compared {
    /// Computed tables; empty ones where there is nothing to compare with.
    pub tables: Ledger,
    /// Enterprises with rows that are missing only because their units have not sent this week.
    pub unreported: BTreeSet<EnterpriseId>,
}

/// Compares every form that declares how its fields move. `past` in the order of the weeks; later weeks than this one are passed over.
#[must_use]
pub fn compare(current: &Ledger, past: &[Past<'_>], declared: &Declared<'_>) -> (Compared, Vec<Finding>) {
    let past: Vec<&Past<'_>> = past.iter().filter(|past| past.week < declared.week).collect();
    let mut all = Vec::new();
    let mut compared = Compared::default();
    let mut changes = changes::Changes::new(declared);
    for table in current.tables.values().filter(|table| is_followed(&table.form)) {
        let timeline = timeline::Timeline::new(&table.form, &past);
        if timeline.lines.is_empty() {
            continue;
        }
        let rows = timeline::rows(table, &timeline);
        let copies = copied::copied(&rows, &timeline, declared);
        all.extend(copies.findings());
        all.extend(fields::moved(&rows, &timeline, &copies, declared, &mut changes));
        all.extend(stalled::stalled(&rows, &timeline, declared));
        let gone = gone::gone(&rows, &timeline, declared, &mut changes);
        all.extend(gone.findings);
        compared.unreported.extend(gone.unreported);
    }
    compared.tables = changes.tables();
    all.sort();
    (compared, all)
}

/// Whether anything follows from how the form's fields change.
fn is_followed(form: &Form) -> bool {
    form.role == FormRole::Submission && form.fields.iter().any(|field| field.over_weeks.is_some())
}

/// A computed form that is declared.
fn computed_form<'a>(declared: &Declared<'a>, name: &str) -> Option<&'a Arc<Form>> {
    declared.forms.iter().find(|form| form.role == FormRole::Computed && *form.name == *name)
}

/// Weeks from one week to a later one.
fn weeks_between(earlier: Week, later: Week) -> i32 {
    (later.monday().number() - earlier.monday().number()) / 7
}

/// A ledger of one table.
fn single(form: &Arc<Form>, entries: Vec<crate::ledger::Entry>) -> LedgerTable {
    LedgerTable { form: form.clone(), entries }
}
