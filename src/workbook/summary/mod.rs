//! The weekly summary for the leaders, `输出/<week>/汇总/三改一平台周汇总_<year>年第<week>周.xlsx`: overview, one sheet for every group of
//! statistic tables, the lists, the problems, who has sent, what every figure means, and the data that all formulas count over.

mod contents;
mod data;
mod definitions;
mod order;
mod overview;
mod problems;
mod submissions;
mod tables;

use std::fmt;
use std::sync::Arc;

use order::Made;

use super::cell::{Kind, Scalar};
use super::sheet::{Book, Sheet};
use crate::finding::Finding;
use crate::ledger::Conservation;
use crate::settings::Week;
use crate::statistics::sheets as sheet_names;
use crate::statistics::{self, Formula, Piece, Statistics, Takes};
use crate::submissions::{Receipt, Timing};
use crate::value::{Day, Value};

/// Rows of data up to which formulas stay live; beyond it a recalculation would keep people waiting.
pub const FORMULA_ROWS: usize = 20_000;

/// What the summary is made from.
#[derive(Debug, Clone, Copy)]
pub struct SummaryInput<'a> {
    /// The county as it stands in titles.
    pub county: &'a str,
    pub week: Week,
    /// The cut-off.
    pub as_of: Day,
    pub statistics: &'a Statistics,
    /// Everything 截至, thresholds and weights that a formula may refer to by [`Piece::Parameter`].
    pub parameters: &'a [Parameter],
    pub findings: &'a [Finding],
    pub submissions: &'a [SubmissionRow],
    /// Above so many rows of data, values replace formulas ([`FORMULA_ROWS`]).
    pub formula_rows: usize,
}

/// A number the results depend on, printed with its value.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// 截至, 序时黄线 ….
    pub name: Arc<str>,
    pub kind: Kind,
    pub value: Scalar,
    /// What it is for.
    pub note: String,
}

impl Parameter {
    /// A parameter as the statistics stage knows it.
    #[must_use]
    pub fn new(name: &Arc<str>, kind: statistics::Kind, value: &Value, note: &str) -> Self {
        Self { name: name.clone(), kind: Kind::from(kind), value: Scalar::from(value), note: note.to_owned() }
    }
}

/// One form of one unit in this week.
#[derive(Debug, Clone)]
pub struct SubmissionRow {
    pub unit: Arc<str>,
    pub form: Arc<str>,
    /// The file and sheet it was read from; `None` if nothing was sent.
    pub file: Option<Arc<str>>,
    pub sheet: Option<Arc<str>>,
    /// When it came in and how that is known; `None` if nothing tells.
    pub receipt: Option<Receipt>,
    pub timing: Timing,
    pub status: SubmissionStatus,
    pub rows: Conservation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubmissionStatus {
    Accepted,
    AcceptedWithFindings,
    /// Empty, and somebody answers for it.
    ZeroReport,
    /// Empty, and nobody does.
    Unsigned,
    Returned,
    Unreadable,
    Skipped,
    Superseded,
    NotSent,
}

impl SubmissionStatus {
    /// The word people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Accepted => "已接收",
            Self::AcceptedWithFindings => "已接收，有问题",
            Self::ZeroReport => "零报告",
            Self::Unsigned => "空表未署名",
            Self::Returned => "已退回",
            Self::Unreadable => "读不出",
            Self::Skipped => "未识别",
            Self::Superseded => "已有新版",
            Self::NotSent => "未报送",
        }
    }
}

/// How the week is called: `2022年第20周（5月16日—5月22日）`.
struct WeekLabel(Week);

impl fmt::Display for WeekLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (monday, sunday) = (self.0.monday(), self.0.sunday());
        let (from, to) = ((monday.month(), monday.day()), (sunday.month(), sunday.day()));
        write!(f, "{}年第{}周（{}月{}日—{}月{}日）", self.0.year(), self.0.number(), from.0, from.1, to.0, to.1)
    }
}

/// The file name of the summary.
#[must_use]
pub fn file_name(week: Week) -> String {
    format!("三改一平台周汇总_{}年第{}周.xlsx", week.year(), week.number())
}

/// The summary as a book of sheets, ready to be written.
#[must_use]
pub fn summary<'a>(input: &SummaryInput<'a>) -> Book<'a> {
    let live = input.is_live();
    let parts = order::parts(&input.statistics.sections, made(input, live));
    let mut sheets: Vec<Sheet<'a>> = vec![overview::sheet(input, live), contents::sheet(input, &parts)];
    sheets.extend(parts.into_iter().flat_map(|part| part.sheets).map(|made| made.sheet));
    Book {
        title: format!("{}“三改一平台”周汇总 {}", input.county, WeekLabel(input.week)),
        date: input.as_of,
        home: Some(Arc::from(sheet_names::CONTENTS)),
        sheets,
    }
}

/// Every sheet but the first two, whatever section it will stand in.
fn made<'a>(input: &SummaryInput<'a>, live: bool) -> Vec<Made<'a>> {
    let mut made = tables::sheets(input, live);
    made.push(Made::new(Takes::Lists, problems::by_unit(input, live)));
    made.push(Made { empty: input.findings.is_empty(), ..Made::new(Takes::Lists, problems::list(input)) });
    made.push(Made::new(Takes::Tables, submissions::sheet(input, live)));
    made.push(Made::new(Takes::Data, definitions::sheet(input, live)));
    made.extend(input.statistics.datasets.iter().map(|dataset| {
        let sheet = Sheet { name: input.data_sheet(&dataset.name), ..data::sheet(dataset, live) };
        Made { empty: dataset.rows.is_empty(), ..Made::new(Takes::Data, sheet) }
    }));
    made
}

impl SummaryInput<'_> {
    fn is_live(&self) -> bool {
        let rows: usize = self.statistics.datasets.iter().map(|dataset| dataset.rows.len()).sum();
        rows <= self.formula_rows
    }
    /// The sheet of a dataset: its name, unless tables stand on a sheet of that name.
    fn data_sheet(&self, dataset: &Arc<str>) -> Arc<str> {
        let taken = self.statistics.tables.iter().any(|table| table.sheet == *dataset);
        if taken { Arc::from(format!("{dataset}明细")) } else { dataset.clone() }
    }
    /// Week and cut-off, the line under every title.
    fn period(&self) -> String {
        format!("{}　数据截至{}年{}月{}日", WeekLabel(self.week), self.as_of.year(), self.as_of.month(), self.as_of.day())
    }
}

/// Said where formulas were left out.
const VALUES_ONLY: &str = "数据行数超过设定的公式上限，本表写入的是计算结果，不含公式。";

/// `COUNTIF(column of table, "word")`.
fn count_of(table: &str, column: &str, word: &str) -> Formula {
    Formula(vec![Piece::Text("COUNTIF(".into()), column_of(table, column), Piece::Text(format!(",\"{word}\")"))])
}

/// `SUM` of a declared column over all rows that are no totals.
fn sum_here(column: usize) -> Formula {
    Formula(vec![Piece::Text("SUM(".into()), Piece::HereAll { column }, Piece::Text(")".into())])
}

fn column_of(table: &str, column: &str) -> Piece {
    Piece::Column { dataset: Arc::from(table), column: Arc::from(column) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_called_by_their_days() {
        let week: Week = "2022-W20".parse().expect("a week");
        assert_eq!(WeekLabel(week).to_string(), "2022年第20周（5月16日—5月22日）");
        assert_eq!(file_name(week), "三改一平台周汇总_2022年第20周.xlsx");
    }
}
