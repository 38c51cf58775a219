use super::super::testing::{form, lists, records};
use super::*;

const FIELDS: [&str; 5] = ["企业名称:name!*", "统一社会信用代码:code", "项目名称:text!*", "母体企业:name", "包联人单位:unit"];

fn run(name: &str, rows: &[&[&str]]) -> (Resolved, Vec<String>) {
    let table = records(&form(name, &FIELDS), "收件/2022-W20/城关镇/a.xlsx", rows);
    let sender = Sender { unit: Some("城关镇".into()), ..Sender::default() };
    let (mut resolved, findings) = resolve(vec![(table, sender)], &lists());
    let shown = findings.iter().map(|finding| {
        assert_eq!(finding.unit.as_deref(), Some("城关镇"));
        format!("{} {} {}", finding.code, finding.severity.json(), finding.place.cell.expect("a cell"))
    });
    let shown = shown.collect();
    (resolved.remove(0), shown)
}

#[test]
fn a_good_sheet_is_silent_and_gets_list_names() {
    let (table, findings) =
        run("任务清单", &[&["青石县利欣制药有限公司", "91350200776049653A", "技改项目", "英奇陶瓷", "城关镇人民政府"]]);
    assert!(findings.is_empty(), "{findings:?}");
    let texts: Vec<Option<&Arc<str>>> =
        table.records.rows[0].cells.iter().map(|cell| cell.state.value().and_then(Value::as_text)).collect();
    assert_eq!(texts[3].map(|t| &**t), Some("青石县英奇陶瓷有限公司"));
    assert_eq!(texts[4].map(|t| &**t), Some("城关镇"));
    assert_eq!(table.records.rows[0].cells[3].raw.as_deref(), Some("英奇陶瓷"));
    assert_eq!(table.enterprises, [Some(EnterpriseId(0))]);
}

#[test]
fn strangers_are_held_and_aliases_noted_once() {
    let rows: &[&[&str]] = &[
        &["利欣制药", "", "甲"],
        &["利欣制药", "", "乙"],
        &["利新制药", "", "丙"],
        &["天成纺织有限公司", "", "丁"],
        &["英奇陶瓷", "91350200776049653A", "戊", "", "宗教局"],
        &["天成纺织有限公司", "91350200776049653A", "己"],
    ];
    let (table, findings) = run("任务清单", rows);
    assert_eq!(findings, ["N02 note A5", "N03 error A7", "N01 error A8", "N04 warning A9", "N04 error A10", "N06 note E9"]);
    let held: Vec<bool> = table.records.rows.iter().map(|row| row.held.contains(&Hold::UnknownEnterprise)).collect();
    assert_eq!(held, [false, false, true, true, false, true]);
    assert_eq!(table.enterprises[4], Some(EnterpriseId(0)), "the code was followed");
}

#[test]
fn a_form_about_enterprises_not_yet_listed_holds_none() {
    let (table, findings) = run("升规入统培育库", &[&["天成纺织有限公司", "", "甲"]]);
    assert!(findings.is_empty() && table.records.rows[0].held.is_empty() && table.enterprises == [None]);
}

#[test]
fn without_the_list_nothing_is_held() {
    let (lists, findings) = Lists::load(Vec::new(), &[], super::super::testing::cutoff(), super::super::Words::built_in());
    assert_eq!(findings.iter().map(|f| f.code.as_str()).collect::<Vec<_>>(), ["N10", "N10"]);
    let table = records(&form("任务清单", &FIELDS), "a.xlsx", &[&["天成纺织有限公司", "", "甲"]]);
    let (resolved, findings) = resolve(vec![(table, Sender::default())], &lists);
    assert!(findings.is_empty() && resolved[0].records.rows[0].held.is_empty());
}
