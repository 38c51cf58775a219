//! What is added to a worksheet part: conditional formats that colour cells, and the tie to its comments. Rows and cells stay as they are.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use super::styles::Additions;
use crate::finding::Severity;
use crate::origin::CellRef;
use crate::returns::Unfit;
use crate::returns::markup::{Edits, Element, attribute, attribute_range, escape, outline, place, root};

/// Children of `worksheet` in the order of the schema.
pub(super) const ORDER: &[&str] = &[
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
];

/// A colour for a cell as long as a formula is true.
#[derive(Debug, Clone)]
pub(super) struct Colour {
    pub(super) at: CellRef,
    pub(super) severity: Severity,
    pub(super) formula: String,
}

/// A worksheet part taken apart as far as marks need it.
pub(super) struct Worksheet<'t> {
    text: &'t str,
    elements: Vec<Element>,
}

impl<'t> Worksheet<'t> {
    pub(super) fn read(text: &'t str) -> Result<Self, Unfit> {
        let elements = outline(text, 2)?;
        root(&elements, "worksheet")?;
        Ok(Self { text, elements })
    }

    fn child(&self, name: &str) -> Option<&Element> {
        self.elements.iter().find(|element| element.depth == 1 && element.name == name)
    }

    fn place(&self, child: &str) -> usize {
        // `read` has found a root
        self.elements.first().map_or(0, |root| place(&self.elements, root, ORDER, child))
    }

    /// The relation id of the drawing that holds the comment boxes.
    pub(super) fn boxes(&self) -> Option<String> {
        attribute(self.text, &self.child("legacyDrawing")?.tag, "id")
    }

    /// Ties a drawing with comment boxes to a sheet that has none.
    pub(super) fn tie(&self, id: &str, namespace: &str, edits: &mut Edits) {
        edits.insert(self.place("legacyDrawing"), format!("<legacyDrawing xmlns:r=\"{namespace}\" r:id=\"{id}\"/>"));
    }

    /// Adds the colours behind the sheet's own conditional formats.
    pub(super) fn colour(&self, colours: &[Colour], styles: Additions, edits: &mut Edits) {
        let mut priority = self.last_priority();
        let mut added = String::new();
        for colour in colours {
            priority += 1;
            let _ = write!(
                added,
                "<conditionalFormatting sqref=\"{}\"><cfRule type=\"expression\" dxfId=\"{}\" priority=\"{priority}\"><formula>{}</formula>\
                 </cfRule></conditionalFormatting>",
                colour.at,
                styles.mark(colour.severity),
                escape(&colour.formula)
            );
        }
        edits.insert(self.place("conditionalFormatting"), added);
    }

    fn last_priority(&self) -> u32 {
        let rules = self.elements.iter().filter(|element| element.depth == 2 && element.name == "cfRule");
        let own = rules.filter_map(|rule| attribute(self.text, &rule.tag, "priority")?.parse().ok()).max().unwrap_or(0);
        // the newer kind of rules stands in the extension list
        let extension = self.child("extLst").map_or("", |list| &self.text[list.tag.start..list.end]);
        let more = extension.match_indices("priority=\"").filter_map(|(at, word)| {
            let digits = &extension[at + word.len()..];
            digits.split('"').next()?.parse().ok()
        });
        more.max().unwrap_or(0).max(own)
    }

    /// The place of the word that makes this the sheet shown first.
    pub(super) fn selected(&self) -> Option<Range<usize>> {
        let view = self.elements.iter().find(|element| element.depth == 2 && element.name == "sheetView")?;
        let range = attribute_range(self.text, &view.tag, "tabSelected")?;
        matches!(&self.text[range.clone()], "1" | "true").then_some(range)
    }

