use std::collections::BTreeSet;

use super::*;
use crate::finding::catalog;
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
    super::run(&Context { resolved: &resolved, lists: &lists, forms: &forms, relations: &relations, cutoff })
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

#[test]
fn a_link_is_looked_for_where_the_other_form_was_sent() {
    let pool = form("谋划项目库", &["企业名称:name!*", "项目名称:text!*", "是否转入年度清单:text"]);
    let tasks = form("任务清单", &TASKS);
    let rows: &[&[&str]] = &[
        &["利欣制药", "输液车间改造", "是"],
        &["利欣制药", "锅炉改造", "是"],
        &["英奇陶瓷", "窑炉改造", "是"],
        &["利欣制药", "厂房", "否"],
    ];
    assert_eq!(row_findings(&[("科工局", &pool, rows), ("城关镇", &tasks, &[&["利欣制药", "输液车间改造。"]])]), ["L50 note C6"]);
    assert!(row_findings(&[("科工局", &pool, rows)]).is_empty());
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

#[test]
fn relations_name_forms_and_fields_that_exist() {
    let (forms, relations) = (crate::forms::Forms::built_in(), Relations::built_in());
    let has = |form: &str, field: &str| forms.get(form).is_some_and(|form| form.index(field).is_some());
    let somewhere = |field: &String| forms.submission().any(|form| form.index(field).is_some());
    for relation in &relations.compare {
        assert!(
            relation.fields.iter().all(somewhere) && relation.with.iter().all(|field| has(&relation.list, field)),
            "{}",
            relation.code
        );
    }
    assert!(relations.alike.iter().all(|relation| has(&relation.list, &relation.field) && somewhere(&relation.field)));
    for relation in &relations.link {
        assert!(has(&relation.form, &relation.field), "{}", relation.code);
        assert!(relation.same.iter().all(|field| has(&relation.form, field) && has(&relation.to, field)), "{}", relation.code);
    }
}
