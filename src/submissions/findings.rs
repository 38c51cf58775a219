//! Wording of the R findings: facts in, one plain sentence out.

use std::sync::Arc;

use super::Input;
use super::standing::{Sighting, Standing, Timing};
use crate::finding::{Finding, catalog};
use crate::origin::Place;
use crate::settings::Moment;

/// What is missing (one finding a unit), late, sent back or doubtful (one a unit and form).
pub(super) fn of(standings: &[Standing], input: &Input<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for unit in standings.chunk_by(|a, b| a.unit == b.unit) {
        let missing = |standing: &&Standing| standing.due && standing.timing == Timing::Missing;
        let forms: Vec<&Arc<str>> = unit.iter().filter(missing).map(|standing| &standing.form).collect();
        let nothing = !input.sent.iter().any(|sent| sent.unit.as_ref() == Some(&unit[0].unit));
        findings.extend((!forms.is_empty()).then(|| not_sent(&unit[0].unit, &forms, nothing)));
        findings.extend(unit.iter().filter(|standing| standing.due).flat_map(|standing| {
            let deadline = input.calendar.deadline(input.week);
            late(standing, deadline).into_iter().chain(sent_back(standing))
        }));
    }
    findings
}

fn not_sent(unit: &Arc<str>, forms: &[&Arc<str>], nothing: bool) -> Finding {
    let names = forms.iter().map(|form| format!("《{form}》")).collect::<Vec<_>>().join("、");
    let also = if nothing { "，其他材料也没有收到" } else { "" };
    let message = format!("{unit}尚未报送{names}{also}。");
    let suggestion = "请催报；没有变化的也要报零报告。文件放错文件夹或未写填报单位的，请改正后重新运行。";
    Finding::new(&catalog::NOT_SENT, Place::office(), message, suggestion).unit(unit)
}

fn place(standing: &Standing) -> Place {
    standing.files.first().map_or_else(Place::office, Place::file)
}

fn late(standing: &Standing, deadline: Moment) -> Option<Finding> {
    let receipt = standing.receipt.filter(|_| standing.timing == Timing::Late)?;
    let (at, how) = (receipt.at, receipt.evidence.label());
    let message =
        format!("{}的《{}》{at}收到（{how}），超过报送期限{deadline}，晚了{}。", standing.unit, standing.form, gap(deadline, at));
    let suggestion = "请按期限报送；收到时间不对的，请联席办在《收件登记》里改正。";
    Some(Finding::new(&catalog::SENT_LATE, place(standing), message, suggestion).unit(&standing.unit))
}

/// `2天3小时`, `40分钟`.
fn gap(from: Moment, to: Moment) -> String {
    let minutes = |at: Moment| i64::from(at.day.number()) * 1440 + i64::from(at.hour) * 60 + i64::from(at.minute);
    let late = minutes(to) - minutes(from);
    match (late / 1440, late / 60 % 24, late % 60) {
        (0, 0, minutes) => format!("{minutes}分钟"),
        (0, hours, _) => format!("{hours}小时"),
        (days, 0, _) => format!("{days}天"),
        (days, hours, _) => format!("{days}天{hours}小时"),
    }
}

fn sent_back(standing: &Standing) -> Option<Finding> {
    let (unit, form) = (&standing.unit, &standing.form);
    let (entry, message, suggestion) = match standing.sighting {
        Sighting::Returned => (
            &catalog::SENT_BACK,
            format!("{unit}的《{form}》{}行全部暂缓，一行也没有计入，整份退回。", standing.rows.read),
            "请按问题清单逐行改正后重新报送。",
        ),
        Sighting::Unsigned => (
            &catalog::ZERO_REPORT_UNSIGNED,
            format!("{unit}的《{form}》没有一行数据，也没有写填报单位或填报人，不能算零报告。"),
            "确实没有内容的，请写上填报单位和填报人再报；漏填的请补填。",
        ),
        _ => return None,
    };
    Some(Finding::new(entry, place(standing), message, suggestion).unit(unit))
}

pub(super) fn register_time_unreadable(place: Place, written: &str) -> Finding {
    let message = format!("《收件登记》里的收到时间“{written}”读不出，这一行没有用上。");
    Finding::new(&catalog::REGISTER_UNREADABLE, place, message, "请写成 2022-05-22 17:30。").value(written)
}
