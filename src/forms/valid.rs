//! Raw form → valid [`Form`]: unique names, known types, options where they belong, a key, synonyms that mean one field.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::Spanned;

use super::checks::{Known, kept};
use super::raw::{RawField, RawFields, RawForm, RawOption};
use super::{Choice, Field, FieldType, Form, FormRole, OverWeeks, Period, Requirement, Vocabulary, checks, over_weeks};
use crate::settings::{Declared, Mistake, guess_clause};
use crate::value::normalise;

/// The field types that a declaration names by a word alone; `choice` and `choices` need options.
const TYPES: [FieldType; 15] = [
    FieldType::Text,
    FieldType::Name,
    FieldType::Code,
    FieldType::Money,
    FieldType::Number,
    FieldType::Integer,
    FieldType::Percent,
    FieldType::Date,
    FieldType::Month,
    FieldType::Year,
    FieldType::YesNo,
    FieldType::Person,
    FieldType::Phone,
    FieldType::Unit,
    FieldType::Texts,
];

/// Units in which a money column may be declared.
const MONEY_UNITS: [&str; 3] = ["万元", "亿元", "元"];

/// A valid form, and on which lines the codes of its checks stand.
pub(super) struct Declaration {
    pub(super) form: Form,
    pub(super) check_lines: Vec<usize>,
}

/// Reads fields that every form gets besides its own; none is a key, none is required.
pub(super) fn extension(declared: Declared<'_>) -> Result<Vec<Field>, Mistake> {
    let raw: RawFields = declared.read()?;
    raw.fields.into_iter().map(|raw| field(raw, &[], declared)).collect()
}

/// Reads one declaration: what is valid of it, and all that is wrong. A field that is wrong counts as text, so that its name is known.
/// `None` if the shape cannot be read.
pub(super) fn form(declared: Declared<'_>, known: Known<'_>) -> (Option<Declaration>, Vec<Mistake>) {
    let mut wrong = Vec::new();
    let Some(raw) = declared.read_all::<RawForm>(&mut wrong) else { return (None, wrong) };
    let fields = fields(raw.fields, &raw.name, declared, known, &mut wrong);
    let history = kept(over_weeks::history(raw.history, &fields, declared), &mut wrong).unwrap_or_default();
    let (mut checks, mut check_lines) = (Vec::new(), Vec::new());
    for check in raw.checks {
        let line = declared.line(check.code.span().start);
        match checks::check(check, &fields, declared, known) {
            Ok(check) => {
                checks.push(check);
                check_lines.push(line);
            }
            Err(mistakes) => wrong.extend(mistakes),
        }
    }
    let name = kept(nonempty(&raw.name, declared), &mut wrong);
    let role = kept(role(&raw.role, declared), &mut wrong).unwrap_or(FormRole::Submission);
    let period = raw.period.and_then(|word| kept(period(&word, declared), &mut wrong)).unwrap_or(Period::AsNeeded);
    let declaration = name.map(|name| Declaration {
        form: Form {
            title: raw.title.unwrap_or_else(|| raw.name.get_ref().clone()),
            name,
            role,
            period,
            aliases: raw.aliases.into_iter().map(Spanned::into_inner).collect(),
            fields,
            checks,
            authority: raw.authority,
            history,
        },
        check_lines,
    });
    (declaration, wrong)
}

fn fields(
    raw: Vec<RawField>,
    form: &Spanned<String>,
    declared: Declared<'_>,
    known: Known<'_>,
    wrong: &mut Vec<Mistake>,
) -> Vec<Field> {
    unique_headings(&raw, declared, wrong);
    let mut conditions = Vec::new();
    let mut fields: Vec<Field> = Vec::new();
    for raw in raw {
        conditions.push((raw.required, raw.required_when.clone()));
        let stub = named(raw.name.get_ref(), raw.key);
        fields.push(kept(self::field(raw, &fields, declared), wrong).unwrap_or(stub));
    }
    for (i, (required, when)) in conditions.into_iter().enumerate() {
        fields[i].required = match (required, when) {
            (true, None) => Requirement::Required,
            (false, None) => Requirement::Optional,
            (false, Some(when)) => kept(checks::condition_knowing(&when, &fields, declared, known), wrong)
                .map_or(Requirement::Optional, Requirement::When),
            (true, Some(when)) => {
                wrong.push(declared.mistake(when.span(), "required和required_when只能写一个"));
                Requirement::Required
            }
        };
    }
    if !fields.iter().any(|f| f.key) {
        wrong.push(declared.mistake(form.span(), "没有关键字段，至少一个字段要写key = true"));
    }
    fields
}

/// A field of which nothing is known but its name.
fn named(name: &str, key: bool) -> Field {
    Field {
        name: Arc::from(name.trim()),
        ty: FieldType::Text,
        required: Requirement::Optional,
        key,
        synonyms: Vec::new(),
        meanings: Vec::new(),
        groups: Vec::new(),
        unit: None,
        help: String::new(),
        over_weeks: None,
        section: None,
        example: None,
    }
}

fn field(raw: RawField, above: &[Field], declared: Declared<'_>) -> Result<Field, Mistake> {
    let ty = field_type(&raw, above, declared)?;
    if let Some(unit) = &raw.unit
        && ty == FieldType::Money
        && !MONEY_UNITS.contains(&unit.get_ref().as_str())
    {
        return Err(declared.mistake(unit.span(), format!("金额单位应为{}", MONEY_UNITS.join("、"))));
    }
    let section = section(&raw, above, declared)?;
    Ok(Field {
        name: nonempty(&raw.name, declared)?,
        over_weeks: OverWeeks::read(&raw, &ty, declared)?,
        ty,
        required: Requirement::Optional,
        key: raw.key,
        synonyms: raw.synonyms.into_iter().map(Spanned::into_inner).collect(),
        meanings: raw.meanings,
        groups: raw.groups,
        unit: raw.unit.map(Spanned::into_inner),
        help: raw.help,
        section,
        example: raw.example,
    })
}

