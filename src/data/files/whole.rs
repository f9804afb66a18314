//! Files that are either whole or not there.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::{Mutex, MutexGuard, PoisonError};
#[cfg(feature = "cli")]
use std::{thread::sleep, time::Duration};

/// How the names of files end that are being written.
const PARTIAL: &str = ".partial";

/// The files that are being written. Held while one begins and while one is renamed.
static BEING_WRITTEN: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn being_written() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    // A panic elsewhere leaves the names as they were.
    BEING_WRITTEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes what is half written, for a process that ends within the time given: until then no other file
/// begins, and none is renamed.
#[cfg(feature = "cli")]
pub(crate) fn discard_partial(within: Duration) {
    let written = being_written();
    for temporary in written.iter() {
        // What cannot be removed is known by its name.
        let _ = fs::remove_file(temporary);
    }
    sleep(within);
    std::mem::forget(written);
}

/// Writes `bytes` to `path`, replacing what was there. A reader, or a run that is interrupted, sees
/// the old file or the new one and never a part: the bytes go to a temporary file in the same
/// folder, which is then renamed.
///
/// # Errors
/// What the system refuses; the old file is then unchanged and the temporary one removed.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let there = fs::metadata(path).ok();
    if there
        .as_ref()
        .is_some_and(|there| !there.is_file() && !there.is_dir())
    {
        // A device, a pipe: there is nothing to replace.
        return OpenOptions::new().write(true).open(path)?.write_all(bytes);
    }
    // A link stays one.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let unnamed = || io::Error::new(io::ErrorKind::InvalidInput, "the path names no file");
    let name = path.file_name().ok_or_else(unnamed)?;
    // A hidden name in the same folder, since a rename is atomic only within one file system. The
    // process id keeps two programs that write the same file apart.
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}{PARTIAL}", process::id()));
    let temporary = path.with_file_name(hidden);
    let modes = there.map(|there| there.permissions());
    let written = write_and_rename(&temporary, path, bytes, modes).inspect_err(|_| {
        // The first error is the one to tell; a file that cannot be removed either adds nothing.
        let _ = fs::remove_file(&temporary);
    });
    being_written().remove(&temporary);
    written
}

/// Whether a file of this name is what a crash left of one that was being written.
pub(crate) fn is_partial(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(PARTIAL)
}

fn write_and_rename(
    temporary: &Path,
    path: &Path,
    bytes: &[u8],
    modes: Option<Permissions>,
) -> io::Result<()> {
    let mut file = {
        let mut written = being_written();
        written.insert(temporary.to_path_buf());
        File::create(temporary)?
    };
    if let Some(modes) = modes {
        fs::set_permissions(temporary, modes)?;
    }
    file.write_all(bytes)?;
    // Without it a power failure after the rename can leave an empty file.
    file.sync_all()?;
    let _still = being_written();
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
    fn a_missing_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("missing").join("curve.csv");
        let error = write_atomically(&path, b"x").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
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

    #[cfg(unix)]
    #[test]
    fn links_modes_and_devices_stay_as_they_are() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let [target, link] = ["target", "link"].map(|name| folder.path().join(name));
        fs::write(&target, b"old").unwrap();
        fs::set_permissions(&target, Permissions::from_mode(0o640)).unwrap();
        symlink(&target, &link).unwrap();
        write_atomically(&link, b"new").unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(
            fs::metadata(&target).unwrap().permissions().mode() & 0o777,
            0o640
        );
        assert_eq!(names_in(folder.path()), ["link", "target"]);
        write_atomically(Path::new("/dev/null"), b"x").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
