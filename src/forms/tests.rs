//! The built-in forms are valid, and a declaration that is not is refused at its line.

use std::fs;

use super::{FieldType, FormRole, Forms, OverWeeks, Period, Requirement};
use crate::expr::{Expr, parse};
use crate::settings::Settings;
use crate::value::{Date, Day, State, Value};

#[test]
fn the_built_in_forms_are_valid_and_in_order() {
    let forms = Forms::built_in();
    let names = |role| forms.iter().filter(|f| f.role == role).map(|f| f.name.to_string()).collect::<Vec<_>>().join(" ");
    assert_eq!(
        names(FormRole::Submission),
        "任务清单 谋划项目库 要素保障台账 银企对接台账 升规入统培育库 政策兑现台账 专精特新培育库 企业分类评价 科创平台台账 \
         政策活动台账 企业问题台账 包联走访台账"
    );
    assert_eq!(
        names(FormRole::Reference),
        "规上工业企业名录 单位名单 包联安排 清零安排 名称裁定 冲突裁定 项目裁定 豁免 收件登记"
    );
    assert_eq!((forms.submission().count(), forms.reference().count(), forms.computed().count()), (12, 9, 4));
    assert_eq!(forms.get("任务清单").map(|f| f.period), Some(Period::Week));
}

#[test]
fn findings_of_declared_checks_read_as_sentences() {
    for form in &Forms::built_in() {
        for check in &form.checks {
            let at = format!("{} {}", form.name, check.code);
            assert!(check.message.ends_with('。') && check.suggestion.ends_with('。') && check.why.ends_with('。'), "{at}");
            assert!(check.message.chars().count() <= 60, "{at}: too long for a comment");
            let field = format!("{{{}}}", check.field);
            let named = check.message.contains(&field) || check.message.contains(&*check.field);
            assert!(named, "{at}: the message does not say which field is wrong");
        }
    }
}

#[test]
fn every_expression_prints_and_reads_back() {
    for form in &Forms::built_in() {
        let whens = form.fields.iter().filter_map(|f| match &f.required {
            Requirement::When(expr) => Some(expr),
            _ => None,
        });
        let checks = form.checks.iter().flat_map(|c| c.when.iter().chain([&c.must]));
        for expr in whens.chain(checks) {
            assert_eq!(parse(&expr.to_string()).as_ref(), Ok(expr), "{}", form.name);
        }
    }
}

#[test]
fn a_computed_table_is_no_form_that_people_send() {
    let text = "name = \"项目变动\"\nrole = \"computed\"\n[[field]]\nname = \"企业名称\"\ntype = \"name\"\nkey = true\n";
    let forms = Forms::read([("项目变动.toml", text)].into_iter()).expect("a valid declaration");
    assert_eq!((forms.submission().count(), forms.reference().count(), forms.computed().count()), (0, 0, 1));
}

#[test]
fn what_a_field_does_over_the_weeks_is_checked() {
    let form = |lines: &str| {
        let key = "[[field]]\nname = \"名称\"\ntype = \"text\"\nkey = true\n";
        let text = format!("name = \"表\"\nrole = \"submission\"\n{key}[[field]]\nname = \"累计\"\n{lines}\n");
        Forms::read([("表.toml", text.as_str())].into_iter())
    };
    let read = form("type = \"money\"\nover_weeks = \"never_lower\"").expect("valid");
    let total = OverWeeks::Total { in_year: false, grows_by: None };
    assert_eq!(read.get("表").and_then(|form| form.field("累计")?.over_weeks.clone()), Some(total));
    for (lines, said) in [
        ("type = \"money\"\nover_weeks = \"never_lowr\"", "没有“never_lowr”这种变化方式"),
        ("type = \"text\"\nover_weeks = \"never_lower\"", "和字段的类型不合"),
        ("type = \"money\"\nover_weeks = \"never_lower\"\ngrows_by = \"本周\"", "over_weeks = \"weekly\"的字段"),
        ("type = \"money\"\ngrows_by = \"本周\"", "grows_by只和"),
        ("type = \"money\"\n[history]\nstalled_weeks = \"停滞周\"", "没有参数“停滞周”"),
    ] {
        let mistake = form(lines).expect_err(lines).to_string();
        assert!(mistake.contains(said), "{mistake}");
    }
}

/// A row that nobody has filled in breaks no rule of any form.
#[test]
fn a_blank_row_is_silent() {
    let cut_off = Date::day(Day::new(2022, 5, 22).expect("a day"));
    let given = |name: &str| (name == "截至").then_some(State::Value(Value::Date(cut_off))).or(Some(State::Blank));
    for form in &Forms::built_in() {
        for check in &form.checks {
            let fires = |expr: &Expr| form.bind(expr, &given).expect("valid").truth([].as_slice());
            let when = check.when.as_ref().is_none_or(|when| fires(when).is_true());
            assert!(!(when && fires(&check.must).is_false()), "{} {}", form.name, check.code);
        }
    }
}

const SMALL: &str =
    "name = \"小表\"\nrole = \"submission\"\n[[field]]\nname = \"名称\"\ntype = \"name\"\nrequired = true\nkey = true\n";

