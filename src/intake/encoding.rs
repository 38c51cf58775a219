//! Bytes → text for files that do not say, or misstate, their encoding: BOM, strict UTF-8, UTF-16 by its zero bytes, GB18030.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::Refusal;

/// Plain text: the first reading that fits without loss.
pub(super) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        return whole(encoding, &bytes[skip..]);
    }
    if let Some(encoding) = utf16_without_bom(bytes) {
        return whole(encoding, bytes);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => whole(GB18030, bytes)
            .map_err(|_| unclear(bytes, error.valid_up_to()))
            .and_then(|text| if mixed(bytes) { Err(unclear(bytes, error.valid_up_to())) } else { Ok(text) }),
    }
}

fn whole<'b>(encoding: &'static Encoding, bytes: &'b [u8]) -> Result<Cow<'b, str>, Refusal> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or_else(|| Refusal::Damaged(format!("文字编码不一致，按 {} 读不出", encoding.name())))
}

fn unclear(bytes: &[u8], at: usize) -> Refusal {
    let line = memchr::memchr_iter(b'\n', &bytes[..at]).count() + 1;
    Refusal::Damaged(format!("文字编码前后不一致（从第 {line} 行起），无法确定是 UTF-8 还是 GBK"))
}

/// Lines that are UTF-8 with Chinese beside lines that are not UTF-8: two encodings in one file.
/// A line of three or more multi-byte characters that is valid UTF-8 is practically never GBK.
fn mixed(bytes: &[u8]) -> bool {
    bytes
        .split(|&b| b == b'\n')
        .any(|line| std::str::from_utf8(line).is_ok_and(|line| line.chars().filter(|c| (*c as u32) > 0x7ff).count() >= 3))
}

/// UTF-16 without BOM: pairs of a zero byte and an ASCII byte (separators, digits, line ends), the zero mostly on one side.
fn utf16_without_bom(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let ascii = |b: u8| matches!(b, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    let (mut big, mut little) = (0, 0);
    for pair in sample.chunks_exact(2) {
        big += usize::from(pair[0] == 0 && ascii(pair[1]));
        little += usize::from(pair[1] == 0 && ascii(pair[0]));
    }
    let (pairs, side, other) = (sample.len() / 2, big.max(little), big.min(little));
    if !bytes.len().is_multiple_of(2) || pairs < 2 || side * 10 < pairs || side <= 2 * other {
        return None;
    }
    Some(if big > little { UTF_16BE } else { UTF_16LE })
}

/// An XML or HTML document: BOM, then the declared name, then strict UTF-8, then GB18030. The flag tells that characters were lost.
pub(super) fn markup<'b>(bytes: &'b [u8], declared: Option<&str>) -> (Cow<'b, str>, bool) {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[skip..]);
    }
    if let Some(encoding) = utf16_without_bom(bytes) {
        return encoding.decode_without_bom_handling(bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), false);
    }
    match declared.and_then(|label| Encoding::for_label(label.as_bytes())) {
        Some(encoding) if encoding != UTF_8 => for_chinese(encoding).decode_without_bom_handling(bytes),
        Some(_) => UTF_8.decode_without_bom_handling(bytes),
        None => GB18030.decode_without_bom_handling(bytes),
    }
}

/// GBK and GB2312 are subsets of GB18030, and files that name the former use the latter.
fn for_chinese(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == encoding_rs::GBK { GB18030 } else { encoding }
}

/// The name of a zip member: UTF-8 where it is valid, else GB18030 (old Windows archives set no flag).
pub(super) fn member_name(raw: &[u8]) -> String {
    std::str::from_utf8(raw).map_or_else(|_| GB18030.decode_without_bom_handling(raw).0.into_owned(), str::to_owned)
}

/// The beginning of a file as text, however lossy: enough to tell markup, tables and binary data apart.
pub(super) fn head(bytes: &[u8]) -> String {
    let sample = &bytes[..bytes.len().min(16 << 10)];
    let (encoding, skip) =
        Encoding::for_bom(sample).or_else(|| utf16_without_bom(sample).map(|encoding| (encoding, 0))).unwrap_or_else(|| {
            // A cut character at the end of the sample is no sign of another encoding.
            let utf8 = std::str::from_utf8(sample).map_or_else(|e| e.valid_up_to() + 4 > sample.len(), |_| true);
            (if utf8 { UTF_8 } else { GB18030 }, 0)
        });
    encoding.decode_without_bom_handling(&sample[skip..]).0.into_owned()
}

/// More than one control or unreadable character in twenty: no text.
pub(super) fn is_binary(text: &str) -> bool {
    let odd = |c: &char| matches!(*c, '\u{fffd}' | '\0'..='\u{8}' | '\u{e}'..='\u{1f}');
    text.chars().filter(odd).count() * 20 > text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        let words = "单位,指标\n财务处,联通䶮㐀𠮷处\n";
        let gbk = GB18030.encode(words).0.into_owned();
        let utf16: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf16be: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let bom = [b"\xef\xbb\xbf", words.as_bytes()].concat();
        for bytes in [words.as_bytes(), &gbk, &utf16, &utf16be, &bom] {
            assert_eq!(text(bytes).expect("readable"), words);
        }
        let mixed = ["单位一二三,1\n".as_bytes(), &gbk].concat();
        assert!(matches!(text(&mixed), Err(Refusal::Damaged(reason)) if reason.contains("第 2 行")));
    }
}
