use proptest::prelude::*;

use super::testing::{County, Result, Sheet};

// 企业名称, 项目名称, 总投资, 本周完成投资, 本年累计完成投资, 项目阶段, 形象进度, 计划竣工时间
const A: &[&str] = &["利欣制药", "输液车间改造", "1000", "20", "200", "在建", "正在安装", "2022-09"];
const B: &[&str] = &["英奇陶瓷", "窑炉改造（一期）", "500", "0", "100", "在建", "砌筑", "2022-10"];
const C: &[&str] = &["英奇陶瓷", "仓储改造", "300", "0", "0", "前期", "", "2022-12"];

/// A county whose week 18 had the three rows of 城关镇.
fn after(week_18: &[&[&str]]) -> County {
    let mut county = County::new();
    county.run("2022-W18", &[("城关镇/清单", week_18)]);
    county
}

fn next(week_18: &[&[&str]], week_19: &[&[&str]]) -> Result {
    after(week_18).run("2022-W19", &[("城关镇/清单", week_19)])
}

fn with<'a>(row: &[&'a str], field: usize, text: &'a str) -> Vec<&'a str> {
    let mut row = row.to_vec();
    row[field] = text;
    row
}

#[test]
fn the_first_week_is_silent_and_good_progress_as_well() {
    let mut county = County::new();
    let first = county.run("2022-W18", &[("城关镇/清单", &[A, B, C])]);
    assert_eq!((first.codes(), first.shown("项目变动", &["变动"])), (vec![], vec![]));
    let a = ["利欣制药", "输液车间改造", "1000", "30", "230", "竣工", "已完工", "2022-09-15"];
    let second = county.run("2022-W19", &[("城关镇/清单", &[&a, B, C])]);
    assert_eq!(second.codes(), [""; 0]);
    assert_eq!(
        second.shown("项目变动", &["项目名称", "变动", "原来", "现在", "比较周"]),
        ["输液车间改造 阶段推进 在建 竣工 2022-W18"]
    );
}

#[test]
fn a_lower_total_is_named_at_its_cell_with_both_numbers() {
    let result = next(&[A, B], &[&with(A, 4, "150"), B]);
    assert_eq!(result.codes(), ["H01 warning E5"]);
    let finding = &result.findings[0];
    assert!(finding.message.contains("150万元") && finding.message.contains("200万元") && finding.message.contains("第18周"));
    assert_eq!((finding.unit.as_deref(), finding.field.as_deref()), (Some("城关镇"), Some("本年累计完成投资")));
}

#[test]
fn a_mended_total_a_new_year_and_another_units_number_are_no_drop() {
    let wrong = with(A, 4, "2000");
    assert_eq!(next(&[&wrong, B], &[A, B]).codes(), [""; 0], "last week's value broke a rule of the form");
    let mut county = County::new();
    county.run("2021-W51", &[("城关镇/清单", &[A])]);
    assert_eq!(county.run("2022-W01", &[("城关镇/清单", &[&with(A, 4, "20")])]).codes(), [""; 0], "the year began");
    let lower = with(A, 4, "150");
    let mut county = County::new();
    county.run("2022-W18", &[("城关镇/清单", &[A])]);
    assert_eq!(county.run("2022-W19", &[("科工局/清单", &[&lower])]).codes(), [""; 0], "two units are a conflict");
}

#[test]
fn stages_go_forward_halt_and_leave() {
    let stage = |was: &str, is: &str| {
        let result = next(&[&with(B, 5, was), C], &[&with(B, 5, is), C]);
        (result.codes(), result.shown("项目变动", &["变动"]))
    };
    assert_eq!(stage("竣工", "在建"), (vec!["H02 warning F5".into()], vec!["阶段倒退".into()]));
    assert_eq!(stage("开工", "在建"), (vec![], vec!["阶段推进".into()]));
    assert_eq!(stage("在建", "停工"), (vec![], vec!["停工".into()]));
    assert_eq!(stage("停工", "开工"), (vec![], vec!["复工".into()]));
    assert_eq!(stage("在建", "取消"), (vec![], vec!["调出".into()]));
    assert_eq!(stage("取消", "前期"), (vec![], vec!["恢复".into()]));
}

#[test]
fn plans_that_move_and_sizes_that_change_are_noted() {
    assert_eq!(next(&[A, B], &[&with(A, 7, "2022-12"), B]).codes(), ["H09 note E5", "H04 note H5"]);
    assert_eq!(next(&[B, C], &[&with(B, 2, "5000"), C]).codes(), ["H08 note C5"]);
    assert_eq!(next(&[B, C], &[&with(B, 2, "550"), C]).codes(), [""; 0]);
}

