//! 总览: the main figures on the first page, what needs attention, the charts of the most important tables, and the other figures by section.

use std::sync::Arc;

use super::sheet_names::{DEFINITIONS, OVERVIEW, PROBLEMS, SUBMISSIONS};
use super::tables::{chart_of, drawn};
use super::{SubmissionStatus, SummaryInput, VALUES_ONLY, count_of};
use crate::finding::Severity;
use crate::statistics::{Figure, Section, StatTable, StatValue};
use crate::submissions::Timing;
use crate::workbook::cell::{Cell, Kind, Look, Scalar, Target};
use crate::workbook::grid::Mark;
use crate::workbook::sheet::{Block, Card, Chart, Sheet, SheetUse, Tone};

/// Charts of the overview.
const CHARTS: usize = 4;
/// Main figures: four rows of six, with what needs attention, fill a page.
const MOST_MAIN: usize = 24;

pub(super) fn sheet<'a>(input: &SummaryInput<'a>, live: bool) -> Sheet<'a> {
    let (main, others) = figures(input);
    let cards =
        |figures: Vec<&Figure>| Block::Cards(figures.into_iter().map(|figure| figure_card(input, figure, live)).collect());
    let mut blocks = vec![Block::Caption("主要指标".into()), cards(main)];
    blocks.extend([Block::Caption("需要关注".into()), Block::Cards(attention(input, live))]);
    let charts = main_charts(&input.statistics.tables);
    if !charts.is_empty() {
        blocks.extend([Block::Caption("分布情况".into()), Block::Charts(charts)]);
    }
    for (section, figures) in others {
        blocks.extend([Block::Caption(format!("其他指标：{section}")), cards(figures)]);
    }
    let mut notes = vec![input.period()];
    if !live {
        notes.push(VALUES_ONLY.to_owned());
    }
    Sheet {
        name: Arc::from(OVERVIEW),
        purpose: SheetUse::Report,
        title: format!("{}“三改一平台”工作周汇总", input.county),
        notes,
        blocks,
    }
}

/// The figures that sections put first, in their order, and the others by section. Where no section puts any first, all are main ones.
fn figures<'a>(input: &SummaryInput<'a>) -> (Vec<&'a Figure>, Vec<(&'a str, Vec<&'a Figure>)>) {
    let statistics = input.statistics;
    let found = |names: &'a [Arc<str>]| {
        names.iter().filter_map(|name| statistics.figures.iter().find(|figure| figure.name == *name)).collect::<Vec<_>>()
    };
    let mut main: Vec<&Figure> = statistics.sections.iter().flat_map(|section| found(&section.main)).collect();
    if main.is_empty() {
        return (statistics.figures.iter().collect(), Vec::new());
    }
    let beyond = main.split_off(main.len().min(MOST_MAIN));
    let of_section = |section: &'a Section| {
        let further = beyond.iter().copied().filter(|figure| section.main.contains(&figure.name));
        (&*section.name, further.chain(found(&section.figures)).collect::<Vec<_>>())
    };
    let others = statistics.sections.iter().map(of_section).filter(|(_, figures)| !figures.is_empty()).collect();
    (main, others)
}

/// The first chart of each sheet, so that the overview shows different things.
fn main_charts(tables: &[StatTable]) -> Vec<Chart> {
    let mut sheets: Vec<&str> = Vec::new();
    let mut charts = Vec::new();
    for table in tables {
        if let Some(drawn) = chart(table).filter(|_| !sheets.contains(&&*table.sheet) && charts.len() < CHARTS) {
            sheets.push(&table.sheet);
            charts.push(drawn);
        }
    }
    charts
}

fn chart(table: &StatTable) -> Option<Chart> {
    drawn(table).map(|chart| chart_of(table, chart))
}

fn figure_card(input: &SummaryInput<'_>, figure: &Figure, live: bool) -> Card {
    let kind = Kind::from(figure.kind);
    let shown =
        |number| Scalar::Number(number).shown(Look { kind: Kind::Money, decimals: Scalar::Number(number).decimals(Kind::Money) });
    let note = match &figure.value {
        StatValue::Ratio { numerator, denominator } => format!("{} / {}", shown(*numerator), shown(*denominator)),
        StatValue::Number(_) if kind == Kind::Money => "万元".to_owned(),
        _ => String::new(),
    };
    let bare = Cell::from(Scalar::from(&figure.value));
    let cell = if figure.formula.0.is_empty() { bare } else { bare.formula(figure.formula.clone()).live(live) };
    Card {
        label: figure.name.clone(),
        kind,
        cell: cell.link(Target::Sheet(sheet_of(input, figure))),
        note,
        tone: Tone::Calm,
        mark: Some(Mark::Figure(figure.name.clone())),
    }
}

/// The sheet that says more: a table with a column of the figure's name, else the data behind it, else its definition.
fn sheet_of(input: &SummaryInput<'_>, figure: &Figure) -> Arc<str> {
    let tables = &input.statistics.tables;
    let table = tables.iter().find(|table| table.columns.iter().any(|column| column.name == figure.name));
    let data = || {
        input.statistics.datasets.iter().find(|data| data.name == figure.behind.dataset).map(|data| input.data_sheet(&data.name))
    };
    table.map(|table| table.sheet.clone()).or_else(data).unwrap_or_else(|| Arc::from(DEFINITIONS))
}

/// Counts of problems and of missing submissions, each a link to its list.
fn attention(input: &SummaryInput<'_>, live: bool) -> Vec<Card> {
    let card = |label: &str, note: &str, count: usize, list: (&str, &str, &str), tone: Tone| {
        let (sheet, column, word) = list;
        Card {
            label: Arc::from(label),
            kind: Kind::Count,
            cell: Cell::count(count).formula(count_of(sheet, column, word)).live(live).link(Target::Sheet(Arc::from(sheet))),
            note: note.to_owned(),
            tone: if count == 0 { Tone::Calm } else { tone },
            mark: None,
        }
    };
    let severity = |severity: Severity| input.findings.iter().filter(|f| f.severity == severity).count();
    let of_severity =
        |s: Severity, label: &str, note: &str, tone| card(label, note, severity(s), (PROBLEMS, "级别", s.label()), tone);
    let timing = |timing: Timing| input.submissions.iter().filter(|row| row.timing == timing).count();
    let of_timing =
        |t: Timing, label: &str, note: &str, tone| card(label, note, timing(t), (SUBMISSIONS, "时效", t.label()), tone);
    let returned = input.submissions.iter().filter(|row| row.status == SubmissionStatus::Returned).count();
    vec![
        of_timing(Timing::Missing, "未报送", "张表应报未报", Tone::Alert),
        of_timing(Timing::Late, "迟报", "张表超过时限", Tone::Alert),
        card("退回", "张表退回修改", returned, (SUBMISSIONS, "状态", SubmissionStatus::Returned.label()), Tone::Alert),
        of_severity(Severity::Error, "错误", "处必须修改", Tone::Alert),
        of_severity(Severity::Warning, "警告", "处需要核对", Tone::Calm),
        of_severity(Severity::Note, "提示", "处供参考", Tone::Calm),
    ]
}
