//! .npy, .npz and IDX files.

use std::path::Path;

use faer::{Mat, MatRef, mat};
use proptest::prelude::*;
use sweetspot::config::{DigitsTask, Loss, NamedTask};
use sweetspot::data::{DataError, Image, Problem, npy};
use sweetspot::random::Streams;

use crate::folder::*;

fn idx_bytes(shape: &[u32], values: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, shape.len() as u8];
    for size in shape {
        bytes.extend(size.to_be_bytes());
    }
    bytes.extend(values);
    bytes
}

#[test]
fn npy_of_every_type_and_order() {
    let folder = Folder::new();
    let labels = folder.write("y.npy", npy_bytes(&[2], npyz::Order::C, &[true, false]));
    let check = |bytes: Vec<u8>| {
        let path = folder.write("x.npy", bytes);
        let config = with_labels(path, labels.clone());
        expect(
            &config,
            mat![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]],
            &[1.0, -1.0],
        );
    };
    let c = npyz::Order::C;
    check(npy_bytes(&[2, 3], c, &[1.0f64, 2.0, 3.0, 4.0, 5.0, 6.0]));
    check(npy_bytes(&[2, 3], c, &[1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0]));
    check(npy_bytes(&[2, 3], c, &[1i8, 2, 3, 4, 5, 6]));
    check(npy_bytes(&[2, 3], c, &[1i16, 2, 3, 4, 5, 6]));
    check(npy_bytes(&[2, 3], c, &[1i32, 2, 3, 4, 5, 6]));
    check(npy_bytes(&[2, 3], c, &[1i64, 2, 3, 4, 5, 6]));
    check(npy_bytes(&[2, 3], c, &[1u8, 2, 3, 4, 5, 6]));
    check(npy_bytes(&[2, 3], c, &[1u16, 2, 3, 4, 5, 6]));
    check(npy_bytes(&[2, 3], c, &[1u32, 2, 3, 4, 5, 6]));
    check(npy_bytes(&[2, 3], c, &[1u64, 2, 3, 4, 5, 6]));
    check(npy_bytes(
        &[2, 3],
        npyz::Order::Fortran,
        &[1u8, 4, 2, 5, 3, 6],
    ));
    check(npy_bytes(
        &[2, 3, 1],
        npyz::Order::Fortran,
        &[1u8, 4, 2, 5, 3, 6],
    ));
    let big_endian = |mut bytes: Vec<u8>| {
        let at = bytes.windows(3).position(|w| w == b"<i2").unwrap();
        bytes[at] = b'>';
        let body = bytes.len() - 12;
        bytes[body..]
            .chunks_exact_mut(2)
            .for_each(|pair| pair.swap(0, 1));
        bytes
    };
    check(big_endian(npy_bytes(&[2, 3], c, &[1i16, 2, 3, 4, 5, 6])));

    // Images: flattened row by row, whatever the order in the file.
    let cube = folder.write(
        "x.npy",
        npy_bytes(&[2, 2, 2], c, &[1u8, 2, 3, 4, 5, 6, 7, 8]),
    );
    let flat = mat![[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]];
    expect(
        &with_labels(cube, labels.clone()),
        flat.clone(),
        &[1.0, -1.0],
    );
    let fortran = npy_bytes(
        &[2, 2, 2],
        npyz::Order::Fortran,
        &[1u8, 5, 3, 7, 2, 6, 4, 8],
    );
    let cube = folder.write("x.npy", fortran);
    expect(&with_labels(cube, labels), flat, &[1.0, -1.0]);
}

