//! Valid declarations: datasets with their columns, measures, tables. Made by [`super::load`]; every name in them exists.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::mask::Shape;
pub(super) use super::table_spec::{
    ChangeSpec, ChartSpec, ClearingSpec, GroupedSpec, ListSpec, Order, TableColumn, TableSpec, TrendOf, TrendSpec,
};
use super::{Kind, Section};
use crate::expr::Expr;
use crate::forms::Vocabulary;

/// All that is counted and printed, checked as a whole.
#[derive(Debug, Clone, Default)]
pub struct Reports {
    pub(super) parameters: IndexMap<Arc<str>, ParameterSpec>,
    pub(super) datasets: IndexMap<Arc<str>, DatasetSpec>,
    pub(super) measures: IndexMap<Arc<str>, Measure>,
    pub(super) tables: Vec<TableSpec>,
    pub(super) sections: Vec<Section>,
    pub(super) changes: Vec<ChangeSpec>,
    pub(super) trends: Vec<TrendSpec>,
    pub(super) clearing: Option<ClearingSpec>,
    /// Derived columns (dataset, column), each after those it needs.
    pub(super) steps: Vec<(usize, usize)>,
}

/// A threshold or weight that the reports name.
#[derive(Debug, Clone)]
pub(super) struct ParameterSpec {
    pub(super) value: Given,
    /// Said after the number: 个百分点.
    pub(super) unit: String,
    pub(super) text: String,
}

impl Reports {
    /// What a measure is multiplied by before it is held against thresholds: shares are held in points.
    pub(super) fn points(&self, measure: &str) -> Decimal {
        let share = self.measures.get(measure).is_some_and(|m| matches!(m.kind, Kind::Rate | Kind::Points));
        if share { Decimal::ONE_HUNDRED } else { Decimal::ONE }
    }

    /// Adds a measure and those it is made from, by their places in the declarations.
    pub(super) fn made_from(&self, measure: &str, needed: &mut BTreeSet<usize>) {
        let Some((index, _, measure)) = self.measures.get_full(measure) else { return };
        needed.insert(index);
        match &measure.rule {
            MeasureRule::Aggregate { .. } | MeasureRule::Elapsed { .. } | MeasureRule::Target { .. } => {}
            MeasureRule::Ratio { numerator: a, denominator: b } | MeasureRule::Difference { left: a, right: b } => {
                self.made_from(a, needed);
                self.made_from(b, needed);
            }
            MeasureRule::Rank { of, .. } | MeasureRule::Grade { of, .. } | MeasureRule::Share { of } => {
                self.made_from(of, needed);
            }
            MeasureRule::Score { parts, .. } => parts.iter().for_each(|(part, _)| self.made_from(part, needed)),
        }
    }

    /// Adds the datasets that a measure counts over.
    pub(super) fn counted_over(&self, measure: &str, datasets: &mut Vec<usize>) {
        let mut needed = BTreeSet::new();
        self.made_from(measure, &mut needed);
        for index in needed {
            if let MeasureRule::Aggregate { dataset, .. } = self.measures[index].rule
                && !datasets.contains(&dataset)
            {
                datasets.push(dataset);
            }
        }
    }
}

/// What keeps a row out of a dataset.
#[derive(Debug, Clone)]
pub(super) struct Without {
    pub(super) expr: Expr,
    /// The form's fields that the expression names.
    pub(super) fields: Vec<(Arc<str>, usize)>,
}

/// Where a parameter's value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// 参数 or 权重 of the settings.
    Setting,
    /// The share of the year that has passed at the cut-off.
    Elapsed(Elapsed),
}

#[derive(Debug, Clone)]
pub(super) struct DatasetSpec {
    pub(super) name: Arc<str>,
    pub(super) form: Arc<str>,
    /// What a row is called: 规上工业企业.
    pub(super) noun: String,
    /// Its measure word: 户.
    pub(super) counter: String,
    /// Rows for which this certainly holds are left out. Names are bound to the form's fields.
    pub(super) without: Option<Without>,
    /// An empty optional dataset is none: nothing of it is printed.
    pub(super) optional: bool,
    pub(super) missing: Option<String>,
    /// A column that is never blank.
    pub(super) key: Arc<str>,
    pub(super) columns: Vec<ColumnSpec>,
}

impl DatasetSpec {
    pub(super) fn index(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|c| &*c.name == column)
    }
    pub(super) fn column(&self, column: &str) -> Option<&ColumnSpec> {
        self.columns.iter().find(|c| &*c.name == column)
    }
}

