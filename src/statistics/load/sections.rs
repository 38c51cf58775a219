//! Sections: the order of the summary. Every sheet and figure that they name exists, and stands in one of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Loader, Sources};
use crate::settings::{Declared, guess_clause};
use crate::statistics::declared::{GroupedSpec, TableSpec};
use crate::statistics::raw::{RawSection, Text};
use crate::statistics::{Section, Takes, sheets};

const TAKES: [(&str, Takes); 3] = [("统计", Takes::Tables), ("清单", Takes::Lists), ("数据", Takes::Data)];

impl Loader<'_> {
    /// After tables and measures.
    pub(super) fn sections(&mut self, sources: &Sources<'_>) {
        let tables = self.reports.tables.iter().map(|table| match table {
            TableSpec::Grouped(table) => table.sheet.clone(),
            TableSpec::List(list) => list.sheet.clone(),
        });
        let over_weeks = self.reports.changes.iter().map(|change| change.sheet.clone());
        let over_weeks = over_weeks.chain(self.reports.trends.iter().map(|trend| trend.sheet.clone()));
        let declared = sources.iter().flat_map(|(_, raw)| {
            raw.tables.iter().map(|table| table.sheet.as_str()).chain(raw.lists.iter().map(|list| list.sheet.as_str()))
        });
        let known: BTreeSet<Arc<str>> = tables
            .chain(over_weeks)
            .chain(declared.map(Arc::<str>::from))
            .chain(self.reports.datasets.keys().cloned())
            .chain(sheets::OWN.iter().map(|name| Arc::from(*name)))
            .collect();
        for (file, raw) in sources.iter().flat_map(|(file, raw)| raw.sections.iter().map(move |section| (*file, section))) {
            self.section(file, raw, &known);
        }
        self.place_figures();
    }

    /// Every figure that is no main one belongs to the section of the first table that shows it, else of the first table over the same rows,
    /// else to the section that takes tables.
    fn place_figures(&mut self) {
        let placed: Vec<(usize, Arc<str>)> = self
            .reports
            .measures
            .values()
            .filter(|measure| measure.figure && !self.reports.sections.iter().any(|section| section.main.contains(&measure.name)))
            .filter_map(|measure| Some((self.section_of(&measure.name)?, measure.name.clone())))
            .collect();
        for (section, figure) in placed {
            self.reports.sections[section].figures.push(figure);
        }
    }

    fn section_of(&self, measure: &Arc<str>) -> Option<usize> {
        let sections = &self.reports.sections;
        let mut datasets = Vec::new();
        self.reports.counted_over(measure, &mut datasets);
        let grouped = || {
            self.reports.tables.iter().filter_map(|table| match table {
                TableSpec::Grouped(table) => Some(table),
                TableSpec::List(_) => None,
            })
        };
        let shows = |table: &&GroupedSpec| table.columns.iter().any(|column| column.measure == *measure);
        let same_rows = |table: &&GroupedSpec| datasets.first() == Some(&table.rows);
        let table = grouped().find(shows).or_else(|| grouped().find(same_rows));
        let named = table.and_then(|table| sections.iter().position(|section| section.sheets.contains(&table.sheet)));
        named.or_else(|| sections.iter().position(|section| section.takes == Some(Takes::Tables)))
    }

    fn section(&mut self, file: Declared<'_>, raw: &RawSection, known: &BTreeSet<Arc<str>>) {
        let mut sheets: Vec<Arc<str>> = Vec::new();
        for name in &raw.sheets {
            let Some(sheet) = self.sheet(file, name, known) else { continue };
            if sheets.contains(&sheet) {
                self.mistake(file, name, format!("工作表“{sheet}”写了两次"));
                continue;
            }
            sheets.push(sheet);
        }
        let main: Vec<Arc<str>> = raw.main.iter().filter_map(|name| self.main_figure(file, name)).collect();
        let takes = raw.takes.as_ref().and_then(|word| self.takes(file, word));
        match self.reports.sections.iter_mut().find(|section| *section.name == **raw.name.get_ref()) {
            Some(section) => {
                section.sheets.extend(sheets);
                section.main.extend(main);
                section.takes = section.takes.or(takes);
            }
            None => self.reports.sections.push(Section {
                name: Arc::from(raw.name.get_ref().as_str()),
                text: raw.text.clone().unwrap_or_default(),
                sheets,
                main,
                figures: Vec::new(),
                takes,
            }),
        }
    }

    fn sheet(&mut self, file: Declared<'_>, name: &Text, known: &BTreeSet<Arc<str>>) -> Option<Arc<str>> {
        let word = name.get_ref().as_str();
        let Some(found) = known.get(word) else {
            let clause = guess_clause(word, known.iter().map(|name| &**name));
            self.mistake(file, name, format!("没有叫“{word}”的工作表{clause}"));
            return None;
        };
        if let Some(section) = self.reports.sections.iter().find(|section| section.sheets.contains(found)) {
            let message = format!("工作表“{word}”已经放在“{}”部分", section.name);
            self.mistake(file, name, message);
            return None;
        }
        Some(found.clone())
    }

    fn main_figure(&mut self, file: Declared<'_>, name: &Text) -> Option<Arc<str>> {
        let word = name.get_ref().as_str();
        match self.reports.measures.get(word) {
            Some(measure) if measure.figure => Some(measure.name.clone()),
            Some(_) => {
                self.mistake(file, name, format!("指标“{word}”没有写 figure = true，不能放上总览"));
                None
            }
            None if self.wrong.contains(word) => None,
            None => {
                let figures = self.reports.measures.values().filter(|m| m.figure).map(|m| &*m.name);
                let clause = guess_clause(word, figures);
                self.mistake(file, name, format!("没有“{word}”这个指标{clause}"));
                None
            }
        }
    }

    fn takes(&mut self, file: Declared<'_>, word: &Text) -> Option<Takes> {
        let found = TAKES.iter().find(|(name, _)| name == word.get_ref()).map(|(_, takes)| *takes);
        if found.is_none() {
            self.mistake(file, word, "takes写统计、清单或数据");
        }
        if found.is_some_and(|takes| self.reports.sections.iter().any(|section| section.takes == Some(takes))) {
            self.mistake(file, word, format!("“{}”已经归了另一个部分", word.get_ref()));
            return None;
        }
        found
    }
}

#[cfg(test)]
#[path = "sections_tests.rs"]
mod tests;
