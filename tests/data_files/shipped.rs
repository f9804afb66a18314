//! Tables as they are shipped: scikit-learn's, and where they are found those of the KEEL repository.

use std::path::{Path, PathBuf};

use sweetspot::config::{FileConfig, Loss, Missing, TestPart};
use sweetspot::data::{FeatureKind, Problem, TableSummary, TestSet};
use sweetspot::random::Streams;

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data_files/tables")
        .join(name)
}

/// Files below the folder of [`SWEETSPOT_TABLES`] whose paths end like this.
fn elsewhere(end: &str) -> Vec<PathBuf> {
    fn below(folder: &Path, end: &str, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                below(&path, end, found);
            } else if path.to_string_lossy().ends_with(end) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    if let Some(folder) = std::env::var_os("SWEETSPOT_TABLES") {
        below(Path::new(&folder), end, &mut found);
    }
    found.sort();
    if found.is_empty() {
        eprintln!("not read: no file {end} below $SWEETSPOT_TABLES");
    }
    found
}

fn column(path: PathBuf, label: &str) -> FileConfig {
    FileConfig {
        path,
        label_column: Some(label.to_owned()),
        ..FileConfig::default()
    }
}

fn draw(config: FileConfig, loss: Loss) -> Problem {
    Problem::draw(&config.into(), loss, &Streams::new(1)).unwrap()
}

fn sizes(table: &TableSummary) -> [usize; 4] {
    [table.inputs(), table.training, table.validation, table.test]
}

fn rows_by_class(table: &TableSummary) -> Vec<usize> {
    table.classes.iter().map(|class| class.rows).collect()
}

#[test]
fn iris_is_split_by_class_and_standardised_from_its_training_part() {
    let config = FileConfig {
        skip_lines: 1,
        ..column(here("iris.csv"), "4")
    };
    let problem = draw(config, Loss::CrossEntropy);
    let table = problem.table.clone().unwrap();
    assert_eq!((sizes(&table), problem.outputs), ([4, 112, 0, 38], 3));
    assert_eq!(table.standardised.len(), 4);
    assert_eq!(rows_by_class(&table), [50; 3]);
    let TestSet::Rows(test) = &problem.test else {
        panic!("no rows to test on");
    };
    for class in [0.0, 1.0, 2.0] {
        let of = |labels: &[f64]| labels.iter().filter(|label| **label == class).count();
        let (trained, tested) = (of(problem.training.labels()), of(test.labels()));
        assert!(
            trained + tested == 50 && (12..=13).contains(&tested),
            "{trained} {tested}"
        );
    }
    for column in problem.training.points().col_iter() {
        let mean = column.iter().sum::<f64>() / 112.0;
        let square = column.iter().map(|x| x * x).sum::<f64>() / 112.0;
        assert!(mean.abs() < 1e-12 && (square - 1.0).abs() < 1e-12);
    }
    let of_test: f64 = test.points().col(0).iter().sum::<f64>() / 38.0;
    assert!(of_test.abs() > 1e-6, "the test part was looked at");
}

#[test]
fn wine_has_three_classes() {
    let config = FileConfig {
        skip_lines: 1,
        ..column(here("wine_data.csv"), "13")
    };
    let table = draw(config, Loss::CrossEntropy).table.unwrap();
    assert_eq!((table.rows, sizes(&table)), (178, [13, 133, 0, 45]));
    assert_eq!(rows_by_class(&table), [59, 71, 48]);
}

#[test]
fn diabetes_is_a_regression_separated_by_spaces() {
    let config = FileConfig {
        labels: Some(here("diabetes_target.csv.gz")),
        ..FileConfig {
            path: here("diabetes_data_raw.csv.gz"),
            ..FileConfig::default()
        }
    };
    let problem = draw(config, Loss::Squared);
    let table = problem.table.unwrap();
    assert_eq!((table.rows, sizes(&table)), (442, [10, 331, 0, 111]));
    assert!(table.classes.is_empty());
    assert!(
        table
            .notes
            .iter()
            .any(|note| note.contains("separated by spaces"))
    );
    let targets = problem.training.labels();
    assert!(targets.iter().all(|y| (25.0..=346.0).contains(y)));
}

#[test]
fn breast_cancer_and_digits_where_they_are_found() {
    for path in elsewhere("breast_cancer.csv") {
        let config = FileConfig {
            skip_lines: 1,
            ..column(path, "30")
        };
        let table = draw(config, Loss::Logistic).table.unwrap();
        assert_eq!((table.rows, sizes(&table)), (569, [30, 427, 0, 142]));
        assert_eq!([table.classes[0].rows, table.classes[1].rows], [212, 357]);
    }
    for path in elsewhere("data/digits.csv.gz") {
        let table = draw(column(path, "64"), Loss::CrossEntropy).table.unwrap();
        // Three pixels are black in every digit.
        assert_eq!((table.rows, sizes(&table)), (1797, [61, 1348, 0, 449]));
        assert_eq!(table.classes.len(), 10);
    }
}

