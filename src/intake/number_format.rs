//! Number formats → what they say about a value's meaning.

use super::NumberClass;

/// The class of a built-in format id (ECMA-376 §18.8.30, with the Chinese ids 27–36 and 50–58).
pub(super) const fn built_in(id: u16) -> NumberClass {
    match id {
        1 | 3 | 5 | 6 | 37 | 38 | 41 | 42 => NumberClass::Number { decimals: 0 },
        2 | 4 | 7 | 8 | 39 | 40 | 43 | 44 => NumberClass::Number { decimals: 2 },
        9 | 10 => NumberClass::Percent,
        17 | 27 | 36 | 50 | 52 | 57 => NumberClass::Month,
        14..=16 | 22 | 28..=31 | 51 | 53 | 54 | 58 => NumberClass::Day,
        18..=21 | 32..=35 | 45..=47 | 55 | 56 => NumberClass::Time,
        49 => NumberClass::Text,
        _ => NumberClass::General,
    }
}

/// The class of a format code such as `yyyy"年"m"月"`, `0.00%` or `[$-804]yyyy/m/d;@`.
pub(super) fn class(code: &str) -> NumberClass {
    let seen = Tokens::scan(code);
    if seen.day || (seen.year && seen.month && seen.clock) {
        NumberClass::Day
    } else if seen.year || (seen.month && !seen.clock) {
        NumberClass::Month
    } else if seen.clock {
        NumberClass::Time
    } else if seen.percent {
        NumberClass::Percent
    } else if seen.digit {
        NumberClass::Number { decimals: seen.decimals }
    } else if seen.at {
        NumberClass::Text
    } else {
        NumberClass::General
    }
}

/// What the first section of a format code holds outside quotes, escapes and brackets.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "a tally of independent tokens")]
struct Tokens {
    year: bool,
    month: bool,
    day: bool,
    clock: bool,
    percent: bool,
    digit: bool,
    at: bool,
    decimals: u8,
}

impl Tokens {
    fn scan(code: &str) -> Self {
        let mut seen = Self::default();
        let mut point = false;
        let mut chars = code.chars().peekable();
        if code.trim().eq_ignore_ascii_case("general") || code.contains("G/通用格式") {
            return seen;
        }
        while let Some(c) = chars.next() {
            match c {
                ';' => break,
                '"' => while chars.next().is_some_and(|c| c != '"') {},
                '\\' | '_' | '*' | '!' => drop(chars.next()),
                '[' => {
                    let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    // [h]:mm is elapsed time; [红色], [DBNum1], [$-804] mean nothing here.
                    seen.clock |= !inner.is_empty() && inner.chars().all(|c| matches!(c, 'h' | 'H' | 'm' | 'M' | 's' | 'S'));
                }
                'y' | 'Y' | 'e' | '年' if c != 'e' || !seen.digit => seen.year = true,
                'm' | 'M' | '月' => seen.month = true,
                'd' | 'D' | '日' => seen.day = true,
                'a' | 'A' if chars.peek().is_some_and(|n| n.eq_ignore_ascii_case(&'a')) => seen.day = true,
                'h' | 'H' | 's' | 'S' => seen.clock = true,
                '%' => seen.percent = true,
                '@' => seen.at = true,
                '.' => point = true,
                'E' => point = false,
                '0' | '#' | '?' => {
                    seen.digit = true;
                    seen.decimals = seen.decimals.saturating_add(u8::from(point));
                }
                _ => {}
            }
        }
        seen.without_literal_units()
    }

    /// `0"月"` without its quotes (`0月`) counts months, it is no date: digits beside 年月日 and no date letter.
    const fn without_literal_units(mut self) -> Self {
        if self.digit && !self.clock {
            self.year = false;
            self.month = false;
            self.day = false;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_classified() {
        use NumberClass::{Day, General, Month, Number, Percent, Text, Time};
        for (code, expected) in [
            ("General", General),
            ("G/通用格式", General),
            ("yyyy\"年\"m\"月\"", Month),
            ("yyyy\"年\"m\"月\"d\"日\";@", Day),
            ("[$-804]yyyy/m/d", Day),
            ("yyyy年m月", Month),
            ("yyyy-mm", Month),
            ("mmm-yy", Month),
            ("[DBNum1][$-804]yyyy\"年\"m\"月\";@", Month),
            ("m\"月\"d\"日\"", Day),
            ("yyyy-mm-dd hh:mm:ss", Day),
            ("h:mm:ss", Time),
            ("[h]:mm", Time),
            ("0.00%", Percent),
            ("0%;[红色]-0%", Percent),
            ("0.00_ ", Number { decimals: 2 }),
            ("#,##0.00;[Red]-#,##0.00", Number { decimals: 2 }),
            ("_ * #,##0.0_ ;_ * -#,##0.0_ ;_ * \"-\"??_ ;_ @_ ", Number { decimals: 1 }),
            ("0\"月\"", Number { decimals: 0 }),
            ("0月", Number { decimals: 0 }),
            ("0.00E+00", Number { decimals: 2 }),
            ("@", Text),
            ("aaaa", Day),
        ] {
            assert_eq!(class(code), expected, "{code}");
        }
    }
}
