//! Whole workbooks, written here and read back.

use std::collections::BTreeMap;
use std::io::Cursor;

use rust_xlsxwriter::{Color, Format, Formula, Workbook};

use crate::intake::{Book, Content, Limits, NumberClass, Refusal, Visibility, read};

/// A workbook with what lists hold.
fn sample() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("进展表").expect("a name");
    let class = |code: &str| Format::new().set_num_format(code).set_background_color(Color::Yellow);
    sheet.merge_range(0, 0, 0, 5, "技改项目进展表", &Format::new()).expect("merged");
    sheet.write_string(1, 0, "多行\n文字 & <标记> _x000D_").expect("written");
    sheet.write_number_with_format(2, 0, 0.125, &class("0.0%")).expect("written");
    sheet.write_number_with_format(2, 1, 44_697.0, &class("yyyy\"年\"m\"月\"")).expect("written");
    sheet.write_number_with_format(2, 2, 44_697.0, &class("yyyy/m/d")).expect("written");
    sheet.write_number_with_format(2, 3, 2022.1, &class("0.00")).expect("written");
    sheet.write_string_with_format(2, 4, "0012", &class("@")).expect("written");
    sheet.write_boolean(2, 5, true).expect("written");
    sheet.write_formula(3, 0, Formula::new("=1+1").set_result("2")).expect("written");
    sheet.write_formula(3, 1, Formula::new("=A9&\"x\"").set_result("甲x")).expect("written");
    sheet.write_formula(3, 2, Formula::new("=1/0").set_result("#DIV/0!")).expect("written");
    sheet.write_number(5, 3, 7).expect("written");
    sheet.set_row_hidden(4).expect("hidden").set_row_hidden(900).expect("hidden");
    sheet.set_column_hidden(2).expect("hidden").set_column_hidden(40).expect("hidden");
    workbook.add_worksheet().set_name("底稿").expect("a name").set_hidden(true).write_number(0, 0, 1).expect("written");
    workbook.save_to_buffer().expect("saved")
}

fn open(bytes: &[u8]) -> Result<Book, Refusal> {
    read("test.xlsx", bytes, &Limits::default(), &[])
}

#[test]
fn what_was_written_is_read() {
    use NumberClass::{Day, General, Month, Number, Percent, Text};
    let book = open(&sample()).expect("readable");
    let grid = &book.sheets[0];
    let cells: Vec<_> = grid.cells.iter().map(|c| (c.at.to_string(), c.shown(), c.class, c.formula)).collect();
    let expected = [
        ("A1", "技改项目进展表", General, false),
        ("A2", "多行\n文字 & <标记> _x000D_", General, false),
        ("A3", "12.5%", Percent, false),
        ("B3", "2022-05", Month, false),
        ("C3", "2022-05-16", Day, false),
        ("D3", "2022.1", Number { decimals: 2 }, false),
        ("E3", "0012", Text, false),
        ("F3", "TRUE", General, false),
        ("A4", "2", General, true),
        ("B4", "甲x", General, true),
        ("C4", "#DIV/0!", General, true),
        ("D6", "7", General, false),
    ];
    assert_eq!(cells, expected.map(|(at, shown, class, formula)| (at.to_owned(), shown.to_owned(), class, formula)));
    assert_eq!(grid.merges.iter().map(|m| format!("{}:{}", m.first, m.last)).collect::<Vec<_>>(), ["A1:F1"]);
    // Row 901 and column 41 are hidden too, but nothing stands there.
    assert_eq!((grid.hidden_rows.as_slice(), grid.hidden_cols.as_slice()), (&[4][..], &[2][..]));
    assert_eq!(book.sheets[1].visibility, Visibility::Hidden);
}

