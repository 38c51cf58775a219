//! Marks taken off a file that a spreadsheet program has saved since: what is ours is known by sheet title, author and signature.

use std::ops::Range;

use super::Unfit;
use super::markup::{Edits, Element, attribute, attribute_range, inside, outline};
use super::package::{Package, relations_of};
use super::patch::relations;
use super::patch::workbook::Workbook;
use super::wording::{AUTHOR, COMMENT_HEAD, SIGNATURE};
use crate::intake::{self, Limits};
use crate::origin::CellRef;

/// The package without marks; `None` if there are none.
pub(super) fn cleaned(bytes: &[u8]) -> Result<Option<Vec<u8>>, Unfit> {
    let mut package = Package::open(bytes)?;
    let workbook = Workbook::read(&mut package)?;
    let mut found = false;
    for sheet in &workbook.sheets {
        let Some(part) = &sheet.part else { continue };
        found |= colours(&mut package, part)?;
        found |= comments(&mut package, part)?;
    }
    found |= lists(&mut package, &workbook, bytes)?;
    if found { package.finish().map(Some) } else { Ok(None) }
}

/// Takes our conditional formats off a sheet.
fn colours(package: &mut Package, part: &str) -> Result<bool, Unfit> {
    let Some(text) = package.text(part)? else { return Ok(false) };
    // programs write the quotes of a formula as they are, or as entities
    let signatures = [SIGNATURE.to_owned(), SIGNATURE.replace('"', "&quot;"), SIGNATURE.replace('=', " = ")];
    let is_ours = |range: Range<usize>| signatures.iter().any(|signature| text[range.clone()].contains(signature));
    if !is_ours(0..text.len()) {
        return Ok(false);
    }
    let elements = outline(&text, 2)?;
    let mut edits = Edits::default();
    let formats =
        elements.iter().enumerate().filter(|(_, element)| element.depth == 1 && element.name == "conditionalFormatting");
    for (index, format) in formats {
        let rules: Vec<&Element> = inside(&elements, index).collect();
        let ours: Vec<&&Element> = rules.iter().filter(|rule| is_ours(rule.tag.start..rule.end)).collect();
        if ours.len() == rules.len() && !ours.is_empty() {
            edits.replace(format.tag.start..format.end, "");
        } else {
            for rule in ours {
                edits.replace(rule.tag.start..rule.end, "");
            }
        }
    }
    let found = !edits.is_empty();
    package.set(part, edits.apply(&text).0);
    Ok(found)
}

/// Takes our comments and their boxes off a sheet; what we wrote below a comment of the sender too.
fn comments(package: &mut Package, part: &str) -> Result<bool, Unfit> {
    let relations = relations::of(package, part)?;
    let target = |kind: &str| relations.iter().find(|relation| relation.kind == kind).map(|relation| relation.target.clone());
    let Some(comments) = target("comments") else { return Ok(false) };
    let Some(text) = package.text(&comments)?.filter(|text| text.contains(COMMENT_HEAD) || text.contains(AUTHOR)) else {
        return Ok(false);
    };
    let elements = outline(&text, 6)?;
    let mut edits = Edits::default();
    let mut cells = Vec::new();
    for (index, comment) in elements.iter().enumerate().filter(|(_, element)| element.depth == 2 && element.name == "comment") {
        let texts: Vec<&Element> = inside(&elements, index).filter(|element| element.name == "t").collect();
        let starts = texts.iter().position(|t| text[t.tag.end..t.close].contains(COMMENT_HEAD));
        let Some(first) = starts else { continue };
        let before: String = texts[..first].iter().map(|t| &text[t.tag.end..t.close]).collect();
        let cut = texts[first].tag.end + text[texts[first].tag.end..texts[first].close].find(COMMENT_HEAD).unwrap_or(0);
        if before.trim().is_empty() && text[texts[first].tag.end..cut].trim().is_empty() {
            edits.replace(comment.tag.start..comment.end, "");
            cells.extend(attribute(&text, &comment.tag, "ref"));
            continue;
        }
        edits.replace(cut..texts[first].close, "");
        for t in &texts[first + 1..] {
            edits.replace(t.tag.end..t.close, "");
        }
    }
    let found = !edits.is_empty();
    package.set(&comments, edits.apply(&text).0);
    if let Some(drawing) = target("vmlDrawing") {
        boxes(package, &drawing, &cells)?;
    }
    Ok(found)
}

