//! A header path as read: the texts that may equal a field's name or synonym, and the concepts it is made of.

use super::concepts::{Concept, Concepts};
use super::period;
use super::thesaurus::{Parts, Thesaurus};
use crate::table::Column;
use crate::value::normalise::key;

/// A column's header path, taken apart.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    /// As a person would name the column: parent/child, as written.
    pub(super) written: String,
    /// Normalised texts to compare with names and synonyms, most specific first.
    pub(super) keys: Vec<String>,
    /// It repeats the end of its neighbour's heading: its words mean what they mean there, unless they are a field's very name.
    pub(super) echo: Option<String>,
    pub(super) leaf: Parts,
    /// What the groups above say.
    pub(super) group: Parts,
    /// The groups above, normalised.
    pub(super) group_keys: Vec<String>,
    /// The role of the person column to the left, for a bare 电话 or 单位.
    pub(super) inherited: Concepts,
    /// The leaf names several things (负责人及联系电话), and the first of them holds this.
    pub(super) joined: bool,
    first_head: Option<Concept>,
    /// The unit the heading states.
    pub(super) unit: Option<String>,
}

impl Heading {
    /// Reads a column's path. `year` is the reporting year.
    pub(super) fn read(column: &Column, thesaurus: &Thesaurus, year: i16) -> Self {
        let texts: Vec<String> = column.path.iter().map(|name| normal(name, thesaurus, year)).collect();
        let (leaf, groups) = texts.split_last().map_or((String::new(), &[][..]), |(leaf, groups)| (leaf.clone(), groups));
        let parent = groups.last().filter(|parent| !parent.is_empty());
        let mut keys: Vec<String> = parent.map(|parent| format!("{parent}{leaf}")).into_iter().collect();
        keys.push(leaf.clone());
        let mut group = Parts::default();
        for text in groups {
            let parts = thesaurus.segment(text);
            group.set = group.set.or(parts.set);
            group.head = parts.head.or(group.head);
            group.words.extend(parts.words);
        }
        let first = thesaurus.before_joiner(&leaf);
        Self {
            written: column.path.join("/"),
            keys,
            echo: None,
            leaf: thesaurus.segment(&leaf),
            group,
            group_keys: groups.to_vec(),
            inherited: Concepts::default(),
            joined: first.is_some(),
            first_head: first.and_then(|first| thesaurus.segment(first).head),
            unit: column.unit.clone(),
        }
    }

    /// The normalised text of the lowest header cell.
    pub(super) fn leaf_key(&self) -> &str {
        self.keys.last().map_or("", String::as_str)
    }

    /// What a cell of the column holds, or holds first.
    pub(super) const fn head(&self) -> Option<Concept> {
        if self.joined { self.first_head } else { self.leaf.head }
    }

    /// Everything the heading says, its surroundings included.
    pub(super) const fn all(&self) -> Concepts {
        self.leaf.set.or(self.group.set).or(self.inherited)
    }

    /// A heading without its surroundings.
    #[cfg(test)]
    pub(super) fn of(path: &[&str], thesaurus: &Thesaurus, year: i16) -> Self {
        let path = path.iter().map(|&name| name.to_owned()).collect();
        Self::read(&Column { col: 0, path, unit: None, hidden: false }, thesaurus, year)
    }
}

