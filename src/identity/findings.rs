//! Wording of the N findings: facts in, one plain sentence out.

use std::sync::Arc;

use super::decisions::ProjectChoice;
use super::enterprises::{Enterprise, Enterprises};
use super::sender::Evidence;
use super::units::Unit;
use super::{EnterpriseId, Why};
use crate::finding::{Finding, Severity, catalog};
use crate::origin::{Origin, Place};
use crate::table::Filler;

fn at(origin: &Origin) -> String {
    Place::row(&origin.source, origin.row).to_string()
}

pub(super) fn list_missing(list: &str) -> Finding {
    let message = format!("名录文件夹里没有读到“{list}”，有关核对和覆盖率无法进行。");
    Finding::new(&catalog::LIST_MISSING, Place::office(), message, format!("请把“{list}”放进 名录/ 文件夹后重新运行。"))
}

pub(super) fn name_listed_twice(place: Place, name: &str, first: &Origin) -> Finding {
    let message = format!("名录中“{name}”重复登记，首次登记在 {}，本行不再计入基数。", at(first));
    Finding::new(&catalog::LIST_FAULT, place, message, "请删去名录中多余的一行。").value(name)
}

pub(super) fn code_listed_twice(place: Place, code: &str, first: &str, origin: &Origin) -> Finding {
    let message = format!("名录中统一社会信用代码 {code} 已登记给“{first}”（{}），两家企业不能用同一代码。", at(origin));
    Finding::new(&catalog::LIST_FAULT, place, message, "请核对营业执照，改正其中一家的代码。").value(code)
}

pub(super) fn alias_means_two(place: Place, alias: &str, other: &str) -> Finding {
    let message = format!("名录中的别名“{alias}”同时指向“{other}”，不能用来认定企业。");
    Finding::new(&catalog::LIST_FAULT, place, message, "请改用只指一家企业的简称或曾用名。").value(alias)
}

pub(super) fn list_names_stranger(place: Place, name: &str) -> Finding {
    let message = format!("包联安排中的“{name}”不在规上工业企业名录，这一行没有用上。");
    Finding::new(&catalog::LIST_FAULT, place, message, "请按名录改正企业名称，或先把企业补进名录。").value(name)
}

pub(super) fn care_twice(place: Place, name: &str) -> Finding {
    let message = format!("包联安排中“{name}”出现两次，以先出现的一行为准。");
    Finding::new(&catalog::LIST_FAULT, place, message, "请只保留一行。").value(name)
}

pub(super) fn decision_names_stranger(place: Place, name: &str) -> Finding {
    let message = format!("裁定把名称认定为“{name}”，但名录里没有这家企业，裁定没有用上。");
    Finding::new(&catalog::LIST_FAULT, place, message, "请填名录中的企业全称；确实不是名录企业的，填“不在名录”。").value(name)
}

/// Of a name: none of the list, says the office.
pub(super) fn decided_not_listed(place: Place, name: &str) -> Finding {
    let message = format!("联席办已裁定“{name}”不是名录企业，本行不汇入。");
    Finding::new(&catalog::DECISION_APPLIED, place, message, "如已入规，请联席办补进名录并删去裁定。").value(name)
}

pub(super) fn project_decision_unused(choice: &ProjectChoice) -> Finding {
    let message = format!("对“{}”和“{}”的项目裁定这一周没有用上：两个名称都没有出现。", choice.title, choice.other);
    Finding::new(&catalog::DECISION_UNUSED, choice.place.clone(), message, "不再需要的裁定可以删去。").value(&choice.other)
}

/// Names that were decided and that nobody wrote.
pub(super) fn name_decisions_unused(place: Place, names: &[&str]) -> Finding {
    let shown: Vec<&str> = names.iter().take(5).copied().collect();
    let more = if names.len() > shown.len() { "等" } else { "" };
    let message = format!("{}条名称裁定这一周没有用上，没有单位这样写：{}{more}。", names.len(), shown.join("、"));
    Finding::new(&catalog::DECISION_UNUSED, place, message, "留着以后还会用上；确实不再需要的可以删去。")
}

pub(super) fn unit_listed_twice(place: Place, name: &str, first: &Origin) -> Finding {
    let message = format!("单位名单中“{name}”重复登记，首次登记在 {}。", at(first));
    Finding::new(&catalog::LIST_FAULT, place, message, "请删去多余的一行。").value(name)
}

pub(super) fn unit_alias_taken(unit: &Unit, alias: &str, other: &str) -> Finding {
    let message = format!("单位名单中“{}”的别名“{alias}”就是另一单位“{other}”的名称，不予采用。", unit.name);
    Finding::new(&catalog::LIST_FAULT, Place::row(&unit.origin.source, unit.origin.row), message, "请删去或改正这个别名。")
        .value(alias)
}

