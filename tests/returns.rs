//! Returned files: every part that needs no mark keeps its bytes, marks are where they belong, and taking them off gives the file back.
//!
//! `RETURNS_OUT=DIR cargo test --test returns` keeps the marked files, to open them in other programs.

#![expect(clippy::expect_used, clippy::unwrap_used, clippy::print_stderr, reason = "a test that cannot run has failed")]

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sangai::finding::{Finding, Severity, catalog};
use sangai::intake::{self, Book, Grid, Limits};
use sangai::origin::{CellRef, Place, Source};
use sangai::returns::{How, Returned, Sent, marked, unmarked};

fn read(name: &str, bytes: &[u8]) -> Option<Book> {
    intake::read(name, bytes, &Limits::default(), &[]).ok()
}

/// Findings on cells of every kind: the first and last filled ones, one in a merge, blank ones, a row, the sheet, the file.
fn findings(book: &Book) -> Vec<Finding> {
    let file: Arc<str> = "a.xlsx".into();
    let mut findings = vec![Finding::new(&catalog::FILE_ODD, Place::file(&file), "文件有异常。", "")];
    for grid in book.sheets.iter().filter(|grid| !grid.is_return_list()) {
        let source = Source { file: file.clone(), sheet: grid.name.as_deref().map(Arc::from) };
        findings.push(Finding::new(&catalog::HIDDEN_PARTS, Place::sheet(&source), "有隐藏的行 <&\"> 。", "请确认。"));
        let filled = |index: usize| grid.cells.get(index).map(|cell| cell.at);
        let merged = grid.merges.last().map(|merge| merge.last);
        let blank = Some(CellRef::new(grid.last_row().unwrap_or(0) + 1, 30));
        let cells = [filled(0), filled(grid.cells.len() / 2), filled(grid.cells.len().wrapping_sub(1)), merged, blank];
        for (at, severity) in
            cells.into_iter().zip([Severity::Note, Severity::Warning, Severity::Error, Severity::Error, Severity::Error])
        {
            let Some(at) = at else { continue };
            let message = format!("{at}：这里写的不对\u{1}。");
            findings
                .push(Finding::new(&catalog::REQUIRED_BLANK, Place::cell(&source, at), message, "请改正。").severity(severity));
        }
        findings
            .extend(filled(0).map(|at| Finding::new(&catalog::ROW_REPEATED, Place::row(&source, at.row), "重复。", "请删去。")));
    }
    findings
}

fn mark(name: &str, bytes: &[u8]) -> Returned {
    let book = read(name, bytes);
    let findings = book.as_ref().map_or_else(Vec::new, findings);
    let findings: Vec<&Finding> = findings.iter().collect();
    marked(&Sent { file: "报送/a.xlsx", bytes, book: book.as_ref(), findings: &findings, records: &[] }).expect("marked")
}

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).expect("a part");
            let mut content = Vec::new();
            file.read_to_end(&mut content).expect("its bytes");
            (String::from_utf8_lossy(file.name_raw()).into_owned(), content)
        })
        .collect()
}

/// Names of the parts that two packages do not have in common.
fn differing(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    one.keys().chain(other.keys()).filter(|name| one.get(*name) != other.get(*name)).cloned().collect()
}

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("begun");
        archive.write_all(content.as_bytes()).expect("written");
    }
    archive.finish().expect("finished").into_inner()
}

fn text(bytes: &[u8], part: &str) -> String {
    String::from_utf8(parts(bytes).remove(part).unwrap_or_else(|| panic!("no part {part}"))).expect("UTF-8")
}

