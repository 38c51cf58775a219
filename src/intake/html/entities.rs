//! Character references of HTML, as far as exports use them.

/// Named references in use; the full list of the standard has 2,231.
const NAMED: &[(&str, char)] = &[
    ("nbsp", '\u{a0}'),
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("hellip", '…'),
    ("mdash", '—'),
    ("ndash", '–'),
    ("middot", '·'),
    ("bull", '•'),
    ("times", '×'),
    ("divide", '÷'),
    ("yen", '¥'),
    ("deg", '°'),
    ("permil", '‰'),
    ("radic", '√'),
    ("ge", '≥'),
    ("le", '≤'),
    ("sup2", '²'),
    ("sup3", '³'),
    ("copy", '©'),
    ("reg", '®'),
    ("zwnj", '\u{200c}'),
];

/// Text with its references resolved; unknown ones stay as written.
pub(super) fn resolve(raw: &str) -> String {
    let mut resolved = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        resolved.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        if let Some((c, length)) = reference(after) {
            resolved.push(c);
            rest = &after[length..];
        } else {
            resolved.push('&');
            rest = after;
        }
    }
    resolved.push_str(rest);
    resolved
}

/// The character of a reference that follows `&`, and the length of its text with the semicolon, if there is one.
fn reference(after: &str) -> Option<(char, usize)> {
    let (c, length) = if let Some(number) = after.strip_prefix('#') {
        let (digits, radix, skipped) = match number.strip_prefix(['x', 'X']) {
            Some(hex) => (hex, 16, 2),
            None => (number, 10, 1),
        };
        let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len()).min(8);
        (char::from_u32(u32::from_str_radix(&digits[..end], radix).ok()?)?, skipped + end)
    } else {
        let end = after.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(after.len());
        let (name, c) = NAMED.iter().find(|(name, _)| *name == &after[..end])?;
        (*c, name.len())
    };
    Some((c, length + usize::from(after[length..].starts_with(';'))))
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn references_resolve() {
        for (raw, text) in [
            ("a&amp;b&lt;c&gt;&quot;", "a&b<c>\""),
            ("&#20013;&#x4E2D;&#x110000;", "中中&#x110000;"),
            ("&nbsp&nbsp;R&D &unknown; &", "\u{a0}\u{a0}R&D &unknown; &"),
        ] {
            assert_eq!(resolve(raw), text);
        }
    }
}
