//! Unified social credit codes (统一社会信用代码, GB 32100-2015) and their common slips.

use std::sync::Arc;

use rust_decimal::prelude::ToPrimitive;

use super::absence::absence;
use super::normalise::{compact, split_notes};
use super::number::decimal_from_f64;
use super::{Doubt, Typed, Value};

/// The 31 characters; a character's value is its index.
const CHARSET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// 3^(i−1) mod 31.
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// A code in words of the cell. `allowed`: codes that were issued although they fail the check.
#[must_use]
pub fn read(text: &str, allowed: impl Fn(&str) -> bool) -> Typed {
    if let Some(state) = absence(text) {
        return state.into();
    }
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    let code = if plain { text.to_owned() } else { mended(text) };
    if is_scientific(&code) {
        return Typed::unreadable(Doubt::DigitsLost);
    }
    if code.len() < 6 || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Typed::unreadable(Doubt::CodeLength);
    }
    let fault = if allowed(&code) { None } else { fault(&code) };
    let typed = Typed::certain(Value::Text(Arc::from(code.as_str())));
    match fault {
        Some(doubt) => typed.with(doubt),
        None => typed,
    }
}

/// A code stored as a number: beyond 15 digits its end is lost.
#[must_use]
pub fn from_number(number: f64, allowed: impl Fn(&str) -> bool) -> Typed {
    if number == 0.0 {
        return super::State::Blank.into();
    }
    if number.abs() >= 1e15 {
        return Typed::unreadable(Doubt::DigitsLost);
    }
    match decimal_from_f64(number).filter(|n| n.fract().is_zero()).and_then(|n| n.to_u64()) {
        Some(digits) => read(&digits.to_string(), allowed),
        None => Typed::unreadable(Doubt::CodeLength),
    }
}

/// Upper case, half width, without blanks, dashes and a label before or a note behind.
fn mended(text: &str) -> String {
    let (outside, notes) = split_notes(&compact(text));
    let open = if outside.is_empty() { notes.concat() } else { outside };
    let code = open.rsplit([':', '\'', '‘', '’']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    code.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '—' | '.') || *c == '.' && code.contains(['e', 'E']))
        .collect::<String>()
        .to_uppercase()
}

/// `9.1350200776E+17`.
fn is_scientific(code: &str) -> bool {
    code.split_once("E+").is_some_and(|(mantissa, exponent)| !mantissa.is_empty() && exponent.bytes().all(|b| b.is_ascii_digit()))
}

/// What is wrong with a code of letters and digits, if anything.
fn fault(code: &str) -> Option<Doubt> {
    if code.len() != 18 {
        return Some(Doubt::CodeLength);
    }
    match check_character(code) {
        None => Some(Doubt::CodeCharacter),
        Some(expected) if code.as_bytes().last() != Some(&expected) => {
            let last_is_known = code.bytes().all(|b| CHARSET.contains(&b));
            Some(if last_is_known { Doubt::CodeCheckDigit } else { Doubt::CodeCharacter })
        }
        Some(_) => None,
    }
}

/// The 18th character that the first 17 demand; `None` if one of them is outside the charset.
fn check_character(code: &str) -> Option<u8> {
    let values = code.bytes().map(|b| CHARSET.iter().position(|&c| c == b));
    let sum = values.zip(WEIGHTS).try_fold(0, |sum, (value, weight)| Some(sum + value? * weight))?;
    CHARSET.get((31 - sum % 31) % 31).copied()
}

/// Whether a text is a sound code as it stands.
#[must_use]
pub fn is_sound(code: &str) -> bool {
    code.len() == 18 && code.is_ascii() && fault(code).is_none()
}

/// The sound code that was probably meant: O for 0, I for 1, S for 5, Z for 2 (letters that codes do not have). For suggestions only.
#[must_use]
pub fn probable(text: &str) -> Option<String> {
    let replaced: String = mended(text)
        .chars()
        .map(|c| match c {
            'O' => '0',
            'I' => '1',
            'S' => '5',
            'Z' => '2',
            c => c,
        })
        .collect();
    is_sound(&replaced).then_some(replaced)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::State;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        let typed = read(text, |code| code == "91350203M0001QAY9B");
        let state = match &typed.state {
            State::Value(Value::Text(code)) => code.to_string(),
            other => format!("{other:?}"),
        };
        typed.doubts.iter().fold(state, |text, doubt| format!("{text} {doubt:?}"))
    }

    #[test]
    fn codes() {
        for (text, expected) in [
            ("91350200776049653A", "91350200776049653A"),
            ("91440101MA5CJQ4N59", "91440101MA5CJQ4N59"),
            ("11370881004339597L", "11370881004339597L"),
            ("91350203M0001QAY9B", "91350203M0001QAY9B"),
            ("91350200776049653a", "91350200776049653A"),
            (" 9135 0200 7760 49653A", "91350200776049653A"),
            ("９１３５０２００７７６０４９６５３Ａ", "91350200776049653A"),
            ("代码：91350200776049653A", "91350200776049653A"),
            ("91350200776049653B", "91350200776049653B CodeCheckDigit"),
            ("9135O200776049653A", "9135O200776049653A CodeCharacter"),
            ("9135020077604965", "9135020077604965 CodeLength"),
            ("411300000012345", "411300000012345 CodeLength"),
            ("776049653", "776049653 CodeLength"),
            ("9.1350200776E+17", "Unreadable DigitsLost"),
            ("见附件", "Unreadable CodeLength"),
            ("正在办理", "Unreadable CodeLength"),
            ("无", "NotApplicable"),
            ("", "Blank"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
        assert_eq!(from_number(9.135_020_077_6e17, |_| false), Typed::unreadable(Doubt::DigitsLost));
        assert_eq!(probable("9135o200776049653A").as_deref(), Some("91350200776049653A"));
    }

    proptest! {
        #[test]
        fn one_wrong_character_is_always_found(at in 0usize..18, by in 1usize..31) {
            let mut code = *b"91350200776049653A";
            let value = CHARSET.iter().position(|&c| c == code[at]).expect("in the charset");
            code[at] = CHARSET[(value + by) % 31];
            prop_assert!(!is_sound(std::str::from_utf8(&code).expect("ascii")));
        }

        #[test]
        fn never_panics(text in "\\PC{0,24}") {
            let typed = read(&text, |_| false);
            prop_assert!(typed.state != State::Unreadable || !typed.doubts.is_empty());
            prop_assert!(probable(&text).is_none_or(|code| is_sound(&code)));
        }
    }
}
