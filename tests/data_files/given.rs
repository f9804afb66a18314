//! Files that were once misread, with the settings of a user who sets nothing.

use std::path::{Path, PathBuf};

use sweetspot::config::{FileConfig, Loss};
use sweetspot::data::{DataError, Problem, TableSummary};
use sweetspot::random::Streams;

use crate::folder::idx_labels_to_rows;

fn given(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data_files/inputs")
        .join(name)
}

/// A file with its labels in a column.
fn column(name: &str, label: &str) -> FileConfig {
    FileConfig {
        path: given(name),
        label_column: Some(label.to_owned()),
        ..FileConfig::default()
    }
}

/// A file with its labels in another.
fn beside(name: &str, labels: &str) -> FileConfig {
    FileConfig {
        path: given(name),
        labels: Some(given(labels)),
        ..FileConfig::default()
    }
}

fn draw(config: &FileConfig) -> Result<Problem, DataError> {
    Problem::draw(&config.clone().into(), Loss::Logistic, &Streams::new(1))
}

#[track_caller]
fn table(config: &FileConfig) -> TableSummary {
    draw(config).unwrap().table.unwrap()
}

#[track_caller]
fn said(config: &FileConfig, parts: &[&str]) {
    let message = draw(config).unwrap_err().to_string();
    for part in parts {
        assert!(message.contains(part), "{part:?} is not in: {message}");
    }
}

#[track_caller]
fn noted(table: &TableSummary, part: &str) {
    let notes = table.notes.join("\n");
    assert!(notes.contains(part), "{part:?} is not in: {notes}");
}

#[test]
fn a_line_of_counts_is_named_and_can_be_skipped() {
    let config = column("counts-line/table.csv", "2");
    said(
        &config,
        &["line 1 has 4 cells", "have 3", "data.skip_lines = 1"],
    );
    let config = FileConfig {
        skip_lines: 1,
        ..config
    };
    let table = table(&config);
    assert_eq!((table.features.len(), table.classes.len()), (2, 2));
    let (config, alike) = (
        column("numeric-name-beats-index/table.csv", "4"),
        "data.skip_lines = 1",
    );
    said(
        &config,
        &[
            "\"4\" is both the name of column 1",
            "position of column 4 (c)",
            alike,
        ],
    );
}

#[test]
fn separators_and_line_ends_are_found() {
    let semicolons = table(&column("delimiter-and-line/semi.csv", "y"));
    assert_eq!((semicolons.rows, semicolons.features.len()), (60, 2));
    noted(&semicolons, "separated by semicolons");
    noted(&semicolons, "decimal comma");
    let points = draw(&FileConfig {
        standardise: Some(false),
        test: Some(sweetspot::config::TestPart::Share(0.0)),
        ..column("delimiter-and-line/semi.csv", "y")
    });
    assert_eq!(points.unwrap().training.points()[(0, 0)], 0.126);
    let spaces = table(&column("delimiter-and-line/space.csv", "y"));
    noted(&spaces, "separated by spaces");
    let trailing = table(&column("delimiter-and-line/trail.csv", "y"));
    assert_eq!(trailing.features.len(), 2);
    noted(&trailing, "column 3 has no value: left out");
    // Lines that end in \r alone are counted all the same.
    said(
        &column("delimiter-and-line/cr.csv", "y"),
        &["line 62, column b", "\"x\""],
    );
}

#[test]
fn one_name_for_two_columns_is_refused_until_one_is_chosen() {
    let config = column("duplicate-column/dup.csv", "y");
    said(&config, &["2 columns are named y (columns 0, 3"]);
    let chosen = FileConfig {
        label_column: Some("0".to_owned()),
        ..config
    };
    said(&chosen, &["2 columns are named y (columns 0, 3"]);
    let chosen = FileConfig {
        leave_out: vec!["3".to_owned()],
        ..chosen
    };
    let names: Vec<String> = table(&chosen)
        .features
        .into_iter()
        .map(|feature| feature.name)
        .collect();
    assert_eq!(names, ["a", "b"]);
}

#[test]
fn zeros_after_a_gzip_member_are_padding() {
    let config = beside(
        "gz-zero-padding/pad-idx3-ubyte.gz",
        "gz-zero-padding/labels-idx1-ubyte",
    );
    let problem = draw(&config).unwrap();
    assert_eq!(problem.training.samples(), 60);
    assert!(problem.image.is_some());
}

#[test]
fn a_first_row_with_a_missing_value_is_a_row() {
    for (name, line, value) in [
        ("missing_first.csv", 1, "\"?\""),
        ("missing_first_blank.csv", 1, "\"\""),
        ("missing_second.csv", 2, "\"?\""),
    ] {
        let config = column(&format!("header-lost-first-row/{name}"), "4");
        let place = format!("line {line}, column 2: {value} is a missing value");
        said(
            &config,
            &[&place, "1 in 2", "\"drop\"", "\"mean\"", "\"indicator\""],
        );
    }
}

