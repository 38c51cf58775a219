//! A message as RFC 5322 text. Names of attachments stand there twice, as RFC 2231 and as RFC 2047 words, since Outlook, QQ and NetEase
//! each read only one of them.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::Recipient;

/// One message to one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub recipient: Recipient,
    /// Lower case, from the lists.
    pub to: String,
    pub subject: String,
    pub body: String,
    pub attachments: Vec<Attachment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Relative to 输出/<week>/, with `/`.
    pub path: String,
    /// What the recipient sees.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Who sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct From {
    pub address: String,
    pub name: String,
    /// Empty: the same.
    pub reply_to: String,
}

impl Message {
    /// What tells this message from every other: address, subject, text, attachments. The same files to the same address have the same id,
    /// whenever they are sent.
    #[must_use]
    pub fn id(&self) -> String {
        let mut hash = Sha256::new();
        let mut field = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        for text in [&self.to, &self.subject, &self.body] {
            field(text.as_bytes());
        }
        for attachment in &self.attachments {
            field(attachment.name.as_bytes());
            field(&attachment.bytes);
        }
        hash.finalize().iter().take(12).fold(String::new(), |mut id, byte| {
            let _ = write!(id, "{byte:02x}");
            id
        })
    }

    /// The bytes on the wire: ASCII lines ended by CRLF. `date` as RFC 5322 has it.
    #[must_use]
    pub fn to_bytes(&self, from: &From, date: &str) -> Vec<u8> {
        let id = self.id();
        let boundary = format!("=_{id}");
        let domain = from.address.rsplit('@').next().filter(|domain| !domain.is_empty()).unwrap_or("localhost");
        let mut text = String::new();
        let mut header = |name: &str, value: &str| {
            let _ = write!(text, "{name}: {value}\r\n");
        };
        header("Date", date);
        // A draft that another program will send has no sender yet.
        if !from.address.is_empty() {
            header("From", &mailbox(&from.name, &from.address));
        }
        header("To", &mailbox(self.recipient.name(), &self.to));
        if !from.reply_to.is_empty() {
            header("Reply-To", &from.reply_to);
        }
        header("Subject", &words(&self.subject));
        header("Message-ID", &format!("<{id}@{domain}>"));
        header("MIME-Version", "1.0");
        header("Content-Type", &format!("multipart/mixed; boundary=\"{boundary}\""));
        text.push_str("\r\n");
        let _ =
            write!(text, "--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        lines(self.body.replace('\n', "\r\n").as_bytes(), &mut text);
        for attachment in &self.attachments {
            let _ = write!(text, "--{boundary}\r\n{}Content-Transfer-Encoding: base64\r\n\r\n", named(&attachment.name));
            lines(&attachment.bytes, &mut text);
        }
        let _ = write!(text, "--{boundary}--\r\n");
        text.into_bytes()
    }
}

/// The headers that name an attachment.
fn named(name: &str) -> String {
    let kind = match name.rsplit('.').next().unwrap_or_default() {
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
    format!(
        "Content-Type: {kind};\r\n name=\"{}\"\r\nContent-Disposition: attachment;\r\n filename*=UTF-8''{}\r\n",
        words(name),
        percent(name)
    )
}

/// A display name and an address; the name is data and cannot end the header.
fn mailbox(name: &str, address: &str) -> String {
    if name.trim().is_empty() { address.to_owned() } else { format!("{} <{address}>", encoded(name)) }
}

/// A header's text: as it is if it is plain, else as encoded words.
fn words(text: &str) -> String {
    let plain =
        text.len() < 60 && text.bytes().all(|b| matches!(b, b' '..=b'~') && !matches!(b, b'"' | b'\\')) && !text.contains("=?");
    if plain { text.to_owned() } else { encoded(text) }
}

/// Encoded words (RFC 2047), cut between characters, folded.
fn encoded(text: &str) -> String {
    const LONGEST: usize = 42;
    let mut chunks = vec![String::new()];
    // Line breaks and other signs that are no text would start a header of their own in careless readers.
    for c in text.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        match chunks.last_mut() {
            Some(last) if last.len() + c.len_utf8() <= LONGEST => last.push(c),
            _ => chunks.push(c.into()),
        }
    }
    chunks.iter().map(|chunk| format!("=?UTF-8?B?{}?=", STANDARD.encode(chunk))).collect::<Vec<_>>().join("\r\n ")
}

/// RFC 2231: letters and digits as they are, all other bytes as %E8.
fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// Base64 in lines of 76.
fn lines(bytes: &[u8], text: &mut String) {
    let encoded = STANDARD.encode(bytes);
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at(rest.len().min(76));
        text.push_str(line);
        text.push_str("\r\n");
        rest = more;
    }
}
