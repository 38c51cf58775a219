//! Doubts about cells, in words: what is wrong in which cell, and how to mend it. Facts in, a finding out.

use std::sync::Arc;

use crate::finding::catalog::{self, Entry};
use crate::finding::{Finding, Severity};
use crate::forms::{Field, FieldType};
use crate::origin::Place;
use crate::value::{Doubt, code};

/// The finding of a doubt about a cell. `written` is the text as a person sees it.
#[must_use]
pub fn finding(doubt: &Doubt, field: &Field, written: &str, place: &Place) -> Finding {
    let (entry, what) = fault(doubt, field, written);
    let at = place.cell.map(|cell| format!("{cell}：")).unwrap_or_default();
    let message = format!("{at}“{}”写的是“{}”，{what}。", field.name, short(written));
    let finding = Finding::new(entry, place.clone(), message, remedy(doubt, field, written)).field(&field.name).value(written);
    match doubt {
        // What was read of a list counts; only the odd piece is left out.
        Doubt::UnknownOption(_) if is_several(field) => finding.severity(Severity::Warning),
        _ => finding,
    }
}

type Fault = (&'static Entry, String);

/// What is wrong, as the second half of a sentence.
fn fault(doubt: &Doubt, field: &Field, written: &str) -> Fault {
    let said = |entry, what: &str| (entry, what.to_owned());
    match doubt {
        Doubt::Unreadable => said(unreadable_entry(field), unreadable(field)),
        Doubt::Range => said(unreadable_entry(field), "是一个范围，不能确定是哪个数，没有计入"),
        Doubt::LetterInNumber => said(unreadable_entry(field), "数字里夹了字母（如把0写成O、把1写成l），没有计入"),
        Doubt::ShownAsDate => said(unreadable_entry(field), "单元格显示为日期，不是数值，没有计入"),
        Doubt::Approximate => said(&catalog::APPROXIMATE, "是约数，已按其中的数计入"),
        Doubt::UnitInValue => said(&catalog::UNIT_IN_VALUE, "自带的单位与本列单位不同，已按自带的单位换算"),
        Doubt::UnitAssumed => {
            (&catalog::UNIT_UNCLEAR, format!("哪里都没有写明单位，按{}计", field.unit.as_deref().unwrap_or("万元")))
        }
        Doubt::Negative => said(&catalog::NEGATIVE, "是负数"),
        Doubt::NotWhole => said(&catalog::NOT_WHOLE, "应是整数"),
        Doubt::PercentScale => said(&catalog::PERCENT_ODD, "没有百分号，分不清是小数还是百分数"),
        Doubt::PercentRange => said(&catalog::PERCENT_ODD, "不像合理的百分比"),
        Doubt::JanuaryOrOctober => (&catalog::DATE_AMBIGUOUS, two_meanings(written)),
        Doubt::YearAssumed => said(&catalog::YEAR_ASSUMED, "没有写年份，按报送年度计"),
        Doubt::Vague => said(&catalog::DATE_VAGUE, "不是具体日期，按大致时间段计"),
        Doubt::Period => said(&catalog::DATE_VAGUE, "是一段时间，只取了本列要的一头"),
        Doubt::ImpossibleDate => said(&catalog::DATE_IMPOSSIBLE, "没有这个日期，或年份不合理"),
        Doubt::OptionAssumed(option) => (&catalog::OPTION_ASSUMED, format!("不是规定的选项，按“{option}”计")),
        Doubt::UnknownOption(_) if is_several(field) => {
            said(&catalog::OPTION_UNKNOWN, "其中有规定选项以外的内容，这部分没有计入")
        }
        Doubt::UnknownOption(_) => said(&catalog::OPTION_UNKNOWN, "不是规定的选项"),
        Doubt::SeveralPersons => said(&catalog::SEVERAL_PERSONS, "不止一人，按第一人计"),
        Doubt::NoName => said(&catalog::NAME_UNREADABLE, "里面没有姓名"),
        Doubt::PhoneShape => said(&catalog::PHONE_ODD, "不是完整的手机或座机号码"),
        Doubt::CodeLength => (&catalog::CODE_INVALID, length(written)),
        Doubt::CodeCharacter => said(&catalog::CODE_INVALID, "含有代码里不会出现的字母（I、O、S、V、Z）"),
        Doubt::CodeCheckDigit => said(&catalog::CODE_INVALID, "校验位不符，至少有一位写错"),
        Doubt::DigitsLost => said(&catalog::DIGITS_LOST, "被存成了数字，末尾几位已经丢失"),
        Doubt::ErrorValue => said(&catalog::ERROR_VALUE, "是公式的错误值，没有计入"),
        Doubt::NoResult => said(&catalog::FORMULA_NO_RESULT, "是公式，但文件里没有存下计算结果"),
    }
}

const fn unreadable_entry(field: &Field) -> &'static Entry {
    match field.ty {
        FieldType::Money => &catalog::AMOUNT_UNREADABLE,
        FieldType::Date | FieldType::Month | FieldType::Year => &catalog::DATE_UNREADABLE,
        FieldType::YesNo | FieldType::Choice(_) | FieldType::Choices(_) => &catalog::OPTION_UNKNOWN,
        _ => &catalog::NUMBER_UNREADABLE,
    }
}

