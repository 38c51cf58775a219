//! What only the whole run can say, in words.

use crate::finding::{Finding, catalog};
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

/// A known form without a record: a zero report, not a missing one.
pub(super) fn zero_report(source: &Source, form: &str) -> Finding {
    Finding::new(
        &catalog::ZERO_REPORT,
        Place::sheet(source),
        format!("《{form}》里没有一行数据，按零报告计"),
        "确实没有内容的不用改；漏填的请补填后重新报送。",
    )
}