#[test]
fn mistakes_in_a_form_are_placed() {
    let field = |lines: &str| format!("{SMALL}[[field]]\nname = \"数\"\n{lines}");
    let check = |lines: &str| {
        format!("{SMALL}[[check]]\ntitle = \"t\"\nmessage = \"m\"\nsuggestion = \"s\"\nseverity = \"error\"\n{lines}")
    };
    for (text, line, part) in [
        (SMALL.replace("key", "kay"), 7, "没有“kay”这一项，是不是“key”"),
        (SMALL.replace("key = true", ""), 1, "没有关键字段"),
        (SMALL.replace("submission", "form"), 2, "role应为"),
        (field("type = \"mony\""), 10, "没有“mony”这种类型，是不是“money”"),
        (field("type = \"choice\""), 10, "至少要有一个选项"),
        (field("type = \"money\"\nunit = \"吨\""), 11, "金额单位应为"),
        (field("type = \"text\"\nsynonyms = [\"名 称\"]"), 11, "“名 称”既指字段“名称”又指“数”"),
        (field("type = \"text\"\nsynonyms = [\"数\"]"), 11, "字段“数”里“数”写了两次"),
        (field("type = \"text\"\nrequired_when = \"名 = 1\""), 11, "没有名为“名”的字段或参数，是不是“名称”"),
        (field("type = \"text\"\nrequired_when = \"名称 >\""), 11, "第5个字处"),
        (
            field("type = \"choice\"\n[[field.option]]\nname = \"甲\"\n[[field.option]]\nname = \"乙\"\nsynonyms = [\"甲\"]"),
            15,
            "“甲”既指选项“甲”又指“乙”",
        ),
        (check("code = \"V01\"\nfield = \"名称\"\nmust = \"有(名称)\""), 13, "不是检查代码"),
        (check("code = \"L01\"\nfield = \"名\"\nmust = \"有(名称)\""), 14, "没有字段“名”"),
        (check("code = \"L01\"\nfield = \"名称\"\nmust = \"名称 <= 3\""), 15, "比不出大小"),
        (check("code = \"L01\"\nfield = \"名称\"\nmust = \"名称\""), 15, "“名称”是文字，这里应是是否"),
    ] {
        let mistake = Forms::read([("小表.toml", text.as_str())].into_iter()).expect_err(part);
        assert_eq!(mistake.line, Some(line), "{mistake}");
        assert!(mistake.message.contains(part), "{mistake}");
    }
}

#[test]
fn an_option_that_does_not_exist_is_refused() {
    let text = format!(
        "{SMALL}[[field]]\nname = \"状态\"\ntype = \"choice\"\n[[field.option]]\nname = \"已办结\"\n\
         [[check]]\ncode = \"L01\"\ntitle = \"t\"\nfield = \"状态\"\nmust = \"状态 属于 {{办结}}\"\nseverity = \"error\"\nmessage = \"m\"\nsuggestion = \"s\""
    );
    let mistake = Forms::read([("小表.toml", text.as_str())].into_iter()).expect_err("办结 is no option");
    assert!(mistake.message.contains("没有“办结”这个选项，是不是“已办结”"), "{mistake}");
}

#[test]
fn a_code_means_one_thing() {
    let check = |title: &str| {
        format!(
            "[[check]]\ncode = \"L01\"\ntitle = \"{title}\"\nfield = \"名称\"\nmust = \"有(名称)\"\nseverity = \"note\"\nmessage = \"m\"\nsuggestion = \"s\"\n"
        )
    };
    let text = format!("{SMALL}{}{}", check("甲"), check("乙"));
    let mistake = Forms::read([("小表.toml", text.as_str())].into_iter()).expect_err("two meanings");
    assert_eq!(mistake.to_string(), "小表.toml 第17行：检查代码L01已用于“甲”，同一代码的title、why和severity应当相同");
}

#[test]
fn the_office_adds_and_replaces_forms() {
    let office = tempfile::tempdir().expect("a folder");
    let folder = office.path().join("表样");
    assert_eq!(Forms::load(Some(office.path())).expect("no folder of forms").iter().count(), 25);
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("小表.toml"), SMALL).expect("a form");
    fs::write(folder.join("任务清单.toml"), SMALL.replace("小表", "任务清单")).expect("a form");
    fs::write(folder.join("说明.txt"), "不是表样").expect("a note");
    let forms = Forms::load(Some(office.path())).expect("forms");
    assert_eq!(forms.iter().map(|f| &*f.name).last(), Some("小表"));
    let first = forms.iter().next().expect("a form");
    assert_eq!((&*first.name, first.fields.len()), ("任务清单", 1));
    fs::write(folder.join("坏.toml"), "name = 3").expect("a form");
    let mistake = Forms::load(Some(office.path())).expect_err("a number for a name");
    assert_eq!((mistake.file.as_str(), mistake.line), ("表样/坏.toml", Some(1)));
}

#[test]
fn layouts_name_forms_and_fields() {
    let forms = Forms::built_in();
    let head = "county = \"甲县\"\nyear = 2022\n[[layout]]\nunit = \"城关镇\"\n";
    let check = |lines: &str| Settings::parse(&format!("{head}{lines}"), "sangai.toml").and_then(|s| forms.check_layouts(&s));
    assert_eq!(check("form = \"任务清单\"\ncolumns = { C = \"总投资\" }"), Ok(()));
    for (lines, said) in [
        ("form = \"任务单\"", "sangai.toml 第3行：没有表样“任务单”，是不是“任务清单”？"),
        (
            "form = \"任务清单\"\ncolumns = { C = \"总投次\" }",
            "sangai.toml 第3行：表样“任务清单”里没有字段“总投次”，是不是“总投资”？",
        ),
    ] {
        assert_eq!(check(lines).expect_err(lines).to_string(), said);
    }
}

#[test]
fn options_are_shared_by_reference() {
    let forms = Forms::built_in();
    let form = forms.get("专精特新培育库").expect("built in");
    let types = ["现有等级", "拟申报等级"].map(|name| form.field(name).and_then(|f| f.ty.vocabulary().cloned()));
    assert!(types[0].is_some() && types[0] == types[1]);
    assert!(matches!(form.field("认定年度").map(|f| &f.ty), Some(FieldType::Year)));
}
