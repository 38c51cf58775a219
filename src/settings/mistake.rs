//! What is wrong in a declared file (settings, forms, reports): which file, which line, and a guess at what was meant.

use std::fmt;
use std::ops::Range;

use serde::de::DeserializeOwned;

/// A mistake in a declared file, in one Chinese sentence. The run cannot go on before it is mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// As the user knows it: `sangai.toml`, `表样/任务清单.toml`.
    pub file: String,
    /// 1-based.
    pub line: Option<usize>,
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{} 第{line}行：{}", self.file, self.message),
            None => write!(f, "{}：{}", self.file, self.message),
        }
    }
}

impl std::error::Error for Mistake {}

/// A declared file being read: its name and text, to place mistakes in it.
#[derive(Debug, Clone, Copy)]
pub struct Declared<'a> {
    pub file: &'a str,
    pub text: &'a str,
}

impl Declared<'_> {
    /// Reads the shape; a key that does not exist comes back with the key it resembles most.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Mistake> {
        toml::from_str(self.text).map_err(|error| self.shape_mistake(&error))
    }

    /// The same, but a key that does not exist is told and passed over, so that the rest can be read. `None` if the shape is wrong otherwise.
    pub fn read_all<T: DeserializeOwned>(&self, mistakes: &mut Vec<Mistake>) -> Option<T> {
        let mut text = self.text.to_owned();
        loop {
            let error = match toml::from_str(&text) {
                Ok(shape) => return Some(shape),
                Err(error) => error,
            };
            mistakes.push(self.shape_mistake(&error));
            let unknown = error.span().filter(|_| error.message().starts_with("unknown field"));
            text = unknown.and_then(|span| without_entry(&text, span.start))?;
        }
    }

    fn shape_mistake(&self, error: &toml::de::Error) -> Mistake {
        Mistake {
            file: self.file.to_owned(),
            line: error.span().map(|span| self.line(span.start)),
            message: in_chinese(error.message()),
        }
    }

    /// A mistake at a place given by its bytes.
    #[must_use]
    pub fn mistake(&self, span: Range<usize>, message: impl Into<String>) -> Mistake {
        Mistake { file: self.file.to_owned(), line: Some(self.line(span.start)), message: message.into() }
    }

    /// The 1-based line of a byte.
    #[must_use]
    pub fn line(&self, byte: usize) -> usize {
        self.text.bytes().take(byte).filter(|b| *b == b'\n').count() + 1
    }
}

/// Lines that an entry may take up.
const ENTRY_LINES: usize = 60;

/// The text with the entry whose key stands at a byte blanked out, so that all other places stay: a whole table under its heading, else as
/// many lines as make the rest readable. `None` for a key in the middle of a line.
fn without_entry(text: &str, at: usize) -> Option<String> {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    if !text[start..at].trim_start_matches('[').trim().is_empty() {
        return None;
    }
    let blanked = |end: usize| {
        let gone: String = text[start..end].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
        format!("{}{gone}{}", &text[..start], &text[end..])
    };
    let line_ends = || text[start..].match_indices('\n').map(|(end, _)| start + end + 1).chain([text.len()]);
    if text[start..].starts_with('[') {
        let next = line_ends().find(|end| text[*end..].starts_with('['));
        return Some(blanked(next.unwrap_or(text.len())));
    }
    line_ends().take(ENTRY_LINES).map(blanked).find(|rest| toml::from_str::<toml::Table>(rest).is_ok())
}

/// `你是不是想写“…”`, if one of `known` is near enough to `word`.
#[must_use]
pub fn guess<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| distance * 2 <= candidate.chars().count().max(2))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The sentence's end that [`guess`] makes: `，是不是“…”？` or nothing.
#[must_use]
pub fn guess_clause<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    guess(word, known).map(|candidate| format!("，是不是“{candidate}”？")).unwrap_or_default()
}

/// The reader's messages that clerks meet, in Chinese; the rest is quoted.
fn in_chinese(message: &str) -> String {
    let words: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match (message, words.as_slice()) {
        (m, [unknown, known @ ..]) if m.starts_with("unknown field") => {
            format!("没有“{unknown}”这一项{}", guess_clause(unknown, known.iter().copied()))
        }
        (m, [missing, ..]) if m.starts_with("missing field") => format!("缺少“{missing}”"),
        (m, _) if m.starts_with("invalid unquoted key") => "中文的项名要加英文双引号，如 \"黄灯差距\" = 10".to_owned(),
        (m, _) if m.starts_with("duplicate key") => "同一项写了两次".to_owned(),
        (m, _) if m.starts_with("invalid type") => format!("值的类型不对（{m}）"),
        // Our own messages are Chinese already.
        (m, _) if !m.starts_with(|c: char| c.is_ascii()) => m.to_owned(),
        (m, _) => format!("写法不对，读不下去（{m}）"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_key_is_guessed_and_a_far_one_is_not() {
        let known = ["county", "deadline", "总投资", "年度计划投资"];
        for (word, near) in [
            ("conty", Some("county")),
            ("dedline", Some("deadline")),
            ("总投次", Some("总投资")),
            ("计划投资", Some("年度计划投资")),
            ("备注", None),
            ("x", None),
        ] {
            assert_eq!(guess(word, known), near, "{word}");
        }
    }

    #[test]
    fn unknown_keys_are_all_told_and_the_rest_is_read() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Shape {
            county: String,
            #[serde(default)]
            list: Vec<i64>,
        }
        let text = "conty = 'x'\ncounty = 'y'\nlst = [\n  1,\n  2,\n]\nlist = [3]\n[odd]\na = 1\n[more.odd]\nb = 2\n";
        let mut mistakes = Vec::new();
        let shape: Shape = Declared { file: "a.toml", text }.read_all(&mut mistakes).expect("the rest is fine");
        assert_eq!((shape.county.as_str(), shape.list.as_slice()), ("y", &[3][..]));
        assert_eq!(mistakes.iter().map(|m| m.line.unwrap_or_default()).collect::<Vec<_>>(), [1, 3, 8, 10], "{mistakes:#?}");
        let mut mistakes = Vec::new();
        let broken: Option<Shape> = Declared { file: "a.toml", text: "conty = 'x'\n" }.read_all(&mut mistakes);
        assert!(broken.is_none());
        assert_eq!(mistakes.len(), 2, "{mistakes:#?}");
    }

    #[test]
    fn mistakes_name_file_and_line() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Shape {
            #[expect(dead_code, reason = "only the shape matters")]
            county: String,
        }
        for (text, said) in [
            ("\nconty = 'x'", "a.toml 第2行：没有“conty”这一项，是不是“county”？"),
            ("", "a.toml 第1行：缺少“county”"),
            ("county = 'x'\ncounty = 'y'", "a.toml 第2行：同一项写了两次"),
        ] {
            let mistake = Declared { file: "a.toml", text }.read::<Shape>().expect_err(text);
            assert_eq!(mistake.to_string(), said);
        }
        let mistake = Declared { file: "a.toml", text: "county = 3" }.read::<Shape>().expect_err("a number");
        assert!(mistake.to_string().starts_with("a.toml 第1行：值的类型不对（"), "{mistake}");
    }
}
