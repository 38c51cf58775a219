//! Marks into an OOXML package: only the parts that must say something new are written again, all others are passed on as packed.
//!
//! No cell, row or shared string is touched. A cell is coloured by a conditional format that is true as long as it is wrong, and
//! explained by a comment; the 修改清单 is a sheet of its own at the end. What was inserted where is noted in that sheet's part
//! ([`super::undo`]), so that taking the marks off gives every part back byte for byte.

mod comments;
mod drawing;
mod list;
pub(super) mod relations;
mod sheet;
mod styles;
pub(super) mod workbook;

use std::collections::BTreeMap;

use super::markup::Edits;
use super::package::Package;
use super::remark::{Remark, Spot};
use super::undo::Record;
use super::wording::{Preface, SHEET, Wording, cell_text};
use super::{Unfit, alarm};
use crate::finding::Severity;
use crate::origin::CellRef;
use comments::Note;
use list::Line;
use relations::News;
use sheet::{Colour, Worksheet};
use styles::Additions;
use workbook::Workbook;

/// The part of the 修改清单.
pub(super) const LIST_PART: &str = "xl/worksheets/sheet_sangai.xml";
/// A workbook with so many wrong cells is wrong as a whole: further ones are coloured and listed, without a comment.
const MOST_COMMENTS: usize = 1_000;
/// Lines of a list that anybody would work through.
const MOST_LINES: usize = 5_000;

const WORKSHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
const STYLES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";
const COMMENTS: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const DRAWING: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";

