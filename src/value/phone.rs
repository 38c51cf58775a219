//! Telephone numbers: mobiles, land lines with extensions, service numbers; several in one cell.

use rust_decimal::prelude::ToPrimitive;

use super::absence::absence;
use super::normalise::narrow;
use super::number::decimal_from_f64;
use super::{Doubt, State, Typed, Value};

/// The numbers of a cell, joined by 、; words around them (names, 电话：) are passed over.
#[must_use]
pub fn read(text: &str) -> Typed {
    if let Some(state) = absence(text) {
        return state.into();
    }
    if text.len() == 11 && text.starts_with('1') && canonical(text).is_some() {
        return Typed::certain(Value::text(text));
    }
    let narrow = narrow(text);
    if is_scientific(&narrow) {
        return Typed::unreadable(Doubt::DigitsLost);
    }
    let groups = groups(&narrow);
    if groups.is_empty() {
        return Typed::unreadable(Doubt::PhoneShape);
    }
    let numbers: Vec<Option<String>> = groups.iter().map(|group| canonical(group)).collect();
    if numbers.iter().all(Option::is_some) {
        let joined: Vec<String> = numbers.into_iter().flatten().collect();
        return Typed::certain(Value::text(&joined.join("、")));
    }
    Typed::certain(Value::text(narrow.trim())).with(Doubt::PhoneShape)
}

/// A number stored as a number.
#[must_use]
pub fn from_number(number: f64) -> Typed {
    match decimal_from_f64(number).filter(|n| n.fract().is_zero()).and_then(|n| n.to_u64()) {
        Some(0) => State::Blank.into(),
        Some(digits) if digits < 1_000_000_000_000 => read_digits(&digits.to_string()),
        _ => Typed::unreadable(Doubt::PhoneShape),
    }
}

/// A land line stored as a number has lost the 0 of its area code.
fn read_digits(digits: &str) -> Typed {
    let with_zero = format!("0{digits}");
    match (canonical(digits), canonical(&with_zero)) {
        (None, Some(number)) => Typed::certain(Value::text(&number)),
        _ => read(digits),
    }
}

/// `1.38E+10`: a number that became scientific.
fn is_scientific(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.split_once("e+").is_some_and(|(mantissa, exponent)| mantissa.parse::<f64>().is_ok() && exponent.parse::<u8>().is_ok())
}

/// Runs of digits (and masks) that belong together: dashes, brackets, dots and single blanks join as long as no number is complete.
fn groups(text: &str) -> Vec<String> {
    let mut groups: Vec<String> = Vec::new();
    let mut group = String::new();
    for c in text.replace("转", "#").replace("分机", "#").chars() {
        match c {
            c if c.is_ascii_digit() || c == '*' => group.push(c),
            '#' if !group.is_empty() => group.push('#'),
            '-' | '(' | ')' | '.' | '—' | '–' | '+' => {
                if c == '-' && canonical(&group).is_some() && !group.starts_with('1') {
                    group.push('#');
                }
            }
            ' ' if !is_complete(&group) => {}
            _ => close(&mut group, &mut groups),
        }
    }
    close(&mut group, &mut groups);
    groups
}

fn is_complete(group: &str) -> bool {
    canonical(group).is_some()
        && (group.starts_with('0') && group.len() >= 11 || group.len() == 11 && group.starts_with('1') || group.len() == 8)
}

fn close(group: &mut String, groups: &mut Vec<String>) {
    let group = std::mem::take(group);
    // Two mobiles written without anything between them.
    if group.len() == 22 && canonical(&group[..11]).is_some() && canonical(&group[11..]).is_some() {
        groups.extend([group[..11].to_owned(), group[11..].to_owned()]);
    } else if group.len() >= 5 {
        groups.push(group);
    }
}

/// A number in its usual form; `None` if it has the shape of none. `#` stands before an extension.
fn canonical(group: &str) -> Option<String> {
    let (number, extension) = match group.split_once('#') {
        Some((number, extension)) => (number, extension.trim_matches('#')),
        None => (group, ""),
    };
    let number =
        number.strip_prefix("0086").or_else(|| number.strip_prefix("86").filter(|rest| rest.len() == 11)).unwrap_or(number);
    if !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let shaped = match (number.len(), number.as_bytes()) {
        (11, [b'1', b'3'..=b'9', ..]) | (10, [b'4' | b'8', b'0', b'0', ..]) | (7 | 8, [b'2'..=b'9', ..]) => number.to_owned(),
        (11, [b'0', b'1', b'0', ..] | [b'0', b'2', ..]) => format!("{}-{}", &number[..3], &number[3..]),
        (11 | 12, [b'0', b'3'..=b'9', ..]) => format!("{}-{}", &number[..4], &number[4..]),
        _ => return None,
    };
    match extension.len() {
        0 => Some(shaped),
        1..=6 => Some(format!("{shaped}-{extension}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(typed: &Typed) -> String {
        let state = match &typed.state {
            State::Value(Value::Text(text)) => text.to_string(),
            other => format!("{other:?}"),
        };
        typed.doubts.iter().fold(state, |text, doubt| format!("{text} {doubt:?}"))
    }

    #[test]
    fn phones() {
        for (text, expected) in [
            ("13800000000", "13800000000"),
            ("138 0000 0000", "13800000000"),
            ("138-0000-0000", "13800000000"),
            ("１３８００００００００", "13800000000"),
            ("+86 13800000000", "13800000000"),
            ("0377-63312345", "0377-63312345"),
            ("037763312345", "0377-63312345"),
            ("(0377)63312345", "0377-63312345"),
            ("0377-63312345-801", "0377-63312345-801"),
            ("63312345", "63312345"),
            ("0377-63312345转801", "0377-63312345-801"),
            ("010-12345678", "010-12345678"),
            ("4001234567", "4001234567"),
            ("13800000000/13900000000", "13800000000、13900000000"),
            ("13800000000 13900000000", "13800000000、13900000000"),
            ("0377-63312345、13800000000", "0377-63312345、13800000000"),
            ("张三 13800000000", "13800000000"),
            ("电话：13800000000", "13800000000"),
            ("1380000000", "1380000000 PhoneShape"),
            ("138000000000", "138000000000 PhoneShape"),
            ("138****0000", "138****0000 PhoneShape"),
            ("12345678901", "12345678901 PhoneShape"),
            ("1.38E+10", "Unreadable DigitsLost"),
            ("张三", "Unreadable PhoneShape"),
            ("", "Blank"),
            ("无", "NotApplicable"),
        ] {
            assert_eq!(shown(&read(text)), expected, "{text}");
        }
        assert_eq!(shown(&from_number(13_800_000_000.0)), "13800000000");
        assert_eq!(shown(&from_number(37_763_312_345.0)), "0377-63312345");
        assert_eq!(shown(&from_number(0.5)), "Unreadable PhoneShape");
    }

    proptest! {
        #[test]
        fn never_panics(text in "[0-9０-９ 转()、/.+-]{0,24}", any in "\\PC{0,16}") {
            for text in [text, any] {
                let typed = read(&text);
                prop_assert!(typed.state != State::Unreadable || !typed.doubts.is_empty());
            }
        }
    }
}
