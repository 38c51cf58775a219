//! The `{字段}` places in the message of a check.

/// Puts `text_of(name)` into every place.
#[must_use]
pub fn fill(template: &str, text_of: &dyn Fn(&str) -> String) -> String {
    let mut filled = String::with_capacity(template.len());
    for piece in pieces(template) {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Place(name) => filled.push_str(&text_of(name)),
        }
    }
    filled
}

/// The names in the `{字段}` places of a message, in order.
pub fn names(template: &str) -> impl Iterator<Item = &str> {
    pieces(template).into_iter().filter_map(|piece| match piece {
        Piece::Place(name) => Some(name),
        Piece::Text(_) => None,
    })
}

enum Piece<'a> {
    Text(&'a str),
    Place(&'a str),
}

/// A brace without its partner is text.
fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        pieces.push(Piece::Text(before));
        pieces.push(Piece::Place(name));
        rest = after;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_and_named() {
        let template = "本周{本周}大于累计{累计}。{";
        assert_eq!(fill(template, &|name| format!("<{name}>")), "本周<本周>大于累计<累计>。{");
        assert_eq!(names(template).collect::<Vec<_>>(), ["本周", "累计"]);
        assert_eq!(fill("没有", &|_| String::new()), "没有");
    }
}
