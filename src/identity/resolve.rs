//! The stage: typed rows → rows that know their enterprise, with names as the lists have them.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::enterprises::Disagreement;
use super::findings;
use super::fold::fold;
use super::lists::Lists;
use super::sender::Sender;
use super::units::UnitMatch;
use super::{EnterpriseId, Resolution};
use crate::finding::{Finding, Severity};
use crate::forms::{FieldType, Form, Requirement};
use crate::origin::Place;
use crate::records::{Cell, Hold, Record, Records};
use crate::value::{State, Value};

/// The rows of one table, resolved.
#[derive(Debug, Clone)]
pub struct Resolved {
    pub records: Records,
    pub sender: Sender,
    /// One a row: the enterprise of the form's enterprise field, if the form has one and it is known.
    pub enterprises: Vec<Option<EnterpriseId>>,
}

/// Where a form says which enterprise a row is about: the key field that is a name, and the first code.
#[must_use]
pub fn enterprise_field(form: &Form) -> Option<usize> {
    form.fields.iter().position(|field| field.key && field.ty == FieldType::Name)
}

/// Finds the enterprise of every row, writes enterprises and units as the lists name them (the text as written stays in the cell), and
/// holds rows whose enterprise is not known. Without a list of enterprises nothing is held: the missing list is a finding of its own.
#[must_use]
pub fn resolve(tables: Vec<(Records, Sender)>, lists: &Lists) -> (Vec<Resolved>, Vec<Finding>) {
    let done: Vec<(Resolved, Vec<Finding>)> =
        tables.into_par_iter().map(|(records, sender)| resolve_table(records, sender, lists)).collect();
    let mut findings = Vec::new();
    let mut resolved = Vec::with_capacity(done.len());
    for (table, found) in done {
        resolved.push(table);
        findings.extend(found);
    }
    (resolved, findings)
}

fn resolve_table(mut records: Records, sender: Sender, lists: &Lists) -> (Resolved, Vec<Finding>) {
    let mut findings = Vec::new();
    let form = records.form.clone();
    let mut enterprises = vec![None; records.rows.len()];
    if let Some(name) = enterprise_field(&form)
        && !lists.enterprises.is_empty()
    {
        let code = form.fields.iter().position(|field| field.ty == FieldType::Code);
        let open = lists.words.open.forms.iter().any(|open| **open == *form.name);
        let mut table = Table { form: &form, name, code, open, lists, known: BTreeMap::new(), findings: &mut findings };
        for (record, id) in records.rows.iter_mut().zip(&mut enterprises) {
            *id = table.resolve_row(record);
        }
    }
    name_others(&mut records, lists);
    if !lists.units.is_empty() {
        findings.extend(name_units(&mut records, lists));
    }
    if let Some(unit) = &sender.unit {
        findings = findings.into_iter().map(|finding| finding.unit(unit)).collect();
    }
    (Resolved { records, sender, enterprises }, findings)
}

/// The work on the enterprise field of one table.
struct Table<'a> {
    form: &'a Form,
    name: usize,
    code: Option<usize>,
    open: bool,
    lists: &'a Lists,
    /// Names and codes already resolved in this table; each alias is reported once.
    known: BTreeMap<(Arc<str>, Option<Arc<str>>), super::enterprises::Identified>,
    findings: &'a mut Vec<Finding>,
}

