//! Figures over the weeks: changes since the archived week before, and trends. Earlier weeks are constants of the archive, this week is live.

use std::sync::Arc;

use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::declared::{ChangeSpec, Reports, TrendOf, TrendSpec};
use super::formula::formula;
use super::{Chart, ChartKind, Figure, Formula, Kind, Piece, StatCell, StatColumn, StatRow, StatTable, StatValue, Statistics};
use crate::settings::Week;

/// The figures and tables of an earlier week, as they were archived.
#[derive(Debug, Clone)]
pub struct PastFigures<'a> {
    pub week: Week,
    pub figures: &'a IndexMap<Arc<str>, StatValue>,
    /// By id.
    pub tables: IndexMap<&'a str, PastTable<'a>>,
}

/// A table of an earlier week.
#[derive(Debug, Clone, Copy)]
pub struct PastTable<'a> {
    pub columns: &'a [Arc<str>],
    pub rows: &'a [Vec<StatValue>],
}

/// Weeks that a table of units over the weeks shows at most, this one included.
const WEEKS_ACROSS: usize = 8;

impl Statistics {
    /// Adds the declared tables over the weeks. `past` oldest first; without an earlier week there is nothing to compare, and nothing is added.
    pub fn add_over_weeks(&mut self, now: Week, past: &[PastFigures<'_>], reports: &Reports) {
        let past: Vec<&PastFigures<'_>> = past.iter().filter(|past| past.week < now).collect();
        let Some(last) = past.last() else { return };
        let changes: Vec<StatTable> = reports.changes.iter().filter_map(|spec| self.change(spec, last)).collect();
        let trends: Vec<StatTable> = reports
            .trends
            .iter()
            .filter_map(|spec| match &spec.of {
                TrendOf::Figures(names) => self.trend(spec, names, now, &past),
                TrendOf::Table { id, column, figure } => {
                    let figure = figure.as_ref().filter(|name| self.figure(name).is_some());
                    let figure = figure.map(|name| formula![Piece::Figure { name: name.clone() }]);
                    self.units(spec, (id, column), figure.as_ref(), &past)
                }
            })
            .collect();
        self.tables.extend(changes.into_iter().chain(trends));
    }

    fn figure(&self, name: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| *figure.name == *name)
    }

    /// One row a figure: this week, the week before, the difference. Rates differ in points.
    fn change(&self, spec: &ChangeSpec, last: &PastFigures<'_>) -> Option<StatTable> {
        let figures: Vec<&Figure> = spec.figures.iter().filter_map(|name| self.figure(name)).collect();
        let kind = figures.first()?.kind;
        let points = if kind == Kind::Rate { Kind::Points } else { kind };
        let columns =
            vec![column("指标", Kind::Text), column("本周", kind), column(&label(last.week), kind), column("增减", points)];
        let row = |figure: &&Figure| {
            let before = last.figures.get(&figure.name).cloned().unwrap_or(StatValue::None);
            let difference = difference(&figure.value, &before);
            let cells = vec![
                plain(StatValue::Text(figure.name.clone())),
                live_figure(figure),
                plain(before),
                StatCell { value: difference, formula: Some(gap(1, 2)) },
            ];
            StatRow { total: false, cells }
        };
        let rows = figures.iter().map(row).collect();
        let basis = format!("与{}比较（最近一次归档的一周）{}", last.week.label(), note(spec.note.as_ref()));
        Some(table(&spec.id, &spec.title, &spec.sheet, basis, columns, rows, None))
    }

