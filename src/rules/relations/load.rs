//! Raw relations → valid: names are looked up in the forms, conditions parsed over them; what is wrong is told with its line and a guess.

use std::sync::Arc;

use toml::Spanned;

use super::raw::{RawAcross, RawCompare, RawFile, RawOther};
use super::{Across, Alike, Category, Compare, GATHERED, Must, Other, Relations, Same, Told};
use crate::expr::Expr;
use crate::finding::{Code, catalog};
use crate::forms::{FieldType, Form, Forms};
use crate::identity::{CARE, ENTERPRISES};
use crate::settings::{Declared, Mistake, guess_clause, severity_named};

/// The lists whose rows relations may look at.
const LISTS: [&str; 2] = [ENTERPRISES, CARE];

/// What is valid so far, and what is wrong so far.
pub(super) struct Loader<'a> {
    forms: &'a Forms,
    /// The file that is being read.
    declared: Declared<'a>,
    relations: Relations,
    mistakes: Vec<Mistake>,
    /// The parameters that conditions may name.
    known: &'a dyn Fn(&str) -> bool,
}

impl<'a> Loader<'a> {
    pub(super) fn new(forms: &'a Forms, known: &'a dyn Fn(&str) -> bool) -> Self {
        let declared = Declared { file: "", text: "" };
        Self { forms, declared, relations: Relations::default(), mistakes: Vec::new(), known }
    }

    /// Reads a file; what is valid in it is added.
    pub(super) fn file(&mut self, declared: Declared<'a>) {
        self.declared = declared;
        if let Some(raw) = declared.read_all(&mut self.mistakes) {
            self.relations_of(raw);
        }
    }

    pub(super) fn finish(self) -> Result<Relations, Vec<Mistake>> {
        if self.mistakes.is_empty() { Ok(self.relations) } else { Err(self.mistakes) }
    }

    fn relations_of(&mut self, raw: RawFile) {
        for relation in raw.compare {
            self.compare(relation);
        }
        for relation in raw.alike {
            self.known_code(&relation.code);
            self.somewhere(&relation.field);
            self.in_list(&relation.list, std::slice::from_ref(&relation.field));
            let (code, field, list) = (relation.code.into_inner(), relation.field.into_inner(), relation.list.into_inner());
            self.relations.alike.push(Alike { code, field, list });
        }
        for relation in raw.category {
            self.known_code(&relation.code);
            self.somewhere(&relation.field);
            let (code, field) = (relation.code.into_inner(), relation.field.into_inner());
            self.relations.category.push(Category { code, field, one_of: relation.one_of });
        }
        for relation in raw.across {
            let valid = self.across(relation);
            self.relations.across.extend(valid);
        }
    }

    fn mistake(&mut self, at: &Spanned<String>, message: String) {
        self.mistakes.push(self.declared.mistake(at.span(), message));
    }

    fn compare(&mut self, raw: RawCompare) {
        self.known_code(&raw.code);
        for field in &raw.fields {
            self.somewhere(field);
        }
        self.in_list(&raw.list, &raw.with);
        let texts = |fields: Vec<Spanned<String>>| fields.into_iter().map(Spanned::into_inner).collect();
        let (fields, with) = (texts(raw.fields), texts(raw.with));
        self.relations.compare.push(Compare { code: raw.code.into_inner(), fields, list: raw.list.into_inner(), with });
    }

    fn known_code(&mut self, code: &Spanned<String>) {
        if catalog::find(code.get_ref()).is_none() {
            self.mistake(code, format!("没有代码“{}”，代码见 sangai explain", code.get_ref()));
        }
    }

    /// Some submitted form has the field.
    fn somewhere(&mut self, field: &Spanned<String>) {
        let word = field.get_ref().as_str();
        let names = || self.forms.submission().flat_map(|form| form.fields.iter().map(|f| &*f.name));
        if names().all(|name| name != word) {
            let clause = guess_clause(word, names());
            self.mistake(field, format!("没有一张表有字段“{word}”{clause}"));
        }
    }

    fn in_list(&mut self, list: &Spanned<String>, fields: &[Spanned<String>]) {
        if !LISTS.contains(&list.get_ref().as_str()) {
            let clause = guess_clause(list.get_ref(), LISTS);
            self.mistake(list, format!("可以核对的名录是{}{clause}", LISTS.join("、")));
            return;
        }
        let Some(form) = self.forms.get(list.get_ref()).cloned() else { return };
        for field in fields {
            self.field(&form, field);
        }
    }

    fn form(&mut self, name: &Spanned<String>) -> Option<Arc<Form>> {
        let word = name.get_ref().as_str();
        let usable = |form: &&Arc<Form>| *form.name == *ENTERPRISES || self.forms.submission().any(|f| f.name == form.name);
        let found = self.forms.get(word).filter(usable).cloned();
        if found.is_none() {
            let clause = guess_clause(word, self.forms.submission().map(|form| &*form.name).chain([ENTERPRISES]));
            self.mistake(name, format!("没有可以核对的表“{word}”{clause}"));
        }
        found
    }

