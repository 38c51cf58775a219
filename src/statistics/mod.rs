//! Declared measures (`templates/reports/*.toml`) → values, live formulas, definition texts, the rows behind them.

mod aggregate;
mod axis;
mod catalogue;
mod cell;
mod clearing;
mod declared;
mod derive;
mod engine;
mod explain;
mod figures;
mod filter;
mod formula;
mod frame;
mod grid;
mod labels;
mod links;
mod list;
mod load;
mod mask;
mod need;
mod over_weeks;
mod parameters;
mod rank;
mod raw;
pub mod sheets;
mod table;
mod table_spec;
mod trace;
mod wording;

#[cfg(test)]
mod features_tests;
#[cfg(test)]
mod mechanisms_tests;
#[cfg(test)]
mod published_tests;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use catalogue::Promised;
pub use clearing::standing;
pub use declared::Reports;
pub use explain::{Explanation, TableExplanation, explain, explain_tables};
pub use figures::compute;
pub use load::CUTOFF;
pub use over_weeks::{PastFigures, PastTable};
pub use parameters::Parameters;
pub use trace::{Counted, CountedRow, Place, Tallied, Trace, trace, trace_cell};

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::value::Value;

/// Everything the statistics stage hands on.
#[derive(Debug, Clone, Default)]
pub struct Statistics {
    /// Key figures, in declared order.
    pub figures: Vec<Figure>,
    pub tables: Vec<StatTable>,
    /// The data the formulas refer to, one workbook sheet each: 企业, 项目, ….
    pub datasets: Vec<Dataset>,
    /// Cut-off, thresholds and weights, printed on the 参数 block; [`Piece::Parameter`] points there.
    pub parameters: Vec<Setting>,
    /// The parts of the summary, in reading order.
    pub sections: Vec<Section>,
    /// Declared tables for which there are no data, in declared order.
    pub absent: Vec<Absent>,
}

/// A part of the summary: which sheets stand in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// 目标, 谋划, ….
    pub name: Arc<str>,
    /// What it is about, in a line; may be empty.
    pub text: String,
    /// Names of sheets, in order.
    pub sheets: Vec<Arc<str>>,
    /// Figures that stand first on the overview, in order.
    pub main: Vec<Arc<str>>,
    /// The other figures that belong here, in declared order.
    pub figures: Vec<Arc<str>>,
    /// The sheets it takes that no section names.
    pub takes: Option<Takes>,
}

/// Kinds of sheets that a section may take without naming them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// 统计: tables of figures.
    Tables,
    /// 清单: rows to be worked through.
    Lists,
    /// 数据: what the formulas count over.
    Data,
}

/// A table that was not made, because nothing was sent that it could count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    pub sheet: Arc<str>,
    pub title: String,
    /// The form or list that it counts over.
    pub form: Arc<str>,
}

/// A parameter with the value used in this run.
#[derive(Debug, Clone)]
pub struct Setting {
    pub name: Arc<str>,
    pub kind: Kind,
    pub value: Value,
    /// For computed parameters.
    pub formula: Option<Formula>,
    /// What it is for, in words.
    pub definition: String,
}

/// Rows that measures count over: a ledger table or reference list with derived columns.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// Sheet name, e.g. 项目.
    pub name: Arc<str>,
    pub columns: Vec<DataColumn>,
    pub rows: Vec<DataRow>,
}

#[derive(Debug, Clone)]
pub struct DataColumn {
    pub name: Arc<str>,
    pub kind: Kind,
    /// Set for derived columns: one formula a row.
    pub derived: bool,
    /// Definition text of a derived column.
    pub definition: String,
}

#[derive(Debug, Clone)]
pub struct DataRow {
    pub cells: Vec<DataCell>,
    /// Index of the ledger entry or list row behind it.
    pub entry: usize,
    /// `file · sheet · row` of every origin, for the sheet's last columns.
    pub origins: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct DataCell {
    pub value: Option<Value>,
    /// Derived columns only; one formula shared by all rows.
    pub formula: Option<Arc<Formula>>,
}

/// How a column is shown and aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Count,
    /// A year: digits without separators.
    Year,
    /// 万元.
    Money,
    /// A fraction, printed as a percent; the exact pair is kept beside it.
    Rate,
    /// A difference of fractions, printed in 百分点.
    Points,
    Rank,
    Score,
    Date,
    Light,
}

#[derive(Debug, Clone)]
pub struct Figure {
    /// Chinese name, the id in the JSON: 计划覆盖率.
    pub name: Arc<str>,
    pub kind: Kind,
    pub value: StatValue,
    pub formula: Formula,
    /// 口径.
    pub definition: String,
    /// Rows behind it: dataset and row indices (for a rate: of the numerator).
    pub behind: Behind,
}

#[derive(Debug, Clone, Default)]
pub struct Behind {
    pub dataset: Arc<str>,
    pub rows: Vec<usize>,
}

/// A statistic table, one workbook sheet or part of one.
#[derive(Debug, Clone)]
pub struct StatTable {
    pub id: Arc<str>,
    pub title: String,
    /// The sheet it stands on.
    pub sheet: Arc<str>,
    /// Base, rule and thresholds in words, printed under the title.
    pub basis: String,
    pub columns: Vec<StatColumn>,
    pub rows: Vec<StatRow>,
    pub chart: Option<Chart>,
}

#[derive(Debug, Clone)]
pub struct StatColumn {
    pub name: Arc<str>,
    /// Group heading over neighbouring columns.
    pub group: Option<Arc<str>>,
    pub kind: Kind,
    pub definition: String,
}

#[derive(Debug, Clone)]
pub struct StatRow {
    pub total: bool,
    pub cells: Vec<StatCell>,
}

#[derive(Debug, Clone)]
pub struct StatCell {
    pub value: StatValue,
    /// `None` for labels.
    pub formula: Option<Formula>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum StatValue {
    Text(Arc<str>),
    Count(i64),
    Number(Decimal),
    /// Never capped, never averaged; denominator 0 prints —.
    Ratio {
        numerator: Decimal,
        denominator: Decimal,
    },
    /// Nothing to say (not ranked, no base).
    None,
}

/// A live formula before sheets are laid out: text with places. The workbook joins the pieces once it knows the addresses.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Formula(pub Vec<Piece>);

#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Literal formula text, US English functions and commas.
    Text(String),
    /// The whole data range of a dataset's column: `项目!$F$4:$F$243`.
    Column { dataset: Arc<str>, column: Arc<str> },
    /// The cell of a dataset's column in the same row (derived columns only).
    RowCell { column: Arc<str> },
    /// A column of the same statistic table, same row (0-based column index).
    Here { column: usize },
    /// A column of the same statistic table over all rows that are not totals.
    HereAll { column: usize },
    /// A key figure's cell.
    Figure { name: Arc<str> },
    /// A parameter's cell on the 参数 block (截至, thresholds).
    Parameter { name: Arc<str> },
}

/// A chart declared with its table.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    pub kind: ChartKind,
    pub title: String,
    /// 0-based columns of the table.
    pub category: usize,
    pub series: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    Bar,
    Column,
    Pie,
    Line,
}
