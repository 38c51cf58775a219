//! 口径: what people read about a figure, written from its declaration so that text and number cannot part ways.

use rust_decimal::Decimal;

use super::Kind;
use super::declared::{ColumnSpec, DatasetSpec, Elapsed, GroupedSpec, Measure, MeasureRule, Of, Reports, Rule, Tally, Yardstick};
use super::engine::Engine;
use super::parameters::Parameters;
use crate::expr::{Expr, Function, Op};
use crate::value::Day;

/// The definition of a measure, numerator and denominator named.
pub(super) fn measure(reports: &Reports, parameters: &Parameters<'_>, measure: &Measure) -> String {
    let rule = measure_rule(reports, parameters, measure);
    match &measure.text {
        Some(text) => format!("{text}{rule}"),
        None => rule,
    }
}

fn measure_rule(reports: &Reports, parameters: &Parameters<'_>, of: &Measure) -> String {
    let part = |name: &str| reports.measures.get(name).map(|m| measure(reports, parameters, m)).unwrap_or_default();
    match &of.rule {
        MeasureRule::Aggregate { dataset, of, filter } => {
            let spec = &reports.datasets[*dataset];
            let rows = rows(spec, filter.as_ref());
            match of {
                Of::Rows => format!("{rows}{}数。", spec.counter),
                Of::Sum(column) => sum_of(&rows, &spec.columns[*column]),
                Of::Distinct(column) => format!("{rows}涉及多少个不同的“{}”，重复的只计一次。", spec.columns[*column].name),
            }
        }
        MeasureRule::Ratio { numerator, denominator } => format!(
            "{numerator} ÷ {denominator}；分母为0时显示“—”，不封顶，合计按总数重算，不取平均。分子“{numerator}”：{}分母“{denominator}”：{}",
            part(numerator),
            part(denominator)
        ),
        MeasureRule::Difference { left, right } => {
            let unit = if of.kind == Kind::Points { "（百分点）" } else { "" };
            format!("{left} − {right}{unit}。{left}：{}{right}：{}", part(left), part(right))
        }
        MeasureRule::Elapsed { date, whole: Elapsed::Days } => format!("当年1月1日至{date}的天数（含当天）÷ 全年天数。"),
        MeasureRule::Elapsed { date, whole: Elapsed::Months } => format!("{date}所在的月份 ÷ 12。"),
        MeasureRule::Rank { of, ascending, groups } => {
            let direction = if *ascending { "低到高" } else { "高到低" };
            let groups = groups.as_ref().map(|g| format!("按“{}”分别排名，", g.heading)).unwrap_or_default();
            format!("{groups}按“{of}”由{direction}排；并列的名次相同，后面的名次顺延；没有基数的不排名。")
        }
        MeasureRule::Share { of } => format!("{of} ÷ 全部的{of}。{of}：{}", part(of)),
        MeasureRule::Target { group, item } => {
            let item = item.as_ref().map(|item| format!("“{item}”")).unwrap_or_default();
            format!("设置里“目标”的“{group}”{item}。")
        }
        MeasureRule::Score { parts, cap } => {
            let item = |(part, weight): &(std::sync::Arc<str>, std::sync::Arc<str>)| {
                let name = weight.rsplit('.').next().unwrap_or(weight);
                let other = if **part == *name { String::new() } else { format!("“{name}”") };
                format!("{part}×{other}{}", given(reports, parameters, weight))
            };
            let parts: Vec<String> = parts.iter().map(item).collect();
            let cap = cap
                .as_ref()
                .map(|cap| format!("每项最多按{}%计，", parameters.number(reports, cap).unwrap_or_default().normalize()))
                .unwrap_or_default();
            format!("{}；{cap}没有基数的一项不计，其权重分给其余各项。", parts.join(" + "))
        }
        MeasureRule::Grade { of, bands, otherwise } => {
            let bands: Vec<String> = bands
                .iter()
                .map(|(bound, grade)| format!("不低于{}（{bound}）为“{grade}”", given(reports, parameters, bound)))
                .collect();
            format!("按“{of}”：{}，其余为“{otherwise}”。", bands.join("，"))
        }
    }
}

