//! Amounts as people write them: digits with separators, Chinese numerals, 万 and 亿 in between, words of approximation, notes around.
//!
//! [`read`] finds the one number of a text and what stands behind it; `money`, `number` and `percent` judge the unit.

use rust_decimal::Decimal;

use super::Doubt;
use super::normalise::{compact, split_notes};
use super::numeral::{chinese_digit, magnitude};

/// The number of a text. `1.2亿元` is 120000000 with `yi`, and `元` is left over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Amount {
    pub(crate) number: Decimal,
    /// 万 or 亿 were written: the number is absolute.
    pub(crate) wan: bool,
    pub(crate) yi: bool,
    pub(crate) approximate: bool,
    /// What stands behind the number, without approximations and notes: a unit, or nothing.
    pub(crate) tail: String,
}

/// Words before an amount that make it approximate or a bound; and those that say nothing.
const ABOUT_BEFORE: &[&str] = &[
    "大约",
    "大概",
    "约为",
    "约",
    "将近",
    "接近",
    "近",
    "超过",
    "超",
    "不足",
    "不到",
    "不少于",
    "不低于",
    "至少",
    "最多",
    ">",
    "<",
    "≥",
    "≤",
    "≈",
];
const FILLER_BEFORE: &[&str] =
    &["人民币", "rmb", "cny", "¥", "'", "‘", "’", "\"", "预计", "预估", "计划", "共计", "共", "合计", "总计", "拟", "为", ":"];
/// Words behind an amount that make it approximate or a bound.
const ABOUT_AFTER: &[&str] = &["左右", "上下", "以上", "以下", "以内", "不到", "余", "多", "+", "约"];
/// What begins a note behind an amount.
const NOTE_AFTER: &[&str] = &["其中", "含", "包括", "包含", ",", ";", "。", "、"];

/// The amount of a text that is not blank. The error says why there is none.
pub(crate) fn read(text: &str) -> Result<Amount, Doubt> {
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && text.as_bytes()[0] != b'.' {
        return plain(text);
    }
    let compact = compact(text).to_lowercase();
    if let Some(inside) = compact.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'))
        && let Ok(amount) = read_open(inside, false)
    {
        return negated(amount);
    }
    let (outside, notes) = split_notes(&compact);
    let about = notes.iter().any(|note| ABOUT_BEFORE.contains(&note.as_str()) || ABOUT_AFTER.contains(&note.as_str()));
    let mut amount = read_open(&outside, about)?;
    // 5000（万元）: a bracket right behind the number that holds nothing but a unit is the unit.
    if let (true, [note]) = (amount.tail.is_empty(), notes.as_slice())
        && super::MoneyUnit::parse(note).is_some()
    {
        return read_open(&format!("{outside}{note}"), about);
    }
    amount.tail = strip_note(&amount.tail).to_owned();
    Ok(amount)
}

/// Digits and a point only, as nearly all amounts are.
fn plain(text: &str) -> Result<Amount, Doubt> {
    let number: Decimal = text.trim_end_matches('.').parse().map_err(|_| Doubt::Unreadable)?;
    Ok(Amount { number, wan: false, yi: false, approximate: false, tail: String::new() })
}

/// `(100)` in bookkeeping is −100; a bracketed text with anything else in it is no number.
fn negated(mut amount: Amount) -> Result<Amount, Doubt> {
    amount.number = -amount.number;
    if amount.tail.is_empty() || amount.tail.ends_with('元') { Ok(amount) } else { Err(Doubt::Unreadable) }
}

/// A text without brackets.
fn read_open(text: &str, about: bool) -> Result<Amount, Doubt> {
    let (mut rest, mut approximate) = (text.trim(), about);
    while let Some(next) = strip_one(rest, ABOUT_BEFORE, FILLER_BEFORE) {
        approximate |= next.1;
        rest = next.0.trim_start();
    }
    let (sign, digits) = match rest.strip_prefix(['-', '—', '–']) {
        Some(digits) => (-Decimal::ONE, digits.trim_start()),
        None => (Decimal::ONE, rest.strip_prefix('+').unwrap_or(rest)),
    };
    let (mut amount, mut tail) = magnitude(digits).ok_or_else(|| failure(text))?;
    while let Some(shorter) = ABOUT_AFTER.iter().find_map(|word| tail.strip_prefix(word)) {
        if shorter.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(Doubt::Unreadable);
        }
        (approximate, tail) = (true, shorter);
    }
    if let Some(shorter) = ABOUT_AFTER.iter().find_map(|word| tail.strip_suffix(word)) {
        (approximate, tail) = (true, shorter);
    }
    if is_range(tail) {
        return Err(Doubt::Range);
    }
    if tail.starts_with(|c: char| c.is_ascii_digit() || c == '.') || letter_in_digits(text) {
        return Err(failure(text));
    }
    amount.number *= sign;
    amount.approximate |= approximate;
    strip_note(tail).clone_into(&mut amount.tail);
    Ok(amount)
}

