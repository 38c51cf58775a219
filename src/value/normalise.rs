//! Text for matching: one shape for the many ways a keyboard writes the same thing. Never used to rewrite what is stored.

use unicode_normalization::UnicodeNormalization;

/// Characters that are seen as nothing: zero-width signs, byte order marks, soft hyphens, control characters.
#[must_use]
pub const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}' | '\0'..='\u{8}' | '\u{e}'..='\u{1f}')
}

/// NFKC without blanks and invisible characters: the key of a heading, a word, a name.
#[must_use]
pub fn key(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect()
}

/// NFKC with runs of blanks folded to one and the ends trimmed.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfkc().filter(|c| !is_invisible(*c)) {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Blank to the eye: nothing, blanks, invisible characters.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

const NOTHING: &[&str] = &[
    "无",
    "暂无",
    "不涉及",
    "不适用",
    "未涉及",
    "无此项",
    "n/a",
    "na",
    "null",
    "none",
    "nil",
    "待定",
    "未定",
    "待确定",
    "待确认",
    "待补充",
    "待填",
];

/// The sender said that there is nothing to say: a run of dashes or slashes, 无, 不涉及, 待定.
#[must_use]
pub fn is_not_applicable(text: &str) -> bool {
    let key = key(text).to_lowercase();
    !key.is_empty()
        && (key.chars().all(|c| matches!(c, '-' | '—' | '–' | '―' | '─' | '一' | '/' | '\\' | '_' | '~' | '*' | '.' | '、'))
            && key != "一"
            || NOTHING.contains(&key.as_str()))
}

/// The value of a run of Chinese numerals (`一百二十三`, `壹仟`, `二〇二二`), or `None` if it is none.
#[must_use]
pub fn chinese_number(text: &str) -> Option<u64> {
    let chars: Vec<char> = text.chars().collect();
    if chars.is_empty() {
        return None;
    }
    if chars.len() > 1 && chars.iter().all(|c| digit(*c).is_some()) {
        return chars.iter().try_fold(0u64, |sum, c| sum.checked_mul(10)?.checked_add(digit(*c)?));
    }
    let (mut total, mut section, mut current, mut last_big) = (0u64, 0u64, None, 0u64);
    for c in chars {
        if let Some(d) = digit(c) {
            current = Some(d);
        } else {
            let (unit, big) = place(c)?;
            if big {
                let part = match section + current.take().unwrap_or(0) {
                    0 if total == 0 => 1,
                    part => part,
                };
                total = if unit > last_big { (total + part).checked_mul(unit)? } else { total + part.checked_mul(unit)? };
                last_big = unit;
                section = 0;
            } else {
                section += current.take().unwrap_or(1).checked_mul(unit)?;
            }
        }
    }
    Some(total + section + current.unwrap_or(0))
}

const fn digit(c: char) -> Option<u64> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '贰' | '两' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

const fn place(c: char) -> Option<(u64, bool)> {
    Some(match c {
        '十' | '拾' => (10, false),
        '百' | '佰' => (100, false),
        '千' | '仟' => (1000, false),
        '万' | '萬' => (10_000, true),
        '亿' | '億' => (100_000_000, true),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals() {
        for (text, number) in [
            ("十", 10),
            ("二十三", 23),
            ("一百零五", 105),
            ("壹仟贰佰", 1200),
            ("二〇二二", 2022),
            ("三千", 3000),
            ("一亿二千万", 120_000_000),
            ("十六", 16),
        ] {
            assert_eq!(chinese_number(text), Some(number), "{text}");
        }
        assert_eq!(chinese_number("张三"), None);
    }

    #[test]
    fn nothing_to_say() {
        for text in ["—", "-", "/", "——", "无", " 暂无 ", "N/A", "待定"] {
            assert!(is_not_applicable(text), "{text}");
        }
        for text in ["", "0", "一", "无锡"] {
            assert!(!is_not_applicable(text), "{text}");
        }
    }
}
