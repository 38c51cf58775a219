//! Domain scalars: the closed set of values a field can hold, and how each notation of them is read.
//!
//! Money is an exact [`Decimal`] in 万元, a percent is a fraction, a date is an interval of days (so that `2022-05` and `上半年`
//! compare honestly). Parsing takes the text of a cell and never guesses in silence: what was assumed comes back as a [`Doubt`].

pub mod absence;
mod amount;
pub mod choice;
pub mod code;
mod date;
pub mod day;
pub mod list;
pub mod money;
pub mod normalise;
pub mod number;
mod numeral;
pub mod percent;
pub mod person;
pub mod phone;
pub mod unit;
pub mod yes_no;

pub use date::{Date, Day, Precision, days_in_month};
pub use number::{Shown, decimal_from_f64, round};
pub use unit::MoneyUnit;

use std::sync::Arc;

use rust_decimal::Decimal;

/// A typed value. Which variant a field holds follows from its type (see `forms::FieldType::holds`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// text, name, code, person, phone, unit, and the canonical word of an enumeration.
    Text(Arc<str>),
    /// money in 万元, plain and whole numbers, percents as fractions, years.
    Number(Decimal),
    Date(Date),
    Bool(bool),
    /// Several canonical words of an enumeration, in declared order, without repeats.
    List(Arc<[Arc<str>]>),
}

/// The four states of a cell. Blank is never 0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum State {
    Value(Value),
    #[default]
    Blank,
    /// The sender said that there is nothing to say: —, /, 无, 不涉及.
    NotApplicable,
    Unreadable,
}

impl State {
    #[must_use]
    pub const fn value(&self) -> Option<&Value> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }
}

impl Value {
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(Arc::from(text))
    }
    #[must_use]
    pub fn as_text(&self) -> Option<&Arc<str>> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
    #[must_use]
    pub const fn as_number(&self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }
    #[must_use]
    pub const fn as_date(&self) -> Option<Date> {
        match self {
            Self::Date(date) => Some(*date),
            _ => None,
        }
    }
}

/// What a cell says in its field's type, and the doubts about it: what every notation's reader returns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed {
    pub state: State,
    pub doubts: Vec<Doubt>,
}

impl Typed {
    #[must_use]
    pub const fn certain(value: Value) -> Self {
        Self { state: State::Value(value), doubts: Vec::new() }
    }
    #[must_use]
    pub fn unreadable(why: Doubt) -> Self {
        Self { state: State::Unreadable, doubts: vec![why] }
    }
    /// The same with one more doubt; a doubt is not repeated.
    #[must_use]
    pub fn with(mut self, doubt: Doubt) -> Self {
        if !self.doubts.contains(&doubt) {
            self.doubts.push(doubt);
        }
        self
    }
    /// [`Typed::with`] if the condition holds.
    #[must_use]
    pub fn with_if(self, condition: bool, doubt: Doubt) -> Self {
        if condition { self.with(doubt) } else { self }
    }
}

impl From<State> for Typed {
    fn from(state: State) -> Self {
        Self { state, doubts: Vec::new() }
    }
}

/// What was assumed or what is odd about a value that was read, or why it was not. Facts only; the wording is in `records`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// Not readable as the type at all.
    Unreadable,
    /// Two amounts in one cell (`3000-5000`): neither was used.
    Range,
    /// A letter among the digits (`5O00`).
    LetterInNumber,
    /// A number that its cell shows as a date (or time), where an amount is expected.
    ShownAsDate,
    /// 约, 左右, 余: read, but not exact.
    Approximate,
    /// The value names a unit other than its column's (`1.2亿元` under 万元): the value's unit was used.
    UnitInValue,
    /// No unit anywhere: the form's default was used. A fact of the column, so no reader of cells raises it.
    UnitAssumed,
    /// `2022.1` as a number: January or October. Nothing was assumed; the state is unreadable.
    JanuaryOrOctober,
    /// A day or month without a year: the reporting year was used.
    YearAssumed,
    /// 5月底, 上半年, 长期: kept as the interval it means.
    Vague,
    /// Two dates in one cell (a period): the first (for a start) or last (for an end) is used.
    Period,
    /// A calendar date that does not exist, or a year far away.
    ImpossibleDate,
    /// A word that is no option but was understood, with the option assumed.
    OptionAssumed(Arc<str>),
    /// A word that is no option, with the nearest options.
    UnknownOption(Vec<Arc<str>>),
    /// A percent whose scale (0.8 or 80) had to be inferred.
    PercentScale,
    /// A percent below 0 or above the plausible bound.
    PercentRange,
    /// Several people where one is expected: the first was used.
    SeveralPersons,
    /// A phone number that is neither a mobile nor a land line.
    PhoneShape,
    /// GB 32100-2015: wrong length, a character outside the charset, or a wrong check digit (allow-listed codes have none of these).
    CodeLength,
    CodeCharacter,
    CodeCheckDigit,
    /// No name in a cell that should hold one (only digits or marks).
    NoName,
    /// An identifier stored as a number: digits are lost.
    DigitsLost,
    /// An error value such as `#REF!`.
    ErrorValue,
    /// A formula without a stored result.
    NoResult,
    Negative,
    NotWhole,
}
