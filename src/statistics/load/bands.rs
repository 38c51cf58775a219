//! Grades with their lowest values: listed with the measure or column, or a group of 等级 in the settings.

use std::sync::Arc;

use toml::Spanned;

use super::Loader;
use crate::expr::{Expr, Op};
use crate::settings::{Declared, guess_clause};
use crate::statistics::raw::{RawBands, Text};

/// The bound (a parameter) and the grade, best first.
pub(super) type Bands = Vec<(Arc<str>, Arc<str>)>;

impl Loader<'_> {
    pub(super) fn bands(&mut self, file: Declared<'_>, at: &Text, raw: Option<&Spanned<RawBands>>) -> Option<Bands> {
        let Some(raw) = raw else {
            self.mistake(file, at, "grade 还要写 bands：各等级的下限");
            return None;
        };
        let named = |name: &str| Spanned::new(raw.span(), name.to_owned());
        match raw.get_ref() {
            RawBands::Group(group) => self.bands_of(file, &named(group)),
            RawBands::Listed(bands) => {
                bands.iter().map(|band| Some((self.given(file, &named(&band.from))?, Arc::from(band.grade.as_str())))).collect()
            }
        }
    }

    /// The grades of a group, highest bound first; the last one in the settings is often 0 and takes the rest.
    fn bands_of(&mut self, file: Declared<'_>, group: &Text) -> Option<Bands> {
        let settings = self.settings;
        let Some(grades) = settings.grades(group.get_ref()) else {
            let known = settings.grade_groups();
            let clause = guess_clause(group.get_ref(), known);
            self.mistake(file, group, format!("设置的“等级”里没有“{}”这一组{clause}", group.get_ref()));
            return None;
        };
        let mut sorted: Vec<_> = grades.iter().collect();
        sorted.sort_by(|a, b| b.1.cmp(a.1));
        let name = |grade: &str| Spanned::new(group.span(), format!("{}.{grade}", group.get_ref()));
        sorted.into_iter().map(|(grade, _)| Some((self.given(file, &name(grade))?, grade.clone()))).collect()
    }
}

/// The same as the cases of a column: `得分 >= 下限`.
pub(super) fn as_cases(of: &str, bands: Bands) -> Vec<(Expr, Arc<str>)> {
    let name = |name: &str| Box::new(Expr::Name(Arc::from(name)));
    bands.into_iter().map(|(bound, grade)| (Expr::Binary(Op::GreaterEqual, name(of), name(&bound)), grade)).collect()
}
