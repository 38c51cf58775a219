//! The text of a form as it stands in `templates/forms/*.toml`: strings only, nothing checked but the shape.

use serde::Deserialize;
use toml::Spanned;

/// One file. Unknown keys are errors; [`super::valid`] makes a [`super::Form`] of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawForm {
    pub(super) name: Spanned<String>,
    pub(super) role: Spanned<String>,
    pub(super) title: Option<String>,
    #[serde(default)]
    pub(super) aliases: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) authority: Vec<String>,
    pub(super) period: Option<Spanned<String>>,
    pub(super) history: Option<RawHistory>,
    #[serde(default, rename = "field")]
    pub(super) fields: Vec<RawField>,
    #[serde(default, rename = "check")]
    pub(super) checks: Vec<RawCheck>,
}

/// Fields that every form gets besides its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFields {
    #[serde(rename = "field")]
    pub(super) fields: Vec<RawField>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawField {
    pub(super) name: Spanned<String>,
    #[serde(rename = "type")]
    pub(super) ty: Spanned<String>,
    #[serde(default)]
    pub(super) required: bool,
    pub(super) required_when: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) key: bool,
    #[serde(default)]
    pub(super) synonyms: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) meanings: Vec<Vec<String>>,
    #[serde(default)]
    pub(super) groups: Vec<String>,
    pub(super) unit: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) help: String,
    /// How it moves from week to week.
    pub(super) over_weeks: Option<Spanned<String>>,
    /// For a running total: the weekly field that it grows by.
    pub(super) grows_by: Option<Spanned<String>>,
    /// Begins a group of columns on blank forms; the fields below belong to it until the next one begins.
    pub(super) section: Option<Spanned<String>>,
    pub(super) example: Option<String>,
    /// Name of a field above whose options this one shares.
    pub(super) options_of: Option<Spanned<String>>,
    #[serde(default, rename = "option")]
    pub(super) options: Vec<RawOption>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawOption {
    pub(super) name: Spanned<String>,
    #[serde(default)]
    pub(super) synonyms: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) parts: Vec<String>,
    pub(super) pace: Option<Spanned<String>>,
}

/// How rows are followed from week to week.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawHistory {
    pub(super) changes: Option<Spanned<String>>,
    pub(super) stalled_when: Option<Spanned<String>>,
    pub(super) stalled_weeks: Option<Spanned<String>>,
    pub(super) copied_rows: Option<Spanned<String>>,
    pub(super) steady_percent: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCheck {
    pub(super) code: Spanned<String>,
    pub(super) title: String,
    pub(super) field: Spanned<String>,
    pub(super) when: Option<Spanned<String>>,
    pub(super) must: Spanned<String>,
    pub(super) severity: Spanned<String>,
    pub(super) message: Spanned<String>,
    pub(super) suggestion: String,
    #[serde(default)]
    pub(super) why: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_task_list_has_the_declared_shape() {
        let raw: RawForm = toml::from_str(include_str!("../../templates/forms/任务清单.toml")).expect("the format");
        assert_eq!(raw.fields.iter().filter(|f| f.key).count(), 2);
        assert!(raw.fields.iter().any(|f| f.options.len() == 9));
        assert!(!raw.checks.is_empty());
    }
}
