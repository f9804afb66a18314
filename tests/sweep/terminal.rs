//! What a sweep prints.

use tempfile::tempdir;

use crate::command::{SMALL, sweetspot};

#[test]
fn a_sweep_on_the_terminal() {
    let folder = tempdir().unwrap();
    let line = format!(
        "sweep {SMALL} --set sweep.alphas=[0.001,0.03,0.3] --set sweep.replicates=6 --out out"
    );
    let answer = sweetspot(folder.path(), &line);
    insta::assert_snapshot!(answer.stdout);
    assert_eq!(answer.stderr, "written to out\n");
    let quiet = sweetspot(folder.path(), &format!("{line} -q"));
    assert_eq!((quiet.stdout, quiet.stderr.as_str()), (answer.stdout, ""));
}

#[test]
fn two_curves_on_the_terminal() {
    let folder = tempdir().unwrap();
    let line = format!(
        "sweep {SMALL} --set sweep.alphas=[0.03,1] --set sweep.samples=[6,8] --set sweep.replicates=6 --out out"
    );
    insta::assert_snapshot!(sweetspot(folder.path(), &line).stdout);
}

#[test]
fn an_alpha_that_has_no_effect_is_pointed_out() {
    let folder = tempdir().unwrap();
    let line = format!("sweep {SMALL} --alphas 0.1 --replicates 1 --out out");
    let refused = sweetspot(folder.path(), &format!("{line} --alpha 0.2"));
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.stderr.contains("--alphas 0.01,0.1,1"),
        "{}",
        refused.stderr
    );
    let told = sweetspot(folder.path(), &format!("{line} --set network.alpha=0.2"));
    assert_eq!(told.code, Some(0));
    assert!(
        told.stderr.contains("network.alpha = 0.2 is not used"),
        "{}",
        told.stderr
    );
}
