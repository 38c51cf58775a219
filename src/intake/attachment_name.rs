//! The name of an attachment, as mail programs write it: RFC 2231 (also cut in the middle of a character), RFC 2047 (also where it is not
//! allowed, and cut likewise), bare UTF-8 and bare GBK.

use std::collections::BTreeMap;

use encoding_rs::{Encoding, GB18030};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode_char;

/// The name in the headers of a part, the one of Content-Disposition first.
pub(super) fn attachment_name(disposition: Option<&[u8]>, content_type: Option<&[u8]>) -> Option<String> {
    let named = |header: Option<&[u8]>, key: &str| Parameters::of(header?).text(key);
    let name = named(disposition, "filename").or_else(|| named(content_type, "name"))?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// A header's parameters by lower-case key (`filename`, `filename*`, `filename*0*`), unquoted.
struct Parameters(BTreeMap<String, Vec<u8>>);

impl Parameters {
    fn of(header: &[u8]) -> Self {
        let unfolded: Vec<u8> = header.iter().copied().filter(|b| !matches!(b, b'\r' | b'\n')).collect();
        let mut parameters = BTreeMap::new();
        for part in parts(&unfolded).into_iter().skip(1) {
            let Some(at) = part.iter().position(|b| *b == b'=') else { continue };
            let key = String::from_utf8_lossy(&part[..at]).trim().to_ascii_lowercase();
            parameters.entry(key).or_insert_with(|| unquoted(part[at + 1..].trim_ascii()));
        }
        Self(parameters)
    }

    /// The parameter's text: extended (RFC 2231) before plain, for programs that understand both write both.
    fn text(&self, key: &str) -> Option<String> {
        self.extended(key).or_else(|| self.0.get(key).map(|plain| decoded_words(plain)))
    }

    fn extended(&self, key: &str) -> Option<String> {
        let sections = (0..).map_while(|n| {
            let coded = self.0.get(&format!("{key}*{n}*")).map(|value| (value.as_slice(), true));
            coded.or_else(|| self.0.get(&format!("{key}*{n}")).map(|value| (value.as_slice(), false)))
        });
        let whole = self.0.get(&format!("{key}*")).map(|value| (value.as_slice(), true));
        let sections: Vec<(&[u8], bool)> = whole.map_or_else(|| sections.collect(), |whole| vec![whole]);
        let (first, is_coded) = *sections.first()?;
        // charset'language'text
        let quotes: Vec<usize> = first.iter().enumerate().filter(|(_, b)| **b == b'\'').map(|(at, _)| at).collect();
        let (label, skip) = match quotes.as_slice() {
            [label, language, ..] if is_coded => (&first[..*label], language + 1),
            _ => (&first[..0], 0),
        };
        let mut bytes = Vec::new();
        for (n, (value, is_coded)) in sections.iter().enumerate() {
            let value = if n == 0 { &value[skip..] } else { value };
            if *is_coded { bytes.extend(percent_decoded(value)) } else { bytes.extend_from_slice(value) }
        }
        let text = in_charset(label, &bytes);
        Some(if text.contains("=?") { decoded_words(text.as_bytes()) } else { text })
    }
}

/// The parts between semicolons that are not quoted.
fn parts(header: &[u8]) -> Vec<&[u8]> {
    let (mut quoted, mut escaped) = (false, false);
    header
        .split(|byte| {
            let separates = *byte == b';' && !quoted;
            quoted ^= *byte == b'"' && !escaped;
            escaped = *byte == b'\\' && quoted && !escaped;
            separates
        })
        .collect()
}

fn unquoted(value: &[u8]) -> Vec<u8> {
    let Some(inner) = value.strip_prefix(b"\"") else { return value.to_vec() };
    let inner = inner.strip_suffix(b"\"").unwrap_or(inner);
    // The second byte of a GBK character may be a backslash.
    if std::str::from_utf8(inner).is_err() {
        return inner.to_vec();
    }
    let mut escaped = false;
    inner
        .iter()
        .copied()
        .filter(|byte| {
            escaped = *byte == b'\\' && !escaped;
            !escaped
        })
        .collect()
}

fn percent_decoded(value: &[u8]) -> Vec<u8> {
    coded(value, b'%')
}

/// `%E8` or `=E8` → the byte.
fn coded(value: &[u8], sign: u8) -> Vec<u8> {
    let (mut bytes, mut at) = (Vec::with_capacity(value.len()), 0);
    while at < value.len() {
        let pair = value.get(at + 1..at + 3).filter(|_| value[at] == sign);
        let byte = pair.and_then(|pair| quoted_printable_decode_char(pair[0], pair[1]));
        bytes.push(byte.unwrap_or(value[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    bytes
}

/// Bytes in a named character set; a name that is missing, unknown or wrong gives way to what fits.
fn in_charset(label: &[u8], bytes: &[u8]) -> String {
    // Three characters of Chinese that are valid UTF-8 are practically never anything else, whatever the label says.
    if let Ok(text) = std::str::from_utf8(bytes)
        && text.chars().filter(|c| *c > '\u{7ff}').count() >= 3
    {
        return text.to_owned();
    }
    let named = Encoding::for_label(label).map(|named| if named == encoding_rs::GBK { GB18030 } else { named });
    let strict = |encoding: &'static Encoding| encoding.decode_without_bom_handling_and_without_replacement(bytes);
    let text = named.and_then(strict).or_else(|| strict(encoding_rs::UTF_8)).or_else(|| strict(GB18030));
    text.unwrap_or_else(|| String::from_utf8_lossy(bytes)).into_owned()
}

/// A header's text with its encoded words (RFC 2047) read. Neighbours of one character set are joined before they are decoded, since
/// many programs cut characters in two.
pub(super) fn decoded_words(header: &[u8]) -> String {
    let mut runs: Vec<(Option<Vec<u8>>, Vec<u8>)> = Vec::new();
    let mut rest = header;
    while !rest.is_empty() {
        let at = (0..rest.len()).find_map(|at| Some((at, Word::read(&rest[at..])?)));
        let (text, word) = rest.split_at(at.as_ref().map_or(rest.len(), |(at, _)| *at));
        let between_words = at.is_some() && matches!(runs.last(), Some((Some(_), _)));
        if !(text.is_empty() || between_words && text.iter().all(u8::is_ascii_whitespace)) {
            runs.push((None, text.to_vec()));
        }
        let Some((_, read)) = at else { break };
        rest = &word[read.length..];
        match runs.last_mut() {
            Some((Some(label), bytes)) if *label == read.label => bytes.extend(read.bytes),
            _ => runs.push((Some(read.label), read.bytes)),
        }
    }
    runs.iter().map(|(label, bytes)| in_charset(label.as_deref().unwrap_or_default(), bytes)).collect()
}

/// `=?charset?B?text?=`.
struct Word {
    label: Vec<u8>,
    bytes: Vec<u8>,
    /// In the header.
    length: usize,
}

impl Word {
    fn read(from: &[u8]) -> Option<Self> {
        let inner = from.strip_prefix(b"=?")?;
        let charset_end = memchr::memchr(b'?', inner)?;
        let (kind, text) = (inner.get(charset_end + 1)?, inner.get(charset_end + 3..)?);
        let end = memchr::memmem::find(text, b"?=").filter(|_| inner[charset_end + 2] == b'?')?;
        let bytes = match kind.to_ascii_uppercase() {
            b'B' => base64_decode(&text[..end])?,
            b'Q' => coded(&text[..end].iter().map(|b| if *b == b'_' { b' ' } else { *b }).collect::<Vec<_>>(), b'='),
            _ => return None,
        };
        let label = inner[..charset_end].split(|b| *b == b'*').next().unwrap_or_default().to_ascii_lowercase();
        Some(Self { label, bytes, length: 2 + charset_end + 3 + end + 2 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_programs_write_them() {
        let gbk = |text: &str| GB18030.encode(text).0.into_owned();
        let bare = [b"attachment; filename=\"".as_slice(), &gbk("城关镇（誠）清单.xls"), b"\""].concat();
        for (header, name) in [
            (&b"attachment; filename=\"a b;c.xlsx\"; size=3"[..], "a b;c.xlsx"),
            (b"attachment;\r\n filename*=UTF-8''%E5%9F%8E%E5%85%B3.xlsx", "城关.xlsx"),
            // A character cut between two sections, the character set named once.
            (b"attachment; filename*0*=gbk''%B3%C7%B9; filename*1*=%D8.xls", "城关.xls"),
            (b"attachment; filename=\"=?utf-8?B?5Z+O5YWz?=.xlsx\"; filename*0=\"x\"; filename*1=\"y.xlsx\"", "xy.xlsx"),
            (b"attachment; filename=\"=?gb2312?B?s8e52A==?=.xls\"", "城关.xls"),
            // A character cut between two words.
            (b"attachment; filename=\"=?utf-8?B?5Z+O5Q==?=\r\n =?utf-8?B?hbMueGxzeA==?=\"", "城关.xlsx"),
            (b"attachment; filename==?UTF-8?Q?=E5=9F=8E_=E5=85=B3=2Exlsx?=", "城 关.xlsx"),
            (&bare, "城关镇（誠）清单.xls"),
            ("attachment; filename=\"城关.xlsx\"".as_bytes(), "城关.xlsx"),
            // Declared wrongly: the bytes are UTF-8.
            (b"attachment; filename*=gb2312''%E5%9F%8E%E5%85%B3%E9%95%87%E6%B8%85.xlsx", "城关镇清.xlsx"),
        ] {
            assert_eq!(attachment_name(Some(header), None).as_deref(), Some(name), "{}", String::from_utf8_lossy(header));
        }
        assert_eq!(attachment_name(Some(b"attachment"), Some(b"text/csv; name=a.csv")).as_deref(), Some("a.csv"));
        assert_eq!(attachment_name(Some(b"inline"), None), None);
    }

    #[test]
    fn subjects_keep_what_stands_between_words() {
        for (header, text) in [
            (&b"Re: =?utf-8?B?5Z+O?= =?utf-8?B?5YWz?= x"[..], "Re: 城关 x"),
            (b"=?utf-8?B?5Z+O?= and =?gbk?B?udg=?=", "城 and 关"),
            (b"=?broken", "=?broken"),
            (b"a =? b", "a =? b"),
        ] {
            assert_eq!(decoded_words(header), text);
        }
    }
}
