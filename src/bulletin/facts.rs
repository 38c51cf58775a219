//! What the bulletin may say of a run: its figures, its tables, and who has not sent, was late, was returned, or has much to mend.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::prose::{Fact, Facts, Names};
use crate::finding::{Finding, Severity};
use crate::settings::Week;
use crate::statistics::{Kind, Reports, StatCell, StatColumn, StatRow, StatTable, StatValue, Statistics};
use crate::submissions::Timing;
use crate::value::Day;
use crate::workbook::summary::{SubmissionRow, SubmissionStatus};

/// What a bulletin is made from.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    pub county: &'a str,
    pub week: Week,
    /// The cut-off.
    pub as_of: Day,
    pub statistics: &'a Statistics,
    pub findings: &'a [Finding],
    pub submissions: &'a [SubmissionRow],
    /// A figure of the week before, by its name.
    pub past: &'a dyn Fn(&str) -> Option<StatValue>,
}

/// Facts besides the figures.
const OWN: &[&str] = &["县", "年", "周次", "起止", "截至", "截至月日", "报送表数", "错误数", "警告数"];

/// Tables besides the declared ones, with their columns.
const OWN_TABLES: &[(&str, &[&str])] = &[
    ("未报", &["单位", "表"]),
    ("迟报", &["单位", "表"]),
    ("退回", &["单位", "表", "暂缓行数"]),
    ("差错", &["单位", "错误", "警告"]),
];

/// Everything that a bulletin's template may name.
#[must_use]
pub fn names(reports: &Reports) -> Names {
    OWN_TABLES.iter().fold(Names::of(reports).facts(OWN.iter().copied()), |names, (id, columns)| names.table(id, columns))
}

/// The tables of [`OWN_TABLES`] for a run; they must outlive the facts.
#[must_use]
pub(super) fn tables(input: &Input<'_>) -> Vec<StatTable> {
    let of = |wanted: &dyn Fn(&SubmissionRow) -> bool| by_unit(input.submissions.iter().filter(|row| wanted(row)));
    let without_rows = |units: ByUnit| -> Vec<Vec<StatValue>> {
        units
            .into_iter()
            .map(|(unit, (forms, _))| vec![StatValue::Text(unit), StatValue::Text(forms.join("、").into())])
            .collect()
    };
    let returned = of(&|row| matches!(row.status, SubmissionStatus::Returned | SubmissionStatus::Unreadable));
    let returned = returned.into_iter().map(|(unit, (forms, held))| {
        vec![StatValue::Text(unit), StatValue::Text(forms.join("、").into()), StatValue::Count(held.into())]
    });
    let rows = [
        without_rows(of(&|row| row.status == SubmissionStatus::NotSent)),
        without_rows(of(&|row| row.timing == Timing::Late)),
        returned.collect(),
        faults(input.findings),
    ];
    OWN_TABLES.iter().zip(rows).map(|((id, columns), rows)| table(id, columns, rows)).collect()
}

/// The facts of a run.
#[must_use]
pub(super) fn facts<'a>(input: &Input<'a>, own: &'a [StatTable]) -> Facts<'a> {
    let (as_of, week) = (input.as_of, input.week);
    let month_day = |day: Day| format!("{}月{}日", day.month(), day.day());
    let count = |severity| input.findings.iter().filter(|finding| finding.severity == severity).count();
    let mut facts = Facts::default().tables(&input.statistics.tables).tables(own);
    for figure in &input.statistics.figures {
        let fact = Fact { kind: figure.kind, value: figure.value.clone(), past: (input.past)(&figure.name) };
        facts = facts.fact(&figure.name, fact);
    }
    let texts = [
        ("县", input.county.to_owned()),
        ("年", as_of.year().to_string()),
        ("周次", week.number().to_string()),
        ("起止", format!("{}—{}", month_day(week.monday()), month_day(week.sunday()))),
        ("截至", format!("{}年{}", as_of.year(), month_day(as_of))),
        ("截至月日", month_day(as_of)),
    ];
    let counts = [
        ("报送表数", input.submissions.iter().filter(|row| row.file.is_some()).count()),
        ("错误数", count(Severity::Error)),
        ("警告数", count(Severity::Warning)),
    ];
    facts = texts.iter().fold(facts, |facts, (name, text)| facts.fact(name, Fact::text(text)));
    counts.iter().fold(facts, |facts, (name, number)| facts.fact(name, Fact::count(*number)))
}

/// Forms and held rows of each unit, in the order of the names.
type ByUnit = BTreeMap<Arc<str>, (Vec<String>, u32)>;

fn by_unit<'r>(rows: impl Iterator<Item = &'r SubmissionRow>) -> ByUnit {
    let mut units = ByUnit::new();
    for row in rows.filter(|row| !row.unit.is_empty()) {
        let (forms, held) = units.entry(row.unit.clone()).or_default();
        let form = if row.form.is_empty() { "无法读取的文件".to_owned() } else { format!("《{}》", row.form) };
        if !forms.contains(&form) {
            forms.push(form);
        }
        *held += row.rows.held;
    }
    units
}

/// Units by their errors and warnings, the most first.
fn faults(findings: &[Finding]) -> Vec<Vec<StatValue>> {
    let mut units: BTreeMap<&Arc<str>, (i64, i64)> = BTreeMap::new();
    for finding in findings {
        let Some(unit) = &finding.unit else { continue };
        let (errors, warnings) = units.entry(unit).or_default();
        *errors += i64::from(finding.severity == Severity::Error);
        *warnings += i64::from(finding.severity == Severity::Warning);
    }
    let mut rows: Vec<_> = units.into_iter().filter(|(_, (errors, warnings))| errors + warnings > 0).collect();
    rows.sort_by_key(|(_, (errors, warnings))| (-errors, -warnings));
    rows.into_iter()
        .map(|(unit, (errors, warnings))| {
            vec![StatValue::Text(unit.clone()), StatValue::Count(errors), StatValue::Count(warnings)]
        })
        .collect()
}

fn table(id: &str, columns: &[&str], rows: Vec<Vec<StatValue>>) -> StatTable {
    let kind =
        |at: usize| if rows.first().is_some_and(|row| matches!(row[at], StatValue::Count(_))) { Kind::Count } else { Kind::Text };
    let column = |(at, name): (usize, &&str)| StatColumn {
        name: Arc::from(*name),
        group: None,
        kind: kind(at),
        definition: String::new(),
    };
    StatTable {
        id: Arc::from(id),
        title: format!("{id}情况"),
        sheet: Arc::from(""),
        basis: String::new(),
        columns: columns.iter().enumerate().map(column).collect(),
        rows: rows
            .into_iter()
            .map(|row| StatRow { total: false, cells: row.into_iter().map(|value| StatCell { value, formula: None }).collect() })
            .collect(),
        chart: None,
    }
}
