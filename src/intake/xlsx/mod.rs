//! OOXML workbooks (.xlsx, .xlsm, and .et saved as OOXML): each part is inflated once, to its end, and scanned once.
//!
//! Why not the library's streaming reader: it stops at `</sheetData>`, so that a part's CRC is never compared; it loses a whole sheet to
//! one bad cell; it sizes vectors by declared counts; and it knows no hidden rows or columns. Tests hold both readers against each other.

mod cell;
mod sheet;
mod strings;
mod styles;
#[cfg(test)]
mod tests;

use quick_xml::events::Event;

use super::budget::Budget;
use super::builder::Builder;
use super::grid::{Book, Grid, Visibility};
use super::package::Package;
use super::relations::{Kind, Relations};
use super::xml::{self, Xml};
use super::{Format, Refusal};
use strings::Strings;
use styles::Styles;

/// What the sheets of a workbook share.
struct Shared {
    strings: Strings,
    styles: Styles,
    is_1904: bool,
}

/// A sheet as the workbook part lists it.
struct Listed {
    name: String,
    relation: String,
    visibility: Visibility,
}

pub(super) fn read(package: &mut Package, budget: &mut Budget) -> Result<Book, Refusal> {
    let root = Relations::read(package, "", budget)?;
    let workbook = root.first(Kind::Workbook).map_or_else(|| "xl/workbook.xml".to_owned(), |target| target.path.clone());
    let (listed, is_1904, lossy) = workbook_part(package, &workbook, budget)?;
    budget.sheets(listed.len())?;
    let relations = Relations::read(package, &workbook, budget)?;
    if relations.is_empty() {
        return Err(Refusal::Damaged("工作簿缺少部件关系表（workbook.xml.rels）".into()));
    }
    let mut remarks = oddities(package);
    let shared = shared(package, &relations, is_1904, budget, &mut remarks)?;
    remarks.extend(lossy.then(|| lost(&workbook)));
    let sheets = sheets(package, &relations, listed, &shared, budget, &mut remarks)?;
    let format = if package.has("xl/vbaProject.bin") { Format::Xlsm } else { Format::Xlsx };
    Ok(Book { format, sheets, remarks })
}

fn shared(
    package: &mut Package,
    relations: &Relations,
    is_1904: bool,
    budget: &mut Budget,
    remarks: &mut Vec<String>,
) -> Result<Shared, Refusal> {
    let mut part = |kind, usual: &str| -> Result<(String, Option<Vec<u8>>), Refusal> {
        let path = relations.first(kind).map_or_else(|| usual.to_owned(), |target| target.path.clone());
        let bytes = package.part(&path, budget)?;
        Ok((path, bytes))
    };
    let (strings_path, strings) = part(Kind::SharedStrings, "xl/sharedStrings.xml")?;
    let (styles_path, styles) = part(Kind::Styles, "xl/styles.xml")?;
    let (strings, strings_lossy) =
        strings.map_or_else(|| Ok(Default::default()), |b| Strings::read(&b, &strings_path, budget))?;
    let styles = styles.map_or_else(|| Ok(Styles::default()), |b| Styles::read(&b, &styles_path, budget))?;
    remarks.extend(strings_lossy.then(|| lost(&strings_path)));
    Ok(Shared { strings, styles, is_1904 })
}

/// Parts that change nothing of what is read, but that the office should know of.
fn oddities(package: &Package) -> Vec<String> {
    let any = |start: &str, end: &str| package.members.iter().any(|m| m.name.starts_with(start) && m.name.ends_with(end));
    let mut remarks = Vec::new();
    if any("xl/", "vbaProject.bin") {
        remarks.push("文件带有宏，只读取数据，宏没有运行".to_owned());
    }
    if any("xl/externalLinks/", ".xml") {
        remarks.push("文件引用了其他工作簿，读取的是上次保存的结果".to_owned());
    }
    remarks
}

fn lost(part: &str) -> String {
    format!("部件 {part} 中有无法识别的文字，已用“\u{fffd}”代替")
}

fn workbook_part(package: &mut Package, path: &str, budget: &mut Budget) -> Result<(Vec<Listed>, bool, bool), Refusal> {
    let bytes = package.part(path, budget)?.ok_or_else(|| Refusal::Damaged(format!("缺少工作簿部件 {path}")))?;
    let (text, lossy) = xml::decode(&bytes);
    let mut xml = Xml::new(&text, path);
    let (mut listed, mut is_1904) = (Vec::new(), false);
    loop {
        match xml.next()? {
            Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                "workbookPr" => is_1904 = xml::attribute(&e, "date1904").is_some_and(|v| xml::truth(&v)),
                "sheet" => listed.push(Listed {
                    name: xml::attribute(&e, "name").unwrap_or_default().into_owned(),
                    relation: xml::attribute(&e, "id").unwrap_or_default().into_owned(),
                    visibility: match xml::attribute(&e, "state").as_deref() {
                        Some("hidden") => Visibility::Hidden,
                        Some("veryHidden") => Visibility::VeryHidden,
                        _ => Visibility::Visible,
                    },
                }),
                _ => {}
            },
            Event::Eof => return Ok((listed, is_1904, lossy)),
            _ => budget.step()?,
        }
    }
}

/// All worksheets. One that is broken costs only itself, unless it is the only one.
fn sheets(
    package: &mut Package,
    relations: &Relations,
    listed: Vec<Listed>,
    shared: &Shared,
    budget: &mut Budget,
    remarks: &mut Vec<String>,
) -> Result<Vec<Grid>, Refusal> {
    let mut grids = Vec::new();
    let mut failed = Vec::new();
    for sheet in listed {
        let Listed { name, relation, visibility } = sheet;
        let target = relations.get(&relation);
        match target.map(|target| target.kind) {
            Some(Kind::Worksheet | Kind::Other) | None => {}
            Some(_) => {
                remarks.push(format!("“{name}”不是普通工作表（图表、对话框或宏表），没有读取"));
                continue;
            }
        }
        let outcome = target
            .filter(|target| !target.external)
            .ok_or_else(|| Refusal::Damaged(format!("工作表“{name}”指向文件之外，没有内容")))
            .and_then(|target| worksheet(package, &target.path, &name, shared, budget));
        match outcome {
            Ok((grid, more)) => {
                grids.push(Grid { visibility, ..grid });
                remarks.extend(more);
            }
            Err(Refusal::Damaged(reason)) => {
                grids.push(Grid { name: Some(name), visibility, damage: Some(reason.clone()), ..Grid::default() });
                failed.push(reason);
            }
            Err(refusal) => return Err(refusal),
        }
    }
    match failed.first() {
        Some(reason) if failed.len() == grids.len() => Err(Refusal::Damaged(reason.clone())),
        None if grids.is_empty() => Err(Refusal::Unsupported("没有普通工作表的工作簿".into())),
        _ => Ok(grids),
    }
}

fn worksheet(
    package: &mut Package,
    path: &str,
    name: &str,
    shared: &Shared,
    budget: &mut Budget,
) -> Result<(Grid, Vec<String>), Refusal> {
    let bytes = package.part(path, budget)?.ok_or_else(|| Refusal::Damaged(format!("工作表“{name}”的部件 {path} 不在文件里")))?;
    let (text, lossy) = xml::decode(&bytes);
    let mut builder = Builder::new(Some(name.to_owned()));
    builder.remarks.extend(lossy.then(|| lost(path)));
    sheet::scan(&text, path, shared, builder, budget)
}
