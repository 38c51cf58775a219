//! Percents as fractions: `80%`, `0.8`, `80` under a % heading, `百分之八十`.

use rust_decimal::Decimal;

use super::Doubt;
use super::normalise::{chinese_number, folded};
use super::number::plain;

/// What the surroundings say of a bare number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PercentScale {
    /// A % in the heading: 80 means 80 %; a value of at most 1 is taken as a fraction.
    Heading,
    /// Nothing: 0.8 means 80 %; more than 1 must be a percent.
    Unsaid,
}

/// A fraction with what was assumed. `None` if it is no percent.
#[must_use]
pub fn parse(text: &str, scale: PercentScale) -> Option<(Decimal, Vec<Doubt>)> {
    let folded = folded(text);
    let hundred = Decimal::ONE_HUNDRED;
    if let Some(words) = folded.strip_prefix("百分之") {
        let number = plain(words).or_else(|| chinese_number(words).map(Decimal::from))?;
        return Some((number / hundred, Vec::new()));
    }
    if let Some(number) = folded.strip_suffix('%') {
        return Some((plain(number.trim())? / hundred, Vec::new()));
    }
    if let Some(number) = folded.strip_suffix('‰') {
        return Some((plain(number.trim())? / Decimal::ONE_THOUSAND, Vec::new()));
    }
    Some(from_number(plain(&folded)?, scale))
}

/// A bare number as a fraction.
#[must_use]
pub fn from_number(number: Decimal, scale: PercentScale) -> (Decimal, Vec<Doubt>) {
    let hundredth = (number / Decimal::ONE_HUNDRED).normalize();
    match scale {
        PercentScale::Heading if number.abs() > Decimal::ONE || number.is_zero() => (hundredth, Vec::new()),
        PercentScale::Heading => (number, vec![Doubt::PercentScale]),
        PercentScale::Unsaid if number.abs() <= Decimal::ONE => (number, Vec::new()),
        PercentScale::Unsaid => (hundredth, Vec::new()),
    }
}
