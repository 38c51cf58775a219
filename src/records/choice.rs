//! Words of an enumeration: exact, by synonym, by parts, by likeness (reported).

use std::sync::Arc;

use super::typing::Typed;
use crate::forms::{FieldType, Vocabulary};
use crate::value::{Doubt, State, Value, normalise, word};

/// The option a whole text names, by name or synonym.
#[must_use]
pub(super) fn exact(text: &str, vocabulary: &Vocabulary) -> Option<Arc<str>> {
    let key = normalise::key(text);
    let named = |word: &str| normalise::key(word) == key;
    vocabulary.options.iter().find(|o| named(&o.name) || o.synonyms.iter().any(|s| named(s))).map(|o| o.name.clone())
}

/// Options as a value: one for a choice, a list in declared order for choices.
pub(super) fn typed(options: Vec<Arc<str>>, ty: &FieldType) -> Typed {
    let state = match ty {
        FieldType::Choices(vocabulary) => {
            let ordered = vocabulary.options.iter().map(|o| o.name.clone()).filter(|n| options.contains(n));
            State::Value(Value::List(ordered.collect()))
        }
        _ => options.into_iter().next().map_or(State::Unreadable, |o| State::Value(Value::Text(o))),
    };
    Typed { state, doubts: Vec::new() }
}

/// Reads a word or several.
#[must_use]
pub(super) fn read(text: &str, ty: &FieldType) -> Typed {
    match ty {
        FieldType::Choice(vocabulary) => one(text, vocabulary, ty),
        FieldType::Choices(vocabulary) => several(text, vocabulary, ty),
        _ => Typed { state: State::Unreadable, doubts: vec![Doubt::Unreadable] },
    }
}

fn one(text: &str, vocabulary: &Vocabulary, ty: &FieldType) -> Typed {
    let short = strip_note(text);
    if let Some(option) = exact(&short, vocabulary) {
        return typed(vec![option], ty);
    }
    match by_parts(&short, vocabulary).as_slice() {
        [option] => assumed(vec![option.clone()], ty),
        _ => unknown(&short, vocabulary),
    }
}

fn several(text: &str, vocabulary: &Vocabulary, ty: &FieldType) -> Typed {
    let (mut options, mut doubt) = (Vec::new(), None);
    for piece in word::list(&strip_note(text)) {
        if let Some(option) = exact(&piece, vocabulary) {
            options.push(option);
            continue;
        }
        let found = by_parts(&piece, vocabulary);
        if found.is_empty() {
            return unknown(&piece, vocabulary);
        }
        options.extend(found);
        doubt = Some(());
    }
    if options.is_empty() {
        return unknown(text, vocabulary);
    }
    if doubt.is_some() { assumed(options, ty) } else { typed(options, ty) }
}

fn assumed(options: Vec<Arc<str>>, ty: &FieldType) -> Typed {
    let names: Vec<&str> = options.iter().map(|o| &**o).collect();
    let doubt = Doubt::OptionAssumed(Arc::from(names.join("、").as_str()));
    let mut out = typed(options, ty);
    out.doubts.push(doubt);
    out
}

/// The text without a bracketed note, unless nothing else is left.
fn strip_note(text: &str) -> String {
    let folded = normalise::folded(text);
    match folded.split_once('(') {
        Some((before, _)) if !before.trim().is_empty() => before.trim().to_owned(),
        _ => folded,
    }
}

/// All options of which a part stands in the text. A longer part hides the shorter ones inside it (未开工 hides 开工).
fn by_parts(text: &str, vocabulary: &Vocabulary) -> Vec<Arc<str>> {
    let mut rest = normalise::key(text);
    let mut parts: Vec<(String, &Arc<str>)> = vocabulary
        .options
        .iter()
        .flat_map(|o| {
            o.parts
                .iter()
                .chain(&o.synonyms)
                .chain([&*o.name].map(str::to_owned).iter())
                .map(|p| (normalise::key(p), &o.name))
                .collect::<Vec<_>>()
        })
        .filter(|(part, _)| part.chars().count() > 1)
        .collect();
    parts.sort_by_key(|(part, _)| std::cmp::Reverse(part.chars().count()));
    let mut found: Vec<Arc<str>> = Vec::new();
    for (part, option) in parts {
        if rest.contains(&part) {
            rest = rest.replace(&part, "｜");
            if !found.contains(option) {
                found.push(option.clone());
            }
        }
    }
    found
}

fn unknown(text: &str, vocabulary: &Vocabulary) -> Typed {
    let mut near: Vec<(f64, Arc<str>)> =
        vocabulary.options.iter().map(|o| (strsim::jaro_winkler(&o.name, text), o.name.clone())).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    let near = near.into_iter().take(3).map(|(_, name)| name).collect();
    Typed { state: State::Unreadable, doubts: vec![Doubt::UnknownOption(near)] }
}
