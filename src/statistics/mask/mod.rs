//! Expressions as spreadsheet conditions.
//!
//! The expression language is three-valued and a spreadsheet is not: a blank cell equals 0, is less than 5 and differs from 取消.
//! So each expression is rendered twice: where it certainly holds and where it certainly fails; an operand without a value makes neither true.
//! A vague date is the pair of its first and last day, which stand in two columns of their own (see [`bound`]).

mod dates;

use std::sync::Arc;

use rust_decimal::Decimal;

use super::formula::{Part, formula, joined, quoted};
use super::{Formula, Piece};
use crate::expr::{Expr, Function, Op};

/// What stands between the words of a list value in a cell.
pub(super) const LIST_SEPARATOR: &str = "、";

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    Number,
    Date,
    /// Written 是 or 否.
    Bool,
    /// Written as words joined by [`LIST_SEPARATOR`].
    List,
}

/// The names of the columns that hold the first and the last day a date of `column` may mean.
pub(super) fn bound(column: &str, last: bool) -> Arc<str> {
    Arc::from(format!("{column}·{}", if last { "止" } else { "起" }))
}

/// Where the columns of an expression are: the cells of one row, or whole columns of a dataset.
#[derive(Debug, Clone)]
pub(super) enum Reach {
    Row,
    Range(Arc<str>),
}

/// An expression that no formula of the common functions says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoFormula(pub(super) &'static str);

type Rendered = Result<Formula, NoFormula>;

/// Renders expressions over the columns of one dataset.
pub(super) struct Renderer<'a> {
    pub(super) reach: Reach,
    /// The shape of a column; `None` for a parameter.
    pub(super) shape: &'a dyn Fn(&str) -> Option<Shape>,
}

/// One side of a comparison or a value: its text, and what must hold for it to have a value.
#[derive(Debug, Clone)]
pub(super) struct Operand {
    pub(super) text: Formula,
    pub(super) guards: Vec<Formula>,
    /// Computed here, so rounded before it is compared.
    computed: bool,
}

impl Operand {
    fn constant(text: impl Part) -> Self {
        Self { text: formula![text], guards: Vec::new(), computed: false }
    }
    fn compared(&self) -> Formula {
        if self.computed { formula!["ROUND(", &self.text, ",10)"] } else { self.text.clone() }
    }
}

