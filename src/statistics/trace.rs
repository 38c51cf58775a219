//! What stands behind a figure or a cell of a table: its parts down to the counts and sums, and the rows that each of them counts.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::axis::{Axis, Label};
use super::declared::{GroupedSpec, ListSpec, MeasureRule, Of, Reports, Rule, Table, TableColumn, TableSpec};
use super::derive::holds;
use super::engine::Engine;
use super::grid::Grids;
use super::parameters::Parameters;
use super::{Kind, StatValue, wording};
use crate::expr::Expr;
use crate::ledger::Ledger;
use crate::settings::guess_clause;
use crate::value::Value;

/// A number with all that it is made from.
#[derive(Debug, Clone)]
pub struct Trace {
    pub name: String,
    pub kind: Kind,
    pub value: StatValue,
    /// 口径.
    pub definition: String,
    /// With names in the places of addresses; only over everything.
    pub formula: Option<String>,
    /// `报表/指标.toml:12`; empty for lists.
    pub source: String,
    /// Numerator and denominator, minuend and subtrahend, what is ranked or graded.
    pub made_from: Vec<Trace>,
    /// Of a count, a sum or a list.
    pub rows: Option<Counted>,
}

/// The rows that were counted.
#[derive(Debug, Clone)]
pub struct Counted {
    pub dataset: Arc<str>,
    /// The form or list of the rows.
    pub form: Arc<str>,
    /// Indices of the form's fields that name a row or decide whether and how it counts.
    pub fields: Vec<usize>,
    pub rows: Vec<CountedRow>,
}

#[derive(Debug, Clone)]
pub struct CountedRow {
    /// Index of the entry of the form's table.
    pub entry: usize,
    /// Derived columns that decide, with their values.
    pub derived: Vec<(Arc<str>, Option<Value>)>,
    /// For those of them that count rows of another table: which.
    pub tallied: Vec<Tallied>,
}

/// Rows of another table that a derived column counts or adds up.
#[derive(Debug, Clone)]
pub struct Tallied {
    pub column: Arc<str>,
    pub form: Arc<str>,
    /// Indices of the entries of the form's table.
    pub entries: Vec<usize>,
}

/// A cell of a statistic table by its names.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    pub table: &'a str,
    /// The row's label, or the word of the total; of a list any text of the row.
    pub row: Option<&'a str>,
    /// A heading, or group/heading.
    pub column: Option<&'a str>,
}

/// Traces a measure over everything.
///
/// # Errors
/// If there is no such measure, or nothing that it could count.
pub fn trace(
    ledger: &Ledger,
    lists: &Ledger,
    parameters: &Parameters<'_>,
    reports: &Reports,
    measure: &str,
) -> Result<Trace, String> {
    let engine = Engine::new(ledger, lists, parameters, reports);
    if !reports.measures.contains_key(measure) {
        let known = reports.measures.keys().map(|name| &**name);
        return Err(format!("没有叫“{measure}”的指标{}", guess_clause(measure, known)));
    }
    let whole = Axis::whole();
    let spot = Spot { rows: &whole, row: None, across: &whole, group: None };
    let traced = if engine.is_there(measure) { engine.traced(measure, &spot) } else { None };
    traced.ok_or_else(|| format!("本期没有指标“{measure}”所统计的数据"))
}

/// Traces a cell of a grouped table, or the rows of a list.
///
/// # Errors
/// If there is no such table, row or column; the message says which there are.
pub fn trace_cell(
    ledger: &Ledger,
    lists: &Ledger,
    parameters: &Parameters<'_>,
    reports: &Reports,
    place: Place<'_>,
) -> Result<Trace, String> {
    let engine = Engine::new(ledger, lists, parameters, reports);
    let found = reports.tables.iter().find_map(|table| match table {
        TableSpec::Grouped(spec) if *spec.id == *place.table => Some(engine.traced_cell(spec, place)),
        TableSpec::List(spec) if *spec.id == *place.table => Some(engine.traced_list(spec, place.row)),
        _ => None,
    });
    found.unwrap_or_else(|| Err(format!("没有叫“{}”的统计表", place.table)))
}

