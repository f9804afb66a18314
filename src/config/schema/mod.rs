//! The table of keys: what may be written in a configuration. Reading checks against it, errors
//! quote it, and docs/schema.md is printed from it.

mod allowed;
mod keys;
mod page;

use toml::Value;

pub use allowed::{AT_LEAST_ZERO, Allowed, Interval, POSITIVE};
pub use keys::{KEYS, Key, Only};
pub use page::document;

/// The key of a dotted name.
pub fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// Whether a name is that of a section.
pub fn is_section(name: &str) -> bool {
    KEYS.iter().any(|key| key.section() == Some(name))
}

/// The words a key of choices takes; empty for other keys.
pub fn choices(name: &str) -> &'static [&'static str] {
    match find(name).map(|key| key.allowed) {
        Some(Allowed::Choice(words)) => words,
        _ => &[],
    }
}

/// A number as the value of a key: keys of whole numbers take no others.
pub fn number(key: &str, value: f64) -> Value {
    let is_whole = |key: &Key| matches!(key.allowed, Allowed::Natural(..));
    if find(key).is_some_and(is_whole) && value == value.trunc() {
        Value::Integer(value as i64)
    } else {
        Value::Float(value)
    }
}

/// The known key or section most like a name, if any is like it. A key written
/// without its section, or in the wrong one, is like the key it means.
pub fn nearest(name: &str) -> Option<&'static str> {
    /// Below this, a suggestion confuses more than it helps.
    const LIKENESS: f64 = 0.5;
    let split = |name| str::rsplit_once(name, '.').unwrap_or(("", name));
    let (section, end) = split(name);
    // What is written below a key can only mean the key.
    if let Some(key) = find(section) {
        return Some(key.name);
    }
    // The end tells keys apart; the section decides between equal ends.
    let likeness = |known: &'static str| {
        let (known_section, known_end) = split(known);
        0.8 * strsim::normalized_damerau_levenshtein(end, known_end)
            + 0.2 * strsim::normalized_damerau_levenshtein(section, known_section)
    };
    KEYS.iter()
        .filter_map(Key::section)
        .chain(KEYS.iter().map(|key| key.name))
        .map(|known| (likeness(known), known))
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_find_the_key_they_mean() {
        for (slip, meant) in [
            ("network.widht", Some("network.width")),
            ("alpha", Some("network.alpha")),
            ("data.alpha", Some("network.alpha")),
            ("netwrok", Some("network")),
            ("sweep.alpha", Some("sweep.alphas")),
            ("flow.batchsize", Some("flow.batch_size")),
            ("netwrok.width", Some("network.width")),
            ("sweep.signal", Some("sweep.signals")),
            ("sweep.alphas.count", Some("sweep.alphas")),
            ("xyzzy", None),
            ("network.xyzzy", None),
        ] {
            assert_eq!(nearest(slip), meant, "{slip}");
        }
    }

    #[test]
    fn keys_of_a_section_stand_together_and_names_are_unique() {
        let sections: Vec<_> = KEYS.iter().map(|key| key.section()).collect();
        let blocks: Vec<_> = sections
            .chunk_by(|a, b| a == b)
            .map(|block| block[0])
            .collect();
        let expected = [
            "data", "network", "loss", "flow", "stop", "sweep", "command",
        ]
        .map(Some);
        assert_eq!(blocks, [&[None], &expected[..]].concat());
        for (i, key) in KEYS.iter().enumerate() {
            assert_eq!(find(key.name), Some(&KEYS[i]), "{} twice", key.name);
        }
    }

    #[test]
    fn conditions_name_choices_that_exist() {
        for (key, only) in KEYS.iter().filter_map(|key| Some((key, key.only?))) {
            for value in only.values {
                assert!(choices(only.key).contains(value), "{}: {value}", key.name);
            }
        }
    }
}
