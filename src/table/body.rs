//! Rows under a header: where the table ends, and what each of its rows is.

use super::guess::Guess;
use super::header::Band;
use super::row::Reader;
use super::view::View;
use super::{BodyRow, Lexicon, RowKind};

/// A gap of this many blank rows ends a table unless rows of some width follow.
const GAP: u32 = 20;

/// The rows of one table below its header.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) rows: Vec<BodyRow>,
    pub(super) blanks: Vec<u32>,
    pub(super) footers: Vec<u32>,
    /// Index of the first filled row that belongs to what comes next (a further table with its title lines), or the end.
    pub(super) end: usize,
}

/// A filled row and the first guess at what it is.
#[derive(Debug, Clone, Copy)]
struct Step {
    i: usize,
    row: u32,
    guess: Guess,
}

/// Reads the rows from index `from` on. `next_header` says whether a row begins the header of another table.
pub(super) fn read(view: &View<'_>, band: &Band<'_>, reader: &Reader<'_>, from: usize, lexicon: &dyn Lexicon) -> Body {
    let mut steps: Vec<Step> = Vec::new();
    let mut end = view.len();
    for i in from..view.len() {
        let row = view.row(i);
        let guess = reader.guess(view, i);
        let apart =
            steps.last().map_or(row > band.bottom + 1, |last| row > last.row + 1 || !matches!(last.guess, Guess::Record { .. }));
        let other = match guess {
            Guess::RepeatedHeader => has_own_title(view, reader, &steps),
            _ => reader.begins_other_table(view, i, apart, lexicon),
        };
        if other {
            end = i;
            break;
        }
        steps.push(Step { i, row, guess });
    }
    if end < view.len() {
        end = give_back_title_lines(&mut steps, end);
    }
    Body { end, ..settle(view, reader, &steps) }
}

/// The same header under a title of its own, after a gap or a total, heads another table; otherwise it is the header printed again.
fn has_own_title(view: &View<'_>, reader: &Reader<'_>, steps: &[Step]) -> bool {
    let solid = steps.iter().rposition(|step| step.guess.is_solid() && !matches!(step.guess, Guess::Numbered { width: 1, .. }));
    let lines = &steps[solid.map_or(0, |last| last + 1)..];
    let titled = lines.iter().any(|step| step.guess.may_be_title() && !reader.is_title_again(view, step.i));
    let before = solid.map(|last| steps[last]);
    titled && before.is_some_and(|last| last.guess == Guess::Total || lines.first().is_some_and(|line| line.row > last.row + 1))
}

/// Reads rows that have no header above them.
pub(super) fn read_plain(view: &View<'_>, reader: &Reader<'_>, from: usize) -> Body {
    let steps: Vec<Step> = (from..view.len()).map(|i| Step { i, row: view.row(i), guess: reader.guess(view, i) }).collect();
    Body { end: view.len(), ..settle(view, reader, &steps) }
}

/// Lines directly above another table's header (its title, its unit line) belong to it: the single cells and fact lines at the end, at
/// most up to the last row of some width.
fn give_back_title_lines(steps: &mut Vec<Step>, end: usize) -> usize {
    let solid = steps
        .iter()
        .rposition(|step| step.guess.is_solid() && !matches!(step.guess, Guess::Numbered { width: 1, .. }))
        .map_or(0, |last| last + 1);
    let mut first = steps.len();
    let mut below = None;
    while first > solid {
        let step = steps[first - 1];
        // Notes close the table above; what stands under a blank row after them opens the next.
        if step.guess == Guess::Note || below.is_some_and(|row: u32| row > step.row + 2) {
            break;
        }
        below = Some(step.row);
        first -= 1;
    }
    let end = steps.get(first).map_or(end, |step| step.i);
    steps.truncate(first);
    end
}

/// Second look, with the whole body known: where it ends, what the undecided rows are.
fn settle(view: &View<'_>, reader: &Reader<'_>, steps: &[Step]) -> Body {
    let mut body = Body::default();
    let Some(last) = last_solid(steps) else {
        body.footers = steps.iter().filter(|step| step.guess.is_footer()).map(|step| step.row).collect();
        return body;
    };
    let usual = Usual::of(&steps[..=last]);
    let mut last_row = None;
    for (k, step) in steps[..=last].iter().enumerate() {
        // What stands only beside the table leaves its own columns blank.
        if step.guess == Guess::Outside {
            continue;
        }
        let before = body.rows.last().map(|row| row.kind);
        if let Some(kind) = decide(view, reader, steps, k, &usual, before) {
            body.blanks.extend(last_row.map_or(0..0, |before: u32| before + 1..step.row));
            body.rows.push(BodyRow { row: step.row, kind });
        } else {
            body.footers.push(step.row);
        }
        last_row = Some(step.row);
    }
    drop_trailing_categories(&mut body);
    body.footers.extend(steps[last + 1..].iter().filter(|step| step.guess.is_footer()).map(|step| step.row));
    body.footers.sort_unstable();
    let settled = super::placeholder::settle(view, reader, &body.rows);
    body.rows = settled;
    body
}

