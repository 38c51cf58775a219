use super::*;
use crate::finding::{Code, Severity};
use crate::forms::{Check, Choice, FormRole, Requirement};
use crate::origin::CellRef;

fn field(name: &str, ty: FieldType) -> Field {
    let (synonyms, meanings, groups) = (Vec::new(), Vec::new(), Vec::new());
    Field { name: name.into(), ty, required: Requirement::Optional, key: false, synonyms, meanings, groups, unit: None, help: String::new() }
}

fn read(ty: FieldType, content: Content, class: NumberClass, unit: ColumnUnit) -> Typed {
    let allowed_codes = BTreeSet::from([Arc::from("91350203M0001QAY9B")]);
    let context = TypingContext { year: 2022, cut_off: Day::new(2022, 5, 22), role: Role::Start, is_1904: false, allowed_codes: &allowed_codes };
    let cell = GridCell { at: CellRef::new(0, 0), content, class, formula: false };
    read_cell(&field("字段", ty), &cell, unit, &context)
}

fn shown(typed: &Typed) -> String {
    let state = match &typed.state {
        State::Value(Value::Text(text)) => text.to_string(),
        State::Value(Value::Number(number)) => number.to_string(),
        State::Value(Value::Date(date)) => date.to_string(),
        State::Value(Value::Bool(truth)) => truth.to_string(),
        State::Value(Value::List(items)) => items.join("+"),
        other => format!("{other:?}"),
    };
    typed.doubts.iter().fold(state, |text, doubt| format!("{text} {doubt:?}"))
}

#[test]
fn texts_of_every_type() {
    let options = ["谋划", "在建"].map(|name| Choice { name: name.into(), synonyms: Vec::new(), parts: Vec::new() });
    let stages = Arc::new(Vocabulary { options: options.into() });
    for (ty, text, unit, expected) in [
        (FieldType::Text, "一、甲\n二、乙", ColumnUnit::Unstated, "一、甲\n二、乙"),
        (FieldType::Name, "甲 乙\n有限公司", ColumnUnit::Unstated, "甲乙有限公司"),
        (FieldType::Texts, "甲、乙", ColumnUnit::Unstated, "甲+乙"),
        (FieldType::Money, "1.2", ColumnUnit::Money(MoneyUnit::YiYuan), "12000"),
        (FieldType::Money, "1200", ColumnUnit::Unstated, "1200 UnitAssumed"),
        (FieldType::Money, "#REF!", ColumnUnit::Unstated, "Unreadable ErrorValue"),
        (FieldType::Number, "2", ColumnUnit::Measure(Decimal::from(15)), "30"),
        (FieldType::Percent, "80", ColumnUnit::Percent, "0.8"),
        (FieldType::Date, "2022.3-2022.12", ColumnUnit::Unstated, "2022-03 Period"),
        (FieldType::Month, "5", ColumnUnit::Unstated, "2022-05 YearAssumed"),
        (FieldType::Year, "2023年底", ColumnUnit::Unstated, "2023"),
        (FieldType::Choice(stages), "在建", ColumnUnit::Unstated, "在建"),
        (FieldType::YesNo, "√", ColumnUnit::Unstated, "true"),
        (FieldType::Person, "张  三", ColumnUnit::Unstated, "张三"),
        (FieldType::Code, "91350203M0001QAY9B", ColumnUnit::Unstated, "91350203M0001QAY9B"),
    ] {
        assert_eq!(shown(&read(ty, Content::Text(text.into()), NumberClass::General, unit)), expected, "{text}");
    }
}

#[test]
fn numbers_by_their_format() {
    for (ty, number, class, expected) in [
        (FieldType::Date, 44_697.0, NumberClass::Day, "2022-05-16"),
        (FieldType::Month, 44_682.0, NumberClass::Month, "2022-05"),
        (FieldType::Month, 5.0, NumberClass::General, "2022-05 YearAssumed"),
        (FieldType::Year, 2022.0, NumberClass::General, "2022"),
        (FieldType::Text, 44_697.0, NumberClass::Day, "2022-05-16"),
        (FieldType::Text, 0.8, NumberClass::Percent, "80%"),
        (FieldType::Text, 0.1 + 0.2, NumberClass::General, "0.3"),
        (FieldType::Phone, 13_800_000_000.0, NumberClass::General, "13800000000"),
        (FieldType::Code, 9.135e17, NumberClass::General, "Unreadable DigitsLost"),
        (FieldType::Money, 44_697.0, NumberClass::Day, "Unreadable ShownAsDate"),
        (FieldType::YesNo, 1.0, NumberClass::General, "true"),
        (FieldType::Person, 5.0, NumberClass::General, "Unreadable NoName"),
    ] {
        assert_eq!(shown(&read(ty, Content::Number(number), class, ColumnUnit::Unstated)), expected, "{number}");
    }
    assert_eq!(shown(&read(FieldType::Money, Content::NoResult, NumberClass::General, ColumnUnit::Unstated)), "Unreadable NoResult");
    assert_eq!(shown(&read(FieldType::YesNo, Content::Bool(false), NumberClass::General, ColumnUnit::Unstated)), "false");
}

#[test]
fn units_of_headings() {
    let mut land = field("用地面积", FieldType::Number);
    land.unit = Some("亩".into());
    assert_eq!(ColumnUnit::of(Some("公顷"), &land), ColumnUnit::Measure(Decimal::from(15)));
    assert_eq!(ColumnUnit::of(Some("（万元）"), &field("总投资", FieldType::Money)), ColumnUnit::Money(MoneyUnit::WanYuan));
    assert_eq!(ColumnUnit::of(Some("％"), &field("占比", FieldType::Percent)), ColumnUnit::Percent);
    assert_eq!(ColumnUnit::of(Some("万元"), &field("备注", FieldType::Text)), ColumnUnit::Unstated);
}

#[test]
fn checks_tell_which_date_is_the_start() {
    let name = |text: &str| Box::new(Expr::Name(text.into()));
    let must = Expr::Binary(Op::LessEqual, name("开工"), name("竣工"));
    let check = Check {
        code: Code::declared("L01"),
        title: String::new(),
        when: None,
        must,
        severity: Severity::Error,
        message: String::new(),
        suggestion: String::new(),
        field: "开工".into(),
        why: String::new(),
    };
    let fields = vec![field("开工", FieldType::Date), field("竣工", FieldType::Date), field("认定", FieldType::Date)];
    let form = Form { name: "表".into(), role: FormRole::Submission, aliases: Vec::new(), fields, checks: vec![check], authority: Vec::new() };
    assert_eq!(roles(&form), [Role::Start, Role::End, Role::Neutral]);
}
