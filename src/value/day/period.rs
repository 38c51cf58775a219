//! Two dates in a cell: 2022.3-2022.12, 2022年3月至12月, 3月-5月.

use super::single::{self, Before};
use super::{Context, Edge, Read, vague};
use crate::value::{Doubt, Precision};

/// Marks between two dates, surest first.
const BETWEEN: &[&[char]] = &[&['至', '到', '~', '—'], &['-'], &['、', '和', '及', '与']];
/// Marks that also stand inside a date; both sides must then look like dates of their own.
const ALSO_INSIDE: &[char] = &[' ', '/', ','];

/// A period: the end that the field asks for.
pub(super) fn read(text: &str, context: Context) -> Option<Read> {
    let at =
        |marks: &[char]| text.match_indices(marks).find_map(|(at, mark)| split(&text[..at], &text[at + mark.len()..], context));
    let sure = BETWEEN.iter().find_map(|marks| at(marks));
    let own = |side: &str| side.contains(['年', '月', '.', '-']);
    let unsure = || ALSO_INSIDE.iter().find_map(|mark| text.split_once(*mark)).filter(|(left, right)| own(left) && own(right));
    sure.or_else(|| unsure().and_then(|(left, right)| split(left, right, context)))
}

fn split(left: &str, right: &str, context: Context) -> Option<Read> {
    let right = right.trim_start_matches(['-', '—', '~', ' ']).trim_end_matches("期间");
    let first = either(left.trim(), context, None)?;
    // `3月-2022年5月` names the year at its end.
    let first = match (first.doubts.contains(&Doubt::YearAssumed), either(right, context, None)) {
        (true, Some(last)) if !last.doubts.contains(&Doubt::YearAssumed) => {
            either(left.trim(), Context { year: last.date.first().year(), ..context }, None).map(without_assumption)?
        }
        _ => first,
    };
    let start = first.date.first();
    let month = (first.date.precision() == Precision::Day).then(|| start.month());
    let mut last = either(right, context, Some(Before { year: start.year(), month }))?;
    if first.doubts.contains(&Doubt::YearAssumed) {
        last = last.with_if(true, Doubt::YearAssumed);
    }
    choose(first, last, context.edge)
}

fn either(text: &str, context: Context, before: Option<Before>) -> Option<Read> {
    single::read(text, context, before).ok().or_else(|| vague::read(text, context))
}

fn without_assumption(mut read: Read) -> Read {
    read.doubts.retain(|doubt| *doubt != Doubt::YearAssumed);
    read
}

fn choose(first: Read, last: Read, edge: Edge) -> Option<Read> {
    if last.date.last() < first.date.first() {
        return None;
    }
    let chosen = if edge == Edge::Start { first } else { last };
    Some(chosen.with_if(true, Doubt::Period))
}
