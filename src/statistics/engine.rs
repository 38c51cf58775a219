//! One run: the frames of the datasets that there are, and which rows each measure counts.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::Formula;
use super::aggregate::Matched;
use super::axis::Codes;
use super::declared::{Join, MeasureRule, Of, Reports, Rule, Table, Without};
use super::frame::{Fields, Frame};
use super::labels::Matching;
use super::links::{Links, Side};
use super::load::steps::needs;
use super::mask::{Reach, Renderer};
use super::need::Need;
use super::parameters::Parameters;
use crate::expr::{Bound, Expr, Slot, bind};
use crate::ledger::{Entry, Ledger};

pub(super) struct Engine<'a> {
    pub(super) reports: &'a Reports,
    pub(super) parameters: &'a Parameters<'a>,
    ledger: &'a Ledger,
    lists: &'a Ledger,
    /// By dataset; `None` where the form has no table.
    pub(super) frames: Vec<Option<Frame<'a>>>,
    /// By dataset and column: whether it needs a table that was not sent.
    absent: Vec<Vec<bool>>,
    /// Rows that belong together, by dataset, key columns and other side.
    pub(super) links: BTreeMap<(usize, Vec<usize>, Side), Links>,
    /// By dataset and the columns that tables group by: which label each row has.
    pub(super) codes: BTreeMap<(usize, usize), Codes>,
    /// By dataset and column.
    matchings: Vec<Vec<OnceLock<Matching>>>,
    /// By measure: the rows that an aggregate counts.
    pub(super) matched: Vec<Matched>,
    /// Where only some measures are asked for: what they need.
    pub(super) need: Option<Need>,
}

impl<'a> Engine<'a> {
    /// Everything computed but the figures and tables themselves.
    pub(super) fn new(ledger: &'a Ledger, lists: &'a Ledger, parameters: &'a Parameters<'a>, reports: &'a Reports) -> Self {
        let mut engine = Self::bare(ledger, lists, parameters, reports, None);
        engine.codes = engine.code();
        engine.matched = engine.match_measures();
        engine
    }

    /// Only what some measures need: the rows that they count, nothing to group or print.
    pub(super) fn of_measures(
        ledger: &'a Ledger,
        lists: &'a Ledger,
        parameters: &'a Parameters<'a>,
        reports: &'a Reports,
        measures: &[&Arc<str>],
    ) -> Self {
        let mut engine = Self::bare(ledger, lists, parameters, reports, Some(Need::of(measures, reports)));
        engine.matched = engine.match_measures();
        engine
    }

    fn bare(
        ledger: &'a Ledger,
        lists: &'a Ledger,
        parameters: &'a Parameters<'a>,
        reports: &'a Reports,
        need: Option<Need>,
    ) -> Self {
        let matchings = reports.datasets.values().map(|d| d.columns.iter().map(|_| OnceLock::new()).collect()).collect();
        let (frames, absent, links, codes, matched) = (Vec::new(), Vec::new(), BTreeMap::new(), BTreeMap::new(), Vec::new());
        let mut engine = Self { reports, parameters, ledger, lists, frames, absent, links, codes, matchings, matched, need };
        engine.frames = (0..reports.datasets.len()).map(|dataset| engine.frame(dataset)).collect();
        engine.absent = engine.find_absent();
        engine.derive();
        engine
    }