pub(super) fn sender_differs(file: &Arc<str>, how: Evidence, unit: &Arc<str>, filler: &Filler, says: &str) -> Finding {
    let by = match how {
        Evidence::Folder => "文件夹",
        Evidence::Mail => "发件邮箱",
        _ => "文件名",
    };
    let message = format!("{by}是“{unit}”，表内{}却写“{says}”，按{by}认定为“{unit}”报送。", filler.label);
    Finding::new(&catalog::SENDER_UNKNOWN, Place::file(file), message, "请核对是否放错文件夹，或改正表内的填报单位。")
        .severity(if matches!(how, Evidence::Folder | Evidence::Mail) { Severity::Warning } else { Severity::Note })
        .value(&filler.value)
        .unit(unit)
}

pub(super) fn sender_unknown(file: &Arc<str>) -> Finding {
    let message = "从文件夹、发件邮箱、文件名和表内都看不出是哪个单位报送的。";
    Finding::new(
        &catalog::SENDER_UNKNOWN,
        Place::file(file),
        message,
        "请把文件放进以单位名称命名的文件夹，或在表头写明填报单位。",
    )
}

pub(super) fn enterprise_unknown(place: Place, name: &str) -> Finding {
    let message = format!("“{name}”不在规上工业企业名录中，本行暂缓汇入。");
    Finding::new(&catalog::ENTERPRISE_UNKNOWN, place, message, "请核对企业全称；新入规的企业请联席办先补进名录。").value(name)
}

pub(super) fn enterprise_candidates(place: Place, name: &str, candidates: &[(EnterpriseId, f32)], list: &Enterprises) -> Finding {
    let names: Vec<&str> = candidates.iter().map(|(id, _)| &*list[*id].name).collect();
    let message = format!("“{name}”不在名录中，但与名录中的企业相近，本行暂缓汇入。");
    let suggestion = format!("请确认是不是：{}。是则改为全称，不是则请联席办裁定。", names.join("、"));
    Finding::new(&catalog::ENTERPRISE_CANDIDATES, place, message, suggestion).value(name)
}

pub(super) fn enterprise_alias(place: Place, name: &str, why: Why, listed: &str) -> Finding {
    let by = match why {
        Why::CreditCode => "统一社会信用代码",
        Why::NormalisedName => "去掉地区、组织形式和括注后的名称",
        Why::FormerName => "曾用名",
        Why::ShortName => "简称",
        Why::Decision => "联席办裁定",
    };
    let message = format!("“{name}”按{by}认定为“{listed}”。");
    Finding::new(&catalog::ENTERPRISE_ALIAS, place, message, format!("下次请填名录全称“{listed}”。")).value(name)
}

/// Code followed, the name is another's.
pub(super) fn code_and_name_differ(place: Place, name: &str, by_code: &str, by_name: &str) -> Finding {
    let message = format!("统一社会信用代码属于“{by_code}”，企业名称“{name}”却是“{by_name}”，暂按代码认定。");
    Finding::new(&catalog::CODE_NAME_DIFFER, place, message, "请核对名称和代码，改正写错的一个。").value(name)
}

/// Nothing followed: the name is nobody's, and not like the name that the code has.
pub(super) fn name_contradicts_code(place: Place, name: &str, by_code: &str) -> Finding {
    let message = format!("“{name}”不在名录中，同一行的统一社会信用代码却属于“{by_code}”，本行暂缓汇入。");
    let suggestion = format!("请核对名称和代码；确是“{by_code}”更名的，请联席办在名录中补登曾用名或作出裁定。");
    Finding::new(&catalog::CODE_NAME_DIFFER, place, message, suggestion).severity(Severity::Error).value(name)
}

/// Name followed, code not the listed one. A slip of one or two characters is a note: its check digit is warned of already.
pub(super) fn code_not_listed(place: Place, code: &str, listed: &Enterprise) -> Finding {
    let known = listed.code.as_deref().unwrap_or_default();
    let message = format!("“{}”的统一社会信用代码写作 {code}，与名录登记的 {known} 不一致，按名称认定。", listed.name);
    let suggestion = format!("请核对营业执照，代码应为 {known}；名录有误的请告知联席办。");
    let slip = strsim::levenshtein(&code.to_uppercase(), known) <= 2;
    let severity = if slip { Severity::Note } else { Severity::Warning };
    Finding::new(&catalog::CODE_NAME_DIFFER, place, message, suggestion).severity(severity).value(code)
}

/// `more`: how many further cells of the table say the same.
pub(super) fn unit_not_listed(place: Place, text: &str, field: &str, more: usize) -> Finding {
    let also = if more == 0 { String::new() } else { format!("（本表另有 {more} 处相同）") };
    let message = format!("{field}“{text}”不在单位名单中{also}，按所写文字保留。");
    Finding::new(&catalog::UNIT_NOT_LISTED, place, message, "请填单位名单中的单位全称；名单缺漏的请告知联席办补登。").value(text)
}

/// An abbreviation that only one listed unit can mean.
pub(super) fn unit_assumed(place: Place, text: &str, field: &str, unit: &str) -> Finding {
    let message = format!("{field}“{text}”按简称认定为“{unit}”。");
    Finding::new(&catalog::UNIT_NOT_LISTED, place, message, format!("下次请填单位全称“{unit}”，或把简称补进单位名单的别名。"))
        .value(text)
}
