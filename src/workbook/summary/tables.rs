//! Statistic tables → sheets: tables that name the same sheet stand on it one below the other.

use std::sync::Arc;

use indexmap::IndexMap;

use super::{SummaryInput, VALUES_ONLY};
use crate::statistics::{self, StatTable};
use crate::workbook::cell::{Cell, Kind, Scalar};
use crate::workbook::sheet::{Block, Chart, Column, Row, RowKind, Rows, Sheet, SheetUse, Table};

/// The heading of the running number, put in front of tables that have none.
/// A chart of more rows than this is not drawn: the table says it better.
const MOST_BARS: usize = 24;

const SERIAL: &str = "序号";
/// Up to this many rows rates carry bars and no filter is needed.
const SHORT: usize = 60;

pub(super) fn sheets<'a>(input: &SummaryInput<'a>, live: bool) -> Vec<Sheet<'a>> {
    let mut groups: IndexMap<&Arc<str>, Vec<&StatTable>> = IndexMap::new();
    for table in &input.statistics.tables {
        groups.entry(&table.sheet).or_default().push(table);
    }
    groups.into_iter().map(|(name, tables)| sheet(input, name, &tables, live)).collect()
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
    table.chart.as_ref().filter(|_| (1..=MOST_BARS).contains(&items(table)))
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
