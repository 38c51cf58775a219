//! Raw → valid: every name is looked up, every expression parsed and tried as a formula, and columns are put in the order of need.
//! All mistakes are collected, each with its file and line and a guess at what was meant.

mod bands;
mod columns;
mod datasets;
mod measures;
mod over_weeks;
mod sections;
pub(super) mod steps;
mod tables;

use std::collections::BTreeSet;
use std::sync::Arc;

use toml::Spanned;

use super::Kind;
use super::declared::{Elapsed, Given, ParameterSpec, Reports};
use super::parameters::setting;
use super::raw::{RawEach, RawFile, RawParameter, Text};
use crate::expr::{Expr, parse};
use crate::forms::{Form, Forms, Vocabulary};
use crate::settings::{Declared, Mistake, Settings, guess_clause};

/// The parameter that every run has: the day up to which is counted.
pub const CUTOFF: &str = "截至";

/// The reports that come with the program, in reading order.
const BUILT_IN: &[(&str, &str)] = &[
    ("报表/篇章.toml", include_str!("../../../templates/reports/篇章.toml")),
    ("报表/数据.toml", include_str!("../../../templates/reports/数据.toml")),
    ("报表/指标.toml", include_str!("../../../templates/reports/指标.toml")),
    ("报表/覆盖.toml", include_str!("../../../templates/reports/覆盖.toml")),
    ("报表/谋划.toml", include_str!("../../../templates/reports/谋划.toml")),
    ("报表/项目.toml", include_str!("../../../templates/reports/项目.toml")),
    ("报表/清零.toml", include_str!("../../../templates/reports/清零.toml")),
    ("报表/历史.toml", include_str!("../../../templates/reports/历史.toml")),
    ("报表/责任.toml", include_str!("../../../templates/reports/责任.toml")),
    ("报表/包联.toml", include_str!("../../../templates/reports/包联.toml")),
    ("报表/招商引资.toml", include_str!("../../../templates/reports/招商引资.toml")),
    ("报表/项目建设.toml", include_str!("../../../templates/reports/项目建设.toml")),
    ("报表/金融.toml", include_str!("../../../templates/reports/金融.toml")),
    ("报表/升规入统.toml", include_str!("../../../templates/reports/升规入统.toml")),
    ("报表/政策兑现.toml", include_str!("../../../templates/reports/政策兑现.toml")),
    ("报表/政策活动.toml", include_str!("../../../templates/reports/政策活动.toml")),
    ("报表/专业机构.toml", include_str!("../../../templates/reports/专业机构.toml")),
    ("报表/企业分类.toml", include_str!("../../../templates/reports/企业分类.toml")),
    ("报表/专精特新.toml", include_str!("../../../templates/reports/专精特新.toml")),
    ("报表/科创平台.toml", include_str!("../../../templates/reports/科创平台.toml")),
    ("报表/企业问题.toml", include_str!("../../../templates/reports/企业问题.toml")),
    ("报表/报送.toml", include_str!("../../../templates/reports/报送.toml")),
    ("报表/综合评价.toml", include_str!("../../../templates/reports/综合评价.toml")),
];

impl Reports {
    /// The reports that come with the program, over the built-in forms or an office's.
    pub fn built_in(forms: &Forms) -> Result<Self, Vec<Mistake>> {
        Self::load(&[], forms, &Settings::defaults("", 2000))
    }

    /// The built-in reports and those of a workspace (file name, text), which may add to them or, by the same file name, replace them.
    pub fn load(own: &[(String, String)], forms: &Forms, settings: &Settings) -> Result<Self, Vec<Mistake>> {
        let replaced = |file: &str| own.iter().any(|(name, _)| name == file);
        let built_in = BUILT_IN.iter().filter(|(file, _)| !replaced(file)).map(|(file, text)| Declared { file, text });
        let own = own.iter().map(|(file, text)| Declared { file, text });
        Self::from_files(&built_in.chain(own).collect::<Vec<_>>(), forms, settings)
    }

