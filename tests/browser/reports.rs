//! The pages that are looked at, as files.

use std::path::PathBuf;
use std::process::Command;

use sweetspot::report::verify_html;
use tempfile::TempDir;

use crate::verification::report;

/// The report of a sweep, made by the program, with a curve for each of two widths.
pub fn sweep(folder: &TempDir) -> PathBuf {
    let line = "sweep --set data.samples=8 --set data.dimension=6 --set sweep.replicates=3 \
                --set sweep.alphas=[0.0001,0.01,0.1,1,10] --set sweep.widths=[4,8] \
                --set stop.max_steps=300 --quiet --out out";
    let mut program = Command::new(assert_cmd::cargo::cargo_bin!("sweetspot"));
    let made = program
        .current_dir(folder.path())
        .args(line.split_whitespace())
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    folder.path().join("out/report.html")
}

/// The report of a verification with every kind of outcome.
pub fn verification(folder: &TempDir) -> PathBuf {
    let file = folder.path().join("verify.html");
    std::fs::write(&file, verify_html(&report()).unwrap()).unwrap();
    file
}
