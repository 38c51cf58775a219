//! Which form a table is: by the fields its headings cover, above all the required ones and those that no other form has; titles, sheet
//! and file names speak for a form, but never alone.

use std::sync::Arc;

use super::heading::{Heading, normal};
use super::prepared::Prepared;
use super::score::{ACCEPT, unit};
use super::{Matcher, Period, similar};
use crate::forms::{Form, FormRole};
use crate::table::{Table, TableKind};

/// Texts around a table that may name its form.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clues<'a> {
    pub sheet: Option<&'a str>,
    /// The file's name without folder.
    pub file: Option<&'a str>,
}

impl Clues<'_> {
    /// Title, sheet and file name in one shape.
    pub(super) fn texts(&self, table: &Table, matcher: &Matcher, period: Period) -> Vec<String> {
        let texts = [table.title.as_deref(), self.sheet, self.file].into_iter().flatten();
        texts.map(|text| normal(text, &matcher.thesaurus, period.year)).collect()
    }
}

impl Prepared {
    /// Whether one of the texts names the form.
    pub(super) fn is_titled(&self, texts: &[String]) -> bool {
        self.titles.iter().any(|title| texts.iter().any(|text| text.contains(title)))
    }
}

/// A table's form.
#[derive(Debug, Clone)]
pub struct Recognition {
    pub form: Arc<Form>,
    /// 0 to 1.
    pub score: f32,
    pub how: Evidence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// The headings leave no doubt.
    Headings,
    /// The headings fit, and title, sheet or file name says so.
    Title,
    /// The headings fit best, but another form is near or some are missing: reported.
    Assumed,
}

/// Below this no form is claimed.
const LEAST: f32 = 0.5;
/// A score that needs no report.
const SURE: f32 = 0.65;
/// How far the next form must be behind.
const MARGIN: f32 = 0.08;
pub(super) const TITLE: f32 = 0.15;

pub(super) fn recognise(
    matcher: &Matcher,
    table: &Table,
    role: FormRole,
    clues: &Clues<'_>,
    period: Period,
) -> Option<Recognition> {
    if table.kind != TableKind::Table {
        return None;
    }
    let headings = matcher.headings(table, period);
    let names = clues.texts(table, matcher, period);
    let mut ranked: Vec<(f32, bool, &Prepared)> = matcher
        .forms
        .iter()
        .filter(|prepared| prepared.form.role == role)
        .filter_map(|prepared| {
            let titled = prepared.is_titled(&names);
            let score = coverage(matcher, prepared, &headings, titled)?;
            Some((score + if titled { TITLE } else { 0.0 }, titled, prepared))
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let &(score, titled, prepared) = ranked.first().filter(|best| best.0 >= LEAST)?;
    let clear = ranked.get(1).is_none_or(|next| score - next.0 >= MARGIN);
    let how = match (titled, clear && score >= SURE) {
        (true, _) => Evidence::Title,
        (false, true) => Evidence::Headings,
        (false, false) => Evidence::Assumed,
    };
    Some(Recognition { form: prepared.form.clone(), score: score.min(1.0), how })
}

/// How much of the form the headings cover and how much of the headings the form explains; `None` if its keys are not there.
fn coverage(matcher: &Matcher, prepared: &Prepared, headings: &[Heading], titled: bool) -> Option<f32> {
    let found = found(matcher, prepared, headings);
    let fields = &prepared.form.fields;
    let share = |wanted: &dyn Fn(usize) -> bool| {
        let all: Vec<f32> = (0..fields.len()).filter(|&field| wanted(field)).map(|field| found[field]).collect();
        (all.iter().sum::<f32>(), all.len())
    };
    let (keys, all_keys) = share(&|field| fields[field].key);
    let (essential, all_essential) = share(&|field| Prepared::is_essential(&fields[field]));
    let missing_keys = (0..fields.len()).filter(|&field| fields[field].key && found[field] == 0.0).count();
    if all_keys == 0 || keys == 0.0 || missing_keys > usize::from(titled) || essential * 2.0 < all_essential as f32 {
        return None;
    }
    let columns = headings.iter().filter(|heading| !matcher.is_ignorable(heading)).count().max(1);
    let explained: f32 = found.iter().sum::<f32>() / columns as f32;
    let rarity = |field: usize| {
        let name = &fields[field].name;
        1.0 / matcher
            .forms
            .iter()
            .filter(|other| other.form.role == prepared.form.role && other.form.index(name).is_some())
            .count()
            .max(1) as f32
    };
    let own: f32 =
        (0..fields.len()).map(|field| found[field] * rarity(field)).sum::<f32>() / (0..fields.len()).map(rarity).sum::<f32>();
    Some(0.45 * essential / all_essential as f32 + 0.3 * explained.min(1.0) + 0.25 * own)
}

/// For each field how surely a column is there: 1 by its words, less by meaning, 0 not at all. A column serves one field.
fn found(matcher: &Matcher, prepared: &Prepared, headings: &[Heading]) -> Vec<f32> {
    let mut found = vec![0.0; prepared.form.fields.len()];
    let mut rest = Vec::new();
    for heading in headings.iter().filter(|heading| !matcher.is_ignorable(heading)) {
        let named = heading.keys.iter().flat_map(|key| prepared.named(key)).find(|named| {
            found[named.field] < 1.0
                && matcher.weights.contradiction(heading, prepared, named.field) >= 0
                && unit(heading, &prepared.form.fields[named.field]) > -40
        });
        match named {
            Some(named) => found[named.field] = 1.0,
            None => rest.push(heading),
        }
    }
    for heading in rest {
        let scores = (0..found.len()).filter(|&field| found[field] == 0.0).filter_map(|field| {
            let score = matcher.weights.best(heading, prepared, field)? + unit(heading, &prepared.form.fields[field]);
            (score >= ACCEPT - 10).then_some((score, field))
        });
        if let Some((_, field)) = scores.max_by_key(|&(score, field)| (score, std::cmp::Reverse(field))) {
            found[field] = 0.8;
        } else if let Some(field) = similar::most_like(matcher, prepared, heading, &|field| found[field] == 0.0) {
            found[field] = 0.6;
        }
    }
    found
}
