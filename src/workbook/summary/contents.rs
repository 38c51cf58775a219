//! 目录: every sheet of the summary by section, each a link, with what it holds or that it holds nothing this week.

use std::sync::Arc;

use super::SummaryInput;
use super::order::{Made, Part};
use super::sheet_names::CONTENTS;
use crate::workbook::cell::{Cell, Kind, Target};
use crate::workbook::sheet::{Block, Column, Row, Sheet, SheetUse, Table, Width};

/// Said of a sheet without a row.
const NO_DATA: &str = "本期没有数据";

pub(super) fn sheet<'a>(input: &SummaryInput<'_>, parts: &[Part<'_>]) -> Sheet<'a> {
    let mut rows = Vec::new();
    for part in parts {
        for (index, made) in part.sheets.iter().enumerate() {
            rows.push(row(rows.len() + 1, part, made, index == 0));
        }
    }
    let columns = vec![
        Column::new("序号", Kind::Serial),
        Column::new("部分", Kind::Word).width(12.0),
        Column::new("工作表", Kind::Word).width(18.0),
        Column { width: Width::Fit { least: 44.0, most: 80.0 }, ..Column::new("内容", Kind::Text) },
        Column::new("说明", Kind::Word).width(16.0),
    ];
    Sheet {
        name: Arc::from(CONTENTS),
        purpose: SheetUse::Report,
        title: "目录".into(),
        notes: vec![format!("{}。点工作表名称打开；每张表左上角的“返回目录”回到这里。", input.period())],
        blocks: vec![Block::Table(Table { lead: 1, ..Table::new(CONTENTS, columns, rows) })],
    }
}

/// The section is named once, in the row of its first sheet.
fn row(number: usize, part: &Part<'_>, made: &Made<'_>, first: bool) -> Row {
    let section = part.section.filter(|_| first).map_or_else(Cell::default, |section| Cell::from(&section.name));
    let link = Cell::from(&made.sheet.name).link(Target::Sheet(made.sheet.name.clone()));
    let remark = if made.empty { Cell::text(NO_DATA) } else { Cell::default() };
    Row::item(vec![Cell::count(number), section, link, Cell::text(&made.holds), remark])
}
