//! What is added to the styles part: formats of the 修改清单 and the looks of marks. Nothing of the sender's is changed, only counted on.

use std::fmt::Write;
use std::ops::Range;

use crate::finding::Severity;
use crate::returns::Unfit;
use crate::returns::markup::{Edits, Element, attribute_range, outline, place, root};
use crate::workbook::palette::{ACCENT, BORDER, HEADER_FILL, QUIET, Rgb, SONG};

/// Children of `styleSheet` in the order of the schema.
const ORDER: &[&str] =
    &["numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst"];

/// A styles part for packages that have none: one font, the two reserved fills, one format.
pub(super) const EMPTY: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
    <fonts count=\"1\"><font><sz val=\"11\"/><name val=\"宋体\"/><charset val=\"134\"/></font></fonts>\
    <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
    <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
    <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
    <cellXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/></cellXfs>\
    <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";

/// How a severity looks: fill, text, frame.
const fn colours(severity: Severity) -> (Rgb, Rgb, Rgb) {
    match severity {
        Severity::Error => (0xFF_C7CE, 0x9C_0006, 0xC0_0000),
        Severity::Warning => (0xFF_E699, 0x7F_6000, 0xBF_8F00),
        Severity::Note => (0xDD_EBF7, 0x1F_4E79, 0x5B_9BD5),
    }
}

/// The looks of the 修改清单.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Title,
    Note,
    Heading,
    Text,
    Centre,
    Link,
    Severity(Severity),
}

/// Where the additions stand in the styles part: what cells and conditional formats refer to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Additions {
    formats: usize,
    marks: usize,
}

impl Additions {
    /// The `s` of a cell.
    pub(super) const fn format(self, look: Look) -> usize {
        self.formats
            + match look {
                Look::Title => 0,
                Look::Note => 1,
                Look::Heading => 2,
                Look::Text => 3,
                Look::Centre => 4,
                Look::Link => 5,
                Look::Severity(Severity::Error) => 6,
                Look::Severity(Severity::Warning) => 7,
                Look::Severity(Severity::Note) => 8,
            }
    }

    /// The `dxfId` of a mark.
    pub(super) const fn mark(self, severity: Severity) -> usize {
        self.marks
            + match severity {
                Severity::Error => 0,
                Severity::Warning => 1,
                Severity::Note => 2,
            }
    }

    /// The `dxfId` of a line that is done.
    pub(super) const fn done(self) -> usize {
        self.marks + 3
    }
}

/// Plans the additions to a styles part.
pub(super) fn add(text: &str, edits: &mut Edits) -> Result<Additions, Unfit> {
    let elements = outline(text, 2)?;
    let sheet = root(&elements, "styleSheet")?;
    let mut collections = Collections { text, elements: &elements, root: sheet, edits };
    let fonts = collections.append("fonts", "font", "<font><sz val=\"11\"/></font>", &fonts())?;
    let reserved = "<fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>";
    let fills = collections.append("fills", "fill", reserved, &fills())?;
    let none = "<border><left/><right/><top/><bottom/><diagonal/></border>";
    let borders = collections.append("borders", "border", none, &[border("<border>", BORDER)])?;
    let plain = "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>";
    let based = elements.iter().any(|element| element.name == "cellStyleXfs" && element.children > 0);
    let formats = collections.append("cellXfs", "xf", plain, &formats(fonts, fills, borders, based))?;
    let marks = collections.append("dxfs", "dxf", "", &marks())?;
    Ok(Additions { formats, marks })
}

struct Collections<'t> {
    text: &'t str,
    elements: &'t [Element],
    root: &'t Element,
    edits: &'t mut Edits,
}

impl Collections<'_> {
    /// Adds entries to a collection, which begins with `first` if it has to be made; the index of the first entry added.
    fn append(&mut self, name: &str, entry: &str, first: &str, entries: &[String]) -> Result<usize, Unfit> {
        let content = entries.concat();
        let Some(collection) = self.elements.iter().find(|element| element.depth == 1 && element.name == name) else {
            let reserved = first.matches(&format!("<{entry}>")).count() + first.matches(&format!("<{entry} ")).count();
            let at = place(self.elements, self.root, ORDER, name);
            self.edits.insert(at, format!("<{name} count=\"{}\">{first}{content}</{name}>", reserved + entries.len()));
            return Ok(reserved);
        };
        let had = self.children(collection, entry)?;
        let total = had + entries.len();
        let count = attribute_range(self.text, &collection.tag, "count");
        if collection.is_empty {
            self.edits.replace(collection.tag.clone(), format!("<{name} count=\"{total}\">{content}</{name}>"));
        } else {
            if let Some(range) = count {
                self.edits.replace(range, total.to_string());
            }
            self.edits.insert(collection.close, content);
        }
        Ok(had)
    }

    /// How many entries a collection has. Entries wrapped in something else cannot be counted on.
    fn children(&self, collection: &Element, entry: &str) -> Result<usize, Unfit> {
        let inside: Range<usize> = collection.tag.end..collection.close;
        let entries = self.elements.iter().filter(|e| e.depth == 2 && inside.contains(&e.tag.start) && e.name == entry);
        let count = entries.count();
        if count == collection.children { Ok(count) } else { Err(Unfit::Malformed) }
    }
}

