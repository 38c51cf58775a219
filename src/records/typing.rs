//! One cell → its state. What a notation means is read in `value`; here the field's type, the column's unit and the cell's number
//! class decide which reading applies.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::choice;
use crate::forms::{Field, FieldType};
use crate::intake::{Content, GridCell, NumberClass};
use crate::value::day::{self, Edge, Misread};
use crate::value::money::{self, MoneyUnit};
use crate::value::number::{decimal_from_f64, plain};
use crate::value::percent::{self, PercentScale};
use crate::value::{Date, Day, Doubt, State, Value, code, normalise, word};

/// What the column says of its bare numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnUnit {
    /// The money unit of the heading, the unit line or the field's default.
    pub money: MoneyUnit,
    /// A % stands in the heading or under it.
    pub percent: bool,
}

/// What typing needs to know of the run.
#[derive(Debug, Clone)]
pub struct TypingContext {
    /// The reporting year, for dates that name none.
    pub year: i16,
    /// Issued credit codes that fail their check.
    pub allowed_codes: Vec<String>,
}

/// A cell as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    pub state: State,
    pub doubts: Vec<Doubt>,
}

impl Typed {
    fn of(value: Value) -> Self {
        Self { state: State::Value(value), doubts: Vec::new() }
    }
    fn with(value: Value, doubts: Vec<Doubt>) -> Self {
        Self { state: State::Value(value), doubts }
    }
    fn unreadable(doubt: Doubt) -> Self {
        Self { state: State::Unreadable, doubts: vec![doubt] }
    }
    fn plain(state: State) -> Self {
        Self { state, doubts: Vec::new() }
    }
}

/// Types a cell for a field.
#[must_use]
pub fn read_cell(field: &Field, cell: &GridCell, unit: ColumnUnit, edge: Edge, ctx: &TypingContext) -> Typed {
    match &cell.content {
        Content::Error(_) => Typed::unreadable(Doubt::ErrorValue),
        Content::NoResult => Typed::unreadable(Doubt::NoResult),
        Content::Bool(yes) if field.ty == FieldType::YesNo => Typed::of(Value::Bool(*yes)),
        Content::Number(number) => from_number(field, *number, cell, unit, edge, ctx),
        Content::Text(text) => from_text(field, text, unit, edge, ctx),
        Content::Bool(_) => from_text(field, &cell.shown(), unit, edge, ctx),
    }
}

/// Types a text for a field.
#[must_use]
pub fn from_text(field: &Field, text: &str, unit: ColumnUnit, edge: Edge, ctx: &TypingContext) -> Typed {
    if normalise::is_blank(text) {
        return Typed::plain(State::Blank);
    }
    if field.ty == FieldType::YesNo
        && let Some(yes) = word::yes_no(text)
    {
        return Typed::of(Value::Bool(yes));
    }
    if let FieldType::Choice(vocabulary) | FieldType::Choices(vocabulary) = &field.ty
        && let Some(exact) = choice::exact(text, vocabulary)
    {
        return choice::typed(vec![exact], &field.ty);
    }
    if normalise::is_not_applicable(text) {
        return Typed::plain(State::NotApplicable);
    }
    match &field.ty {
        FieldType::Text | FieldType::Name | FieldType::Unit => Typed::of(Value::text(&tidy(text))),
        FieldType::Texts => Typed::of(Value::List(word::list(text).iter().map(|t| Arc::from(tidy(t).as_str())).collect())),
        FieldType::Money => match money::parse(text, unit.money) {
            Some(amount) => Typed::with(Value::Number(amount.value), amount.doubts),
            None => Typed::unreadable(Doubt::Unreadable),
        },
        FieldType::Number => number(text).map_or_else(|| Typed::unreadable(Doubt::Unreadable), |n| Typed::of(Value::Number(n))),
        FieldType::Integer => number(text).map_or_else(|| Typed::unreadable(Doubt::Unreadable), integer),
        FieldType::Percent => match percent::parse(text, scale(unit)) {
            Some((fraction, doubts)) => Typed::with(Value::Number(fraction), doubts),
            None => Typed::unreadable(Doubt::Unreadable),
        },
        FieldType::Date => dated(day::parse(text, ctx.year, edge), Ok),
        FieldType::Month => dated(day::parse(text, ctx.year, edge), month_of),
        FieldType::Year => dated(day::parse(text.trim_end_matches("年度"), ctx.year, edge), Ok).year(),
        FieldType::YesNo => Typed::unreadable(Doubt::Unreadable),
        FieldType::Choice(_) | FieldType::Choices(_) => choice::read(text, &field.ty),
        FieldType::Person => match word::person(text) {
            Some((name, doubts)) => Typed::with(Value::text(&name), doubts),
            None => Typed::of(Value::text(&tidy(text))),
        },
        FieldType::Phone => match word::phone(text) {
            Some((digits, doubts)) => Typed::with(Value::text(&digits), doubts),
            None => Typed::unreadable(Doubt::PhoneShape),
        },
        FieldType::Code => {
            let (code, doubts) = code::parse(text, &ctx.allowed_codes);
            Typed::with(Value::text(&code), doubts)
        }
    }
}