/// The sheets that were sent, without what a reading of marked cells cannot tell.
fn sheets(book: &Book) -> Vec<Grid> {
    book.sheets.iter().filter(|grid| !grid.is_return_list()).cloned().collect()
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A package of one sheet: what a case needs is put in place of the usual.
struct Made {
    sheet: String,
    workbook: String,
    workbook_relations: String,
    styles: Option<String>,
    more: Vec<(&'static str, String)>,
}

impl Made {
    fn new(rows: &str, after: &str) -> Self {
        let relation = |id: &str, kind: &str, target: &str| {
            format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
        };
        Self {
            sheet: format!(
                "<worksheet xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheetViews><sheetView tabSelected=\"1\" workbookViewId=\"0\"/>\
                 </sheetViews><sheetData>{rows}</sheetData>{after}</worksheet>"
            ),
            workbook: format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><bookViews><workbookView activeTab=\"0\"/></bookViews><sheets>\
                 <sheet name=\"甲 'B 乙\" sheetId=\"7\" r:id=\"rId1\"/></sheets><definedNames/></workbook>"
            ),
            workbook_relations: [
                relation("rId1", "worksheet", "/xl/worksheets/sheet1.xml"),
                relation("rId2", "styles", "styles.xml"),
            ]
            .concat(),
            styles: Some(format!(
                "<styleSheet xmlns=\"{MAIN}\"><fonts count=\"1\"><font/></fonts><fills count=\"2\"><fill/><fill/></fills>\
                 <borders count=\"1\"><border/></borders><cellXfs count=\"1\"><xf/></cellXfs><dxfs count=\"0\"/></styleSheet>"
            )),
            more: Vec::new(),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let namespace = "http://schemas.openxmlformats.org/package/2006";
        let types = format!(
            "<Types xmlns=\"{namespace}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"rels\" \
             ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/></Types>"
        );
        let wrap = |inner: &str| format!("<Relationships xmlns=\"{namespace}/relationships\">{inner}</Relationships>");
        let roots = wrap(&format!("<Relationship Id=\"r\" Type=\"{RELATIONS}/officeDocument\" Target=\"/xl/workbook.xml\"/>"));
        let relations = wrap(&self.workbook_relations);
        let mut parts = vec![
            ("[Content_Types].xml", types.as_str()),
            ("_rels/.rels", &roots),
            ("xl/workbook.xml", &self.workbook),
            ("xl/_rels/workbook.xml.rels", &relations),
            ("xl/worksheets/sheet1.xml", &self.sheet),
        ];
        parts.extend(self.styles.as_deref().map(|styles| ("xl/styles.xml", styles)));
        let more: Vec<(&str, String)> = self
            .more
            .iter()
            .map(|(name, content)| (*name, if name.contains("/_rels/") { wrap(content) } else { content.clone() }))
            .collect();
        parts.extend(more.iter().map(|(name, content)| (*name, content.as_str())));
        package(&parts)
    }
}

const ROWS: &str = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>企业名称</t></is></c><c r=\"B1\"><v>12.5</v></c></row>";

/// Marks a package and takes the marks off: both ways nothing else changes. Returns the marked bytes.
fn round_trip(bytes: &[u8], label: &str) -> Vec<u8> {
    let before = parts(bytes);
    let returned = mark(label, bytes);
    assert_eq!(returned.how, How::Patched, "{label}");
    let after = parts(&returned.bytes);
    let touched: Vec<&String> = before.keys().filter(|name| after.get(*name) != before.get(*name)).collect();
    let may_change = |name: &str| {
        let name = name.to_lowercase();
        ["[content_types].xml", "workbook.xml", "styles.xml", ".rels", "worksheets/", "comments", "vmldrawing"]
            .iter()
            .any(|p| name.contains(p))
    };
    assert!(touched.iter().all(|name| may_change(name)), "{label}: {touched:?}");
    let read_before = read(label, bytes).expect("read before");
    let read_after = read(label, &returned.bytes).unwrap_or_else(|| panic!("{label}: the marked file is read"));
    assert_eq!(sheets(&read_before), sheets(&read_after), "{label}: the same cells");
    let clean = unmarked(&returned.bytes).expect("unmarked").expect("had marks");
    assert_eq!(differing(&parts(&clean), &before), Vec::<String>::new(), "{label}: unmarked");
    let order = |bytes: &[u8]| {
        zip::ZipArchive::new(Cursor::new(bytes.to_vec()))
            .unwrap()
            .file_names()
            .map(|name| name.unwrap().into_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(order(&clean), order(bytes), "{label}: the parts keep their order");
    let again = mark(label, &returned.bytes);
    assert_eq!(differing(&parts(&again.bytes), &after), Vec::<String>::new(), "{label}: marked twice is marked once");
    assert!(unmarked(bytes).expect("readable").is_none() || bytes == clean, "{label}: nothing to take off");
    returned.bytes
}

fn workbooks(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            workbooks(&path, found);
        } else if path.extension().is_some_and(|e| ["xlsx", "xlsm", "xls", "et", "ods", "csv"].iter().any(|known| e == *known)) {
            found.push(path);
        }
    }
}

#[test]
fn files_of_offices_come_back_with_marks_and_go_back_without() {
    let mut files = Vec::new();
    for folder in ["samples/青岚县/收件/2022-W20", "../shared/tables", "../shared/practice/office/收件/2022-W20"] {
        let before = files.len();
        workbooks(Path::new(folder), &mut files);
        if files.len() == before {
            eprintln!("{folder} is not here: skipped");
        }
    }
    let (mut patched, mut converted) = (0, 0);
    for path in &files {
        let bytes = std::fs::read(path).expect("readable");
        let label = path.to_string_lossy();
        let Some(book) = read(&label, &bytes) else { continue };
        if bytes.starts_with(b"PK") && label.contains(".xls") {
            keep(patched + converted, &round_trip(&bytes, &label));
            patched += 1;
        } else {
            let returned = mark(&label, &bytes);
            assert_eq!(returned.how, How::Converted, "{label}");
            let again = read("a.xlsx", &returned.bytes).expect("read");
            same_values(&book, &again, &label);
            keep(patched + converted, &returned.bytes);
            converted += 1;
        }
    }
    assert!(patched >= 20 && converted >= 8, "{patched} patched, {converted} converted");
    eprintln!("{patched} files patched, {converted} converted");
}

fn keep(number: usize, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("RETURNS_OUT") {
        std::fs::write(Path::new(&folder).join(format!("{number}.xlsx")), bytes).expect("written");
    }
}

/// The converted workbook says cell for cell what the file said.
fn same_values(before: &Book, after: &Book, label: &str) {
    let after = sheets(after);
    assert_eq!(before.sheets.len(), after.len(), "{label}");
    for (old, new) in before.sheets.iter().zip(&after) {
        let shown = |grid: &Grid, of: &Grid| -> Vec<(CellRef, String)> {
            let is_first = |at: CellRef| of.merge_at(at).is_none_or(|merge| merge.first == at);
            grid.cells.iter().filter(|cell| is_first(cell.at)).map(|cell| (cell.at, cell.shown().trim().to_owned())).collect()
        };
        let (was, is) = (shown(old, old), shown(new, old));
        let was: Vec<_> = was.into_iter().filter(|(_, text)| !text.is_empty()).collect();
        assert_eq!(was, is, "{label}");
        assert_eq!(old.merges, new.merges, "{label}");
        assert_eq!(old.hidden_rows, new.hidden_rows, "{label}");
        assert_eq!(old.hidden_cols, new.hidden_cols, "{label}");
    }
}

#[test]
fn odd_packages_are_patched_too() {
    round_trip(&Made::new(ROWS, "").bytes(), "plain");
    round_trip(
        &Made::new(ROWS, "<pageMargins left=\"1\"/><drawing r:id=\"x\"/><tableParts count=\"0\"/><extLst/>").bytes(),
        "tail",
    );
    let without_addresses = "<row><c t=\"inlineStr\"><is><t>名</t></is></c><c><v>1</v></c></row>";
    round_trip(&Made::new(without_addresses, "").bytes(), "rows without addresses");
    let mut no_styles = Made::new(ROWS, "");
    no_styles.styles = None;
    no_styles.workbook_relations = no_styles.workbook_relations.split("<Relationship Id=\"rId2\"").next().unwrap().to_owned();
    let bytes = round_trip(&no_styles.bytes(), "no styles");
    assert!(parts(&bytes).contains_key("xl/styles.xml"));
    let mut strict = Made::new(ROWS, "");
    for text in [&mut strict.sheet, &mut strict.workbook, &mut strict.workbook_relations, strict.styles.as_mut().unwrap()] {
        *text = text
            .replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
            .replace(RELATIONS, "http://purl.oclc.org/ooxml/officeDocument/relationships");
    }
    let bytes = round_trip(&strict.bytes(), "strict");
    assert!(
        text(&bytes, "xl/worksheets/_rels/sheet1.xml.rels").contains("purl.oclc.org/ooxml/officeDocument/relationships/comments")
    );
    let mut macros = Made::new(ROWS, "");
    macros.more.push(("xl/vbaProject.bin", "\u{1}macro".into()));
    let bytes = round_trip(&macros.bytes(), "macros");
    assert!(parts(&bytes).contains_key("xl/vbaProject.bin"));
}

#[test]
fn packages_that_cannot_be_patched_are_converted() {
    let mut prefixed = Made::new(ROWS, "");
    prefixed.sheet = format!(
        "<x:worksheet xmlns:x=\"{MAIN}\"><x:sheetData><x:row r=\"1\"><x:c r=\"A1\"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    );
    let mut signed = Made::new(ROWS, "");
    signed.more.push(("_xmlsignatures/sig1.xml", "<Signature/>".into()));
    for (label, made) in [("prefixed", prefixed), ("signed", signed)] {
        let returned = mark(label, &made.bytes());
        assert_eq!(returned.how, How::Converted, "{label}");
        let book = read("a.xlsx", &returned.bytes).expect("read");
        assert_eq!(sheets(&book)[0].name.as_deref(), Some("甲 'B 乙"));
        assert!(!sheets(&book)[0].cells.is_empty());
    }
}

fn with_comments() -> Made {
    let mut made = Made::new(ROWS, "<legacyDrawing r:id=\"v\"/>");
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
    };
    made.more = vec![
        ("xl/worksheets/_rels/sheet1.xml.rels", relation("c", "comments", "../comments1.xml") + &relation("v", "vmlDrawing", "../drawings/vmlDrawing1.vml")),
        (
            "xl/comments1.xml",
            format!(
                "<comments xmlns=\"{MAIN}\"><authors><author>张三</author></authors><commentList><comment ref=\"A1\" authorId=\"0\"><text>\
                 <t>问过企业</t></text></comment></commentList></comments>"
            ),
        ),
        (
            "xl/drawings/vmlDrawing1.vml",
            "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><v:shape id=\"_x0000_s1025\">\
             <br><x:ClientData><x:Row>0</x:Row><x:Column>0</x:Column></x:ClientData></v:shape></xml>"
                .into(),
        ),
    ];
    made
}

#[test]
fn comments_of_the_sender_stay_beside_ours() {
    let made = with_comments();
    let bytes = round_trip(&made.bytes(), "comments");
    let comments = text(&bytes, "xl/comments1.xml");
    assert!(comments.contains("<t>问过企业</t>") && comments.contains("【三改检查】"), "{comments}");
    let drawing = text(&bytes, "xl/drawings/vmlDrawing1.vml");
    // A1 has a box; B1 and the blank cell below get theirs
    assert_eq!(drawing.matches("<v:shape ").count(), 3, "{drawing}");
    assert!(drawing.contains("_x0000_s1026") && drawing.contains("<br>"));
}

/// As a spreadsheet program leaves it: the parts are written anew, so that nothing can be taken back by position.
fn saved_again(bytes: &[u8]) -> Vec<u8> {
    let parts: Vec<(String, String)> = parts(bytes)
        .into_iter()
        .map(|(name, content)| (name, String::from_utf8(content).expect("UTF-8")))
        .map(|(name, text)| {
            let text = text.split("<!--sangai-undo").next().unwrap().replace("N(&quot;三改检查&quot;)=0", "N(\"三改检查\")=0");
            (name, text)
        })
        .collect();
    package(&parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>())
}

#[test]
fn a_return_that_was_saved_since_loses_its_marks_and_nothing_else() {
    let made = with_comments();
    let saved = saved_again(&round_trip(&made.bytes(), "comments"));
    let clean = unmarked(&saved).expect("readable").expect("had marks");
    let names = parts(&clean);
    assert!(!names.contains_key("xl/worksheets/sheet_sangai.xml"));
    for part in
        ["xl/worksheets/sheet1.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/workbook.xml", "[Content_Types].xml"]
    {
        let text = text(&clean, part);
        assert!(
            !text.contains("【三改检查】")
                && !text.contains("N(")
                && !text.contains("修改清单")
                && !text.contains("sheet_sangai"),
            "{part}: {text}"
        );
    }
    assert!(text(&clean, "xl/comments1.xml").contains("问过企业"));
    assert_eq!(text(&clean, "xl/drawings/vmlDrawing1.vml").matches("<v:shape ").count(), 1);
    let book = read("a.xlsx", &clean).expect("read");
    assert_eq!(book.sheets.len(), 1);
    assert!(unmarked(&clean).expect("readable").is_none());
}

#[test]
fn a_sheet_of_the_sender_that_bears_the_same_name_is_not_ours() {
    let mut made = Made::new(ROWS, "");
    made.workbook = made.workbook.replace("甲 'B 乙", "修改清单");
    let bytes = round_trip(&made.bytes(), "namesake");
    let book = read("a.xlsx", &bytes).expect("read");
    let names: Vec<&str> = book.sheets.iter().filter_map(|grid| grid.name.as_deref()).collect();
    assert_eq!(names, ["修改清单", "修改清单(2)"]);
    assert!(!book.sheets[0].is_return_list() && book.sheets[1].is_return_list());
}

#[test]
fn the_list_says_what_is_wrong_the_gravest_first() {
    let bytes = round_trip(&Made::new(ROWS, "").bytes(), "plain");
    let book = read("a.xlsx", &bytes).expect("read");
    let list = book.sheets.iter().find(|grid| grid.is_return_list()).expect("a list");
    let column = |col: u32| {
        (4..=list.last_row().unwrap())
            .filter_map(|row| list.get(CellRef::new(row, col)).map(intake::GridCell::shown))
            .collect::<Vec<_>>()
    };
    assert_eq!(column(1), ["错误", "错误", "警告", "警告", "提示", "提示", "提示"]);
    assert_eq!(column(3), ["B1", "AE2", "A1", "B1", "A1"]);
    assert_eq!(column(8), ["待改"; 5]);
    let sheet = text(&bytes, "xl/worksheets/sheet_sangai.xml");
    assert!(sheet.contains("location=\"&apos;甲") || sheet.contains("location=\"'甲 ''B 乙'!B1\""), "{sheet}");
    assert!(sheet.contains("LEN(TRIM('甲 ''B 乙'!AE2))=0"));
}

#[test]
fn what_cannot_be_read_comes_back_as_a_list() {
    let file: Arc<str> = "坏.xlsx".into();
    let finding = Finding::new(&catalog::FILE_DAMAGED, Place::file(&file), "文件已损坏。", "请重新发送。");
    let source = Source { file: file.clone(), sheet: Some("任务清单".into()) };
    let cell = Finding::new(&catalog::REQUIRED_BLANK, Place::cell(&source, CellRef::new(4, 2)), "没有填。", "请补填。");
    let findings = [&finding, &cell];
    let sent = Sent { file: "坏.xlsx", bytes: b"PK damaged", book: None, findings: &findings, records: &[] };
    let returned = marked(&sent).expect("made");
    assert_eq!(returned.how, How::ListOnly);
    let list = text(&returned.bytes, "xl/worksheets/sheet_sangai.xml");
    assert!(list.contains(">C5<") && !list.contains("<hyperlink "), "the cell is named; there is nothing to link to");
    let book = read("a.xlsx", &returned.bytes).expect("read");
    assert!(book.sheets.len() == 1 && book.sheets[0].is_return_list());
    assert!(book.sheets[0].cells.iter().any(|cell| cell.shown() == "文件已损坏。"));
}
