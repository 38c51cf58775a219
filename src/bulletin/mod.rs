//! 通报: the weekly bulletin, from a template and the computed figures, as a Word document and as plain text.

mod docx;
mod facts;
mod plain;
pub mod prose;
#[cfg(test)]
mod tests;

pub use docx::docx;
pub use facts::{Input, names};
pub use plain::plain;

use prose::{Document, Template};

use crate::settings::{Declared, Mistake, Week};
use crate::statistics::Reports;

/// The template that comes with the tool.
pub const TEMPLATE: &str = include_str!("../../templates/bulletin/通报.txt");

/// Where an office's own lies, relative to its folder.
pub const FILE: &str = "模板/通报.txt";

/// Reads a bulletin's template.
///
/// # Errors
/// The first mistake: a name that no figure, table or column has, a bracket without partner, a line that is none.
pub fn template(text: &str, reports: &Reports) -> Result<Template, Mistake> {
    Template::parse(Declared { file: FILE, text }, &names(reports))
}

/// The bulletin of a week.
#[must_use]
pub fn bulletin(template: &Template, input: &Input<'_>) -> Document {
    let own = facts::tables(input);
    template.fill(&facts::facts(input, &own))
}

/// The file's name without ending.
#[must_use]
pub fn file_stem(week: Week) -> String {
    format!("三改一平台工作通报_{}年第{}周", week.year(), week.number())
}
