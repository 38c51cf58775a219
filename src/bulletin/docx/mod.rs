//! A document as .docx, in the style of an official letter (GB/T 9704: margins, 二号 title, 三号 仿宋, 28 points a line). Few parts, written
//! here: the libraries bring sixty crates and no templates, and their bytes change with the clock.

mod table;

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use anyhow::Result;
use quick_xml::escape::escape;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::prose::{Block, Document, Place};

const PARTS: &[(&str, &str)] = &[
    ("[Content_Types].xml", include_str!("parts/content_types.xml")),
    ("_rels/.rels", include_str!("parts/rels.xml")),
    ("word/_rels/document.xml.rels", include_str!("parts/document_rels.xml")),
    ("word/styles.xml", include_str!("parts/styles.xml")),
    ("word/settings.xml", include_str!("parts/settings.xml")),
    ("word/fontTable.xml", include_str!("parts/font_table.xml")),
    ("word/footer1.xml", include_str!("parts/footer.xml")),
];

/// A4 with the margins of official letters, in twips: 37 mm above, 28 on the left, 35 below, 26 on the right.
const PAGE: &str = concat!(
    r#"<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/>"#,
    r#"<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1400" w:gutter="0"/></w:sectPr>"#
);

/// The bytes of the file: the same for the same document.
///
/// # Errors
/// Never for documents that fit into memory.
pub fn docx(document: &Document) -> Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
    let body = body(document);
    for (name, content) in PARTS.iter().copied().chain([("word/document.xml", body.as_str())]) {
        zip.start_file(name, options)?;
        zip.write_all(content.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn body(document: &Document) -> String {
    let mut xml = String::from(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
        r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
        r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>"#
    ));
    for block in &document.blocks {
        match block {
            // Blank lines of a template only order it.
            Block::Blank => {}
            Block::Text(place, text) => paragraph(style(*place), text, &mut xml),
            Block::Table(table) => table::table(table, &mut xml),
        }
    }
    xml.push_str(PAGE);
    xml.push_str("</w:body></w:document>");
    xml
}

const fn style(place: Place) -> &'static str {
    match place {
        Place::Title => "Title",
        Place::Subtitle => "Subtitle",
        Place::Heading(1) => "Heading1",
        Place::Heading(2) => "Heading2",
        Place::Heading(_) => "Heading3",
        Place::Paragraph => "BodyText",
        Place::Salutation => "Normal",
        Place::Signature => "Signature",
    }
}

fn paragraph(style: &str, text: &str, xml: &mut String) {
    let _ = write!(xml, r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>"#);
    run("", text, xml);
    xml.push_str("</w:p>");
}

/// A run of text; it is data, whatever signs it holds.
fn run(properties: &str, text: &str, xml: &mut String) {
    let fit: String =
        text.chars().filter(|c| !matches!(c, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')).collect();
    let _ = write!(xml, r#"<w:r>{properties}<w:t xml:space="preserve">{}</w:t></w:r>"#, escape(fit.as_str()));
}