    /// One row a week, one column a figure; the last row is this week's and live.
    fn trend(&self, spec: &TrendSpec, names: &[Arc<str>], now: Week, past: &[&PastFigures<'_>]) -> Option<StatTable> {
        let figures: Vec<&Figure> = names.iter().filter_map(|name| self.figure(name)).collect();
        if figures.is_empty() {
            return None;
        }
        let mut columns = vec![column("周次", Kind::Text)];
        columns.extend(
            figures
                .iter()
                .map(|figure| StatColumn { definition: figure.definition.clone(), ..column(&figure.name, figure.kind) }),
        );
        let earlier = past.iter().map(|past| {
            let value = |figure: &&Figure| plain(past.figures.get(&figure.name).cloned().unwrap_or(StatValue::None));
            let cells = std::iter::once(plain(StatValue::Text(Arc::from(label(past.week))))).chain(figures.iter().map(value));
            StatRow { total: false, cells: cells.collect() }
        });
        let mut rows: Vec<StatRow> = earlier.collect();
        let this = std::iter::once(plain(StatValue::Text(Arc::from(format!("{}（本周）", label(now))))));
        rows.push(StatRow { total: false, cells: this.chain(figures.iter().map(|figure| live_figure(figure))).collect() });
        let basis = format!("以前各周取自归档，本周取自总览{}", note(spec.note.as_ref()));
        let series = (1..columns.len()).collect();
        let chart = spec.chart.as_ref().map(|title| Chart { kind: ChartKind::Line, title: title.clone(), category: 0, series });
        Some(table(&spec.id, &spec.title, &spec.sheet, basis, columns, rows, chart))
    }

    /// One row a label of a grouped table, one column a week of one of its columns. `figure` is the live total.
    fn units(
        &self,
        spec: &TrendSpec,
        (id, of): (&str, &str),
        figure: Option<&Formula>,
        past: &[&PastFigures<'_>],
    ) -> Option<StatTable> {
        let source = self.tables.iter().find(|table| *table.id == *id)?;
        let at = source.columns.iter().position(|c| *c.name == *of)?;
        let kind = source.columns[at].kind;
        let shown = &past[past.len().saturating_sub(WEEKS_ACROSS - 1)..];
        let mut columns = vec![column(&source.columns[0].name, Kind::Text)];
        columns.extend(shown.iter().map(|past| column(&label(past.week), kind)));
        columns.push(column("本周", kind));
        columns.push(column("较上周", if kind == Kind::Rate { Kind::Points } else { kind }));
        let row = |row: &StatRow| {
            let StatValue::Text(name) = &row.cells.first()?.value else { return None };
            let now = &row.cells.get(at)?.value;
            let before: Vec<StatValue> = shown.iter().map(|past| past.cell(id, name, of)).collect();
            let change = difference(now, before.last().unwrap_or(&StatValue::None));
            let mut cells = vec![plain(StatValue::Text(name.clone()))];
            cells.extend(before.into_iter().map(plain));
            let live = if row.total { figure.cloned() } else { Some(lookup(source, id, of)) };
            cells.push(StatCell { value: now.clone(), formula: live });
            cells.push(StatCell { value: change, formula: Some(gap(shown.len() + 1, shown.len())) });
            Some(StatRow { total: row.total, cells })
        };
        let rows: Vec<StatRow> = source.rows.iter().filter_map(row).collect();
        let basis = format!("最近{}周；以前各周取自归档{}", shown.len() + 1, note(spec.note.as_ref()));
        (!rows.is_empty()).then(|| table(&spec.id, &spec.title, &spec.sheet, basis, columns, rows, None))
    }
}

impl PastFigures<'_> {
    /// The value of a table's column in the row of this label.
    fn cell(&self, table: &str, label: &str, column: &str) -> StatValue {
        let find = || {
            let table = self.tables.get(table)?;
            let at = table.columns.iter().position(|name| **name == *column)?;
            let is = |row: &&Vec<StatValue>| matches!(row.first(), Some(StatValue::Text(text)) if **text == *label);
            table.rows.iter().find(is)?.get(at).cloned()
        };
        find().unwrap_or(StatValue::None)
    }
}

/// This row's value in the table that it is taken from, found by its label.
fn lookup(source: &StatTable, id: &str, of: &str) -> Formula {
    let (table, first): (Arc<str>, Arc<str>) = (Arc::from(id), source.columns[0].name.clone());
    let column = |column: Arc<str>| Piece::Column { dataset: table.clone(), column };
    formula!["INDEX(", column(Arc::from(of)), ",MATCH(", Piece::Here { column: 0 }, ",", column(first), ",0))"]
}

/// One column of the row less another, where both are numbers.
fn gap(now: usize, then: usize) -> Formula {
    let here = |column| Piece::Here { column };
    formula!["IF(AND(ISNUMBER(", here(now), "),ISNUMBER(", here(then), ")),", here(now), "-", here(then), ",\"—\")"]
}

fn difference(now: &StatValue, before: &StatValue) -> StatValue {
    match (now, before) {
        (StatValue::Count(now), StatValue::Count(before)) => StatValue::Count(now - before),
        (now, before) => match (now.number(), before.number()) {
            (Some(now), Some(before)) => StatValue::Number(settled(now - before)),
            _ => StatValue::None,
        },
    }
}

/// Quotients are cut at the 28th digit: their difference is rounded where no reader looks, and where the workbook's numbers end as well.
fn settled(number: Decimal) -> Decimal {
    number.round_dp(12).normalize()
}

fn live_figure(figure: &Figure) -> StatCell {
    StatCell { value: figure.value.clone(), formula: Some(formula![Piece::Figure { name: figure.name.clone() }]) }
}

const fn plain(value: StatValue) -> StatCell {
    StatCell { value, formula: None }
}

fn column(name: &str, kind: Kind) -> StatColumn {
    StatColumn { name: Arc::from(name), group: None, kind, definition: String::new() }
}

fn label(week: Week) -> String {
    format!("第{}周", week.number())
}

fn note(note: Option<&String>) -> String {
    note.map_or_else(|| "。".to_owned(), |note| format!("；{}。", note.trim_end_matches('。')))
}

fn table(
    id: &Arc<str>,
    title: &str,
    sheet: &Arc<str>,
    basis: String,
    columns: Vec<StatColumn>,
    rows: Vec<StatRow>,
    chart: Option<Chart>,
) -> StatTable {
    StatTable { id: id.clone(), title: title.to_owned(), sheet: sheet.clone(), basis, columns, rows, chart }
}

#[cfg(test)]
#[path = "over_weeks_tests.rs"]
mod tests;
