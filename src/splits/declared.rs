//! `templates/splits.toml`: kinds of recipients, and the sheets that each of them gets.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::expr::{Expr, parse};
use crate::settings::{Settings, guess_clause};

const BUILT_IN: &str = include_str!("../../templates/splits.toml");
/// The office's own, beside its settings.
const OWN: &str = "分发.toml";

/// Everything declared about splits.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Splits {
    #[serde(rename = "recipient")]
    pub(super) kinds: Vec<RecipientKind>,
    #[serde(rename = "sheet")]
    pub(super) sheets: Vec<SheetSpec>,
    pub(super) problems: Problems,
    pub(super) wording: Wording,
}

/// Recipients found in a reference list: each concerns the enterprises of the rows that name him.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecipientKind {
    /// 服务部门: the word of the settings and the folder's name.
    pub kind: Arc<str>,
    /// Name of the reference list.
    pub(super) list: String,
    /// Fields of the list: the name, then what tells bearers of the same name apart.
    pub(super) key: Vec<String>,
    pub is: Being,
    pub(super) problems: Concern,
}

/// What a recipient is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Being {
    /// A unit of 单位名单, by its list name where it is listed.
    Unit,
    /// Compared without title and telephone.
    Person,
    Enterprise,
}

/// Which findings a recipient gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Concern {
    /// Those in the files that the unit sent.
    Sent,
    /// Those in the rows of the recipient's enterprises, whoever sent them.
    Rows,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SheetSpec {
    pub(super) name: Arc<str>,
    pub(super) title: String,
    /// A dataset of the statistics.
    pub(super) rows: Arc<str>,
    /// The form or list behind the dataset.
    pub(super) form: Arc<str>,
    #[serde(rename = "where", default, deserialize_with = "condition")]
    pub(super) filter: Option<Expr>,
    /// Said on the first sheet when there is no row.
    #[serde(default)]
    pub(super) empty: String,
    pub(super) columns: Vec<ColumnSpec>,
}

/// A column by its name; a person's may carry the telephone below the name.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(super) enum ColumnSpec {
    Plain(Arc<str>),
    WithPhone { column: Arc<str>, phone: Arc<str> },
}

impl ColumnSpec {
    pub(super) const fn name(&self) -> &Arc<str> {
        match self {
            Self::Plain(name) | Self::WithPhone { column: name, .. } => name,
        }
    }

    pub(super) const fn phone(&self) -> Option<&Arc<str>> {
        match self {
            Self::Plain(_) => None,
            Self::WithPhone { phone, .. } => Some(phone),
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Problems {
    pub(super) name: Arc<str>,
    pub(super) title: String,
    #[serde(default)]
    pub(super) empty: String,
    #[serde(default)]
    pub(super) note: String,
    /// Groups of codes that speak of one row only.
    pub(super) groups: Vec<String>,
}

/// Sentences with `{…}` places.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wording {
    pub(super) period: String,
    pub(super) rows: String,
}

fn condition<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Expr>, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).map(Some).map_err(|mistake| serde::de::Error::custom(format!("“{text}”：{}", mistake.message)))
}

impl Splits {
    /// The office's own declarations, else those that come with the tool.
    ///
    /// # Errors
    /// If the office's file cannot be read or does not parse.
    pub fn load(root: &Path) -> Result<Self> {
        let own = root.join(OWN);
        if !own.is_file() {
            return Ok(Self::built_in());
        }
        let text = std::fs::read_to_string(&own).with_context(|| format!("不能读取 {}", own.display()))?;
        toml::from_str(&text).with_context(|| format!("{OWN} 有误"))
    }

    /// What comes with the tool.
    ///
    /// # Panics
    /// Never: a test reads it.
    #[must_use]
    pub fn built_in() -> Self {
        #[expect(clippy::expect_used, reason = "the embedded declaration is read by a test")]
        toml::from_str(BUILT_IN).expect("templates/splits.toml is valid")
    }

    /// The kinds that the settings ask for, in declared order.
    ///
    /// # Errors
    /// If the settings name a kind that is not declared.
    pub(super) fn wanted<'a>(&'a self, settings: &'a Settings) -> Result<impl Iterator<Item = &'a RecipientKind>> {
        let chosen = &settings.splits;
        for word in chosen.recipients.iter().chain(&chosen.phones) {
            if !self.kinds.iter().any(|kind| *kind.kind == **word) {
                let near = guess_clause(word, self.kinds.iter().map(|kind| &*kind.kind));
                bail!("设置 [splits] 里的“{word}”不是一类收件人{near}");
            }
        }
        Ok(self.kinds.iter().filter(|kind| chosen.recipients.iter().any(|word| **word == *kind.kind)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_declaration_is_valid() {
        let splits = Splits::built_in();
        assert!(splits.kinds.len() == 4 && splits.sheets.iter().all(|sheet| !sheet.columns.is_empty()));
        let settings = Settings::defaults("某县", 2022);
        let wanted: Vec<&str> = splits.wanted(&settings).expect("known kinds").map(|kind| &*kind.kind).collect();
        assert_eq!(wanted, ["服务部门", "乡镇园区", "包联干部"]);
    }
}