/// Gives bare 电话, 单位, 职务 columns the role of the person column at most three to the left.
pub(super) fn attach(headings: &mut [Heading], thesaurus: &Thesaurus) {
    let attached = thesaurus.of_kind(|kind| kind.attached);
    let roles = thesaurus.of_kind(|kind| kind.role);
    let free = thesaurus.of_kind(|kind| kind.light || kind.attached);
    let persons = thesaurus.of_kind(|kind| kind.head && !kind.attached);
    for i in 0..headings.len() {
        if let Some(word) = i.checked_sub(1).and_then(|left| echoed(&headings[left], &headings[i], thesaurus)) {
            let roles = headings[i - 1].all().and(roles);
            let this = &mut headings[i];
            (this.leaf, this.inherited) = (word, roles);
            this.echo = this.keys.pop();
            this.keys.clear();
            this.group.set = this.group.set.without(roles);
            continue;
        }
        let this = &headings[i];
        let bare = this.leaf.head.is_some_and(|head| attached.contains(head)) && this.leaf.residue == 0;
        if !bare || this.leaf.set.meets(roles) || !this.leaf.set.within(free) {
            continue;
        }
        let left = headings[i.saturating_sub(REACH)..i].iter().rev();
        let owner = left
            .take_while(|other| other.group_keys == this.group_keys)
            .find(|other| other.all().meets(roles) && other.leaf.head.is_some_and(|head| persons.contains(head)));
        let Some(owner) = owner else { continue };
        let own = owner.leaf.set.and(roles);
        let inherited = if own.is_empty() { owner.all().and(roles) } else { own };
        if !own.is_empty() || !this.all().meets(roles) {
            headings[i].inherited = inherited;
            // The person beside says more than the group above (责任落实).
            headings[i].group.set = headings[i].group.set.without(roles);
        }
    }
}

/// 责任人手机 right of 我局政策责任人: it repeats the end of its neighbour's heading and adds what it holds, which is all it says.
fn echoed(left: &Heading, this: &Heading, thesaurus: &Thesaurus) -> Option<Parts> {
    let attached = thesaurus.of_kind(|kind| kind.attached);
    let roles = thesaurus.of_kind(|kind| kind.role);
    if left.leaf.set.and(roles) == this.leaf.set.and(roles) {
        return None;
    }
    let (owner, text) = (left.leaf_key(), this.leaf_key());
    let ends = text.char_indices().map(|(at, _)| at).filter(|at| *at > 0);
    let at = ends.filter(|at| owner.len() > *at && owner.ends_with(&text[..*at]) && text[..*at].chars().count() >= 2).max()?;
    let rest = thesaurus.segment(&text[at..]);
    (rest.residue == 0 && rest.head.is_some_and(|head| attached.contains(head))).then_some(rest)
}

/// How far to the left a phone's owner may stand.
const REACH: usize = 3;

/// A heading in one shape: NFKC without blanks, stars, serials, units, instructions; periods as words.
pub(super) fn normal(text: &str, thesaurus: &Thesaurus, year: i16) -> String {
    let circled = text.trim_start().trim_start_matches(|c: char| ('①'..='⒛').contains(&c) || ('❶'..='❿').contains(&c));
    let plain = key(circled);
    let bare = plain.trim_matches(['*', '★', '☆', '※', '●', '◆', '#', '_', '▲', '△']);
    let bare = strip_serial(strip_serial(bare));
    let example = thesaurus.cut_at.iter().filter_map(|word| bare.find(word.as_str())).filter(|at| *at > 0).min();
    let bare = &bare[..example.unwrap_or(bare.len())];
    let bare = bare.strip_prefix("其中").map_or(bare, |rest| rest.trim_start_matches([':', ',']));
    let open = brackets(bare, thesaurus, year);
    let folded = period::fold(&open, year);
    let folded = folded.trim_end_matches([':', '*', ';', '。', '?', '!', '/', ',']).trim_start_matches(['-', '/', ':']);
    strip_unit(folded, thesaurus).trim_end_matches([':', '-', '_', '/', ',']).to_owned()
}

/// `1.`, `一、`, `(二)`, `3)` at the start.
fn strip_serial(text: &str) -> &str {
    let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let inner = text.strip_prefix('(').unwrap_or(text);
    let rest = inner.trim_start_matches(is_number);
    if rest.len() == inner.len() || inner.len() - rest.len() > 6 {
        return text;
    }
    match rest.chars().next() {
        Some(sign @ ('.' | '、' | ')' | ':')) => {
            let after = &rest[sign.len_utf8()..];
            if after.is_empty() || after.starts_with(|c: char| c.is_ascii_digit()) { text } else { after }
        }
        _ => text,
    }
}

