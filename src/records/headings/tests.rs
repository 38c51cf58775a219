use std::sync::Arc;

use super::{Clues, Evidence, Matcher, Thesaurus};
use crate::forms::{Form, FormRole, Forms};
use crate::records::How;
use crate::records::testing::{form, sheet, week_20};

fn matcher() -> (Matcher, Vec<Arc<Form>>) {
    let built_in = Forms::built_in();
    let forms: Vec<Arc<Form>> = built_in.submission().chain(built_in.reference()).cloned().collect();
    (Matcher::new(Thesaurus::built_in(), &forms).expect("known concepts"), forms)
}

fn recognised(header: &[&str], role: FormRole, clues: &Clues<'_>) -> Option<(String, Evidence)> {
    let found = matcher().0.recognise(&sheet(&[header], &[]).table, role, clues, week_20())?;
    Some((found.form.name.to_string(), found.how))
}

#[test]
fn every_form_is_recognised_by_its_own_headings() {
    for declared in matcher().1 {
        let header: Vec<&str> = declared.fields.iter().map(|field| &*field.name).collect();
        let (name, how) = recognised(&header, declared.role, &Clues::default()).expect("a form");
        assert_eq!((name.as_str(), how), (&*declared.name, Evidence::Headings));
    }
}

#[test]
fn required_columns_and_the_title_suffice() {
    for declared in matcher().1 {
        let header: Vec<&str> =
            declared.fields.iter().filter(|field| super::Prepared::is_essential(field)).map(|field| &*field.name).collect();
        let clues = Clues { sheet: Some(&declared.name), file: None };
        let name = recognised(&header, declared.role, &clues).map(|(name, _)| name);
        assert_eq!(name.as_deref(), Some(&*declared.name));
    }
}

#[test]
fn summaries_and_other_lists_are_no_form() {
    let headers: [&[&str]; 6] = [
        &["类别", "项目数", "总投资（万元）", "累计完成投资（万元）", "计划完成投资（万元）"],
        &["序号", "乡镇", "企业数", "项目个数", "总投资", "本年累计完成投资", "投资完成率（%）"],
        &["序号", "企业名称", "项目个数", "总投资", "本年累计完成投资", "完成率"],
        &["姓名", "性别", "出生年月", "学历", "联系电话", "备注"],
        &["序号", "单位", "应报表数", "实报表数", "是否按时"],
        &["部门名称", "部门分类", "年度", "计分", "实际得分", "签约得分"],
    ];
    for header in headers {
        assert_eq!(
            recognised(header, FormRole::Submission, &Clues { sheet: Some("汇总表"), file: Some("三改一平台汇总.xlsx") }),
            None,
            "{header:?}"
        );
    }
}

#[test]
fn numbers_decide_what_words_leave_open() {
    let header = ["企业名称", "项目名称", "总投资（万元）", "完成投资（万元）", "累计完成投资（万元）"];
    let rows: [&[&str]; 5] = [
        &header,
        &["甲有限公司", "一", "3000", "500", "1200"],
        &["乙有限公司", "二", "2000", "300", "900"],
        &["丙有限公司", "三", "8000", "100", "4100"],
        &["丁有限公司", "四", "900", "90", "700"],
    ];
    let form = form("任务清单");
    let sheet = sheet(&rows, &[]);
    let columns = matcher().0.columns(&form, &sheet.table, &sheet.grid, &[], week_20());
    let col = |field: &str| columns.fields[form.index(field).expect("a field")].as_ref().map(|column| column.col);
    assert_eq!((col("本年累计完成投资"), col("自开工累计完成投资")), (Some(3), Some(4)));
}

#[test]
fn settings_come_first_and_repeated_headings_are_named() {
    let header = ["企业名称", "项目名称", "总投资", "项目名称", "本期数"];
    let rows: [&[&str]; 2] = [&header, &["甲有限公司", "一", "3000", "二", "30"]];
    let form = form("任务清单");
    let sheet = sheet(&rows, &[]);
    let declared = [super::DeclaredColumn { col: 4, field: "本周完成投资".into() }];
    let columns = matcher().0.columns(&form, &sheet.table, &sheet.grid, &declared, week_20());
    let week = columns.fields[form.index("本周完成投资").expect("a field")].as_ref().expect("a column");
    assert_eq!((week.col, week.how), (4, How::Declared));
    assert_eq!(columns.repeated, [(1, 3, form.index("项目名称").expect("a field"))]);
}
