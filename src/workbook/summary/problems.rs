//! 问题汇总: how many problems every unit has and which comes first. 问题清单: all of them, to be filtered.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::sheet_names::{BY_UNIT, PROBLEMS};
use super::{SummaryInput, column_of};
use crate::finding::{Finding, Severity};
use crate::settings::Week;
use crate::statistics::{ChartKind, Formula, Piece};
use crate::workbook::cell::{Cell, Kind, Scalar};
use crate::workbook::sheet::{Block, Chart, Column, Row, Rows, Sheet, SheetUse, Table, Width};

/// Problems that no unit has to mend (the office's own lists, unknown senders).
const NO_UNIT: &str = "（未明确单位）";
/// The folder of what was sent, one folder a week.
const INBOX: &str = "收件";
/// A chart of more units could not be read.
const CHART_UNITS: usize = 30;

/// The gravest first, then by place.
fn sorted(findings: &[Finding]) -> Vec<&Finding> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| (finding.unit.is_none(), finding.unit.clone(), std::cmp::Reverse(finding.severity), *finding));
    sorted
}

fn unit_of(finding: &Finding) -> Arc<str> {
    finding.unit.clone().unwrap_or_else(|| Arc::from(NO_UNIT))
}

/// One row a unit.
pub(super) fn by_unit<'a>(input: &SummaryInput<'a>, live: bool) -> Sheet<'a> {
    let mut units: BTreeMap<(bool, Arc<str>), Vec<&Finding>> = BTreeMap::new();
    for finding in sorted(input.findings) {
        units.entry((finding.unit.is_none(), unit_of(finding))).or_default().push(finding);
    }
    let mut rows: Vec<Row> =
        units.iter().enumerate().map(|(i, ((_, unit), found))| unit_row(i + 1, unit, found, (live, input.week))).collect();
    let many = rows.len();
    if many > 0 {
        rows.push(total_row(input.findings, live));
    }
    let mut columns = vec![Column::new("序号", Kind::Serial), Column::new("单位", Kind::Text).width(22.0)];
    columns.extend(SEVERITIES.map(|severity| Column::new(severity.label(), Kind::Count).width(8.0)));
    columns.push(Column::new("合计", Kind::Count).width(8.0));
    columns.push(Column { width: Width::Fit { least: 30.0, most: 44.0 }, ..Column::new("首要问题", Kind::Text) });
    columns.push(Column { width: Width::Fit { least: 20.0, most: 32.0 }, ..Column::new("怎么改", Kind::Text) });
    let chart = Chart {
        kind: ChartKind::Column,
        title: "各单位问题数".into(),
        table: Arc::from(BY_UNIT),
        category: 0,
        series: vec![1, 2],
        bars: 0,
    };
    let charts = if (2..=CHART_UNITS).contains(&many) { vec![chart] } else { Vec::new() };
    let table = Table { lead: 1, charts, ..Table::new(BY_UNIT, columns, rows) };
    let mut notes = vec![input.period()];
    notes.push(if many == 0 {
        "本期没有发现问题。".into()
    } else {
        "首要问题指该单位级别最高、位置最前的一处，其余见问题清单。".into()
    });
    Sheet {
        name: Arc::from(BY_UNIT),
        purpose: SheetUse::Report,
        title: "各单位问题汇总".into(),
        notes,
        blocks: vec![Block::Table(table)],
    }
}

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

fn unit_row(number: usize, unit: &Arc<str>, found: &[&Finding], (live, week): (bool, Week)) -> Row {
    let mut cells = vec![Cell::count(number), Cell::from(unit)];
    for severity in SEVERITIES {
        let count = found.iter().filter(|finding| finding.severity == severity).count();
        let pieces = vec![
            Piece::Text("COUNTIFS(".into()),
            column_of(PROBLEMS, "单位"),
            Piece::Text(",".into()),
            Piece::Here { column: 0 },
            Piece::Text(",".into()),
            column_of(PROBLEMS, "级别"),
            Piece::Text(format!(",\"{}\")", severity.label())),
        ];
        cells.push(Cell::count(count).formula(Formula(pieces)).live(live));
    }
    cells.push(Cell::count(found.len()).formula(sum_of_three()).live(live));
    if let Some(first) = found.first() {
        let place = first.place.to_string();
        let place = short_path(&place, week);
        let text = if place.is_empty() { first.message.clone() } else { format!("{place}：{}", first.message) };
        cells.push(Cell::text(&text));
        cells.push(Cell::text(&first.suggestion));
    }
    Row::item(cells)
}

