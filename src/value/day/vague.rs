//! Words of time: 上半年, 第三季度, 5月底, 年内, 本月, 十四五期间, 长期.

use super::single::note;
use super::{Context, Read};
use crate::value::numeral::chinese_digit;
use crate::value::{Date, Day, Doubt, State, Typed, days_in_month};

/// Words of a year relative to the reporting year.
const RELATIVE_YEARS: &[(&str, i16)] = &[
    ("今年", 0),
    ("本年度", 0),
    ("本年", 0),
    ("当年", 0),
    ("明年", 1),
    ("次年", 1),
    ("来年", 1),
    ("后年", 2),
    ("去年", -1),
    ("上年", -1),
    ("前年", -2),
];
/// Parts of a year, as months.
const YEAR_PARTS: &[(&str, u8, u8)] = &[
    ("上半年", 1, 6),
    ("下半年", 7, 12),
    ("前三季度", 1, 9),
    ("年初", 1, 3),
    ("年中", 6, 7),
    ("年底", 12, 12),
    ("年末", 12, 12),
    ("岁末", 12, 12),
    ("全年", 1, 12),
    ("年内", 1, 12),
    ("内", 1, 12),
    ("初", 1, 3),
    ("中", 6, 7),
    ("底", 12, 12),
    ("末", 12, 12),
];
/// Parts of a month, as days; 31 is its end.
const MONTH_PARTS: &[(&str, u8, u8)] = &[
    ("上旬", 1, 10),
    ("月初", 1, 10),
    ("初", 1, 10),
    ("中旬", 11, 20),
    ("月中", 11, 20),
    ("中", 11, 20),
    ("下旬", 21, 31),
    ("月底", 21, 31),
    ("月末", 21, 31),
    ("底", 21, 31),
    ("末", 21, 31),
];
const ALWAYS: &[&str] =
    &["长期", "长期有效", "永久", "永久有效", "持续", "持续推进", "持续进行", "常年", "全年推进", "每年", "无固定期限"];
const SOMEDAY: &[&str] = &["尽快", "尽早", "适时", "近期", "择机", "条件成熟后", "抓紧办理"];
const NOT_YET: &[&str] = &[
    "未开工",
    "尚未开工",
    "未动工",
    "未竣工",
    "尚未竣工",
    "未完工",
    "未投产",
    "尚未投产",
    "未开始",
    "未实施",
    "未入库",
    "未办理",
    "未放款",
    "未签约",
    "未认定",
    "未兑现",
];

/// A text that is an answer but no date: 尚未开工, 尽快.
pub(super) fn no_date(text: &str) -> Option<Typed> {
    if NOT_YET.contains(&text) {
        return Some(State::NotApplicable.into());
    }
    SOMEDAY.contains(&text).then(|| Typed::from(State::NotApplicable).with(Doubt::Vague))
}

/// Takes 今年, 明年 off the front: the rest, and the year they mean.
pub(super) fn relative(text: &str, context: Context) -> (&str, Option<i16>) {
    match RELATIVE_YEARS.iter().find_map(|(word, years)| Some((text.strip_prefix(word)?, years))) {
        Some((rest, years)) if !rest.is_empty() => (rest.trim_start_matches(['的', ',']), context.year.checked_add(*years)),
        _ => (text, None),
    }
}

/// A text of words only.
pub(super) fn read(text: &str, context: Context) -> Option<Read> {
    if ALWAYS.contains(&text) {
        return vague(Day::new(1900, 1, 1)?, Day::new(2199, 12, 31)?);
    }
    if let Some(plan) = five_year_plan(text) {
        return Some(plan);
    }
    let relative = RELATIVE_YEARS.iter().find_map(|(word, years)| Some((text.strip_prefix(word)?, years)));
    match relative {
        Some((rest, years)) => {
            let year = context.year.checked_add(*years)?;
            in_year(year, rest).or_else(|| note(rest, Date::year(year)?)).map(|r| r.with_if(true, Doubt::YearAssumed))
        }
        None => in_year(context.year, text.trim_start_matches("预计").trim_start_matches("计划"))
            .map(|r| r.with_if(true, Doubt::YearAssumed)),
    }
}

/// 上半年, 底, 第二季度 of a year. `None` if the text says none of these; nothing is a plain year only for [`single`](super::single).
pub(super) fn in_year(year: i16, rest: &str) -> Option<Read> {
    if rest.is_empty() {
        return None;
    }
    if let Some(number) =
        rest.trim_start_matches('第').strip_suffix("季度").or_else(|| rest.trim_start_matches('第').strip_suffix('季'))
    {
        let digit = number.chars().next().and_then(|c| c.to_digit(10).or_else(|| chinese_digit(c).map(u32::from)))?;
        return (number.chars().count() == 1).then(|| quarter(year, digit as i32))?;
    }
    let (after, first, last) =
        YEAR_PARTS.iter().find_map(|(word, first, last)| Some((rest.strip_prefix(word)?, *first, *last)))?;
    months(year, first, last, after)
}

/// Quarter 1 to 4 of a year.
pub(super) fn quarter(year: i16, number: i32) -> Option<Read> {
    let number = u8::try_from(number).ok().filter(|n| (1..=4).contains(n))?;
    months(year, number * 3 - 2, number * 3, "")
}

fn months(year: i16, first: u8, last: u8, after: &str) -> Option<Read> {
    let date = Date::vague(Day::new(year, first, 1)?, Day::new(year, last, days_in_month(year, last))?)?;
    note(after, date).map(|read| read.with_if(true, Doubt::Vague))
}

/// 底, 上旬, 初 of a month.
pub(super) fn in_month(year: i16, month: i32, rest: &str) -> Option<Read> {
    let month = u8::try_from(month).ok().filter(|m| (1..=12).contains(m))?;
    let (after, first, last) =
        MONTH_PARTS.iter().find_map(|(word, first, last)| Some((rest.strip_prefix(word)?, *first, *last)))?;
    let date = Date::vague(Day::new(year, month, first)?, Day::new(year, month, last.min(days_in_month(year, month)))?)?;
    note(after, date).map(|read| read.with_if(true, Doubt::Vague))
}

/// 十四五 is 2021 to 2025, and so on by fives.
fn five_year_plan(text: &str) -> Option<Read> {
    let word = text.trim_matches(|c: char| matches!(c, '"' | '“' | '”' | '「' | '」'));
    let number = word.strip_suffix("期间").or_else(|| word.strip_suffix("时期")).unwrap_or(word);
    let number = number.trim_matches(|c: char| matches!(c, '"' | '“' | '”')).strip_prefix('十')?.strip_suffix('五')?;
    let mut chars = number.chars();
    let (digit, None) = (chinese_digit(chars.next()?)?, chars.next()) else { return None };
    let first = 2021 + (i16::from(digit) - 4) * 5;
    vague(Day::new(first, 1, 1)?, Day::new(first + 4, 12, 31)?)
}

fn vague(first: Day, last: Day) -> Option<Read> {
    Some(Read::certain(Date::vague(first, last)?).with_if(true, Doubt::Vague))
}