    fn frame(&self, dataset: usize) -> Option<Frame<'a>> {
        let spec = &self.reports.datasets[dataset];
        let entries = if spec.optional { self.entries(&spec.form) } else { self.table(&spec.form)? };
        let without = spec.without.as_ref().map(|without| self.bound_to_fields(without));
        let is_out = |entry: &Entry| without.as_ref().is_some_and(|w| w.truth(&Fields(entry)).is_true());
        let rows = (0..entries.len()).filter(|row| !is_out(&entries[*row])).collect();
        Some(Frame::new(spec, entries, rows))
    }

    /// A column computed from a table that was not sent is not there: nothing that names it is printed, since half a figure is none.
    fn find_absent(&self) -> Vec<Vec<bool>> {
        let mut absent: Vec<Vec<bool>> = self.reports.datasets.values().map(|d| vec![false; d.columns.len()]).collect();
        for &(dataset, column) in &self.reports.steps {
            let source = match &self.reports.datasets[dataset].columns[column].rule {
                Rule::Join(Join { from: Table::Dataset(other), .. }) => Some(*other),
                Rule::Tally(tally) => Some(tally.dataset),
                _ => None,
            };
            let needed = needs(self.reports, (dataset, column));
            absent[dataset][column] =
                source.is_some_and(|other| !self.is_used(other)) || needed.into_iter().any(|(d, c)| absent[d][c]);
        }
        absent
    }

    /// Whether a dataset has a column with values, not only a declaration.
    pub(super) fn has_column(&self, dataset: usize, column: usize) -> bool {
        self.is_used(dataset) && !self.absent[dataset][column]
    }

    fn has_all(&self, dataset: usize, expr: &Expr) -> bool {
        let spec = &self.reports.datasets[dataset];
        expr.names().iter().filter_map(|name| spec.index(name)).all(|column| self.has_column(dataset, column))
    }

    /// Whether the rows of a list can be chosen.
    pub(super) fn can_choose(&self, dataset: usize, filter: &Expr) -> bool {
        self.is_used(dataset) && self.has_all(dataset, filter)
    }

    /// Whether a dataset can be counted by a column.
    pub(super) fn can_group(&self, dataset: usize, by: &str) -> bool {
        by.is_empty() || self.reports.datasets[dataset].index(by).is_some_and(|column| self.has_column(dataset, column))
    }

    fn table(&self, form: &Arc<str>) -> Option<&'a [Entry]> {
        let found = self.lists.tables.get(form).or_else(|| self.ledger.tables.get(form));
        found.map(|table| table.entries.as_slice())
    }

    pub(super) fn has_table(&self, form: &Arc<str>) -> bool {
        self.table(form).is_some()
    }

    /// The rows of a form; none if it has no table.
    pub(super) fn entries(&self, form: &Arc<str>) -> &'a [Entry] {
        self.table(form).unwrap_or_default()
    }

    fn bound_to_fields(&self, without: &Without) -> Bound {
        let slot = |name: &str| {
            let field = without.fields.iter().find(|(field, _)| **field == *name).map(|(_, index)| Slot::Cell(*index));
            field.or_else(|| self.parameters.state(self.reports, name).map(Slot::Given))
        };
        #[expect(clippy::expect_used, reason = "load checked every name of every expression")]
        bind(&without.expr, &slot).expect("names were checked when loaded")
    }

    /// An expression with its names resolved to columns and this run's parameters.
    pub(super) fn bound(&self, dataset: usize, expr: &Expr) -> Bound {
        let spec = &self.reports.datasets[dataset];
        let slot = |name: &str| {
            let column = spec.index(name).map(Slot::Cell);
            column.or_else(|| self.parameters.state(self.reports, name).map(Slot::Given))
        };
        #[expect(clippy::expect_used, reason = "load checked every name of every expression")]
        bind(expr, &slot).expect("names were checked when loaded")
    }

    /// How the texts of a column may be compared in formulas; looked at once.
    pub(super) fn matching_of(&self, dataset: usize, column: usize) -> Matching {
        let Some(frame) = &self.frames[dataset] else { return Matching::Criterion };
        let texts = (0..frame.len()).filter_map(|row| frame.value(row, column)?.as_text().map(|t| &**t));
        *self.matchings[dataset][column].get_or_init(|| Matching::of(texts))
    }

    /// Renders over the whole columns of a dataset.
    pub(super) fn over_range(&self, dataset: usize, render: impl FnOnce(&Renderer<'_>) -> Option<Formula>) -> Option<Formula> {
        let spec = &self.reports.datasets[dataset];
        let shape = |name: &str| spec.column(name).map(|c| c.shape);
        render(&Renderer { reach: Reach::Range(spec.name.clone()), shape: &shape })
    }

    /// Whether there is anything to count: an optional dataset without rows is not in use.
    pub(super) fn is_used(&self, dataset: usize) -> bool {
        self.frames[dataset].as_ref().is_some_and(|frame| frame.len() > 0 || !frame.spec.optional)
    }

    /// Whether all that a measure counts over is there.
    pub(super) fn is_there(&self, measure: &str) -> bool {
        self.is_there_by(measure, &[])
    }

    /// Whether a measure can be computed for the values of these columns.
    pub(super) fn is_there_by(&self, measure: &str, by: &[&str]) -> bool {
        let Some(measure) = self.reports.measures.get(measure) else { return false };
        match &measure.rule {
            MeasureRule::Aggregate { dataset, of, filter } => {
                let of = match of {
                    Of::Rows => true,
                    Of::Sum(column) | Of::Distinct(column) => self.has_column(*dataset, *column),
                };
                let filtered = filter.as_ref().is_none_or(|filter| self.has_all(*dataset, filter));
                self.is_used(*dataset) && of && filtered && by.iter().all(|by| self.can_group(*dataset, by))
            }
            MeasureRule::Elapsed { .. } => true,
            MeasureRule::Target { group, item } => {
                let targets = self.parameters.settings.targets(group);
                targets.is_some_and(|t| item.as_ref().map_or(!t.is_empty(), |item| t.contains_key(item)))
            }
            MeasureRule::Ratio { numerator: a, denominator: b } | MeasureRule::Difference { left: a, right: b } => {
                self.is_there_by(a, by) && self.is_there_by(b, by)
            }
            MeasureRule::Rank { of, .. } | MeasureRule::Grade { of, .. } | MeasureRule::Share { of } => self.is_there_by(of, by),
            MeasureRule::Score { parts, .. } => parts.iter().any(|(part, _)| self.is_there_by(part, by)),
        }
    }
}
