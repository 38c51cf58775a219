//! What a style looks like: one `match`.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::workbook::cell::{Kind, Look, Style};
use crate::workbook::layout::page::{BODY_POINTS, CAPTION_POINTS, NOTE_POINTS, TITLE_POINTS, VALUE_POINTS};
use crate::workbook::palette::{self, CHARSET_GB, HEI, Rgb, SONG};

/// Formats made so far.
#[derive(Default)]
pub(super) struct Formats(BTreeMap<Style, Format>);

impl Formats {
    pub(super) fn of(&mut self, style: Style) -> &Format {
        self.0.entry(style).or_insert_with(|| format(style))
    }
}

/// The font to which column widths refer.
pub(super) fn base() -> Format {
    font(SONG, 11.0)
}

fn font(name: &str, size: f64) -> Format {
    Format::new().set_font_name(name).set_font_size(size).set_font_charset(CHARSET_GB).set_align(FormatAlign::VerticalCenter)
}

fn boxed(format: Format) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color(palette::BORDER)
}

fn format(style: Style) -> Format {
    let title = || font(SONG, TITLE_POINTS).set_bold();
    let note = || font(SONG, NOTE_POINTS).set_font_color(palette::QUIET);
    let heading = |fill: Rgb| {
        let text = font(HEI, BODY_POINTS).set_bold().set_align(FormatAlign::Center).set_text_wrap();
        boxed(text.set_background_color(fill))
    };
    let value = |look: Look, color: Rgb| {
        let number = font(SONG, VALUE_POINTS).set_bold().set_font_color(color).set_align(FormatAlign::Center);
        let sides = number.set_border_left(FormatBorder::Thin).set_border_right(FormatBorder::Thin);
        numbered(sides.set_border_left_color(palette::BORDER).set_border_right_color(palette::BORDER), look)
    };
    match style {
        Style::Title => title().set_align(FormatAlign::Center).set_text_wrap(),
        Style::ListTitle => title(),
        Style::Note => note().set_text_wrap(),
        Style::ListNote => note(),
        Style::Caption => font(HEI, CAPTION_POINTS).set_bold().set_font_color(palette::ACCENT),
        Style::Heading => heading(palette::HEADER_FILL),
        Style::DerivedHeading => heading(palette::DERIVED_FILL),
        Style::Item(look) => boxed(wrapped(body(look), look)),
        Style::Open(look) => boxed(wrapped(body(look), look)).set_unlocked(),
        Style::FactLabel => font(SONG, BODY_POINTS).set_align(FormatAlign::Right),
        Style::FactValue => font(SONG, BODY_POINTS).set_align(FormatAlign::Left),
        Style::FactBlank => {
            let line = font(SONG, BODY_POINTS).set_align(FormatAlign::Left).set_num_format("@");
            line.set_background_color(palette::ENTRY_FILL).set_unlocked()
        }
        Style::Plain(look) => boxed(body(look)),
        Style::Total(look) => boxed(wrapped(body(look), look).set_bold().set_background_color(palette::TOTAL_FILL)),
        Style::CardLabel => heading(palette::HEADER_FILL).set_border_bottom(FormatBorder::None),
        Style::CardValue(look) => value(look, palette::ACCENT),
        Style::AlertValue(look) => value(look, palette::ALERT),
        Style::CardNote => boxed(note().set_align(FormatAlign::Center).set_text_wrap()).set_border_top(FormatBorder::None),
        Style::WayBack => font(SONG, NOTE_POINTS).set_font_color(palette::ACCENT).set_underline(FormatUnderline::Single),
        Style::Link => {
            boxed(font(SONG, BODY_POINTS).set_font_color(palette::ACCENT).set_align(FormatAlign::Center).set_text_wrap())
        }
    }
}

/// Words wrap; a number that did would be cut.
fn wrapped(format: Format, look: Look) -> Format {
    match look.kind {
        Kind::Text | Kind::Word | Kind::Light | Kind::Code => format.set_text_wrap(),
        _ => format,
    }
}

fn body(look: Look) -> Format {
    let text = font(SONG, BODY_POINTS);
    let aligned = match look.kind {
        Kind::Text | Kind::Code => text.set_align(FormatAlign::Left),
        Kind::Count | Kind::Money | Kind::Rate | Kind::Points | Kind::Score => text.set_align(FormatAlign::Right).set_indent(1),
        Kind::Serial | Kind::Word | Kind::Rank | Kind::Date | Kind::Light => text.set_align(FormatAlign::Center),
    };
    numbered(aligned, look)
}

fn numbered(format: Format, look: Look) -> Format {
    let decimals = ["", ".0", ".00"][usize::from(look.decimals.min(2))];
    match look.kind {
        Kind::Count | Kind::Money => format.set_num_format(format!("#,##0{decimals}")),
        Kind::Rate => format.set_num_format(format!("0{decimals}%")),
        Kind::Points => format.set_num_format(format!("+0{decimals}%;-0{decimals}%;0{decimals}%")),
        Kind::Score => format.set_num_format(format!("0{decimals}")),
        Kind::Serial | Kind::Rank => format.set_num_format("0"),
        Kind::Date => format.set_num_format("yyyy-mm-dd"),
        Kind::Code => format.set_num_format("@"),
        Kind::Text | Kind::Word | Kind::Light => format,
    }
}
