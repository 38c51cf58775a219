//! The commands as people type them: the real binary, its exit status, what it says.

#![expect(clippy::expect_used, reason = "a test that cannot run has failed")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn sangai(args: &[&str], dir: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sangai")).args(args).current_dir(dir).env("NO_COLOR", "1").output().expect("runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn an_office_made_by_init_runs_when_something_was_sent() {
    let folder = tempfile::tempdir().expect("scratch");
    let made = sangai(&["init", "试验", "--county", "试验县"], folder.path());
    assert!(made.status.success(), "{}", text(&made.stderr));
    assert!(folder.path().join("试验/名录/规上工业企业名录.xlsx").exists());
    assert!(fs::read_to_string(folder.path().join("试验/sangai.toml")).expect("settings").contains("county = \"试验县\""));
    let again = sangai(&["init", "试验"], folder.path());
    assert_eq!(again.status.code(), Some(2), "an office is never overwritten");
    let empty = sangai(&["run", "试验"], folder.path());
    assert_eq!(empty.status.code(), Some(2), "{}", text(&empty.stderr));
    assert!(text(&empty.stderr).contains("收件"));
}

#[test]
fn an_unknown_setting_is_named_with_a_guess() {
    let folder = tempfile::tempdir().expect("scratch");
    fs::create_dir_all(folder.path().join("名录")).expect("folder");
    fs::write(folder.path().join("sangai.toml"), "county = \"某县\"\nyear = 2022\ncuonty = \"x\"\n").expect("written");
    let out = sangai(&["run", "."], folder.path());
    assert_eq!(out.status.code(), Some(2));
    let said = text(&out.stderr);
    assert!(said.contains("cuonty") && said.contains("county") && said.contains('3'), "{said}");
}

#[test]
fn every_command_helps_in_chinese() {
    let here = Path::new(".");
    for command in ["init", "run", "forms", "status", "check", "inspect", "verify", "rollup", "explain"] {
        let out = sangai(&[command, "--help"], here);
        assert!(out.status.success());
        let said = text(&out.stdout);
        assert!(said.contains("用法") && !said.contains("Usage"), "{said}");
    }
}

#[test]
fn check_tells_the_cell_and_leaves_with_1() {
    let folder = tempfile::tempdir().expect("scratch");
    let csv = "企业名称,项目名称,改造类型,总投资（万元）,年度计划投资（万元）,本年累计完成投资（万元）,项目阶段,项目负责人,项目包联人,政策落实人\n\
        试验食品有限公司,智能包装线改造项目,智能改造,约定,500,100,在建,张三,李四,王五\n\
        试验机械有限公司,设备更新项目,技术改造,800,500,100,在建,赵六,李四,王五\n";
    fs::write(folder.path().join("清单.csv"), csv).expect("written");
    let out = sangai(&["check", "清单.csv"], folder.path());
    let said = text(&out.stdout);
    assert_eq!(out.status.code(), Some(1), "{said}{}", text(&out.stderr));
    assert!(said.contains("D2") && said.contains("怎么改"), "{said}");
    let json = sangai(&["check", "清单.csv", "--json"], folder.path());
    let document: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(document["schema"], "sangai.check/1");
    assert!(document["findings"].as_array().is_some_and(|f| f.iter().any(|f| f["cell"] == "D2" && f["severity"] == "error")));
}

#[test]
fn explain_knows_codes_and_figures() {
    let here = Path::new(".");
    for word in ["V02", "计划覆盖率", "L01"] {
        let out = sangai(&["explain", word], here);
        assert!(out.status.success() && out.stdout.len() > 60, "{word}: {}", text(&out.stdout));
    }
    assert_eq!(sangai(&["explain", "没有这个"], here).status.code(), Some(2));
}

#[test]
fn check_marks_copies_and_takes_the_marks_off() {
    let folder = tempfile::tempdir().expect("scratch");
    let sent = folder.path().join("任务清单.xlsx");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/青岚县/收件/2022-W20/双桥镇/任务清单.xlsx");
    fs::copy(sample, &sent).expect("copied");
    let findings = |file: &str| {
        let out = sangai(&["check", file, "--json"], folder.path());
        let document: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
        let of = |f: &serde_json::Value| format!("{} {} {} {}", f["code"], f["sheet"], f["cell"], f["message"]);
        document["findings"].as_array().expect("findings").iter().map(of).collect::<Vec<_>>()
    };
    let marked = sangai(&["check", "任务清单.xlsx", "--mark", "改"], folder.path());
    assert!(text(&marked.stderr).contains("改/任务清单_退回修改.xlsx"), "{}", text(&marked.stderr));
    let before = findings("任务清单.xlsx");
    assert!(!before.is_empty());
    // marks, comments and the list say nothing when the file is sent again
    assert_eq!(findings("改/任务清单_退回修改.xlsx"), before);
    let unmarked = sangai(&["check", "改/任务清单_退回修改.xlsx", "--unmark", "原"], folder.path());
    assert!(unmarked.status.success(), "{}", text(&unmarked.stderr));
    assert_eq!(findings("原/任务清单.xlsx"), before);
    let none = sangai(&["check", "任务清单.xlsx", "--unmark", "原"], folder.path());
    assert!(text(&none.stderr).contains("没有标记"), "{}", text(&none.stderr));
}

