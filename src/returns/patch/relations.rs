//! Relations and content types of a package: read, and added to under ids and names of our own.

use std::collections::BTreeMap;

use crate::returns::Unfit;
use crate::returns::markup::{Edits, attribute, outline, root};
use crate::returns::package::{Package, relations_of, resolve};

pub(in crate::returns) const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
/// The part that names the kinds of all others.
pub(in crate::returns) const TYPES: &str = "[Content_Types].xml";

/// A relation inside the package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::returns) struct Relation {
    pub(in crate::returns) id: String,
    /// The last word of its type, alike in strict and transitional packages.
    pub(in crate::returns) kind: String,
    /// The part it leads to.
    pub(in crate::returns) target: String,
}

/// The relations of a part (`""` for the package). External ones are left out.
pub(in crate::returns) fn of(package: &mut Package, part: &str) -> Result<Vec<Relation>, Unfit> {
    let Some(text) = package.text(&relations_of(part))? else { return Ok(Vec::new()) };
    let elements = outline(&text, 1)?;
    let internal =
        elements.iter().filter(|e| e.depth == 1 && attribute(&text, &e.tag, "TargetMode").as_deref() != Some("External"));
    let relation = |tag: &std::ops::Range<usize>| {
        let get = |name| attribute(&text, tag, name);
        let kind = get("Type")?.rsplit('/').next()?.to_owned();
        Some(Relation { id: get("Id")?, kind, target: resolve(part, &get("Target")?) })
    };
    Ok(internal.filter_map(|element| relation(&element.tag)).collect())
}

/// The namespace of relation ids and types in a package whose workbook part has this root tag.
pub(super) fn namespace(workbook_tag: &str) -> &'static str {
    if workbook_tag.contains("http://purl.oclc.org/ooxml/spreadsheetml/main") { STRICT } else { TRANSITIONAL }
}

/// Relations and parts to be announced, collected while the package is worked on.
#[derive(Debug, Default)]
pub(super) struct News {
    /// Owner → relations: id, kind, target part.
    relations: BTreeMap<String, Vec<Relation>>,
    /// Part → content type.
    types: Vec<(String, &'static str)>,
}

impl News {
    /// Announces a relation; its id.
    pub(super) fn relate(&mut self, owner: &str, kind: &str, target: &str) -> String {
        let of_owner = self.relations.entry(owner.to_owned()).or_default();
        let id = format!("sangai{}", of_owner.len() + 1);
        of_owner.push(Relation { id: id.clone(), kind: kind.to_owned(), target: target.to_owned() });
        id
    }

    pub(super) fn declare(&mut self, part: &str, content_type: &'static str) {
        self.types.push((part.to_owned(), content_type));
    }

    /// The texts of the relation parts and the content types with what is new: part, text before (if any), edits.
    pub(super) fn written(self, package: &mut Package, namespace: &str) -> Result<Vec<(String, Option<String>, Edits)>, Unfit> {
        let mut parts = Vec::new();
        for (owner, relations) in self.relations {
            let name = relations_of(&owner);
            let entries: String = relations.iter().map(|relation| entry(relation, namespace)).collect();
            let before = package.text(&name)?;
            parts.push(within(name, before, "Relationships", &entries)?);
        }
        let line = |(part, kind): &(String, &str)| format!("<Override PartName=\"/{part}\" ContentType=\"{kind}\"/>");
        let overrides = self.types.iter().map(line).collect::<Vec<_>>().concat();
        let before = Some(package.needed(TYPES)?);
        parts.push(within(TYPES.to_owned(), before, "Types", &overrides)?);
        Ok(parts)
    }
}

fn entry(relation: &Relation, namespace: &str) -> String {
    format!("<Relationship Id=\"{}\" Type=\"{namespace}/{}\" Target=\"/{}\"/>", relation.id, relation.kind, relation.target)
}

fn within(name: String, before: Option<String>, wanted: &str, entries: &str) -> Result<(String, Option<String>, Edits), Unfit> {
    let mut edits = Edits::default();
    match &before {
        Some(text) => {
            let elements = outline(text, 0)?;
            match elements.first() {
                Some(only) if only.name == wanted && only.is_empty => edits.append(text, only, entries),
                _ => edits.append(text, root(&elements, wanted)?, entries),
            }
        }
        None => edits.insert(
            0,
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<{wanted} xmlns=\"{PACKAGE}\">{entries}</{wanted}>"),
        ),
    }
    Ok((name, before, edits))
}
