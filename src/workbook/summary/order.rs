//! Which sheet stands in which section of the summary, as the reports declare it.

use std::sync::Arc;

use crate::statistics::{Section, Takes};
use crate::workbook::sheet::{Block, Sheet};

/// A section with its sheets in the order of its declaration; those it takes unnamed follow.
pub(super) struct Part<'a> {
    /// `None` where the reports declare no sections: all sheets in one part.
    pub(super) section: Option<&'a Section>,
    pub(super) sheets: Vec<Made<'a>>,
}

/// A sheet, and what it is if no section names it.
pub(super) struct Made<'a> {
    pub(super) kind: Takes,
    pub(super) sheet: Sheet<'a>,
    /// For the table of contents.
    pub(super) holds: String,
    /// Without a row of data.
    pub(super) empty: bool,
}

/// Sheets into their sections; sections without a sheet are left out.
pub(super) fn parts<'a>(sections: &'a [Section], made: Vec<Made<'a>>) -> Vec<Part<'a>> {
    if sections.is_empty() {
        return vec![Part { section: None, sheets: made }];
    }
    let mut parts: Vec<Part<'a>> = sections.iter().map(|section| Part { section: Some(section), sheets: Vec::new() }).collect();
    for sheet in made {
        let at = place(sections, &sheet.sheet.name, sheet.kind);
        parts[at].sheets.push(sheet);
    }
    for (part, section) in parts.iter_mut().zip(sections) {
        let named = |sheet: &Made<'_>| section.sheets.iter().position(|name| *name == sheet.sheet.name);
        part.sheets.sort_by_key(|sheet| named(sheet).unwrap_or(usize::MAX));
    }
    parts.retain(|part| !part.sheets.is_empty());
    parts
}

/// The section that names a sheet, else the one that takes its kind, else the last.
fn place(sections: &[Section], sheet: &Arc<str>, kind: Takes) -> usize {
    let naming = sections.iter().position(|section| section.sheets.contains(sheet));
    let taking = || sections.iter().position(|section| section.takes == Some(kind));
    naming.or_else(taking).unwrap_or(sections.len() - 1)
}

impl<'a> Made<'a> {
    /// A sheet that holds what the captions of its tables say, else its title.
    pub(super) fn new(kind: Takes, sheet: Sheet<'a>) -> Self {
        let captions: Vec<&str> = sheet
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Table(table) => table.caption.as_deref(),
                _ => None,
            })
            .collect();
        let holds = if captions.is_empty() { sheet.title.clone() } else { captions.join("；") };
        Self { kind, sheet, holds, empty: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::sheet::SheetUse;

    fn made(name: &str, kind: Takes) -> Made<'static> {
        let sheet = Sheet {
            name: Arc::from(name),
            purpose: SheetUse::Report,
            title: String::new(),
            notes: Vec::new(),
            blocks: Vec::new(),
        };
        Made::new(kind, sheet)
    }

    fn section(name: &str, sheets: &[&str], takes: Option<Takes>) -> Section {
        let sheets = sheets.iter().map(|name| Arc::from(*name)).collect();
        Section { name: Arc::from(name), text: String::new(), sheets, main: Vec::new(), figures: Vec::new(), takes }
    }

    #[test]
    fn sheets_stand_where_they_are_declared_and_strangers_with_their_kind() {
        let sections = [
            section("甲", &["二", "一"], None),
            section("空", &[], None),
            section("乙", &["三"], Some(Takes::Tables)),
            section("丙", &[], Some(Takes::Data)),
        ];
        let sheets = [
            ("一", Takes::Tables),
            ("数据", Takes::Data),
            ("新", Takes::Tables),
            ("二", Takes::Tables),
            ("三", Takes::Tables),
            ("清单", Takes::Lists),
        ];
        let parts = parts(&sections, sheets.map(|(name, kind)| made(name, kind)).into());
        let shown: Vec<String> = parts
            .iter()
            .map(|part| {
                let names: Vec<&str> = part.sheets.iter().map(|made| &*made.sheet.name).collect();
                format!("{}：{}", part.section.map_or("", |section| &section.name), names.join("、"))
            })
            .collect();
        assert_eq!(shown, ["甲：二、一", "乙：三、新", "丙：数据、清单"]);
    }
}
