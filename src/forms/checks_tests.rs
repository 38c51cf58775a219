//! What the declared checks say of rows, in the words of the rows: which codes fire, and that good rows are silent.

use std::sync::Arc;

use super::{Check, FieldType, Form, Forms};
use crate::settings::Settings;
use crate::value::{Date, Day, State, Value};

/// 2022-05-22, with the default parameters.
fn given(name: &str) -> Option<State> {
    Settings::defaults("甲县", 2022).given(name, Day::new(2022, 5, 22)?)
}

/// `字段=值 字段=值`: `2022-05-16` is a day, `2022-05` a month, `/` is not applicable.
fn row(form: &Form, text: &str) -> Vec<State> {
    let mut row = vec![State::Blank; form.fields.len()];
    for (name, value) in text.split_whitespace().filter_map(|pair| pair.split_once('=')) {
        let field = form.index(name).unwrap_or_else(|| panic!("no field {name}"));
        let read = if value == "/" { State::NotApplicable } else { State::Value(read(&form.fields[field].ty, value)) };
        row[field] = read;
    }
    row
}

fn read(ty: &FieldType, text: &str) -> Value {
    let parts: Vec<i16> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    let value = match ty {
        FieldType::Date | FieldType::Month => Value::Date(
            match parts[..] {
                [year, month, day] => Day::new(year, month as u8, day as u8).map(Date::day),
                [year, month] => Date::month(year, month as u8),
                _ => None,
            }
            .expect(text),
        ),
        FieldType::YesNo => Value::Bool(text == "是"),
        FieldType::Choices(_) | FieldType::Texts => Value::List(text.split('、').map(Arc::from).collect()),
        ty if ty.holds(&Value::text("")) => Value::text(text),
        _ => Value::Number(text.parse().expect(text)),
    };
    let known =
        ty.vocabulary().is_none_or(|v| v.names().any(|name| value == Value::text(name)) || matches!(value, Value::List(_)));
    assert!(ty.holds(&value) && known, "{text}");
    value
}

fn fires(form: &Form, check: &Check, row: &[State]) -> bool {
    let truth = |expr| form.bind(expr, &given).expect("a valid check").truth(row);
    check.when.as_ref().is_none_or(|when| truth(when).is_true()) && truth(&check.must).is_false()
}

#[track_caller]
fn expect(form: &str, cases: &[(&str, &str)]) {
    let forms = Forms::built_in();
    let form = forms.get(form).expect("a built-in form");
    for (text, codes) in cases {
        let row = row(form, text);
        let fired: Vec<_> = form.checks.iter().filter(|c| fires(form, c, &row)).map(|c| c.code.to_string()).collect();
        assert_eq!(fired.join(" "), *codes, "{text}");
    }
}

#[test]
fn money_of_the_task_list() {
    let good = "项目阶段=在建 实际开工时间=2022-03 总投资=5000 年度计划投资=3000 本周完成投资=100";
    let say = |more: &str| format!("{good} {more}");
    let cases = [
        (say("本年累计完成投资=800 自开工累计完成投资=1200 设备投资=2000"), ""),
        (say("本年累计完成投资=100 自开工累计完成投资=100"), ""),
        (say("本年累计完成投资=90"), "L01"),
        (say("本年累计完成投资=800 自开工累计完成投资=700"), "L02"),
        (say("本年累计完成投资=800 自开工累计完成投资=5001"), "L03"),
        (say("本年累计完成投资=5001"), "L03"),
        (say("本年累计完成投资=800 设备投资=6000"), "L04"),
        (say("本年累计完成投资=800 年度计划投资=8000"), "L05"),
        (say("本年累计完成投资=800 年度计划投资=300"), "L17"),
        ("总投资=/ 年度计划投资=300 设备投资=10".to_owned(), ""),
    ];
    expect("任务清单", &cases.each_ref().map(|(text, codes)| (text.as_str(), *codes)));
}