fn sum_of_three() -> Formula {
    let here = |column| Piece::Here { column };
    let plus = || Piece::Text("+".into());
    Formula(vec![here(1), plus(), here(2), plus(), here(3)])
}

fn total_row(findings: &[Finding], live: bool) -> Row {
    let mut cells = vec![Cell::default(), Cell::text("合计")];
    let counts = SEVERITIES.map(|severity| findings.iter().filter(|finding| finding.severity == severity).count());
    for (column, count) in (1..).zip(counts.into_iter().chain([findings.len()])) {
        cells.push(Cell::count(count).formula(super::sum_here(column)).live(live));
    }
    Row::total(cells)
}

/// Every finding, unit by unit, the gravest first.
pub(super) fn list<'a>(input: &SummaryInput<'a>) -> Sheet<'a> {
    let findings = sorted(input.findings);
    let week = input.week;
    let wrapped =
        |heading: &str, most: f64| Column { width: Width::Fit { least: 12.0, most }, ..Column::new(heading, Kind::Text) };
    let columns = vec![
        Column::new("序号", Kind::Serial).width(7.0),
        wrapped("单位", 20.0),
        Column::new("级别", Kind::Light).width(9.0),
        Column::new("代码", Kind::Word).width(9.0),
        wrapped("文件", 30.0),
        wrapped("工作表", 16.0),
        Column::new("单元格", Kind::Word).width(10.0),
        wrapped("字段", 18.0),
        wrapped("原文", 18.0),
        wrapped("问题", 42.0),
        wrapped("怎么改", 36.0),
    ];
    let mut notes = vec![input.period()];
    notes.push(match findings.len() {
        0 => "本期没有发现问题。".into(),
        count => format!("共{count}处，按单位排列，同一单位内级别高的在前。错误必须修改，警告需要核对，提示供参考。"),
    });
    let table = Table {
        rows: Rows::Streamed { count: findings.len(), row: Box::new(move |index| finding_cells(index, findings[index], week)) },
        filter: true,
        ..Table::new(PROBLEMS, columns, Vec::new())
    };
    Sheet {
        name: Arc::from(PROBLEMS),
        purpose: SheetUse::Report,
        title: "问题清单".into(),
        notes,
        blocks: vec![Block::Table(table)],
    }
}

/// The path inside the week's inbox: every line of the list would begin with the same folders.
fn short_path(file: &str, week: Week) -> &str {
    file.strip_prefix(&format!("{INBOX}/{week}/")).unwrap_or(file)
}

fn finding_cells(index: usize, finding: &Finding, week: Week) -> Vec<Cell> {
    let optional = |text: &Option<Arc<str>>| text.as_ref().map_or_else(Cell::default, Cell::from);
    let place = &finding.place;
    let at = match (place.cell, place.row) {
        (Some(cell), _) => cell.to_string(),
        (None, Some(row)) => format!("第{}行", row + 1),
        (None, None) => String::new(),
    };
    let written = |text: &str| if text.is_empty() { Cell::from(Scalar::Blank) } else { Cell::text(text) };
    vec![
        Cell::count(index + 1),
        Cell::from(&unit_of(finding)),
        Cell::text(finding.severity.label()),
        Cell::text(finding.code.as_str()),
        place.file.as_ref().map_or_else(Cell::default, |file| Cell::text(short_path(file, week))),
        optional(&place.sheet),
        written(&at),
        optional(&finding.field),
        optional(&finding.value),
        written(&finding.message),
        written(&finding.suggestion),
    ]
}
