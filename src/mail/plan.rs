//! Files with owners → messages. What cannot be proved to belong to a known address is not sent, and said.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::address::{Book, Contact, valid};
use super::{Attachment, Message, Owned, Recipient};
use crate::bulletin::plain;
use crate::bulletin::prose::{Block, Document, Fact, Facts, Names, Place, Template};
use crate::settings::{Declared, Mistake, Week};
use crate::statistics::{Kind, StatCell, StatColumn, StatRow, StatTable, StatValue};
use crate::value::Day;

/// A file of the record, with what lies on the disk now: its bytes, or why they cannot be had.
pub struct Found {
    pub owned: Owned,
    pub content: Result<Vec<u8>, String>,
}

/// What is not sent, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub recipient: String,
    /// A file, or all of the recipient's.
    pub path: Option<String>,
    pub why: String,
}

/// The texts of the mails.
#[derive(Debug, Clone)]
pub struct Texts {
    unit: Template,
    cadre: Template,
}

/// Files of templates: what comes with the tool, and where an office's own lies.
pub const TEXTS: [(&str, &str); 2] = [
    ("模板/邮件/单位.txt", include_str!("../../templates/mail/单位.txt")),
    ("模板/邮件/包联干部.txt", include_str!("../../templates/mail/包联干部.txt")),
];

const FACTS: &[&str] = &["县", "年", "周次", "起止", "截至", "收件人", "称呼", "附件数", "退回数", "分发数", "通报数"];

impl Texts {
    /// Reads the two templates, in the order of [`TEXTS`].
    ///
    /// # Errors
    /// The first mistake, with file and line.
    pub fn parse(texts: [&str; 2]) -> Result<Self, Mistake> {
        let names = Names::default().facts(FACTS.iter().copied()).table("附件", &["序号", "文件名", "类别"]);
        let read = |n: usize| Template::parse(Declared { file: TEXTS[n].0, text: texts[n] }, &names);
        Ok(Self { unit: read(0)?, cadre: read(1)? })
    }
}

/// What a plan is made for.
#[derive(Clone, Copy)]
pub struct Occasion<'a> {
    pub county: &'a str,
    pub week: Week,
    pub as_of: Day,
    /// Largest message.
    pub max_bytes: u64,
    /// All messages go here instead, to be looked at.
    pub test_address: Option<&'a str>,
}

/// One message for each recipient that has a file, in the order of the recipients.
#[must_use]
pub fn plan(found: Vec<Found>, book: &Book, texts: &Texts, occasion: &Occasion<'_>) -> (Vec<Message>, Vec<Refused>) {
    let mut refused = Vec::new();
    let mut files: BTreeMap<Recipient, Vec<Attachment>> = BTreeMap::new();
    for Found { owned, content } in found {
        let name = owned.path.rsplit('/').next().unwrap_or(&owned.path).to_owned();
        match content {
            Ok(bytes) => files.entry(owned.owner).or_default().push(Attachment { path: owned.path, name, bytes }),
            Err(why) => {
                refused.push(Refused { recipient: owned.owner.name().to_owned(), path: Some(owned.path), why });
            }
        }
    }
    let everyone = files.remove(&Recipient::Everyone).unwrap_or_default();
    if !everyone.is_empty() {
        for unit in book.reporting() {
            files.entry(unit.clone()).or_default().extend(everyone.iter().cloned());
        }
    }
    let mut messages = Vec::new();
    for (recipient, mut attachments) in files {
        attachments.sort_by(|a, b| a.path.cmp(&b.path));
        match letters(&recipient, &attachments, book, texts, occasion) {
            Ok(letters) => messages.extend(letters),
            Err(why) => refused.push(Refused { recipient: recipient.name().to_owned(), path: None, why }),
        }
    }
    (messages, refused)
}

