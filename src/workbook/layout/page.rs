//! The page: what fits on it at which scale, in points and pixels. The only place that knows paper.

use crate::workbook::grid::Paper;
use crate::workbook::sheet::SheetUse;
use crate::workbook::text::lines_needed;

/// Margins in inches: left, right, top, bottom, header, footer.
pub(crate) const MARGINS: [f64; 6] = [0.5, 0.5, 0.6, 0.7, 0.3, 0.35];
/// Pixels of a digit of the standard font (宋体 11), to which column widths refer.
const DIGIT: f64 = 8.0;
/// Pixels in a cell that hold no text.
const PADDING: f64 = 5.0;
const PIXELS_PER_POINT: f64 = 96.0 / 72.0;
/// Part of the page reckoned with, because printers and substitute fonts differ.
const SAFETY: f64 = 0.96;
/// Below this scale a list goes on the larger paper.
const SMALLEST_ON_A4: f64 = 0.55;

/// Body text, 五号.
pub(crate) const BODY_POINTS: f64 = 10.5;
pub(crate) const TITLE_POINTS: f64 = 20.0;
pub(crate) const CAPTION_POINTS: f64 = 12.0;
pub(crate) const VALUE_POINTS: f64 = 18.0;
pub(crate) const NOTE_POINTS: f64 = 10.0;

/// Pixels of a column.
pub(crate) fn pixels(digits: f64) -> f64 {
    (digits * DIGIT + PADDING).round()
}

/// The column width that takes up so many pixels.
pub(crate) fn digits(pixels: f64) -> f64 {
    ((pixels - PADDING) / DIGIT * 100.0).round() / 100.0
}

pub(crate) fn points(pixels: f64) -> f64 {
    pixels / PIXELS_PER_POINT
}

/// Printable width and height in points, landscape.
fn area(paper: Paper) -> (f64, f64) {
    let (width, height) = match paper {
        Paper::A4 => (841.9, 595.3),
        Paper::A3 => (1190.6, 841.9),
    };
    (width - (MARGINS[0] + MARGINS[1]) * 72.0, height - (MARGINS[2] + MARGINS[3]) * 72.0)
}

/// The width in pixels that fills an A4 page at full size.
pub(crate) fn page_pixels() -> f64 {
    (area(Paper::A4).0 * PIXELS_PER_POINT * 0.99).floor()
}

/// The paper of a sheet of this width.
pub(crate) fn paper(purpose: SheetUse, width_pixels: f64) -> Paper {
    let small = page_pixels() / width_pixels < SMALLEST_ON_A4;
    if purpose != SheetUse::Report && small { Paper::A3 } else { Paper::A4 }
}

/// Points of rows that one page holds when the sheet is scaled to its width.
pub(crate) fn capacity(paper: Paper, width_pixels: f64) -> f64 {
    let (width, height) = area(paper);
    let scale = (width * PIXELS_PER_POINT / width_pixels.max(1.0)).min(1.0);
    height / scale * SAFETY
}

/// The height in points of a row whose text of this size stands in a room of so many pixels.
pub(crate) fn text_height(text: &str, size: f64, room_pixels: f64) -> f64 {
    let half_em = size * PIXELS_PER_POINT / 2.0;
    let lines = lines_needed(text, (room_pixels - PADDING - 3.0) / half_em);
    (lines as f64 * size * 1.4).ceil() + 3.0
}
