//! Paper forms: labels and values in boxes, no records. Saying "no record table here" is worth as much as finding one.

use super::Lexicon;
use super::columns::Heading;
use super::filler::is_filler_row;
use super::guess::Guess;
use super::header::Band;
use super::kind::{Kind, kind};
use super::row::Reader;
use super::score::Score;
use super::text::{has_category_number, squash, text_of};
use super::view::View;
use super::words::sum_label;
use crate::intake::GridCell;

/// Filled rows under a header that are looked at.
const SAMPLE: usize = 60;

/// Whether what stands under a header is not the body of a record table.
pub(super) fn is_form(
    view: &View<'_>,
    band: &Band<'_>,
    headings: &[Heading],
    reader: &Reader<'_>,
    score: &Score,
    boxes_above: usize,
    lexicon: &dyn Lexicon,
) -> bool {
    let from = view.index_from(band.bottom + 1);
    if heads_again(view, headings, from, lexicon) {
        return true;
    }
    // Boxes above make boxes below likely, after blank rows too.
    let sample = if boxes_above >= 2 { from..view.len().min(from + SAMPLE) } else { view.stretch(from, SAMPLE) };
    let rows = Rows::count(view, reader, headings, sample);
    if rows.filled == 0 {
        return !(score.words >= 0.5 && score.width >= 3) || boxes_above >= 2;
    }
    if rows.aligned == 0 {
        return true;
    }
    if boxes_above >= 2 && reaches_into_body(band) {
        return true;
    }
    let evidence = rows.crossing + boxes_above + 3 * usize::from(reaches_into_body(band));
    evidence >= 2 && evidence * 2 >= rows.aligned
        || score.contrast < 0.3 && !score_is_plain(score) && labels_run_down(view, headings, from, lexicon)
}

/// A line of boxes (`工程名称 | 路基工程 | 检验日期 | …`): directly below, further heading words stand where this line has its own.
fn heads_again(view: &View<'_>, headings: &[Heading], from: usize, lexicon: &dyn Lexicon) -> bool {
    let is_word = |text: &str| lexicon.heading(text) >= 0.5;
    let own = || headings.iter().filter(|heading| heading.leaf_from == heading.col);
    let known: Vec<u32> =
        own().filter(|heading| heading.path.last().is_some_and(|name| is_word(name))).map(|heading| heading.col).collect();
    let values = own().count() - known.len();
    if values == 0 || known.len() > 3 * values {
        return false;
    }
    let contiguous = (from..view.len().min(from + 3)).zip(view.row(from)..).take_while(|&(i, row)| view.row(i) == row);
    contiguous.map(|(i, _)| i).any(|i| {
        let is_further =
            |cell: &&GridCell| known.contains(&cell.at.col) && text_of(cell).is_some_and(is_word) && !repeats(headings, cell);
        let words = view.cells(i).filter(is_further).count();
        words >= 2 && words * 2 >= known.len()
    })
}

/// The header printed again heads the same columns.
fn repeats(headings: &[Heading], cell: &GridCell) -> bool {
    let name = text_of(cell).map(squash);
    headings.iter().any(|heading| heading.col == cell.at.col && heading.path.last() == name.as_ref())
}

/// Headings all known and several: then labels in the first column are values.
fn score_is_plain(score: &Score) -> bool {
    score.words >= 0.9 && score.width >= 3
}

#[derive(Default)]
struct Rows {
    filled: usize,
    /// Rows whose cells keep to the columns, or wait with a serial number.
    aligned: usize,
    /// Rows with a cell merged across the edge of a column.
    crossing: usize,
}

impl Rows {
    fn count(view: &View<'_>, reader: &Reader<'_>, headings: &[Heading], sample: std::ops::Range<usize>) -> Self {
        let mut rows = Self::default();
        for i in sample {
            let guess = reader.guess(view, i);
            match guess {
                Guess::Note | Guess::Facts | Guess::Banner | Guess::Outside => continue,
                Guess::SerialOnly => rows.aligned += 1,
                _ if guess.width() >= 2 || headings.len() == 1 => {
                    let crosses = reader.cells(view, i).skip(1).any(|cell| crosses_column(view, headings, cell));
                    if crosses {
                        rows.crossing += 1;
                    } else if !is_filler_row(reader.cells(view, i)) || guess.width() * 2 > headings.len() {
                        rows.aligned += 1;
                    }
                }
                _ => {}
            }
            rows.filled += 1;
        }
        rows
    }
}

/// A cell merged across the beginning of another column than its own.
fn crosses_column(view: &View<'_>, headings: &[Heading], cell: &GridCell) -> bool {
    let rect = view.span(cell.at);
    rect.width() > 1
        && headings
            .iter()
            .any(|heading| heading.leaf_from == heading.col && heading.col > rect.first.col && heading.col <= rect.last.col)
}

/// The first header cell is merged down into the rows below: the side label of a form.
fn reaches_into_body(band: &Band<'_>) -> bool {
    let left = band.columns().0;
    band.cells.iter().any(|cell| cell.rect.last.row > band.bottom && cell.rect.first.col == left)
}

/// The heading words run down the first column instead of across the top.
fn labels_run_down(view: &View<'_>, headings: &[Heading], from: usize, lexicon: &dyn Lexicon) -> bool {
    let Some(first) = headings.first() else { return false };
    let labels: Vec<f32> = view
        .stretch(from, 24)
        .filter_map(|i| view.cells(i).next())
        .filter(|cell| cell.at.col == first.col && kind(cell) == Kind::Label)
        .filter_map(text_of)
        .filter(|text| !first.path.contains(&squash(text)) && sum_label(text).is_none() && !has_category_number(text.trim()))
        .map(|text| lexicon.heading(text))
        .collect();
    labels.len() >= 3 && labels.iter().filter(|&&value| value >= 0.5).count() * 2 >= labels.len()
}