const fn unreadable(field: &Field) -> &'static str {
    match field.ty {
        FieldType::Money => "读不出金额，没有计入",
        FieldType::Date => "读不出日期，没有计入",
        FieldType::Month => "读不出是哪个月，没有计入",
        FieldType::Year => "读不出是哪一年，没有计入",
        _ => "读不出数值，没有计入",
    }
}

/// `2022.1` or, without a year, `5.1`.
fn two_meanings(written: &str) -> String {
    match written.trim().split_once('.') {
        Some((year, "1")) if year.len() == 4 => format!("分不清是{year}年1月还是{year}年10月，没有计入"),
        Some((month, day)) if month.len() <= 2 => format!("分不清是{month}月{day}日还是{month}月{day}0日，没有计入"),
        _ => "可能丢了末尾的0，分不清日期，没有计入".to_owned(),
    }
}

fn length(written: &str) -> String {
    match written.chars().filter(char::is_ascii_alphanumeric).count() {
        count if count < 6 => "不是统一社会信用代码".to_owned(),
        9 => "是9位的旧组织机构代码，不是18位的统一社会信用代码".to_owned(),
        15 => "是15位的旧注册号或税号，不是18位的统一社会信用代码".to_owned(),
        count => format!("有{count}位，统一社会信用代码应是18位"),
    }
}

/// How to mend it, with an example of a right notation.
fn remedy(doubt: &Doubt, field: &Field, written: &str) -> String {
    match doubt {
        Doubt::JanuaryOrOctober => "请写成带“年”“月”的文字，例如2022年1月或2022年10月。".into(),
        Doubt::Period => "请把起止时间分别填在两列，各填一个日期，例如2022年3月。".into(),
        Doubt::SeveralPersons => "请只填一名主要负责人；其他人写在备注里。".into(),
        Doubt::PercentRange => "请核对；百分数带上百分号，例如80%。".into(),
        Doubt::Negative => "请核对；如是冲减，请填冲减后的累计数，并在备注里说明。".into(),
        Doubt::OptionAssumed(option) => format!("如对，请直接填“{option}”；如不对，请改成正确的选项。"),
        Doubt::UnknownOption(near) => options(field, near),
        Doubt::CodeCharacter => match code::probable(written) {
            Some(code) => format!("请对照营业执照核对，是否应为{code}。"),
            None => "请对照营业执照逐位核对；字母O、I、S、Z多半是数字0、1、5、2。".into(),
        },
        Doubt::CodeLength | Doubt::CodeCheckDigit => "请对照营业执照填写18位统一社会信用代码。".into(),
        Doubt::DigitsLost => "请先把单元格设为“文本”格式，再重新填写完整号码。".into(),
        Doubt::ErrorValue => "请改正公式，或直接填写结果。".into(),
        Doubt::NoResult => "请用Excel或WPS打开该文件，保存后再报；或直接填写结果。".into(),
        Doubt::ShownAsDate => format!("请把单元格格式改为“常规”，再重新填写。{}", example(field)),
        _ => example(field),
    }
}

/// A right notation of the field's type.
fn example(field: &Field) -> String {
    let unit = field.unit.as_deref();
    match &field.ty {
        FieldType::Money => "请只填一个数，单位按表头，例如1200；没有的空着。".into(),
        FieldType::Number if unit.is_some() => {
            format!("请只填一个数，单位为{}，例如35.5；没有的空着。", unit.unwrap_or_default())
        }
        FieldType::Number => "请只填一个数，例如35.5；没有的空着。".into(),
        FieldType::Integer => "请填整数，例如12；没有的空着。".into(),
        FieldType::Percent => "请带上百分号，例如80%。".into(),
        FieldType::Date => "请写到日，例如2022年5月16日；定不到日的写到月，例如2022年5月；没有的空着。".into(),
        FieldType::Month => "请写明年月，例如2022年5月。".into(),
        FieldType::Year => "请填四位年份，例如2022。".into(),
        FieldType::YesNo => "请填“是”或“否”。".into(),
        FieldType::Phone => "手机填11位数字；座机填区号和号码，例如010-12345678。".into(),
        FieldType::Person => "请填一个人的姓名，例如张三；电话填在电话一栏。".into(),
        FieldType::Choice(_) | FieldType::Choices(_) => options(field, &[]),
        FieldType::Code => "请对照营业执照填写18位统一社会信用代码。".into(),
        FieldType::Text | FieldType::Name | FieldType::Unit | FieldType::Texts => field.help.clone(),
    }
}

