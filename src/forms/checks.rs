//! Raw checks → valid: the code is one of L01–L49, or of L60–L79 for an office's own, the expressions parse, name what exists, and compare like with like.

use std::sync::Arc;

use toml::Spanned;

use super::raw::RawCheck;
use super::{Check, Field, places, typing};
use crate::expr::{Expr, parse};
use crate::finding::{Code, Severity};
use crate::settings::{Declared, Mistake, guess_clause, is_parameter, parameter_names, severity_named};

/// A check over `fields`.
pub(super) fn check(raw: RawCheck, fields: &[Field], declared: Declared<'_>, known: Known<'_>) -> Result<Check, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let code = kept(code(&raw.code, declared), &mut mistakes);
    let field = kept(field_named(&raw.field, fields, declared), &mut mistakes);
    let when = raw.when.as_ref().map(|text| condition_knowing(text, fields, declared, known)).transpose();
    let when = kept(when, &mut mistakes);
    let must = kept(condition_knowing(&raw.must, fields, declared, known), &mut mistakes);
    let severity = kept(severity(&raw.severity, declared), &mut mistakes);
    for name in places::names(raw.message.get_ref()) {
        mistakes.extend(name_exists(name, fields, known).err().map(|message| declared.mistake(raw.message.span(), message)));
    }
    match (code, field, when, must, severity) {
        (Some(code), Some(field), Some(when), Some(must), Some(severity)) if mistakes.is_empty() => Ok(Check {
            code,
            title: raw.title,
            when,
            must,
            severity,
            message: raw.message.into_inner(),
            suggestion: raw.suggestion,
            field,
            why: raw.why,
        }),
        _ => Err(mistakes),
    }
}

/// What is valid; what is not is put with the mistakes.
pub(super) fn kept<T>(result: Result<T, Mistake>, mistakes: &mut Vec<Mistake>) -> Option<T> {
    result.map_err(|mistake| mistakes.push(mistake)).ok()
}

/// Whether a name is a parameter.
pub(super) type Known<'a> = &'a dyn Fn(&str) -> bool;

/// Parses a condition and holds its names and types against `fields` and the parameters that come with the tool.
pub(super) fn condition(text: &Spanned<String>, fields: &[Field], declared: Declared<'_>) -> Result<Expr, Mistake> {
    condition_knowing(text, fields, declared, &is_parameter)
}

/// The same with the parameters of an office.
pub(super) fn condition_knowing(
    text: &Spanned<String>,
    fields: &[Field],
    declared: Declared<'_>,
    known: Known<'_>,
) -> Result<Expr, Mistake> {
    let refuse = |message: String| declared.mistake(text.span(), format!("式子“{}”有误：{message}", text.get_ref()));
    let expr = parse(text.get_ref()).map_err(|error| refuse(error.to_string()))?;
    for name in expr.names() {
        name_exists(&name, fields, known).map_err(refuse)?;
    }
    typing::check_condition(&expr, fields).map_err(refuse)?;
    Ok(expr)
}

fn name_exists(name: &str, fields: &[Field], known: Known<'_>) -> Result<(), String> {
    if known(name) || fields.iter().any(|f| &*f.name == name) {
        return Ok(());
    }
    let known: Vec<&str> = fields.iter().map(|f| &*f.name).chain(parameter_names().map(|p| -> &str { p })).collect();
    Err(format!("没有名为“{name}”的字段或参数{}", guess_clause(name, known)))
}

fn field_named(name: &Spanned<String>, fields: &[Field], declared: Declared<'_>) -> Result<Arc<str>, Mistake> {
    fields.iter().find(|f| *f.name == **name.get_ref()).map(|f| f.name.clone()).ok_or_else(|| {
        let near = guess_clause(name.get_ref(), fields.iter().map(|f| &*f.name));
        declared.mistake(name.span(), format!("没有字段“{}”{near}", name.get_ref()))
    })
}

fn code(raw: &Spanned<String>, declared: Declared<'_>) -> Result<Code, Mistake> {
    let number = raw.get_ref().strip_prefix('L').filter(|digits| digits.len() == 2);
    if let Some(1..=49 | 60..=79) = number.and_then(|digits| digits.parse::<u8>().ok()) {
        return Ok(Code::declared(raw.get_ref()));
    }
    let message = format!("“{}”不是检查代码，表样里的检查用L01至L49，自己的表样用L60至L79", raw.get_ref());
    Err(declared.mistake(raw.span(), message))
}

fn severity(raw: &Spanned<String>, declared: Declared<'_>) -> Result<Severity, Mistake> {
    severity_named(raw.get_ref())
        .ok_or_else(|| declared.mistake(raw.span(), format!("“{}”不是级别，应为error、warning或note", raw.get_ref())))
}
