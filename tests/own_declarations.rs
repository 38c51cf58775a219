//! A county that declares a form, a report and a check of its own (`samples/自定义县`): read, checked, merged, counted, printed, explained and
//! traced like the built-in ones; and what is said about declarations that are wrong. `UPDATE=1` rewrites the golden files.

#![expect(clippy::expect_used, reason = "a test that cannot run has failed")]

use std::fmt::Write as _;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use calamine::{Data, Reader, Xlsx};
use serde_json::Value;

const COUNTY: &str = "自定义县";

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("folder");
    for entry in fs::read_dir(from).expect("readable") {
        let entry = entry.expect("entry");
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            if !["归档", "输出"].iter().any(|n| entry.file_name() == **n) {
                copy(&path, &target);
            }
        } else {
            fs::copy(&path, &target).expect("copied");
        }
    }
}

fn sangai(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sangai")).args(args).env("NO_COLOR", "1").output().expect("runs")
}

fn office() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("scratch");
    let office = folder.path().join(COUNTY);
    copy(&samples().join(COUNTY), &office);
    (folder, office)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Compares with `samples/expect/自定义县/<name>`, or rewrites it.
fn golden(name: &str, got: &str) {
    let path = samples().join("expect").join(COUNTY).join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("folder");
        fs::write(&path, got).expect("written");
    }
    let want = fs::read_to_string(&path).expect("the golden file; UPDATE=1 writes it");
    assert!(got == want, "{name} differs:\n{got}");
}

/// The parts of the result that the own form has to do with.
fn shown(document: &Value) -> String {
    let mut out = String::new();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    for s in list(&document["submissions"]).iter().filter(|s| s["form"] == "用工需求台账") {
        let _ = writeln!(out, "报送 {} {} {} {}", s["file"], s["unit"], s["status"], s["rows"]);
    }
    for f in list(&document["findings"]) {
        let _ = writeln!(out, "问题 {} {} {} {} {}", f["code"], f["severity"], f["file"], f["cell"], f["message"]);
    }
    for row in list(&document["ledger"]["用工需求台账"]) {
        let _ = writeln!(out, "台账 {row}");
    }
    for name in ["到岗率", "缺工企业数"] {
        let _ = writeln!(out, "指标 {name} {}", document["figures"][name]);
    }
    for table in list(&document["tables"]).iter().filter(|t| t["id"].as_str().is_some_and(|id| id.starts_with("用工"))) {
        let _ = writeln!(out, "表 {} {}", table["title"], table["columns"]);
        for row in list(&table["rows"]) {
            let _ = writeln!(out, "  {row}");
        }
    }
    out
}

#[test]
fn an_own_form_and_report_work_like_the_built_in_ones() {
    let (_folder, office) = office();
    let dir = office.to_string_lossy();
    let checked = sangai(&["check", "--declarations", &dir]);
    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stdout));
    let run = sangai(&["run", &dir, "--quiet", "--json", "-"]);
    assert!(run.status.success(), "{}", text(&run.stderr));
    golden("结果.txt", &shown(&serde_json::from_slice(&run.stdout).expect("JSON")));

    let summary = office.join("输出/2022-W20/汇总/三改一平台周汇总_2022年第20周.xlsx");
    let mut book = Xlsx::new(Cursor::new(fs::read(summary).expect("the summary"))).expect("a workbook");
    let names = book.sheet_names();
    let place = |name: &str| names.iter().position(|sheet| sheet == name).expect(name);
    assert!(place("责任落实") < place("用工情况") && place("用工情况") < place("报送情况"), "{names:?}");
    assert!(place("预警名单") < place("用工缺口清单") && place("用工缺口清单") < place("用工"), "{names:?}");
    let list = book.worksheet_range("用工缺口清单").expect("the list");
    assert!(list.cells().any(|(_, _, cell)| *cell == Data::String("SMT操作员".into())));
    let formulas = book.worksheet_formula("用工情况").expect("formulas");
    assert!(formulas.cells().any(|(_, _, text)| text.contains("SUMIFS(") && text.contains("'用工'!")), "live formulas");
}

