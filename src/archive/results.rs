//! What else of a run is archived beside the ledger: figures and tables as exact numbers, findings, submissions.

use std::io::{self, Write};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::ledger::line;
use crate::finding::Finding;
use crate::statistics::{StatTable, StatValue, Statistics};
use crate::workbook::summary::SubmissionRow;

/// The schema of the figures.
const SCHEMA: &str = "sangai.figures/1";

/// Figures and tables of an archived week.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    pub figures: IndexMap<Arc<str>, StatValue>,
    /// By id.
    pub tables: IndexMap<Arc<str>, ArchivedTable>,
}

/// A statistic table without its formulas.
#[derive(Debug, Clone, PartialEq)]
pub struct ArchivedTable {
    pub title: String,
    pub columns: Vec<Arc<str>>,
    pub rows: Vec<Vec<StatValue>>,
}

/// A value in its JSON shape: `"text"`, 12, `{"n": "12.50"}`, `{"r": ["3", "240"]}`, null.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Shape {
    None(()),
    Count(i64),
    Text(Arc<str>),
    Number { n: String },
    Ratio { r: [String; 2] },
}

#[derive(Debug, Serialize, Deserialize)]
struct Document {
    schema: String,
    figures: IndexMap<Arc<str>, Shape>,
    tables: Vec<TableShape>,
}

#[derive(Debug, Serialize, Deserialize)]
struct TableShape {
    id: Arc<str>,
    title: String,
    columns: Vec<Arc<str>>,
    rows: Vec<Vec<Shape>>,
}

/// Figures and tables, `sangai.figures/1`.
///
/// # Errors
/// If the writer fails.
pub fn write_figures(out: &mut impl Write, statistics: &Statistics) -> io::Result<()> {
    let document = Document {
        schema: SCHEMA.into(),
        figures: statistics.figures.iter().map(|figure| (figure.name.clone(), shape(&figure.value))).collect(),
        tables: statistics.tables.iter().map(table).collect(),
    };
    line(out, &document)
}

/// Reads what [`write_figures`] wrote.
///
/// # Errors
/// If it is something else.
pub fn read_figures(text: &str) -> Result<Figures> {
    let document: Document = serde_json::from_str(text)?;
    ensure!(document.schema == SCHEMA, "schema {}", document.schema);
    let figures = document.figures.into_iter().map(|(name, shape)| Ok((name, value(shape)?))).collect::<Result<_>>()?;
    let row = |row: Vec<Shape>| row.into_iter().map(value).collect::<Result<Vec<_>>>();
    let table = |table: TableShape| {
        let rows = table.rows.into_iter().map(row).collect::<Result<_>>()?;
        Ok((table.id, ArchivedTable { title: table.title, columns: table.columns, rows }))
    };
    Ok(Figures { figures, tables: document.tables.into_iter().map(table).collect::<Result<_>>()? })
}

fn table(table: &StatTable) -> TableShape {
    TableShape {
        id: table.id.clone(),
        title: table.title.clone(),
        columns: table.columns.iter().map(|column| column.name.clone()).collect(),
        rows: table.rows.iter().map(|row| row.cells.iter().map(|cell| shape(&cell.value)).collect()).collect(),
    }
}

fn shape(value: &StatValue) -> Shape {
    match value {
        StatValue::None => Shape::None(()),
        StatValue::Count(count) => Shape::Count(*count),
        StatValue::Text(text) => Shape::Text(text.clone()),
        StatValue::Number(number) => Shape::Number { n: number.to_string() },
        StatValue::Ratio { numerator, denominator } => Shape::Ratio { r: [numerator.to_string(), denominator.to_string()] },
    }
}

fn value(shape: Shape) -> Result<StatValue> {
    let number = |text: &str| rust_decimal::Decimal::from_str_exact(text).with_context(|| format!("number {text}"));
    Ok(match shape {
        Shape::None(()) => StatValue::None,
        Shape::Count(count) => StatValue::Count(count),
        Shape::Text(text) => StatValue::Text(text),
        Shape::Number { n } => StatValue::Number(number(&n)?),
        Shape::Ratio { r: [n, d] } => StatValue::Ratio { numerator: number(&n)?, denominator: number(&d)? },
    })
}

#[derive(Serialize)]
struct FindingShape<'a> {
    code: &'a str,
    severity: &'a str,
    file: Option<&'a str>,
    sheet: Option<&'a str>,
    /// 1-based.
    row: Option<u32>,
    cell: Option<String>,
    unit: Option<&'a str>,
    field: Option<&'a str>,
    value: Option<&'a str>,
    message: &'a str,
    suggestion: &'a str,
}

/// One finding a line, as in `run --json`.
///
/// # Errors
/// If the writer fails.
pub fn write_findings(out: &mut impl Write, findings: &[Finding]) -> io::Result<()> {
    for finding in findings {
        let place = &finding.place;
        let shape = FindingShape {
            code: finding.code.as_str(),
            severity: finding.severity.json(),
            file: place.file.as_deref(),
            sheet: place.sheet.as_deref(),
            row: place.row.map(|row| row + 1),
            cell: place.cell.map(|cell| cell.to_string()),
            unit: finding.unit.as_deref(),
            field: finding.field.as_deref(),
            value: finding.value.as_deref(),
            message: &finding.message,
            suggestion: &finding.suggestion,
        };
        line(out, &shape)?;
    }
    Ok(())
}

#[derive(Serialize)]
struct SubmissionShape<'a> {
    unit: &'a str,
    form: &'a str,
    file: Option<&'a str>,
    sheet: Option<&'a str>,
    timing: &'a str,
    status: &'a str,
    rows: [u32; 6],
}

/// One submission a line; `rows` are read, kept, merged, held, set apart, no data.
///
/// # Errors
/// If the writer fails.
pub fn write_submissions(out: &mut impl Write, submissions: &[SubmissionRow]) -> io::Result<()> {
    for row in submissions {
        let r = row.rows;
        let shape = SubmissionShape {
            unit: &row.unit,
            form: &row.form,
            file: row.file.as_deref(),
            sheet: row.sheet.as_deref(),
            timing: row.timing.label(),
            status: row.status.label(),
            rows: [r.read, r.kept, r.merged, r.held, r.set_apart, r.no_data],
        };
        line(out, &shape)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_exactly() {
        let decimal = rust_decimal::Decimal::new(10, 1);
        for value_in in [
            StatValue::None,
            StatValue::Count(-3),
            StatValue::Text(Arc::from("城东镇")),
            StatValue::Number(decimal),
            StatValue::Ratio { numerator: decimal, denominator: rust_decimal::Decimal::ZERO },
        ] {
            let json = serde_json::to_string(&shape(&value_in)).expect("written");
            assert_eq!(value(serde_json::from_str(&json).expect(&json)).expect(&json), value_in);
        }
    }
}
