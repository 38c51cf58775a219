//! `templates/names.toml`: the words by which names are understood, raw → valid.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

/// The embedded words; an office may hand in its own with [`Words::parse`].
const BUILT_IN: &str = include_str!("../../templates/names.toml");

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Full name → short name of the province-level divisions (GB/T 2260).
    pub provinces: BTreeMap<String, String>,
    pub enterprise: EnterpriseWords,
    pub unit: UnitWords,
    pub person: PersonWords,
    pub version: VersionWords,
    pub project: ProjectWords,
    pub open: OpenForms,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnterpriseWords {
    pub region_ends: Vec<String>,
    pub legal_forms: Vec<LegalForm>,
    pub group: Vec<String>,
    pub branch: Vec<String>,
    pub former: Vec<String>,
}

/// Endings that say the same kind of body.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalForm {
    pub kind: Arc<str>,
    pub words: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitWords {
    pub tails: Vec<String>,
    pub short: Vec<(String, String)>,
    pub abbreviations: Vec<(String, String)>,
    pub ends: Vec<String>,
    pub before: String,
    pub labels: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonWords {
    pub titles: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionWords {
    pub old: Vec<String>,
    pub new: Vec<String>,
    #[serde(rename = "final")]
    pub last: Vec<String>,
    pub copy: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectWords {
    pub filler_words: Vec<String>,
    pub ordinals: String,
}

/// Forms about enterprises that are not yet listed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenForms {
    pub forms: Vec<String>,
}

impl Words {
    /// The words of a names.toml; the longest of each list first, since a longer ending hides a shorter one.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut words: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let lists = [&mut words.enterprise.region_ends, &mut words.enterprise.group, &mut words.enterprise.branch];
        for list in lists.into_iter().chain([&mut words.unit.tails, &mut words.unit.ends, &mut words.person.titles]) {
            longest_first(list);
        }
        for form in &mut words.enterprise.legal_forms {
            longest_first(&mut form.words);
        }
        Ok(words)
    }

    /// The embedded words.
    ///
    /// # Panics
    /// Never: a test parses the embedded text.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the text is embedded and parsed by a test")]
    pub fn built_in() -> Self {
        Self::parse(BUILT_IN).expect("the embedded names.toml is valid")
    }
}

impl Default for Words {
    fn default() -> Self {
        Self::built_in()
    }
}

fn longest_first(list: &mut [String]) {
    list.sort_by(|a, b| b.chars().count().cmp(&a.chars().count()).then_with(|| a.cmp(b)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_words_are_valid_and_sorted() {
        let words = Words::built_in();
        assert_eq!(words.provinces.len(), 34);
        assert_eq!(words.enterprise.group.first().map(String::as_str), Some("企业集团"));
        assert!(Words::parse("unknown = 1").is_err());
    }
}
