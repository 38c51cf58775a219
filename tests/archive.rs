//! The archive as an office meets it: the real binary over a small folder, again and again.

#![expect(clippy::expect_used, reason = "a test that cannot run has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sangai::archive;
use sangai::settings::Office;
use tempfile::TempDir;

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

const TASKS: &str = "企业名称,项目名称,改造类型,总投资（万元）,年度计划投资（万元）,本年累计完成投资（万元）,项目阶段,项目负责人,项目包联人,政策落实人\n";

/// A small office with one week.
fn office() -> TempDir {
    let folder = tempfile::tempdir().expect("scratch");
    let root = folder.path();
    put(root, "sangai.toml", "county = \"试验县\"\nyear = 2022\n");
    put(
        root,
        "名录/规上工业企业名录.csv",
        "企业名称,统一社会信用代码,所属乡镇\n甲山机械有限公司,91350200776049653A,城东镇\n乙水纺织有限公司,91440101MA5CJQ4N59,城东镇\n",
    );
    put(root, "名录/单位名单.csv", "单位名称,单位类别,应报表,报送周期\n城东镇,乡镇,任务清单,周\n科工局,部门,任务清单,周\n");
    send(root, "2022-W20", "500");
    folder
}

/// What 城东镇 sends for a week.
fn send(root: &Path, week: &str, done: &str) {
    let row = format!("甲山机械有限公司,智能包装线改造,智能改造,800,600,{done},在建,张三,李四,王五\n");
    put(root, &format!("收件/{week}/城东镇/任务清单.csv"), &format!("{TASKS}{row}"));
}

fn sangai(args: &[&str], root: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sangai")).args(args).current_dir(root).env("NO_COLOR", "1").output().expect("runs")
}

fn run(root: &Path, week: &str) -> String {
    let output = sangai(&["run", "--week", week], root);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    said
}

/// Every file below a folder with its bytes.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                let shown = entry.path().strip_prefix(folder).expect("below").to_owned();
                files.insert(shown, fs::read(entry.path()).expect("readable"));
            }
        }
    }
    files
}

fn verified(root: &Path) -> serde_json::Value {
    let output = sangai(&["verify", "--json"], root);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(output.status.code(), Some(i32::from(document["whole"] == false)));
    document
}

#[test]
fn the_same_inputs_make_no_revision_and_a_new_input_makes_the_next() {
    let folder = office();
    let root = folder.path();
    run(root, "2022-W20");
    let first = tree(root);
    assert!(first.contains_key(Path::new("归档/2022-W20/第1版/原件/收件/2022-W20/城东镇/任务清单.csv")));
    run(root, "2022-W20");
    assert_eq!(tree(root), first, "nothing changed, so nothing changes");

    send(root, "2022-W20", "550");
    let said = run(root, "2022-W20");
    assert!(said.contains("第2版"), "{said}");
    let second = tree(root);
    for (path, bytes) in first.iter().filter(|(path, _)| path.starts_with("归档")) {
        assert_eq!(second.get(path), Some(bytes), "{} is kept", path.display());
    }
    assert!(second.contains_key(Path::new("归档/2022-W20/第2版/原件/收件/2022-W20/城东镇/任务清单.csv")));
    assert!(!second.contains_key(Path::new("归档/2022-W20/第2版/原件/名录/单位名单.csv")), "one copy of the same bytes");
    let document = verified(root);
    assert_eq!((document["whole"].clone(), document["weeks"][0]["revisions"].clone()), (true.into(), 2.into()));
}

#[test]
fn files_of_people_stay_and_changed_outputs_are_kept_beside() {
    let folder = office();
    let root = folder.path();
    run(root, "2022-W20");
    let summary = "输出/2022-W20/汇总/三改一平台周汇总_2022年第20周.xlsx";
    put(root, "输出/2022-W20/汇总/领导批示.txt", "已阅");
    put(root, summary, "opened and saved");
    send(root, "2022-W20", "560");
    let said = run(root, "2022-W20");
    assert!(said.contains("改动保留"), "{said}");
    let after = tree(&root.join("输出/2022-W20/汇总"));
    assert_eq!(after[Path::new("领导批示.txt")], "已阅".as_bytes());
    assert_eq!(after[Path::new("三改一平台周汇总_2022年第20周（改动保留）.xlsx")], b"opened and saved");
    assert_eq!(after.len(), 3);
    assert_eq!(verified(root)["whole"], true);
    fs::remove_dir_all(root.join("输出")).expect("removed");
    assert_eq!(verified(root)["faults"][0]["what"], "missing");
    run(root, "2022-W20");
    assert_eq!(verified(root)["whole"], true, "a re-run puts back what was lost");
    assert!(!root.join("归档/2022-W20/第3版").exists());
}

