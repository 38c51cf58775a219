//! Building formulas from pieces, and their text with symbolic places (`explain`, golden tests).

use std::fmt::Write as _;

use super::{Formula, Piece};

/// Something a formula is put together from.
pub(super) trait Part {
    fn add_to(self, formula: &mut Formula);
}

impl Part for &str {
    fn add_to(self, formula: &mut Formula) {
        if let Some(Piece::Text(last)) = formula.0.last_mut() {
            last.push_str(self);
        } else if !self.is_empty() {
            formula.0.push(Piece::Text(self.to_owned()));
        }
    }
}

impl Part for String {
    fn add_to(self, formula: &mut Formula) {
        self.as_str().add_to(formula);
    }
}

impl Part for Piece {
    fn add_to(self, formula: &mut Formula) {
        match self {
            Self::Text(text) => text.add_to(formula),
            piece => formula.0.push(piece),
        }
    }
}

impl Part for Formula {
    fn add_to(self, formula: &mut Formula) {
        for piece in self.0 {
            piece.add_to(formula);
        }
    }
}

impl Part for &Formula {
    fn add_to(self, formula: &mut Formula) {
        self.clone().add_to(formula);
    }
}

/// `formula!["IF(", condition, ",1,0)"]`: pieces in order, neighbouring literals joined.
macro_rules! formula {
    ($($part:expr),* $(,)?) => {{
        let mut built = $crate::statistics::Formula::default();
        $($crate::statistics::formula::Part::add_to($part, &mut built);)*
        built
    }};
}
pub(super) use formula;

/// Parts with a separator between them.
pub(super) fn joined<P: Part>(parts: impl IntoIterator<Item = P>, separator: &str) -> Formula {
    let mut built = Formula::default();
    for (i, part) in parts.into_iter().enumerate() {
        if i > 0 {
            separator.add_to(&mut built);
        }
        part.add_to(&mut built);
    }
    built
}

/// A text literal of the formula language.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

impl Formula {
    /// The formula with names in the places of addresses: `COUNTIFS(企业[零项目],1)`, `本行[企业名称]`, `同行#3`.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.0.iter().fold(String::from("="), |mut text, piece| {
            let _ = match piece {
                Piece::Text(literal) => write!(text, "{literal}"),
                Piece::Column { dataset, column } => write!(text, "{dataset}[{column}]"),
                Piece::RowCell { column } => write!(text, "本行[{column}]"),
                Piece::Here { column } => write!(text, "同行#{column}"),
                Piece::HereAll { column } => write!(text, "各行#{column}"),
                Piece::Figure { name } => write!(text, "指标[{name}]"),
                Piece::Parameter { name } => write!(text, "参数[{name}]"),
            };
            text
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_join_and_places_print() {
        let column = Piece::Column { dataset: "企业".into(), column: "零项目".into() };
        let built = formula!["COUNTIFS(", column, ",", quoted("甲\"乙"), ")"];
        assert_eq!(built.0.len(), 3);
        assert_eq!(built.to_text(), "=COUNTIFS(企业[零项目],\"甲\"\"乙\")");
    }
}