#[test]
fn bad_npy_is_refused() {
    let folder = Folder::new();
    let labels = folder.write("y.npy", npy_bytes(&[2], npyz::Order::C, &[1u8, 0]));
    let bad = |bytes: &[u8], parts: &[&str]| {
        let path = folder.write("x.npy", bytes);
        refuse(&with_labels(path, labels.clone()), parts);
    };
    let c = npyz::Order::C;
    let good = npy_bytes(&[2, 2], c, &[1.0, 2.0, 3.0, 4.0]);
    refuse(
        &file(folder.write("x.npy", &good)),
        &["x.npy", "data.labels"],
    );
    bad(
        b"\x93NUMPX\x01\x00",
        &["x.npy", "not a readable .npy array", "magic"],
    );
    bad(b"", &["x.npy", "empty"]);
    bad(
        &good[..good.len() - 1],
        &["x.npy", "not a readable .npy array"],
    );
    bad(
        &npy_bytes(&[2, 2], c, &[1.0, 2.0, f64::INFINITY, 4.0]),
        &["x.npy", "row 1, column 0", "inf"],
    );
    bad(&npy_bytes(&[0, 2], c, &[] as &[f64]), &["x.npy", "empty"]);
    bad(
        &npy_bytes(&[], c, &[1.0]),
        &["x.npy", "shape is []", "one row a point"],
    );
    let header = |kind: &str, shape: &str| {
        let text = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}\n");
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((text.len() as u16).to_le_bytes());
        bytes.extend(text.bytes());
        bytes
    };
    bad(&header("<c16", "(2, 2)"), &["type is <c16", "f8, f4"]);
    bad(&header("|O", "(2, 2)"), &["type is |O", "f8, f4"]);
    bad(
        &header("<f8", "(4294967296, 4294967296)"),
        &["shape is", "fill"],
    );
    bad(
        &header("<f8", "(1000000000000, 2)"),
        &["not a readable .npy array"],
    );
    let matrix = folder.write("m.npy", npy_bytes(&[1, 2], c, &[1u8, 0]));
    let points = folder.write("x.npy", &good);
    refuse(
        &with_labels(points, matrix),
        &["m.npy", "shape is [1, 2]", "a vector"],
    );
}

#[test]
fn npz_entries() {
    let folder = Folder::new();
    let c = npyz::Order::C;
    let points = npy_bytes(&[2, 1], c, &[0.5f32, 2.0]);
    let entries = [
        ("X", points.clone()),
        ("y", npy_bytes(&[2], c, &[1i64, 0])),
        ("other", npy_bytes(&[2], c, &[0i64, 1])),
    ];
    let path = folder.write("a.npz", npz_bytes(&entries));
    let expected = || mat![[0.5], [2.0]];
    expect(&file(path.clone()), expected(), &[1.0, -1.0]);
    expect(
        &with_column(path.clone(), "other"),
        expected(),
        &[-1.0, 1.0],
    );
    refuse(
        &with_column(path.clone(), "othr"),
        &[
            "a.npz",
            "no entry \"othr\"",
            "did you mean \"other\"?",
            "X, y, other",
        ],
    );
    let bare = folder.write("bare.npz", npz_bytes(&entries[..1]));
    refuse(
        &file(bare.clone()),
        &["bare.npz", "no entry \"y\"", "there is X"],
    );
    expect(&with_labels(bare, path), expected(), &[1.0, -1.0]);
    let broken = folder.write("broken.npz", &npz_bytes(&entries)[..200]);
    refuse(
        &file(broken),
        &["broken.npz", "not a readable .npz archive"],
    );
}

