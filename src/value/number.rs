//! Numbers: spreadsheet floats to exact decimals, and the decimals of a text.

use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};

/// The decimal a person sees in a spreadsheet number: its 15 significant digits (reliability.md §1.6). `None` if not finite or out of range.
#[must_use]
pub fn decimal_from_f64(number: f64) -> Option<Decimal> {
    if !number.is_finite() {
        return None;
    }
    let text = format!("{number:.14e}");
    Decimal::from_scientific(&text).ok().map(|d| d.normalize())
}

/// Rounds half away from zero, as spreadsheets do.
#[must_use]
pub fn round(number: Decimal, places: u32) -> Decimal {
    number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// A plain number in normalised text: optional sign, digits with thousands separators or blanks, a decimal point; (100) is −100.
/// `None` for anything else.
#[must_use]
pub fn plain(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let (negative, body) = match text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        Some(inner) => (true, inner),
        None => match text.strip_prefix(['-', '−', '－']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        },
    };
    if !body.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let digits: String = body.chars().filter(|c| !matches!(c, ',' | '，' | ' ' | '\'')).collect();
    if let Some((mantissa, exponent)) = digits.split_once(['e', 'E']) {
        let shape = mantissa.chars().all(|c| c.is_ascii_digit() || c == '.')
            && exponent.trim_start_matches(['+', '-']).chars().all(|c| c.is_ascii_digit());
        return (shape && !exponent.is_empty())
            .then(|| Decimal::from_scientific(&digits).ok())
            .flatten()
            .map(|d| if negative { -d } else { d });
    }
    let points = digits.matches('.').count();
    if points > 1 || !digits.chars().all(|c| c.is_ascii_digit() || c == '.') || digits.ends_with('.') && digits.len() == 1 {
        return None;
    }
    let value = Decimal::from_str(digits.trim_end_matches('.')).ok()?.normalize();
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_become_what_people_see() {
        for (number, text) in
            [(0.1 + 0.2, "0.3"), (1200.0, "1200"), (131_485.8, "131485.8"), (1e-7, "0.0000001"), (-2.5, "-2.5"), (0.0, "0")]
        {
            assert_eq!(decimal_from_f64(number).map(|d| d.to_string()).as_deref(), Some(text));
        }
        assert_eq!(decimal_from_f64(f64::NAN), None);
    }

    #[test]
    fn halves_go_away_from_zero() {
        assert_eq!(round(Decimal::new(25, 1), 0), Decimal::from(3));
        assert_eq!(round(Decimal::new(-25, 1), 0), Decimal::from(-3));
    }

    #[test]
    fn plain_numbers() {
        for (text, value) in [
            ("1,234.50", Some("1234.5")),
            ("(100)", Some("-100")),
            ("8 00", Some("800")),
            ("12O0", None),
            ("1.2.3", None),
            ("3000-5000", None),
            ("5.", Some("5")),
            ("1e3", Some("1000")),
        ] {
            assert_eq!(plain(text).map(|d| d.to_string()).as_deref(), value, "{text}");
        }
    }
}
