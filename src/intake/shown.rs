//! What a person sees in a cell, as far as the number class tells.

use super::{Content, GridCell, NumberClass};
use crate::value::Day;

/// Points that a character takes up where formats give the width of a column as a length.
pub(super) const CHARACTER_POINTS: f64 = 6.0;

/// Seconds in a day, and what is lost of them in a serial.
const DAY_SECONDS: f64 = 86_400.0;

pub(super) fn shown(cell: &GridCell) -> String {
    match &cell.content {
        Content::Text(text) => text.to_string(),
        Content::Number(number) => number_text(*number, cell.class),
        Content::Bool(true) => "TRUE".into(),
        Content::Bool(false) => "FALSE".into(),
        Content::Error(error) => error.0.to_string(),
        Content::NoResult => String::new(),
    }
}

fn number_text(number: f64, class: NumberClass) -> String {
    match class {
        NumberClass::Percent => format!("{}%", plain(number * 100.0)),
        NumberClass::Day => date(number).map_or_else(|| plain(number), |day| format!("{day}{}", clock_after(number))),
        NumberClass::Month => date(number).map_or_else(|| plain(number), |d| format!("{:04}-{:02}", d.year(), d.month())),
        NumberClass::Time if number >= 0.0 => clock(number),
        _ => plain(number),
    }
}

/// Serials of the 1900 system; the grid's `is_1904` is settled when the cell is read.
fn date(serial: f64) -> Option<Day> {
    (0.0..3_000_000.0).contains(&serial).then(|| Day::from_serial(serial.floor() as i32, false)).flatten()
}

fn clock_after(serial: f64) -> String {
    let share = serial.fract();
    if share * DAY_SECONDS < 0.5 { String::new() } else { format!(" {}", clock(share)) }
}

fn clock(share: f64) -> String {
    let seconds = (share * DAY_SECONDS).round() as u64;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// At most 15 significant digits, as spreadsheets show and round; no exponent, no trailing zeros.
fn plain(number: f64) -> String {
    let scientific = format!("{number:.14e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits = mantissa.replace('.', "");
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return "0".into();
    }
    let whole = exponent + 1;
    if whole <= 0 {
        return format!("{sign}0.{}{digits}", "0".repeat(whole.unsigned_abs() as usize));
    }
    let whole = whole as usize;
    if digits.len() <= whole {
        return format!("{sign}{digits}{}", "0".repeat(whole - digits.len()));
    }
    format!("{sign}{}.{}", &digits[..whole], &digits[whole..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Content;
    use crate::origin::CellRef;

    #[test]
    fn numbers_show_as_people_see_them() {
        use NumberClass::{Day, General, Month, Number, Percent, Time};
        for (number, class, expected) in [
            (0.1 + 0.2, General, "0.3"),
            (1200.0, Number { decimals: 2 }, "1200"),
            (2022.1, Number { decimals: 2 }, "2022.1"),
            (91_310_000_123_456_789.0, General, "91310000123456800"),
            (1e-7, General, "0.0000001"),
            (-0.0, General, "0"),
            (-12.5, General, "-12.5"),
            (0.8, Percent, "80%"),
            (0.125, Percent, "12.5%"),
            (44_697.0, Day, "2022-05-16"),
            (44_697.354_166_666_7, Day, "2022-05-16 08:30:00"),
            (44_682.0, Month, "2022-05"),
            (0.25, Time, "06:00:00"),
            (-3.0, Day, "-3"),
            (1e300, Day, &format!("1{}", "0".repeat(300))),
        ] {
            let cell = GridCell { at: CellRef::new(0, 0), content: Content::Number(number), class, formula: false };
            assert_eq!(cell.shown(), expected);
        }
    }
}