/// The package with marks. It must bear none yet.
pub(super) fn mark(bytes: &[u8], remarks: &[Remark<'_>], preface: &Preface<'_>, wording: &Wording) -> Result<Vec<u8>, Unfit> {
    let mut package = Package::open(bytes)?;
    if package.names().any(|name| name.starts_with("_xmlsignatures/") || name.starts_with("xl/revisions/")) {
        return Err(Unfit::Bound);
    }
    let workbook = Workbook::read(&mut package)?;
    let mut patch = Patch { package, workbook, news: News::default(), record: Record::default(), wording };
    let styles = patch.styles()?;
    let cells = patch.cells(remarks);
    let is_active = patch.may_open_on_list(&cells)?;
    let mut room = MOST_COMMENTS;
    for (number, (sheet, marks)) in (1..).zip(&cells) {
        patch.sheet(sheet, marks, (number, is_active), styles, &mut room)?;
    }
    patch.list(remarks, preface, styles, is_active)?;
    patch.finish()
}

/// `'sheet'`, as formulas and links name it.
fn quoted(sheet: &str) -> String {
    format!("'{}'", sheet.replace('\'', "''"))
}

/// The remarks on the cells of one sheet.
type Marks<'r, 'f> = BTreeMap<CellRef, Vec<&'r Remark<'f>>>;

struct Patch<'b, 'w> {
    package: Package<'b>,
    workbook: Workbook,
    news: News,
    record: Record,
    wording: &'w Wording,
}

impl Patch<'_, '_> {
    fn change(&mut self, part: &str, text: &str, edits: Edits) {
        if edits.is_empty() {
            return;
        }
        let (changed, back) = edits.apply(text);
        self.record.changed(part, &changed, back);
        self.package.set(part, changed);
    }

    fn add(&mut self, part: &str, text: String) {
        self.record.added(part);
        self.package.set(part, text);
    }

    fn styles(&mut self) -> Result<Additions, Unfit> {
        let mut edits = Edits::default();
        if let Some(part) = self.workbook.shared("styles").map(str::to_owned)
            && let Some(text) = self.package.text(&part)?
        {
            let additions = styles::add(&text, &mut edits)?;
            self.change(&part, &text, edits);
            return Ok(additions);
        }
        let additions = styles::add(styles::EMPTY, &mut edits)?;
        let (text, _) = edits.apply(styles::EMPTY);
        let part = "xl/styles.xml";
        self.add(part, text);
        self.news.declare(part, STYLES);
        self.news.relate(&self.workbook.part, "styles", part);
        Ok(additions)
    }

    /// Remarks by sheet and cell, in the order of the workbook's sheets.
    fn cells<'r, 'f>(&self, remarks: &'r [Remark<'f>]) -> Vec<(String, Marks<'r, 'f>)> {
        let of_sheet = |name: &str| {
            let mut marks: Marks<'r, 'f> = BTreeMap::new();
            for remark in remarks {
                if let Some(spot) = remark.spot.as_ref().filter(|spot| spot.sheet == name) {
                    marks.entry(spot.at).or_default().push(remark);
                }
            }
            marks
        };
        let all = self.workbook.sheets.iter().map(|sheet| (sheet.name.clone(), of_sheet(&sheet.name)));
        all.filter(|(_, marks)| !marks.is_empty()).collect()
    }

    /// Whether the workbook may open on the list: if the sheets that are selected now are written anyway. Sheets that stay selected
    /// beside the list would be typed into together with it.
    fn may_open_on_list(&mut self, cells: &[(String, Marks<'_, '_>)]) -> Result<bool, Unfit> {
        let is_written = |name: &str| cells.iter().any(|(marked, _)| marked == name);
        let active = self.workbook.active().and_then(|index| self.workbook.sheets.get(index));
        if active.is_some_and(|sheet| !is_written(&sheet.name)) {
            return Ok(false);
        }
        for sheet in self.workbook.sheets.iter().filter(|sheet| !is_written(&sheet.name)) {
            let Some(text) = sheet.part.as_deref().map(|part| self.package.text(part)).transpose()?.flatten() else { continue };
            let head = &text[..text.find("<sheetData").unwrap_or(text.len())];
            if head.contains("tabSelected=\"1\"") || head.contains("tabSelected=\"true\"") {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn sheet(
        &mut self,
        name: &str,
        marks: &Marks<'_, '_>,
        (number, is_active): (usize, bool),
        styles: Additions,
        room: &mut usize,
    ) -> Result<(), Unfit> {
        let listed = self.workbook.sheets.iter().find(|sheet| sheet.name == name);
        let part = listed.and_then(|sheet| sheet.part.clone()).ok_or(Unfit::Malformed)?;
        let text = self.package.needed(&part)?;
        let sheet = Worksheet::read(&text)?;
        let mut edits = Edits::default();
        sheet.colour(&colours(marks, self.workbook.is_1904), styles, &mut edits);
        if let Some(range) = sheet.selected().filter(|_| is_active) {
            edits.replace(range, "0");
        }
        let notes = notes(marks, self.wording, room);
        if !notes.is_empty() {
            self.comments(&part, &sheet, &notes, number, &mut edits)?;
        }
        self.change(&part, &text, edits);
        Ok(())
    }

    /// Comments and their boxes: into the parts that the sheet has, or into parts of their own.
    fn comments(
        &mut self,
        part: &str,
        sheet: &Worksheet<'_>,
        notes: &[Note],
        number: usize,
        edits: &mut Edits,
    ) -> Result<(), Unfit> {
        let relations = relations::of(&mut self.package, part)?;
        let known = relations.iter().find(|relation| relation.kind == "comments").map(|relation| relation.target.clone());
        let text = known.as_deref().map(|known| self.package.text(known)).transpose()?.flatten();
        let boxes = if let (Some(known), Some(text)) = (known, text) {
            let mut edits = Edits::default();
            let boxes = comments::add(&text, notes, &mut edits)?;
            self.change(&known, &text, edits);
            boxes
        } else {
            let own = format!("xl/comments_sangai{number}.xml");
            self.add(&own, comments::fresh(notes, &self.workbook.main));
            self.news.declare(&own, COMMENTS);
            self.news.relate(part, "comments", &own);
            notes.to_vec()
        };
        let measures = sheet.measures();
        let drawing = sheet.boxes().and_then(|id| relations.into_iter().find(|relation| relation.id == id));
        match drawing {
            Some(drawing) => {
                let text = self.package.needed(&drawing.target)?;
                let (at, shapes) = drawing::add(&text, &boxes, &measures)?;
                let mut edits = Edits::default();
                edits.insert(at, shapes);
                self.change(&drawing.target, &text, edits);
            }
            None if sheet.boxes().is_some() => return Err(Unfit::Malformed),
            None => {
                let own = format!("xl/drawings/vmlDrawing_sangai{number}.vml");
                self.add(&own, drawing::fresh(&boxes, &measures, number));
                self.news.declare(&own, DRAWING);
                let id = self.news.relate(part, "vmlDrawing", &own);
                sheet.tie(&id, self.workbook.namespace(), edits);
            }
        }
        Ok(())
    }

    fn list(&mut self, remarks: &[Remark<'_>], preface: &Preface<'_>, styles: Additions, is_active: bool) -> Result<(), Unfit> {
        let is_1904 = self.workbook.is_1904;
        let lines: Vec<Line> = remarks.iter().take(MOST_LINES).map(|remark| line(remark, is_1904)).collect();
        let name = self.workbook.free_name(SHEET);
        let id = self.news.relate(&self.workbook.part, "worksheet", LIST_PART);
        self.news.declare(LIST_PART, WORKSHEET);
        let (filter, rows) = list::ranges(lines.len());
        let mut edits = Edits::default();
        self.workbook.list(&name, &id, &filter, &rows, &mut edits)?;
        if is_active {
            self.workbook.activate(self.workbook.sheets.len(), &mut edits);
        }
        let (part, text) = (self.workbook.part.clone(), self.workbook.text.clone());
        self.change(&part, &text, edits);
        let namespaces = (self.workbook.main.as_str(), self.workbook.namespace());
        let head = list::Head { preface, left_out: remarks.len() - lines.len(), wording: self.wording };
        let sheet = list::part(&lines, &head, styles, namespaces, is_active);
        self.add(LIST_PART, sheet);
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<u8>, Unfit> {
        let namespace = self.workbook.namespace();
        for (part, before, edits) in std::mem::take(&mut self.news).written(&mut self.package, namespace)? {
            match before {
                Some(text) => self.change(&part, &text, edits),
                None => self.add(&part, edits.apply("").0),
            }
        }
        let list = self.package.needed(LIST_PART)?;
        let signed = self.record.append_to(&list);
        self.package.set(LIST_PART, signed);
        self.package.finish()
    }
}

/// For each cell and severity a colour that lasts as long as one of its remarks does.
fn colours(marks: &Marks<'_, '_>, is_1904: bool) -> Vec<Colour> {
    let mut colours = Vec::new();
    for (at, remarks) in marks {
        for severity in [Severity::Error, Severity::Warning, Severity::Note] {
            let of_severity = remarks.iter().filter(|remark| remark.finding.severity == severity);
            let spots: Vec<&Spot> = of_severity.filter_map(|remark| remark.spot.as_ref()).collect();
            if !spots.is_empty() {
                let formula = alarm::colour_formula(spots.iter().map(|spot| &spot.alarm), is_1904);
                colours.push(Colour { at: *at, severity, formula });
            }
        }
    }
    colours
}

/// One comment a cell, the gravest remark first; the gravest cells first where there are too many.
fn notes(marks: &Marks<'_, '_>, wording: &Wording, room: &mut usize) -> Vec<Note> {
    let gravest = |remarks: &[&Remark<'_>]| remarks.iter().map(|remark| remark.finding.severity).max();
    let mut cells: Vec<_> = marks.iter().collect();
    cells.sort_by_key(|(at, remarks)| (std::cmp::Reverse(gravest(remarks)), **at));
    cells.truncate(*room);
    *room -= cells.len();
    cells.sort_by_key(|(at, _)| **at);
    cells.into_iter().map(|(at, remarks)| Note { at: *at, text: cell_text(remarks.iter().map(|r| r.finding), wording) }).collect()
}

fn line(remark: &Remark<'_>, is_1904: bool) -> Line {
    let finding = remark.finding;
    let text = |text: &Option<std::sync::Arc<str>>| text.as_deref().unwrap_or_default().to_owned();
    Line {
        severity: finding.severity,
        sheet: remark.sheet.clone().unwrap_or_default(),
        cell: remark.spot.as_ref().map(|spot| spot.shown).or(finding.place.cell),
        field: text(&finding.field),
        value: text(&finding.value),
        message: remark.message().to_owned(),
        suggestion: finding.suggestion.clone(),
        condition: remark.spot.as_ref().map(|spot| spot.alarm.formula(Some(&quoted(&spot.sheet)), is_1904)),
    }
}
