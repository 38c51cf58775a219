//! Comments in a sheet's comments part: the sender's own stay, ours stand beside them or, in the same cell, below them.

use crate::origin::CellRef;
use crate::returns::Unfit;
use crate::returns::markup::{Edits, Element, attribute, escape, outline, root};
use crate::returns::wording::AUTHOR;

/// A comment to be written.
#[derive(Debug, Clone)]
pub(super) struct Note {
    pub(super) at: CellRef,
    pub(super) text: String,
}

/// A comments part for a sheet that has none.
pub(super) fn fresh(notes: &[Note], main: &str) -> String {
    let comments: String = notes.iter().map(|note| comment(note, 0)).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"{main}\"><authors><author>{AUTHOR}</author></authors>\
         <commentList>{comments}</commentList></comments>"
    )
}

/// Adds notes to a comments part; those whose cell has no comment of the sender and so needs a box.
pub(super) fn add(text: &str, notes: &[Note], edits: &mut Edits) -> Result<Vec<Note>, Unfit> {
    let elements = outline(text, 3)?;
    let comments = root(&elements, "comments")?;
    let find = |name: &str| elements.iter().find(|element| element.depth == 1 && element.name == name);
    let author = format!("<author>{AUTHOR}</author>");
    let index = find("authors").map_or(0, |authors| authors.children);
    match find("authors") {
        Some(authors) => edits.append(text, authors, &author),
        None => edits.insert(comments.tag.end, format!("<authors>{author}</authors>")),
    }
    let mut boxes = Vec::new();
    let mut added = String::new();
    for note in notes {
        if let Some(body) = body_of(text, &elements, note.at) {
            edits.append(text, body, &format!("<r>{FONT}<t xml:space=\"preserve\">&#10;{}</t></r>", escape(&note.text)));
        } else {
            added.push_str(&comment(note, index));
            boxes.push(note.clone());
        }
    }
    match find("commentList") {
        Some(list) => edits.append(text, list, &added),
        None => edits.insert(comments.close, format!("<commentList>{added}</commentList>")),
    }
    Ok(boxes)
}

/// The text element of the comment that a cell has.
fn body_of<'e>(text: &str, elements: &'e [Element], at: CellRef) -> Option<&'e Element> {
    let wanted = at.to_string();
    let is_wanted =
        |e: &&Element| e.depth == 2 && e.name == "comment" && attribute(text, &e.tag, "ref").as_ref() == Some(&wanted);
    let comment = elements.iter().find(is_wanted)?;
    elements.iter().find(|e| e.depth == 3 && e.name == "text" && (comment.tag.end..comment.end).contains(&e.tag.start))
}

const FONT: &str = "<rPr><sz val=\"9\"/><color indexed=\"81\"/><rFont val=\"宋体\"/><charset val=\"134\"/></rPr>";

fn comment(note: &Note, author: usize) -> String {
    format!(
        "<comment ref=\"{}\" authorId=\"{author}\" shapeId=\"0\"><text><r>{FONT}<t xml:space=\"preserve\">{}</t></r></text></comment>",
        note.at,
        escape(&note.text)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_of_the_sender_stay() {
        let text = "<comments xmlns=\"m\"><authors><author>张三</author></authors><commentList>\
            <comment ref=\"B2\" authorId=\"0\"><text><t>问过企业</t></text></comment></commentList></comments>";
        let notes =
            [("B2", 1, 1), ("C3", 2, 2)].map(|(name, row, col)| Note { at: CellRef::new(row, col), text: format!("改{name}") });
        let mut edits = Edits::default();
        let boxes = add(text, &notes, &mut edits).expect("planned");
        let (changed, _) = edits.apply(text);
        assert_eq!(boxes.iter().map(|note| note.at.to_string()).collect::<Vec<_>>(), ["C3"]);
        assert!(changed.contains("<t>问过企业</t><r>") && changed.contains("改B2</t></r></text></comment>"), "{changed}");
        assert!(
            changed.contains("<comment ref=\"C3\" authorId=\"1\"")
                && changed.contains("<author>张三</author><author>三改检查</author>")
        );
    }
}
