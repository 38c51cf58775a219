use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::finding::Finding;
use crate::identity::testing::{form_with_authority, lists, records};
use crate::identity::{Lists, Sender, resolve};
use crate::value::Value;

fn decided_by(conflicts: &[&crate::records::Records], lists: &Lists) -> crate::identity::Decisions {
    let decided = crate::identity::decisions::DecisionLists { conflicts, ..Default::default() };
    crate::identity::Decisions::from_lists(decided, &lists.enterprises).0
}

const FIELDS: [&str; 5] = ["企业名称:name!*", "项目名称:text!*", "总投资:money*", "项目负责人:person", "备注:text"];

fn form() -> Arc<Form> {
    form_with_authority("任务清单", &FIELDS, &["服务部门", "乡镇", "园区", "部门"])
}

type Sheet<'a> = (&'a str, &'a [&'a [&'a str]]);

struct Run {
    ledger: Ledger,
    outcomes: Vec<TableOutcome>,
    findings: Vec<Finding>,
}

fn run_with(lists: &Lists, sheets: &[Sheet<'_>], digests: &BTreeMap<Arc<str>, Digest>) -> Run {
    let form = form();
    let tables = sheets.iter().map(|(file, rows)| {
        let file = format!("收件/2022-W20/{file}.xlsx");
        let (sender, _) = lists.units.sender_of(&file.as_str().into(), None, &[], None);
        (records(&form, &file, rows), sender)
    });
    let (resolved, _) = resolve(tables.collect::<Vec<(_, Sender)>>(), lists);
    let declared = Declared { lists, forms: std::slice::from_ref(&form), digests };
    let (ledger, outcomes, findings) = merge(resolved, &declared);
    Run { ledger, outcomes, findings }
}

fn run(sheets: &[Sheet<'_>]) -> Run {
    run_with(&lists(), sheets, &BTreeMap::new())
}

impl Run {
    /// `企业id 项目 总投资 origins` of every entry.
    fn shown(&self) -> Vec<String> {
        let text = |cell: &LedgerCell| match cell.state.value() {
            Some(Value::Text(text)) => text.to_string(),
            Some(Value::Number(number)) => number.to_string(),
            _ => "·".into(),
        };
        let entries = &self.ledger.tables["任务清单"].entries;
        let id = |entry: &Entry| entry.enterprise.map_or(-1, |id| i64::from(id.0));
        entries
            .iter()
            .map(|entry| format!("{} {} {} {}", id(entry), text(&entry.cells[1]), text(&entry.cells[2]), entry.origins.len()))
            .collect()
    }
    fn codes(&self) -> Vec<String> {
        let cell = |finding: &Finding| finding.place.cell.map(|cell| format!(" {cell}")).unwrap_or_default();
        self.findings.iter().map(|finding| format!("{} {}{}", finding.code, finding.severity.json(), cell(finding))).collect()
    }
    fn counts(&self) -> Vec<[u32; 4]> {
        self.outcomes
            .iter()
            .map(|outcome| [outcome.rows.read, outcome.rows.kept, outcome.rows.merged, outcome.rows.held])
            .collect()
    }
}

const A: &[&str] = &["利欣制药", "输液车间改造", "100", "张三"];
const A_OTHER: &[&str] = &["利欣制药", "输液车间改造", "120", "张三"];
const B: &[&str] = &["英奇陶瓷", "窑炉改造（一期）", "200", "李四"];
const B2: &[&str] = &["英奇陶瓷", "窑炉改造（二期）", "200", "李四"];
const C: &[&str] = &["宏达机械", "数控机床更新", "300", "王五"];
const UNKNOWN: &[&str] = &["天成纺织", "织机更新", "50", "赵六"];

#[test]
fn good_sheets_merge_in_silence_sorted_by_the_list() {
    let run = run(&[("北沟乡/清单", &[B2, B]), ("城关镇/清单", &[A])]);
    assert_eq!(run.codes(), [""; 0]);
    assert_eq!(run.shown(), ["0 输液车间改造 100 1", "1 窑炉改造（一期） 200 1", "1 窑炉改造（二期） 200 1"]);
    assert_eq!(run.counts(), [[2, 2, 0, 0], [1, 1, 0, 0]]);
}

#[test]
fn a_repeat_on_one_sheet_is_one_entry_and_a_warning() {
    let run = run(&[("城关镇/清单", &[A, C, A, UNKNOWN, A_OTHER])]);
    assert_eq!(run.shown(), ["0 输液车间改造 100 3", "2 数控机床更新 300 1"]);
    assert_eq!(run.codes(), ["D01 warning B7", "D01 warning B9"]);
    assert!(run.findings[1].message.contains("总投资不一致"), "{}", run.findings[1].message);
    assert_eq!(run.counts(), [[5, 2, 2, 1]]);
}

#[test]
fn two_units_merge_when_equal_and_conflict_by_authority() {
    let equal = run(&[("城关镇/清单", &[A]), ("科工局/清单", &[A])]);
    assert_eq!((equal.codes(), equal.shown()), (vec!["D02 note".into()], vec!["0 输液车间改造 100 2".to_owned()]));
    let run = run(&[("城关镇/清单", &[A]), ("科工局/清单", &[A_OTHER])]);
    assert_eq!(run.shown(), ["0 输液车间改造 120 2"], "科工局 serves the enterprise");
    assert_eq!(run.codes(), ["D03 warning C5"]);
    let finding = &run.findings[0];
    assert_eq!(
        (finding.unit.as_deref(), finding.value.as_deref(), finding.field.as_deref()),
        (Some("城关镇"), Some("100"), Some("总投资"))
    );
    assert!(
        finding.message.contains("科学技术和工业信息化局") && finding.message.contains("C5") && finding.message.contains("120")
    );
    assert_eq!(run.counts(), [[1, 0, 1, 0], [1, 1, 0, 0]]);
}

#[test]
fn blanks_are_filled_with_their_own_origin() {
    let blank: &[&str] = &["利欣制药", "输液车间改造", "100", ""];
    let run = run(&[("科工局/清单", &[blank]), ("城关镇/清单", &[A])]);
    assert_eq!(run.codes(), ["D02 note"]);
    let entry = &run.ledger.tables["任务清单"].entries[0];
    let file = |cell: &LedgerCell| cell.origin.as_ref().map(|(source, _)| source.file.to_string()).unwrap_or_default();
    assert!(file(&entry.cells[2]).contains("科工局") && file(&entry.cells[3]).contains("城关镇"));
    assert_eq!(entry.units.iter().map(|unit| &**unit).collect::<Vec<_>>(), ["科学技术和工业信息化局", "城关镇"]);
}

#[test]
fn the_later_version_of_a_file_counts_as_a_whole() {
    let run = run(&[("城关镇/清单（修订）", &[A_OTHER, C]), ("城关镇/清单", &[A, C, UNKNOWN])]);
    assert_eq!(run.shown(), ["0 输液车间改造 120 1", "2 数控机床更新 300 1"]);
    assert_eq!(run.counts(), [[2, 2, 0, 0], [3, 0, 0, 0]]);
    assert_eq!(run.outcomes[1].rows.set_apart, 3);
    assert_eq!(run.outcomes[1].status, Status::Superseded { by: "收件/2022-W20/城关镇/清单（修订）.xlsx".into() });
    assert_eq!(run.codes(), ["D04 warning"], "one record is gone");
}

#[test]
fn parts_of_one_unit_stand_side_by_side() {
    let rows: [&[&str]; 4] = [A, B, C, B2];
    let run_disjoint = run(&[("科工局/清单1", &rows[..2]), ("科工局/清单2", &rows[2..])]);
    assert_eq!((run_disjoint.codes(), run_disjoint.shown().len()), (vec![], 4));
    let whole = run(&[("科工局/清单5.18", &[A, B, C, B2]), ("科工局/补充5.20", &[A_OTHER])]);
    assert_eq!(whole.shown()[0], "0 输液车间改造 120 2", "the newer row wins, the older file stays");
    assert_eq!(whole.codes(), ["D04 note B5"]);
}

#[test]
fn identical_files_count_once() {
    let digests =
        ["城关镇/清单", "城关镇/清单 - 副本"].map(|file| (Arc::from(format!("收件/2022-W20/{file}.xlsx")), "7".to_owned()));
    let run = run_with(&lists(), &[("城关镇/清单", &[A]), ("城关镇/清单 - 副本", &[A])], &digests.into());
    assert_eq!((run.codes(), run.shown()), (vec!["D05 note".into()], vec!["0 输液车间改造 100 1".to_owned()]));
}

#[test]
fn without_a_word_of_age_a_copy_is_a_note_and_another_value_a_warning() {
    let copy = run(&[("城关镇/a", &[A, C]), ("城关镇/b", &[C, A])]);
    assert_eq!((copy.codes(), copy.shown().len()), (vec!["D04 note".into()], 2));
    let other = run(&[("城关镇/a", &[A, C]), ("城关镇/b", &[C, A_OTHER])]);
    assert_eq!((other.codes(), other.shown()[0].as_str()), (vec!["D04 warning".into()], "0 输液车间改造 120 1"));
}

#[test]
fn nearly_the_same_name_is_a_hint() {
    let near: &[&str] = &["利欣制药", "输液车间改造项目", "100"];
    let run = run(&[("城关镇/清单", &[A, near])]);
    assert_eq!((run.codes(), run.shown().len()), (vec!["D06 note B6".into()], 2));
}

#[test]
fn the_decision_of_the_office_wins() {
    use crate::identity::testing::form;
    let choices = form("冲突裁定", &["表样:text", "企业名称:name", "项目名称:text", "字段:text", "采用值:text"]);
    let decided = records(
        &choices,
        "名录/裁定/a.xlsx",
        &[&["任务清单", "利欣制药", "输液车间改造", "总投资", "100"], &["任务清单", "英奇陶瓷", "", "总投资", "7"]],
    );
    let mut lists = lists();
    lists.decisions = decided_by(&[&decided], &lists);
    let run = run_with(&lists, &[("城关镇/清单", &[A]), ("科工局/清单", &[A_OTHER])], &BTreeMap::new());
    assert_eq!(run.shown(), ["0 输液车间改造 100 2"]);
    assert_eq!(run.codes(), ["N15 note E5", "N11 note E6", "D02 note"], "the decision about 英奇陶瓷 found nothing");
}

/// Random submissions: files of three units with rows out of a small world, so that keys meet.
fn submissions() -> impl Strategy<Value = Vec<(String, Vec<Vec<String>>)>> {
    let file = (0usize..3, 0usize..4).prop_map(|(unit, name)| {
        format!("{}/{}", ["城关镇", "北沟乡", "科工局"][unit], ["清单", "清单修订", "补充", "清单5.18"][name])
    });
    let row = (0usize..4, 0usize..3, 0u32..3, any::<bool>()).prop_map(|(enterprise, project, money, person)| {
        let name = ["利欣制药", "英奇陶瓷", "宏达机械", "天成纺织"][enterprise];
        vec![
            name.into(),
            format!("改造{project}期"),
            if money == 0 { String::new() } else { money.to_string() },
            if person { "张三".into() } else { String::new() },
        ]
    });
    proptest::collection::btree_map(file, proptest::collection::vec(row, 0..6), 0..5)
        .prop_map(|files| files.into_iter().collect())
}

fn run_owned(files: &[(String, Vec<Vec<String>>)], digests: &BTreeMap<Arc<str>, Digest>) -> Run {
    let rows: Vec<Vec<Vec<&str>>> =
        files.iter().map(|(_, rows)| rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect()).collect();
    let rows: Vec<Vec<&[&str]>> = rows.iter().map(|rows| rows.iter().map(Vec::as_slice).collect()).collect();
    let sheets: Vec<Sheet<'_>> = files.iter().zip(&rows).map(|((file, _), rows)| (file.as_str(), rows.as_slice())).collect();
    run_with(&lists(), &sheets, digests)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_or_counted_twice(files in submissions()) {
        let run = run_owned(&files, &BTreeMap::new());
        for (outcome, (_, rows)) in run.outcomes.iter().zip(&files) {
            prop_assert!(outcome.rows.holds());
            prop_assert_eq!(outcome.rows.read as usize, rows.len());
        }
        let entries = &run.ledger.tables["任务清单"].entries;
        prop_assert_eq!(run.outcomes.iter().map(|outcome| outcome.rows.kept as usize).sum::<usize>(), entries.len());
        let mut origins: Vec<&Origin> = entries.iter().flat_map(|entry| &entry.origins).collect();
        let all = origins.len();
        origins.sort();
        origins.dedup();
        prop_assert_eq!(origins.len(), all, "a row stands in one entry only");
    }

    #[test]
    fn the_order_of_files_does_not_matter(files in submissions(), turn in 0usize..5) {
        let mut turned = files.clone();
        if !turned.is_empty() {
            let by = turn % turned.len();
            turned.rotate_left(by);
        }
        let (a, b) = (run_owned(&files, &BTreeMap::new()), run_owned(&turned, &BTreeMap::new()));
        prop_assert_eq!(&a.ledger.tables["任务清单"].entries, &b.ledger.tables["任务清单"].entries);
        prop_assert_eq!(a.findings, b.findings);
    }

    #[test]
    fn sending_the_same_bytes_again_changes_nothing(files in submissions()) {
        let digests = |files: &[(String, Vec<Vec<String>>)], again: Option<&str>| -> BTreeMap<Arc<str>, Digest> {
            let digest = |(i, (file, _)): (usize, &(String, _))| (Arc::from(format!("收件/2022-W20/{file}.xlsx")), if again == Some(file) { "0".to_owned() } else { i.to_string() });
            files.iter().enumerate().map(digest).collect()
        };
        let once = run_owned(&files, &digests(&files, None));
        if let Some((file, rows)) = files.first() {
            let mut twice = files.clone();
            let copy = format!("{file}zz");
            twice.push((copy.clone(), rows.clone()));
            let run = run_owned(&twice, &digests(&twice, Some(&copy)));
            prop_assert_eq!(&once.ledger.tables["任务清单"].entries, &run.ledger.tables["任务清单"].entries);
        }
    }
}
