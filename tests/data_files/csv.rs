//! .csv files, and what all files share: labels apart, tasks, splits, preprocessing.

use faer::mat;
use sweetspot::config::{DigitsTask, FileConfig, Loss, RowsConfig};
use sweetspot::data::{Problem, TestSet};
use sweetspot::random::Streams;

use crate::folder::*;

#[test]
fn csv_with_and_without_header() {
    let folder = Folder::new();
    let points = mat![[0.5, 2.0], [-1e-3, 4.0]];
    let csv = folder.write("a.csv", "x0, label ,x1\n0.5,1,2\n\n -1e-3,-1,4\n");
    expect(
        &with_column(csv.clone(), "label"),
        points.clone(),
        &[1.0, -1.0],
    );
    expect(&with_column(csv, "1"), points.clone(), &[1.0, -1.0]);
    let csv = folder.write("b.csv", "0.5,2,0\r\n-1e-3,4,1\r\n");
    expect(&with_column(csv, "2"), points.clone(), &[-1.0, 1.0]);
    // What is both a name and the position of another column is neither.
    let csv = folder.write("c.csv", "2,1,y\n1,0.5,2\n-1,-1e-3,4\n");
    refuse(
        &with_column(csv.clone(), "2"),
        &["name of column 0", "position of column 2 (y)"],
    );
    expect(&with_column(csv, "0"), points.clone(), &[1.0, -1.0]);
    let csv = folder.write("d.csv.gz", gzip("0.5,2,0\n-1e-3,4,1\n"));
    expect(&with_column(csv, "2"), points, &[-1.0, 1.0]);
}

#[test]
fn labels_in_a_file_of_their_own() {
    let folder = Folder::new();
    let points = folder.write("x.csv", "1,2\n3,4\n");
    let expected = || mat![[1.0, 2.0], [3.0, 4.0]];
    let labels = folder.write("y.csv", "y\n-1\n1\n");
    expect(
        &with_labels(points.clone(), labels),
        expected(),
        &[-1.0, 1.0],
    );
    let table = folder.write("t.csv", "id,y\n7,1\n8,0\n");
    let config = with_labels(points.clone(), table.clone());
    refuse(&config, &["t.csv", "label_column", "id, y"]);
    let config = FileConfig {
        label_column: Some("y".into()),
        ..config
    };
    expect(&config, expected(), &[1.0, -1.0]);
    let short = folder.write("short.csv", "1\n");
    refuse(
        &with_labels(points.clone(), short),
        &["x.csv", "2 points but 1 labels"],
    );
    let column = folder.write("y.npy", npy_bytes(&[2, 1], npyz::Order::C, &[1i64, -1]));
    expect(
        &with_labels(points.clone(), column.clone()),
        expected(),
        &[1.0, -1.0],
    );
    let config = FileConfig {
        label_column: Some("y".into()),
        ..with_labels(points.clone(), column)
    };
    refuse(&config, &["y.npy", "no column \"y\": there is 0"]);
    let nan = folder.write("nan.npy", npy_bytes(&[2], npyz::Order::C, &[1.0, f64::NAN]));
    refuse(
        &with_labels(points, nan),
        &["nan.npy", "label of row 1", "NaN"],
    );
}

#[test]
fn bad_csv_names_line_column_and_value() {
    let folder = Folder::new();
    let csv = |text: &str| with_column(folder.write("bad.csv", text), "y");
    refuse(
        &csv("x,y\n1,1\nNaN,-1\n"),
        &["bad.csv", "line 3", "column x", "\"NaN\""],
    );
    refuse(&csv("x,y\n1,1\ninf,-1\n"), &["line 3", "\"inf\"", "finite"]);
    refuse(&csv("x,y\n1,1\n\n,-1\n"), &["line 4", "column x", "\"\""]);
    refuse(
        &csv("x,y\r\n1,1\r\n\r\n2,2x\r\n"),
        &["line 4", "column y", "\"2x\""],
    );
    refuse(&csv("x,y\n1,a\n2,\n"), &["line 3", "column y", "1 in y"]);
    refuse(&csv("x,y\n1,1\n2\n"), &["line 3 has 1 cells", "has 2"]);
    refuse(&csv("x,y\n1,1\n2,3,4\n"), &["line 3 has 3 cells"]);
    refuse(
        &with_column(folder.write("bad.csv", "0.5,1x,1\n1,1,-1\n"), "2"),
        &["line 1", "column 1", "\"1x\""],
    );
    refuse(&csv("x,y\n"), &["bad.csv", "empty"]);
    refuse(&csv(""), &["bad.csv", "empty"]);
    refuse(&csv("y\n1\n-1\n"), &["bad.csv", "no column is left"]);
    refuse(
        &csv("x,y\n1,1\n2,1\n"),
        &["bad.csv", "all 2 labels are 1", "two classes"],
    );
    refuse(
        &csv("x,y\n1,1\n2,2\n3,7\n"),
        &["labels are 1, 2, 7", "data.task = [a, b]"],
    );
    let invalid = folder.write("u.csv", b"x,y\n\xff,1\n");
    refuse(&with_column(invalid, "y"), &["u.csv", "line 2", "utf-8"]);
}

