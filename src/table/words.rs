//! The words of office sheets that structure a page, whatever its subject: totals, notes, signatures, units of measure.
//!
//! Words that name a form's fields do not belong here; see the lexicon.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::text::{split_brackets, squash};

/// The word groups of `templates/sheet-words.txt`.
struct Groups(BTreeMap<&'static str, BTreeSet<&'static str>>);

static GROUPS: LazyLock<Groups> = LazyLock::new(|| Groups::parse(include_str!("../../templates/sheet-words.txt")));

impl Groups {
    fn parse(text: &'static str) -> Self {
        let mut groups: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut name = "";
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                Some(heading) => name = heading,
                None => groups.entry(name).or_default().extend(line.split_whitespace()),
            }
        }
        Self(groups)
    }
}

/// Whether a group has exactly this word.
fn has(group: &str, word: &str) -> bool {
    GROUPS.0.get(group).is_some_and(|words| words.contains(word))
}

/// The words of a group.
fn group(name: &str) -> impl Iterator<Item = &'static str> {
    GROUPS.0.get(name).into_iter().flatten().copied()
}

/// `年   月   日`, `____`: a place to write in.
pub(super) fn is_unfilled(text: &str) -> bool {
    let text = text.strip_prefix("20").unwrap_or(text);
    text.chars().any(|c| "年_＿□".contains(c)) && text.chars().all(|c| "年月日时分_＿□".contains(c) || c.is_whitespace())
}

pub(super) fn is_mark(text: &str) -> bool {
    text.len() <= 9 && has("marks", text) || is_unfilled(text)
}

/// Whether text is a unit of measure, or several (`万元、个`).
pub(super) fn is_measure(text: &str) -> bool {
    text.chars().count() <= 16 && measures(text).is_some()
}

/// The units of measure named by a text such as `万元、%`; `None` when any part is something else.
pub(super) fn measures(text: &str) -> Option<Vec<String>> {
    let text = squash(text).replace("人民币", "");
    let text = text.trim_matches(['：', ':', '；', '。', '，']);
    if has("measures", text) {
        return Some(vec![text.to_owned()]);
    }
    let parts: Vec<String> =
        text.split(['、', '，', ',', '；', '或']).map(|part| split_brackets(part).0).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty() && parts.iter().all(|part| has("measures", part))).then_some(parts)
}

/// What a row label says of its row's amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sum {
    Total,
    Subtotal,
}

/// Reads a row label as that of a total: `合  计`, `总计：`, `合计（12个）`, `城关镇小计`. `text` may have any blanks.
pub(super) fn sum_label(text: &str) -> Option<Sum> {
    // Cheap refusal first: this runs for the leading cells of every row.
    if text.len() > 90 || !text.contains(['计', '总', '和', '结']) {
        return None;
    }
    let squashed = squash(text);
    let (outside, _) = split_brackets(&squashed);
    let name = outside.trim_end_matches(['：', ':', '数']);
    if has("totals", name) {
        return Some(Sum::Total);
    }
    if has("subtotals", name) {
        return Some(Sum::Subtotal);
    }
    if name.chars().count() > 12 {
        return None;
    }
    if name.ends_with("小计") {
        return Some(Sum::Subtotal);
    }
    let counted = |word: &str| {
        name.strip_prefix(word).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || c == '：' || c == ':'))
    };
    (name.ends_with("合计") || name.ends_with("总计") || counted("合计") || counted("总计") || counted("共计"))
        .then_some(Sum::Total)
}

/// Whether text ends as titles do: …表, …清单, …台账. Bracketed notes at the end do not count.
pub(super) fn ends_like_title(text: &str) -> bool {
    let (outside, _) = split_brackets(&squash(text));
    group("titles").any(|end| outside.ends_with(end))
}

/// The first words of a footer note.
pub(super) fn starts_note(text: &str) -> bool {
    let text = text.trim_start();
    if group("notes").any(|note| text.starts_with(note)) {
        return true;
    }
    is_page_mark(text)
        || text.starts_with('注')
            && text.chars().nth(1).is_some_and(|c| c.is_whitespace() || c.is_ascii_digit() || "、，。".contains(c))
}

