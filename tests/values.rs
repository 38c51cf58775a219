//! The case lists of notations in `samples/values/`.

#![expect(clippy::expect_used, reason = "a test that cannot read its cases has failed")]

use std::fs;
use std::path::Path;

use sangai::value::day::Edge;
use sangai::value::{MoneyUnit, State, Typed, Value, code, day, money, percent, person, phone, yes_no};

/// Reads every line `written → meaning` and compares. A silent reading stands alone; `!` behind the meaning says that it is doubted.
fn check(file: &str, read: impl Fn(&str) -> Typed) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/values").join(file);
    let text = fs::read_to_string(&path).expect("the case list");
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let (written, meaning) = line.split_once('→').expect("a case");
        let (written, meaning) = (written.strip_suffix(' ').unwrap_or(written), meaning.trim());
        let got = shown(&read(written));
        count += 1;
        if got != meaning {
            wrong.push(format!("{written} → {got}, not {meaning}"));
        }
    }
    assert!(count > 0 && wrong.is_empty(), "{file}: {} of {count} wrong\n{}", wrong.len(), wrong.join("\n"));
}

fn shown(typed: &Typed) -> String {
    let value = match &typed.state {
        State::Blank => "空".to_owned(),
        State::NotApplicable => "不适用".to_owned(),
        State::Unreadable => return "读不出".to_owned(),
        State::Value(Value::Text(text)) => text.to_string(),
        State::Value(Value::Number(number)) => number.to_string(),
        State::Value(Value::Date(date)) => date.to_string(),
        State::Value(Value::Bool(truth)) => if *truth { "是" } else { "否" }.to_owned(),
        State::Value(Value::List(items)) => items.join("、"),
    };
    if typed.doubts.is_empty() { value } else { format!("{value} !") }
}

#[test]
fn amounts() {
    check("金额.txt", |t| money::read(t, MoneyUnit::WAN));
}

#[test]
fn dates() {
    check("日期.txt", |t| day::read(t, day::Context { year: 2022, edge: Edge::Start }));
}

#[test]
fn percents() {
    check("百分数.txt", |t| percent::read(t, false));
}

#[test]
fn yes_and_no() {
    check("是否.txt", yes_no::read);
}

#[test]
fn telephones() {
    check("电话.txt", phone::read);
}

#[test]
fn persons() {
    check("人名.txt", person::read);
}

#[test]
fn credit_codes() {
    check("信用代码.txt", |t| code::read(t, |_| false));
}
