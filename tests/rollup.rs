//! A city over ten counties: the same statistics with the county as a further dimension, down to the counties' cells.

#![expect(clippy::expect_used, reason = "a test that cannot run has failed")]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sangai::run::{self, Declared};
use sangai::settings::{Office, Week};
use serde_json::Value;

const COUNTIES: [&str; 10] = ["甲县", "乙县", "丙县", "丁县", "戊县", "己县", "庚县", "辛县", "壬县", "癸县"];
const WEEK: &str = "2022-W20";

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

/// Enterprises, those with a project, and 万元 of total investment of the `n`th county.
fn numbers(n: usize) -> (usize, usize, usize) {
    let (enterprises, with) = (3 + n % 4, 1 + n % 3);
    (enterprises, with, (0..with).map(|i| 1000 + 100 * n + i).sum())
}

/// A county that has run its week. Every county has a 城东镇, a cadre 李四 and an enterprise 华岩纺织有限公司.
fn county(root: &Path, n: usize) -> PathBuf {
    let dir = root.join(COUNTIES[n]);
    put(&dir, "sangai.toml", &format!("county = \"{}\"\nyear = 2022\n", COUNTIES[n]));
    put(&dir, "名录/单位名单.csv", "单位名称,单位类别,应报表,报送周期\n城东镇,乡镇,任务清单,周\n科工局,部门,任务清单,周\n");
    let (enterprises, with, _) = numbers(n);
    let name = |i: usize| {
        if i == 0 { "华岩纺织有限公司".to_owned() } else { format!("{}第{i}机械有限公司", COUNTIES[n]) }
    };
    let mut list = String::from("企业名称,统一社会信用代码,所属乡镇\n");
    let mut tasks = String::from(
        "企业名称,项目名称,改造类型,总投资（万元）,年度计划投资（万元）,本年累计完成投资（万元）,项目阶段,项目负责人,项目包联人,政策落实人\n",
    );
    for i in 0..enterprises {
        writeln!(list, "{},{},城东镇", name(i), code(n * 10 + i)).expect("written");
    }
    for i in 0..with {
        writeln!(tasks, "{},改造项目,智能改造,{},600,{},在建,张三,李四,王五", name(i), 1000 + 100 * n + i, 30 * n)
            .expect("written");
    }
    put(&dir, "名录/规上工业企业名录.csv", &list);
    put(&dir, &format!("收件/{WEEK}/城东镇/任务清单.csv"), &tasks);
    let office = Office::new(&dir);
    let declared = Declared::load(&office).expect("declared");
    run::week(&office, &declared, WEEK.parse::<Week>().expect("a week")).expect("runs");
    dir
}

/// A valid credit code (GB 32100-2015) for a number.
fn code(n: usize) -> String {
    const DIGITS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let body = format!("91350200{:09}", 100_000 + n);
    let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let sum: usize = body.chars().zip(weights).map(|(c, w)| DIGITS.find(c).expect("a digit") * w).sum();
    format!("{body}{}", DIGITS.chars().nth((31 - sum % 31) % 31).expect("a digit"))
}

fn sangai(root: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sangai")).args(args).current_dir(root).env("NO_COLOR", "1").output().expect("runs")
}

fn rollup(root: &Path, args: &[&str]) -> Value {
    let output = sangai(root, &[&["rollup", "--json", "-"], args].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn table<'a>(document: &'a Value, id: &str) -> &'a Value {
    let tables = document["tables"].as_array().expect("tables");
    let starts = |t: &&Value| t["id"].as_str().is_some_and(|own| own == id || own.starts_with(&format!("{id}-")));
    tables
        .iter()
        .find(starts)
        .unwrap_or_else(|| panic!("no {id} among {:?}", tables.iter().map(|t| &t["id"]).collect::<Vec<_>>()))
}

