//! 待裁定 and back: what is asked, answered in the file as a clerk would, dropped into 名录/裁定/, is honoured, shown, and not asked again; what
//! has changed since is asked anew.

#![expect(clippy::expect_used, reason = "a test that cannot run has failed")]

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

fn write(dir: &Path, name: &str, text: &str) {
    let path = dir.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

fn run(dir: &Path, week: &str) -> Value {
    let out = Command::new(env!("CARGO_BIN_EXE_sangai"))
        .args(["run", "-q", "--week", week, "--json", "-", "."])
        .current_dir(dir)
        .output()
        .expect("runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).expect("JSON")
}

const HEADER: &str = "企业名称,项目名称,改造类型,总投资（万元）,年度计划投资（万元）,本年累计完成投资（万元）,计划竣工时间,项目阶段,项目负责人,项目包联人,政策落实人\n";

fn row(enterprise: &str, project: &str, total: &str, end: &str) -> String {
    format!("{enterprise},{project},技术改造,{total},500,100,{end},在建,赵六,李四,王五\n")
}

/// The same table as a spreadsheet that knows numbers from texts (XML 2003): only a number 2023.1 has lost its last digit.
fn spreadsheet(csv: &str) -> String {
    let cell = |text: &str| {
        let kind = if text.parse::<f64>().is_ok() { "Number" } else { "String" };
        format!("<Cell><Data ss:Type=\"{kind}\">{text}</Data></Cell>")
    };
    let row = |line: &str| format!("<Row>{}</Row>", line.split(',').map(cell).collect::<String>());
    format!(
        "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"清单\"><Table>{}</Table></Worksheet></Workbook>",
        csv.lines().map(row).collect::<String>()
    )
}

/// Two units that disagree, a name with a slip, a date that is January or October, two titles that are nearly one.
fn submissions(dir: &Path, week: &str, total: &str) {
    let own = [
        row("甲山机械有限公司", "包装生产线智能化改造项目", "800", "2022-12"),
        row("甲山机诫有限公司", "锅炉改造项目", "300", "2022-12"),
        row("乙水纺织有限公司", "络筒机设备更新改造", "600", "2023.1"),
    ];
    write(dir, &format!("收件/{week}/甲镇/任务清单.xml"), &spreadsheet(&format!("{HEADER}{}", own.concat())));
    let other = [
        row("甲山机械有限公司", "包装生产线智能化改造项目", total, "2022-12"),
        row("乙水纺织有限公司", "络筒机设备更新改造项目", "600", ""),
    ];
    write(dir, &format!("收件/{week}/乙局/任务清单.csv"), &format!("{HEADER}{}", other.concat()));
}

fn office(dir: &Path) {
    write(dir, "sangai.toml", "county = \"某县\"\nyear = 2022\n");
    write(
        dir,
        "名录/规上工业企业名录.csv",
        "企业名称,统一社会信用代码,所属乡镇\n甲山机械有限公司,91350200776049653A,甲镇\n乙水纺织有限公司,91440101MA5CJQ4N59,甲镇\n",
    );
    write(dir, "名录/单位名单.csv", "单位名称,单位类别,应报表,报送周期\n甲镇,乡镇,任务清单,周\n乙局,部门,任务清单,周\n");
    submissions(dir, "2022-W20", "900");
}

/// A workbook as its parts, to be answered like a clerk would: by typing into blank cells.
struct Workbook {
    parts: Vec<(String, Vec<u8>)>,
}

impl Workbook {
    fn open(path: &Path) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(fs::read(path).expect("a workbook"))).expect("a package");
        let parts = (0..archive.len()).map(|index| {
            let mut part = archive.by_index(index).expect("a part");
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("read");
            (part.name().expect("a name").into_owned(), bytes)
        });
        Self { parts: parts.collect() }
    }

    fn part(&mut self, name: &str) -> &mut Vec<u8> {
        &mut self.parts.iter_mut().find(|(known, _)| known == name).expect(name).1
    }

    /// Types into a blank cell of a sheet.
    fn answer(&mut self, sheet: &str, cell: &str, text: &str) {
        let names = String::from_utf8(self.part("xl/workbook.xml").clone()).expect("text");
        let sheets: Vec<&str> = names.split("<sheet name=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let number = sheets.iter().position(|name| *name == sheet).unwrap_or_else(|| panic!("{sheet} not in {sheets:?}")) + 1;
        let part = self.part(&format!("xl/worksheets/sheet{number}.xml"));
        let xml = String::from_utf8(part.clone()).expect("text");
        let (before, rest) = xml.split_once(&format!("<c r=\"{cell}\" ")).expect("the cell");
        let (style, after) = rest.split_once("/>").expect("a blank cell");
        *part = format!("{before}<c r=\"{cell}\" {style} t=\"inlineStr\"><is><t>{text}</t></is></c>{after}").into_bytes();
    }

    fn save(&self, path: &Path) {
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in &self.parts {
            out.start_file(name, SimpleFileOptions::default()).expect("a part");
            out.write_all(bytes).expect("written");
        }
        fs::write(path, out.finish().expect("a package").into_inner()).expect("written");
    }
}

fn findings<'a>(run: &'a Value, codes: &'a [&str]) -> Vec<&'a Value> {
    let all = run["findings"].as_array().expect("findings");
    all.iter().filter(|f| codes.iter().any(|code| f["code"] == **code)).collect()
}

/// Codes at a severity above a note.
fn open(run: &Value, codes: &[&str]) -> Vec<String> {
    let loud = findings(run, codes).into_iter().filter(|f| f["severity"] != "note");
    loud.map(|f| f["code"].as_str().unwrap_or_default().to_owned()).collect()
}

fn ledger<'a>(run: &'a Value, project: &str) -> &'a Value {
    let rows = run["ledger"]["任务清单"].as_array().expect("rows");
    rows.iter().find(|row| row["项目名称"] == project).unwrap_or_else(|| panic!("{project} not in the ledger"))
}

