//! 报送情况: what every unit sent, when, and what became of its rows.

use std::sync::Arc;

use super::sheet_names::SUBMISSIONS;
use super::{SubmissionRow, SummaryInput};
use crate::workbook::cell::{Cell, Kind};
use crate::workbook::sheet::{Block, Column, Row, Sheet, SheetUse, Table, Width};

/// Row counts, in the order of the law `read = kept + merged + held + set apart`.
const COUNTS: [&str; 5] = ["读到", "采用", "合并", "暂缓", "剔除"];
/// Declared columns in front of the counts.
const WORDS: usize = 8;

pub(super) fn sheet<'a>(input: &SummaryInput<'a>, live: bool) -> Sheet<'a> {
    let wrapped =
        |heading: &str, most: f64| Column { width: Width::Fit { least: 12.0, most }, ..Column::new(heading, Kind::Text) };
    let mut columns = vec![
        Column::new("序号", Kind::Serial),
        wrapped("单位", 22.0),
        wrapped("报表", 20.0),
        wrapped("文件", 32.0),
        wrapped("工作表", 18.0),
        Column::new("收到时间", Kind::Word).width(17.0),
        Column::new("时间依据", Kind::Word).width(10.0),
        Column::new("时效", Kind::Light).width(10.0),
        Column::new("状态", Kind::Word).width(16.0),
    ];
    let group: Arc<str> = Arc::from("行数");
    columns.extend(COUNTS.map(|heading| Column::new(heading, Kind::Count).width(9.0).group(Some(&group))));
    let mut rows: Vec<Row> = input.submissions.iter().enumerate().map(|(index, row)| item(index + 1, row)).collect();
    let mut notes = vec![input.period()];
    if rows.is_empty() {
        notes.push("本期没有报送记录。".into());
    } else {
        notes.push(
            "读到（数据行）＝采用＋合并＋暂缓＋剔除。合并：与他表同一条；暂缓：改好后计入；剔除：已有新版本的旧表。合计、分类、样例等行不是数据，不在其中。".into(),
        );
        notes.push("收到时间依次看邮件时间、收件登记、文件时间（设置允许时）；都没有的写“时间未知”，视为按时。".into());
        rows.push(total(input.submissions, live));
    }
    let table = Table { lead: 1, filter: true, ..Table::new(SUBMISSIONS, columns, rows) };
    Sheet {
        name: Arc::from(SUBMISSIONS),
        purpose: SheetUse::Report,
        title: "各单位报送情况".into(),
        notes,
        blocks: vec![Block::Table(table)],
    }
}

const fn counts(row: &SubmissionRow) -> [u32; 5] {
    let rows = &row.rows;
    [rows.read, rows.kept, rows.merged, rows.held, rows.set_apart]
}

fn item(number: usize, row: &SubmissionRow) -> Row {
    let optional = |text: &Option<Arc<str>>| text.as_ref().map_or_else(|| Cell::text("—"), Cell::from);
    let mut cells = vec![
        Cell::count(number),
        Cell::from(&row.unit),
        Cell::from(&row.form),
        optional(&row.file),
        optional(&row.sheet),
        row.receipt.map_or_else(|| Cell::text("—"), |receipt| Cell::text(&receipt.at.to_string())),
        row.receipt.map_or_else(|| Cell::text("—"), |receipt| Cell::text(receipt.evidence.label())),
        Cell::text(row.timing.label()),
        Cell::text(row.status.label()),
    ];
    cells.extend(counts(row).map(|count| Cell::count(count as usize)));
    Row::item(cells)
}

fn total(rows: &[SubmissionRow], live: bool) -> Row {
    let mut cells = vec![Cell::default(), Cell::text("合计")];
    cells.resize(WORDS + 1, Cell::default());
    for index in 0..COUNTS.len() {
        let sum = rows.iter().map(|row| counts(row)[index] as usize).sum();
        cells.push(Cell::count(sum).formula(super::sum_here(WORDS + index)).live(live));
    }
    Row::total(cells)
}
