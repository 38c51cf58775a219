//! What a word means in a week that was computed: a figure, a table of statistics or one of its cells, rows of the ledger.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

use super::{Declared, Outcome, document};
use crate::finding::Finding;
use crate::forms::Field;
use crate::identity::fold_letters;
use crate::ledger::{Entry, LedgerCell, LedgerTable};
use crate::origin::{Origin, Place};
use crate::settings::guess_clause;
use crate::statistics::{self, Counted, CountedRow, Figure, StatTable, Tallied, Trace};
use crate::value::{State, Value};

/// What was found.
pub enum Found<'a> {
    /// A measure, a cell or a list, with its parts and rows.
    Number(Trace),
    /// A statistic table as a whole.
    Table(&'a StatTable),
    /// Rows of the ledger and the reference lists; `fields` empty means all that say something.
    Rows { rows: Vec<Held<'a>>, fields: Vec<String> },
}

/// A row of the ledger or of a list, with what was found there.
#[derive(Clone, Copy)]
pub struct Held<'a> {
    pub table: &'a LedgerTable,
    pub entry: &'a Entry,
}

/// A field of a row: its value and where it was read.
pub struct Told<'a> {
    pub field: &'a Field,
    pub cell: &'a LedgerCell,
    /// `None` for what the run computed and what the office decided.
    pub place: Option<Place>,
}

/// Finds what the words mean: a measure; a table with a row and a column; else rows by form, enterprise, key and field.
///
/// # Errors
/// If there is nothing of the name; the message guesses what was meant.
pub fn find<'a>(outcome: &'a Outcome, declared: &Declared, words: &[String]) -> Result<Found<'a>, String> {
    let Some(first) = words.first() else { return Err("请写要追溯什么：指标、表、企业或表样".to_owned()) };
    let parameters = declared.parameters(outcome.as_of);
    let (ledger, lists, reports) = (&outcome.ledger, &outcome.references, &declared.reports);
    if reports.table_ids().any(|id| id == first) {
        let place =
            statistics::Place { table: first, row: words.get(1).map(String::as_str), column: words.get(2).map(String::as_str) };
        let table = outcome.statistics.tables.iter().find(|table| *table.id == **first);
        if let (Some(table), 1) = (table.filter(|_| !reports.is_list(first)), words.len()) {
            return Ok(Found::Table(table));
        }
        return statistics::trace_cell(ledger, lists, &parameters, reports, place).map(Found::Number);
    }
    if words.len() == 1 && reports.measure_names().any(|name| name == first) {
        return statistics::trace(ledger, lists, &parameters, reports, first).map(Found::Number);
    }
    if let ([name], Some(figure)) = (words, outcome.statistics.figures.iter().find(|figure| *figure.name == **first)) {
        return Ok(Found::Number(of_figure(name, figure)));
    }
    rows(outcome, declared, words)
}

/// A figure that no report declares (it looks back over the weeks): its value and its definition.
fn of_figure(name: &str, figure: &Figure) -> Trace {
    Trace {
        name: name.to_owned(),
        kind: figure.kind,
        value: figure.value.clone(),
        definition: figure.definition.clone(),
        formula: (!figure.formula.0.is_empty()).then(|| figure.formula.to_text()),
        source: String::new(),
        made_from: Vec::new(),
        rows: None,
    }
}

/// Every word narrows: a form, an enterprise, a field, or a part of a key.
fn rows<'a>(outcome: &'a Outcome, declared: &Declared, words: &[String]) -> Result<Found<'a>, String> {
    let mut rows: Vec<Held<'a>> =
        tables(outcome).flat_map(|table| table.entries.iter().map(move |entry| Held { table, entry })).collect();
    let mut fields = Vec::new();
    for (number, word) in words.iter().enumerate() {
        let narrowed: Vec<Held<'a>> = rows.iter().copied().filter(|row| row.is_meant_by(word, outcome)).collect();
        if !narrowed.is_empty() {
            rows = narrowed;
        } else if number > 0 && rows.iter().any(|row| row.table.form.index(word).is_some()) {
            rows.retain(|row| row.table.form.index(word).is_some());
            fields.push(word.clone());
        } else {
            return Err(unknown(outcome, declared, word, number));
        }
    }
    Ok(Found::Rows { rows, fields })
}