/// `第1页 共3页`, `第33页/共33页`, `- 2 -`.
fn is_page_mark(text: &str) -> bool {
    text.starts_with('第') && text.contains('页') && text.chars().count() <= 20
        || text.starts_with("共") && text.trim_end().ends_with('页') && text.chars().count() <= 12
}

/// Whether a label names a fact that stands around tables (填报人, 审核, 联系电话 …).
pub(super) fn is_fact(label: &str) -> bool {
    let squashed = squash(label);
    let (outside, _) = split_brackets(&squashed);
    has("facts", outside.trim_end_matches(['：', ':']))
}

/// A fact that says who reports or who filled the sheet in.
pub(super) fn is_signer(label: &str) -> bool {
    let squashed = squash(label);
    let (outside, _) = split_brackets(&squashed);
    has("signers", outside.trim_end_matches(['：', ':']))
}

/// 附件1, 附表2：, 附件一: the mark in the corner above a title.
pub(super) fn is_annex(text: &str) -> bool {
    let text = squash(text);
    text.chars().count() <= 12
        && ["附件", "附表", "附录", "表"].iter().any(|word| {
            text.strip_prefix(word).is_some_and(|rest| {
                rest.trim_end_matches(['：', ':']).chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十-－—.".contains(c))
            })
        })
}

/// A row that shows how to fill in: 例：…, 示例, 该行为样例.
pub(super) fn is_sample(text: &str) -> bool {
    if !text.contains('例') {
        return false;
    }
    let text = text.trim().trim_start_matches(['（', '(', '【', '[', '*']);
    group("samples").any(|word| text.starts_with(word))
        || text == "例"
        || (text.contains("样例") || text.contains("示例")) && text.contains("行") && text.chars().count() <= 24
}

/// Headings of the serial-number column.
pub(super) fn is_serial_heading(text: &str) -> bool {
    matches!(
        squash(text).as_str(),
        "序号" | "编号" | "项次" | "行次" | "顺序号" | "序" | "No." | "NO." | "No" | "NO" | "排序" | "№"
    )
}

/// Headings that stand alone even under a group that is not merged.
pub(super) fn stands_alone(text: &str) -> bool {
    is_serial_heading(text)
        || matches!(split_brackets(&squash(text)).0.as_str(), "备注" | "说明" | "备注说明" | "合计" | "总计" | "小计")
}

/// Words of an instruction row under the header.
pub(super) fn is_instruction(text: &str) -> bool {
    let text = squash(text);
    text.chars().count() <= 24 && group("instructions").any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_recognised_in_their_spellings() {
        for yes in ["合计", "合  计", "总\u{3000}计：", "合计（12个）", "合计：12个", "全县合计", "汇 总", "2022年合计"]
        {
            assert_eq!(sum_label(yes), Some(Sum::Total), "{yes}");
        }
        for yes in ["小计", "小 计", "城关镇小计", "本页小计"] {
            assert_eq!(sum_label(yes), Some(Sum::Subtotal), "{yes}");
        }
        for no in ["计划", "会计师事务所", "总投资", "数据汇总平台", "设计", "合计划拨"] {
            assert_eq!(sum_label(no), None, "{no}");
        }
    }

    #[test]
    fn units_are_told_from_units() {
        assert_eq!(measures("万元、个"), Some(vec!["万元".into(), "个".into()]));
        assert_eq!(measures("人民币万元"), Some(vec!["万元".into()]));
        assert_eq!(measures("城关镇"), None);
        assert!(!is_measure("科工局"));
    }

    #[test]
    fn annex_marks() {
        for yes in ["附件1", "附 件 2：", "附件一", "附表1-2"] {
            assert!(is_annex(yes), "{yes}");
        }
        assert!(!is_annex("附件清单"));
    }
}