impl Table<'_> {
    fn resolve_row(&mut self, record: &mut Record) -> Option<EnterpriseId> {
        let name = written(record.cells.get(self.name)?)?;
        let code = self.code.and_then(|code| record.cells.get(code)).and_then(readable);
        let key = (name.clone(), code.clone());
        let first_time = !self.known.contains_key(&key);
        let identified = self
            .known
            .entry(key)
            .or_insert_with(|| self.lists.enterprises.resolve(&name, code.as_deref(), &self.lists.decisions));
        let identified = identified.clone();
        if first_time || identified.resolution.known().is_none() || identified.disagreement.is_some() {
            self.report(&identified, record, &name, code.as_deref());
        }
        let Some(id) = identified.resolution.known() else {
            if !self.open {
                record.held.push(Hold::UnknownEnterprise);
            }
            return None;
        };
        record.cells[self.name].state = State::Value(Value::Text(self.lists.enterprises[id].name.clone()));
        Some(id)
    }

    fn report(&mut self, identified: &super::enterprises::Identified, record: &Record, name: &str, code: Option<&str>) {
        let list = &self.lists.enterprises;
        let place = |index: usize| place_of(record, index);
        let field = |index: usize, finding: Finding| finding.field(&self.form.fields[index].name);
        let finding = match (&identified.resolution, identified.disagreement) {
            (Resolution::Unknown | Resolution::Candidates(_), _) if self.open => None,
            (Resolution::Unknown | Resolution::Candidates(_), _) if self.lists.decisions.name(&fold(name)) == Some(None) => {
                Some(findings::decided_not_listed(place(self.name), name))
            }
            (Resolution::Candidates(found), Some(Disagreement::NameStrange)) => {
                found.first().map(|(id, _)| findings::name_contradicts_code(place(self.name), name, &list[*id].name))
            }
            (Resolution::Unknown, _) => Some(findings::enterprise_unknown(place(self.name), name)),
            (Resolution::Candidates(found), _) => Some(findings::enterprise_candidates(place(self.name), name, found, list)),
            (Resolution::Exact(id) | Resolution::Alias(id, _), Some(Disagreement::CodeStrange)) => {
                let at = self.code.unwrap_or(self.name);
                self.findings.push(field(at, findings::code_not_listed(place(at), code.unwrap_or_default(), &list[*id])));
                None
            }
            (Resolution::Exact(id) | Resolution::Alias(id, _), Some(Disagreement::NameMeans(other))) => {
                Some(findings::code_and_name_differ(place(self.name), name, &list[*id].name, &list[other].name))
            }
            (Resolution::Alias(id, why), None) => Some(findings::enterprise_alias(place(self.name), name, *why, &list[*id].name)),
            (Resolution::Exact(_) | Resolution::Alias(..), _) => None,
        };
        self.findings.extend(finding.map(|finding| field(self.name, finding)));
    }
}

/// Other fields that name an enterprise (母体企业) get its list name where it is known; they hold nothing.
fn name_others(records: &mut Records, lists: &Lists) {
    let form = records.form.clone();
    let key = enterprise_field(&form);
    let others: Vec<usize> =
        (0..form.fields.len()).filter(|i| form.fields[*i].ty == FieldType::Name && Some(*i) != key).collect();
    for record in &mut records.rows {
        for index in &others {
            let Some(name) = record.cells.get(*index).and_then(readable) else { continue };
            if let Some(id) = lists.enterprises.resolve_name(&name, &lists.decisions).known() {
                record.cells[*index].state = State::Value(Value::Text(lists.enterprises[id].name.clone()));
            }
        }
    }
}

/// Fields of type unit get the list name; one finding for each text that is not listed.
fn name_units(records: &mut Records, lists: &Lists) -> Vec<Finding> {
    let form = records.form.clone();
    let mut strange: BTreeMap<(usize, Arc<str>), (Place, usize)> = BTreeMap::new();
    let mut known: BTreeMap<Arc<str>, UnitMatch> = BTreeMap::new();
    for index in (0..form.fields.len()).filter(|index| form.fields[*index].ty == FieldType::Unit) {
        for record in &mut records.rows {
            let Some(text) = record.cells.get(index).and_then(readable) else { continue };
            let found = known.entry(text.clone()).or_insert_with(|| lists.units.resolve(&text));
            if let Some(unit) = found.unit() {
                record.cells[index].state = State::Value(Value::Text(unit));
            }
            if matches!(found, UnitMatch::Unknown | UnitMatch::Short(_)) && record.held.is_empty() {
                let place = place_of(record, index);
                strange.entry((index, text)).and_modify(|(_, more)| *more += 1).or_insert((place, 0));
            }
        }
    }
    let report = |((index, text), (place, more)): ((usize, Arc<str>), (Place, usize))| {
        let field = &form.fields[index];
        if let Some(UnitMatch::Short(unit)) = known.get(&text) {
            return findings::unit_assumed(place, &text, &field.name, unit).field(&field.name).severity(Severity::Note);
        }
        let needed = field.key || matches!(field.required, Requirement::Required);
        let severity = if needed { Severity::Warning } else { Severity::Note };
        findings::unit_not_listed(place, &text, &field.name, more).field(&field.name).severity(severity)
    };
    strange.into_iter().map(report).collect()
}

/// The cell of a field, or the row.
#[must_use]
pub fn place_of(record: &Record, index: usize) -> Place {
    let at = record.cells.get(index).and_then(|cell| cell.at);
    at.map_or_else(|| Place::row(&record.origin.source, record.origin.row), |at| Place::cell(&record.origin.source, at))
}

/// The text value of a cell.
fn readable(cell: &Cell) -> Option<Arc<str>> {
    cell.state.value()?.as_text().cloned().filter(|text| !text.trim().is_empty())
}

/// The text of a cell as written, else its value: list names are only put in by this module.
fn written(cell: &Cell) -> Option<Arc<str>> {
    let text = readable(cell)?;
    Some(cell.raw.clone().map_or(text, |raw| Arc::from(raw.trim())))
}

#[cfg(test)]
#[path = "resolve_tests.rs"]
mod tests;
