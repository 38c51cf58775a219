//! Text made comparable: what a reader cannot see, or would not call a difference, is folded away. Never shown to people.

use unicode_normalization::UnicodeNormalization;

/// NFKC, without blanks, control and invisible characters, ASCII in lower case, dashes and quotes alike. Stored names are never rewritten with it.
#[must_use]
pub fn fold(text: &str) -> String {
    text.nfkc().filter(|c| !is_invisible(*c)).map(plain).collect()
}

/// Letters, digits and Chinese characters only: for names that may differ in punctuation.
#[must_use]
pub fn fold_letters(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric()).map(plain).collect()
}

/// A title such as a project's name: brackets, quotes and punctuation at the end tell nothing; numbers and 一期/二期 do.
#[must_use]
pub fn fold_title(text: &str) -> String {
    let folded: String = fold(text).chars().filter(|c| !matches!(c, '(' | ')' | '"' | '《' | '》' | '·')).collect();
    folded.trim_end_matches(['.', ',', ';', ':', '-', '!', '*', '#']).to_owned()
}

/// Blanks, control characters, zero-width and bidirectional marks, variation selectors, soft hyphens.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}

fn plain(c: char) -> char {
    match c {
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '－' | '−' | '─' => '-',
        '“' | '”' | '「' | '」' | '『' | '』' | '‘' | '’' | '\'' => '"',
        '【' | '〔' | '［' | '[' | '{' => '(',
        '】' | '〕' | '］' | ']' | '}' => ')',
        '。' => '.',
        '、' => ',',
        '•' | '・' | '‧' => '·',
        _ => c.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_differences_vanish_and_visible_ones_stay() {
        for (a, b) in [
            ("财 务\u{3000}处", "财务处"),
            ("财务\u{200b}处", "财务处"),
            ("\u{feff}财务处\u{202e}", "财务处"),
            ("ＡＢ（集团）", "ab(集团)"),
            ("园E贷", "园e贷"),
        ] {
            assert_eq!(fold(a), fold(b), "{a:?}");
        }
        assert_ne!(fold("财务处"), fold("财务部"));
        assert_eq!(fold_letters("年产5万吨·包装（技改）项目。"), "年产5万吨包装技改项目");
    }
}
