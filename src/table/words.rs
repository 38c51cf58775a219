//! The words of office sheets that structure a page, whatever its subject: totals, notes, signatures, units of measure.
//!
//! Words that name a form's fields do not belong here; see the lexicon.

use super::text::{split_brackets, squash};

/// Row labels of grand totals.
const TOTALS: &[&str] =
    &["合计", "总计", "共计", "总合计", "汇总", "累计", "总数", "总和", "全县合计", "合计数", "计", "合计栏", "合计行"];
/// Row labels of part totals.
const SUBTOTALS: &[&str] = &["小计", "本页小计", "本页合计", "分计", "小结"];
/// How footers begin: notes, instructions, sources, print marks.
const NOTES: &[&str] = &[
    "注：",
    "注:",
    "注1",
    "注2",
    "注释",
    "备注：",
    "备注:",
    "备注1",
    "说明：",
    "说明:",
    "填表说明",
    "填报说明",
    "填写说明",
    "编制说明",
    "情况说明：",
    "数据来源",
    "资料来源",
    "来源：",
    "本表",
    "此表",
    "附注",
    "附：",
    "附件：",
    "备注说明",
    "温馨提示",
    "注意事项",
    "要求：",
    "填报要求",
    "填表要求",
    "指标解释",
    "*注",
    "※",
    "★注",
    "以上数据",
    "（注",
    "(注",
];
/// Labels of facts that stand around a table, blanks and bracketed notes left out.
const FACTS: &[&str] = &[
    "填报单位",
    "填报部门",
    "报送单位",
    "报送部门",
    "上报单位",
    "填表单位",
    "编制单位",
    "制表单位",
    "单位名称",
    "责任单位",
    "主管部门",
    "主管单位",
    "牵头单位",
    "汇总单位",
    "公司名称",
    "部门",
    "单位",
    "企业名称",
    "乡镇",
    "填报人",
    "填表人",
    "制表人",
    "制表",
    "经办人",
    "联系人",
    "审核人",
    "审核",
    "复核",
    "复核人",
    "审签人",
    "审批人",
    "审定",
    "负责人",
    "单位负责人",
    "部门负责人",
    "分管领导",
    "主要领导",
    "主要负责人",
    "单位领导",
    "部门主管",
    "签字",
    "签字人",
    "签名",
    "盖章",
    "公章",
    "联系电话",
    "电话",
    "手机",
    "手机号",
    "手机号码",
    "填报人手机号",
    "填报时间",
    "填报日期",
    "填表时间",
    "填表日期",
    "报送时间",
    "报送日期",
    "制表时间",
    "制表日期",
    "上报时间",
    "上报日期",
    "统计时间",
    "统计日期",
    "日期",
    "时间",
    "截止日期",
    "截至日期",
    "截止时间",
    "截至时间",
    "截至",
    "截止",
    "数据截止",
    "所属期",
    "报告期",
    "统计期",
    "月份",
    "年度",
    "周次",
    "期次",
    "开始时间",
    "结束时间",
    "计量单位",
    "金额单位",
    "货币单位",
    "单位负责",
    "统计",
    "统计人",
    "工程名称",
    "制表部门",
    "编报单位",
    "统计负责人",
    "科室负责人",
    "监督电话",
    "邮箱",
    "传真",
    "地址",
    "批次",
    "编号",
    "表号",
    "制定机关",
    "批准文号",
    "有效期至",
];
/// Units of measure, as they stand in brackets, unit rows and unit lines.
const MEASURES: &[&str] = &[
    "元",
    "千元",
    "万元",
    "百万元",
    "千万元",
    "亿元",
    "万",
    "亿",
    "人民币",
    "美元",
    "万美元",
    "亿美元",
    "欧元",
    "%",
    "％",
    "‰",
    "百分点",
    "个百分点",
    "个",
    "家",
    "户",
    "人",
    "人次",
    "万人",
    "名",
    "项",
    "件",
    "次",
    "期",
    "批",
    "套",
    "台",
    "台套",
    "辆",
    "条",
    "座",
    "处",
    "组",
    "份",
    "张",
    "本",
    "分",
    "天",
    "日",
    "月",
    "年",
    "个月",
    "周",
    "小时",
    "分钟",
    "工作日",
    "个工作日",
    "亩",
    "公顷",
    "平方米",
    "万平方米",
    "平方公里",
    "㎡",
    "m²",
    "m2",
    "立方米",
    "万立方米",
    "m³",
    "m3",
    "公里",
    "千米",
    "米",
    "厘米",
    "毫米",
    "km",
    "m",
    "mm",
    "cm",
    "吨",
    "万吨",
    "千克",
    "公斤",
    "斤",
    "克",
    "kg",
    "KG",
    "t",
    "g",
    "吨标准煤",
    "万吨标准煤",
    "吨标煤",
    "千瓦时",
    "万千瓦时",
    "kWh",
    "度",
    "万度",
    "千瓦",
    "万千瓦",
    "兆瓦",
    "MW",
    "kW",
    "升",
    "万元/亩",
    "元/亩",
    "元/吨",
    "元/人",
    "元/月",
    "万股",
    "股",
    "元/股",
    "年月日",
    "年/月",
    "年月",
    "倍",
    "岁",
    "元/平方米",
    "mg/L",
    "mg/m3",
    "℃",
    "篇",
    "场",
    "部",
    "所",
    "村",
    "镇",
    "栋",
    "层",
    "间",
    "床",
    "只",
    "头",
    "棵",
    "株",
];
/// What is put where there is no value.
const MARKS: &[&str] = &[
    "-",
    "--",
    "—",
    "——",
    "－",
    "/",
    "／",
    "\\",
    "√",
    "×",
    "✓",
    "✔",
    "○",
    "●",
    "△",
    "▲",
    "无",
    "暂无",
    "有",
    "是",
    "否",
    "未",
    "已",
    "同上",
    "〃",
    "\"",
    "*",
    "☑",
    "□",
    "待定",
    "不涉及",
    "不适用",
    "N/A",
];

