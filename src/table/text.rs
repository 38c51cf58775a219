//! Small questions about the text of a cell that every part of table finding asks.

use crate::intake::{Content, GridCell};

/// The text as a heading is compared: without blanks of any width, line breaks and invisible characters; one blank stays
/// between two Latin words, because `unit price` is not `unitprice`.
pub(super) fn squash(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() || is_invisible(c) {
            gap = true;
            continue;
        }
        if gap && c.is_ascii_alphanumeric() && out.ends_with(|last: char| last.is_ascii_alphanumeric()) {
            out.push(' ');
        }
        gap = false;
        out.push(c);
    }
    out
}

/// Zero-width characters, byte-order marks and control characters that exports leave in cells.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}') || c.is_control()
}

/// The text of a text cell; `None` for numbers and for text that shows nothing.
pub(super) fn text_of(cell: &GridCell) -> Option<&str> {
    match &cell.content {
        Content::Text(text) if !is_empty(text) => Some(text),
        _ => None,
    }
}

/// Text that shows nothing counts as a blank cell.
fn is_empty(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

/// Whether a cell shows anything.
pub(super) fn is_filled(cell: &GridCell) -> bool {
    match &cell.content {
        Content::Text(text) => !is_empty(text),
        _ => true,
    }
}

/// The text before brackets of either width, and the bracketed parts in order: `总投资（万元）` → `总投资`, [`万元`].
pub(super) fn split_brackets(text: &str) -> (String, Vec<String>) {
    let (mut outside, mut inside, mut depth) = (String::new(), Vec::<String>::new(), 0u32);
    for c in text.chars() {
        match c {
            '(' | '（' | '[' | '【' | '〔' => {
                depth += 1;
                if depth == 1 {
                    inside.push(String::new());
                }
            }
            ')' | '）' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(c),
            _ => inside.last_mut().into_iter().for_each(|part| part.push(c)),
        }
    }
    (outside, inside)
}

/// Chinese numerals as they number categories: 一 … 二十.
fn is_numeral(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= 3 && text.chars().all(|c| "一二三四五六七八九十".contains(c))
}

/// A heading inside the body that is numbered as one: `一、…`, `（一）…`, `第一批…`, or the bare numeral `一`. Arabic numbers
/// are serial numbers of records and do not count.
pub(super) fn has_category_number(text: &str) -> bool {
    if is_numeral(text) {
        return true;
    }
    let bare = text.trim_start_matches(['（', '(']);
    let bracketed = bare.len() < text.len();
    let end = bare.find(|c: char| !"第一二三四五六七八九十".contains(c)).unwrap_or(bare.len());
    let (number, rest) = bare.split_at(end);
    if let Some(ordinal) = number.strip_prefix('第') {
        return is_numeral(ordinal)
            && rest.starts_with(['批', '类', '阶', '部', '章', '篇', '项', '组'])
            && text.chars().count() <= 24;
    }
    is_numeral(number)
        && if bracketed { rest.starts_with(['）', ')']) } else { rest.starts_with(['、', '.', '．', '，', ' ']) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_go_but_latin_words_stay_apart() {
        for (text, want) in [
            ("总投资\n（万元）", "总投资（万元）"),
            ("合  计", "合计"),
            ("合\u{3000}计", "合计"),
            ("unit  price", "unit price"),
            ("A 类", "A类"),
        ] {
            assert_eq!(squash(text), want);
        }
    }

    #[test]
    fn brackets_are_told_from_the_name() {
        assert_eq!(split_brackets("总投资（万元）"), ("总投资".into(), vec!["万元".into()]));
        assert_eq!(split_brackets("备注"), ("备注".into(), vec![]));
        assert_eq!(split_brackets("级别(省(市))"), ("级别".into(), vec!["省市".into()]));
    }

    #[test]
    fn categories_are_numbered_in_chinese() {
        for yes in ["一、在建项目", "（一）水利", "(二)交通", "一", "十一、其他", "第一批项目", "第二阶段"]
        {
            assert!(has_category_number(yes), "{yes}");
        }
        for no in ["一次性补贴", "1、水利", "第一中学", "合计", "三星公司", "十字路口"] {
            assert!(!has_category_number(no), "{no}");
        }
    }
}
