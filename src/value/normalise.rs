//! One spelling for comparing: full-width forms, blanks, invisible characters. Stored texts are only tidied, never rewritten.

use std::borrow::Cow;

pub use super::absence::is_not_applicable;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Zero-width and other characters without ink: joiners, direction marks, soft hyphen, byte order mark, controls other than blanks.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fffe}')
        || (c.is_control() && !c.is_whitespace())
}

/// A Chinese character (CJK ideographs and 〇).
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// For reading: NFKC (full-width digits, brackets, marks), no invisible characters, runs of blanks as one space, trimmed, one kind of minus.
#[must_use]
pub fn narrow(text: &str) -> Cow<'_, str> {
    let plain = text.bytes().all(|b| (0x21..0x7f).contains(&b));
    if plain { Cow::Borrowed(text) } else { Cow::Owned(narrowed(text)) }
}

fn narrowed(text: &str) -> String {
    let visible = text.chars().filter(|&c| !is_invisible(c));
    let narrow: String = match is_nfkc_quick(visible.clone()) {
        IsNormalized::Yes => visible.collect(),
        _ => visible.nfkc().collect(),
    };
    let mut out = String::with_capacity(narrow.len());
    for c in narrow.trim().chars() {
        match c {
            '\u{2010}' | '\u{2011}' | '\u{2212}' => out.push('-'),
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out
}

/// For comparing headings, words and names: [`narrow`], without any blanks.
#[must_use]
pub fn key(text: &str) -> String {
    narrow(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// [`key`] in lower case.
#[must_use]
pub(crate) fn lower_key(text: &str) -> String {
    key(text).to_lowercase()
}

/// Blank to the eye: nothing, blanks, invisible characters.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

/// [`narrow`] without the blanks that do not stand between two digits or two letters.
#[must_use]
pub(crate) fn compact(text: &str) -> String {
    let narrow = narrow(text);
    if !narrow.contains(' ') {
        return narrow.into_owned();
    }
    let chars: Vec<char> = narrow.chars().collect();
    let inside =
        |i: usize| i > 0 && i + 1 < chars.len() && chars[i - 1].is_ascii_alphanumeric() && chars[i + 1].is_ascii_alphanumeric();
    chars.iter().enumerate().filter(|&(i, &c)| c != ' ' || inside(i)).map(|(_, &c)| c).collect()
}

/// For storing free text: no invisible characters, lines trimmed, runs of blanks as one space, blank lines dropped.
#[must_use]
pub fn tidy(text: &str) -> Cow<'_, str> {
    let odd = |c: char| is_invisible(c) || (c.is_whitespace() && c != ' ' && c != '\n');
    if !text.contains(odd) && !text.contains("  ") && !text.contains("\n\n") && !text.contains(" \n") && !text.contains("\n ") {
        return Cow::Borrowed(text.trim());
    }
    let lines = text.split(['\n', '\r']).map(tidy_line).filter(|line| !line.is_empty());
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
}

/// For storing names: one line, without the blanks that only align or wrap Chinese text (`张  三`, `城关\n镇`).
#[must_use]
pub fn tidy_name(text: &str) -> String {
    if !text.contains(|c: char| c.is_whitespace() || is_invisible(c)) {
        return text.to_owned();
    }
    let line = tidy_line(text);
    let chars: Vec<char> = line.chars().collect();
    let latin = |i: usize| chars.get(i).is_some_and(|c| c.is_alphanumeric() && !is_han(*c));
    let kept = |i: usize, c: char| c != ' ' || (i > 0 && latin(i - 1) && latin(i + 1));
    chars.iter().enumerate().filter(|&(i, &c)| kept(i, c)).map(|(_, &c)| c).collect()
}

fn tidy_line(line: &str) -> String {
    let visible: String = line.chars().filter(|&c| !is_invisible(c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Takes the bracketed parts out of a narrow text: what is left, and the parts. An unclosed bracket runs to the end.
#[must_use]
pub(crate) fn split_notes(narrow: &str) -> (String, Vec<String>) {
    let (mut outside, mut notes, mut note, mut depth) = (String::new(), Vec::new(), String::new(), 0u32);
    for c in narrow.chars() {
        match c {
            '(' | '[' | '【' | '〔' => {
                depth += 1;
            }
            ')' | ']' | '】' | '〕' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    notes.push(std::mem::take(&mut note));
                }
            }
            c if depth > 0 => note.push(c),
            c => outside.push(c),
        }
    }
    if depth > 0 {
        notes.push(note);
    }
    (outside.trim().to_owned(), notes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings() {
        for (text, expected) in [
            ("１，２００．５", "1,200.5"),
            ("\u{feff}80％\u{200b}", "80%"),
            (" 2022\u{3000}年 ", "2022 年"),
            ("（约）", "(约)"),
            ("−5", "-5"),
        ] {
            assert_eq!(narrow(text), expected);
        }
        assert_eq!(key("智 能\u{a0}改造Ａ"), "智能改造A");
        assert_eq!(compact("2022 年 5 月 1 200"), "2022年5月1 200");
        assert_eq!(tidy("  一、甲 \r\n\n 二、乙　丙 "), "一、甲\n二、乙 丙");
        assert_eq!(tidy_name("张 　三\n"), "张三");
        assert_eq!(tidy_name("城关\n镇 ABB  China 公司"), "城关镇ABB China公司");
        assert_eq!(split_notes("5000(含设备2000)万元"), ("5000万元".into(), vec!["含设备2000".into()]));
    }

    proptest! {
        #[test]
        fn narrowing_twice_changes_nothing(text in "\\PC{0,20}") {
            let once = narrow(&text).into_owned();
            prop_assert_eq!(narrow(&once).into_owned(), once.clone());
            let tidied = tidy(&text).into_owned();
            prop_assert_eq!(tidy(&tidied).into_owned(), tidied.clone());
        }
    }
}
