//! Everything that can be explained, one answer a name.

use std::fmt::Write as _;

use anyhow::{Result, anyhow};

use crate::finding::catalog;
use crate::forms::{Check, Field, FieldType, Form, Requirement};
use crate::rules::Across;
use crate::run::Declared;
use crate::settings::Settings;
use crate::statistics;

pub(super) const FIELD: &str = "字段";

/// What there is to say about a name.
pub(super) struct Answer {
    /// 问题代码, 指标, …: groups the list of all.
    pub(super) kind: &'static str,
    pub(super) name: String,
    /// Another word for it, or the name again.
    pub(super) title: String,
    pub(super) text: String,
}

impl Answer {
    pub(super) fn is_meant_by(&self, word: &str) -> bool {
        self.name.eq_ignore_ascii_case(word) || self.title == word
    }
}

/// All answers, by kind.
pub(super) fn all(declared: &Declared) -> Result<Vec<Answer>> {
    let mut answers = codes();
    answers.extend(declared.forms.iter().flat_map(|form| form.checks.iter().map(|check| check_page(form, check))));
    answers.extend(declared.relations.across.iter().filter(|across| across.told.why.is_some()).map(relation_page));
    answers.extend(figures(declared)?);
    answers.extend(tables(declared));
    answers.extend(declared.forms.iter().map(|form| form_page(form)));
    answers.extend(declared.forms.iter().flat_map(|form| form.fields.iter().map(|field| field_page(form, field))));
    answers.extend(settings(&declared.settings));
    Ok(answers)
}

fn codes() -> Vec<Answer> {
    let page = |entry: &catalog::Entry| format!("{}\n\n级别：{}", entry.page.trim_end(), entry.severity.label());
    catalog::ALL
        .iter()
        .map(|e| Answer { kind: "问题代码", name: e.code.to_string(), title: e.title.to_owned(), text: page(e) })
        .collect()
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
    Answer { kind: "问题代码", name: check.code.to_string(), title: check.title.clone(), text }
}

/// A cross-form check of the office's own.
fn relation_page(across: &Across) -> Answer {
    let told = &across.told;
    let others: Vec<String> = across.to.iter().map(|other| format!("《{}》", other.form)).collect();
    let when = across.when.as_ref().map(|when| format!("何时检查：{when}\n")).unwrap_or_default();
    let text = format!(
        "# {} {}\n\n表样：{}，与{}核对\n{when}级别：{}\n\n为什么：{}\n怎么改：{}",
        told.code,
        told.title,
        across.form,
        others.join("、"),
        told.severity.label(),
        told.why.as_deref().unwrap_or_default(),
        across.suggestion
    );
    Answer { kind: "问题代码", name: told.code.to_string(), title: told.title.clone(), text }
}

/// Measures, data columns and thresholds, each with its definition and formula.
fn figures(declared: &Declared) -> Result<Vec<Answer>> {
    let parameters = declared.parameters(declared.settings.year_end());
    let answer = |name: &str| -> Result<Answer> {
        let e = statistics::explain(&declared.reports, &parameters, name).map_err(|message| anyhow!(message))?;
        let formula = e.formula.map(|f| format!("\n\n公式：{f}")).unwrap_or_default();
        let text = format!("# {}\n\n口径：{}{formula}\n\n出处：{}", e.name, e.definition, e.source);
        Ok(Answer { kind: "指标、数据列和参数", name: e.name.clone(), title: e.name, text })
    };
    declared.reports.names().map(answer).collect()
}

fn tables(declared: &Declared) -> Vec<Answer> {
    let parameters = declared.parameters(declared.settings.year_end());
    let page = |table: statistics::TableExplanation| {
        let mut text = format!("# {}\n\n工作表：{}\n数据：《{}》\n", table.title, table.sheet, table.form);
        for (name, definition) in &table.columns {
            let _ = write!(text, "\n{name}：{definition}");
        }
        Answer { kind: "统计表", name: table.id, title: table.title, text }
    };
    statistics::explain_tables(&declared.reports, &parameters).into_iter().map(page).collect()
}

fn form_page(form: &Form) -> Answer {
    let mut text = format!("# 《{}》\n\n标题：{}\n报送周期：{}\n", form.name, form.title, form.period);
    if !form.aliases.is_empty() {
        let _ = writeln!(text, "也叫：{}", form.aliases.join("、"));
    }
    text.push_str("\n字段：");
    for field in &form.fields {
        let _ = write!(text, "\n  {}（{}）{}", field.name, demand(field), field.help);
    }
    let mut codes: Vec<String> = form.checks.iter().map(|check| format!("{} {}", check.code, check.title)).collect();
    codes.dedup();
    if !codes.is_empty() {
        let _ = write!(text, "\n\n检查：\n  {}", codes.join("\n  "));
    }
    Answer { kind: "表样", name: form.name.to_string(), title: form.title.clone(), text }
}

fn field_page(form: &Form, field: &Field) -> Answer {
    let mut text = format!("# {}.{}\n\n填什么：{}\n要求：{}\n", form.name, field.name, field.help, demand(field));
    if let Requirement::When(when) = &field.required {
        let _ = writeln!(text, "何时必填：{when}");
    }
    if let Some(unit) = &field.unit {
        let _ = writeln!(text, "没有写单位时按：{unit}");
    }
    if let FieldType::Choice(words) | FieldType::Choices(words) = &field.ty {
        for option in &words.options {
            let also = if option.synonyms.is_empty() {
                String::new()
            } else {
                format!("（也认：{}）", option.synonyms.join("、"))
            };
            let _ = writeln!(text, "选项：{}{also}", option.name);
        }
    }
    if !field.synonyms.is_empty() {
        let _ = writeln!(text, "表头也可以写：{}", field.synonyms.join("、"));
    }
    for meaning in &field.meanings {
        let _ = writeln!(text, "或由这些意思拼成（!必有，?可有）：{}", meaning.join(" "));
    }
    Answer { kind: FIELD, name: format!("{}.{}", form.name, field.name), title: field.name.to_string(), text }
}

const fn demand(field: &Field) -> &'static str {
    match (&field.required, field.key) {
        (Requirement::Required, true) => "必填，关键字段",
        (Requirement::Required, false) => "必填",
        (Requirement::When(_), _) => "视情况必填",
        (Requirement::Optional, true) => "选填，关键字段",
        (Requirement::Optional, false) => "选填",
    }
}

/// Thresholds and weights with the values in use, and every other key of the settings.
fn settings(settings: &Settings) -> Vec<Answer> {
    let answer = |name: &str, text: String| Answer { kind: "设置", name: name.to_owned(), title: name.to_owned(), text };
    let meaning = |name: &str| Settings::meaning(name).map(|text| format!("\n\n{text}")).unwrap_or_default();
    let numbers = settings.parameters().map(|(name, number)| {
        answer(name, format!("# {name} = {number}{}\n\n在 sangai.toml 的 [\"参数\"] 里改。", meaning(name)))
    });
    let groups = settings.weight_groups().map(|group| {
        let weights = settings.weights(group).into_iter().flatten().map(|(name, weight)| format!("{name} {weight}"));
        let weights = weights.collect::<Vec<_>>().join("、");
        answer(group, format!("# {group}的权重\n\n{weights}\n\n在 sangai.toml 的 [\"权重\".\"{group}\"] 里改。"))
    });
    let keys = Settings::keys().map(|key| answer(key, format!("# {key}{}", meaning(key))));
    numbers.chain(groups).chain(keys).collect()
}
