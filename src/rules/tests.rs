use std::collections::BTreeSet;

use super::*;
use crate::finding::catalog;
use crate::forms::{Field, Requirement};
use crate::identity::testing::{cutoff, form, lists, records};
use crate::identity::{Sender, resolve};

const TASKS: [&str; 5] = ["企业名称:name!*", "项目名称:text!*", "所属乡镇:text", "项目包联人:person", "备注:text"];

/// Folder, form, rows.
type Sheet<'a> = (&'a str, &'a Arc<Form>, &'a [&'a [&'a str]]);

/// Resolves the sheets and runs all rules.
fn run(sheets: &[Sheet<'_>], cutoff: Day) -> Vec<Finding> {
    let lists = lists();
    let tables = sheets.iter().map(|(unit, form, rows)| {
        let sender = Sender { unit: lists.units.resolve(unit).unit(), ..Sender::default() };
        (records(form, &format!("收件/2022-W20/{unit}/a.xlsx"), rows), sender)
    });
    let (resolved, _) = resolve(tables.collect(), &lists);
    let forms = ["任务清单", "专精特新培育库", "要素保障台账"].map(|name| form(name, &TASKS));
    let relations = Relations::built_in();
    let settings = crate::settings::Settings::defaults("", 2022);
    let settings = &settings;
    super::run(&Context { resolved: &resolved, lists: &lists, forms: &forms, relations: &relations, settings, cutoff })
}

fn row_findings(sheets: &[Sheet<'_>]) -> Vec<String> {
    let findings = run(sheets, cutoff());
    let shown = |finding: &Finding| Some(format!("{} {} {}", finding.code, finding.severity.json(), finding.place.cell?));
    findings.iter().filter_map(shown).collect()
}

#[test]
fn rows_are_compared_with_the_lists_once_an_enterprise() {
    let tasks = form("任务清单", &TASKS);
    let rows: &[&[&str]] = &[
        &["利欣制药", "甲", "城关镇", "张三"],
        &["利欣制药", "乙", "青石县城关镇", "张  三局长"],
        &["英奇陶瓷", "丙", "城关镇", "王五"],
        &["英奇陶瓷", "丁", "城关镇", "王五"],
        &["宏达机械", "戊", "产业集聚区管委会", "赵六"],
        &["福满食品厂", "己", "", ""],
        &["中原水泥", "庚", "北沟", ""],
    ];
    let expected = ["N05 note A10", "N05 note A11", "N09 note C7", "N12 note D7"];
    let mut found = row_findings(&[("科工局", &tasks, rows)]);
    found.sort();
    assert_eq!(found, expected);
}

/// Form, fields, rows.
type Said<'a> = (&'a str, &'a [&'a str], &'a [&'a [&'a str]]);

/// Rows of forms of the built-in declarations, given by field; the county's lists are those of `testing::lists`.
fn cross(sheets: &[Said<'_>]) -> Vec<String> {
    let built = crate::forms::Forms::built_in();
    let sheets: Vec<(Arc<Form>, Vec<Vec<&str>>)> = sheets
        .iter()
        .map(|(name, fields, rows)| {
            let mut form = Form::clone(built.get(name).expect("a form"));
            let unsaid = |field: &&mut Field| !fields.contains(&&*field.name);
            form.fields.iter_mut().filter(unsaid).for_each(|field| field.required = Requirement::Optional);
            let form = Arc::new(form);
            let at = |field: &Field| fields.iter().position(|name| **name == *field.name);
            let rows =
                rows.iter().map(|row| form.fields.iter().map(|field| at(field).map_or("", |at| row[at])).collect()).collect();
            (form, rows)
        })
        .collect();
    let rows: Vec<Vec<&[&str]>> = sheets.iter().map(|(_, rows)| rows.iter().map(Vec::as_slice).collect()).collect();
    let sheets: Vec<Sheet<'_>> = sheets.iter().zip(&rows).map(|((form, _), rows)| ("科工局", form, rows.as_slice())).collect();
    let found = run(&sheets, cutoff());
    let told = |finding: &&Finding| matches!(&finding.code.as_str()[..2], "L5" | "N1");
    found
        .iter()
        .filter(told)
        .map(|finding| format!("{} {} {}", finding.code, finding.severity.label(), finding.message))
        .collect()
}

const TASK: [&str; 3] = ["企业名称", "项目名称", "项目阶段"];

#[test]
fn a_link_is_looked_for_where_the_other_form_was_sent() {
    let pool: Said<'_> = (
        "谋划项目库",
        &["企业名称", "项目名称", "是否转入年度清单"],
        &[
            &["利欣制药", "输液车间改造", "是"],
            &["利欣制药", "锅炉改造", "是"],
            &["利欣制药", "厂房改造", "否"],
            &["英奇陶瓷", "窑炉改造", "是"],
            &["利欣制药", "厂房", "否"],
        ],
    );
    let tasks: Said<'_> = ("任务清单", &TASK, &[&["利欣制药", "输液车间改造。", "在建"], &["利欣制药", "厂房改造", "在建"]]);
    let expected = [
        "L50 提示 本行注明已转入年度清单，但《任务清单》里没有“青石县利欣制药有限公司”的“锅炉改造”。",
        "L56 提示 “厂房改造”已经在《任务清单》里，这里却填“否”（见 收件/2022-W20/科工局/a.xlsx · 表1 · 第6行）。",
    ];
    assert_eq!(cross(&[pool, tasks]), expected);
    assert!(cross(&[pool]).is_empty());
}

#[test]
fn classes_are_held_against_projects_once_an_enterprise() {
    let classes: Said<'_> = (
        "企业分类评价",
        &["企业名称", "年度", "现类别"],
        &[
            &["利欣制药", "2021", "A"],
            &["英奇陶瓷", "2021", "B"],
            &["英奇陶瓷", "2020", "A"],
            &["中原水泥", "2021", "C"],
            &["宏达机械", "2021", "D"],
            &["福满食品厂", "2021", "A"],
        ],
    );
    let tasks: Said<'_> = (
        "任务清单",
        &TASK,
        &[
            &["英奇陶瓷", "窑炉", "取消"],
            &["利欣制药", "锅炉", "前期"],
            &["中原水泥", "水泥磨", "在建"],
            &["宏达机械", "机床", "前期"],
            &["福满食品厂", "", "在建"],
        ],
    );
    let found = cross(&[classes, tasks]);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert_eq!(found[0], "L51 提示 A类、B类企业里，青石县英奇陶瓷有限公司1家企业在《任务清单》里没有项目。");
    assert!(found[1].starts_with("L52 提示 C类、D类企业里，中原水泥集团有限公司1家企业已有开工的项目"), "{found:#?}");
    assert!(cross(&[classes]).is_empty(), "nothing can be said before the task list is there");
}

