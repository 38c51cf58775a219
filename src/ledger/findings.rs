//! Wording of the D findings: facts in, one plain sentence out.

use std::sync::Arc;

use super::LedgerCell;
use crate::finding::{Finding, Severity, catalog};
use crate::forms::Form;
use crate::identity::{Choice, Lists, place_of};
use crate::origin::{Place, Source};
use crate::records::{Cell, Record};

/// How near two rows with one key lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Repeat {
    /// The same sheet.
    Table,
    /// Another sheet of the same file.
    File,
    /// Another file of the same unit, nothing says which is newer.
    Unit,
    /// Another file of the same unit that says it is newer.
    Newer,
    /// Another unit.
    Units,
}

fn by(finding: Finding, unit: Option<&Arc<str>>) -> Finding {
    match unit {
        Some(unit) => finding.unit(unit),
        None => finding,
    }
}

fn text(cell: &Cell) -> &str {
    cell.raw.as_deref().unwrap_or_default()
}

/// A row that stands twice on one sheet; `names` are the fields in which the two differ.
pub(super) fn row_repeated(
    form: &Form,
    lost: &Record,
    field: usize,
    head: &Record,
    names: &[&str],
    unit: Option<&Arc<str>>,
) -> Finding {
    let line = head.origin.row + 1;
    let (message, suggestion) = if names.is_empty() {
        (format!("与第{line}行是同一条记录，重复填报，只计一次。"), "请删去重复的一行。".to_owned())
    } else {
        let fields = names.join("、");
        (
            format!("与第{line}行是同一条记录，但{fields}不一致，暂以第{line}行为准，只计一次。"),
            format!("请核对{fields}，只保留正确的一行；确是两个项目的，请用不同的名称。"),
        )
    };
    let finding = Finding::new(&catalog::ROW_REPEATED, place_of(lost, field), message, suggestion);
    by(finding.field(&form.fields[field].name).value(lost.cells.get(field).map_or("", text)), unit)
}

/// A row that a newer file of the same unit states otherwise, while the older file as a whole still counts.
pub(super) fn row_updated(
    form: &Form,
    lost: &Record,
    field: usize,
    head: &Record,
    names: &[&str],
    unit: Option<&Arc<str>>,
) -> Finding {
    let place = Place::row(&head.origin.source, head.origin.row);
    let message = format!("本单位后报的文件（{place}）改了这条记录的{}，以后报的为准。", names.join("、"));
    let finding = Finding::new(&catalog::SUPERSEDED, place_of(lost, field), message, "如后报的不对，请重新报送。");
    by(finding.field(&form.fields[field].name).value(lost.cells.get(field).map_or("", text)), unit)
}

/// Rows (0-based) of one table that another table has as well, with the same values.
pub(super) fn table_repeats(
    lost: &Source,
    kept: &Source,
    how: Repeat,
    unit: Option<&Arc<str>>,
    other: Option<&str>,
    rows: &[u32],
) -> Finding {
    let shown: Vec<String> = rows.iter().take(5).map(|row| (row + 1).to_string()).collect();
    let more = if rows.len() > 5 { "等" } else { "" };
    let lines = format!("第{}行{more}共 {} 条记录", shown.join("、"), rows.len());
    let place = Place::sheet(lost);
    let there = Place::sheet(kept);
    let finding = if how == Repeat::Units {
        let who = other.map_or_else(|| there.to_string(), |unit| format!("“{unit}”（{there}）"));
        Finding::new(&catalog::MERGED_EQUAL, place, format!("{lines}与{who}所报一致，已合并，只计一次。"), "")
    } else {
        let message = format!("{lines}与本单位另一张表（{there}）相同，已合并，只计一次。");
        Finding::new(&catalog::ROW_REPEATED, place, message, "同一记录只需报一次。").severity(Severity::Note)
    };
    by(finding, unit)
}

