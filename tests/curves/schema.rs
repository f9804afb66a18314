//! docs/schema.md's tables of the snapshot files, against what is read and written.

use std::collections::BTreeSet;

use sweetspot::curves::{Definition, Observe, SCHEMA, snapshots};

/// A part of the page, with the first cells of the rows of its tables.
struct Described {
    name: &'static str,
    /// Names under the heading `key`.
    keys: Vec<&'static str>,
    /// Names under the heading `column`.
    columns: Vec<&'static str>,
}

/// The parts of the page about one file of a curve.
fn described(file: &str) -> Vec<Described> {
    let (_, part) = SCHEMA
        .split_once(&format!("\n### `snapshots/<name>.{file}`\n"))
        .unwrap();
    let part = part.split("\n### ").next().unwrap_or_default();
    part.split("\n#### ").skip(1).map(described_by).collect()
}

fn described_by(text: &'static str) -> Described {
    let name = text.lines().next().unwrap_or_default().trim_matches('`');
    let mut found = Described {
        name: if name == "Top level" { "" } else { name },
        keys: Vec::new(),
        columns: Vec::new(),
    };
    let mut of_keys = false;
    for line in text.lines() {
        if let Some((cell, _)) = line.strip_prefix("| `").and_then(|row| row.split_once('`')) {
            let names = if of_keys {
                &mut found.keys
            } else {
                &mut found.columns
            };
            names.push(cell);
        } else if line.starts_with("| ") {
            of_keys = line.starts_with("| key ") || (of_keys && line.starts_with("| ---"));
        }
    }
    found
}

fn observations() -> Vec<Described> {
    let mut all = described("csv");
    all.retain(|one| !one.name.starts_with("measure."));
    all
}

/// A definition that has every table once, up to the curve's own measure.
fn definition(measure: &str) -> String {
    let more = if measure.contains("fits") {
        "test_error_slope = {}"
    } else {
        ""
    };
    format!(
        r#"title = "All"
shows = "Nothing."
axes = [{{ key = "network.alpha", column = "alpha", values = [0.01, 0.1] }}]
{measure}
[[series]]
name = "one"
[tolerance]
test_error = {{ absolute = 0.001 }}
{more}
[[figure.panels]]
x = {{ column = "alpha", label = "α", log = true }}
y = {{ column = "test_error", label = "error" }}
lines = [{{ series = "one" }}]
marks = [{{ series = "one", label = "m" }}]
guides = [{{ slope = 1, through = [1, 1], label = "g" }}]
levels = [{{ value = 1, label = "l" }}]
"#
    )
}

const MEANS: &str = "[measure.means]\nof = \"end\"\nquantities = [\"test_error\"]\n\
                     fits = [{ x = \"alpha\", y = \"test_error\" }]\n";

/// Where an unknown key goes to be in a section: a text that is there, and its replacement.
const PLACES: &[(&str, &str, &str)] = &[
    ("", "title =", "zzz = 1\ntitle ="),
    ("axes", "{ key =", "{ zzz = 1, key ="),
    ("series", "[[series]]", "[[series]]\nzzz = 1"),
    (
        "measure.means",
        "[measure.means]",
        "[measure.means]\nzzz = 1",
    ),
    ("measure.means.fits", "fits = [{", "fits = [{ zzz = 1,"),
    ("tolerance.<quantity>", "{ absolute", "{ zzz = 1, absolute"),
    (
        "figure",
        "[[figure.panels]]",
        "[figure]\nzzz = 1\n[[figure.panels]]",
    ),
    (
        "figure.panels",
        "[[figure.panels]]",
        "[[figure.panels]]\nzzz = 1",
    ),
    ("figure.panels.x, .y, .colour", "x = {", "x = { zzz = 1,"),
    ("figure.panels.lines", "lines = [{", "lines = [{ zzz = 1,"),
    ("figure.panels.marks", "marks = [{", "marks = [{ zzz = 1,"),
    (
        "figure.panels.guides",
        "guides = [{",
        "guides = [{ zzz = 1,",
    ),
    (
        "figure.panels.levels",
        "levels = [{",
        "levels = [{ zzz = 1,",
    ),
];

