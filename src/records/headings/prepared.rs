//! A form made ready for matching: names and synonyms normalised, meanings as sets of concepts, the order that its checks demand of columns.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::concepts::{Concept, Concepts};
use super::heading::normal;
use super::similar::Likeness;
use super::thesaurus::{LexiconError, Thesaurus};
use crate::expr::{Expr, Op};
use crate::forms::{Field, Form, Requirement};

/// A form with what its headings may look like.
#[derive(Debug, Clone)]
pub(super) struct Prepared {
    pub(super) form: Arc<Form>,
    pub(super) names: BTreeMap<String, Vec<Named>>,
    /// For each field.
    pub(super) meanings: Vec<Vec<Meaning>>,
    /// For each field, every concept that its names and meanings have.
    pub(super) said: Vec<Concepts>,
    /// The names of the fields sign by sign, for what is only similar.
    pub(super) likeness: Likeness,
    pub(super) groups: Vec<Vec<String>>,
    /// Pairs of fields of which the first is never more than the second, from the form's checks.
    pub(super) orders: Vec<(usize, usize)>,
    /// Fields that a check binds to a parameter: `实际开工时间 <= 截至`.
    pub(super) bounded: Vec<usize>,
    /// Fields that ask for the end of a period.
    pub(super) ends: Vec<bool>,
    /// Names the form goes by in titles and file names, normalised.
    pub(super) titles: Vec<String>,
}

/// A field that a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) field: usize,
    /// The field's own name, not a synonym.
    pub(super) canonical: bool,
}

/// A set of concepts that means a field. Written `"本周!"` for what must be said, `"累计?"` for what may be left out.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Meaning {
    pub(super) all: Concepts,
    pub(super) must: Concepts,
    pub(super) optional: Concepts,
}

impl Prepared {
    /// Resolves a form's meanings; an unknown concept is a mistake in the declaration. Fields of the same name and type in the other
    /// forms of `all` lend their synonyms, and their meanings where the form declares none; else the field's own words are its meanings.
    pub(super) fn new(form: &Arc<Form>, all: &[Arc<Form>], shapes: &mut Shapes<'_>) -> Result<Self, LexiconError> {
        let thesaurus = shapes.thesaurus;
        let meant = |field: &Field| {
            let lender = || lenders(field, form, all).find(|lender| !lender.meanings.is_empty());
            let own = (!field.meanings.is_empty()).then_some(field);
            own.or_else(lender).map_or_else(|| Ok(derived(field, thesaurus)), |field| meanings(field, thesaurus))
        };
        let meanings = form.fields.iter().map(meant).collect::<Result<Vec<_>, _>>()?;
        let ending = thesaurus.of_kind(|kind| kind.end);
        let names = names(form, all, shapes);
        Ok(Self {
            form: form.clone(),
            said: said(&meanings, &names, thesaurus),
            likeness: Self::likeness_of(form.fields.len(), &names),
            names,
            ends: meanings.iter().map(|all| all.first().is_some_and(|meaning| meaning.all.meets(ending))).collect(),
            meanings,
            groups: form
                .fields
                .iter()
                .map(|field| field.groups.iter().map(|group| normal(group, thesaurus, 0)).collect())
                .collect(),
            orders: orders(form),
            bounded: bounded(form),
            titles: form
                .aliases
                .iter()
                .map(String::as_str)
                .chain([&*form.name])
                .map(|title| normal(title, thesaurus, 0))
                .collect(),
        })
    }

    /// The fields without which a row or a table is nothing: keys, and what is always required.
    pub(super) fn is_essential(field: &Field) -> bool {
        field.key || matches!(field.required, Requirement::Required)
    }

    /// Always required, key or not.
    pub(super) fn is_required(field: &Field) -> bool {
        matches!(field.required, Requirement::Required)
    }

    /// The fields that a normalised text names.
    pub(super) fn named(&self, key: &str) -> &[Named] {
        self.names.get(key).map_or(&[], Vec::as_slice)
    }
}

/// Names and synonyms in one shape; many stand in several forms.
pub(super) struct Shapes<'t> {
    thesaurus: &'t Thesaurus,
    known: BTreeMap<String, String>,
}

impl<'t> Shapes<'t> {
    pub(super) const fn new(thesaurus: &'t Thesaurus) -> Self {
        Self { thesaurus, known: BTreeMap::new() }
    }

    fn of(&mut self, text: &str) -> String {
        if let Some(shape) = self.known.get(text) {
            return shape.clone();
        }
        let shape = normal(text, self.thesaurus, 0);
        self.known.insert(text.to_owned(), shape.clone());
        shape
    }
}

