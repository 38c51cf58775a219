//! The outbox: a journal, one line a change of state, each flushed to the disk before anything else happens. It stands in 归档/, for it
//! must outlive the outputs.
//!
//! A message is *sending* from before the first byte goes out until the server has answered. Whatever ends in between leaves it so, and then
//! nobody knows whether it arrived: it is *unknown*, and is never sent again unless a person names it.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

/// Its name below 归档/.
const FILE: &str = "发件箱.jsonl";

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Planned,
    /// On its way; in a journal that is read again: unknown.
    Sending,
    Sent,
    /// The connection broke after the text had gone out.
    Unknown,
    /// The server did not take it: it may be sent again.
    Failed,
}

impl State {
    /// The word people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Planned => "待发",
            Self::Sending | Self::Unknown => "不明",
            Self::Sent => "已发",
            Self::Failed => "未发出",
        }
    }
}

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub id: String,
    pub state: State,
    pub week: String,
    pub to: String,
    pub subject: String,
    /// When, as the clock of this machine has it.
    pub at: String,
    /// What the server said, or what went wrong.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reply: String,
}

/// The journal, open and locked.
#[derive(Debug)]
pub struct Outbox {
    file: File,
    last: BTreeMap<String, Entry>,
}

impl Outbox {
    /// Opens the journal for sending.
    ///
    /// # Errors
    /// If another process sends, or the file is unreadable.
    pub fn open(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).with_context(|| format!("不能建立文件夹 {}", folder.display()))?;
        let path = folder.join(FILE);
        let mut file = OpenOptions::new()
            .create(true)
            .read(true)
            .append(true)
            .open(&path)
            .with_context(|| format!("不能打开发件箱 {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => bail!("另一个 sangai mail 正在发邮件，等它完成后再试"),
            Err(TryLockError::Error(error)) => return Err(error).context("不能锁定发件箱"),
        }
        let mut text = String::new();
        file.read_to_string(&mut text).with_context(|| format!("不能读取发件箱 {}", path.display()))?;
        let torn = !text.is_empty() && !text.ends_with('\n');
        let last = entries(&text)?;
        let mut outbox = Self { file, last };
        if torn {
            // The line that a crash cut off says nothing; the next one must not be glued to it.
            outbox.file.write_all(b"\n").and_then(|()| outbox.file.sync_data()).context("不能写发件箱")?;
        }
        Ok(outbox)
    }

    /// What the journal says, without opening it for sending.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn look(folder: &Path) -> Result<BTreeMap<String, Entry>> {
        match std::fs::read_to_string(folder.join(FILE)) {
            Ok(text) => entries(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(error).context("不能读取发件箱"),
        }
    }

    /// The last that is known of a message.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Entry> {
        self.last.get(id)
    }

    /// Writes a line and waits until it is on the disk.
    ///
    /// # Errors
    /// If it cannot be written: then nothing may be sent.
    pub fn write(&mut self, entry: Entry) -> Result<()> {
        let mut line = serde_json::to_vec(&entry)?;
        line.push(b'\n');
        self.file.write_all(&line).and_then(|()| self.file.sync_data()).context("不能写发件箱，为免重发，停止发送")?;
        self.last.insert(entry.id.clone(), entry);
        Ok(())
    }
}

/// The last entry of each message. A line that is no entry is the torn end of a crash, or a damaged file.
fn entries(text: &str) -> Result<BTreeMap<String, Entry>> {
    let mut last = BTreeMap::new();
    let lines: Vec<&str> = text.split('\n').collect();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
        match serde_json::from_str::<Entry>(line) {
            Ok(entry) => {
                last.insert(entry.id.clone(), entry);
            }
            // A cut line has the beginning of an entry and never its end.
            Err(_) if line.starts_with('{') && !line.ends_with('}') || "{\"id\":\"".starts_with(line) => {}
            Err(error) => bail!("发件箱第{}行读不懂（{error}）；弄清哪些发过以前不能再发", at + 1),
        }
    }
    Ok(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, state: State) -> Entry {
        let text = |text: &str| text.to_owned();
        Entry {
            id: text(id),
            state,
            week: text("2022-W20"),
            to: text("a@example.com"),
            subject: text("x"),
            at: text("t"),
            reply: String::new(),
        }
    }

    #[test]
    fn the_last_state_counts_and_a_torn_line_does_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut outbox = Outbox::open(folder.path()).expect("opened");
        outbox.write(entry("1", State::Sending)).expect("written");
        outbox.write(entry("1", State::Sent)).expect("written");
        outbox.write(entry("2", State::Sending)).expect("written");
        assert!(Outbox::open(folder.path()).is_err(), "locked");
        drop(outbox);
        let path = folder.path().join(FILE);
        let whole = std::fs::read(&path).expect("read");
        let cut = whole.len() - 5;
        // The crash came while the last line was written: message 2 had not begun.
        std::fs::write(&path, &whole[..cut]).expect("written");
        let mut outbox = Outbox::open(folder.path()).expect("opened again");
        assert_eq!((outbox.get("1").map(|e| e.state), outbox.get("2")), (Some(State::Sent), None));
        outbox.write(entry("3", State::Unknown)).expect("written");
        drop(outbox);
        let last = Outbox::look(folder.path()).expect("read");
        assert_eq!(last.keys().collect::<Vec<_>>(), ["1", "3"]);
        std::fs::write(&path, "{\"id\": 3}\n").expect("written");
        assert!(Outbox::look(folder.path()).is_err());
    }
}
