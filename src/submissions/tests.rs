use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::finding::{Severity, catalog};
use crate::forms::Forms;
use crate::identity::Words;
use crate::identity::testing::{form, records};
use crate::origin::Place;
use crate::settings::Settings;

const FIELDS: [&str; 7] =
    ["单位名称:text!*", "单位类别:text", "别名:texts", "应报表:texts", "报送周期:text", "起始日期:date", "终止日期:date"];

/// Four units: two towns, one that also owes a monthly form, one that has left.
fn lists() -> Lists {
    let units = records(
        &form("单位名单", &FIELDS),
        "名录/单位名单.xlsx",
        &[
            &["甲镇", "乡镇", "", "任务清单", "周"],
            &["乙镇", "乡镇", "", "任务清单、包联走访台账", "周"],
            &["丙局", "部门", "", "要素保障台账、专精特新培育库", "月"],
            &["丁局", "部门", "", "任务清单", "周", "", "2022-03"],
        ],
    );
    Lists::load(vec![units], &[], Day::new(2022, 5, 22).expect("a day"), Words::built_in()).0
}

fn source(file: &str) -> Arc<Source> {
    Arc::new(Source { file: Arc::from(format!("收件/2022-W20/{file}")), sheet: Some(Arc::from("表1")) })
}

fn table(unit: &str, form: &str, file: &str, read: u32) -> Sent {
    let rows = Conservation { read, kept: read, ..Conservation::default() };
    let version = Version { age: 0, superseded: false };
    let content = Content::Table { form: Arc::from(form), rows, version, signed: true };
    Sent { source: source(file), unit: Some(Arc::from(unit)), content }
}

fn at(text: &str) -> Moment {
    moment(text, 2022).expect("a moment")
}

/// What a test varies; the rest is the office above in week 20.
struct Case {
    sent: Vec<Sent>,
    receipts: Receipts,
    register: Vec<Records>,
    findings: Vec<Finding>,
    week: &'static str,
    now: Option<Moment>,
    past: Vec<(Week, Ledger)>,
}

impl Case {
    fn of(sent: Vec<Sent>) -> Self {
        let (receipts, register, findings, past) = (Receipts::new(), Vec::new(), Vec::new(), Vec::new());
        Self { sent, receipts, register, findings, week: "2022-W20", now: None, past }
    }

    fn run(&self) -> (Discipline, Ledger, Vec<Finding>) {
        static GIVEN: LazyLock<(Lists, Settings, Vec<Arc<Form>>)> =
            LazyLock::new(|| (lists(), Settings::defaults("某县", 2022), Forms::built_in().iter().cloned().collect()));
        let (lists, settings, forms) = &*GIVEN;
        let week: Week = self.week.parse().expect("a week");
        let past: Vec<(Week, &Ledger)> = self.past.iter().map(|(week, ledger)| (*week, ledger)).collect();
        discipline(&Input {
            week,
            cutoff: week.sunday(),
            calendar: settings.calendar,
            now: self.now.unwrap_or_else(|| settings.calendar.deadline(week)),
            sent: &self.sent,
            receipts: &self.receipts,
            register: &self.register,
            lists,
            forms,
            findings: &self.findings,
            past: &past,
        })
    }

    /// `unit form due sighting timing first pass`.
    fn lines(&self) -> Vec<String> {
        let line = |s: &Standing| {
            let passed = s.first_pass.map_or("—", |passed| if passed { "通过" } else { "未通过" });
            let due = if s.due { "应报" } else { "另报" };
            format!("{} {} {due} {} {} {passed}", s.unit, s.form, s.sighting.label(), s.timing.label())
        };
        self.run().0.standings.iter().map(line).collect()
    }

    fn codes(&self) -> Vec<String> {
        self.run().2.iter().map(|f| format!("{} {}", f.code, f.unit.as_deref().unwrap_or_default())).collect()
    }
}

#[test]
fn every_unit_and_form_that_is_due_stands_once() {
    let case = Case::of(vec![table("乙镇", "任务清单", "乙镇/a.xlsx", 3), table("丙局", "要素保障台账", "丙局.xlsx", 2)]);
    assert_eq!(
        case.lines(),
        [
            "甲镇 任务清单 应报 未报送 未报 —",
            "乙镇 任务清单 应报 已接收 时间未知 通过",
            "乙镇 包联走访台账 应报 未报送 未报 —",
            "丙局 要素保障台账 应报 已接收 时间未知 通过",
        ],
        "a monthly form that comes early is due when it comes"
    );
    assert_eq!(case.codes(), ["R01 乙镇", "R01 甲镇"]);
}