/// The keys that a refusal of the key `zzz` names instead.
fn expected_instead(text: &str) -> BTreeSet<String> {
    let message = Definition::read("all", text).unwrap_err().to_string();
    let (_, expected) = message
        .split_once("unknown field `zzz`, expected ")
        .unwrap_or_else(|| panic!("{message}"));
    expected
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_string)
        .collect()
}

#[test]
fn every_table_of_a_definition_is_described() {
    let whole = definition(MEANS);
    Definition::read("all", &whole).unwrap();
    for section in described("toml") {
        let own = ["measure.rows", "measure.optimum", "measure.gain"];
        let text = if own.contains(&section.name) {
            definition(&format!("[{}]\nzzz = 1\n", section.name))
        } else {
            let place = PLACES.iter().find(|(name, _, _)| *name == section.name);
            let (_, from, to) = place.unwrap_or_else(|| panic!("where is {}?", section.name));
            assert!(whole.contains(from), "{from}");
            whole.replacen(from, to, 1)
        };
        let listed: BTreeSet<String> = section.keys.iter().map(ToString::to_string).collect();
        assert_eq!(listed, expected_instead(&text), "{}", section.name);
    }
}

/// The observation with its settings, and those left out that are named.
fn observed(observation: &Described, without: Option<&str>) -> Result<Observe, String> {
    let value = |key: &str| match key {
        "times" | "exact" | "runge_kutta" => "[1.0, 2.0]",
        "inputs" => "[0.0, 1.0]",
        "count" | "halvings" | "most_steps" => "3",
        _ => "0.5",
    };
    let kept = observation.keys.iter().filter(|key| Some(**key) != without);
    let settings: Vec<String> = kept.map(|key| format!("{key} = {}", value(key))).collect();
    let of = if observation.keys.is_empty() {
        format!("{:?}", observation.name)
    } else {
        format!("{{ {} = {{ {} }} }}", observation.name, settings.join(", "))
    };
    #[derive(serde::Deserialize)]
    struct File {
        of: Observe,
    }
    let read = toml::from_str::<File>(&format!("of = {of}\n"));
    read.map(|file| file.of)
        .map_err(|error| error.message().to_string())
}

#[test]
fn every_observation_is_described_with_settings_and_columns() {
    let message = toml::from_str::<Observe>("zzz = 1\n")
        .unwrap_err()
        .to_string();
    let (_, expected) = message.split_once("expected one of ").unwrap();
    let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    let described: Vec<&str> = observations().iter().map(|one| one.name).collect();
    assert_eq!(described, known);
    for observation in observations() {
        let found = observed(&observation, None).unwrap();
        let columns = [found.keys(), found.quantities()].concat();
        assert_eq!(observation.columns, columns, "{}", observation.name);
        for setting in &observation.keys {
            let message = observed(&observation, Some(setting)).unwrap_err();
            assert_eq!(message, format!("missing field `{setting}`"));
        }
    }
}

#[test]
fn the_columns_of_every_snapshot_are_described() {
    let endings = ["_low", "_high", "_fit", "_slope"];
    let described = described("csv").into_iter().flat_map(|one| one.columns);
    let described: Vec<&str> = described.collect();
    for curve in snapshots().unwrap() {
        let definition = &curve.definition;
        let axes: Vec<&str> = definition
            .axes
            .iter()
            .map(|axis| axis.column.as_str())
            .collect();
        for column in definition.keys().iter().chain(&definition.quantities()) {
            let mut name = column.as_str();
            while let Some(shorter) = endings.iter().find_map(|ending| name.strip_suffix(ending)) {
                name = shorter;
            }
            let known = described.contains(&column.as_str()) || described.contains(&name);
            assert!(
                known || axes.contains(&name),
                "{}: {column}",
                definition.name
            );
        }
    }
}
