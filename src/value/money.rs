//! Amounts: `2000万`, `1.2亿元`, `约3000`, `壹佰万元整`; exact, in 万元.

use rust_decimal::Decimal;

use super::Doubt;
use super::normalise::{chinese_number, folded};
use super::number::plain;

/// A unit of money, by its worth in 元.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoneyUnit(Decimal);

const UNITS: &[(&str, i64)] = &[
    ("百亿", 10_000_000_000),
    ("十亿", 1_000_000_000),
    ("亿", 100_000_000),
    ("千万", 10_000_000),
    ("百万", 1_000_000),
    ("万", 10_000),
    ("千", 1_000),
];

impl MoneyUnit {
    /// 万元, the unit of the ledger.
    pub const WAN: Self = Self(Decimal::from_parts(10_000, 0, 0, false, 0));

    /// From a word such as 万元, 亿元, 元, 人民币万元; `None` if it is no unit of money.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.trim().trim_start_matches("人民币");
        if word == "元" {
            return Some(Self(Decimal::ONE));
        }
        let stem = word.strip_suffix('元').unwrap_or(word);
        UNITS.iter().find(|(name, _)| *name == stem).map(|(_, worth)| Self(Decimal::from(*worth)))
    }

    /// An amount in this unit, in 万元. `None` on overflow.
    #[must_use]
    pub fn in_wan(self, amount: Decimal) -> Option<Decimal> {
        amount.checked_mul(self.0)?.checked_div(Self::WAN.0).map(|d| d.normalize())
    }
}

/// What an amount's text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// In 万元.
    pub value: Decimal,
    pub doubts: Vec<Doubt>,
}

const BEFORE: &[&str] = &["人民币", "rmb", "cny", "¥", "￥", "约为", "大约", "预计", "约", "近", "超", "逾", "共计", "共", "计"];
const VAGUE_BEFORE: &[&str] = &["约为", "大约", "预计", "约", "近", "超", "逾"];
const VAGUE_AFTER: &[&str] = &["左右", "上下", "以上", "余", "多"];

/// Reads an amount. `column` is the unit of a bare number.
#[must_use]
pub fn parse(text: &str, column: MoneyUnit) -> Option<Amount> {
    let mut doubts = Vec::new();
    let folded = folded(text).to_lowercase();
    let mut body = strip_note(folded.as_str());
    while let Some(prefix) = BEFORE.iter().find(|p| body.starts_with(**p) && body.len() > p.len()) {
        if VAGUE_BEFORE.contains(prefix) {
            push(&mut doubts, Doubt::Approximate);
        }
        body = body[prefix.len()..].trim_start_matches([':', ' ']);
    }
    let mut body = body.trim_end_matches(['整', '正', ' ']).to_owned();
    for word in VAGUE_AFTER {
        if body.contains(word) {
            body = body.replace(word, "");
            push(&mut doubts, Doubt::Approximate);
        }
    }
    let value = compound(body.trim(), column, &mut doubts)?;
    Some(Amount { value, doubts })
}

fn push(doubts: &mut Vec<Doubt>, doubt: Doubt) {
    if !doubts.contains(&doubt) {
        doubts.push(doubt);
    }
}

/// `5000(含设备2000)` and `(9月)5000` without the note; an accounting negative `(100)` is left alone.
fn strip_note(text: &str) -> &str {
    let mut body = text.trim();
    if let Some(rest) = body.strip_prefix('(')
        && let Some((note, after)) = rest.split_once(')')
        && !after.trim().is_empty()
        && plain(note).is_none()
    {
        body = after.trim();
    }
    match body.split_once('(') {
        Some((before, note)) if !before.trim().is_empty() && note.trim_end().ends_with(')') => before.trim(),
        _ => body,
    }
}

/// `1亿2000万`, `1.2亿元`, `5000`: pieces of number and unit, the last of which may be bare.
fn compound(text: &str, column: MoneyUnit, doubts: &mut Vec<Doubt>) -> Option<Decimal> {
    if let Some(value) = plain(text) {
        return column.in_wan(value);
    }
    if text.chars().any(|c| c.is_ascii_digit()) {
        let (mut rest, mut total, mut last) = (text, Decimal::ZERO, None::<MoneyUnit>);
        while !rest.is_empty() {
            let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '-'))).unwrap_or(rest.len());
            let number = plain(&rest[..end])?;
            let tail = &rest[end..];
            let unit_end = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len());
            let word = tail[..unit_end].trim();
            let unit = if word.is_empty() { column } else { MoneyUnit::parse(word)? };
            if last.is_some_and(|l| l.0 <= unit.0) {
                return None;
            }
            total = total.checked_add(unit.in_wan(number)?)?;
            last = Some(unit);
            rest = &tail[unit_end..];
        }
        if last.is_some_and(|unit| unit != column) {
            push(doubts, Doubt::UnitInValue);
        }
        return Some(total.normalize());
    }
    let (numerals, unit) = match text.strip_suffix('元') {
        Some(numerals) => (numerals, MoneyUnit(Decimal::ONE)),
        None if text.ends_with(['万', '亿', '萬']) => (text, MoneyUnit(Decimal::ONE)),
        None => (text, column),
    };
    unit.in_wan(Decimal::from(chinese_number(numerals)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units() {
        for (word, one) in
            [("万元", "1"), ("亿元", "10000"), ("元", "0.0001"), ("百万元", "100"), ("千元", "0.1"), ("亿", "10000")]
        {
            let unit = MoneyUnit::parse(word).expect(word);
            assert_eq!(unit.in_wan(Decimal::ONE).map(|d| d.to_string()).as_deref(), Some(one), "{word}");
        }
        assert_eq!(MoneyUnit::parse("亩"), None);
    }

    #[test]
    fn doubts_are_told() {
        let read = |text| parse(text, MoneyUnit::WAN).map(|a| a.doubts);
        assert_eq!(read("约3000万元"), Some(vec![Doubt::Approximate]));
        assert_eq!(read("1.2亿元"), Some(vec![Doubt::UnitInValue]));
        assert_eq!(read("5,000"), Some(vec![]));
        assert_eq!(read("2000万"), Some(vec![]));
        assert_eq!(read("以评审为准"), None);
    }
}