/// The fields of other forms that are called the same and hold the same.
fn lenders<'a>(field: &'a Field, form: &'a Form, all: &'a [Arc<Form>]) -> impl Iterator<Item = &'a Field> {
    let others = all.iter().filter(|other| other.name != form.name).flat_map(|other| &other.fields);
    others.filter(|other| other.name == field.name && std::mem::discriminant(&other.ty) == std::mem::discriminant(&field.ty))
}

fn names(form: &Form, all: &[Arc<Form>], shapes: &mut Shapes<'_>) -> BTreeMap<String, Vec<Named>> {
    let mut names: BTreeMap<String, Vec<Named>> = BTreeMap::new();
    for (field, declared) in form.fields.iter().enumerate() {
        let texts =
            [(&*declared.name, true)].into_iter().chain(declared.synonyms.iter().map(|synonym| (synonym.as_str(), false)));
        for (text, canonical) in texts {
            let known = names.entry(shapes.of(text)).or_default();
            if known.iter().all(|named| named.field != field) {
                known.push(Named { field, canonical });
            }
        }
    }
    let own: BTreeSet<String> = names.keys().cloned().collect();
    for (field, declared) in form.fields.iter().enumerate() {
        for text in lenders(declared, form, all).flat_map(|lender| &lender.synonyms) {
            let key = shapes.of(text);
            let lent = names.entry(key.clone()).or_default();
            if !own.contains(&key) && lent.iter().all(|named| named.field != field) {
                lent.push(Named { field, canonical: false });
            }
        }
    }
    // A field's own name belongs to it, whatever synonyms others claim.
    for known in names.values_mut() {
        if known.iter().any(|named| named.canonical) {
            known.retain(|named| named.canonical);
        }
    }
    names
}

/// The concepts of every meaning and every name.
fn said(meanings: &[Vec<Meaning>], names: &BTreeMap<String, Vec<Named>>, thesaurus: &Thesaurus) -> Vec<Concepts> {
    let mut said: Vec<Concepts> =
        meanings.iter().map(|all| all.iter().fold(Concepts::default(), |sum, meaning| sum.or(meaning.all))).collect();
    for (text, fields) in names {
        let words = thesaurus.segment(text).set;
        for named in fields {
            said[named.field] = said[named.field].or(words);
        }
    }
    said
}

fn meanings(field: &Field, thesaurus: &Thesaurus) -> Result<Vec<Meaning>, LexiconError> {
    field.meanings.iter().map(|words| meaning(words, thesaurus)).collect()
}

/// What the name and the synonyms of a field say by themselves, where every part of them is a known word.
fn derived(field: &Field, thesaurus: &Thesaurus) -> Vec<Meaning> {
    let mut meanings: Vec<Meaning> = Vec::new();
    for text in [&*field.name].into_iter().chain(field.synonyms.iter().map(String::as_str)) {
        let parts = thesaurus.segment(&normal(text, thesaurus, 0));
        if parts.residue == 0 && parts.set.count() >= 2 && meanings.iter().all(|known| known.all != parts.set) {
            meanings.push(Meaning { all: parts.set, ..Meaning::default() });
        }
    }
    meanings
}

fn meaning(words: &[String], thesaurus: &Thesaurus) -> Result<Meaning, LexiconError> {
    let mut meaning = Meaning::default();
    for word in words {
        let concept: Concept = thesaurus.concept(word.trim_end_matches(['!', '?']))?;
        meaning.all.insert(concept);
        match word.chars().last() {
            Some('!') => meaning.must.insert(concept),
            Some('?') => meaning.optional.insert(concept),
            _ => {}
        }
    }
    Ok(meaning)
}

/// `a <= b` among the unconditional checks.
fn orders(form: &Form) -> Vec<(usize, usize)> {
    let pair = |left: &Expr, right: &Expr| match (left, right) {
        (Expr::Name(left), Expr::Name(right)) => Some((form.index(left)?, form.index(right)?)),
        _ => None,
    };
    let order = |must: &Expr| match must {
        Expr::Binary(Op::LessEqual | Op::Less, left, right) => pair(left, right),
        Expr::Binary(Op::GreaterEqual | Op::Greater, left, right) => pair(right, left),
        _ => None,
    };
    form.checks.iter().filter(|check| check.when.is_none()).filter_map(|check| order(&check.must)).collect()
}

/// Fields that are never more than a name which is no field.
fn bounded(form: &Form) -> Vec<usize> {
    let field = |must: &Expr| match must {
        Expr::Binary(Op::LessEqual | Op::Less, left, right) => match (left.as_ref(), right.as_ref()) {
            (Expr::Name(field), Expr::Name(bound)) if form.index(bound).is_none() => form.index(field),
            _ => None,
        },
        _ => None,
    };
    form.checks.iter().filter_map(|check| field(&check.must)).collect()
}
