//! A cell of a column that is a known field → its typed value, with the doubts about it. The readers of notations are in `value`.

use std::borrow::Cow;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::forms::{Field, FieldType, Vocabulary};
use crate::intake::{Content, GridCell, NumberClass};
pub use crate::value::Typed;
use crate::value::absence::{absence, is_error_text};
use crate::value::day::Edge;
use crate::value::number::Measure;
use crate::value::{Doubt, MoneyUnit, Precision, Shown, State, Value};
use crate::value::{choice, code, day, decimal_from_f64, list, money, normalise, number, percent, person, phone, yes_no};

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

impl TypingContext {
    fn allows(&self, code: &str) -> bool {
        self.allowed_codes.iter().any(|allowed| allowed == code)
    }
}

/// Types a cell for a field.
#[must_use]
pub fn read_cell(field: &Field, cell: &GridCell, unit: ColumnUnit, edge: Edge, ctx: &TypingContext) -> Typed {
    match &cell.content {
        Content::Error(_) => Typed::unreadable(Doubt::ErrorValue),
        Content::NoResult => Typed::unreadable(Doubt::NoResult),
        Content::Text(text) if is_error_text(text) => Typed::unreadable(Doubt::ErrorValue),
        Content::Text(text) => from_text(field, text, unit, edge, ctx),
        Content::Number(number) => from_number(field, *number, shown(cell.class), unit, edge, ctx),
        Content::Bool(truth) if field.ty == FieldType::YesNo => Typed::certain(Value::Bool(*truth)),
        Content::Bool(truth) => from_text(field, if *truth { "TRUE" } else { "FALSE" }, unit, edge, ctx),
    }
}

/// Types a text for a field.
#[must_use]
pub fn from_text(field: &Field, text: &str, unit: ColumnUnit, edge: Edge, ctx: &TypingContext) -> Typed {
    let dates = day::Context { year: ctx.year, edge };
    match &field.ty {
        FieldType::Text | FieldType::Name | FieldType::Unit => plain_text(field, text),
        FieldType::Texts => texts(text),
        FieldType::Code => code::read(text, |code| ctx.allows(code)),
        FieldType::Money => money::read(text, unit.money),
        FieldType::Number => number::read(text, measure(field, false)),
        FieldType::Integer => number::read(text, measure(field, true)),
        FieldType::Percent => percent::read(text, unit.percent),
        FieldType::Date => day::read(text, dates),
        FieldType::Month => month(field, day::read(&month_text(text), dates)),
        FieldType::Year => day::to_year(day::read(text, dates)),
        FieldType::Choice(vocabulary) => choice::read_one(text, &words(vocabulary)),
        FieldType::Choices(vocabulary) => choice::read_several(text, &words(vocabulary)),
        FieldType::YesNo => yes_no::read(text),
        FieldType::Person => person::read(text),
        FieldType::Phone => phone::read(text),
    }
}

fn from_number(field: &Field, number: f64, shown: Shown, unit: ColumnUnit, edge: Edge, ctx: &TypingContext) -> Typed {
    let dates = day::Context { year: ctx.year, edge };
    match &field.ty {
        FieldType::Code => code::from_number(number, |code| ctx.allows(code)),
        FieldType::Money => money::from_number(number, shown, unit.money),
        FieldType::Number => number::from_number(number, shown, measure(field, false)),
        FieldType::Integer => number::from_number(number, shown, measure(field, true)),
        FieldType::Percent => percent::from_number(number, shown, unit.percent),
        FieldType::Date => day::from_number(number, shown, dates),
        FieldType::Month if is_month_number(number) => from_text(field, &number.to_string(), unit, edge, ctx),
        FieldType::Month => month(field, day::from_number(number, shown, dates)),
        FieldType::Year => day::to_year(day::from_number(number, shown, dates)),
        FieldType::YesNo => yes_no::from_number(number),
        FieldType::Phone => phone::from_number(number),
        _ => from_text(field, &number_text(number, shown, dates), unit, edge, ctx)
            .with_if(number.abs() >= 1e15 && number.fract() == 0.0, Doubt::DigitsLost),
    }
}

/// A number that a text field holds, as its cell shows it.
fn number_text(number: f64, shown: Shown, dates: day::Context) -> String {
    let decimal = decimal_from_f64(number);
    match (shown, decimal) {
        (Shown::Day | Shown::Month, _) => {
            let typed = day::from_number(number, shown, dates);
            typed.state.value().and_then(Value::as_date).map_or_else(|| number.to_string(), |date| date.to_string())
        }
        (Shown::Percent, Some(decimal)) => match decimal.checked_mul(Decimal::ONE_HUNDRED) {
            Some(percent) => format!("{}%", percent.normalize()),
            None => number.to_string(),
        },
        (_, Some(decimal)) => decimal.to_string(),
        (_, None) => number.to_string(),
    }
}

/// Names stay on one line, without the blanks that only align; other texts keep their lines.
fn plain_text(field: &Field, text: &str) -> Typed {
    if let Some(state) = absence(text) {
        return state.into();
    }
    let one_line = field.key || field.ty != FieldType::Text;
    let tidied = if one_line { Cow::Owned(normalise::tidy_name(text)) } else { normalise::tidy(text) };
    Typed::certain(Value::text(&tidied))
}

fn texts(text: &str) -> Typed {
    if let Some(state) = absence(text) {
        return state.into();
    }
    let pieces: Vec<Arc<str>> = list::split_blanks(text).iter().map(|piece| Arc::from(normalise::tidy_name(piece))).collect();
    if pieces.is_empty() { State::Blank.into() } else { Typed::certain(Value::List(pieces.into())) }
}

fn measure(field: &Field, whole: bool) -> Measure<'_> {
    Measure { unit: field.unit.as_deref(), whole, ..Measure::PLAIN }
}

/// A month; 上半年 is kept as it is, but is no key.
fn month(field: &Field, typed: Typed) -> Typed {
    let typed = day::to_month(typed);
    let precise = typed.state.value().and_then(Value::as_date).is_none_or(|date| date.precision() <= Precision::Month);
    if precise || !field.key { typed } else { Typed::unreadable(Doubt::Unreadable) }
}

/// `5` alone in a month field is May.
fn month_text(text: &str) -> Cow<'_, str> {
    let narrow = normalise::narrow(text);
    if narrow.len() <= 2 && narrow.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month)) {
        Cow::Owned(format!("{narrow}月"))
    } else {
        Cow::Borrowed(text)
    }
}

fn is_month_number(number: f64) -> bool {
    number.fract() == 0.0 && (1.0..=12.0).contains(&number)
}

pub(super) fn words(vocabulary: &Vocabulary) -> Vec<choice::Word<'_>> {
    vocabulary
        .options
        .iter()
        .map(|option| choice::Word { name: &option.name, synonyms: &option.synonyms, parts: &option.parts })
        .collect()
}

const fn shown(class: NumberClass) -> Shown {
    match class {
        NumberClass::General | NumberClass::Text => Shown::General,
        NumberClass::Number { decimals } => Shown::Decimals(decimals),
        NumberClass::Percent => Shown::Percent,
        NumberClass::Day => Shown::Day,
        NumberClass::Month => Shown::Month,
        NumberClass::Time => Shown::Time,
    }
}

#[cfg(test)]
mod tests;
