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
        toml::from_str(self.text).map_err(|error| Mistake {
            file: self.file.to_owned(),
            line: error.span().map(|span| self.line(span.start)),
            message: in_chinese(error.message()),
        })
    }

    /// A mistake at a place given by its bytes.
    #[must_use]
    pub fn mistake(&self, span: Range<usize>, message: impl Into<String>) -> Mistake {
        Mistake { file: self.file.to_owned(), line: Some(self.line(span.start)), message: message.into() }
    }

    /// The 1-based line of a byte.
    pub(super) fn line(&self, byte: usize) -> usize {
        self.text.bytes().take(byte).filter(|b| *b == b'\n').count() + 1
    }
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
