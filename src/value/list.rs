//! Several things in one cell: people, units, options, names.

use super::normalise::{is_invisible, tidy_name};

/// Marks that always separate; not inside brackets.
const MARKS: &[char] = &['、', '，', ',', '；', ';', '/', '／', '|', '｜', '\n', '\r', '\t', '&', '＆', '+', '＋', '\\'];

/// The pieces between 、 ， , ; / and line breaks, tidied, without empty ones. Brackets hold together.
#[must_use]
pub fn split(text: &str) -> Vec<String> {
    let (mut pieces, mut piece, mut depth) = (Vec::new(), String::new(), 0u32);
    for c in text.chars().filter(|c| !is_invisible(*c)) {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && MARKS.contains(&c) {
            pieces.push(std::mem::take(&mut piece));
        } else {
            piece.push(c);
        }
    }
    pieces.push(piece);
    pieces.into_iter().map(|piece| piece.trim().to_owned()).filter(|piece| !piece.is_empty()).collect()
}

/// [`split`], and at runs of blanks between Chinese words (`甲公司  乙公司`). Words of one character are held together (`张  三`).
#[must_use]
pub fn split_blanks(text: &str) -> Vec<String> {
    split(text).iter().flat_map(|piece| words(piece)).collect()
}

fn words(piece: &str) -> Vec<String> {
    let words: Vec<&str> = piece.split_whitespace().collect();
    let chinese = words.iter().all(|word| word.chars().next().is_some_and(super::normalise::is_han));
    if words.len() > 1 && chinese && words.iter().all(|word| word.chars().count() > 1) {
        words.into_iter().map(str::to_owned).collect()
    } else {
        vec![tidy_name(piece)]
    }
}

/// [`split_blanks`], and at 和, 与, 及, 以及 between words of at least two characters. For options, not for names.
#[must_use]
pub fn split_words(text: &str) -> Vec<String> {
    split_blanks(text)
        .iter()
        .flat_map(|piece| joined(piece))
        .map(|piece| piece.trim_end_matches('等').to_owned())
        .filter(|p| !p.is_empty())
        .collect()
}

fn joined(piece: &str) -> Vec<String> {
    let parts: Vec<&str> = piece.split("以及").flat_map(|part| part.split(['和', '与', '及'])).collect();
    if parts.iter().all(|part| part.chars().count() >= 2) {
        parts.into_iter().map(str::to_owned).collect()
    } else {
        vec![piece.to_owned()]
    }
}

/// The ticked items of a paper form (`☑智能改造 □绿色改造`, `智能√ 绿色□`); `None` if the text has no boxes.
#[must_use]
pub fn ticked(text: &str) -> Option<Vec<String>> {
    const EMPTY: &[char] = &['□', '☐', '◻', '▢', '○', '〇', '囗'];
    const FULL: &[char] = &['☑', '✓', '√', '✔', '■', '☒', '●', '⊠', '🗹'];
    if !text.contains(EMPTY) && !text.contains(['☑', '☒', '🗹']) {
        return None;
    }
    let boxed = |c: char| EMPTY.contains(&c) || FULL.contains(&c);
    let before = text.trim_start().starts_with(boxed);
    let mut items: Vec<(bool, String)> = vec![(false, String::new())];
    for c in text.chars() {
        if boxed(c) {
            let full = FULL.contains(&c);
            match items.last_mut() {
                Some(last) if !before => {
                    last.0 = full;
                    items.push((false, String::new()));
                }
                // □√ is an empty box with a tick in it.
                Some(last) if before && last.1.trim().is_empty() => last.0 |= full,
                _ => items.push((full, String::new())),
            }
        } else if let Some(last) = items.last_mut() {
            last.1.push(c);
        }
    }
    Some(items.into_iter().filter(|(full, text)| *full && !text.trim().is_empty()).flat_map(|(_, text)| split(&text)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces() {
        for (text, expected) in [
            ("智能改造、绿色改造", "智能改造|绿色改造"),
            ("智能，绿色；技术", "智能|绿色|技术"),
            ("甲公司\n乙公司", "甲公司|乙公司"),
            ("甲公司（原乙、丙公司）、丁公司", "甲公司（原乙、丙公司）|丁公司"),
            ("张  三", "张三"),
            ("智能改造  绿色改造", "智能改造|绿色改造"),
            ("智能改造和绿色改造等", "智能改造|绿色改造"),
            ("和平", "和平"),
            ("、、", ""),
        ] {
            assert_eq!(split_words(text).join("|"), expected, "{text}");
        }
    }

    #[test]
    fn boxes() {
        let ticked = |text| ticked(text).map(|items| items.join("|"));
        assert_eq!(ticked("☑智能改造 □绿色改造 ☑技术改造").as_deref(), Some("智能改造|技术改造"));
        assert_eq!(ticked("智能√ 绿色□").as_deref(), Some("智能"));
        assert_eq!(ticked("□√是 □否").as_deref(), Some("是"));
        assert_eq!(ticked("□是 □否").as_deref(), Some(""));
        assert_eq!(ticked("智能"), None);
    }
}
