//! Dates as people write them → [`Date`] intervals, with what was assumed.
//!
//! `spelling` evens out the notation, `usual` takes the common notations a short way, `single` reads one date of numbers, `vague` the words (上半年, 5月底, 长期), `period` two dates in a
//! cell. A date that could mean two things is never chosen between: it is unreadable, with the doubt that says why.

mod period;
mod single;
mod spelling;
mod usual;
mod vague;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::absence::absence;
use super::number::decimal_from_f64;
use super::{Date, Day, Doubt, Shown, State, Typed, Value};

/// What a reader of the sheet would know besides the cell.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The reporting year: stands in where none is written.
    pub year: i16,
    /// Which end of a period the field means.
    pub edge: Edge,
}

/// Which end of a period a field asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Edge {
    #[default]
    Start,
    End,
}

/// Years outside are no dates of an office sheet.
const YEARS: std::ops::RangeInclusive<i16> = 1949..=2100;
/// Serials of 1990-01-01 to 2060-12-31: a bare number under a date heading in this range is a date that lost its format.
const SERIALS: std::ops::RangeInclusive<i32> = 32_874..=58_805;

/// A date that was read, with the doubts about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    pub date: Date,
    pub doubts: Vec<Doubt>,
}

impl Read {
    fn certain(date: Date) -> Self {
        Self { date, doubts: Vec::new() }
    }
    fn with_if(mut self, condition: bool, doubt: Doubt) -> Self {
        if condition && !self.doubts.contains(&doubt) {
            self.doubts.push(doubt);
        }
        self
    }
}

/// Why a text gave no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misread {
    /// It is not written like a date.
    NoDate,
    /// It is written like one, but there is no such day.
    Impossible,
}

/// A date in words of the cell.
#[must_use]
pub fn read(text: &str, context: Context) -> Typed {
    if let Some(date) = usual::read(text) {
        return Typed::certain(Value::Date(date));
    }
    if let Some(state) = absence(text) {
        return state.into();
    }
    let spelt = spelling::even(text);
    if let Some(typed) = vague::no_date(&spelt) {
        return typed;
    }
    match spelt_date(&spelt, context) {
        Ok(read) => Typed { state: State::Value(Value::Date(read.date)), doubts: read.doubts },
        Err(Misread::Impossible) => Typed::unreadable(Doubt::ImpossibleDate),
        Err(Misread::NoDate) => Typed::unreadable(Doubt::Unreadable),
    }
}

/// The date of a text. `year` is the reporting year, used where the text names none.
///
/// # Errors
/// [`Misread`] if it is no date.
pub fn parse(text: &str, year: i16, edge: Edge) -> Result<Read, Misread> {
    match usual::read(text) {
        Some(date) => Ok(Read::certain(date)),
        None => spelt_date(&spelling::even(text), Context { year, edge }),
    }
}

fn spelt_date(spelt: &str, context: Context) -> Result<Read, Misread> {
    let one = single::read(spelt, context, None).or_else(|misread| vague::read(spelt, context).ok_or(misread));
    one.or_else(|misread| period::read(spelt, context).ok_or(misread))
}

/// A stored number, as a serial of the 1900 system if the cell shows a date, else what its digits say.
#[must_use]
pub fn from_number(number: f64, shown: Shown, context: Context) -> Typed {
    // A reference to a blank cell shows as 1900-01-00.
    if number == 0.0 {
        return State::Blank.into();
    }
    let Some(decimal) = decimal_from_f64(number) else { return Typed::unreadable(Doubt::Unreadable) };
    let whole = decimal.trunc().to_i32().unwrap_or(-1);
    match shown {
        Shown::Day | Shown::Month | Shown::Time => from_serial(whole, shown, context),
        Shown::Percent => Typed::unreadable(Doubt::Unreadable),
        Shown::General | Shown::Decimals(_) if SERIALS.contains(&whole) => from_serial(whole, Shown::Day, context),
        Shown::General => from_digits(decimal, None, context),
        Shown::Decimals(places) => from_digits(decimal, Some(places), context),
    }
}

fn from_serial(serial: i32, shown: Shown, context: Context) -> Typed {
    let day = Day::from_serial(serial, false).filter(|day| YEARS.contains(&day.year()));
    let date =
        day.and_then(|day| if shown == Shown::Month { Date::month(day.year(), day.month()) } else { Some(Date::day(day)) });
    match date {
        Some(date) => Typed::certain(Value::Date(date)),
        // 20220516 in a cell that is formatted as a date.
        None if serial > 19_000_000 => from_digits(Decimal::from(serial), None, context),
        None => Typed::unreadable(Doubt::ImpossibleDate),
    }
}

/// `2022.05`, `20220516`, `2022` as a number. A last 0 is lost in `2022.1`: January or October, unless the cell shows two places.
fn from_digits(decimal: Decimal, places: Option<u8>, context: Context) -> Typed {
    let shortest = decimal.normalize().to_string();
    let text = match places {
        Some(2) if decimal.scale() <= 2 && !decimal.fract().is_zero() => format!("{decimal:.2}"),
        _ => shortest,
    };
    let lost_zero = text.split_once('.').is_some_and(|(_, fraction)| matches!(fraction, "1" | "2" | "3"));
    if lost_zero && text.starts_with(|c: char| c.is_ascii_digit()) {
        return match text.split_once('.') {
            // No month 20 or 30 exists.
            Some((year, "2" | "3")) if year.len() == 4 => read(&text, context),
            _ => Typed::unreadable(Doubt::JanuaryOrOctober),
        };
    }
    // A lost zero of a day: 2022.052 is no notation.
    match text.split_once('.') {
        Some((year, fraction)) if year.len() == 4 && fraction.len() == 4 => read(&format!("{year}{fraction}"), context),
        Some((_, fraction)) if fraction.len() > 2 => Typed::unreadable(Doubt::Unreadable),
        _ => read(&text, context),
    }
}

/// The same as a month: a day is given as its month. For fields that hold months.
#[must_use]
pub fn to_month(typed: Typed) -> Typed {
    map_date(typed, |date| {
        let (first, last) = (date.first(), date.last());
        let same = (first.year(), first.month()) == (last.year(), last.month());
        Value::Date(if same { Date::month(first.year(), first.month()).unwrap_or(date) } else { date })
    })
}

/// The same as a year, a number. For fields that hold years; a date that spans several is unreadable.
#[must_use]
pub fn to_year(typed: Typed) -> Typed {
    let Some(date) = typed.state.value().and_then(Value::as_date) else { return typed };
    if date.first().year() != date.last().year() {
        return Typed::unreadable(Doubt::Vague);
    }
    let mut typed = map_date(typed, |date| Value::Number(Decimal::from(date.first().year())));
    // How vague the date is inside the year does not matter.
    typed.doubts.retain(|doubt| *doubt != Doubt::Vague);
    typed
}

fn map_date(typed: Typed, change: impl Fn(Date) -> Value) -> Typed {
    match typed.state {
        State::Value(Value::Date(date)) => Typed { state: State::Value(change(date)), doubts: typed.doubts },
        state => Typed { state, doubts: typed.doubts },
    }
}

#[cfg(test)]
mod tests;
