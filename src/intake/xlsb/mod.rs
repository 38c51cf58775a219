//! Binary OOXML workbooks (.xlsb): the package of an .xlsx with records instead of XML.

mod cells;
mod records;

use super::budget::Budget;
use super::builder::Builder;
use super::grid::{Book, Grid, Visibility};
use super::package::Package;
use super::relations::{Kind, Relations};
use super::{Format, NumberClass, Refusal, number_format};
use records::{Fields, Records, damaged};

/// What the sheets share.
#[derive(Debug, Default)]
struct Shared {
    strings: Vec<String>,
    classes: Vec<NumberClass>,
    is_1904: bool,
}

struct Listed {
    name: String,
    relation: String,
    visibility: Visibility,
}

pub(super) fn read(package: &mut Package, budget: &mut Budget) -> Result<Book, Refusal> {
    const WORKBOOK: &str = "xl/workbook.bin";
    let part = part(package, WORKBOOK, budget)?;
    let (listed, is_1904) = workbook(&part, budget)?;
    budget.sheets(listed.len())?;
    let relations = Relations::read(package, WORKBOOK, budget)?;
    let mut shared = Shared { is_1904, ..Shared::default() };
    if let Some(target) = relations.first(Kind::SharedStrings) {
        shared.strings = strings(&self::part(package, &target.path, budget)?, budget)?;
    }
    if let Some(target) = relations.first(Kind::Styles) {
        shared.classes = classes(&self::part(package, &target.path, budget)?, budget)?;
    }
    let (mut sheets, mut remarks) = (Vec::new(), Vec::new());
    for Listed { name, relation, visibility } in listed {
        let target = relations.get(&relation).filter(|target| !target.external);
        let target = target.ok_or_else(|| Refusal::Damaged(format!("工作表“{name}”没有内容")))?;
        if target.kind != Kind::Worksheet {
            remarks.push(format!("“{name}”不是普通工作表（图表、对话框或宏表），没有读取"));
            continue;
        }
        let content = self::part(package, &target.path, budget)?;
        let (grid, more) = cells::read(Records::new(&content), &shared, Builder::new(Some(name)), budget)?;
        sheets.push(Grid { visibility, ..grid });
        remarks.extend(more);
    }
    Ok(Book { format: Format::Xlsb, sheets, remarks })
}

fn part(package: &mut Package, path: &str, budget: &mut Budget) -> Result<Vec<u8>, Refusal> {
    package.part(path, budget)?.ok_or_else(|| Refusal::Damaged(format!("缺少部件 {path}")))
}

fn workbook(part: &[u8], budget: &mut Budget) -> Result<(Vec<Listed>, bool), Refusal> {
    const PROPERTIES: u16 = 153;
    const SHEET: u16 = 156;
    let (mut listed, mut is_1904) = (Vec::new(), false);
    let mut records = Records::new(part);
    while let Some((kind, data)) = records.next()? {
        let mut fields = Fields(data);
        match kind {
            PROPERTIES => is_1904 = fields.u32()? & 1 != 0,
            SHEET => {
                let visibility = match fields.u32()? {
                    1 => Visibility::Hidden,
                    2 => Visibility::VeryHidden,
                    _ => Visibility::Visible,
                };
                fields.u32()?;
                listed.push(Listed { visibility, relation: fields.string()?, name: fields.string()? });
            }
            _ => budget.step()?,
        }
    }
    if listed.is_empty() { Err(damaged("没有工作表")) } else { Ok((listed, is_1904)) }
}

fn strings(part: &[u8], budget: &mut Budget) -> Result<Vec<String>, Refusal> {
    const ITEM: u16 = 19;
    let mut strings = Vec::new();
    let mut records = Records::new(part);
    while let Some((kind, data)) = records.next()? {
        if kind == ITEM {
            let mut fields = Fields(data);
            fields.u8()?;
            strings.push(fields.string()?);
        }
        budget.step()?;
    }
    Ok(strings)
}

/// The number-format class of each cell style.
fn classes(part: &[u8], budget: &mut Budget) -> Result<Vec<NumberClass>, Refusal> {
    const FORMAT: u16 = 44;
    const STYLE: u16 = 47;
    const BEGIN_CELL_STYLES: u16 = 617;
    const END_CELL_STYLES: u16 = 618;
    let (mut codes, mut classes, mut inside) = (std::collections::BTreeMap::new(), Vec::new(), false);
    let mut records = Records::new(part);
    while let Some((kind, data)) = records.next()? {
        let mut fields = Fields(data);
        match kind {
            FORMAT => {
                let id = fields.u16()?;
                codes.insert(id, number_format::class(&fields.string()?));
            }
            BEGIN_CELL_STYLES => inside = true,
            END_CELL_STYLES => inside = false,
            STYLE if inside => {
                fields.u16()?;
                let id = fields.u16()?;
                classes.push(codes.get(&id).copied().unwrap_or_else(|| number_format::built_in(id)));
            }
            _ => budget.step()?,
        }
    }
    Ok(classes)
}