fn strip_one<'a>(text: &'a str, about: &[&str], filler: &[&str]) -> Option<(&'a str, bool)> {
    let about = about.iter().find_map(|word| text.strip_prefix(word)).map(|rest| (rest, true));
    about.or_else(|| filler.iter().find_map(|word| text.strip_prefix(word)).map(|rest| (rest, false)))
}

/// Cuts a note (`，其中设备2000`) and closing marks off what stands behind a number.
fn strip_note(tail: &str) -> &str {
    let cut = NOTE_AFTER.iter().filter_map(|word| tail.find(word)).min().unwrap_or(tail.len());
    tail[..cut].trim().trim_end_matches('.')
}

/// `-5000`, `~5000万`, `至5000` behind a number.
fn is_range(tail: &str) -> bool {
    let after = tail.trim_start_matches(|c: char| !matches!(c, '-' | '~' | '～' | '—' | '–' | '至' | '到' | '/'));
    // A unit may stand before the mark: 3000万-5000万.
    let before = &tail[..tail.len() - after.len()];
    let mark = after.trim_start_matches(['-', '~', '～', '—', '–', '至', '到', '/']);
    before.chars().all(|c| matches!(c, '万' | '亿' | '千' | '百' | '元' | '%' | '.' | '亩' | ' '))
        && mark.len() < after.len()
        && mark.trim_start().starts_with(|c: char| c.is_ascii_digit() || chinese_digit(c).is_some())
}

fn failure(text: &str) -> Doubt {
    if letter_in_digits(text) { Doubt::LetterInNumber } else { Doubt::Unreadable }
}

/// An `o`, `l`, `i`, `s` or `z` next to a digit in a text of digits: typed for 0, 1, 5 or 2.
fn letter_in_digits(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |i: Option<usize>| i.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_digit);
    let letter = |b: u8| matches!(b, b'o' | b'l' | b'i' | b's' | b'z');
    bytes.iter().enumerate().any(|(i, &b)| letter(b) && (digit(i.checked_sub(1)) || digit(Some(i + 1))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match read(text) {
            Ok(a) => format!(
                "{}{}{}",
                if a.approximate { "~" } else { "" },
                a.number.normalize(),
                if a.tail.is_empty() { String::new() } else { format!("[{}]", a.tail) }
            ),
            Err(doubt) => format!("{doubt:?}"),
        }
    }

    #[test]
    fn amounts() {
        for (text, expected) in [
            ("1,200", "1200"),
            ("１，２００．５０", "1200.5"),
            ("1 200 000", "1200000"),
            ("1,2000", "12000"),
            ("1,20,000", "Unreadable"),
            ("3000 5000", "Unreadable"),
            ("3000,5000", "Unreadable"),
            ("1.2亿元", "120000000[元]"),
            ("1亿2000万元", "120000000[元]"),
            ("3千万", "30000000"),
            ("壹佰万元整", "1000000[元整]"),
            ("一点二亿", "120000000"),
            ("一百零五", "105"),
            ("两千三百五十", "2350"),
            ("十五", "15"),
            ("二万五", "Unreadable"),
            ("约3000", "~3000"),
            ("3000余万元", "~30000000[元]"),
            ("3000万余元", "~30000000[元]"),
            ("1亿多元", "~100000000[元]"),
            ("5000左右", "~5000"),
            ("5000万元以上", "~50000000[元]"),
            ("5000（约）", "~5000"),
            ("不足500", "~500"),
            ("3000-5000", "Range"),
            ("3000万～5000万", "Range"),
            ("3000至5000", "Range"),
            ("(100)", "-100"),
            ("（1,000.5）", "-1000.5"),
            ("-50", "-50"),
            ("(9月)12345", "12345"),
            ("5000（含设备2000）", "5000"),
            ("5000,其中设备2000", "5000"),
            ("5000（万元）", "50000000[元]"),
            ("RMB 5000万", "50000000"),
            ("￥5,000.00", "5000"),
            ("5O00", "LetterInNumber"),
            ("l200", "LetterInNumber"),
            ("5000。", "5000"),
            ("3。5", "3.5"),
            ("1.2.3", "Unreadable"),
            ("abc", "Unreadable"),
            ("1.2E+4", "12000"),
            ("5亩", "5[亩]"),
            ("80%", "80[%]"),
            ("", "Unreadable"),
            ("二〇二二", "2022"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
