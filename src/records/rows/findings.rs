//! What reading a table finds, in words: which heading or cell, what is wrong, how to mend it.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::layout::Layout;
use super::{Given, Reading};
use crate::finding::catalog::{
    COLUMN_ASSUMED, COLUMN_MISSING, COLUMN_REPEATED, COLUMN_UNKNOWN, MAGNITUDE_ODD, MERGED_ODDLY, REQUIRED_BLANK, TOTAL_DIFFERS,
    UNIT_UNCLEAR,
};
use crate::finding::{Finding, Severity};
use crate::forms::{Check, Field, fill};
use crate::origin::{CellRef, Place, Rect, Source, column_name};
use crate::records::headings::Assumption;
use crate::records::{Cell, Record, Records};
use crate::table::RowKind;
use crate::value::{State, Value};

/// What was assumed, unknown or repeated among the headings.
pub(super) fn of_headings(reading: &Reading<'_>) -> Vec<Finding> {
    let matched = reading.matched;
    let mut findings: Vec<Finding> = matched.assumed.iter().map(|assumption| assumed(reading, assumption)).collect();
    findings.extend(matched.repeated.iter().map(|repeated| self::repeated(reading, *repeated)));
    findings.extend(unknown(reading.source, &matched.unknown));
    findings
}

/// The cell of a heading: the lowest header row.
fn heading_place(reading: &Reading<'_>, col: u32) -> Place {
    match reading.table.header_rows.last() {
        Some(&row) => Place::cell(reading.source, CellRef::new(row, col)),
        None => Place::sheet(reading.source),
    }
}

fn assumed(reading: &Reading<'_>, assumption: &Assumption) -> Finding {
    let form = reading.form;
    let field = &form.fields[assumption.field].name;
    let why = match (assumption.words.is_empty(), assumption.by_numbers) {
        (true, _) => "列里的内容只能是它".to_owned(),
        (false, false) => format!("表头里有“{}”", assumption.words.join("”“")),
        (false, true) => format!("表头里有“{}”，各列数额的大小关系也相符", assumption.words.join("”“")),
    };
    let rival = assumption.rival.map(|rival| format!("，也可能是“{}”", form.fields[rival].name)).unwrap_or_default();
    let message = format!("表头“{}”（{}列）按含义当作“{field}”：{why}{rival}。", assumption.heading, column_name(assumption.col));
    let suggestion = format!("如果不错，不用改；如果认错了，请把表头改成规定的名称，如“{field}”。");
    Finding::new(&COLUMN_ASSUMED, heading_place(reading, assumption.col), message, suggestion)
        .field(field)
        .value(&assumption.heading)
}

fn repeated(reading: &Reading<'_>, (used, left_out, field): (u32, u32, usize)) -> Finding {
    let field = &reading.form.fields[field].name;
    let (used, other) = (column_name(used), (column_name(left_out)));
    let message = format!("{used}列和{other}列的表头都是“{field}”，只读了{used}列。");
    Finding::new(
        &COLUMN_REPEATED,
        heading_place(reading, left_out),
        message,
        format!("请只留一列“{field}”，或把{other}列的表头改成它实际的内容。"),
    )
    .field(field)
}

fn unknown(source: &Source, unknown: &[(u32, String)]) -> Option<Finding> {
    let columns: Vec<String> = unknown.iter().map(|(col, heading)| format!("“{heading}”（{}列）", column_name(*col))).collect();
    let message = format!("这些列不在表样里，没有读入：{}。", columns.join("、"));
    let place = Place::sheet(source);
    (!columns.is_empty())
        .then(|| Finding::new(&COLUMN_UNKNOWN, place, message, "如果其中有应报的内容，请把表头改成表样里的名称。"))
}

/// One note for all money columns of which nothing says the unit.
pub(super) fn of_units(reading: &Reading<'_>, layout: &Layout) -> Option<Finding> {
    let unsaid: Vec<&str> =
        layout.fields.iter().filter(|placed| placed.unit_unsaid).map(|placed| &*reading.form.fields[placed.field].name).collect();
    let message = format!("{}没有写明金额单位，按万元读。", unsaid.join("、"));
    let place = Place::sheet(reading.source);
    (!unsaid.is_empty()).then(|| Finding::new(&UNIT_UNCLEAR, place, message, "请在表头或表上方写明单位，如“（万元）”。"))
}

/// A required field that no column holds.
pub(super) fn column_missing(source: &Source, field: &Field, rows: usize, unknown: &[(u32, String)]) -> Finding {
    let message = format!("表里没有找到必填的“{}”列，{rows}行因此暂缓入账。", field.name);
    let hint = match unknown.first() {
        Some((col, heading)) => {
            format!("请补上“{}”一列；如果{}列“{heading}”就是，请把表头改成“{}”。", field.name, column_name(*col), field.name)
        }
        None => format!("请补上“{}”一列。", field.name),
    };
    Finding::new(&COLUMN_MISSING, Place::sheet(source), message, hint).field(&field.name)
}