#[test]
fn pandas_numbers_its_columns_in_a_header() {
    let config = beside("header-phantom-row/X.csv", "header-phantom-row/y.csv");
    let table = table(&config);
    assert_eq!((table.rows, table.features.len()), (60, 3));
    noted(&table, "line 1 names the columns by the numbers 0, 1, ...");
}

#[test]
fn idx_of_every_type_is_read() {
    let images = "idx-int32/qmnist-test-images-idx3-ubyte.gz";
    let problem = draw(&beside(images, "idx-int32/int32labels.idx")).unwrap();
    assert_eq!(problem.training.samples(), 60);
    // QMNIST's labels are n x 8, the class in column 0.
    let config = beside(images, "idx-int32/qmnist-test-labels-idx2-int.gz");
    let rows = idx_labels_to_rows(&given("idx-int32/qmnist-test-labels-idx2-int.gz"));
    said(&config, &[&format!("shape is [{rows}, 8]")]);
    let first = FileConfig {
        label_column: Some("0".to_owned()),
        ..config
    };
    match draw(&first) {
        Ok(problem) => assert_eq!(problem.training.samples(), 60),
        Err(error) => assert!(
            error.to_string().contains(&format!("but {rows} labels")),
            "{error}"
        ),
    }
    let floats = FileConfig {
        path: given("idx-int32/float.idx"),
        ..beside(images, "idx-int32/int32labels.idx")
    };
    assert_eq!(draw(&floats).unwrap().training.dimension(), 3);
}

#[test]
fn an_index_without_a_name_is_left_out() {
    let (with, without) = (
        table(&column("index-column-leak/noise_index.csv", "y")),
        table(&column("index-column-leak/noise_noindex.csv", "y")),
    );
    assert_eq!(with.features.len(), 3);
    noted(&with, "an index, which is left out");
    let inputs = |table: &TableSummary| table.inputs();
    assert_eq!(inputs(&with), inputs(&without));
    let kept = FileConfig {
        columns: ["0", "a"].map(str::to_owned).to_vec(),
        ..column("index-column-leak/noise_index.csv", "y")
    };
    assert_eq!(table(&kept).features.len(), 2);
}

#[test]
fn labels_are_words_or_truth_values_too() {
    let strings = table(&column("labels-not-numbers/strings.csv", "y"));
    let classes: Vec<(&str, f64)> = strings
        .classes
        .iter()
        .map(|class| (class.name.as_str(), class.label))
        .collect();
    assert_eq!(classes, [("benign", -1.0), ("malignant", 1.0)]);
    let truths = table(&column("labels-not-numbers/bool.csv", "y"));
    assert_eq!(
        [&*truths.classes[0].name, &*truths.classes[1].name],
        ["false", "true"]
    );
    // The same table as arrays.
    let arrays = FileConfig {
        path: given("labels-not-numbers/bool.npz"),
        ..FileConfig::default()
    };
    let rows = |table: &TableSummary| [table.classes[0].rows, table.classes[1].rows];
    assert_eq!(rows(&table(&arrays)), rows(&truths));
}

#[test]
fn halves_are_numbers() {
    let problem = draw(&beside("npy-float16/f16.npy", "npy-float16/y.npy")).unwrap();
    assert_eq!(problem.training.samples(), 60);
    // The bits of a long double depend on the machine that wrote it.
    said(
        &beside("npy-float16/X_long.npy", "npy-float16/y.npy"),
        &["type is <f16", "f2"],
    );
}

#[test]
fn archives_have_their_points_by_any_usual_name() {
    let file = |name: &str, label: Option<&str>| FileConfig {
        path: given(&format!("npz-points-entry/{name}.npz")),
        label_column: label.map(str::to_owned),
        ..FileConfig::default()
    };
    for config in [
        file("lower", None),
        file("keras", None),
        file("keras", Some("y_train")),
        file("arr", Some("arr_1")),
    ] {
        assert_eq!(draw(&config).unwrap().training.dimension(), 3, "{config:?}");
    }
    let named = FileConfig {
        points: Some("x_test".to_owned()),
        ..file("keras", Some("y_test"))
    };
    assert_eq!(draw(&named).unwrap().training.dimension(), 3);
    let keras = file("keras", None);
    noted(&table(&keras), "x_test and y_test are not used");
    let tested = FileConfig {
        test: Some(sweetspot::config::TestPart::File(keras.path.clone())),
        ..keras
    };
    assert!(table(&tested).test > 0);
    said(
        &file("arr", None),
        &["which entry holds the points", "arr_0", "data.points"],
    );
}

/// Of the plain draws of 6 rows from 57 and 3, 72% would have one class only.
#[test]
fn every_draw_has_both_classes() {
    let mut config = column("single-class-draws/imb.csv", "3");
    config.rows.samples = Some(6);
    for replicate in 0..8 {
        let streams = Streams::new(0).replicate(replicate);
        let problem = Problem::draw(&config.clone().into(), Loss::Logistic, &streams).unwrap();
        let labels = problem.training.labels();
        assert!(
            labels.contains(&1.0) && labels.contains(&-1.0),
            "{labels:?}"
        );
    }
}
