use super::super::{Limits, submitted};
use super::*;

const HEAD: &str = "From: =?gbk?B?s8e52NXy?= <CG@Example.com>\r\nTo: b@example.com\r\nSubject: =?utf-8?B?56ysMjDlkag=?=\r\nDate: Fri, 20 May 2022 20:30:00 -0400\r\nMIME-Version: 1.0\r\n";

fn mail(head: &str, parts: &[(&str, &str)]) -> String {
    bounded("b", head, parts)
}

fn bounded(by: &str, head: &str, parts: &[(&str, &str)]) -> String {
    let parts: Vec<String> = parts.iter().map(|(headers, body)| format!("--{by}\r\n{headers}\r\n\r\n{body}\r\n")).collect();
    format!("{head}Content-Type: multipart/mixed; boundary={by}\r\n\r\n{}--{by}--\r\n", parts.concat())
}

const TEXT: &str = "Content-Type: text/plain; charset=utf-8";

/// Files and what became of them: `+` read, `-` refused.
fn read(bytes: &[u8]) -> Vec<String> {
    let (files, _) = submitted(&"收.eml".into(), bytes, &Limits::default(), &[]);
    files.iter().map(|file| format!("{}{}", if file.outcome.is_ok() { '+' } else { '-' }, file.file)).collect()
}

#[test]
fn attachments_become_submissions_with_their_letter() {
    let csv = "Content-Type: text/csv; name=\"a.csv\"\r\nContent-Disposition: attachment; filename=\"a.csv\"";
    let image = "Content-Type: image/png; name=logo.png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <1>";
    let text = mail(HEAD, &[(TEXT, "见附件"), (csv, "x,1"), (csv, "y,2"), (image, "AAAA")]);
    let (files, findings) = submitted(&"收.eml".into(), text.as_bytes(), &Limits::default(), &[]);
    assert_eq!(read(text.as_bytes()), ["+收.eml/a(2).csv", "+收.eml/a.csv"]);
    assert_eq!(findings, []);
    let letter = files[0].letter.as_ref().expect("a letter");
    assert_eq!((letter.from.as_deref(), letter.subject.as_deref()), (Some("cg@example.com"), Some("第20周")));
    // Half past eight in the evening four hours west of Greenwich is half past eight in the morning of the next day here.
    let date = letter.date.expect("a date");
    assert_eq!((date.day.to_string(), date.hour, date.minute), ("2022-05-21".to_owned(), 8, 30));
}

#[test]
fn text_attachments_keep_their_bytes() {
    let gbk = encoding_rs::GB18030.encode("单位,项目\r\n城关镇,三改\r\n").0.into_owned();
    let csv = "Content-Type: text/plain; name=a.csv\r\nContent-Disposition: attachment; filename=a.csv";
    let whole = mail(HEAD, &[(TEXT, "x"), (csv, "BODY")]);
    let (before, after) = whole.split_once("BODY").expect("a place");
    let bytes = [before.as_bytes(), &gbk, after.as_bytes()].concat();
    let (files, _) = submitted(&"收.eml".into(), &bytes, &Limits::default(), &[]);
    let book = files[0].outcome.as_ref().expect("read");
    assert_eq!(book.sheets[0].cells[0].shown(), "单位");
}

#[test]
fn mails_within_mails_are_opened_to_a_bound() {
    let csv = "Content-Type: text/csv; name=\"a.csv\"";
    let forward = "Content-Type: message/rfc822";
    let mut text = mail(HEAD, &[(TEXT, "x"), (csv, "x,1")]);
    for level in 0..7 {
        let files = read(text.as_bytes());
        assert_eq!(files[0].starts_with('+'), level <= NESTING, "{level}: {files:?}");
        text = bounded(&format!("n{level}x"), HEAD, &[(TEXT, "x"), (forward, &text)]);
    }
}

#[test]
fn hostile_mails_are_refused() {
    let forward = |text: String| mail("From: a@example.com\r\nTo: b@example.com\r\n", &[("Content-Type: message/rfc822", &text)]);
    let deep =
        (0..5_000).fold(String::from("x"), |text, _| format!("From: a@b\r\nTo: c\r\nContent-Type: message/rfc822\r\n\r\n{text}"));
    let many = mail(HEAD, &vec![("Content-Disposition: attachment; filename=a.xlsx", "x"); ATTACHMENTS + 1]);
    let cut = format!("{HEAD}Content-Type: application/x; name=a.xls\r\nContent-Transfer-Encoding: base64\r\n\r\nUEsDB!!*\r\n");
    for text in
        [deep.clone(), forward(deep), many, cut, format!("{HEAD}Content-Type: multipart/mixed\r\n\r\n--x\r\n"), HEAD.to_owned()]
    {
        let (files, findings) = submitted(&"收.eml".into(), text.as_bytes(), &Limits::default(), &[]);
        assert!(files.iter().all(|file| file.outcome.is_err()) && !findings.is_empty(), "{}", &text[..text.len().min(300)]);
    }
}

#[test]
fn a_table_in_the_mail_itself_is_read() {
    let html = "<html><body><table><tr><td>企业</td><td>金额</td></tr><tr><td>甲</td><td>1</td></tr></table></body></html>";
    let text = mail(HEAD, &[("Content-Type: text/html; charset=utf-8", html)]);
    assert_eq!(read(text.as_bytes()), ["+收.eml/正文.html"]);
}

#[test]
fn what_only_looks_like_a_mail_is_none() {
    for (text, expected) in [
        ("from: <saved by blink>\nsubject: x\nmime-version: 1.0\ncontent-type: multipart/related\n\n", false),
        ("mime-version: 1.0\nx-document-type: workbook\ncontent-type: multipart/related\n\n", false),
        ("date: x\n企业: 甲\nfrom: a@b\n", false),
        ("mime-version: 1.0\ndate: x\nfrom: a <a@b.cn>\n\n", true),
        ("return-path: <a@b.cn>\nreceived: by c\n\n", true),
    ] {
        assert_eq!(is_mail(text), expected, "{text}");
    }
}