/// `年   月   日`, `____`: a place to write in.
pub(super) fn is_unfilled(text: &str) -> bool {
    let text = text.strip_prefix("20").unwrap_or(text);
    text.chars().any(|c| "年_＿□".contains(c)) && text.chars().all(|c| "年月日时分_＿□".contains(c) || c.is_whitespace())
}

pub(super) fn is_mark(text: &str) -> bool {
    text.len() <= 9 && MARKS.contains(&text) || is_unfilled(text)
}

/// Whether text is a unit of measure, or several (`万元、个`).
pub(super) fn is_measure(text: &str) -> bool {
    text.chars().count() <= 16 && measures(text).is_some()
}

/// The units of measure named by a text such as `万元、%`; `None` when any part is something else.
pub(super) fn measures(text: &str) -> Option<Vec<String>> {
    let text = squash(text).replace("人民币", "");
    let text = text.trim_matches(['：', ':', '；', '。', '，']);
    if MEASURES.contains(&text) {
        return Some(vec![text.to_owned()]);
    }
    let parts: Vec<String> =
        text.split(['、', '，', ',', '；', '或']).map(|part| split_brackets(part).0).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty() && parts.iter().all(|part| MEASURES.contains(&part.as_str()))).then_some(parts)
}

/// What a row label says of its row's amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sum {
    Total,
    Subtotal,
}

/// Reads a row label as that of a total: `合  计`, `总计：`, `合计（12个）`, `城关镇小计`. `text` may have any blanks.
pub(super) fn sum_label(text: &str) -> Option<Sum> {
    // Cheap refusal first: this runs for the leading cells of every row.
    if text.len() > 90 || !text.contains(['计', '总', '和', '结']) {
        return None;
    }
    let squashed = squash(text);
    let (outside, _) = split_brackets(&squashed);
    let name = outside.trim_end_matches(['：', ':', '数']);
    if TOTALS.contains(&name) {
        return Some(Sum::Total);
    }
    if SUBTOTALS.contains(&name) {
        return Some(Sum::Subtotal);
    }
    if name.chars().count() > 12 {
        return None;
    }
    if name.ends_with("小计") {
        return Some(Sum::Subtotal);
    }
    let counted = |word: &str| {
        name.strip_prefix(word).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || c == '：' || c == ':'))
    };
    (name.ends_with("合计") || name.ends_with("总计") || counted("合计") || counted("总计") || counted("共计"))
        .then_some(Sum::Total)
}

