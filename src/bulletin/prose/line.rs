//! The lines of a template.

use super::pieces::{self, Clauses};
use super::{Cut, Line, LineKind, Place, Rows};
use crate::expr;
use crate::settings::{Declared, Mistake};

/// A mistake in a line.
pub(super) fn mistake(file: &str, number: usize, message: impl Into<String>) -> Mistake {
    Mistake { file: file.to_owned(), line: Some(number), message: message.into() }
}

/// Where reading stopped.
#[derive(Debug, PartialEq, Eq)]
enum End {
    File,
    Done,
    Otherwise,
}

struct Reader<'a> {
    file: &'a str,
    lines: std::iter::Peekable<std::iter::Enumerate<std::str::Lines<'a>>>,
}

/// All lines; blocks (`@如果`, `@每行`) hold theirs.
pub(super) fn lines(declared: Declared<'_>) -> Result<Vec<Line>, Mistake> {
    let text = declared.text.trim_start_matches('\u{feff}');
    let mut reader = Reader { file: declared.file, lines: text.lines().enumerate().peekable() };
    let (lines, end) = reader.block()?;
    match end {
        End::File => Ok(lines),
        _ => Err(mistake(declared.file, text.lines().count(), "这里的 @完 或 @否则 没有对应的 @如果 或 @每行")),
    }
}

impl Reader<'_> {
    fn block(&mut self) -> Result<(Vec<Line>, End), Mistake> {
        let mut lines = Vec::new();
        while let Some((at, line)) = self.lines.next() {
            let (number, line) = (at + 1, line.trim());
            match line {
                "@完" => return Ok((lines, End::Done)),
                "@否则" => return Ok((lines, End::Otherwise)),
                _ if line.starts_with("//") => {}
                _ => {
                    let kind = self.kind(line, number)?;
                    lines.push(Line { number, kind });
                }
            }
        }
        Ok((lines, End::File))
    }

    fn kind(&mut self, line: &str, number: usize) -> Result<LineKind, Mistake> {
        if line.is_empty() {
            return Ok(LineKind::Blank);
        }
        if let Some(rest) = line.strip_prefix('@') {
            let (word, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            return self.command(word, rest.trim(), number);
        }
        let depth = line.chars().take_while(|c| *c == '#').count();
        let place = match depth {
            0 => Place::Paragraph,
            1 => Place::Title,
            2..=4 => Place::Heading(depth as u8 - 1),
            _ => return Err(mistake(self.file, number, "标题最多三级，井号最多四个")),
        };
        self.text(place, line[depth..].trim(), number)
    }

    fn text(&self, place: Place, text: &str, number: usize) -> Result<LineKind, Mistake> {
        let text = pieces::text(text).map_err(|message| mistake(self.file, number, message))?;
        Ok(LineKind::Text(place, text))
    }

    fn command(&mut self, word: &str, rest: &str, number: usize) -> Result<LineKind, Mistake> {
        match word {
            "副题" => self.text(Place::Subtitle, rest, number),
            "称呼" => self.text(Place::Salutation, rest, number),
            "落款" => self.text(Place::Signature, rest, number),
            "表" => self.table(rest, number),
            "每行" => {
                let rows = self.clauses(rest, number)?.rows(&[]).map_err(|m| mistake(self.file, number, m))?;
                let body = self.until_done(number)?;
                Ok(LineKind::Each { rows, body })
            }
            "如果" => {
                let when = expr::parse(rest).map_err(|error| mistake(self.file, number, format!("条件{error}")))?;
                let (then, end) = self.block()?;
                let otherwise = match end {
                    End::Done => Vec::new(),
                    End::Otherwise => self.until_done(number)?,
                    End::File => return Err(mistake(self.file, number, "@如果 没有 @完")),
                };
                Ok(LineKind::If { when, then, otherwise })
            }
            _ => Err(mistake(self.file, number, format!("没有“@{word}”这种行；有 @副题 @称呼 @落款 @表 @每行 @如果 @否则 @完"))),
        }
    }

    fn until_done(&mut self, number: usize) -> Result<Vec<Line>, Mistake> {
        match self.block()? {
            (lines, End::Done) => Ok(lines),
            _ => Err(mistake(self.file, number, "没有对应的 @完")),
        }
    }

    fn clauses<'t>(&self, text: &'t str, number: usize) -> Result<Clauses<'t>, Mistake> {
        Clauses::read(text).map_err(|message| mistake(self.file, number, message))
    }

    fn table(&self, rest: &str, number: usize) -> Result<LineKind, Mistake> {
        let wrong = |message: String| mistake(self.file, number, message);
        let clauses = self.clauses(rest, number)?;
        let rows = clauses.rows(&["列", "标题"]).map_err(wrong)?;
        let columns = clauses.get("列").map_or_else(Vec::new, |columns| {
            columns.split(['、', '，', ',']).map(|column| column.trim().to_owned()).filter(|column| !column.is_empty()).collect()
        });
        let caption = pieces::text(clauses.get("标题").unwrap_or_default()).map_err(wrong)?;
        Ok(LineKind::Table { rows: Rows { total: rows.cut == Cut::All && rows.when.is_none(), ..rows }, columns, caption })
    }
}
