//! The rows (or column groups) of a table: the values of a column, and which rows of each dataset belong to each value.
//!
//! A list value belongs to each of its words, so rows may be counted more than once; a row without a value belongs to the label
//! `（未填）`, so that the rows of a table always add up to its total.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexSet;
use rayon::prelude::*;
use rust_decimal::Decimal;

use super::declared::{Rule, TableSpec};
use super::engine::Engine;
use super::filter::Test;
use super::formula::formula;
use super::frame::{Frame, written};
use super::labels::Matching;
use super::mask::{Renderer, Shape, contains};
use super::{Formula, StatValue};
use crate::value::{State, Value};

/// What a row without a value is called.
pub(super) const UNFILLED: &str = "（未填）";

/// A value that rows are grouped by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Label {
    Word(Arc<str>),
    Number(Decimal),
    Unfilled,
}

impl Label {
    fn of(value: &Value) -> Self {
        match value {
            Value::Number(number) => Self::Number(number.normalize()),
            value => Self::Word(written(value)),
        }
    }

    pub(super) fn shown(&self) -> StatValue {
        match self {
            Self::Word(word) => StatValue::Text(word.clone()),
            Self::Number(number) => StatValue::Number(*number),
            Self::Unfilled => StatValue::Text(Arc::from(UNFILLED)),
        }
    }

    /// Year and month of `2022年5月`.
    fn month(&self) -> Option<(i32, u32)> {
        let Self::Word(word) = self else { return None };
        let (year, month) = word.strip_suffix('月')?.split_once('年')?;
        Some((year.parse().ok()?, month.parse().ok()?))
    }

    pub(super) fn text(&self) -> Arc<str> {
        match self {
            Self::Word(word) => word.clone(),
            Self::Number(number) => Arc::from(number.to_string()),
            Self::Unfilled => Arc::from(UNFILLED),
        }
    }
}

/// The labels of a table in the order of the rows, and the members of each in every dataset that was asked for.
pub(super) struct Axis {
    pub(super) column: Arc<str>,
    pub(super) labels: Vec<Label>,
    /// Of a list column: rows may belong to several labels.
    pub(super) several: bool,
    matching: Matching,
    /// By dataset: for each row its labels, as ranges of `ids`.
    members: Vec<Option<Members>>,
}

struct Members {
    starts: Vec<u32>,
    ids: Vec<u32>,
}

impl Axis {
    /// One label for everything.
    pub(super) fn whole() -> Self {
        Self { column: Arc::from(""), labels: Vec::new(), several: false, matching: Matching::Criterion, members: Vec::new() }
    }

    /// The values of `column` in the datasets `labelled`; those of the first come first. `omit` are left out as labels.
    /// The rows of all `datasets` are looked up among them.
    pub(super) fn new(engine: &Engine<'_>, column: &Arc<str>, datasets: &[usize], labelled: &[usize], omit: &[String]) -> Self {
        let mut index: IndexSet<Label> = IndexSet::new();
        let mut several = false;
        let mut members: Vec<Option<Members>> = (0..engine.frames.len()).map(|_| None).collect();
        for &dataset in datasets {
            let Some(spec) = engine.reports.datasets[dataset].column(column).filter(|_| engine.can_group(dataset, column)) else {
                continue;
            };
            several |= spec.shape == Shape::List;
            for choice in spec.vocabulary.iter().flat_map(|v| &v.options) {
                index.insert(Label::Word(choice.name.clone()));
            }
        }
        let coded: Vec<(usize, &Codes)> = datasets
            .iter()
            .filter_map(|dataset| {
                Some((*dataset, engine.codes.get(&(*dataset, engine.reports.datasets[*dataset].index(column)?))?))
            })
            .collect();
        let named = coded.iter().filter(|(dataset, _)| labelled.contains(dataset));
        index.extend(named.flat_map(|(_, codes)| &codes.labels).cloned());
        if datasets.iter().any(|dataset| engine.is_month(*dataset, column)) {
            index.extend(engine.parameters.months().map(Label::Word));
            index.sort_by_cached_key(Label::month);
        }
        if index.iter().all(|label| matches!(label, Label::Number(_) | Label::Unfilled)) {
            index.sort_by_cached_key(|label| if let Label::Number(number) = label { Some(*number) } else { None });
        }
        let (labels, places) = kept(&index, omit);
        for (dataset, codes) in coded {
            let new: Vec<Option<u32>> =
                codes.labels.iter().map(|label| index.get_index_of(label).and_then(|at| places[at])).collect();
            members[dataset] = Some(codes.members.renumbered(&new));
        }
        let matching = Matching::of(labels.iter().filter_map(|l| if let Label::Word(word) = l { Some(&**word) } else { None }));
        Self { column: column.clone(), labels, several, matching, members }
    }

