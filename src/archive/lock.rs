//! One run at a time in an office folder: the operating system holds the lock, so that a run that died holds none.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};

use super::disk::{make_folder, named};
use crate::settings::Office;

/// The file that is locked; it stays, empty.
const LOCK: &str = ".lock";
/// Who holds it, beside it: a locked file cannot be read everywhere.
const HOLDER: &str = ".holder";

/// The lock of an office, held until dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
    holder: PathBuf,
    /// The run before did not come to its end.
    pub taken_over: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct Holder {
    pid: u32,
    host: String,
    /// Seconds since 1970.
    since: u64,
}

/// Takes the lock.
///
/// # Errors
/// If another run holds it (named with process, host and since when), or 归档/ cannot be written.
pub fn lock(office: &Office) -> Result<Lock> {
    let folder = office.archive();
    make_folder(&folder)?;
    let (path, holder) = (folder.join(LOCK), folder.join(HOLDER));
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(|error| named("写入", &path, &error))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => bail!("{}", in_use(office.root(), &holder)),
        // Some network drives know no locks: better a run without than none.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
        Err(TryLockError::Error(error)) => return Err(named("锁定", &path, &error)),
    }
    let taken_over = holder.exists();
    let own = Holder { pid: std::process::id(), host: host(), since: now() };
    let text = serde_json::to_string(&own)?;
    fs::write(&holder, text).map_err(|error| named("写入", &holder, &error))?;
    Ok(Lock { _file: file, holder, taken_over })
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.holder);
    }
}

fn in_use(root: &Path, holder: &Path) -> String {
    let who = fs::read_to_string(holder).ok().and_then(|text| serde_json::from_str::<Holder>(&text).ok());
    let who = who.map_or_else(
        || "另一个 sangai 正在运行".to_owned(),
        |h| format!("另一个 sangai 正在运行：进程 {}，主机 {}，{}前开始", h.pid, h.host, span(now().saturating_sub(h.since))),
    );
    format!("{}：{who}。等它结束后再运行", root.display())
}

/// A span of seconds as people say it.
fn span(seconds: u64) -> String {
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, s) => format!("{s}秒"),
        (0, m, s) => format!("{m}分{s}秒"),
        (h, m, _) => format!("{h}小时{m}分"),
    }
}

/// The only clock: for people who wait, never in an output.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn host() -> String {
    let named = || ["HOSTNAME", "COMPUTERNAME"].iter().find_map(|name| std::env::var(name).ok());
    let linux = || fs::read_to_string("/proc/sys/kernel/hostname").ok().map(|name| name.trim().to_owned());
    linux().or_else(named).unwrap_or_else(|| "未知".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_holds_the_lock_and_a_dead_one_is_no_obstacle() {
        let folder = tempfile::tempdir().expect("a folder");
        let office = Office::new(folder.path());
        let first = lock(&office).expect("free");
        assert!(!first.taken_over);
        let told = lock(&office).expect_err("held").to_string();
        assert!(told.contains(&format!("进程 {}", std::process::id())) && told.contains("秒前开始"), "{told}");
        drop(first);
        fs::write(office.archive().join(HOLDER), "{\"pid\":1,\"host\":\"甲\",\"since\":0}").expect("left by a dead run");
        assert!(lock(&office).expect("free again").taken_over);
        assert_eq!(span(59), "59秒");
        assert_eq!(span(3 * 3600 + 61), "3小时1分");
    }
}
