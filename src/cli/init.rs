//! `sangai init`: an office folder that works from the first minute.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use include_dir::{Dir, DirEntry, include_dir};
use serde_json::json;

use super::args::Init;
use super::{Console, Exit};
use crate::blanks::{Order, workbook};
use crate::forms::{FormRole, Forms};
use crate::identity::{CONFLICT_DECISIONS, NAME_DECISIONS, PROJECT_DECISIONS, WAIVERS};
use crate::settings::Settings;
use crate::value::Day;

static DEMO: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/samples/青岚县");

/// Writes the folder; an existing settings file is never overwritten.
///
/// # Errors
/// If the folder cannot be written, or holds an office already.
pub(super) fn init(args: &Init, console: Console) -> Result<Exit> {
    let dir = &args.dir;
    if dir.join("sangai.toml").exists() {
        bail!("{}里已经有 sangai.toml，没有改动任何文件。换一个目录，或直接运行 sangai run", dir.display());
    }
    let mut written = Vec::new();
    if args.demo {
        unpack(&DEMO, dir, &mut written)?;
    } else {
        write(dir, "sangai.toml", Settings::template(&args.county, args.year).as_bytes(), &mut written)?;
        blank_lists(dir, args.year, &mut written)?;
        fs::create_dir_all(dir.join("收件")).context("不能建立 收件/")?;
    }
    if args.json {
        console.result(&serde_json::to_string_pretty(
            &json!({ "schema": "sangai.init/1", "dir": dir.to_string_lossy(), "written": written }),
        )?)?;
    } else {
        console.result(&next_steps(dir, args.demo))?;
    }
    Ok(Exit::Done)
}

fn blank_lists(dir: &Path, year: i16, written: &mut Vec<String>) -> Result<()> {
    let forms = Forms::built_in();
    let date = Day::new(year, 1, 1).with_context(|| format!("年度{year}不对"))?;
    for form in forms.iter() {
        let folder = match form.role {
            FormRole::Reference if [NAME_DECISIONS, CONFLICT_DECISIONS, PROJECT_DECISIONS, WAIVERS].contains(&&*form.name) => {
                "名录/裁定"
            }
            FormRole::Reference => "名录",
            FormRole::Submission => "空白表样",
            FormRole::Computed => continue,
        };
        write(dir, &format!("{folder}/{}.xlsx", form.name), &workbook(&Order::blank(form, date))?, written)?;
    }
    Ok(())
}

fn write(dir: &Path, name: &str, bytes: &[u8], written: &mut Vec<String>) -> Result<()> {
    let path = dir.join(name);
    let parent = path.parent().unwrap_or(dir);
    fs::create_dir_all(parent).with_context(|| format!("不能建立目录 {}", parent.display()))?;
    fs::write(&path, bytes).with_context(|| format!("不能写入 {}", path.display()))?;
    written.push(name.to_owned());
    Ok(())
}

/// Copies what an office is given; what a run wrote into the sample folder is left out.
fn unpack(source: &Dir<'_>, dir: &Path, written: &mut Vec<String>) -> Result<()> {
    for item in source.entries() {
        match item {
            DirEntry::Dir(inner) if inner.path().starts_with("输出") || inner.path().starts_with("归档") => {}
            DirEntry::Dir(inner) => unpack(inner, dir, written)?,
            DirEntry::File(file) => write(dir, &file.path().to_string_lossy().replace('\\', "/"), file.contents(), written)?,
        }
    }
    Ok(())
}

fn next_steps(dir: &Path, demo: bool) -> String {
    let dir = dir.display();
    if demo {
        format!("已建好样例办公目录 {dir}。\n接着运行：sangai run {dir}")
    } else {
        format!(
            "已建好办公目录 {dir}：\n  1. 填好 名录/ 里的规上工业企业名录、单位名单、包联安排\n  2. 把各单位报来的文件原样放进 收件/年-周/，如 收件/2022-W20/\n  3. 运行：sangai run {dir}"
        )
    }
}