#[test]
fn idx_images_and_labels() {
    let folder = Folder::new();
    let images = idx_bytes(&[2, 2, 2], &[0, 1, 2, 3, 4, 5, 6, 255]);
    let labels = idx_bytes(&[2], &[7, 3]);
    let x = folder.write("train-images-idx3-ubyte", &images);
    let y = folder.write("train-labels.idx1-ubyte.gz", gzip(&labels));
    let mut config = with_labels(x.clone(), y.clone());
    config.rows.task = Some(DigitsTask::Pair([7, 3]));
    let flat = || mat![[0.0, 1.0, 2.0, 3.0], [4.0, 5.0, 6.0, 255.0]];
    expect(&config, flat(), &[1.0, -1.0]);
    let packed = folder.write("x.idx.gz", gzip(&images));
    config.path = packed;
    expect(&config, flat(), &[1.0, -1.0]);
    expect(&with_labels(x.clone(), y.clone()), flat(), &[1.0, -1.0]);
    refuse(&file(x.clone()), &["idx3-ubyte", "data.labels"]);
    refuse(
        &with_labels(x, folder.path("train-images-idx3-ubyte")),
        &["a vector"],
    );
    let bad = |bytes: &[u8], parts: &[&str]| {
        let path = folder.write("bad.idx", bytes);
        refuse(&with_labels(path, y.clone()), parts);
    };
    bad(
        &[0, 0, 7, 1, 0, 0],
        &["bad.idx", "wrong magic number [00, 00, 07, 01]"],
    );
    bad(&[0, 0], &["bad.idx", "wrong magic number"]);
    bad(&images[..10], &["bad.idx", "ends after 10 of 16 bytes"]);
    bad(&images[..20], &["bad.idx", "ends after 20 of 24 bytes"]);
    bad(
        &idx_bytes(&[0, u32::MAX, u32::MAX, u32::MAX], &[]),
        &["bad.idx", "empty"],
    );
    bad(
        &idx_bytes(&[u32::MAX; 4], &[1]),
        &["bad.idx", "ends after 21"],
    );
    let cut = gzip(&images);
    let path = folder.write("cut.idx.gz", &cut[..cut.len() / 2]);
    refuse(
        &with_labels(path, y),
        &["cut.idx.gz", "not a complete gzip file"],
    );
}

fn round_trip(path: &Path, matrix: MatRef<'_, f64>) -> Mat<f64> {
    npy::write_matrix(path, matrix).unwrap();
    npy::read_matrix(path).unwrap()
}

proptest! {
    #[test]
    fn npy_round_trips_keep_every_bit(
        rows in 1usize..5, columns in 1usize..5, values in prop::collection::vec(prop::num::f64::NORMAL, 25),
    ) {
        let folder = Folder::new();
        let matrix = Mat::from_fn(rows, columns, |i, j| values[5 * i + j]);
        prop_assert_eq!(&round_trip(&folder.path("w.npy"), matrix.as_ref()), &matrix);
        let transposed = round_trip(&folder.path("w.npy"), matrix.transpose());
        prop_assert_eq!(transposed.transpose(), matrix.as_ref());
        let path = folder.path("v.npy");
        npy::write_vector(&path, &values).unwrap();
        prop_assert_eq!(npy::read_vector(&path).unwrap(), values);
    }

    #[test]
    fn damaged_bytes_are_refused_or_read_but_never_panic(
        which in 0usize..4, at in 0usize..400, byte in any::<u8>(), keep in 0usize..400,
    ) {
        let folder = Folder::new();
        let c = npyz::Order::C;
        let (x, y) = (npy_bytes(&[2, 1], c, &[0.5, 2.0]), npy_bytes(&[2], c, &[1u8, 0]));
        let (name, mut bytes) = match which {
            0 => ("x.npy", x),
            1 => ("x.npz", npz_bytes(&[("X", x), ("y", y.clone())])),
            2 => ("x.idx", idx_bytes(&[2, 2], &[1, 2, 3, 4])),
            _ => ("x.csv.gz", gzip("0.5,1\n2,0\n")),
        };
        let length = bytes.len();
        bytes[at % length] = byte;
        bytes.truncate(keep.max(1));
        let config = with_labels(folder.write(name, bytes), folder.write("y.npy", y));
        if let Ok(problem) = Problem::draw(&config.into(), Loss::Logistic, &Streams::new(0)) {
            prop_assert_eq!(problem.training.samples(), 2);
        }
    }
}

#[test]
fn weights_that_cannot_be_used_are_refused() {
    let folder = Folder::new();
    let message = |result: Result<Mat<f64>, _>| -> String {
        let error: DataError = result.unwrap_err();
        error.to_string()
    };
    let path = folder.path("w.npy");
    assert!(message(npy::read_matrix(&path)).contains("w.npy: cannot be read"));
    npy::write_matrix(&path, mat![[1.0, f64::NAN]].as_ref()).unwrap();
    assert!(message(npy::read_matrix(&path)).contains("row 0, column 1"));
    npy::write_vector(&path, &[1.0, f64::NAN]).unwrap();
    assert!(message(npy::read_matrix(&path)).contains("shape is [2]: a matrix"));
    let error = npy::read_vector(&path).unwrap_err().to_string();
    assert!(error.contains("row 1, column 0"), "{error}");
    let error = npy::write_vector(&folder.path("no/v.npy"), &[1.0]).unwrap_err();
    assert!(error.to_string().contains("v.npy: cannot be written"));
}