#[test]
fn a_city_over_ten_counties() {
    let folder = tempfile::tempdir().expect("scratch");
    let root = folder.path();
    for n in 0..COUNTIES.len() {
        county(root, n);
    }
    let city = rollup(root, &[&["--out", "某市"], &COUNTIES[..]].concat());
    let sum = |of: fn((usize, usize, usize)) -> usize| (0..COUNTIES.len()).map(|n| of(numbers(n))).sum::<usize>();
    let figure = |document: &Value, name: &str| document["figures"][name]["value"].clone();
    assert_eq!(city["schema"], "sangai.rollup/1");
    assert_eq!(figure(&city, "规上企业数"), sum(|n| n.0));
    assert_eq!(figure(&city, "有项目企业数"), sum(|n| n.1));
    assert_eq!(figure(&city, "总投资"), sum(|n| n.2));
    assert_eq!(city["figures"]["计划覆盖率"]["numerator"], sum(|n| n.1));

    let by_county = table(&city, "地区覆盖");
    let rows = by_county["rows"].as_array().expect("rows");
    let names: BTreeSet<&str> = rows.iter().filter_map(|row| row[0].as_str()).collect();
    assert!(COUNTIES.iter().all(|county| names.contains(county)), "{names:?}");
    let rank = by_county["columns"].as_array().expect("columns").iter().position(|c| c == "排名").expect("ranked");
    assert_eq!(rows[0][rank], 1);

    let towns: BTreeSet<&str> =
        table(&city, "覆盖")["rows"].as_array().expect("rows").iter().filter_map(|r| r[0].as_str()).collect();
    assert!(towns.contains("甲县城东镇") && towns.contains("癸县城东镇") && !towns.contains("城东镇"), "{towns:?}");
    for row in city["ledger"]["任务清单"].as_array().expect("rows") {
        let origin = &row["_origins"][0];
        let file = origin["file"].as_str().expect("a file");
        let line = origin["row"].as_u64().expect("a row");
        let text = fs::read_to_string(root.join(file)).expect("the county's own file");
        let written = text.lines().nth(usize::try_from(line).expect("small") - 1).expect("the row");
        assert!(written.contains(&format!(",{},", row["总投资"])), "{written} {row}");
        assert!(file.starts_with(row["上报地区"].as_str().expect("a county")));
    }
    let textiles: BTreeSet<&str> = city["ledger"]["任务清单"]
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|row| row["企业名称"].as_str())
        .filter(|name| name.starts_with("华岩纺织"))
        .collect();
    assert_eq!(textiles.len(), COUNTIES.len(), "one of the name in each county, none taken for another: {textiles:?}");

    // Whatever the order, and again: the same bytes; the archive is whole; the next level reads it.
    let mut turned = COUNTIES.to_vec();
    turned.reverse();
    let again = rollup(root, &[&["--out", "某市"], &turned[..]].concat());
    assert_eq!(again, city);
    assert!(!root.join(format!("某市/归档/{WEEK}/第2版")).exists());
    assert_eq!(sangai(root, &["verify", "某市"]).status.code(), Some(0));
    let province = rollup(root, &["--out", "某省", "某市"]);
    for name in ["规上企业数", "有项目企业数", "总投资", "计划覆盖率"] {
        assert_eq!(figure(&province, name), figure(&city, name), "{name}");
    }
    let origin = province["ledger"]["任务清单"][0]["_origins"][0]["file"].as_str().expect("a file");
    assert!(
        origin.starts_with("某市/甲县/收件") || origin.starts_with("某市/丁县/收件") || origin.split('/').nth(2) == Some("收件"),
        "{origin}"
    );
}

#[test]
fn an_office_without_the_week_is_named_and_a_code_listed_twice_as_well() {
    let folder = tempfile::tempdir().expect("scratch");
    let root = folder.path();
    county(root, 0);
    county(root, 1);
    fs::remove_dir_all(root.join("乙县/归档").join(WEEK)).expect("removed");
    let document = rollup(root, &["--out", "某市", "甲县", "乙县"]);
    assert_eq!(document["offices"].as_array().expect("offices").len(), 2);
    let findings = document["findings"].as_array().expect("findings");
    assert!(findings.iter().any(|f| f["code"] == "R01" && f["unit"] == "乙县"), "{findings:?}");
    // The same list under another name: every enterprise is in two lists.
    let copy = root.join("丙县");
    for path in ["名录/单位名单.csv", "名录/规上工业企业名录.csv"] {
        put(&copy, path, &fs::read_to_string(root.join("甲县").join(path)).expect("read"));
    }
    put(&copy, "sangai.toml", "county = \"丙县\"\nyear = 2022\n");
    put(&copy, &format!("收件/{WEEK}/城东镇/说明.csv"), "说明\n本周无\n");
    assert!(sangai(root, &["run", "丙县"]).status.code() != Some(2));
    let document = rollup(root, &["--out", "某市", "甲县", "丙县"]);
    let twice = document["findings"].as_array().expect("findings").iter().filter(|f| f["code"] == "N08").count();
    assert_eq!(twice, numbers(0).0);
    let nothing = sangai(root, &["rollup", "--out", "某市", "不存在"]);
    assert_eq!(nothing.status.code(), Some(2));
}
