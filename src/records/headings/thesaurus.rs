//! The words of headings: `templates/lexicon.toml` as concepts, and the segmentation of a text into them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::concepts::{Concept, Concepts, Kind};
use crate::value::normalise::key;

/// What is known of heading words in any office list, whatever the form.
#[derive(Debug, Clone)]
pub struct Thesaurus {
    names: Vec<String>,
    kinds: Vec<Kind>,
    /// Each word with what it means; noise means nothing.
    words: BTreeMap<String, Meaning>,
    longest: usize,
    pub(super) exclusive: Vec<Concepts>,
    pub(super) units: Vec<String>,
    joiners: Vec<String>,
    /// What marks a bracket as an instruction.
    pub(super) instructions: Vec<String>,
    /// Where an example begins.
    pub(super) cut_at: Vec<String>,
    ignorable: Vec<String>,
    pub(super) looks: Looks,
}

/// How the cells of a column of names look.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Looks {
    pub(super) surnames: String,
    pub(super) enterprise_endings: Vec<String>,
    pub(super) unit_endings: Vec<String>,
    /// What may follow the name of a kind in a category row, longest first.
    pub(super) category_endings: Vec<String>,
}

/// What a word of a heading means: concepts in the order of speech, none for noise.
type Meaning = Vec<Concept>;

/// A text cut into words.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Parts {
    pub(super) set: Concepts,
    /// The last head word: what a cell of the column holds.
    pub(super) head: Option<Concept>,
    /// Characters that no word explains.
    pub(super) residue: usize,
    /// The words that carry meaning, as written, with what they mean.
    pub(super) words: Vec<(String, Concepts)>,
}

/// Why a lexicon or a form's meanings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LexiconError {
    #[error("用词表读不出：{0}")]
    Shape(String),
    #[error("用词表里没有概念“{0}”")]
    UnknownConcept(String),
    #[error("用词表的概念超过{0}个")]
    TooMany(usize),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    noise: Vec<String>,
    joiners: Vec<String>,
    instructions: Vec<String>,
    cut_at: Vec<String>,
    units: Vec<String>,
    ignorable: Vec<String>,
    exclusive: Vec<Vec<String>>,
    #[serde(rename = "concept")]
    concepts: Vec<RawConcept>,
    #[serde(default, rename = "phrase")]
    phrases: Vec<RawPhrase>,
    cells: Looks,
}

#[expect(clippy::struct_excessive_bools, reason = "independent marks of a declared word, as written in the file")]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawConcept {
    name: String,
    words: Vec<String>,
    #[serde(default)]
    head: bool,
    #[serde(default)]
    light: bool,
    #[serde(default)]
    decisive: bool,
    #[serde(default)]
    role: bool,
    #[serde(default)]
    attached: bool,
    #[serde(default)]
    end: bool,
}

impl RawConcept {
    const fn kind(&self) -> Kind {
        let Self { head, light, decisive, role, attached, end, .. } = *self;
        Kind { head, light, decisive, role, attached, end }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPhrase {
    words: Vec<String>,
    means: Vec<String>,
}

impl Thesaurus {
    /// The built-in words.
    ///
    /// # Panics
    /// Never: a test reads them.
    #[must_use]
    pub fn built_in() -> Self {
        #[expect(clippy::expect_used, reason = "the embedded file is read by a test")]
        Self::parse(include_str!("../../../templates/lexicon.toml")).expect("the built-in lexicon")
    }

    /// Reads the text of a lexicon.
    pub fn parse(text: &str) -> Result<Self, LexiconError> {
        let raw: Raw = toml::from_str(text).map_err(|error| LexiconError::Shape(error.to_string()))?;
        if raw.concepts.len() > Concepts::CAPACITY {
            return Err(LexiconError::TooMany(Concepts::CAPACITY));
        }
        let mut thesaurus = Self {
            names: raw.concepts.iter().map(|concept| concept.name.clone()).collect(),
            kinds: raw.concepts.iter().map(RawConcept::kind).collect(),
            words: raw.noise.iter().map(|word| (key(word), Vec::new())).collect(),
            longest: 0,
            exclusive: Vec::new(),
            units: sorted_by_length(raw.units.iter().map(|unit| key(unit)).collect()),
            joiners: raw.joiners,
            instructions: raw.instructions,
            cut_at: raw.cut_at,
            ignorable: raw.ignorable.iter().map(|word| key(word).to_lowercase()).collect(),
            looks: raw.cells,
        };
        for (index, concept) in raw.concepts.iter().enumerate() {
            for word in concept.words.iter().chain([&concept.name]) {
                thesaurus.words.insert(key(word).to_lowercase(), vec![Concept::new(index)]);
            }
        }
        for phrase in &raw.phrases {
            let means = thesaurus.concepts(&phrase.means)?;
            for word in &phrase.words {
                thesaurus.words.insert(key(word).to_lowercase(), means.clone());
            }
        }
        thesaurus.longest = thesaurus.words.keys().map(|word| word.chars().count()).max().unwrap_or(0);
        thesaurus.exclusive = raw
            .exclusive
            .iter()
            .map(|group| thesaurus.concepts(group).map(|concepts| concepts.into_iter().collect()))
            .collect::<Result<_, _>>()?;
        Ok(thesaurus)
    }

    /// The concept of a name.
    pub(super) fn concept(&self, name: &str) -> Result<Concept, LexiconError> {
        let index = self.names.iter().position(|known| known == name);
        index.map(Concept::new).ok_or_else(|| LexiconError::UnknownConcept(name.to_owned()))
    }

    fn concepts(&self, names: &[String]) -> Result<Vec<Concept>, LexiconError> {
        names.iter().map(|name| self.concept(name)).collect()
    }

    pub(super) fn kind(&self, concept: Concept) -> Kind {
        self.kinds.get(concept.index()).copied().unwrap_or_default()
    }

    /// The concepts of a kind.
    pub(super) fn of_kind(&self, wanted: impl Fn(&Kind) -> bool) -> Concepts {
        self.kinds.iter().enumerate().filter(|(_, kind)| wanted(kind)).map(|(index, _)| Concept::new(index)).collect()
    }

    /// Whether a heading (normalised) is one that every list may have and nobody needs.
    pub(super) fn is_ignorable(&self, heading: &str) -> bool {
        self.ignorable.iter().any(|word| *word == heading.to_lowercase())
    }

    /// The first of several things that a heading names: 负责人 of 负责人及电话.
    pub(super) fn before_joiner<'t>(&self, heading: &'t str) -> Option<&'t str> {
        let at = self.joiners.iter().filter_map(|joiner| heading.find(joiner.as_str())).filter(|at| *at > 0).min()?;
        Some(&heading[..at])
    }

