//! Small sheets for the tests of this module: rows of texts become a grid and the table on it.

use std::sync::Arc;

use super::headings::{Matcher, Period, Thesaurus};
use super::{Reading, Records, TypingContext, read};
use crate::finding::Finding;
use crate::forms::{Form, Forms};
use crate::intake::{Content, Grid, GridCell, NumberClass};
use crate::origin::{CellRef, Rect, Source};
use crate::table::{BodyRow, Column, Filler, RowKind, Table, TableKind};
use crate::value::{Date, Day, State, Value};

/// A sheet with its header in the first row.
pub(super) struct Sheet {
    pub(super) table: Table,
    pub(super) grid: Grid,
}

/// `kinds` says what the rows under the header are; records where it is silent. A cell that reads as a number is one.
pub(super) fn sheet(rows: &[&[&str]], kinds: &[(u32, RowKind)]) -> Sheet {
    let mut cells = Vec::new();
    for (row, texts) in (0..).zip(rows) {
        for (col, text) in (0..).zip(*texts).filter(|(_, text)| !text.is_empty()) {
            let number = text.parse::<f64>().ok().filter(|_| row > 0 && text.len() < 12);
            let content = number.map_or_else(|| Content::Text((*text).into()), Content::Number);
            cells.push(GridCell { at: CellRef::new(row, col), content, class: NumberClass::General, formula: false });
        }
    }
    let kind = |row: u32| kinds.iter().find(|(at, _)| *at == row).map_or(RowKind::Record, |(_, kind)| *kind);
    let columns = (0..).zip(rows[0]).map(|(col, name)| column(col, name)).collect();
    let table = Table {
        kind: TableKind::Table,
        title_rows: Vec::new(),
        title: None,
        filler_rows: Vec::new(),
        fillers: Vec::new(),
        header_rows: vec![0],
        under_rows: Vec::new(),
        columns,
        body: (1..rows.len() as u32).map(|row| BodyRow { row, kind: kind(row) }).collect(),
        blank_rows: Vec::new(),
        footer_rows: Vec::new(),
    };
    Sheet { table, grid: Grid { cells, ..Grid::default() } }
}

/// `组｜名（万元）`: path and unit.
fn column(col: u32, name: &str) -> Column {
    let unit = name
        .split_once('（')
        .and_then(|(_, rest)| rest.strip_suffix('）'))
        .filter(|unit| unit.ends_with('元') || *unit == "%" || *unit == "亩");
    Column { col, path: name.split('｜').map(str::to_owned).collect(), unit: unit.map(str::to_owned), hidden: false }
}

impl Sheet {
    pub(super) fn merged(mut self, first: (u32, u32), last: (u32, u32)) -> Self {
        self.grid.merges.push(Rect { first: CellRef::new(first.0, first.1), last: CellRef::new(last.0, last.1) });
        self
    }

    pub(super) fn unit_line(mut self, unit: &str) -> Self {
        self.table.fillers.push(Filler { label: "单位".into(), value: unit.into(), at: CellRef::new(0, 0) });
        self
    }

    /// Reads the sheet as a form in 2022-W20.
    pub(super) fn read(&self, form: &Arc<Form>) -> (Records, Vec<Finding>) {
        let matcher = Matcher::new(Thesaurus::built_in(), std::slice::from_ref(form)).expect("known concepts");
        let columns = matcher.columns(form, &self.table, &self.grid, &[], week_20());
        let source = Arc::new(Source { file: "收件/甲.xlsx".into(), sheet: Some("Sheet1".into()) });
        let typing = TypingContext { year: 2022, allowed_codes: Vec::new() };
        let given = |name: &str| (name == "截至").then(|| State::Value(Value::Date(Date::day(week_20().cut_off))));
        read(&Reading {
            table: &self.table,
            grid: &self.grid,
            source: &source,
            form,
            matched: &columns,
            typing: &typing,
            given: &given,
        })
    }
}

pub(super) fn week_20() -> Period {
    Period { year: 2022, cut_off: Day::new(2022, 5, 22).expect("a day") }
}

pub(super) fn form(name: &str) -> Arc<Form> {
    Forms::built_in().get(name).expect("a built-in form").clone()
}

/// `code cell` of each finding, `sheet` where it has no cell.
pub(super) fn codes(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|f| format!("{} {}", f.code, f.place.cell.map_or_else(|| "sheet".to_owned(), |cell| cell.to_string())))
        .collect()
}
