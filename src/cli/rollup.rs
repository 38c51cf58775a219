//! `sangai rollup`: the archives of several offices as one level's input.

use anyhow::{Result, anyhow};
use serde_json::{Value as Json, json};

use super::args::Rollup;
use super::run::write_json;
use super::{Console, Exit};
use crate::run::document;
use crate::run::rollup::{self, Level, Rolled};
use crate::settings::{Office, Week};

/// Joins the offices' ledgers of a week and writes the level's summary.
///
/// # Errors
/// Whatever keeps it from its end; the exit status is then 2.
pub(super) fn rollup(args: &Rollup, console: Console) -> Result<Exit> {
    let week = match &args.week {
        None => None,
        Some(text) => Some(Week::read(text, 2022).ok_or_else(|| anyhow!("“{text}”不是一周，应写成 2022-W20"))?),
    };
    let (week, offices) = rollup::offices(&args.dirs, week)?;
    let out = Office::new(&args.out);
    let folder = args.out.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = args.name.clone().or(folder).unwrap_or_default();
    let level = Level::load(&out, &name, week.year())?;
    console.say(&format!("正在汇总 {}：{}个办公目录…", week.label(), offices.len()));
    let rolled = rollup::rollup(offices, week, &level, &out)?;
    let to_stdout = args.json.as_ref().is_some_and(|path| path.as_os_str() == "-");
    match &args.json {
        Some(_) if to_stdout => console.result(&serde_json::to_string(&document(&rolled, &level))?)?,
        Some(path) => write_json(path, &document(&rolled, &level))?,
        None => {}
    }
    if !to_stdout {
        console.say(&report(&rolled));
    }
    Ok(Exit::Done)
}

/// `sangai.rollup/1`: as `sangai.run/1`, with the offices in place of the submissions. Files in origins begin with their office.
fn document(rolled: &Rolled, level: &Level) -> Json {
    let (tables, figures) = document::statistics(&rolled.statistics);
    let offices = rolled.offices.iter().zip(&rolled.submissions).map(|(lower, row)| {
        let revision = lower.revision.as_ref().map(|revision| revision.manifest.revision);
        json!({ "name": &*lower.name, "dir": lower.dir.to_string_lossy(), "revision": revision, "rows": row.rows.kept })
    });
    json!({
        "schema": "sangai.rollup/1",
        "name": &*level.settings.county,
        "week": rolled.week.to_string(),
        "as_of": rolled.as_of.to_string(),
        "offices": offices.collect::<Vec<_>>(),
        "findings": rolled.findings.iter().map(document::finding).collect::<Vec<_>>(),
        "ledger": document::ledger(&rolled.ledger),
        "tables": tables,
        "figures": figures,
        "outputs": rolled.outputs.iter().map(|o| json!({ "path": o.path, "kind": o.kind, "sha256": o.sha256 })).collect::<Vec<_>>(),
    })
}

fn report(rolled: &Rolled) -> String {
    let there = rolled.offices.iter().filter(|lower| lower.revision.is_some()).count();
    let rows: u32 = rolled.submissions.iter().map(|row| row.rows.kept).sum();
    let mut lines = rolled.notes.clone();
    lines.push(format!("{there}个地区，{rows}行台账"));
    let absent = rolled.offices.iter().filter(|lower| lower.revision.is_none()).map(|lower| &*lower.name).collect::<Vec<_>>();
    if !absent.is_empty() {
        lines.push(format!("没有这一周归档的：{}", absent.join("、")));
    }
    lines.push(format!("发现问题{}处，见汇总工作簿的问题清单", rolled.findings.len()));
    lines.push(format!("已归档：归档/{}/第{}版", rolled.week, rolled.revision));
    lines.extend(rolled.outputs.iter().map(|output| format!("已写出 {}", output.path)));
    lines.join("\n")
}
