//! A worksheet part of an .xlsb.

use super::Shared;
use super::records::{Fields, Records, damaged};
use crate::intake::budget::Budget;
use crate::intake::builder::{self, Builder, COLS, Raw};
use crate::intake::xls;
use crate::intake::{Grid, Refusal};
use crate::origin::{CellRef, Rect};

/// Record types, [MS-XLSB] §2.3.
mod kind {
    pub(super) const ROW: u16 = 0;
    pub(super) const RK: u16 = 2;
    pub(super) const ERROR: u16 = 3;
    pub(super) const BOOL: u16 = 4;
    pub(super) const REAL: u16 = 5;
    pub(super) const TEXT: u16 = 6;
    pub(super) const SHARED_TEXT: u16 = 7;
    pub(super) const FORMULA_TEXT: u16 = 8;
    pub(super) const FORMULA_NUMBER: u16 = 9;
    pub(super) const FORMULA_BOOL: u16 = 10;
    pub(super) const FORMULA_ERROR: u16 = 11;
    pub(super) const COLUMNS: u16 = 60;
    pub(super) const RICH_TEXT: u16 = 62;
    pub(super) const END_SHEET_DATA: u16 = 146;
    pub(super) const MERGE: u16 = 176;
}

pub(super) fn read(
    mut records: Records,
    shared: &Shared,
    mut builder: Builder,
    budget: &mut Budget,
) -> Result<(Grid, Vec<String>), Refusal> {
    let (mut row, mut ended, mut merged) = (0, false, Vec::new());
    while let Some((kind, data)) = records.next()? {
        let mut fields = Fields(data);
        match kind {
            kind::ROW => row = row_head(&mut fields, &mut builder)?,
            kind::RK..=kind::FORMULA_ERROR | kind::RICH_TEXT if !ended => {
                cell(kind, row, data, shared, &mut builder, budget)?;
            }
            kind::END_SHEET_DATA => ended = true,
            kind::COLUMNS => {
                let (first, last) = (fields.u32()?, fields.u32()?);
                builder.grid.widths.push((first, last.min(COLS - 1), f64::from(fields.u32()?) / 256.0));
                fields.u32()?;
                if fields.u16()? & 1 != 0 {
                    builder.grid.hidden_cols.extend(first..=last.min(COLS - 1));
                }
            }
            kind::MERGE => {
                let (first_row, last_row, first_col, last_col) = (fields.u32()?, fields.u32()?, fields.u32()?, fields.u32()?);
                merged.push(Rect { first: CellRef::new(first_row, first_col), last: CellRef::new(last_row, last_col) });
            }
            _ => {}
        }
        budget.step()?;
    }
    if ended { Ok(builder.finish(merged)) } else { Err(damaged("工作表的内容在中途结束")) }
}

fn row_head(fields: &mut Fields, builder: &mut Builder) -> Result<u32, Refusal> {
    const HIDDEN: u8 = 0x10;
    let row = fields.u32()?;
    fields.u32()?;
    fields.u16()?;
    fields.u8()?;
    if fields.u8()? & HIDDEN != 0 {
        builder.grid.hidden_rows.push(row);
    }
    Ok(row)
}

fn cell(kind: u16, row: u32, data: &[u8], shared: &Shared, builder: &mut Builder, budget: &mut Budget) -> Result<(), Refusal> {
    const STYLE: u32 = 0x00ff_ffff;
    // A record of a fixed size that is longer has swallowed its neighbours.
    let fixed = match kind {
        kind::RK | kind::SHARED_TEXT => Some(12),
        kind::REAL => Some(16),
        kind::BOOL | kind::ERROR => Some(9),
        _ => None,
    };
    if fixed.is_some_and(|length| length != data.len()) {
        return Err(damaged("单元格记录的长度无效"));
    }
    let mut fields = Fields(data);
    let (col, style) = (fields.u32()?, fields.u32()? & STYLE);
    let class = shared.classes.get(style as usize).copied().unwrap_or_default();
    let formula = (kind::FORMULA_TEXT..=kind::FORMULA_ERROR).contains(&kind);
    let number = |n| Raw::Number(builder::serial(n, class, shared.is_1904));
    let raw = match kind {
        kind::RK => number(xls::rk(fields.u32()?)),
        kind::REAL | kind::FORMULA_NUMBER => number(fields.f64()?),
        kind::BOOL | kind::FORMULA_BOOL => Raw::Bool(fields.u8()? != 0),
        kind::ERROR | kind::FORMULA_ERROR => Raw::Error(xls::error_name(fields.u8()?)),
        kind::TEXT | kind::FORMULA_TEXT => Raw::Text(fields.string()?.into()),
        kind::RICH_TEXT => {
            fields.u8()?;
            Raw::Text(fields.string()?.into())
        }
        _ => {
            let text = shared.strings.get(fields.u32()? as usize);
            text.map_or_else(|| builder.broken((row, col), "共享文字的序号无效"), |text| Raw::Text(text.into()))
        }
    };
    builder.push((row, col), raw, class, formula, budget)
}
