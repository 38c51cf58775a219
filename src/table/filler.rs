//! The lines around a table that state facts: 填报单位, 填报人, 单位：万元 — several in one cell, in cells side by side, or at the foot.

use super::kind::{Kind, kind_of_text};
use super::text::{split_brackets, squash, text_of};
use super::words;
use super::{Filler, shown};
use crate::intake::GridCell;
use crate::origin::CellRef;

/// Label given to a date or period that stands in a filler line without one.
const DATE: &str = "日期";
/// Label of units of measure.
const UNIT: &str = "单位";
/// Label given to `单位：` when its value is an office and not a measure.
const REPORTING_UNIT: &str = "填报单位";

/// Whether a row states facts instead of heading columns: labels with colons, or known labels with values between them.
pub(super) fn is_filler_row<'g>(cells: impl Iterator<Item = &'g GridCell> + Clone) -> bool {
    let (mut filled, mut colons) = (0, 0);
    for cell in cells.clone() {
        filled += 1;
        colons += usize::from(text_of(cell).is_some_and(has_label));
    }
    if filled == 0 {
        return false;
    }
    colons * 3 >= filled || colons >= 1 && filled <= 3 || states_known_facts(cells)
}

/// `填报单位 | 城关镇 | 填报人 | 张三`: without colons only known labels tell, and their neighbours must not be labels too (a header may consist of such words).
fn states_known_facts<'g>(cells: impl Iterator<Item = &'g GridCell> + Clone) -> bool {
    let known: Vec<bool> = cells.map(|cell| text_of(cell).is_some_and(words::is_fact)).collect();
    let labels = known.iter().filter(|&&fact| fact).count();
    labels >= 1 && known.len() >= 2 && known.len() <= labels * 2 && known[0] && known.windows(2).all(|pair| !(pair[0] && pair[1]))
}

/// Whether text starts with `label：`: a colon after a short label that is no clock time.
pub(super) fn has_label(text: &str) -> bool {
    let text = text.trim_start_matches(['（', '(', ' ', '\u{3000}']);
    let Some(end) = text.find(['：', ':']) else { return false };
    is_label(&text[..end])
}

fn is_label(label: &str) -> bool {
    let squashed = squash(label);
    let (outside, _) = split_brackets(&squashed);
    !outside.is_empty()
        && outside.chars().count() <= 12
        && !outside.ends_with(|c: char| c.is_ascii_digit())
        && !outside.contains(['，', '。', '/', '、'])
}

/// The facts stated by one row. A label without value takes the next cell's text.
pub(super) fn read_row<'g>(cells: impl Iterator<Item = &'g GridCell>) -> Vec<Filler> {
    let mut fillers: Vec<Filler> = Vec::new();
    let mut waiting = false;
    for cell in cells {
        let text = shown(cell);
        let parts = split_fields(&text);
        if parts.is_empty() {
            let bare = text.trim();
            if waiting
                && let Some(last) = fillers.last_mut()
                && (bare_date(bare).is_none() || is_about_time(&last.label))
            {
                clean_value(bare).clone_into(&mut last.value);
                waiting = false;
            } else if words::is_fact(bare) {
                fillers.push(filler(bare, "", cell.at));
                waiting = true;
            } else if let Some(date) = bare_date(bare) {
                fillers.push(filler(DATE, date, cell.at));
            }
            continue;
        }
        for (label, value) in parts {
            waiting = value.is_empty();
            fillers.push(filler(&label, &value, cell.at));
        }
    }
    fillers.into_iter().flat_map(settle_unit).collect()
}

/// A date answers only a label that asks for one.
fn is_about_time(label: &str) -> bool {
    ["时间", "日期", "月份", "期", "年度", "截至", "截止", "周次"].iter().any(|word| label.contains(word))
}

fn filler(label: &str, value: &str, at: CellRef) -> Filler {
    let (outside, _) = split_brackets(&squash(label));
    Filler { label: outside, value: value.to_owned(), at }
}

/// A date or period on its own: `2022年5月16日`, `截至5月22日`.
pub(super) fn bare_date(text: &str) -> Option<&str> {
    let bare = text.trim().trim_matches(['（', '）', '(', ')']);
    let date =
        bare.trim_start_matches("数据").trim_start_matches("截至").trim_start_matches("截止").trim_start_matches(['到', ' ']);
    (bare.chars().count() <= 24 && matches!(kind_of_text(date), Kind::Date | Kind::Period)).then_some(bare)
}

