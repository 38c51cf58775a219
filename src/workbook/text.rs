//! Text for cells: cleaned, cut to what a cell holds, and measured the way a Chinese page is set (a Han character is two digits wide).

use std::borrow::Cow;
use std::sync::Arc;

use unicode_width::UnicodeWidthChar;

/// What a cell holds at most, in UTF-16 units.
const CELL_LIMIT: usize = 32_767;
/// The mark at the end of a text that was cut.
const CUT_MARK: &str = "……（原文过长，已截断）";

/// A text as it may stand in a cell: no control characters but line breaks, no invisible marks, at most 32,767 units.
#[must_use]
pub(crate) fn clean(text: &Arc<str>) -> Arc<str> {
    let plain = text.chars().all(|c| !is_unfit(c));
    if plain && text.len() <= CELL_LIMIT {
        return text.clone();
    }
    let kept: String = if plain { text.to_string() } else { text.chars().filter(|c| !is_unfit(*c)).collect() };
    Arc::from(cut(&kept).as_ref())
}

/// Control characters other than line breaks, byte order marks and the direction marks that turn a line around.
const fn is_unfit(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn cut(text: &str) -> Cow<'_, str> {
    if text.encode_utf16().count() <= CELL_LIMIT {
        return Cow::Borrowed(text);
    }
    let mut room = CELL_LIMIT - CUT_MARK.encode_utf16().count();
    let end = text
        .char_indices()
        .find(|(_, c)| {
            let fits = c.len_utf16() <= room;
            room = room.saturating_sub(c.len_utf16());
            !fits
        })
        .map_or(text.len(), |(at, _)| at);
    Cow::Owned(format!("{}{CUT_MARK}", &text[..end]))
}

/// Width in digits: a Han character counts 2, and so do the brackets and dashes that are set as wide ones beside it.
#[must_use]
pub(crate) fn display_width(text: &str) -> usize {
    text.lines().map(line_width).max().unwrap_or(0)
}

fn line_width(line: &str) -> usize {
    line.chars().map(|c| c.width_cjk().unwrap_or(0)).sum()
}

/// Lines a text needs in a column that holds `room` digits of the text's own size.
#[must_use]
pub(crate) fn lines_needed(text: &str, room: f64) -> usize {
    // Latin letters of substitute fonts are wider than half a Han character: reckon with a tenth more.
    let wrapped = |line: &str| (line_width(line) as f64 * 1.04 / room.max(2.0)).ceil().max(1.0) as usize;
    text.lines().map(wrapped).sum::<usize>().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cleaned_and_cut() {
        for (written, kept) in
            [("=1+1", "=1+1"), ("a\u{0}b\u{7}", "ab"), ("一\n二\t三", "一\n二\t三"), ("\u{202e}abc\u{feff}", "abc")]
        {
            assert_eq!(&*clean(&Arc::from(written)), kept);
        }
        let exact: Arc<str> = "x".repeat(CELL_LIMIT).into();
        assert_eq!(clean(&exact), exact);
        for unit in ["字", "😀", "x"] {
            let long: Arc<str> = unit.repeat(CELL_LIMIT + 1).into();
            let short = clean(&long);
            assert!(short.encode_utf16().count() <= CELL_LIMIT && short.ends_with(CUT_MARK));
        }
    }

    #[test]
    fn han_counts_two() {
        for (text, width) in [("序号", 4), ("总投资\n（万元）", 8), ("abc", 3), ("—", 2), ("", 0)] {
            assert_eq!(display_width(text), width, "{text}");
        }
        assert_eq!(lines_needed("一二三四五六", 6.0), 3);
        assert_eq!(lines_needed("", 6.0), 1);
    }
}
