//! Dates in formulas: certain comparisons of the first and last days that vague dates may mean.

use super::{NoFormula, Operand, Rendered, Renderer, Shape, bound, number_text, parameter};
use crate::expr::{Expr, Op};
use crate::statistics::formula::formula;
use crate::statistics::{CUTOFF, Formula};
use crate::value::Day;

impl Renderer<'_> {
    pub(super) fn is_date(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Date(_) => true,
            Expr::Name(name) => (self.shape)(name) == Some(Shape::Date),
            Expr::Binary(Op::Add | Op::Subtract, date, days) => self.day_count(days).is_some() && self.is_date_or_given(date),
            _ => false,
        }
    }

    /// A date, or a parameter, which may be one: what days are added to must be.
    fn is_date_or_given(&self, expr: &Expr) -> bool {
        self.is_date(expr) || matches!(expr, Expr::Name(name) if &**name == CUTOFF)
    }

    /// A number of days: written, or a parameter.
    fn day_count(&self, expr: &Expr) -> Option<Formula> {
        match expr {
            Expr::Number(days) => Some(formula![number_text(*days)]),
            Expr::Name(name) if (self.shape)(name).is_none() && &**name != CUTOFF => Some(formula![parameter(name)]),
            _ => None,
        }
    }

    /// `op` is what must hold of the two days for the wish to be certain: `a <= b` holds when the last day of a is not after the first of b.
    pub(super) fn dates(&self, op: Op, left: &Expr, right: &Expr) -> Rendered {
        let (left_last, sign) = match op {
            Op::Less => (true, "<"),
            Op::LessEqual => (true, "<="),
            Op::Greater => (false, ">"),
            Op::GreaterEqual => (false, ">="),
            _ => return Err(NoFormula("日期只能比先后，按年请用 年(…)")),
        };
        let (l, r) = (self.day(left, left_last)?, self.day(right, !left_last)?);
        let mut parts: Vec<Formula> = l.guards.into_iter().chain(r.guards).collect();
        parts.push(formula![l.text, sign, r.text]);
        Ok(self.all(parts))
    }

    /// The first or last day that a date may mean.
    fn day(&self, expr: &Expr, last: bool) -> Result<Operand, NoFormula> {
        match expr {
            Expr::Date(date) => Ok(Operand::constant(day_text(if last { date.last() } else { date.first() }))),
            Expr::Name(name) if (self.shape)(name).is_none() => Ok(Operand::constant(parameter(name))),
            Expr::Name(name) => {
                let text = self.column(&bound(name, last));
                Ok(Operand { guards: vec![formula![&text, "<>\"\""]], text, computed: false })
            }
            Expr::Binary(op @ (Op::Add | Op::Subtract), date, days) => {
                let Some(days) = self.day_count(days) else { return Err(NoFormula("日期只能加减天数")) };
                let date = self.day(date, last)?;
                let sign = if *op == Op::Add { "+" } else { "-" };
                Ok(Operand { text: formula![date.text, sign, days], ..date })
            }
            _ => Err(NoFormula("日期的两边只能写字段、日期或参数")),
        }
    }

    /// The year, if the date lies in one.
    pub(super) fn year(&self, date: &Expr) -> Result<Operand, NoFormula> {
        let (first, last) = (self.day(date, false)?, self.day(date, true)?);
        let mut guards = first.guards;
        if !guards.is_empty() {
            guards.push(formula!["YEAR(", &first.text, ")=YEAR(", &last.text, ")"]);
        }
        Ok(Operand { text: formula!["YEAR(", first.text, ")"], guards, computed: false })
    }

    /// Days between two dates that are days.
    pub(super) fn days(&self, later: &Expr, earlier: &Expr) -> Result<Operand, NoFormula> {
        let (later, earlier) = (self.whole_day(later)?, self.whole_day(earlier)?);
        let guards = later.guards.into_iter().chain(earlier.guards).collect();
        Ok(Operand { text: formula![later.text, "-", earlier.text], guards, computed: true })
    }

    fn whole_day(&self, expr: &Expr) -> Result<Operand, NoFormula> {
        let (first, last) = (self.day(expr, false)?, self.day(expr, true)?);
        let mut guards = first.guards;
        if !guards.is_empty() {
            guards.push(formula![&first.text, "=", &last.text]);
        }
        Ok(Operand { text: first.text, guards, computed: false })
    }
}

fn day_text(day: Day) -> String {
    format!("DATE({},{},{})", day.year(), day.month(), day.day())
}