/// Cuts `填报单位：城关镇   填报人：张三` into labels and values. A field begins at the word before a colon; its value reaches to the
/// next such word. Nothing when there is no label.
pub(super) fn split_fields(text: &str) -> Vec<(String, String)> {
    let text = text.trim();
    let text = text.strip_prefix(['（', '(']).and_then(|inner| inner.strip_suffix(['）', ')'])).unwrap_or(text);
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut loose: Vec<&str> = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || c == '；' || c == ';').filter(|word| !word.is_empty()) {
        let mut rest = word;
        while let Some((end, colon)) = rest.char_indices().find(|&(_, c)| c == '：' || c == ':') {
            let after = &rest[end + colon.len_utf8()..];
            let torn = rest[..end].is_empty() && !loose.is_empty();
            if !torn && !is_label(&rest[..end]) {
                break;
            }
            let label = take_label(&mut loose, &rest[..end], fields.is_empty());
            close(&mut fields, &mut loose);
            fields.push((label, String::new()));
            rest = after;
            // A second label in the same word needs a blank or a bracket before it; `截至：2022年5月 17:00` has none.
            if !rest.contains(['：', ':']) || !starts_with_known_label(rest) {
                break;
            }
        }
        if !rest.is_empty() {
            loose.push(rest);
        }
    }
    close(&mut fields, &mut loose);
    fields
}

fn starts_with_known_label(text: &str) -> bool {
    text.find(['：', ':']).is_some_and(|end| words::is_fact(&text[..end]))
}

/// Joins a label that blanks have torn (`填 报 人：`): the words before it belong to it when it would be nameless, when nothing was
/// opened yet, or when together they make a known label.
fn take_label(loose: &mut Vec<&str>, head: &str, first: bool) -> String {
    for from in 0..loose.len() {
        let joined = format!("{}{head}", loose[from..].concat());
        if words::is_fact(&joined) {
            loose.truncate(from);
            return joined;
        }
    }
    if first || head.is_empty() {
        let joined = format!("{}{head}", loose.concat());
        loose.clear();
        return joined;
    }
    head.to_owned()
}

/// Gives the loose words to the open field.
fn close(fields: &mut [(String, String)], loose: &mut Vec<&str>) {
    if let Some((_, value)) = fields.last_mut() {
        clean_value(&loose.join(" ")).clone_into(value);
        loose.clear();
    }
}

/// The value without what is only waiting to be filled in: `年  月  日`, `（盖章）`, `____`.
fn clean_value(value: &str) -> &str {
    let bare = value.trim().trim_matches(['_', '＿', '-', '—', ' ', '，', ',']);
    let bare = ["（盖章）", "(盖章)", "（公章）", "(公章)", "（签字）", "(签字)", "（签章）"]
        .iter()
        .fold(bare, |text, note| text.trim_start_matches(note).trim_end_matches(note).trim());
    let unfilled = !bare.is_empty() && bare.chars().all(|c| "年月日时分 　_".contains(c))
        || bare.trim_start_matches("20").chars().all(|c| "年月日 　".contains(c));
    if unfilled { "" } else { bare }
}

/// `单位：` means a measure or an office; only the value tells. Several measures become several facts.
fn settle_unit(mut filler: Filler) -> Vec<Filler> {
    if !matches!(filler.label.as_str(), "单位" | "金额单位" | "计量单位" | "货币单位" | "数据单位" | "表内单位")
    {
        return vec![filler];
    }
    if let Some(units) = words::measures(&filler.value) {
        return units.into_iter().map(|value| Filler { label: UNIT.to_owned(), value, at: filler.at }).collect();
    }
    if filler.label == UNIT && !filler.value.is_empty() {
        REPORTING_UNIT.clone_into(&mut filler.label);
    }
    vec![filler]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> String {
        split_fields(text).into_iter().map(|(label, value)| format!("{label}={value}")).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn several_fields_in_one_cell() {
        let cases = [
            (
                "填报单位：城关镇人民政府      填报人：张三    填报时间：2022年5月16日",
                "填报单位=城关镇人民政府|填报人=张三|填报时间=2022年5月16日",
            ),
            ("填报单位： 填报人： 审核人： 填报人手机号：", "填报单位=|填报人=|审核人=|填报人手机号="),
            ("填报部门（盖章）：              填报人：        填报时间：   年  月  日", "填报部门（盖章）=|填报人=|填报时间="),
            ("单位：万元", "单位=万元"),
            ("（单位：万元、%）", "单位=万元、%"),
            ("填 报 人：张 三   联系电话：0377-66666666", "填报人=张 三|联系电话=0377-66666666"),
            ("填报单位:科工局 填 报 人:李四", "填报单位=科工局|填报人=李四"),
            ("截至时间：2022-05-16 17:00", "截至时间=2022-05-16 17:00"),
            ("填报单位：（盖章）科工局", "填报单位=科工局"),
            ("城关镇2022年任务清单", ""),
        ];
        for (text, want) in cases {
            assert_eq!(fields(text), want, "{text}");
        }
    }

    #[test]
    fn dates_without_label() {
        for yes in ["2022年5月16日", "（截至5月22日）", "2022年第20周", "截至2022年5月"] {
            assert!(bare_date(yes).is_some(), "{yes}");
        }
        for no in ["2022年任务清单", "城关镇"] {
            assert!(bare_date(no).is_none(), "{no}");
        }
    }
}
