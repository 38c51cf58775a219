//! The little that the XML-based formats share: no DTD, attributes by local name, text with its entities.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::{Refusal, encoding};

/// A pull reader over a decoded part; it refuses DTDs and knows whether the root element was closed.
pub(super) struct Xml<'t> {
    reader: Reader<&'t [u8]>,
    part: &'t str,
    depth: usize,
}

impl<'t> Xml<'t> {
    pub(super) fn new(text: &'t str, part: &'t str) -> Self {
        Self { reader: Reader::from_str(text), part, depth: 0 }
    }

    /// The next event; `Eof` only after every element was closed.
    #[inline]
    pub(super) fn next(&mut self) -> Result<Event<'t>, Refusal> {
        let event = self.reader.read_event().map_err(|e| self.malformed(&e.to_string()))?;
        match &event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::DocType(_) => {
                return Err(Refusal::Damaged(format!("部件 {} 含有 DTD 声明，出于安全不予读取", self.part)));
            }
            Event::Eof if self.depth > 0 => return Err(self.malformed("内容在中途结束")),
            _ => {}
        }
        Ok(event)
    }

    fn malformed(&self, reason: &str) -> Refusal {
        Refusal::Damaged(format!("部件 {} 的 XML 不完整或有误（{reason}）", self.part))
    }
}

/// A part's text; the flag tells that bytes were lost. The declared encoding is looked for in the first line only.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    encoding::markup(bytes, declared_encoding(bytes).as_deref())
}

fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    let declaration = head.strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split("encoding").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next()?;
    value[quote.len_utf8()..].split(quote).next().map(str::to_owned)
}

/// Calls back with every attribute's local name and raw value.
#[inline]
pub(super) fn attributes<'e>(element: &'e BytesStart, mut each: impl FnMut(&'e str, &'e str)) {
    let mut rest = element.attributes_raw();
    while let Some(equals) = memchr::memchr(b'=', rest.as_bytes()) {
        let name = rest[..equals].trim();
        let name = name.rsplit_once(':').map_or(name, |(_, local)| local);
        let value = rest[equals + 1..].trim_start();
        let Some(quote) = value.bytes().next().filter(|q| matches!(q, b'"' | b'\'')) else { return };
        let Some(end) = memchr::memchr(quote, &value.as_bytes()[1..]) else { return };
        each(name, &value[1..=end]);
        rest = &value[end + 2..];
    }
}

/// One attribute by local name, with its entities resolved.
pub(super) fn attribute<'e>(element: &'e BytesStart, wanted: &str) -> Option<Cow<'e, str>> {
    let mut found = None;
    attributes(element, |name, value| {
        if name == wanted && found.is_none() {
            found = Some(value);
        }
    });
    found.map(unescape)
}

/// Entities resolved where they are known; unknown ones stay as written.
pub(super) fn unescape(raw: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    quick_xml::escape::unescape(raw).unwrap_or(Cow::Borrowed(raw))
}

/// Appends the character of an entity reference. References to characters that XML forbids are dropped.
pub(super) fn push_reference(reference: &BytesRef, into: &mut String) {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        into.push(c);
    } else if let Some(text) = quick_xml::escape::resolve_xml_entity(reference) {
        into.push_str(text);
    }
}

/// `1` and `true` of the schemas.
pub(super) fn truth(value: &str) -> bool {
    matches!(value, "1" | "true")
}
