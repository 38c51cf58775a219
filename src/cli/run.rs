//! `sangai run`: the weekly job, and what it says about itself.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use super::args::Run;
use super::{Console, Exit};
use crate::finding::Severity;
use crate::run::{self, Declared, Outcome, document};
use crate::settings::{Office, Week};
use crate::workbook::summary::{SubmissionRow, SubmissionStatus};

/// Runs a week, and before it the earlier ones that were never run, so that history is whole.
///
/// # Errors
/// Whatever keeps a run from its end; the exit status is then 2.
pub(super) fn run(args: &Run, console: Console) -> Result<Exit> {
    let office = Office::new(&args.dir);
    let declared = Declared::load(&office)?;
    let week = if let Some(text) = &args.week {
        Week::read(text, declared.settings.year).ok_or_else(|| anyhow!("“{text}”不是一周，应写成 2022-W20"))?
    } else {
        let newest = run::newest_week(&office, &declared)?;
        for missed in run::missed_weeks(&office, &declared, newest)? {
            console.say(&format!("{}收到过材料但没有归档，先补上", missed.label()));
            one(&office, &declared, missed, args, console)?;
        }
        newest
    };
    let outcome = one(&office, &declared, week, args, console)?;
    match &args.json {
        Some(path) if path.as_os_str() == "-" => console.result(&serde_json::to_string(&json(&outcome))?)?,
        Some(path) => write_json(path, &json(&outcome))?,
        None => {}
    }
    Ok(exit(args, &outcome))
}

/// One week, and what it says of itself.
fn one(office: &Office, declared: &Declared, week: Week, args: &Run, console: Console) -> Result<Outcome> {
    console.say(&format!("正在处理 {}（{}）…", week.label(), args.dir.display()));
    let outcome = run::week(office, declared, week)?;
    for note in &outcome.notes {
        console.say(note);
    }
    for row in &outcome.submissions {
        console.detail(&line(row));
    }
    if args.json.as_ref().is_none_or(|path| path.as_os_str() != "-") {
        console.say(&report(&outcome));
    }
    Ok(outcome)
}

fn exit(args: &Run, outcome: &Outcome) -> Exit {
    let read = |row: &SubmissionRow| row.rows.read > 0;
    if !outcome.submissions.iter().any(read) {
        Exit::NothingRead
    } else if args.strict && outcome.count(Severity::Error) > 0 {
        Exit::Faults
    } else {
        Exit::Done
    }
}

pub(super) fn write_json(path: &Path, document: &Json) -> Result<()> {
    fs::write(path, serde_json::to_vec(document)?).with_context(|| format!("不能写入 {}", path.display()))
}

/// `sangai.run/1`.
fn json(outcome: &Outcome) -> Json {
    let (tables, figures) = document::statistics(&outcome.statistics);
    json!({
        "schema": "sangai.run/1",
        "week": outcome.week.to_string(),
        "as_of": outcome.as_of.to_string(),
        "submissions": outcome.submissions.iter().filter(|row| row.file.is_some()).map(submission).collect::<Vec<_>>(),
        "findings": outcome.findings.iter().map(document::finding).collect::<Vec<_>>(),
        "ledger": document::ledger(&outcome.ledger),
        "tables": tables,
        "figures": figures,
        "outputs": outcome.outputs.iter().map(|o| json!({ "path": o.path, "kind": o.kind, "sha256": o.sha256 })).collect::<Vec<_>>(),
    })
}

fn submission(row: &SubmissionRow) -> Json {
    let r = &row.rows;
    let named = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    json!({
        "file": row.file.as_deref(), "sheet": row.sheet.as_deref(), "unit": named(&row.unit), "form": named(&row.form),
        "status": status(row.status), "zero_report": row.status == SubmissionStatus::ZeroReport,
        "received": row.receipt.map(|receipt| receipt.at.to_string()), "received_by": row.receipt.map(|receipt| receipt.evidence.label()),
        "timing": row.timing.label(),
        "rows": { "read": r.read, "kept": r.kept, "merged": r.merged, "held": r.held, "set_apart": r.set_apart, "no_data": r.no_data },
    })
}

const fn status(status: SubmissionStatus) -> &'static str {
    match status {
        SubmissionStatus::Accepted | SubmissionStatus::ZeroReport => "accepted",
        SubmissionStatus::AcceptedWithFindings => "accepted_with_findings",
        SubmissionStatus::Returned | SubmissionStatus::Unsigned => "returned",
        SubmissionStatus::Unreadable => "unreadable",
        SubmissionStatus::Skipped => "skipped",
        SubmissionStatus::Superseded => "superseded",
        SubmissionStatus::NotSent => "not_sent",
    }
}

/// One line a table: the account of its rows.
fn line(row: &SubmissionRow) -> String {
    let r = &row.rows;
    let file = row.file.as_deref().unwrap_or("—");
    let sheet = row.sheet.as_deref().map(|s| format!(" · {s}")).unwrap_or_default();
    format!(
        "  {file}{sheet}：{} {}，读{}行＝进台账{}＋合并{}＋暂缓{}＋旧版{}；另有合计等{}行",
        row.form,
        row.status.label(),
        r.read,
        r.kept,
        r.merged,
        r.held,
        r.set_apart,
        r.no_data
    )
}

/// The end of the run on one screen.
fn report(outcome: &Outcome) -> String {
    let sum = |of: fn(&SubmissionRow) -> u32| outcome.submissions.iter().map(of).sum::<u32>();
    let sent = outcome.submissions.iter().filter(|row| row.file.is_some()).count();
    let missing = outcome.submissions.iter().filter(|row| row.status == SubmissionStatus::NotSent).count();
    let mut lines = vec![format!(
        "读到{sent}张表，{}行＝进台账{}＋合并{}＋暂缓{}＋旧版{}；未报{missing}份",
        sum(|r| r.rows.read),
        sum(|r| r.rows.kept),
        sum(|r| r.rows.merged),
        sum(|r| r.rows.held),
        sum(|r| r.rows.set_apart)
    )];
    lines.push(format!(
        "发现错误{}处、警告{}处、提示{}处",
        outcome.count(Severity::Error),
        outcome.count(Severity::Warning),
        outcome.count(Severity::Note)
    ));
    lines.push(format!("已归档：归档/{}/第{}版", outcome.week, outcome.revision));
    if !outcome.questions.is_empty() {
        lines.push(format!("有{}件事要由人来定，见 待裁定.xlsx；定好后存进 名录/裁定/，以后照办", outcome.questions.len()));
    }
    lines.extend(written(outcome));
    lines.join("\n")
}

/// Files of one folder that are named one by one; more are counted.
const NAMED_FILES: usize = 3;

/// What was written, folder by folder in the order of the files.
fn written(outcome: &Outcome) -> Vec<String> {
    let mut folders: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for output in &outcome.outputs {
        let folder = output.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        folders.entry(folder).or_default().push(&output.path);
    }
    let lines = |(folder, files): (&str, Vec<&str>)| match files.len() {
        0..=NAMED_FILES => files.iter().map(|file| format!("已写出 {file}")).collect(),
        count => vec![format!("已写出 {folder}/（{count}个文件）")],
    };
    folders.into_iter().flat_map(lines).collect()
}
