//! `templates/blanks.toml`: what stands on blank forms besides the declared fields.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::forms::FieldType;

static BUILT_IN: LazyLock<Wording> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the embedded text is read by a test")]
    let wording = toml::from_str(include_str!("../../templates/blanks.toml")).expect("templates/blanks.toml is valid");
    wording
});

/// All texts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wording {
    pub(super) guide_sheet: String,
    #[serde(rename = "fact")]
    pub(super) facts: Vec<FactLine>,
    pub(super) money: Money,
    pub(super) guide: Guide,
    #[serde(rename = "type")]
    types: BTreeMap<String, TypeWords>,
}

/// A labelled place above the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FactLine {
    pub(super) label: String,
    pub(super) filled: Option<Filled>,
    #[serde(default)]
    pub(super) prompt: String,
}

/// What the tool can fill in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Filled {
    Unit,
}

/// The fact that says in which unit amounts are written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Money {
    pub(super) label: String,
    pub(super) unit: String,
}

/// Sentences at the head of the instructions, with `{…}` places.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Guide {
    pub(super) addressed: String,
    pub(super) prefilled: String,
    pub(super) prefilled_plain: String,
    pub(super) rules: String,
    pub(super) locked: String,
    pub(super) zero: String,
}

/// What a type of field asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TypeWords {
    pub(super) kind: String,
    /// With `{options}`; said after the field's own words.
    #[serde(default)]
    pub(super) how: String,
    /// Said where the field has no words of its own.
    #[serde(default)]
    pub(super) alone: String,
    #[serde(default)]
    pub(super) example: String,
}

impl Wording {
    /// The texts that come with the tool.
    pub(super) fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// The words for a type; a test holds that every type has some.
    pub(super) fn of(&self, ty: &FieldType) -> Option<&TypeWords> {
        self.types.get(ty.word())
    }
}

/// Puts values into the `{…}` places of a sentence.
pub(super) fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(sentence.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::Forms;

    #[test]
    fn every_type_of_field_has_its_words() {
        let wording = Wording::built_in();
        let forms = Forms::built_in();
        let fields = forms.iter().flat_map(|form| &form.fields);
        let silent: Vec<&str> = fields.map(|field| field.ty.word()).filter(|word| !wording.types.contains_key(*word)).collect();
        assert!(silent.is_empty(), "{silent:?}");
    }
}
