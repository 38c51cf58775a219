//! Wording of the H findings: facts in, one plain sentence out.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::timeline::{state, unit_of};
use crate::finding::catalog::Entry as Code;
use crate::finding::{Finding, Severity, catalog};
use crate::forms::Form;
use crate::ledger::Entry;
use crate::origin::{Place, Source};
use crate::settings::Week;
use crate::value::{Date, Value};

/// A field of a row of this week, and the week that it is compared with.
pub(super) struct Spot<'a> {
    pub(super) form: &'a Form,
    pub(super) entry: &'a Entry,
    pub(super) field: usize,
    pub(super) week: Week,
}

impl Spot<'_> {
    /// The cell that was followed; the row where there is none.
    fn place(&self) -> Place {
        let cell = self.entry.cells.get(self.field).and_then(|cell| cell.origin.as_ref());
        match (cell, self.entry.origins.first()) {
            (Some((source, at)), _) => Place::cell(source, *at),
            (None, Some(origin)) => Place::row(&origin.source, origin.row),
            (None, None) => Place::office(),
        }
    }

    fn name(&self) -> &Arc<str> {
        &self.form.fields[self.field].name
    }

    pub(super) fn text(&self) -> String {
        shown(self.entry, self.field)
    }

    fn finding(&self, code: &Code, message: String, suggestion: &str) -> Finding {
        let mut finding = Finding::new(code, self.place(), message, suggestion).field(self.name());
        if let Some(raw) = self.entry.cells.get(self.field).and_then(|cell| cell.raw.as_deref()) {
            finding = finding.value(raw);
        }
        finding.unit = unit_of(self.entry, self.field).cloned();
        finding
    }
}

/// A cell's value as people read it.
pub(super) fn shown(entry: &Entry, field: usize) -> String {
    match state(entry, field).value() {
        Some(Value::Text(text)) => text.to_string(),
        Some(Value::Number(number)) => number.normalize().to_string(),
        Some(Value::Date(date)) => date.to_string(),
        Some(Value::Bool(yes)) => if *yes { "是" } else { "否" }.to_owned(),
        Some(Value::List(words)) => words.join("、"),
        None => String::new(),
    }
}

fn week(week: Week) -> String {
    format!("第{}周", week.number())
}

fn plain(number: Decimal) -> String {
    number.normalize().to_string()
}

/// The unit after a number: 万元, 次.
fn unit<'a>(spot: &Spot<'a>) -> &'a str {
    spot.form.fields[spot.field].unit.as_deref().unwrap_or_default()
}

pub(super) fn lower(spot: &Spot<'_>, was: Decimal, is: Decimal) -> Finding {
    let (unit, was, is) = (unit(spot), plain(was), plain(is));
    let message = format!("{}是{is}{unit}，比{}报的{was}{unit}少，累计数只增不减。", spot.name(), week(spot.week));
    spot.finding(&catalog::TOTAL_LOWER, message, "请核对是不是报成了当期数或单位写错；确需核减的，请在备注里说明原因。")
}

pub(super) fn backward(spot: &Spot<'_>, was: &str, is: &str) -> Finding {
    let message = format!("{}是“{is}”，{}报的是“{was}”，倒退了。", spot.name(), week(spot.week));
    spot.finding(&catalog::STAGE_BACKWARD, message, "请核对现在的阶段；上次报早了的，请在备注里说明。")
}

pub(super) fn stalled(spot: &Spot<'_>, weeks: i32) -> Finding {
    let message = format!("投资、阶段和形象进度从{}起连续{weeks}周没有变化。", week(spot.week));
    spot.finding(&catalog::STALLED, message, "请核对有没有漏报进展；确实停滞的，请填写存在问题，已停工的改为停工。")
}

pub(super) fn slipped(spot: &Spot<'_>, was: Date, is: Date) -> Finding {
    let message = format!("{}由{}报的{was}推后到{is}。", spot.name(), week(spot.week));
    spot.finding(&catalog::PLAN_LATER, message, "确已调整计划的，请在备注里说明原因；填错的请改正。")
}

