//! Mails saved as files (.eml): who sent them, when, and what was attached. The parser is a library; what people's mail programs do to
//! names is not trusted to it (see `attachment_name`).

use std::sync::Arc;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{DateTime, Encoding, HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::attachment_name::{attachment_name, decoded_words};
use super::{Refusal, names};
use crate::settings::Moment;
use crate::value::Day;

/// Most attachments of one mail (reliability.md §2).
const ATTACHMENTS: usize = 50;

/// Deepest message in message.
const NESTING: usize = 5;

/// Most places that announce a message inside; more are refused before they are parsed, since every level costs stack.
const ANNOUNCED: usize = 200;

/// Longest header that is read, in bytes.
const HEADER: usize = 8 << 10;

/// What a mail says of itself: evidence of the unit and of the time of receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The sender's address in lower case; never the name shown beside it, which anybody can choose.
    pub from: Option<Arc<str>>,
    /// The Date header by the clock of Beijing.
    pub date: Option<Moment>,
    /// Without line breaks.
    pub subject: Option<Arc<str>>,
}

/// A mail, opened.
pub(super) struct Opened {
    pub(super) letter: Letter,
    pub(super) attachments: Vec<Attachment>,
}

pub(super) struct Attachment {
    /// Relative, with `/` for the attachments of a message inside; unique within the mail.
    pub(super) name: String,
    pub(super) content: Result<Vec<u8>, Refusal>,
}

/// Whether a text begins like a mail; `lower` is its beginning in lower case. Web pages saved as one file begin alike, but have no
/// sender with an address.
pub(super) fn is_mail(lower: &str) -> bool {
    let (mut known, mut sender) = (0, false);
    for line in lower.lines().take_while(|line| !line.trim().is_empty()) {
        if line.starts_with([' ', '\t']) {
            continue;
        }
        // A line that is no header: a text that happens to begin like one.
        let Some((name, value)) = line.split_once(':').filter(|(name, _)| name.bytes().all(|b| b.is_ascii_graphic())) else {
            break;
        };
        known += usize::from(matches!(
            name,
            "from"
                | "to"
                | "cc"
                | "date"
                | "subject"
                | "received"
                | "return-path"
                | "message-id"
                | "mime-version"
                | "content-type"
        ));
        sender |=
            matches!(name, "received" | "return-path" | "to") || name == "from" && (value.contains('@') || value.contains("=?"));
    }
    sender && known > 1
}

/// Opens a mail.
///
/// # Errors
/// If it is no mail, holds more than a mail may hold, or nests too deep.
pub(super) fn open(bytes: &[u8]) -> Result<Opened, Refusal> {
    if announced(bytes) > ANNOUNCED {
        return Err(Refusal::Limit(format!("邮件层层转发超过 {NESTING} 层")));
    }
    let damaged = || Refusal::Damaged("邮件格式不完整".into());
    let message = MessageParser::default().parse(bytes).ok_or_else(damaged)?;
    let mut attachments = Vec::new();
    gather(&message, bytes, "", 0, &mut attachments)?;
    if attachments.is_empty() {
        attachments.extend(pasted_table(&message));
    }
    if attachments.is_empty() {
        return Err(Refusal::NotASpreadsheet("没有附件的邮件".into()));
    }
    Ok(Opened { letter: letter(&message, bytes), attachments })
}

fn announced(bytes: &[u8]) -> usize {
    let lower = bytes.to_ascii_lowercase();
    ["rfc822", "global", "digest"].iter().map(|word| memchr::memmem::find_iter(&lower, word.as_bytes()).count()).sum()
}

fn letter(message: &Message<'_>, bytes: &[u8]) -> Letter {
    let subject = header(message.root_part(), bytes, &HeaderName::Subject).map(decoded_words);
    let subject = subject.map(|text| text.split(char::is_control).collect::<Vec<_>>().join(" ").trim().to_owned());
    Letter {
        from: message.from().and_then(|from| from.first()?.address()).map(|address| Arc::from(address.trim().to_lowercase())),
        date: message.date().and_then(moment),
        subject: subject.filter(|text| !text.is_empty()).map(Arc::from),
    }
}

/// The header's text as it stands in the file; of endless ones the beginning.
fn header<'b>(part: &MessagePart<'_>, bytes: &'b [u8], name: &HeaderName<'_>) -> Option<&'b [u8]> {
    let header = part.headers.iter().rev().find(|header| header.name == *name)?;
    let text = bytes.get(header.offset_start as usize..header.offset_end as usize)?;
    Some(&text[..text.len().min(HEADER)])
}