impl Reports {
    /// The ids of all statistic tables and lists.
    pub fn table_ids(&self) -> impl Iterator<Item = &str> {
        self.tables.iter().map(|table| &**table.id())
    }

    /// Whether a table lists rows instead of counting them.
    #[must_use]
    pub fn is_list(&self, id: &str) -> bool {
        self.tables.iter().any(|table| **table.id() == *id && matches!(table, TableSpec::List(_)))
    }

    /// The names of all measures, those of tables too.
    pub fn measure_names(&self) -> impl Iterator<Item = &str> {
        self.measures.keys().map(|name| &**name)
    }
}

/// Which part of everything is meant.
struct Spot<'a> {
    rows: &'a Axis,
    row: Option<usize>,
    across: &'a Axis,
    group: Option<usize>,
}

impl Spot<'_> {
    /// Whether a row of a dataset belongs here.
    fn holds(&self, dataset: usize, row: u32) -> bool {
        let belongs =
            |axis: &Axis, label: Option<usize>| label.is_none_or(|label| axis.of_row(dataset, row).contains(&(label as u32)));
        belongs(self.rows, self.row) && belongs(self.across, self.group)
    }
}

impl Engine<'_> {
    fn traced(&self, measure: &str, spot: &Spot<'_>) -> Option<Trace> {
        let (index, name, spec) = self.reports.measures.get_full(measure)?;
        let grids = Grids::new(self, spot.rows, spot.across, std::iter::once(name));
        let (row, group) = (spot.row.unwrap_or(spot.rows.len()), spot.group.unwrap_or(spot.across.len()));
        let parts: Vec<&Arc<str>> = match &spec.rule {
            MeasureRule::Ratio { numerator: a, denominator: b } | MeasureRule::Difference { left: a, right: b } => vec![a, b],
            MeasureRule::Rank { of, .. } | MeasureRule::Grade { of, .. } | MeasureRule::Share { of } => vec![of],
            MeasureRule::Score { parts, .. } => parts.iter().map(|(part, _)| part).collect(),
            MeasureRule::Aggregate { .. } | MeasureRule::Elapsed { .. } | MeasureRule::Target { .. } => Vec::new(),
        };
        let rows = match &spec.rule {
            MeasureRule::Aggregate { dataset, of, filter } => {
                let counted = self.matched[index].rows.iter().copied().filter(|row| spot.holds(*dataset, *row));
                let of = if let Of::Sum(column) | Of::Distinct(column) = of { Some(*column) } else { None };
                self.counted(*dataset, of, filter.as_ref(), counted.map(|row| row as usize).collect())
            }
            _ => None,
        };
        let whole = spot.row.is_none() && spot.group.is_none() && !matches!(spec.rule, MeasureRule::Rank { .. });
        Some(Trace {
            name: measure.to_owned(),
            kind: spec.kind,
            value: grids.get(measure)?.at(row, group).clone(),
            definition: wording::measure(self.reports, self.parameters, spec),
            formula: self.whole_formula(measure).filter(|_| whole).map(|formula| formula.to_text()),
            source: spec.source.clone(),
            made_from: parts.into_iter().filter_map(|part| self.traced(part, spot)).collect(),
            rows,
        })
    }

    fn counted(&self, dataset: usize, of: Option<usize>, filter: Option<&Expr>, rows: Vec<usize>) -> Option<Counted> {
        let frame = self.frames[dataset].as_ref()?;
        let mut direct: Vec<usize> =
            filter.iter().flat_map(|filter| filter.names()).filter_map(|name| frame.spec.index(&name)).collect();
        direct.extend(of);
        let mut seen = BTreeSet::new();
        let mut fields = Vec::new();
        let key = frame.spec.index(&frame.spec.key);
        for column in key.into_iter().chain(direct.iter().copied()) {
            self.fields_behind(dataset, column, &mut seen, &mut fields);
        }
        let is_given = |column: &usize| matches!(frame.spec.columns[*column].rule, Rule::Field(_));
        let derived: Vec<usize> = direct.into_iter().filter(|column| !is_given(column)).collect();
        let counting: Vec<(usize, Vec<Vec<usize>>)> =
            derived.iter().filter_map(|column| Some((*column, self.tallied_rows(dataset, *column)?))).collect();
        let tallied = |row: usize, (column, rows): &(usize, Vec<Vec<usize>>)| Tallied {
            column: frame.spec.columns[*column].name.clone(),
            form: self.tallied_form(dataset, *column),
            entries: rows.get(row).cloned().unwrap_or_default(),
        };
        let row = |row: usize| CountedRow {
            entry: frame.rows[row],
            derived: derived.iter().map(|c| (frame.spec.columns[*c].name.clone(), frame.value(row, *c).cloned())).collect(),
            tallied: counting.iter().map(|tally| tallied(row, tally)).collect(),
        };
        let rows = rows.into_iter().map(row).collect();
        Some(Counted { dataset: frame.spec.name.clone(), form: frame.spec.form.clone(), fields, rows })
    }

    /// For each row of a dataset the entries that a tally column counts; `None` for other columns.
    fn tallied_rows(&self, dataset: usize, column: usize) -> Option<Vec<Vec<usize>>> {
        let Rule::Tally(tally) = &self.reports.datasets[dataset].columns[column].rule else { return None };
        let (frame, other) = (self.frames[dataset].as_ref()?, self.frames[tally.dataset].as_ref()?);
        let first = self.linked(dataset, &tally.on, (Table::Dataset(dataset), tally.on.clone()));
        let filter = tally.filter.as_ref().map(|filter| self.bound(tally.dataset, filter));
        let mut of_first: Vec<Vec<usize>> = vec![Vec::new(); frame.len()];
        self.each_belonging(dataset, tally, |row, target| {
            if filter.as_ref().is_none_or(|filter| holds(filter, other, row)) {
                of_first[target].push(other.rows[row]);
            }
        });
        let of_row = |row: usize| first.get(row).and_then(|key| of_first.get(*key as usize)).cloned().unwrap_or_default();
        Some((0..frame.len()).map(of_row).collect())
    }

    fn tallied_form(&self, dataset: usize, column: usize) -> Arc<str> {
        match &self.reports.datasets[dataset].columns[column].rule {
            Rule::Tally(tally) => self.reports.datasets[tally.dataset].form.clone(),
            _ => Arc::from(""),
        }
    }

    /// The form's fields that a column comes from, through derived columns of the same dataset.
    fn fields_behind(&self, dataset: usize, column: usize, seen: &mut BTreeSet<usize>, fields: &mut Vec<usize>) {
        if !seen.insert(column) {
            return;
        }
        let spec = &self.reports.datasets[dataset];
        let of = |expr: &Expr| expr.names().iter().filter_map(|name| spec.index(name)).collect::<Vec<_>>();
        let next: Vec<usize> = match &spec.columns[column].rule {
            Rule::Field(field) => {
                fields.push(*field);
                Vec::new()
            }
            Rule::Bound { column, .. } | Rule::Words(column) | Rule::Month(column) => vec![*column],
            Rule::Compared(compared) => std::iter::once(compared.of).chain(compared.within).collect(),
            Rule::Join(join) => join.on.clone(),
            Rule::Tally(tally) => tally.on.clone(),
            Rule::Flag(expr) | Rule::Value(expr) => of(expr),
            Rule::Cases(cases, _) => cases.iter().flat_map(|(when, _)| of(when)).collect(),
        };
        for column in next {
            self.fields_behind(dataset, column, seen, fields);
        }
    }

    fn traced_cell(&self, spec: &GroupedSpec, place: Place<'_>) -> Result<Trace, String> {
        let datasets = self.datasets_of(spec);
        let labelled = if spec.own_rows { &datasets[..1] } else { &datasets[..] };
        let rows = Axis::new(self, &spec.by, &datasets, labelled, &spec.omit);
        let across = spec.across.as_ref().map_or_else(Axis::whole, |column| Axis::new(self, column, &datasets, &datasets, &[]));
        let row = row_of(spec, &rows, place)?;
        let (column, group) = column_of(spec, &across, place)?;
        let spot = Spot { rows: &rows, row, across: &across, group };
        let label = place.row.unwrap_or(&spec.total);
        let traced = self.is_there(&column.measure).then(|| self.traced(&column.measure, &spot)).flatten();
        let traced = traced.ok_or_else(|| format!("本期没有“{}”所统计的数据", column.name))?;
        Ok(Trace { name: format!("{}，{label}，{}", spec.title, place.column.unwrap_or(&column.name)), ..traced })
    }

    fn traced_list(&self, spec: &ListSpec, wanted: Option<&str>) -> Result<Trace, String> {
        let frame = self.frames[spec.dataset].as_ref().ok_or_else(|| format!("本期没有“{}”所列的数据", spec.title))?;
        let filter = self.bound(spec.dataset, &spec.filter);
        let says = |row: usize, text: &str| {
            spec.columns
                .iter()
                .any(|(column, _)| frame.value(row, *column).is_some_and(|value| *super::frame::written(value) == *text))
        };
        let rows: Vec<usize> =
            (0..frame.len()).filter(|row| holds(&filter, frame, *row) && wanted.is_none_or(|text| says(*row, text))).collect();
        if let Some(wanted) = wanted.filter(|_| rows.is_empty()) {
            return Err(format!("“{}”里没有“{wanted}”", spec.title));
        }
        Ok(Trace {
            name: spec.title.clone(),
            kind: Kind::Count,
            value: StatValue::Count(rows.len() as i64),
            definition: format!("{}的{}。", wording::condition(frame.spec, &spec.filter), frame.spec.noun),
            formula: None,
            source: String::new(),
            made_from: Vec::new(),
            rows: self.counted(spec.dataset, None, Some(&spec.filter), rows),
        })
    }
}

