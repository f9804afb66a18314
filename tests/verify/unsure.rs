use serde_json::Value;
use tempfile::tempdir;

use crate::own::{json, outcome, sweetspot, write};

/// The test error of a random function is 1/2 on average: by how much the claim understates it
/// decides how sure the verdict is.
fn claim(understated: &str) -> String {
    format!(
        r#"
title = "A random function is not much better than a coin"
source = "none"
statement = "E at the start is at least 1/2 less a margin"
[check]
kind = "ordering"
greater = "start_test_error + {understated}"
smaller = "0.5"
by = 0
[control]
why = "it is much worse"
replace = {{ by = 0.9 }}
settings = ["small"]
[setting.small]
expect = "holds"
seeds = {{ quick = 32, full = 32 }}
[setting.small.config]
data = {{ samples = 8, dimension = 6, test_lines = 20 }}
network = {{ width = 4 }}
stop = {{ at = "time", value = 1e-3 }}
"#
    )
}

#[test]
fn a_verdict_that_comes_under_any_seed_is_admitted_and_only_the_quick_budget_asks() {
    let folder = tempdir().unwrap();
    write(folder.path(), "coin.toml", &claim("0.4"));
    let document = json(folder.path(), "verify --claims . --controls", 0);
    let admission = &outcome(&document, "small")["admission"];
    assert_eq!(admission["unexpected"], 0, "{admission}");
    assert_eq!(admission["repetitions"], 2000);
    assert_eq!(
        outcome(&document, "small (control)")["admission"],
        Value::Null
    );
    let full = json(folder.path(), "verify --claims . --budget full", 0);
    assert_eq!(outcome(&full, "small")["admission"], Value::Null);
    let (_, text, _) = sweetspot(folder.path(), "verify --claims .");
    assert!(!text.contains("Not sure"), "{text}");
}

#[test]
fn a_verdict_that_depends_on_the_seeds_is_flagged_in_every_form() {
    let folder = tempdir().unwrap();
    write(folder.path(), "coin.toml", &claim("0.06"));
    let (_, stdout, _) = sweetspot(folder.path(), "verify --claims . --json --out out");
    let document: Value = serde_json::from_str(&stdout).unwrap();
    let found = outcome(&document, "small");
    let unexpected = found["admission"]["unexpected"].as_u64().unwrap();
    assert!(unexpected > 0, "{found:#}");
    let flag = format!("{unexpected} of 2000 repetitions with seeds drawn again");
    let (_, text, _) = sweetspot(folder.path(), "verify --claims .");
    let read = |name: &str| std::fs::read_to_string(folder.path().join("out").join(name)).unwrap();
    for form in [text, read("verify.md"), read("verify.html")] {
        let line = form.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(line.contains("Not sure under other seeds"), "{form}");
        assert!(line.contains(&flag), "{form}");
    }
    let property = format!("name=\"unexpected_repetitions\" value=\"{unexpected}\"");
    assert!(read("junit.xml").contains(&property));
}
