//! Tables and notes side by side: which columns of a header belong together.

use super::columns::Heading;
use super::header::Band;
use super::kind::{Kind, kind};
use super::text::text_of;
use super::view::View;
use super::{Lexicon, words};

/// Filled rows under the header that are looked at.
const SAMPLE: usize = 24;
/// This many unused columns between two headings always part them.
const FAR: u32 = 4;

/// The headings of the leftmost table; the rest stands beside it.
pub(super) fn leftmost(
    view: &View<'_>,
    band: &Band<'_>,
    headings: &[Heading],
    title_edge: Option<u32>,
    lexicon: &dyn Lexicon,
) -> usize {
    let cuts = (1..headings.len()).find(|&k| is_gap(view, band, headings, k, lexicon) || begins_again(headings, k));
    let beside = title_edge
        .and_then(|edge| headings.iter().position(|heading| heading.col > edge))
        .filter(|&k| k > 0 && lives_alone(view, band, headings, k, false));
    cuts.into_iter().chain(beside).min().unwrap_or(headings.len())
}

/// Unused columns between headings `k - 1` and `k` part two tables if the right one starts anew; a narrow spacer inside a table does not.
fn is_gap(view: &View<'_>, band: &Band<'_>, headings: &[Heading], k: usize, lexicon: &dyn Lexicon) -> bool {
    let (left, right) = (headings[k - 1].col, headings[k].col);
    if right - left <= 1 || sample(view, band).any(|i| view.cells(i).any(|cell| cell.at.col > left && cell.at.col < right)) {
        return false;
    }
    let starts_anew = headings[k].path.last().is_some_and(|name| words::is_serial_heading(name));
    let again = headings[k..].iter().filter(|heading| headings[..k].iter().any(|other| other.path == heading.path)).count();
    let remark = headings.len() - k == 1 && headings[k].path.last().is_some_and(|name| lexicon.heading(name) < 0.5);
    remark
        || right - left > FAR
        || starts_anew
        || again * 2 >= headings.len() - k
        || k >= 2 && (lives_alone(view, band, headings, k, true) || ends_early(view, band, headings, k))
}

/// Behind a gap, a full block that ends two or more rows before the rest, or has a total of its own, is another table.
fn ends_early(view: &View<'_>, band: &Band<'_>, headings: &[Heading], k: usize) -> bool {
    let (edge, width) = (headings[k].col, headings.len() - k);
    let rows: Vec<(usize, usize, bool)> = sample(view, band)
        .map(|i| {
            let mut right = view.cells(i).skip_while(|cell| cell.at.col < edge);
            let sums = right.clone().next().and_then(text_of).is_some_and(|text| words::sum_label(text).is_some());
            (view.cells(i).filter(|cell| cell.at.col < edge).count(), right.by_ref().count(), sums)
        })
        .collect();
    let full = rows.iter().take_while(|&&(_, right, _)| right == width).count();
    let after = rows[full..].iter().filter(|&&(left, right, _)| left >= 2 && right == 0).count();
    let own_total = rows.iter().any(|&(left, _, sums)| sums && left >= 2);
    width >= 2 && full >= 2 && (own_total || after >= 2 && after == rows.len() - full)
}

/// `序号 | 姓名 | 电话 | 序号 | 姓名 | 电话`: the same headings a second time without a gap.
fn begins_again(headings: &[Heading], k: usize) -> bool {
    k >= 2
        && headings.len().is_multiple_of(k)
        && words::is_serial_heading(headings[0].path.last().map_or("", String::as_str))
        && headings.iter().enumerate().all(|(i, heading)| heading.path == headings[i % k].path)
}

/// The columns from `k` on are filled in rows where the columns before hold a waiting serial number (behind a gap: or nothing).
fn lives_alone(view: &View<'_>, band: &Band<'_>, headings: &[Heading], k: usize, gap: bool) -> bool {
    let edge = headings[k].col;
    let (mut alone, mut together) = (0, 0);
    for i in sample(view, band).filter(|&i| view.cells(i).any(|cell| cell.at.col >= edge)) {
        let left: Vec<Kind> = view.cells(i).take_while(|cell| cell.at.col < edge).map(kind).collect();
        match left.as_slice() {
            [] => alone += usize::from(gap),
            [Kind::Number] => alone += 1,
            [_] => {}
            _ => together += 1,
        }
    }
    alone >= 2 && alone > together
}

fn sample(view: &View<'_>, band: &Band<'_>) -> std::ops::Range<usize> {
    let from = view.index_from(band.bottom + 1);
    from..view.len().min(from + SAMPLE)
}
