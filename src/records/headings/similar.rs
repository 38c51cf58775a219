//! Graded similarity, for the columns that neither words nor meanings gave away: 工程形象进度 is 形象进度, 是否为独立法人 is 是否独立法人.
//! A heading is compared with every name and synonym of the free fields, sign by sign; signs that many fields have count for little.
//! What is taken here is always reported as assumed.

use std::collections::BTreeMap;

use super::Matcher;
use super::assign;
use super::columns::Assignment;
use super::heading::Heading;
use super::prepared::Prepared;
use super::score::unit;
use super::thesaurus::Thesaurus;
use crate::table::Table;

/// From here on (of 1000) a heading is like a name.
const ALIKE: i32 = 620;
/// The least of a heading that stands as a whole in a name (税收 in 评价税收).
const INSIDE: i32 = 480;
/// By how much (of 1000) the most similar field must be ahead of the next.
const AHEAD: i32 = 70;
/// Content that suits worse than this speaks against.
const UNSUITABLE: i32 = -14;

/// The names of a form's fields as signs with weights.
#[derive(Debug, Clone)]
pub(super) struct Likeness {
    /// For each field its names and synonyms.
    names: Vec<Vec<Name>>,
    /// In thousandths: a sign in the names of few fields weighs more than one in those of many.
    weights: BTreeMap<char, i32>,
}

#[derive(Debug, Clone)]
struct Name {
    signs: Vec<char>,
    /// The sum of the weights.
    sum: i32,
    /// A bit for each sign, so that names with nothing in common are passed over.
    mask: u64,
}

/// One of 64 bits for each sign.
fn mask(signs: &[char]) -> u64 {
    signs.iter().fold(0, |mask, sign| mask | 1 << (u32::from(*sign) & 63))
}

/// Weight of a sign that no field's name has.
const STRANGE: i32 = 1000;

impl Likeness {
    /// `named` gives, for each text in one shape, the fields that it names.
    pub(super) fn new<'n>(fields: usize, named: impl Iterator<Item = (&'n str, usize)>) -> Self {
        let mut texts: Vec<Vec<Vec<char>>> = vec![Vec::new(); fields];
        for (text, field) in named {
            texts[field].push(text.chars().collect());
        }
        let mut seen: BTreeMap<char, usize> = BTreeMap::new();
        for of_field in &texts {
            let mut signs: Vec<char> = of_field.iter().flatten().copied().collect();
            signs.sort_unstable();
            signs.dedup();
            for sign in signs {
                *seen.entry(sign).or_default() += 1;
            }
        }
        // 1000 for a sign of one field down to 400 for a sign of all.
        let weight = |count: usize| 1000 - (600 * (count - 1) / fields.max(2).saturating_sub(1)) as i32;
        let mut likeness =
            Self { names: Vec::new(), weights: seen.into_iter().map(|(sign, count)| (sign, weight(count))).collect() };
        let name = |signs: Vec<char>| Name { sum: likeness.sum(&signs), mask: mask(&signs), signs };
        likeness.names = texts.into_iter().map(|of_field| of_field.into_iter().map(name).collect()).collect();
        likeness
    }

    fn weight(&self, sign: char) -> i32 {
        self.weights.get(&sign).copied().unwrap_or(STRANGE)
    }

    fn sum(&self, text: &[char]) -> i32 {
        text.iter().map(|sign| self.weight(*sign)).sum()
    }

    /// How alike a text and a field's names are, in thousandths, and whether the text stands whole in one of them.
    fn of(&self, text: &[char], field: usize) -> (i32, bool) {
        let (own, own_mask) = (self.sum(text), mask(text));
        let alike = |name: &Name| {
            let both = own + name.sum;
            // What two texts share is at most the lighter of them, and nothing if no sign is in both.
            if both == 0 || name.mask & own_mask == 0 || own.min(name.sum) * 2000 / both < INSIDE {
                return (0, false);
            }
            let inside = text.len() >= 2 && name.signs.windows(text.len()).any(|part| part == text);
            (self.common(text, &name.signs) * 2000 / both, inside)
        };
        self.names[field].iter().map(alike).max().unwrap_or((0, false))
    }

    /// The weight of the heaviest common subsequence.
    fn common(&self, a: &[char], b: &[char]) -> i32 {
        let mut row = vec![0; b.len() + 1];
        for sign in a {
            let mut diagonal = 0;
            for (at, other) in b.iter().enumerate() {
                let above = row[at + 1];
                row[at + 1] = if sign == other { diagonal + self.weight(*sign) } else { above.max(row[at]) };
                diagonal = above;
            }
        }
        row.last().copied().unwrap_or(0)
    }
}

