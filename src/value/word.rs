//! Words: yes and no, lists, persons, telephone numbers.

use super::Doubt;
use super::normalise::{folded, is_invisible, key};

/// 是 or 否 in its many forms; `None` if it is neither.
#[must_use]
pub fn yes_no(text: &str) -> Option<bool> {
    let key = key(text).to_lowercase();
    match key.as_str() {
        "是" | "√" | "✓" | "✔" | "☑" | "对" | "有" | "y" | "yes" | "t" | "true" | "1" | "已" | "o" | "●" => {
            return Some(true);
        }
        "否" | "×" | "✗" | "✕" | "✘" | "x" | "不" | "不是" | "没有" | "没" | "n" | "no" | "f" | "false" | "0" | "未" | "非" =>
        {
            return Some(false);
        }
        _ => {}
    }
    if ["未", "没有", "不", "否", "尚未", "无"].iter().any(|w| key.starts_with(w)) {
        return Some(false);
    }
    ["已", "是", "有"].iter().any(|w| key.starts_with(w)).then_some(true)
}

/// The pieces of a cell that names several: 、 ， , ； ; / newline; blanks only where every piece is longer than one character.
#[must_use]
pub fn list(text: &str) -> Vec<String> {
    let strong: Vec<String> = text
        .split(['、', '，', ',', '；', ';', '/', '\\', '\n', '\r', '+', '＋', '|', '｜'])
        .map(|p| p.trim_matches(|c: char| c.is_whitespace() || is_invisible(c)))
        .filter(|p| !p.is_empty())
        .map(str::to_owned)
        .collect();
    match strong.as_slice() {
        [one] => {
            let parts: Vec<String> = one.split_whitespace().map(str::to_owned).collect();
            if parts.len() > 1 && parts.iter().all(|p| p.chars().count() > 1) { parts } else { strong }
        }
        _ => strong,
    }
}

/// A person's name without blanks, telephone number, title; several people give the first.
#[must_use]
pub fn person(text: &str) -> Option<(String, Vec<Doubt>)> {
    let words: String = folded(text).chars().map(|c| if c.is_ascii_digit() || "()-:+".contains(c) { '、' } else { c }).collect();
    let pieces: Vec<String> = words
        .split(['、', ',', ';', '/', '\n'])
        .map(key)
        .map(|p| {
            p.trim_start_matches("联系人").trim_start_matches("姓名").trim_end_matches("电话").trim_end_matches("手机").to_owned()
        })
        .filter(|p| !p.is_empty())
        .collect();
    let first = pieces.first()?;
    let name = without_title(first);
    if !name.chars().all(|c| c.is_alphabetic() || matches!(c, '·' | '•' | '.')) {
        return None;
    }
    let several = pieces.len() > 1
        && pieces[1..].iter().any(|p| (2..=4).contains(&p.chars().count()) && without_title(p).len() == p.len() && !is_note(p));
    Some((name.to_owned(), if several { vec![Doubt::SeveralPersons] } else { Vec::new() }))
}

const TITLES: &[&str] = &[
    "副书记",
    "副局长",
    "副镇长",
    "副乡长",
    "副主任",
    "书记",
    "局长",
    "镇长",
    "乡长",
    "主任",
    "经理",
    "总经理",
    "董事长",
    "厂长",
    "科长",
    "股长",
    "同志",
];

fn without_title(name: &str) -> &str {
    TITLES
        .iter()
        .filter_map(|t| name.strip_suffix(t))
        .filter(|n| (2..=4).contains(&n.chars().count()))
        .min_by_key(|n| n.len())
        .unwrap_or(name)
}

fn is_note(text: &str) -> bool {
    ["电话", "手机", "负责", "分管", "单位", "局", "镇", "乡"].iter().any(|w| text.contains(w))
}

/// A telephone number: digits of a mobile, `0377-63312345` of a land line; with a doubt if it is neither.
#[must_use]
pub fn phone(text: &str) -> Option<(String, Vec<Doubt>)> {
    let folded = folded(text);
    let mut runs: Vec<String> = Vec::new();
    let mut run = String::new();
    for c in folded.chars().chain(['、']) {
        match c {
            '0'..='9' => run.push(c),
            '-' | ' ' | '(' | ')' | '—' | '+' | '.' if !run.is_empty() || c == '+' || c == '(' => run.push('-'),
            _ if !run.is_empty() => runs.push(std::mem::take(&mut run)),
            _ => {}
        }
    }
    let run = runs.iter().flat_map(|r| split_mobiles(r)).find(|r| r.chars().filter(char::is_ascii_digit).count() >= 5)?;
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.strip_prefix("86").filter(|d| d.len() == 11).unwrap_or(&digits).to_owned();
    if digits.len() == 11 && digits.starts_with('1') && !digits.starts_with("10") && !digits.starts_with("11") {
        return Some((digits, Vec::new()));
    }
    if digits.starts_with('0') && (10..=16).contains(&digits.len()) {
        let area = if digits.starts_with("01") || digits.starts_with("02") { 3 } else { 4 };
        return Some((format!("{}-{}", &digits[..area], &digits[area..]), Vec::new()));
    }
    if matches!(digits.len(), 7 | 8) && !digits.starts_with(['0', '1']) {
        return Some((digits, Vec::new()));
    }
    Some((digits, vec![Doubt::PhoneShape]))
}

/// `13800001234 13900001234` holds two numbers: the first counts.
fn split_mobiles(run: &str) -> Vec<String> {
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == 22 && digits.starts_with('1') { vec![digits[..11].to_owned()] } else { vec![run.to_owned()] }
}