    pub(super) fn measures(&self) -> Measures {
        let defaults = self.child("sheetFormatPr").map(|element| &element.tag);
        let number = |tag: &Range<usize>, name: &str| attribute(self.text, tag, name).and_then(|text| text.parse::<f64>().ok());
        let mut widths = Vec::new();
        let mut heights = BTreeMap::new();
        let mut next_row = 0;
        for element in self.elements.iter().filter(|element| element.depth == 2) {
            match element.name.as_str() {
                "col" => {
                    let bound = |name| number(&element.tag, name).map(|n| n as u32);
                    let hidden = attribute(self.text, &element.tag, "hidden").is_some_and(|v| v == "1" || v == "true");
                    if let (Some(first), Some(last), Some(width)) = (bound("min"), bound("max"), number(&element.tag, "width")) {
                        widths.push((first.saturating_sub(1), last, if hidden { 0.0 } else { width }));
                    }
                }
                "row" => {
                    let row = number(&element.tag, "r").map_or(next_row, |n| (n as u32).saturating_sub(1));
                    next_row = row + 1;
                    if let Some(height) = number(&element.tag, "ht") {
                        heights.insert(row, height);
                    }
                }
                _ => {}
            }
        }
        Measures {
            widths,
            width: defaults.and_then(|tag| number(tag, "defaultColWidth")).unwrap_or(8.43),
            heights,
            height: defaults.and_then(|tag| number(tag, "defaultRowHeight")).unwrap_or(14.25),
        }
    }
}

/// Widths and heights, to say how far a box of so many pixels reaches.
pub(super) struct Measures {
    /// First column, column behind the last, characters.
    widths: Vec<(u32, u32, f64)>,
    width: f64,
    /// Points.
    heights: BTreeMap<u32, f64>,
    height: f64,
}

impl Measures {
    /// The column and the pixels in it at which a box ends that begins at a column and pixels in it.
    pub(super) fn across(&self, (col, offset): (u32, u32), width: u32) -> (u32, u32) {
        let pixels = |col: u32| {
            let known = self.widths.iter().find(|(first, behind, _)| (*first..*behind).contains(&col));
            (known.map_or(self.width, |known| known.2) * 7.0 + 5.0).max(0.0) as u32
        };
        walk(col, width + offset, pixels)
    }

    /// The row and the pixels in it at which a box ends that begins with a row.
    pub(super) fn down(&self, row: u32, height: u32) -> (u32, u32) {
        walk(row, height, |row| (self.heights.get(&row).copied().unwrap_or(self.height) * 96.0 / 72.0) as u32)
    }
}

/// Steps over tracks of so many pixels until the rest fits in one; never more than a few hundred steps.
fn walk(mut at: u32, mut rest: u32, pixels: impl Fn(u32) -> u32) -> (u32, u32) {
    for _ in 0..300 {
        let track = pixels(at);
        if rest < track {
            break;
        }
        rest -= track;
        at += 1;
    }
    (at, rest.min(1023))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn additions_stand_where_the_schema_wants_them() {
        let text = "<worksheet xmlns=\"m\"><sheetViews><sheetView tabSelected=\"1\" workbookViewId=\"0\"/></sheetViews><cols>\
            <col min=\"1\" max=\"2\" width=\"20\"/></cols><sheetData/><mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells>\
            <conditionalFormatting sqref=\"A1\"><cfRule type=\"expression\" priority=\"4\"><formula>1</formula></cfRule></conditionalFormatting>\
            <pageMargins left=\"1\"/><tableParts/></worksheet>";
        let sheet = Worksheet::read(text).expect("read");
        let styles = super::super::styles::add("<styleSheet xmlns=\"m\"></styleSheet>", &mut Edits::default()).expect("styles");
        let mut edits = Edits::default();
        sheet.tie("sangai1", "ns", &mut edits);
        sheet.colour(
            &[Colour { at: CellRef::new(4, 2), severity: Severity::Error, formula: "LEN(\"<\")=0".into() }],
            styles,
            &mut edits,
        );
        let (changed, _) = edits.apply(text);
        assert!(changed.contains(
            "</conditionalFormatting><conditionalFormatting sqref=\"C5\"><cfRule type=\"expression\" dxfId=\"0\" priority=\"5\">"
        ));
        assert!(
            changed.contains("<pageMargins left=\"1\"/><legacyDrawing xmlns:r=\"ns\" r:id=\"sangai1\"/><tableParts/>"),
            "{changed}"
        );
        assert_eq!(&text[sheet.selected().expect("selected")], "1");
        assert_eq!(sheet.measures().across((0, 12), 320), (2, 42));
    }
}