    pub(super) fn len(&self) -> usize {
        self.labels.len()
    }

    /// The labels of a dataset's row.
    pub(super) fn of_row(&self, dataset: usize, row: u32) -> &[u32] {
        let Some(Some(members)) = self.members.get(dataset) else { return &[] };
        let row = row as usize;
        &members.ids[members.starts[row] as usize..members.starts[row + 1] as usize]
    }

    /// The test that a row belongs to a label, whose text stands at `cell`.
    pub(super) fn test(&self, range: &Renderer<'_>, label: &Label, cell: &Formula) -> Test {
        let column = range.column(&self.column);
        match label {
            Label::Unfilled => Test::Mask(formula![column, "=\"\""]),
            Label::Number(_) => {
                let mask = formula![&column, "=", cell];
                Test::Simple { mask: formula!["(", &column, "<>\"\")*(", mask, ")"], range: column, criterion: cell.clone() }
            }
            Label::Word(_) if (range.shape)(&self.column) == Some(Shape::List) => Test::Mask(contains(&column, cell)),
            Label::Word(_) => {
                let mask = self.matching.mask(&column, cell);
                match self.matching {
                    Matching::Criterion => Test::Simple { range: column, criterion: cell.clone(), mask },
                    _ => Test::Mask(mask),
                }
            }
        }
    }
}

/// The labels of a dataset's column and which of them each row has; made once for all tables.
pub(super) struct Codes {
    labels: Vec<Label>,
    members: Members,
}

impl Engine<'_> {
    fn is_month(&self, dataset: usize, column: &str) -> bool {
        self.reports.datasets[dataset].column(column).is_some_and(|c| matches!(c.rule, Rule::Month(_)))
    }

    /// The codes of every column that a table groups by.
    pub(super) fn code(&self) -> BTreeMap<(usize, usize), Codes> {
        let mut columns = BTreeSet::new();
        for table in &self.reports.tables {
            let TableSpec::Grouped(table) = table else { continue };
            for by in std::iter::once(&table.by).chain(&table.across) {
                let named = |dataset: usize| {
                    let column = self.frames[dataset].as_ref()?.spec.index(by)?;
                    self.has_column(dataset, column).then_some((dataset, column))
                };
                columns.extend((0..self.frames.len()).filter_map(named));
            }
        }
        let columns: Vec<_> = columns.into_iter().collect();
        columns.into_par_iter().filter_map(|at| Some((at, Codes::of(self.frames[at.0].as_ref()?, at.1)))).collect()
    }
}

impl Codes {
    fn of(frame: &Frame<'_>, column: usize) -> Self {
        let mut labels: IndexSet<Label> = IndexSet::new();
        let mut members = Members { starts: Vec::with_capacity(frame.len() + 1), ids: Vec::with_capacity(frame.len()) };
        members.starts.push(0);
        let mut id = |label: Label| labels.insert_full(label).0 as u32;
        for row in 0..frame.len() {
            match frame.cell(row, column) {
                State::Value(Value::List(words)) if !words.is_empty() => {
                    members.ids.extend(words.iter().map(|word| id(Label::Word(word.clone()))));
                }
                State::Value(value) if !matches!(value, Value::List(_)) => members.ids.push(id(Label::of(value))),
                _ => members.ids.push(id(Label::Unfilled)),
            }
            members.starts.push(members.ids.len() as u32);
        }
        Self { labels: labels.into_iter().collect(), members }
    }
}

/// The labels without those omitted, the unfilled last, and the new place of each old one.
fn kept(all: &IndexSet<Label>, omit: &[String]) -> (Vec<Label>, Vec<Option<u32>>) {
    let mut labels: Vec<Label> = Vec::new();
    let mut places = vec![None; all.len()];
    let unfilled = all.get_index_of(&Label::Unfilled);
    for i in (0..all.len()).filter(|i| Some(*i) != unfilled).chain(unfilled) {
        if !omit.iter().any(|o| **o == *all[i].text()) {
            places[i] = Some(labels.len() as u32);
            labels.push(all[i].clone());
        }
    }
    (labels, places)
}

impl Members {
    fn renumbered(&self, places: &[Option<u32>]) -> Self {
        let mut new = Self { starts: Vec::with_capacity(self.starts.len()), ids: Vec::with_capacity(self.ids.len()) };
        new.starts.push(0);
        for pair in self.starts.windows(2) {
            new.ids.extend(self.ids[pair[0] as usize..pair[1] as usize].iter().filter_map(|id| places[*id as usize]));
            new.starts.push(new.ids.len() as u32);
        }
        new
    }
}
