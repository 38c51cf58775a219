//! What expressions mean, as tables of cases; and the laws of dates and of three values.

use std::sync::Arc;

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{Bound, Slot, Truth, bind, parse};
use crate::value::{Date, Day, State, Value};

const FIELDS: &[&str] = &["周", "年累计", "阶段", "类型", "开工", "竣工", "备注", "入库", "坏", "免"];

fn row() -> Vec<State> {
    let types: Arc<[Arc<str>]> = Arc::from([Arc::from("智能改造"), Arc::from("绿色改造")]);
    vec![
        State::Value(Value::Number(Decimal::from(120))),
        State::Value(Value::Number(Decimal::from(100))),
        State::Value(Value::text("在建")),
        State::Value(Value::List(types)),
        State::Value(Value::Date(Date::month(2022, 5).expect("a month"))),
        State::Value(Value::Date(Date::day(Day::new(2022, 5, 16).expect("a day")))),
        State::Blank,
        State::Value(Value::Bool(true)),
        State::Unreadable,
        State::NotApplicable,
    ]
}

fn bound(text: &str) -> Bound {
    let cut_off = State::Value(Value::Date(Date::day(Day::new(2022, 5, 22).expect("a day"))));
    let slot = |name: &str| match name {
        "截至" => Some(Slot::Given(cut_off.clone())),
        _ => FIELDS.iter().position(|field| *field == name).map(Slot::Cell),
    };
    bind(&parse(text).expect(text), &slot).expect(text)
}

#[test]
fn truths() {
    let row = row();
    for (text, truth) in [
        ("周 <= 年累计", Truth::False),
        ("周 - 20 = 年累计", Truth::True),
        ("周 / 0 > 1", Truth::Unknown),
        ("周 / (年累计 - 100) > 1", Truth::Unknown),
        ("备注 > 1 或 周 > 1", Truth::True),
        ("备注 > 1 且 周 > 1", Truth::Unknown),
        ("备注 > 1 且 周 > 1000", Truth::False),
        ("非 备注 > 1", Truth::Unknown),
        ("阶段 属于 {谋划, 在建}", Truth::True),
        ("阶段 = \"在建\"", Truth::True),
        ("阶段 > \"在建\"", Truth::Unknown),
        ("阶段 = 3", Truth::Unknown),
        ("类型 属于 {绿色改造, 技术改造}", Truth::True),
        ("类型 属于 {技术改造}", Truth::False),
        ("备注 属于 {技术改造}", Truth::Unknown),
        ("入库", Truth::True),
        ("入库 = 否", Truth::False),
        ("非 入库", Truth::False),
        ("有(备注)", Truth::False),
        ("空(备注) 且 空(免)", Truth::True),
        ("有(坏)", Truth::Unknown),
        ("空(坏)", Truth::Unknown),
        ("有(周) 且 有(截至)", Truth::True),
        ("有(周 / 0)", Truth::Unknown),
        ("开工 <= 竣工", Truth::Unknown),
        ("开工 <= @2022-06", Truth::True),
        ("开工 > @2022", Truth::Unknown),
        ("开工 < @2022-04", Truth::False),
        ("开工 = @2022-05", Truth::True),
        ("开工 != 2022-05-16", Truth::Unknown),
        ("竣工 <= 截至", Truth::True),
        ("竣工 + 7 <= 截至", Truth::False),
        ("天数(截至, 竣工) = 6", Truth::True),
        ("天数(截至, 开工) > 0", Truth::Unknown),
        ("年(开工) = 2022", Truth::True),
        ("绝对值(年累计 - 周) = 20", Truth::True),
        ("-周 < 0", Truth::True),
    ] {
        assert_eq!(bound(text).truth(row.as_slice()), truth, "{text}");
    }
}

#[test]
fn values() {
    let row = row();
    for (text, value) in [
        ("周 / 年累计", Some(Value::Number(Decimal::new(12, 1)))),
        ("阶段", Some(Value::text("在建"))),
        ("周 > 年累计", Some(Value::Bool(true))),
        ("备注 + 1", None),
        ("79228162514264337593543950335 * 周", None),
        ("截至 + 0.5", None),
    ] {
        assert_eq!(bound(text).value(row.as_slice()), value, "{text}");
    }
}

#[test]
fn names_are_listed_once_and_unknown_ones_refused() {
    let expr = parse("有(甲) 且 (乙 > 甲 或 丙 属于 {丁})").expect("an expression");
    assert_eq!(expr.names().iter().map(AsRef::as_ref).collect::<Vec<&str>>(), ["甲", "乙", "丙"]);
    let error = bind(&expr, &|name| (name == "甲").then_some(Slot::Cell(0))).expect_err("乙 is unknown");
    assert_eq!(error.to_string(), "没有名为“乙”的字段或参数");
}

fn any_truth() -> impl Strategy<Value = Truth> {
    prop::sample::select(vec![Truth::True, Truth::False, Truth::Unknown])
}

fn any_interval() -> impl Strategy<Value = Date> {
    (19_000i32..19_040, 0i32..20).prop_filter_map("an interval", |(first, length)| {
        Date::vague(Day::from_number(first)?, Day::from_number(first + length)?)
    })
}

proptest! {
    #[test]
    fn three_values_follow_de_morgan(a in any_truth(), b in any_truth()) {
        prop_assert_eq!(a.and(b).not(), a.not().or(b.not()));
        prop_assert_eq!(a.and(b), b.and(a));
        prop_assert_eq!(a.not().not(), a);
    }

    /// A certain answer holds for every pair of days that the two dates may mean, and an unknown one for some but not all.
    #[test]
    fn date_comparisons_are_honest(a in any_interval(), b in any_interval()) {
        for (sign, holds) in [("<", i32::lt as fn(&i32, &i32) -> bool), ("<=", i32::le), (">", i32::gt), (">=", i32::ge), ("!=", i32::ne)] {
            let slot = |name: &str| Some(Slot::Cell(usize::from(name == "b")));
            let bound = bind(&parse(&format!("a {sign} b")).expect("an expression"), &slot).expect("bound");
            let row = [State::Value(Value::Date(a)), State::Value(Value::Date(b))];
            let mut days = (a.first().number()..=a.last().number())
                .flat_map(|x| (b.first().number()..=b.last().number()).map(move |y| holds(&x, &y)));
            let first = days.next().expect("an interval has a day");
            let expected = if days.all(|holds| holds == first) { first.into() } else { Truth::Unknown };
            // Two vague dates are never surely equal, even on the one day both mean.
            if sign != "!=" || expected != Truth::False {
                prop_assert_eq!(bound.truth(row.as_slice()), expected, "{} {} {}", a, sign, b);
            }
        }
    }
}
