//! Names of persons made comparable. A person is never merged with another; names are only compared.

use super::fold::fold;
use super::words::Words;

/// The bare name of a person: no blanks, no telephone, no bracket, no title (`张  三局长（县科技局）` → `张三`).
#[must_use]
pub fn bare_person(text: &str, words: &Words) -> String {
    let folded = fold(text);
    let name: String = folded
        .split(['(', ',', ';', '/', ':'])
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_ascii_digit() && *c != '-')
        .collect();
    let mut bare = name.as_str();
    while let Some(left) =
        words.person.titles.iter().find_map(|title| bare.strip_suffix(title.as_str())).filter(|left| left.chars().count() >= 2)
    {
        bare = left;
    }
    bare.to_owned()
}

/// All persons of a cell, bare, in order.
#[must_use]
pub fn bare_persons(text: &str, words: &Words) -> Vec<String> {
    let parts = text.split(['、', '，', ',', ';', '；', '/', '\n']);
    parts.map(|part| bare_person(part, words)).filter(|name| !name.is_empty()).collect()
}

/// Whether two cells name the same person, or share one where several are named. Blank says nothing, and so agrees.
#[must_use]
pub fn persons_agree(a: &str, b: &str, words: &Words) -> bool {
    let (a, b) = (bare_persons(a, words), bare_persons(b, words));
    a.is_empty() || b.is_empty() || a.iter().any(|name| b.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_blanks_and_telephones_are_no_names() {
        let words = Words::built_in();
        for (a, b, same) in [
            ("张  三", "张三", true),
            ("张三同志", "张三", true),
            ("李大海副局长", "李大海", true),
            ("李大海 13900000000", "李大海", true),
            ("王五（县科技局）", "王五", true),
            ("张三、李四", "李四", true),
            ("张三", "张山", false),
            ("", "张三", true),
        ] {
            assert_eq!(persons_agree(a, b, &words), same, "{a} / {b}");
        }
        assert_eq!(bare_person("王总", &words), "王总");
    }
}
