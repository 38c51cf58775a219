//! A tolerant tokenizer: whatever the markup, it yields tags and text and comes to an end.

use super::entities;

#[derive(Debug, PartialEq)]
pub(super) enum Token<'t> {
    /// Entities resolved.
    Text(String),
    /// Lower-case local name (`td`, also for `x:td`), attributes as written.
    Open {
        name: &'t str,
        attributes: &'t str,
    },
    Close {
        name: &'t str,
    },
}

pub(super) struct Tokens<'t> {
    rest: &'t str,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { rest: text }
    }

    fn tag(&mut self) -> Option<Token<'t>> {
        let inside = &self.rest[1..];
        if inside.starts_with("!--") {
            self.skip_past("-->");
            return None;
        }
        let end = tag_end(inside);
        let body = &inside[..end];
        self.rest = inside.get(end + 1..).unwrap_or_default();
        if let Some(name) = body.strip_prefix('/') {
            return known(name.split(char::is_whitespace).next()?).map(|name| Token::Close { name });
        }
        let name_end = body.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(body.len());
        let name = known(&body[..name_end])?;
        if matches!(name, "script" | "style" | "title" | "xml") && !body.ends_with('/') {
            self.skip_element(name);
            return None;
        }
        Some(Token::Open { name, attributes: &body[name_end..] })
    }

    fn skip_past(&mut self, end: &str) {
        self.rest = self.rest.find(end).map_or("", |at| &self.rest[at + end.len()..]);
    }

    /// Steps over the raw content of an element whose text is no text of the page.
    fn skip_element(&mut self, name: &str) {
        let bytes = self.rest.as_bytes();
        for at in memchr::memchr_iter(b'<', bytes) {
            let closing = bytes[at + 1..].strip_prefix(b"/").and_then(|tag| tag.get(..name.len()));
            if closing.is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes())) {
                self.rest = &self.rest[at..];
                return;
            }
        }
        self.rest = "";
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        while !self.rest.is_empty() {
            if is_tag(self.rest) {
                if let Some(token) = self.tag() {
                    return Some(token);
                }
                continue;
            }
            // A lone `<` is text: begin the search after the first character.
            let first = self.rest.chars().next().map_or(0, char::len_utf8);
            let end = next_tag(self.rest, first);
            let text = entities::resolve(&self.rest[..end]);
            self.rest = &self.rest[end..];
            return Some(Token::Text(text));
        }
        None
    }
}

fn is_tag(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next() == Some(b'<') && bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'))
}

fn next_tag(text: &str, from: usize) -> usize {
    memchr::memchr_iter(b'<', &text.as_bytes()[from..]).map(|at| at + from).find(|at| is_tag(&text[*at..])).unwrap_or(text.len())
}

/// The `>` that ends a tag; one inside quotes does not, unless the quotes never close.
fn tag_end(inside: &str) -> usize {
    let mut quote = None;
    for (at, byte) in inside.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') if inside[..at].trim_end().ends_with('=') => quote = Some(byte),
            (Some(open), b) if open == b => quote = None,
            (Some(_), b'<' | b'\n') => return memchr::memchr(b'>', inside.as_bytes()).unwrap_or(inside.len()),
            _ => {}
        }
    }
    memchr::memchr(b'>', inside.as_bytes()).unwrap_or(inside.len())
}

/// The names that matter, in lower case; others are of no interest.
fn known(name: &str) -> Option<&'static str> {
    const NAMES: &[&str] = &[
        "table", "tr", "td", "th", "br", "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "center", "body", "hr", "script",
        "style", "title", "xml",
    ];
    let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
    NAMES.iter().find(|known| known.eq_ignore_ascii_case(local)).copied()
}

/// An attribute's value, quoted or not.
pub(super) fn attribute(attributes: &str, wanted: &str) -> Option<String> {
    let lower = attributes.to_ascii_lowercase();
    let mut from = 0;
    while let Some(found) = lower[from..].find(wanted) {
        let start = from + found;
        from = start + wanted.len();
        let boundary = lower[..start].chars().next_back().is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '\'' | ':'));
        let Some(value) = lower[from..].trim_start().strip_prefix('=').filter(|_| boundary) else { continue };
        let value = value.trim_start();
        let end = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => return value[1..].split(quote).next().map(str::to_owned),
            _ => value.find(char::is_whitespace).unwrap_or(value.len()),
        };
        return Some(value[..end].to_owned());
    }
    None
}

/// Appends text as a page shows it: runs of blanks become one, no-break spaces stay.
pub(super) fn push_collapsed(into: &mut String, text: &str) {
    for c in text.chars() {
        if !matches!(c, ' ' | '\t' | '\n' | '\r') {
            into.push(c);
        } else if !into.is_empty() && !into.ends_with([' ', '\n']) {
            into.push(' ');
        }
    }
}
