//! Headers of .npy files: only those of the format are read, and any bytes are answered in bounded time.

use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use sweetspot::data::npy;

use crate::folder::*;

/// A file with this text as its header, its length as long as the version has it, and one number.
fn with_header(version: u8, text: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x93];
    bytes.extend(b"NUMPY");
    bytes.extend([version, 0]);
    match version {
        1 => bytes.extend((text.len() as u16).to_le_bytes()),
        _ => bytes.extend((text.len() as u32).to_le_bytes()),
    }
    bytes.extend(text);
    bytes.extend(1.5_f64.to_le_bytes());
    bytes
}

/// What is said of the bytes, or the numbers; far below the time that a depth of 12 would take.
fn read(folder: &Folder, bytes: &[u8]) -> Result<Vec<f64>, String> {
    let path = folder.write("x.npy", bytes);
    let began = Instant::now();
    let answer = npy::read_vector(&path);
    assert!(began.elapsed() < Duration::from_secs(1), "{bytes:?}");
    answer.map_err(|error| error.to_string())
}

#[test]
fn hostile_headers_are_refused_at_once() {
    let given =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data_files/inputs/npy-hostile-header");
    let refused = |name: &str, parts: [&str; 2]| {
        let began = Instant::now();
        let error = npy::read_matrix(&given.join(name)).unwrap_err().to_string();
        assert!(began.elapsed() < Duration::from_secs(1));
        assert!(parts.iter().all(|part| error.contains(part)), "{error}");
    };
    refused(
        "npy-brace-hang.npy",
        ["a text in quotes", "not a readable .npy array"],
    );
    refused(
        "npy-v2-header-4GB.npy",
        ["at byte 8", "a length of at most 10000"],
    );
    assert_eq!(npy::read_vector(&given.join("npy-y.npy")).unwrap().len(), 1);
    let folder = Folder::new();
    for name in ["npy-brace-hang.npy", "npy-v2-header-4GB.npy"] {
        let points = std::fs::read(given.join(name)).unwrap();
        let labels = npy_bytes(&[1], npyz::Order::C, &[1u8]);
        let archive = folder.write("a.npz", npz_bytes(&[("X", points), ("y", labels)]));
        refuse(&file(archive), &["a.npz", "not a readable .npy array"]);
    }
}

#[test]
fn the_formats_own_headers_are_read() {
    let folder = Folder::new();
    for text in [
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }          \n",
        "{\"shape\":(1,),\"fortran_order\":True,\"descr\":\"<f8\"}",
        "  { 'descr' : '<f8' , 'fortran_order' : False , 'shape' : ( 1 , 1 ) } ",
    ] {
        for version in 1..=3 {
            let read = read(&folder, &with_header(version, text.as_bytes()));
            assert_eq!(read, Ok(vec![1.5]), "{text}");
        }
    }
}

#[test]
fn what_the_format_does_not_allow_is_named() {
    let folder = Folder::new();
    for (text, part) in [
        (
            "{'descr': '<f8', 'fortran_order': False}",
            "each of the keys",
        ),
        (
            "{'descr': '<f8', 'descr': '<f8', 'shape': (1,)}",
            "each key once",
        ),
        ("{'descr': '<f8', 'other': 1}", "one of the keys"),
        (
            "{'descr': [('a', '<f8')], 'shape': (1,)}",
            "a record of fields",
        ),
        (
            "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}",
            "True or False",
        ),
        ("{'descr': '<f8', 'shape': [1]}", "round brackets"),
        ("{'descr': '<f8', 'shape': (-1,)}", "a whole number"),
        (
            "{'descr': '<f8', 'shape': (18446744073709551616,)}",
            "below 2^64",
        ),
        ("{'descr': '<f8', 'shape': (1)}", "a comma"),
        ("{'descr': '<f8' 'shape': (1,)}", "a comma or }"),
        ("{'descr': '<f8", "closing quote"),
        ("{'descr': '<f\\x38', 'shape': (1,)}", "a plain text"),
        (
            "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} + {}",
            "after }",
        ),
        ("", "{"),
    ] {
        let error = read(&folder, &with_header(1, text.as_bytes())).unwrap_err();
        assert!(error.contains(part), "{part:?} is not in: {error}");
    }
    let many = format!("{{'shape': ({})}}", "1,".repeat(65));
    let error = read(&folder, &with_header(1, many.as_bytes())).unwrap_err();
    assert!(error.contains("64 axes"), "{error}");
    let error = read(&folder, b"\x93NUMPY\x04\x00\x00\x00").unwrap_err();
    assert!(error.contains("a version"), "{error}");
}

/// Pieces of headers and of Python, so that a random text gets deep into a reader.
const PIECES: [&str; 16] = [
    "{",
    "}",
    "[",
    "(",
    ")",
    ",",
    ":",
    "'descr'",
    "'<f8'",
    "'fortran_order'",
    "False",
    "'shape'",
    "(1,)",
    " ",
    "9",
    "-",
];

proptest! {
    #[test]
    fn random_bytes_are_answered_in_bounded_time(
        version in 0u8..5, text in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let _ = read(&Folder::new(), &with_header(version, &text));
    }

    #[test]
    fn random_pieces_are_answered_in_bounded_time(
        version in 1u8..4, pieces in prop::collection::vec(0usize..PIECES.len(), 0..400), depth in 0usize..2000,
        inside in 0usize..3,
    ) {
        let mut text: String = pieces.iter().map(|&piece| PIECES[piece]).collect();
        text.insert_str(0, &PIECES[[0, 2, 3][inside]].repeat(depth));
        let _ = read(&Folder::new(), &with_header(version, text.as_bytes()));
        let text = format!("{{'shape': {text}");
        let _ = read(&Folder::new(), &with_header(version, text.as_bytes()));
    }
}
