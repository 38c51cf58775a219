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

pub(super) fn link_missing(entry: &Entry, place: Place, name: &str, title: &str, form: &str) -> Finding {
    let message = format!("本行注明已转入《{form}》，但《{form}》里没有“{name}”的“{title}”。");
    Finding::new(entry, place, message, format!("请核对项目名称是否与《{form}》一致，或在《{form}》中补报。")).value(title)
}