#[test]
fn wrong_columns_name_the_nearest() {
    let folder = Folder::new();
    let csv = folder.write("a.csv", "length,species\n1,1\n2,-1\n");
    refuse(
        &with_column(csv.clone(), "specie"),
        &[
            "a.csv",
            "no column \"specie\"",
            "did you mean \"species\"?",
            "length, species",
        ],
    );
    refuse(
        &with_column(csv.clone(), "2"),
        &["no column \"2\"", "length, species"],
    );
    refuse(
        &file(csv),
        &[
            "a.csv",
            "data.label_column",
            "length, species",
            "data.labels",
        ],
    );
}

#[test]
fn long_lists_of_columns_are_cut_before_the_last() {
    let folder = Folder::new();
    let header: Vec<String> = (0..40).map(|j| format!("x{j}")).collect();
    let path = folder.write("wide.csv", header.join(",") + "\n");
    refuse(&with_column(path, "y"), &["empty"]);
    let row = vec!["1"; 40].join(",");
    let path = folder.write("wide.csv", format!("{}\n{row}\n", header.join(",")));
    refuse(&with_column(path, "y"), &["x9, x10, ..., x39 (40 in all)"]);
}

#[test]
fn missing_and_unknown_files() {
    let folder = Folder::new();
    refuse(
        &with_column(folder.path("no.csv"), "y"),
        &["no.csv", "cannot be read", "No such file"],
    );
    refuse(
        &with_column(folder.path("a.parquet"), "y"),
        &["a.parquet", "cannot be read"],
    );
    let bytes = folder.write("a.bin", b"\x01\x00\x02");
    refuse(
        &with_column(bytes, "y"),
        &["unknown file format", ".parquet", ".npz", "IDX"],
    );
    for (begin, what) in [
        (&b"\x89HDF\r\n"[..], "HDF5"),
        (b"BZh91AY", "bzip2"),
        (b"\xd0\xcf\x11\xe0", "Excel"),
    ] {
        refuse(
            &with_column(folder.write("b.csv", begin), "y"),
            &["b.csv", what],
        );
    }
    let pathless = FileConfig {
        path: "".into(),
        ..file(folder.path("a.csv"))
    };
    refuse(&pathless, &["data.path"]);
    let cut = gzip("1,2\n3,4\n");
    let path = folder.write("cut.csv.gz", &cut[..cut.len() - 6]);
    refuse(
        &with_column(path, "0"),
        &["cut.csv.gz", "not a complete gzip file"],
    );
    // The bytes decide, not the name.
    let plain = folder.write("plain.csv.gz", "1,2\n3,4\n");
    expect(&with_column(plain, "0"), mat![[2.0], [4.0]], &[-1.0, 1.0]);
    let packed = folder.write("packed.csv", gzip("1,2\n3,4\n"));
    expect(&with_column(packed, "0"), mat![[2.0], [4.0]], &[-1.0, 1.0]);
}

#[test]
fn tasks_and_splits_of_files() {
    let folder = Folder::new();
    let lines: String = (0..30).map(|i| format!("{i},{}\n", i % 3)).collect();
    let path = folder.write("three.csv", lines);
    let mut config = with_column(path.clone(), "1");
    config.rows = RowsConfig {
        task: Some(DigitsTask::Pair([2, 0])),
        samples: Some(12),
        validation_samples: 3,
        ..Default::default()
    };
    config.test = None;
    let problem = draw(&config);
    let TestSet::Rows(test) = &problem.test else {
        panic!("rows expected")
    };
    assert_eq!((problem.training.samples(), test.samples()), (12, 5));
    let validation = problem.validation.as_ref().unwrap();
    assert_eq!(validation.samples(), 3);
    let mut seen = Vec::new();
    for part in [&problem.training, validation, test] {
        for (i, &label) in part.labels().iter().enumerate() {
            let row = part.points()[(i, 0)];
            assert_eq!(label, if row % 3.0 == 2.0 { 1.0 } else { -1.0 });
            seen.push(row as i32);
        }
    }
    seen.sort();
    assert_eq!(seen, (0..30).filter(|i| i % 3 != 1).collect::<Vec<_>>());
    let mut all = config.clone();
    (all.rows.samples, all.rows.validation_samples) = (Some(20), 0);
    refuse(
        &all,
        &[
            "three.csv",
            "room for 19 training samples",
            "data.samples is 20",
        ],
    );
    config.rows.task = Some(DigitsTask::Pair([2, 5]));
    refuse(&config, &["three.csv", "class 5", "0, 1, 2"]);
    let regression = Problem::draw(
        &with_column(path, "1").into(),
        Loss::Squared,
        &Streams::new(0),
    );
    assert_eq!(
        regression.unwrap().training.labels()[..4],
        [0.0, 1.0, 2.0, 0.0]
    );
}

