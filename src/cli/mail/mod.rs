//! `sangai mail`: shows the week's messages; writes them as .eml; sends them.

mod office;
mod show;

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};

use super::args::Mail;
use super::{Console, Exit};
use crate::mail::{self, Entry, Manner, Message, Outbox, Smtp, State};
use crate::settings::Office;
use office::Desk;

/// The command.
///
/// # Errors
/// Whatever keeps it from its end: no run, a mistake in a template, settings that do not suffice for sending.
pub(super) fn mail(args: &Mail, console: Console) -> Result<Exit> {
    let office = Office::new(&args.dir);
    let desk = Desk::open(&office, args)?;
    let known = Outbox::look(&office.archive())?;
    if let Some(folder) = &args.eml {
        write(folder, &desk)?;
        console.say(&format!("已写出 {} 封邮件到 {}", desk.messages.len(), folder.display()));
    }
    if let Some(id) = args.resend_unknown.iter().find(|id| !known.get(*id).is_some_and(|entry| is_unknown(entry.state))) {
        bail!("没有编号为“{id}”的不明邮件；编号见 sangai mail 的输出");
    }
    if !args.send {
        show::plan(&desk, &known, args, console)?;
        return Ok(Exit::Done);
    }
    send(&office, &desk, args, console)
}

const fn is_unknown(state: State) -> bool {
    matches!(state, State::Unknown | State::Sending)
}

fn send(office: &Office, desk: &Desk, args: &Mail, console: Console) -> Result<Exit> {
    let mut carrier = Smtp { settings: &desk.settings.mail, password: office::password(&desk.settings.mail, office)? };
    if desk.settings.mail.host.is_empty() {
        bail!("设置里没有写邮件服务器：请在 sangai.toml 的 [mail] 里填 host、port、user、from");
    }
    let mut outbox = Outbox::open(&office.archive())?;
    let mut tell = |message: &Message, entry: &Entry| console.say(&show::line(message, Some(entry)));
    let mut wait = |seconds: u32| std::thread::sleep(Duration::from_secs(seconds.into()));
    let mut manner = Manner {
        week: desk.week.to_string(),
        from: desk.from(),
        interval: desk.settings.mail.interval_seconds,
        resend: &args.resend_unknown,
        now: &now,
        wait: &mut wait,
        tell: &mut tell,
    };
    mail::send(&desk.messages, &mut outbox, &mut carrier, &mut manner)?;
    drop(outbox);
    let known = Outbox::look(&office.archive())?;
    show::outcome(desk, &known, args, console)?;
    let all_sent = desk.messages.iter().all(|message| known.get(&message.id()).is_some_and(|entry| entry.state == State::Sent));
    Ok(if all_sent && desk.refused.is_empty() { Exit::Done } else { Exit::PartlySent })
}

/// The clock, for the Date header and the journal; nothing that is computed depends on it.
fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    mail::rfc5322(i64::try_from(seconds).unwrap_or(i64::MAX / 2))
}

/// One .eml a message, numbered in the order of the recipients.
fn write(folder: &Path, desk: &Desk) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("不能建立文件夹 {}", folder.display()))?;
    for (at, message) in desk.messages.iter().enumerate() {
        let fit = |c: char| c.is_alphanumeric() || matches!(c, '（' | '）' | '-' | '_');
        let name: String = message.recipient.name().chars().filter(|c| fit(*c)).take(40).collect();
        let path = folder.join(format!("{:03}_{name}.eml", at + 1));
        // The header by which Outlook opens a file as a draft.
        let draft = [b"X-Unsent: 1\r\n".as_slice(), &message.to_bytes(&desk.from(), &now())].concat();
        fs::write(&path, draft).with_context(|| format!("不能写入 {}", path.display()))?;
    }
    Ok(())
}
