//! Valid declarations of what is printed: tables by group, lists, and tables over weeks.

use std::sync::Arc;

use super::ChartKind;
use crate::expr::Expr;

#[derive(Debug, Clone)]
pub(super) enum TableSpec {
    Grouped(GroupedSpec),
    List(ListSpec),
}

impl TableSpec {
    pub(super) fn id(&self) -> &Arc<str> {
        match self {
            Self::Grouped(table) => &table.id,
            Self::List(list) => &list.id,
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct GroupedSpec {
    pub(super) id: Arc<str>,
    pub(super) title: String,
    pub(super) sheet: Arc<str>,
    /// The column whose values make the rows; every dataset of the measures has it.
    pub(super) by: Arc<str>,
    pub(super) heading: Arc<str>,
    pub(super) rows: usize,
    pub(super) across: Option<Arc<str>>,
    pub(super) columns: Vec<TableColumn>,
    pub(super) across_columns: Vec<TableColumn>,
    pub(super) order: Order,
    pub(super) omit: Vec<String>,
    /// Only the labels of the rows' own dataset; the total still counts everything.
    pub(super) own_rows: bool,
    /// Only rows for which this holds of the table's columns; then there is no total.
    pub(super) only: Option<Expr>,
    /// A measure without which the table says nothing.
    pub(super) needs: Option<Arc<str>>,
    pub(super) total: Arc<str>,
    pub(super) note: Option<String>,
    pub(super) chart: Option<ChartSpec>,
}

#[derive(Debug, Clone)]
pub(super) struct TableColumn {
    pub(super) measure: Arc<str>,
    pub(super) name: Arc<str>,
    pub(super) group: Option<Arc<str>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Order {
    /// Vocabulary order, else as the values first come.
    Declared,
    /// By a column of the table, high to low (a rank: low to high); rows without a value last.
    By(Arc<str>),
}

#[derive(Debug, Clone)]
pub(super) struct ChartSpec {
    pub(super) kind: ChartKind,
    pub(super) title: String,
    pub(super) series: Vec<Arc<str>>,
}

#[derive(Debug, Clone)]
pub(super) struct ListSpec {
    pub(super) id: Arc<str>,
    pub(super) title: String,
    pub(super) sheet: Arc<str>,
    pub(super) dataset: usize,
    pub(super) filter: Expr,
    /// Column and heading.
    pub(super) columns: Vec<(usize, Arc<str>)>,
    pub(super) order: Vec<usize>,
    pub(super) note: Option<String>,
}

/// Figures of one kind against the archived week before.
#[derive(Debug, Clone)]
pub(super) struct ChangeSpec {
    pub(super) id: Arc<str>,
    pub(super) title: String,
    pub(super) sheet: Arc<str>,
    pub(super) figures: Vec<Arc<str>>,
    pub(super) note: Option<String>,
}

/// A table over the archived weeks.
#[derive(Debug, Clone)]
pub(super) struct TrendSpec {
    pub(super) id: Arc<str>,
    pub(super) title: String,
    pub(super) sheet: Arc<str>,
    pub(super) of: TrendOf,
    /// Title of the line chart.
    pub(super) chart: Option<String>,
    pub(super) note: Option<String>,
}

#[derive(Debug, Clone)]
pub(super) enum TrendOf {
    Figures(Vec<Arc<str>>),
    /// A column of a grouped table, row by row.
    Table {
        id: Arc<str>,
        column: Arc<str>,
        /// The figure that is its total.
        figure: Option<Arc<str>>,
    },
}

/// The figures whose rows are the enterprises that count, and those of them without a project.
#[derive(Debug, Clone)]
pub(super) struct ClearingSpec {
    pub(super) counted: Arc<str>,
    pub(super) listed: Arc<str>,
}