#[test]
fn dates_and_stages_of_the_task_list() {
    expect(
        "任务清单",
        &[
            ("项目阶段=谋划 计划开工时间=2022-09 计划竣工时间=2023-05 本年累计完成投资=0", ""),
            ("计划开工时间=2022-09 计划竣工时间=2022-09", ""),
            ("计划开工时间=2022-09 计划竣工时间=2022-08", "L06"),
            ("实际开工时间=2022-05-10 实际竣工时间=2022-05-09", "L07"),
            ("项目阶段=竣工 实际开工时间=2022-03 实际竣工时间=2022-05", ""),
            ("项目阶段=在建 实际开工时间=2022-06", "L08"),
            ("项目阶段=在建 实际开工时间=2022-03 实际竣工时间=2022-12", "L08"),
            ("项目阶段=前期 本年累计完成投资=20", "L09"),
            ("项目阶段=前期 本年累计完成投资=0 自开工累计完成投资=20", "L09"),
            ("项目阶段=前期 本年累计完成投资=20 自开工累计完成投资=20", "L09"),
            ("项目阶段=前期 实际开工时间=2022-03", "L10"),
            ("项目阶段=投产 实际开工时间=2021-03", "L11"),
            ("项目阶段=在建 实际开工时间=2021-03 实际竣工时间=2022-03", "L12"),
            ("项目阶段=停工 实际开工时间=2021-03 实际竣工时间=2022-03", ""),
            ("项目阶段=在建", "L13"),
            ("项目阶段=达产 实际开工时间=2021-03 实际竣工时间=2022-03 自开工累计完成投资=0", "L14"),
            ("项目负责人=甲 项目包联人=乙 政策落实人=丙", ""),
            ("项目负责人=甲 项目包联人=甲 政策落实人=丙", "L15"),
            ("项目负责人=甲 项目包联人=乙 政策落实人=甲", "L15"),
            ("项目负责人=甲 项目包联人=乙 政策落实人=乙", "L16"),
        ],
    );
}

#[test]
fn the_pool_of_plans_and_the_support_of_projects() {
    expect(
        "谋划项目库",
        &[
            ("规划期=近期 计划开工年=2022 计划完工年=2024 是否转入年度清单=是", ""),
            ("规划期=近期 计划开工年=2024 计划完工年=2023", "L06"),
            ("规划期=近期 计划开工年=2024 计划完工年=2029", "L18"),
            ("规划期=中期 计划完工年=2030", ""),
            ("规划期=远期 计划完工年=2030", "L18"),
            ("规划期=近期 计划开工年=2021 是否转入年度清单=否", "L19"),
        ],
    );
    expect(
        "要素保障台账",
        &[
            ("是否列入重点工业项目库=是 入库日期=2022-04 股权投资方=聚鑫 股权投资金额=5000", ""),
            ("是否列入重点工业项目库=是 入库日期=2022-07", "L08"),
            ("是否列入重点工业项目库=是", "L20"),
            ("是否列入重点工业项目库=否 入库日期=2022-04", "L20"),
            ("股权投资方=聚鑫", "L21"),
            ("股权投资金额=5000", "L21"),
        ],
    );
}

