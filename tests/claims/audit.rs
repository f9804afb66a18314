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
    let ledger = fs::read_to_string(folder.join("audit/audit.jsonl")).unwrap_or_default();
    let document = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code(), document, ledger.lines().count())
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
    let (code, found, lines) = audit(folder.path(), &["--audit", "2"]);
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

#[test]
fn an_audit_of_claims_without_chance_is_refused() {
    let folder = folder_of(CLAIM);
    let inequality =
        "[check]\nkind = \"inequality\"\nleft = \"relative_weight_change\"\nright = \"0\"\n";
    let (head, tail) = (
        CLAIM.find("[check]").unwrap(),
        CLAIM.find("[control]").unwrap(),
    );
    let claim = format!("{}{inequality}{}", &CLAIM[..head], &CLAIM[tail..])
        .replace("expected = -1.5", "right = \"1e9\"");
    fs::write(folder.path().join("claims/lazy.toml"), claim).unwrap();
    let (code, _, lines) = audit(folder.path(), &["--audit", "1"]);
    assert_eq!((code, lines), (Some(2), 0));
}
