//! The bytes of a file, and the file's name in an error.

use std::io::Read;
use std::path::Path;

use flate2::read::MultiGzDecoder;

use crate::data::DataError;

/// The name in lower case, without its folder.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().to_lowercase())
        .unwrap_or_default()
}

/// The bytes of a file, unpacked where its name ends in .gz.
pub(super) fn read_bytes(path: &Path) -> Result<Vec<u8>, DataError> {
    let bytes = std::fs::read(path).map_err(DataError::Read)?;
    if !file_name(path).ends_with(".gz") {
        return Ok(bytes);
    }
    let mut unpacked = Vec::new();
    MultiGzDecoder::new(&bytes[..])
        .read_to_end(&mut unpacked)
        .map_err(DataError::broken("complete gzip file"))?;
    Ok(unpacked)
}

/// Runs a reader or writer and names the file in its error.
pub(super) fn within<T>(
    path: &Path,
    run: impl FnOnce(&Path) -> Result<T, DataError>,
) -> Result<T, DataError> {
    run(path).map_err(|error| error.in_file(path))
}
