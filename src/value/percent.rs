//! Percents, to fractions: 80%, 80 under a % heading, 0.8, 百分之八十.

use rust_decimal::Decimal;

use super::absence::absence;
use super::amount;
use super::normalise::narrow;
use super::number::{decimal_from_f64, without_residue};
use super::{Doubt, Shown, Typed, Value};

/// Above this (200 %) a percent is doubted.
const PLAUSIBLE: Decimal = Decimal::TWO;

/// A percent in words of the cell. `in_percent`: the column's heading says %.
#[must_use]
pub fn read(text: &str, in_percent: bool) -> Typed {
    if let Some(state) = absence(text) {
        return state.into();
    }
    let narrow = narrow(text);
    let text = narrow.trim_start_matches(|c: char| {
        super::normalise::is_han(c) && !matches!(c, '百' | '约' | '近' | '超') && super::numeral::chinese_digit(c).is_none()
    });
    let (spoken, text) = match text.strip_prefix("百分之") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let amount = match amount::read(text) {
        Ok(amount) => amount,
        Err(doubt) => return Typed::unreadable(doubt),
    };
    let typed = match amount.tail.as_str() {
        "" if spoken => fraction(hundredth(amount.number)),
        "" => bare(amount.number, in_percent),
        "%" => fraction(hundredth(amount.number)),
        "‰" => fraction(amount.number.checked_div(Decimal::ONE_THOUSAND)),
        "成" => fraction(amount.number.checked_div(Decimal::TEN)),
        _ => Typed::unreadable(Doubt::Unreadable),
    };
    typed.with_if(amount.approximate, Doubt::Approximate)
}

/// A stored number: a fraction if the cell shows a percent, else as written.
#[must_use]
pub fn from_number(number: f64, shown: Shown, in_percent: bool) -> Typed {
    if shown.is_date() && number != 0.0 {
        return Typed::unreadable(Doubt::ShownAsDate);
    }
    match decimal_from_f64(number) {
        Some(decimal) if shown == Shown::Percent => fraction(Some(decimal)),
        Some(decimal) => bare(decimal, in_percent),
        None => Typed::unreadable(Doubt::Unreadable),
    }
}

/// A number without a sign. Under a % heading up to 1 is taken as a fraction, but might be less than one percent; without such a
/// heading above 1 is taken as percents, but up to 2 might be a rate above 100 %.
fn bare(number: Decimal, in_percent: bool) -> Typed {
    let is_fraction = number.abs() <= Decimal::ONE;
    let typed = fraction(if is_fraction { Some(number) } else { hundredth(number) });
    let unclear = if in_percent { is_fraction && !number.is_zero() } else { !is_fraction && number.abs() < Decimal::TWO };
    typed.with_if(unclear, Doubt::PercentScale)
}

fn hundredth(number: Decimal) -> Option<Decimal> {
    number.checked_div(Decimal::ONE_HUNDRED)
}

fn fraction(number: Option<Decimal>) -> Typed {
    let Some(number) = number.map(without_residue) else { return Typed::unreadable(Doubt::Unreadable) };
    Typed::certain(Value::Number(number)).with_if(number < Decimal::ZERO || number > PLAUSIBLE, Doubt::PercentRange)
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
    fn percents() {
        for (text, in_percent, expected) in [
            ("80%", false, "0.8"),
            ("80％", true, "0.8"),
            ("80.5 %", true, "0.805"),
            ("80", true, "0.8"),
            ("80", false, "0.8"),
            ("0.8", false, "0.8"),
            ("0.8", true, "0.8 PercentScale"),
            ("1", true, "1 PercentScale"),
            ("1", false, "1"),
            ("1.2", false, "0.012 PercentScale"),
            ("1.2", true, "0.012"),
            ("0", true, "0"),
            ("百分之八十", false, "0.8"),
            ("八成", false, "0.8"),
            ("约80%", false, "0.8 Approximate"),
            ("年利率4.35%", true, "0.0435"),
            ("5‰", false, "0.005"),
            ("-5%", false, "-0.05 PercentRange"),
            ("800%", false, "8 PercentRange"),
            ("4%-5%", true, "Unreadable Range"),
            ("高", true, "Unreadable Unreadable"),
            ("/", true, "NotApplicable"),
        ] {
            assert_eq!(shown(&read(text, in_percent)), expected, "{text}");
        }
        assert_eq!(shown(&from_number(0.8, Shown::Percent, true)), "0.8");
        assert_eq!(shown(&from_number(80.0, Shown::General, true)), "0.8");
        assert_eq!(shown(&from_number(80.0, Shown::Percent, true)), "80 PercentRange");
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,16}", in_percent in any::<bool>()) {
            let typed = read(&text, in_percent);
            prop_assert!(typed.state != State::Unreadable || !typed.doubts.is_empty());
        }

        #[test]
        fn signs_and_formats_agree(hundredths in 0i64..20_000) {
            let written = format!("{}%", Decimal::new(hundredths, 2));
            let stored: f64 = Decimal::new(hundredths, 4).to_string().parse().expect("a number");
            prop_assert_eq!(read(&written, true), from_number(stored, Shown::Percent, true));
        }
    }
}