    fn field(&mut self, form: &Form, name: &Spanned<String>) -> Option<Arc<str>> {
        let found = form.field(name.get_ref()).map(|field| field.name.clone());
        if found.is_none() {
            let clause = guess_clause(name.get_ref(), form.fields.iter().map(|field| &*field.name));
            self.mistake(name, format!("“{}”没有字段“{}”{clause}", form.name, name.get_ref()));
        }
        found
    }

    fn condition(&mut self, form: &Form, text: Option<&Spanned<String>>) -> Option<Expr> {
        match form.condition(text?, self.declared, self.known) {
            Ok(expr) => Some(expr),
            Err(mistake) => {
                self.mistakes.push(mistake);
                None
            }
        }
    }

    fn across(&mut self, raw: RawAcross) -> Option<Across> {
        let told = self.told(&raw);
        let form = self.form(&raw.form);
        let others: Vec<(Arc<Form>, Other)> = raw.to.iter().filter_map(|other| self.other(other)).collect();
        let must = match raw.must.get_ref().as_str() {
            "some" => Some(Must::Some),
            "none" => Some(Must::None),
            _ => {
                self.mistake(&raw.must, "must写some（应当有）或none（不应当有）".to_owned());
                None
            }
        };
        let form = form?;
        if !form.fields.iter().any(|field| field.key && field.ty == FieldType::Name) {
            self.mistake(&raw.form, format!("“{}”的关键字段里没有企业名称，不能按企业核对", form.name));
        }
        let field = self.field(&form, &raw.field);
        let when = self.condition(&form, raw.when.as_ref());
        let same = self.same(&raw, &form, &others);
        self.places(&raw.message, &form, &others);
        let to = others.into_iter().map(|(_, other)| other).collect();
        let (message, suggestion) = (raw.message.into_inner(), raw.suggestion);
        Some(Across { told: told?, form: form.name.clone(), field: field?, when, to, same, must: must?, message, suggestion })
    }

    fn other(&mut self, raw: &RawOther) -> Option<(Arc<Form>, Other)> {
        let form = self.form(&raw.form)?;
        let filter = self.condition(&form, raw.filter.as_ref());
        let other = Other { form: form.name.clone(), filter };
        Some((form, other))
    }

    /// A code of the catalogue needs no words; one of the office's own needs them all.
    fn told(&mut self, raw: &RawAcross) -> Option<Told> {
        let severity = raw.severity.as_ref().map(|word| (word, severity_named(word.get_ref())));
        if let Some((word, None)) = severity {
            self.mistake(word, format!("“{}”不是级别，应为错误、警告或提示", word.get_ref()));
        }
        let severity = severity.and_then(|(_, severity)| severity);
        if let Some(entry) = catalog::find(raw.code.get_ref()) {
            let severity = severity.unwrap_or(entry.severity);
            return Some(Told { code: entry.code.clone(), title: entry.title.to_owned(), severity, why: None });
        }
        let own =
            raw.code.get_ref().strip_prefix('L').filter(|digits| digits.len() == 2).and_then(|digits| digits.parse::<u8>().ok());
        if !matches!(own, Some(80..=99)) {
            self.mistake(&raw.code, format!("没有代码“{}”；自己的核对用L80至L99", raw.code.get_ref()));
            return None;
        }
        if let (Some(title), Some(severity), Some(why)) = (&raw.title, severity, &raw.why) {
            return Some(Told {
                code: Code::declared(raw.code.get_ref()),
                title: title.clone(),
                severity,
                why: Some(why.clone()),
            });
        }
        self.mistake(&raw.code, "自己的代码要写明title、severity和why".to_owned());
        None
    }

    fn same(&mut self, raw: &RawAcross, form: &Form, others: &[(Arc<Form>, Other)]) -> Same {
        for name in raw.same.iter().chain(&raw.like) {
            self.field(form, name);
            for (other, _) in others {
                self.field(other, name);
            }
        }
        match (&raw.like, raw.same.as_slice()) {
            (None, []) => Same::Enterprise,
            (None, same) => Same::Fields(same.iter().map(|name| Arc::from(name.get_ref().as_str())).collect()),
            (Some(like), same) => {
                if !same.is_empty() {
                    self.mistake(like, "same和like只能写一个".to_owned());
                }
                Same::Like(Arc::from(like.get_ref().as_str()))
            }
        }
    }

    /// Every place of a message is a field of the row, or of the form that it names.
    fn places(&mut self, message: &Spanned<String>, form: &Form, others: &[(Arc<Form>, Other)]) {
        for name in crate::forms::places(message.get_ref()).map(ToOwned::to_owned).collect::<Vec<_>>() {
            let of = |form: &Form, field: &str| form.index(field).is_some();
            let other = name.split_once('.').and_then(|(table, field)| {
                others.iter().find(|(other, _)| *other.name == *table).filter(|(other, _)| of(other, field))
            });
            if name != GATHERED && !of(form, &name) && other.is_none() {
                let clause = guess_clause(&name, form.fields.iter().map(|field| &*field.name));
                self.mistake(message, format!("message里的“{name}”不是字段{clause}"));
            }
        }
    }
}
