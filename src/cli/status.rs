//! `sangai status`: who owes what, who has sent, and what to say to the others. Writes nothing.

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, anyhow};
use serde_json::{Value as Json, json};

use super::args::Status;
use super::{Console, Exit};
use crate::run::{self, Declared, Outcome};
use crate::settings::{Moment, Office, Settings, Week};
use crate::submissions::reminder::{About, FILE, Reminders, TEMPLATE};
use crate::submissions::{Sighting, Standing, Timing, moment};

/// Prints the week's discipline and the reminders.
///
/// # Errors
/// If the office, a moment or the office's template cannot be read, or stdout is closed.
pub(super) fn status(args: &Status, console: Console) -> Result<Exit> {
    let office = Office::new(&args.dir);
    let declared = Declared::load(&office)?;
    let settings = &declared.settings;
    let week = match &args.week {
        Some(text) => Week::read(text, settings.year).ok_or_else(|| anyhow!("“{text}”不是一周，应写成 2022-W20"))?,
        None => run::newest_week(&office, &declared)?,
    };
    let deadline = settings.calendar.deadline(week);
    let now = args.now.as_deref().map_or(Ok(deadline), |text| clock(text, settings))?;
    let about = About { county: &settings.county, week, deadline };
    let reminders = reminders(&office)?;
    let outcome = run::compute_at(&office, &declared, week, Some(now))?;
    let units: Vec<Unit<'_>> = outcome
        .discipline
        .standings
        .chunk_by(|a, b| a.unit == b.unit)
        .map(|standings| Unit { standings, reminder: reminders.of_unit(standings, about) })
        .collect();
    if args.json {
        console.result(&serde_json::to_string_pretty(&json(&outcome, &units, deadline, now))?)?;
    } else {
        console.result(&text(&units, week, deadline, now))?;
    }
    Ok(Exit::Done)
}

/// One unit with what to say to it.
struct Unit<'a> {
    standings: &'a [Standing],
    reminder: Option<String>,
}

/// A moment as typed; 现在 asks the clock, the only place that does.
fn clock(text: &str, settings: &Settings) -> Result<Moment> {
    if text != "现在" {
        return moment(text, settings.year).ok_or_else(|| anyhow!("“{text}”不是时间，应写成 2022-05-20T10:00，或写 现在"));
    }
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).context("系统时间不对")?.as_secs();
    settings.calendar.moment(i64::try_from(seconds)?).context("系统时间不对")
}

fn reminders(office: &Office) -> Result<Reminders> {
    let own = office.root().join(FILE);
    if !own.is_file() {
        return Ok(Reminders::parse(TEMPLATE, FILE)?);
    }
    let text = fs::read_to_string(&own).with_context(|| format!("不能读取 {}", own.display()))?;
    Ok(Reminders::parse(&text, FILE)?)
}

/// Counts of a unit, or of all.
#[derive(Default, Clone, Copy)]
struct Counts {
    due: usize,
    sent: usize,
    late: usize,
    sent_back: usize,
    missing: usize,
    awaited: usize,
}

impl Counts {
    fn of<'a>(standings: impl Iterator<Item = &'a Standing>) -> Self {
        let mut counts = Self::default();
        for standing in standings.filter(|standing| standing.due) {
            counts.due += 1;
            counts.sent += usize::from(standing.sighting != Sighting::NotSent);
            counts.late += usize::from(standing.timing == Timing::Late);
            counts.sent_back += usize::from(standing.sighting.is_sent_back());
            counts.missing += usize::from(standing.timing == Timing::Missing);
            counts.awaited += usize::from(standing.timing == Timing::Open);
        }
        counts
    }

    const fn columns(self) -> [usize; 6] {
        [self.due, self.sent, self.late, self.sent_back, self.missing, self.awaited]
    }
}

const HEADINGS: [&str; 6] = ["应报", "已报", "迟报", "退回", "未报", "未到期"];
/// Between columns.
const GAP: usize = 2;

fn text(units: &[Unit<'_>], week: Week, deadline: Moment, now: Moment) -> String {
    let mut lines = vec![format!("{}报送情况　报送期限 {deadline}　看的时间 {now}", week.label()), String::new()];
    let name = |unit: &Unit<'_>| unit.standings.first().map(|s| s.unit.to_string()).unwrap_or_default();
    let widest = units.iter().map(|unit| width(&name(unit))).chain([4]).max().unwrap_or(4);
    let row = |name: &str, cells: &[String]| {
        let cells = cells.iter().zip(HEADINGS).map(|(cell, heading)| padded_left(cell, width(heading) + GAP));
        format!("{}{}{}", name, " ".repeat(widest - width(name)), cells.collect::<String>())
    };
    lines.push(row("单位", &HEADINGS.map(str::to_owned)));
    for unit in units {
        lines.push(row(&name(unit), &shown(Counts::of(unit.standings.iter()))));
    }
    lines.push(row("合计", &shown(Counts::of(units.iter().flat_map(|unit| unit.standings)))));
    let said: Vec<&str> = units.iter().filter_map(|unit| unit.reminder.as_deref()).collect();
    if !said.is_empty() {
        lines.extend([String::new(), "催报：".to_owned()]);
        lines.extend(said.into_iter().map(str::to_owned));
    }
    lines.join("\n")
}

/// Zeros are quiet.
fn shown(counts: Counts) -> [String; 6] {
    counts.columns().map(|count| if count == 0 { "—".to_owned() } else { count.to_string() })
}

/// Columns on a terminal: a Han character takes two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() || c == '—' { 1 } else { 2 }).sum()
}

fn padded_left(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// `sangai.status/1`.
fn json(outcome: &Outcome, units: &[Unit<'_>], deadline: Moment, now: Moment) -> Json {
    json!({
        "schema": "sangai.status/1",
        "week": outcome.week.to_string(),
        "deadline": deadline.to_string(),
        "now": now.to_string(),
        "total": counts(Counts::of(units.iter().flat_map(|unit| unit.standings))),
        "units": units.iter().map(unit).collect::<Vec<_>>(),
    })
}

fn counts(counts: Counts) -> Json {
    let Counts { due, sent, late, sent_back, missing, awaited } = counts;
    json!({ "due": due, "sent": sent, "late": late, "returned": sent_back, "missing": missing, "open": awaited })
}

fn unit(unit: &Unit<'_>) -> Json {
    let first = unit.standings.first();
    json!({
        "unit": first.map(|s| &*s.unit), "category": first.and_then(|s| s.category.as_deref()),
        "counts": counts(Counts::of(unit.standings.iter())),
        "forms": unit.standings.iter().map(form).collect::<Vec<_>>(),
        "reminder": unit.reminder,
    })
}

fn form(standing: &Standing) -> Json {
    json!({
        "form": &*standing.form, "due": standing.due, "state": standing.sighting.label(), "timing": standing.timing.label(),
        "received": standing.receipt.map(|r| r.at.to_string()), "received_by": standing.receipt.map(|r| r.evidence.label()),
        "first_pass": standing.first_pass, "rows": standing.rows.read, "errors": standing.errors, "warnings": standing.warnings,
        "files": standing.files.iter().map(|file| &**file).collect::<Vec<_>>(),
    })
}
