//! csv, tsv and txt: text with separators, in whatever encoding. Rows count as a spreadsheet would show them: blank lines are rows, line
//! breaks inside quotes are not.

use super::budget::Budget;
use super::builder::{Builder, COLS, Raw};
use super::{Book, Format, NumberClass, Refusal, encoding};

pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Book, Refusal> {
    let text = encoding::text(bytes)?;
    let (separator, body, first_row) = separator(&text);
    let mut builder = Builder::new(None);
    let mut fields = Fields { rest: body, separator, row: first_row, col: 0, done: body.is_empty() };
    while let Some((at, field)) = fields.next()? {
        if at.1 >= COLS {
            return Err(Refusal::Limit(format!("第 {} 行超过 {COLS} 列", at.0 + 1)));
        }
        builder.push(at, Raw::Text(field.into()), NumberClass::General, false, budget)?;
        budget.step()?;
    }
    let (grid, remarks) = builder.finish(Vec::new());
    if grid.cells.len() < 2 {
        return Err(Refusal::NotASpreadsheet("没有表格的文字".into()));
    }
    Ok(Book { format: Format::Csv, sheets: vec![grid], remarks })
}

/// The separator, the text after a `sep=` line, and the row where that text begins (such a line is no row).
fn separator(text: &str) -> (char, &str, u32) {
    let first = text.lines().next().unwrap_or_default();
    let named = first.trim_matches('"').strip_prefix("sep=").and_then(|rest| {
        let mut chars = rest.chars();
        chars.next().filter(|_| chars.next().is_none())
    });
    if let Some(separator) = named {
        let body = text[first.len()..].trim_start_matches('\r');
        return (separator, body.strip_prefix('\n').unwrap_or(body), 0);
    }
    (sniffed(text), text, 0)
}

/// Tab if nearly every line has one (amounts such as `1,234` hold commas); else the sign that a middling line holds most often.
fn sniffed(text: &str) -> char {
    let lines: Vec<&str> = text.split(['\n', '\r']).filter(|line| !line.trim().is_empty()).take(50).collect();
    let with_tab = lines.iter().filter(|line| line.contains('\t')).count();
    if with_tab > 0 && with_tab * 5 >= lines.len() * 4 {
        return '\t';
    }
    let typical = |sign: char| {
        let mut counts: Vec<usize> = lines.iter().map(|line| outside_quotes(line, sign)).collect();
        counts.sort_unstable();
        counts.get(counts.len() / 2).copied().unwrap_or(0)
    };
    [',', '\t', ';'].into_iter().rev().max_by_key(|sign| typical(*sign)).filter(|sign| typical(*sign) > 0).unwrap_or(',')
}

fn outside_quotes(line: &str, sign: char) -> usize {
    let mut quoted = false;
    line.chars()
        .filter(|c| {
            quoted ^= *c == '"';
            *c == sign && !quoted
        })
        .count()
}

/// Row and column, and what stands there.
type Field = ((u32, u32), String);

/// Walks over the fields with their positions.
struct Fields<'t> {
    rest: &'t str,
    separator: char,
    row: u32,
    col: u32,
    done: bool,
}

impl Fields<'_> {
    fn next(&mut self) -> Result<Option<Field>, Refusal> {
        if self.done {
            return Ok(None);
        }
        let at = (self.row, self.col);
        let mut field = String::new();
        if let Some(inside) = self.rest.strip_prefix('"') {
            self.rest = quoted(inside, &mut field)
                .ok_or_else(|| Refusal::Damaged(format!("第 {} 行第 {} 列的引号没有配对", at.0 + 1, at.1 + 1)))?;
        }
        let end = self.rest.find([self.separator, '\n', '\r']).unwrap_or(self.rest.len());
        field.push_str(&self.rest[..end]);
        self.advance(end);
        Ok(Some((at, field)))
    }

    /// Steps over the sign that ends a field.
    fn advance(&mut self, end: usize) {
        let after = &self.rest[end..];
        let mut chars = after.chars();
        match chars.next() {
            None => self.done = true,
            Some(c) if c == self.separator => self.col = self.col.saturating_add(1),
            Some(_) => {
                if after.starts_with("\r\n") {
                    chars.next();
                }
                self.row = self.row.saturating_add(1);
                self.col = 0;
                self.done = chars.as_str().is_empty();
            }
        }
        self.rest = chars.as_str();
    }
}

/// Reads up to the closing quote; `None` if there is none.
fn quoted<'t>(mut rest: &'t str, into: &mut String) -> Option<&'t str> {
    loop {
        let end = memchr::memchr(b'"', rest.as_bytes())?;
        into.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                into.push('"');
                rest = after;
            }
            None => return Some(rest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Limits;

    fn cells(text: &str) -> Result<Vec<String>, Refusal> {
        let limits = Limits::default();
        let book = read(text.as_bytes(), &mut Budget::new(&limits))?;
        Ok(book.sheets[0].cells.iter().map(|c| format!("{}={}", c.at, c.shown())).collect())
    }

    #[test]
    fn fields_stand_where_a_spreadsheet_shows_them() {
        for (text, expected) in [
            ("a,b\r\n\r\n1,\"x,\"\"y\"\"\n2\"\n3,4", vec!["A1=a", "B1=b", "A3=1", "B3=x,\"y\"\n2", "A4=3", "B4=4"]),
            ("sep=;\na;b,c\n", vec!["A1=a", "B1=b,c"]),
            ("名称\t金额\n甲\t1,234.5\n", vec!["A1=名称", "B1=金额", "A2=甲", "B2=1,234.5"]),
            ("a;b\r1;2\r", vec!["A1=a", "B1=b", "A2=1", "B2=2"]),
            ("一列\n二\n", vec!["A1=一列", "A2=二"]),
            (",,\n,x\ny", vec!["B2=x", "A3=y"]),
        ] {
            assert_eq!(cells(text).expect("readable"), expected, "{text:?}");
        }
        assert!(matches!(cells("a,b\n\"c,d\n"), Err(Refusal::Damaged(why)) if why.contains("第 2 行")));
    }
}
