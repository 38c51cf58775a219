//! When a mark is still due, as a formula that Excel, WPS and LibreOffice share: a mark goes out by itself once its cell is mended.
//!
//! Where the fault can be said in a formula, the formula says it. Elsewhere a mark lasts as long as the cell is as it was sent, which
//! the stored value tells.

use super::wording::SIGNATURE;
use crate::intake::{Content, Grid, NumberClass};
use crate::origin::CellRef;

/// Days between the date systems that start in 1900 and in 1904.
const SHIFT_1904: f64 = 1462.0;
/// Longest text that is compared: programs allow 255 characters in a formula.
const LONGEST: usize = 100;
/// Most conditions that one formula joins.
const MOST: usize = 12;

/// A condition on cells of one sheet, true as they were sent.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Alarm {
    /// Nothing but blanks.
    Blank(CellRef),
    /// The cell as it was sent.
    AsSent(CellRef, Sent),
    /// A text without a number at its beginning.
    NoNumber(CellRef),
    /// Two numbers of one unit that stand in a wrong relation: left, sign, right, and by what right is multiplied.
    Compared(CellRef, &'static str, CellRef, Option<String>),
    Negative(CellRef),
    NotWhole(CellRef),
    All(Vec<Alarm>),
    Any(Vec<Alarm>),
}

/// What a cell held, as a formula can ask for it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Sent {
    /// A short text on one line.
    Text(String),
    /// A text that cannot be written whole: a part of it.
    Holding(String),
    Number(f64),
    /// A date, as a serial of the 1900 system.
    Serial(f64),
    /// A number too long to be compared.
    AnyNumber,
    Bool(bool),
    Error,
    /// A formula without a result.
    NoResult,
}

impl Alarm {
    /// The cell as it stands in the grid.
    pub(super) fn as_sent(grid: &Grid, at: CellRef) -> Self {
        let Some(cell) = grid.get(at) else { return Self::Blank(at) };
        let sent = match &cell.content {
            Content::Text(text) => text_sent(text),
            Content::Number(number) => match cell.class {
                NumberClass::Day | NumberClass::Month => Sent::Serial(*number),
                _ if number.abs() >= 1e14 => Sent::AnyNumber,
                _ => Sent::Number(*number),
            },
            Content::Bool(value) => Sent::Bool(*value),
            // our own words for damaged values are in no file
            Content::Error(error) if error.0.is_ascii() => Sent::Error,
            Content::Error(_) => return Self::All(Vec::new()),
            Content::NoResult => Sent::NoResult,
        };
        Self::AsSent(at, sent)
    }

    /// The formula, with the sheet's quoted name before each cell if one is given.
    pub(super) fn formula(&self, sheet: Option<&str>, is_1904: bool) -> String {
        let cell = |at: &CellRef| sheet.map_or_else(|| at.to_string(), |sheet| format!("{sheet}!{at}"));
        let joined = |function: &str, alarms: &[Self]| {
            let parts: Vec<String> = alarms.iter().take(MOST).map(|alarm| alarm.formula(sheet, is_1904)).collect();
            match parts.as_slice() {
                [] => "TRUE".to_owned(),
                [one] => one.clone(),
                _ => format!("{function}({})", parts.join(",")),
            }
        };
        match self {
            Self::Blank(at) => format!("LEN(TRIM({}))=0", cell(at)),
            Self::AsSent(at, sent) => sent.formula(&cell(at), is_1904),
            Self::NoNumber(at) => format!("AND(ISTEXT({0}),ISERROR(VALUE(LEFT(TRIM({0}),1))))", cell(at)),
            Self::Compared(left, sign, right, times) => {
                let (left, right) = (cell(left), cell(right));
                let times = times.as_ref().map(|times| format!("*{times}")).unwrap_or_default();
                format!("AND(ISNUMBER({left}),ISNUMBER({right}),{left}{sign}{right}{times})")
            }
            Self::Negative(at) => format!("AND(ISNUMBER({0}),{0}<0)", cell(at)),
            Self::NotWhole(at) => format!("AND(ISNUMBER({0}),{0}<>INT({0}))", cell(at)),
            Self::All(alarms) => joined("AND", alarms),
            Self::Any(alarms) => joined("OR", alarms),
        }
    }
}

