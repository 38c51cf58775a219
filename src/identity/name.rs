//! The parts of an enterprise name: 行政区划 + 字号 + 行业 + 组织形式, with notes in brackets.
//!
//! A name is only taken apart, never judged; who is meant is decided in `enterprises`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fold::fold;
use super::words::Words;

/// A written enterprise name, taken apart. All parts are folded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    /// The whole name.
    pub full: String,
    /// Without a trailing note （二期）, （停产）.
    pub bare: String,
    /// Without region and legal form as well: what tells enterprises apart.
    pub core: String,
    /// The province that the name states, short (`河南`), if any.
    pub province: Option<String>,
    /// 公司, 厂, …; `None` if the name states none.
    pub kind: Option<Arc<str>>,
    pub group: bool,
    pub branch: bool,
    /// What a trailing note says was the former name.
    pub former: Option<String>,
}

/// Region prefixes: the provinces, and the cities and counties that the listed names begin with.
#[derive(Debug, Clone, Default)]
pub struct Regions {
    /// Prefix → the province it is (short), or `None` for a lower division.
    prefixes: BTreeMap<String, Option<String>>,
    longest: usize,
    /// Provinces (short) that the county's or a listed name states.
    home: BTreeSet<String>,
}

impl Regions {
    /// The provinces, the office's own places (`home`, with all divisions each states), and every prefix ending like a division that
    /// at least two listed names share.
    #[must_use]
    pub fn derive<'a>(words: &Words, home: &[&str], names: impl Iterator<Item = &'a str>) -> Self {
        let mut regions = Self::default();
        for (full, short) in &words.provinces {
            regions.insert(full.clone(), Some(short.clone()));
            regions.insert(short.clone(), Some(short.clone()));
        }
        for place in home.iter().map(|place| fold(place)) {
            regions.home.extend(regions.prefix_of(&place).and_then(|(_, province)| province.clone()));
            regions.insert_divisions(&place, words);
        }
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        for name in names {
            let (province, rest) = regions.strip(&fold(name));
            regions.home.extend(province);
            if let Some(prefix) = division_prefix(&rest, words) {
                *seen.entry(prefix).or_default() += 1;
            }
        }
        for (prefix, _) in seen.into_iter().filter(|(_, count)| *count > 1) {
            regions.insert_division(&prefix, words);
        }
        regions
    }

    fn insert(&mut self, prefix: String, province: Option<String>) {
        self.longest = self.longest.max(prefix.chars().count());
        self.prefixes.entry(prefix).or_insert(province);
    }

    /// 河南省南阳市某某县 → each of its divisions.
    fn insert_divisions(&mut self, text: &str, words: &Words) {
        let mut rest = self.strip(text).1;
        while let Some(prefix) = division_prefix(&rest, words) {
            rest = rest[prefix.len()..].to_owned();
            self.insert_division(&prefix, words);
        }
    }

    /// A division with and without its last word (某某县, 某某).
    fn insert_division(&mut self, prefix: &str, words: &Words) {
        self.insert(prefix.to_owned(), None);
        if let Some(stem) = words.enterprise.region_ends.iter().find_map(|end| prefix.strip_suffix(end.as_str()))
            && stem.chars().count() >= 2
        {
            self.insert(stem.to_owned(), None);
        }
    }

    /// The province stated in front, and the rest without any region, keeping at least two characters.
    fn strip(&self, text: &str) -> (Option<String>, String) {
        let (mut province, mut rest) = (None, text);
        while let Some((prefix, of)) = self.prefix_of(rest) {
            let left = &rest[prefix.len()..];
            if left.chars().count() < 2 {
                break;
            }
            province = province.or_else(|| of.clone());
            rest = left;
        }
        (province, rest.to_owned())
    }

    fn prefix_of<'a>(&self, text: &'a str) -> Option<(&'a str, &Option<String>)> {
        let ends: Vec<usize> = text.char_indices().map(|(i, c)| i + c.len_utf8()).take(self.longest).collect();
        ends.into_iter().rev().find_map(|end| self.prefixes.get(&text[..end]).map(|of| (&text[..end], of)))
    }

    /// The text without the regions in front.
    #[must_use]
    pub fn without<'a>(&self, text: &'a str) -> &'a str {
        let rest = self.strip(text).1;
        &text[text.len() - rest.len()..]
    }

    /// Whether the text ends with a region.
    #[must_use]
    pub fn ends(&self, text: &str) -> bool {
        self.prefixes.keys().any(|region| text.ends_with(region.as_str()))
    }

    fn get(&self, text: &str) -> Option<&Option<String>> {
        self.prefixes.get(text)
    }
}

/// The shortest prefix of at most eight characters that ends like a division; only a county's name may have two (叶县; 城市 is no division).
fn division_prefix(text: &str, words: &Words) -> Option<String> {
    let ends: Vec<usize> = text.char_indices().map(|(i, c)| i + c.len_utf8()).take(8).collect();
    let is_division = |prefix: &&str| {
        let short = prefix.chars().count() < 3;
        if short {
            prefix.chars().count() == 2 && prefix.ends_with('县')
        } else {
            words.enterprise.region_ends.iter().any(|end| prefix.ends_with(end.as_str()))
        }
    };
    ends.iter().map(|end| &text[..*end]).find(is_division).map(ToOwned::to_owned)
}

impl Name {
    /// Takes a written name apart.
    #[must_use]
    pub fn parse(text: &str, words: &Words, regions: &Regions) -> Self {
        let full = fold(text).trim_end_matches(['.', ',', ';', ':', '*']).to_owned();
        let mut name = Self { full, ..Self::default() };
        let mut rest = name.take_brackets(words, regions);
        rest = name.take_form(&rest, words);
        let (province, core) = regions.strip(&rest);
        name.province = province.or(name.province);
        name.core = core;
        name
    }

