//! `[command]`: a program of the user's own in place of the runs of this one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Value;

/// The metric that is a test error, a share of wrong answers.
pub const TEST_ERROR: &str = "test_error";

/// log2 of the smallest and largest c that are tried where none are given, and of the factor between
/// neighbours.
pub const POWERS: [i32; 3] = [-14, 4, 2];

/// A program that trains and says what its test error is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CommandConfig {
    /// The command line; `{c}` and other placeholders stand for the values of a run.
    pub line: String,
    /// The key of the number that is to be made small, or large.
    pub metric: String,
    /// Whether larger is better: then 1 - metric is what is made small.
    pub larger_is_better: bool,
    /// The file that the program writes its JSON object into; without one it is the last line of its
    /// output.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metrics_file: Option<String>,
    /// The values of one run, by name; empty before a plan gives them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, Value>,
}

impl Default for CommandConfig {
    fn default() -> Self {
        CommandConfig {
            line: String::new(),
            metric: TEST_ERROR.to_owned(),
            larger_is_better: false,
            metrics_file: None,
            values: BTreeMap::new(),
        }
    }
}

/// The names that every run has a value of, whether or not the command line has them.
pub const KNOWN: [&str; 5] = ["c", "gamma", "alpha", "seed", "replicate"];

/// Three names for one number: the strength of feature learning. gamma is 1/c, alpha the square root
/// of c, which scales the weights of a two-layer network to the same effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// The multiplier of the output.
    C,
    /// What the output is divided by.
    Gamma,
    /// The scale of all weights.
    Alpha,
}

impl Strength {
    pub(super) const ALL: [Strength; 3] = [Strength::C, Strength::Gamma, Strength::Alpha];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Strength::C => "c",
            Strength::Gamma => "gamma",
            Strength::Alpha => "alpha",
        }
    }

    /// c, of a value of it.
    pub fn c(self, value: f64) -> f64 {
        match self {
            Strength::C => value,
            Strength::Gamma => 1.0 / value,
            Strength::Alpha => value * value,
        }
    }

    /// Its value at c.
    pub fn of_c(self, c: f64) -> f64 {
        match self {
            Strength::C => c,
            Strength::Gamma => 1.0 / c,
            Strength::Alpha => c.sqrt(),
        }
    }
}

/// What a word of a command line consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text as it is.
    Text(String),
    /// The name of a value.
    Placeholder(String),
}

/// The pieces of a text: `{name}` is a placeholder, `{{name}}` the text `{name}`, and any other brace,
/// as in JSON, is itself. A name has lower case letters, digits, `_`, `-` and `.` and begins with a letter.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut plain, mut rest) = (String::new(), text);
    while let Some(at) = rest.find('{') {
        plain += &rest[..at];
        let after = &rest[at + 1..];
        let doubled = after.strip_prefix('{').and_then(name_before("}}"));
        if let Some(name) = doubled {
            plain += &format!("{{{name}}}");
            rest = &after[name.len() + 3..];
        } else if let Some(name) = name_before("}")(after) {
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            pieces.push(Piece::Placeholder(name.to_owned()));
            rest = &after[name.len() + 1..];
        } else {
            plain.push('{');
            rest = after;
        }
    }
    plain += rest;
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    pieces
}

fn name_before(end: &str) -> impl Fn(&str) -> Option<&str> {
    move |text: &str| {
        let (name, _) = text.split_once(end)?;
        is_name(name).then_some(name)
    }
}

/// Whether a text can name a value.
pub fn is_name(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-.".contains(c);
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(inner)
}

impl CommandConfig {
    /// The words of the command line, as a POSIX shell splits it; no shell is there to run it. `None`
    /// where a quote is not closed.
    pub fn words(&self) -> Option<Vec<String>> {
        shlex::split(&self.line)
    }

    /// Whether what is made small is a share, from 0 to 1.
    pub fn is_share(&self) -> bool {
        self.metric == TEST_ERROR && !self.larger_is_better
    }

    /// What is made small, where that is not the test error.
    pub fn measured(&self) -> Option<String> {
        match self.larger_is_better {
            true => Some(format!("1 - {}", self.metric)),
            false => (self.metric != TEST_ERROR).then(|| self.metric.clone()),
        }
    }

    /// The names of the placeholders of the command line and the metrics file, in their order.
    pub fn placeholders(&self) -> Vec<String> {
        let words = self.words().unwrap_or_default();
        let mut names = names(words.iter());
        names.extend(self.metrics_placeholders().into_iter().flatten());
        names
    }

    /// Those of the metrics file; `None` where there is none.
    pub fn metrics_placeholders(&self) -> Option<Vec<String>> {
        let file = self.metrics_file.as_ref()?;
        Some(names(std::iter::once(file)))
    }
}

fn names<'t>(texts: impl Iterator<Item = &'t String>) -> Vec<String> {
    let pieces = texts.flat_map(|text| pieces(text));
    let names = pieces.filter_map(|piece| match piece {
        Piece::Placeholder(name) => Some(name),
        Piece::Text(_) => None,
    });
    names.collect()
}

/// A TOML value as a number; `None` where it is none.
pub fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(n) => Some(*n as f64),
        Value::Float(x) => Some(*x),
        _ => None,
    }
}

/// Whether a key has a meaning beside a command.
pub(super) fn is_beside(key: &str) -> bool {
    let own = [
        "seed",
        "replicate",
        "sweep.alphas",
        "sweep.axes",
        "sweep.replicates",
    ];
    own.contains(&key) || key.starts_with("command.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_around_a_name_are_a_placeholder_and_others_are_text() {
        let text = |text: &str| Piece::Text(text.to_owned());
        let name = |name: &str| Piece::Placeholder(name.to_owned());
        for (written, expected) in [
            ("train.py", vec![text("train.py")]),
            ("{c}", vec![name("c")]),
            (
                "a{c}-{seed}.x",
                vec![text("a"), name("c"), text("-"), name("seed"), text(".x")],
            ),
            ("{{c}}", vec![text("{c}")]),
            (r#"{"a": {"b": 1}}"#, vec![text(r#"{"a": {"b": 1}}"#)]),
            (
                r#"{"a": {c}}"#,
                vec![text(r#"{"a": "#), name("c"), text("}")],
            ),
            ("{} {C} {1} {", vec![text("{} {C} {1} {")]),
            ("", vec![]),
        ] {
            assert_eq!(pieces(written), expected, "{written}");
        }
    }

    #[test]
    fn the_three_strengths_follow_from_each_other() {
        for one in Strength::ALL {
            let value = one.of_c(0.25);
            assert!((one.c(value) - 0.25).abs() < 1e-15, "{one:?}");
        }
        assert_eq!(
            (Strength::Gamma.c(4.0), Strength::Alpha.c(0.5)),
            (0.25, 0.25)
        );
    }
}
