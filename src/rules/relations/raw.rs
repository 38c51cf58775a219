//! The text of `relations.toml` as it stands: strings only, nothing checked but the shape.

use serde::Deserialize;
use toml::Spanned;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFile {
    #[serde(default)]
    pub(super) compare: Vec<RawCompare>,
    #[serde(default)]
    pub(super) alike: Vec<RawAlike>,
    #[serde(default)]
    pub(super) category: Vec<RawCategory>,
    #[serde(default)]
    pub(super) across: Vec<RawAcross>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCompare {
    pub(super) code: Spanned<String>,
    pub(super) fields: Vec<Spanned<String>>,
    pub(super) list: Spanned<String>,
    pub(super) with: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAlike {
    pub(super) code: Spanned<String>,
    pub(super) field: Spanned<String>,
    pub(super) list: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCategory {
    pub(super) code: Spanned<String>,
    pub(super) field: Spanned<String>,
    pub(super) one_of: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAcross {
    pub(super) code: Spanned<String>,
    pub(super) title: Option<String>,
    pub(super) severity: Option<Spanned<String>>,
    pub(super) why: Option<String>,
    pub(super) form: Spanned<String>,
    pub(super) field: Spanned<String>,
    pub(super) when: Option<Spanned<String>>,
    pub(super) to: Vec<RawOther>,
    #[serde(default)]
    pub(super) same: Vec<Spanned<String>>,
    pub(super) like: Option<Spanned<String>>,
    pub(super) must: Spanned<String>,
    pub(super) message: Spanned<String>,
    pub(super) suggestion: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawOther {
    pub(super) form: Spanned<String>,
    #[serde(rename = "where")]
    pub(super) filter: Option<Spanned<String>>,
}
