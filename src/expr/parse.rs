//! Tokens → [`Expr`], by recursive descent. Comparisons do not chain: `a < b < c` is a mistake, not a puzzle.

use std::sync::Arc;

use super::lex::{Token, tokens};
use super::{Expr, ExprError, Function, Op};

/// Deepest nesting; a form needs three or four.
const DEPTH: usize = 64;

/// Reads an expression; the error names the place and what was expected there.
pub fn parse(text: &str) -> Result<Expr, ExprError> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens, at: 0, depth: 0 };
    let expr = parser.binary(1)?;
    match parser.peek() {
        Token::End => Ok(expr),
        _ => Err(parser.error("这里多出了内容，可能缺少且、或，或者运算符")),
    }
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        &self.tokens[self.at].1
    }

    fn advance(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len() - 1);
    }

    fn error(&self, message: impl Into<String>) -> ExprError {
        ExprError { position: self.tokens[self.at].0, message: message.into() }
    }

    fn expect(&mut self, wanted: &Token, message: &str) -> Result<(), ExprError> {
        if self.peek() == wanted {
            self.advance();
            Ok(())
        } else {
            Err(self.error(message))
        }
    }

    /// Operators that bind at least as strongly as `floor`, left to right.
    fn binary(&mut self, floor: u8) -> Result<Expr, ExprError> {
        let mut left = self.unary(floor)?;
        loop {
            match *self.peek() {
                Token::Op(op) if op.strength() >= floor => {
                    self.advance();
                    let right = self.binary(op.strength() + 1)?;
                    left = Expr::Binary(op, Box::new(left), Box::new(right));
                    if op.strength() == Op::Equal.strength() {
                        self.refuse_chain()?;
                    }
                }
                Token::In if Op::Equal.strength() >= floor => {
                    self.advance();
                    left = Expr::In(Box::new(left), self.set()?);
                    self.refuse_chain()?;
                }
                _ => return Ok(left),
            }
        }
    }

    fn refuse_chain(&self) -> Result<(), ExprError> {
        match self.peek() {
            Token::In => Err(self.error("不能连着比较，中间请用“且”隔开")),
            Token::Op(op) if op.strength() == Op::Equal.strength() => Err(self.error("不能连着比较，中间请用“且”隔开")),
            _ => Ok(()),
        }
    }

    fn unary(&mut self, floor: u8) -> Result<Expr, ExprError> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.error("式子套得太深"));
        }
        let expr = match self.peek() {
            Token::Not if floor <= 3 => {
                self.advance();
                Expr::Not(Box::new(self.binary(3)?))
            }
            Token::Op(Op::Subtract) => {
                self.advance();
                Expr::Negate(Box::new(self.unary(7)?))
            }
            _ => self.primary()?,
        };
        self.depth -= 1;
        Ok(expr)
    }

    fn primary(&mut self) -> Result<Expr, ExprError> {
        let expr = match self.peek().clone() {
            Token::Number(number) => Expr::Number(number),
            Token::Text(text) => Expr::Text(text),
            Token::Date(date) => Expr::Date(date),
            Token::Bool(truth) => Expr::Bool(truth),
            Token::Quoted(name) => Expr::Name(name),
            Token::Word(word) => return self.name_or_call(word),
            Token::Open => {
                self.advance();
                let inner = self.binary(1)?;
                self.expect(&Token::Close, "这里应有右括号“)”")?;
                return Ok(inner);
            }
            Token::End => return Err(self.error("式子没有写完")),
            Token::OpenSet => return Err(self.error("花括号只能用在“属于”后面")),
            Token::Not => return Err(self.error("“非”要写在整个比较的前面，或加括号")),
            _ => return Err(self.error("这里应是字段名、数、日期、文字或括号")),
        };
        self.advance();
        Ok(expr)
    }

    fn name_or_call(&mut self, word: Arc<str>) -> Result<Expr, ExprError> {
        if self.tokens.get(self.at + 1).map(|t| &t.1) != Some(&Token::Open) {
            self.advance();
            return Ok(Expr::Name(word));
        }
        let Some(function) = Function::named(&word) else {
            let known = Function::ALL.map(Function::word).join("、");
            return Err(self.error(format!("没有函数“{word}”，可用的有{known}；字段名带括号时用反引号括起来")));
        };
        let start = self.tokens[self.at].0;
        self.advance();
        self.advance();
        let mut arguments = vec![self.binary(1)?];
        while *self.peek() == Token::Comma {
            self.advance();
            arguments.push(self.binary(1)?);
        }
        self.expect(&Token::Close, "这里应有右括号“)”")?;
        if arguments.len() == function.arity() {
            Ok(Expr::Call(function, arguments))
        } else {
            let message = format!("“{word}”应有{}个参数，写了{}个", function.arity(), arguments.len());
            Err(ExprError { position: start, message })
        }
    }

    /// `{谋划, 前期}`; words with signs stand in quotes.
    fn set(&mut self) -> Result<Vec<Arc<str>>, ExprError> {
        self.expect(&Token::OpenSet, "“属于”后面应是花括号，如{谋划, 前期}")?;
        let mut words = Vec::new();
        loop {
            match self.peek().clone() {
                Token::Word(word) | Token::Text(word) => words.push(word),
                _ => return Err(self.error("花括号里应是文字，带符号的加引号")),
            }
            self.advance();
            match self.peek() {
                Token::Comma => self.advance(),
                Token::CloseSet => {
                    self.advance();
                    return Ok(words);
                }
                _ => return Err(self.error("花括号里的文字用逗号隔开，最后用“}”结束")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_placed_and_named() {
        for (text, position, part) in [
            ("", 0, "没有写完"),
            ("总投资 >", 5, "没有写完"),
            ("总投资 > 5000万", 6, "万元、亿元"),
            ("总投资 总投资", 4, "多出"),
            ("a < b < c", 6, "连着比较"),
            ("非空(备注)", 0, "没有函数“非空”"),
            ("有(备注, 总投资)", 0, "应有1个参数"),
            ("项目阶段 属于 谋划", 8, "花括号"),
            ("项目阶段 in {谋划", 11, "“}”"),
            ("名称 = \"甲", 5, "引号"),
            ("日期 > 2022-13-01", 5, "没有“2022-13-01”"),
            ("日期 > @2022-5-40", 5, "不是日期"),
            ("(a", 2, "右括号"),
            ("a ? b", 2, "符号“?”"),
            ("`a", 0, "反引号"),
            ("1.2.3 > 0", 0, "不是数"),
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!(error.position, position, "{text}: {error}");
            assert!(error.message.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn deep_nesting_is_refused_not_crashed() {
        for text in ["(".repeat(100_000), "-".repeat(100_000), "非 ".repeat(100_000)] {
            assert!(parse(&text).is_err());
        }
    }

    #[test]
    fn precedence_is_that_of_arithmetic_and_logic() {
        for (text, same) in [
            ("a + b * c <= d 且 非 e = f 或 g", "(((a + (b * c)) <= d) 且 (非 (e = f))) 或 g"),
            ("a - b - c", "(a - b) - c"),
            ("-a * b", "(-a) * b"),
            ("a≤b 且 c", "a <= b 且 c"),
            ("a 属于 {甲、乙} and b", "(a in {甲, 乙}) 且 b"),
            ("1.2亿元 = 12000", "12000 = 12000万元"),
            ("30% < a", "0.3 < a"),
        ] {
            match (parse(text), parse(same)) {
                (Ok(left), Ok(right)) => assert_eq!(left, right, "{text}"),
                (left, right) => panic!("{text}: {left:?} {right:?}"),
            }
        }
    }
}
