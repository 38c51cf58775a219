//! `sangai check`: the same reading and checking for single files, before they are sent.

use std::path::Path;

use anyhow::{Result, anyhow};
use serde_json::json;

use super::args::Check;
use super::{Console, Exit, copies, declarations};
use crate::finding::{Finding, Severity};
use crate::forms::FormRole;
use crate::identity::Units;
use crate::records::{Period, Records};
use crate::run::{Declared, Reader, document, single};
use crate::settings::Office;
use crate::value::Day;
use crate::value::day::{Edge, parse};

/// Prints the findings of each file; writes marked or unmarked copies where asked to.
///
/// # Errors
/// If a date or the office's declarations do not parse, a copy cannot be written, or stdout is closed.
pub(super) fn check(args: &Check, console: Console) -> Result<Exit> {
    if let Some(folder) = &args.unmark {
        return copies::unmark(&args.files, folder, console);
    }
    if let Some(dir) = &args.declarations {
        return check_declarations(dir, args.json, console);
    }
    let declared = declarations(args.office.as_deref(), args.year)?;
    let cut_off = args.as_of.as_deref().map(day).transpose()?;
    let (mut findings, mut read) = (Vec::new(), 0);
    for path in &args.files {
        let (tables, mut found) = file(path, &declared, cut_off)?;
        for finding in &mut found {
            declared.settings.regrade(finding);
        }
        read += tables.iter().map(|records| records.rows.len()).sum::<usize>();
        if let Some(folder) = &args.mark {
            copies::mark(path, folder, &declared, &found, &tables, console)?;
        }
        findings.extend(found);
    }
    findings.sort();
    let faults = findings.iter().filter(|f| f.severity == Severity::Error).count();
    if args.json {
        let list: Vec<_> = findings.iter().map(document::finding).collect();
        console.result(&serde_json::to_string_pretty(&json!({ "schema": "sangai.check/1", "rows": read, "findings": list }))?)?;
    } else {
        console.result(&text(&findings, read, console))?;
    }
    Ok(if faults > 0 {
        Exit::Faults
    } else if read == 0 {
        Exit::NothingRead
    } else {
        Exit::Done
    })
}

/// Prints every mistake in an office's declarations.
fn check_declarations(dir: &Path, as_json: bool, console: Console) -> Result<Exit> {
    let office = Office::new(dir);
    let mistakes = Declared::mistakes(&office);
    if as_json {
        let list: Vec<_> = mistakes.iter().map(|m| json!({ "file": m.file, "line": m.line, "message": m.message })).collect();
        console.result(&serde_json::to_string_pretty(&json!({ "schema": "sangai.declarations/1", "mistakes": list }))?)?;
    } else if mistakes.is_empty() {
        console.result("声明没有问题：设置、表样、报表、关系都读得懂，名称都对得上")?;
    } else {
        let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        console.result(&format!("{}\n共{}处", lines.join("\n"), mistakes.len()))?;
    }
    Ok(if mistakes.is_empty() { Exit::Done } else { Exit::Usage })
}

fn day(text: &str) -> Result<Day> {
    let read = parse(text, 0, Edge::Start).map_err(|_| anyhow!("“{text}”不是日期，应写成 2022-05-22"))?;
    Ok(read.date.last())
}

fn file(path: &Path, declared: &Declared, cut_off: Option<Day>) -> Result<(Vec<Records>, Vec<Finding>)> {
    let (submitted, mut findings) = single(path, declared)?;
    let last = cut_off.unwrap_or_else(|| declared.settings.year_end());
    let given = |name: &str| declared.settings.given(name, last);
    let period = Period { year: declared.settings.year, cut_off: last };
    let units = Units::default();
    let (reading, found) =
        Reader { declared, role: FormRole::Submission, units: &units, given: &given, period, week: None }.read(&submitted);
    findings.extend(found);
    Ok((reading.tables.into_iter().map(|(records, _)| records).collect(), findings))
}

fn text(findings: &[Finding], read: usize, console: Console) -> String {
    let mut lines: Vec<String> = Vec::new();
    for f in findings {
        lines.push(format!("{} {} {}", console.severity(f.severity), f.code, f.place));
        lines.push(format!("    {}", f.message));
        if !f.suggestion.is_empty() {
            lines.push(format!("    怎么改：{}", f.suggestion));
        }
    }
    let count = |s| findings.iter().filter(|f| f.severity == s).count();
    lines.push(format!(
        "读到{read}行；错误{}处、警告{}处、提示{}处",
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Note)
    ));
    lines.join("\n")
}
