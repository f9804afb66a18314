use tempfile::tempdir;

use crate::own::{WIDTH, json, outcome, sweetspot, write};

#[test]
fn a_file_sets_its_keys_in_every_setting_and_set_ranks_above_it() {
    let folder = tempdir().unwrap();
    write(folder.path(), "width.toml", WIDTH);
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
    write(folder.path(), "width.toml", WIDTH);
    let digits = WIDTH.replace("{ network", "{ data.kind = \"digits\", network");
    write(folder.path(), "digits.toml", &digits);
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
    assert!(noise.contains("local/digits, setting `narrow`"), "{noise}");
    // The claims that were not asked for do not have to take the keys.
    let line = "verify --claims . --config changes.cfg --claim local/width";
    json(folder.path(), line, 0);
}