#[test]
fn verify_names_every_file_that_was_touched() {
    let folder = office();
    let root = folder.path();
    send(root, "2022-W19", "400");
    run(root, "2022-W19");
    run(root, "2022-W20");
    assert_eq!(verified(root)["whole"], true);
    let files: Vec<PathBuf> =
        tree(root).into_keys().filter(|path| !path.starts_with("收件") && !path.starts_with("名录")).collect();
    let touched = files.iter().filter(|path| !path.ends_with(".lock") && **path != *Path::new("sangai.toml"));
    for path in touched {
        let whole = root.join(path);
        let bytes = fs::read(&whole).expect("readable");
        let mut flipped = bytes.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 1;
        for damage in [Some(flipped), None] {
            match damage {
                Some(bytes) => fs::write(&whole, bytes).expect("written"),
                None => fs::remove_file(&whole).expect("removed"),
            }
            let found = archive::verify(&Office::new(root), None).expect("listed");
            let is_marker = path.ends_with(".版本") && !whole.exists();
            assert!(is_marker || !found.faults.is_empty(), "{} was touched and nothing is said", path.display());
            fs::write(&whole, &bytes).expect("restored");
        }
    }
    assert_eq!(verified(root)["whole"], true);
}

#[test]
fn a_damaged_week_is_named_and_a_new_run_of_it_heals() {
    let folder = office();
    let root = folder.path();
    send(root, "2022-W19", "400");
    run(root, "2022-W19");
    put(root, "归档/2022-W19/第1版/台账.jsonl", "{}\n");
    let output = sangai(&["run", "--week", "2022-W20", "--json", "-"], root);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let codes: Vec<&str> = document["findings"].as_array().expect("findings").iter().filter_map(|f| f["code"].as_str()).collect();
    assert!(codes.contains(&"H90"), "{codes:?}");
    assert!(run(root, "2022-W19").contains("第2版"));
    run(root, "2022-W20");
    let faults = verified(root)["faults"].to_string();
    assert!(faults.contains("第1版/台账.jsonl") && !faults.contains("第2版"), "{faults}");
}

#[test]
fn the_second_of_two_runs_says_who_holds_the_lock() {
    let folder = office();
    let root = folder.path();
    let lock = archive::lock(&Office::new(root)).expect("free");
    let output = sangai(&["run", "--week", "2022-W20"], root);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(&format!("进程 {}", std::process::id())), "{said}");
    assert!(!root.join("输出").exists());
    drop(lock);
    run(root, "2022-W20");
}

#[test]
fn weeks_that_were_never_archived_are_run_first() {
    let folder = office();
    let root = folder.path();
    send(root, "2022-W18", "300");
    send(root, "2022-W19", "400");
    run(root, "2022-W18");
    let output = sangai(&["run"], root);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("2022年第19周") && said.contains("2022年第20周") && !said.contains("2022年第18周"), "{said}");
    let weeks: Vec<String> = archive::weeks(&Office::new(root)).expect("listed").iter().map(ToString::to_string).collect();
    assert_eq!(weeks, ["2022-W18", "2022-W19", "2022-W20"]);
    let newest = archive::newest(&Office::new(root), "2022-W20".parse().expect("a week")).expect("read").expect("archived");
    let earlier: Vec<&str> = newest.manifest.earlier.iter().map(|link| link.week.as_str()).collect();
    assert_eq!(earlier, ["2022-W18", "2022-W19"]);
    let again = String::from_utf8_lossy(&sangai(&["run"], root).stderr).into_owned();
    assert!(!again.contains("2022年第19周"), "{again}");
}
