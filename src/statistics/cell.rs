//! The live formula of one cell: a key figure, or a measure in a row (and column group) of a table.

use std::sync::Arc;

use super::axis::{Axis, Label};
use super::declared::{Elapsed, MeasureRule, Of};
use super::engine::Engine;
use super::filter;
use super::formula::{formula, joined, quoted};
use super::grid::{ALL, targets_of};
use super::labels::Matching;
use super::mask::{number_text, parameter};
use super::{Formula, Piece, rank};

/// The columns of a table, so that a cell may point at its neighbours.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout(pub(super) Vec<LaidColumn>);

#[derive(Debug, Clone, PartialEq)]
pub(super) enum LaidColumn {
    Label,
    /// The kind of the row label, for ranks in groups.
    Kind,
    /// A measure in the column group of this index; the last index is no group.
    Measure {
        measure: Arc<str>,
        across: usize,
    },
}

impl Layout {
    fn find(&self, measure: &str, across: usize) -> Option<usize> {
        self.0.iter().position(|c| matches!(c, LaidColumn::Measure { measure: m, across: a } if **m == *measure && *a == across))
    }
    pub(super) fn kind(&self) -> Option<usize> {
        self.0.iter().position(|c| *c == LaidColumn::Kind)
    }
}

/// Where a formula stands.
#[derive(Clone, Copy)]
pub(super) struct Spot<'a> {
    pub(super) engine: &'a Engine<'a>,
    pub(super) layout: &'a Layout,
    pub(super) rows: &'a Axis,
    pub(super) across: &'a Axis,
    /// The row; `None` is the total (or a key figure).
    pub(super) row: Option<usize>,
    /// The column group; the length of `across` is none.
    pub(super) group: usize,
    /// Whether the rows add up to the total.
    pub(super) additive: bool,
}

