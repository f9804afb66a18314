//! The part of docs/schema.md about configurations: keys.md, with what the table knows of a key.

use super::{Key, find};
use crate::config::flat::defaults;
use crate::config::print::inline;

/// What the keys mean, in words, and what it means that one without a default is not set.
const TEXTS: &str = include_str!("keys.md");

/// docs/schema.md up to its end of the configuration.
pub fn document() -> String {
    let mut section = String::new();
    let mut text = String::new();
    for line in TEXTS.lines() {
        if let Some(heading) = line.strip_prefix("### `[") {
            section = heading.trim_end_matches("]`").to_owned() + ".";
        }
        text += &row(&section, line).unwrap_or_else(|| line.to_owned());
        text += "\n";
    }
    text
}

/// A line of a table with the columns that come from the key itself.
fn row(section: &str, line: &str) -> Option<String> {
    let cells = line.strip_prefix("| ")?.strip_suffix(" |")?;
    let [name, unset, meaning] = cells.splitn(3, " | ").collect::<Vec<_>>()[..] else {
        return None;
    };
    match name {
        "key" => return Some("| key | value | default | only with | meaning |".to_owned()),
        "---" => return Some("| --- | --- | --- | --- | --- |".to_owned()),
        _ => {}
    }
    let key = find(&format!("{section}{}", name.trim_matches('`')))?;
    let allowed = key.allowed.to_string();
    let (default, only) = (default(key, unset), key.only);
    let only = only.map(|only| format!("`{}`: {}", only.key, only.values.join(", ")));
    let only = only.unwrap_or_default();
    Some(format!(
        "| {name} | {allowed} | {default} | {only} | {meaning} |"
    ))
}

/// The default as TOML, for each choice on which it depends; `unset` where there is none.
fn default(key: &Key, unset: &str) -> String {
    let of = |choices: &[(&'static str, &str)]| {
        let default = defaults(choices).get(key.name).map(inline);
        default.unwrap_or(unset.to_owned())
    };
    let Some(only) = key.only else {
        return of(&[]);
    };
    let of_word = |word: &&'static str| (of(&[(only.key, *word)]), *word);
    let all: Vec<(String, &str)> = only.values.iter().map(of_word).collect();
    if all.iter().all(|(text, _)| *text == all[0].0) {
        return all[0].0.clone();
    }
    let equal = all.chunk_by(|(a, _), (b, _)| a == b).map(|equal| {
        let words: Vec<&str> = equal.iter().map(|(_, word)| *word).collect();
        format!("{} ({})", equal[0].0, words.join(", "))
    });
    equal.collect::<Vec<_>>().join(", ")
}
