use tempfile::tempdir;

use crate::own::{WIDTH, json, outcome, sweetspot, write};

/// A reader has to see which verdicts test the claim and which show where it ends.
#[test]
fn lists_and_tables_mark_a_setting_outside_the_assumptions() {
    let folder = tempdir().unwrap();
    write(folder.path(), "width.toml", WIDTH);
    let (_, list, _) = sweetspot(folder.path(), "verify --claims . --list");
    assert!(list.contains("narrow: expects HOLDS\n"), "{list}");
    assert!(
        list.contains("wide (outside): expects VIOLATED\n"),
        "{list}"
    );
    assert!(
        list.contains("Outside: the setting does not meet"),
        "{list}"
    );
    let (_, table, _) = sweetspot(folder.path(), "verify --claims .");
    assert!(table.contains("wide (outside)"), "{table}");
    assert!(!table.contains("narrow (outside)"), "{table}");
    let document = json(folder.path(), "verify --claims .", 0);
    for (setting, inside) in [("narrow", true), ("wide", false)] {
        assert_eq!(outcome(&document, setting)["inside"], inside, "{setting}");
    }
}