impl Renderer<'_> {
    pub(super) fn column(&self, name: &str) -> Formula {
        let column = Arc::from(name);
        formula![match &self.reach {
            Reach::Row => Piece::RowCell { column },
            Reach::Range(dataset) => Piece::Column { dataset: dataset.clone(), column },
        }]
    }

    /// Where the expression certainly holds.
    pub(super) fn holds(&self, expr: &Expr) -> Rendered {
        self.truth(expr, true)
    }

    fn truth(&self, expr: &Expr, wanted: bool) -> Rendered {
        match expr {
            Expr::Bool(value) => Ok(formula![if *value == wanted { "TRUE" } else { "FALSE" }]),
            Expr::Not(inner) => self.truth(inner, !wanted),
            Expr::Name(name) => Ok(formula![self.column(name), if wanted { "=\"是\"" } else { "=\"否\"" }]),
            Expr::Binary(op @ (Op::And | Op::Or), left, right) => {
                let parts = vec![self.truth(left, wanted)?, self.truth(right, wanted)?];
                Ok(if (*op == Op::And) == wanted { self.all(parts) } else { self.any(parts) })
            }
            Expr::Binary(op, left, right) => self.comparison(*op, left, right, wanted),
            Expr::In(inner, options) => self.one_of(inner, options, wanted),
            Expr::Call(Function::Has, arguments) => self.presence(arguments, wanted),
            Expr::Call(Function::Blank, arguments) => self.presence(arguments, !wanted),
            _ => Err(NoFormula("这里要写一个条件")),
        }
    }

    fn presence(&self, arguments: &[Expr], wanted: bool) -> Rendered {
        match arguments {
            [Expr::Name(name)] => Ok(formula![self.column(name), if wanted { "<>\"\"" } else { "=\"\"" }]),
            _ => Err(NoFormula("有(…)、空(…)里只能写一个字段")),
        }
    }

    /// All parts hold.
    pub(super) fn all(&self, mut parts: Vec<Formula>) -> Formula {
        match (&self.reach, parts.len()) {
            (_, 0) => formula!["TRUE"],
            (_, 1) => parts.remove(0),
            (Reach::Row, _) => formula!["AND(", joined(parts, ","), ")"],
            (Reach::Range(_), _) => product(&parts),
        }
    }

    fn any(&self, mut parts: Vec<Formula>) -> Formula {
        match (&self.reach, parts.len()) {
            (_, 0) => formula!["FALSE"],
            (_, 1) => parts.remove(0),
            (Reach::Row, _) => formula!["OR(", joined(parts, ","), ")"],
            (Reach::Range(_), _) => formula!["((", joined(parts, ")+("), "))>0"],
        }
    }

    fn one_of(&self, inner: &Expr, options: &[Arc<str>], wanted: bool) -> Rendered {
        let Expr::Name(name) = inner else { return Err(NoFormula("in 的左边只能写一个字段")) };
        let list = (self.shape)(name) == Some(Shape::List);
        let column = self.column(name);
        let mut parts: Vec<Formula> = options
            .iter()
            .map(|option| match (list, wanted) {
                (true, true) => contains(&column, quoted(option)),
                (true, false) => formula!["ISERROR(", found(&column, quoted(option)), ")"],
                (false, true) => formula![&column, "=", quoted(option)],
                (false, false) => formula![&column, "<>", quoted(option)],
            })
            .collect();
        if wanted {
            return Ok(self.any(parts));
        }
        parts.insert(0, formula![&column, "<>\"\""]);
        Ok(self.all(parts))
    }

    fn comparison(&self, op: Op, left: &Expr, right: &Expr, wanted: bool) -> Rendered {
        let (op, sign) = sign(op, wanted)?;
        if self.is_date(left) || self.is_date(right) {
            return self.dates(op, left, right);
        }
        let (l, r) = (self.operand(left)?, self.operand(right)?);
        let test = formula![l.compared(), sign, r.compared()];
        // A text that equals a text is there: no guard needed.
        let sure = op == Op::Equal && (is_text(left) || is_text(right));
        let guards: Vec<Formula> = if sure { Vec::new() } else { l.guards.into_iter().chain(r.guards).collect() };
        if guards.is_empty() {
            return Ok(test);
        }
        if l.computed || r.computed {
            // Arithmetic on a blank derived cell is an error, so the guards come first.
            return match self.reach {
                Reach::Row => Ok(formula!["IF(", self.all(guards), ",", test, ",FALSE)"]),
                Reach::Range(_) => Err(NoFormula("筛选条件里不能直接做加减乘除，请先定义一个派生列")),
            };
        }
        let mut parts = guards;
        parts.push(test);
        Ok(self.all(parts))
    }

    /// A value: its formula, and what must hold for it to be one.
    pub(super) fn operand(&self, expr: &Expr) -> Result<Operand, NoFormula> {
        match expr {
            Expr::Number(number) => Ok(Operand::constant(number_text(*number))),
            Expr::Text(text) => Ok(Operand::constant(quoted(text))),
            Expr::Bool(value) => Ok(Operand::constant(if *value { "\"是\"" } else { "\"否\"" })),
            Expr::Name(name) if (self.shape)(name).is_none() => Ok(Operand::constant(parameter(name))),
            Expr::Name(name) => {
                let text = self.column(name);
                Ok(Operand { guards: vec![formula![&text, "<>\"\""]], text, computed: false })
            }
            Expr::Negate(inner) => {
                self.operand(inner).map(|x| Operand { text: formula!["-(", x.text, ")"], computed: true, ..x })
            }
            Expr::Binary(op, left, right) => self.arithmetic(*op, left, right),
            Expr::Call(function, arguments) => self.call(*function, arguments),
            _ => Err(NoFormula("这里要写一个数、日期或文字")),
        }
    }

    fn arithmetic(&self, op: Op, left: &Expr, right: &Expr) -> Result<Operand, NoFormula> {
        let sign = match op {
            Op::Add => "+",
            Op::Subtract => "-",
            Op::Multiply => "*",
            Op::Divide => "/",
            _ => return Err(NoFormula("这里要写一个数")),
        };
        let (l, r) = (self.operand(left)?, self.operand(right)?);
        let mut guards = l.guards;
        guards.extend(r.guards);
        if op == Op::Divide {
            guards.push(formula![&r.text, "<>0"]);
        }
        let side = |x: &Operand| if x.computed { formula!["(", &x.text, ")"] } else { x.text.clone() };
        let left = Operand { text: l.text, guards: Vec::new(), computed: l.computed };
        let right = Operand { text: r.text, guards: Vec::new(), computed: r.computed };
        Ok(Operand { text: formula![side(&left), sign, side(&right)], guards, computed: true })
    }

    fn call(&self, function: Function, arguments: &[Expr]) -> Result<Operand, NoFormula> {
        match (function, arguments) {
            (Function::Absolute, [x]) => {
                let x = self.operand(x)?;
                Ok(Operand { text: formula!["ABS(", x.text, ")"], computed: true, guards: x.guards })
            }
            (Function::Least | Function::Most, [x, y]) => {
                let (x, y) = (self.operand(x)?, self.operand(y)?);
                let name = if function == Function::Least { "MIN(" } else { "MAX(" };
                let guards = x.guards.into_iter().chain(y.guards).collect();
                Ok(Operand { text: formula![name, x.text, ",", y.text, ")"], computed: true, guards })
            }
            (Function::Year, [date]) => self.year(date),
            (Function::Days, [later, earlier]) => self.days(later, earlier),
            _ => Err(NoFormula("这个函数不能写成表格公式")),
        }
    }
}

