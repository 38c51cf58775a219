//! The order of the modules is a law, not a diagram: a module names only modules before it, and the two big libraries have one door each.

#![expect(clippy::expect_used, reason = "a test that cannot read its cases has failed")]

use std::fs;
use std::path::{Path, PathBuf};

const ORDER: &[&str] = &[
    "origin",
    "value",
    "finding",
    "expr",
    "settings",
    "forms",
    "intake",
    "table",
    "records",
    "identity",
    "rules",
    "ledger",
    "history",
    "submissions",
    "questions",
    "statistics",
    "workbook",
    "archive",
    "returns",
    "splits",
    "blanks",
    "bulletin",
    "mail",
    "run",
    "cli",
];

fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("src is readable") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

fn all() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    paths.sort();
    paths
        .iter()
        .map(|p| {
            (
                p.strip_prefix(&root).expect("under src").to_string_lossy().replace('\\', "/"),
                fs::read_to_string(p).expect("utf-8"),
            )
        })
        .collect()
}

fn rank(module: &str) -> Option<usize> {
    ORDER.iter().position(|m| *m == module)
}

/// The `crate::<module>` names of a file, comments aside.
fn named(text: &str) -> Vec<String> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| {
            line.match_indices("crate::")
                .map(|(at, _)| line[at + 7..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>())
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn a_module_names_only_modules_before_it() {
    let mut wrong = Vec::new();
    for (path, text) in all() {
        let own = path.split('/').next().unwrap_or_default().trim_end_matches(".rs");
        let Some(own_rank) = rank(own) else { continue };
        for name in named(&text) {
            if rank(&name).is_some_and(|r| r > own_rank) {
                wrong.push(format!("src/{path} names {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_stands_in_the_order() {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).expect("lib.rs");
    let declared: Vec<&str> = lib.lines().filter_map(|l| l.strip_prefix("pub mod ")).map(|l| l.trim_end_matches(';')).collect();
    assert_eq!(declared, ORDER);
}

#[test]
fn each_library_has_one_door() {
    for (library, door) in [("calamine", "intake/"), ("rust_xlsxwriter", "workbook/")] {
        let strangers: Vec<String> = all()
            .into_iter()
            .filter(|(path, text)| {
                !path.starts_with(door)
                    && !path.ends_with("tests.rs")
                    && text.split("#[cfg(test)]").next().is_some_and(|code| code.contains(&format!("{library}::")))
            })
            .map(|(path, _)| path)
            .collect();
        assert!(strangers.is_empty(), "{library} is named in {strangers:?}");
    }
}
