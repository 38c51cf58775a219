//! `sangai explain`: a finding's code, a declared check, a figure, a table, a form, a field, a setting.

mod answers;

use anyhow::Result;
use serde_json::{Value as Json, json};

use super::args::Explain;
use super::{Console, Exit};
use answers::Answer;

/// Names that are suggested on a miss, at most.
const SUGGESTED: usize = 5;
/// Names less alike than this are no suggestion.
const ALIKE: f64 = 0.6;
/// A word that means more fields than this gets their names instead of their pages.
const MANY: usize = 4;

/// Prints what there is to say about a word; without one, the list of all.
///
/// # Errors
/// If the office's declarations do not parse, or stdout is closed.
pub(super) fn explain(args: &Explain, console: Console) -> Result<Exit> {
    let declared = super::declarations(args.office.as_deref(), 2022)?;
    let answers = answers::all(&declared)?;
    let Some(word) = &args.what else {
        console.result(&if args.json { document(answers.iter())? } else { contents(&answers) })?;
        return Ok(Exit::Done);
    };
    let found: Vec<&Answer> = answers.iter().filter(|answer| answer.is_meant_by(word)).collect();
    if found.is_empty() {
        console.fault(&unknown(word, &answers));
        return Ok(Exit::Usage);
    }
    console.result(&if args.json { document(found.into_iter())? } else { pages(&found) })?;
    Ok(Exit::Done)
}

/// All pages; of many fields of one name only where they stand.
fn pages(found: &[&Answer]) -> String {
    let (fields, others): (Vec<&Answer>, Vec<&Answer>) = found.iter().partition(|answer| answer.kind == answers::FIELD);
    let mut texts: Vec<String> = others.iter().map(|answer| answer.text.trim_end().to_owned()).collect();
    if fields.len() > MANY {
        let names: Vec<&str> = fields.iter().map(|answer| answer.name.as_str()).collect();
        texts.push(format!("字段“{}”在{}张表里都有，写明是哪一张：{}", fields[0].title, fields.len(), names.join("、")));
    } else {
        texts.extend(fields.iter().map(|answer| answer.text.trim_end().to_owned()));
    }
    texts.join("\n\n")
}

/// Names by kind; fields are found through their forms.
fn contents(answers: &[Answer]) -> String {
    let mut lines = Vec::new();
    for group in answers.chunk_by(|a, b| a.kind == b.kind).filter(|group| group[0].kind != answers::FIELD) {
        lines.push(format!("# {}", group[0].kind));
        lines.extend(group.iter().map(|a| if a.name == a.title { a.name.clone() } else { format!("{}  {}", a.name, a.title) }));
        lines.push(String::new());
    }
    lines.push("字段写成“表样.字段”，如 sangai explain 任务清单.总投资".to_owned());
    lines.join("\n")
}

/// The most alike names, best first.
fn unknown(word: &str, answers: &[Answer]) -> String {
    let alike = |text: &str| {
        let part = text.contains(word) || word.contains(text);
        strsim::jaro_winkler(text, word).max(if part { ALIKE + 0.1 } else { 0.0 })
    };
    let mut near: Vec<(f64, &str)> = answers
        .iter()
        .map(|a| (alike(&a.name).max(alike(&a.title)), a.name.as_str()))
        .filter(|(score, _)| *score >= ALIKE)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    near.dedup_by(|a, b| a.1 == b.1);
    let names: Vec<&str> = near.iter().take(SUGGESTED).map(|(_, name)| *name).collect();
    let guess = match names.as_slice() {
        [] => String::new(),
        [only] => format!("，是不是“{only}”？"),
        several => format!("，相近的有：{}。", several.join("、")),
    };
    format!("没有叫“{word}”的代码、指标、统计表、表样、字段或设置{guess}不带参数运行 sangai explain 可列出全部")
}

fn document<'a>(answers: impl Iterator<Item = &'a Answer>) -> Result<String> {
    let entries: Vec<Json> =
        answers.map(|a| json!({ "kind": a.kind, "name": a.name, "title": a.title, "text": a.text })).collect();
    Ok(serde_json::to_string_pretty(&json!({ "schema": "sangai.explain/1", "entries": entries }))?)
}
