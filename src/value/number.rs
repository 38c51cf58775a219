//! Plain and whole numbers; stored numbers to decimals; rounding.

use rust_decimal::{Decimal, RoundingStrategy};

use super::absence::absence;
use super::{Doubt, Typed, Value, amount, unit};

/// What the number format of a cell shows a stored number as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    #[default]
    General,
    /// With this many decimal places.
    Decimals(u8),
    Percent,
    Day,
    Month,
    Time,
}

impl Shown {
    /// A person sees a date or a time, not an amount.
    #[must_use]
    pub const fn is_date(self) -> bool {
        matches!(self, Self::Day | Self::Month | Self::Time)
    }
}

/// Amounts finer than this are residues of floating-point formulas.
const FINEST: u32 = 10;

/// A stored number as a decimal of at most 15 significant digits (what a spreadsheet itself shows and compares); `None` if it is not
/// finite or beyond the range of decimals. Residues below 10⁻¹⁰ are 0.
#[must_use]
pub fn decimal_from_f64(number: f64) -> Option<Decimal> {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return Some(Decimal::from(number as i64));
    }
    if !number.is_finite() {
        return None;
    }
    if number.abs() < 1e-10 {
        return Some(Decimal::ZERO);
    }
    Decimal::from_scientific(&format!("{number:.14e}")).ok().map(|decimal| decimal.normalize())
}

/// Rounds half away from zero, as spreadsheets do.
#[must_use]
pub fn round(decimal: Decimal, places: u32) -> Decimal {
    decimal.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// [`round`] at the finest amount kept.
pub(crate) fn without_residue(decimal: Decimal) -> Decimal {
    round(decimal, FINEST).normalize()
}

/// What numbers of a field look like.
#[derive(Debug, Clone, Copy)]
pub struct Measure<'a> {
    /// The field's own unit (亩), `None` for plain counts.
    pub unit: Option<&'a str>,
    /// How many of the field's unit one of the column's unit is; 1 if the column states none.
    pub factor: Decimal,
    /// Only whole numbers are right.
    pub whole: bool,
}

impl Measure<'_> {
    /// A plain number without a unit.
    pub const PLAIN: Measure<'static> = Measure { unit: None, factor: Decimal::ONE, whole: false };

    fn typed(self, number: Option<Decimal>) -> Typed {
        let Some(number) = number.map(without_residue) else { return Typed::unreadable(Doubt::Unreadable) };
        Typed::certain(Value::Number(number))
            .with_if(number < Decimal::ZERO, Doubt::Negative)
            .with_if(self.whole && !number.fract().is_zero(), Doubt::NotWhole)
    }
}

/// The number that a text is, written with digits and nothing else but a sign and separators; `None` for anything else.
#[must_use]
pub fn plain(text: &str) -> Option<Decimal> {
    let bare = !text.contains(|c: char| c.is_alphabetic() && !matches!(c, 'e' | 'E')) && text.contains(|c: char| c.is_numeric());
    amount::read(text)
        .ok()
        .filter(|amount| bare && amount.tail.is_empty() && !amount.approximate)
        .map(|amount| amount.number.normalize())
}

/// Words of counting that may follow a number whatever its unit is called.
const COUNTERS: &[&str] = &["个", "家", "人", "次", "项", "件", "台", "套", "户", "名", "场", "年", "岁", "分", "笔", "期", "处"];

/// A number in words of the cell.
#[must_use]
pub fn read(text: &str, measure: Measure<'_>) -> Typed {
    if let Some(state) = absence(text) {
        return state.into();
    }
    let amount = match amount::read(text) {
        Ok(amount) => amount,
        Err(doubt) => return Typed::unreadable(doubt),
    };
    let bare = amount.tail.is_empty() || COUNTERS.contains(&amount.tail.as_str());
    let factor = match (bare, measure.unit) {
        (true, _) => Some(measure.factor),
        (false, Some(own)) => unit::factor(&amount.tail, own),
        (false, None) => None,
    };
    let Some(factor) = factor else { return Typed::unreadable(Doubt::Unreadable) };
    measure
        .typed(amount.number.checked_mul(factor))
        .with_if(amount.approximate, Doubt::Approximate)
        .with_if(!bare && factor != measure.factor, Doubt::UnitInValue)
}

/// A stored number.
#[must_use]
pub fn from_number(number: f64, shown: Shown, measure: Measure<'_>) -> Typed {
    if shown.is_date() && number != 0.0 {
        return Typed::unreadable(Doubt::ShownAsDate);
    }
    measure.typed(decimal_from_f64(number).and_then(|n| n.checked_mul(measure.factor)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::State;
    use proptest::prelude::*;

    fn shown(typed: &Typed) -> String {
        let state = match &typed.state {
            State::Value(Value::Number(n)) => n.to_string(),
            other => format!("{other:?}"),
        };
        typed.doubts.iter().fold(state, |text, doubt| format!("{text} {doubt:?}"))
    }

    #[test]
    fn numbers() {
        let land = Measure { unit: Some("亩"), ..Measure::PLAIN };
        let count = Measure { whole: true, ..Measure::PLAIN };
        for (text, measure, expected) in [
            ("12.5亩", land, "12.5"),
            ("2公顷", land, "30 UnitInValue"),
            ("5吨", land, "Unreadable Unreadable"),
            ("25家", count, "25"),
            ("2.5", count, "2.5 NotWhole"),
            ("-3", count, "-3 Negative"),
            ("约30人", count, "30 Approximate"),
            ("—", count, "NotApplicable"),
            ("", count, "Blank"),
            ("三", count, "3"),
            ("1/2", count, "Unreadable Range"),
        ] {
            assert_eq!(shown(&read(text, measure)), expected, "{text}");
        }
        assert_eq!(shown(&from_number(5.0, Shown::Day, count)), "Unreadable ShownAsDate");
        assert_eq!(shown(&from_number(2.999_999_999_999_999_6, Shown::General, count)), "3");
        assert_eq!(shown(&from_number(-1.1e-13, Shown::General, count)), "0");
        assert_eq!(shown(&from_number(f64::NAN, Shown::General, count)), "Unreadable Unreadable");
    }

    #[test]
    fn rounding_is_half_away_from_zero_after_fifteen_digits() {
        for (number, places, expected) in
            [(1.005, 2, "1.01"), (2.675, 2, "2.68"), (-2.5, 0, "-3"), (0.285 * 100.0, 0, "29"), (1.1 * 1.1, 2, "1.21")]
        {
            assert_eq!(decimal_from_f64(number).map(|d| round(d, places).to_string()).as_deref(), Some(expected));
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,24}") {
            let typed = read(&text, Measure::PLAIN);
            prop_assert!(typed.state != State::Unreadable || !typed.doubts.is_empty());
        }

        #[test]
        fn stored_and_written_numbers_agree(digits in -999_999_999_999_i64..999_999_999_999, scale in 0u32..6) {
            let decimal = Decimal::new(digits, scale).normalize();
            let stored: f64 = decimal.to_string().parse().expect("a number");
            prop_assert_eq!(decimal_from_f64(stored), Some(decimal));
            prop_assert_eq!(from_number(stored, Shown::General, Measure::PLAIN), read(&decimal.to_string(), Measure::PLAIN));
        }

        #[test]
        fn any_number_is_read_or_refused(bits in any::<u64>()) {
            let number = f64::from_bits(bits);
            prop_assert!(decimal_from_f64(number).is_none() || number.is_finite());
        }
    }
}
