//! One date written with numbers: 2022年5月16日, 2022.5, 20220516, 22.5.16, 5月底, 2022年第二季度.

use super::{Context, Misread, Read, SERIALS, YEARS, vague};
use crate::value::{Date, Day, Doubt};

/// The year, and the month if it is known, that a date inside a period takes over from the one before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    pub(super) year: i16,
    pub(super) month: Option<u8>,
}

/// Words before a date that do not change it.
const LEADS: &[&str] = &[
    "预计",
    "计划",
    "原计划",
    "原定",
    "暂定",
    "初步",
    "力争",
    "争取",
    "确保",
    "拟定",
    "拟于",
    "拟",
    "已经",
    "已于",
    "已",
    "将于",
    "将",
    "于",
    "在",
    "自",
    "从",
    "截至",
    "截止",
    "到",
    "至",
    "约",
    "大约",
    "大概",
    "调整为",
    "调整到",
    "时间",
    "日期",
    "开工",
    "竣工",
    "完工",
    "投产",
    "动工",
    ":",
    "'",
    "为",
    "本",
    "公元",
];
/// Words behind a date that say "about", "by" or "from".
const AROUND: &[&str] = &["左右", "前后", "以前", "之前", "以后", "之后", "前", "后", "起"];
/// A note with one of these may say that the date does not hold.
const DENIALS: &[char] = &['未', '不', '没', '停', '延', '推', '缓', '取', '改'];

/// The numbers of a text with what stands around them: `lead n₁ gap₁ n₂ … tail`.
struct Shape<'a> {
    lead: &'a str,
    numbers: Vec<&'a str>,
    gaps: Vec<&'a str>,
    tail: &'a str,
}

/// A single date. `before` is set inside a period.
pub(super) fn read(text: &str, context: Context, before: Option<Before>) -> Result<Read, Misread> {
    let (text, known_year) = vague::relative(text, context);
    let shape = shape(text).ok_or(Misread::NoDate)?;
    if !strip_leads(shape.lead).is_empty() && !matches!(strip_leads(shape.lead), "第" | "q") {
        return Err(Misread::NoDate);
    }
    let year = known_year.or(before.map(|b| b.year));
    let place = Place { context, year, month: before.and_then(|b| b.month), inside: before.is_some() };
    let gaps: Vec<&str> = shape.gaps.iter().map(|gap| plain_gap(gap)).collect();
    match (shape.numbers.as_slice(), gaps.as_slice()) {
        ([n], []) => place.one(n, shape.tail, strip_leads(shape.lead)),
        ([a, b], [gap]) => place.two(a, gap, b, shape.tail),
        ([y, m, d], [first, second]) => place.three([y, m, d], [first, second], shape.tail),
        _ => Err(Misread::NoDate),
    }
}

fn shape(text: &str) -> Option<Shape<'_>> {
    let digit = |c: char| c.is_ascii_digit();
    let (lead, mut rest) = text.split_at(text.find(digit)?);
    let (mut numbers, mut gaps) = (Vec::new(), Vec::new());
    loop {
        let (number, after) = rest.split_at(rest.find(|c| !digit(c)).unwrap_or(rest.len()));
        numbers.push(number);
        let Some(next) = after.find(digit) else { return Some(Shape { lead, numbers, gaps, tail: after }) };
        gaps.push(&after[..next]);
        rest = &after[next..];
    }
}

fn strip_leads(lead: &str) -> &str {
    let mut rest = lead.trim_matches([' ', ',', '.', '、']);
    while let Some(shorter) = LEADS.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = shorter;
    }
    rest
}

/// `年.`, `年度`, `月份` → `年`, `月`; ` - ` → `-`.
fn plain_gap(gap: &str) -> &str {
    match gap.trim() {
        "" if !gap.is_empty() => " ",
        "年." | "年-" | "年/" | "年," | ".年" | "年份" | "年度" => "年",
        "月." | "月," | "月份" | "月/" => "月",
        ".." => ".",
        "--" => "-",
        other => other,
    }
}

/// Where a date stands: what is known of its year and month from elsewhere.
struct Place {
    context: Context,
    year: Option<i16>,
    month: Option<u8>,
    inside: bool,
}

