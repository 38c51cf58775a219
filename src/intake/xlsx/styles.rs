//! The number-format class of each cell style.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use crate::intake::budget::Budget;
use crate::intake::xml::{self, Xml};
use crate::intake::{NumberClass, Refusal, number_format};

/// Classes by style index (`s` of a cell).
#[derive(Debug, Default)]
pub(super) struct Styles(Vec<NumberClass>);

impl Styles {
    pub(super) fn read(bytes: &[u8], part: &str, budget: &mut Budget) -> Result<Self, Refusal> {
        let (text, _) = xml::decode(bytes);
        let mut xml = Xml::new(&text, part);
        let mut codes: BTreeMap<u16, NumberClass> = BTreeMap::new();
        let mut classes = Vec::new();
        let mut in_cell_formats = false;
        loop {
            match xml.next()? {
                Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                    "numFmt" => {
                        let id = xml::attribute(&e, "numFmtId").and_then(|id| id.parse().ok());
                        let code = xml::attribute(&e, "formatCode").unwrap_or_default();
                        codes.extend(id.map(|id| (id, number_format::class(&code))));
                    }
                    "cellXfs" => in_cell_formats = true,
                    "xf" if in_cell_formats => {
                        let id = xml::attribute(&e, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                        classes.push(codes.get(&id).copied().unwrap_or_else(|| number_format::built_in(id)));
                    }
                    _ => {}
                },
                Event::End(e) if e.local_name().as_ref() == "cellXfs" => in_cell_formats = false,
                Event::Eof => return Ok(Self(classes)),
                _ => {}
            }
            budget.step()?;
        }
    }

    pub(super) fn class(&self, style: usize) -> NumberClass {
        self.0.get(style).copied().unwrap_or_default()
    }
}
