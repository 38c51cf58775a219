//! Where things stand in the text of a part: elements with their byte ranges, attributes, and edits that can be taken back.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::Unfit;

/// An element of a part, by byte positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element {
    /// As written, with a prefix if it has one.
    pub(super) name: String,
    /// 0 for the root.
    pub(super) depth: usize,
    /// The start tag.
    pub(super) tag: Range<usize>,
    /// Where the end tag begins; the end of the tag for an empty element.
    pub(super) close: usize,
    pub(super) end: usize,
    /// Written as `<name/>`.
    pub(super) is_empty: bool,
    /// Child elements.
    pub(super) children: usize,
}

/// The elements of a well-formed text down to a depth, in document order. A text with several roots (a piece of a part) will do.
pub(super) fn outline(text: &str, deepest: usize) -> Result<Vec<Element>, Unfit> {
    let skipped = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut reader = Reader::from_str(&text[skipped..]);
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut start = skipped;
    loop {
        let event = reader.read_event().map_err(|_| Unfit::Malformed)?;
        let end = skipped + reader.buffer_position() as usize;
        match event {
            Event::Start(tag) => {
                open.push(begin(&mut elements, &open, tag.name().as_ref(), start..end, deepest, false));
            }
            Event::Empty(tag) => drop(begin(&mut elements, &open, tag.name().as_ref(), start..end, deepest, true)),
            Event::End(_) => {
                if let Some(element) = open.pop().flatten().and_then(|index| elements.get_mut(index)) {
                    (element.close, element.end) = (start, end);
                }
            }
            Event::Eof if open.is_empty() => return Ok(elements),
            Event::DocType(_) | Event::Eof => return Err(Unfit::Malformed),
            _ => {}
        }
        start = end;
    }
}

fn begin(
    elements: &mut Vec<Element>,
    open: &[Option<usize>],
    name: &str,
    tag: Range<usize>,
    deepest: usize,
    is_empty: bool,
) -> Option<usize> {
    if let Some(parent) = open.last().copied().flatten().and_then(|index| elements.get_mut(index)) {
        parent.children += 1;
    }
    let depth = open.len();
    if depth > deepest {
        return None;
    }
    let (close, end) = (tag.end, tag.end);
    elements.push(Element { name: name.to_owned(), depth, tag, close, end, is_empty, children: 0 });
    Some(elements.len() - 1)
}

/// The elements inside one of them, given by its index.
pub(super) fn inside(elements: &[Element], index: usize) -> impl Iterator<Item = &Element> {
    let close = elements.get(index).map_or(0, |element| element.close);
    elements.iter().skip(index + 1).take_while(move |element| element.tag.start < close)
}

/// The root of a part. A root with a prefix would need every inserted element to have it too.
pub(super) fn root<'e>(elements: &'e [Element], name: &str) -> Result<&'e Element, Unfit> {
    match elements.first() {
        Some(root) if root.name == name && !root.is_empty => Ok(root),
        Some(root) if root.name.contains(':') => Err(Unfit::Prefixed),
        _ => Err(Unfit::Malformed),
    }
}

/// The range of an attribute's value in a tag that stands at `tag`, by its local name.
pub(super) fn attribute_range(text: &str, tag: &Range<usize>, wanted: &str) -> Option<Range<usize>> {
    let mut at = tag.start + text[tag.clone()].find(|c: char| c.is_ascii_whitespace())?;
    while let Some(equals) = text[at..tag.end].find('=') {
        let name = text[at..at + equals].trim();
        let name = name.rsplit_once(':').map_or(name, |(_, local)| local);
        let value = at + equals + 1;
        let value = value + (text[value..tag.end].len() - text[value..tag.end].trim_start().len());
        let quote = text[value..tag.end].chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let end = value + 1 + text[value + 1..tag.end].find(quote)?;
        if name == wanted {
            return Some(value + 1..end);
        }
        at = end + 1;
    }
    None
}

/// An attribute's value with its entities resolved.
pub(super) fn attribute(text: &str, tag: &Range<usize>, wanted: &str) -> Option<String> {
    let raw = &text[attribute_range(text, tag, wanted)?];
    Some(quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_owned(), std::borrow::Cow::into_owned))
}

/// Text as it may stand in an element or an attribute: what XML forbids is dropped, line ends stay as they are.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' => safe.push_str("&#10;"),
            '\t' => safe.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{feff}') => {}
            c => safe.push(c),
        }
    }
    // `_x000D_` would be read as an escape by spreadsheet programs
    safe.replace("_x", "_x005F_x")
}