/// `None` is the total.
fn row_of(spec: &GroupedSpec, rows: &Axis, place: Place<'_>) -> Result<Option<usize>, String> {
    let Some(wanted) = place.row.filter(|row| **row != *spec.total) else { return Ok(None) };
    let found = rows.labels.iter().position(|label| *label.text() == *wanted);
    let labels: Vec<Arc<str>> = rows.labels.iter().map(Label::text).collect();
    found.map(Some).ok_or_else(|| {
        let clause = guess_clause(wanted, labels.iter().map(|label| &**label));
        format!("“{}”没有“{wanted}”这一行（有{}）{clause}", spec.title, some(labels.iter().map(|label| &**label)))
    })
}

/// The column of a name or group/name, the first without one; across columns are written label/name.
fn column_of<'s>(spec: &'s GroupedSpec, across: &Axis, place: Place<'_>) -> Result<(&'s TableColumn, Option<usize>), String> {
    let Some(wanted) = place.column else {
        return spec.columns.first().map(|column| (column, None)).ok_or_else(|| format!("“{}”没有列", spec.title));
    };
    let full = |column: &TableColumn| {
        column.group.as_ref().map_or_else(|| column.name.to_string(), |group| format!("{group}/{}", column.name))
    };
    if let Some(column) = spec.columns.iter().find(|column| full(column) == wanted || *column.name == *wanted) {
        return Ok((column, None));
    }
    let labels: Vec<Arc<str>> = across.labels.iter().map(Label::text).collect();
    for (group, label) in labels.iter().enumerate() {
        let only = spec.across_columns.len() == 1 && **label == *wanted;
        let named = |column: &&TableColumn| only || format!("{label}/{}", column.name) == wanted;
        if let Some(column) = spec.across_columns.iter().find(named) {
            return Ok((column, Some(group)));
        }
    }
    let known: Vec<String> = spec.columns.iter().map(full).chain(labels.iter().map(ToString::to_string)).collect();
    let clause = guess_clause(wanted, known.iter().map(String::as_str));
    Err(format!("“{}”没有“{wanted}”这一列（有{}）{clause}", spec.title, some(known.iter().map(String::as_str))))
}

/// The first names, joined.
fn some<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.take(12).collect();
    names.join("、")
}