#[test]
fn what_is_monthly_is_due_in_the_last_week_unless_it_came_before() {
    let early = Case::of(vec![table("丙局", "要素保障台账", "丙局.xlsx", 2)]);
    let (_, ledger, _) = early.run();
    let last = Case { week: "2022-W21", past: vec![("2022-W20".parse().expect("a week"), ledger)], ..Case::of(Vec::new()) };
    let monthly: Vec<String> = last.lines().into_iter().filter(|line| line.starts_with("丙局")).collect();
    assert_eq!(monthly, ["丙局 专精特新培育库 应报 未报送 未报 —"]);
    let alone = Case { past: Vec::new(), ..last };
    assert_eq!(alone.lines().into_iter().filter(|line| line.starts_with("丙局")).count(), 2);
}

#[test]
fn an_empty_sheet_is_a_zero_report_only_when_somebody_signed_it() {
    let mut unsigned = table("乙镇", "任务清单", "乙镇/a.xlsx", 0);
    if let Content::Table { signed, .. } = &mut unsigned.content {
        *signed = false;
    }
    let case = Case::of(vec![table("甲镇", "任务清单", "甲镇/a.xlsx", 0), unsigned]);
    assert_eq!(case.lines()[..2], ["甲镇 任务清单 应报 零报告 时间未知 通过", "乙镇 任务清单 应报 空表未署名 时间未知 未通过"]);
    assert_eq!(case.codes(), ["R01 乙镇", "R04 乙镇"]);
}

#[test]
fn a_file_that_cannot_be_read_may_be_any_form_and_a_held_table_goes_back() {
    let mut held = table("甲镇", "任务清单", "甲镇/a.xlsx", 4);
    if let Content::Table { rows, .. } = &mut held.content {
        *rows = Conservation { read: 4, held: 4, ..Conservation::default() };
    }
    let broken = Sent { source: source("乙镇/坏.xlsx"), unit: Some(Arc::from("乙镇")), content: Content::Unreadable };
    let case = Case::of(vec![held, broken, table("乙镇", "任务清单", "乙镇/b.xlsx", 1)]);
    assert_eq!(
        case.lines()[..3],
        [
            "甲镇 任务清单 应报 退回 时间未知 未通过",
            "乙镇 任务清单 应报 已接收 时间未知 通过",
            "乙镇 包联走访台账 应报 读不出 时间未知 未通过",
        ]
    );
    assert_eq!(case.codes(), ["R03 甲镇"]);
}

#[test]
fn the_first_version_decides_whether_it_passed_and_the_newest_what_it_is() {
    let mut old = table("甲镇", "任务清单", "甲镇/旧.xlsx", 4);
    let mut new = table("甲镇", "任务清单", "甲镇/新.xlsx", 4);
    if let (Content::Table { version: first, .. }, Content::Table { version: second, .. }) = (&mut old.content, &mut new.content)
    {
        *first = Version { age: 0, superseded: true };
        *second = Version { age: 1, superseded: false };
    }
    let fault = |sent: &Sent| {
        let place = Place::sheet(&sent.source);
        Finding::new(&catalog::AMOUNT_UNREADABLE, place, "读不出", "").severity(Severity::Error)
    };
    let at_first = Case { findings: vec![fault(&old)], ..Case::of(vec![old.clone(), new.clone()]) };
    assert_eq!(at_first.lines()[0], "甲镇 任务清单 应报 已接收 时间未知 未通过");
    let later = Case { findings: vec![fault(&new)], ..Case::of(vec![old, new]) };
    assert_eq!(later.lines()[0], "甲镇 任务清单 应报 已接收有问题 时间未知 通过");
}

#[test]
fn mail_tells_before_the_register_and_the_register_before_the_file() {
    let fields = ["周次:text", "报送单位:text!", "报表:text!", "文件:text!", "收到时间:text!*"];
    let register = records(
        &form(REGISTER, &fields),
        "名录/收件登记.xlsx",
        &[
            &["", "甲镇", "", "", "2022-05-16 09:00"],
            &["2022-W19", "乙镇", "任务清单", "", "2022-05-20 09:00"],
            &["", "", "", "乙镇/a.xlsx", "2022-05-23 09:10"],
            &["", "丙局", "", "", "2022-05-15 09:00"],
            &["", "丙局", "", "", "周五"],
        ],
    );
    let file = |name: &str| source(name).file.clone();
    let by_file = Receipt { at: at("2022-05-24 08:00"), evidence: Evidence::FileTime };
    let by_mail = Receipt { at: at("2022-05-22 18:01"), evidence: Evidence::Mail };
    let sent = vec![
        table("甲镇", "任务清单", "甲镇/a.xlsx", 1),
        table("乙镇", "任务清单", "乙镇/a.xlsx", 1),
        table("乙镇", "包联走访台账", "乙镇/b.xlsx", 1),
        table("丙局", "要素保障台账", "丙局.xlsx", 1),
    ];
    let receipts =
        Receipts::from([(file("甲镇/a.xlsx"), by_mail), (file("乙镇/a.xlsx"), by_file), (file("乙镇/b.xlsx"), by_file)]);
    let case = Case { receipts, register: vec![register], ..Case::of(sent) };
    let (discipline, _, findings) = case.run();
    let told: Vec<String> = discipline
        .arrivals
        .iter()
        .map(|a| a.receipt.map_or_else(|| "—".into(), |r| format!("{} {} {}", r.at, r.evidence.label(), a.timing.label())))
        .collect();
    assert_eq!(
        told,
        ["2022-05-22 18:01 邮件时间 迟报", "2022-05-23 09:10 收件登记 迟报", "2022-05-24 08:00 文件时间 迟报", "—"],
        "a line of last week's mailbox says nothing of this week"
    );
    let late: Vec<&str> = findings.iter().filter(|f| f.code.as_str() == "R02").map(|f| f.message.as_str()).collect();
    assert_eq!(late[0], "乙镇的《任务清单》2022-05-23 09:10收到（收件登记），超过报送期限2022-05-22 18:00，晚了15小时。");
    assert!(findings.iter().any(|f| f.code.as_str() == "R05" && f.message.contains("周五")));
}

