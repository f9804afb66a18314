//! A folder of claims of one's own, verified as a user does.

use std::path::Path;

use serde_json::Value;

/// A claim about the width: it holds with 8 neurons, and not outside its assumptions, with 10.
pub const WIDTH: &str = r#"
title = "The network has as many neurons as asked for"
source = "none"
statement = "h = 8"
[check]
kind = "equality"
left = "h"
right = "8"
[control]
why = "another width"
replace = { right = "9" }
settings = ["narrow"]
[setting.narrow]
expect = "holds"
seeds = { quick = 1, full = 1 }
config = { network.width = 8, data.samples = 8, stop.at = "time", stop.value = 1e-3 }
[setting.wide]
inside = false
expect = "violated"
seeds = { quick = 1, full = 1 }
config = { network.width = 10, data.samples = 8, stop.at = "time", stop.value = 1e-3 }
"#;

/// Writes a claim file into the folder that `--claims .` reads.
pub fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
}

/// Runs a command line, whose arguments hold no spaces: exit code, stdout, stderr.
pub fn sweetspot(folder: &Path, line: &str) -> (Option<i32>, String, String) {
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("sweetspot");
    command.current_dir(folder).env("COLUMNS", "100");
    let output = command.args(line.split_whitespace()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// The document of a command that ends with this code.
pub fn json(folder: &Path, line: &str, code: i32) -> Value {
    let (found, stdout, stderr) = sweetspot(folder, &format!("{line} --json"));
    assert_eq!(found, Some(code), "{line}: {stderr}");
    serde_json::from_str(&stdout).unwrap()
}

/// The outcome in a setting.
pub fn outcome<'a>(document: &'a Value, setting: &str) -> &'a Value {
    let claims = document["claims"].as_array().unwrap();
    let found = claims.iter().find(|one| one["setting"] == setting);
    found.unwrap_or_else(|| panic!("no {setting} in {document:#}"))
}
