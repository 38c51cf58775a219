//! The words of returned files: `templates/returns.toml`, and the few by which our own marks are known again.

use std::sync::LazyLock;

use serde::Deserialize;

use super::How;
use crate::finding::{Finding, Severity};
pub(super) use crate::intake::RETURN_TITLE as TITLE;

/// The author of our comments.
pub(super) const AUTHOR: &str = "三改检查";
/// The name of the list of corrections.
pub(super) const SHEET: &str = "修改清单";
/// How a comment of ours begins, whatever program has written it since.
pub(super) const COMMENT_HEAD: &str = "【三改检查】";
/// In every formula of ours: true, and known again.
pub(super) const SIGNATURE: &str = "N(\"三改检查\")=0";

/// `templates/returns.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wording {
    pub(super) counted: String,
    pub(super) counts: Counts,
    pub(super) left_out: String,
    pub(super) how: String,
    pub(super) how_list: String,
    pub(super) source: String,
    pub(super) source_converted: String,
    pub(super) columns: [String; 9],
    pub(super) whole_file: String,
    pub(super) open: String,
    pub(super) changed: String,
    pub(super) footer: String,
    pub(super) cure: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Counts {
    pub(super) error: String,
    pub(super) warning: String,
    pub(super) note: String,
}

static WORDING: LazyLock<Option<Wording>> = LazyLock::new(|| toml::from_str(include_str!("../../templates/returns.toml")).ok());

/// The words, unless the template of this build is broken (a test says so).
pub(super) fn wording() -> anyhow::Result<&'static Wording> {
    WORDING.as_ref().ok_or_else(|| anyhow::anyhow!("templates/returns.toml 有误"))
}

/// What stands under the title of the list: which file it is about, and how to go about it.
pub(super) struct Preface<'w> {
    pub(super) source: String,
    pub(super) how: &'w str,
}

impl<'w> Preface<'w> {
    /// `file` is the path that was sent; only its name is shown.
    pub(super) fn new(file: &str, how: How, wording: &'w Wording) -> Self {
        let name = file.rsplit('/').next().unwrap_or(file);
        let (source, text) = match how {
            How::Patched => (&wording.source, &wording.how),
            How::Converted => (&wording.source_converted, &wording.how),
            How::ListOnly => (&wording.source, &wording.how_list),
        };
        Self { source: source.replace("{file}", name), how: text }
    }
}

/// `共3处：错误1处（必须改）、…`.
pub(super) fn counted(severities: &[Severity], wording: &Wording) -> String {
    let counts = [
        (Severity::Error, &wording.counts.error),
        (Severity::Warning, &wording.counts.warning),
        (Severity::Note, &wording.counts.note),
    ];
    let shares: Vec<String> = counts
        .iter()
        .map(|(severity, text)| (severities.iter().filter(|s| *s == severity).count(), text))
        .filter(|(count, _)| *count > 0)
        .map(|(count, text)| text.replace("{n}", &count.to_string()))
        .collect();
    wording.counted.replace("{n}", &severities.len().to_string()).replace("{list}", &shares.join("、"))
}

/// The comment of a cell: what is wrong and how to mend it, for each finding.
pub(super) fn cell_text<'f>(findings: impl Iterator<Item = &'f Finding>, wording: &Wording) -> String {
    let mut blocks = vec![COMMENT_HEAD.to_owned()];
    for finding in findings {
        blocks.push(format!("{}：{}", finding.severity.label(), bare(finding)));
        if !finding.suggestion.is_empty() {
            blocks.push(wording.cure.replace("{cure}", &finding.suggestion));
        }
    }
    blocks.join("\n")
}

/// The message without the address it begins with: beside the cell it says nothing.
pub(super) fn bare(finding: &Finding) -> &str {
    let cell = finding.place.cell.map(|cell| format!("{cell}："));
    cell.and_then(|cell| finding.message.strip_prefix(&cell)).unwrap_or(&finding.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_parses() {
        let wording = wording().expect("templates/returns.toml parses");
        assert!(wording.counted.contains("{n}") && wording.counted.contains("{list}") && wording.cure.contains("{cure}"));
        let text = counted(&[Severity::Error, Severity::Note, Severity::Error], wording);
        assert!(text.contains('3') && text.contains('2') && !text.contains("警告"), "{text}");
    }
}
