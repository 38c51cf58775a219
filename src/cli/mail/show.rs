//! What the command says: for people, and as `sangai.mail/1`.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::{Value as Json, json};

use super::office::Desk;
use super::{Console, is_unknown};
use crate::cli::args::Mail;
use crate::mail::{Entry, Message, State};

/// What would be sent.
pub(super) fn plan(desk: &Desk, known: &BTreeMap<String, Entry>, args: &Mail, console: Console) -> Result<()> {
    if args.json {
        return Ok(console.result(&serde_json::to_string(&document(desk, known))?)?);
    }
    let mut lines: Vec<String> = Vec::new();
    for message in &desk.messages {
        lines.push(line(message, known.get(&message.id())));
        lines.push(format!("    主题：{}", message.subject));
        lines.extend(message.attachments.iter().map(|a| format!("    附件：{}（{} KB）", a.name, a.bytes.len().div_ceil(1024))));
    }
    lines.extend(refusals(desk));
    let count = |wanted: fn(State) -> bool| desk.messages.iter().filter(|m| state(m, known).is_some_and(wanted)).count();
    let (sent, unknown) = (count(|s| s == State::Sent), count(is_unknown));
    let waiting = desk.messages.len() - sent - unknown;
    lines.push(format!(
        "{}：共 {} 封，待发 {waiting} 封，已发 {sent} 封，不明 {unknown} 封",
        desk.week.label(),
        desk.messages.len()
    ));
    lines.extend(hints(desk, known));
    lines.push("这是预览，没有发送。写成文件用 --eml 目录，先发给自己看用 --send --to 邮箱，正式发送用 --send。".to_owned());
    Ok(console.result(&lines.join("\n"))?)
}

/// What became of it.
pub(super) fn outcome(desk: &Desk, known: &BTreeMap<String, Entry>, args: &Mail, console: Console) -> Result<()> {
    if args.json {
        return Ok(console.result(&serde_json::to_string(&document(desk, known))?)?);
    }
    let sent = desk.messages.iter().filter(|message| state(message, known) == Some(State::Sent)).count();
    let mut lines = vec![format!("{}：共 {} 封，已发 {sent} 封", desk.week.label(), desk.messages.len())];
    let failed = desk.messages.iter().filter(|message| state(message, known) != Some(State::Sent));
    lines.extend(failed.map(|message| line(message, known.get(&message.id()))));
    lines.extend(refusals(desk));
    lines.extend(hints(desk, known));
    Ok(console.result(&lines.join("\n"))?)
}

/// One line a message.
pub(super) fn line(message: &Message, entry: Option<&Entry>) -> String {
    let reply = entry.map(|entry| entry.reply.trim()).filter(|reply| !reply.is_empty()).map(|reply| format!("（{reply}）"));
    let state = entry.map_or(State::Planned, |entry| entry.state).label();
    format!("[{state}] {} <{}> {}{}", message.recipient.name(), message.to, message.id(), reply.unwrap_or_default())
}

fn refusals(desk: &Desk) -> impl Iterator<Item = String> {
    desk.refused.iter().map(|refused| {
        let path = refused.path.as_ref().map(|path| format!(" {path}")).unwrap_or_default();
        format!("[不发] {}{path}：{}", refused.recipient, refused.why)
    })
}

fn hints(desk: &Desk, known: &BTreeMap<String, Entry>) -> Option<String> {
    let unknown = desk.messages.iter().find(|message| state(message, known).is_some_and(is_unknown))?;
    Some(format!(
        "“不明”的邮件发到一半连接断了，不知道对方收到没有。请先问收件人；确实没收到的，用 --send --resend-unknown {} 重发（每封写一次）。",
        unknown.id()
    ))
}

fn state(message: &Message, known: &BTreeMap<String, Entry>) -> Option<State> {
    known.get(&message.id()).map(|entry| entry.state)
}

fn document(desk: &Desk, known: &BTreeMap<String, Entry>) -> Json {
    let message = |message: &Message| {
        let id = message.id();
        let entry = known.get(&id);
        let state = match entry.map_or(State::Planned, |entry| entry.state) {
            State::Sending => State::Unknown,
            state => state,
        };
        json!({
            "recipient": message.recipient, "to": message.to, "subject": message.subject, "state": state,
            "at": entry.map(|entry| &entry.at), "reply": entry.map(|entry| &entry.reply),
            "attachments": message.attachments.iter()
                .map(|a| json!({ "path": a.path, "name": a.name, "bytes": a.bytes.len() })).collect::<Vec<_>>(),
            "id": id,
        })
    };
    let refused = desk.refused.iter().map(|r| json!({ "recipient": r.recipient, "path": r.path, "reason": r.why }));
    json!({
        "schema": "sangai.mail/1", "week": desk.week.to_string(),
        "messages": desk.messages.iter().map(message).collect::<Vec<_>>(),
        "refused": refused.collect::<Vec<_>>(),
    })
}
