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
settings = ["narrow"]
[setting.narrow]
expect = "holds"
seeds = { quick = 1, full = 1 }
config = { network.width = 8, data.samples = 8, stop.at = "time", stop.value = 1e-3 }
[setting.wide]
expect = "violated"
seeds = { quick = 1, full = 1 }
config = { network.width = 10, data.samples = 8, stop.at = "time", stop.value = 1e-3 }
"#;

const OTHER: &str = r#"
title = "Digits are not drawn with noise"
source = "none"
statement = "n = 8"
[check]
kind = "equality"
left = "n"
right = "8"
[control]
why = "another number"
replace = { right = "9" }
settings = ["digits"]
[setting.digits]
expect = "holds"
seeds = { quick = 1, full = 1 }
config = { data.kind = "digits", data.samples = 8, network.width = 8, stop.at = "time", stop.value = 1e-3 }
"#;

#[test]
fn a_file_sets_its_keys_in_every_setting_and_set_ranks_above_it() {
    let folder = tempdir().unwrap();
    write(folder.path(), "width.toml", CLAIM);
    std::fs::create_dir(folder.path().join("configs")).unwrap();
    let file = folder.path().join("configs/changes.cfg");
    std::fs::write(&file, "[network]\nwidth = 12\n").unwrap();
    let line = "verify --claims . --controls --config configs/changes.cfg";
    let document = json(folder.path(), line, 1);
    for setting in ["narrow", "wide", "narrow (control)"] {
        let found = outcome(&document, setting);
        assert_eq!(found["counterexample"]["left"], 12.0, "{setting}");
        // What the file does not state stays.
        assert!(
            found["scope"].as_str().unwrap().contains("n = 8"),
            "{found}"
        );
    }
    let reproduce = outcome(&document, "narrow")["reproduce"].as_str().unwrap();
    assert_eq!(
        reproduce,
        "sweetspot verify --claim local/width --claims . --config configs/changes.cfg"
    );
    let document = json(folder.path(), &format!("{line} --set network.width=8"), 1);
    assert_eq!(outcome(&document, "wide")["verdict"], "holds");
    assert_eq!(outcome(&document, "narrow")["verdict"], "holds");
}

#[test]
fn what_is_wrong_is_said_with_its_place_and_the_setting_that_refuses_it() {
    let folder = tempdir().unwrap();
    write(folder.path(), "width.toml", CLAIM);
    write(folder.path(), "digits.toml", OTHER);
    let said = |text: &str, more: &str| {
        std::fs::write(folder.path().join("changes.cfg"), text).unwrap();
        let line = format!("verify --claims . --config changes.cfg {more}");
        let (code, _, stderr) = sweetspot(folder.path(), &line);
        assert_eq!(code, Some(2), "{stderr}");
        stderr
    };
    let unknown = said("\n[network]\nwidht = 3\n", "");
    assert!(
        unknown.contains("changes.cfg:3:1: unknown key `network.widht`; did you mean"),
        "{unknown}"
    );
    let seed = said("seed = 3\n", "");
    assert!(
        seed.contains("changes.cfg:1:8: `seed` cannot be set for a claim: `verify --seed` sets"),
        "{seed}"
    );
    let noise = said("data.noise = 0.5\n", "");
    assert!(
        noise.contains("changes.cfg:1:14: `data.noise` has no meaning for"),
        "{noise}"
    );
    assert!(noise.contains("local/digits, setting `digits`"), "{noise}");
    // The claims that were not asked for do not have to take the keys.
    let line = "verify --claims . --config changes.cfg --claim local/width";
    json(folder.path(), line, 0);
}