impl Place {
    fn one(&self, n: &str, tail: &str, lead: &str) -> Result<Read, Misread> {
        let value: i32 = n.parse().map_err(|_| Misread::NoDate)?;
        let quarter = |year: Option<i16>| {
            vague::quarter(year.unwrap_or(self.context.year), value).map(|r| r.with_if(year.is_none(), Doubt::YearAssumed))
        };
        if lead == "q" || tail.starts_with("季") {
            return quarter(self.year).ok_or(Misread::NoDate);
        }
        if let Some(rest) = tail.strip_prefix('年') {
            let year = self.full_year(n)?;
            return vague::in_year(year, rest.trim_start_matches(['度', '份', '.']))
                .or_else(|| note(rest, Date::year(year)?))
                .ok_or(Misread::NoDate);
        }
        if let Some(rest) = tail.strip_prefix('月') {
            return self.month_of(value, rest.trim_start_matches('份'));
        }
        match (tail.strip_prefix(['日', '号']), self.year, self.month) {
            (Some(rest), Some(year), Some(month)) => return finish(day(year.into(), month.into(), value)?, rest),
            (Some(_), ..) => return Err(Misread::NoDate),
            _ => {}
        }
        if self.inside && n.len() <= 2 {
            return self.bare_inside(value, tail);
        }
        finish(digits(n, value)?, tail)
    }

    /// `12` behind `2022.3-`: a month behind a month, a day behind a day.
    fn bare_inside(&self, value: i32, tail: &str) -> Result<Read, Misread> {
        match (self.year, self.month) {
            (Some(year), Some(month)) => finish(day(year.into(), month.into(), value)?, tail),
            (Some(year), None) => finish(month_date(year.into(), value)?, tail),
            _ => Err(Misread::NoDate),
        }
    }

    fn month_of(&self, month: i32, rest: &str) -> Result<Read, Misread> {
        let year = self.year.unwrap_or(self.context.year);
        let read = vague::in_month(year, month, rest).or_else(|| note(rest, month_date(year.into(), month).ok()?));
        let impossible = if (1..=12).contains(&month) { Misread::NoDate } else { Misread::Impossible };
        read.map(|r| r.with_if(self.year.is_none(), Doubt::YearAssumed)).ok_or(impossible)
    }

    fn two(&self, a: &str, gap: &str, b: &str, tail: &str) -> Result<Read, Misread> {
        let (x, y): (i32, i32) = (a.parse().map_err(|_| Misread::NoDate)?, b.parse().map_err(|_| Misread::NoDate)?);
        match gap {
            "年" if tail.starts_with("季") => vague::quarter(self.full_year(a)?, y).ok_or(Misread::NoDate),
            "年第" | "q" | "年q" | "-q" => vague::quarter(self.full_year(a)?, y).ok_or(Misread::NoDate),
            "年" if b.len() <= 2 => {
                let rest = tail.strip_prefix('月').unwrap_or(tail).trim_start_matches('份');
                Place { year: Some(self.full_year(a)?), ..*self }.month_of(y, rest)
            }
            "月" if !tail.starts_with('月') => {
                let year = self.year.unwrap_or(self.context.year);
                finish(day(year.into(), x, y)?, tail.trim_start_matches(['日', '号']))
                    .map(|r| r.with_if(self.year.is_none(), Doubt::YearAssumed))
            }
            "." | "-" | "/" | "," | " " | "、" if b.len() <= 2 => self.plain_two(a, x, y, tail),
            _ => Err(Misread::NoDate),
        }
    }

    /// `2022.5` and `22.5` are months of a year, `5.16` a day of a month.
    fn plain_two(&self, a: &str, x: i32, y: i32, tail: &str) -> Result<Read, Misread> {
        if a.len() == 4 {
            let rest = tail.strip_prefix('月').unwrap_or(tail).trim_start_matches('份');
            return Place { year: Some(self.full_year(a)?), ..*self }.month_of(y, rest);
        }
        if tail.starts_with('月') || a.len() > 2 {
            return Err(Misread::NoDate);
        }
        if (1..=12).contains(&x) {
            let year = self.year.unwrap_or(self.context.year);
            return finish(day(year.into(), x, y)?, tail.trim_start_matches(['日', '号']))
                .map(|r| r.with_if(self.year.is_none(), Doubt::YearAssumed));
        }
        finish(month_date(self.full_year(a)?.into(), y)?, tail)
    }

