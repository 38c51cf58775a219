//! `templates/relations.toml`: how forms hang together with the lists and with each other.

use serde::Deserialize;

const BUILT_IN: &str = include_str!("../../templates/relations.toml");

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relations {
    #[serde(default)]
    pub compare: Vec<Compare>,
    #[serde(default)]
    pub alike: Vec<Alike>,
    #[serde(default)]
    pub link: Vec<Link>,
}

/// `fields` of any submitted form are compared with the fields `with` of the enterprise's row in a reference list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compare {
    pub code: String,
    pub fields: Vec<String>,
    pub list: String,
    pub with: Vec<String>,
}

/// A fact about an enterprise that all rows should state alike where the list does not state it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alike {
    pub code: String,
    pub field: String,
    pub list: String,
}

/// A row of `form` whose `field` says `says` should stand in the form `to` as well, with the same enterprise and `same` fields.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    pub code: String,
    pub form: String,
    pub field: String,
    pub says: String,
    pub to: String,
    pub same: Vec<String>,
}

impl Relations {
    /// The relations of a relations.toml.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// The embedded relations.
    ///
    /// # Panics
    /// Never: a test parses the embedded text.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the text is embedded and parsed by a test")]
    pub fn built_in() -> Self {
        Self::parse(BUILT_IN).expect("the embedded relations.toml is valid")
    }

    /// All codes that the relations raise.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        let compare = self.compare.iter().map(|relation| relation.code.as_str());
        let alike = self.alike.iter().map(|relation| relation.code.as_str());
        compare.chain(alike).chain(self.link.iter().map(|relation| relation.code.as_str()))
    }
}
