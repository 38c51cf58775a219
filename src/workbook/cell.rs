//! What a cell says and what it is; never how it looks.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::forms::FieldType;
use crate::statistics::{self, Formula, StatValue};
use crate::value::{Date, Day, Precision, Value};

/// The value of a cell, exact; the stored result if the cell has a formula.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Scalar {
    #[default]
    Blank,
    Text(Arc<str>),
    Number(Decimal),
    /// Prints —, where `denominator` is 0.
    Ratio {
        numerator: Decimal,
        denominator: Decimal,
    },
    /// A date of day precision; vaguer ones are texts.
    Day(Day),
}

/// What a sheet puts into a place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell {
    pub value: Scalar,
    pub formula: Option<Arc<Formula>>,
    pub link: Option<Target>,
    /// For columns that hold values of several kinds (参数): this cell's own.
    pub kind: Option<Kind>,
}

/// Where a link leads inside the workbook. Links never come from input text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A sheet by its declared name.
    Sheet(Arc<str>),
}

/// How a column is read: alignment and number format follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 序号.
    Serial,
    Text,
    /// A short word, centred.
    Word,
    Count,
    /// 万元.
    Money,
    /// A fraction, printed as a percent.
    Rate,
    /// A difference of fractions in 百分点.
    Points,
    Rank,
    Score,
    Date,
    /// 红, 黄, 绿.
    Light,
    /// Codes and telephone numbers that people type: a text even if it is all digits.
    Code,
}

impl From<statistics::Kind> for Kind {
    fn from(kind: statistics::Kind) -> Self {
        match kind {
            statistics::Kind::Text => Self::Text,
            statistics::Kind::Count => Self::Count,
            statistics::Kind::Money => Self::Money,
            statistics::Kind::Rate => Self::Rate,
            statistics::Kind::Points => Self::Points,
            statistics::Kind::Rank | statistics::Kind::Year => Self::Rank,
            statistics::Kind::Score => Self::Score,
            statistics::Kind::Date => Self::Date,
            statistics::Kind::Light => Self::Light,
        }
    }
}

impl From<&FieldType> for Kind {
    fn from(ty: &FieldType) -> Self {
        match ty {
            FieldType::Money => Self::Money,
            FieldType::Number => Self::Score,
            FieldType::Integer => Self::Count,
            FieldType::Percent => Self::Rate,
            FieldType::Date => Self::Date,
            // spreadsheet programs turn 2022-05 into the first of the month unless the cell is a text
            FieldType::Code | FieldType::Phone | FieldType::Month => Self::Code,
            FieldType::YesNo | FieldType::Choice(_) | FieldType::Year | FieldType::Person => Self::Word,
            FieldType::Text | FieldType::Name | FieldType::Choices(_) | FieldType::Unit | FieldType::Texts => Self::Text,
        }
    }
}

/// A kind with the decimals that its column needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Look {
    pub kind: Kind,
    pub decimals: u8,
}

/// What a cell is. One `match` in the writer turns it into a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    Title,
    /// The title of a list: on the left, in one cell.
    ListTitle,
    /// Lines under the title: week, cut-off, basis.
    Note,
    /// The same above a list, in one cell.
    ListNote,
    /// The caption of a block.
    Caption,
    Heading,
    /// The heading of a derived column.
    DerivedHeading,
    Item(Look),
    /// One line only: rows of very long lists.
    Plain(Look),
    Total(Look),
    /// A cell of a form that may be filled in.
    Open(Look),
    /// The label of a fact, and its value: locked, or to be filled in.
    FactLabel,
    FactValue,
    FactBlank,
    CardLabel,
    CardValue(Look),
    AlertValue(Look),
    CardNote,
    Link,
    /// The way back to the table of contents, above the title.
    WayBack,
}

impl Cell {
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::from(Scalar::Text(Arc::from(text)))
    }
    #[must_use]
    pub fn count(count: usize) -> Self {
        Self::from(Scalar::Number(Decimal::from(count)))
    }
    #[must_use]
    pub fn formula(mut self, formula: impl Into<Arc<Formula>>) -> Self {
        self.formula = Some(formula.into());
        self
    }
    /// The cell without its formula, unless formulas stay live.
    #[must_use]
    pub fn live(mut self, live: bool) -> Self {
        self.formula = self.formula.filter(|_| live);
        self
    }
    #[must_use]
    pub const fn kind(mut self, kind: Kind) -> Self {
        self.kind = Some(kind);
        self
    }
    /// The look of this cell in a column of this look.
    #[must_use]
    pub fn look(&self, column: Look) -> Look {
        self.kind.map_or(column, |kind| Look { kind, decimals: self.value.decimals(kind) })
    }
    #[must_use]
    pub fn link(mut self, target: Target) -> Self {
        self.link = Some(target);
        self
    }
}

