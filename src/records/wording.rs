//! Doubts about cells, in words: what is wrong in which cell, and how to mend it. Facts in, a finding out.

use std::sync::Arc;

use crate::finding::catalog::{self, Entry};
use crate::finding::{Finding, Severity};
use crate::forms::{Field, FieldType, Vocabulary};
use crate::origin::Place;
use crate::value::Doubt;

/// The finding of a doubt about a cell.
#[must_use]
pub fn finding(doubt: &Doubt, field: &Field, written: &str, place: &Place) -> Finding {
    let (entry, message, suggestion) = words(doubt, field, written);
    let at = place.cell.map(|c| format!("{c}：")).unwrap_or_default();
    let mut finding = Finding::new(entry, place.clone(), format!("{at}{message}"), suggestion).field(&field.name).value(written);
    if matches!(doubt, Doubt::ImpossibleDate | Doubt::Unreadable | Doubt::UnknownOption(_)) {
        finding.severity = Severity::Error;
    }
    finding
}

type Words = (&'static Entry, String, String);

fn words(doubt: &Doubt, field: &Field, written: &str) -> Words {
    let name = &field.name;
    let shown = short(written);
    match doubt {
        Doubt::Unreadable => unreadable(field, &shown),
        Doubt::Approximate => {
            (&catalog::APPROXIMATE, format!("{name}“{shown}”是约数，已按其中的数字计入"), "请填准确数。".into())
        }
        Doubt::UnitInValue => (
            &catalog::UNIT_IN_VALUE,
            format!("{name}“{shown}”自带单位，与本列单位不同，已按自带单位换算"),
            "请只填数字，单位按表头。".into(),
        ),
        Doubt::UnitAssumed => {
            (&catalog::UNIT_UNCLEAR, format!("{name}没有写明单位，按万元读"), "请在表头写明单位，如“（万元）”。".into())
        }
        Doubt::JanuaryOrOctober => (
            &catalog::DATE_AMBIGUOUS,
            format!("{name}“{shown}”分不清是1月还是10月，没有计入"),
            format!("请写成{0}年1月或{0}年10月。", written.split('.').next().unwrap_or("2022")),
        ),
        Doubt::YearAssumed => {
            (&catalog::YEAR_ASSUMED, format!("{name}“{shown}”没有写年份，按报送年度读"), "请写全年份，如2022年5月。".into())
        }
        Doubt::Vague => (&catalog::DATE_VAGUE, format!("{name}“{shown}”不是具体日期"), "请写到月或日，如2022年5月。".into()),
        Doubt::Period => {
            (&catalog::DATE_VAGUE, format!("{name}“{shown}”写的是一段时间，只用了其中一头"), "请把起止时间分填两列。".into())
        }
        Doubt::ImpossibleDate => (
            &catalog::DATE_IMPOSSIBLE,
            format!("{name}“{shown}”没有这一天，或年份不合理"),
            "请核对年月日，如2022年5月16日。".into(),
        ),
        Doubt::OptionAssumed(option) => (
            &catalog::OPTION_ASSUMED,
            format!("{name}“{shown}”按“{option}”计"),
            format!("请直接填“{option}”；如果不对，请改成正确的选项。"),
        ),
        Doubt::UnknownOption(near) => {
            (&catalog::OPTION_UNKNOWN, format!("{name}“{shown}”不在规定的选项里"), options(field, near))
        }
        Doubt::PercentScale => (
            &catalog::PERCENT_ODD,
            format!("{name}“{shown}”在百分数列里小于1，按{shown}的小数读"),
            "请写明百分号，如80%。".into(),
        ),
        Doubt::PercentRange => (&catalog::PERCENT_ODD, format!("{name}“{shown}”超出常理"), "请核对，如80%。".into()),
        Doubt::SeveralPersons => {
            (&catalog::SEVERAL_PERSONS, format!("{name}“{shown}”写了几个人，按第一个计"), "请只填一名主要责任人。".into())
        }
        Doubt::PhoneShape => (
            &catalog::PHONE_ODD,
            format!("{name}“{shown}”不是11位手机号，也不是带区号的座机号"),
            "请核对号码，如13800000000或0377-60000000。".into(),
        ),
        Doubt::CodeLength => {
            (&catalog::CODE_INVALID, format!("{name}“{shown}”不是18位"), "请按营业执照填写18位统一社会信用代码。".into())
        }
        Doubt::CodeCharacter => (
            &catalog::CODE_INVALID,
            format!("{name}“{shown}”含有代码里不会出现的字符（如字母O、I、S、Z）"),
            "请按营业执照核对，多半是0、1、5、2的误写。".into(),
        ),
        Doubt::CodeCheckDigit => {
            (&catalog::CODE_INVALID, format!("{name}“{shown}”最后一位校验不符，至少有一位写错"), "请按营业执照逐位核对。".into())
        }
        Doubt::DigitsLost => (
            &catalog::DIGITS_LOST,
            format!("{name}“{shown}”被存成了数字，后几位已经丢失"),
            "请把单元格设为文本格式后重新填写。".into(),
        ),
        Doubt::ErrorValue => {
            (&catalog::ERROR_VALUE, format!("{name}是公式错误值“{shown}”，读不出"), "请改正公式，或直接填写数值。".into())
        }
        Doubt::NoResult => (
            &catalog::FORMULA_NO_RESULT,
            format!("{name}是公式，但文件里没有保存计算结果"),
            "请用Excel或WPS打开，保存后再报。".into(),
        ),
        Doubt::Negative => (&catalog::NEGATIVE, format!("{name}“{shown}”是负数"), "请核对后改正。".into()),
        Doubt::NotWhole => (&catalog::NOT_WHOLE, format!("{name}“{shown}”应当是整数"), "请填整数。".into()),
    }
}

fn unreadable(field: &Field, shown: &str) -> Words {
    let name = &field.name;
    match field.ty {
        FieldType::Money => (
            &catalog::AMOUNT_UNREADABLE,
            format!("{name}“{shown}”读不出金额"),
            "请只填数字（单位按表头），如1200；没有的空着。".into(),
        ),
        FieldType::Date | FieldType::Month | FieldType::Year => (
            &catalog::DATE_UNREADABLE,
            format!("{name}“{shown}”读不出日期"),
            "请写成2022年5月16日或2022年5月；没有的空着。".into(),
        ),
        FieldType::YesNo => (&catalog::OPTION_UNKNOWN, format!("{name}“{shown}”看不出是“是”还是“否”"), "请填“是”或“否”。".into()),
        FieldType::Percent => {
            (&catalog::NUMBER_UNREADABLE, format!("{name}“{shown}”读不出百分数"), "请填如80%；没有的空着。".into())
        }
        _ => (&catalog::NUMBER_UNREADABLE, format!("{name}“{shown}”读不出数字"), "请只填数字；没有的空着。".into()),
    }
}

fn options(field: &Field, near: &[Arc<str>]) -> String {
    let (FieldType::Choice(vocabulary) | FieldType::Choices(vocabulary)) = &field.ty else {
        return "请按选项填写。".into();
    };
    let Vocabulary { options } = vocabulary.as_ref();
    let all: Vec<&str> = options.iter().map(|o| &*o.name).collect();
    if all.len() <= 10 {
        format!("请从这些选项里填：{}。", all.join("、"))
    } else {
        format!("请按选项填写，如{}。", near.iter().map(|o| &**o).collect::<Vec<_>>().join("、"))
    }
}

/// The text as written, cut so that a sentence stays a sentence.
fn short(text: &str) -> String {
    let flat: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= 30 { flat } else { flat.chars().take(29).chain(['…']).collect() }
}