/// Single cells that close the body head nothing: they are footer lines.
fn drop_trailing_categories(body: &mut Body) {
    while body.rows.len() > 1 && body.rows.last().is_some_and(|row| row.kind == RowKind::Category) {
        if let Some(row) = body.rows.pop() {
            body.footers.push(row.row);
            body.blanks.retain(|&blank| body.rows.last().is_some_and(|last| blank < last.row));
        }
    }
}

/// Title and fact lines printed again above a repeated header.
fn heads_page(view: &View<'_>, reader: &Reader<'_>, steps: &[Step]) -> bool {
    let again = |step: &&Step| step.guess == Guess::Facts || step.guess == Guess::Banner && reader.is_title_again(view, step.i);
    let lines = steps.iter().take_while(again).count();
    lines > 0 && steps.get(lines).is_some_and(|next| next.guess == Guess::RepeatedHeader)
}

/// The last row that is more than a note or a stray cell. A lone cell far below the rest does not lengthen a table.
fn last_solid(steps: &[Step]) -> Option<usize> {
    let mut last: Option<usize> = None;
    for (k, step) in steps.iter().enumerate() {
        let near = last.is_none_or(|before| step.row - steps[before].row <= GAP);
        if step.guess.is_solid() && (near || step.guess.width() >= 2)
            || near && step.guess.may_be_part() && last.is_none_or(|before| before + 1 == k)
        {
            last = Some(k);
        }
    }
    last.filter(|_| steps.iter().any(|step| step.guess.is_solid()))
}

/// What is usual in this body: how many cells a record has, how categories are numbered.
struct Usual {
    /// Mean filled cells of rows with two or more.
    width: f32,
    /// Rows numbered in Chinese are the records themselves when they are the majority.
    numerals_are_records: bool,
}

impl Usual {
    fn of(steps: &[Step]) -> Self {
        let widths: Vec<usize> = steps.iter().map(|step| step.guess.width()).filter(|&width| width >= 2).collect();
        let width = if widths.is_empty() { 1.0 } else { widths.iter().sum::<usize>() as f32 / widths.len() as f32 };
        let numbered = steps.iter().filter(|step| matches!(step.guess, Guess::Numbered { .. })).count();
        let solid = steps.iter().filter(|step| step.guess.is_solid()).count();
        Self { width, numerals_are_records: numbered * 10 > solid * 6 }
    }
}

/// The kind of a body row; `None` for a note in mid page.
fn decide(
    view: &View<'_>,
    reader: &Reader<'_>,
    steps: &[Step],
    k: usize,
    usual: &Usual,
    before: Option<RowKind>,
) -> Option<RowKind> {
    let step = steps[k];
    Some(match step.guess {
        Guess::Banner | Guess::Facts if heads_page(view, reader, &steps[k..]) => RowKind::RepeatedHeader,
        Guess::Note | Guess::Facts => return None,
        Guess::RepeatedHeader => RowKind::RepeatedHeader,
        Guess::Total => RowKind::Total,
        Guess::Subtotal => RowKind::Subtotal,
        Guess::Sample => RowKind::Sample,
        Guess::SerialOnly => RowKind::Placeholder,
        Guess::Numbered { texts, amounts, .. } if !usual.numerals_are_records && texts <= 2 => {
            if amounts > 0 {
                RowKind::Subtotal
            } else {
                RowKind::Category
            }
        }
        Guess::Part { .. } if matches!(before, Some(RowKind::Total | RowKind::Subtotal)) => RowKind::Subtotal,
        Guess::Banner => RowKind::Category,
        Guess::LoneText { first_column }
            if first_column && !view.hangs(step.row) && usual.width >= 0.6 * reader.width() as f32 && reader.width() >= 2 =>
        {
            RowKind::Category
        }
        Guess::LoneValue { first_column }
            if first_column && usual.width >= 0.5 * reader.width() as f32 && reader.width() >= 2 =>
        {
            RowKind::Placeholder
        }
        _ => RowKind::Record,
    })
}
