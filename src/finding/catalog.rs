//! The register of built-in codes. One entry a code; its page is `docs/codes/<CODE>.md`. Checks declared in forms bring their own.

use super::{Code, Severity};

/// A built-in code: what `explain` prints before the page.
#[derive(Debug)]
pub struct Entry {
    pub code: Code,
    /// Usual severity; a finding may be milder or graver where its page says so.
    pub severity: Severity,
    /// A few words, e.g. 表头未识别.
    pub title: &'static str,
    /// The page, Markdown: 含义, 为什么, 怎么改.
    pub page: &'static str,
}

/// Declares the entries as constants and the list of them all; the page of each must exist, or the crate does not build.
macro_rules! catalog {
    ($($name:ident $code:literal $severity:ident $title:literal;)*) => {
        $(pub static $name: Entry = Entry {
            code: Code::built_in($code),
            severity: Severity::$severity,
            title: $title,
            page: include_str!(concat!("../../docs/codes/", $code, ".md")),
        };)*
        /// All built-in codes, in order.
        pub static ALL: &[&Entry] = &[$(&$name),*];
    };
}

catalog! {
    // S 结构: files, sheets, tables, headers
    FILE_UNREADABLE "S01" Error "文件打不开";
    FILE_SKIPPED "S02" Note "文件已跳过";
    FORM_UNKNOWN "S03" Note "未识别表样";
    FORMAT_MISNAMED "S04" Note "扩展名与内容不符";
    FILE_ENCRYPTED "S05" Error "文件有密码";
    FILE_DAMAGED "S06" Error "文件已损坏";
    LIMIT_EXCEEDED "S07" Error "超出读取限度";
    COLUMN_MISSING "S08" Error "缺少必填列";
    COLUMN_UNKNOWN "S09" Note "未识别的列";
    COLUMN_ASSUMED "S10" Note "表头按含义推定";
    COLUMN_REPEATED "S11" Warning "两列对应同一字段";
    TOTAL_DIFFERS "S12" Warning "合计与明细不符";
    HIDDEN_PARTS "S13" Note "有隐藏的行、列或工作表";
    SHEET_DAMAGED "S14" Error "工作表只读出一部分";
    ZERO_REPORT "S15" Note "空表（零报告）";
    UNIT_UNCLEAR "S16" Note "金额单位没有写明";
    PERIOD_DIFFERS "S17" Warning "表内年份或周次与报送期不符";
    FORM_ASSUMED "S18" Note "表样按表头推定";
    MERGED_ODDLY "S19" Note "合并单元格异常";
    FILE_ODD "S20" Note "文件有异常之处";
    // V 取值: cells
    REQUIRED_BLANK "V01" Error "必填项为空";
    AMOUNT_UNREADABLE "V02" Error "金额读不出";
    NUMBER_UNREADABLE "V03" Error "数值读不出";
    DATE_UNREADABLE "V04" Error "日期读不出";
    DATE_AMBIGUOUS "V05" Warning "一月还是十月";
    DATE_VAGUE "V06" Note "日期不具体";
    OPTION_UNKNOWN "V07" Error "选项不在规定范围";
    OPTION_ASSUMED "V08" Note "选项按含义推定";
    PERCENT_ODD "V09" Warning "百分数可疑";
    CODE_INVALID "V10" Warning "统一社会信用代码有误";
    PHONE_ODD "V11" Warning "电话号码有误";
    ERROR_VALUE "V12" Error "公式错误值";
    FORMULA_NO_RESULT "V13" Error "公式没有结果";
    APPROXIMATE "V14" Note "数值是约数";
    UNIT_IN_VALUE "V15" Note "单元格自带单位";
    SEVERAL_PERSONS "V16" Note "一格多人";
    DATE_IMPOSSIBLE "V17" Error "日期不存在或不合理";
    MAGNITUDE_ODD "V18" Warning "数量级可疑";
    NEGATIVE "V19" Error "出现负数";
    NOT_WHOLE "V20" Warning "应为整数";
    DIGITS_LOST "V21" Warning "长号码丢失数位";
    YEAR_ASSUMED "V22" Note "日期没有年份";
    NAME_UNREADABLE "V23" Error "姓名读不出";
    // L 逻辑: rules in code; forms declare L01–L49
    LINK_MISSING "L50" Note "所指的另一张表里没有";
    CLASS_WITHOUT_PROJECT "L51" Note "A、B类企业没有项目";
    CLASS_WITH_PROJECT "L52" Note "C、D类企业有已开工项目";
    COUNTED_BEFORE_ENTRY "L53" Warning "未入规企业已在名录";
    ENTERED_BUT_NOT_LISTED "L54" Note "已入规企业不在名录";
    PROJECT_NOWHERE "L55" Note "项目不在任务清单";
    LINK_DENIED "L56" Note "已在另一张表却填否";
    // D 重复: duplicates, conflicts, versions
    ROW_REPEATED "D01" Warning "同一文件内重复";
    MERGED_EQUAL "D02" Note "多个单位报送且一致";
    VALUES_CONFLICT "D03" Warning "多个单位报送且不一致";
    SUPERSEDED "D04" Note "已有更新的版本";
    FILE_IDENTICAL "D05" Note "文件完全相同";
    NEARLY_SAME "D06" Note "项目名称相近";
    // N 名录: enterprises, units, persons, reference lists
    ENTERPRISE_UNKNOWN "N01" Error "企业不在名录";
    ENTERPRISE_ALIAS "N02" Note "企业用了别名";
    ENTERPRISE_CANDIDATES "N03" Error "企业名称待确认";
    CODE_NAME_DIFFER "N04" Warning "代码与名称不是同一企业";
    ENTERPRISE_NOT_COUNTED "N05" Note "企业不计入基数";
    UNIT_NOT_LISTED "N06" Warning "单位不在单位名单";
    SENDER_UNKNOWN "N07" Warning "报送单位不明";
    LIST_FAULT "N08" Warning "名录本身有误";
    TOWN_DIFFERS "N09" Note "与名录登记不一致";
    LIST_MISSING "N10" Error "缺少名录";
    DECISION_UNUSED "N11" Note "裁定没有用上";
    CADRE_DIFFERS "N12" Note "包联人与包联安排不一致";
    FACT_DIFFERS "N13" Note "同一企业前后填报不一致";
    UNIT_CATEGORY_DIFFERS "N14" Warning "单位类别不符";
    DECISION_APPLIED "N15" Note "裁定已采用";
    WAIVER_EXPIRED "N16" Note "豁免已到期";
    WAIVER_UNUSED "N17" Note "豁免没有用上";
    // H 历史
    ARCHIVE_DAMAGED "H90" Warning "归档已损坏";
    // H 历史: this week against the archived weeks before
    TOTAL_LOWER "H01" Warning "累计数下降";
    STAGE_BACKWARD "H02" Warning "阶段倒退";
    STALLED "H03" Warning "连续多周没有进展";
    PLAN_LATER "H04" Note "计划时间后移";
    COPIED "H05" Warning "与上周雷同";
    VANISHED "H06" Warning "项目消失";
    RENAMED "H07" Note "疑似改名";
    SIZE_CHANGED "H08" Note "总投资变化大";
    WEEK_NOT_ADDED "H09" Note "累计与本周数不衔接";
    // R 报送
    NOT_SENT "R01" Warning "没有报送";
    SENT_LATE "R02" Warning "迟报";
    SENT_BACK "R03" Warning "整份退回";
    ZERO_REPORT_UNSIGNED "R04" Warning "空表没有署名";
    REGISTER_UNREADABLE "R05" Note "收件登记读不出";
}

/// The entry of a code, if it is built in.
#[must_use]
pub fn find(code: &str) -> Option<&'static Entry> {
    ALL.iter().copied().find(|entry| entry.code.as_str().eq_ignore_ascii_case(code))
}