#[test]
fn loans_rewards_and_policies() {
    expect(
        "银企对接台账",
        &[
            ("对接结果=已放款 授信金额=500 放款金额=300 利率=0.0435 对接日期=2022-05-03 放款日期=2022-05-18", ""),
            ("对接结果=对接中 放款金额=/", ""),
            ("对接结果=已放款 授信金额=300 放款金额=500", "L23"),
            ("对接结果=已放款 授信金额=300", "L24"),
            ("对接结果=对接中 放款金额=300", "L24"),
            ("对接日期=2022-05-18 放款日期=2022-05-03", "L25"),
            ("对接结果=未通过", "L26"),
            ("利率=4.35", "L27"),
            ("对接结果=已签约", "L28"),
        ],
    );
    expect(
        "升规入统培育库",
        &[
            (
                "是否已入规=是 上年主营业务收入=1800 本年累计主营业务收入=900 预计全年主营业务收入=2300 应奖励金额=10 已奖励金额=10",
                "",
            ),
            ("应奖励金额=10 已奖励金额=20", "L29"),
            ("企业名称=甲厂 母体企业=乙厂", ""),
            ("企业名称=甲厂 母体企业=甲厂", "L37"),
            ("本年累计主营业务收入=900 预计全年主营业务收入=800", "L30"),
            ("是否已入规=是 上年主营业务收入=100 本年累计主营业务收入=90 预计全年主营业务收入=200", "L31"),
        ],
    );
    expect(
        "政策兑现台账",
        &[
            ("办理状态=已兑现 申报金额=100 审定金额=80 已兑现金额=80 申报日期=2022-03-01 兑现日期=2022-04-01", ""),
            ("办理状态=未申报", ""),
            ("办理状态=已兑现 申报日期=2022-01-05 审定金额=80 已兑现金额=90", "L29"),
            ("申报日期=2022-03-01 兑现日期=2022-02-01", "L25"),
            ("申报金额=100 审定金额=110", "L33"),
            ("办理状态=部分兑现", "L34"),
            ("办理状态=审核中 申报金额=9 审定金额=5 已兑现金额=5", "L34"),
            ("办理状态=已兑现 审定金额=80 已兑现金额=80", "L48"),
            ("办理状态=已兑现 申报金额=80 已兑现金额=80", "L49"),
            ("办理状态=不予支持", "L26"),
        ],
    );
}

#[test]
fn enterprises_and_platforms() {
    expect(
        "专精特新培育库",
        &[
            ("现有等级=省级专精特新 拟申报等级=国家级小巨人 上年营业收入=10000 研发费用=400 研发占比=0.042 有效期至=2024-06", ""),
            ("上年营业收入=10000 研发费用=400 研发占比=0.05", "L35"),
            ("现有等级=省级专精特新 拟申报等级=创新型中小企业", "L36"),
            ("现有等级=无 拟申报等级=后备", ""),
            ("上年营业收入=300 研发费用=400", "L04"),
            ("认定年度=2023", "L39"),
            ("现有等级=省级专精特新 有效期至=2022-03", "L40"),
        ],
    );
    expect(
        "企业分类评价",
        &[
            ("年度=2021 贡献得分=90 创新得分=0 管理得分=100 现类别=A 一票否决事项=/", ""),
            ("管理得分=120", "L41"),
            ("现类别=B 一票否决事项=安全事故", "L42"),
        ],
    );
    expect(
        "科创平台台账",
        &[("状态=已认定 认定日期=2022-03", ""), ("状态=已认定", "L43"), ("状态=洽谈 认定日期=2022-03", "L44")],
    );
    expect("规上工业企业名录", &[("入规时间=2020-11 退规时间=2020-03", "L25")]);
}

#[test]
fn activities_problems_and_visits() {
    expect("政策活动台账", &[("日期=2022-05-20", ""), ("日期=2022-05-23", "L08")]);
    expect(
        "企业问题台账",
        &[
            ("提出时间=2022-04-01 交办时间=2022-04-02 办结时间=2022-04-09 办理状态=已办结 办理时限=2022-04-08", ""),
            ("提出时间=2022-04-01 交办时间=2022-03-02", "L25"),
            ("提出时间=2022-04-01 办结时间=2022-03-02 办理状态=已办结", "L25"),
            ("办理状态=已办结", "L45"),
            ("办理状态=办理中 办结时间=2022-04-09", "L46"),
            ("办理状态=办理中 办理时限=2022-05-08", "L47"),
        ],
    );
    expect(
        "包联走访台账",
        &[
            ("本周走访次数=2 累计走访次数=2 收集问题数=3 解决问题数=3", ""),
            ("本周走访次数=3 累计走访次数=2", "L01"),
            ("收集问题数=3 解决问题数=4", "L04"),
        ],
    );
}