#[test]
fn a_total_grows_by_what_was_done_in_the_week() {
    let grown = |done: &'static str, total: &'static str| {
        let row = with(&with(A, 3, done), 4, total);
        next(&[A, B], &[&row, B]).codes()
    };
    assert_eq!(grown("30", "230"), [""; 0]);
    assert_eq!(grown("30", "250"), ["H09 note E5"]);
    let mut county = after(&[A, B]);
    let row = with(&with(A, 3, "30"), 4, "250");
    assert_eq!(county.run("2022-W20", &[("城关镇/清单", &[&row, B])]).codes(), [""; 0], "a week lies between");
}

#[test]
fn a_copied_sheet_is_one_finding_at_the_sheet() {
    let result = next(&[A, B, C], &[A, B, C]);
    assert_eq!(result.codes(), ["H05 warning"]);
    assert_eq!(result.findings[0].place.file.as_deref(), Some("收件/2022-W19/城关镇/清单.xlsx"));
    let idle = with(A, 3, "0");
    assert_eq!(next(&[&idle, B, C], &[&idle, B, C]).codes(), ["H05 note"], "nothing is said to have been done");
    assert_eq!(next(&[A, B, C], &[A, B, &with(C, 6, "立项")]).codes(), ["H09 note E5"]);
    assert_eq!(next(&[&idle, B], &[&idle, B]).codes(), [""; 0], "short sheets repeat themselves by chance");
    assert_eq!(next(&[&idle, B, C, &with(C, 1, "食堂")], &[&idle, B, C]).codes(), ["H06 warning"], "one row has gone");
}

#[test]
fn a_row_that_ought_to_move_stands_still_after_four_weeks() {
    let mut county = after(&[B, C]);
    for week in ["2022-W19", "2022-W20", "2022-W21"] {
        assert_eq!(county.run(week, &[("城关镇/清单", &[B, C])]).codes(), [""; 0]);
    }
    let result = county.run("2022-W22", &[("城关镇/清单", &[B, C])]);
    assert_eq!(result.codes(), ["H03 warning G5"]);
    assert!(result.findings[0].message.contains("第18周起连续4周"));
    let moved = with(B, 6, "砌筑完成");
    assert_eq!(county.run("2022-W23", &[("城关镇/清单", &[&moved, C])]).codes(), [""; 0]);
}

#[test]
fn what_vanished_is_named_once_to_the_unit_that_sent_it() {
    let mut county = after(&[A, B, C]);
    let result = county.run("2022-W19", &[("城关镇/清单", &[&with(A, 3, "0"), B])]);
    assert_eq!(result.codes(), ["H06 warning"]);
    let finding = &result.findings[0];
    assert!(finding.message.contains("仓储改造") && finding.message.contains("英奇陶瓷"), "{}", finding.message);
    assert_eq!(finding.unit.as_deref(), Some("城关镇"));
    assert_eq!(county.run("2022-W20", &[("城关镇/清单", &[&with(A, 6, "调试"), B])]).codes(), ["H09 note E5"], "named once");
    let back = county.run("2022-W21", &[("城关镇/清单", &[&with(A, 6, "验收"), B, C])]);
    assert!(back.shown("项目变动", &["项目名称", "变动"]).contains(&"仓储改造 恢复".to_owned()));
}

#[test]
fn a_silent_unit_a_held_row_and_a_cancelled_one_have_not_vanished() {
    let mut county = County::new();
    county.run("2022-W18", &[("城关镇/清单", &[A]), ("北沟乡/清单", &[B, C])]);
    let result = county.run("2022-W19", &[("城关镇/清单", &[&with(&with(A, 3, "0"), 6, "调试")])]);
    assert_eq!(result.codes(), [""; 0]);
    assert_eq!(result.shown("项目变动", &["变动"]), ["未报", "未报"]);
    assert_eq!(result.compared.unreported.len(), 1);
    let held = next(&[B, C], &[B, &with(C, 0, "英奇陶磁厂")]);
    assert_eq!(held.codes(), [""; 0], "the row came with a name that is not known");
    assert_eq!(next(&[B, &with(C, 5, "取消")], &[B]).codes(), [""; 0]);
}

#[test]
fn a_new_name_that_is_nearly_the_old_one_is_asked_about() {
    let result = next(&[B, C], &[B, &with(C, 1, "仓储改造项目")]);
    assert_eq!(result.codes(), ["H07 note B6"]);
    assert!(result.findings[0].message.contains("仓储改造项目") && result.findings[0].message.contains("“仓储改造”"));
    assert_eq!(next(&[B, C], &[&with(B, 1, "窑炉改造（二期）"), C]).codes(), ["H06 warning"], "another phase is another project");
}