impl Typed {
    /// The year of a date, as a number.
    fn year(self) -> Self {
        let doubts: Vec<Doubt> = self.doubts.into_iter().filter(|d| !matches!(d, Doubt::Vague | Doubt::YearAssumed)).collect();
        match self.state {
            State::Value(Value::Date(date)) if date.first().year() == date.last().year() => {
                Self::with(Value::Number(Decimal::from(date.first().year())), doubts)
            }
            State::Value(_) => Self::unreadable(Doubt::Unreadable),
            state => Self { state, doubts },
        }
    }
}

/// Text as it is kept: ends trimmed, line breaks and runs of blanks folded, invisible characters gone; width is left alone.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !normalise::is_invisible(*c)) {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn scale(unit: ColumnUnit) -> PercentScale {
    if unit.percent { PercentScale::Heading } else { PercentScale::Unsaid }
}

/// A number with at most a measure word behind it: `35亩`, `12家`, `1,200`.
fn number(text: &str) -> Option<Decimal> {
    let folded = normalise::folded(text);
    let body = folded.trim_start_matches(['约', '近']).trim_end_matches(|c: char| !c.is_ascii_digit() && c != '.' && c != ')');
    let tail = &folded[folded.len() - (folded.len() - folded.find(body).unwrap_or(0) - body.len())..];
    (tail.chars().count() <= 4).then(|| plain(body)).flatten()
}

fn integer(number: Decimal) -> Typed {
    if number.fract().is_zero() {
        Typed::of(Value::Number(number))
    } else {
        Typed::with(Value::Number(number), vec![Doubt::NotWhole])
    }
}

fn dated(read: Result<day::Read, Misread>, shape: impl Fn(Date) -> Result<Date, Misread>) -> Typed {
    match read.and_then(|r| Ok((shape(r.date)?, r.doubts))) {
        Ok((date, doubts)) if plausible(date) => Typed::with(Value::Date(date), doubts),
        Ok(_) | Err(Misread::Impossible) => Typed::unreadable(Doubt::ImpossibleDate),
        Err(Misread::NoDate) => Typed::unreadable(Doubt::Unreadable),
    }
}

/// The month a date stands in, if it stands in one.
fn month_of(date: Date) -> Result<Date, Misread> {
    let (first, last) = (date.first(), date.last());
    if (first.year(), first.month()) == (last.year(), last.month()) {
        Date::month(first.year(), first.month()).ok_or(Misread::NoDate)
    } else {
        Err(Misread::NoDate)
    }
}

fn plausible(date: Date) -> bool {
    date.is_vague() || (1950..=2070).contains(&date.first().year())
}

