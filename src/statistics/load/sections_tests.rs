use std::collections::BTreeSet;

use crate::forms::Forms;
use crate::settings::{Declared, Settings};
use crate::statistics::Reports;
use crate::statistics::declared::TableSpec;

const REPORTS: &str = "
[[dataset]]
name = '名单'
form = '规上工业企业名录'
noun = '企业'
counter = '户'
[[measure]]
name = '户数'
figure = true
count = '名单'
[[measure]]
name = '内部数'
count = '名单'
[[table]]
id = '户'
title = '分{}户数'
sheet = '户数表'
rows = '名单'
by = [{ column = '所属乡镇' }]
columns = ['户数']
";

fn load(sections: &str) -> Result<Reports, Vec<String>> {
    let text = format!("{REPORTS}{sections}");
    let file = Declared { file: "报表/x.toml", text: &text };
    Reports::from_files(&[file], &Forms::built_in(), &Settings::defaults("", 2022))
        .map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect())
}

#[test]
fn a_section_declared_again_gets_the_further_sheets() {
    let reports = load(
        "[[section]]\nname = '甲'\nsheets = ['户数表']\n[[section]]\nname = '乙'\ntakes = '数据'\n[[section]]\nname = '甲'\nsheets = ['口径说明', '名单']\nmain = ['户数']",
    )
    .expect("valid");
    let shown: Vec<String> =
        reports.sections.iter().map(|s| format!("{}：{} {}", s.name, s.sheets.join("、"), s.main.join("、"))).collect();
    assert_eq!(shown, ["甲：户数表、口径说明、名单 户数", "乙： "]);
}

#[test]
fn mistakes_in_sections_are_placed_and_guessed() {
    for (text, said) in [
        ("sheets = ['户数']", "没有叫“户数”的工作表，是不是“户数表”？"),
        ("sheets = ['户数表', '户数表']", "工作表“户数表”写了两次"),
        ("main = ['内部数']", "指标“内部数”没有写 figure = true，不能放上总览"),
        ("main = ['数户']", "没有“数户”这个指标"),
        ("takes = '图'", "takes写统计、清单或数据"),
    ] {
        let mistakes = load(&format!("[[section]]\nname = '甲'\n{text}")).expect_err(text);
        assert_eq!(mistakes.len(), 1, "{mistakes:?}");
        assert!(mistakes[0].contains(said) && mistakes[0].contains("报表/x.toml 第23行"), "{mistakes:?}");
    }
}

#[test]
fn every_built_in_sheet_is_placed_by_name_and_every_figure_has_a_section() {
    let reports = Reports::built_in(&Forms::built_in()).unwrap_or_else(|m| panic!("{m:#?}"));
    let named: BTreeSet<&str> = reports.sections.iter().flat_map(|s| s.sheets.iter().map(|sheet| &**sheet)).collect();
    let sheets = reports.tables.iter().map(|table| match table {
        TableSpec::Grouped(table) => &*table.sheet,
        TableSpec::List(list) => &*list.sheet,
    });
    let strangers: BTreeSet<&str> = sheets.filter(|sheet| !named.contains(sheet)).collect();
    assert!(strangers.is_empty(), "not in templates/reports/篇章.toml: {strangers:?}");
    let placed: Vec<&str> = reports.sections.iter().flat_map(|s| s.main.iter().chain(&s.figures)).map(|f| &**f).collect();
    let figures: BTreeSet<&str> = reports.measures.values().filter(|m| m.figure).map(|m| &*m.name).collect();
    assert_eq!(placed.len(), figures.len());
    assert_eq!(placed.into_iter().collect::<BTreeSet<_>>(), figures);
}
