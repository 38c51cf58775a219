//! Text → tokens. Full-width signs mean the same as their ASCII ones, since the forms are edited with a Chinese input method.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{ExprError, Op};
use crate::value::{Date, Day};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Number(Decimal),
    Text(Arc<str>),
    Date(Date),
    /// A word that is no keyword.
    Word(Arc<str>),
    /// A name in backticks: never a keyword or a function.
    Quoted(Arc<str>),
    Op(Op),
    Not,
    In,
    Bool(bool),
    Open,
    Close,
    OpenSet,
    CloseSet,
    Comma,
    End,
}

/// Tokens with their 0-based character positions, closed by [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, ExprError> {
    let mut lexer = Lexer { chars: text.chars().collect(), at: 0 };
    let mut tokens = Vec::new();
    loop {
        let (position, token) = lexer.next()?;
        let end = token == Token::End;
        tokens.push((position, token));
        if end {
            return Ok(tokens);
        }
    }
}

/// Whether a text is one plain word, so that it needs no quotes.
pub(super) fn is_plain_word(text: &str) -> bool {
    matches!(tokens(text).as_deref(), Ok([(0, Token::Word(word)), (_, Token::End)]) if &**word == text)
}

/// The ASCII sign that a full-width one stands for. Inside quotes and backticks nothing is changed.
const fn ascii(sign: char) -> char {
    match sign {
        '（' => '(',
        '）' => ')',
        '｛' => '{',
        '｝' => '}',
        '，' | '、' => ',',
        '＜' => '<',
        '＞' => '>',
        '＝' => '=',
        '＋' => '+',
        '－' => '-',
        '＊' | '×' => '*',
        '／' | '÷' => '/',
        '％' => '%',
        '\u{3000}' | '\u{a0}' => ' ',
        other => other,
    }
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
}

impl Lexer {
    fn next(&mut self) -> Result<(usize, Token), ExprError> {
        while self.peek(0).is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        let start = self.at;
        let Some(first) = self.peek(0) else { return Ok((start, Token::End)) };
        let token = match ascii(first) {
            '"' => self.text('"')?,
            '“' => self.text('”')?,
            '`' => self.quoted()?,
            '@' => self.date()?,
            '0'..='9' => self.number_or_day()?,
            first if is_word(first) => self.word(),
            _ => self.sign()?,
        };
        Ok((start, token))
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let start = self.at;
        while self.peek(0).is_some_and(&wanted) {
            self.at += 1;
        }
        self.chars[start..self.at].iter().collect()
    }

    fn sign(&mut self) -> Result<Token, ExprError> {
        let two = (self.peek(0).map_or(' ', ascii), self.peek(1).map_or(' ', ascii));
        let (length, token) = match two {
            ('<', '=') => (2, Token::Op(Op::LessEqual)),
            ('>', '=') => (2, Token::Op(Op::GreaterEqual)),
            ('!', '=') | ('<', '>') => (2, Token::Op(Op::NotEqual)),
            ('=', '=') => (2, Token::Op(Op::Equal)),
            ('≤', _) => (1, Token::Op(Op::LessEqual)),
            ('≥', _) => (1, Token::Op(Op::GreaterEqual)),
            ('≠', _) => (1, Token::Op(Op::NotEqual)),
            ('<', _) => (1, Token::Op(Op::Less)),
            ('>', _) => (1, Token::Op(Op::Greater)),
            ('=', _) => (1, Token::Op(Op::Equal)),
            ('+', _) => (1, Token::Op(Op::Add)),
            ('-', _) => (1, Token::Op(Op::Subtract)),
            ('*', _) => (1, Token::Op(Op::Multiply)),
            ('/', _) => (1, Token::Op(Op::Divide)),
            ('(', _) => (1, Token::Open),
            (')', _) => (1, Token::Close),
            ('{', _) => (1, Token::OpenSet),
            ('}', _) => (1, Token::CloseSet),
            (',', _) => (1, Token::Comma),
            (sign, _) => return Err(self.error(format!("不认识的符号“{sign}”"))),
        };
        self.at += length;
        Ok(token)
    }