#[test]
fn arrays_of_three_and_four_axes_are_images() {
    let folder = Folder::new();
    let labels = folder.write("y.npy", npy_bytes(&[2], npyz::Order::C, &[true, false]));
    let image = |points: std::path::PathBuf, bias: bool| {
        let mut config = with_labels(points, labels.clone());
        config.rows.bias = bias;
        let problem = draw(&config);
        let first = problem.training.points().row(0).iter().copied().collect();
        (problem.image, first)
    };
    let of = |height, width, channels| {
        Some(Image {
            height,
            width,
            channels,
        })
    };
    let values: Vec<u8> = (0..24).collect();
    let first = |count: u8| -> Vec<f64> { (0..count).map(f64::from).collect() };
    let c = npyz::Order::C;
    let npy = |shape: &[u64]| folder.write("x.npy", npy_bytes(shape, c, &values));
    assert_eq!(image(npy(&[2, 3, 4]), false), (of(3, 4, 1), first(12)));
    assert_eq!(image(npy(&[2, 2, 3, 2]), false), (of(2, 3, 2), first(12)));
    assert_eq!(image(npy(&[2, 12]), false), (None, first(12)));
    assert_eq!(image(npy(&[2, 3, 2, 2, 1]), false), (None, first(12)));
    // A column of ones is no pixel.
    let with_bias = [first(12), vec![1.0]].concat();
    assert_eq!(image(npy(&[2, 3, 4]), true), (None, with_bias));
    let idx = folder.write("x-ubyte.gz", gzip(idx_bytes(&[2, 4, 3], &values)));
    assert_eq!(image(idx, false), (of(4, 3, 1), first(12)));
    let entries = [
        ("X", npy_bytes(&[2, 6, 2], c, &values)),
        ("y", npy_bytes(&[2], c, &[1u8, 0])),
    ];
    let npz = draw(&file(folder.write("x.npz", npz_bytes(&entries))));
    assert_eq!(npz.image, of(6, 2, 1));
}

#[test]
fn labels_of_many_classes_are_those_of_the_task() {
    let folder = Folder::new();
    let c = npyz::Order::C;
    let points = folder.write("x.npy", npy_bytes(&[4, 1], c, &[1u8, 2, 3, 4]));
    let drawn = |labels: &[i8], task| {
        let labels = folder.write("y.npy", npy_bytes(&[4], c, labels));
        let mut config = with_labels(points.clone(), labels);
        config.rows.task = Some(DigitsTask::Named(task));
        let drawn = Problem::draw(&config.into(), Loss::CrossEntropy, &Streams::new(1));
        let drawn = drawn.map(|problem| (problem.training.labels().to_vec(), problem.outputs));
        drawn.map_err(|error| error.to_string())
    };
    let ten = drawn(&[3, 9, 0, 3], NamedTask::Ten).unwrap();
    assert_eq!(ten, (vec![3.0, 9.0, 0.0, 3.0], 10));
    let each = drawn(&[30, -9, 0, 30], NamedTask::Classes).unwrap();
    assert_eq!(each, (vec![2.0, 0.0, 1.0, 2.0], 3));
    let said = drawn(&[3, 10, 0, 3], NamedTask::Ten).unwrap_err();
    assert!(said.contains("x.npy") && said.contains("row 1"), "{said}");
    assert!(said.contains("the labels 0 to 9"), "{said}");
    let said = drawn(&[3, 1, 1, 3], NamedTask::Classes).unwrap_err();
    assert!(said.contains("the labels are 1, 3"), "{said}");
}