fn rgb(colour: Rgb) -> String {
    format!("FF{colour:06X}")
}

fn font(points: f64, colour: Option<Rgb>, more: &str) -> String {
    let colour = colour.map(|colour| format!("<color rgb=\"{}\"/>", rgb(colour))).unwrap_or_default();
    format!("<font>{more}<sz val=\"{points}\"/>{colour}<name val=\"{SONG}\"/><charset val=\"134\"/></font>")
}

/// Title, heading, text, link, quiet note, and one for each severity.
fn fonts() -> Vec<String> {
    vec![
        font(16.0, Some(ACCENT), "<b/>"),
        font(10.5, None, "<b/>"),
        font(10.5, None, ""),
        font(10.5, Some(0x05_63C1), "").replace("<sz", "<u/><sz"),
        font(10.5, Some(QUIET), ""),
        font(10.5, Some(colours(Severity::Error).1), "<b/>"),
        font(10.5, Some(colours(Severity::Warning).1), "<b/>"),
        font(10.5, Some(colours(Severity::Note).1), ""),
    ]
}

fn fills() -> Vec<String> {
    let fill = |colour| {
        let colour = rgb(colour);
        format!(
            "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"{colour}\"/><bgColor indexed=\"64\"/></patternFill></fill>"
        )
    };
    let severities = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| colours(severity).0);
    [HEADER_FILL].into_iter().chain(severities).map(fill).collect()
}

fn border(open: &str, colour: Rgb) -> String {
    let mut border = open.to_owned();
    for side in ["left", "right", "top", "bottom"] {
        let _ = write!(border, "<{side} style=\"thin\"><color rgb=\"{}\"/></{side}>", rgb(colour));
    }
    border + "</border>"
}

/// In the order of [`Additions::format`].
fn formats(fonts: usize, fills: usize, borders: usize, based: bool) -> Vec<String> {
    let based = if based { " xfId=\"0\"" } else { "" };
    let format = |font: usize, fill: Option<usize>, framed: bool, across: &str| {
        let fill = fill.map_or(0, |fill| fills + fill);
        let border = if framed { borders } else { 0 };
        format!(
            "<xf numFmtId=\"0\" fontId=\"{}\" fillId=\"{fill}\" borderId=\"{border}\"{based} applyFont=\"1\" applyFill=\"1\" \
             applyBorder=\"1\" applyAlignment=\"1\"><alignment horizontal=\"{across}\" vertical=\"center\" wrapText=\"{}\"/></xf>",
            fonts + font,
            u8::from(framed)
        )
    };
    vec![
        format(0, None, false, "left"),
        format(4, None, false, "left"),
        format(1, Some(0), true, "center"),
        format(2, None, true, "left"),
        format(2, None, true, "center"),
        format(3, None, true, "center"),
        format(5, Some(1), true, "center"),
        format(6, Some(2), true, "center"),
        format(7, Some(3), true, "center"),
    ]
}

/// In the order of [`Additions::mark`] and [`Additions::done`].
fn marks() -> Vec<String> {
    let mark = |severity| {
        let (fill, _, frame) = colours(severity);
        let frame = border("<border>", frame);
        format!(
            "<dxf><fill><patternFill patternType=\"solid\"><fgColor rgb=\"{0}\"/><bgColor rgb=\"{0}\"/></patternFill></fill>{frame}</dxf>",
            rgb(fill)
        )
    };
    let done = format!("<dxf><font><strike/><color rgb=\"{}\"/></font></dxf>", rgb(BORDER));
    [Severity::Error, Severity::Warning, Severity::Note].map(mark).into_iter().chain([done]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collections_are_extended_opened_or_made() {
        let text = "<styleSheet xmlns=\"m\"><fonts count=\"1\"><font/></fonts><fills count=\"2\"><fill/><fill/></fills>\
            <cellXfs count=\"2\"><xf/><xf/></cellXfs><dxfs count=\"0\"/></styleSheet>";
        let mut edits = Edits::default();
        let added = add(text, &mut edits).expect("planned");
        let (changed, _) = edits.apply(text);
        assert_eq!((added.format(Look::Title), added.mark(Severity::Error), added.done()), (2, 0, 3));
        assert!(changed.contains("<fonts count=\"9\"><font/>") && changed.contains("<cellXfs count=\"11\"><xf/><xf/>"));
        assert!(changed.contains("</fills><borders count=\"2\"><border>"), "{changed}");
        assert!(changed.contains("<dxfs count=\"4\"><dxf>") && !changed.contains("xfId=\"0\""));
    }
}