#[test]
fn preprocessing_only_when_asked() {
    let folder = Folder::new();
    let path = folder.write("a.csv", "0,2\n4,-1\n");
    let mut config = with_column(path, "1");
    (config.rows.centre, config.rows.scale, config.rows.bias) = (true, true, true);
    expect(&config, mat![[-1.0, 1.0], [1.0, 1.0]], &[1.0, -1.0]);
}

#[test]
fn separators_quotes_and_marks_of_text() {
    let folder = Folder::new();
    let points = || mat![[0.5, 2.0], [-1e-3, 4.0], [7.0, -1.0]];
    let check = |name: &str, bytes: &[u8]| {
        expect(
            &with_column(folder.write(name, bytes), "y"),
            points(),
            &[1.0, -1.0, 1.0],
        );
    };
    check("tab.txt", b"a\tb\ty\n0.5\t2\t1\n-1e-3\t4\t0\n7\t-1\t1\n");
    check("bar.txt", b"a|b|y\n0.5|2|1\n-1e-3|4|0\n7|-1|1\n");
    check("spaces", b"  a  b y\r\n0.5 2  1\r\n -1e-3\t4 0 \r\n7 -1 1");
    check("semi.csv", b"a;b;y\n0,5;2;1\n-1e-3;4;0\n7;-1;1\n");
    check("mac.csv", b"a,b,y\r0.5,2,1\r-1e-3,4,0\r7,-1,1\r");
    check(
        "quoted.csv",
        b"\"a\",\"b\",\"y\"\n\"0.5\",\"2\",1\n\"-1e-3\",4,0\n7,\"-1\",1\n",
    );
    check(
        "bom.csv",
        b"\xef\xbb\xbfy,a,b\n1,0.5,2\n0,-1e-3,4\n1,7,-1\n",
    );
    let wide: Vec<u8> = "\u{feff}a\tb\ty\n0.5\t2\t1\n-1e-3\t4\t0\n7\t-1\t1\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    check("wide.txt", &wide);
    check("blank.csv", b"a,b,y\n\n0.5,2,1\n,,\n-1e-3,4,0\n7,-1,1\n\n");
    check("index.csv", b"a b y\nr1 0.5 2 1\nr2 -1e-3 4 0\nr3 7 -1 1\n");
    let unread = folder.write("colons.csv", "a:b:y\n1:2:0\n3:4:1\n");
    refuse(
        &with_column(unread, "y"),
        &["':' stands equally often", "semicolons"],
    );
}

#[test]
fn columns_are_chosen_by_name_or_position() {
    let folder = Folder::new();
    let path = folder.write("a.csv", "id,a,b,y\n7,1,2,0\n3,3,5,1\n");
    let with = |columns: &[&str], leave_out: &[&str]| FileConfig {
        columns: columns.iter().map(|&name| name.into()).collect(),
        leave_out: leave_out.iter().map(|&name| name.into()).collect(),
        ..with_column(path.clone(), "y")
    };
    expect(&with(&["2"], &[]), mat![[2.0], [5.0]], &[-1.0, 1.0]);
    expect(
        &with(&["a", "b"], &[]),
        mat![[1.0, 2.0], [3.0, 5.0]],
        &[-1.0, 1.0],
    );
    expect(
        &with(&[], &["id"]),
        mat![[1.0, 2.0], [3.0, 5.0]],
        &[-1.0, 1.0],
    );
    refuse(
        &with(&[], &["idd"]),
        &["no column \"idd\"", "did you mean \"id\"?"],
    );
    refuse(&with(&["y"], &[]), &["no column is left"]);
    let skipped = FileConfig {
        skip_lines: 9,
        ..with(&[], &[])
    };
    refuse(&skipped, &["data.skip_lines = 9", "3 lines"]);
}

/// Whatever its rows: one, a few, many; numbers or words.
#[test]
fn one_class_is_refused() {
    let folder = Folder::new();
    for (rows, label, part) in [
        (1, "0", "one row of data"),
        (2, "0", "all 2 labels are 0"),
        (3, "no", "all 3 labels are no"),
        (60, "no", "all 60 labels are no"),
        (60, "true", "all 60 labels are true"),
        (60, "-1", "all 60 labels are -1"),
    ] {
        let rows: String = (0..rows).map(|i| format!("{i}.5,{label}\n")).collect();
        let path = folder.write("one.csv", format!("x,y\n{rows}"));
        refuse(&with_column(path, "y"), &["one.csv", part]);
    }
}
