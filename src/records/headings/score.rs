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
/// What a group about something else counts; a column that bears a field's own name may stand under it all the same.
pub(super) const STRANGE: i32 = EXTRA_DECISIVE;
/// The column holds another kind of thing: a telephone, not a person.
const OTHER_HEAD: i32 = -60;
/// Every word is explained and nothing is missing.
const COMPLETE: i32 = 16;
const RESIDUE: i32 = -4;
const RESIDUE_MOST: i32 = -28;
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

    /// Words that make a heading something else where a field does not say them.
    pub(super) const fn decisive(&self) -> Concepts {
        self.decisive
    }

    /// What is left of concepts when those that name a kind of thing (人, 时间, 电话) are taken away.
    pub(super) fn without_heads(&self, concepts: Concepts) -> Concepts {
        concepts.without(self.heads)
    }

    /// The score of the meaning that suits best; `None` if none does at all.
    pub(super) fn best(&self, heading: &Heading, prepared: &Prepared, field: usize) -> Option<i32> {
        let meanings = &prepared.meanings[field];
        let grouped = heading.group_keys.iter().any(|group| prepared.groups[field].contains(group));
        let best = (0..)
            .zip(meanings)
            .filter_map(|(place, meaning)| Some(self.score(heading, meaning, grouped)? + LATER * place))
            .max()?;
        Some(best + self.contradiction(heading, prepared, field))
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
        let light = if heading.joined { self.light.or(self.heads) } else { self.light };
        let weighty = extra.without(light).without(self.decisive);
        let missing = meaning.all.without(meaning.optional).without(leaf).without(above);
        let sum = AGREES * leaf.and(meaning.all).count()
            + AGREES_ABOVE * above.and(meaning.all).count()
            + MISSING * missing.count()
            + EXTRA * weighty.count()
            + EXTRA_LIGHT * extra.and(light).count()
            + EXTRA_DECISIVE * extra.and(self.decisive).count()
            + (RESIDUE * heading.leaf.residue as i32).max(RESIDUE_MOST);
        let complete = weighty.is_empty() && missing.is_empty() && heading.leaf.residue == 0 && !extra.meets(self.decisive);
        Some(sum + if complete { COMPLETE } else { 0 } + self.head(heading, meaning))
    }

    /// What speaks against a field even if its very name is written: the other of two exclusive words, a group about something else.
    pub(super) fn contradiction(&self, heading: &Heading, prepared: &Prepared, field: usize) -> i32 {
        let meant = prepared.meanings[field].iter().fold(Concepts::default(), |all, meaning| all.or(meaning.all));
        let against = |words: Concepts| {
            self.exclusive.iter().any(|group| {
                let said = words.and(*group);
                !said.is_empty() && meant.meets(*group) && !said.meets(meant)
            })
        };
        // A period in the leaf is narrower than the group's: 2022年 over 本周.
        let narrower = self.exclusive.iter().any(|group| heading.leaf.set.and(*group).meets(meant));
        // A leaf that says all by itself may stand under any group.
        let speaks_for_itself =
            prepared.meanings[field].iter().any(|meaning| meaning.all.without(meaning.optional).within(heading.leaf.set));
        // 授信与放款 over 批复额度: a group that names the field among others is not strange to it.
        let above = heading.group.set.and(self.decisive);
        let strange = if above.meets(meant) { Concepts::default() } else { above };
        if against(heading.leaf.set) {
            CONTRADICTS
        } else if against(heading.group.set) && !narrower {
            CONTRADICTS / 2
        } else if !meant.is_empty() && !strange.is_empty() && !speaks_for_itself {
            STRANGE
        } else {
            0
        }
    }

    /// What the column holds must be what the field holds: the head that a meaning insists on, else one of those it has.
    fn head(&self, heading: &Heading, meaning: &Meaning) -> i32 {
        let insisted = meaning.must.and(self.heads);
        let heads = if insisted.is_empty() { meaning.all } else { insisted };
        match (heading.head(), heading.group.head) {
            (Some(head), _) if !heads.contains(head) => OTHER_HEAD,
            (None, Some(head)) if !insisted.is_empty() && !insisted.contains(head) => OTHER_HEAD / 2,
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
        FieldType::Money => {
            if money {
                15
            } else {
                -80
            }
        }
        FieldType::Percent => {
            if percent {
                20
            } else {
                -80
            }
        }
        FieldType::Number if field.unit.as_deref() == Some(unit) => 20,
        FieldType::Number if money || percent => -40,
        FieldType::Integer if money || percent => -60,
        FieldType::Number | FieldType::Integer => 0,
        _ if money || percent => -60,
        _ => 0,
    }
}