/// A time with its zone by the clock of Beijing, which all of the country keeps.
fn moment(date: &DateTime) -> Option<Moment> {
    const BEIJING: i32 = 8 * 60;
    let zone = i32::from(date.tz_hour) * 60 + i32::from(date.tz_minute);
    let east = if date.tz_before_gmt { -zone } else { zone };
    let minutes = i32::from(date.hour) * 60 + i32::from(date.minute) - east + BEIJING;
    let day = Day::new(i16::try_from(date.year).ok()?, date.month, date.day)?.plus(minutes.div_euclid(24 * 60))?;
    let minutes = minutes.rem_euclid(24 * 60);
    Some(Moment { day, hour: (minutes / 60) as u8, minute: (minutes % 60) as u8 })
}

/// The attachments of a message and of the messages inside, in their order.
fn gather(
    message: &Message<'_>,
    bytes: &[u8],
    folder: &str,
    depth: usize,
    attachments: &mut Vec<Attachment>,
) -> Result<(), Refusal> {
    if depth > NESTING {
        return Err(Refusal::Limit(format!("邮件层层转发超过 {NESTING} 层")));
    }
    for part in &message.parts {
        let name =
            attachment_name(header(part, bytes, &HeaderName::ContentDisposition), header(part, bytes, &HeaderName::ContentType));
        if let PartType::Message(inner) = &part.body {
            let name = name.unwrap_or_else(|| "转发的邮件.eml".into());
            let inner_bytes = if part.encoding == Encoding::None { bytes } else { &inner.raw_message };
            gather(inner, inner_bytes, &unique(folder, &name, attachments, true), depth + 1, attachments)?;
        } else if is_attached(part, name.as_deref()) {
            if attachments.len() == ATTACHMENTS {
                return Err(Refusal::Limit(format!("邮件的附件超过 {ATTACHMENTS} 个")));
            }
            let name = unique(folder, &name.unwrap_or_else(|| "未命名附件".into()), attachments, false);
            attachments.push(Attachment { name, content: content(part, bytes) });
        }
    }
    Ok(())
}

/// Neither the text of the mail nor a picture in it.
fn is_attached(part: &MessagePart<'_>, name: Option<&str>) -> bool {
    let attached = part.content_disposition().is_some_and(mail_parser::ContentType::is_attachment);
    let picture = part.content_type().is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("image"));
    match &part.body {
        PartType::Multipart(_) | PartType::Message(_) => false,
        PartType::Text(_) | PartType::Html(_) => name.is_some() || attached || part.is_encoding_problem,
        _ if picture => attached,
        _ => true,
    }
}

/// The bytes of a part as they were before they were packed for the way; texts too, whose character set is found out by who reads them.
fn content(part: &MessagePart<'_>, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let incomplete = || Refusal::Damaged("附件没有传完整（编码中断）".into());
    if part.is_encoding_problem {
        return Err(incomplete());
    }
    if part.content_type().is_some_and(|kind| kind.subtype().is_some_and(|kind| kind.eq_ignore_ascii_case("ms-tnef"))) {
        return Err(Refusal::Unsupported("Outlook 的专有附件（winmail.dat）".into()));
    }
    match &part.body {
        PartType::Binary(content) | PartType::InlineBinary(content) => Ok(content.to_vec()),
        _ => {
            let raw = bytes.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default();
            match part.encoding {
                Encoding::None => Ok(raw.to_vec()),
                Encoding::Base64 => base64_decode(raw).ok_or_else(incomplete),
                Encoding::QuotedPrintable => quoted_printable_decode(raw).ok_or_else(incomplete),
            }
        }
    }
}

/// A table pasted into the mail itself, if nothing is attached.
fn pasted_table(message: &Message<'_>) -> Option<Attachment> {
    let text = message.html_bodies().find_map(|part| match &part.body {
        PartType::Html(text) if text.to_ascii_lowercase().contains("<table") => Some(text.as_bytes().to_vec()),
        _ => None,
    })?;
    Some(Attachment { name: "正文.html".into(), content: Ok([b"\xef\xbb\xbf", text.as_slice()].concat()) })
}

/// A name that no other attachment has: 表.xlsx, 表(2).xlsx.
fn unique(folder: &str, name: &str, attachments: &[Attachment], is_folder: bool) -> String {
    let name = names::member(name).replace('/', "_");
    let taken = |candidate: &str| {
        let inside = format!("{candidate}/");
        attachments.iter().any(|a| a.name == candidate || is_folder && a.name.starts_with(&inside))
    };
    let (stem, end) = name.rsplit_once('.').map_or((name.as_str(), String::new()), |(stem, end)| (stem, format!(".{end}")));
    let path = |stem: &str| if folder.is_empty() { format!("{stem}{end}") } else { format!("{folder}/{stem}{end}") };
    let numbered = (2..).map(|n: u32| path(&format!("{stem}({n})")));
    std::iter::once(path(stem)).chain(numbered).find(|candidate| !taken(candidate)).unwrap_or_default()
}

#[cfg(test)]
#[path = "letter_tests.rs"]
mod tests;
