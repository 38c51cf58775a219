//! Filters over whole columns: COUNTIFS and SUMIFS where every part is a simple comparison, SUMPRODUCT of masks otherwise.

use super::Formula;
use super::formula::{formula, joined, quoted};
use super::labels::is_plain;
use super::mask::{NoFormula, Renderer, Shape, bound, number_text, parameter, product};
use crate::expr::{Expr, Op};

/// One part of a filter; all parts hold for the rows that count.
#[derive(Debug, Clone)]
pub(super) enum Test {
    /// `range, criterion`, and the same as a mask.
    Simple {
        range: Formula,
        criterion: Formula,
        mask: Formula,
    },
    Mask(Formula),
}

/// The parts of a filter that are joined by 且.
pub(super) fn tests(renderer: &Renderer<'_>, expr: &Expr) -> Result<Vec<Test>, NoFormula> {
    if let Expr::Binary(Op::And, left, right) = expr {
        let mut all = tests(renderer, left)?;
        all.extend(tests(renderer, right)?);
        return Ok(all);
    }
    let mask = renderer.holds(expr)?;
    Ok(vec![match criterion(renderer, expr) {
        Some((range, criterion)) => Test::Simple { range, criterion, mask },
        None => Test::Mask(mask),
    }])
}

/// `column op constant` as COUNTIFS takes it. Blank cells meet none of these, as in the language itself.
fn criterion(renderer: &Renderer<'_>, expr: &Expr) -> Option<(Formula, Formula)> {
    match expr {
        Expr::Binary(op, left, right) => {
            let Expr::Name(name) = &**left else { return None };
            match (renderer.shape)(name)? {
                Shape::Number => Some((renderer.column(name), compared(*op, right, renderer)?)),
                Shape::Date => {
                    let last = matches!(op, Op::Less | Op::LessEqual);
                    let Expr::Name(given) = &**right else { return None };
                    let sign = comparing(*op)?;
                    (renderer.shape)(given)
                        .is_none()
                        .then(|| (renderer.column(&bound(name, last)), formula![format!("\"{sign}\"&"), parameter(given)]))
                }
                Shape::Text if *op == Op::Equal => match &**right {
                    Expr::Text(text) if is_plain(text) => Some((renderer.column(name), formula![quoted(text)])),
                    _ => None,
                },
                _ => None,
            }
        }
        Expr::In(inner, words) => match (&**inner, words.as_slice()) {
            (Expr::Name(name), [word]) if (renderer.shape)(name) == Some(Shape::Text) && is_plain(word) => {
                Some((renderer.column(name), formula![quoted(word)]))
            }
            _ => None,
        },
        _ => None,
    }
}

fn compared(op: Op, right: &Expr, renderer: &Renderer<'_>) -> Option<Formula> {
    let sign = match op {
        Op::Equal => "",
        op => comparing(op)?,
    };
    match right {
        Expr::Number(number) if sign.is_empty() => Some(formula![number_text(*number)]),
        Expr::Number(number) => Some(formula![format!("\"{sign}{}\"", number_text(*number))]),
        Expr::Name(name) if (renderer.shape)(name).is_none() && sign.is_empty() => Some(formula![parameter(name)]),
        Expr::Name(name) if (renderer.shape)(name).is_none() => Some(formula![format!("\"{sign}\"&"), parameter(name)]),
        _ => None,
    }
}

const fn comparing(op: Op) -> Option<&'static str> {
    match op {
        Op::Less => Some("<"),
        Op::LessEqual => Some("<="),
        Op::Greater => Some(">"),
        Op::GreaterEqual => Some(">="),
        _ => None,
    }
}

/// How many rows meet all tests; `key` is a column that is never blank.
pub(super) fn count(tests: &[Test], key: &Formula) -> Formula {
    match (pairs(tests), tests.len()) {
        (_, 0) => formula!["COUNTA(", key, ")"],
        (Some(pairs), _) => formula!["COUNTIFS(", pairs, ")"],
        (None, 1) => formula!["SUMPRODUCT(--(", masks(tests).remove(0), "))"],
        (None, _) => formula!["SUMPRODUCT(", product(&masks(tests)), ")"],
    }
}

/// The sum of `column` over the rows that meet all tests. Blank cells and texts add nothing.
pub(super) fn sum(tests: &[Test], column: &Formula) -> Formula {
    match (pairs(tests), tests.len()) {
        (_, 0) => formula!["SUM(", column, ")"],
        (Some(pairs), _) => formula!["SUMIFS(", column, ",", pairs, ")"],
        (None, 1) => formula!["SUMPRODUCT(--(", masks(tests).remove(0), "),", column, ")"],
        (None, _) => formula!["SUMPRODUCT(", product(&masks(tests)), ",", column, ")"],
    }
}