#[test]
fn enterprises_below_size_are_not_counted_and_those_above_are_listed() {
    let growing: Said<'_> = (
        "升规入统培育库",
        &["企业名称", "母体企业", "是否已入规"],
        &[
            &["利欣制药", "英奇陶瓷", "否"],
            &["英奇陶瓷", "", "是"],
            &["全新食品有限公司", "", "是"],
            &["又一新厂", "利欣制药", "否"],
        ],
    );
    let found = cross(&[growing]);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].starts_with("L53 警告 “青石县利欣制药有限公司”填的是还没有入规，名录里却已经是规上企业"), "{found:#?}");
    assert!(found[1].starts_with("L54 提示 “全新食品有限公司”填的是已经入规"), "{found:#?}");
}

#[test]
fn guaranteed_projects_stand_in_a_list_of_projects() {
    let pool: Said<'_> = (
        "要素保障台账",
        &["企业名称", "项目名称", "是否列入重点工业项目库"],
        &[
            &["利欣制药", "大输液车间智能化改造项目", "是"],
            &["利欣制药", "二期热电联产", "是"],
            &["英奇陶瓷", "没有报过清单的", "是"],
        ],
    );
    let tasks: Said<'_> = ("任务清单", &TASK, &[&["利欣制药", "大输液车间智能改造", "在建"]]);
    assert_eq!(
        cross(&[pool, tasks]),
        ["L55 提示 《任务清单》和《谋划项目库》里都没有“青石县利欣制药有限公司”的“二期热电联产”。"]
    );
}

#[test]
fn units_are_of_the_category_that_the_field_wants() {
    let policies: Said<'_> = (
        "政策兑现台账",
        &["企业名称", "政策名称", "主管部门", "辅导机构"],
        &[
            &["利欣制药", "甲", "科工局", "城关镇"],
            &["英奇陶瓷", "乙", "科工局", "城关镇"],
            &["英奇陶瓷", "丙", "科工局", "不在名单的机构"],
        ],
    );
    assert_eq!(cross(&[policies]), ["N14 警告 辅导机构填“城关镇”，它在单位名单里是乡镇，不是专业机构。"]);
}

#[test]
fn mistakes_in_relations_are_all_told_with_their_lines() {
    let text = "\
[[compare]]
code = 'N99'
fields = ['所属乡真']
list = '单位名录'
with = ['所属乡镇']
[[across]]
code = 'L81'
form = '任务单'
field = '项目名称'
to = [{ form = '任务清单' }]
must = 'some'
message = ''
suggestion = ''
[[across]]
code = 'L50'
form = '谋划项目库'
field = '项目名'
when = '规划期 = \"近气\"'
to = [{ form = '任务清单', where = '阶段 = 1' }]
same = ['责任人']
must = 'all'
message = '{项目名}'
suggestion = ''
";
    let own = [("表样/关系.toml".to_owned(), text.to_owned())];
    let mistakes = Relations::load(&own, &crate::forms::Forms::built_in(), &crate::settings::is_parameter).expect_err("mistakes");
    let said: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    let expected = [
        "第2行：没有代码“N99”",
        "第3行：没有一张表有字段“所属乡真”，是不是“所属乡镇”？",
        "第4行：可以核对的名录是规上工业企业名录、包联安排",
        "第7行：自己的代码要写明title、severity和why",
        "第8行：没有可以核对的表“任务单”，是不是“任务清单”？",
        "第19行：式子“阶段 = 1”有误",
        "第21行：must写some（应当有）或none（不应当有）",
        "第17行：“谋划项目库”没有字段“项目名”，是不是“项目名称”？",
        "第18行：式子“规划期 = \"近气\"”有误",
        "第20行：“任务清单”没有字段“责任人”",
        "第22行：message里的“项目名”不是字段，是不是“项目名称”？",
    ];
    assert_eq!(said.len(), expected.len(), "{said:#?}");
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.starts_with("表样/关系.toml") && said.contains(expected), "{said} / {expected}");
    }
}

#[test]
fn every_rule_and_relation_has_a_catalogued_code_with_a_page() {
    let mut seen = BTreeSet::new();
    for entry in RULES.iter().flat_map(|rule| rule.codes) {
        assert!(seen.insert(entry.code.as_str()), "{} belongs to two rules", entry.code);
        assert!(entry.page.lines().count() >= 5, "{} has no page", entry.code);
    }
    for code in Relations::built_in().codes() {
        assert!(seen.contains(code), "{code} is declared but no rule raises it");
    }
    assert!(catalog::find("L50").is_some());
}