/// The tables of the ledger, then the lists that are not in it.
fn tables(outcome: &Outcome) -> impl Iterator<Item = &LedgerTable> {
    let lists = outcome.references.tables.iter().filter(|(name, _)| !outcome.ledger.tables.contains_key(*name));
    outcome.ledger.tables.values().chain(lists.map(|(_, table)| table))
}

fn unknown(outcome: &Outcome, declared: &Declared, word: &str, number: usize) -> String {
    if number > 0 {
        return format!("前面所指的行里，没有叫“{word}”的企业、项目或字段");
    }
    let enterprises = outcome.lists.enterprises.iter().map(|(_, enterprise)| &*enterprise.name);
    let names =
        declared.reports.measure_names().chain(declared.reports.table_ids()).chain(declared.forms.iter().map(|form| &*form.name));
    format!("没有叫“{word}”的指标、统计表、企业或表样{}", guess_clause(word, names.chain(enterprises)))
}

impl<'a> Held<'a> {
    /// The form's name, the enterprise, or a part of the text of a key field.
    fn is_meant_by(&self, word: &str, outcome: &Outcome) -> bool {
        if *self.table.form.name == *word {
            return true;
        }
        let lists = &outcome.lists;
        let meant = lists.enterprises.resolve_name(word, &lists.decisions).known();
        if meant.is_some() {
            return self.entry.enterprise == meant;
        }
        let wanted = fold_letters(word);
        let says = |index: usize| {
            let text = self.entry.cells.get(index).and_then(|cell| cell.state.value()?.as_text());
            text.is_some_and(|text| fold_letters(text).contains(&wanted))
        };
        !wanted.is_empty() && self.table.form.key().into_iter().any(says)
    }

    /// What names the row: its key fields.
    #[must_use]
    pub fn name(&self) -> String {
        let texts = self.table.form.key().into_iter().filter_map(|index| self.entry.cells.get(index)?.state.value());
        texts.map(shown).collect::<Vec<_>>().join(" · ")
    }

    /// The fields asked for, or all that say something.
    #[must_use]
    pub fn told(&self, fields: &[String]) -> Vec<Told<'a>> {
        let (table, entry) = (self.table, self.entry);
        let wanted = |field: &Field, cell: &LedgerCell| match fields {
            [] => cell.raw.is_some() || cell.state != State::Blank,
            names => names.iter().any(|name| **name == *field.name),
        };
        let pairs = table.form.fields.iter().zip(&entry.cells).filter(|(field, cell)| wanted(field, cell));
        let place = |cell: &LedgerCell| cell.origin.as_ref().map(|(source, at)| Place::cell(source, *at));
        pairs.map(|(field, cell)| Told { field, cell, place: place(cell) }).collect()
    }

    /// What was found in the rows that were merged into this one: other values, and whatever else is wrong there.
    #[must_use]
    pub fn findings<'f>(&self, outcome: &'f Outcome) -> Vec<&'f Finding> {
        let rows: BTreeSet<Place> = self.entry.origins.iter().map(|origin| Place::row(&origin.source, origin.row)).collect();
        let at_row =
            |finding: &&Finding| finding.place.row.is_some() && rows.contains(&Place { cell: None, ..finding.place.clone() });
        outcome.findings.iter().filter(at_row).collect()
    }
}

/// The ledger rows of a count, with the derived columns that decided.
#[must_use]
pub fn counted<'a, 'c>(outcome: &'a Outcome, counted: &'c Counted) -> Vec<(Held<'a>, &'c CountedRow)> {
    let Some(table) = table_of(outcome, &counted.form) else { return Vec::new() };
    counted.rows.iter().filter_map(|row| Some((Held { table, entry: table.entries.get(row.entry)? }, row))).collect()
}

/// The ledger rows that a derived column counts.
#[must_use]
pub fn tallied<'a>(outcome: &'a Outcome, tallied: &Tallied) -> Vec<Held<'a>> {
    let Some(table) = table_of(outcome, &tallied.form) else { return Vec::new() };
    tallied.entries.iter().filter_map(|entry| Some(Held { table, entry: table.entries.get(*entry)? })).collect()
}

fn table_of<'a>(outcome: &'a Outcome, form: &str) -> Option<&'a LedgerTable> {
    outcome.references.tables.get(form).or_else(|| outcome.ledger.tables.get(form))
}

/// A value as an office writes it.
#[must_use]
pub fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        Value::Number(number) => number.normalize().to_string(),
        Value::Date(date) => date.to_string(),
        Value::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        Value::List(words) => words.join("、"),
    }
}