#[test]
fn own_numbers_are_traced_to_their_cells() {
    let (_folder, office) = office();
    let dir = office.to_string_lossy();
    let trace = |words: &[&str]| -> Value {
        let out = sangai(&[&["trace"], words, &["--dir", &dir, "--json"]].concat());
        assert!(out.status.success(), "{words:?}: {}", text(&out.stderr));
        serde_json::from_slice(&out.stdout).expect("JSON")
    };
    let rate = trace(&["到岗率"]);
    assert_eq!((&rate["schema"], &rate["kind"]), (&Value::from("sangai.trace/1"), &Value::from("number")));
    let [arrived, wanted] = [0, 1].map(|part| &rate["number"]["made_from"][part]);
    assert_eq!((arrived["value"].as_i64(), wanted["value"].as_i64()), (Some(163), Some(237)));
    let rows = arrived["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 7);
    let sum: i64 = rows.iter().filter_map(|row| row["fields"]["已到岗人数"]["value"].as_i64()).sum();
    assert_eq!(sum, 163, "the rows add up to the figure");
    let lathe = rows.iter().find(|row| row["name"].as_str().is_some_and(|name| name.contains("数控车工"))).expect("the row");
    assert_eq!(lathe["fields"]["已到岗人数"]["cell"], "F7");
    assert_eq!(lathe["origins"][0]["row"], 7);

    let cell = trace(&["用工-乡镇", "城东镇", "到岗人数"]);
    assert_eq!((cell["number"]["value"].as_i64(), cell["number"]["rows"].as_array().map(Vec::len)), (Some(66), Some(4)));

    let value = trace(&["用工需求台账", "禾润食品", "包装工", "已到岗人数"]);
    let row = &value["rows"][0];
    assert_eq!(row["fields"]["已到岗人数"]["value"], 40);
    let others = row["findings"].as_array().expect("findings");
    assert!(others.iter().any(|f| f["code"] == "D03" && f["value"] == "35"), "what the other unit said: {others:?}");

    let covered = trace(&["有项目企业数"]);
    let first = &covered["number"]["rows"][0]["counted"]["有效项目数"][0];
    assert!(first["origins"][0]["file"].as_str().is_some_and(|file| file.ends_with("任务清单.csv")), "{first}");

    let missed = sangai(&["trace", "到岗律", "--dir", &dir]);
    assert_eq!(missed.status.code(), Some(2));
    assert!(text(&missed.stderr).contains("到岗率"), "{}", text(&missed.stderr));
    assert!(!office.join("输出").exists(), "trace writes nothing");
}

#[test]
fn own_declarations_are_explained() {
    let (_folder, office) = office();
    let dir = office.to_string_lossy();
    for (word, part) in [
        ("L61", "急需的岗位没有联系人"),
        ("L81", "机器换人"),
        ("到岗率", "到岗人数 ÷ 用工需求"),
        ("用工-乡镇", "工作表：用工情况"),
        ("用工需求台账", "用工类型（选填）"),
        ("用工需求台账.需求人数", "表头也可以写：需求数"),
        ("缺口预警", "10"),
        ("黄灯差距", "亮黄灯"),
        ("deadline", "报送期限"),
    ] {
        let out = sangai(&["explain", word, "--office", &dir]);
        assert!(out.status.success() && text(&out.stdout).contains(part), "{word}: {}{}", text(&out.stdout), text(&out.stderr));
    }
    let missed = sangai(&["explain", "覆盖率情况", "--office", &dir]);
    assert_eq!(missed.status.code(), Some(2));
    assert!(text(&missed.stderr).contains("相近的有"), "{}", text(&missed.stderr));
}

/// Slips of the hand in every file of the office: what to replace, and by what.
const SLIPS: &[(&str, &str, &str)] = &[
    ("sangai.toml", "year = 2022", "year = 22\ncuonty = \"x\"\n[weak]\na = 1"),
    ("sangai.toml", "\"缺口预警\" = 10", "\"缺口预警\" = 10\n\"黄灯差\" = 3\n[severity]\nV99 = \"警告\"\nV06 = \"重\""),
    ("表样/用工需求台账.toml", "type = \"choice\"", "type = \"chioce\""),
    ("表样/用工需求台账.toml", "period = \"周\"", "period = \"每周\"\nperoid = \"周\""),
    ("表样/用工需求台账.toml", "must = \"已到岗人数 <= 需求人数\"", "must = \"已到岗数 <= 需求人数\""),
    ("表样/用工需求台账.toml", "code = \"L61\"", "code = \"L81\""),
    ("表样/用工需求台账.toml", "“{岗位}”急需用工", "“{岗位名}”急需用工"),
    ("表样/关系.toml", "{ form = \"任务清单\" }", "{ form = \"任务单\" }"),
    ("表样/关系.toml", "must = \"some\"", "must = \"any\""),
    ("报表/用工.toml", "form = \"用工需求台账\"", "form = \"用工台账\""),
    ("报表/用工.toml", "ratio = [\"到岗人数\", \"用工需求\"]", "ratoi = [\"到岗人数\", \"用工需求\"]"),
    ("报表/用工.toml", "sheets = [\"用工情况\"]", "sheets = [\"用工\"]"),
];

#[test]
fn every_mistake_is_told_at_once_with_its_line() {
    let (_folder, office) = office();
    for (file, from, to) in SLIPS {
        let path = office.join(file);
        let was = fs::read_to_string(&path).expect(file);
        assert!(was.contains(from), "{file}: {from}");
        fs::write(&path, was.replacen(from, to, 1)).expect("written");
    }
    let dir = office.to_string_lossy();
    let out = sangai(&["check", "--declarations", &dir]);
    assert_eq!(out.status.code(), Some(2));
    golden("声明有误.txt", &text(&out.stdout));
    let run = sangai(&["run", &dir]);
    assert_eq!(run.status.code(), Some(2), "a run does not start on wrong declarations");
    let document: Value = serde_json::from_slice(&sangai(&["check", "--declarations", &dir, "--json"]).stdout).expect("JSON");
    assert_eq!(document["schema"], "sangai.declarations/1");
    assert_eq!(document["mistakes"].as_array().map(Vec::len), Some(text(&out.stdout).lines().count() - 1));
}