fn sum_of(rows: &str, column: &ColumnSpec) -> String {
    let unit = if column.kind == Kind::Money { "（万元）" } else { "" };
    format!("{rows}“{}”合计{unit}；空白的不计入，不当作0。", column.name)
}

/// `有效的项目` — the rows that count.
fn rows(spec: &DatasetSpec, filter: Option<&Expr>) -> String {
    match filter {
        Some(filter) => format!("{}的{}", condition(spec, filter), spec.noun),
        None => spec.noun.clone(),
    }
}

/// What a sheet says of a column: nothing of what was merely copied from the form under the same name.
pub(super) fn column_if_computed(spec: &DatasetSpec, of: &ColumnSpec) -> String {
    if matches!(of.rule, Rule::Field(_)) { String::new() } else { column(spec, of) }
}

/// The definition of a dataset's column.
pub(super) fn column(spec: &DatasetSpec, column: &ColumnSpec) -> String {
    let rule = match &column.rule {
        Rule::Field(_) => format!("取自《{}》", spec.form),
        Rule::Bound { column, last } => {
            let which = if *last { "最晚" } else { "最早" };
            format!("“{}”可能的{which}一天，供比较先后用", spec.columns[*column].name)
        }
        Rule::Join(join) => {
            let from = match &join.from {
                super::declared::Table::Form(form) => format!("《{form}》"),
                super::declared::Table::Dataset(_) => "名录".to_owned(),
            };
            format!("按{}取自{from}，不用本行自填的", keys(spec, &join.on))
        }
        Rule::Words(column) => format!("“{}”里的各个名称", spec.columns[*column].name),
        Rule::Month(column) => format!("“{}”所在的月份", spec.columns[*column].name),
        Rule::Compared(rule) => {
            let within = rule.within.map(|w| format!("在“{}”相同的{}中", spec.columns[w].name, spec.noun)).unwrap_or_default();
            let of = &spec.columns[rule.of].name;
            match rule.with {
                Yardstick::Place => format!("{within}按“{of}”由高到低的名次，并列的名次相同"),
                Yardstick::PlaceShare => format!("{within}按“{of}”由高到低的名次 ÷ 有“{of}”的总数，并列的名次相同"),
                Yardstick::Mean => format!("{within}“{of}” ÷ 平均值"),
            }
        }
        Rule::Flag(condition_) => format!("1 表示{}；否则为 0", condition(spec, condition_)),
        Rule::Cases(cases, otherwise) => {
            let cases: Vec<String> = cases
                .iter()
                .map(|(when, then)| format!("{}为{}", condition(spec, when), if then.is_empty() { "空" } else { then }))
                .collect();
            format!("{}，其余为{otherwise}", cases.join("；"))
        }
        Rule::Value(expr) => format!("= {expr}；缺数或除数为0时空着"),
        Rule::Tally(tally) => tally_text(spec, tally),
    };
    match &column.text {
        Some(text) => format!("{text}（{rule}）。"),
        None => format!("{rule}。"),
    }
}

fn tally_text(spec: &DatasetSpec, tally: &Tally) -> String {
    let what = if tally.of.is_some() { "合计" } else { "行数" };
    let filter = tally.filter.as_ref().map(|f| format!("，条件：{f}")).unwrap_or_default();
    format!("按{}对应的{what}{filter}", keys(spec, &tally.on))
}

/// `“企业名称”、“项目名称”`.
fn keys(spec: &DatasetSpec, columns: &[usize]) -> String {
    columns.iter().map(|column| format!("“{}”", spec.columns[*column].name)).collect::<Vec<_>>().join("、")
}

/// A condition in words. A flag is named by its own text, so that `有效 = 1` reads 有效.
pub(super) fn condition(spec: &DatasetSpec, expr: &Expr) -> String {
    match expr {
        Expr::Binary(Op::And, left, right) => format!("{}、{}", condition(spec, left), condition(spec, right)),
        Expr::Binary(Op::Or, left, right) => format!("{}或{}", condition(spec, left), condition(spec, right)),
        Expr::Not(inner) => format!("不属于“{}”", condition(spec, inner)),
        Expr::Binary(op, left, right) => match (flag(spec, left), op, &**right) {
            (Some(name), Op::Equal, Expr::Number(n)) if *n == Decimal::ONE => name.to_owned(),
            (Some(name), Op::Equal, Expr::Number(n)) if n.is_zero() => format!("不{name}"),
            _ => format!("{}{}{}", operand(left), comparison(*op), operand(right)),
        },
        Expr::In(inner, words) if words.len() == 1 => format!("{}为{}", operand(inner), words[0]),
        Expr::In(inner, words) => format!("{}为{}之一", operand(inner), words.join("、")),
        Expr::Call(Function::Has, arguments) => format!("填有{}", arguments.first().map(operand).unwrap_or_default()),
        Expr::Call(Function::Blank, arguments) => format!("未填{}", arguments.first().map(operand).unwrap_or_default()),
        other => operand(other),
    }
}

