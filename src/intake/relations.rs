//! Which part of an OOXML package belongs to which: `_rels/*.rels`.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use super::Refusal;
use super::budget::Budget;
use super::package::Package;
use super::xml::{self, Xml};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Workbook,
    Worksheet,
    /// Chart, dialog and macro sheets.
    OtherSheet,
    SharedStrings,
    Styles,
    Other,
}

#[derive(Debug)]
pub(super) struct Target {
    pub(super) kind: Kind,
    /// Inside the package, without a leading slash.
    pub(super) path: String,
    pub(super) external: bool,
}

/// The relations of one part, by id.
#[derive(Debug, Default)]
pub(super) struct Relations(BTreeMap<String, Target>);

impl Relations {
    /// The relations of a part (`""` for the package itself); none if it has no relations part.
    pub(super) fn read(package: &mut Package, of: &str, budget: &mut Budget) -> Result<Self, Refusal> {
        let (folder, name) = of.rsplit_once('/').unwrap_or(("", of));
        let path = join(folder, &format!("_rels/{name}.rels"));
        let Some(bytes) = package.part(&path, budget)? else { return Ok(Self::default()) };
        let (text, _) = xml::decode(&bytes);
        let mut xml = Xml::new(&text, &path);
        let mut relations = BTreeMap::new();
        loop {
            match xml.next()? {
                Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "Relationship" => {
                    let get = |name| xml::attribute(&e, name).unwrap_or_default();
                    let target = Target {
                        kind: kind(&get("Type")),
                        path: join(folder, &get("Target")),
                        external: get("TargetMode") == "External",
                    };
                    relations.insert(get("Id").into_owned(), target);
                }
                Event::Eof => return Ok(Self(relations)),
                _ => budget.step()?,
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn get(&self, id: &str) -> Option<&Target> {
        self.0.get(id)
    }

    pub(super) fn first(&self, kind: Kind) -> Option<&Target> {
        self.0.values().find(|target| target.kind == kind && !target.external)
    }
}

/// By the last word of the type, so that strict and transitional packages are alike.
fn kind(relation_type: &str) -> Kind {
    match relation_type.rsplit('/').next().unwrap_or_default() {
        "officeDocument" => Kind::Workbook,
        "worksheet" => Kind::Worksheet,
        "chartsheet" | "dialogsheet" | "xlMacrosheet" | "xlIntlMacrosheet" => Kind::OtherSheet,
        "sharedStrings" => Kind::SharedStrings,
        "styles" => Kind::Styles,
        _ => Kind::Other,
    }
}

/// A target resolved against the folder of its source. `..` never leaves the package.
pub(crate) fn join(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut steps: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.retain(|step| !step.is_empty());
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn targets_stay_inside() {
        for (folder, target, path) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "../../../etc/passwd", "etc/passwd"),
            ("", "_rels/.rels", "_rels/.rels"),
            ("xl", ".\\styles.xml", "xl/styles.xml"),
        ] {
            assert_eq!(join(folder, target), path);
        }
    }
}
