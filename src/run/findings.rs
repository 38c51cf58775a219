//! What only the whole run can say, in words.

use crate::finding::{Finding, catalog};
use crate::identity::Waiver;
use crate::origin::{Place, Source};
use crate::table::Table;

/// A record table of which no form is known: it costs nothing and blocks nothing.
pub(super) fn form_unknown(source: &Source, table: &Table) -> Finding {
    let name = table.title.as_deref().or(source.sheet.as_deref()).unwrap_or(&source.file);
    let headings: Vec<&str> = table.columns.iter().filter_map(|c| c.path.last().map(String::as_str)).take(5).collect();
    let shown = if headings.is_empty() { String::new() } else { format!("（表头：{}…）", headings.join("、")) };
    Finding::new(
        &catalog::FORM_UNKNOWN,
        Place::sheet(source),
        format!("“{name}”不是已知的表样{shown}，没有计入"),
        "如果是要报的表，请核对表头；如果是新表样，请把表样声明放进 表样 文件夹。",
    )
}

/// A table taken for a form although its headings leave doubt.
pub(super) fn form_assumed(source: &Source, table: &Table, form: &str) -> Finding {
    let name = table.title.as_deref().or(source.sheet.as_deref()).unwrap_or(&source.file);
    Finding::new(
        &catalog::FORM_ASSUMED,
        Place::sheet(source),
        format!("“{name}”按表头和内容推定为《{form}》"),
        "推定不对的，请在设置里用 [[layout]] 写明是哪张表样。",
    )
}

/// A waiver past its day, and how many findings it does not cover any more.
pub(super) fn waiver_expired(waiver: &Waiver, left: usize) -> Finding {
    let until = waiver.until.map(|day| day.to_string()).unwrap_or_default();
    let now =
        if left == 0 { "本周已没有这样的问题".to_owned() } else { format!("本周有{left}处问题照常列出") };
    Finding::new(
        &catalog::WAIVER_EXPIRED,
        waiver.place.clone(),
        format!("豁免“{}”{until}到期，{now}。", spoken(waiver)),
        "问题已经改正的，请删去这条豁免；确需继续的，请改截止日期并写明理由。",
    )
}

/// A waiver in force that covered nothing.
pub(super) fn waiver_unused(waiver: &Waiver) -> Finding {
    Finding::new(
        &catalog::WAIVER_UNUSED,
        waiver.place.clone(),
        format!("豁免“{}”本周没有用上：没有这样的问题。", spoken(waiver)),
        "不再需要的请删去；写错的请改正单位、规则或位置。",
    )
}

/// `北沟乡 L03 任务清单`.
fn spoken(waiver: &Waiver) -> String {
    let parts = [&waiver.unit, &waiver.code, &waiver.at];
    let said: Vec<&str> = parts.into_iter().flatten().map(|part| &**part).collect();
    if said.is_empty() { waiver.reason.to_string() } else { said.join(" ") }
}

/// A known form without a record: a zero report, not a missing one.
pub(super) fn zero_report(source: &Source, form: &str) -> Finding {
    Finding::new(
        &catalog::ZERO_REPORT,
        Place::sheet(source),
        format!("《{form}》里没有一行数据，按零报告计"),
        "确实没有内容的不用改；漏填的请补填后重新报送。",
    )
}
