//! Dates as written: `2022年5月16日`, `2022.5.16`, `20220516`, `5月底`, `上半年`, `2022年3月至12月`.

use super::normalise::{chinese_number, folded};
use super::{Date, Day, Doubt, days_in_month};

/// Which end of a period a field asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Edge {
    #[default]
    Start,
    End,
}

/// A date that was read, with what was assumed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    pub date: Date,
    pub doubts: Vec<Doubt>,
}

/// Why a text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misread {
    NoDate,
    /// Shaped like a date, but there is no such day.
    Impossible,
}

const NOISE: &[&str] =
    &["预计", "计划", "拟于", "拟", "已于", "于", "约", "大约", "力争", "争取", "目标", "至迟", "不晚于", "将于", "在"];
const TAILS: &[&str] = &["开工", "竣工", "完工", "投产", "建成", "前", "之前", "左右", "完成", "以前", "动工", "入库", "底前"];

/// Reads a date text. `year` is the reporting year, used where the text names none.
///
/// # Errors
/// [`Misread`] if it is no date.
pub fn parse(text: &str, year: i16, edge: Edge) -> Result<Read, Misread> {
    let clean = clean(text);
    if let Some(read) = period(&clean, year, edge) {
        return Ok(read);
    }
    single(&clean, year)
}

/// Normalised, Chinese digits in ASCII, notes and words around the date gone.
fn clean(text: &str) -> String {
    let mut body = folded(text).replace(['。', '、', '·', '．'], ".").replace(['曰', '号'], "日").replace('T', " ");
    if let Some((before, _)) = body.split_once('(')
        && before.chars().any(char::is_numeric)
    {
        body = before.to_owned();
    }
    body = ascii_digits(&body);
    while let Some(word) = NOISE.iter().find(|w| body.starts_with(**w)) {
        body = body[word.len()..].trim().to_owned();
    }
    while let Some(word) = TAILS.iter().find(|w| body.ends_with(**w) && body.len() > w.len()) {
        body.truncate(body.len() - word.len());
        body = body.trim().to_owned();
    }
    match body.find(' ') {
        Some(at) if body[at + 1..].contains(':') => body[..at].to_owned(),
        _ => body.replace(' ', ""),
    }
}

/// Runs of Chinese numerals before 年, 月, 日 as ASCII digits.
fn ascii_digits(text: &str) -> String {
    let numeral = |c: char| "〇零○一二三四五六七八九十".contains(c);
    let (mut out, mut run) = (String::new(), String::new());
    for c in text.chars() {
        if numeral(c) {
            run.push(c);
            continue;
        }
        let number = matches!(c, '年' | '月' | '日').then(|| chinese_number(&run)).flatten();
        match number {
            Some(n) => out.push_str(&n.to_string()),
            None => out.push_str(&run),
        }
        run.clear();
        out.push(c);
    }
    out + &run
}

fn period(text: &str, year: i16, edge: Edge) -> Option<Read> {
    let (a, b) = ["--", "—", "~", "至", "到", "－"].iter().find_map(|s| text.split_once(s)).or_else(|| single_dash(text))?;
    let (a, b) = (a.trim_matches(['-', '—']), b.trim_matches(['-', '—']));
    let first = single(a, year).ok()?;
    let last =
        single(b, first.date.first().year()).or_else(|_| single(&format!("{}年{b}", first.date.first().year()), year)).ok()?;
    let mut chosen = if edge == Edge::Start { first } else { last };
    chosen.doubts.push(Doubt::Period);
    Some(chosen)
}

/// `2022.3-2022.12`, `3月-5月`: one dash between two dates, but not the dashes of `2022-5-16`.
fn single_dash(text: &str) -> Option<(&str, &str)> {
    let (a, b) = text.split_once('-')?;
    (!b.contains('-') && (a.contains(['.', '年', '月', '/']) && b.contains(['.', '年', '月', '/']))).then_some((a, b))
}

fn single(text: &str, year: i16) -> Result<Read, Misread> {
    if matches!(text, "长期" | "持续" | "长期坚持" | "持续推进" | "长期推进") {
        let date =
            Day::new(1900, 1, 1).zip(Day::new(2199, 12, 31)).and_then(|(a, b)| Date::vague(a, b)).ok_or(Misread::NoDate)?;
        return Ok(Read { date, doubts: vec![Doubt::Vague] });
    }
    if text.chars().all(|c| c.is_ascii_digit()) {
        return digits(text);
    }
    let (year_part, rest) = split_year(text);
    let mut doubts = Vec::new();
    if year_part.is_none() {
        doubts.push(Doubt::YearAssumed);
    }
    let year = year_part.unwrap_or(year);
    if let Some(date) = words(rest, year)? {
        doubts.push(Doubt::Vague);
        return Ok(Read { date, doubts });
    }
    numeric(text, year, year_part.is_some(), rest).map(|date| Read { date, doubts })
}

