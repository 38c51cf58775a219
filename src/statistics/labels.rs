//! How a text in a cell may be compared with a column of texts.
//!
//! COUNTIFS reads its criterion: `*` and `?` are wildcards, `<5` is a comparison, `2022.5` a number, `1-2` a date, and no letter has a
//! case. A text that could be misread is compared by `=` in a SUMPRODUCT instead; texts that differ by case only, by EXACT.

use std::collections::BTreeMap;

use super::Formula;
use super::formula::formula;

/// The weakest comparison that is right for all texts of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Matching {
    Criterion,
    Equal,
    Exact,
}

impl Matching {
    pub(super) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut matching = Self::Criterion;
        let mut cased: BTreeMap<String, &str> = BTreeMap::new();
        for text in texts {
            if !is_plain(text) {
                matching = matching.max(Self::Equal);
            }
            if text.chars().any(char::is_alphabetic) && text.chars().any(|c| c.is_lowercase() || c.is_uppercase()) {
                let other = *cased.entry(text.to_lowercase()).or_insert(text);
                if other != text {
                    return Self::Exact;
                }
            }
        }
        matching
    }

    /// The mask of the cells of `column` that equal `cell`.
    pub(super) fn mask(self, column: &Formula, cell: &Formula) -> Formula {
        match self {
            Self::Criterion | Self::Equal => formula![column, "=", cell],
            Self::Exact => formula!["EXACT(", column, ",", cell, ")"],
        }
    }
}

/// Whether COUNTIFS takes the text as nothing but itself.
pub(super) fn is_plain(text: &str) -> bool {
    let operator = text.starts_with(['=', '<', '>', '＝', '＜', '＞']);
    let wildcard = text.contains(['*', '?', '~', '＊', '？', '～']);
    let short = text.encode_utf16().count() <= 255;
    // A word no spreadsheet takes for a number, a date or an amount.
    let word = text.chars().any(|c| !c.is_ascii() && c.is_alphabetic() && !is_of_number(c));
    short && word && !operator && !wildcard
}

fn is_of_number(c: char) -> bool {
    const OF_DATES: &str = "年月日号时分秒点上下午星期周一二三四五六七八九十百千万亿零〇元整";
    OF_DATES.contains(c) || ('０'..='９').contains(&c) || ('Ａ'..='Ｚ').contains(&c) || ('ａ'..='ｚ').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_are_criteria() {
        for (text, plain) in [
            ("城关镇", true),
            ("3号园区", true),
            ("2022年5月", false),
            ("1-2", false),
            ("A", false),
            ("A类", true),
            ("甲*乙", false),
            ("是?", false),
            ("=甲", false),
            ("<5万户", false),
            ("五月", false),
            ("100%", false),
        ] {
            assert_eq!(is_plain(text), plain, "{text}");
        }
        assert!(!is_plain(&"长".repeat(256)));
    }

    #[test]
    fn one_odd_text_decides_for_all() {
        assert_eq!(Matching::of(["甲镇", "乙镇"]), Matching::Criterion);
        assert_eq!(Matching::of(["甲镇", "A"]), Matching::Equal);
        assert_eq!(Matching::of(["甲a镇", "甲A镇"]), Matching::Exact);
    }
}