    /// Cuts a normalised text into the words that leave the fewest characters unexplained, then the fewest words.
    pub(super) fn segment(&self, text: &str) -> Parts {
        let chars: Vec<char> = text.to_lowercase().chars().collect();
        self.collect(&chars, &self.best(&chars))
    }

    /// For each place of a text the cost of the rest, and the length of the word there (0: a sign that no word explains).
    fn best(&self, chars: &[char]) -> Vec<(u32, usize)> {
        let n = chars.len();
        let mut best: Vec<(u32, usize)> = vec![(0, 0); n + 1];
        let mut word = String::new();
        for start in (0..n).rev() {
            best[start] = (best[start + 1].0 + UNEXPLAINED, 0);
            word.clear();
            for length in 1..=self.longest.min(n - start) {
                word.push(chars[start + length - 1]);
                let cost = best[start + length].0 + 1;
                if cost <= best[start].0 && self.words.contains_key(&word) {
                    best[start] = (cost, length);
                }
            }
        }
        best
    }

    /// A normalised text without the words that mean nothing; all of it if nothing else would be left.
    pub(super) fn without_noise(&self, text: &str) -> String {
        let chars: Vec<char> = text.to_lowercase().chars().collect();
        let kept: String =
            self.cut(&chars).into_iter().filter(|word| self.words.get(word).is_none_or(|m| !m.is_empty())).collect();
        if kept.is_empty() { text.to_owned() } else { kept }
    }

    /// The words of a text, and the signs between them.
    fn cut(&self, chars: &[char]) -> Vec<String> {
        let best = self.best(chars);
        let (mut words, mut at) = (Vec::new(), 0);
        while at < chars.len() {
            let length = best[at].1.max(1);
            words.push(chars[at..at + length].iter().collect());
            at += length;
        }
        words
    }

    fn collect(&self, chars: &[char], best: &[(u32, usize)]) -> Parts {
        let mut parts = Parts::default();
        let mut at = 0;
        while at < chars.len() {
            let length = best[at].1;
            let word: String = chars[at..at + length.max(1)].iter().collect();
            at += length.max(1);
            if length == 0 {
                parts.residue += usize::from(word.chars().all(char::is_alphanumeric));
                continue;
            }
            let meaning = self.words.get(&word).map_or(&[][..], Vec::as_slice);
            parts.head = meaning.iter().rev().find(|concept| self.kind(**concept).head).copied().or(parts.head);
            let said: Concepts = meaning.iter().copied().collect();
            parts.set = parts.set.or(said);
            if !said.is_empty() {
                parts.words.push((word, said));
            }
        }
        parts
    }
}

/// Cost of a character that no word explains, against 1 for a word.
const UNEXPLAINED: u32 = 4;

fn sorted_by_length(mut words: Vec<String>) -> Vec<String> {
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_fall_into_words() {
        let thesaurus = Thesaurus::built_in();
        for (text, words) in [
            ("本年度计划投资", "本年度 计划 投资"),
            ("开工以来累计完成投资", "开工以来 累计 完成 投资"),
            ("资金投入计划", "资金投入 计划"),
            ("计划完成时间", "计划 完成时间"),
            ("年初至今到位资金", "年初至今 到位 资金"),
            ("政策落实人电话", "政策落实人 电话"),
        ] {
            let found: Vec<String> = thesaurus.segment(text).words.into_iter().map(|(word, _)| word).collect();
            assert_eq!(found.join(" "), words);
        }
        assert_eq!(thesaurus.segment("鬼画符").residue, 3);
    }
}