    fn three(&self, numbers: [&str; 3], gaps: [&str; 2], tail: &str) -> Result<Read, Misread> {
        let [y, m, d] = numbers;
        let value = |n: &str| n.parse::<i32>().map_err(|_| Misread::NoDate);
        let tail = tail.trim_start_matches(['日', '号']);
        let sound = match gaps {
            ["年", "月" | "." | "-" | "/"] | [".", "月"] => true,
            // 2022.3-12 is rather March to December; 2022.3-16 can only be a day.
            [first, second] if first == second => matches!(first, "." | "-" | "/" | "," | " " | "、"),
            ["." | "-" | "/" | "," | " " | "", "." | "-" | "/" | "," | " "] => value(d)? > 12,
            _ => false,
        };
        if !sound || tail.starts_with(['月', '年']) || m.len() > 2 {
            return Err(Misread::NoDate);
        }
        if d.len() == 4 && y.len() <= 2 {
            return finish(year_last(value(y)?, value(m)?, value(d)?)?, tail);
        }
        if d.len() > 2 {
            return Err(Misread::NoDate);
        }
        finish(day(self.full_year(y)?.into(), value(m)?, value(d)?)?, tail)
    }

    /// A year of four digits, or of two if it lies near the reporting year.
    fn full_year(&self, text: &str) -> Result<i16, Misread> {
        let value: i16 = text.parse().map_err(|_| Misread::Impossible)?;
        let year = match text.len() {
            4 => value,
            2 => 2000 + value,
            _ => return Err(Misread::Impossible),
        };
        let near = text.len() == 4 || (year - self.context.year).abs() <= 15;
        if YEARS.contains(&year) && near { Ok(year) } else { Err(Misread::Impossible) }
    }
}

/// `16/5/2022`: only if one of the first two can be no month, or both are equal.
fn year_last(a: i32, b: i32, year: i32) -> Result<Date, Misread> {
    match (a, b) {
        (a, b) if a == b || b > 12 => day(year, a, b),
        (a, b) if a > 12 => day(year, b, a),
        _ => Err(Misread::NoDate),
    }
}

/// Digits without marks: 20220516, 202205, 220516, 2022, a serial.
fn digits(text: &str, value: i32) -> Result<Date, Misread> {
    match text.len() {
        8 => day(value / 10_000, value / 100 % 100, value % 100),
        6 => month_date(value / 100, value % 100).or_else(|_| day(2000 + value / 10_000, value / 100 % 100, value % 100)),
        5 if SERIALS.contains(&value) => Day::from_serial(value, false).map(Date::day).ok_or(Misread::NoDate),
        4 => i16::try_from(value).ok().filter(|year| YEARS.contains(year)).and_then(Date::year).ok_or(Misread::NoDate),
        _ => Err(Misread::NoDate),
    }
}

fn day(year: i32, month: i32, day: i32) -> Result<Date, Misread> {
    let (Ok(year), Ok(month), Ok(day)) = (i16::try_from(year), u8::try_from(month), u8::try_from(day)) else {
        return Err(Misread::Impossible);
    };
    Day::new(year, month, day).filter(|_| YEARS.contains(&year)).map(Date::day).ok_or(Misread::Impossible)
}

fn month_date(year: i32, month: i32) -> Result<Date, Misread> {
    let (Ok(year), Ok(month)) = (i16::try_from(year), u8::try_from(month)) else { return Err(Misread::Impossible) };
    Date::month(year, month).filter(|_| YEARS.contains(&year)).ok_or(Misread::Impossible)
}

fn finish(date: Date, tail: &str) -> Result<Read, Misread> {
    note(tail, date).ok_or(Misread::NoDate)
}

/// What stands behind a date: 前 and 左右 make it vague, a note is passed over unless it might take the date back.
pub(super) fn note(tail: &str, date: Date) -> Option<Read> {
    let tail = tail.trim_matches([' ', ',', '.', ';', '、', '-', ':']);
    let around = AROUND.iter().any(|word| tail.starts_with(word));
    if tail.contains(|c: char| c.is_ascii_digit() || DENIALS.contains(&c)) || tail.chars().count() > 20 {
        return None;
    }
    let date = if around { Date::vague(date.first(), date.last())? } else { date };
    Some(Read::certain(date).with_if(around, Doubt::Vague))
}