/// A required cell that is blank, or in which the sender says that there is nothing.
pub(super) fn blank(place: &Place, field: &Field, written: Option<&str>) -> Finding {
    let at = place.cell.map(|cell| format!("{cell}：")).unwrap_or_default();
    let (message, severity) = match written {
        Some(written) if !field.key => (format!("{at}{}是必填项，填的是“{written}”。", field.name), Severity::Warning),
        _ => (format!("{at}{}是必填项，没有填，这一行暂缓入账。", field.name), Severity::Error),
    };
    Finding::new(&REQUIRED_BLANK, place.clone(), message, format!("请补填{}。{}", field.name, field.help))
        .field(&field.name)
        .severity(severity)
}

/// A check of the form that a row breaks.
pub(super) fn broken(records: &Records, record: &Record, check: &Check, field: usize, given: &Given<'_>) -> Finding {
    let form = &records.form;
    let text_of = |name: &str| match form.index(name) {
        Some(index) => shown(&record.cells[index]),
        None => given(name).map_or_else(String::new, |state| shown_state(&state)),
    };
    let cell = &record.cells[field];
    let at = cell.at.or_else(|| records.columns[field].as_ref().map(|column| CellRef::new(record.origin.row, column.col)));
    let place =
        at.map_or_else(|| Place::row(&record.origin.source, record.origin.row), |at| Place::cell(&record.origin.source, at));
    let prefix = at.map(|at| format!("{at}：")).unwrap_or_default();
    Finding {
        place,
        code: check.code.clone(),
        severity: check.severity,
        unit: None,
        field: Some(check.field.clone()),
        value: cell.raw.clone(),
        message: format!("{prefix}{}", fill(&check.message, &text_of)),
        suggestion: check.suggestion.clone(),
    }
}

fn shown(cell: &Cell) -> String {
    match &cell.state {
        State::Value(_) => shown_state(&cell.state),
        _ => cell.raw.as_deref().unwrap_or("（空）").to_owned(),
    }
}

fn shown_state(state: &State) -> String {
    match state {
        State::Value(Value::Text(text)) => text.to_string(),
        State::Value(Value::Number(number)) => number.normalize().to_string(),
        State::Value(Value::Date(date)) => date.to_string(),
        State::Value(Value::Bool(yes)) => if *yes { "是" } else { "否" }.to_owned(),
        State::Value(Value::List(list)) => list.iter().map(|text| &**text).collect::<Vec<_>>().join("、"),
        _ => String::new(),
    }
}

/// A total that is not the sum.
pub(super) fn total_differs(
    place: &Place,
    field: &Arc<str>,
    kind: RowKind,
    (stated, sum): (Decimal, Decimal),
    count: usize,
) -> Finding {
    let at = place.cell.map(|cell| format!("{cell}：")).unwrap_or_default();
    let name = if kind == RowKind::Subtotal { "小计" } else { "合计" };
    let (stated, sum) = (stated.normalize(), sum.normalize());
    let message = format!(
        "{at}{field}的{name}写的是{stated}万元，{count}行明细相加是{sum}万元，相差{}万元。",
        (stated - sum).abs().normalize()
    );
    Finding::new(&TOTAL_DIFFERS, place.clone(), message, format!("请核对明细是否有缺漏或填错，再改正{name}；汇总时只用明细。"))
        .field(field)
        .value(&stated.to_string())
}

/// An amount merged over several rows.
pub(super) fn amount_merged(place: &Place, field: &Arc<str>, rect: Rect) -> Finding {
    let message = format!("{field}在第{}行到第{}行合并成一格，只计在第一行。", rect.first.row + 1, rect.last.row + 1);
    Finding::new(&MERGED_ODDLY, place.clone(), message, "请取消合并，把金额分填到每个项目。")
        .field(field)
        .severity(Severity::Warning)
}

/// A field taken from category rows.
pub(super) fn from_categories(source: &Source, field: &Field, example: &str) -> Finding {
    let message = format!("表里没有“{}”列，按分类行（如“{example}”）填给其下各行。", field.name);
    Finding::new(&COLUMN_ASSUMED, Place::sheet(source), message, format!("请增加“{}”一列，逐行填写。", field.name))
        .field(&field.name)
}

/// An amount far outside its column.
pub(super) fn magnitude(place: &Place, field: &Field, cell: &Cell, median: Decimal) -> Finding {
    let at = place.cell.map(|cell| format!("{cell}：")).unwrap_or_default();
    let message = format!(
        "{at}{}{}万元，是本列中位数{}万元的几千倍以上，可能把元当成了万元。",
        field.name,
        shown(cell),
        median.normalize()
    );
    Finding::new(&MAGNITUDE_ODD, place.clone(), message, "请核对金额单位；确实无误的不用改。")
        .field(&field.name)
        .value(cell.raw.as_deref().unwrap_or_default())
}

/// A column that must be in 元.
pub(super) fn whole_column_large(records: &Records, field: usize, median: Decimal) -> Finding {
    let declared = &records.form.fields[field];
    let column = records.columns[field].as_ref().map(|column| format!("（{}列）", column_name(column.col))).unwrap_or_default();
    let message = format!("{}{column}各行的中位数是{}万元，可能整列是按元填的。", declared.name, median.normalize());
    Finding::new(&MAGNITUDE_ODD, Place::sheet(&records.source), message, "请核对金额单位，或在表头写明实际单位。")
        .field(&declared.name)
}
