//! What the tests of files share: a folder, configurations, expectations.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;

use faer::Mat;
use flate2::Compression;
use flate2::write::GzEncoder;
use npyz::WriterBuilder;
use sweetspot::config::{FileConfig, Loss, TestPart};
use sweetspot::data::{Problem, TestSet};
use sweetspot::random::Streams;
use tempfile::TempDir;

/// Writes a file into a folder that lives as long as the test.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        fs::write(self.path(name), bytes).unwrap();
        self.path(name)
    }
}

/// The rows of a file as they stand in it: all of them train.
pub fn file(path: PathBuf) -> FileConfig {
    FileConfig {
        path,
        standardise: Some(false),
        test: Some(TestPart::Share(0.0)),
        ..Default::default()
    }
}

pub fn with_column(path: PathBuf, column: &str) -> FileConfig {
    FileConfig {
        label_column: Some(column.into()),
        ..file(path)
    }
}

pub fn with_labels(path: PathBuf, labels: PathBuf) -> FileConfig {
    FileConfig {
        labels: Some(labels),
        ..file(path)
    }
}

pub fn draw(config: &FileConfig) -> Problem {
    Problem::draw(&config.clone().into(), Loss::Logistic, &Streams::new(1)).unwrap()
}

#[track_caller]
pub fn expect(config: &FileConfig, points: Mat<f64>, labels: &[f64]) {
    let problem = draw(config);
    assert_eq!(problem.training.points(), points);
    assert_eq!(problem.training.labels(), labels);
    assert_eq!(problem.test, TestSet::None);
}

/// The message of a refusal, which has to hold all of these.
#[track_caller]
pub fn refuse(config: &FileConfig, parts: &[&str]) {
    let error =
        Problem::draw(&config.clone().into(), Loss::Logistic, &Streams::new(1)).unwrap_err();
    let message = error.to_string();
    for part in parts {
        assert!(message.contains(part), "{part:?} is not in: {message}");
    }
}

/// The first length along the axes of a gzipped IDX file.
pub fn idx_labels_to_rows(path: &std::path::Path) -> u32 {
    let mut unpacked = Vec::new();
    let packed = fs::read(path).unwrap();
    flate2::read::GzDecoder::new(&packed[..])
        .read_to_end(&mut unpacked)
        .unwrap();
    u32::from_be_bytes(unpacked[4..8].try_into().unwrap())
}

pub fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes.as_ref()).unwrap();
    encoder.finish().unwrap()
}

pub fn npy_bytes<T: npyz::AutoSerialize + Copy>(
    shape: &[u64],
    order: npyz::Order,
    values: &[T],
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = npyz::WriteOptions::new()
        .default_dtype()
        .order(order)
        .shape(shape)
        .writer(&mut bytes)
        .begin_nd()
        .unwrap();
    writer.extend(values.iter().copied()).unwrap();
    writer.finish().unwrap();
    bytes
}

pub fn npz_bytes(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(format!("{name}.npy"), options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
