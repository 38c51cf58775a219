//! 报送纪律 end to end: the real binary over a small office of csv files.

#![expect(clippy::expect_used, reason = "a test that cannot run has failed")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn sangai(args: &[&str], dir: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sangai")).args(args).current_dir(dir).env("NO_COLOR", "1").output().expect("runs")
}

fn write(dir: &Path, name: &str, text: &str) {
    let path = dir.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

const HEADER: &str = "企业名称,项目名称,改造类型,总投资（万元）,年度计划投资（万元）,本年累计完成投资（万元）,项目阶段,项目负责人,项目包联人,政策落实人";

/// Five towns: on time, late, a signed and an unsigned empty sheet, nothing at all.
fn office(dir: &Path) {
    write(dir, "sangai.toml", "county = \"某县\"\nyear = 2022\n");
    write(
        dir,
        "名录/规上工业企业名录.csv",
        "企业名称,统一社会信用代码,所属乡镇\n甲山机械有限公司,91350200776049653A,甲镇\n乙水纺织有限公司,91440101MA5CJQ4N59,乙镇\n",
    );
    let unit = |name: &str| format!("{name},乡镇,任务清单,周\n");
    let units: String = ["甲镇", "乙镇", "丙镇", "丁镇", "戊镇"].map(unit).concat();
    write(dir, "名录/单位名单.csv", &format!("单位名称,单位类别,应报表,报送周期\n{units}"));
    write(dir, "名录/收件登记.csv", "报送单位,报表,收到时间\n甲镇,任务清单,2022-05-20 09:00\n乙镇,任务清单,2022-05-23 08:30\n");
    let row = |name: &str| format!("{HEADER}\n{name},设备更新项目,技术改造,800,500,100,在建,赵六,李四,王五\n");
    write(dir, "收件/2022-W20/甲镇/任务清单.csv", &row("甲山机械有限公司"));
    write(dir, "收件/2022-W20/乙镇/任务清单.csv", &row("乙水纺织有限公司"));
    let empty = "项目名称,企业名称,改造类型,总投资（万元）,年度计划投资（万元）,本年累计完成投资（万元）,项目阶段,项目负责人,项目包联人,政策落实人\n";
    write(dir, "收件/2022-W20/丙镇/任务清单.csv", &format!("任务清单\n填报单位：丙镇,填报人：钱七\n{empty}"));
    write(dir, "收件/2022-W20/丁镇/任务清单.csv", &format!("任务清单\n{empty}"));
}

fn document(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn status_tells_who_owes_what_and_what_to_say() {
    let folder = tempfile::tempdir().expect("scratch");
    office(folder.path());
    let status = document(&sangai(&["status", "--week", "2022-W20", "--json"], folder.path()));
    let told: Vec<String> = status["units"]
        .as_array()
        .expect("units")
        .iter()
        .map(|unit| {
            let form = &unit["forms"][0];
            let text = |value: &Value| value.as_str().unwrap_or("—").to_owned();
            format!("{} {} {} {}", text(&unit["unit"]), text(&form["state"]), text(&form["timing"]), text(&form["received_by"]))
        })
        .collect();
    assert_eq!(
        told,
        [
            "甲镇 已接收 按时 收件登记",
            "乙镇 已接收 迟报 收件登记",
            "丙镇 零报告 时间未知 —",
            "丁镇 空表未署名 时间未知 —",
            "戊镇 未报送 未报 —"
        ]
    );
    assert_eq!(status["total"]["due"], 5);
    let reminder = |index: usize| status["units"][index]["reminder"].as_str().unwrap_or_default().to_owned();
    assert!(reminder(0).is_empty() && reminder(2).is_empty());
    assert!(reminder(1).contains("5月23日08:30") && reminder(3).contains("没有署名") && reminder(4).contains("至今没有收到"));
    assert!(!folder.path().join("输出").exists(), "status writes nothing");
    let early = document(&sangai(&["status", "--week", "2022-W21", "--now", "2022-05-25T09:00", "--json"], folder.path()));
    assert_eq!(
        (&early["total"]["open"], &early["total"]["missing"]),
        (&5.into(), &0.into()),
        "nobody is missing before the deadline"
    );
}

#[test]
fn a_run_counts_over_the_discipline_and_never_passes_100_percent() {
    let folder = tempfile::tempdir().expect("scratch");
    office(folder.path());
    let run = document(&sangai(&["run", "-q", "--json", "-"], folder.path()));
    let pair = |name: &str| {
        let figure = &run["figures"][name];
        (figure["numerator"].as_f64().expect(name), figure["denominator"].as_f64().expect(name))
    };
    assert_eq!(pair("报送及时率"), (3.0, 5.0));
    assert_eq!(pair("报送率"), (4.0, 5.0));
    assert_eq!(pair("一次通过率"), (3.0, 4.0));
    let codes: Vec<&str> = run["findings"].as_array().expect("findings").iter().filter_map(|f| f["code"].as_str()).collect();
    for code in ["R01", "R02", "R04"] {
        assert_eq!(codes.iter().filter(|known| **known == code).count(), 1, "{code}: {codes:?}");
    }
    assert_eq!(run["ledger"]["报送记录"].as_array().map(Vec::len), Some(5));
}

#[test]
fn the_office_says_it_in_its_own_words() {
    let folder = tempfile::tempdir().expect("scratch");
    office(folder.path());
    write(folder.path(), "模板/催报.txt", "【未报】\n请{单位}补报{报表}。\n");
    let out = sangai(&["status"], folder.path());
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(said.contains("请戊镇补报《任务清单》。") && !said.contains("没有署名"), "{said}");
    write(folder.path(), "模板/催报.txt", "【未报】\n请{单位名}补报。\n");
    let out = sangai(&["status"], folder.path());
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("模板/催报.txt 第2行"));
}
