//! Three tiny weeks of one county, run in order by the real binary: what is found against the week before, the clearing, the changes.

#![expect(clippy::expect_used, reason = "a test that cannot run has failed")]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const SETTINGS: &str = "county = \"试验县\"\nyear = 2022\n";
const ENTERPRISES: &str = "企业名称,统一社会信用代码,所属乡镇\n\
    试验甲山机械有限公司,91350200776049653A,城关镇\n\
    试验乙水纺织有限公司,91440101MA5CJQ4N59,城关镇\n\
    试验丙林食品有限公司,11370881004339597L,东河镇\n\
    试验丁田化工有限公司,,东河镇\n";
const UNITS: &str = "单位名称,单位类别,应报表,报送周期\n城关镇,乡镇,任务清单,周\n东河镇,乡镇,任务清单,周\n";
const CARE: &str = "企业名称,包联干部,服务部门\n试验甲山机械有限公司,张明,科工局\n试验丙林食品有限公司,李强,科工局\n";
const PLAN: &str = "企业名称,列入基数,计划清零时间\n试验丁田化工有限公司,是,2022-05-01\n";
const HEADINGS: &str = "企业名称,项目名称,改造类型,总投资（万元）,年度计划投资（万元）,本周完成投资（万元）,本年累计完成投资（万元）,\
    项目阶段,实际开工时间,项目负责人,项目包联人,政策落实人";

fn row(name: &str, project: &str, week: u32, year: u32, stage: &str) -> String {
    format!("{name},{project},技术改造,1000,800,{week},{year},{stage},2022年3月1日,王建国,张明,赵六\n")
}

fn write(office: &Path, path: &str, text: &str) {
    let path = office.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

fn sheet(office: &Path, week: &str, unit: &str, rows: &[String]) {
    write(office, &format!("收件/{week}/{unit}/任务清单.csv"), &format!("{HEADINGS}\n{}", rows.concat()));
}

fn run(office: &Path, week: &str) -> Value {
    let args = ["run", ".", "--week", week, "--json", "-"];
    let out = Command::new(env!("CARGO_BIN_EXE_sangai")).args(args).current_dir(office).output().expect("runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).expect("JSON")
}

/// `H01 东河镇 G2` of every finding of the history.
fn history(result: &Value) -> Vec<String> {
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or("·").to_owned();
    let findings = result["findings"].as_array().expect("findings");
    let of_history = findings.iter().filter(|finding| text(finding, "code").starts_with('H'));
    of_history.map(|f| format!("{} {} {}", text(f, "code"), text(f, "unit"), text(f, "cell"))).collect()
}

fn table<'a>(result: &'a Value, id: &str) -> Option<&'a Value> {
    result["tables"].as_array().expect("tables").iter().find(|table| table["id"] == id)
}

/// The last row of a table.
fn total(result: &Value, id: &str) -> Vec<Value> {
    let rows = table(result, id).expect(id)["rows"].as_array().expect("rows");
    rows.last().and_then(Value::as_array).cloned().unwrap_or_default()
}

fn opening_to_closing(result: &Value) -> Vec<u64> {
    // 乡镇 期初 清零 移出 新增 返零 新入规 未报、暂缓 期末
    [1, 2, 3, 4, 8].iter().filter_map(|column| total(result, "清零-乡镇")[*column].as_u64()).collect()
}

#[test]
fn three_weeks_in_order_are_one_story() {
    let folder = tempfile::tempdir().expect("scratch");
    let office = folder.path();
    write(office, "sangai.toml", SETTINGS);
    for (name, text) in [("规上工业企业名录", ENTERPRISES), ("单位名单", UNITS), ("包联安排", CARE), ("清零安排", PLAN)]
    {
        write(office, &format!("名录/{name}.csv"), text);
    }
    let a = |week, year, stage| row("试验甲山机械有限公司", "数控车间改造项目", week, year, stage);
    let b = |week, year, stage| row("试验乙水纺织有限公司", "织机更新项目", week, year, stage);
    let c = |week, year, stage| row("试验丙林食品有限公司", "冷库扩能项目", week, year, stage);

    sheet(office, "2022-W18", "城关镇", &[a(20, 100, "在建"), b(10, 50, "在建")]);
    sheet(office, "2022-W18", "东河镇", &[c(5, 30, "开工")]);
    let first = run(office, "2022-W18");
    assert_eq!(history(&first), [""; 0], "nothing to compare with");
    assert!(table(&first, "较上周-个数").is_none() && table(&first, "走势-覆盖率").is_none());
    assert_eq!(opening_to_closing(&first), [1, 0, 0, 0, 1]);
    assert_eq!(first["figures"]["逾期未清零企业数"]["value"], 1, "the plan said 1 May");

    sheet(office, "2022-W19", "城关镇", &[a(30, 130, "在建"), b(10, 45, "开工")]);
    let second = run(office, "2022-W19");
    assert_eq!(history(&second), ["H01 城关镇 G3", "H02 城关镇 H3"]);
    assert_eq!(opening_to_closing(&second), [1, 0, 0, 1, 2], "东河镇 has not sent");
    assert_eq!(second["figures"]["返零企业数"], Value::Null);
    let change = &table(&second, "较上周-个数").expect("a change")["rows"];
    let zero = change.as_array().expect("rows").iter().find(|row| row[0] == "零项目企业数").expect("the figure");
    assert_eq!((&zero[1], &zero[2], &zero[3]), (&Value::from(2), &Value::from(1), &Value::from(1)));

    let d = row("试验丁田化工有限公司", "尾气治理项目", 0, 0, "前期").replace("2022年3月1日", "");
    sheet(office, "2022-W20", "城关镇", &[a(0, 130, "停工")]);
    sheet(office, "2022-W20", "东河镇", &[c(15, 60, "在建"), d]);
    let third = run(office, "2022-W20");
    assert_eq!(history(&third), ["H06 城关镇 ·"], "the row of 试验乙水 is gone; 东河镇 is compared with week 18");
    assert_eq!(opening_to_closing(&third), [2, 2, 0, 1, 1]);
    let rate = &third["figures"]["清零率"];
    assert_eq!((&rate["numerator"], &rate["denominator"]), (&Value::from(1), &Value::from(1)));
    assert_eq!(table(&third, "走势-覆盖率").expect("a trend")["rows"].as_array().map(Vec::len), Some(3));
    let states: Vec<&str> =
        third["ledger"]["清零台账"].as_array().expect("the book").iter().filter_map(|row| row["状态"].as_str()).collect();
    assert_eq!(states, ["有项目", "新增", "补报", "清零"]);

    let again = run(office, "2022-W20");
    assert_eq!(again["outputs"], third["outputs"], "the same bytes");
}