/// A package of one hand-made sheet; `{}` in the sheet is the content of sheetData.
fn by_hand(rows: &str) -> Vec<u8> {
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let rels = |kind: &str, target: &str| {
        format!("<Relationships><Relationship Id=\"r1\" Type=\"{relation}/{kind}\" Target=\"{target}\"/></Relationships>")
    };
    let workbook = "<workbook><sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";
    let sheet = format!("<x:worksheet xmlns:x=\"y\"><x:sheetData>{rows}</x:sheetData></x:worksheet>");
    crate::intake::bundle::tests::zip(&[
        ("_rels/.rels", rels("officeDocument", "xl/workbook.xml").as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", rels("worksheet", "worksheets/sheet1.xml").as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

#[test]
fn odd_cells_cost_themselves_and_no_more() {
    for (rows, expected) in [
        ("<x:row><x:c><x:v>1</x:v></x:c><x:c/><x:c><x:v> 2 </x:v></x:c></x:row>", "A1=1 C1=2"),
        ("<x:row r='2'><x:c t='s'><x:v>9</x:v></x:c><x:c><x:v>5</x:v></x:c></x:row>", "A2=#损坏 B2=5"),
        (
            "<x:row><x:c><x:v>NaN</x:v></x:c><x:c><x:v>1e999</x:v></x:c><x:c><x:v>0x10</x:v></x:c></x:row>",
            "A1=#损坏 B1=#损坏 C1=#损坏",
        ),
        ("<x:row><x:c><x:f>1+1</x:f></x:c><x:c t='str'><x:f>1</x:f><x:v></x:v></x:c></x:row>", "A1="),
        ("<x:row><x:c t='e'><x:v>#SPILL!</x:v></x:c><x:c t='zz'><x:v>字</x:v></x:c></x:row>", "A1=#SPILL! B1=字"),
        (
            "<x:row><x:c r='B1'><x:v>1</x:v></x:c><x:c r='A1'><x:v>2</x:v></x:c><x:c r='B1'><x:v>3</x:v></x:c></x:row>",
            "A1=2 B1=#重复",
        ),
        (
            "<x:row><x:c t='inlineStr'><x:is><x:t>甲</x:t><x:rPh><x:t>no</x:t></x:rPh><x:r><x:t>&#x4e59;</x:t></x:r></x:is></x:c></x:row>",
            "A1=甲乙",
        ),
    ] {
        let book = open(&by_hand(rows)).expect("readable");
        let cells: Vec<String> = book.sheets[0].cells.iter().map(|c| format!("{}={}", c.at, c.shown())).collect();
        assert_eq!(cells.join(" "), expected, "{rows}");
    }
    let no_result = open(&by_hand("<x:row><x:c><x:f>1+1</x:f></x:c></x:row>")).expect("readable");
    assert_eq!(no_result.sheets[0].cells[0].content, Content::NoResult);
    for rows in ["<x:row r='1'><x:c r='XFE1'><x:v>1</x:v></x:c></x:row>", "<x:row r='0'/>", "<x:row>", "<!DOCTYPE a><x:row/>"] {
        assert!(matches!(open(&by_hand(rows)), Err(Refusal::Damaged(_))), "{rows}");
    }
}

#[test]
fn no_flipped_bit_changes_a_value_in_silence() {
    let good = sample();
    let book = open(&good).expect("readable");
    let mut archive = zip::ZipArchive::new(Cursor::new(good.as_slice())).expect("a zip");
    let part = archive.by_name("xl/worksheets/sheet1.xml").expect("the sheet");
    let from = part.data_start().expect("its place") as usize;
    let range = from..from + part.compressed_size() as usize;
    drop(part);
    let (mut refused, mut equal) = (0, 0);
    for at in range.clone() {
        for bit in 0..8 {
            let mut bytes = good.clone();
            bytes[at] ^= 1 << bit;
            match open(&bytes) {
                Err(_) => refused += 1,
                // The other sheet may survive, but then this one says that it did not.
                Ok(other) if other == book || other.sheets[0].damage.is_some() => equal += 1,
                Ok(other) => panic!("bit {bit} of byte {at}: {:?}", other.sheets[0].cells),
            }
        }
    }
    assert_eq!(refused + equal, range.len() * 8);
}

#[test]
fn a_cut_file_is_refused_at_every_length() {
    let good = sample();
    for length in (1..good.len()).step_by(7) {
        assert!(open(&good[..length]).is_err(), "{length} bytes");
    }
}

/// The library's reader as a second opinion, on values alone.
#[test]
fn the_library_reads_the_same() {
    let bytes = sample();
    let book = open(&bytes).expect("readable");
    let mut theirs: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("opened");
    let mut cells = BTreeMap::new();
    let mut reader = theirs.worksheet_cells_reader("进展表").expect("a reader");
    while let Some(cell) = reader.next_cell().expect("a cell") {
        let text = match cell.get_value() {
            calamine::DataRef::Empty => continue,
            calamine::DataRef::DateTime(date) => date.as_f64().to_string(),
            calamine::DataRef::Bool(value) => value.to_string(),
            calamine::DataRef::Float(number) => number.to_string(),
            calamine::DataRef::Int(number) => number.to_string(),
            calamine::DataRef::String(text) => text.clone(),
            calamine::DataRef::SharedString(text) => (*text).to_owned(),
            calamine::DataRef::Error(error) => error.to_string(),
            value => format!("{value:?}"),
        };
        cells.insert(cell.get_position(), text);
    }
    let ours: BTreeMap<_, _> = book.sheets[0]
        .cells
        .iter()
        .map(|cell| {
            let text = match &cell.content {
                Content::Text(text) => text.to_string(),
                Content::Number(number) => number.to_string(),
                Content::Bool(value) => value.to_string(),
                Content::Error(error) => error.0.to_string(),
                Content::NoResult => String::new(),
            };
            ((cell.at.row, cell.at.col), text)
        })
        .collect();
    assert_eq!(ours, cells);
}