    /// Only these files.
    pub fn from_files(files: &[Declared<'_>], forms: &Forms, settings: &Settings) -> Result<Self, Vec<Mistake>> {
        let (reports, mistakes, wrong) = (Self::default(), Vec::new(), BTreeSet::new());
        let mut loader = Loader { forms, settings, everywhere: Vec::new(), reports, mistakes, wrong };
        let mut sources = Vec::new();
        for file in files {
            let raw: Option<RawFile> = file.read_all(&mut loader.mistakes);
            sources.extend(raw.map(|raw| (*file, raw)));
        }
        loader.everywhere = sources.iter().flat_map(|(_, raw)| raw.everywhere.iter().cloned()).collect();
        for (file, raw) in &sources {
            raw.parameters.iter().for_each(|p| loader.parameter(*file, p));
        }
        loader.datasets(&sources);
        loader.steps();
        loader.measures(&sources);
        loader.tables(&sources);
        loader.over_weeks(&sources);
        loader.sections(&sources);
        if loader.mistakes.is_empty() { Ok(loader.reports) } else { Err(loader.mistakes) }
    }
}

/// What is valid so far, and what is wrong so far.
struct Loader<'a> {
    forms: &'a Forms,
    settings: &'a Settings,
    /// Fields that every dataset takes along if its form has them.
    everywhere: Vec<String>,
    reports: Reports,
    mistakes: Vec<Mistake>,
    /// Names of datasets, measures and sheets whose declarations are wrong: what refers to them says nothing more.
    wrong: BTreeSet<String>,
}

/// A file with its shape read.
type Sources<'a> = [(Declared<'a>, RawFile)];

