//! One cell of an .ods: typed attributes beside the text that is shown.

use quick_xml::events::{BytesStart, Event};

use crate::intake::budget::Budget;
use crate::intake::builder::{Builder, Raw};
use crate::intake::xml::{self, Xml};
use crate::intake::{NumberClass, Refusal, iso};

/// A cell as its element states it; the text follows.
pub(super) struct Reading {
    value_type: Option<String>,
    value: Option<String>,
    formula: bool,
    is_error: bool,
    text: String,
}

/// A filled cell, standing for `repeat` columns from `col`.
pub(super) struct Filled {
    col: u32,
    pub(super) repeat: u32,
    content: Stated,
    class: NumberClass,
    formula: bool,
}

enum Stated {
    Text(String),
    Number(f64),
    Bool(bool),
    Error(String),
    /// The stated value is none of its type.
    Faulty,
    NoResult,
}

impl Reading {
    pub(super) fn new(e: &BytesStart) -> Self {
        let mut reading = Self { value_type: None, value: None, formula: false, is_error: false, text: String::new() };
        for attribute in e.attributes().with_checks(false).flatten() {
            let value = xml::unescape(&attribute.value);
            match attribute.key.as_ref() {
                "calcext:value-type" => reading.is_error = value == "error",
                key => match key.rsplit_once(':').map_or(key, |(_, local)| local) {
                    "value-type" => reading.value_type = Some(value.into_owned()),
                    "formula" => reading.formula = true,
                    "value" | "date-value" | "time-value" | "boolean-value" | "string-value" => {
                        reading.value = Some(value.into_owned());
                    }
                    _ => {}
                },
            }
        }
        reading
    }

    /// Reads the paragraphs up to the closing tag; notes and drawings are no text of the cell.
    pub(super) fn read(mut self, xml: &mut Xml, budget: &mut Budget) -> Result<Self, Refusal> {
        let (mut depth, mut aside, mut paragraphs) = (0usize, None, 0);
        loop {
            match xml.next()? {
                Event::Start(e) => {
                    depth += 1;
                    match e.local_name().as_ref() {
                        "annotation" | "frame" | "table" if aside.is_none() => aside = Some(depth),
                        "p" if aside.is_none() => {
                            if paragraphs > 0 {
                                self.text.push('\n');
                            }
                            paragraphs += 1;
                        }
                        _ => {}
                    }
                }
                Event::Empty(e) if aside.is_none() => self.blank(&e, &mut paragraphs),
                Event::End(_) if depth == 0 => return Ok(self),
                Event::End(_) => {
                    if aside == Some(depth) {
                        aside = None;
                    }
                    depth -= 1;
                }
                Event::Text(text) if aside.is_none() && depth > 0 => self.text.push_str(&text),
                Event::CData(text) if aside.is_none() && depth > 0 => self.text.push_str(&text),
                Event::GeneralRef(reference) if aside.is_none() => xml::push_reference(&reference, &mut self.text),
                Event::Eof => return Err(Refusal::Damaged("单元格在中途结束".into())),
                _ => {}
            }
            budget.step()?;
        }
    }

    /// Elements that stand for blanks; their count is bounded by a cell's longest text.
    fn blank(&mut self, e: &BytesStart, paragraphs: &mut usize) {
        match e.local_name().as_ref() {
            "s" => {
                let count = xml::attribute(e, "c").and_then(|c| c.parse().ok()).unwrap_or(1usize);
                self.text.extend(std::iter::repeat_n(' ', count.min(1000)));
            }
            "tab" => self.text.push('\t'),
            "line-break" => self.text.push('\n'),
            "p" => {
                if *paragraphs > 0 {
                    self.text.push('\n');
                }
                *paragraphs += 1;
            }
            _ => {}
        }
    }

    /// The cell, unless it is blank. The value's type settles the class where the style says less.
    pub(super) fn filled(self, col: u32, repeat: u32, style: NumberClass) -> Option<Filled> {
        use NumberClass::{Day, Month, Percent, Time};
        let value = self.value.as_deref().unwrap_or_default();
        let number = |n: Option<f64>| n.filter(|n| n.is_finite()).map_or(Stated::Faulty, Stated::Number);
        let mut class = style;
        let content = match self.value_type.as_deref() {
            _ if self.is_error => Stated::Error(if self.text.is_empty() { "#错误".into() } else { self.text }),
            Some("float" | "currency") => number(value.parse().ok()),
            Some("percentage") => {
                class = Percent;
                number(value.parse().ok())
            }
            Some("date") => {
                let read = iso::serial(value);
                if !matches!(class, Day | Month | Time) {
                    class = Day;
                }
                number(read.map(|(serial, _)| serial))
            }
            Some("time") => {
                class = Time;
                number(iso::duration(value))
            }
            Some("boolean") => Stated::Bool(value == "true"),
            Some(_) if self.text.is_empty() && !value.is_empty() => Stated::Text(value.to_owned()),
            None if self.formula && self.text.is_empty() => Stated::NoResult,
            _ if self.text.is_empty() => return None,
            _ => Stated::Text(self.text),
        };
        Some(Filled { col, repeat, content, class, formula: self.formula })
    }
}

impl Filled {
    pub(super) fn push(&self, row: u32, builder: &mut Builder, budget: &mut Budget) -> Result<(), Refusal> {
        for col in self.col..self.col + self.repeat {
            let raw = match &self.content {
                Stated::Text(text) => Raw::Text(text.as_str().into()),
                Stated::Number(number) => Raw::Number(*number),
                Stated::Bool(value) => Raw::Bool(*value),
                Stated::Error(shown) => Raw::Error(shown),
                Stated::NoResult => Raw::NoResult,
                Stated::Faulty => builder.broken((row, col), "数值或日期的写法无效"),
            };
            builder.push((row, col), raw, self.class, self.formula, budget)?;
        }
        Ok(())
    }
}
