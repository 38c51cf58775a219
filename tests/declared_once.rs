//! What a form's fields are called is declared in `templates/forms`, nowhere else: no Rust file names a field that departments send.

#![expect(clippy::expect_used, reason = "a test that cannot read its cases has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use sangai::forms::{FormRole, Forms};

/// General words that happen to be a field somewhere, and what they are in the code.
const WORDS: &[(&str, &str)] = &[
    ("日期", "a kind of value, a label above a table"),
    ("月份", "a unit of dates, a label above a table"),
    ("年度", "a unit of dates, a label above a table"),
    ("级别", "a column of the list of problems"),
];

/// Modules that own tables of the office (名录) or tables that the run computes, and so name their fields; some of them bear the names that
/// forms use as well.
const OWNERS: &[(&str, &str)] = &[
    ("identity/care.rs", "包联安排"),
    ("identity/decisions.rs", "名称裁定, 冲突裁定, 豁免"),
    ("identity/enterprises.rs", "规上工业企业名录"),
    ("identity/findings.rs", "the words of findings about 规上工业企业名录"),
    ("history/computed.rs", "the tables of the history"),
    ("submissions/tables.rs", "the tables of the reporting discipline"),
    ("workbook/summary/", "columns of its own sheets"),
    ("table/words.rs", "备注 begins a line of notes"),
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

/// The texts in quotes of the code, without comments and tests.
fn literals(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| line.split('"').skip(1).step_by(2).map(ToOwned::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn no_rust_file_names_a_field_that_departments_send() {
    let forms = Forms::built_in();
    let of = |sent: bool| {
        let forms = forms.iter().filter(move |form| (form.role == FormRole::Submission) == sent);
        forms.flat_map(|form| form.fields.iter().map(|field| field.name.to_string())).collect::<BTreeSet<_>>()
    };
    let (sent, kept) = (of(true), of(false));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    paths.sort();
    let mut named = Vec::new();
    for path in paths {
        let file = path.strip_prefix(&root).expect("under src").to_string_lossy().replace('\\', "/");
        if file.contains("tests") || file.contains("testing") {
            continue;
        }
        let owner = OWNERS.iter().any(|(owner, _)| file.starts_with(owner));
        for literal in literals(&fs::read_to_string(&path).expect("UTF-8")) {
            let word = WORDS.iter().any(|(word, _)| *word == literal);
            // a long name inside a longer text (an expression, a formula) is named as well; in a sentence for people it is prose
            let prose = file.ends_with("findings.rs") || file.ends_with("wording.rs");
            let inside = !prose
                && sent.iter().any(|field| {
                    field.chars().count() >= 4 && !kept.contains(field) && literal != *field && literal.contains(field.as_str())
                });
            if !word && (inside || sent.contains(&literal) && !(owner && kept.contains(&literal))) {
                named.push(format!("src/{file}: {literal}"));
            }
        }
    }
    assert!(
        named.is_empty(),
        "declare it in templates/ instead, or say in tests/declared_once.rs why not:\n{}",
        named.join("\n")
    );
}