/// How many different texts `column` has among the rows that meet all tests: each row adds 1 ÷ how often its text occurs among them.
/// `None` where a test is no simple comparison.
pub(super) fn distinct(tests: &[Test], column: &Formula) -> Option<Formula> {
    let mut all = vec![formula![column, "<>\"\""]];
    all.extend(masks(tests));
    let mask = product(&all);
    let others = if tests.is_empty() { Formula::default() } else { formula![",", pairs(tests)?] };
    let share = formula!["(", &mask, ")/(COUNTIFS(", column, ",", column, "&\"\"", others, ")+((", &mask, ")=0))"];
    Some(formula!["ROUND(SUMPRODUCT(", share, "),0)"])
}

fn pairs(tests: &[Test]) -> Option<Formula> {
    let pairs: Option<Vec<Formula>> = tests
        .iter()
        .map(|test| match test {
            Test::Simple { range, criterion, .. } => Some(formula![range, ",", criterion]),
            Test::Mask(_) => None,
        })
        .collect();
    pairs.map(|pairs| joined(pairs, ","))
}

fn masks(tests: &[Test]) -> Vec<Formula> {
    tests
        .iter()
        .map(|test| match test {
            Test::Simple { mask, .. } | Test::Mask(mask) => mask.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests_of_filters {
    use std::sync::Arc;

    use super::*;
    use crate::expr::parse;
    use crate::statistics::mask::Reach;

    fn shape(name: &str) -> Option<Shape> {
        match name {
            "有效" | "总投资" => Some(Shape::Number),
            "阶段" | "性质" => Some(Shape::Text),
            "类型" => Some(Shape::List),
            "开工" => Some(Shape::Date),
            "入库" => Some(Shape::Bool),
            _ => None,
        }
    }

    #[test]
    fn golden_counts() {
        let renderer = Renderer { reach: Reach::Range(Arc::from("项目")), shape: &shape };
        for (text, wanted) in [
            ("有效 = 1 且 总投资 >= 门槛", "=COUNTIFS(项目[有效],1,项目[总投资],\">=\"&参数[门槛])"),
            ("阶段 = \"在建\"", "=COUNTIFS(项目[阶段],\"在建\")"),
            ("阶段 属于 {竣工, 投产}", "=SUMPRODUCT(--(((项目[阶段]=\"竣工\")+(项目[阶段]=\"投产\"))>0))"),
            (
                "有效 = 1 且 非 阶段 属于 {取消, 停工}",
                "=SUMPRODUCT(((项目[有效]<>\"\")*(项目[有效]=1))*((项目[阶段]<>\"\")*(项目[阶段]<>\"取消\")*(项目[阶段]<>\"停工\")))",
            ),
            ("性质 != \"续建\"", "=SUMPRODUCT(--((项目[性质]<>\"\")*(项目[性质]<>\"续建\")))"),
            ("开工 <= 截至", "=COUNTIFS(项目[开工·止],\"<=\"&参数[截至])"),
            (
                "年(开工) = 2022",
                "=SUMPRODUCT(--((项目[开工·起]<>\"\")*(YEAR(项目[开工·起])=YEAR(项目[开工·止]))*(YEAR(项目[开工·起])=2022)))",
            ),
            ("入库", "=SUMPRODUCT(--(项目[入库]=\"是\"))"),
            ("有(开工) 或 空(阶段)", "=SUMPRODUCT(--(((项目[开工]<>\"\")+(项目[阶段]=\"\"))>0))"),
            ("类型 属于 {智能改造}", "=SUMPRODUCT(--(ISNUMBER(FIND(\"、\"&\"智能改造\"&\"、\",\"、\"&项目[类型]&\"、\"))))"),
        ] {
            let expr = parse(text).expect(text);
            let tests = tests(&renderer, &expr).expect(text);
            assert_eq!(count(&tests, &formula!["键"]).to_text(), wanted, "{text}");
        }
    }

    #[test]
    fn golden_row_formulas() {
        let renderer = Renderer { reach: Reach::Row, shape: &shape };
        for (text, wanted) in [
            ("阶段 属于 {开工, 在建} 或 有(开工)", "=OR(OR(本行[阶段]=\"开工\",本行[阶段]=\"在建\"),本行[开工]<>\"\")"),
            ("有效 - 总投资 < 0", "=IF(AND(本行[有效]<>\"\",本行[总投资]<>\"\"),ROUND(本行[有效]-本行[总投资],10)<0,FALSE)"),
        ] {
            let expr = parse(text).expect(text);
            assert_eq!(renderer.holds(&expr).expect(text).to_text(), wanted, "{text}");
        }
    }
}