pub(super) fn changed_much(spot: &Spot<'_>, was: Decimal, is: Decimal, percent: Decimal) -> Finding {
    let (unit, was, is) = (unit(spot), plain(was), plain(is));
    let way = if percent.is_sign_negative() { "减少" } else { "增加" };
    let percent = percent.abs().round_dp(0).normalize();
    let far = percent > Decimal::from(900) || percent >= Decimal::from(90) && way == "减少";
    let by = if far { "相差十倍以上，多半有一次单位写错".to_owned() } else { format!("{way}{percent}%") };
    let message = format!("{}由{}报的{was}{unit}变为{is}{unit}，{by}。", spot.name(), week(spot.week));
    spot.finding(&catalog::SIZE_CHANGED, message, "请核对单位和数字；确已调整的，请在备注里说明依据。")
}

pub(super) fn does_not_add_up(spot: &Spot<'_>, was: Decimal, is: Decimal, by: &str, done: Decimal) -> Finding {
    let (unit, grown) = (unit(spot), plain(is - was));
    let (was, is, done) = (plain(was), plain(is), plain(done));
    let message =
        format!("{}由{}的{was}{unit}到{is}{unit}，增加{grown}{unit}，与{by}{done}{unit}不符。", spot.name(), week(spot.week));
    spot.finding(&catalog::WEEK_NOT_ADDED, message, "请核对这两格：本期累计应等于上期累计加上本周数。")
}

pub(super) fn renamed(spot: &Spot<'_>, before: &Entry) -> Finding {
    let was = shown(before, spot.field);
    let message = format!("“{}”本周是新报的，{}报的“{was}”没有了，可能是同一个项目改了名。", spot.text(), week(spot.week));
    spot.finding(&catalog::RENAMED, message, "同一个项目的，请恢复原名或告知联席办；不是的，请说明原项目的去向。")
}

/// The same row under another enterprise.
pub(super) fn of_another(spot: &Spot<'_>, before: &Entry, title: usize) -> Finding {
    let (was, is, title) = (shown(before, spot.field), spot.text(), shown(before, title));
    let message = format!("“{title}”{}报在“{was}”名下，本周报在“{is}”名下，原来那一行没有了。", week(spot.week));
    spot.finding(&catalog::RENAMED, message, "企业填错的请改正；确已转给另一企业的，请在备注里说明。")
}

/// At this week's sheet of the unit, if it is known which.
pub(super) fn vanished(form: &Form, before: &Entry, title: usize, since: Week, sheet: Option<&Arc<Source>>) -> Finding {
    let name = form.key().into_iter().filter(|index| *index != title).map(|index| shown(before, index));
    let name = name.filter(|name| !name.is_empty()).collect::<Vec<_>>().join("、");
    let title_text = shown(before, title);
    let message = format!("{}报过的“{name}”的“{title_text}”本周没有了，也没有注明取消或调出。", week(since));
    let place = sheet.map_or_else(Place::office, |source| Place::sheet(source));
    let suggestion = "漏报的请补报；不再实施的，请保留这一行并把项目阶段改为取消，备注里写明原因。";
    let mut finding =
        Finding::new(&catalog::VANISHED, place, message, suggestion).field(&form.fields[title].name).value(&title_text);
    finding.unit = before.units.first().filter(|unit| !unit.is_empty()).cloned();
    finding
}

/// A copy that claims new work contradicts itself; one that claims none may be true.
pub(super) fn copied(source: &Arc<Source>, unit: Option<&Arc<str>>, rows: usize, since: Week, contradicts: bool) -> Finding {
    let message = if contradicts {
        format!("这张表{rows}行的投资、阶段和形象进度与{}报的完全相同，本周数也没有变，是上周表的雷同数据。", week(since))
    } else {
        format!("这张表{rows}行的投资、阶段和形象进度与{}报的完全相同。", week(since))
    };
    let suggestion = "请按本周的实际进展更新后重新报送；确实没有进展的，请告知联席办。";
    let severity = if contradicts { Severity::Warning } else { Severity::Note };
    let mut finding = Finding::new(&catalog::COPIED, Place::sheet(source), message, suggestion).severity(severity);
    finding.unit = unit.cloned();
    finding
}
