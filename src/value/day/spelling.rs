//! One spelling of a date text: arabic digits, one full stop, no notes, no clock time, no blanks but between digits.

use crate::value::normalise::{compact, split_notes};
use crate::value::numeral::chinese_digit;

/// The even spelling of a date text.
pub(super) fn even(text: &str) -> String {
    let compact = compact(text).to_lowercase();
    let (outside, notes) = split_notes(&compact);
    // A text that is all bracket is its inside.
    let open = if outside.is_empty() { notes.concat() } else { outside };
    let mended: String = open.chars().map(mend).collect();
    without_time(&arabic(&mended)).trim_end_matches(['.', ',', ';', '、']).trim().to_owned()
}

/// Slips of the pen and of input methods.
const fn mend(c: char) -> char {
    match c {
        '曰' => '日',
        '號' => '号',
        '。' | '·' | '．' => '.',
        '\\' => '/',
        '～' | '〜' => '~',
        '―' | '–' | '─' => '—',
        c => c,
    }
}

/// Chinese digits before 年, 月, 日, 号, 季 → arabic: 二〇二二年五月十六日 → 2022年5月16日; 元月 → 1月.
fn arabic(text: &str) -> String {
    let text = text.replace("元月", "1月").replace("首季", "1季");
    if !text.contains(|c| chinese_digit(c).is_some() || matches!(c, '十' | '廿')) {
        return text;
    }
    let chars: Vec<char> = text.chars().collect();
    let numeral = |c: &char| chinese_digit(*c).is_some() || matches!(c, '十' | '廿');
    let (mut out, mut i) = (String::new(), 0);
    while i < chars.len() {
        let run = chars[i..].iter().take_while(|c| numeral(c)).count();
        let unit = chars
            .get(i + run)
            .is_some_and(|c| matches!(c, '年' | '月' | '日' | '号' | '季' | '至' | '到' | '-' | '—' | '~' | '.'));
        if run > 0 && (unit || i + run == chars.len()) {
            out.push_str(&numeral_value(&chars[i..i + run]));
        } else {
            out.extend(&chars[i..i + run.max(1)]);
        }
        i += run.max(1);
    }
    out
}

/// 二〇二二 → `2022`, 十六 → `16`, 廿三 → `23`.
fn numeral_value(run: &[char]) -> String {
    let digits = |part: &[char]| part.iter().filter_map(|c| chinese_digit(*c)).map(|d| char::from(b'0' + d)).collect::<String>();
    let Some(ten) = run.iter().position(|c| matches!(c, '十' | '廿')) else { return digits(run) };
    let tens = match (run[ten], digits(&run[..ten])) {
        ('廿', _) => "2".to_owned(),
        (_, tens) if tens.is_empty() => "1".to_owned(),
        (_, tens) => tens,
    };
    let ones = digits(&run[ten + 1..]);
    format!("{tens}{}", if ones.is_empty() { "0" } else { ones.as_str() })
}

/// Cuts a clock time (` 00:00:00`, `T08:30`, `日17:00`, `日9时`) off the end.
fn without_time(text: &str) -> String {
    if let Some(colon) = text.find(':') {
        let head = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit());
        if head.len() < colon && head.ends_with([' ', 't', '日', '号', '午']) {
            return head.trim_end_matches([' ', 't']).trim_end_matches("上午").trim_end_matches("下午").to_owned();
        }
    }
    match text.find('日') {
        Some(at) if text[at..].contains(['时', '点']) && !text[at..].contains(['年', '月']) => {
            text[..at + '日'.len_utf8()].to_owned()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        for (text, expected) in [
            ("二〇二二年五月十六日", "2022年5月16日"),
            ("二○二二年十二月三十一日", "2022年12月31日"),
            ("2022 年 5 月 16 曰", "2022年5月16日"),
            ("2022.5。16", "2022.5.16"),
            ("2022-05-16 00:00:00", "2022-05-16"),
            ("2022-05-16T08:30:00Z", "2022-05-16"),
            ("2022年5月16日下午17:00", "2022年5月16日"),
            ("2022年5月16日9时", "2022年5月16日"),
            ("２０２２／５／１６（已开工）", "2022/5/16"),
            ("（2022.5）", "2022.5"),
            ("第三季度", "第3季度"),
            ("十四五期间", "十四五期间"),
        ] {
            assert_eq!(even(text), expected, "{text}");
        }
    }
}