/// `总投资万元`, `总投资:亿元` without the unit.
fn strip_unit<'t>(text: &'t str, thesaurus: &Thesaurus) -> &'t str {
    let stripped = thesaurus
        .units
        .iter()
        .filter(|unit| unit.ends_with('元') || unit.as_str() == "%")
        .find_map(|unit| text.strip_suffix(unit.as_str()));
    stripped.filter(|rest| !rest.is_empty()).unwrap_or(text)
}

/// Drops brackets that only instruct (`50字以内`, `万元`, `如：2022.05`) and opens those that say something (`完成投资（本周）`).
fn brackets(text: &str, thesaurus: &Thesaurus, year: i16) -> String {
    let mut out = String::new();
    let mut notes: Vec<String> = Vec::new();
    let mut depth = 0usize;
    for c in text.chars() {
        match c {
            '(' | '[' | '【' | '〔' | '<' | '《' | '「' | '{' if c != '{' => {
                depth += 1;
                if depth == 1 {
                    notes.push(String::new());
                }
            }
            ')' | ']' | '】' | '〕' | '>' | '》' | '」' if depth > 0 => depth -= 1,
            _ if depth > 0 => notes.iter_mut().last().into_iter().for_each(|note| note.push(c)),
            '“' | '”' | '"' | '\'' | '‘' | '’' | '·' => {}
            _ => out.push(c),
        }
    }
    for note in notes {
        if out.is_empty() || speaks(&note, &out, thesaurus, year) {
            out.push_str(&note);
        }
    }
    out
}

/// Whether a bracket adds to the meaning: made of known words that change what is said, and no instruction.
fn speaks(note: &str, outside: &str, thesaurus: &Thesaurus, year: i16) -> bool {
    let instructs = thesaurus.instructions.iter().any(|word| note.contains(word.as_str()));
    if instructs || note.chars().count() > 8 || thesaurus.units.iter().any(|unit| unit == note) {
        return false;
    }
    let read = |text: &str| thesaurus.segment(&period::fold(text, year));
    let (without, with) = (read(outside), read(&format!("{outside}{note}")));
    with.residue == without.residue && with.set != without.set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_in_one_shape() {
        let thesaurus = Thesaurus::built_in();
        for (text, shape) in [
            ("总投资\n（万元）", "总投资"),
            ("*企业名称", "企业名称"),
            ("其中：设备投资", "设备投资"),
            ("建设内容及规模（50字以内）", "建设内容及规模"),
            ("完成投资（本周）", "完成投资本周"),
            ("2022年计划完成投资（万元）", "本年计划完成投资"),
            ("1.项目名称", "项目名称"),
            ("（二）总投资", "总投资"),
            ("①项目名称", "项目名称"),
            ("总投资（亿元）", "总投资"),
            ("总投资：万元", "总投资"),
            ("改造类型（智能/绿色/技术/科创平台，可多选）", "改造类型"),
            ("联 系 电 话", "联系电话"),
            ("本周完成投资（5.16-5.22）", "本周完成投资"),
        ] {
            assert_eq!(normal(text, &thesaurus, 2022), shape, "{text}");
        }
    }

    #[test]
    fn a_bare_phone_follows_the_person_before_it() {
        let thesaurus = Thesaurus::built_in();
        let mut headings: Vec<Heading> = ["项目负责人", "联系电话", "项目包联人", "单位", "联系电话", "政策落实人", "联系电话"]
            .iter()
            .map(|name| Heading::of(&[name], &thesaurus, 2022))
            .collect();
        attach(&mut headings, &thesaurus);
        let owner = |i: usize| headings[i].inherited;
        assert_eq!(owner(1), headings[0].leaf.set.and(thesaurus.of_kind(|kind| kind.role)));
        assert_eq!(owner(3), owner(4));
        assert!(owner(4).meets(headings[2].leaf.set) && owner(6).meets(headings[5].leaf.set));
        assert!(!owner(6).meets(owner(4)));
    }
}
