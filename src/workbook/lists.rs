//! Blank lists and forms for an office that starts: a title, headings with their units, drop-down lists, and a sheet that says how to
//! fill them in. Nothing but headings stands in the rows that are read.

use std::sync::Arc;

use anyhow::Result;

use super::cell::{Cell, Kind};
use super::entry::{Accepts, Entry};
use super::sheet::{Block, Book, Column, Row, Rows, Sheet, SheetUse, Table, Width};
use super::write::write;
use crate::forms::{Field, FieldType, Form, Requirement, Vocabulary};
use crate::value::Day;

/// Empty rows prepared for typing.
const BLANK_ROWS: usize = 200;

/// A blank workbook of a form or reference list. `date` stands for the creation time.
pub fn blank_form(form: &Form, date: Day) -> Result<Vec<u8>> {
    write(&blank_book(form, date))
}

/// The same before it is written.
#[must_use]
pub fn blank_book(form: &Form, date: Day) -> Book<'_> {
    Book { title: form.name.to_string(), date, home: None, sheets: vec![entry_sheet(form), help_sheet(form)] }
}

fn entry_sheet(form: &Form) -> Sheet<'_> {
    let columns: Vec<Column> = std::iter::once(Column::new("序号", Kind::Serial)).chain(form.fields.iter().map(column)).collect();
    let blank = columns.len();
    let rows = Rows::Streamed { count: BLANK_ROWS, row: Box::new(move |_| vec![Cell::default(); blank]) };
    let table = Table { rows, frozen_columns: 2.min(blank), lead: 1, ..Table::new(&form.name, columns, Vec::new()) };
    Sheet {
        name: form.name.clone(),
        purpose: SheetUse::List,
        title: form.name.to_string(),
        notes: Vec::new(),
        blocks: vec![Block::Table(table)],
    }
}

/// A field as a column: the heading carries the unit, the prompt says what is expected.
fn column(field: &Field) -> Column {
    let kind = match &field.ty {
        FieldType::Money => Kind::Money,
        FieldType::Number => Kind::Score,
        FieldType::Integer => Kind::Count,
        FieldType::Percent => Kind::Rate,
        FieldType::Date => Kind::Date,
        FieldType::Code | FieldType::Phone => Kind::Code,
        FieldType::YesNo | FieldType::Choice(_) | FieldType::Year | FieldType::Month | FieldType::Person => Kind::Word,
        _ => Kind::Text,
    };
    let heading = match (&field.unit, kind) {
        (Some(unit), _) if !field.name.contains(unit.as_str()) => format!("{}（{unit}）", field.name),
        (None, Kind::Money) => format!("{}（万元）", field.name),
        _ => field.name.to_string(),
    };
    let prompt = field.help.clone();
    let entry = match &field.ty {
        FieldType::Choice(vocabulary) => Entry::one_of(names(vocabulary)).prompt(prompt),
        FieldType::YesNo => Entry::one_of([Arc::from("是"), Arc::from("否")]).prompt(prompt),
        FieldType::Choices(vocabulary) => {
            Entry::new(Accepts::Anything).prompt(format!("可填多项，用顿号隔开：{}", names(vocabulary).join("、")))
        }
        _ => Entry::new(Accepts::Anything).prompt(prompt),
    };
    let width = match field.ty {
        FieldType::Name => Width::Exactly(28.0),
        FieldType::Code => Width::Exactly(22.0),
        FieldType::Phone => Width::Exactly(14.0),
        FieldType::Text | FieldType::Texts => Width::Exactly(20.0),
        _ => Width::Fit { least: 12.0, most: 18.0 },
    };
    // headings of fields that may stay blank are one step quieter
    let derived = matches!(field.required, Requirement::Optional) && !field.key;
    Column { width, derived, entry, ..Column::new(&heading, kind) }
}

fn names(vocabulary: &Vocabulary) -> Vec<Arc<str>> {
    vocabulary.options.iter().map(|option| option.name.clone()).collect()
}

fn help_sheet(form: &Form) -> Sheet<'_> {
    let columns = vec![
        Column::new("序号", Kind::Serial),
        Column { width: Width::Fit { least: 18.0, most: 26.0 }, ..Column::new("字段", Kind::Text) },
        Column::new("必填", Kind::Word).width(12.0),
        Column::new("填写内容", Kind::Word).width(16.0),
        Column { width: Width::Fit { least: 30.0, most: 70.0 }, ..Column::new("说明", Kind::Text) },
    ];
    let row = |(index, field): (usize, &Field)| {
        let required = match field.required {
            Requirement::Required => "必填",
            Requirement::When(_) => "视情况",
            Requirement::Optional => "选填",
        };
        Row::item(vec![
            Cell::count(index + 1),
            Cell::from(&field.name),
            Cell::text(required),
            Cell::text(kind_of_entry(&field.ty)),
            Cell::text(&explanation(field)),
        ])
    };
    let rows = form.fields.iter().enumerate().map(row).collect();
    Sheet {
        name: Arc::from("填表说明"),
        purpose: SheetUse::Report,
        title: format!("{}填表说明", form.name),
        notes: vec!["一行一条，从表头下第一行填起；不要改动表头，不要合并单元格，不要在数据中间留空行。深色表头为必填。".into()],
        blocks: vec![Block::Table(Table::new("填表说明", columns, rows))],
    }
}

const fn kind_of_entry(ty: &FieldType) -> &'static str {
    match ty {
        FieldType::Text => "文字",
        FieldType::Name => "企业全称",
        FieldType::Code => "18位代码",
        FieldType::Money => "金额",
        FieldType::Number => "数值",
        FieldType::Integer => "整数",
        FieldType::Percent => "百分数",
        FieldType::Date => "日期",
        FieldType::Month => "年月",
        FieldType::Year => "年份",
        FieldType::Choice(_) | FieldType::YesNo => "单选",
        FieldType::Choices(_) => "多选",
        FieldType::Person => "姓名",
        FieldType::Phone => "电话",
        FieldType::Unit => "单位名称",
        FieldType::Texts => "文字，可多项",
    }
}

fn explanation(field: &Field) -> String {
    let format = match &field.ty {
        FieldType::Choice(vocabulary) => format!("选项：{}。", names(vocabulary).join("、")),
        FieldType::Choices(vocabulary) => format!("选项：{}；可填多项，用顿号隔开。", names(vocabulary).join("、")),
        FieldType::YesNo => "选项：是、否。".to_owned(),
        FieldType::Date => "写成 2022-05-16。".to_owned(),
        FieldType::Month => "写成 2022-05。".to_owned(),
        FieldType::Texts => "多项用顿号隔开。".to_owned(),
        _ => String::new(),
    };
    format!("{}{format}", field.help)
}
