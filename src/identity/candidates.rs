//! Names that look like an unknown one, graded. They are shown to the clerk and never taken.

use std::collections::BTreeMap;

use super::EnterpriseId;

/// Names below this grade are not worth a clerk's look.
const WORTH_A_LOOK: f64 = 0.6;
/// A pair of characters in more names than this tells nothing (`有限`, `科技`) while rarer pairs are at hand.
const COMMON: usize = 2_000;

/// An index from pairs of neighbouring characters to names.
#[derive(Debug, Default)]
pub(super) struct Grams {
    texts: Vec<(Vec<char>, EnterpriseId)>,
    postings: BTreeMap<[char; 2], Vec<u32>>,
}

impl Grams {
    pub(super) fn new(names: impl Iterator<Item = (String, EnterpriseId)>) -> Self {
        let mut grams = Self::default();
        for (text, id) in names {
            let chars: Vec<char> = text.chars().collect();
            let number = grams.texts.len() as u32;
            for gram in keys(&chars) {
                let posting = grams.postings.entry(gram).or_default();
                if posting.last() != Some(&number) {
                    posting.push(number);
                }
            }
            grams.texts.push((chars, id));
        }
        grams
    }

    /// At most `most` enterprises, best first; ties in list order.
    pub(super) fn best(&self, core: &str, most: usize) -> Vec<(EnterpriseId, f32)> {
        let chars: Vec<char> = core.chars().collect();
        let mut postings: Vec<&Vec<u32>> = keys(&chars).filter_map(|gram| self.postings.get(&gram)).collect();
        postings.sort_by_key(|posting| posting.len());
        let rare = postings.iter().take_while(|posting| posting.len() <= COMMON).count().max(1);
        let mut grades: BTreeMap<EnterpriseId, f64> = BTreeMap::new();
        for number in postings.into_iter().take(rare).flatten() {
            let (text, id) = &self.texts[*number as usize];
            let best = grades.entry(*id).or_default();
            *best = best.max(grade(&chars, text));
        }
        let mut found: Vec<(EnterpriseId, f64)> = grades.into_iter().filter(|(_, grade)| *grade >= WORTH_A_LOOK).collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.into_iter().take(most).map(|(id, grade)| (id, grade as f32)).collect()
    }
}

/// Pairs of neighbours, and pairs that skip one: a single wrong character in a short name leaves one of them.
fn keys(chars: &[char]) -> impl Iterator<Item = [char; 2]> + '_ {
    let near = chars.windows(2).map(|pair| [pair[0], pair[1]]);
    let apart = chars.windows(3).map(|three| [three[0], three[2]]);
    near.chain(apart)
}

/// 0 to 1: how much alike two cores are.
pub(super) fn alike(a: &str, b: &str) -> f64 {
    grade(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>())
}

/// 0 to 1: how much alike two cores are. Part of the other counts more the more of it there is, and most in front.
fn grade(a: &[char], b: &[char]) -> f64 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let share = short.len() as f64 / long.len().max(1) as f64;
    let part = if short.len() < 2 {
        0.0
    } else if long.starts_with(short) {
        0.7 + 0.3 * share
    } else if long.windows(short.len()).any(|window| window == short) {
        0.5 + 0.5 * share
    } else {
        0.0
    };
    let edits = strsim::generic_damerau_levenshtein(short, long);
    part.max(1.0 - edits as f64 / long.len().max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_and_parts_are_found_and_strangers_are_not() {
        let listed = ["利欣制药", "英奇陶瓷", "宏达机械", "恒大包装"]
            .into_iter()
            .zip(0..)
            .map(|(name, i)| (name.to_owned(), EnterpriseId(i)));
        let grams = Grams::new(listed);
        let first = |core: &str| grams.best(core, 3).first().map(|(id, _)| id.0);
        for (core, expected) in [
            ("利新制药", Some(0)),
            ("利欣", Some(0)),
            ("英琪陶瓷", Some(1)),
            ("宏大机械", Some(2)),
            ("天成水泥", None),
            ("恒达", None),
        ] {
            assert_eq!(first(core), expected, "{core}");
        }
    }
}
