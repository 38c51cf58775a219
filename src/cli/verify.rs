//! `sangai verify`: is the archive whole, and if not, what is missing or changed.

use anyhow::{Result, anyhow, ensure};
use serde_json::json;

use super::args::Verify;
use super::{Console, Exit};
use crate::archive::{self, Verified};
use crate::settings::{Office, Week};

/// Looks at an office's archive; it changes nothing.
///
/// # Errors
/// If there is no archive, or not of this week.
pub(super) fn verify(args: &Verify, console: Console) -> Result<Exit> {
    let office = Office::new(&args.dir);
    let week = match &args.week {
        None => None,
        Some(text) => {
            let year = office.settings().map_or(2022, |settings| settings.year);
            Some(Week::read(text, year).ok_or_else(|| anyhow!("“{text}”不是一周，应写成 2022-W20"))?)
        }
    };
    let found = archive::verify(&office, week)?;
    ensure!(
        !found.weeks.is_empty(),
        "{} 里没有{}归档",
        args.dir.display(),
        week.map_or_else(String::new, |week| format!(" {week} 的"))
    );
    if args.json {
        console.result(&serde_json::to_string(&document(&found))?)?;
    } else {
        console.result(&text(&found))?;
    }
    Ok(if found.faults.is_empty() { Exit::Done } else { Exit::Faults })
}

fn document(found: &Verified) -> serde_json::Value {
    let weeks: Vec<_> = found.weeks.iter().map(|(week, n)| json!({ "week": week.to_string(), "revisions": n })).collect();
    let fault = |f: &archive::Fault| json!({ "path": f.path, "what": f.what.json(), "message": f.what.label() });
    json!({
        "schema": "sangai.verify/1", "whole": found.faults.is_empty(), "weeks": weeks, "files": found.files,
        "faults": found.faults.iter().map(fault).collect::<Vec<_>>(), "notes": found.notes,
    })
}

fn text(found: &Verified) -> String {
    let revisions: usize = found.weeks.iter().map(|(_, revisions)| revisions).sum();
    let faults = found.faults.iter().map(|fault| format!("  {}：{}", fault.path, fault.what.label()));
    let notes = found.notes.iter().map(|note| format!("  提示：{note}"));
    let verdict = match found.faults.len() {
        0 => "归档完整".to_owned(),
        n => format!("归档不完整，{n}处：缺失或改动过的请从备份恢复；收件还在的，也可以对那一周重新运行 sangai run --week"),
    };
    let head = format!("核对了{}周、{revisions}版、{}个文件：{verdict}", found.weeks.len(), found.files);
    std::iter::once(head).chain(faults).chain(notes).collect::<Vec<_>>().join("\n")
}
