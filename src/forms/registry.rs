//! The forms in use: the built-in ones, and those that the office's folder 表样 adds or replaces.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;

use super::{Check, Form, FormRole, valid};
use crate::settings::{Declared, FILE, Mistake, Office, Settings, guess_clause};

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
        let own = office.map_or(Ok(Vec::new()), |root| read_folder(&Office::new(root)))?;
        let own = own.iter().map(|(file, text)| (file.as_str(), text.as_str()));
        Self::read(BUILT_IN.iter().copied().chain(own))
    }

    /// Reads declarations given as file name and text; a later one replaces an earlier one of its name.
    pub fn read<'a>(declarations: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Self, Mistake> {
        let mut forms = IndexMap::new();
        let mut files = IndexMap::new();
        for (file, text) in declarations {
            let form = valid::form(Declared { file, text })?;
            files.insert(form.name.clone(), file);
            forms.insert(form.name.clone(), Arc::new(form));
        }
        let forms = Self { forms };
        forms.codes_agree(|form| files.get(form).copied().unwrap_or_default())?;
        Ok(forms)
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
        let refuse = |line: usize, message: String| Mistake { file: FILE.to_owned(), line: Some(line), message };
        for layout in &settings.layouts {
            let Some(name) = &layout.form else { continue };
            let Some(form) = self.get(name) else {
                let near = guess_clause(name, self.iter().map(|form| &*form.name));
                return Err(refuse(layout.line, format!("没有表样“{name}”{near}")));
            };
            if let Some(field) = layout.columns.values().find(|field| form.index(field).is_none()) {
                let near = guess_clause(field, form.fields.iter().map(|f| &*f.name));
                return Err(refuse(layout.line, format!("表样“{name}”里没有字段“{field}”{near}")));
            }
        }
        Ok(())
    }

    /// A code that several checks share means the same everywhere: one title, one reason, one severity.
    fn codes_agree<'a>(&self, file: impl Fn(&str) -> &'a str) -> Result<(), Mistake> {
        let mut first: IndexMap<&str, &Check> = IndexMap::new();
        for (form, check) in self.iter().flat_map(|form| form.checks.iter().map(move |check| (form, check))) {
            let same = *first.entry(check.code.as_str()).or_insert(check);
            if same.title != check.title || same.why != check.why || same.severity != check.severity {
                let message = format!("检查代码{}已用于“{}”，同一代码的title、why和severity应当相同", check.code, same.title);
                return Err(Mistake { file: file(&form.name).to_owned(), line: None, message });
            }
        }
        Ok(())
    }
}

impl<'a> IntoIterator for &'a Forms {
    type Item = &'a Arc<Form>;
    type IntoIter = indexmap::map::Values<'a, Arc<str>, Arc<Form>>;

    fn into_iter(self) -> Self::IntoIter {
        self.forms.values()
    }
}

/// The office's own declarations by file name; none if it has no such folder.
fn read_folder(office: &Office) -> Result<Vec<(String, String)>, Mistake> {
    let folder = office.forms();
    let unreadable = |path: &Path, error: &io::Error| Mistake {
        file: office.shown(path),
        line: None,
        message: format!("读不出来（{error}）；请用UTF-8编码保存"),
    };
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(&folder, &error)),
    };
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()
        .map_err(|error| unreadable(&folder, &error))?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    paths
        .into_iter()
        .map(|path| fs::read_to_string(&path).map(|text| (office.shown(&path), text)).map_err(|error| unreadable(&path, &error)))
        .collect()
}
