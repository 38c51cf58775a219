//! The boxes of comments: VML, which is all that spreadsheet programs show notes by.

use std::fmt::Write;

use super::comments::Note;
use super::sheet::Measures;
use crate::returns::Unfit;
use crate::workbook::text::display_width;

/// Pixels across of a box, and the digits of 9-point text that fit in a line of it.
const WIDTH: u32 = 320;
const DIGITS: usize = 50;
/// Pixels of a line, and most lines a box shows at once.
const LINE: u32 = 17;
const MOST_LINES: usize = 24;

const SHAPETYPE: &str = "<v:shapetype xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
    id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/>\
    <v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>";

/// A drawing for a sheet that has none. `number` keeps the ids of several sheets apart.
pub(super) fn fresh(notes: &[Note], measures: &Measures, number: usize) -> String {
    format!(
        "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
         xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"{number}\"/>\
         </o:shapelayout>{SHAPETYPE}{}</xml>",
        shapes(notes, measures, number * 1024 + 1)
    )
}

/// Where boxes go into an existing drawing, and their text. VML of old programs is no well-formed XML, so only its end is looked for.
pub(super) fn add(text: &str, notes: &[Note], measures: &Measures) -> Result<(usize, String), Unfit> {
    let end = text.rfind("</xml>").ok_or(Unfit::Malformed)?;
    let used = text.match_indices("_x0000_s").filter_map(|(at, word)| {
        let digits = &text[at + word.len()..];
        digits[..digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len())].parse::<usize>().ok()
    });
    let first = used.max().unwrap_or(1024) + 1;
    let kind = if text.contains("_x0000_t202") { "" } else { SHAPETYPE };
    Ok((end, format!("{kind}{}", shapes(notes, measures, first))))
}

fn shapes(notes: &[Note], measures: &Measures, first: usize) -> String {
    let mut out = String::new();
    for (index, note) in notes.iter().enumerate() {
        let lines = note.text.lines().map(|line| display_width(line).div_ceil(DIGITS).max(1)).sum::<usize>().clamp(3, MOST_LINES);
        let height = lines as u32 * LINE + 10;
        let left = (note.at.col + 1, 12);
        let top = note.at.row.saturating_sub(1);
        let (right, bottom) = (measures.across(left, WIDTH), measures.down(top, height));
        let _ = write!(
            out,
            "<v:shape xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
             xmlns:x=\"urn:schemas-microsoft-com:office:excel\" id=\"_x0000_s{}\" type=\"#_x0000_t202\" \
             style=\"position:absolute;margin-left:60pt;margin-top:2pt;width:{}pt;height:{}pt;z-index:{};visibility:hidden\" \
             fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/>\
             <v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox>\
             <x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{}, {}, {top}, 4, {}, {}, {}, {}</x:Anchor>\
             <x:AutoFill>False</x:AutoFill><x:Row>{}</x:Row><x:Column>{}</x:Column></x:ClientData></v:shape>",
            first + index,
            WIDTH * 3 / 4,
            height * 3 / 4,
            index + 1,
            left.0,
            left.1,
            right.0,
            right.1,
            bottom.0,
            bottom.1,
            note.at.row,
            note.at.col
        );
    }
    out
}