/// Two cells that contradict each other.
pub(super) struct Conflict<'a> {
    pub(super) field: &'a Arc<str>,
    pub(super) lost: Place,
    pub(super) won: Place,
    /// Running text: a note.
    pub(super) light: bool,
}

impl Conflict<'_> {
    pub(super) fn finding(self, lost: &Cell, won: &Cell, unit: Option<&Arc<str>>, other: Option<&str>) -> Finding {
        let other = other
            .filter(|other| unit.is_none_or(|unit| **unit != **other))
            .map_or_else(|| "另一张表".to_owned(), |unit| format!("“{unit}”"));
        let message = format!("{}填“{}”，而{other}（{}）填“{}”，采用后者。", self.field, text(lost), self.won, text(won));
        let suggestion = "请两边核对后改成一致；需要另行认定的，由联席办在冲突裁定中写明采用值。";
        let severity = if self.light { Severity::Note } else { Severity::Warning };
        let finding = Finding::new(&catalog::VALUES_CONFLICT, self.lost, message, suggestion).severity(severity);
        by(finding.field(self.field).value(text(lost)), unit)
    }
}

/// `gone`: how many of the older file's `all` records the newer one has not; `told`: something but the path says which is newer.
pub(super) fn superseded(older: &Arc<str>, newer: &str, all: usize, gone: usize, told: bool) -> Finding {
    let how = if told { "" } else { "（两份文件看不出先后，按文件名顺序认定）" };
    let lost = if gone == 0 { String::new() } else { format!("其中 {gone} 条记录新版中没有，不再计入。") };
    let message = format!("已有更新的版本“{newer}”{how}，本文件整份不再计入。{lost}");
    let severity = if told && gone * 4 < all.max(1) { Severity::Note } else { Severity::Warning };
    let suggestion = "不需要处理；如应以本文件为准，请删去另一份，或在文件名中注明“最终”后重新报送。";
    Finding::new(&catalog::SUPERSEDED, Place::file(older), message, suggestion).severity(severity)
}

pub(super) fn file_identical(file: &Arc<str>, first: &str) -> Finding {
    let message = format!("与“{first}”内容完全相同，只计一次。");
    Finding::new(&catalog::FILE_IDENTICAL, Place::file(file), message, "")
}

pub(super) fn nearly_same(field: &Arc<str>, first: &LedgerCell, second: &LedgerCell, unit: Option<&Arc<str>>) -> Finding {
    let place = |cell: &LedgerCell| cell.origin.as_ref().map_or_else(Place::office, |(source, at)| Place::cell(source, *at));
    let (a, b) = (first.raw.as_deref().unwrap_or_default(), second.raw.as_deref().unwrap_or_default());
    let message = format!("{field}“{b}”与同一企业的“{a}”（{}）十分相近，按两条记录计入。", place(first));
    let suggestion = "请核对是否同一项目；是同一项目的，请统一名称。";
    by(Finding::new(&catalog::NEARLY_SAME, place(second), message, suggestion).field(field).value(b), unit)
}

pub(super) fn decision_applied(choice: &Choice, lists: &Lists) -> Finding {
    let of = choice.enterprise.map_or_else(String::new, |id| format!("“{}”的", lists.enterprises[id].name));
    let message = format!("对“{}”{of}{}的裁定已采用：{}。", choice.form, choice.field, choice.value);
    Finding::new(&catalog::DECISION_APPLIED, choice.place.clone(), message, "").value(&choice.value)
}

pub(super) fn decision_unused(choice: &Choice) -> Finding {
    let why = if choice.stated.is_empty() {
        "没有相应的记录"
    } else {
        "没有相应的记录，或所报的已不是裁定时的值"
    };
    let message = format!("对“{}”{}的裁定这一周没有用上：{why}。", choice.form, choice.field);
    Finding::new(&catalog::DECISION_UNUSED, choice.place.clone(), message, "不再需要的裁定可以删去。").value(&choice.value)
}
