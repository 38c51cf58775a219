//! What the office states about one unit's sheet: it always wins over what the tool would find.

use indexmap::IndexMap;

use super::raw::RawLayout;
use crate::origin::column_index;

/// One `[[layout]]`. Rows and columns are 0-based.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitLayout {
    /// The line in the settings, for mistakes found later.
    pub line: usize,
    unit: Option<String>,
    file: Option<String>,
    sheet: Option<String>,
    /// Name of the form.
    pub form: Option<String>,
    pub header_rows: Vec<u32>,
    pub first_data_row: Option<u32>,
    pub last_data_row: Option<u32>,
    /// Column → field name.
    pub columns: IndexMap<u32, String>,
}

impl UnitLayout {
    /// Whether it speaks of this sheet. `file` is the path as in origins: its last part or the whole must match the pattern.
    #[must_use]
    pub fn applies(&self, unit: Option<&str>, file: &str, sheet: Option<&str>) -> bool {
        let name = file.rsplit('/').next().unwrap_or(file);
        self.unit.as_deref().is_none_or(|wanted| unit == Some(wanted))
            && self.file.as_deref().is_none_or(|pattern| matches(pattern, name) || matches(pattern, file))
            && self.sheet.as_deref().is_none_or(|wanted| sheet.is_some_and(|sheet| matches(wanted.trim(), sheet.trim())))
    }

    pub(super) fn read(raw: RawLayout, line: usize) -> Result<Self, String> {
        if raw.unit.is_none() && raw.file.is_none() {
            return Err("unit和file至少写一个，否则不知道指哪张表".to_owned());
        }
        if raw.form.is_none() && !raw.columns.is_empty() {
            return Err("写了columns就要写form，说明是哪张表样的字段".to_owned());
        }
        let columns = raw
            .columns
            .into_iter()
            .map(|(letters, field)| match column_index(&letters) {
                Some(col) => Ok((col, field)),
                None => Err(format!("“{letters}”不是列号，应为A、B、AA这样的字母")),
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            line,
            unit: raw.unit,
            file: raw.file,
            sheet: raw.sheet,
            form: raw.form,
            header_rows: raw.header_rows.into_iter().map(row).collect::<Result<_, _>>()?,
            first_data_row: raw.first_row.map(row).transpose()?,
            last_data_row: raw.last_row.map(row).transpose()?,
            columns,
        })
    }
}

fn row(shown: u32) -> Result<u32, String> {
    shown.checked_sub(1).ok_or_else(|| "行号从1开始".to_owned())
}

/// `*` stands for any text, `?` for one character.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    // Where the last star stands, and how much of the text it has taken.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => (p, t) = (p + 1, t + 1),
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    (p, t) = (at + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_names_and_paths() {
        for (pattern, text, expected) in [
            ("*任务清单*", "城关镇任务清单（5月）.xlsx", true),
            ("*任务清单*", "城关镇.xlsx", false),
            ("城关镇.xlsx", "城关镇.xlsx", true),
            ("?关镇*", "城关镇.xls", true),
            ("*a*b", "aab", true),
            ("*a*b", "aba", false),
            ("", "", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
