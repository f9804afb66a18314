//! Files that are either whole or not there.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::process;

use super::ReportError;

/// Writes `bytes` to `path`, replacing what was there. A reader, or a run that is interrupted, sees
/// the old file or the new one and never a part: the bytes go to a temporary file in the same
/// folder, which is then renamed.
///
/// # Errors
/// [`ReportError::Write`] with the path; the old file is then unchanged and the temporary one
/// removed.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), ReportError> {
    let failed = |error| ReportError::Write(path.to_path_buf(), error);
    let unnamed = || io::Error::new(io::ErrorKind::InvalidInput, "the path names no file");
    let name = path.file_name().ok_or_else(unnamed).map_err(failed)?;
    // A hidden name in the same folder, since a rename is atomic only within one file system. The
    // process id keeps two programs that write the same file apart.
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}.partial", process::id()));
    let temporary = path.with_file_name(hidden);
    write_and_rename(&temporary, path, bytes).map_err(|error| {
        // The first error is the one to tell; a file that cannot be removed either adds nothing.
        let _ = fs::remove_file(&temporary);
        failed(error)
    })
}

fn write_and_rename(temporary: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(temporary)?;
    file.write_all(bytes)?;
    // Without it a power failure after the rename can leave an empty file.
    file.sync_all()?;
    fs::rename(temporary, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn replaces_the_file_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("curve.csv");
        write_atomically(&path, b"a long first version").unwrap();
        write_atomically(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(names_in(folder.path()), ["curve.csv"]);
    }

    #[test]
    fn a_missing_folder_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("missing").join("curve.csv");
        let message = write_atomically(&path, b"x").unwrap_err().to_string();
        assert!(message.contains(&path.display().to_string()), "{message}");
    }

    #[test]
    fn a_failed_rename_keeps_the_old_and_removes_the_temporary() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        fs::create_dir(&taken).unwrap();
        assert!(write_atomically(&taken, b"x").is_err());
        assert_eq!(names_in(folder.path()), ["taken"]);
    }

    #[test]
    fn a_path_without_a_name_is_refused() {
        assert!(write_atomically(Path::new("/"), b"x").is_err());
    }
}