fn from_number(field: &Field, float: f64, cell: &GridCell, unit: ColumnUnit, edge: Edge, ctx: &TypingContext) -> Typed {
    let Some(exact) = decimal_from_f64(float) else { return Typed::unreadable(Doubt::ErrorValue) };
    match &field.ty {
        FieldType::Money => {
            unit.money.in_wan(exact).map_or_else(|| Typed::unreadable(Doubt::Unreadable), |v| Typed::of(Value::Number(v)))
        }
        FieldType::Number => Typed::of(Value::Number(exact)),
        FieldType::Integer => integer(exact),
        FieldType::Percent if cell.class == NumberClass::Percent => Typed::of(Value::Number(exact)),
        FieldType::Percent => {
            let (fraction, doubts) = percent::from_number(exact, scale(unit));
            Typed::with(Value::Number(fraction), doubts)
        }
        FieldType::Date => date_number(exact, float, cell.class),
        FieldType::Month => dated(typed_date(date_number(exact, float, cell.class)), month_of).or_month_number(exact, ctx.year),
        FieldType::Year => date_number(exact, float, cell.class).year(),
        FieldType::YesNo if exact == Decimal::ONE => Typed::of(Value::Bool(true)),
        FieldType::YesNo if exact.is_zero() => Typed::of(Value::Bool(false)),
        FieldType::Code if float.abs() >= 1e15 => Typed::with(Value::text(&exact.to_string()), vec![Doubt::DigitsLost]),
        _ => from_text(field, &exact.to_string(), unit, edge, ctx),
    }
}

fn typed_date(typed: Typed) -> Result<day::Read, Misread> {
    match typed.state {
        State::Value(Value::Date(date)) => Ok(day::Read { date, doubts: typed.doubts }),
        _ => Err(Misread::NoDate),
    }
}

impl Typed {
    /// `5` under 月份 is May of the reporting year.
    fn or_month_number(self, number: Decimal, year: i16) -> Self {
        match (&self.state, u8::try_from(number).ok().and_then(|m| Date::month(year, m))) {
            (State::Unreadable, Some(month)) if number.fract().is_zero() => Self::of(Value::Date(month)),
            _ => self,
        }
    }
}

/// A number under a date: a serial if the format or its size says so, `20220516`, `202205`, `2022`, `2022.05`; `2022.1` is asked about.
fn date_number(exact: Decimal, float: f64, class: NumberClass) -> Typed {
    let serial = || Day::from_serial(float.floor() as i32, false);
    match class {
        NumberClass::Day => {
            return serial().map_or_else(|| Typed::unreadable(Doubt::ImpossibleDate), |d| Typed::of(Value::Date(Date::day(d))));
        }
        NumberClass::Month => {
            let month = serial().and_then(|d| Date::month(d.year(), d.month()));
            return month.map_or_else(|| Typed::unreadable(Doubt::ImpossibleDate), |m| Typed::of(Value::Date(m)));
        }
        _ => {}
    }
    if exact.fract().is_zero() {
        let text = exact.to_string();
        if text.len() == 5 && (30_000..70_000).contains(&(float as i32)) {
            return serial().map_or_else(|| Typed::unreadable(Doubt::ImpossibleDate), |d| Typed::of(Value::Date(Date::day(d))));
        }
        return dated(day::parse(&text, 0, Edge::Start), Ok);
    }
    year_point_month(exact, class)
}

/// `2022.05`, `2022.11`, and `2022.1` that is January or, with a lost zero, October.
fn year_point_month(exact: Decimal, class: NumberClass) -> Typed {
    let plain = exact.normalize();
    let Ok(year) = i16::try_from(plain.trunc()) else { return Typed::unreadable(Doubt::Unreadable) };
    let digits = plain.fract().mantissa();
    let month = match (plain.scale(), class) {
        (1, NumberClass::Number { decimals: 2 }) => digits * 10,
        (1, _) if digits == 1 && (1950..2100).contains(&year) => return Typed::unreadable(Doubt::JanuaryOrOctober),
        (1 | 2, _) => digits,
        _ => return Typed::unreadable(Doubt::Unreadable),
    };
    let date = u8::try_from(month).ok().and_then(|m| Date::month(year, m));
    date.filter(|d| plausible(*d)).map_or_else(|| Typed::unreadable(Doubt::ImpossibleDate), |d| Typed::of(Value::Date(d)))
}
