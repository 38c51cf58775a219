//! The forms in use: the built-in ones, and those that the office's folder 表样 adds or replaces.

use std::path::Path;
use std::sync::Arc;

use indexmap::IndexMap;

use super::valid::{self, Declaration};
use super::{Check, Form, FormRole};
use crate::settings::{Declared, FILE, Mistake, Office, Settings, guess_clause, is_parameter};

/// Declares the built-in forms: one line a form, in the order in which they are shown.
macro_rules! built_in {
    ($($name:literal)*) => {
        const BUILT_IN: &[(&str, &str)] =
            &[$((concat!($name, ".toml"), include_str!(concat!("../../templates/forms/", $name, ".toml")))),*];
    };
}

built_in! {
    "任务清单"
    "谋划项目库"
    "要素保障台账"
    "银企对接台账"
    "升规入统培育库"
    "政策兑现台账"
    "专精特新培育库"
    "企业分类评价"
    "科创平台台账"
    "政策活动台账"
    "企业问题台账"
    "包联走访台账"
    "规上工业企业名录"
    "单位名单"
    "包联安排"
    "清零安排"
    "名称裁定"
    "冲突裁定"
    "项目裁定"
    "豁免"
    "收件登记"
    "报送记录"
    "报送历程"
    "项目变动"
    "清零台账"
}

/// All forms in use, in declared order; new ones of the office follow by file name.
#[derive(Debug, Clone)]
pub struct Forms {
    forms: IndexMap<Arc<str>, Arc<Form>>,
}

impl Forms {
    /// The forms that come with the tool.
    ///
    /// # Panics
    /// Never: a test reads them all.
    #[must_use]
    pub fn built_in() -> Self {
        #[expect(clippy::expect_used, reason = "the embedded declarations are read by a test")]
        Self::read(BUILT_IN.iter().copied()).expect("the built-in forms are valid")
    }

    /// The built-in forms, and over them the files of `<office>/表样/*.toml`: one of the same name replaces the built-in form.
    pub fn load(office: Option<&Path>) -> Result<Self, Mistake> {
        first_of(Self::checked(office, &is_parameter))
    }

    /// The same with all mistakes, and as much as is valid. `known`: the parameters that checks may name.
    #[must_use]
    pub fn checked(office: Option<&Path>, known: &dyn Fn(&str) -> bool) -> (Self, Vec<Mistake>) {
        let (own, mut mistakes) = office.map_or_else(Default::default, |root| read_folder(&Office::new(root)));
        let own = own.iter().map(|(file, text)| (file.as_str(), text.as_str()));
        let (forms, wrong) = Self::read_all(BUILT_IN.iter().copied().chain(own), known);
        mistakes.extend(wrong);
        (forms, mistakes)
    }

