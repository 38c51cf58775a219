//! A cell of a column that is a known field → its typed value, with the doubts about it. The readers of notations are in `value`.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::expr::{Expr, Op};
use crate::forms::{Field, FieldType, Form, Vocabulary};
use crate::intake::{Content, GridCell, NumberClass};
use crate::value::absence::{absence, is_error_text};
use crate::value::dates::Role;
use crate::value::number::Measure;
use crate::value::{Day, Doubt, MoneyUnit, Shown, State, Typed, Value};
use crate::value::{choice, code, dates, decimal_from_f64, list, money, normalise, number, percent, person, phone, unit, yes_no};

/// The unit of a column's bare numbers, from its heading or the table's unit line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColumnUnit {
    #[default]
    Unstated,
    Money(MoneyUnit),
    /// The heading says %.
    Percent,
    /// How many of the field's own unit one of the column's unit is (公顷 under a field in 亩: 15).
    Measure(Decimal),
}

impl ColumnUnit {
    /// What a stated unit text (`万元`, `%`, `公顷`) means for a field; [`ColumnUnit::Unstated`] if it says nothing for its type.
    #[must_use]
    pub fn of(stated: Option<&str>, field: &Field) -> Self {
        let Some(stated) = stated else { return Self::Unstated };
        match field.ty {
            FieldType::Money => MoneyUnit::parse(stated).map_or(Self::Unstated, Self::Money),
            FieldType::Percent if ["%", "％", "百分比", "百分数"].iter().any(|sign| stated.contains(sign)) => Self::Percent,
            FieldType::Number | FieldType::Integer => {
                field.unit.as_deref().and_then(|own| unit::factor(stated, own)).map_or(Self::Unstated, Self::Measure)
            }
            _ => Self::Unstated,
        }
    }
}

/// What a reader of the sheet knows besides the cell and its column.
#[derive(Debug, Clone, Copy)]
pub struct TypingContext<'a> {
    /// The reporting year.
    pub year: i16,
    /// The last day of the period reported.
    pub cut_off: Option<Day>,
    /// Which end of a period the field means; see [`roles`].
    pub role: Role,
    /// [`crate::intake::Grid::is_1904`] of the sheet.
    pub is_1904: bool,
    /// Credit codes that were issued although they fail the check.
    pub allowed_codes: &'a BTreeSet<Arc<str>>,
}

/// Reads one cell as a field.
#[must_use]
pub fn read_cell(field: &Field, cell: &GridCell, unit: ColumnUnit, context: &TypingContext<'_>) -> Typed {
    match &cell.content {
        Content::Error(_) => Typed::unreadable(Doubt::ErrorValue),
        Content::NoResult => Typed::unreadable(Doubt::NoResult),
        Content::Text(text) if is_error_text(text) => Typed::unreadable(Doubt::ErrorValue),
        Content::Text(text) => read_text(field, text, unit, context),
        Content::Number(number) => read_number(field, *number, shown(cell.class), unit, context),
        Content::Bool(truth) => read_bool(field, *truth, unit, context),
    }
}

/// Reads a text as a field: what [`read_cell`] does with text cells, for texts from elsewhere (fillers, decisions).
#[must_use]
pub fn read_text(field: &Field, text: &str, unit: ColumnUnit, context: &TypingContext<'_>) -> Typed {
    match &field.ty {
        FieldType::Text | FieldType::Name | FieldType::Unit => plain_text(field, text),
        FieldType::Texts => texts(text),
        FieldType::Code => code::read(text, |code| context.allowed_codes.contains(code)),
        FieldType::Money => money::read(text, money_column(field, unit)),
        FieldType::Number => number::read(text, measure(field, unit, false)),
        FieldType::Integer => number::read(text, measure(field, unit, true)),
        FieldType::Percent => percent::read(text, unit == ColumnUnit::Percent),
        FieldType::Date => dates::read(text, &date_context(context)),
        FieldType::Month => dates::to_month(dates::read(&month_text(text), &date_context(context))),
        FieldType::Year => dates::to_year(dates::read(text, &date_context(context))),
        FieldType::Choice(vocabulary) => choice::read_one(text, &words(vocabulary)),
        FieldType::Choices(vocabulary) => choice::read_several(text, &words(vocabulary)),
        FieldType::YesNo => yes_no::read(text),
        FieldType::Person => person::read(text),
        FieldType::Phone => phone::read(text),
    }
}

