//! Recognition where words fail: a table is of the form whose keys and required fields its columns cover once cells count too.

use super::prepared::Prepared;
use super::recognise::{Evidence, Recognition};
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

pub(super) fn recognise(matcher: &Matcher, table: &Table, grid: &Grid, role: FormRole, period: Period) -> Option<Recognition> {
    if table.kind != TableKind::Table || table.columns.len() < 3 {
        return None;
    }
    let forms = matcher.forms.iter().filter(|prepared| prepared.form.role == role);
    let mut ranked: Vec<(f32, &Prepared)> =
        forms.filter_map(|prepared| Some((score(matcher, prepared, table, grid, period)?, prepared))).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let &(score, prepared) = ranked.first()?;
    let clear = ranked.get(1).is_none_or(|next| score - next.0 >= MARGIN);
    clear.then(|| Recognition { form: prepared.form.clone(), score: score.min(1.0), how: Evidence::Assumed })
}

/// `None` where a key or too much else is missing.
fn score(matcher: &Matcher, prepared: &Prepared, table: &Table, grid: &Grid, period: Period) -> Option<f32> {
    let read = columns::matched(matcher, prepared, table, grid, &[], period);
    let fields = &prepared.form.fields;
    let has = |field: usize| read.fields[field].is_some();
    if (0..fields.len()).any(|field| fields[field].key && Prepared::is_required(&fields[field]) && !has(field)) {
        return None;
    }
    let essential: Vec<usize> = (0..fields.len()).filter(|&field| Prepared::is_essential(&fields[field])).collect();
    let covered = essential.iter().filter(|&&field| has(field)).count() as f32 / essential.len().max(1) as f32;
    let headings = matcher.headings(table, period);
    let columns = headings.iter().filter(|heading| !matcher.is_ignorable(heading)).count().max(1);
    let explained = (read.fields.iter().flatten().count() as f32 / columns as f32).min(1.0);
    let own = read.fields.iter().flatten().count() as f32 / fields.len() as f32;
    (covered >= ESSENTIAL && explained >= EXPLAINED).then_some(0.4 * covered + 0.4 * explained + 0.2 * own)
}