/// The formula of a coloured cell: any of its alarms, with our signature.
pub(super) fn colour_formula<'a>(alarms: impl Iterator<Item = &'a Alarm>, is_1904: bool) -> String {
    let mut formulas: Vec<String> = alarms.map(|alarm| alarm.formula(None, is_1904)).collect();
    formulas.dedup();
    formulas.truncate(MOST);
    match formulas.as_slice() {
        [one] => format!("AND({SIGNATURE},{one})"),
        several => format!("AND({SIGNATURE},OR({}))", several.join(",")),
    }
}

impl Sent {
    fn formula(&self, cell: &str, is_1904: bool) -> String {
        let text = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        match self {
            Self::Text(sent) => format!("EXACT(TRIM({cell}),{})", text(sent)),
            Self::Holding(part) => format!("ISNUMBER(FIND({},{cell}))", text(part)),
            Self::Number(number) => format!("AND(ISNUMBER({cell}),{cell}={number})"),
            Self::Serial(serial) => {
                let serial = if is_1904 { serial - SHIFT_1904 } else { *serial };
                format!("AND(ISNUMBER({cell}),{cell}={serial})")
            }
            Self::AnyNumber => format!("ISNUMBER({cell})"),
            Self::Bool(true) => format!("AND(ISLOGICAL({cell}),{cell})"),
            Self::Bool(false) => format!("AND(ISLOGICAL({cell}),NOT({cell}))"),
            Self::Error => format!("ISERROR({cell})"),
            Self::NoResult => format!("LEN({cell})=0"),
        }
    }
}

/// Programs differ in how they count and trim odd characters, so a text is compared whole only if it has none.
fn text_sent(text: &str) -> Sent {
    let plain = |c: char| !c.is_control() && !c.is_whitespace() && (c as u32) < 0x1_0000;
    let trimmed = text.trim();
    let is_plain = trimmed.chars().all(|c| plain(c) || c == ' ') && !trimmed.contains("  ");
    let only_blanks = |edge: &str| edge.chars().all(|c| c == ' ');
    let (before, after) = text.split_once(trimmed).unwrap_or_default();
    if is_plain && only_blanks(before) && only_blanks(after) && trimmed.chars().count() <= LONGEST {
        return Sent::Text(trimmed.to_owned());
    }
    let longest = trimmed.split(|c| !plain(c)).max_by_key(|piece| piece.chars().count()).unwrap_or_default();
    Sent::Holding(longest.chars().take(LONGEST).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{CellError, GridCell};

    fn grid(content: Content, class: NumberClass) -> Grid {
        Grid { cells: vec![GridCell { at: CellRef::new(4, 2), content, class, formula: false }], ..Grid::default() }
    }

    #[test]
    fn cells_as_sent_are_asked_for_by_formulas() {
        let at = CellRef::new(4, 2);
        let text = |text: &str| Content::Text(text.into());
        let cases = [
            (text("约定"), NumberClass::General, "EXACT(TRIM(C5),\"约定\")"),
            (text(" 他说\"好\" "), NumberClass::General, "EXACT(TRIM(C5),\"他说\"\"好\"\"\")"),
            (text("一期\n二期工程"), NumberClass::General, "ISNUMBER(FIND(\"二期工程\",C5))"),
            (Content::Number(358.5), NumberClass::General, "AND(ISNUMBER(C5),C5=358.5)"),
            (Content::Number(44_697.0), NumberClass::Day, "AND(ISNUMBER(C5),C5=44697)"),
            (Content::Number(914_113_996_847_742_000.0), NumberClass::General, "ISNUMBER(C5)"),
            (Content::Error(CellError("#REF!".into())), NumberClass::General, "ISERROR(C5)"),
        ];
        for (content, class, formula) in cases {
            assert_eq!(Alarm::as_sent(&grid(content, class), at).formula(None, false), formula);
        }
        assert_eq!(Alarm::as_sent(&Grid::default(), at).formula(Some("'a'"), false), "LEN(TRIM('a'!C5))=0");
        let dated = Alarm::as_sent(&grid(Content::Number(44_697.0), NumberClass::Day), at);
        assert_eq!(dated.formula(None, true), "AND(ISNUMBER(C5),C5=43235)");
        let over = Alarm::Compared(at, ">", CellRef::new(4, 3), None);
        assert_eq!(over.formula(None, false), "AND(ISNUMBER(C5),ISNUMBER(D5),C5>D5)");
        let both = colour_formula([over, Alarm::Blank(at)].iter(), false);
        assert_eq!(both, "AND(N(\"三改检查\")=0,OR(AND(ISNUMBER(C5),ISNUMBER(D5),C5>D5),LEN(TRIM(C5))=0))");
    }
}