impl Spot<'_> {
    pub(super) fn formula(&self, measure: &str) -> Option<Formula> {
        let spec = self.engine.reports.measures.get(measure)?;
        match &spec.rule {
            MeasureRule::Aggregate { dataset, of, .. } => self.aggregate(measure, *dataset, *of),
            MeasureRule::Share { of } => {
                let (n, d) = (self.part(of)?, self.whole(of)?);
                Some(formula!["IF(", &d, "=0,\"—\",", n, "/", d, ")"])
            }
            MeasureRule::Target { group, item } => self.target(measure, group, item.as_deref()),
            MeasureRule::Ratio { numerator, denominator } => {
                let (n, d) = (self.part(numerator)?, self.part(denominator)?);
                // A row without a target says so in words, which are no number to compare.
                let may_be_text = self.engine.reports.measures.get(denominator).map(|m| &m.rule);
                let base = match may_be_text {
                    Some(MeasureRule::Target { item: None, .. }) => formula!["N(", &d, ")"],
                    _ => d.clone(),
                };
                Some(formula!["IF(", base, "=0,\"—\",", n, "/", d, ")"])
            }
            MeasureRule::Difference { left, right } => {
                let (l, r) = (self.part(left)?, self.part(right)?);
                Some(formula!["IF(AND(ISNUMBER(", &l, "),ISNUMBER(", &r, ")),", &l, "-", &r, ",\"—\")"])
            }
            MeasureRule::Elapsed { date, whole } => Some(elapsed_formula(date, *whole)),
            MeasureRule::Rank { of, ascending, .. } => self.rank(of, *ascending),
            MeasureRule::Score { parts, cap } => self.score(parts, cap.as_ref()),
            MeasureRule::Grade { of, bands, otherwise } => {
                let scale = number_text(self.engine.reports.points(of));
                let of = self.part(of)?;
                let graded = bands.iter().rev().fold(formula![quoted(otherwise)], |rest, (bound, grade)| {
                    formula!["IF(ROUND(", &of, "*", &*scale, ",10)>=", parameter(bound), ",", quoted(grade), ",", rest, ")"]
                });
                Some(formula!["IF(ISNUMBER(", of, "),", graded, ",\"—\")"])
            }
        }
    }

    /// A measure inside another's formula: its own cell if it has one, else its formula.
    fn part(&self, measure: &str) -> Option<Formula> {
        if let Some(column) = self.layout.find(measure, self.group) {
            return Some(formula![Piece::Here { column }]);
        }
        let spec = self.engine.reports.measures.get(measure)?;
        let same_everywhere = matches!(spec.rule, MeasureRule::Elapsed { .. });
        let whole = self.row.is_none() && self.group == self.across.len();
        if spec.figure && (whole || same_everywhere) {
            return Some(formula![Piece::Figure { name: spec.name.clone() }]);
        }
        self.formula(measure)
    }

    /// A measure over all rows, in the same column group.
    fn whole(&self, measure: &str) -> Option<Formula> {
        let spec = self.engine.reports.measures.get(measure)?;
        if spec.figure && self.group == self.across.len() {
            return Some(formula![Piece::Figure { name: spec.name.clone() }]);
        }
        Spot { layout: &Layout::default(), row: None, additive: false, ..*self }.formula(measure)
    }

    fn target(&self, measure: &str, group: &str, item: Option<&str>) -> Option<Formula> {
        let targets = self.engine.parameters.settings.targets(group)?;
        let of = |item: &str| targets.contains_key(item).then(|| formula![parameter(&format!("{group}.{item}"))]);
        match (item, self.row) {
            (Some(item), _) => of(item),
            (None, Some(row)) => of(&self.rows.labels[row].text()),
            (None, None) => of(ALL).or_else(|| {
                let all_have_one = targets_of(self.engine, self.rows, group).iter().all(Option::is_some);
                let column = self.layout.find(measure, self.group).filter(|_| all_have_one)?;
                Some(formula!["SUM(", Piece::HereAll { column }, ")"])
            }),
        }
    }

    fn aggregate(&self, measure: &str, dataset: usize, of: Of) -> Option<Formula> {
        if !self.is_there(measure) {
            return None;
        }
        let additive = self.additive && !matches!(of, Of::Distinct(_));
        if let (None, true, Some(column)) = (self.row, additive, self.layout.find(measure, self.group)) {
            return Some(formula!["SUM(", Piece::HereAll { column }, ")"]);
        }
        let MeasureRule::Aggregate { filter, .. } = &self.engine.reports.measures.get(measure)?.rule else { return None };
        let spec = &self.engine.reports.datasets[dataset];
        self.engine.over_range(dataset, |range| {
            let mut tests = match filter {
                Some(filter) => filter::tests(range, filter).ok()?,
                None => Vec::new(),
            };
            if let Some(row) = self.row {
                tests.push(self.rows.test(range, &self.rows.labels[row], &formula![Piece::Here { column: 0 }]));
            }
            if let Some(label) = self.across.labels.get(self.group) {
                let literal = match label {
                    Label::Number(number) => number_text(*number),
                    label => quoted(&label.text()),
                };
                tests.push(self.across.test(range, label, &formula![literal]));
            }
            match of {
                Of::Rows => Some(filter::count(&tests, &range.column(&spec.key))),
                Of::Sum(column) => Some(filter::sum(&tests, &range.column(&spec.columns[column].name))),
                Of::Distinct(column) if self.engine.matching_of(dataset, column) == Matching::Criterion => {
                    filter::distinct(&tests, &range.column(&spec.columns[column].name))
                }
                Of::Distinct(_) => None,
            }
        })
    }

    fn rank(&self, of: &str, ascending: bool) -> Option<Formula> {
        let row = self.row?;
        if self.rows.labels[row] == Label::Unfilled {
            return None;
        }
        let unfilled = self.rows.labels.last() == Some(&Label::Unfilled);
        Some(rank::formula(self.layout.find(of, self.group)?, self.layout.kind(), unfilled, ascending))
    }

    fn is_there(&self, measure: &str) -> bool {
        self.engine.is_there_by(measure, &[&self.rows.column, &self.across.column])
    }

    fn score(&self, parts: &[(Arc<str>, Arc<str>)], cap: Option<&Arc<str>>) -> Option<Formula> {
        let (mut sums, mut bases) = (Vec::new(), Vec::new());
        for (part, weight) in parts.iter().filter(|(part, _)| self.is_there(part)) {
            let part = self.part(part)?;
            let counted = match cap {
                Some(cap) => formula!["MIN(", &part, ",", parameter(cap), "/100)"],
                None => part.clone(),
            };
            sums.push(formula!["IF(ISNUMBER(", &part, "),", counted, "*", parameter(weight), ",0)"]);
            bases.push(formula!["IF(ISNUMBER(", part, "),", parameter(weight), ",0)"]);
        }
        let full = joined(parts.iter().map(|(_, weight)| parameter(weight)), "+");
        let (sum, base) = (joined(sums, "+"), joined(bases, "+"));
        Some(formula!["IF((", &base, ")=0,\"—\",ROUND((", sum, ")*(", full, ")/(", base, "),10))"])
    }
}

pub(super) fn elapsed_formula(date: &str, whole: Elapsed) -> Formula {
    let date = parameter(date);
    match whole {
        Elapsed::Months => formula!["MONTH(", date, ")/12"],
        Elapsed::Days => {
            let new_year = formula!["DATE(YEAR(", date.clone(), "),1,1)"];
            let year = formula!["(DATE(YEAR(", date.clone(), ")+1,1,1)-", &new_year, ")"];
            formula!["(", date, "-", new_year, "+1)/", year]
        }
    }
}
