//! How surely a band of rows is the header of what stands below it: heading words, contrast with the body, and coverage.

use super::Lexicon;
use super::columns::Heading;
use super::header::Band;
use super::kind::{Kind, kind, kind_of_text};
use super::text::{squash, text_of};
use super::view::View;
use super::words;
use crate::intake::GridCell;

/// Filled rows below a header that are looked at.
const SAMPLE: usize = 24;
/// A header must reach this confidence.
const ENOUGH: f32 = 0.4;
/// A header of two columns says little: it needs more.
const ENOUGH_FOR_TWO: f32 = 0.45;
/// Share of the columns used below that the header must name.
const COVERAGE: f32 = 0.5;

#[derive(Debug, Clone, Copy)]
pub(super) struct Score {
    /// 0 to about 1.3.
    pub(super) confidence: f32,
    /// Share of the columns in use below the header that it names.
    pub(super) coverage: f32,
    /// Number of named columns.
    pub(super) width: usize,
    /// Share of columns whose cells differ in kind from their heading.
    pub(super) contrast: f32,
    /// Mean lexicon value of the headings.
    pub(super) words: f32,
}

impl Score {
    pub(super) fn is_header(&self) -> bool {
        let enough = if self.width <= 2 { ENOUGH_FOR_TWO } else { ENOUGH };
        self.confidence >= enough && self.coverage >= COVERAGE
    }

    /// Whether a band further down is so much better that this one must be part of what stands above it.
    pub(super) fn yields_to(&self, later: &Self) -> bool {
        later.is_header()
            && later.width > self.width
            && later.confidence + later.coverage > self.confidence + self.coverage + 0.15
    }
}

pub(super) fn score(view: &View<'_>, band: &Band<'_>, headings: &[Heading], lexicon: &dyn Lexicon) -> Score {
    let from = view.index_from(band.bottom + 1);
    let sample = view.stretch(from, SAMPLE);
    let columns = below(view, headings, sample.clone());
    let told: Vec<f32> = columns.iter().filter(|column| !column.kinds.is_empty()).map(Below::contrast).collect();
    let contrast = mean(&told);
    let words = mean(
        &headings.iter().filter_map(|heading| heading.path.last()).map(|name| heading_word(name, lexicon)).collect::<Vec<_>>(),
    );
    let serial = headings.iter().zip(&columns).any(|(heading, column)| {
        heading.path.last().is_some_and(|name| words::is_serial_heading(name)) && column.kinds.contains(&Kind::Number)
    });
    let mut confidence = 0.55 * words + 0.45 * contrast;
    confidence += if serial { 0.15 } else { 0.0 } + if band.bottom > band.top { 0.1 } else { 0.0 };
    confidence += if headings.len() >= 4 { 0.1 * completeness(headings, &columns, sample.len()) } else { 0.0 };
    let named =
        |heading: &Heading| heading.path.last().is_some_and(|name| matches!(kind_of_text(name), Kind::Label | Kind::Period));
    let decisive = headings.iter().zip(&columns).filter(|(heading, column)| named(heading) && column.is_pure_data()).count();
    if decisive >= 2 && decisive * 4 >= headings.len() {
        confidence = confidence.max(0.55);
    }
    Score {
        confidence,
        coverage: coverage(view, headings, sample),
        width: headings.iter().filter(|heading| heading.leaf_from == heading.col).count(),
        contrast,
        words,
    }
}

/// Years and months head columns too, though no lexicon lists them.
fn heading_word(name: &str, lexicon: &dyn Lexicon) -> f32 {
    if kind_of_text(name) == Kind::Period { 0.6 } else { lexicon.heading(name) }
}

/// What stands below one heading in the sample.
struct Below {
    kinds: Vec<Kind>,
    distinct: usize,
}

impl Below {
    /// 1 when the cells are not labels; a little when they repeat each other, as choices do.
    fn contrast(&self) -> f32 {
        let labels = self.kinds.iter().filter(|&&kind| kind == Kind::Label).count();
        if labels * 2 < self.kinds.len() {
            1.0
        } else if self.kinds.len() >= 4 && self.distinct * 2 <= self.kinds.len() {
            0.3
        } else {
            0.0
        }
    }

    /// Nothing but numbers and dates: a text above them can only be their heading.
    fn is_pure_data(&self) -> bool {
        self.kinds.len() >= 2 && self.kinds.iter().all(|kind| matches!(kind, Kind::Number | Kind::Date | Kind::Mark))
    }
}

fn below(view: &View<'_>, headings: &[Heading], sample: std::ops::Range<usize>) -> Vec<Below> {
    headings
        .iter()
        .map(|heading| {
            let says_heading = |cell: &&GridCell| text_of(cell).is_some_and(|text| heading.path.contains(&squash(text)));
            let cells: Vec<&GridCell> = sample
                .clone()
                .filter_map(|i| view.cells(i).find(|cell| cell.at.col == heading.col))
                .filter(|cell| !says_heading(cell))
                .collect();
            let texts: std::collections::BTreeSet<&str> = cells.iter().filter_map(|cell| text_of(cell)).collect();
            Below { kinds: cells.iter().map(|cell| kind(cell)).collect(), distinct: texts.len() }
        })
        .collect()
}

/// Share of the columns used in the sample (by a fifth of its rows or more) that have a heading; columns far to the right of the
/// header are other matter.
fn coverage(view: &View<'_>, headings: &[Heading], sample: std::ops::Range<usize>) -> f32 {
    let rows = sample.len();
    let mut used: std::collections::BTreeMap<u32, usize> = std::collections::BTreeMap::new();
    for i in sample {
        for cell in view.cells(i) {
            *used.entry(cell.at.col).or_default() += 1;
        }
    }
    let used: Vec<u32> = used.into_iter().filter(|&(_, count)| count * 5 >= rows).map(|(col, _)| col).collect();
    if used.is_empty() {
        return 1.0;
    }
    used.iter().filter(|col| headings.iter().any(|heading| heading.col == **col)).count() as f32 / used.len() as f32
}

/// A header names every column while records leave cells blank: 1 when half of the cells below are blank.
fn completeness(headings: &[Heading], columns: &[Below], rows: usize) -> f32 {
    let filled: usize = columns.iter().map(|column| column.kinds.len()).sum();
    let blank = 1.0 - filled as f32 / (headings.len() * rows).max(1) as f32;
    (2.0 * blank).clamp(0.0, 1.0)
}

fn mean(values: &[f32]) -> f32 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f32>() / values.len() as f32 }
}
