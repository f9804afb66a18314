//! The bytes of a file, unpacked, and the file's name in an error.

use std::io::Read;
use std::path::Path;

use flate2::bufread::GzDecoder;

use crate::data::DataError;

/// What a gzip member begins with.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The name in lower case, without its folder.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().to_lowercase())
        .unwrap_or_default()
}

/// The bytes of a file, unpacked where they are gzip's, whatever the file is called.
pub(super) fn read_bytes(path: &Path) -> Result<Vec<u8>, DataError> {
    let bytes = std::fs::read(path).map_err(DataError::Read)?;
    match bytes.starts_with(&GZIP) {
        true => gunzip(&bytes),
        false => Ok(bytes),
    }
}

/// Every member in turn; zeros after the last are padding, as gzip itself takes them.
fn gunzip(mut packed: &[u8]) -> Result<Vec<u8>, DataError> {
    let mut unpacked = Vec::new();
    while packed.iter().any(|&byte| byte != 0) {
        GzDecoder::new(&mut packed)
            .read_to_end(&mut unpacked)
            .map_err(DataError::broken("complete gzip file"))?;
    }
    Ok(unpacked)
}

/// Runs a reader or writer and names the file in its error.
pub(in crate::data) fn within<T>(
    path: &Path,
    run: impl FnOnce(&Path) -> Result<T, DataError>,
) -> Result<T, DataError> {
    run(path).map_err(|error| error.in_file(path))
}
