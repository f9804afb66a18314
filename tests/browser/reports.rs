//! The pages that are looked at, as files.

use std::path::PathBuf;
use std::process::Command;

use sweetspot::curves::{Definition, Numbers, named};
use sweetspot::report::{curves_html, verify_html};
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
    std::fs::write(&file, verify_html(&report())).unwrap();
    file
}

/// The page of two reference curves, with the numbers they should have.
pub fn curves(folder: &TempDir) -> PathBuf {
    let curves = named(&["decay".to_string(), "escape-time".to_string()]).unwrap();
    let definitions: Vec<&Definition> = curves.iter().map(|curve| &curve.definition).collect();
    let numbers: Vec<Numbers> = curves
        .iter()
        .map(|curve| curve.numbers().unwrap().unwrap())
        .collect();
    let page = curves_html(&definitions, &numbers, &[], "sweetspot curves --check").unwrap();
    let file = folder.path().join("curves.html");
    std::fs::write(&file, page).unwrap();
    file
}
