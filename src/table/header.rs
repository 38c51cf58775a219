//! Header bands: which rows of a sheet head columns, and what each of their cells covers.

use super::Lexicon;
use super::filler::is_filler_row;
use super::kind::{Kind, kind, number};
use super::view::{Spanned, View};
use crate::intake::{Content, GridCell};
use crate::origin::Rect;

/// Most rows a header has.
const MAX_ROWS: u32 = 5;
/// Share of cells that must look like headings.
const LABELS: f32 = 0.75;

/// The rows of a header and their cells.
pub(super) struct Band<'g> {
    pub(super) top: u32,
    pub(super) bottom: u32,
    /// Row by row; merged cells that reach in from above are listed in their own row only.
    pub(super) cells: Vec<Spanned<'g>>,
}

impl<'g> Band<'g> {
    /// The header that begins in a sheet row, if that row can begin one.
    pub(super) fn at(view: &View<'g>, row: u32, lexicon: &dyn Lexicon) -> Option<Self> {
        let cells = view.spanned(row);
        if !may_head(&cells) {
            return None;
        }
        let mut band = Self { top: row, bottom: row, cells: without_side_note(cells) };
        while band.bottom - band.top + 1 < MAX_ROWS && band.takes_next(view, lexicon) {
            band.bottom += 1;
            band.cells.extend(view.spanned(band.bottom));
        }
        Some(band)
    }

    /// The header made of given rows, for explicit layouts.
    pub(super) fn of_rows(view: &View<'g>, rows: &[u32]) -> Option<Self> {
        let (top, bottom) = (*rows.iter().min()?, *rows.iter().max()?);
        let cells = (top..=bottom.min(top + 20)).flat_map(|row| view.spanned(row)).collect();
        Some(Self { top, bottom, cells })
    }

    /// First and last column of the header cells.
    pub(super) fn columns(&self) -> (u32, u32) {
        let first = self.cells.iter().map(|cell| cell.rect.first.col).min().unwrap_or(0);
        (first, self.cells.iter().map(|cell| cell.rect.last.col).max().unwrap_or(first))
    }

    /// The lowest cell over a column.
    fn over(&self, col: u32) -> Option<&Spanned<'g>> {
        self.cells.iter().rev().find(|cell| (cell.rect.first.col..=cell.rect.last.col).contains(&col))
    }

    /// Whether the row below belongs to the header: it fills what the header leaves open — parts of groups, columns without a name yet
    /// — and does not stand under names that are complete.
    fn takes_next(&self, view: &View<'g>, lexicon: &dyn Lexicon) -> bool {
        let next = view.spanned(self.bottom + 1);
        let reaching =
            self.cells.iter().filter(|cell| cell.rect.last.row > self.bottom && cell.rect.last.row < self.top + MAX_ROWS).count();
        let reaches = reaching > 0;
        if next.is_empty() {
            return reaches;
        }
        let extents = implied_groups(&self.cells, self.bottom, &next);
        let (mut clashes, mut children, mut fills, mut implied) = (0usize, 0usize, 0usize, 0usize);
        for cell in &next {
            match self.over(cell.rect.first.col) {
                Some(above) if above.rect.last.row > self.bottom => clashes += 1,
                Some(above) if above.rect.width() > cell.rect.width() => children += 1,
                Some(above) if extents.iter().any(|&(col, _)| col == above.rect.first.col) => {
                    (children, implied) = (children + 1, implied + 1);
                }
                Some(_) => clashes += 1,
                None if extents.iter().any(|&(from, to)| (from..=to).contains(&cell.rect.first.col)) => {
                    (children, implied) = (children + 1, implied + 1);
                }
                None => fills += 1,
            }
        }
        // Most names are merged down past this row: whatever it holds is header.
        if reaching * 2 >= self.cells.iter().filter(|cell| cell.rect.first.row == self.top).count() {
            return true;
        }
        let labels = next.iter().filter(|cell| heads(cell.cell) || reaches && is_small_number(cell.cell)).count();
        if (labels as f32) < LABELS * next.len() as f32 || is_filler_row(next.iter().map(|cell| cell.cell)) {
            return false;
        }
        let words = mean_heading(&next, lexicon);
        let opens = children >= 1 || reaches && fills >= 1 || fills >= 2;
        // Group names of a single column look complete; a fuller row of heading words below shows that they are not.
        let fuller = next.len() + reaching > self.cells.len() && words >= 0.6;
        let certain = clashes == 0 && (implied == 0 || reaches);
        opens && (certain || clashes * 3 <= next.len() && words >= 0.4 || fuller)
    }
}

