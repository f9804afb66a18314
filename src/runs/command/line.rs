//! The command line of a run: its words with the values put in, and the files that it names.

use std::collections::BTreeMap;
use std::path::Path;

use toml::Value;

use crate::config::{CommandConfig, Config, Piece, number, pieces};

/// The values of a run by name, as the command gets them: those of the axes, the three names of the
/// strength, seed and replicate.
pub(super) fn values(config: &Config, command: &CommandConfig) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let strength = config.strength();
    for (name, value) in &command.values {
        values.insert(name.clone(), written(value));
    }
    let given = command.values.get(strength.name());
    let c = strength.c(given.and_then(number).unwrap_or(1.0));
    for (name, value) in [("c", c), ("gamma", 1.0 / c), ("alpha", c.sqrt())] {
        values
            .entry(name.to_owned())
            .or_insert_with(|| value.to_string());
    }
    values.insert(
        "seed".to_owned(),
        config.seed.wrapping_add(config.replicate).to_string(),
    );
    values.insert("replicate".to_owned(), config.replicate.to_string());
    values
}

/// A value as an argument: a text without quotes, a number in the shortest form that reads back.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Float(x) => x.to_string(),
        other => other.to_string(),
    }
}

/// The configuration of one run of a command: with its values.
pub(crate) fn with_values(config: &Config, values: &[(String, Value)]) -> Config {
    let mut config = config.clone();
    if let Some(command) = &mut config.command {
        command.values.extend(values.iter().cloned());
    }
    config
}

/// A text with its placeholders replaced.
pub(super) fn filled(text: &str, values: &BTreeMap<String, String>) -> String {
    let piece = |piece| match piece {
        Piece::Text(text) => text,
        Piece::Placeholder(name) => values.get(&name).cloned().unwrap_or_default(),
    };
    pieces(text).into_iter().map(piece).collect()
}

/// The program and its arguments in one run.
pub(super) fn arguments(config: &Config, command: &CommandConfig) -> Vec<String> {
    let values = values(config, command);
    let words = command.words().unwrap_or_default();
    words.iter().map(|word| filled(word, &values)).collect()
}

/// The command line of one run, as a shell takes it.
pub fn line_of(config: &Config) -> Option<String> {
    let arguments = arguments(config, config.command.as_ref()?);
    shlex::try_join(arguments.iter().map(String::as_str)).ok()
}

/// The files that a command line names, alike for all of its runs: words, and what stands behind the
/// `=` of an option, that are files. Those with a placeholder are not, and neither are those that are a
/// run's own to write.
pub(in crate::runs) fn files(command: &CommandConfig) -> Vec<String> {
    let words = command.words().unwrap_or_default();
    let of_word = |word: &String| -> Option<String> {
        let named = word.split_once('=').filter(|_| word.starts_with('-'));
        let path = named.map_or(word.as_str(), |(_, path)| path);
        let is_own = command.metrics_file.as_deref() == Some(path);
        let fixed = pieces(path)
            .iter()
            .all(|piece| matches!(piece, Piece::Text(_)));
        (fixed && !is_own && Path::new(path).is_file()).then(|| path.to_owned())
    };
    words.iter().filter_map(of_word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(line: &str, values: &[(&str, Value)]) -> Config {
        let values = values.iter().cloned();
        let values = values
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        let command = CommandConfig {
            line: line.to_owned(),
            values,
            ..CommandConfig::default()
        };
        Config {
            seed: 7,
            replicate: 2,
            command: Some(command),
            ..Config::default()
        }
    }

    fn words(line: &str, values: &[(&str, Value)]) -> Vec<String> {
        let config = config(line, values);
        arguments(&config, config.command.as_ref().unwrap())
    }

    #[test]
    fn a_value_stays_one_argument_and_the_strengths_follow_from_one() {
        let values = [("c", Value::from(0.25)), ("note", Value::from("a b; rm *"))];
        assert_eq!(
            words(
                "t {c} {gamma} --a={alpha} {seed} {replicate} {note}",
                &values
            ),
            ["t", "0.25", "4", "--a=0.5", "9", "2", "a b; rm *"]
        );
        assert_eq!(
            words("t {gamma} {c}", &[("gamma", Value::from(8.0))]),
            ["t", "8", "0.125"]
        );
        assert_eq!(
            words("'a  b' \"{c}\"", &[("c", Value::from(1e-7))]),
            ["a  b", "0.0000001"]
        );
    }

    #[test]
    fn files_in_the_command_line_are_found_in_options_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        for name in ["train.py", "a.toml", "out.json", "x-1"] {
            std::fs::write(path(name), "").unwrap();
        }
        let line = format!(
            "python {} --config={} --out {} {}-{{c}} missing.txt",
            path("train.py"),
            path("a.toml"),
            path("out.json"),
            path("x")
        );
        let command = CommandConfig {
            line,
            metrics_file: Some(path("out.json")),
            ..CommandConfig::default()
        };
        assert_eq!(files(&command), [path("train.py"), path("a.toml")]);
    }
}
