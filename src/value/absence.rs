//! Cells without a value: blank, or a mark or word that says that there is nothing to say.

use super::State;
use super::normalise::{self, is_blank, is_invisible, narrow};

/// Words that say "nothing here" or "not settled yet" in any field (compared after narrowing, in lower case).
const NOTHING: &[&str] = &[
    "无",
    "暂无",
    "没有",
    "尚无",
    "无此项",
    "不涉及",
    "未涉及",
    "不适用",
    "不涉及此项",
    "无需填写",
    "免填",
    "略",
    "空",
    "空白",
    "n/a",
    "na",
    "null",
    "none",
    "nan",
    "nil",
];

/// Words that say "not settled yet": nothing to say now, but an answer is owed.
const PENDING: &[&str] = &[
    "待定",
    "未定",
    "暂未定",
    "待确定",
    "待确认",
    "未确定",
    "未确认",
    "尚未确定",
    "暂未确定",
    "待核实",
    "待填",
    "待补",
    "待补充",
    "待明确",
];

/// Error values as text, as csv files and pasted cells hold them.
const ERRORS: &[&str] =
    &["#ref!", "#value!", "#div/0!", "#name?", "#n/a", "#num!", "#null!", "#spill!", "#calc!", "#getting_data"];

/// Blank or not applicable; `None` if the text says something.
#[must_use]
pub fn absence(text: &str) -> Option<State> {
    if is_blank(text) {
        return Some(State::Blank);
    }
    is_not_applicable(text).then_some(State::NotApplicable)
}

/// The sender said that there is nothing to say: a run of strokes, 无, 不涉及, 待定.
#[must_use]
pub fn is_not_applicable(text: &str) -> bool {
    let mut visible = text.chars().filter(|&c| !c.is_whitespace() && !is_invisible(c));
    let strokes = visible.next().is_some_and(is_rule) && visible.all(is_rule);
    strokes || (may_say_nothing(text) && says_nothing(text))
}

/// The words are few and short: most texts are told apart by their length and first letter.
fn may_say_nothing(text: &str) -> bool {
    let first =
        text.chars().find(|c| !c.is_whitespace() && !is_invisible(*c) && !matches!(c, '(' | '（' | '"' | '\'' | '“' | '‘'));
    let known = first.is_some_and(|c| {
        !c.is_ascii_digit() && (!normalise::is_han(c) || NOTHING.iter().chain(PENDING).any(|word| word.starts_with(c)))
    });
    known && text.len() <= 48
}

fn says_nothing(text: &str) -> bool {
    let word = word(text);
    NOTHING.contains(&word.as_str()) || PENDING.contains(&word.as_str())
}

/// 待定, 待核实: where a value is required, the sender still owes it.
#[must_use]
pub fn is_pending(text: &str) -> bool {
    PENDING.contains(&word(text).as_str())
}

fn word(text: &str) -> String {
    let word = narrow(text).replace(' ', "").to_lowercase();
    word.trim_matches(|c: char| matches!(c, '(' | ')' | '。' | '.' | ',' | ';' | '、' | '"' | '\'')).to_owned()
}

/// A character of strokes that stand for "nothing": —, -, /, \, _, …
fn is_rule(c: char) -> bool {
    matches!(c, '-' | '—' | '–' | '－' | '―' | '─' | '−' | '‐' | '/' | '／' | '\\' | '＼' | '_' | '＿' | '…' | '～' | '~')
}

/// Whether a text is an error value (`#REF!`) or the marks of a column that was too narrow.
#[must_use]
pub fn is_error_text(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('#')
        && (ERRORS.contains(&text.to_ascii_lowercase().as_str()) || (text.len() > 2 && text.bytes().all(|b| b == b'#')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_states_begin_here() {
        for text in ["", " ", "\u{3000}\n", "\u{200b}\u{feff}"] {
            assert_eq!(absence(text), Some(State::Blank), "{text:?}");
        }
        for text in
            ["—", "——", "-", "--", "/", " ／ ", "\\", "无", "（无）", "暂无", "无。", "N/A", "不涉及", "待定", "…", "不 适 用"]
        {
            assert_eq!(absence(text), Some(State::NotApplicable), "{text:?}");
        }
        for text in ["0", "无锡", "-1", "是", "一", "1/2", "无法开工"] {
            assert_eq!(absence(text), None, "{text:?}");
        }
        assert!(is_error_text(" #REF! ") && is_error_text("#####") && !is_error_text("#1厂房"));
    }
}
