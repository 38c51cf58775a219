//! The sample office against its truth (`samples/expect/<county>/truth.json`, written by the generator, not by this program).

#![expect(clippy::expect_used, reason = "a test that cannot run has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const COUNTY: &str = "青岚县";

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

/// Runs the real binary on a copy of the sample office.
fn run_document(office: &Path) -> Value {
    let json = office.join("run.json");
    let output = Command::new(env!("CARGO_BIN_EXE_sangai"))
        .args(["run", "--quiet", "--week", "2022-W20", "--json"])
        .arg(&json)
        .arg(office)
        .output()
        .expect("runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&fs::read(&json).expect("document")).expect("JSON")
}

fn truth() -> Value {
    serde_json::from_slice(&fs::read(samples().join("expect").join(COUNTY).join("truth.json")).expect("truth")).expect("JSON")
}

/// Money as the program prints it (a number) against the truth's decimal text.
fn same(got: &Value, want: &Value) -> bool {
    match (got, want) {
        (Value::Number(g), Value::String(w)) => w.parse::<f64>().is_ok_and(|w| g.as_f64().is_some_and(|g| (g - w).abs() < 1e-9)),
        (g, w) if w.is_null() => g.is_null(),
        (g, w) => g == w,
    }
}

#[test]
fn the_sample_office_equals_its_truth() {
    let folder = tempfile::tempdir().expect("scratch");
    let office = folder.path().join(COUNTY);
    copy(&samples().join(COUNTY), &office);
    let (got, want) = (run_document(&office), truth());
    let mut wrong = ledger_differences(&got, &want);
    wrong.extend(missed_faults(&got, &want));
    wrong.extend(figure_differences(&got, &want));
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

fn ledger_differences(got: &Value, want: &Value) -> Vec<String> {
    let rows = got["ledger"]["任务清单"].as_array().cloned().unwrap_or_default();
    let mut have: BTreeMap<String, &Value> = rows
        .iter()
        .map(|row| {
            (format!("{}｜{}", row["企业名称"].as_str().unwrap_or_default(), row["项目名称"].as_str().unwrap_or_default()), row)
        })
        .collect();
    let mut wrong = Vec::new();
    for (key, entry) in want["ledger"].as_object().expect("ledger") {
        let Some(row) = have.remove(key) else {
            wrong.push(format!("lost: {key} {}", entry["origins"]));
            continue;
        };
        for (field, value) in entry["row"].as_object().expect("row") {
            let null = Value::Null;
            let found = row.get(field).unwrap_or(&null);
            if !same(found, value) {
                wrong.push(format!("{key} {field}: {found} instead of {value} ({})", entry["origins"]));
            }
        }
    }
    wrong.extend(have.keys().map(|key| format!("invented: {key}")));
    wrong
}

fn missed_faults(got: &Value, want: &Value) -> Vec<String> {
    let findings = got["findings"].as_array().cloned().unwrap_or_default();
    let matches = |f: &Value, p: &Value| {
        let (file, code) = (p["file"].as_str(), p["code"].as_str().unwrap_or_default());
        let there = file.is_none_or(|file| f["file"].as_str().is_some_and(|g| g.starts_with(file)));
        let row = |v: &Value| v.as_str().map(|c| c.trim_start_matches(|c: char| c.is_ascii_uppercase()).to_owned());
        let same_row = code == "L" && row(&p["cell"]) == row(&f["cell"]);
        let cell = p["cell"].is_null() || p["cell"] == f["cell"] || same_row;
        there && cell && f["code"].as_str().is_some_and(|c| c.starts_with(code)) && f["severity"] != "note"
    };
    let planted = want["planted"].as_array().expect("planted");
    planted.iter().filter(|p| !findings.iter().any(|f| matches(f, p))).map(|p| format!("not found: {p}")).collect()
}

fn figure_differences(got: &Value, want: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, value) in want["figures"].as_object().expect("figures") {
        let found = &got["figures"][name];
        let right = match value {
            Value::Array(pair) => {
                found["numerator"].as_f64() == pair[0].as_f64() && found["denominator"].as_f64() == pair[1].as_f64()
            }
            Value::String(_) => same(&found["value"], value),
            _ => found["value"].as_f64() == value.as_f64(),
        };
        if !right {
            wrong.push(format!("{name}: {found} instead of {value}"));
        }
    }
    wrong
}

#[test]
fn running_twice_gives_the_same_bytes() {
    let folder = tempfile::tempdir().expect("scratch");
    let hashes = |name: &str| {
        let office = folder.path().join(name);
        copy(&samples().join(COUNTY), &office);
        run_document(&office)["outputs"].clone()
    };
    let (first, second) = (hashes("甲"), hashes("乙"));
    assert!(first.as_array().is_some_and(|o| !o.is_empty()));
    assert_eq!(first, second);
}