impl Loader<'_> {
    fn mistake<T>(&mut self, file: Declared<'_>, at: &Spanned<T>, message: impl Into<String>) {
        self.mistakes.push(file.mistake(at.span(), message));
    }

    fn parameter(&mut self, file: Declared<'_>, raw: &RawParameter) {
        let name: Arc<str> = Arc::from(raw.name.get_ref().as_str());
        let value = if let Some(by) = &raw.elapsed {
            Given::Elapsed(self.period(file, by).unwrap_or(Elapsed::Days))
        } else {
            self.given(file, &raw.name);
            Given::Setting
        };
        self.reports.parameters.insert(name, ParameterSpec { value, unit: raw.unit.clone(), text: raw.text.clone() });
    }

    /// A number of the settings by its name; one that no report declares stands without words.
    fn given(&mut self, file: Declared<'_>, name: &Text) -> Option<Arc<str>> {
        if self.is_parameter(name.get_ref()) {
            return self.reports.parameters.get_key_value(name.get_ref().as_str()).map(|(key, _)| key.clone());
        }
        let known = self.settings.parameters().map(|(name, _)| &**name);
        let clause = guess_clause(name.get_ref(), known.chain(self.reports.parameters.keys().map(|p| &**p)));
        self.mistake(file, name, format!("设置里没有“{}”这个数{clause}", name.get_ref()));
        None
    }

    fn period(&mut self, file: Declared<'_>, by: &Text) -> Option<Elapsed> {
        match by.get_ref().as_str() {
            "日" => Some(Elapsed::Days),
            "月" => Some(Elapsed::Months),
            _ => {
                self.mistake(file, by, "时间进度按“日”或“月”计算");
                None
            }
        }
    }

    fn kind(&mut self, file: Declared<'_>, text: &Text) -> Option<Kind> {
        let kinds = [
            ("文字", Kind::Text),
            ("个数", Kind::Count),
            ("年份", Kind::Year),
            ("金额", Kind::Money),
            ("比率", Kind::Rate),
            ("百分点", Kind::Points),
            ("得分", Kind::Score),
            ("日期", Kind::Date),
            ("灯", Kind::Light),
        ];
        let found = kinds.iter().find(|(name, _)| name == text.get_ref()).map(|(_, kind)| *kind);
        if found.is_none() {
            let clause = guess_clause(text.get_ref(), kinds.iter().map(|(name, _)| *name));
            self.mistake(file, text, format!("没有“{}”这一种类{clause}", text.get_ref()));
        }
        found
    }

    fn form(&mut self, file: Declared<'_>, name: &Text) -> Option<Arc<Form>> {
        let found = self.forms.get(name.get_ref()).cloned();
        if found.is_none() {
            let clause = guess_clause(name.get_ref(), self.forms.iter().map(|f| &*f.name));
            self.mistake(file, name, format!("没有“{}”这张表{clause}", name.get_ref()));
        }
        found
    }

    fn field(&mut self, file: Declared<'_>, form: &Form, name: &Text) -> Option<usize> {
        let found = form.index(name.get_ref());
        if found.is_none() {
            let clause = guess_clause(name.get_ref(), form.fields.iter().map(|f| &*f.name));
            self.mistake(file, name, format!("“{}”没有“{}”这个字段{clause}", form.name, name.get_ref()));
        }
        found
    }

    fn dataset(&mut self, file: Declared<'_>, name: &Text) -> Option<usize> {
        let found = self.reports.datasets.get_index_of(name.get_ref().as_str());
        if found.is_none() && !self.wrong.contains(name.get_ref()) {
            let clause = guess_clause(name.get_ref(), self.reports.datasets.keys().map(|n| &**n));
            self.mistake(file, name, format!("没有“{}”这个数据集{clause}", name.get_ref()));
        }
        found
    }

    fn column(&mut self, file: Declared<'_>, dataset: usize, name: &Text) -> Option<usize> {
        let spec = &self.reports.datasets[dataset];
        let found = spec.index(name.get_ref());
        if found.is_none() {
            let clause = guess_clause(name.get_ref(), spec.columns.iter().map(|c| &*c.name));
            let message = format!("数据集“{}”没有“{}”这一列{clause}", spec.name, name.get_ref());
            self.mistake(file, name, message);
        }
        found
    }

    /// The words that stand for `%`: those listed, or the options of `form.field`.
    fn options(&mut self, file: Declared<'_>, each: &Spanned<RawEach>) -> Vec<String> {
        let field = match each.get_ref() {
            RawEach::Words(words) => return words.clone(),
            RawEach::Field(field) => field,
        };
        let (form, field) = field.split_once('.').unwrap_or((field, ""));
        let vocabulary = self.forms.get(form).and_then(|f| vocabulary(f, f.index(field)?));
        if let Some(vocabulary) = vocabulary {
            return vocabulary.options.iter().map(|o| o.name.to_string()).collect();
        }
        self.mistake(file, each, "each 要写成“表名.字段”，字段有选项；或者把各个词列出来");
        Vec::new()
    }

    /// Parses an expression over the columns of a dataset and the parameters.
    fn expression(&mut self, file: Declared<'_>, dataset: usize, text: &Text) -> Option<Expr> {
        let expr = match parse(text.get_ref()) {
            Ok(expr) => expr,
            Err(error) => {
                self.mistake(file, text, error.to_string());
                return None;
            }
        };
        let no_column = |name: &Arc<str>| self.reports.datasets[dataset].index(name).is_none();
        let others: Vec<Arc<str>> = expr.names().into_iter().filter(no_column).collect();
        let Some(name) = others.into_iter().find(|name| !self.is_parameter(name)) else { return Some(expr) };
        let spec = &self.reports.datasets[dataset];
        let known = spec.columns.iter().map(|c| &*c.name).chain(self.reports.parameters.keys().map(|p| &**p));
        let clause = guess_clause(&name, known);
        let message = format!("数据集“{}”没有“{name}”这一列，也没有这个参数{clause}", spec.name);
        self.mistake(file, text, message);
        None
    }

    /// Whether a parameter has the name; a number of the settings is taken into the reports when it is first named.
    fn is_parameter(&mut self, name: &str) -> bool {
        if name == CUTOFF || self.reports.parameters.contains_key(name) {
            return true;
        }
        let any_day = crate::value::Day::new(2000, 1, 1);
        let known = any_day.and_then(|day| setting(self.settings, name, day)).is_some_and(|value| value.as_number().is_some());
        if known {
            let spec = ParameterSpec { value: Given::Setting, unit: String::new(), text: String::new() };
            self.reports.parameters.insert(Arc::from(name), spec);
        }
        known
    }
}

/// The options of a field that has some.
fn vocabulary(form: &Form, field: usize) -> Option<Arc<Vocabulary>> {
    use crate::forms::FieldType::{Choice, Choices};
    match &form.fields.get(field)?.ty {
        Choice(vocabulary) | Choices(vocabulary) => Some(vocabulary.clone()),
        _ => None,
    }
}

/// A text in which `%` stands for an option.
fn filled(text: &Text, option: Option<&str>) -> Text {
    match option {
        Some(option) => Spanned::new(text.span(), text.get_ref().replace('%', option)),
        None => text.clone(),
    }
}

/// Where a declaration stands: `报表/指标.toml:12`.
fn place<T>(file: Declared<'_>, at: &Spanned<T>) -> String {
    let line = file.mistake(at.span(), "").line.unwrap_or_default();
    format!("{}:{line}", file.file)
}
