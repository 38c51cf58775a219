//! Small BIFF streams, made here record by record.

use super::records::kind;
use crate::intake::budget::Budget;
use crate::intake::{Book, Format, Limits, Refusal};

fn record(kind: u16, data: &[&[u8]]) -> Vec<u8> {
    let data = data.concat();
    [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), &data].concat()
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|w| w.to_le_bytes()).collect()
}

/// A BIFF8 string without its length: flags and UTF-16.
fn wide(text: &str) -> Vec<u8> {
    std::iter::once(1).chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

/// A workbook of one sheet; the sheet's records are given.
fn workbook(version: u16, name: &[u8], globals: &[u8], sheet: &[u8]) -> Vec<u8> {
    let begin = |kind: u16| record(kind::BEGIN, &[&words(&[version, kind, 0, 0, 0, 0, 0, 0])]);
    let end = record(kind::EOF, &[]);
    let directory = |offset: usize| record(kind::BOUND_SHEET, &[&(offset as u32).to_le_bytes(), &[0, 0], name]);
    let offset = begin(5).len() + globals.len() + directory(0).len() + end.len();
    [&begin(5)[..], globals, &directory(offset), &end, &begin(0x10), sheet, &end].concat()
}

fn read(stream: &[u8]) -> Result<Book, Refusal> {
    super::read(stream, Format::Xls, &mut Budget::new(&Limits::default()))
}

fn shown(book: &Book) -> Vec<String> {
    book.sheets[0].cells.iter().map(|c| format!("{}={}", c.at, c.shown())).collect()
}

#[test]
fn biff8_values_formats_merges_and_hidden_parts() {
    let globals = [
        record(kind::DATE_MODE, &[&words(&[1])]),
        record(kind::FORMAT, &[&words(&[164, 8]), &wide("yyyy\"年\"m月")]),
        record(kind::EXTENDED_FORMAT, &[&words(&[0, 0])]),
        record(kind::EXTENDED_FORMAT, &[&words(&[0, 164])]),
        record(kind::EXTENDED_FORMAT, &[&words(&[0, 9])]),
        // Two strings; the first breaks off in the middle and goes on as Latin letters.
        record(kind::SHARED_STRINGS, &[&[9, 9, 9, 9, 9, 9, 9, 9], &words(&[4]), &wide("单位")]),
        record(kind::CONTINUE, &[&[0, b'A', b'B'], &words(&[1]), &wide("甲")]),
    ]
    .concat();
    let sheet = [
        record(kind::COLUMN_INFO, &[&words(&[3, 3, 0, 0, 1])]),
        record(kind::ROW, &[&words(&[1, 0, 0, 0, 0, 0, 0x20, 0])]),
        record(kind::LABEL_SHARED, &[&words(&[0, 0, 0, 0, 0])]),
        record(kind::LABEL_SHARED, &[&words(&[0, 1, 0, 9, 0])]),
        record(
            kind::MULTIPLE_RK,
            &[&words(&[1, 0]), &words(&[2, 0x0002 | 80 << 2, 0]), &words(&[0, 0x0003 | 150 << 2, 0]), &words(&[1])],
        ),
        record(kind::NUMBER, &[&words(&[1, 3, 1]), &43_235.0f64.to_le_bytes()]),
        record(kind::FORMULA, &[&words(&[2, 0, 0]), &[0, 0, 0, 0, 0, 0, 0xff, 0xff], &[0; 8]]),
        record(kind::STRING, &[&words(&[1]), &wide("乙")]),
        record(kind::FORMULA, &[&words(&[2, 1, 0]), &[2, 0, 0x17, 0, 0, 0, 0xff, 0xff], &[0; 8]]),
        record(kind::BOOL_OR_ERROR, &[&words(&[2, 2, 0]), &[1, 0]]),
        record(kind::MERGE_CELLS, &[&words(&[1, 0, 0, 0, 3])]),
    ]
    .concat();
    let book = read(&workbook(0x0600, &[&[2][..], &wide("表一")].concat(), &globals, &sheet)).expect("readable");
    let expected = ["A1=单位AB", "B1=#损坏", "A2=8000%", "B2=1.5", "D2=2022-05", "A3=乙", "B3=#REF!", "C3=TRUE"];
    assert_eq!(shown(&book), expected);
    let grid = &book.sheets[0];
    assert_eq!(grid.name.as_deref(), Some("表一"));
    assert_eq!((grid.hidden_rows.as_slice(), grid.hidden_cols.as_slice(), grid.merges.len()), (&[1][..], &[3][..], 1));
}

#[test]
fn biff5_text_is_in_the_code_page() {
    let gbk = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let text = gbk("财务处");
    let name = gbk("表");
    let sheet = record(kind::LABEL, &[&words(&[0, 0, 0, text.len() as u16]), &text]);
    let globals = record(kind::CODE_PAGE, &[&words(&[936])]);
    let book = read(&workbook(0x0500, &[&[name.len() as u8][..], &name].concat(), &globals, &sheet)).expect("readable");
    assert_eq!((shown(&book), book.sheets[0].name.as_deref()), (vec!["A1=财务处".to_owned()], Some("表")));
}

#[test]
fn broken_streams_are_refused() {
    let name = [&[1][..], &wide("x")].concat();
    let good = workbook(0x0600, &name, &[], &record(kind::NUMBER, &[&words(&[0, 0, 0]), &1f64.to_le_bytes()]));
    assert_eq!(shown(&read(&good).expect("readable")), ["A1=1"]);
    for length in 0..good.len() {
        assert!(matches!(read(&good[..length]), Err(Refusal::Damaged(_))), "{length} bytes");
    }
    let locked = workbook(0x0600, &name, &record(kind::FILE_PASS, &[&[1, 0]]), &[]);
    assert_eq!(read(&locked), Err(Refusal::Encrypted));
}
