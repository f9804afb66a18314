use tempfile::tempdir;

use crate::own::{json, outcome, sweetspot, write};

const CLAIM: &str = r#"
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
settings = ["here"]
[setting.here]
expect = "holds"
seeds = { quick = 1, full = 1 }
config = { network.width = 8, data.samples = 8, stop.at = "time", stop.value = 1e-3 }
[setting.beyond]
inside = false
expect = "violated"
seeds = { quick = 1, full = 1 }
config = { network.width = 6, data.samples = 8, stop.at = "time", stop.value = 1e-3 }
"#;

/// A reader has to see which verdicts test the claim and which show where it ends.
#[test]
fn lists_and_tables_mark_a_setting_outside_the_assumptions() {
    let folder = tempdir().unwrap();
    write(folder.path(), "width.toml", CLAIM);
    let (_, list, _) = sweetspot(folder.path(), "verify --claims . --list");
    assert!(list.contains("here: HOLDS\n"), "{list}");
    assert!(list.contains("beyond (outside): VIOLATED\n"), "{list}");
    assert!(
        list.contains("Outside: the setting does not meet"),
        "{list}"
    );
    let (_, table, _) = sweetspot(folder.path(), "verify --claims .");
    assert!(table.contains("beyond (outside)"), "{table}");
    assert!(!table.contains("here (outside)"), "{table}");
    let document = json(folder.path(), "verify --claims .", 0);
    for (setting, inside) in [("here", true), ("beyond", false)] {
        assert_eq!(outcome(&document, setting)["inside"], inside, "{setting}");
    }
}