/// Takes the boxes of cells out of a drawing. It need not be well-formed, so shapes are found by their tags.
fn boxes(package: &mut Package, drawing: &str, cells: &[String]) -> Result<(), Unfit> {
    let Some(text) = package.text(drawing)? else { return Ok(()) };
    let mut edits = Edits::default();
    let mut at = 0;
    while let Some(start) = text[at..].find("<v:shape ").map(|found| at + found) {
        let Some(end) = text[start..].find("</v:shape>").map(|found| start + found + "</v:shape>".len()) else { break };
        let number = |tag: &str| {
            let from = text[start..end].find(&format!("<x:{tag}>"))? + start + tag.len() + 4;
            text[from..end].split('<').next()?.trim().parse::<u32>().ok()
        };
        if let (Some(row), Some(col)) = (number("Row"), number("Column"))
            && cells.contains(&CellRef::new(row, col).to_string())
        {
            edits.replace(start..end, "");
        }
        at = end;
    }
    package.set(drawing, edits.apply(&text).0);
    Ok(())
}

/// Takes the lists of corrections out of the workbook.
fn lists(package: &mut Package, workbook: &Workbook, bytes: &[u8]) -> Result<bool, Unfit> {
    let Ok(book) = intake::read("", bytes, &Limits::default(), &[]) else { return Ok(false) };
    let ours: Vec<&str> =
        book.sheets.iter().filter(|grid| grid.is_return_list()).filter_map(|grid| grid.name.as_deref()).collect();
    if ours.is_empty() || ours.len() >= workbook.sheets.len() {
        return Ok(false);
    }
    let mut edits = Edits::default();
    let mut gone = Vec::new();
    for (index, sheet) in workbook.sheets.iter().enumerate().filter(|(_, sheet)| ours.contains(&sheet.name.as_str())) {
        edits.replace(workbook.sheet_tag(&sheet.name).ok_or(Unfit::Malformed)?, "");
        gone.push(index);
        if let Some(part) = &sheet.part {
            forget(package, workbook, part, &sheet.relation)?;
        }
    }
    renumber(workbook, &gone, &mut edits);
    package.set(&workbook.part, edits.apply(&workbook.text).0);
    Ok(true)
}

/// Names and views count sheets: those of the lists go, those behind move up.
fn renumber(workbook: &Workbook, gone: &[usize], edits: &mut Edits) {
    let moved = |index: usize| index - gone.iter().filter(|g| **g < index).count();
    let names: Vec<&Element> = workbook.elements.iter().filter(|e| e.depth == 2 && e.name == "definedName").collect();
    let index_of = |name: &Element| attribute(&workbook.text, &name.tag, "localSheetId").and_then(|id| id.parse::<usize>().ok());
    let is_gone = |name: &Element| index_of(name).is_some_and(|index| gone.contains(&index));
    if let Some(all) = workbook.child("definedNames").filter(|_| !names.is_empty() && names.iter().all(|name| is_gone(name))) {
        edits.replace(all.tag.start..all.end, "");
    } else {
        for name in names {
            match (index_of(name), attribute_range(&workbook.text, &name.tag, "localSheetId")) {
                (Some(index), _) if gone.contains(&index) => edits.replace(name.tag.start..name.end, ""),
                (Some(index), Some(range)) if moved(index) != index => edits.replace(range, moved(index).to_string()),
                _ => {}
            }
        }
    }
    for view in workbook.elements.iter().filter(|element| element.depth == 2 && element.name == "workbookView") {
        for word in ["activeTab", "firstSheet"] {
            let Some(range) = attribute_range(&workbook.text, &view.tag, word) else { continue };
            let Ok(index) = workbook.text[range.clone()].parse::<usize>() else { continue };
            let index = if gone.contains(&index) { 0 } else { moved(index) };
            edits.replace(range, index.to_string());
        }
    }
}

/// Removes a sheet's part, its relations, and what announces it.
fn forget(package: &mut Package, workbook: &Workbook, part: &str, relation: &str) -> Result<(), Unfit> {
    package.remove(part);
    package.remove(&relations_of(part));
    let owner = relations_of(&workbook.part);
    drop_children(package, &owner, |text, tag| attribute(text, tag, "Id").as_deref() == Some(relation))?;
    let named = format!("/{part}");
    drop_children(package, relations::TYPES, |text, tag| attribute(text, tag, "PartName").as_deref() == Some(&named))
}

fn drop_children(package: &mut Package, part: &str, is_gone: impl Fn(&str, &Range<usize>) -> bool) -> Result<(), Unfit> {
    let text = package.needed(part)?;
    let mut edits = Edits::default();
    for element in outline(&text, 1)?.iter().filter(|element| element.depth == 1 && is_gone(&text, &element.tag)) {
        edits.replace(element.tag.start..element.end, "");
    }
    package.set(part, edits.apply(&text).0);
    Ok(())
}
