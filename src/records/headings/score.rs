//! How well a heading means a field, in tenths of a point: words that agree against words that are missing, too many, or contradict.

use super::concepts::Concepts;
use super::heading::Heading;
use super::prepared::{Meaning, Prepared};
use super::thesaurus::Thesaurus;
use crate::forms::{Field, FieldType};
use crate::value::money::MoneyUnit;

/// A heading's own word that the meaning has.
const AGREES: i32 = 20;
/// A word of the groups above that the meaning has.
const AGREES_ABOVE: i32 = 15;
const MISSING: i32 = -15;
const EXTRA: i32 = -15;
const EXTRA_LIGHT: i32 = -3;
/// A word that makes it something else (产值, 比率).
const EXTRA_DECISIVE: i32 = -50;
/// Plan where the field is about what was done, this week where it is about the year.
const CONTRADICTS: i32 = -80;
/// The column holds another kind of thing: a telephone, not a person.
const OTHER_HEAD: i32 = -60;
const RESIDUE: i32 = -5;
const RESIDUE_MOST: i32 = -30;
/// A field's later meanings are less sure.
const LATER: i32 = -5;
/// From here on a heading is taken for a field.
pub(super) const ACCEPT: i32 = 30;

/// Words that many scores need, computed once.
#[derive(Debug, Clone)]
pub(super) struct Weights {
    light: Concepts,
    decisive: Concepts,
    heads: Concepts,
    exclusive: Vec<Concepts>,
}

impl Weights {
    pub(super) fn new(thesaurus: &Thesaurus) -> Self {
        Self {
            light: thesaurus.of_kind(|kind| kind.light),
            decisive: thesaurus.of_kind(|kind| kind.decisive),
            heads: thesaurus.of_kind(|kind| kind.head),
            exclusive: thesaurus.exclusive.clone(),
        }
    }

    /// The score of the meaning that suits best; `None` if none does at all.
    pub(super) fn best(&self, heading: &Heading, prepared: &Prepared, field: usize) -> Option<i32> {
        let meanings = &prepared.meanings[field];
        let grouped = heading.group_keys.iter().any(|group| prepared.groups[field].contains(group));
        (0..).zip(meanings).filter_map(|(place, meaning)| Some(self.score(heading, meaning, grouped)? + LATER * place)).max()
    }

    /// `grouped`: a group above is declared as this field's, so that it says whatever the meaning does but its head.
    fn score(&self, heading: &Heading, meaning: &Meaning, grouped: bool) -> Option<i32> {
        let leaf = heading.leaf.set;
        let implied = if grouped { meaning.all.without(self.heads) } else { Concepts::default() };
        let above = heading.group.set.or(heading.inherited).or(implied).without(leaf);
        if !meaning.must.within(leaf.or(above)) || !meaning.all.meets(leaf) {
            return None;
        }
        let extra = leaf.without(meaning.all);
        let weighty = extra.without(self.light).without(self.decisive);
        let missing = meaning.all.without(meaning.optional).without(leaf).without(above);
        let sum = AGREES * leaf.and(meaning.all).count()
            + AGREES_ABOVE * above.and(meaning.all).count()
            + MISSING * missing.count()
            + EXTRA * weighty.count()
            + EXTRA_LIGHT * extra.and(self.light).count()
            + EXTRA_DECISIVE * extra.and(self.decisive).count()
            + (RESIDUE * heading.leaf.residue as i32).max(RESIDUE_MOST);
        Some(sum + self.contradiction(heading, meaning.all) + self.head(heading, meaning.all))
    }

    /// What speaks against a field even if its very name is written.
    pub(super) fn contradiction(&self, heading: &Heading, meaning: Concepts) -> i32 {
        let against = |words: Concepts| {
            self.exclusive.iter().any(|group| {
                let (said, meant) = (words.and(*group), meaning.and(*group));
                !said.is_empty() && !meant.is_empty() && !said.meets(meant)
            })
        };
        let strange_group = heading.group.set.and(self.decisive);
        let strange = !strange_group.is_empty() && !strange_group.meets(meaning) && !heading.group.set.meets(meaning);
        if against(heading.leaf.set) {
            CONTRADICTS
        } else if against(heading.group.set) {
            CONTRADICTS / 2
        } else if strange {
            EXTRA_DECISIVE
        } else {
            0
        }
    }

    fn head(&self, heading: &Heading, meaning: Concepts) -> i32 {
        match (heading.leaf.head, heading.group.head) {
            (Some(head), _) if !meaning.contains(head) => OTHER_HEAD,
            (None, Some(head)) if meaning.meets(self.heads) && !meaning.contains(head) => OTHER_HEAD / 2,
            _ => 0,
        }
    }
}

/// What the unit of a heading says of a field.
pub(super) fn unit(heading: &Heading, field: &Field) -> i32 {
    let Some(unit) = heading.unit.as_deref() else { return 0 };
    let money = MoneyUnit::parse(unit).is_some();
    let percent = unit == "%" || unit == "％";
    match &field.ty {
        FieldType::Money => if money { 15 } else { -80 },
        FieldType::Percent => if percent { 20 } else { -80 },
        FieldType::Number if field.unit.as_deref() == Some(unit) => 20,
        FieldType::Number if money || percent => -40,
        FieldType::Integer if money || percent => -60,
        FieldType::Number | FieldType::Integer => 0,
        _ if money || percent => -60,
        _ => 0,
    }
}
