//! What a user reads: a finished run, and what is said about bad input.

use std::fs;

use sweetspot::data::npy;
use tempfile::tempdir;

use crate::command::{SMALL, small_by, sweetspot};

#[test]
fn a_run_on_the_terminal() {
    let folder = tempdir().unwrap();
    let answer = sweetspot(folder.path(), &format!("train {SMALL}"));
    insta::assert_snapshot!(answer.stdout);
    assert_eq!(answer.stderr, "");
}

#[test]
fn an_exact_run_on_the_terminal() {
    let folder = tempdir().unwrap();
    let answer = sweetspot(folder.path(), &format!("train {}", small_by("exact")));
    // The exact flow keeps the balance up to rounding, which no stored text can know.
    let (shown, drift) = answer.stdout.split_once("balance drift").unwrap();
    insta::assert_snapshot!(shown);
    let drift: f64 = drift.split_whitespace().next().unwrap().parse().unwrap();
    assert!(drift < 1e-12, "{drift:e}");
}

#[test]
fn a_run_out_of_steps_on_the_terminal() {
    let folder = tempdir().unwrap();
    let line = format!("train {SMALL} --set stop.max_steps=3");
    insta::assert_snapshot!(sweetspot(folder.path(), &line).stdout);
}

#[test]
fn bad_input_says_what_to_change() {
    let folder = tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    put("good.csv", "a,b,y\n1,2,1\n-1,0.5,-1\n2,1,1\n");
    put("plain.csv", "a,b,c\n1,2,1\n-1,0.5,-1\n2,1,1\n");
    put("nan.csv", "a,b,y\n1,2,1\n-1,nan,-1\n2,1,1\n");
    put("one_class.csv", "a,b,y\n1,2,1\n-1,3,1\n");
    let at = |name: &str| folder.path().join(name);
    let points = faer::mat![[1.0, 2.0], [f64::NAN, 1.0], [0.5, 3.0]];
    npy::write_matrix(&at("nan.npy"), points.as_ref()).unwrap();
    npy::write_vector(&at("y.npy"), &[1.0, -1.0, 1.0]).unwrap();
    npy::write_matrix(&at("W.npy"), faer::Mat::<f64>::ones(40, 6).as_ref()).unwrap();
    npy::write_matrix(&at("turned.npy"), faer::Mat::<f64>::ones(3, 40).as_ref()).unwrap();
    npy::write_vector(&at("v3.npy"), &[1.0; 3]).unwrap();
    npy::write_vector(&at("v6.npy"), &[1.0; 6]).unwrap();
    npy::write_vector(&at("v40.npy"), &[1.0; 40]).unwrap();
    npy::write_matrix(
        &at("nanW.npy"),
        faer::Mat::from_fn(40, 6, |_, _| f64::NAN).as_ref(),
    )
    .unwrap();

    let lines = [
        "train --data missing.csv --set data.label_column=y",
        "sweep --data missing.csv --set data.label_column=y",
        "train --data plain.csv",
        "train --data good.csv --set data.label_column=z",
        "train --data nan.csv --set data.label_column=y",
        "train --data nan.npy --labels y.npy",
        "train --data one_class.csv --set data.label_column=y",
        "sweep --data one_class.csv --set data.label_column=y --out one",
        "train --alpha 0",
        "train --alpha -1",
        "train --width 0",
        "train --set network.alfa=1",
        "train --target-risk 5 --alpha 1e-6",
        "train --set stop.at=training-accuracy --set stop.value=0.1",
        "train --set stop.at=gradient-norm --set stop.value=1e9",
        "train --replicate -1",
        "train --loss hinge",
        "train --init-weights W.npy",
        "train --init-weights W.npy --init-outputs v6.npy --set data.dimension=1 --width 2 \
         --set network.weights=[[1,1]] --set network.outputs=[1,1]",
        "train --set data.kind=three-points --loss squared --width 2 --set network.weights=[[1,1]] \
         --set network.outputs=[1,1]",
        "train --init-weights missing.npy --init-outputs v6.npy",
        "train --init-weights W.npy --init-outputs v3.npy",
        "train --init-weights turned.npy --init-outputs v40.npy",
        "train --init-weights W.npy --init-outputs v6.npy --set data.dimension=30",
        "train --init-weights nanW.npy --init-outputs v6.npy",
        "train --init-weights v6.npy --init-outputs v6.npy",
        "train --set stop.at=validation-risk",
        "train --set data.kind=separable --set data.construction=rejection",
    ];
    let mut said = String::new();
    for line in lines {
        let answer = sweetspot(folder.path(), line);
        assert_eq!(answer.code, Some(2), "{line}: {}", answer.stderr);
        assert_eq!(answer.stdout, "", "{line}");
        said += &format!("$ sweetspot {line}\n{}\n", answer.stderr);
    }
    insta::assert_snapshot!(said);
}

/// Bytes over which the crate that decodes Parquet panics.
#[test]
fn a_file_that_a_decoder_panics_over_is_refused_in_words() {
    let folder = tempdir().unwrap();
    let damaged = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data_files/inputs/parquet-damaged"
    );
    for name in ["dictionary", "offset"] {
        let line = format!("train --data {damaged}/{name}.parquet --label-column n");
        let answer = sweetspot(folder.path(), &line);
        assert_eq!(answer.code, Some(2), "{}", answer.stderr);
        let told = &answer.stderr;
        assert!(told.contains("not a readable Parquet file"), "{told}");
        assert!(!told.contains("panicked"), "{told}");
    }
}
