//! What the styles of an .ods say of number formats and hidden sheets.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::{BytesStart, Event};

use crate::intake::budget::Budget;
use crate::intake::xml::{self, Xml};
use crate::intake::{NumberClass, Refusal, shown};

#[derive(Debug, Default)]
pub(super) struct Styles {
    /// Data styles by name.
    data: BTreeMap<String, NumberClass>,
    /// Cell styles by name → data style and parent.
    cells: BTreeMap<String, (Option<String>, Option<String>)>,
    hidden_tables: BTreeSet<String>,
    /// Column styles by name → width in characters.
    widths: BTreeMap<String, f64>,
    /// The data style or table style that is open.
    open: Open,
}

#[derive(Debug, Default)]
enum Open {
    #[default]
    None,
    Data(String, NumberClass),
    Table(String),
    Column(String),
}

impl Styles {
    pub(super) fn read_part(&mut self, text: &str, part: &str, budget: &mut Budget) -> Result<(), Refusal> {
        let mut xml = Xml::new(text, part);
        loop {
            match xml.next()? {
                Event::Start(e) => self.open(&e),
                Event::Empty(e) => {
                    self.open(&e);
                    self.close(e.local_name().as_ref());
                }
                Event::End(e) => self.close(e.local_name().as_ref()),
                Event::Eof => return Ok(()),
                _ => {}
            }
            budget.step()?;
        }
    }

    pub(super) fn open(&mut self, e: &BytesStart) {
        let get = |name| xml::attribute(e, name).map(std::borrow::Cow::into_owned);
        let data = |class| get("name").map_or(Open::None, |name| Open::Data(name, class));
        match e.local_name().as_ref() {
            "date-style" => self.open = data(NumberClass::Month),
            "time-style" => self.open = data(NumberClass::Time),
            "percentage-style" => self.open = data(NumberClass::Percent),
            "number-style" | "currency-style" => self.open = data(NumberClass::General),
            "text-style" => self.open = data(NumberClass::Text),
            "style" => {
                let Some(name) = get("name") else { return };
                match get("family").as_deref() {
                    Some("table-cell") => drop(self.cells.insert(name, (get("data-style-name"), get("parent-style-name")))),
                    Some("table") => self.open = Open::Table(name),
                    Some("table-column") => self.open = Open::Column(name),
                    _ => {}
                }
            }
            element => self.inside(element, e),
        }
    }

    fn inside(&mut self, element: &str, e: &BytesStart) {
        match (&mut self.open, element) {
            (Open::Data(_, class @ NumberClass::Month), "day" | "day-of-week") => *class = NumberClass::Day,
            (Open::Data(_, class @ NumberClass::General), "number") => {
                if let Some(places) = xml::attribute(e, "decimal-places") {
                    *class = NumberClass::Number { decimals: places.parse().unwrap_or(0) };
                }
            }
            (Open::Table(name), "table-properties") if xml::attribute(e, "display").as_deref() == Some("false") => {
                self.hidden_tables.insert(name.clone());
            }
            (Open::Column(name), "table-column-properties") => {
                let width = xml::attribute(e, "column-width").and_then(|text| points(&text));
                self.widths.extend(width.map(|points| (name.clone(), points / shown::CHARACTER_POINTS)));
            }
            _ => {}
        }
    }

    pub(super) fn close(&mut self, element: &str) {
        let ends = match self.open {
            Open::None => false,
            Open::Data(..) => element.ends_with("-style"),
            Open::Table(_) | Open::Column(_) => element == "style",
        };
        if ends && let Open::Data(name, class) = std::mem::take(&mut self.open) {
            self.data.insert(name, class);
        }
    }

    pub(super) fn hides_table(&self, style: &str) -> bool {
        self.hidden_tables.contains(style)
    }

    /// The width of a column of this style, in characters.
    pub(super) fn width(&self, style: &str) -> Option<f64> {
        self.widths.get(style).copied()
    }

    /// The class of a cell style, its own or its parent's.
    pub(super) fn class(&self, style: &str) -> NumberClass {
        const GENERATIONS: usize = 8;
        let mut style = style;
        for _ in 0..GENERATIONS {
            let Some((data, parent)) = self.cells.get(style) else { break };
            match (data, parent) {
                (Some(data), _) => return self.data.get(data).copied().unwrap_or_default(),
                (None, Some(parent)) => style = parent,
                (None, None) => break,
            }
        }
        NumberClass::General
    }
}

/// `2.258cm`, `0.89in` in points.
fn points(length: &str) -> Option<f64> {
    let at = length.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = length.split_at(at);
    let unit = match unit {
        "cm" => 72.0 / 2.54,
        "mm" => 72.0 / 25.4,
        "in" => 72.0,
        "pt" => 1.0,
        _ => return None,
    };
    number.trim().parse::<f64>().ok().map(|number| number * unit)
}
