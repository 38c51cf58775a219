//! OpenDocument spreadsheets (.ods): `content.xml` in one scan; repeats are unrolled only for filled cells and never beyond the limits.

mod cells;
mod styles;
mod table;

use quick_xml::events::Event;

use super::budget::Budget;
use super::builder::Builder;
use super::grid::{Book, Grid, Visibility};
use super::package::Package;
use super::xml::{self, Xml};
use super::{Format, Refusal};
use styles::Styles;
use table::Table;

pub(super) fn read(package: &mut Package, budget: &mut Budget) -> Result<Book, Refusal> {
    if let Some(manifest) = package.part("META-INF/manifest.xml", budget)?
        && memchr::memmem::find(&manifest, b"encryption-data").is_some()
    {
        return Err(Refusal::Encrypted);
    }
    let mut styles = Styles::default();
    if let Some(part) = package.part("styles.xml", budget)? {
        styles.read_part(&xml::decode(&part).0, "styles.xml", budget)?;
    }
    let content = package.part("content.xml", budget)?.ok_or_else(|| Refusal::Damaged("缺少部件 content.xml".into()))?;
    let (text, _) = xml::decode(&content);
    scan(&text, styles, budget)
}

fn scan(text: &str, mut styles: Styles, budget: &mut Budget) -> Result<Book, Refusal> {
    let mut xml = Xml::new(text, "content.xml");
    let (mut sheets, mut remarks) = (Vec::new(), Vec::new());
    let mut is_spreadsheet = false;
    loop {
        match xml.next()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "spreadsheet" => is_spreadsheet = true,
                "table" if is_spreadsheet => {
                    let name = xml::attribute(&e, "name").unwrap_or_default().into_owned();
                    let hidden = xml::attribute(&e, "style-name").is_some_and(|style| styles.hides_table(&style));
                    let mut table = Table::new(&styles, Builder::new(Some(name)));
                    table.read(&mut xml, budget)?;
                    let (grid, more) = table.finish();
                    let visibility = if hidden { Visibility::Hidden } else { Visibility::Visible };
                    sheets.push(Grid { visibility, ..grid });
                    remarks.extend(more);
                    budget.sheets(sheets.len())?;
                }
                _ => styles.open(&e),
            },
            Event::Empty(e) => {
                styles.open(&e);
                styles.close(e.local_name().as_ref());
            }
            Event::End(e) => styles.close(e.local_name().as_ref()),
            Event::Eof if !is_spreadsheet => {
                return Err(Refusal::NotASpreadsheet("OpenDocument 文档（不是电子表格）".into()));
            }
            Event::Eof => return Ok(Book { format: Format::Ods, sheets, remarks }),
            _ => {}
        }
        budget.step()?;
    }
}
