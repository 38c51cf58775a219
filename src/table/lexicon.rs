//! Heading words of office sheets in general, for sheets of no declared form.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::Lexicon;
use super::text::{split_brackets, squash};

/// The built-in words of `templates/headings.txt`: whole headings (`备注`) and usual ends of headings (`…金额`).
#[derive(Debug, Clone, Copy, Default)]
pub struct GeneralLexicon;

struct Words {
    whole: BTreeSet<&'static str>,
    ends: BTreeSet<&'static str>,
    longest_end: usize,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| parse(include_str!("../../templates/headings.txt")));

/// Confidence of a heading known by its end only: many names end in such words too.
const BY_END: f32 = 0.75;

fn parse(text: &'static str) -> Words {
    let section = |mark: &str| {
        text.lines()
            .filter_map(|line| line.strip_prefix(mark))
            .flat_map(str::split_whitespace)
            .collect::<BTreeSet<&'static str>>()
    };
    let ends = section("-");
    Words { whole: section("="), longest_end: ends.iter().map(|end| end.chars().count()).max().unwrap_or(0), ends }
}

impl Lexicon for GeneralLexicon {
    fn heading(&self, text: &str) -> f32 {
        let squashed = squash(text);
        let text = squashed.trim_start_matches(['*', '★', '☆', '＊']);
        if text.is_empty() || text.chars().count() > 40 {
            return 0.0;
        }
        let (outside, _) = split_brackets(text);
        let name = outside.trim_end_matches(['：', ':']);
        if WORDS.whole.contains(name) {
            return 1.0;
        }
        if name.starts_with("是否") || name.starts_with("其中") && name.chars().count() <= 12 {
            return BY_END;
        }
        if ends_like_heading(text) || ends_like_heading(name) { BY_END } else { 0.0 }
    }
}

/// Whether the text is or ends in one of the usual ends; ends of one character need two before them.
fn ends_like_heading(text: &str) -> bool {
    let starts: Vec<usize> = text.char_indices().map(|(i, _)| i).collect();
    let long_enough = |i: usize| text[i..].chars().count() > 1 || starts.len() >= 3;
    starts.iter().rev().take(WORDS.longest_end).any(|&i| WORDS.ends.contains(&text[i..]) && long_enough(i))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_values() {
        for (text, least) in [
            ("序号", 1.0),
            ("总投资\n（万元）", 1.0),
            ("*企业名称", BY_END),
            ("计划开工时间", BY_END),
            ("是否纳统", BY_END),
            ("联 系 电 话", BY_END),
        ] {
            assert!(GeneralLexicon.heading(text) >= least, "{text}");
        }
        for text in ["利欣制药有限公司", "张三", "城关镇", "智能化大输液生产线", "高", "已开工"] {
            assert!(GeneralLexicon.heading(text) == 0.0, "{text}");
        }
    }
}
