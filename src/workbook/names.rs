//! Sheet names that every spreadsheet program takes: legal characters, at most 31 units, unique without regard to case.

use std::collections::BTreeSet;

/// What a sheet name holds at most, in UTF-16 units.
const NAME_LIMIT: usize = 31;

/// Safe and unique names, one for each wish, in order. What cannot stand in a name becomes `_`.
#[must_use]
pub(crate) fn safe_names<'a>(wishes: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    wishes.into_iter().map(|wish| unique(&legal(wish), &mut taken)).collect()
}

fn legal(wish: &str) -> String {
    let kept: String = wish
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}'))
        .map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') { '_' } else { c })
        .collect();
    let name = kept.trim().trim_matches('\'').trim();
    match name {
        "" => "表".to_owned(),
        // a name that Excel keeps for itself
        name if name.eq_ignore_ascii_case("history") => format!("{name}_"),
        name => shorten(name, NAME_LIMIT),
    }
}

fn shorten(name: &str, units: usize) -> String {
    let mut room = units;
    name.chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= room;
            room = room.saturating_sub(c.len_utf16());
            fits
        })
        .collect()
}

fn unique(name: &str, taken: &mut BTreeSet<String>) -> String {
    let numbered = |n: usize| match n {
        1 => name.to_owned(),
        n => {
            let suffix = format!("({n})");
            format!("{}{suffix}", shorten(name, NAME_LIMIT - suffix.len()))
        }
    };
    // of so many numbers one is free: fewer names are taken
    let free = (1..=taken.len() + 1).map(numbered).find(|name| !taken.contains(&name.to_lowercase())).unwrap_or_default();
    taken.insert(free.to_lowercase());
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_legal_and_unique() {
        let long = "一".repeat(40);
        let wishes = ["总览", "总览", "a/b:c", "A_B_C", "", "'引'", "History", "\u{200b}", &long, &long];
        let names = safe_names(wishes);
        let expected = [
            "总览",
            "总览(2)",
            "a_b_c",
            "A_B_C(2)",
            "表",
            "引",
            "History_",
            "表(2)",
            &"一".repeat(31),
            &format!("{}(2)", "一".repeat(28)),
        ];
        assert_eq!(names, expected);
    }
}