/// The options to choose from; of a long list the nearest.
fn options(field: &Field, near: &[Arc<str>]) -> String {
    let (FieldType::Choice(vocabulary) | FieldType::Choices(vocabulary)) = &field.ty else {
        return "请填“是”或“否”。".into();
    };
    let all: Vec<&str> = vocabulary.options.iter().map(|option| &*option.name).collect();
    let (lead, named) = if all.len() <= 10 || near.is_empty() {
        ("请从这些选项中填", all)
    } else {
        ("请按规定的选项填，相近的有", near.iter().map(|option| &**option).collect())
    };
    let several = if is_several(field) { "；可填多项，用顿号隔开" } else { "" };
    format!("{lead}：{}{several}。", named.join("、"))
}

const fn is_several(field: &Field) -> bool {
    matches!(field.ty, FieldType::Choices(_))
}

/// The text as written, cut so that a sentence stays a sentence.
fn short(text: &str) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= 30 { flat } else { flat.chars().take(29).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::{Choice, Requirement, Vocabulary};
    use crate::origin::{CellRef, Source};

    fn said(ty: FieldType, doubt: &Doubt, written: &str) -> (String, Severity, String, String) {
        let (synonyms, meanings, groups) = (Vec::new(), Vec::new(), Vec::new());
        let required = Requirement::Optional;
        let field = Field {
            name: "某项".into(),
            ty,
            required,
            key: false,
            synonyms,
            meanings,
            groups,
            unit: None,
            help: String::new(),
            over_weeks: None,
            section: None,
            example: None,
        };
        let source = Source { file: "a.xlsx".into(), sheet: Some("表".into()) };
        let finding = finding(doubt, &field, written, &Place::cell(&source, CellRef::new(6, 7)));
        (finding.code.to_string(), finding.severity, finding.message, finding.suggestion)
    }

    #[test]
    fn a_finding_names_the_cell_the_text_the_fault_and_the_remedy() {
        let (code, severity, message, suggestion) = said(FieldType::Money, &Doubt::Range, "3000-5000");
        assert_eq!((code.as_str(), severity), ("V02", Severity::Error));
        assert_eq!(message, "H7：“某项”写的是“3000-5000”，是一个范围，不能确定是哪个数，没有计入。");
        assert_eq!(suggestion, "请只填一个数，单位按表头，例如1200；没有的空着。");
    }

    #[test]
    fn severities_follow_the_catalogue() {
        for (ty, doubt, written, code, severity) in [
            (FieldType::Date, Doubt::Unreadable, "看情况", "V04", Severity::Error),
            (FieldType::Date, Doubt::JanuaryOrOctober, "2022.1", "V05", Severity::Warning),
            (FieldType::Date, Doubt::Vague, "5月底", "V06", Severity::Note),
            (FieldType::Money, Doubt::Approximate, "约3000", "V14", Severity::Note),
            (FieldType::Money, Doubt::UnitInValue, "1.2亿元", "V15", Severity::Note),
            (FieldType::Code, Doubt::CodeCheckDigit, "91350200776049653B", "V10", Severity::Warning),
            (FieldType::Person, Doubt::NoName, "123", "V23", Severity::Error),
        ] {
            let said = said(ty, &doubt, written);
            assert_eq!((said.0.as_str(), said.1), (code, severity), "{written}");
        }
    }

    #[test]
    fn proposals_are_concrete() {
        assert!(said(FieldType::Code, &Doubt::CodeCharacter, "9135O200776049653A").3.contains("91350200776049653A"));
        assert!(said(FieldType::Date, &Doubt::JanuaryOrOctober, "2022.1").2.contains("2022年1月还是2022年10月"));
        let options = ["智能改造", "绿色改造"].map(|name| Choice { name: name.into(), ..Choice::default() });
        let kinds = FieldType::Choices(Arc::new(Vocabulary { options: options.into() }));
        let said = said(kinds, &Doubt::UnknownOption(Vec::new()), "数字化");
        assert_eq!(
            (said.1, said.3.as_str()),
            (Severity::Warning, "请从这些选项中填：智能改造、绿色改造；可填多项，用顿号隔开。")
        );
    }
}
