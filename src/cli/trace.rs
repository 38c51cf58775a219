//! `sangai trace`: the rows and cells behind a figure, a cell of a table, or a value of the ledger. Nothing is written.

use std::fmt::Write as _;

use anyhow::{Result, anyhow};
use rust_decimal::Decimal;

use super::args::Trace as Args;
use super::{Console, Exit};
use crate::origin::Place;
use crate::run::trace::{self, Found, Held, Told, shown};
use crate::run::{self, Declared, Outcome};
use crate::settings::{Office, Week};
use crate::statistics::{Kind, StatTable, StatValue, Tallied, Trace};
use crate::value::State;

/// Rows that are shown unless all are asked for.
const SHOWN: usize = 20;

/// Computes the week in memory and prints what stands behind the words.
///
/// # Errors
/// If the office cannot be read or stdout is closed.
pub(super) fn trace(args: &Args, console: Console) -> Result<Exit> {
    let office = Office::new(&args.dir);
    let declared = Declared::load(&office)?;
    let week = match &args.week {
        Some(text) => Week::read(text, declared.settings.year).ok_or_else(|| anyhow!("“{text}”不是一周，应写成 2022-W20"))?,
        None => run::newest_week(&office, &declared)?,
    };
    let outcome = run::compute(&office, &declared, week)?;
    match trace::find(&outcome, &declared, &args.what) {
        Err(message) => {
            console.fault(&message);
            Ok(Exit::Usage)
        }
        Ok(found) if args.json => {
            console.result(&serde_json::to_string_pretty(&trace::json(&outcome, &found))?)?;
            Ok(Exit::Done)
        }
        Ok(found) => {
            console.result(&Page { outcome: &outcome, most: if args.all { usize::MAX } else { SHOWN } }.text(&found))?;
            Ok(Exit::Done)
        }
    }
}

struct Page<'a> {
    outcome: &'a Outcome,
    most: usize,
}

impl Page<'_> {
    fn text(&self, found: &Found<'_>) -> String {
        let mut out = format!("{}，截至 {}\n\n", self.outcome.week.label(), self.outcome.as_of);
        match found {
            Found::Number(trace) => self.number(&mut out, trace, "", 0),
            Found::Table(table) => about(&mut out, table),
            Found::Rows { rows, fields } => self.rows(&mut out, rows, fields),
        }
        out
    }

    /// A number, then its parts, each a level deeper.
    fn number(&self, out: &mut String, trace: &Trace, role: &str, level: usize) {
        let pad = "  ".repeat(level);
        let _ = writeln!(out, "{pad}{role}{} = {}", trace.name, value(&trace.value, trace.kind));
        let _ = writeln!(out, "{pad}  口径：{}", trace.definition);
        if let Some(formula) = &trace.formula {
            let _ = writeln!(out, "{pad}  公式：{formula}");
        }
        if !trace.source.is_empty() {
            let _ = writeln!(out, "{pad}  出处：{}", trace.source);
        }
        if let Some(rows) = &trace.rows {
            let names = trace::field_names(self.outcome, rows);
            let counted = trace::counted(self.outcome, rows);
            let _ = writeln!(out, "{pad}  《{}》的{}行：", rows.form, counted.len());
            for (number, (held, row)) in counted.iter().take(self.most).enumerate() {
                let because: Vec<String> = row
                    .derived
                    .iter()
                    .map(|(name, value)| format!("{name}={}", value.as_ref().map_or_else(|| "（空）".to_owned(), shown)))
                    .collect();
                let because = if because.is_empty() { String::new() } else { format!("（{}）", because.join("，")) };
                let _ = writeln!(out, "{pad}  {}. {}{because}", number + 1, held.name());
                lines(out, *held, &held.told(&names), level + 2);
                for tallied in &row.tallied {
                    self.tallied(out, tallied, level + 3);
                }
            }
            self.rest(out, counted.len(), level + 1);
        }
        let roles: &[&str] = match (&trace.value, trace.made_from.len()) {
            (StatValue::Ratio { .. }, 2) => &["分子：", "分母："],
            _ => &["由："],
        };
        for (number, part) in trace.made_from.iter().enumerate() {
            out.push('\n');
            self.number(out, part, roles.get(number).copied().unwrap_or("由："), level + 1);
        }
    }

    /// The rows of another table that a derived column counts, one line each.
    fn tallied(&self, out: &mut String, tallied: &Tallied, level: usize) {
        for held in trace::tallied(self.outcome, tallied) {
            let place = held.entry.origins.first().map(|origin| Place::row(&origin.source, origin.row).to_string());
            let _ = writeln!(out, "{}{}：{}　← {}", "  ".repeat(level), tallied.column, held.name(), place.unwrap_or_default());
        }
    }

    fn rest(&self, out: &mut String, all: usize, level: usize) {
        if all > self.most {
            let _ = writeln!(out, "{}……还有{}行，加 --all 全部列出", "  ".repeat(level), all - self.most);
        }
    }

    /// Ledger rows with the cells they were read from, and what was found there.
    fn rows(&self, out: &mut String, rows: &[Held<'_>], fields: &[String]) {
        for (number, held) in rows.iter().take(self.most).enumerate() {
            let _ = writeln!(out, "{}. 《{}》{}", number + 1, held.table.form.name, held.name());
            lines(out, *held, &held.told(fields), 1);
            let wanted = |code: Option<&std::sync::Arc<str>>| {
                fields.is_empty() || code.is_some_and(|f| fields.iter().any(|name| **name == **f))
            };
            for finding in held.findings(self.outcome).into_iter().filter(|finding| wanted(finding.field.as_ref())) {
                let _ = writeln!(out, "    {} {} {}：{}", finding.severity.label(), finding.code, finding.place, finding.message);
            }
        }
        self.rest(out, rows.len(), 0);
    }
}

