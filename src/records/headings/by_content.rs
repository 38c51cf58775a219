//! Recognition where words fail: a table is of the form whose keys and required fields its columns cover once cells count too.

use super::prepared::Prepared;
use super::recognise::{Clues, Evidence, Recognition, TITLE};
use super::{Matcher, Period, columns};
use crate::forms::FormRole;
use crate::intake::Grid;
use crate::table::{Table, TableKind};

/// Of the required fields, so many must be there.
const ESSENTIAL: f32 = 0.7;
/// Of the columns, so many must be explained.
const EXPLAINED: f32 = 0.5;
/// How far the next form must be behind.
const MARGIN: f32 = 0.05;

/// Of the columns of a table whose title names the form, so many must be explained; its keys may be missing, which is then said.
const TITLED: f32 = 0.4;

pub(super) fn recognise(
    matcher: &Matcher,
    table: &Table,
    grid: &Grid,
    role: FormRole,
    clues: &Clues<'_>,
    period: Period,
) -> Option<Recognition> {
    if table.kind != TableKind::Table || table.columns.len() < 3 {
        return None;
    }
    let forms = matcher.forms.iter().filter(|prepared| prepared.form.role == role);
    let texts = clues.texts(table, matcher, period);
    let graded = |prepared: &Prepared| {
        let covers = cover(matcher, prepared, table, grid, period);
        let titled = prepared.is_titled(&texts);
        let fits = covers.keys && covers.essential >= ESSENTIAL && covers.explained >= EXPLAINED;
        let named = titled && covers.essential >= ESSENTIAL / 2.0 && covers.explained >= TITLED;
        (fits || named).then(|| covers.score() + if titled { TITLE } else { 0.0 })
    };
    let mut ranked: Vec<(f32, &Prepared)> = forms.filter_map(|prepared| Some((graded(prepared)?, prepared))).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let &(score, prepared) = ranked.first()?;
    let clear = ranked.get(1).is_none_or(|next| score - next.0 >= MARGIN);
    clear.then(|| Recognition { form: prepared.form.clone(), score: score.min(1.0), how: Evidence::Assumed })
}

/// What the columns of a table cover of a form, as shares.
struct Cover {
    /// All keys that are always required have a column.
    keys: bool,
    /// Of the essential fields.
    essential: f32,
    /// Of the columns.
    explained: f32,
    /// Of all fields.
    own: f32,
}

impl Cover {
    fn score(&self) -> f32 {
        0.4 * self.essential + 0.4 * self.explained + 0.2 * self.own
    }
}

fn cover(matcher: &Matcher, prepared: &Prepared, table: &Table, grid: &Grid, period: Period) -> Cover {
    let read = columns::matched(matcher, prepared, table, grid, &[], period);
    let fields = &prepared.form.fields;
    let has = |field: usize| read.fields[field].is_some();
    let essential: Vec<usize> = (0..fields.len()).filter(|&field| Prepared::is_essential(&fields[field])).collect();
    let headings = matcher.headings(table, period);
    let columns = headings.iter().filter(|heading| !matcher.is_ignorable(heading)).count().max(1);
    let found = read.fields.iter().flatten().count() as f32;
    Cover {
        keys: (0..fields.len()).all(|field| !(fields[field].key && Prepared::is_required(&fields[field])) || has(field)),
        essential: essential.iter().filter(|&&field| has(field)).count() as f32 / essential.len().max(1) as f32,
        explained: (found / columns as f32).min(1.0),
        own: found / fields.len() as f32,
    }
}
