//! Files that are either whole or not there.

use std::path::Path;

use super::ReportError;
use crate::data;

/// Writes `bytes` to `path`, replacing what was there. A reader, or a run that is interrupted, sees
/// the old file or the new one and never a part. Links stay links, files keep their modes, and devices
/// and pipes are written to.
///
/// # Errors
/// [`ReportError::Write`] with the path; the old file is then unchanged.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), ReportError> {
    let written = data::write_atomically(path, bytes);
    written.map_err(|error| ReportError::Write(path.to_path_buf(), error))
}
