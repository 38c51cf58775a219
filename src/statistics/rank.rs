//! Ranks with shared places (1, 2, 2, 4), inside groups of their own; what has no base is not ranked.

use std::cmp::Ordering;
use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};

use super::axis::{Axis, Label};
use super::declared::Groups;
use super::engine::Engine;
use super::frame::{field_state, written};
use super::grid::Grid;
use super::{Formula, Piece, StatValue};
use crate::statistics::formula::formula;

/// The kind of a row label: units of one kind are ranked among themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RowKind {
    pub(super) name: Arc<str>,
    /// In the order of the unit list; what the list does not know comes last.
    pub(super) place: usize,
}

/// The place of each row of a table; the total and the unfilled have none.
pub(super) fn ranks(of: &Grid, across: usize, rows: &Axis, kinds: &[RowKind], ascending: bool) -> Vec<StatValue> {
    let ranked = |row: usize| rows.labels[row] != Label::Unfilled && of.at(row, across).number().is_some();
    // Sorted once: a row's place is that of the first row equal to it.
    let mut order: Vec<usize> = (0..rows.len()).filter(|row| ranked(*row)).collect();
    let better = |a: usize, b: usize| {
        let order = compared(of.at(a, across), of.at(b, across));
        if ascending { order } else { order.reverse() }
    };
    order.sort_by(|a, b| kinds[*a].place.cmp(&kinds[*b].place).then_with(|| better(*a, *b)));
    let mut ranks = vec![StatValue::None; rows.len() + 1];
    let (mut start, mut place) = (0, 1);
    for (i, row) in order.iter().enumerate() {
        if i == 0 || kinds[order[i - 1]] != kinds[*row] {
            (start, place) = (i, 1);
        } else if better(order[i - 1], *row) != Ordering::Equal {
            place = (i - start + 1) as i64;
        }
        ranks[*row] = StatValue::Count(place);
    }
    ranks
}

/// Exact where the products fit, which they do for any real county; else by quotients.
pub(super) fn compared(a: &StatValue, b: &StatValue) -> Ordering {
    if let (StatValue::Ratio { numerator: an, denominator: ad }, StatValue::Ratio { numerator: bn, denominator: bd }) = (a, b)
        && !ad.is_sign_negative()
        && !bd.is_sign_negative()
        && let (Some(left), Some(right)) = (an.checked_mul(*bd), bn.checked_mul(*ad))
    {
        return left.cmp(&right);
    }
    a.number().cmp(&b.number())
}

/// 1 + how many rows of the group are better. Text (—) is no number, and a mask keeps it out.
pub(super) fn formula(of: usize, group: Option<usize>, unfilled: bool, ascending: bool) -> Formula {
    let (here, all) = (Piece::Here { column: of }, Piece::HereAll { column: of });
    let mut masks = formula!["ISNUMBER(", all.clone(), ")*(", all, if ascending { "<" } else { ">" }, here.clone(), ")"];
    if let Some(column) = group {
        masks = formula![masks, "*(", Piece::HereAll { column }, "=", Piece::Here { column }, ")"];
    }
    if unfilled {
        masks = formula![masks, "*(", Piece::HereAll { column: 0 }, "<>\"", super::axis::UNFILLED, "\")"];
    }
    formula!["IF(ISNUMBER(", here, "),SUMPRODUCT(", masks, ")+1,\"—\")"]
}

impl Engine<'_> {
    /// The kind of each row (乡镇, 园区, 部门 …) by the unit list; one kind for all if none is declared or the list is missing.
    pub(super) fn kinds(&self, groups: Option<&Groups>, rows: &Axis) -> Vec<RowKind> {
        let Some(groups) = groups else { return vec![RowKind { name: Arc::from(""), place: 0 }; rows.len()] };
        let mut names: IndexSet<Arc<str>> = IndexSet::new();
        let mut kinds: IndexMap<Arc<str>, usize> = IndexMap::new();
        for entry in self.entries(&groups.form) {
            if let (Some(key), Some(kind)) = (field_state(entry, groups.key).value(), field_state(entry, groups.column).value()) {
                let place = names.insert_full(written(kind)).0;
                kinds.entry(written(key)).or_insert(place);
            }
        }
        let kind = |label: &Label| match kinds.get(&label.text()) {
            Some(place) => RowKind { name: names[*place].clone(), place: *place },
            None => RowKind { name: groups.otherwise.clone(), place: names.len() },
        };
        rows.labels.iter().map(kind).collect()
    }
}
