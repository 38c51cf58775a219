//! Datasets: fields of a form, columns joined from other tables, derived columns, and the first and last days of dates.

use std::collections::BTreeSet;
use std::sync::Arc;

use toml::Spanned;

use super::{Loader, Sources, filled, vocabulary};
use crate::expr::parse;
use crate::forms::{Choice, FieldType, Form, Vocabulary};
use crate::settings::Declared;
use crate::statistics::Kind;
use crate::statistics::declared::{ColumnSpec, DatasetSpec, Join, Rule, Table, Without};
use crate::statistics::mask::{Shape, bound};
use crate::statistics::raw::{RawBands, RawColumn, RawDataset, RawJoin, RawListColumn, Text, names};

impl Loader<'_> {
    /// First the fields of each dataset, then what is joined and derived, then what its derived columns say of it and of the others.
    pub(super) fn datasets(&mut self, sources: &Sources<'_>) {
        let all: Vec<_> = sources.iter().flat_map(|(file, raw)| raw.datasets.iter().map(move |d| (*file, d))).collect();
        let mut opened = Vec::new();
        for (file, raw) in all {
            let Some(form) = self.form(file, &raw.form) else {
                self.wrong.insert(raw.name.get_ref().clone());
                continue;
            };
            self.open_dataset(file, raw, &form);
            opened.push((file, raw));
        }
        for (file, raw) in &opened {
            self.announce_columns(*file, raw);
        }
        for (file, raw) in opened {
            if let Some(dataset) = self.reports.datasets.get_index_of(raw.name.get_ref().as_str()) {
                self.derive(file, dataset, raw);
            }
        }
    }

    fn open_dataset(&mut self, file: Declared<'_>, raw: &RawDataset, form: &Arc<Form>) {
        let name: Arc<str> = Arc::from(raw.name.get_ref().as_str());
        let key = form.fields.iter().find(|f| f.key).or(form.fields.first()).map(|f| f.name.clone()).unwrap_or_default();
        let spec = DatasetSpec {
            name: name.clone(),
            form: form.name.clone(),
            noun: raw.noun.clone(),
            counter: raw.counter.clone(),
            without: None,
            optional: raw.optional,
            missing: raw.missing.clone(),
            key,
            columns: Vec::new(),
        };
        if self.reports.datasets.insert(name, spec).is_some() {
            self.mistake(file, &raw.name, format!("数据集“{}”定义了两次", raw.name.get_ref()));
        }
        let Some(dataset) = self.reports.datasets.get_index_of(raw.name.get_ref().as_str()) else { return };
        self.reports.datasets[dataset].without = raw.without.as_ref().and_then(|text| self.without(file, form, text));
        self.fields(file, dataset, raw, form);
    }

    /// Joins and derived columns: names and shapes only. A join may take a derived column of a dataset declared before.
    fn announce_columns(&mut self, file: Declared<'_>, raw: &RawDataset) {
        let Some(dataset) = self.reports.datasets.get_index_of(raw.name.get_ref().as_str()) else { return };
        raw.joins.iter().for_each(|join| self.join(file, dataset, join));
        for (column, option) in self.spread(file, raw) {
            self.announce(file, dataset, &column, option.as_deref());
        }
        self.bounds(dataset);
    }

    /// Derived columns with their options: one entry for each column that will be.
    pub(super) fn spread(&mut self, file: Declared<'_>, raw: &RawDataset) -> Vec<(RawColumn, Option<String>)> {
        let mut all = Vec::new();
        for column in &raw.columns {
            match &column.each {
                Some(each) => all.extend(self.options(file, each).into_iter().map(|o| (column.clone(), Some(o)))),
                None => all.push((column.clone(), None)),
            }
        }
        all
    }

    fn fields(&mut self, file: Declared<'_>, dataset: usize, raw: &RawDataset, form: &Arc<Form>) {
        let mut chosen: Vec<usize> = match &raw.fields {
            Some(names) => names.iter().filter_map(|name| self.field(file, form, name)).collect(),
            None => (0..form.fields.len()).collect(),
        };
        chosen.extend(self.everywhere.iter().filter_map(|name| form.index(name)));
        let mut seen = BTreeSet::new();
        chosen.retain(|index| seen.insert(*index));
        for index in chosen {
            let field = &form.fields[index];
            let (shape, kind) = shape_of(&field.ty);
            let vocabulary = vocabulary(form, index);
            let spec = ColumnSpec { name: field.name.clone(), shape, kind, rule: Rule::Field(index), text: None, vocabulary };
            self.reports.datasets[dataset].columns.push(spec);
        }
        let key = self.reports.datasets[dataset].key.clone();
        if self.reports.datasets[dataset].index(&key).is_none() {
            self.mistake(file, &raw.name, format!("数据集“{}”要包括关键字段“{key}”", raw.name.get_ref()));
        }
    }

    /// Which rows there are must be known before anything is derived, so only the form's own fields are asked.
    fn without(&mut self, file: Declared<'_>, form: &Form, text: &Text) -> Option<Without> {
        let expr = match parse(text.get_ref()) {
            Ok(expr) => expr,
            Err(error) => {
                self.mistake(file, text, error.to_string());
                return None;
            }
        };
        let names: Vec<Arc<str>> =
            expr.names().into_iter().filter(|name| form.index(name).is_some() || !self.is_parameter(name)).collect();
        let mut fields = Vec::new();
        for name in names {
            let asked = Spanned::new(text.span(), name.to_string());
            fields.push((name, self.field(file, form, &asked)?));
        }
        Some(Without { expr, fields })
    }

    fn join(&mut self, file: Declared<'_>, dataset: usize, raw: &RawJoin) {
        let Some(on) = names(&raw.on).iter().map(|name| self.column(file, dataset, name)).collect() else { return };
        let keys = names(raw.key.as_ref().unwrap_or(&raw.on));
        let Some((from, key)) = self.other_side(file, &raw.from, &keys) else { return };
        let Some((on, key)) = self.as_many(file, &raw.on, on, key) else { return };
        for column in &raw.columns {
            let (take, name) = match column.get_ref() {
                RawListColumn::Plain(take) => (take, take),
                RawListColumn::Named { column, name } => (column, name),
            };
            let Some((spec, take)) = self.taken(file, &from, &Spanned::new(column.span(), take.clone())) else { continue };
            let rule = Rule::Join(Join { from: from.clone(), on: on.clone(), key: key.clone(), take });
            let at = Spanned::new(column.span(), name.clone());
            self.add(file, dataset, &at, ColumnSpec { rule, name: Arc::from(name.as_str()), ..spec });
        }
    }

    /// A dataset or form with the places of its key columns.
    fn other_side(&mut self, file: Declared<'_>, from: &Text, keys: &[Text]) -> Option<(Table, Vec<usize>)> {
        if let Some(other) = self.reports.datasets.get_index_of(from.get_ref().as_str()) {
            let keys = keys.iter().map(|key| self.column(file, other, key)).collect::<Option<_>>()?;
            return Some((Table::Dataset(other), keys));
        }
        let form = self.form(file, from)?;
        let keys = keys.iter().map(|key| self.field(file, &form, key)).collect::<Option<_>>()?;
        Some((Table::Form(form.name.clone()), keys))
    }

    /// A column of the other side, and its place there.
    fn taken(&mut self, file: Declared<'_>, from: &Table, take: &Text) -> Option<(ColumnSpec, usize)> {
        match from {
            Table::Dataset(other) => {
                let index = self.column(file, *other, take)?;
                Some((self.reports.datasets[*other].columns[index].clone(), index))
            }
            Table::Form(name) => {
                let form = self.forms.get(name).cloned()?;
                let index = self.field(file, &form, take)?;
                let (shape, kind) = shape_of(&form.fields[index].ty);
                let (name, rule) = (form.fields[index].name.clone(), Rule::Field(index));
                Some((ColumnSpec { name, shape, kind, rule, text: None, vocabulary: vocabulary(&form, index) }, index))
            }
        }
    }

    /// Adds a column unless there is one of its name.
    fn add(&mut self, file: Declared<'_>, dataset: usize, at: &Text, spec: ColumnSpec) {
        let target = &mut self.reports.datasets[dataset];
        if target.index(&spec.name).is_none() {
            target.columns.push(spec);
            return;
        }
        let message = format!("数据集“{}”已经有“{}”这一列", target.name, spec.name);
        self.mistake(file, at, message);
    }

    /// A derived column's name and shape, so that others can refer to it before its rule is read.
    fn announce(&mut self, file: Declared<'_>, dataset: usize, raw: &RawColumn, option: Option<&str>) {
        let name = filled(&raw.name, option);
        let (shape, usual) = match raw {
            RawColumn { words: Some(_), .. } => (Shape::List, Kind::Text),
            RawColumn { place_share: Some(_), .. } => (Shape::Number, Kind::Rate),
            _ if raw.cases.is_some() || raw.grade.is_some() || raw.month.is_some() => (Shape::Text, Kind::Text),
            RawColumn { value: Some(_), .. } | RawColumn { per_mean: Some(_), .. } => (Shape::Number, Kind::Score),
            RawColumn { sum: Some(_), .. } => (Shape::Number, Kind::Money),
            _ => (Shape::Number, Kind::Count),
        };
        let kind = raw.kind.as_ref().and_then(|k| self.kind(file, k)).unwrap_or(usual);
        let text = raw.text.as_ref().map(|t| t.replace('%', option.unwrap_or("%")));
        let column = Arc::from(name.get_ref().as_str());
        let rule = Rule::Cases(Vec::new(), Arc::from(""));
        let vocabulary = (raw.cases.is_some() || raw.grade.is_some()).then(|| self.words_of(raw));
        self.add(file, dataset, &name, ColumnSpec { name: column, shape, kind, rule, text, vocabulary });
    }

    /// The words of a column of cases and grades, in the order in which they are tried, which is then the order of rows and lists.
    fn words_of(&self, raw: &RawColumn) -> Arc<Vocabulary> {
        let mut words: Vec<&str> = raw.cases.iter().flatten().map(|case| case.then.as_str()).collect();
        match raw.bands.as_ref().map(Spanned::get_ref) {
            Some(RawBands::Listed(bands)) => words.extend(bands.iter().map(|band| band.grade.as_str())),
            Some(RawBands::Group(group)) => {
                let mut grades: Vec<_> = self.settings.grades(group).into_iter().flatten().collect();
                grades.sort_by(|a, b| b.1.cmp(a.1));
                words.extend(grades.into_iter().map(|(grade, _)| &**grade));
            }
            None => {}
        }
        words.extend(raw.otherwise.as_deref());
        let choice = |word: &str| Choice { name: Arc::from(word), ..Choice::default() };
        Arc::new(Vocabulary { options: words.into_iter().filter(|word| !word.is_empty()).map(choice).collect() })
    }

    /// Two columns for each date, at the end.
    fn bounds(&mut self, dataset: usize) {
        let spec = &mut self.reports.datasets[dataset];
        let dates: Vec<usize> = (0..spec.columns.len()).filter(|i| spec.columns[*i].shape == Shape::Date).collect();
        for (column, last) in dates.into_iter().flat_map(|i| [(i, false), (i, true)]) {
            let name = bound(&spec.columns[column].name, last);
            let rule = Rule::Bound { column, last };
            spec.columns.push(ColumnSpec { name, shape: Shape::Date, kind: Kind::Date, rule, text: None, vocabulary: None });
        }
    }
}

/// What the cells of a field are, and how they are shown.
fn shape_of(ty: &FieldType) -> (Shape, Kind) {
    match ty {
        FieldType::Money => (Shape::Number, Kind::Money),
        FieldType::Percent => (Shape::Number, Kind::Rate),
        FieldType::Integer => (Shape::Number, Kind::Count),
        FieldType::Year => (Shape::Number, Kind::Year),
        FieldType::Number => (Shape::Number, Kind::Score),
        FieldType::Date | FieldType::Month => (Shape::Date, Kind::Date),
        FieldType::YesNo => (Shape::Bool, Kind::Text),
        FieldType::Choices(_) | FieldType::Texts => (Shape::List, Kind::Text),
        _ => (Shape::Text, Kind::Text),
    }
}
