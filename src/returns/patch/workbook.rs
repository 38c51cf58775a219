//! The workbook part: its sheets, and the line for one more.

use std::collections::BTreeSet;
use std::ops::Range;

use super::relations::{self, Relation};
use crate::returns::Unfit;
use crate::returns::markup::{Edits, Element, attribute, attribute_range, escape, outline, place, root};
use crate::returns::package::Package;

/// Children of `workbook` in the order of the schema.
const ORDER: &[&str] = &[
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
];

/// A sheet as the workbook lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::returns) struct Listed {
    pub(in crate::returns) name: String,
    /// The relation id, and the part it leads to.
    pub(in crate::returns) relation: String,
    pub(in crate::returns) part: Option<String>,
}

/// The workbook part, taken apart.
pub(in crate::returns) struct Workbook {
    pub(in crate::returns) part: String,
    pub(in crate::returns) text: String,
    pub(in crate::returns) elements: Vec<Element>,
    pub(in crate::returns) sheets: Vec<Listed>,
    pub(in crate::returns) relations: Vec<Relation>,
    /// The namespace of the sheets' elements.
    pub(in crate::returns) main: String,
    pub(in crate::returns) is_1904: bool,
}

impl Workbook {
    pub(in crate::returns) fn read(package: &mut Package) -> Result<Self, Unfit> {
        let roots = relations::of(package, "")?;
        let part =
            roots.into_iter().find(|r| r.kind == "officeDocument").map_or_else(|| "xl/workbook.xml".to_owned(), |r| r.target);
        let text = package.needed(&part)?;
        let elements = outline(&text, 2)?;
        let tag = &root(&elements, "workbook")?.tag;
        let main = attribute(&text, tag, "xmlns").ok_or(Unfit::Prefixed)?;
        let relations = relations::of(package, &part)?;
        let sheets = elements.iter().filter(|element| element.depth == 2 && element.name == "sheet");
        let listed = sheets.map(|element| {
            let relation = attribute(&text, &element.tag, "id").unwrap_or_default();
            let part = relations.iter().find(|known| known.id == relation).map(|known| known.target.clone());
            Listed { name: attribute(&text, &element.tag, "name").unwrap_or_default(), relation, part }
        });
        let sheets = listed.collect();
        let properties = elements.iter().find(|element| element.depth == 1 && element.name == "workbookPr");
        let date_1904 = properties.and_then(|element| attribute(&text, &element.tag, "date1904"));
        let is_1904 = date_1904.is_some_and(|value| value == "1" || value == "true");
        Ok(Self { part, text, elements, sheets, relations, main, is_1904 })
    }

    /// Where relation ids and types come from.
    pub(in crate::returns) fn namespace(&self) -> &'static str {
        relations::namespace(self.elements.first().map_or("", |root| &self.text[root.tag.clone()]))
    }

    pub(in crate::returns) fn child(&self, name: &str) -> Option<&Element> {
        self.elements.iter().find(|element| element.depth == 1 && element.name == name)
    }

    /// The part of a kind that belongs to the whole workbook.
    pub(super) fn shared(&self, kind: &str) -> Option<&str> {
        self.relations.iter().find(|relation| relation.kind == kind).map(|relation| relation.target.as_str())
    }

    /// A name for a sheet of ours that no sheet bears.
    pub(super) fn free_name(&self, wish: &str) -> String {
        let taken = |name: &str| self.sheets.iter().any(|sheet| sheet.name.to_lowercase() == name.to_lowercase());
        let numbered = (2..=self.sheets.len() + 2).map(|n| format!("{wish}({n})"));
        std::iter::once(wish.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_else(|| wish.to_owned())
    }

    /// Lists one more sheet, the last one, with its filter and repeated rows (`$A$5:$I$9`, `$1:$5`).
    pub(super) fn list(&self, name: &str, id: &str, filter: &str, rows: &str, edits: &mut Edits) -> Result<(), Unfit> {
        let sheets = self.child("sheets").ok_or(Unfit::Malformed)?;
        let ids = self.elements.iter().filter(|element| element.depth == 2 && element.name == "sheet");
        let ids: BTreeSet<u32> = ids.filter_map(|e| attribute(&self.text, &e.tag, "sheetId")?.parse().ok()).collect();
        let number = (1..=ids.len() as u32 + 1).find(|number| !ids.contains(number)).unwrap_or(1);
        let (shown, namespace) = (escape(name), self.namespace());
        edits.append(
            &self.text,
            sheets,
            &format!("<sheet xmlns:r=\"{namespace}\" name=\"{shown}\" sheetId=\"{number}\" r:id=\"{id}\"/>"),
        );
        let (index, quoted) = (self.sheets.len(), escape(&super::quoted(name)));
        let names = format!(
            "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"{index}\" hidden=\"1\">{quoted}!{filter}</definedName>\
             <definedName name=\"_xlnm.Print_Titles\" localSheetId=\"{index}\">{quoted}!{rows}</definedName>"
        );
        if let Some(known) = self.child("definedNames") {
            edits.append(&self.text, known, &names);
        } else {
            let root = root(&self.elements, "workbook")?;
            let at = place(&self.elements, root, ORDER, "definedNames");
            edits.insert(at, format!("<definedNames>{names}</definedNames>"));
        }
        Ok(())
    }

    /// The index of the sheet that is shown when the workbook is opened.
    pub(super) fn active(&self) -> Option<usize> {
        let view = self.view()?;
        attribute(&self.text, &view.tag, "activeTab").map_or(Some(0), |text| text.parse().ok())
    }

    /// Shows another sheet first.
    pub(super) fn activate(&self, index: usize, edits: &mut Edits) {
        let Some(view) = self.view() else { return };
        match attribute_range(&self.text, &view.tag, "activeTab") {
            Some(range) => edits.replace(range, index.to_string()),
            None => edits.insert(view.tag.start + "<workbookView".len(), format!(" activeTab=\"{index}\"")),
        }
    }

    /// The only window of the workbook.
    fn view(&self) -> Option<&Element> {
        let mut views = self.elements.iter().filter(|element| element.depth == 2 && element.name == "workbookView");
        let first = views.next()?;
        views.next().is_none().then_some(first)
    }

    /// The range of the name of a sheet in its tag, for tests and for taking sheets away.
    pub(in crate::returns) fn sheet_tag(&self, name: &str) -> Option<Range<usize>> {
        let tags = self.elements.iter().filter(|element| element.depth == 2 && element.name == "sheet");
        tags.map(|element| element.tag.start..element.end)
            .find(|range| attribute(&self.text, range, "name").as_deref() == Some(name))
    }
}
