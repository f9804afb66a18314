//! numpy's .npz: a zip of .npy arrays.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::array::Array;
use super::npy;
use crate::data::DataError;

/// What bytes are not that cannot be read.
const READABLE: &str = "readable .npz archive";

/// The array of one entry; `X` is stored as `X.npy`.
pub(super) fn entry(bytes: &[u8], name: &str) -> Result<Array, DataError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(DataError::broken(READABLE))?;
    let mut known = Vec::new();
    for file in archive.file_names() {
        let file = file.map_err(DataError::broken(READABLE))?;
        known.push(file.strip_suffix(".npy").unwrap_or(&file).to_string());
    }
    if !known.iter().any(|other| other == name) {
        return Err(DataError::not_found("entry", name, known));
    }
    let mut unpacked = Vec::new();
    archive
        .by_name(&format!("{name}.npy"))
        .and_then(|mut file| file.read_to_end(&mut unpacked).map_err(ZipError::Io))
        .map_err(DataError::broken(READABLE))?;
    npy::parse(&unpacked)
}