/// Every raw table of the KEEL wheel is read at once, labels in the last column, with nothing set but
/// what becomes of missing values.
#[test]
fn keel_tables_where_they_are_found() {
    let paths = elsewhere(".dat");
    let paths: Vec<PathBuf> = paths
        .into_iter()
        .filter(|path| path.to_string_lossy().contains("/balanced/raw/"))
        .collect();
    let mut refused = Vec::new();
    for path in &paths {
        let text = std::fs::read_to_string(path).unwrap();
        let last = text.lines().next().unwrap().matches(',').count();
        let config = column(path.clone(), &last.to_string());
        let losses = [Loss::Logistic, Loss::CrossEntropy];
        let drawn = losses.map(|loss| {
            let config = config.clone();
            Problem::draw(&config.into(), loss, &Streams::new(1)).map_err(|error| error.to_string())
        });
        let [two, many] = drawn;
        if let (Err(two), Err(_)) = (&two, &many) {
            refused.push(two.clone());
        }
    }
    eprintln!(
        "{} of {} tables read at once",
        paths.len() - refused.len(),
        paths.len()
    );
    assert!(refused.len() * 11 <= paths.len(), "{refused:#?}");
}

#[test]
fn missing_values_have_three_ways_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let rows = "a,colour,y\n1,red,0\n?,blue,1\n3,,0\n4,red,1\n5,green,0\n8,blue,1\n";
    std::fs::write(&path, rows).unwrap();
    let with = |missing| FileConfig {
        missing,
        standardise: Some(false),
        test: Some(TestPart::Share(0.0)),
        ..column(path.clone(), "y")
    };
    let refused = Problem::draw(
        &with(Missing::Refuse).into(),
        Loss::Logistic,
        &Streams::new(1),
    );
    let said = refused.unwrap_err().to_string();
    assert!(said.contains("1 in a, 1 in colour"), "{said}");
    let dropped = draw(with(Missing::Drop), Loss::Logistic);
    assert_eq!(dropped.training.samples(), 4);
    // Inputs: a, then blue, green, red.
    let mean = draw(with(Missing::Mean), Loss::Logistic);
    let row = |problem: &Problem, i: usize| -> Vec<f64> {
        problem.training.points().row(i).iter().copied().collect()
    };
    assert_eq!(row(&mean, 1), [4.2, 1.0, 0.0, 0.0]);
    assert_eq!(row(&mean, 2), [3.0, 0.4, 0.2, 0.4]);
    // One more input says where: behind a, and behind the colours.
    let said = draw(with(Missing::Indicator), Loss::Logistic);
    assert_eq!(row(&said, 1), [4.2, 1.0, 1.0, 0.0, 0.0, 0.0]);
    assert_eq!(row(&said, 2), [3.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
    let table = said.table.unwrap();
    assert_eq!(table.features[1].kind, FeatureKind::Category);
    assert_eq!(
        (table.features[0].missing, table.features[1].missing),
        (1, 1)
    );
}

#[test]
fn a_file_to_test_on_has_the_features_of_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let train = put("train.csv", "a,b,y\n0,u,no\n2,v,yes\n0,w,no\n2,u,yes\n");
    let test = put("test.csv", "y,b,a\nyes,z,4\nno,w,0\n");
    let config = FileConfig {
        test: Some(TestPart::File(test)),
        ..column(train.clone(), "y")
    };
    let problem = draw(config.clone(), Loss::Logistic);
    let TestSet::Rows(rows) = &problem.test else {
        panic!("no rows to test on");
    };
    let row = |i: usize| -> Vec<f64> { rows.points().row(i).iter().copied().collect() };
    assert_eq!(
        (row(0), row(1)),
        (vec![3.0, 0.0, 0.0, 0.0], vec![-1.0, 0.0, 0.0, 1.0])
    );
    assert_eq!(rows.labels(), [1.0, -1.0]);
    let notes = problem.table.unwrap().notes.join("\n");
    assert!(
        notes.contains("1 cells") && notes.contains("levels"),
        "{notes}"
    );
    let other = put("other.csv", "a,b,y\n1,u,maybe\n2,v,no\n");
    let config = FileConfig {
        test: Some(TestPart::File(other)),
        ..config
    };
    let refused = Problem::draw(&config.into(), Loss::Logistic, &Streams::new(1));
    let said = refused.unwrap_err().to_string();
    assert!(said.contains("maybe"), "{said}");
}
