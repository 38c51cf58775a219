//! List tables: the rows of a dataset that meet a condition, with chosen columns (零项目清单, 预警名单).

use std::cmp::Ordering;
use std::sync::Arc;

use indexmap::IndexSet;

use super::declared::ListSpec;
use super::derive::holds;
use super::engine::Engine;
use super::frame::{Frame, written};
use super::{Kind, StatCell, StatColumn, StatRow, StatTable, StatValue, wording};
use crate::value::Value;

/// The first column of every list.
const NUMBER: &str = "序号";

impl Engine<'_> {
    /// An empty list is printed too: that nothing is on it is news. `None` if there is nothing to choose from.
    pub(super) fn list(&self, spec: &ListSpec) -> Option<StatTable> {
        let frame = self.frames[spec.dataset].as_ref().filter(|_| self.is_used(spec.dataset))?;
        let filter = self.bound(spec.dataset, &spec.filter);
        let mut chosen: Vec<usize> = (0..frame.len()).filter(|row| holds(&filter, frame, *row)).collect();
        let sorters: Vec<Sorter<'_>> = spec.order.iter().map(|column| Sorter::new(frame, *column)).collect();
        chosen.sort_by(|a, b| sorters.iter().fold(Ordering::Equal, |so_far, sorter| so_far.then_with(|| sorter.compare(*a, *b))));
        let number = StatColumn { name: Arc::from(NUMBER), group: None, kind: Kind::Count, definition: String::new() };
        let columns = spec.columns.iter().map(|(column, heading)| {
            let given = &frame.spec.columns[*column];
            StatColumn { name: heading.clone(), group: None, kind: given.kind, definition: wording::column(frame.spec, given) }
        });
        let rows = chosen.iter().enumerate().map(|(i, row)| {
            let first = StatValue::Count(i as i64 + 1);
            let rest = spec
                .columns
                .iter()
                .map(|(column, _)| frame.value(*row, *column).map_or(StatValue::None, |v| shown(v, frame, *column)));
            StatRow {
                total: false,
                cells: std::iter::once(first).chain(rest).map(|value| StatCell { value, formula: None }).collect(),
            }
        });
        let count = format!(
            "{}的{}{}{}",
            wording::condition(frame.spec, &spec.filter),
            frame.spec.noun,
            chosen.len(),
            frame.spec.counter
        );
        let note = spec.note.iter().map(|note| note.trim_end_matches('。').to_owned());
        let parts = [format!("截至{}", wording::day(self.parameters.cutoff)), wording::base(self, spec.dataset), count];
        Some(StatTable {
            id: spec.id.clone(),
            title: spec.title.clone(),
            sheet: spec.sheet.clone(),
            basis: format!("{}。", parts.into_iter().chain(note).collect::<Vec<_>>().join("；")),
            columns: std::iter::once(number).chain(columns).collect(),
            rows: rows.collect(),
            chart: None,
        })
    }
}

fn shown(value: &Value, frame: &Frame<'_>, column: usize) -> StatValue {
    match value {
        Value::Number(number) if frame.spec.columns[column].kind == Kind::Count && number.is_integer() => {
            i64::try_from(*number).map_or(StatValue::Number(*number), StatValue::Count)
        }
        Value::Number(number) => StatValue::Number(*number),
        value => StatValue::Text(written(value)),
    }
}

/// How a column sorts its rows.
struct Sorter<'a> {
    frame: &'a Frame<'a>,
    column: usize,
    /// Texts in declared order, else in the order of their first coming, so that the list's own order is kept.
    places: IndexSet<Arc<str>>,
}

impl<'a> Sorter<'a> {
    fn new(frame: &'a Frame<'a>, column: usize) -> Self {
        let declared = frame.spec.columns[column].vocabulary.iter().flat_map(|v| v.options.iter().map(|o| o.name.clone()));
        let met = (0..frame.len()).filter_map(|row| frame.value(row, column)?.as_text().cloned());
        Self { frame, column, places: declared.chain(met).collect() }
    }

    /// Numbers high to low, dates early to late, rows without a value last.
    fn compare(&self, a: usize, b: usize) -> Ordering {
        match (self.frame.value(a, self.column), self.frame.value(b, self.column)) {
            (Some(Value::Number(x)), Some(Value::Number(y))) => y.cmp(x),
            (Some(Value::Date(x)), Some(Value::Date(y))) => x.cmp(y),
            (Some(x), Some(y)) => self.places.get_index_of(&written(x)).cmp(&self.places.get_index_of(&written(y))),
            (x, y) => y.is_some().cmp(&x.is_some()),
        }
    }
}
