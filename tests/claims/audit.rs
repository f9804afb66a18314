//! `verify --audit`: fresh master seeds, and what is done is not done again.

use std::fs;
use std::path::Path;

use serde_json::Value;

const CLAIM: &str = r#"
title = "Small centred networks get lazy like alpha^-2"
source = "Chizat, Oyallon, Bach 2019, scaled"
statement = "|theta(t) - theta(0)| / |theta(0)| ~ alpha^-2"

[check]
kind = "exponent"
over = { key = "network.alpha", values = [8, 32, 128] }
quantity = "exp(ln(relative_weight_change))"
expected = -2.0
within = 0.1

[control]
why = "another exponent"
replace = { expected = -1.5 }
settings = ["small"]

[setting.small]
expect = "holds"
seeds = { quick = 32, full = 33 }
config = { network.init = "antisymmetric", network.width = 16, data.samples = 10, data.dimension = 5 }
"#;

/// The audit of the claims in a folder, and the lines of its ledger.
fn audit(folder: &Path, arguments: &[&str]) -> (Option<i32>, Value, usize) {
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("sweetspot");
    let output = command
        .args(["verify", "--json", "--claims", "claims", "--out", "audit"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let ledger = ledger(&folder.join("audit"));
    let document = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code(), document, ledger.lines().count())
}

/// The parts of a ledger together.
fn ledger(folder: &Path) -> String {
    let Ok(entries) = fs::read_dir(folder) else {
        return String::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    let parts = paths.filter(|path| path.extension().is_some_and(|ending| ending == "jsonl"));
    parts
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

fn folder_of(claim: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("claims")).unwrap();
    fs::write(folder.path().join("claims/lazy.toml"), claim).unwrap();
    folder
}

#[test]
fn an_audit_goes_on_where_it_stopped() {
    let folder = folder_of(CLAIM);
    let (code, found, lines) = audit(folder.path(), &["--audit", "2", "--controls"]);
    assert_eq!(code, Some(0), "{found}");
    assert_eq!((&found["suites"]["of"], lines), (&Value::from(2), 2));
    assert_eq!(found["planted"]["count"], 2);

    // The two suites are not run again, the third is.
    let (_, found, lines) = audit(folder.path(), &["--audit", "3"]);
    assert_eq!((&found["suites"]["of"], lines), (&Value::from(3), 3));
    // Fewer are those asked for.
    let (_, found, lines) = audit(folder.path(), &["--audit", "1"]);
    assert_eq!((&found["suites"]["of"], lines), (&Value::from(1), 3));

    // Other words are no other claim.
    let renamed = CLAIM.replace("Small centred networks", "Networks");
    fs::write(folder.path().join("claims/lazy.toml"), renamed).unwrap();
    let (_, _, lines) = audit(folder.path(), &["--audit", "3"]);
    assert_eq!(lines, 3);

    // Another budget has other seeds.
    let (_, found, lines) = audit(folder.path(), &["--audit", "1", "--budget", "full"]);
    assert_eq!((&found["suites"]["of"], lines), (&Value::from(1), 4));
}

#[test]
fn a_claim_that_is_wrong_is_found_and_named_with_its_seeds() {
    let folder = folder_of(CLAIM);
    audit(folder.path(), &["--audit", "2"]);
    let wrong = CLAIM.replace("expect = \"holds\"", "expect = \"violated\"");
    fs::write(folder.path().join("claims/lazy.toml"), wrong).unwrap();
    // Suites of the claim as it was count for nothing.
    let (code, found, lines) = audit(folder.path(), &["--audit", "2"]);
    assert_eq!((code, lines), (Some(1), 4));
    assert_eq!(found["suites"]["count"], 2);
    let unexpected = &found["unexpected"][0];
    assert_eq!(unexpected["name"], "local/lazy (small)");
    assert_eq!(unexpected["seeds"], serde_json::json!([1, 2]));
    assert!(found["missed"].as_array().unwrap().is_empty());
}

/// The claim with a check of every element in place of the exponent.
fn element_wise() -> String {
    let inequality =
        "[check]\nkind = \"inequality\"\nleft = \"relative_weight_change\"\nright = \"0\"\n\n";
    let (check, control) = (
        CLAIM.find("[check]").unwrap(),
        CLAIM.find("[control]").unwrap(),
    );
    let claim = format!("{}{inequality}{}", &CLAIM[..check], &CLAIM[control..]);
    let claim = claim.replace("expected = -1.5", "right = \"1e9\"");
    claim.replace("quick = 32", "quick = 2")
}

#[test]
fn element_wise_claims_and_their_controls_are_counted_with_exact_bounds() {
    let folder = folder_of(&element_wise());
    let (code, found, lines) = audit(folder.path(), &["--audit", "30", "--controls"]);
    assert_eq!(code, Some(0), "{found}");
    // One seed to see how long it takes, then blocks.
    assert!((2..30).contains(&lines), "{lines}");
    let settings = found["settings"].as_array().unwrap();
    assert_eq!(settings.len(), 2);
    for (setting, control) in settings.iter().zip([false, true]) {
        assert_eq!(setting["control"], control);
        assert_eq!(setting["statistical"], false);
        assert_eq!(
            (&setting["seeds"], &setting["unexpected"]),
            (&Value::from(30), &Value::from(0))
        );
        let known = [("bound_95", 0.05), ("bound_99", 0.01)];
        for (name, error) in known {
            let bound = 1.0 - libm::pow(error, 1.0 / 30.0);
            assert!((setting[name].as_f64().unwrap() - bound).abs() < 1e-9);
        }
        assert!(setting["milliseconds"].as_f64().unwrap() > 0.0);
    }
    let written = fs::read_to_string(folder.path().join("audit/audit.md")).unwrap();
    assert!(written.contains("| local/lazy | small (control) | VIOLATED | elements | 30 | 0 |"));
    assert!(folder.path().join("audit/audit.json").exists());
    // Only what was asked for.
    let (_, found, _) = audit(folder.path(), &["--audit", "30"]);
    assert_eq!(found["settings"].as_array().unwrap().len(), 1);
    let statistical = ["--audit", "30", "--decided-by", "statistics"];
    assert_eq!(audit(folder.path(), &statistical).0, Some(2));
    assert_eq!(
        audit(folder.path(), &["--audit", "1", "--setting", "smal"]).0,
        Some(2)
    );
}

/// What was counted, without what a clock says.
fn counts(mut found: Value) -> Value {
    for setting in found["settings"].as_array_mut().unwrap() {
        setting.as_object_mut().unwrap().remove("milliseconds");
    }
    found["master_seeds"] = Value::Null;
    found
}

#[test]
fn the_ledgers_of_parts_are_that_of_the_whole() {
    // Some verdicts are unexpected: the seeds of one run decide.
    let claim = element_wise().replace("right = \"0\"", "right = \"8.5\"");
    let folder = folder_of(&claim);
    let part = |part: &str, out: &str| {
        let arguments = ["--audit", "20", "--shard", part, "--out", out];
        let mut command = assert_cmd::cargo::cargo_bin_cmd!("sweetspot");
        let command = command.args(["verify", "--json", "--claims", "claims"]);
        let output = command.args(arguments).current_dir(folder.path()).output();
        let found: Value = serde_json::from_slice(&output.unwrap().stdout).unwrap();
        let seeds = found["settings"][0]["seeds"].as_u64().unwrap();
        (seeds, ledger(&folder.path().join(out)))
    };
    let parts = [part("0/3", "a"), part("1/3", "b"), part("2/3", "c")];
    assert_eq!(parts.each_ref().map(|(seeds, _)| *seeds), [6, 7, 7]);
    let (code, whole, _) = audit(folder.path(), &["--audit", "20"]);
    let unexpected = whole["settings"][0]["unexpected"].as_u64().unwrap();
    assert!((1..20).contains(&unexpected), "{whole}");
    // A minute is enough for all, a nanosecond for none.
    let cheap = ["--audit", "20", "--cheaper-than", "60000"];
    assert_eq!(
        counts(audit(folder.path(), &cheap).1),
        counts(whole.clone())
    );
    let none = ["--audit", "20", "--cheaper-than", "1e-6"];
    assert_eq!(audit(folder.path(), &none).0, Some(2));
    assert_eq!(code, Some(1));
    let ledgers: String = parts.into_iter().map(|(_, ledger)| ledger).collect();
    fs::remove_dir_all(folder.path().join("audit")).unwrap();
    fs::create_dir(folder.path().join("audit")).unwrap();
    fs::write(folder.path().join("audit/audit-joined.jsonl"), ledgers).unwrap();
    let (code, recorded, _) = audit(folder.path(), &["--audit", "recorded"]);
    assert_eq!(code, Some(1));
    assert_eq!(counts(recorded), counts(whole));
}

#[test]
fn what_was_not_counted_is_not_shown_and_too_much_is_refused() {
    let folder = folder_of(&element_wise());
    for arguments in [
        &["--audit", "recorded"][..],
        &["--audit", "18446744073709551615"],
        &["--audit", "0"],
        &["--audit", "3", "--seed", "18446744073709551614"],
        &["--audit", "3", "--shard", "3/3"],
        &["--audit", "3", "--shard", "0/4"],
        &["--audit", "recorded", "--shard", "0/4"],
        &["--shard", "0/4"],
        &["--cheaper-than", "5"],
        &["--audit", "3", "--cheaper-than", "0"],
    ] {
        let (code, _, lines) = audit(folder.path(), arguments);
        assert_eq!((code, lines), (Some(2), 0), "{arguments:?}");
    }
}

/// Lines of an earlier version's ledger say nothing here, and stay.
#[test]
fn lines_of_another_form_are_kept() {
    let folder = folder_of(&element_wise());
    let old = "{\"key\":\"a\",\"answer\":{\"seed\":1,\"paper\":\"p\"}}\n";
    fs::create_dir(folder.path().join("audit")).unwrap();
    fs::write(folder.path().join("audit/audit.jsonl"), old).unwrap();
    let (code, _, lines) = audit(folder.path(), &["--audit", "2"]);
    assert_eq!((code, lines), (Some(0), 3));
    let kept = fs::read_to_string(folder.path().join("audit/audit.jsonl")).unwrap();
    assert_eq!(kept, old);
}