    /// Reads each bracket: a group, a region, a legal form, or a note at the end; anything else stays, without the brackets.
    fn take_brackets(&mut self, words: &Words, regions: &Regions) -> String {
        let (mut rest, mut bare) = (String::new(), self.full.clone());
        let mut text = self.full.as_str();
        while let Some((before, inner, after)) = split_bracket(text) {
            rest.push_str(before);
            if words.enterprise.group.iter().any(|word| word == inner) {
                self.group = true;
            } else if let Some(of) = regions.get(inner) {
                self.province.clone_from(of);
            } else if let Some(form) =
                words.enterprise.legal_forms.iter().find(|form| form.words.iter().any(|word| word == inner))
            {
                self.kind = Some(form.kind.clone());
            } else if after.is_empty() && !rest.is_empty() {
                bare.truncate(self.full.len() - inner.len() - 2);
                self.branch |= words.enterprise.branch.iter().any(|word| inner.ends_with(word.as_str()));
                self.former = words
                    .enterprise
                    .former
                    .iter()
                    .find_map(|word| inner.strip_prefix(word.as_str()))
                    .map(|name| name.trim_start_matches(':').to_owned());
            } else {
                rest.push_str(inner);
            }
            text = after;
        }
        rest.push_str(text);
        self.bare = bare;
        rest
    }

    /// Takes the branch word, the legal form and the group word off the end.
    fn take_form(&mut self, text: &str, words: &Words) -> String {
        let mut rest = text;
        if let Some(left) = strip_any(rest, &words.enterprise.branch) {
            self.branch = true;
            rest = left;
        }
        let found =
            words.enterprise.legal_forms.iter().filter_map(|form| strip_any(rest, &form.words).map(|left| (left, &form.kind)));
        if let Some((left, kind)) = found.min_by_key(|(left, _)| left.len()) {
            self.kind = Some(kind.clone());
            rest = left;
        }
        if let Some(left) = strip_any(rest, &words.enterprise.group) {
            self.group = true;
            rest = left;
        }
        rest.to_owned()
    }

    /// Whether this written name may be an abbreviation of a listed name with the same core: it states nothing that the other does not,
    /// but for the province that the office lies in.
    #[must_use]
    pub fn abbreviates(&self, listed: &Self, regions: &Regions) -> bool {
        let kinds = self.kind.is_none() || listed.kind.is_none() || self.kind == listed.kind;
        let provinces = match (&self.province, &listed.province) {
            (None, _) => true,
            (Some(written), None) => regions.home.contains(written),
            (written, listed) => written == listed,
        };
        kinds && provinces && (!self.group || listed.group) && self.branch == listed.branch && self.core.chars().count() >= 2
    }
}

/// The longest word of a longest-first list that the text ends with is taken off; something must be left.
fn strip_any<'a>(text: &'a str, words: &[String]) -> Option<&'a str> {
    words.iter().find_map(|word| text.strip_suffix(word.as_str())).filter(|left| !left.is_empty())
}

/// The first bracket of a folded text: before, inside, after.
fn split_bracket(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('(')?;
    let (inner, after) = rest.split_once(')')?;
    Some((before, inner, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regions() -> Regions {
        let words = Words::built_in();
        let listed = ["青石县利欣制药有限公司", "青石县英奇陶瓷有限公司", "河南省云州市宏达机械股份有限公司", "云州市福满食品厂"];
        Regions::derive(&words, &["河南省云州市青石县"], listed.into_iter())
    }

    fn parse(text: &str) -> Name {
        Name::parse(text, &Words::built_in(), &regions())
    }

    fn abbreviates(written: &str, listed: &str) -> bool {
        parse(written).abbreviates(&parse(listed), &regions())
    }

    #[test]
    fn names_come_apart() {
        for (text, core, kind, group) in [
            ("青石县利欣制药有限公司", "利欣制药", Some("公司"), false),
            ("河南省云州市青石县利欣制药有限责任公司", "利欣制药", Some("公司"), false),
            ("青石利欣制药", "利欣制药", None, false),
            ("利欣制药（集团）股份有限公司", "利欣制药", Some("公司"), true),
            ("利欣制药集团有限公司", "利欣制药", Some("公司"), true),
            ("利欣制药（河南）有限公司", "利欣制药", Some("公司"), false),
            ("福满食品厂", "福满食品", Some("厂"), false),
            ("华清（普通合伙）", "华清", Some("合伙"), false),
            ("利欣制药有限公司（停产）", "利欣制药", Some("公司"), false),
        ] {
            let name = parse(text);
            assert_eq!((name.core.as_str(), name.kind.as_deref(), name.group), (core, kind, group), "{text}");
        }
    }

    #[test]
    fn notes_branches_and_former_names_are_seen() {
        assert_eq!(parse("英奇陶瓷有限公司（二期）").bare, "英奇陶瓷有限公司");
        assert_eq!(parse("英奇陶瓷（原华岗瓷厂）").former.as_deref(), Some("华岗瓷厂"));
        assert!(parse("英奇陶瓷有限公司南山分公司").branch);
        assert!(parse("英奇陶瓷（二厂）").branch);
        assert_eq!(parse("江西利欣制药有限公司").province.as_deref(), Some("江西"));
        assert!(!abbreviates("江西利欣制药有限公司", "河南利欣制药有限公司"));
        assert!(abbreviates("利欣制药", "青石县利欣制药集团有限公司"));
        assert!(!abbreviates("利欣制药集团", "青石县利欣制药有限公司"));
        assert!(!abbreviates("利欣制药厂", "青石县利欣制药有限公司"));
    }
}
