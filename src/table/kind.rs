//! What a cell looks like, before anybody asks what it means: a heading is a short label, a body is numbers, dates, codes, prose.

use super::text::split_brackets;
use super::words;
use crate::intake::{Content, GridCell, NumberClass};

/// The look of a filled cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Short text that could name something.
    Label,
    /// A year, month, quarter or hour that could head a column: `2022年`, `1—6月`, `00:00-01:00`.
    Period,
    /// Prose: sentences, lists, long text.
    Long,
    Number,
    Date,
    /// Letters and digits without Chinese: credit codes, part numbers.
    Code,
    /// —, /, √, 无: says that there is (nothing) to say.
    Mark,
}

/// Longest label in Chinese characters (a Latin one is half), brackets left out; headings with instructions put them in brackets.
const LABEL_CHARS: usize = 24;

pub(super) fn kind(cell: &GridCell) -> Kind {
    match &cell.content {
        Content::Text(text) => kind_of_text(text.trim()),
        Content::Bool(_) => Kind::Mark,
        Content::Number(_) => match cell.class {
            NumberClass::Day | NumberClass::Month | NumberClass::Time => Kind::Date,
            _ => Kind::Number,
        },
        Content::Error(_) | Content::NoResult => Kind::Number,
    }
}

pub(super) fn kind_of_text(text: &str) -> Kind {
    if words::is_mark(text) {
        return Kind::Mark;
    }
    if let Some(kind) = period_or_date(text) {
        return kind;
    }
    if is_amount(text) {
        return Kind::Number;
    }
    if is_code(text) {
        return Kind::Code;
    }
    if text.contains(['。', '；', '！', '？']) || is_lengthy(text) { Kind::Long } else { Kind::Label }
}

/// The number a cell holds, as a number or as its digits (exports without types); not dates.
pub(super) fn number(cell: &GridCell) -> Option<f64> {
    match &cell.content {
        Content::Number(number) if kind(cell) == Kind::Number => Some(*number),
        Content::Text(text) if text.len() <= 24 => {
            text.trim().replace([',', '，'], "").parse().ok().filter(|number: &f64| number.is_finite())
        }
        _ => None,
    }
}

/// Too long for a heading. Brackets are not counted, unless the text is absurdly long.
fn is_lengthy(text: &str) -> bool {
    if text.len() <= LABEL_CHARS {
        return false;
    }
    let halves =
        |text: &str| text.chars().filter(|c| !c.is_whitespace()).map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    text.chars().count() > 90 || halves(&split_brackets(text).0) > 2 * LABEL_CHARS
}

/// A number as text: `1,200`, `-3.5%`, `￥30`, `2000万`, `34.1吨`, `（1）`.
fn is_amount(text: &str) -> bool {
    let bare = text.trim_start_matches(['￥', '¥', '$', '≥', '≤', '<', '>', '约', '-', '+', '－', '(', '（', ' ']);
    let digits = bare.trim_start_matches(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c) || ",.，．".contains(c));
    if digits.len() == bare.len() {
        return false;
    }
    let unit = digits.trim_matches([' ', ')', '）', '-', '%', '％', '余', '左', '右']);
    unit.is_empty() || words::is_measure(unit)
}

/// Only digits and the signs of dates and times: a full date is a value, a year, month or span of hours may head a column.
fn period_or_date(text: &str) -> Option<Kind> {
    let marked = text.contains(['年', '月', '日', '季', '周', '旬', ':', '：', '—', '–', '~', '～', '至'])
        || text.trim_start_matches('-').contains(['-', '/'])
        || text.matches('.').count() == 2;
    if !marked {
        return None;
    }
    let mut digits = 0;
    for c in text.chars() {
        match c {
            '0'..='9' | '０'..='９' => digits += 1,
            '-' | '—' | '–' | '－' | '~' | '～' | '至' | '/' | '.' | '、' | ':' | '：' | ' ' | '年' | '月' | '日' | '号'
            | '时' | '点' | '第' | '季' | '度' | '上' | '中' | '下' | '旬' | '初' | '底' | '半' | '一' | '二' | '三' | '四'
            | '周' => {}
            _ => return None,
        }
    }
    if digits == 0 {
        return None;
    }
    let to_the_day =
        text.contains('日') || text.split(['-', '/', '.', '年', '月']).filter(|part| !part.trim().is_empty()).count() >= 3;
    let hours = text.contains([':', '：']) && !text.contains(['年', '/']);
    Some(if to_the_day && !hours { Kind::Date } else { Kind::Period })
}

/// Latin letters, digits and the signs of codes, with at least one digit.
fn is_code(text: &str) -> bool {
    text.len() >= 2 && text.is_ascii() && !text.contains(' ') && text.bytes().any(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks() {
        let cases = [
            ("企业名称", Kind::Label),
            ("项目起止年月（起），示例：2022年1月", Kind::Label),
            ("2022年计划完成投资", Kind::Label),
            ("总投资\n（万元）", Kind::Label),
            ("2019年", Kind::Period),
            ("1—6月", Kind::Period),
            ("00:00-01:00", Kind::Period),
            ("2022年5月16日", Kind::Date),
            ("2018/2/5", Kind::Date),
            ("6月", Kind::Period),
            ("5-6", Kind::Period),
            ("2022.5.16", Kind::Date),
            ("12", Kind::Number),
            ("0.7", Kind::Number),
            ("1,200", Kind::Number),
            ("-3.5%", Kind::Number),
            ("1.2亿元", Kind::Number),
            ("91410100MA3X00000X", Kind::Code),
            ("—", Kind::Mark),
            ("√", Kind::Mark),
            ("建设厂房一座；购置设备十台。", Kind::Long),
        ];
        for (text, want) in cases {
            assert_eq!(kind_of_text(text), want, "{text}");
        }
    }
}
