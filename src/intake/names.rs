//! Names of files: what of them may be shown, and which files nobody meant to send.

use std::path::{Component, Path};

use encoding_rs::GB18030;
use unicode_normalization::UnicodeNormalization;

/// Files that come along by accident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Junk {
    Lock,
    System,
    Unfinished,
}

impl Junk {
    pub(super) fn of(name: &str) -> Option<Self> {
        let lower = name.to_lowercase();
        let ends = |ends: &[&str]| ends.iter().any(|end| lower.ends_with(end));
        if name.starts_with("~$") || name.starts_with(".~") {
            Some(Self::Lock)
        } else if matches!(lower.as_str(), ".ds_store" | "thumbs.db" | "desktop.ini" | "__macosx") || name.starts_with("._") {
            Some(Self::System)
        } else if ends(&[".crdownload", ".tmp", ".part", ".download"]) {
            Some(Self::Unfinished)
        } else {
            None
        }
    }

    pub(super) const fn why(self) -> &'static str {
        match self {
            Self::Lock => "是打开表格时产生的临时锁文件，说明原文件可能还没有关闭",
            Self::System => "是系统自动生成的文件",
            Self::Unfinished => "是没有下载完或临时保存的文件",
        }
    }
}

/// A relative path as text with `/`: NFC, GBK names decoded, signs that would disturb a terminal replaced.
pub(super) fn shown(path: &Path) -> String {
    let parts: Vec<String> = path
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(clean(&decoded(name))),
            _ => None,
        })
        .collect();
    parts.join("/")
}

/// The name of a member of a bundle: like [`shown`], steps up and drive letters dropped.
pub(super) fn member(name: &str) -> String {
    let parts = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | "..") && !part.ends_with(':'));
    parts.map(clean).collect::<Vec<_>>().join("/")
}

#[cfg(unix)]
fn decoded(name: &std::ffi::OsStr) -> String {
    use std::os::unix::ffi::OsStrExt;
    let text = name.to_str().map(str::to_owned);
    text.unwrap_or_else(|| GB18030.decode_without_bom_handling(name.as_bytes()).0.into_owned())
}

#[cfg(not(unix))]
fn decoded(name: &std::ffi::OsStr) -> String {
    name.to_string_lossy().into_owned()
}

fn clean(name: &str) -> String {
    let disturbs =
        |c: char| c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    name.nfc().map(|c| if disturbs(c) { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_fit_to_show() {
        for (name, expected) in [
            ("../../etc/表.xlsx", "etc/表.xlsx"),
            ("C:\\a\\b.xls", "a/b.xls"),
            ("/abs.csv", "abs.csv"),
            ("换行\n名\u{202e}.xlsx", "换行\u{fffd}名\u{fffd}.xlsx"),
            ("e\u{301}.csv", "é.csv"),
        ] {
            assert_eq!(member(name), expected);
        }
        for (name, junk) in
            [("~$a.xlsx", true), (".~lock.a.xlsx#", true), ("__MACOSX", true), ("a.part", true), ("表.xlsx", false)]
        {
            assert_eq!(Junk::of(name).is_some(), junk, "{name}");
        }
    }
}