fn is_asked(run: &Value) -> bool {
    run["outputs"].as_array().expect("outputs").iter().any(|output| output["kind"] == "decisions")
}

const ASKED: [&str; 4] = ["N03", "D03", "D06", "V05"];

#[test]
fn what_was_answered_is_honoured_and_not_asked_again_until_it_changes() {
    let folder = tempfile::tempdir().expect("scratch");
    let dir = folder.path();
    office(dir);
    let first = run(dir, "2022-W20");
    assert_eq!(open(&first, &["N03", "D03", "V05"]).len(), 3, "{:?}", findings(&first, &ASKED));
    let file = dir.join("输出/2022-W20/待裁定.xlsx");
    let kept = dir.join("名录/裁定/待裁定.xlsx");

    // dropped in without an answer it changes nothing
    Workbook::open(&file).save(&kept);
    let unanswered = run(dir, "2022-W20");
    assert_eq!(first["findings"], unanswered["findings"], "a question without an answer is silent");
    let of_office = |f: &&Value| f["file"].as_str().is_some_and(|file| file.starts_with("名录/裁定"));
    assert_eq!(unanswered["findings"].as_array().expect("findings").iter().filter(of_office).count(), 0);
    assert_eq!(first["ledger"]["任务清单"], unanswered["ledger"]["任务清单"]);

    let mut answers = Workbook::open(&file);
    answers.answer("名称裁定", "D4", "甲山机械有限公司");
    answers.answer("冲突裁定", "H4", "800");
    answers.answer("日期裁定", "H4", "2023-10");
    answers.answer("项目裁定", "G4", "同一项目");
    answers.save(&kept);
    let decided = run(dir, "2022-W20");
    assert_eq!(open(&decided, &ASKED), Vec::<String>::new(), "{:?}", findings(&decided, &ASKED));
    assert!(findings(&decided, &["N01", "N03", "D06"]).is_empty() && !is_asked(&decided));
    assert_eq!(ledger(&decided, "包装生产线智能化改造项目")["总投资"], 800);
    assert_eq!(ledger(&decided, "锅炉改造项目")["企业名称"], "甲山机械有限公司");
    assert_eq!(decided["ledger"]["任务清单"].as_array().map(Vec::len), Some(3), "two titles are one project");
    let applied = findings(&decided, &["N15"]);
    assert!(
        applied.iter().any(|f| f["message"].as_str().is_some_and(|m| m.contains("总投资") && m.contains("800"))),
        "{applied:?}"
    );
    assert!(findings(&decided, &["N11"]).is_empty(), "{:?}", findings(&decided, &["N11"]));

    // the week after: the same is honoured; another value is another question
    submissions(dir, "2022-W21", "900");
    let same = run(dir, "2022-W21");
    assert!(open(&same, &ASKED).is_empty() && !is_asked(&same), "{:?}", findings(&same, &ASKED));
    submissions(dir, "2022-W21", "950");
    let changed = run(dir, "2022-W21");
    assert_eq!(open(&changed, &ASKED), ["D03"]);
    assert!(is_asked(&changed));
    assert_eq!(findings(&changed, &["N11"]).len(), 1, "{:?}", findings(&changed, &["N11"]));
}

#[test]
fn two_projects_stay_two_and_a_stranger_stays_out() {
    let folder = tempfile::tempdir().expect("scratch");
    let dir = folder.path();
    office(dir);
    run(dir, "2022-W20");
    let mut answers = Workbook::open(&dir.join("输出/2022-W20/待裁定.xlsx"));
    answers.answer("名称裁定", "D4", "不在名录");
    answers.answer("项目裁定", "G4", "不同项目");
    answers.save(&dir.join("名录/裁定/第20周.xlsx"));
    let decided = run(dir, "2022-W20");
    assert!(findings(&decided, &["D06", "N03", "N01"]).is_empty());
    let rows = decided["ledger"]["任务清单"].as_array().expect("rows");
    assert_eq!(rows.iter().filter(|row| row["企业名称"] == "乙水纺织有限公司").count(), 2);
    assert!(rows.iter().all(|row| row["项目名称"] != "锅炉改造项目"), "a stranger's row stays out");
}

#[test]
fn waivers_are_shown_expire_and_are_missed() {
    let folder = tempfile::tempdir().expect("scratch");
    let dir = folder.path();
    office(dir);
    write(
        dir,
        "名录/裁定/豁免.csv",
        "单位,规则,位置,理由,截止日期\n甲镇,V05,,等发改委核实,2022-06-30\n,D03,,两家正在核对,2022-04-30\n乙局,L99,,不知道,2022-06-30\n",
    );
    let waived = run(dir, "2022-W20");
    let told: Vec<String> =
        findings(&waived, &["N16", "N17"]).iter().map(|f| f["message"].as_str().unwrap_or_default().to_owned()).collect();
    assert_eq!(told, ["豁免“D03”2022-04-30到期，本周有1处问题照常列出。", "豁免“乙局 L99”本周没有用上：没有这样的问题。"]);
    assert!(open(&waived, &["V05"]).is_empty());
    assert!(findings(&waived, &["V05"])[0]["message"].as_str().is_some_and(|m| m.ends_with("（已豁免：等发改委核实）")));
    assert_eq!(open(&waived, &["D03"]), ["D03"]);
}
