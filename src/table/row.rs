//! First guess at one row of a body, from its cells alone. Runs once for every row of a sheet: cheap tests first.

use super::columns::Heading;
use super::filler::{has_label, is_filler_row};
use super::guess::Guess;
use super::header::{Band, heads};
use super::kind::{Kind, kind};
use super::score::score;
use super::text::{has_category_number, squash, text_of};
use super::view::View;
use super::words::{self, Sum};
use super::{Lexicon, columns};
use crate::intake::{Content, GridCell};

/// Knows the table's columns and header texts, and what its columns usually hold.
pub(super) struct Reader<'a> {
    headings: &'a [Heading],
    /// Header texts by column, squashed; every header row gives some.
    header_texts: Vec<(u32, String)>,
    pub(super) serial: Option<u32>,
    first: u32,
    last: u32,
    title: Option<String>,
    /// Columns whose cells so far were numbers or dates only.
    numeric: Vec<u32>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(band: &Band<'_>, headings: &'a [Heading], title: Option<String>) -> Self {
        let header_texts = band.cells.iter().filter_map(|cell| Some((cell.cell.at.col, squash(text_of(cell.cell)?)))).collect();
        let serial =
            headings.iter().find(|heading| heading.path.last().is_some_and(|name| words::is_serial_heading(name))).map(|h| h.col);
        let first = headings.first().map_or(0, |heading| heading.col);
        Self {
            headings,
            header_texts,
            serial,
            first,
            last: headings.last().map_or(first, |heading| heading.col),
            title,
            numeric: Vec::new(),
        }
    }

    /// A reader for a body without header: columns by position.
    pub(super) fn without_header(headings: &'a [Heading]) -> Self {
        let first = headings.first().map_or(0, |heading| heading.col);
        let last = headings.last().map_or(first, |heading| heading.col);
        Self { headings, header_texts: Vec::new(), serial: None, first, last, title: None, numeric: Vec::new() }
    }

    /// Number of columns.
    pub(super) fn width(&self) -> usize {
        self.headings.len()
    }

    /// Notes which columns hold only numbers in the sample rows; headings standing there betray another header.
    pub(super) fn learn(&mut self, view: &View<'_>, from: usize) {
        let sample = from..view.len().min(from + 12);
        self.numeric = self
            .headings
            .iter()
            .map(|heading| heading.col)
            .filter(|&col| {
                let kinds: Vec<Kind> =
                    sample.clone().filter_map(|i| view.cells(i).find(|cell| cell.at.col == col)).map(kind).collect();
                let numbers = kinds.iter().filter(|kind| matches!(kind, Kind::Number | Kind::Date)).count();
                numbers >= 2 && numbers * 4 >= kinds.len() * 3
            })
            .collect();
    }

    pub(super) fn cells<'g>(&self, view: &View<'g>, i: usize) -> impl DoubleEndedIterator<Item = &'g GridCell> + Clone + use<'g> {
        let (first, last) = (self.first, self.last);
        view.cells(i).filter(move |cell| (first..=last).contains(&cell.at.col))
    }

    pub(super) fn guess(&self, view: &View<'_>, i: usize) -> Guess {
        let mut cells = self.cells(view, i);
        let Some(head) = cells.next() else { return Guess::Outside };
        let second = cells.next();
        let width = 1 + usize::from(second.is_some()) + cells.count();
        if self.is_header_again(view, i, head) {
            return Guess::RepeatedHeader;
        }
        if view.cells(i).any(|cell| {
            text_of(cell).is_some_and(|text| {
                text.len() <= 120 && (cell.at.col < self.first + 2 || cell.at.col > self.last) && words::is_sample(text)
            })
        }) {
            return Guess::Sample;
        }
        if let Some(guess) = self.labelled(view, i, head, second, width) {
            return guess;
        }
        if width == 1 {
            return self.lone(view, head);
        }
        Guess::Record { width }
    }

    /// Rows told by their leading text: totals, categories, notes, signatures.
    fn labelled(&self, view: &View<'_>, i: usize, head: &GridCell, second: Option<&GridCell>, width: usize) -> Option<Guess> {
        for text in [Some(head), second].into_iter().flatten().filter_map(text_of) {
            match words::sum_label(text) {
                Some(Sum::Total) if self.is_sum_row(view, i) => return Some(Guess::Total),
                Some(Sum::Subtotal) if self.is_sum_row(view, i) => return Some(Guess::Subtotal),
                _ => {}
            }
        }
        let text = text_of(head)?;
        let trimmed = text.trim();
        if width <= 2 && words::starts_note(trimmed) {
            return Some(Guess::Note);
        }
        if has_category_number(trimmed) {
            let (texts, amounts) = self.count(view, i);
            return Some(Guess::Numbered { width, texts, amounts });
        }
        if trimmed.starts_with("其中") {
            return Some(Guess::Part { width });
        }
        // Facts need a colon or a known label in the first cell, and never fill a row of the table.
        let sparse = width * 2 <= self.width().max(4) || width <= 2;
        if width >= 2
            && has_label(trimmed)
            && !self.is_like_records(head)
            && self.cells(view, i).all(|cell| text_of(cell).is_some_and(has_label))
        {
            return Some(Guess::Facts);
        }
        if sparse
            && (has_label(trimmed) || words::is_fact(trimmed))
            && is_filler_row(self.cells(view, i))
            && !self.is_like_records(head)
        {
            return Some(Guess::Facts);
        }
        None
    }

    /// A colon in the label column of records (`今日入库：`) is no sign of a fact line.
    fn is_like_records(&self, head: &GridCell) -> bool {
        head.at.col != self.first
    }

    /// A total has amounts or nothing beside its label, hardly any words.
    fn is_sum_row(&self, view: &View<'_>, i: usize) -> bool {
        let (texts, amounts) = self.count(view, i);
        texts <= 3 && (texts <= 2 || amounts >= texts)
    }

    /// Texts (not marks) and amounts of a row.
    fn count(&self, view: &View<'_>, i: usize) -> (usize, usize) {
        self.cells(view, i).fold((0, 0), |(texts, amounts), cell| match kind(cell) {
            Kind::Number | Kind::Date => (texts, amounts + usize::from(Some(cell.at.col) != self.serial)),
            Kind::Mark => (texts, amounts),
            _ => (texts + 1, amounts),
        })
    }

    /// A row with a single filled cell.
    fn lone(&self, view: &View<'_>, cell: &GridCell) -> Guess {
        if Some(cell.at.col) == self.serial {
            return if kind(cell) == Kind::Number
                || text_of(cell).is_some_and(|text| text.len() <= 6 && text.contains(|c: char| c.is_ascii_digit()))
            {
                Guess::SerialOnly
            } else {
                self.lone_text(view, cell)
            };
        }
        match kind(cell) {
            Kind::Number | Kind::Date | Kind::Mark | Kind::Code => Guess::LoneValue { first_column: cell.at.col == self.first },
            _ => self.lone_text(view, cell),
        }
    }

    fn lone_text(&self, view: &View<'_>, cell: &GridCell) -> Guess {
        let text = text_of(cell).unwrap_or_default();
        if words::starts_note(text) {
            return Guess::Note;
        }
        let across = view.span(cell.at).width() as usize;
        if across >= 2 && (across * 2 >= self.width() || across >= 4) {
            return if has_label(text) { Guess::Facts } else { Guess::Banner };
        }
        let unanswered = super::filler::split_fields(text).iter().any(|(label, value)| value.is_empty() || words::is_fact(label));
        if has_label(text) && unanswered && cell.at.col > self.first && self.width() > 1 && !view.hangs(cell.at.row) {
            return Guess::Facts;
        }
        if has_label(text) && text.len() > 12 && cell.at.col <= self.first + 1 && !view.hangs(cell.at.row) && self.width() > 1 {
            return Guess::Facts;
        }
        Guess::LoneText {
            first_column: cell.at.col == self.first
                || cell.at.col == self.first + 1 && self.serial == Some(self.first) && across > 1,
        }
    }

    /// The header printed again in mid page: most cells say what the header says above them.
    fn is_header_again(&self, view: &View<'_>, i: usize, head: &GridCell) -> bool {
        let says_header = |cell: &GridCell| {
            text_of(cell).is_some_and(|text| {
                text.len() <= 200 && self.header_texts.iter().any(|(col, name)| *col == cell.at.col && *name == squash(text))
            })
        };
        if text_of(head).is_none()
            || self.header_texts.is_empty()
            || !self.header_texts.iter().any(|(col, _)| *col == head.at.col)
            || !says_header(head)
        {
            return false;
        }
        let (same, all) = self.cells(view, i).fold((0, 0), |(same, all), cell| (same + usize::from(says_header(cell)), all + 1));
        same >= 2 && same * 4 >= all * 3
    }

    /// The title of the table printed again above a repeated header.
    pub(super) fn is_title_again(&self, view: &View<'_>, i: usize) -> bool {
        self.cells(view, i).any(|cell| text_of(cell).is_some_and(|text| self.title.as_deref() == Some(squash(text).as_str())))
    }

    /// Whether the header of another table begins here. Most rows are refused by a look at their cells; the rest must stand apart (after
    /// a gap, a title, a total) or put words where this table has numbers.
    pub(super) fn begins_other_table(&self, view: &View<'_>, i: usize, apart: bool, lexicon: &dyn Lexicon) -> bool {
        let cells = view.cells(i);
        let mut count = 0;
        for cell in cells.clone() {
            count += 1;
            if matches!(cell.content, Content::Number(_)) && Some(cell.at.col) == self.serial || !heads(cell) {
                return false;
            }
        }
        if count < 3 {
            return false;
        }
        let misplaced = cells.filter(|cell| self.numeric.contains(&cell.at.col)).count();
        if !(apart || misplaced >= 2 || misplaced == 1 && self.numeric.len() == 1) {
            return false;
        }
        // The words alone refuse most rows that came this far; what follows looks at many cells.
        let words: f32 = view.cells(i).filter_map(text_of).map(|text| lexicon.heading(text)).sum();
        if words < 0.3 * count as f32 {
            return false;
        }
        let Some(band) = Band::at(view, view.row(i), lexicon) else { return false };
        let headings = columns::headings(view, &band);
        let found = score(view, &band, &headings, lexicon);
        found.is_header() && found.words >= 0.5 && found.coverage >= 0.6
    }
}
