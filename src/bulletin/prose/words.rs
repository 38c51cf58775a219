//! Values in words, as the prose of an office writes them: money in 亿元 or 万元, rates in %, changes in 百分点.

use std::sync::Arc;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::statistics::{Kind, StatValue};

/// A value that a template may name.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    pub kind: Kind,
    pub value: StatValue,
    /// The same a week earlier.
    pub past: Option<StatValue>,
}

impl Fact {
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self { kind: Kind::Text, value: StatValue::Text(Arc::from(text)), past: None }
    }

    #[must_use]
    pub const fn count(count: usize) -> Self {
        Self { kind: Kind::Count, value: StatValue::Count(count as i64), past: None }
    }
}

/// What may stand behind the colon, for people who wrote something else.
pub(super) const FORMATS: &str = "亿元、万元、数、绝对、1位、2位、上周、较上周（后面可跟量词，如“较上周 个”）";

/// How a value is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Format<'f> {
    when: When,
    scale: Scale,
    absolute: bool,
    decimals: Option<u32>,
    /// Said after a change: 个.
    counter: &'f str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum When {
    #[default]
    Now,
    LastWeek,
    Change,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Scale {
    /// 亿元 from 1亿元 on, else 万元.
    #[default]
    Fitting,
    Yi,
    Wan,
    /// The bare number.
    Bare,
}

impl<'f> Format<'f> {
    fn read(text: &'f str) -> Option<Self> {
        let mut format = Self::default();
        for word in text.split_whitespace() {
            match word {
                "上周" => format.when = When::LastWeek,
                "较上周" => format.when = When::Change,
                "绝对" => format.absolute = true,
                "亿元" => format.scale = Scale::Yi,
                "万元" => format.scale = Scale::Wan,
                "数" => format.scale = Scale::Bare,
                _ => match word.strip_suffix('位').and_then(|digits| digits.parse().ok()).filter(|digits| *digits <= 6) {
                    Some(digits) => format.decimals = Some(digits),
                    None if format.when == When::Change && word.chars().count() <= 2 => format.counter = word,
                    None => return None,
                },
            }
        }
        Some(format)
    }
}

pub(super) fn is_format(text: &str) -> bool {
    Format::read(text).is_some()
}

/// A value in prose; `None` if there is none.
pub(super) fn written(kind: Kind, value: &StatValue, past: Option<&StatValue>, format: &str) -> Option<String> {
    let format = Format::read(format)?;
    match format.when {
        When::Now => said(kind, value, format),
        When::LastWeek => said(kind, past?, format),
        When::Change => changed(kind, number(value)?, number(past?)?, format),
    }
}

fn said(kind: Kind, value: &StatValue, format: Format<'_>) -> Option<String> {
    if let StatValue::Text(text) = value {
        return Some(one_line(text)).filter(|text| !text.is_empty());
    }
    let number = number(value)?;
    Some(in_words(kind, if format.absolute { number.abs() } else { number }, format))
}

fn in_words(kind: Kind, number: Decimal, format: Format<'_>) -> String {
    match kind {
        Kind::Money => money(number, format),
        Kind::Rate | Kind::Points => {
            let digits = fixed(number * Decimal::ONE_HUNDRED, format.decimals.unwrap_or(1));
            match (kind, format.scale) {
                (_, Scale::Bare) => digits,
                (Kind::Rate, _) => format!("{digits}%"),
                _ => format!("{digits}个百分点"),
            }
        }
        _ => plain(number, format.decimals.unwrap_or(2)),
    }
}

/// From 万元.
fn money(number: Decimal, format: Format<'_>) -> String {
    const YI: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);
    let decimals = format.decimals.unwrap_or(2);
    let in_yi = match format.scale {
        Scale::Yi => true,
        Scale::Fitting => number.abs() >= YI,
        Scale::Wan | Scale::Bare => false,
    };
    if in_yi {
        return format!("{}亿元", plain(number / YI, decimals));
    }
    plain(number, decimals) + if format.scale == Scale::Bare { "" } else { "万元" }
}

fn changed(kind: Kind, now: Decimal, past: Decimal, format: Format<'_>) -> Option<String> {
    let change = now.checked_sub(past)?;
    let is_rate = matches!(kind, Kind::Rate | Kind::Points);
    let unit = if is_rate { Kind::Points } else { kind };
    let size = in_words(unit, change.abs(), format);
    let nothing = in_words(unit, Decimal::ZERO, format);
    Some(match (size == nothing, change.is_sign_negative(), is_rate) {
        (true, ..) => "与上周持平".to_owned(),
        (_, false, true) => format!("较上周提高{size}"),
        (_, true, true) => format!("较上周下降{size}"),
        (_, false, _) => format!("较上周增加{size}{}", format.counter),
        (_, true, _) => format!("较上周减少{size}{}", format.counter),
    })
}

/// A value in the cell of a table: money in 万元 without its unit, rates with one decimal.
#[must_use]
pub fn shown(kind: Kind, value: &StatValue) -> String {
    let bare = Format { scale: Scale::Bare, ..Format::default() };
    match (value, number(value)) {
        (StatValue::Text(text), _) => one_line(text),
        (_, None) => "—".to_owned(),
        (_, Some(number)) if kind == Kind::Rate => in_words(kind, number, Format::default()),
        (_, Some(number)) if kind == Kind::Score => fixed(number, 2),
        (_, Some(number)) => in_words(kind, number, bare),
    }
}

/// The number of a value; none for texts and where the base is 0.
pub(super) fn number(value: &StatValue) -> Option<Decimal> {
    match value {
        StatValue::Count(count) => Some(Decimal::from(*count)),
        StatValue::Number(number) => Some(*number),
        StatValue::Ratio { numerator, denominator } => numerator.checked_div(*denominator),
        StatValue::Text(_) | StatValue::None => None,
    }
}

fn rounded(number: Decimal, decimals: u32) -> Decimal {
    number.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

fn fixed(number: Decimal, decimals: u32) -> String {
    format!("{:.*}", decimals as usize, rounded(number, decimals))
}

/// Without zeros at the end.
fn plain(number: Decimal, decimals: u32) -> String {
    rounded(number, decimals).normalize().to_string()
}

/// What departments wrote, on one line, without signs that no page can show.
fn one_line(text: &str) -> String {
    let shown: String = text.chars().map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c }).collect();
    shown.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// 一, 二, … 九十九.
pub(super) fn han(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (number / 10, number % 10) {
        (0, ones) => DIGITS[ones].to_owned(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens @ 2..=9, ones) => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
        _ => number.to_string(),
    }
}
