//! Which format bytes are in. Their beginning says it; the name only where that says nothing.

use std::path::Path;

use super::bytes::file_name;
use crate::data::DataError;

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Lines of cells.
    Text,
    Npy,
    /// .npy arrays in a zip archive.
    Npz,
    Idx,
    Parquet,
}

/// Beginnings of the formats that are read.
const READ: [(&[u8], Format); 4] = [
    (b"\x93NUMPY", Format::Npy),
    (b"PK\x03\x04", Format::Npz),
    (b"PAR1", Format::Parquet),
    (b"\0\0", Format::Idx),
];

/// Beginnings of others, by their name and what to write instead.
const OTHERS: [(&[u8], &str); 8] = [
    (b"BZh", "a bzip2 file: unpack it, or pack it with gzip"),
    (b"\xfd7zXZ", "an xz file: unpack it, or pack it with gzip"),
    (
        b"\x28\xb5\x2f\xfd",
        "a zstd file: unpack it, or pack it with gzip",
    ),
    (
        b"\x89HDF",
        "an HDF5 file: write its arrays as .npy, or its table as .csv",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "an Excel workbook: save the sheet as .csv",
    ),
    (
        b"ARROW1",
        "an Arrow (Feather) file: write it as .parquet or .csv",
    ),
    (b"\x80\x04\x95", "a Python pickle: write it as .npy or .csv"),
    (b"%PDF", "a PDF"),
];

/// The format of some bytes, and the error that names what they are instead.
pub(super) fn recognise(bytes: &[u8], path: &Path) -> Result<Format, DataError> {
    if bytes.is_empty() {
        return Err(DataError::Empty);
    }
    if let Some((_, what)) = OTHERS.iter().find(|(begin, _)| bytes.starts_with(begin)) {
        return Err(DataError::OtherFormat(what));
    }
    if let Some((_, format)) = READ.iter().find(|(begin, _)| bytes.starts_with(begin)) {
        return Ok(*format);
    }
    // Damaged bytes are told what is wrong with them by the reader that they were meant for.
    let named = by_name(&file_name(path));
    match named {
        Some(Format::Text) | None if is_text(bytes) => Ok(Format::Text),
        Some(format) => Ok(format),
        None => Err(DataError::UnknownFormat),
    }
}

fn by_name(name: &str) -> Option<Format> {
    let name = name.strip_suffix(".gz").unwrap_or(name);
    let known = [
        (".npy", Format::Npy),
        (".npz", Format::Npz),
        (".parquet", Format::Parquet),
        (".idx", Format::Idx),
        ("ubyte", Format::Idx),
        (".csv", Format::Text),
        (".tsv", Format::Text),
        (".txt", Format::Text),
    ];
    let known = known.iter().find(|(end, _)| name.ends_with(end));
    known.map(|(_, format)| *format)
}

/// Text has no zero bytes but those of UTF-16, which begins with its byte order mark.
fn is_text(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || !bytes.contains(&0)
}