impl From<Scalar> for Cell {
    fn from(value: Scalar) -> Self {
        Self { value, ..Self::default() }
    }
}

impl From<&Arc<str>> for Cell {
    fn from(text: &Arc<str>) -> Self {
        Self::from(Scalar::Text(text.clone()))
    }
}

impl From<&StatValue> for Scalar {
    fn from(value: &StatValue) -> Self {
        match value {
            StatValue::Text(text) => Self::Text(text.clone()),
            StatValue::Count(count) => Self::Number(Decimal::from(*count)),
            StatValue::Number(number) => Self::Number(*number),
            StatValue::Ratio { numerator, denominator } => Self::Ratio { numerator: *numerator, denominator: *denominator },
            StatValue::None => Self::Text(Arc::from(NO_BASE)),
        }
    }
}

impl From<&Value> for Scalar {
    fn from(value: &Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text.clone()),
            Value::Number(number) => Self::Number(*number),
            Value::Date(date) => Self::from(*date),
            Value::Bool(yes) => Self::Text(Arc::from(if *yes { "是" } else { "否" })),
            Value::List(words) => Self::Text(Arc::from(words.join("、"))),
        }
    }
}

impl From<Date> for Scalar {
    fn from(date: Date) -> Self {
        match date.precision() {
            Precision::Day => Self::Day(date.first()),
            _ => Self::Text(Arc::from(date.to_string())),
        }
    }
}

/// Printed where there is no base.
pub(crate) const NO_BASE: &str = "—";

impl Scalar {
    /// Decimals that a column needs for this value: money, counts and scores at most 2, rates as percents 1, where written 2.
    pub(crate) fn decimals(&self, kind: Kind) -> u8 {
        let digits = match (self, kind) {
            // a rate somebody wrote (4.35 %) keeps its digits, a computed one has too many
            (Self::Number(number), Kind::Rate) if number.normalize().scale() == 4 => 2,
            (_, Kind::Rate | Kind::Points) => 1,
            (Self::Number(number), Kind::Money | Kind::Score | Kind::Count) => number.round_dp(2).normalize().scale(),
            (Self::Ratio { .. }, Kind::Money | Kind::Score) => 2,
            _ => 0,
        };
        digits as u8
    }

    /// The text a reader sees.
    #[must_use]
    pub fn shown(&self, look: Look) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) => text.to_string(),
            Self::Day(day) => day.to_string(),
            Self::Ratio { denominator, .. } if denominator.is_zero() => NO_BASE.into(),
            Self::Ratio { numerator, denominator } => {
                numerator.checked_div(*denominator).map_or_else(|| NO_BASE.into(), |quotient| shown_number(quotient, look))
            }
            Self::Number(number) => shown_number(*number, look),
        }
    }
}

fn shown_number(number: Decimal, look: Look) -> String {
    let decimals = u32::from(look.decimals);
    let rounded = |number: Decimal| number.round_dp_with_strategy(decimals, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    let fixed = |number: Decimal| format!("{:.*}", decimals as usize, rounded(number));
    match look.kind {
        Kind::Points if number > Decimal::ZERO => format!("+{}%", fixed(number * Decimal::ONE_HUNDRED)),
        Kind::Rate | Kind::Points => format!("{}%", fixed(number * Decimal::ONE_HUNDRED)),
        Kind::Money | Kind::Count => with_thousands(&fixed(number)),
        Kind::Score => fixed(number),
        _ => number.normalize().to_string(),
    }
}

fn with_thousands(digits: &str) -> String {
    let (sign, rest) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let whole = rest.find('.').unwrap_or(rest.len());
    let mut out = String::from(sign);
    for (i, c) in rest.char_indices() {
        if i > 0 && i < whole && (whole - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_as_an_office_writes_them() {
        let dec = |text: &str| text.parse::<Decimal>().expect("a number");
        let look = |kind, decimals| Look { kind, decimals };
        let cases = [
            (Scalar::Number(dec("1234567.5")), look(Kind::Money, 2), "1,234,567.50"),
            (Scalar::Number(dec("-1000")), look(Kind::Money, 0), "-1,000"),
            (Scalar::Number(dec("0.5")), look(Kind::Rate, 1), "50.0%"),
            (Scalar::Number(dec("0.053")), look(Kind::Points, 1), "+5.3%"),
            (Scalar::Ratio { numerator: dec("223"), denominator: dec("240") }, look(Kind::Rate, 1), "92.9%"),
            (Scalar::Ratio { numerator: dec("3"), denominator: dec("0") }, look(Kind::Rate, 1), "—"),
            (Scalar::Number(dec("2022")), look(Kind::Text, 0), "2022"),
        ];
        for (value, look, shown) in cases {
            assert_eq!(value.shown(look), shown);
        }
    }
}
