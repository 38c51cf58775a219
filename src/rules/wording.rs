//! Wording of the rules' findings: facts in, one plain sentence out.

use crate::finding::{
    Finding,
    catalog::{self, Entry},
};
use crate::identity::NotCounted;
use crate::origin::Place;

pub(super) fn not_counted(place: Place, name: &str, why: &NotCounted) -> Finding {
    let why = match why {
        NotCounted::Excused(reason) => format!("在名录中登记为不计入（{reason}）"),
        NotCounted::Left(date) => format!("已于 {date} 退规"),
        NotCounted::NotYet(date) => format!("到 {date} 才入规"),
    };
    let message = format!("“{name}”{why}，本行照常汇入，但不计入覆盖率的基数和分子。");
    Finding::new(&catalog::ENTERPRISE_NOT_COUNTED, place, message, "名录登记已过时的，请联席办更新名录。").value(name)
}

pub(super) fn differs_from_list(entry: &Entry, place: Place, field: &str, text: &str, list: &str, listed: &str) -> Finding {
    let message = format!("{field}填“{text}”，{list}中是“{listed}”，统计以各自登记为准。");
    Finding::new(entry, place, message, format!("请核对；{list}已过时的，请联席办更新。")).value(text)
}

pub(super) fn differs_within(
    entry: &Entry,
    place: Place,
    name: &str,
    field: &str,
    text: &str,
    first: &str,
    there: &Place,
) -> Finding {
    let message = format!("“{name}”的{field}填“{text}”，另一处（{there}）填“{first}”，名录没有登记。");
    Finding::new(entry, place, message, format!("请统一填报，并请联席办在名录中补登{field}。")).value(text)
}

pub(super) fn category_differs(
    entry: &Entry,
    place: Place,
    field: &str,
    unit: &str,
    category: &str,
    wanted: &[String],
) -> Finding {
    let message = format!("{field}填“{unit}”，它在单位名单里是{category}，不是{}。", wanted.join("、"));
    Finding::new(entry, place, message, "请核对是不是填错了单位；单位类别登记有误的，请联席办改正单位名单。").value(unit)
}
