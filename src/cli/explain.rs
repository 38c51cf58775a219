//! `sangai explain`: a finding's code, a declared check, a figure.

use anyhow::{Result, anyhow};
use serde_json::{Value as Json, json};

use super::args::Explain;
use super::{Console, Exit};
use crate::finding::catalog;
use crate::forms::{Check, Form};
use crate::run::Declared;
use crate::statistics::{self, Reports};

/// What there is to say about a word.
struct Answer {
    name: String,
    title: String,
    text: String,
}

/// Prints the page of a code or the definition of a figure; without a word, the list of all.
///
/// # Errors
/// If the office's declarations do not parse, or stdout is closed.
pub(super) fn explain(args: &Explain, console: Console) -> Result<Exit> {
    let declared = super::declarations(args.office.as_deref(), 2022)?;
    let Declared { forms, reports, .. } = &declared;
    let mut answers = codes();
    answers.extend(forms.iter().flat_map(|form| form.checks.iter().map(|check| check_page(form, check))));
    answers.extend(figures(&declared, reports)?);
    let Some(word) = &args.what else {
        let list: Vec<String> =
            answers.iter().map(|a| if a.name == a.title { a.name.clone() } else { format!("{}  {}", a.name, a.title) }).collect();
        console.result(&if args.json { document(answers.iter())? } else { list.join("\n") })?;
        return Ok(Exit::Done);
    };
    let found: Vec<&Answer> = answers.iter().filter(|a| a.name.eq_ignore_ascii_case(word) || a.title == *word).collect();
    if found.is_empty() {
        console.fault(&unknown(word, &answers));
        return Ok(Exit::Usage);
    }
    if args.json {
        console.result(&document(found.into_iter())?)?;
    } else {
        console.result(&found.iter().map(|a| a.text.trim_end()).collect::<Vec<_>>().join("\n\n"))?;
    }
    Ok(Exit::Done)
}

/// Measures, data columns and parameters, each with its definition and formula.
fn figures(declared: &Declared, reports: &Reports) -> Result<Vec<Answer>> {
    let day = declared.settings.year_end();
    let parameters = declared.parameters(day);
    let answer = |name: &str| -> Result<Answer> {
        let e = statistics::explain(reports, &parameters, name).map_err(|message| anyhow!(message))?;
        let formula = e.formula.map(|f| format!("\n\n公式：{f}")).unwrap_or_default();
        Ok(Answer {
            name: e.name.clone(),
            title: e.name.clone(),
            text: format!("# {}\n\n口径：{}{formula}\n\n出处：{}", e.name, e.definition, e.source),
        })
    };
    reports.names().map(answer).collect()
}

fn codes() -> Vec<Answer> {
    let page = |entry: &catalog::Entry| format!("{}\n\n级别：{}", entry.page.trim_end(), entry.severity.label());
    catalog::ALL.iter().map(|e| Answer { name: e.code.to_string(), title: e.title.to_owned(), text: page(e) }).collect()
}

fn check_page(form: &Form, check: &Check) -> Answer {
    let when = check.when.as_ref().map(|when| format!("何时检查：{when}\n")).unwrap_or_default();
    let text = format!(
        "# {} {}\n\n表样：{}\n{when}应当满足：{}\n级别：{}\n\n为什么：{}\n怎么改：{}",
        check.code,
        check.title,
        form.name,
        check.must,
        check.severity.label(),
        check.why,
        check.suggestion
    );
    Answer { name: check.code.to_string(), title: check.title.clone(), text }
}

fn unknown(word: &str, answers: &[Answer]) -> String {
    let near = answers.iter().max_by(|a, b| {
        let score = |x: &Answer| strsim::jaro_winkler(&x.name, word).max(strsim::jaro_winkler(&x.title, word));
        score(a).total_cmp(&score(b))
    });
    let guess = near.map(|a| format!("，是不是“{}”", a.name)).unwrap_or_default();
    format!("没有代码或指标“{word}”{guess}？不带参数运行 sangai explain 可列出全部")
}

fn document<'a>(answers: impl Iterator<Item = &'a Answer>) -> Result<String> {
    let entries: Vec<Json> = answers.map(|a| json!({ "name": a.name, "title": a.title, "text": a.text })).collect();
    Ok(serde_json::to_string_pretty(&json!({ "schema": "sangai.explain/1", "entries": entries }))?)
}