    fn word(&mut self) -> Token {
        let word = self.take_while(is_word);
        match word.as_str() {
            "且" | "and" => Token::Op(Op::And),
            "或" | "or" => Token::Op(Op::Or),
            "非" | "not" => Token::Not,
            "属于" | "in" => Token::In,
            "是" => Token::Bool(true),
            "否" => Token::Bool(false),
            _ => Token::Word(word.into()),
        }
    }

    fn quoted(&mut self) -> Result<Token, ExprError> {
        let start = self.at;
        self.at += 1;
        let name = self.take_while(|c| c != '`');
        if self.peek(0).is_none() || name.is_empty() {
            self.at = start;
            return Err(self.error("反引号没有成对，或里面是空的".to_owned()));
        }
        self.at += 1;
        Ok(Token::Quoted(name.into()))
    }

    fn text(&mut self, close: char) -> Result<Token, ExprError> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            match self.peek(0) {
                Some(end) if end == close => break,
                Some('\\') if matches!(self.peek(1), Some('"' | '\\')) => {
                    self.at += 1;
                    text.extend(self.peek(0));
                }
                Some(other) => text.push(other),
                None => {
                    self.at = start;
                    return Err(self.error("引号没有成对".to_owned()));
                }
            }
            self.at += 1;
        }
        self.at += 1;
        Ok(Token::Text(text.into()))
    }

    /// `@2022`, `@2022-05`, `@2022-05-16`.
    fn date(&mut self) -> Result<Token, ExprError> {
        let start = self.at;
        self.at += 1;
        let text = self.take_while(|c| c.is_ascii_digit() || c == '-');
        let date = read_date(&text);
        date.map(Token::Date).ok_or_else(|| ExprError {
            position: start,
            message: format!("“@{text}”不是日期，应写成@2022、@2022-05或2022-05-16"),
        })
    }

    fn number_or_day(&mut self) -> Result<Token, ExprError> {
        let start = self.at;
        if let Some(token) = self.day()? {
            return Ok(token);
        }
        let digits = self.take_while(|c| c.is_ascii_digit() || c == '.');
        let number: Option<Decimal> = digits.parse().ok().filter(|_| !digits.ends_with('.'));
        let percent = self.peek(0).map(ascii) == Some('%');
        self.at += usize::from(percent);
        let unit = if percent { "%".to_owned() } else { self.take_while(is_word) };
        let factor = match unit.as_str() {
            "" | "万元" => Some(Decimal::ONE),
            "亿元" => Some(Decimal::from(10_000)),
            "%" => Some(Decimal::new(1, 2)),
            _ => None,
        };
        match (number, factor) {
            (Some(number), Some(factor)) => number.checked_mul(factor).map(|n| Token::Number(n.normalize())),
            _ => None,
        }
        .ok_or_else(|| ExprError {
            position: start, message: format!("“{digits}{unit}”不是数，数后面只能写万元、亿元或%")
        })
    }

    /// `2022-05-16` without blanks; anything else is arithmetic.
    fn day(&mut self) -> Result<Option<Token>, ExprError> {
        let shape = |i: usize, c: char| if i == 4 || i == 7 { c == '-' } else { c.is_ascii_digit() };
        let is_day = (0..10).all(|i| self.peek(i).is_some_and(|c| shape(i, c)));
        if !is_day || self.peek(10).is_some_and(|c| c.is_ascii_digit()) {
            return Ok(None);
        }
        let text: String = self.chars[self.at..self.at + 10].iter().collect();
        let date = read_date(&text).ok_or_else(|| self.error(format!("没有“{text}”这一天")))?;
        self.at += 10;
        Ok(Some(Token::Date(date)))
    }

    const fn error(&self, message: String) -> ExprError {
        ExprError { position: self.at, message }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn read_date(text: &str) -> Option<Date> {
    let numbers: Vec<i16> = text.split('-').map(str::parse).collect::<Result<_, _>>().ok()?;
    let byte = |n: i16| u8::try_from(n).ok();
    match numbers[..] {
        [year] => Date::year(year),
        [year, month] => Date::month(year, byte(month)?),
        [year, month, day] => Day::new(year, byte(month)?, byte(day)?).map(Date::day),
        _ => None,
    }
}