#[derive(Debug, Clone)]
pub(super) struct ColumnSpec {
    pub(super) name: Arc<str>,
    pub(super) shape: Shape,
    pub(super) kind: Kind,
    pub(super) rule: Rule,
    /// Said in place of the generated definition's first part.
    pub(super) text: Option<String>,
    pub(super) vocabulary: Option<Arc<Vocabulary>>,
}

/// Where a column's values come from.
#[derive(Debug, Clone)]
pub(super) enum Rule {
    /// The form's field of this index.
    Field(usize),
    /// The first or last day of a date column.
    Bound { column: usize, last: bool },
    /// The row of another table with the same key.
    Join(Join),
    /// The words of a text column: names separated by 、 and the like.
    Words(usize),
    /// The month of a date column, as `2022年5月`.
    Month(usize),
    /// The place of the row by a number, or the number over the mean, among its like.
    Compared(Compared),
    /// 1 where the condition holds, else 0.
    Flag(Expr),
    /// The word of the first condition that holds; an empty word is no value.
    Cases(Vec<(Expr, Arc<str>)>, Arc<str>),
    /// Rounded to 10 places, as the formula is.
    Value(Expr),
    /// Rows of another dataset that belong to this row.
    Tally(Tally),
}

#[derive(Debug, Clone)]
pub(super) struct Join {
    pub(super) from: Table,
    /// The columns here, and as many there.
    pub(super) on: Vec<usize>,
    pub(super) key: Vec<usize>,
    pub(super) take: usize,
}

/// A row's number held against those of the other rows; rows without a number are left out.
#[derive(Debug, Clone)]
pub(super) struct Compared {
    pub(super) of: usize,
    /// Rows with the same value here are compared with each other.
    pub(super) within: Option<usize>,
    pub(super) with: Yardstick,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Yardstick {
    /// Places high to low; equal numbers share one.
    Place,
    /// The place ÷ the number of rows that have one: the best tenth has a share up to 0.1.
    PlaceShare,
    /// The number ÷ the mean.
    Mean,
}

/// The other side of a join.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Table {
    /// Index of a dataset; positions are columns.
    Dataset(usize),
    /// A form that is no dataset; positions are fields.
    Form(Arc<str>),
}

/// How many rows of a dataset, or the sum of one of its columns.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    pub(super) dataset: usize,
    pub(super) on: Vec<usize>,
    pub(super) key: Vec<usize>,
    pub(super) filter: Option<Expr>,
    pub(super) of: Option<usize>,
}

#[derive(Debug, Clone)]
pub(super) struct Measure {
    pub(super) name: Arc<str>,
    pub(super) kind: Kind,
    pub(super) rule: MeasureRule,
    /// Printed as a key figure.
    pub(super) figure: bool,
    pub(super) text: Option<String>,
    /// `file:line`, for `explain`.
    pub(super) source: String,
}

#[derive(Debug, Clone)]
pub(super) enum MeasureRule {
    Aggregate {
        dataset: usize,
        of: Of,
        filter: Option<Expr>,
    },
    Ratio {
        numerator: Arc<str>,
        denominator: Arc<str>,
    },
    Difference {
        left: Arc<str>,
        right: Arc<str>,
    },
    /// The share of the year that has passed at the date of a parameter.
    Elapsed {
        date: Arc<str>,
        whole: Elapsed,
    },
    Rank {
        of: Arc<str>,
        ascending: bool,
        groups: Option<Groups>,
    },
    /// The measure ÷ the same over all rows.
    Share {
        of: Arc<str>,
    },
    /// What is to be reached, from the settings' 目标: for each row the number of its label, or one number.
    Target {
        group: Arc<str>,
        item: Option<Arc<str>>,
    },
    /// Shares times their weights (parameters), each share counted up to the cap (a parameter, in percent).
    Score {
        parts: Vec<(Arc<str>, Arc<str>)>,
        cap: Option<Arc<str>>,
    },
    /// The grade of the first bound (a parameter) that is reached, best first.
    Grade {
        of: Arc<str>,
        bands: Vec<(Arc<str>, Arc<str>)>,
        otherwise: Arc<str>,
    },
}

/// What an aggregate counts or adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Rows,
    Sum(usize),
    /// Different texts of a column; blank is none.
    Distinct(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Elapsed {
    Days,
    /// Months begun.
    Months,
}

#[derive(Debug, Clone)]
pub(super) struct Groups {
    pub(super) form: Arc<str>,
    pub(super) key: usize,
    pub(super) column: usize,
    pub(super) heading: Arc<str>,
    pub(super) otherwise: Arc<str>,
}
