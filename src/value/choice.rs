//! Words of an enumeration: exact, by declared synonyms and parts, then by likeness, which is always reported.

use std::sync::Arc;

use super::absence::absence;
use super::{Doubt, Typed, Value, list, normalise};

/// An option with the words that mean it (a plain view of what forms declare).
#[derive(Debug, Clone, Copy)]
pub struct Word<'a> {
    pub name: &'a Arc<str>,
    /// Whole cells that mean the option.
    pub synonyms: &'a [String],
    /// Parts of a cell that mean the option.
    pub parts: &'a [String],
}

/// From this likeness on (0 to 1) a word is taken for an option; below, options are only named as nearest.
const ALIKE: f64 = 0.6;
/// By how much the best option must lead.
const LEAD: f64 = 0.1;
/// Before a word these turn it into its opposite or its future: 未竣工, 拟开工.
const DENIALS: &[&str] = &["未", "不", "没", "无", "非", "拟", "待", "将", "计划", "预计", "准备", "筹备", "即将"];

/// How a text came to mean options.
enum Match {
    /// As declared: nothing to report.
    Declared(Vec<usize>),
    /// Understood, to be reported.
    Assumed(Vec<usize>),
    /// None, or not one; the nearest.
    Unknown(Vec<usize>),
}

/// One option of an enumeration.
#[must_use]
pub fn read_one(text: &str, options: &[Word<'_>]) -> Typed {
    let ticked = list::ticked(text);
    let text = match ticked.as_deref() {
        Some([one]) => one,
        _ => text,
    };
    let found = match absent_or_match(text, options) {
        Ok(found) => found,
        Err(absent) => return absent,
    };
    match found {
        Match::Declared(hits) if hits.len() == 1 => one(hits[0], options),
        Match::Assumed(hits) if hits.len() == 1 => {
            one(hits[0], options).with(Doubt::OptionAssumed(options[hits[0]].name.clone()))
        }
        Match::Declared(hits) | Match::Assumed(hits) | Match::Unknown(hits) => match first_clause(text, options) {
            Some(hit) => one(hit, options).with(Doubt::OptionAssumed(options[hit].name.clone())),
            None => Typed::unreadable(unknown(&hits, options)),
        },
    }
}

fn one(hit: usize, options: &[Word<'_>]) -> Typed {
    Typed::certain(Value::Text(options[hit].name.clone()))
}

/// 在建，计划10月竣工 says 在建: the one option that the words before the first comma mean.
fn first_clause(text: &str, options: &[Word<'_>]) -> Option<usize> {
    let end = text.find(['，', ',', '。', '；', ';', '（', '('])?;
    match find(&text[..end], options) {
        Match::Declared(hits) | Match::Assumed(hits) if hits.len() == 1 => hits.first().copied(),
        _ => None,
    }
}

/// Several options of an enumeration, in declared order. Pieces that are none leave the others standing, with a doubt.
#[must_use]
pub fn read_several(text: &str, options: &[Word<'_>]) -> Typed {
    let ticked = list::ticked(text);
    if let (None, Some(option)) = (&ticked, exact(text, options)) {
        return several(&[option], options, Vec::new());
    }
    let pieces = ticked.unwrap_or_else(|| list::split_words(text));
    if let (Some(state), [] | [_]) = (absence(text), pieces.as_slice()) {
        return state.into();
    }
    let (mut hits, mut doubts) = (Vec::new(), Vec::new());
    for piece in &pieces {
        match find(piece, options) {
            Match::Declared(found) => hits.extend(found),
            Match::Assumed(found) => {
                doubts.extend(found.iter().map(|&i| Doubt::OptionAssumed(options[i].name.clone())));
                hits.extend(found);
            }
            Match::Unknown(near) => doubts.push(unknown(&near, options)),
        }
    }
    if pieces.is_empty() {
        return super::State::Blank.into();
    }
    several(&hits, options, doubts)
}

fn several(hits: &[usize], options: &[Word<'_>], doubts: Vec<Doubt>) -> Typed {
    let names: Vec<Arc<str>> =
        options.iter().enumerate().filter(|(i, _)| hits.contains(i)).map(|(_, option)| option.name.clone()).collect();
    let typed = if names.is_empty() { super::State::Unreadable.into() } else { Typed::certain(Value::List(names.into())) };
    doubts.into_iter().fold(typed, Typed::with)
}

/// 无 may be an option: options come before absences.
fn absent_or_match(text: &str, options: &[Word<'_>]) -> Result<Match, Typed> {
    if let Some(option) = exact(text, options) {
        return Ok(Match::Declared(vec![option]));
    }
    match absence(text) {
        Some(state) => Err(state.into()),
        None => Ok(find(text, options)),
    }
}

/// The option whose name or synonym the text is, as written or after normalising.
fn exact(text: &str, options: &[Word<'_>]) -> Option<usize> {
    let plain = text.trim();
    let is = |option: &Word<'_>| **option.name == *plain || option.synonyms.iter().any(|word| word == plain);
    if let Some(at) = options.iter().position(is) {
        return Some(at);
    }
    let key = normalise::lower_key(text);
    let key = key.trim_matches(|c: char| matches!(c, '。' | '.' | ',' | ';' | '、' | '"' | '“' | '”'));
    if key.is_empty() {
        return None;
    }
    options.iter().position(|o| words(o).any(|word| normalise::lower_key(word) == key))
}

fn words<'a>(option: &'a Word<'_>) -> impl Iterator<Item = &'a str> {
    std::iter::once(&**option.name).chain(option.synonyms.iter().map(String::as_str))
}

fn find(text: &str, options: &[Word<'_>]) -> Match {
    if let Some(option) = exact(text, options) {
        return Match::Declared(vec![option]);
    }
    let key = normalise::lower_key(text);
    let by_parts = contained(&key, options, |option| option.parts.iter().map(String::as_str).collect());
    if !by_parts.is_empty() {
        let mostly = share_in_words(&key, &by_parts, options) > 0.5;
        return if mostly { Match::Declared(by_parts) } else { Match::Assumed(by_parts) };
    }
    match contained(&key, options, |option| words(option).collect()).as_slice() {
        [] => alike(&key, options),
        [one] => Match::Assumed(vec![*one]),
        several => Match::Unknown(several.to_vec()),
    }
}

/// The options of which the text holds a word, unless the word is denied or lies inside a longer word of another option.
fn contained<'a>(key: &str, options: &'a [Word<'a>], words: impl Fn(&'a Word<'a>) -> Vec<&'a str>) -> Vec<usize> {
    let mut spans: Vec<(usize, usize, usize)> = Vec::new();
    for (at, option) in options.iter().enumerate() {
        for word in words(option) {
            let word = normalise::lower_key(word);
            let found = key.match_indices(word.as_str()).find(|(from, _)| !word.is_empty() && !denied(&key[..*from]));
            spans.extend(found.map(|(from, _)| (at, from, from + word.len())));
        }
    }
    let covered = |(at, from, to): &(usize, usize, usize)| {
        spans.iter().any(|s| s.0 != *at && s.1 <= *from && s.2 >= *to && s.2 - s.1 > to - from)
    };
    let mut hits: Vec<usize> = spans.iter().filter(|span| !covered(span)).map(|span| span.0).collect();
    hits.sort_unstable();
    hits.dedup();
    hits
}

/// The share of a text's characters that stand in the names and parts of the given options: 智能化绿色化改造 is all but 化.
fn share_in_words(key: &str, hits: &[usize], options: &[Word<'_>]) -> f32 {
    let known =
        |c: char| hits.iter().any(|&i| options[i].name.contains(c) || options[i].parts.iter().any(|part| part.contains(c)));
    let count = key.chars().count().max(1);
    key.chars().filter(|&c| known(c)).count() as f32 / count as f32
}

fn denied(before: &str) -> bool {
    DENIALS.iter().any(|word| before.ends_with(word))
}

/// By likeness of the characters; the best must be good and lead clearly.
fn alike(key: &str, options: &[Word<'_>]) -> Match {
    let is_denied = |text: &str| DENIALS.iter().any(|word| text.starts_with(word));
    let likeness = |option: &Word<'_>, fits: &dyn Fn(&str) -> bool| {
        let words = words(option).map(normalise::lower_key).filter(|word| fits(word));
        words.map(|word| strsim::normalized_levenshtein(&word, key)).fold(0.0, f64::max)
    };
    let mut graded: Vec<(f64, usize)> = options.iter().enumerate().map(|(i, option)| (likeness(option, &|_| true), i)).collect();
    graded.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    // 不支持 is like 不予支持 and not like 支持.
    let same_sense = |at: usize| !is_denied(key) || likeness(&options[at], &is_denied) >= ALIKE;
    match graded.as_slice() {
        [best, rest @ ..] if best.0 >= ALIKE && same_sense(best.1) && rest.first().is_none_or(|next| best.0 - next.0 >= LEAD) => {
            Match::Assumed(vec![best.1])
        }
        _ => Match::Unknown(graded.iter().filter(|(likeness, _)| *likeness > 0.0).take(3).map(|(_, i)| *i).collect()),
    }
}

/// The nearest options; all of them if none is near.
fn unknown(near: &[usize], options: &[Word<'_>]) -> Doubt {
    let near: Vec<Arc<str>> = near.iter().filter_map(|&i| options.get(i)).map(|option| option.name.clone()).collect();
    Doubt::UnknownOption(if near.is_empty() { options.iter().map(|option| option.name.clone()).collect() } else { near })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::State;
    use proptest::prelude::*;

    struct Declared(Vec<(Arc<str>, Vec<String>, Vec<String>)>);

    impl Declared {
        fn new(options: &[(&str, &str, &str)]) -> Self {
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
            Self(options.iter().map(|(name, synonyms, parts)| (Arc::from(*name), words(synonyms), words(parts))).collect())
        }
        fn words(&self) -> Vec<Word<'_>> {
            self.0.iter().map(|(name, synonyms, parts)| Word { name, synonyms, parts }).collect()
        }
    }

    fn shown(typed: &Typed) -> String {
        let state = match &typed.state {
            State::Value(Value::Text(name)) => name.to_string(),
            State::Value(Value::List(names)) => names.join("+"),
            other => format!("{other:?}"),
        };
        let doubts = typed.doubts.iter().map(|doubt| match doubt {
            Doubt::OptionAssumed(_) => " assumed".to_owned(),
            Doubt::UnknownOption(near) => format!(" near {}", near.join("/")),
            other => format!(" {other:?}"),
        });
        state + &doubts.collect::<String>()
    }

    #[test]
    fn one_of_a_list() {
        let stages = Declared::new(&[
            ("谋划", "", ""),
            ("开工", "已开工 新开工", ""),
            ("在建", "建设中", ""),
            ("竣工", "已竣工 完工", ""),
            ("投产", "", ""),
            ("无", "", ""),
        ]);
        for (text, expected) in [
            ("在建", "在建"),
            (" 在 建", "在建"),
            ("已竣工", "竣工"),
            ("已竣工验收", "竣工 assumed"),
            ("在建中", "在建 assumed"),
            ("拟开工", "Unreadable near 开工/竣工"),
            ("未竣工", "Unreadable near 竣工/开工"),
            ("竣工、投产", "Unreadable near 竣工/投产"),
            ("无", "无"),
            ("在建，计划10月竣工", "在建 assumed"),
            ("—", "NotApplicable"),
            ("", "Blank"),
            ("□谋划 ☑在建", "在建"),
        ] {
            assert_eq!(shown(&read_one(text, &stages.words())), expected, "{text}");
        }
        let moods = Declared::new(&[("满意", "", ""), ("基本满意", "", ""), ("不满意", "", "")]);
        assert_eq!(shown(&read_one("很不满意", &moods.words())), "不满意 assumed");
        assert_eq!(shown(&read_one("非常满意", &moods.words())), "满意 assumed");
    }

    #[test]
    fn a_part_in_a_longer_text_is_reported() {
        let kinds = Declared::new(&[("新建", "", "新建"), ("改建", "技改", "改造"), ("前期", "", "未开工 手续")]);
        for (text, expected) in [
            ("智能改造", "改建 assumed"),
            ("改造项目", "改建 assumed"),
            ("改造", "改建"),
            ("新建类", "新建"),
            ("尚未开工", "前期"),
            ("新建、改造", "Unreadable near 新建/改建"),
        ] {
            assert_eq!(shown(&read_one(text, &kinds.words())), expected, "{text}");
        }
    }

    #[test]
    fn several_of_a_list() {
        let kinds = Declared::new(&[
            ("智能改造", "智改", "智能"),
            ("绿色改造", "", "绿色"),
            ("技术改造", "技改", "技术改造"),
            ("科创平台", "", "平台"),
        ]);
        for (text, expected) in [
            ("智能改造", "智能改造"),
            ("绿色改造、智能改造", "智能改造+绿色改造"),
            ("智能、绿色", "智能改造+绿色改造"),
            ("智能化绿色化改造", "智能改造+绿色改造"),
            ("智改", "智能改造"),
            ("智能改造/技改", "智能改造+技术改造"),
            ("智能改造 绿色改造", "智能改造+绿色改造"),
            ("智能和绿色改造等", "智能改造+绿色改造"),
            ("☑智能改造 □绿色改造", "智能改造"),
            ("智能改造、数字化", "智能改造 near 智能改造/绿色改造/技术改造/科创平台"),
            ("技术改照", "技术改造 assumed"),
            ("/", "NotApplicable"),
            (" ", "Blank"),
        ] {
            assert_eq!(shown(&read_several(text, &kinds.words())), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "[智能绿色技术改造平台、和 /未拟□☑]{0,12}", any in "\\PC{0,12}") {
            let kinds = Declared::new(&[("智能改造", "智改", "智能"), ("绿色改造", "", "绿色")]);
            for text in [text, any] {
                for typed in [read_one(&text, &kinds.words()), read_several(&text, &kinds.words())] {
                    prop_assert!(typed.state != State::Unreadable || !typed.doubts.is_empty());
                }
            }
        }
    }
}
