//! The case lists of notations in `samples/values/`.

#![expect(clippy::expect_used, reason = "a test that cannot read its cases has failed")]

use std::fs;
use std::path::Path;

use sangai::value::{code, day, money, normalise, percent, word};

/// Reads every line `written → meaning` and compares.
fn check(file: &str, read: impl Fn(&str) -> Option<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/values").join(file);
    let text = fs::read_to_string(&path).expect("the case list");
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let (written, meaning) = line.split_once('→').expect("a case");
        let (written, meaning) = (written.strip_suffix(' ').unwrap_or(written), meaning.trim());
        let got = if normalise::is_blank(written) {
            "空".to_owned()
        } else if normalise::is_not_applicable(written) {
            "不适用".to_owned()
        } else {
            read(written).unwrap_or_else(|| "读不出".to_owned())
        };
        count += 1;
        if got != meaning {
            wrong.push(format!("{written} → {got}, not {meaning}"));
        }
    }
    assert!(count > 0 && wrong.is_empty(), "{file}: {} of {count} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn amounts() {
    check("金额.txt", |t| money::parse(t, money::MoneyUnit::WAN).map(|a| a.value.to_string()));
}

#[test]
fn dates() {
    check("日期.txt", |t| day::parse(t, 2022, day::Edge::Start).ok().map(|r| r.date.to_string()));
}

#[test]
fn percents() {
    check("百分数.txt", |t| percent::parse(t, percent::PercentScale::Unsaid).map(|p| p.0.normalize().to_string()));
}

#[test]
fn yes_and_no() {
    check("是否.txt", |t| word::yes_no(t).map(|y| if y { "是" } else { "否" }.to_owned()));
}

#[test]
fn telephones() {
    check("电话.txt", |t| word::phone(t).map(|p| p.0));
}

#[test]
fn persons() {
    check("人名.txt", |t| word::person(t).map(|p| p.0));
}

#[test]
fn credit_codes() {
    check("信用代码.txt", |t| Some(code::parse(t, &[]).0));
}