/// A form has group headings over all its fields or over none.
fn section(raw: &RawField, above: &[Field], declared: Declared<'_>) -> Result<Option<Arc<str>>, Mistake> {
    match (&raw.section, above.last()) {
        (Some(own), Some(last)) if last.section.is_none() => {
            Err(declared.mistake(own.span(), "第一个字段没有写section，后面的也不能写"))
        }
        (Some(own), _) => nonempty(own, declared).map(Some),
        (None, last) => Ok(last.and_then(|field| field.section.clone())),
    }
}

fn field_type(raw: &RawField, above: &[Field], declared: Declared<'_>) -> Result<FieldType, Mistake> {
    let word = raw.ty.get_ref().as_str();
    let has_options = !raw.options.is_empty() || raw.options_of.is_some();
    match word {
        "choice" => Ok(FieldType::Choice(vocabulary(raw, above, declared)?)),
        "choices" => Ok(FieldType::Choices(vocabulary(raw, above, declared)?)),
        _ if has_options && TYPES.iter().any(|known| known.word() == word) => {
            Err(declared.mistake(raw.ty.span(), "只有choice和choices才有选项"))
        }
        _ => TYPES.into_iter().find(|known| known.word() == word).ok_or_else(|| {
            let near = guess_clause(word, TYPES.iter().map(FieldType::word).chain(["choice", "choices"]));
            declared.mistake(raw.ty.span(), format!("没有“{word}”这种类型{near}"))
        }),
    }
}

fn vocabulary(raw: &RawField, above: &[Field], declared: Declared<'_>) -> Result<Arc<Vocabulary>, Mistake> {
    match &raw.options_of {
        Some(of) => above
            .iter()
            .find(|f| *f.name == **of.get_ref())
            .and_then(|f| f.ty.vocabulary())
            .cloned()
            .ok_or_else(|| declared.mistake(of.span(), format!("前面没有带选项的字段“{}”", of.get_ref()))),
        None if raw.options.is_empty() => Err(declared.mistake(raw.ty.span(), "choice和choices至少要有一个选项")),
        None => options(&raw.options, declared).map(|options| Arc::new(Vocabulary { options })),
    }
}

/// Every word means one option, however it is typed.
fn options(raw: &[RawOption], declared: Declared<'_>) -> Result<Vec<Choice>, Mistake> {
    let mut owner = BTreeMap::new();
    for option in raw {
        for word in std::iter::once(&option.name).chain(&option.synonyms) {
            once(&mut owner, word, option.name.get_ref(), "选项", declared)?;
        }
    }
    raw.iter()
        .map(|option| {
            Ok(Choice {
                name: nonempty(&option.name, declared)?,
                synonyms: option.synonyms.iter().map(|s| s.get_ref().clone()).collect(),
                parts: option.parts.clone(),
                pace: OverWeeks::pace(option.pace.as_ref(), declared)?,
            })
        })
        .collect()
}

/// Every heading means one field, however it is typed.
fn unique_headings(raw: &[RawField], declared: Declared<'_>, wrong: &mut Vec<Mistake>) {
    let mut owner = BTreeMap::new();
    for field in raw {
        wrong.extend(once(&mut owner, &field.name, field.name.get_ref(), "字段", declared).err());
    }
    for field in raw {
        for synonym in &field.synonyms {
            wrong.extend(once(&mut owner, synonym, field.name.get_ref(), "字段", declared).err());
        }
    }
}

fn once<'a>(
    owner: &mut BTreeMap<String, &'a str>,
    word: &Spanned<String>,
    of: &'a str,
    kind: &str,
    declared: Declared<'_>,
) -> Result<(), Mistake> {
    let text = word.get_ref().as_str();
    match owner.insert(normalise::key(text).to_lowercase(), of) {
        None => Ok(()),
        Some(other) if other == of => Err(declared.mistake(word.span(), format!("{kind}“{of}”里“{text}”写了两次"))),
        Some(other) => Err(declared.mistake(word.span(), format!("“{text}”既指{kind}“{other}”又指“{of}”"))),
    }
}

fn nonempty(name: &Spanned<String>, declared: Declared<'_>) -> Result<Arc<str>, Mistake> {
    match name.get_ref().trim() {
        "" => Err(declared.mistake(name.span(), "名称不能为空")),
        text if text.len() != name.get_ref().len() => Err(declared.mistake(name.span(), "名称前后不能有空格")),
        text => Ok(Arc::from(text)),
    }
}

fn role(word: &Spanned<String>, declared: Declared<'_>) -> Result<FormRole, Mistake> {
    match word.get_ref().as_str() {
        "submission" => Ok(FormRole::Submission),
        "reference" => Ok(FormRole::Reference),
        "computed" => Ok(FormRole::Computed),
        _ => Err(declared.mistake(word.span(), "role应为submission（报送表）、reference（名录）或computed（程序计算的表）")),
    }
}

fn period(word: &Spanned<String>, declared: Declared<'_>) -> Result<Period, Mistake> {
    Period::from_word(word.get_ref()).ok_or_else(|| declared.mistake(word.span(), "period应为周、月、年或不定期"))
}