/// The year before 年 (two or four digits) and what follows; 今年, 本年, 当年 are the reporting year.
fn split_year(text: &str) -> (Option<i16>, &str) {
    if let Some(rest) = ["今年", "本年度", "本年", "当年"].iter().find_map(|w| text.strip_prefix(w)) {
        return (None, rest);
    }
    match text.split_once('年') {
        Some((y, rest)) => match y.parse::<i16>() {
            Ok(n) if y.len() == 4 => (Some(n), rest),
            Ok(n) if y.len() == 2 => (Some(2000 + n), rest),
            _ => (None, text),
        },
        None => (None, text),
    }
}

/// Wordings that mean a span: 底, 初, 上旬, 上半年, 一季度.
fn words(rest: &str, year: i16) -> Result<Option<Date>, Misread> {
    let span = |m1: u8, d1: u8, m2: u8, d2: u8| {
        Day::new(year, m1, d1)
            .zip(Day::new(year, m2, d2))
            .and_then(|(a, b)| Date::vague(a, b))
            .ok_or(Misread::Impossible)
            .map(Some)
    };
    match rest {
        "底" | "末" | "年底" | "年末" => return span(12, 1, 12, 31),
        "初" | "年初" => return span(1, 1, 3, 31),
        "上半年" => return span(1, 1, 6, 30),
        "下半年" => return span(7, 1, 12, 31),
        "年中" | "中" => return span(5, 1, 8, 31),
        "年内" | "内" => return span(1, 1, 12, 31),
        _ => {}
    }
    if let Some(quarter) = rest.strip_suffix("季度").map(|q| q.trim_start_matches('第')) {
        let n = match quarter {
            "一" | "1" => 1,
            "二" | "2" => 2,
            "三" | "3" => 3,
            "四" | "4" => 4,
            _ => return Err(Misread::NoDate),
        };
        return span(n * 3 - 2, 1, n * 3, days_in_month(year, n * 3));
    }
    let Some((month, part)) = rest.split_once('月') else { return Ok(None) };
    let Ok(month) = month.trim_end_matches('份').parse::<u8>() else { return Ok(None) };
    let part = part.trim_start_matches('份');
    if !(1..=12).contains(&month) {
        return Err(Misread::Impossible);
    }
    let end = days_in_month(year, month);
    match part {
        "底" | "末" | "下旬" => span(month, 21, month, end),
        "初" | "上旬" => span(month, 1, month, 10),
        "中" | "中旬" => span(month, 11, month, 20),
        _ => Ok(None),
    }
}

/// Digits and separators: year-month-day, year-month, month-day, year.
fn numeric(text: &str, year: i16, has_year: bool, rest: &str) -> Result<Date, Misread> {
    let parts: Vec<&str> =
        text.split(['年', '月', '日', '.', '-', '/']).map(|p| p.trim_end_matches('份')).filter(|p| !p.is_empty()).collect();
    let numbers: Vec<u16> = parts.iter().map(|p| p.parse().map_err(|_| Misread::NoDate)).collect::<Result<_, _>>()?;
    let small = |n: u16| u8::try_from(n).map_err(|_| Misread::Impossible);
    let full = |n: u16, p: &str| i16::try_from(if p.len() == 2 { 2000 + n } else { n }).map_err(|_| Misread::Impossible);
    let day = |y, m, d| Day::new(y, m, d).map(Date::day).ok_or(Misread::Impossible);
    match (numbers.as_slice(), has_year) {
        ([y, m, d], _) => day(full(*y, parts[0])?, small(*m)?, small(*d)?),
        ([m, d], false) if text.contains('月') => day(year, small(*m)?, small(*d)?),
        ([y, m], _) if parts[0].len() == 4 || has_year => Date::month(full(*y, parts[0])?, small(*m)?).ok_or(Misread::Impossible),
        ([m], false) if rest.contains('月') => Date::month(year, small(*m)?).ok_or(Misread::Impossible),
        ([_], true) => Date::year(year).ok_or(Misread::Impossible),
        _ => Err(Misread::NoDate),
    }
}

/// `20220516`, `202205`, `2022`.
fn digits(text: &str) -> Result<Read, Misread> {
    let number = |range: std::ops::Range<usize>| text.get(range).and_then(|t| t.parse::<i16>().ok()).ok_or(Misread::NoDate);
    let byte = |range| number(range).and_then(|n| u8::try_from(n).map_err(|_| Misread::Impossible));
    let date = match text.len() {
        8 => Day::new(number(0..4)?, byte(4..6)?, byte(6..8)?).map(Date::day),
        6 => Date::month(number(0..4)?, byte(4..6)?),
        4 => Date::year(number(0..4)?),
        _ => return Err(Misread::NoDate),
    };
    date.map(|date| Read { date, doubts: Vec::new() }).ok_or(Misread::Impossible)
}