/// One change of a text: a range and what stands there instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

/// Changes of one text, none inside another.
#[derive(Debug, Default)]
pub(super) struct Edits(Vec<Edit>);

impl Edits {
    pub(super) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    pub(super) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.0.push(Edit { range, text: text.into() });
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds children at the end of an element, opening it if it is written as `<name/>`.
    pub(super) fn append(&mut self, text: &str, element: &Element, children: &str) {
        if element.is_empty {
            let tag = &text[element.tag.clone()];
            let open = tag.trim_end_matches('>').trim_end().trim_end_matches('/').trim_end();
            self.replace(element.tag.clone(), format!("{open}>{children}</{}>", element.name));
        } else {
            self.insert(element.close, children);
        }
    }

    /// The changed text, and the changes that lead back, by positions in the changed text.
    pub(super) fn apply(mut self, text: &str) -> (String, Vec<Edit>) {
        self.0.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let mut changed = String::with_capacity(text.len() + self.0.iter().map(|edit| edit.text.len()).sum::<usize>());
        let (mut back, mut at) = (Vec::new(), 0);
        for edit in self.0 {
            changed.push_str(&text[at..edit.range.start]);
            let start = changed.len();
            changed.push_str(&edit.text);
            back.push(Edit { range: start..changed.len(), text: text[edit.range.clone()].to_owned() });
            at = edit.range.end;
        }
        changed.push_str(&text[at..]);
        (changed, back)
    }
}

/// Where a new child belongs: behind the last child that the schema's order puts at or before it.
pub(super) fn place(elements: &[Element], root: &Element, order: &[&str], child: &str) -> usize {
    let rank = |name: &str| order.iter().position(|known| *known == name);
    let own = rank(child);
    let before =
        elements.iter().filter(|element| element.depth == 1 && rank(&element.name).is_some_and(|rank| Some(rank) <= own));
    before.map(|element| element.end).max().unwrap_or(root.tag.end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn elements_are_found_where_they_stand() {
        let text = "\u{feff}<?xml version=\"1.0\"?>\n<a x='1'><b/><c r:id = \"k\" n=\"&lt;\">t<d/></c></a>";
        let elements = outline(text, 1).expect("well-formed");
        let shown: Vec<(&str, &str)> = elements.iter().map(|e| (e.name.as_str(), &text[e.tag.start..e.end])).collect();
        assert_eq!(shown[1], ("b", "<b/>"));
        assert_eq!(shown[2], ("c", "<c r:id = \"k\" n=\"&lt;\">t<d/></c>"));
        assert_eq!((elements[0].children, elements[2].children, elements.len()), (2, 1, 3));
        assert_eq!(attribute(text, &elements[2].tag, "id").as_deref(), Some("k"));
        assert_eq!(attribute(text, &elements[2].tag, "n").as_deref(), Some("<"));
        assert_eq!(attribute(text, &elements[1].tag, "n"), None);
        assert!(outline("<a><b></a>", 3).is_err() && outline("<a>", 3).is_err());
    }

    #[test]
    fn children_are_added_to_empty_elements_too() {
        let text = "<a><b k=\"1\"/><c>x</c></a>";
        let elements = outline(text, 1).expect("well-formed");
        let mut edits = Edits::default();
        edits.append(text, &elements[1], "<n/>");
        edits.append(text, &elements[2], "<m/>");
        assert_eq!(edits.apply(text).0, "<a><b k=\"1\"><n/></b><c>x<m/></c></a>");
    }

    proptest! {
        /// Whatever is changed, the way back leads to the text as it was.
        #[test]
        fn edits_lead_back(text in "[a-z<>三改]{0,40}", cuts in prop::collection::vec((0usize..40, "[xyz一二]{0,5}"), 0..6)) {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let mut at: Vec<usize> = cuts.iter().map(|(cut, _)| places[cut % places.len()]).collect();
            at.sort_unstable();
            let mut edits = Edits::default();
            for (pair, (_, words)) in at.chunks_exact(2).zip(&cuts) {
                edits.replace(pair[0]..pair[1], words.clone());
            }
            let (changed, back) = edits.apply(&text);
            let mut undo = Edits::default();
            for edit in back {
                undo.replace(edit.range, edit.text);
            }
            prop_assert_eq!(undo.apply(&changed).0, text);
        }
    }
}
