//! Grouped tables: one row for each value of a column, measures as columns, a total that is computed and never averaged.

use std::cmp::Ordering;
use std::sync::Arc;

use super::axis::{Axis, Label};
use super::cell::{LaidColumn, Layout, Spot};
use super::declared::{GroupedSpec, MeasureRule, Order, TableColumn};
use super::engine::Engine;
use super::grid::Grids;
use super::rank::{RowKind, compared, ranks};
use crate::expr::{Row, Slot, bind};
use crate::value::{State, Value};

use super::{Chart, Kind, StatCell, StatColumn, StatRow, StatTable, StatValue, wording};

/// A row of the table as conditions see it: slots are columns.
struct TableRow(Vec<State>);

impl Row for TableRow {
    fn state(&self, slot: usize) -> &State {
        self.0.get(slot).unwrap_or(&State::Blank)
    }
}

fn state(value: &StatValue) -> State {
    match value {
        StatValue::Text(text) => State::Value(Value::Text(text.clone())),
        value => value.number().map_or(State::Blank, |number| State::Value(Value::Number(number))),
    }
}

/// A table while it is built.
struct Build<'a> {
    engine: &'a Engine<'a>,
    spec: &'a GroupedSpec,
    rows: &'a Axis,
    across: &'a Axis,
    grids: &'a Grids<'a>,
    kinds: Vec<RowKind>,
    layout: Layout,
    columns: Vec<StatColumn>,
    /// By column of the layout: its values by row, the total last; empty for labels.
    values: Vec<Vec<StatValue>>,
}

impl Engine<'_> {
    /// `None` where there is nothing to group: no rows, or no row that has the column filled.
    pub(super) fn grouped(&self, spec: &GroupedSpec) -> Option<StatTable> {
        let without = |measure: &Arc<str>| !self.is_there_by(measure, &[&spec.by]);
        if !self.can_group(spec.rows, &spec.by) || spec.needs.as_ref().is_some_and(without) {
            return None;
        }
        let datasets = self.datasets_of(spec);
        let labelled = if spec.own_rows { &datasets[..1] } else { &datasets[..] };
        let rows = Axis::new(self, &spec.by, &datasets, labelled, &spec.omit);
        if !rows.labels.iter().any(|label| *label != Label::Unfilled) {
            return None;
        }
        let across = spec.across.as_ref().map_or_else(Axis::whole, |column| Axis::new(self, column, &datasets, &datasets, &[]));
        let groups = spec.columns.iter().find_map(|c| match &self.reports.measures.get(&c.measure)?.rule {
            MeasureRule::Rank { groups: Some(groups), .. } => Some(groups),
            _ => None,
        });
        let kinds = self.kinds(groups, &rows);
        let measures = spec.columns.iter().chain(&spec.across_columns).map(|column| &column.measure);
        let grids = Grids::new(self, &rows, &across, measures);
        let mut build = Build {
            engine: self,
            spec,
            rows: &rows,
            across: &across,
            grids: &grids,
            kinds,
            layout: Layout::default(),
            columns: Vec::new(),
            values: Vec::new(),
        };
        build.label_columns(groups.map(|g| &g.heading));
        build.measure_columns();
        build.has_measures().then(|| build.finish())
    }

    /// The datasets that the table counts over, its rows' own first.
    pub(super) fn datasets_of(&self, spec: &GroupedSpec) -> Vec<usize> {
        let mut datasets = vec![spec.rows];
        for column in spec.columns.iter().chain(&spec.across_columns) {
            self.reports.counted_over(&column.measure, &mut datasets);
        }
        datasets
    }
}

