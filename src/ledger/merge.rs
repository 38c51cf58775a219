//! The stage: resolved rows of all units → the ledger, what became of each table, and what was odd.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::findings;
use super::join::{Joiner, Repeats, Row};
use super::key::{Key, key_of};
use super::nearly::nearly_same;
use super::supersede::{Standing, standings};
use super::{Conservation, Entry, Ledger, LedgerTable, Status, TableOutcome};
use crate::finding::Finding;
use crate::forms::{Form, FormRole};
use crate::identity::{Lists, Resolved};
use crate::records::{Record, Records};
use crate::value::Day;

/// SHA-256 of a file's bytes, lower-case hexadecimal.
pub type Digest = String;

/// What the merge is told besides the rows.
#[derive(Debug, Clone, Copy)]
pub struct Declared<'a> {
    pub lists: &'a Lists,
    /// All forms, in the order of the declarations.
    pub forms: &'a [Arc<Form>],
    /// By file, as in the sources. Files without a digest are never called identical.
    pub digests: &'a BTreeMap<Arc<str>, Digest>,
}

/// A table on its way: rows leave `records` when they enter the ledger.
pub(super) struct Input {
    pub(super) records: Records,
    pub(super) unit: Option<Arc<str>>,
    pub(super) stated: Option<Day>,
    /// One a row.
    pub(super) keys: Vec<Key>,
}

/// Merges all tables. The ledger does not depend on their order; the outcomes stand in it.
#[must_use]
pub fn merge(resolved: Vec<Resolved>, declared: &Declared<'_>) -> (Ledger, Vec<TableOutcome>, Vec<Finding>) {
    let mut inputs: Vec<Input> = resolved.into_par_iter().map(input).collect();
    let (standings, mut findings) = standings(&inputs, declared);
    let mut outcomes: Vec<TableOutcome> =
        inputs.iter().zip(&standings).map(|(input, standing)| outcome(input, standing)).collect();
    let mut ledger = Ledger::default();
    let mut used = BTreeSet::new();
    for form in forms_in_order(&inputs, declared) {
        let mut work =
            FormWork { joiner: Joiner::new(&form, declared, &standings), inputs: &mut inputs, outcomes: &mut outcomes };
        let (entries, found) = work.merge_form(&form);
        findings.extend(found);
        used.append(&mut work.joiner.used);
        ledger.tables.insert(form.name.clone(), LedgerTable { form, entries });
    }
    let told = |(index, choice)| {
        if used.contains(&index) { findings::decision_applied(choice, declared.lists) } else { findings::decision_unused(choice) }
    };
    findings.extend(declared.lists.decisions.choices.iter().enumerate().map(told));
    debug_assert!(outcomes.iter().all(|outcome| outcome.rows.holds()), "rows were lost: {outcomes:?}");
    findings.sort();
    (ledger, outcomes, findings)
}

fn input(resolved: Resolved) -> Input {
    let Resolved { records, sender, enterprises } = resolved;
    let keys = records.rows.iter().zip(enterprises).map(|(record, id)| key_of(&records.form, record, id)).collect();
    Input { records, unit: sender.unit, stated: sender.stated, keys }
}

/// The rows of a table before merging: a superseded table's rows are all set apart.
fn outcome(input: &Input, standing: &Standing) -> TableOutcome {
    let records = &input.records;
    let rows = records.rows.len() as u32;
    let held = records.rows.iter().filter(|record| !record.held.is_empty()).count() as u32;
    let mut conservation = Conservation { read: rows, held, no_data: records.set_apart.len() as u32, ..Conservation::default() };
    let status = match &standing.by {
        None => Status::Counted,
        Some(by) => {
            conservation = Conservation { set_apart: rows, held: 0, ..conservation };
            Status::Superseded { by: by.clone() }
        }
    };
    TableOutcome {
        source: records.source.clone(),
        form: records.form.name.clone(),
        unit: input.unit.clone(),
        status,
        age: standing.age,
        rows: conservation,
    }
}

/// Declared submissions, then forms that only the inputs know, by name.
fn forms_in_order(inputs: &[Input], declared: &Declared<'_>) -> Vec<Arc<Form>> {
    let mut forms: Vec<Arc<Form>> = declared.forms.iter().filter(|form| form.role == FormRole::Submission).cloned().collect();
    let others: BTreeMap<Arc<str>, Arc<Form>> =
        inputs.iter().map(|input| (input.records.form.name.clone(), input.records.form.clone())).collect();
    for (name, form) in others {
        if !forms.iter().any(|known| known.name == name) {
            forms.push(form);
        }
    }
    forms
}

/// The merging of one form.
struct FormWork<'a> {
    joiner: Joiner<'a>,
    inputs: &'a mut [Input],
    outcomes: &'a mut [TableOutcome],
}

impl FormWork<'_> {
    fn merge_form(&mut self, form: &Form) -> (Vec<Entry>, Vec<Finding>) {
        let order = self.tables_in_order(&form.name);
        let mut rows: Vec<(Key, usize, usize)> = Vec::new();
        for (place, table) in order.iter().enumerate() {
            let input = &mut self.inputs[*table];
            let free = input.records.rows.iter().enumerate().filter(|(_, record)| record.held.is_empty()).map(|(row, _)| row);
            let free: Vec<usize> = free.collect();
            rows.extend(free.into_iter().map(|row| (std::mem::take(&mut input.keys[row]), place, row)));
        }
        rows.par_sort_unstable();
        let (mut entries, mut keys, mut repeats) = (Vec::new(), Vec::new(), Repeats::default());
        let mut findings = Vec::new();
        for group in rows.chunk_by(|a, b| a.0 == b.0) {
            let key = &group[0].0;
            let joined: Vec<Row> = group.iter().map(|(_, place, row)| self.take(order[*place], *place, *row)).collect();
            let (entry, first) = self.joiner.join(key, joined, &mut repeats, &mut findings);
            for (_, place, _) in group {
                self.outcomes[order[*place]].rows.merged += 1;
            }
            self.outcomes[first].rows.merged -= 1;
            self.outcomes[first].rows.kept += 1;
            entries.push(entry);
            keys.push(key.clone());
        }
        findings.extend(repeats.findings());
        findings.extend(nearly_same(form, &keys, &entries, self.joiner.declared.lists));
        (entries, findings)
    }

    /// The counted tables of a form, by source and first row, whatever order they were handed in.
    fn tables_in_order(&self, form: &str) -> Vec<usize> {
        let counted =
            |index: &usize| &*self.inputs[*index].records.form.name == form && self.joiner.standings[*index].by.is_none();
        let mut order: Vec<usize> = (0..self.inputs.len()).filter(counted).collect();
        order.sort_by_key(|index| {
            let records = &self.inputs[*index].records;
            (records.source.clone(), records.rows.first().map(|record| record.origin.row))
        });
        order
    }

    fn take(&mut self, table: usize, place: usize, row: usize) -> Row {
        let (input, standing) = (&mut self.inputs[table], &self.joiner.standings[table]);
        let origin = input.records.rows[row].origin.clone();
        let record = std::mem::replace(&mut input.records.rows[row], Record { origin, cells: Vec::new(), held: Vec::new() });
        let date = standing.version.as_ref().and_then(|version| version.date).or(input.stated);
        Row { record, table, place, unit: input.unit.clone(), age: standing.age, date }
    }
}
