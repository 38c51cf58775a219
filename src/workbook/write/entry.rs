//! Input checks, lists of options, locked structure.

use std::sync::Arc;

use anyhow::Result;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Formula, ProtectionOptions, Workbook, Worksheet,
};

use crate::origin::column_name;
use crate::workbook::entry::{Accepts, Entry, OPTIONS_MARK, Others};
use crate::workbook::formula::quoted;
use crate::workbook::grid::{Grid, PlacedEntry};
use crate::workbook::text::clean;

/// What a list of options and a prompt may hold, in UTF-16 units; beyond it the workbook could not be opened.
const VALIDATION_LIMIT: usize = 255;
/// Characters of a prompt: more would cover the sheet.
const PROMPT_LIMIT: usize = 120;
/// The wished name of the sheet of long lists.
const OPTIONS_SHEET: &str = "选项";

/// The lists that are too long to stand in a validation, each in a column of a hidden sheet.
pub(super) struct LongLists {
    sheet: String,
    lists: Vec<Arc<[Arc<str>]>>,
}

impl LongLists {
    /// Collects the long lists of all sheets, equal ones once.
    pub(super) fn of(grids: &[Grid<'_>]) -> Self {
        let mut lists: Vec<Arc<[Arc<str>]>> = Vec::new();
        for placed in grids.iter().flat_map(|grid| &grid.entries) {
            if let Accepts::OneOf(options) = &placed.entry.accepts
                && !fits(options)
                && !lists.contains(options)
            {
                lists.push(options.clone());
            }
        }
        let mut sheet = OPTIONS_SHEET.to_owned();
        while grids.iter().any(|grid| grid.name == sheet) {
            sheet.push('_');
        }
        Self { sheet, lists }
    }

    /// Adds the sheet, if there is a list for it.
    pub(super) fn write(&self, workbook: &mut Workbook) -> Result<()> {
        if self.lists.is_empty() {
            return Ok(());
        }
        let sheet = workbook.add_worksheet();
        sheet.set_name(&self.sheet)?.set_very_hidden(true);
        sheet.write_string(0, 0, OPTIONS_MARK)?;
        for (col, list) in self.lists.iter().enumerate() {
            for (row, option) in list.iter().enumerate() {
                sheet.write_string(row as u32 + 1, col as u16, clean(option).as_ref())?;
            }
        }
        Ok(())
    }

    fn range(&self, options: &Arc<[Arc<str>]>) -> Option<Formula> {
        let col = self.lists.iter().position(|list| list == options)?;
        let letters = column_name(col as u32);
        Some(Formula::new(format!("{}!${letters}$2:${letters}${}", quoted(&self.sheet), options.len() + 1)))
    }
}

/// The input check of a range; `None` if everything is taken without a word.
pub(super) fn check(sheet: &mut Worksheet, placed: &PlacedEntry, long: &LongLists) -> Result<()> {
    let Some(validation) = validation(&placed.entry, long)? else { return Ok(()) };
    let (first, last) = (placed.area.first, placed.area.last);
    sheet.add_data_validation(first.row, first.col as u16, last.row, last.col as u16, &validation)?;
    Ok(())
}

fn validation(entry: &Entry, long: &LongLists) -> Result<Option<DataValidation>> {
    let new = DataValidation::new();
    let checked = match &entry.accepts {
        Accepts::Nothing => return Ok(None),
        Accepts::Anything => new.allow_any_value(),
        Accepts::OneOf(options) if options.is_empty() => new.allow_any_value(),
        Accepts::OneOf(options) if fits(options) => {
            let words: Vec<&str> = options.iter().map(AsRef::as_ref).collect();
            new.allow_list_strings(&words)?
        }
        Accepts::OneOf(options) => match long.range(options) {
            Some(range) => new.allow_list_formula(range),
            None => new.allow_any_value(),
        },
        Accepts::AtLeast(least) => new.allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(f64::from(*least))),
        Accepts::WholeAtLeast(least) => new.allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(*least)),
        Accepts::Day => {
            let day = |year| ExcelDateTime::from_ymd(year, 1, 1);
            new.allow_date(DataValidationRule::Between(day(1950)?, day(2100)?))
        }
        Accepts::Length { least, most } => new.allow_text_length(DataValidationRule::Between(*least, *most)),
    };
    if matches!(entry.accepts, Accepts::Anything) && entry.prompt.is_empty() {
        return Ok(None);
    }
    let prompt: String = entry.prompt.chars().take(PROMPT_LIMIT).collect();
    let told = if prompt.is_empty() { checked } else { checked.set_input_message(prompt)? };
    let (title, message) = complaint(&entry.accepts);
    let told = match entry.others {
        Others::Taken => told.show_error_message(false),
        Others::Refused => told.set_error_title(title)?.set_error_message(message)?,
        Others::Asked => {
            let asked = told.set_error_style(DataValidationErrorStyle::Warning).set_error_title(title)?;
            asked.set_error_message(format!("{message}确定这样填吗？"))?
        }
    };
    Ok(Some(told))
}

/// Whether options can stand in the validation itself.
fn fits(options: &[Arc<str>]) -> bool {
    let units: usize = options.iter().map(|option| option.encode_utf16().count() + 1).sum();
    units <= VALIDATION_LIMIT && !options.iter().any(|option| option.contains([',', '"']))
}

fn complaint(accepts: &Accepts) -> (&'static str, String) {
    match accepts {
        Accepts::OneOf(_) => ("不在选项内", "请从下拉列表中选择。".into()),
        Accepts::AtLeast(least) => ("应当填数", format!("这里填数，不小于{least}，不带单位。")),
        Accepts::WholeAtLeast(least) => ("应当填整数", format!("这里填整数，不小于{least}。")),
        Accepts::Day => ("应当填日期", "日期写成 2022-05-16 这样。".into()),
        Accepts::Length { least, most } if least == most => ("位数不对", format!("应当是{least}位。")),
        Accepts::Length { least, most } => ("位数不对", format!("应当是{least}到{most}位。")),
        Accepts::Nothing | Accepts::Anything => ("", String::new()),
    }
}

/// The structure stays; open cells can be filled in, rows added, columns widened. No password: it guards against slips only.
pub(super) fn lock(sheet: &mut Worksheet) {
    sheet.protect_with_options(&ProtectionOptions {
        select_locked_cells: true,
        select_unlocked_cells: true,
        format_cells: true,
        format_columns: true,
        format_rows: true,
        insert_rows: true,
        delete_rows: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::default()
    });
}