    /// Reads declarations given as file name and text; a later one replaces an earlier one of its name.
    pub fn read<'a>(declarations: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Self, Mistake> {
        first_of(Self::read_all(declarations, &is_parameter))
    }

    fn read_all<'a>(
        declarations: impl Iterator<Item = (&'a str, &'a str)>,
        known: &dyn Fn(&str) -> bool,
    ) -> (Self, Vec<Mistake>) {
        let (mut forms, mut lines, mut mistakes) = (IndexMap::new(), IndexMap::new(), Vec::new());
        for (file, text) in declarations {
            let (declaration, wrong) = valid::form(Declared { file, text }, known);
            mistakes.extend(wrong);
            let Some(Declaration { form, check_lines }) = declaration else { continue };
            lines.insert(form.name.clone(), (file, check_lines));
            forms.insert(form.name.clone(), Arc::new(form));
        }
        let forms = Self { forms };
        mistakes.extend(forms.codes_that_disagree(&lines));
        (forms, mistakes)
    }

    /// The same forms with the fields of a declaration (file name and text) after their own, and the names of these fields.
    pub fn extended(&self, file: &str, text: &str) -> Result<(Self, Vec<Arc<str>>), Mistake> {
        let fields = valid::extension(Declared { file, text })?;
        let with = |form: &Arc<Form>| {
            let mut form = Form::clone(form);
            let new = fields.iter().filter(|field| form.index(&field.name).is_none()).cloned().collect::<Vec<_>>();
            form.fields.extend(new);
            (form.name.clone(), Arc::new(form))
        };
        let names = fields.iter().map(|field| field.name.clone()).collect();
        Ok((Self { forms: self.forms.values().map(with).collect() }, names))
    }

    /// A form by its canonical name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arc<Form>> {
        self.forms.get(name)
    }

    /// All forms, in declared order.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Form>> {
        self.forms.values()
    }

    /// What departments send.
    pub fn submission(&self) -> impl Iterator<Item = &Arc<Form>> {
        self.iter().filter(|form| form.role == FormRole::Submission)
    }

    /// What the office keeps: the lists of 名录 and 名录/裁定.
    pub fn reference(&self) -> impl Iterator<Item = &Arc<Form>> {
        self.iter().filter(|form| form.role == FormRole::Reference)
    }

    /// What the run computes itself.
    pub fn computed(&self) -> impl Iterator<Item = &Arc<Form>> {
        self.iter().filter(|form| form.role == FormRole::Computed)
    }

    /// The checks of a code, with their forms: for `explain`.
    pub fn checks<'a>(&'a self, code: &'a str) -> impl Iterator<Item = (&'a Arc<Form>, &'a Check)> {
        self.iter().flat_map(move |form| {
            form.checks.iter().filter(move |c| c.code.as_str().eq_ignore_ascii_case(code)).map(move |check| (form, check))
        })
    }

    /// The layouts of the settings must name forms and fields that exist.
    pub fn check_layouts(&self, settings: &Settings) -> Result<(), Mistake> {
        self.layout_mistakes(settings).into_iter().next().map_or(Ok(()), Err)
    }

    /// The same with all mistakes.
    #[must_use]
    pub fn layout_mistakes(&self, settings: &Settings) -> Vec<Mistake> {
        let refuse = |line: usize, message: String| Mistake { file: FILE.to_owned(), line: Some(line), message };
        let mut mistakes = Vec::new();
        for layout in &settings.layouts {
            let Some(name) = &layout.form else { continue };
            let Some(form) = self.get(name) else {
                let near = guess_clause(name, self.iter().map(|form| &*form.name));
                mistakes.push(refuse(layout.line, format!("没有表样“{name}”{near}")));
                continue;
            };
            for field in layout.columns.values().filter(|field| form.index(field).is_none()) {
                let near = guess_clause(field, form.fields.iter().map(|f| &*f.name));
                mistakes.push(refuse(layout.line, format!("表样“{name}”里没有字段“{field}”{near}")));
            }
        }
        mistakes
    }

    /// A code that several checks share means the same everywhere: one title, one reason, one severity. `lines`: for each form its file and
    /// the lines of its checks' codes.
    fn codes_that_disagree(&self, lines: &IndexMap<Arc<str>, (&str, Vec<usize>)>) -> Vec<Mistake> {
        let mut first: IndexMap<&str, &Check> = IndexMap::new();
        let mut mistakes = Vec::new();
        for (form, number, check) in
            self.iter().flat_map(|form| form.checks.iter().enumerate().map(move |(number, check)| (form, number, check)))
        {
            let same = *first.entry(check.code.as_str()).or_insert(check);
            if same.title != check.title || same.why != check.why || same.severity != check.severity {
                let message = format!("检查代码{}已用于“{}”，同一代码的title、why和severity应当相同", check.code, same.title);
                let (file, lines) = lines.get(&form.name).map_or(("", &[][..]), |(file, lines)| (*file, lines.as_slice()));
                mistakes.push(Mistake { file: file.to_owned(), line: lines.get(number).copied(), message });
            }
        }
        mistakes
    }
}

/// What is valid if nothing is wrong, else the first mistake.
fn first_of((forms, mistakes): (Forms, Vec<Mistake>)) -> Result<Forms, Mistake> {
    mistakes.into_iter().next().map_or(Ok(forms), Err)
}

impl<'a> IntoIterator for &'a Forms {
    type Item = &'a Arc<Form>;
    type IntoIter = indexmap::map::Values<'a, Arc<str>, Arc<Form>>;

    fn into_iter(self) -> Self::IntoIter {
        self.forms.values()
    }
}

/// The office's own declarations by file name, and what cannot be read; none if it has no such folder.
fn read_folder(office: &Office) -> (Vec<(String, String)>, Vec<Mistake>) {
    office.declarations(&office.forms(), |path| *path != office.relations())
}
