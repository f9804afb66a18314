//! The one table of keys and files: what may be written in a configuration, and
//! what stands in the files a run writes.
//!
//! Reading checks against it, errors quote it, `docs/schema.md` is printed from it.

mod allowed;
mod files;
mod keys;
mod page;

use toml::Value;

use super::flat::defaults;
use super::print::inline;

pub use allowed::{AT_LEAST_ZERO, Allowed, Interval, POSITIVE};
pub use files::{Column, FILES, File};
pub use keys::KEYS;
pub use page::document;

/// One key of the configuration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Key {
    /// Dotted name, such as `network.alpha`.
    pub name: &'static str,
    /// Type and range.
    pub allowed: Allowed,
    /// Where the key has a meaning; `None` is everywhere.
    pub only: Option<Only>,
    /// What it means that a key without a default is not set.
    pub unset: &'static str,
    /// What it decides, with symbol and unit.
    pub meaning: &'static str,
}

/// The values of another key under which a key has a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Only {
    /// The other key.
    pub key: &'static str,
    /// Its values.
    pub values: &'static [&'static str],
    /// Whether a network of a library user's own has the key too.
    pub own: bool,
}

impl Only {
    /// Whether the key has a meaning for this value of the other one.
    pub fn admits(&self, chosen: &str) -> bool {
        let is_own = || !choices(self.key).contains(&chosen);
        self.values.contains(&chosen) || (self.own && is_own())
    }
}

impl Key {
    /// The section, `None` at the top level.
    pub fn section(&self) -> Option<&'static str> {
        self.name.split_once('.').map(|(section, _)| section)
    }

    /// The name within its section.
    pub fn short_name(&self) -> &'static str {
        split(self.name).1
    }

    /// The default as TOML, for each choice on which it depends; in words where there is none.
    ///
    /// ```
    /// use sweetspot::config::schema;
    /// let default = schema::find("flow.tolerance").unwrap().default();
    /// assert_eq!(default, "0.0002 (exact), 1e-6 (runge-kutta)");
    /// ```
    pub fn default(&self) -> String {
        let of = |choice: Option<(&'static str, &str)>| {
            let defaults = defaults(choice.as_slice());
            defaults
                .get(self.name)
                .map_or(self.unset.to_owned(), inline)
        };
        let Some(only) = self.only else {
            return of(None);
        };
        let mut texts: Vec<(String, Vec<&str>)> = Vec::new();
        for word in only.values {
            let text = of(Some((only.key, word)));
            match texts.last_mut() {
                Some((last, words)) if *last == text => words.push(word),
                _ => texts.push((text, vec![word])),
            }
        }
        if let [(text, _)] = &texts[..] {
            return text.clone();
        }
        let with_choice =
            |(text, words): &(String, Vec<&str>)| format!("{text} ({})", words.join(", "));
        texts.iter().map(with_choice).collect::<Vec<_>>().join(", ")
    }
}

/// The key of a dotted name.
///
/// ```
/// use sweetspot::config::schema;
/// assert_eq!(schema::find("network.width").unwrap().default(), "64");
/// assert!(schema::find("network.widht").is_none());
/// assert_eq!(schema::nearest("network.widht"), Some("network.width"));
/// ```
pub fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// Whether a name is that of a section.
pub fn is_section(name: &str) -> bool {
    sections().any(|section| section == name)
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
    let whole = matches!(
        find(key).map(|key| key.allowed),
        Some(Allowed::Natural { .. })
    );
    if whole && value == value.trunc() {
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
    let (section, end) = split(name);
    // The end tells keys apart; the section decides between equal ends.
    let likeness = |known: &str| {
        let (known_section, known_end) = split(known);
        0.8 * strsim::normalized_damerau_levenshtein(end, known_end)
            + 0.2 * strsim::normalized_damerau_levenshtein(section, known_section)
    };
    // What is written below a key can only mean the key.
    if let Some(key) = find(section) {
        return Some(key.name);
    }
    sections()
        .chain(KEYS.iter().map(|key| key.name))
        .map(|known| (likeness(known), known))
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, known)| known)
}

fn sections() -> impl Iterator<Item = &'static str> {
    let mut seen = None;
    KEYS.iter().filter_map(Key::section).filter(move |section| {
        let new = seen != Some(*section);
        seen = Some(*section);
        new
    })
}

/// The section of a dotted name (empty at the top level), and its last part.
fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or(("", name))
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
    fn sections_are_listed_once_and_names_are_unique() {
        let sections: Vec<_> = sections().collect();
        assert_eq!(
            sections,
            ["data", "network", "loss", "flow", "stop", "sweep"]
        );
        for (i, key) in KEYS.iter().enumerate() {
            assert_eq!(find(key.name), Some(&KEYS[i]), "{} twice", key.name);
        }
    }

    #[test]
    fn conditions_name_choices_that_exist() {
        for key in KEYS {
            if let Some(only) = key.only {
                for value in only.values {
                    assert!(choices(only.key).contains(value), "{}: {value}", key.name);
                }
            }
        }
    }
}
