//! Is it this week's list? What titles, filler lines and the sheet's name say of the week against the week that is run.

use crate::finding::{Finding, catalog};
use crate::intake::{Content, Grid, GridCell};
use crate::origin::{Place, Source};
use crate::settings::Week;
use crate::table::{Filler, Table};
use crate::value::day::{Edge, parse};
use crate::value::normalise::{key, narrow};
use crate::value::{Date, Day, Precision};

/// A filler date so many days before the week began is last week's at best.
const STALE_DAYS: i32 = 4;

/// A warning at each cell above the header that names another week, or a day of filling in long before this one.
pub(super) fn check(grid: &Grid, table: &Table, source: &Source, week: Week) -> Vec<Finding> {
    let rows = table.title_rows.iter().chain(&table.filler_rows);
    let above = table.header_rows.first().copied().unwrap_or(u32::MAX);
    let cells = rows.filter(|row| **row < above).flat_map(|row| grid.row(*row));
    let mut seen: Vec<(&GridCell, String)> = cells.filter_map(|cell| Some((cell, other_period(cell, week)?))).collect();
    seen.dedup_by_key(|(cell, _)| cell.at);
    seen.into_iter().map(|(cell, said)| finding(cell, &said, source, week)).collect()
}

fn finding(cell: &GridCell, said: &str, source: &Source, week: Week) -> Finding {
    Finding::new(
        &catalog::PERIOD_DIFFERS,
        Place::cell(source, cell.at),
        format!("{}：这里写的是{said}，本次报送的是{}，可能报成了旧表", cell.at, week.label()),
        "请核对是不是本周的数据；是的话请改正这里的周次或日期，不是请重新报送。",
    )
    .value(&cell.shown())
}

/// The period that a cell names, if it is not this week.
fn other_period(cell: &GridCell, week: Week) -> Option<String> {
    let Content::Text(text) = &cell.content else { return None };
    let text = key(text);
    if let Some(number) = week_number(&text) {
        return (number != u32::from(week.number())).then(|| format!("第{number}周"));
    }
    let date = cut_off(&text, week.year()).or_else(|| filled_in(&narrow(&text), week.year()))?;
    let stale = date.precision() == Precision::Day && week.monday().number() - date.last().number() >= STALE_DAYS;
    stale.then(|| date.to_string())
}

/// The day on which the sheet says that it was filled in, for the order of versions.
pub(super) fn stated_day(fillers: &[Filler], year: i16) -> Option<Day> {
    let says_when = |filler: &&Filler| ["时间", "日期"].iter().any(|word| filler.label.contains(word));
    let dates = fillers.iter().filter(says_when).filter_map(|filler| parse(&filler.value, year, Edge::End).ok());
    dates.map(|read| read.date).find(|date| date.precision() == Precision::Day).map(Date::first)
}

/// `第30周`.
fn week_number(text: &str) -> Option<u32> {
    text.split('第').skip(1).find_map(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        rest[digits.len()..].starts_with('周').then(|| digits.parse().ok()).flatten()
    })
}

/// `截至5月15日`, `截止2022年5月15日`.
fn cut_off(text: &str, year: i16) -> Option<Date> {
    let rest = ["截至", "截止"].iter().find_map(|word| text.split_once(word)).map(|(_, rest)| rest)?;
    let end = rest.find(['日', '号'])?;
    parse(&format!("{}日", &rest[..end]), year, Edge::End).ok().map(|read| read.date)
}

/// `填报时间:2022年5月12日`.
fn filled_in(text: &str, year: i16) -> Option<Date> {
    let rest = ["填报时间", "填报日期", "报送时间", "报送日期", "填表时间", "填表日期", "上报时间", "报出日期"]
        .iter()
        .find_map(|word| text.split_once(word))
        .map(|(_, rest)| rest.trim_start_matches([':', '：', ' ']))?;
    let date: String =
        rest.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '年' | '月' | '日' | '.' | '-' | '/')).collect();
    parse(&date, year, Edge::End).ok().map(|read| read.date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_and_days_are_read_where_they_are_named() {
        assert_eq!(week_number("某县任务清单(第30周)"), Some(30));
        assert_eq!(week_number("第三方机构"), None);
        assert_eq!(cut_off("进展情况(截至5月15日)", 2022).map(|d| d.to_string()).as_deref(), Some("2022-05-15"));
        assert_eq!(filled_in("填报单位:甲镇 填报时间:2022年5月12日", 2022).map(|d| d.to_string()).as_deref(), Some("2022-05-12"));
        assert_eq!(filled_in("填报时间:  年 月 日", 2022), None);
    }
}