#[test]
fn a_project_that_changes_its_enterprise_is_asked_about() {
    let moved = with(C, 0, "宏达机械");
    let result = next(&[B, C], &[B, &moved]);
    assert_eq!(result.codes(), ["H07 note A6"]);
    assert!(result.findings[0].message.contains("英奇陶瓷") && result.findings[0].message.contains("宏达机械"));
}

#[test]
fn a_unit_that_was_silent_is_compared_with_its_last_list() {
    let mut county = County::new();
    county.run("2022-W18", &[("城关镇/清单", &[A]), ("北沟乡/清单", &[B, C])]);
    county.run("2022-W19", &[("城关镇/清单", &[&with(A, 6, "调试")])]);
    let result = county.run("2022-W20", &[("城关镇/清单", &[&with(A, 6, "验收")]), ("北沟乡/清单", &[&with(B, 4, "90")])]);
    let codes: Vec<String> = result.codes().into_iter().filter(|code| !code.starts_with("H09")).collect();
    assert_eq!(codes, ["H06 warning", "H01 warning E5"]);
    assert!(result.findings.iter().all(|finding| finding.code.as_str() == "H09" || finding.message.contains("第18周")));
    assert!(!result.shown("项目变动", &["变动"]).contains(&"新增".to_owned()));
}

#[test]
fn the_book_tells_a_real_return_from_a_gap_in_the_reports() {
    let mut county = County::new();
    let fields = ["企业名称", "状态", "列入原因", "连续周数"];
    // 福满食品厂 and 中原水泥 do not count.
    let first = county.run("2022-W18", &[("城关镇/清单", &[A]), ("北沟乡/清单", &[B])]);
    assert_eq!(first.book(), [1, 0, 0, 0, 1], "the first opening is the list itself");
    let second = county.run("2022-W19", &[("城关镇/清单", &[A])]);
    assert_eq!(second.book(), [1, 0, 0, 1, 2]);
    assert_eq!(
        second.shown("清零台账", &fields),
        ["青石县利欣制药有限公司 有项目 · ·", "青石县英奇陶瓷有限公司 新增 未报 1", "河南宏达机械股份有限公司 未清零 首批 2"]
    );
    let third =
        county.run("2022-W20", &[("城关镇/清单", &[&["宏达机械", "机床更新", "100", "", "", "前期"]]), ("北沟乡/清单", &[B])]);
    assert_eq!(third.book(), [2, 2, 0, 1, 1]);
    assert_eq!(
        third.shown("清零台账", &fields),
        ["青石县利欣制药有限公司 新增 返零 1", "青石县英奇陶瓷有限公司 补报 · ·", "河南宏达机械股份有限公司 清零 · ·"]
    );
    assert_eq!(third.shown("清零台账", &["基数"]), ["0", "0", "1"], "the base is the first list of the year");
}

/// Rows of a random week: which of the three projects were sent, by whom, with which total.
fn sheets() -> impl Strategy<Value = Vec<(usize, usize, u32)>> {
    prop::collection::vec((0..3_usize, 0..2_usize, 0..400_u32), 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// For every enterprise and in sum the book adds up, each opening is the closing before, and the order of files changes nothing.
    #[test]
    fn the_book_adds_up_whatever_comes(weeks in prop::collection::vec(sheets(), 2..5)) {
        let projects = [A, B, C];
        let (mut one, mut other) = (County::new(), County::new());
        let mut closing = None;
        for (number, rows) in weeks.iter().enumerate() {
            let totals: Vec<String> = rows.iter().map(|(_, _, total)| total.to_string()).collect();
            let rows: Vec<(usize, Vec<&str>)> =
                rows.iter().zip(&totals).map(|((project, unit, _), total)| (*unit, with(projects[*project], 4, total))).collect();
            let of = |unit: usize| rows.iter().filter(|(u, _)| *u == unit).map(|(_, row)| row.as_slice()).collect::<Vec<_>>();
            let (town, village) = (of(0), of(1));
            let mut sheets: Vec<Sheet<'_>> = vec![("城关镇/清单", &town), ("北沟乡/清单", &village)];
            sheets.retain(|(_, rows)| !rows.is_empty());
            let week = format!("2022-W{}", 18 + number);
            let result = one.run(&week, &sheets);
            sheets.reverse();
            let again = other.run(&week, &sheets);
            prop_assert_eq!(result.codes(), again.codes());
            for table in ["清零台账", "项目变动"] {
                prop_assert_eq!(&result.ledger.tables[table].entries, &again.ledger.tables[table].entries);
            }
            let [opening, cleared, removed, added, closes] = result.book();
            prop_assert_eq!(opening + added, closes + cleared + removed);
            prop_assert!(closing.is_none_or(|closing| closing == opening));
            closing = Some(closes);
        }
    }
}
