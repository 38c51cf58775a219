//! Unified social credit codes, GB 32100-2015 (domain.md §3).

use super::Doubt;
use super::normalise::key;

const CHARSET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The code in one shape (upper case, half width, no blanks) with what is wrong about it. `allowed` are issued codes known to fail.
#[must_use]
pub fn parse(text: &str, allowed: &[String]) -> (String, Vec<Doubt>) {
    let code: String = key(text).chars().filter(|c| !matches!(c, '-' | '\'' | '`')).collect::<String>().to_uppercase();
    let doubt = if allowed.contains(&code) {
        None
    } else if looks_rounded(&code) {
        Some(Doubt::DigitsLost)
    } else if code.chars().count() != 18 {
        Some(Doubt::CodeLength)
    } else if code.chars().any(|c| !CHARSET.contains(c)) {
        Some(Doubt::CodeCharacter)
    } else if check_character(&code) != code.chars().last() {
        Some(Doubt::CodeCheckDigit)
    } else {
        None
    };
    (code, doubt.into_iter().collect())
}

/// A number in scientific notation, or one whose last digits a spreadsheet has replaced by zeros.
fn looks_rounded(code: &str) -> bool {
    code.contains("E+") || (code.len() == 18 && code.bytes().all(|b| b.is_ascii_digit()) && code.ends_with("000"))
}

/// The 18th character: (31 − Σ Cᵢ·3^(i−1) mod 31) mod 31.
#[must_use]
pub fn check_character(code: &str) -> Option<char> {
    let (mut weight, mut sum) = (1usize, 0usize);
    for c in code.chars().take(17) {
        sum += CHARSET.find(c)? * weight;
        weight = weight * 3 % 31;
    }
    CHARSET.chars().nth((31 - sum % 31) % 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_codes() {
        for code in ["91350200776049653A", "91440101MA5CJQ4N59", "11370881004339597L"] {
            assert_eq!(parse(code, &[]), (code.to_owned(), vec![]));
        }
        assert_eq!(parse("91350203M0001QAY9B", &[]).1, vec![Doubt::CodeCheckDigit]);
        assert_eq!(parse("91350203M0001QAY9B", &["91350203M0001QAY9B".into()]).1, vec![]);
        assert_eq!(parse("9.1350200776E+17", &[]).1, vec![Doubt::DigitsLost]);
        assert_eq!(parse("9135020077604965", &[]).1, vec![Doubt::CodeLength]);
        assert_eq!(parse("9135O200776049653A", &[]).1, vec![Doubt::CodeCharacter]);
    }
}