#[test]
fn forms_go_out_to_each_unit_with_its_last_rows() {
    let folder = tempfile::tempdir().expect("scratch");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    };
    write("sangai.toml", "county = \"某县\"\nyear = 2022\n");
    write(
        "名录/单位名单.csv",
        "单位名称,单位类别,应报表\n东城镇,乡镇,任务清单、包联走访台账\n西城镇,乡镇,任务清单\n农商行,银行,\n",
    );
    write(
        "名录/规上工业企业名录.csv",
        "企业名称,统一社会信用代码,所属乡镇\n试验食品有限公司,91350200776049653A,东城镇\n试验机械有限公司,91440101MA5CJQ4N59,西城镇\n",
    );
    write(
        "收件/2022-W20/东城镇/清单.csv",
        "企业名称,项目名称,改造类型,总投资（万元）,年度计划投资（万元）,本周完成投资（万元）,本年累计完成投资（万元）,项目阶段,项目负责人,项目包联人,政策落实人\n\
         试验食品有限公司,智能包装线改造项目,智能改造,900,500,20,100,在建,张三,李四,王五\n",
    );
    let out = sangai(&["forms", ".", "--out", "表", "--json"], folder.path());
    assert!(out.status.success(), "{}", text(&out.stderr));
    let document: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!((&document["schema"], &document["week"]), (&"sangai.forms/1".into(), &"2022-W21".into()));
    let files: Vec<(&str, i64)> = document["files"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|f| (f["path"].as_str().unwrap_or_default(), f["rows"].as_i64().unwrap_or(-1)))
        .collect();
    let expected = [
        ("东城镇/任务清单_东城镇_2022年第21周.xlsx", 1),
        ("东城镇/包联走访台账_东城镇_2022年第21周.xlsx", 0),
        ("西城镇/任务清单_西城镇_2022年第21周.xlsx", 0),
    ];
    assert_eq!(files, expected);
    fs::create_dir_all(folder.path().join("收件/2022-W21")).expect("made");
    fs::copy(folder.path().join("表").join(files[0].0), folder.path().join("收件/2022-W21/回表.xlsx")).expect("sent back");
    let run = sangai(&["run", ".", "--week", "2022-W21", "--json", "-"], folder.path());
    let document: serde_json::Value = serde_json::from_slice(&run.stdout).expect("JSON");
    let row = &document["ledger"]["任务清单"][0];
    assert_eq!((&row["项目名称"], row["本年累计完成投资"].as_f64()), (&"智能包装线改造项目".into(), Some(100.0)));
    assert!(row["本周完成投资"].is_null(), "last week's amount does not come again");
    assert_eq!(document["submissions"][0]["unit"], "东城镇", "the form says whose it is");
    assert!(folder.path().join("输出/2022-W21/分发/乡镇园区/东城镇_2022年第21周.xlsx").exists());
    let near = sangai(&["forms", ".", "--out", "表", "--unit", "东城"], folder.path());
    assert!(near.status.success() || text(&near.stderr).contains("东城镇"), "{}", text(&near.stderr));
    assert_eq!(sangai(&["forms", ".", "--out", "表", "--unit", "没有的局"], folder.path()).status.code(), Some(2));
}

#[test]
fn a_marked_file_that_was_mended_reads_clean() {
    let folder = tempfile::tempdir().expect("scratch");
    let csv = "企业名称,项目名称,改造类型,总投资（万元）,年度计划投资（万元）,本年累计完成投资（万元）,项目阶段,项目负责人,项目包联人,政策落实人\n\
        试验食品有限公司,智能包装线改造项目,智能改造,约定,500,100,在建,张三,李四,王五\n\
        试验机械有限公司,设备更新项目,技术改造,800,500,100,在建,赵六,李四,王五\n";
    fs::write(folder.path().join("清单.csv"), csv).expect("written");
    assert_eq!(sangai(&["check", "清单.csv", "--mark", "改"], folder.path()).status.code(), Some(1));
    let marked = folder.path().join("改/清单_退回修改.xlsx");
    let mut package = zip::ZipArchive::new(fs::File::open(&marked).expect("written")).expect("a workbook");
    let mended = fs::File::create(folder.path().join("改好.xlsx")).expect("made");
    let mut out = zip::ZipWriter::new(mended);
    for index in 0..package.len() {
        let mut part = package.by_index(index).expect("a part");
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut content).expect("read");
        let name = String::from_utf8_lossy(part.name_raw()).into_owned();
        if name == "xl/sharedStrings.xml" {
            let text = String::from_utf8(content).expect("UTF-8");
            assert!(text.contains(">约定<"));
            content = text.replace(">约定<", ">1200<").into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).expect("begun");
        std::io::Write::write_all(&mut out, &content).expect("written");
    }
    out.finish().expect("finished");
    let again = sangai(&["check", "改好.xlsx"], folder.path());
    let said = text(&again.stdout);
    assert_eq!(again.status.code(), Some(0), "{said}");
    assert!(said.contains("读到2行") && !said.contains("V02"), "{said}");
}
