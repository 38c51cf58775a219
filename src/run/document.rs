//! The machine-readable result of a run, `sangai.run/1` (design.md §11). Stable: fields are added, never changed.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Value as Json, json};

use crate::finding::Finding;
use crate::forms::{Field, FieldType};
use crate::ledger::{Entry, Ledger, LedgerTable};
use crate::origin::Source;
use crate::statistics::{Figure, StatTable, StatValue, Statistics};
use crate::value::{State, Value};

/// A decimal as a JSON number: whole if it is whole.
#[must_use]
pub fn number(decimal: Decimal) -> Json {
    let plain = decimal.normalize();
    if plain.scale() == 0
        && let Some(whole) = plain.to_i64()
    {
        return json!(whole);
    }
    plain.to_f64().map_or(Json::Null, |float| json!(float))
}

/// A typed value: money and fractions as numbers, dates as ISO text at their precision, yes/no as 是 and 否, lists as arrays.
#[must_use]
pub fn value(value: &Value) -> Json {
    match value {
        Value::Text(text) => json!(&**text),
        Value::Number(decimal) => number(*decimal),
        Value::Date(date) => json!(date.to_string()),
        Value::Bool(yes) => json!(if *yes { "是" } else { "否" }),
        Value::List(items) => Json::Array(items.iter().map(|item| json!(&**item)).collect()),
    }
}

fn cell(field: &Field, state: &State) -> Json {
    match (state, &field.ty) {
        (State::Value(v), _) => value(v),
        (_, FieldType::Choices(_) | FieldType::Texts) => json!([]),
        _ => Json::Null,
    }
}

fn origins(entry: &Entry) -> Json {
    entry
        .origins
        .iter()
        .map(|origin| json!({ "file": &*origin.source.file, "sheet": origin.source.sheet.as_deref(), "row": origin.row + 1 }))
        .collect()
}

fn entry(table: &LedgerTable, entry: &Entry) -> Json {
    let mut object = Map::new();
    for (field, held) in table.form.fields.iter().zip(&entry.cells) {
        object.insert(field.name.to_string(), cell(field, &held.state));
    }
    object.insert("_origins".into(), origins(entry));
    Json::Object(object)
}

/// `"ledger"`.
#[must_use]
pub fn ledger(ledger: &Ledger) -> Json {
    let tables =
        ledger.tables.iter().map(|(name, table)| (name.to_string(), table.entries.iter().map(|e| entry(table, e)).collect()));
    Json::Object(tables.collect())
}

/// One element of `"findings"`.
#[must_use]
pub fn finding(finding: &Finding) -> Json {
    json!({
        "code": finding.code.as_str(), "severity": finding.severity.json(),
        "file": finding.place.file.as_deref(), "sheet": finding.place.sheet.as_deref(),
        "cell": finding.place.cell.map(|at| at.to_string()), "row": finding.place.row.map(|row| row + 1),
        "unit": finding.unit.as_deref(), "field": finding.field.as_deref(), "value": finding.value.as_deref(),
        "message": finding.message, "suggestion": finding.suggestion,
    })
}

/// A statistic value; a rate as its quotient, null for base 0.
fn stat(value: &StatValue) -> Json {
    match value {
        StatValue::Text(text) => json!(&**text),
        StatValue::Count(count) => json!(count),
        StatValue::Number(decimal) => number(*decimal),
        StatValue::Ratio { numerator, denominator } => numerator.checked_div(*denominator).map_or(Json::Null, number),
        StatValue::None => Json::Null,
    }
}

fn table(table: &StatTable) -> Json {
    let rows: Vec<Json> = table.rows.iter().map(|row| row.cells.iter().map(|c| stat(&c.value)).collect()).collect();
    let columns: Vec<&str> = table.columns.iter().map(|c| &*c.name).collect();
    json!({ "id": &*table.id, "title": table.title, "columns": columns, "rows": rows })
}

/// A statistic value, and for a rate its numerator and denominator, else nulls.
#[must_use]
pub fn number_and_pair(value: &StatValue) -> (Json, Json, Json) {
    match value {
        StatValue::Ratio { numerator, denominator } => (stat(value), number(*numerator), number(*denominator)),
        _ => (stat(value), Json::Null, Json::Null),
    }
}

fn figure(figure: &Figure) -> Json {
    let (value, numerator, denominator) = number_and_pair(&figure.value);
    json!({ "value": value, "numerator": numerator, "denominator": denominator })
}

/// `"tables"` and `"figures"`.
#[must_use]
pub fn statistics(statistics: &Statistics) -> (Json, Json) {
    let tables = statistics.tables.iter().map(table).collect();
    let figures = statistics.figures.iter().map(|f| (f.name.to_string(), figure(f)));
    (tables, Json::Object(figures.collect()))
}

/// `"file"` and `"sheet"` of a source.
#[must_use]
pub fn source(source: &Source) -> (Json, Json) {
    (json!(&*source.file), json!(source.sheet.as_deref()))
}
