//! Statistic tables → sheets: tables that name the same sheet stand on it one below the other.

use std::sync::Arc;

use indexmap::IndexMap;

use super::order::Made;
use super::{SummaryInput, VALUES_ONLY};
use crate::statistics::{self, Absent, ChartKind, StatTable, Takes};
use crate::workbook::cell::{Cell, Kind, Scalar};
use crate::workbook::sheet::{Block, Chart, Column, Row, RowKind, Rows, Sheet, SheetUse, Table};

/// A chart of more bars than this is not drawn: the table says it better.
const MOST_BARS: usize = 24;
/// A line may go on for a year of weeks.
const MOST_POINTS: usize = 60;
/// The heading of the running number, put in front of tables that have none.
const SERIAL: &str = "序号";
/// Up to this many rows rates carry bars and no filter is needed.
const SHORT: usize = 60;

/// One sheet a name, in the order of their first tables; a sheet of which nothing was made says so in one line.
pub(super) fn sheets<'a>(input: &SummaryInput<'a>, live: bool) -> Vec<Made<'a>> {
    let mut groups: IndexMap<&Arc<str>, Vec<&StatTable>> = IndexMap::new();
    for table in &input.statistics.tables {
        groups.entry(&table.sheet).or_default().push(table);
    }
    let mut missing: IndexMap<&Arc<str>, Vec<&Absent>> = IndexMap::new();
    for absent in input.statistics.absent.iter().filter(|absent| !groups.contains_key(&absent.sheet)) {
        missing.entry(&absent.sheet).or_default().push(absent);
    }
    let filled = groups.into_iter().map(|(name, tables)| {
        let kind = if tables.iter().all(|table| is_list(table)) { Takes::Lists } else { Takes::Tables };
        Made { empty: tables.iter().all(|table| table.rows.is_empty()), ..Made::new(kind, sheet(input, name, &tables, live)) }
    });
    let empty = missing.into_iter().map(|(name, absent)| {
        let holds = absent.iter().map(|absent| absent.title.as_str()).collect::<Vec<_>>().join("；");
        Made { empty: true, holds, ..Made::new(Takes::Tables, without_data(input, name, &absent)) }
    });
    filled.chain(empty).collect()
}

/// A list has no total.
fn is_list(table: &StatTable) -> bool {
    !table.rows.iter().any(|row| row.total)
}

/// One line in place of tables: which forms would have to be sent.
fn without_data<'a>(input: &SummaryInput<'_>, name: &Arc<str>, absent: &[&Absent]) -> Sheet<'a> {
    let mut forms: Vec<String> = absent.iter().map(|absent| format!("《{}》", absent.form)).collect();
    forms.dedup();
    Sheet {
        name: name.clone(),
        purpose: SheetUse::Report,
        title: name.to_string(),
        notes: vec![input.period(), format!("本期没有数据：没有收到{}，或其中没有可统计的内容。", forms.join("、"))],
        blocks: Vec::new(),
    }
}

fn sheet<'a>(input: &SummaryInput<'a>, name: &Arc<str>, tables: &[&'a StatTable], live: bool) -> Sheet<'a> {
    let mut notes = vec![input.period()];
    if !live {
        notes.push(VALUES_ONLY.to_owned());
    }
    let title = match tables {
        [only] => {
            notes.extend((!only.basis.is_empty()).then(|| only.basis.clone()));
            only.title.clone()
        }
        _ => name.to_string(),
    };
    if let [only] = tables
        && only.rows.is_empty()
    {
        notes.push("本期没有数据。".to_owned());
    }
    let blocks = tables.iter().map(|table| Block::Table(block(table, tables.len() > 1, live))).collect();
    Sheet { name: name.clone(), purpose: SheetUse::Report, title, notes, blocks }
}

fn block(table: &StatTable, several: bool, live: bool) -> Table<'_> {
    let lead = usize::from(table.columns.first().is_none_or(|column| &*column.name != SERIAL));
    let mut columns: Vec<Column> = Vec::with_capacity(table.columns.len() + lead);
    if lead == 1 {
        columns.push(Column::new(SERIAL, Kind::Serial));
    }
    columns.extend(table.columns.iter().map(|column| {
        let kind = if &*column.name == SERIAL { Kind::Serial } else { Kind::from(column.kind) };
        let mut out = Column::new(&column.name, kind).group(column.group.as_ref());
        out.bars = column.kind == statistics::Kind::Rate && table.rows.len() <= SHORT;
        out
    }));
    let basis = match (several, table.rows.is_empty()) {
        (true, true) => format!("{} 本期没有数据。", table.basis).trim().to_owned(),
        (true, false) => table.basis.clone(),
        (false, _) => String::new(),
    };
    Table {
        id: table.id.clone(),
        caption: several.then(|| table.title.clone()),
        basis,
        columns,
        lead,
        rows: Rows::Listed(rows(table, lead, live)),
        filter: !several && table.rows.len() > SHORT,
        frozen_columns: 0,
        charts: drawn(table).map(|chart| chart_of(table, chart)).into_iter().collect(),
    }
}

/// The chart of a table that is worth drawing: not of nothing, and not of so many rows that nobody could read it.
pub(super) fn drawn(table: &StatTable) -> Option<&statistics::Chart> {
    let most = |chart: &statistics::Chart| if chart.kind == ChartKind::Line { MOST_POINTS } else { MOST_BARS };
    table.chart.as_ref().filter(|chart| (1..=most(chart)).contains(&items(table)))
}

fn items(table: &StatTable) -> usize {
    table.rows.iter().filter(|row| !row.total).count()
}

pub(super) fn chart_of(table: &StatTable, chart: &statistics::Chart) -> Chart {
    Chart {
        kind: chart.kind,
        title: chart.title.clone(),
        table: table.id.clone(),
        category: chart.category,
        series: chart.series.clone(),
        bars: items(table),
    }
}

fn rows(table: &StatTable, lead: usize, live: bool) -> Vec<Row> {
    let mut number = 0;
    let row = |row: &statistics::StatRow| {
        let kind = if row.total { RowKind::Total } else { RowKind::Item };
        let serial = match (lead, row.total) {
            (0, _) => None,
            (_, true) => Some(Cell::default()),
            (_, false) => {
                number += 1;
                Some(Cell::count(number))
            }
        };
        let cells = row.cells.iter().map(|cell| Cell {
            value: Scalar::from(&cell.value),
            formula: cell.formula.clone().filter(|_| live).map(Into::into),
            ..Cell::default()
        });
        Row { kind, cells: serial.into_iter().chain(cells).collect(), mark: None, entries: Vec::new() }
    };
    table.rows.iter().map(row).collect()
}