/// Where the rows stand, then one line a field: its value, and where and how it was written if it differs from the value.
fn lines(out: &mut String, held: Held<'_>, told: &[Told<'_>], level: usize) {
    let pad = "  ".repeat(level);
    for (index, origin) in held.entry.origins.iter().enumerate() {
        let unit =
            held.entry.units.get(index).filter(|unit| !unit.is_empty()).map(|unit| format!("（{unit}报送）")).unwrap_or_default();
        let also = if index == 0 { "" } else { "另见 " };
        let place = Place::row(&origin.source, origin.row);
        let _ = writeln!(out, "{pad}{also}{place}{unit}");
    }
    for told in told {
        let _ = writeln!(out, "{pad}  {}：{}", told.field.name, told_text(held, told));
    }
}

fn told_text(held: Held<'_>, told: &Told<'_>) -> String {
    let value = match &told.cell.state {
        State::Value(value) => shown(value),
        State::Blank => "（空）".to_owned(),
        State::NotApplicable => "（不适用）".to_owned(),
        State::Unreadable => "（读不出）".to_owned(),
    };
    let unit = told.field.unit.as_ref().filter(|_| matches!(told.cell.state, State::Value(_))).map_or("", String::as_str);
    let raw = told.cell.raw.as_deref().filter(|raw| raw.trim() != value).map(|raw| format!("原文“{raw}”")).unwrap_or_default();
    // the cell suffices where it stands in the first row; a value that another unit filled in names its file
    let first = held.entry.origins.first();
    let at = told.place.as_ref().map(|place| {
        let same =
            first.is_some_and(|first| place.file.as_ref() == Some(&first.source.file) && place.sheet == first.source.sheet);
        place.cell.filter(|_| same).map_or_else(|| place.to_string(), |cell| cell.to_string())
    });
    let note = match (at, told.cell.raw.is_some()) {
        (Some(at), _) => at,
        (None, true) => "联席办裁定".to_owned(),
        (None, false) => String::new(),
    };
    let note: Vec<String> = [note, raw].into_iter().filter(|part| !part.is_empty()).collect();
    if note.is_empty() { format!("{value}{unit}") } else { format!("{value}{unit}　← {}", note.join(" ")) }
}

/// A table: what it is about, its rows and its columns.
fn about(out: &mut String, table: &StatTable) {
    let _ = writeln!(out, "{}（工作表“{}”，编号 {}）\n{}\n", table.title, table.sheet, table.id, table.basis);
    for column in &table.columns {
        let name = column.group.as_ref().map_or_else(|| column.name.to_string(), |group| format!("{group}/{}", column.name));
        let _ = writeln!(
            out,
            "列 {name}{}",
            if column.definition.is_empty() { String::new() } else { format!("：{}", column.definition) }
        );
    }
    let labels = table.rows.iter().filter_map(|row| row.cells.first()).map(|cell| value(&cell.value, Kind::Text));
    let _ = writeln!(out, "行 {}", labels.collect::<Vec<_>>().join("、"));
    let _ = writeln!(out, "\n看一个格子：sangai trace {} 行名 列名", table.id);
}

/// A value as it is printed, a rate with its two numbers.
fn value(value: &StatValue, kind: Kind) -> String {
    match value {
        StatValue::Text(text) => text.to_string(),
        StatValue::Count(count) => count.to_string(),
        StatValue::Number(number) if kind == Kind::Money => format!("{}万元", number.normalize()),
        StatValue::Number(number) if matches!(kind, Kind::Rate) => percent(*number),
        StatValue::Number(number) if matches!(kind, Kind::Points) => {
            format!("{}个百分点", (number * Decimal::ONE_HUNDRED).round_dp(2).normalize())
        }
        StatValue::Number(number) => number.round_dp(4).normalize().to_string(),
        StatValue::Ratio { numerator, denominator } => {
            let quotient = numerator.checked_div(*denominator);
            let shown = match (quotient, kind) {
                (None, _) => "—".to_owned(),
                (Some(quotient), Kind::Rate) => percent(quotient),
                (Some(quotient), _) => quotient.round_dp(2).normalize().to_string(),
            };
            format!("{shown}（{} ÷ {}）", numerator.normalize(), denominator.normalize())
        }
        StatValue::None => "—".to_owned(),
    }
}

fn percent(number: Decimal) -> String {
    format!("{}%", (number * Decimal::ONE_HUNDRED).round_dp(2).normalize())
}
