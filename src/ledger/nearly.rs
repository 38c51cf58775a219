//! Project names that are nearly the same for one enterprise: a hint, never a merge.

use super::Entry;
use super::findings;
use super::key::Key;
use crate::finding::Finding;
use crate::forms::{FieldType, Form};
use crate::identity::{Lists, Words, enterprise_field, fold_letters};

/// An enterprise with more entries than this is not compared pair by pair.
const MANY: usize = 300;

/// A key taken apart for comparing: each part as it is, without words that tell nothing, and its ordinals.
struct Parts<'a> {
    written: Vec<&'a str>,
    bare: Vec<String>,
    ordinals: Vec<String>,
}

/// D06 for entries of one enterprise whose keys differ in one title only, and there only by a slip or by words that tell nothing.
/// `keys` and `entries` stand in the same, sorted order.
pub(super) fn nearly_same(form: &Form, keys: &[Key], entries: &[Entry], lists: &Lists) -> Vec<Finding> {
    let words = &lists.words;
    let name = enterprise_field(form);
    let fields: Vec<usize> = (0..form.fields.len()).filter(|i| form.fields[*i].key && Some(*i) != name).collect();
    let mut findings = Vec::new();
    if !fields.iter().any(|field| form.fields[*field].ty == FieldType::Text) {
        return findings;
    }
    let known = keys.partition_point(|key| key.enterprise().is_some());
    let mut start = 0;
    for group in keys[..known].chunk_by(|a, b| a.enterprise() == b.enterprise()) {
        if (2..=MANY).contains(&group.len()) {
            let parts: Vec<Parts<'_>> = group.iter().map(|key| Parts::of(key, words)).collect();
            for (a, b) in (0..parts.len()).flat_map(|a| (a + 1..parts.len()).map(move |b| (a, b))) {
                if let Some(part) = parts[a].nearly(&parts[b]) {
                    findings.extend(pair(form, fields[part], &entries[start + a], &entries[start + b], lists));
                }
            }
        }
        start += group.len();
    }
    findings
}

/// Whether two keys of one enterprise differ in one title only, and there only by a slip or by words that tell nothing.
#[must_use]
pub fn keys_are_near(a: &Key, b: &Key, words: &Words) -> bool {
    a.enterprise().is_some() && a.enterprise() == b.enterprise() && Parts::of(a, words).nearly(&Parts::of(b, words)).is_some()
}

impl<'a> Parts<'a> {
    fn of(key: &'a Key, words: &Words) -> Self {
        let written: Vec<&str> = key.parts().collect();
        let bare: Vec<String> = written.iter().map(|part| bare(part, words)).collect();
        let ordinals = bare.iter().map(|part| ordinals(part, words)).collect();
        Self { written, bare, ordinals }
    }

    /// The one part in which two keys differ, if it differs only nearly.
    fn nearly(&self, other: &Self) -> Option<usize> {
        let mut different =
            (0..self.written.len().min(other.written.len())).filter(|part| self.written[*part] != other.written[*part]);
        let part = different.next()?;
        let near = || self.ordinals[part] == other.ordinals[part] && near(&self.bare[part], &other.bare[part]);
        (different.next().is_none() && near()).then_some(part)
    }
}

/// Whether two bare titles are the same but for a slip: one character in six, two in twelve.
fn near(a: &str, b: &str) -> bool {
    let (longest, shortest) = (a.chars().count().max(b.chars().count()), a.chars().count().min(b.chars().count()));
    let allowed = if longest >= 12 { 2 } else { usize::from(longest >= 6) };
    shortest > 0 && (a == b || (longest - shortest <= allowed && strsim::damerau_levenshtein(a, b) <= allowed))
}

/// A title without punctuation and words that tell nothing (项目, 建设).
fn bare(text: &str, words: &Words) -> String {
    words.project.filler_words.iter().fold(fold_letters(text), |text, word| text.replace(word.as_str(), ""))
}

/// The characters by which projects are told apart, in order.
fn ordinals(text: &str, words: &Words) -> String {
    text.chars().filter(|c| words.project.ordinals.contains(*c)).collect()
}

/// The entry that stands later in the sources is named, with the other.
fn pair(form: &Form, field: usize, a: &Entry, b: &Entry, lists: &Lists) -> Option<Finding> {
    if told_apart(form, field, a, b, lists) {
        return None;
    }
    let (first, second) = if a.origins.first() <= b.origins.first() { (a, b) } else { (b, a) };
    let unit = second.units.first().filter(|unit| !unit.is_empty());
    let (first, second) = (first.cells.get(field)?, second.cells.get(field)?);
    (form.fields[field].ty == FieldType::Text).then(|| findings::nearly_same(&form.fields[field].name, first, second, unit))
}

/// Whether the office has decided that the two are two.
fn told_apart(form: &Form, field: usize, a: &Entry, b: &Entry, lists: &Lists) -> bool {
    let title = |entry: &Entry| entry.cells.get(field)?.state.value()?.as_text().cloned();
    let decided = |id| lists.decisions.same_project(&form.name, id, &title(a)?, &title(b)?);
    a.enterprise.and_then(decided) == Some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_near_and_phases_are_not() {
        let words = Words::built_in();
        for (a, b, expected) in [
            ("智能化大输液车间改造项目", "智能化大输液车间改造", true),
            ("智能化大输液车间改造项目", "智能化大输液车间建设改造项目", true),
            ("大输液车间智能化改造", "大输夜车间智能化改造", true),
            ("改造项目一期", "改造项目二期", false),
            ("1号窑炉改造项目", "2号窑炉改造项目", false),
            ("水泥磨改造", "水泥窑改造", false),
            ("锅炉煤改气绿色改造项目", "锅炉煤改电绿色改造项目", true),
            ("东厂区改造项目", "西厂区改造项目", false),
            ("第三条第二款", "第三条第一款", false),
        ] {
            let (x, y) = (bare(a, &words), bare(b, &words));
            assert_eq!(ordinals(&x, &words) == ordinals(&y, &words) && near(&x, &y), expected, "{a} / {b}");
        }
    }
}