/// `sangai.trace/1`.
#[must_use]
pub fn json(outcome: &Outcome, found: &Found<'_>) -> Json {
    let (kind, content) = match found {
        Found::Number(trace) => ("number", trace_json(outcome, trace)),
        Found::Table(table) => ("table", table_json(table)),
        Found::Rows { rows, fields } => ("rows", rows.iter().map(|row| row_json(outcome, *row, fields, None)).collect()),
    };
    json!({
        "schema": "sangai.trace/1", "week": outcome.week.to_string(), "as_of": outcome.as_of.to_string(),
        "kind": kind, kind: content,
    })
}

fn trace_json(outcome: &Outcome, trace: &Trace) -> Json {
    let parts: Vec<Json> = trace.made_from.iter().map(|part| trace_json(outcome, part)).collect();
    let rows = trace.rows.as_ref().map(|rows| {
        let names: Vec<String> = field_names(outcome, rows);
        counted(outcome, rows).into_iter().map(|(held, row)| row_json(outcome, held, &names, Some(row))).collect::<Vec<_>>()
    });
    let (value, numerator, denominator) = document::number_and_pair(&trace.value);
    json!({
        "name": trace.name, "value": value, "numerator": numerator, "denominator": denominator, "definition": trace.definition,
        "formula": trace.formula, "source": trace.source, "made_from": parts, "rows": rows,
    })
}

/// The fields that decide, by name.
#[must_use]
pub fn field_names(outcome: &Outcome, rows: &Counted) -> Vec<String> {
    let table = table_of(outcome, &rows.form);
    let name = |index: &usize| table.and_then(|table| Some(table.form.fields.get(*index)?.name.to_string()));
    rows.fields.iter().filter_map(name).collect()
}

fn table_json(table: &StatTable) -> Json {
    let columns = table
        .columns
        .iter()
        .map(|column| json!({ "name": &*column.name, "group": column.group.as_deref(), "definition": column.definition }));
    let labels = table.rows.iter().filter_map(|row| row.cells.first()).map(|cell| document::number_and_pair(&cell.value).0);
    json!({
        "id": &*table.id, "title": table.title, "basis": table.basis, "columns": columns.collect::<Vec<_>>(),
        "rows": labels.collect::<Vec<_>>(),
    })
}

fn row_json(outcome: &Outcome, row: Held<'_>, fields: &[String], counted: Option<&CountedRow>) -> Json {
    let values: Map<String, Json> =
        row.told(fields).into_iter().map(|told| (told.field.name.to_string(), told_json(&told))).collect();
    let derived: Map<String, Json> = counted
        .iter()
        .flat_map(|row| &row.derived)
        .map(|(name, value)| (name.to_string(), value.as_ref().map_or(Json::Null, document::value)))
        .collect();
    let tallied: Map<String, Json> = counted
        .iter()
        .flat_map(|row| &row.tallied)
        .map(|rows| {
            let named = |held: Held<'_>| json!({ "form": &*rows.form, "name": held.name(), "origins": origins(held) });
            (rows.column.to_string(), self::tallied(outcome, rows).into_iter().map(named).collect())
        })
        .collect();
    let findings: Vec<Json> = row.findings(outcome).into_iter().map(document::finding).collect();
    json!({
        "form": &*row.table.form.name, "name": row.name(), "derived": derived, "counted": tallied, "fields": values,
        "origins": origins(row), "findings": findings,
    })
}

/// Where a row stands, and who sent it.
fn origins(row: Held<'_>) -> Vec<Json> {
    let units = row.entry.units.iter().map(Some).chain(std::iter::repeat(None));
    let origin = |(origin, unit): (&Origin, Option<&Arc<str>>)| {
        let (file, sheet) = document::source(&origin.source);
        json!({ "file": file, "sheet": sheet, "row": origin.row + 1, "unit": unit.filter(|unit| !unit.is_empty()).map(|u| &**u) })
    };
    row.entry.origins.iter().zip(units).map(origin).collect()
}

fn told_json(told: &Told<'_>) -> Json {
    let place = told.place.as_ref();
    json!({
        "value": told.cell.state.value().map(document::value), "raw": told.cell.raw.as_deref(),
        "file": place.and_then(|p| p.file.as_deref()), "sheet": place.and_then(|p| p.sheet.as_deref()),
        "cell": place.and_then(|p| p.cell).map(|cell| cell.to_string()),
    })
}
