//! The door as a whole: what a file is told to be, small files of the remaining formats, and that nothing makes a reader panic.

use proptest::prelude::*;

use super::budget::Budget;
use super::bundle::tests::zip;
use super::{Book, Format, Limits, Refusal, detect, opened, read};

const ODS: &str = r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s" xmlns:number="n">
<office:automatic-styles><number:date-style style:name="N1"><number:year/><number:text>年</number:text><number:month/></number:date-style>
<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>
<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="表"><table:table-column/><table:table-column table:visibility="collapse" table:default-cell-style-name="ce1"/>
<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="2"><text:p>标题<text:s text:c="2"/>一</text:p><text:p>二</text:p><office:annotation><text:p>注</text:p></office:annotation></table:table-cell><table:covered-table-cell/></table:table-row>
<table:table-row table:number-rows-repeated="2" table:visibility="filter"><table:table-cell office:value-type="percentage" office:value="0.8"/><table:table-cell office:value-type="date" office:date-value="2022-05-16"/></table:table-row>
<table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>
<table:table table:name="隐" table:style-name="ta1"/></office:spreadsheet></office:body></office:document-content>"#;

fn text_of(book: &Book) -> Vec<String> {
    book.sheets[0].cells.iter().map(|c| format!("{}={}", c.at, c.shown())).collect()
}

#[test]
fn ods_repeats_spans_styles_and_hidden_parts() {
    let book = read("a.ods", &zip(&[("content.xml", ODS.as_bytes())]), &Limits::default(), &[]).expect("readable");
    assert_eq!(text_of(&book), ["A1=标题  一\n二", "A2=80%", "B2=2022-05", "A3=80%", "B3=2022-05"]);
    let grid = &book.sheets[0];
    assert_eq!((grid.hidden_rows.as_slice(), grid.hidden_cols.as_slice(), grid.merges.len()), (&[1, 2][..], &[1][..], 1));
    for (from, to) in [
        ("repeated=\"2\"", "repeated=\"-1\""),
        ("</table:table>", ""),
        ("\"2022-05-16\"/></table:table-row>", "\"2022-05-16\"/>"),
    ] {
        let broken = ODS.replacen(from, to, 1);
        let outcome = read("a.ods", &zip(&[("content.xml", broken.as_bytes())]), &Limits::default(), &[]);
        assert!(matches!(outcome, Err(Refusal::Damaged(_))), "{to}");
    }
    let huge = ODS.replacen("repeated=\"2\"", "repeated=\"999999999\"", 1);
    let outcome = read("a.ods", &zip(&[("content.xml", huge.as_bytes())]), &Limits::default(), &[]);
    assert!(matches!(outcome, Err(Refusal::Limit(_))));
}

/// A minimal .xlsb: one sheet, a text and a number.
fn xlsb() -> Vec<u8> {
    let wide = |text: &str| -> Vec<u8> {
        let units: Vec<u16> = text.encode_utf16().collect();
        (units.len() as u32).to_le_bytes().into_iter().chain(units.into_iter().flat_map(u16::to_le_bytes)).collect()
    };
    let record = |kind: u16, data: &[u8]| -> Vec<u8> {
        let kind = if kind < 128 { vec![kind as u8] } else { vec![kind as u8 | 0x80, (kind >> 7) as u8] };
        [&kind[..], &[data.len() as u8], data].concat()
    };
    let words = |words: &[u32]| -> Vec<u8> { words.iter().flat_map(|w| w.to_le_bytes()).collect() };
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet";
    let rels =
        format!("<Relationships><Relationship Id=\"r1\" Type=\"{relation}\" Target=\"worksheets/sheet1.bin\"/></Relationships>");
    let workbook = record(156, &[words(&[0, 1]), wide("r1"), wide("表")].concat());
    let sheet = [
        record(0, &[&words(&[2, 0])[..], &[0; 9]].concat()),
        record(6, &[words(&[0, 0]), wide("甲")].concat()),
        record(5, &[&words(&[3, 0])[..], &12.5f64.to_le_bytes()].concat()),
        record(146, &[]),
        record(176, &words(&[0, 1, 0, 1])),
    ]
    .concat();
    zip(&[("xl/workbook.bin", &workbook), ("xl/_rels/workbook.bin.rels", rels.as_bytes()), ("xl/worksheets/sheet1.bin", &sheet)])
}