/// A tall merged text to the right of all names is a note beside the table, not a name.
fn without_side_note(mut cells: Vec<Spanned<'_>>) -> Vec<Spanned<'_>> {
    let is_note = |cell: &Spanned<'_>| cell.rect.height() > MAX_ROWS || cell.rect.height() > 1 && kind(cell.cell) == Kind::Long;
    while cells.len() > 2 && cells.last().is_some_and(is_note) {
        cells.pop();
    }
    cells
}

/// Groups whose maker did not merge them: in a row without merges across, a name is followed by blanks and has cells below itself and
/// below those blanks. Returns the columns (from, to) each covers.
pub(super) fn implied_groups(cells: &[Spanned<'_>], row: u32, next: &[Spanned<'_>]) -> Vec<(u32, u32)> {
    let here: Vec<Rect> =
        cells.iter().map(|cell| cell.rect).filter(|rect| rect.first.row <= row && rect.last.row >= row).collect();
    if here.iter().any(|rect| rect.width() > 1) {
        return Vec::new();
    }
    let below: Vec<u32> = next.iter().map(|cell| cell.rect.first.col).collect();
    let mut starts: Vec<u32> = here.iter().map(|rect| rect.first.col).collect();
    starts.sort_unstable();
    let last = below.iter().copied().max().unwrap_or(0);
    let mut groups = Vec::new();
    for (i, &from) in starts.iter().enumerate() {
        let end = starts.get(i + 1).map_or(last, |&next| next - 1);
        let reach = (from + 1..=end).take_while(|col| below.contains(col)).last();
        if let (true, Some(to)) = (below.contains(&from), reach) {
            groups.push((from, to));
        }
    }
    groups
}

/// Whether a row can begin a header: at least two cells, nearly all of which could be headings, and which state no facts.
fn may_head(cells: &[Spanned<'_>]) -> bool {
    if cells.len() < 2 || is_filler_row(cells.iter().map(|cell| cell.cell)) {
        return false;
    }
    let labels = cells.iter().filter(|cell| heads(cell.cell)).count();
    let named = cells.iter().filter(|cell| kind(cell.cell) == Kind::Label).count();
    let numbers = cells.iter().filter(|cell| matches!(kind(cell.cell), Kind::Number | Kind::Date)).count();
    let years = is_run_of_years(cells);
    let enough = |count: usize| count as f32 >= LABELS * cells.len() as f32;
    enough(labels)
        && numbers * 10 <= cells.len()
        && (named * 2 >= cells.len() || named >= 1 && kind(cells[0].cell) == Kind::Label)
        || years && kind(cells[0].cell) == Kind::Label
}

/// A cell that can head a column by its look.
pub(super) fn heads(cell: &GridCell) -> bool {
    match kind(cell) {
        Kind::Label | Kind::Period => true,
        Kind::Code => {
            matches!(&cell.content, Content::Text(text) if text.bytes().any(|b| b.is_ascii_alphabetic()) && text.len() <= 6)
        }
        _ => false,
    }
}

/// Months, classes and ranks as headings: whole numbers up to 31.
fn is_small_number(cell: &GridCell) -> bool {
    number(cell).is_some_and(|number| (1.0..=31.0).contains(&number) && number.fract() == 0.0)
}

/// `指标 | 2023 | 2022 | 2021`: numbers that go up or down by one and look like years or months.
fn is_run_of_years(cells: &[Spanned<'_>]) -> bool {
    let numbers: Vec<i64> = cells
        .iter()
        .filter_map(|cell| number(cell.cell))
        .filter(|number| number.fract() == 0.0)
        .map(|number| number as i64)
        .collect();
    let plausible = |n: &i64| (1949..=2100).contains(n) || (1..=12).contains(n);
    let steady = |n: &[i64]| n[2] - n[1] == n[1] - n[0];
    let by_one = numbers.len() >= 2 && (numbers[1] - numbers[0]).abs() == 1 && numbers.windows(3).all(steady);
    by_one && numbers.len() + 3 >= cells.len() && numbers.iter().all(plausible)
}

/// How surely the cells are heading words, on average.
fn mean_heading(cells: &[Spanned<'_>], lexicon: &dyn Lexicon) -> f32 {
    let texts: Vec<f32> =
        cells.iter().filter_map(|cell| super::text::text_of(cell.cell)).map(|text| lexicon.heading(text)).collect();
    if texts.is_empty() { 0.0 } else { texts.iter().sum::<f32>() / texts.len() as f32 }
}