/// The comparison that certainly holds when the wish (hold or fail) does.
fn sign(op: Op, wanted: bool) -> Result<(Op, &'static str), NoFormula> {
    let op = match (op, wanted) {
        (Op::Equal, false) => Op::NotEqual,
        (Op::NotEqual, false) => Op::Equal,
        (Op::Less, false) => Op::GreaterEqual,
        (Op::LessEqual, false) => Op::Greater,
        (Op::Greater, false) => Op::LessEqual,
        (Op::GreaterEqual, false) => Op::Less,
        (op, _) => op,
    };
    let sign = match op {
        Op::Equal => "=",
        Op::NotEqual => "<>",
        Op::Less => "<",
        Op::LessEqual => "<=",
        Op::Greater => ">",
        Op::GreaterEqual => ">=",
        _ => return Err(NoFormula("这里要写一个比较")),
    };
    Ok((op, sign))
}

const fn is_text(expr: &Expr) -> bool {
    matches!(expr, Expr::Text(_) | Expr::Bool(_))
}

/// Masks of a SUMPRODUCT multiplied: `(a)*(b)`.
pub(super) fn product(masks: &[Formula]) -> Formula {
    formula!["(", joined(masks, ")*("), ")"]
}

fn found(column: &Formula, word: impl Part) -> Formula {
    formula!["FIND(\"、\"&", word, "&\"、\",\"、\"&", column, "&\"、\")"]
}

/// A list cell holds the word (a formula text: a literal or a place).
pub(super) fn contains(column: &Formula, word: impl Part) -> Formula {
    formula!["ISNUMBER(", found(column, word), ")"]
}

pub(super) fn parameter(name: &str) -> Piece {
    Piece::Parameter { name: Arc::from(name) }
}

/// A number as the formula language writes it.
pub(super) fn number_text(number: Decimal) -> String {
    number.normalize().to_string()
}
