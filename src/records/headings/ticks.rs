//! A field spread over columns, one an option, with ticks below: 改造类型 over 智能改造│绿色改造│技术改造│科创平台.

use std::sync::Arc;

use super::heading::Heading;
use crate::forms::{Form, Vocabulary};
use crate::table::Table;
use crate::value::normalise::key;

/// A column that stands for one option of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    pub col: u32,
    pub field: usize,
    pub option: Arc<str>,
}

/// The option columns of the fields that are still free. At least two columns must name options of the same field, and none of them an
/// amount or date (`marks` says whether a column holds ticks at most), so that 分类投资 (万元 by kind) and 开工│竣工 dates are not taken for
/// ticks.
pub(super) fn of(
    form: &Form,
    table: &Table,
    headings: &[Heading],
    given: &[Option<usize>],
    marks: &dyn Fn(usize) -> bool,
) -> Vec<Tick> {
    let mut ticks = Vec::new();
    for (field, declared) in form.fields.iter().enumerate() {
        let Some(vocabulary) = declared.ty.vocabulary().filter(|_| !given.contains(&Some(field))) else { continue };
        let columns = table.columns.iter().zip(headings).zip(given).enumerate();
        let found: Vec<Tick> = columns
            .filter(|(_, ((column, heading), given))| given.is_none() && heading.unit.is_none() && column.unit.is_none())
            .filter(|(index, _)| marks(*index))
            .filter_map(|(_, ((column, heading), _))| {
                let option = option_of(column.path.last()?, vocabulary, heading.leaf.head.is_none())?;
                Some(Tick { col: column.col, field, option })
            })
            .collect();
        let distinct = found.iter().any(|tick| tick.option != found[0].option);
        if distinct && found.iter().all(|tick| !ticks.iter().any(|other: &Tick| other.col == tick.col)) {
            ticks.extend(found);
        }
    }
    ticks
}

/// The option that a heading names, by name or synonym, or (`loosely`: the heading does not say that it holds a date, a person …) by the
/// one option of which it holds a part.
fn option_of(leaf: &str, vocabulary: &Vocabulary, loosely: bool) -> Option<Arc<str>> {
    let leaf = key(leaf);
    let leaf = leaf.split('(').next().unwrap_or_default();
    let names = |word: &str| key(word) == leaf;
    let exact = vocabulary.options.iter().find(|option| names(&option.name) || option.synonyms.iter().any(|s| names(s)));
    let by_part = || {
        let holds = |option: &&crate::forms::Choice| {
            loosely && leaf.chars().count() <= 6 && option.parts.iter().any(|part| leaf.contains(&key(part)))
        };
        let mut found = vocabulary.options.iter().filter(holds);
        found.next().filter(|_| found.next().is_none())
    };
    let by_start = || {
        let starts = |option: &&crate::forms::Choice| loosely && leaf.chars().count() >= 2 && option.name.starts_with(leaf);
        let mut found = vocabulary.options.iter().filter(starts);
        found.next().filter(|_| found.next().is_none())
    };
    exact.or_else(by_start).or_else(by_part).map(|option| option.name.clone())
}
