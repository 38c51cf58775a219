//! 填表说明: each field in words with an example, and the checks that will be made.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::columns::explanation;
use super::prefill::is_weekly;
use super::wording::{Wording, fill};
use super::{Order, Purpose};
use crate::forms::{Check, Field, FieldType, Form, Requirement};
use crate::workbook::{Block, Cell, Column, Kind, Row, Sheet, SheetUse, Table, Width};

pub(super) fn sheet<'a>(order: &Order<'_>) -> Sheet<'a> {
    let wording = Wording::built_in();
    let mut blocks = vec![Block::Table(fields(order.form))];
    if !order.form.checks.is_empty() {
        blocks.push(Block::Table(checks(order.form)));
    }
    Sheet {
        name: Arc::from(wording.guide_sheet.as_str()),
        purpose: SheetUse::Report,
        title: format!("{}{}", order.form.name, wording.guide_sheet),
        notes: notes(order),
        blocks,
    }
}

fn notes(order: &Order<'_>) -> Vec<String> {
    let guide = &Wording::built_in().guide;
    let mut notes = Vec::new();
    if let Purpose::Sent { unit: Some(unit), week: Some(week), .. } = &order.purpose {
        notes.push(fill(&guide.addressed, &[("unit", unit), ("week", &week.label())]));
    }
    if !order.rows.is_empty() {
        let weekly: Vec<&str> = order.form.fields.iter().filter(|field| is_weekly(field)).map(|field| &*field.name).collect();
        let sentence = if weekly.is_empty() { &guide.prefilled_plain } else { &guide.prefilled };
        notes.push(fill(sentence, &[("rows", &order.rows.len().to_string()), ("weekly", &weekly.join("、"))]));
    }
    notes.push(guide.rules.clone());
    if matches!(order.purpose, Purpose::Sent { .. }) {
        notes.push(guide.locked.clone());
        notes.push(guide.zero.clone());
    }
    notes
}

fn fields<'a>(form: &Form) -> Table<'a> {
    let columns = vec![
        Column::new("序号", Kind::Serial),
        Column { width: Width::Fit { least: 18.0, most: 24.0 }, ..Column::new("字段", Kind::Text) },
        Column { width: Width::Fit { least: 10.0, most: 20.0 }, ..Column::new("必填", Kind::Word) },
        Column::new("填写内容", Kind::Word).width(12.0),
        Column { width: Width::Fit { least: 30.0, most: 60.0 }, ..Column::new("说明", Kind::Text) },
        Column { width: Width::Fit { least: 14.0, most: 26.0 }, ..Column::new("示例", Kind::Text) },
    ];
    let rows = form.fields.iter().enumerate().map(|(index, field)| {
        Row::item(vec![
            Cell::count(index + 1),
            Cell::text(&super::columns::heading(field)),
            Cell::text(&required(&field.required)),
            Cell::text(Wording::built_in().of(&field.ty).map_or("", |words| words.kind.as_str())),
            Cell::text(&explanation(field)),
            Cell::text(&example(field)),
        ])
    });
    Table::new("填写内容", columns, rows.collect())
}

fn required(requirement: &Requirement) -> String {
    match requirement {
        Requirement::Required => "必填".to_owned(),
        Requirement::Optional => "选填".to_owned(),
        Requirement::When(condition) => format!("{}时必填", condition.to_string().replace('"', "")),
    }
}

/// The field's own example, else one of its type.
fn example(field: &Field) -> String {
    if let Some(own) = &field.example {
        return own.clone();
    }
    match &field.ty {
        FieldType::Choice(vocabulary) => vocabulary.names().next().unwrap_or_default().to_owned(),
        FieldType::Choices(vocabulary) => vocabulary.names().take(2).collect::<Vec<_>>().join("、"),
        ty => Wording::built_in().of(ty).map(|words| words.example.clone()).unwrap_or_default(),
    }
}

/// Each check once, in words.
fn checks<'a>(form: &Form) -> Table<'a> {
    let columns = vec![
        Column::new("序号", Kind::Serial),
        Column { width: Width::Fit { least: 18.0, most: 24.0 }, ..Column::new("会检查什么", Kind::Text) },
        Column::new("级别", Kind::Word).width(10.0),
        Column::new("代码", Kind::Word).width(12.0),
        Column { width: Width::Fit { least: 30.0, most: 60.0 }, ..Column::new("为什么", Kind::Text) },
        Column { width: Width::Fit { least: 14.0, most: 26.0 }, ..Column::new("在哪一栏", Kind::Text) },
    ];
    let mut told = BTreeSet::new();
    let mut rows = Vec::new();
    for check in form.checks.iter().filter(|check| told.insert((check.code.clone(), check.title.clone()))) {
        rows.push(Row::item(vec![
            Cell::count(rows.len() + 1),
            Cell::text(&check.title),
            Cell::text(check.severity.label()),
            Cell::text(check.code.as_str()),
            Cell::text(&check.why),
            Cell::text(&places(form, check)),
        ]));
    }
    Table { caption: Some("报送后会检查".into()), ..Table::new("检查", columns, rows) }
}

/// The fields that checks of this title name.
fn places(form: &Form, check: &Check) -> String {
    let same = form.checks.iter().filter(|other| other.code == check.code && other.title == check.title);
    let names: BTreeSet<usize> = same.filter_map(|other| form.index(&other.field)).collect();
    names.into_iter().map(|index| &*form.fields[index].name).collect::<Vec<_>>().join("、")
}