/// The first words of a footer note.
pub(super) fn starts_note(text: &str) -> bool {
    let text = text.trim_start();
    if NOTES.iter().any(|note| text.starts_with(note)) {
        return true;
    }
    is_page_mark(text)
        || text.starts_with('注')
            && text.chars().nth(1).is_some_and(|c| c.is_whitespace() || c.is_ascii_digit() || "、，。".contains(c))
}

/// `第1页 共3页`, `第33页/共33页`, `- 2 -`.
fn is_page_mark(text: &str) -> bool {
    text.starts_with('第') && text.contains('页') && text.chars().count() <= 20
        || text.starts_with("共") && text.trim_end().ends_with('页') && text.chars().count() <= 12
}

/// Whether a label names a fact that stands around tables (填报人, 审核, 联系电话 …).
pub(super) fn is_fact(label: &str) -> bool {
    let squashed = squash(label);
    let (outside, _) = split_brackets(&squashed);
    FACTS.contains(&outside.trim_end_matches(['：', ':']))
}

/// 附件1, 附表2：, 附件一: the mark in the corner above a title.
pub(super) fn is_annex(text: &str) -> bool {
    let text = squash(text);
    text.chars().count() <= 12
        && ["附件", "附表", "附录", "表"].iter().any(|word| {
            text.strip_prefix(word).is_some_and(|rest| {
                rest.trim_end_matches(['：', ':']).chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十-－—.".contains(c))
            })
        })
}

/// A row that shows how to fill in: 例：…, 示例, 该行为样例.
pub(super) fn is_sample(text: &str) -> bool {
    let text = text.trim().trim_start_matches(['（', '(', '【', '[', '*']);
    ["例：", "例:", "例如", "示例", "样例", "举例", "填写示例", "范例", "填报示例", "模板示例"]
        .iter()
        .any(|word| text.starts_with(word))
        || text == "例"
        || (text.contains("样例") || text.contains("示例")) && text.contains("行") && text.chars().count() <= 24
}

/// Headings of the serial-number column.
pub(super) fn is_serial_heading(text: &str) -> bool {
    matches!(
        squash(text).as_str(),
        "序号" | "编号" | "项次" | "行次" | "顺序号" | "序" | "No." | "NO." | "No" | "NO" | "排序" | "№"
    )
}

/// Headings that stand alone even under a group that is not merged.
pub(super) fn stands_alone(text: &str) -> bool {
    is_serial_heading(text)
        || matches!(split_brackets(&squash(text)).0.as_str(), "备注" | "说明" | "备注说明" | "合计" | "总计" | "小计")
}

/// Words of an instruction row under the header.
pub(super) fn is_instruction(text: &str) -> bool {
    let text = squash(text);
    text.chars().count() <= 24
        && [
            "必填",
            "选填",
            "下拉",
            "单选",
            "多选",
            "文本",
            "数字",
            "数值",
            "日期格式",
            "格式",
            "手填",
            "自动生成",
            "自动计算",
            "不填",
            "保留",
        ]
        .iter()
        .any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_recognised_in_their_spellings() {
        for yes in ["合计", "合  计", "总\u{3000}计：", "合计（12个）", "合计：12个", "全县合计", "汇 总", "2022年合计"]
        {
            assert_eq!(sum_label(yes), Some(Sum::Total), "{yes}");
        }
        for yes in ["小计", "小 计", "城关镇小计", "本页小计"] {
            assert_eq!(sum_label(yes), Some(Sum::Subtotal), "{yes}");
        }
        for no in ["计划", "会计师事务所", "总投资", "数据汇总平台", "设计", "合计划拨"] {
            assert_eq!(sum_label(no), None, "{no}");
        }
    }

    #[test]
    fn units_are_told_from_units() {
        assert_eq!(measures("万元、个"), Some(vec!["万元".into(), "个".into()]));
        assert_eq!(measures("人民币万元"), Some(vec!["万元".into()]));
        assert_eq!(measures("城关镇"), None);
        assert!(!is_measure("科工局"));
    }

    #[test]
    fn annex_marks() {
        for yes in ["附件1", "附 件 2：", "附件一", "附表1-2"] {
            assert!(is_annex(yes), "{yes}");
        }
        assert!(!is_annex("附件清单"));
    }
}
