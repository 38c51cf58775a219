//! The notations that nearly all cells use, read without evening them out first.

use super::YEARS;
use crate::value::{Date, Day};

/// `2022年5月16日`, `2022.5.16`, `2022-05-16`, `2022/5`, `2022年5月` exactly as written; `None` for anything else, also for impossible
/// days, which the full reading explains.
pub(super) fn read(text: &str) -> Option<Date> {
    let (year, rest) = number(text, 4, 4)?;
    let year = i16::try_from(year).ok().filter(|year| YEARS.contains(year))?;
    let mark = rest.chars().next().filter(|c| matches!(c, '年' | '.' | '-' | '/'))?;
    let (month, rest) = number(&rest[mark.len_utf8()..], 1, 2)?;
    let month = u8::try_from(month).ok()?;
    let rest = match mark {
        '年' => rest.strip_prefix('月')?,
        _ if rest.is_empty() => rest,
        _ => rest.strip_prefix(mark)?,
    };
    if rest.is_empty() {
        return Date::month(year, month);
    }
    let (day, rest) = number(rest, 1, 2)?;
    let end = if mark == '年' { "日" } else { "" };
    (rest == end).then(|| Day::new(year, month, u8::try_from(day).ok()?).map(Date::day))?
}

/// A number of `least` to `most` digits at the start, and what follows.
fn number(text: &str, least: usize, most: usize) -> Option<(u16, &str)> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text[..end].parse().ok()?;
    (least..=most).contains(&end).then(|| (number, &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::day::{Context, Edge, spelling, spelt_date};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_short_way_says_what_the_long_way_says(y in 1940u16..2110, m in 0u8..14, d in 0u8..33, mark in "[年./-]", end in "[月./-]", tail in "[日]?") {
            let context = Context { year: 2022, edge: Edge::Start };
            for text in [format!("{y}{mark}{m}{end}{d}{tail}"), format!("{y}{mark}{m}{end}"), format!("{y}{mark}{m}"), format!("{y}{mark}{m:02}{mark}{d:02}")] {
                if let Some(date) = read(&text) {
                    prop_assert_eq!(spelt_date(&spelling::even(&text), context).map(|read| (read.date, read.doubts)), Ok((date, Vec::new())), "{}", text);
                }
            }
        }
    }
}