fn letters(
    recipient: &Recipient,
    attachments: &[Attachment],
    book: &Book,
    texts: &Texts,
    occasion: &Occasion<'_>,
) -> Result<Vec<Message>, String> {
    // Base64 makes three bytes four; lines and headers come on top.
    let size = attachments.iter().map(|attachment| attachment.bytes.len() as u64 * 37 / 27 + 1_000).sum::<u64>();
    if size > occasion.max_bytes {
        return Err(format!("附件共 {} MB，超过一封邮件的上限 {} MB，请用别的办法送达", size >> 20, occasion.max_bytes >> 20));
    }
    let contact = book.find(recipient)?;
    let document = document(recipient, &contact, attachments, texts, occasion);
    let subject = document.title().unwrap_or("“三改一平台”材料").to_owned();
    let blocks = document.blocks.into_iter().filter(|block| !matches!(block, Block::Text(Place::Title, _)));
    let body = plain(&Document { blocks: blocks.collect() }, false).trim_start().to_owned();
    let message = |to: String, subject: String| Message {
        recipient: recipient.clone(),
        to,
        subject,
        body: body.clone(),
        attachments: attachments.to_vec(),
    };
    match occasion.test_address {
        Some(address) => {
            let to = valid(address).ok_or_else(|| format!("“{address}”不是邮箱地址"))?;
            Ok(vec![message(to, format!("【试发】{subject}"))])
        }
        None => Ok(contact.addresses.iter().map(|to| message(to.clone(), subject.clone())).collect()),
    }
}

fn document(
    recipient: &Recipient,
    contact: &Contact,
    attachments: &[Attachment],
    texts: &Texts,
    occasion: &Occasion<'_>,
) -> Document {
    let kind = |attachment: &Attachment| attachment.path.split('/').next().unwrap_or_default().to_owned();
    let month_day = |day: Day| format!("{}月{}日", day.month(), day.day());
    let (week, as_of) = (occasion.week, occasion.as_of);
    let table = list(attachments.iter().map(|attachment| (attachment.name.clone(), kind(attachment))));
    let mut facts = Facts::default().tables([&table]);
    for (name, text) in [
        ("县", occasion.county.to_owned()),
        ("年", week.year().to_string()),
        ("周次", week.number().to_string()),
        ("起止", format!("{}—{}", month_day(week.monday()), month_day(week.sunday()))),
        ("截至", format!("{}年{}", as_of.year(), month_day(as_of))),
        ("收件人", recipient.name().to_owned()),
        ("称呼", contact.person.as_ref().map(|person| format!("{person}同志")).unwrap_or_default()),
    ] {
        facts = facts.fact(name, Fact::text(&text));
    }
    let count = |folder: &str| attachments.iter().filter(|attachment| kind(attachment) == folder).count();
    for (name, number) in
        [("附件数", attachments.len()), ("退回数", count("退回")), ("分发数", count("分发")), ("通报数", count("通报"))]
    {
        facts = facts.fact(name, Fact::count(number));
    }
    let template = if matches!(recipient, Recipient::Cadre(_)) { &texts.cadre } else { &texts.unit };
    template.fill(&facts)
}

/// 附件: number, name, kind.
fn list(files: impl Iterator<Item = (String, String)>) -> StatTable {
    let column = |name: &str, kind| StatColumn { name: Arc::from(name), group: None, kind, definition: String::new() };
    let rows = files.enumerate().map(|(at, (name, kind))| {
        let values = [StatValue::Count(at as i64 + 1), StatValue::Text(name.into()), StatValue::Text(kind.into())];
        StatRow { total: false, cells: values.into_iter().map(|value| StatCell { value, formula: None }).collect() }
    });
    StatTable {
        id: Arc::from("附件"),
        title: "附件".to_owned(),
        sheet: Arc::from(""),
        basis: String::new(),
        columns: vec![column("序号", Kind::Count), column("文件名", Kind::Text), column("类别", Kind::Text)],
        rows: rows.collect(),
        chart: None,
    }
}
