//! BIFF5 and BIFF8 workbooks (.xls, and .et saved by WPS in its old format).
//!
//! Why not the library's reader: it sizes dense ranges by declared or stray positions, can panic or run out of memory on damaged
//! files, and knows neither hidden rows nor number formats. Only what lists need is read: values, formats, merges, hidden parts.

mod cells;
mod globals;
mod records;
mod strings;
#[cfg(test)]
mod tests;

pub(super) use cells::{error_name, rk};

use super::budget::Budget;
use super::builder::Builder;
use super::grid::{Book, Grid};
use super::{Format, Refusal};
use globals::{Globals, SheetKind};
use records::Records;

pub(super) fn read(stream: &[u8], format: Format, budget: &mut Budget) -> Result<Book, Refusal> {
    let globals = Globals::read(stream, budget)?;
    budget.sheets(globals.sheets.len())?;
    let (mut sheets, mut remarks, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    for listed in &globals.sheets {
        if listed.kind != SheetKind::Work {
            remarks.push(format!("“{}”不是普通工作表（图表或宏表），没有读取", listed.name));
            continue;
        }
        let name = Some(listed.name.clone());
        let outcome = Records::at(stream, listed.offset)
            .and_then(|records| cells::read(records, &globals, Builder::new(name.clone()), budget));
        match outcome {
            Ok((grid, more)) => {
                sheets.push(Grid { visibility: listed.visibility, ..grid });
                remarks.extend(more);
            }
            Err(Refusal::Damaged(reason)) => {
                let damage = Some(format!("工作表“{}”损坏（{reason}）", listed.name));
                failed.extend(damage.clone());
                sheets.push(Grid { name, visibility: listed.visibility, damage, ..Grid::default() });
            }
            Err(refusal) => return Err(refusal),
        }
    }
    match failed.first() {
        Some(reason) if failed.len() == sheets.len() => Err(Refusal::Damaged(reason.clone())),
        None if sheets.is_empty() => Err(Refusal::Unsupported("没有普通工作表的工作簿".into())),
        _ => Ok(Book { format, sheets, remarks }),
    }
}
