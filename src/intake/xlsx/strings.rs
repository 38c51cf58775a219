//! The shared strings, in one arena. Declared counts are not looked at.

use quick_xml::events::Event;

use crate::intake::Refusal;
use crate::intake::budget::Budget;
use crate::intake::xml::{self, Xml};

#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// The flag tells that characters were lost in decoding.
    pub(super) fn read(bytes: &[u8], part: &str, budget: &mut Budget) -> Result<(Self, bool), Refusal> {
        let (text, lossy) = xml::decode(bytes);
        let mut xml = Xml::new(&text, part);
        let mut strings = Self::default();
        let mut run = Run::default();
        loop {
            match xml.next()? {
                Event::Start(e) => run.open(e.local_name().as_ref()),
                Event::Empty(e) if e.local_name().as_ref() == "si" => strings.end(),
                Event::End(e) => {
                    if e.local_name().as_ref() == "si" {
                        strings.end();
                    }
                    run.close(e.local_name().as_ref());
                }
                Event::Eof => return Ok((strings, lossy)),
                event => run.text(&event, &mut strings.text),
            }
            budget.step()?;
        }
    }

    fn end(&mut self) {
        // A part is bounded far below 4 GiB by the limits.
        self.ends.push(self.text.len() as u32);
    }

    /// The string at an index, escapes unresolved.
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.text.get(start..end)
    }
}

/// Where in a rich string the reading stands: text counts inside `<t>`, but not inside the phonetic `<rPh>`.
#[derive(Debug, Default)]
pub(super) struct Run {
    in_text: bool,
    in_phonetic: bool,
}

impl Run {
    pub(super) fn open(&mut self, name: &str) {
        match name {
            "t" => self.in_text = true,
            "rPh" => self.in_phonetic = true,
            _ => {}
        }
    }

    pub(super) fn close(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "rPh" => self.in_phonetic = false,
            _ => {}
        }
    }

    pub(super) fn text(&self, event: &Event, into: &mut String) {
        if self.in_text && !self.in_phonetic {
            push_text(event, into);
        }
    }
}

/// The text of an event, line ends as `\n`.
pub(super) fn push_text(event: &Event, into: &mut String) {
    match event {
        Event::Text(text) => into.push_str(text),
        Event::CData(text) => into.push_str(text),
        Event::GeneralRef(reference) => xml::push_reference(reference, into),
        _ => {}
    }
}

/// `_x000D_` and the like of the string type of the format.
pub(super) fn resolve_escapes(text: &str) -> std::borrow::Cow<'_, str> {
    if memchr::memmem::find(text.as_bytes(), b"_x").is_none() {
        return text.into();
    }
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        resolved.push_str(&rest[..at]);
        rest = &rest[at..];
        let code = rest.get(2..6).filter(|_| rest.as_bytes().get(6) == Some(&b'_'));
        if let Some(c) = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            resolved.push(c);
            rest = &rest[7..];
        } else {
            resolved.push_str("_x");
            rest = &rest[2..];
        }
    }
    resolved.push_str(rest);
    resolved.into()
}
