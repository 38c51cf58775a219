//! List tables: the rows of a dataset that meet a condition, with chosen columns (零项目清单, 预警名单).

use std::cmp::Reverse;
use std::sync::Arc;

use indexmap::IndexSet;
use rust_decimal::Decimal;

use super::declared::ListSpec;
use super::derive::holds;
use super::engine::Engine;
use super::frame::{Frame, written};
use super::{Kind, StatCell, StatColumn, StatRow, StatTable, StatValue, wording};
use crate::value::{Date, Value};

/// The first column of every list.
pub(super) const NUMBER: &str = "序号";

impl Engine<'_> {
    /// An empty list is printed too: that nothing is on it is news. `None` if there is nothing to choose from.
    pub(super) fn list(&self, spec: &ListSpec) -> Option<StatTable> {
        let frame = self.frames[spec.dataset].as_ref().filter(|_| self.can_choose(spec.dataset, &spec.filter))?;
        let there: Vec<&(usize, Arc<str>)> =
            spec.columns.iter().filter(|(column, _)| self.has_column(spec.dataset, *column)).collect();
        let filter = self.bound(spec.dataset, &spec.filter);
        let chosen: Vec<usize> = (0..frame.len()).filter(|row| holds(&filter, frame, *row)).collect();
        let chosen = sorted(frame, &spec.order, &chosen);
        let number = StatColumn { name: Arc::from(NUMBER), group: None, kind: Kind::Count, definition: String::new() };
        let columns = there.iter().map(|(column, heading)| {
            let given = &frame.spec.columns[*column];
            StatColumn {
                name: heading.clone(),
                group: None,
                kind: given.kind,
                definition: wording::column_if_computed(frame.spec, given),
            }
        });
        let rows = chosen.iter().enumerate().map(|(i, row)| {
            let first = StatValue::Count(i as i64 + 1);
            let rest =
                there.iter().map(|(column, _)| frame.value(*row, *column).map_or(StatValue::None, |v| shown(v, frame, *column)));
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
        Value::Number(number) if matches!(frame.spec.columns[column].kind, Kind::Count | Kind::Year) && number.is_integer() => {
            i64::try_from(*number).map_or(StatValue::Number(*number), StatValue::Count)
        }
        Value::Number(number) => StatValue::Number(*number),
        value => StatValue::Text(written(value)),
    }
}

/// What a row is sorted by: numbers high to low, dates early to late, texts in declared order, else in the order of their first coming;
/// rows without a value last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum SortKey {
    Number(Reverse<Decimal>),
    Date(Date),
    Place(usize),
    Last,
}

fn sort_keys(frame: &Frame<'_>, column: usize, rows: &[usize]) -> Vec<SortKey> {
    let declared = frame.spec.columns[column].vocabulary.iter().flat_map(|v| v.options.iter().map(|o| o.name.clone()));
    let mut places: IndexSet<Arc<str>> = declared.collect();
    let mut key = |row: usize| match frame.value(row, column) {
        Some(Value::Number(number)) => SortKey::Number(Reverse(*number)),
        Some(Value::Date(date)) => SortKey::Date(*date),
        Some(value) => SortKey::Place(places.insert_full(written(value)).0),
        None => SortKey::Last,
    };
    rows.iter().map(|row| key(*row)).collect()
}

fn sorted(frame: &Frame<'_>, order: &[usize], rows: &[usize]) -> Vec<usize> {
    let keys: Vec<Vec<SortKey>> = order.iter().map(|column| sort_keys(frame, *column, rows)).collect();
    let mut places: Vec<usize> = (0..rows.len()).collect();
    places.sort_by(|a, b| keys.iter().map(|key| &key[*a]).cmp(keys.iter().map(|key| &key[*b])));
    places.into_iter().map(|place| rows[place]).collect()
}