fn flag<'a>(spec: &'a DatasetSpec, expr: &Expr) -> Option<&'a str> {
    let Expr::Name(name) = expr else { return None };
    let column = spec.column(name).filter(|c| matches!(c.rule, Rule::Flag(_)))?;
    Some(column.name.as_ref())
}

fn operand(expr: &Expr) -> String {
    match expr {
        Expr::Text(text) => text.to_string(),
        Expr::Call(Function::Year, arguments) => format!("{}的年份", arguments.first().map(operand).unwrap_or_default()),
        other => other.to_string(),
    }
}

const fn comparison(op: Op) -> &'static str {
    match op {
        Op::Equal => "等于",
        Op::NotEqual => "不是",
        Op::Less => "小于",
        Op::LessEqual => "不超过",
        Op::Greater => "大于",
        Op::GreaterEqual => "不少于",
        other => other.sign(),
    }
}

/// A parameter's value as people write it.
fn given(reports: &Reports, parameters: &Parameters<'_>, name: &str) -> String {
    match (parameters.number(reports, name), reports.parameters.get(name)) {
        (Some(number), Some(spec)) => format!("{}{}", number.normalize(), spec.unit),
        _ => name.to_owned(),
    }
}

/// What stands under a table's title: cut-off, base, repeated counting, rules of ranks and lights, the declared note.
pub(super) fn basis(engine: &Engine<'_>, spec: &GroupedSpec, several: bool) -> String {
    let mut parts = vec![format!("截至{}", day(engine.parameters.cutoff)), base(engine, spec.rows)];
    if several {
        let counter = &engine.reports.datasets[spec.rows].noun;
        parts.push(format!("“{}”可多选，同一{counter}在各行重复计算，合计不重复计算", spec.by));
    }
    for column in &spec.columns {
        let Some(measure) = engine.reports.measures.get(&column.measure) else { continue };
        if matches!(measure.rule, MeasureRule::Rank { .. } | MeasureRule::Grade { .. } | MeasureRule::Score { .. }) {
            let rule = self::measure(engine.reports, engine.parameters, measure);
            parts.push(format!("{}：{}", column.name, rule.trim_end_matches('。')));
            parts.extend(left_out(engine, spec, measure));
        }
    }
    parts.extend(spec.note.iter().map(|note| note.trim_end_matches('。').to_owned()));
    format!("{}。", parts.join("；"))
}

/// The parts of a score that could not be counted.
fn left_out(engine: &Engine<'_>, spec: &GroupedSpec, measure: &Measure) -> Option<String> {
    let MeasureRule::Score { parts, .. } = &measure.rule else { return None };
    let by = [&*spec.by, spec.across.as_deref().unwrap_or_default()];
    let missing: Vec<&str> =
        parts.iter().filter(|(part, _)| !engine.is_there_by(part, &by)).map(|(part, _)| part.as_ref()).collect();
    (!missing.is_empty()).then(|| format!("本期没有数据、未计入的：{}", missing.join("、")))
}

/// `规上工业企业共60户`, a base; or, of data that also hold rows which do not count (取消), `“项目”表共234行`.
pub(super) fn base(engine: &Engine<'_>, dataset: usize) -> String {
    let spec = &engine.reports.datasets[dataset];
    let rows = engine.frames[dataset].as_ref().map_or(0, super::frame::Frame::len);
    match spec.without {
        Some(_) => format!("{}共{rows}{}", spec.noun, spec.counter),
        None => format!("“{}”表共{rows}行", spec.name),
    }
}

pub(super) fn day(day: Day) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}