impl Build<'_> {
    fn label_columns(&mut self, kind_heading: Option<&Arc<str>>) {
        self.push(LaidColumn::Label, self.spec.heading.clone(), None, Kind::Text, String::new(), Vec::new());
        let several_kinds = self.kinds.iter().any(|kind| kind != &self.kinds[0]);
        if let (true, Some(heading)) = (several_kinds, kind_heading) {
            self.push(LaidColumn::Kind, heading.clone(), None, Kind::Text, "同一类别内排名".to_owned(), Vec::new());
        }
    }

    fn measure_columns(&mut self) {
        let whole = self.across.len();
        for column in &self.spec.columns {
            self.measure_column(column, whole);
        }
        for group in 0..whole {
            for column in &self.spec.across_columns {
                self.measure_column(column, group);
            }
        }
    }

    fn measure_column(&mut self, column: &TableColumn, across: usize) {
        let engine = self.engine;
        let there = engine.is_there_by(&column.measure, &[&self.rows.column, &self.across.column]);
        // A part of a score stands there without values too, so that all can see what was left out.
        let Some(measure) = engine.reports.measures.get(&column.measure).filter(|_| there || self.is_part(&column.measure))
        else {
            return;
        };
        let Some(grid) = self.grids.get(&column.measure) else { return };
        let values = match &measure.rule {
            MeasureRule::Rank { of, ascending, .. } => {
                self.grids.get(of).map(|of| ranks(of, across, self.rows, &self.kinds, *ascending)).unwrap_or_default()
            }
            _ => (0..=self.rows.len()).map(|row| grid.at(row, across).clone()).collect(),
        };
        let group = self.across.labels.get(across).map(Label::text).or_else(|| column.group.clone());
        let definition = wording::measure(engine.reports, engine.parameters, measure);
        let laid = LaidColumn::Measure { measure: column.measure.clone(), across };
        self.push(laid, column.name.clone(), group, measure.kind, definition, values);
    }

    fn is_part(&self, measure: &str) -> bool {
        self.spec.columns.iter().any(|column| match self.engine.reports.measures.get(&column.measure).map(|m| &m.rule) {
            Some(MeasureRule::Score { parts, .. }) => parts.iter().any(|(part, _)| **part == *measure),
            _ => false,
        })
    }

    /// Whether anything was counted.
    fn has_measures(&self) -> bool {
        self.values.iter().flatten().any(|value| *value != StatValue::None)
    }

    fn push(
        &mut self,
        laid: LaidColumn,
        name: Arc<str>,
        group: Option<Arc<str>>,
        kind: Kind,
        definition: String,
        values: Vec<StatValue>,
    ) {
        self.layout.0.push(laid);
        self.columns.push(StatColumn { name, group, kind, definition });
        self.values.push(values);
    }

    fn finish(self) -> StatTable {
        let shown = self.ordered().into_iter().filter(|row| self.is_shown(*row));
        let mut rows: Vec<StatRow> = shown.map(|row| self.row(Some(row))).collect();
        if self.spec.only.is_none() {
            rows.push(self.row(None));
        }
        StatTable {
            id: self.spec.id.clone(),
            title: self.spec.title.clone(),
            sheet: self.spec.sheet.clone(),
            basis: wording::basis(self.engine, self.spec, self.rows.several),
            chart: self.chart(),
            columns: self.columns,
            rows,
        }
    }

    fn value(&self, column: usize, row: Option<usize>) -> &StatValue {
        self.values[column].get(row.unwrap_or(self.rows.len())).unwrap_or(&StatValue::None)
    }

    fn row(&self, row: Option<usize>) -> StatRow {
        let cells = (0..self.columns.len()).map(|column| self.cell(column, row)).collect();
        StatRow { total: row.is_none(), cells }
    }

    fn cell(&self, column: usize, row: Option<usize>) -> StatCell {
        let LaidColumn::Measure { measure, across } = &self.layout.0[column] else {
            let value = match (&self.layout.0[column], row) {
                (LaidColumn::Label, Some(row)) => self.rows.labels[row].shown(),
                (LaidColumn::Label, None) => StatValue::Text(self.spec.total.clone()),
                (_, Some(row)) if self.rows.labels[row] != Label::Unfilled => StatValue::Text(self.kinds[row].name.clone()),
                _ => StatValue::None,
            };
            return StatCell { value, formula: None };
        };
        let spot = Spot {
            engine: self.engine,
            layout: &self.layout,
            rows: self.rows,
            across: self.across,
            row,
            group: *across,
            additive: !self.rows.several && self.spec.omit.is_empty() && !self.spec.own_rows,
        };
        StatCell { value: self.value(column, row).clone(), formula: spot.formula(measure) }
    }

    /// The rows as printed; the unfilled row stays last.
    fn ordered(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.rows.len()).filter(|row| !self.is_idle(*row)).collect();
        let Order::By(name) = &self.spec.order else { return order };
        let Some(column) = self.columns.iter().position(|c| c.name == *name) else { return order };
        let rank = self.columns[column].kind == Kind::Rank;
        order.sort_by(|a, b| {
            let last = |row: usize| self.rows.labels[row] == Label::Unfilled;
            let (x, y) = (self.value(column, Some(*a)), self.value(column, Some(*b)));
            let by_value = match (x.number().is_some(), y.number().is_some()) {
                (true, true) if rank => compared(x, y),
                (true, true) => compared(y, x),
                (x, y) => y.cmp(&x),
            };
            last(*a).cmp(&last(*b)).then_with(|| self.by_kind(rank, *a, *b)).then(by_value)
        });
        order
    }

    /// Whether a row meets the table's condition, whose names are headings.
    fn is_shown(&self, row: usize) -> bool {
        let Some(only) = &self.spec.only else { return true };
        if self.rows.labels[row] == Label::Unfilled {
            return false;
        }
        let column = |name: &str| self.columns.iter().position(|column| &*column.name == name);
        let slot = |name: &str| Some(column(name).map_or(Slot::Given(State::Blank), Slot::Cell));
        let states = (0..self.columns.len()).map(|column| state(self.value(column, Some(row)))).collect();
        bind(only, &slot).is_ok_and(|bound| bound.truth(&TableRow(states)).is_true())
    }

    /// Nothing counted is unfilled: the row would only puzzle.
    fn is_idle(&self, row: usize) -> bool {
        let nothing = |column| self.value(column, Some(row)).number().is_none_or(|n| n.is_zero());
        let counted = |column: &usize| matches!(self.columns[*column].kind, Kind::Count | Kind::Money);
        self.rows.labels[row] == Label::Unfilled && (0..self.columns.len()).filter(counted).all(nothing)
    }

    /// Ranks of different kinds do not mix.
    fn by_kind(&self, rank: bool, a: usize, b: usize) -> Ordering {
        if rank { self.kinds[a].place.cmp(&self.kinds[b].place) } else { Ordering::Equal }
    }

    fn chart(&self) -> Option<Chart> {
        let spec = self.spec.chart.as_ref()?;
        let column = |name: &Arc<str>| self.columns.iter().position(|c| c.name == *name);
        let series: Vec<usize> = spec.series.iter().filter_map(column).collect();
        let title = spec.title.replace("{}", &self.spec.heading);
        (!series.is_empty()).then_some(Chart { kind: spec.kind, title, category: 0, series })
    }
}
