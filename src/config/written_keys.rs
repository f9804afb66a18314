//! Rules on what is written, checked before it is read.

use super::document::ReadProblem;
use super::entries::Entries;
use super::error::ConfigError;

/// Checks that no key is missing that the written ones need.
pub(super) fn check_complete(entries: &Entries) -> Result<(), ConfigError> {
    let written = |key| entries.value(key).is_some();
    let is_file = entries.value("data.kind").and_then(|kind| kind.as_str()) == Some("file");
    let file = "data.kind = \"file\" needs the file of the points, as in --data points.csv";
    let start = "network.weights and network.outputs give a start only together";
    for (needed, beside, key, why) in [
        (is_file, "data.kind", "data.path", file),
        (
            written("network.weights"),
            "network.weights",
            "network.outputs",
            start,
        ),
        (
            written("network.outputs"),
            "network.outputs",
            "network.weights",
            start,
        ),
    ] {
        if needed && !written(key) {
            let (key, why) = (key.to_owned(), why.to_owned());
            let problem = ReadProblem::Missing { key, why };
            return Err(ConfigError::new(entries.origin(&[beside]), problem.into()));
        }
    }
    Ok(())
}

/// Checks that the law of the weights at the start, if it is written, is one of the kind's: the
/// words that the key takes are those of all kinds.
pub(super) fn check_init(entries: &Entries) -> Result<(), ConfigError> {
    let word = |key| entries.value(key).and_then(|value| value.as_str());
    let (Some(init), kind) = (word("network.init"), word("network.kind")) else {
        return Ok(());
    };
    let laws = match kind {
        None | Some("two-layer") => {
            ["balanced", "unbalanced", "dominated", "antisymmetric"].as_slice()
        }
        Some("mlp" | "cnn") => &["he", "lecun", "pytorch", "ntk", "mup"],
        Some(_) => return Ok(()),
    };
    if laws.contains(&init) {
        return Ok(());
    }
    let of_kind = kind.map(|kind| format!(" for network.kind = {kind:?}"));
    let problem = ReadProblem::NotAllowed {
        key: "network.init".to_owned(),
        value: format!("{init:?}"),
        allowed: format!(
            "one of \"{}\"{}",
            laws.join("\", \""),
            of_kind.unwrap_or_default()
        ),
    };
    let origin = entries.origin(&["network.init"]);
    Err(ConfigError::new(origin, problem.into()))
}
