use super::*;
use crate::forms::{Choice, Requirement};
use crate::origin::CellRef;

fn field(name: &str, ty: FieldType) -> Field {
    let (synonyms, meanings, groups) = (Vec::new(), Vec::new(), Vec::new());
    Field {
        name: name.into(),
        ty,
        required: Requirement::Optional,
        key: false,
        synonyms,
        meanings,
        groups,
        unit: None,
        help: String::new(),
        over_weeks: None,
        section: None,
        example: None,
    }
}

const WAN: ColumnUnit = ColumnUnit { money: MoneyUnit::WAN, percent: false };

fn read(ty: FieldType, content: Content, class: NumberClass, unit: ColumnUnit) -> Typed {
    let ctx = TypingContext { year: 2022, allowed_codes: vec!["91350203M0001QAY9B".into()] };
    let cell = GridCell { at: CellRef::new(0, 0), content, class, formula: false };
    read_cell(&field("字段", ty), &cell, unit, Edge::Start, &ctx)
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
    let options = ["谋划", "在建"].map(|name| Choice { name: name.into(), ..Choice::default() });
    let stages = Arc::new(Vocabulary { options: options.into() });
    for (ty, text, unit, expected) in [
        (FieldType::Text, "一、甲\n二、乙", WAN, "一、甲\n二、乙"),
        (FieldType::Name, "甲 乙\n有限公司", WAN, "甲乙有限公司"),
        (FieldType::Texts, "甲、乙", WAN, "甲+乙"),
        (FieldType::Money, "1.2", ColumnUnit { money: MoneyUnit::YiYuan, ..WAN }, "12000"),
        (FieldType::Money, "1200", WAN, "1200"),
        (FieldType::Money, "#REF!", WAN, "Unreadable ErrorValue"),
        (FieldType::Number, "2", WAN, "2"),
        (FieldType::Percent, "80", ColumnUnit { percent: true, ..WAN }, "0.8"),
        (FieldType::Date, "2022.3-2022.12", WAN, "2022-03 Period"),
        (FieldType::Month, "5", WAN, "2022-05 YearAssumed"),
        (FieldType::Year, "2023年底", WAN, "2023"),
        (FieldType::Choice(stages), "在建", WAN, "在建"),
        (FieldType::YesNo, "√", WAN, "true"),
        (FieldType::Person, "张  三", WAN, "张三"),
        (FieldType::Code, "91350203M0001QAY9B", WAN, "91350203M0001QAY9B"),
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
        assert_eq!(shown(&read(ty, Content::Number(number), class, WAN)), expected, "{number}");
    }
    assert_eq!(shown(&read(FieldType::Money, Content::NoResult, NumberClass::General, WAN)), "Unreadable NoResult");
    assert_eq!(shown(&read(FieldType::YesNo, Content::Bool(false), NumberClass::General, WAN)), "false");
}