impl Assignment<'_> {
    /// Gives free fields to free columns whose headings are like their names.
    pub(super) fn similar(&mut self, table: &Table) {
        let scores: Vec<Vec<i32>> = (0..self.headings.len()).map(|column| self.similar_row(column, table)).collect();
        for (column, field) in assign::assign(&scores).into_iter().enumerate() {
            if field.is_some() {
                self.given[column] = field;
            }
        }
    }

    /// The field that a free column is most like, if it is clearly ahead; 0 for all others.
    fn similar_row(&self, column: usize, table: &Table) -> Vec<i32> {
        let mut row = vec![0; self.prepared.form.fields.len()];
        let heading = &self.headings[column];
        let free = self.given[column].is_none() && !self.is_tick(table.columns[column].col);
        if !free || self.matcher.is_ignorable(heading) {
            return row;
        }
        let suits = |field: usize| {
            self.evidence.fit(column, &self.prepared.form.fields[field].ty) > UNSUITABLE && !self.is_no_text(column, field)
        };
        let graded = graded(self.matcher, self.prepared, heading, &suits);
        if let Some((field, score)) = clear(self.matcher, self.prepared, heading, &graded, &|field| self.is_free(field)) {
            row[field] = score;
        }
        row
    }
}

/// The field whose names a heading is most like, whatever its cells; `None` if none is clearly ahead.
pub(super) fn most_like(
    matcher: &Matcher,
    prepared: &Prepared,
    heading: &Heading,
    free: &dyn Fn(usize) -> bool,
) -> Option<usize> {
    clear(matcher, prepared, heading, &graded(matcher, prepared, heading, &|_| true), free).map(|(field, _)| field)
}

/// For each field how alike it is, and whether the heading stands whole in one of its names.
fn graded(matcher: &Matcher, prepared: &Prepared, heading: &Heading, suits: &dyn Fn(usize) -> bool) -> Vec<(i32, bool)> {
    let texts = texts(heading, &matcher.thesaurus);
    let alike = |field: usize| texts.iter().map(|text| prepared.likeness.of(text, field)).max().unwrap_or((0, false));
    (0..prepared.form.fields.len()).map(|field| if suits(field) { alike(field) } else { (0, false) }).collect()
}

/// The free field that is clearly ahead of all others, given ones included.
fn clear(
    matcher: &Matcher,
    prepared: &Prepared,
    heading: &Heading,
    graded: &[(i32, bool)],
    free: &dyn Fn(usize) -> bool,
) -> Option<(usize, i32)> {
    let open = |field: &usize| free(*field) && !speaks_against(matcher, prepared, heading, *field);
    let best = (0..graded.len()).filter(open).max_by_key(|field| graded[*field].0)?;
    let next = (0..graded.len()).filter(|field| *field != best).map(|field| graded[field].0).max().unwrap_or(0);
    let only = (0..graded.len()).filter(|field| graded[*field].1 && free(*field)).count() == 1;
    let (score, inside) = graded[best];
    (score >= ALIKE && score >= next + AHEAD || inside && only && score >= INSIDE).then_some((best, score))
}

/// Whether something in the heading speaks against a field: a foreign word, an exclusive one, a unit of another kind.
fn speaks_against(matcher: &Matcher, prepared: &Prepared, heading: &Heading, field: usize) -> bool {
    is_foreign(matcher, prepared, heading, field)
        || matcher.weights.contradiction(heading, prepared, field) != 0
        || unit(heading, &prepared.form.fields[field]) <= -40
}

/// Whether the heading has a word that makes it something else than the field (产值, 比率).
fn is_foreign(matcher: &Matcher, prepared: &Prepared, heading: &Heading, field: usize) -> bool {
    !heading.leaf.set.and(matcher.weights.decisive()).without(prepared.said[field]).is_empty()
}

/// A heading's leaf, and with the group above, without words that mean nothing.
fn texts(heading: &Heading, thesaurus: &Thesaurus) -> Vec<Vec<char>> {
    let bare = |text: &String| thesaurus.without_noise(text).chars().collect::<Vec<char>>();
    heading.keys.iter().map(bare).filter(|text| !text.is_empty()).collect()
}

impl Prepared {
    pub(super) fn likeness_of(fields: usize, names: &BTreeMap<String, Vec<super::prepared::Named>>) -> Likeness {
        Likeness::new(fields, names.iter().flat_map(|(text, named)| named.iter().map(move |named| (text.as_str(), named.field))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_signs_weigh_more_and_parts_are_seen() {
        let named = [("评价税收", 0), ("用地面积", 1), ("工业增加值", 2), ("用地效益", 3)];
        let likeness = Likeness::new(4, named.into_iter());
        let of = |text: &str, field: usize| likeness.of(&text.chars().collect::<Vec<_>>(), field);
        assert!(of("税收", 0).1 && of("税收", 0).0 >= INSIDE);
        assert!(of("工业生产增加值", 2).0 >= ALIKE);
        assert!(of("用地", 1).0 < of("面积", 1).0, "用地 stands in two names");
        assert_eq!(of("备注", 0), (0, false));
        assert!(!of("税收评价", 0).1);
    }
}