#[test]
fn before_the_deadline_nothing_is_missing() {
    let case = Case { now: Some(at("2022-05-20 10:00")), ..Case::of(Vec::new()) };
    assert_eq!(case.lines()[0], "甲镇 任务清单 应报 未报送 未到期限 —");
    assert!(case.codes().is_empty());
}

#[test]
fn weeks_add_up_in_the_history() {
    let first = Case { week: "2022-W19", ..Case::of(vec![table("甲镇", "任务清单", "a.xlsx", 1)]) };
    let (_, ledger, _) = first.run();
    let second = Case { past: vec![("2022-W19".parse().expect("a week"), ledger)], ..Case::of(Vec::new()) };
    let (_, tables, _) = second.run();
    let table = &tables.tables[HISTORY];
    let line = |entry: &crate::ledger::Entry| {
        let texts = entry.cells.iter().filter_map(|cell| match cell.state.value()? {
            crate::value::Value::Text(text) => Some(text.to_string()),
            crate::value::Value::Number(number) => Some(number.to_string()),
            _ => None,
        });
        texts.take(6).collect::<Vec<_>>().join(" ")
    };
    let lines: Vec<String> = table.entries.iter().map(line).collect();
    assert_eq!(
        lines,
        ["2022-W19 甲镇 乡镇 1 1 1", "2022-W19 乙镇 乡镇 2 0 0", "2022-W20 甲镇 乡镇 1 0 0", "2022-W20 乙镇 乡镇 2 0 0"]
    );
}

fn any_sent() -> impl Strategy<Value = Vec<Sent>> {
    let unit = prop::sample::select(vec!["甲镇", "乙镇", "丙局", "丁局", "外单位"]);
    let form = prop::sample::select(vec!["任务清单", "包联走访台账", "要素保障台账", "企业问题台账"]);
    let one = (unit, form, 0_u32..4, 0_u32..4, 0_usize..6, any::<bool>()).prop_map(|(unit, form, kept, held, kind, signed)| {
        let mut sent = table(unit, form, &format!("{unit}/{form}{kind}.xlsx"), 0);
        sent.content = match kind {
            0 => Content::Unreadable,
            1 => Content::Other,
            age => Content::Table {
                form: Arc::from(form),
                rows: Conservation { read: kept + held, kept, held, ..Conservation::default() },
                version: Version { age, superseded: age == 2 },
                signed,
            },
        };
        sent
    });
    prop::collection::vec(one, 0..12)
}

proptest! {
    /// Rates can never pass 100 %: a unit and form counts once, what is on time or late was sent, what was sent or missing was due.
    #[test]
    fn a_form_of_a_unit_counts_once_and_adds_up(sent in any_sent()) {
        let (discipline, tables, _) = Case::of(sent.clone()).run();
        let mut keys: Vec<(&str, &str)> = discipline.standings.iter().map(|s| (&*s.unit, &*s.form)).collect();
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        prop_assert_eq!(keys.len(), all);
        prop_assert_eq!(tables.tables[RECORD].entries.len(), all);
        let due = discipline.standings.iter().filter(|s| s.due).count();
        let missing = discipline.standings.iter().filter(|s| s.due && s.sighting == Sighting::NotSent).count();
        let came = discipline.standings.iter().filter(|s| s.due && s.timing != Timing::Missing).count();
        prop_assert_eq!(came + missing, due);
        let passed = discipline.standings.iter().filter(|s| s.first_pass == Some(true) && s.sighting.is_sent_back()).count();
        prop_assert_eq!(passed, 0);
        let mut turned = sent;
        turned.reverse();
        let names = |d: &Discipline| d.standings.iter().map(|s| format!("{} {} {:?} {:?}", s.unit, s.form, s.sighting, s.rows)).collect::<Vec<_>>();
        prop_assert_eq!(names(&Case::of(turned).run().0), names(&discipline), "the order of files does not matter");
    }
}
