//! Files that are on the disk when this says so, and errors that name the file in plain words.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, ensure};
use sha2::{Digest, Sha256};

use super::manifest::hex;

/// An error of the file system in words: what could not be done to which file, and what helps.
pub(super) fn named(deed: &str, path: &Path, error: &io::Error) -> anyhow::Error {
    let help = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "磁盘空间不足，请清理后再运行",
        ErrorKind::ReadOnlyFilesystem => "这个磁盘是只读的",
        ErrorKind::PermissionDenied => "没有权限，或者文件正被别的程序打开（Excel、WPS），请关闭后再运行",
        ErrorKind::ResourceBusy => "正被别的程序使用（Excel、WPS），请关闭后再运行",
        _ if cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33)) => "正被别的程序打开（Excel、WPS），请关闭后再运行",
        _ => return anyhow!("不能{deed} {}：{error}", path.display()),
    };
    anyhow!("不能{deed} {}：{help}", path.display())
}

/// Makes a folder and those above it.
pub(super) fn make_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|error| named("建立文件夹", folder, &error))
}

/// Has the names of a folder on the disk.
pub(super) fn sync_folder(folder: &Path) -> Result<()> {
    // Windows opens no folders as files and writes their names through.
    if cfg!(unix) {
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(|error| named("写入文件夹", folder, &error))?;
    }
    Ok(())
}

/// Renames, and has the new name on the disk.
pub(super) fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|error| named("写入", to, &error))?;
    to.parent().map_or(Ok(()), sync_folder)
}

/// Removes a folder with all that is in it; it may be missing.
pub(super) fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(named("删除", folder, &error)),
        _ => Ok(()),
    }
}

/// Hash and size of a file.
pub(super) fn digest_of(path: &Path) -> io::Result<(String, u64)> {
    let mut counted = Digesting::new(io::sink());
    let mut file = File::open(path)?;
    io::copy(&mut file, &mut counted)?;
    Ok(counted.finish())
}

/// A writer that hashes what passes.
pub(super) struct Digesting<W> {
    inner: W,
    hash: Sha256,
    bytes: u64,
}

impl<W: Write> Digesting<W> {
    pub(super) fn new(inner: W) -> Self {
        Self { inner, hash: Sha256::new(), bytes: 0 }
    }
    /// Hash and size of what passed.
    pub(super) fn finish(self) -> (String, u64) {
        (hex(&self.hash.finalize()), self.bytes)
    }
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(buffer)?;
        self.hash.update(buffer.get(..count).unwrap_or_default());
        self.bytes += count as u64;
        Ok(count)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// A folder being filled before it gets its name. What is left of an earlier one is removed first.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) folder: PathBuf,
    /// Path and hash of what was written.
    files: Vec<(PathBuf, String)>,
}

impl Stage {
    pub(super) fn create(folder: PathBuf) -> Result<Self> {
        remove(&folder)?;
        make_folder(&folder)?;
        Ok(Self { folder, files: Vec::new() })
    }

    /// Writes a file, its folders as needed; gives hash and size.
    pub(super) fn write(&mut self, path: &str, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(String, u64)> {
        let path = self.folder.join(path);
        if let Some(folder) = path.parent() {
            make_folder(folder)?;
        }
        let write = || {
            let created = OpenOptions::new().write(true).create_new(true).open(&path)?;
            let mut out = Digesting::new(BufWriter::with_capacity(1 << 16, created));
            fill(&mut out)?;
            out.flush()?;
            Ok(out.finish())
        };
        let (hash, bytes) = write().map_err(|error| named("写入", &path, &error))?;
        self.files.push((path, hash.clone()));
        Ok((hash, bytes))
    }

    /// Copies a file.
    pub(super) fn copy(&mut self, from: &Path, to: &str) -> Result<(String, u64)> {
        let mut source = File::open(from).map_err(|error| named("读取", from, &error))?;
        let mut failed = None;
        let written = self.write(to, |out| {
            let mut buffer = vec![0; 1 << 16];
            loop {
                match source.read(&mut buffer) {
                    Ok(0) => return Ok(()),
                    Ok(count) => out.write_all(buffer.get(..count).unwrap_or_default())?,
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => {
                        failed = Some(named("读取", from, &error));
                        return Err(io::Error::other("input"));
                    }
                }
            }
        });
        failed.map_or(written, Err)
    }

    /// Has everything on the disk, folders last, and makes sure that it reads as it was written.
    pub(super) fn settle(&self) -> Result<()> {
        for (path, _) in &self.files {
            let file = OpenOptions::new().write(true).open(path).and_then(|file| file.sync_all());
            file.map_err(|error| named("写入", path, &error))?;
        }
        let mut folders: Vec<&Path> = Vec::new();
        for (path, _) in &self.files {
            let inside = path.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.folder));
            folders.extend(inside);
        }
        folders.push(&self.folder);
        // The deepest first: a folder's name is safe before what it names is offered.
        folders.sort_by_key(|folder| (std::cmp::Reverse(folder.components().count()), folder.to_path_buf()));
        folders.dedup();
        folders.into_iter().try_for_each(sync_folder)?;
        for (path, hash) in &self.files {
            let (read, _) = digest_of(path).map_err(|error| named("读取", path, &error))?;
            ensure!(read == *hash, "{} 写入后读出来不一样，磁盘可能有故障", path.display());
        }
        Ok(())
    }
}

/// All files below a folder as paths relative to it with `/`, sorted; links are not followed. None if there is no such folder.
pub(super) fn files_below(folder: &Path) -> io::Result<Vec<String>> {
    let mut files = Vec::new();
    walk(folder, "", &mut files)?;
    files.sort();
    Ok(files)
}

fn walk(folder: &Path, prefix: &str, files: &mut Vec<String>) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if prefix.is_empty() && error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.push(name);
        }
    }
    Ok(())
}
