//! Numbers of bulletins, computed by the built-in declarations from a ledger of that many projects (domain.md, Formulas in use).

use rust_decimal::{Decimal, RoundingStrategy};

use super::testing::{day, ledger, settings, table};
use super::{Parameters, Reports, Statistics, compute};
use crate::forms::Forms;

const TASKS: &str =
    "企业名称 项目名称 改造类型 项目阶段 建设性质 总投资 年度计划投资 本年累计完成投资 自开工累计完成投资 计划开工时间";

/// So many projects with the same words after the project's name, each of an enterprise of its own.
fn county(projects: &[(usize, &str)], problems: &[(usize, &str)], cutoff: (i16, u8, u8)) -> Statistics {
    let (forms, settings) = (Forms::built_in(), settings());
    let words: Vec<&str> = projects.iter().flat_map(|(count, words)| std::iter::repeat_n(*words, *count)).collect();
    let rows: Vec<String> = words.iter().enumerate().map(|(i, words)| format!("企业{i} 项目{i} 技术改造 {words}")).collect();
    let names: Vec<String> = (0..words.len()).map(|i| format!("企业{i} 城关镇")).collect();
    let solved = problems.iter().flat_map(|(count, words)| std::iter::repeat_n(*words, *count));
    let problems: Vec<String> = solved.enumerate().map(|(i, words)| format!("企业0 问题{i} {words}")).collect();
    let lists = ledger(vec![table(&forms, "规上工业企业名录", &format!("企业名称 所属乡镇\n{}", names.join("\n")))]);
    let sent = ledger(vec![
        table(&forms, "任务清单", &format!("{TASKS}\n{}", rows.join("\n"))),
        table(&forms, "企业问题台账", &format!("企业名称 问题描述 办理状态\n{}", problems.join("\n"))),
    ]);
    let reports = Reports::built_in(&forms).unwrap_or_else(|m| panic!("{m:#?}"));
    compute(&sent, &lists, &Parameters { cutoff: day(cutoff), settings: &settings }, &reports).0
}

fn percent(number: Option<Decimal>, places: u32) -> String {
    let number = number.expect("a number") * Decimal::ONE_HUNDRED;
    number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero).normalize().to_string()
}

fn figure(statistics: &Statistics, name: &str) -> Option<Decimal> {
    statistics.figures.iter().find(|f| &*f.name == name).unwrap_or_else(|| panic!("{name}")).value.number()
}

#[test]
fn published_numbers_come_out_of_the_built_in_measures() {
    // 项目阶段 建设性质 总投资 年度计划投资 本年累计完成投资 自开工累计完成投资 计划开工时间
    for (name, projects, cutoff, wanted, places) in [
        (
            "投资完成率",
            vec![(1, "在建 续建 - 1000000 400000 - -"), (1, "开工 新建 - 373000 243000 - -")],
            (2021, 6, 30),
            "46.8",
            1,
        ),
        ("投资完成率", vec![(1, "在建 续建 - 1000 1226 - -"), (1, "谋划 新建 - - - - -")], (2021, 12, 31), "122.6", 1),
        ("投资完成率", vec![(1, "在建 续建 - 10000 15147 - -")], (2021, 12, 31), "151.47", 2),
        ("总投资完成率", vec![(1, "在建 续建 1663 - - 545 -")], (2014, 3, 31), "32.8", 1),
        (
            "新开工项目开工率",
            vec![(28, "开工 新建 - - - - 2018-02"), (38, "前期 新建 - - - - 2018-10")],
            (2018, 3, 31),
            "42.4",
            1,
        ),
        (
            "开复工率",
            vec![(60, "开工 新建 - - - - -"), (24, "在建 续建 - - - - -"), (22, "停工 续建 - - - - -")],
            (2019, 3, 31),
            "79.2",
            1,
        ),
        (
            "开复工率（不含前期）",
            vec![(405, "在建 续建 - - - - -"), (17, "停工 续建 - - - - -"), (11, "前期 新建 - - - - -")],
            (2020, 4, 12),
            "95.97",
            2,
        ),
        (
            "在建建成率",
            vec![(70, "在建 续建 - - - - -"), (65, "竣工 续建 - - - - -"), (1, "前期 新建 - - - - -")],
            (2022, 6, 30),
            "99.3",
            1,
        ),
        ("在建建成率", vec![(188, "在建 续建 - - - - -"), (37, "开工 新建 - - - - -")], (2022, 6, 30), "83.6", 1),
    ] {
        assert_eq!(percent(figure(&county(&projects, &[], cutoff), name), places), wanted, "{name}");
    }
    let solved = county(&[(1, "在建 续建 - - - - -")], &[(288, "已办结"), (10, "办理中")], (2022, 6, 30));
    assert_eq!(percent(figure(&solved, "问题办结率"), 1), "96.6");
}

/// 31.7 % at the end of April: 1.6 points behind four twelfths of the year.
#[test]
fn the_gap_to_the_months_of_the_year() {
    let statistics = county(&[(1, "在建 续建 - 1000 317 - -")], &[], (2024, 4, 30));
    let table = statistics.tables.iter().find(|t| &*t.id == "进度-乡镇").expect("a table");
    let column = table.columns.iter().position(|c| &*c.name == "序时差（按月）").expect("a column");
    let total = table.rows.last().expect("a total");
    assert_eq!(percent(total.cells[column].value.number(), 1), "-1.6");
}