fn read_number(field: &Field, number: f64, shown: Shown, unit: ColumnUnit, context: &TypingContext<'_>) -> Typed {
    match &field.ty {
        FieldType::Code => code::from_number(number, |code| context.allowed_codes.contains(code)),
        FieldType::Money => money::from_number(number, shown, money_column(field, unit)),
        FieldType::Number => number::from_number(number, shown, measure(field, unit, false)),
        FieldType::Integer => number::from_number(number, shown, measure(field, unit, true)),
        FieldType::Percent => percent::from_number(number, shown, unit == ColumnUnit::Percent),
        FieldType::Date => dates::from_number(number, shown, &date_context(context)),
        FieldType::Month if is_month_number(number) => read_text(field, &number.to_string(), unit, context),
        FieldType::Month => dates::to_month(dates::from_number(number, shown, &date_context(context))),
        FieldType::Year => dates::to_year(dates::from_number(number, shown, &date_context(context))),
        FieldType::YesNo => yes_no::from_number(number),
        FieldType::Phone => phone::from_number(number),
        _ => read_text(field, &number_text(number, shown, context), unit, context)
            .with_if(number.abs() >= 1e15 && number.fract() == 0.0, Doubt::DigitsLost),
    }
}

fn read_bool(field: &Field, truth: bool, unit: ColumnUnit, context: &TypingContext<'_>) -> Typed {
    match field.ty {
        FieldType::YesNo => Typed::certain(Value::Bool(truth)),
        _ => read_text(field, if truth { "TRUE" } else { "FALSE" }, unit, context),
    }
}

/// A number that a text field holds, as its cell shows it.
fn number_text(number: f64, shown: Shown, context: &TypingContext<'_>) -> String {
    let decimal = decimal_from_f64(number);
    match (shown, decimal) {
        (Shown::Day | Shown::Month, _) => {
            let typed = dates::from_number(number, shown, &date_context(context));
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

fn money_column(field: &Field, unit: ColumnUnit) -> money::Column {
    match unit {
        ColumnUnit::Money(unit) => money::Column::Stated(unit),
        _ => money::Column::Default(field.unit.as_deref().and_then(MoneyUnit::parse).unwrap_or(MoneyUnit::WanYuan)),
    }
}

fn measure(field: &Field, unit: ColumnUnit, whole: bool) -> Measure<'_> {
    let factor = if let ColumnUnit::Measure(factor) = unit { factor } else { Decimal::ONE };
    Measure { unit: field.unit.as_deref(), factor, whole }
}

const fn date_context(context: &TypingContext<'_>) -> dates::Context {
    dates::Context { year: context.year, cut_off: context.cut_off, role: context.role, is_1904: context.is_1904 }
}

/// `5` alone in a month field is May.
fn month_text(text: &str) -> Cow<'_, str> {
    let narrow = normalise::narrow(text);
    if narrow.len() <= 2 && narrow.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month)) { Cow::Owned(format!("{narrow}月")) } else { Cow::Borrowed(text) }
}

fn is_month_number(number: f64) -> bool {
    number.fract() == 0.0 && (1.0..=12.0).contains(&number)
}

fn words(vocabulary: &Vocabulary) -> Vec<choice::Word<'_>> {
    vocabulary.options.iter().map(|option| choice::Word { name: &option.name, synonyms: &option.synonyms, parts: &option.parts }).collect()
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

/// For each field of a form, which end of a period it means, as its own checks tell: `计划开工时间 <= 计划竣工时间` makes the left a
/// start and the right an end. Neutral for other fields, and for a field that is both.
#[must_use]
pub fn roles(form: &Form) -> Vec<Role> {
    let mut pairs = Vec::new();
    for check in &form.checks {
        collect_order(&check.must, &mut pairs);
    }
    let is_date = |name: &str| form.index(name).is_some_and(|i| matches!(form.fields[i].ty, FieldType::Date | FieldType::Month | FieldType::Year));
    pairs.retain(|(early, late)| is_date(early) && is_date(late));
    let role = |field: &Field| match (pairs.iter().any(|p| p.0 == &*field.name), pairs.iter().any(|p| p.1 == &*field.name)) {
        (true, false) => Role::Start,
        (false, true) => Role::End,
        _ => Role::Neutral,
    };
    form.fields.iter().map(role).collect()
}

/// The pairs (earlier, later) of names that an expression compares.
fn collect_order<'a>(expr: &'a Expr, pairs: &mut Vec<(&'a str, &'a str)>) {
    match expr {
        Expr::Binary(Op::And, left, right) => {
            collect_order(left, pairs);
            collect_order(right, pairs);
        }
        Expr::Binary(op, left, right) => match (op, &**left, &**right) {
            (Op::Less | Op::LessEqual, Expr::Name(early), Expr::Name(late)) | (Op::Greater | Op::GreaterEqual, Expr::Name(late), Expr::Name(early)) => {
                pairs.push((early, late));
            }
            _ => {}
        },
        _ => {}
    }
}

#[cfg(test)]
mod tests;
