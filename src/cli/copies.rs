//! Copies of checked files, with marks and without.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use super::{Console, Exit};
use crate::finding::Finding;
use crate::intake;
use crate::records::Records;
use crate::returns::{self, How};
use crate::run::Declared;
use crate::run::returning::{SUFFIX, by_file, mark as marked, stem};

/// Writes a marked copy of a file, or of each workbook in a bundle; nothing if nothing was found in it.
pub(super) fn mark(
    path: &Path,
    folder: &Path,
    declared: &Declared,
    findings: &[Finding],
    tables: &[Records],
    console: Console,
) -> Result<()> {
    let bytes = fs::read(path).with_context(|| format!("不能读取 {}", path.display()))?;
    let shown: Arc<str> = Arc::from(path.to_string_lossy().replace('\\', "/").as_str());
    let records = by_file(tables.iter().cloned());
    let none = Vec::new();
    for file in intake::with_bytes(&shown, &bytes, &declared.limits(), &declared.settings.passwords) {
        let of_file: Vec<&Finding> = findings.iter().filter(|finding| finding.place.file.as_ref() == Some(&file.file)).collect();
        if of_file.is_empty() {
            console.say(&format!("{}：没有问题，不用标", file.file));
            continue;
        }
        let returned = marked(&file, &of_file, records.get(&file.file).unwrap_or(&none))?;
        let name = stem(&file.file).trim_end_matches(&format!("_{SUFFIX}")).to_owned();
        let target = folder.join(format!("{name}_{SUFFIX}.{}", returned.extension));
        write(&target, path, &returned.bytes)?;
        let how = match returned.how {
            How::Patched => "",
            How::Converted => "（转成了 .xlsx，行号、列号不变）",
            How::ListOnly => "（只有修改清单）",
        };
        console.say(&format!("已写出 {}{how}", target.display()));
    }
    Ok(())
}

/// Writes copies without marks.
pub(super) fn unmark(files: &[PathBuf], folder: &Path, console: Console) -> Result<Exit> {
    for path in files {
        let bytes = fs::read(path).with_context(|| format!("不能读取 {}", path.display()))?;
        let clean = returns::unmarked(&bytes).with_context(|| format!("{} 不是带标记的工作簿", path.display()))?;
        let Some(clean) = clean else {
            console.say(&format!("{}：没有标记", path.display()));
            continue;
        };
        let name = path.file_name().map(|name| name.to_string_lossy().replace(&format!("_{SUFFIX}"), "")).unwrap_or_default();
        let target = folder.join(name);
        write(&target, path, &clean)?;
        console.say(&format!("已写出 {}", target.display()));
    }
    Ok(Exit::Done)
}

/// Writes a copy, never over the file itself.
fn write(target: &Path, source: &Path, bytes: &[u8]) -> Result<()> {
    let folder = target.parent().unwrap_or(target);
    fs::create_dir_all(folder).with_context(|| format!("不能建立文件夹 {}", folder.display()))?;
    if target.exists() && fs::canonicalize(target)? == fs::canonicalize(source)? {
        bail!("{} 就是原文件，请换一个目录", target.display());
    }
    fs::write(target, bytes).with_context(|| format!("不能写入 {}", target.display()))
}