#[test]
fn xlsb_is_read() {
    let book = read("a.xlsb", &xlsb(), &Limits::default(), &[]).expect("readable");
    assert_eq!((text_of(&book), book.sheets[0].merges.len()), (vec!["A3=甲".to_owned(), "D3=12.5".to_owned()], 1));
}

#[test]
fn kinds_are_told_by_content() {
    let not = |kind: &str| Err(Refusal::NotASpreadsheet(kind.to_owned()));
    for (name, bytes, expected) in [
        ("a.xls", &b"<html><table><tr><td>1</table>"[..], Ok(Format::Html)),
        (
            "a.xls",
            b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
            Ok(Format::XmlSpreadsheet),
        ),
        ("a.xls", "名称\t金额\n甲\t1\n".as_bytes(), Ok(Format::Csv)),
        ("a.xlsx", &zip(&[("content.xml", b"<a/>")]), Ok(Format::Ods)),
        ("a.et", &[0x09, 0x08, 0x10, 0x00, 0, 6, 5, 0], Ok(Format::Et)),
        ("a.xlsx", b"%PDF-1.4", not("PDF 文档")),
        ("a.xlsx", &zip(&[("word/document.xml", b"<a/>")]), not("Word 文档")),
        ("a.zip", &zip(&[("a.xlsx", b"x")]), not("压缩包")),
        ("a.zip", b"Rar!\x1a\x07", not("RAR 压缩包")),
        (
            "a.xls",
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related",
            Err(Refusal::Unsupported("单个文件网页（MHTML）".into())),
        ),
        ("a.xlsx", b" \r\n", Err(Refusal::Empty)),
        ("a.xlsx", &[0x80, 0, 1, 2, 3, 0xff, 0xfe, 0, 0, 7], not("无法识别的二进制文件，可能被本单位的加密软件加密")),
    ] {
        assert_eq!(detect(bytes, name), expected, "{name}");
    }
}

/// Inputs to damage, one a format.
fn samples() -> Vec<Vec<u8>> {
    let soup = "<table><tr style='display:none'><td rowspan=2 colspan='3'>甲&nbsp;<br><td>乙</table><!-- x --><script>1</script>";
    let dialect = "<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet ss:Name='a'><Table><Row ss:Index='2'>\
        <Cell ss:MergeAcross='1'><Data ss:Type='DateTime'>2022-05-01</Data></Cell></Row></Table></Worksheet></Workbook>";
    let separated = "a,\"b\"\"\n\",c\r\n;1\t2\n".as_bytes();
    vec![soup.into(), dialect.into(), separated.into(), xlsb(), zip(&[("content.xml", ODS.as_bytes())])]
}

proptest! {
    /// `read` would turn a panic into a refusal; the readers must not need that.
    #[test]
    fn damaged_bytes_never_panic(which in 0usize..5, edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = samples().swap_remove(which);
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let limits = Limits { cells: 10_000, ..Limits::default() };
        let outcome = opened("a", &bytes, &mut Budget::new(&limits), &[]);
        let cells = outcome.map_or(0, |book| book.sheets.iter().map(|grid| grid.cells.len()).sum());
        prop_assert!(cells <= limits.cells);
    }

    /// Damage inside a part, past the checksum that would have caught it.
    #[test]
    fn damaged_parts_never_panic(at in any::<prop::sample::Index>(), insert in "[0-9\"<>/= a-z]{0,6}") {
        let mut content = ODS.to_owned();
        let mut at = at.index(content.len());
        while !content.is_char_boundary(at) {
            at -= 1;
        }
        content.insert_str(at, &insert);
        let limits = Limits { cells: 10_000, ..Limits::default() };
        let bytes = zip(&[("content.xml", content.as_bytes())]);
        if let Ok(book) = opened("a", &bytes, &mut Budget::new(&limits), &[]) {
            for grid in &book.sheets {
                prop_assert!(grid.cells.windows(2).all(|pair| pair[0].at < pair[1].at));
            }
        }
    }
}
