//! The files of claims and papers: built in, or in a folder of the user's own.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::ClaimError;
use super::error::ClaimProblem;

// BUILT_IN: path below paper-checks/ and text of every .toml file there.
include!(concat!(env!("OUT_DIR"), "/paper_checks.rs"));

/// The paper of claims that are in no folder.
const LOCAL: &str = "local";

/// A file with the folder it lies in.
pub(super) struct File {
    pub folder: String,
    pub path: PathBuf,
    pub text: String,
}

/// The files compiled into this program.
pub(super) fn built_in() -> Vec<File> {
    let file = |(path, text): &(&str, &str)| {
        let path = Path::new("paper-checks").join(path);
        File {
            folder: folder(path.parent().and_then(Path::file_name)),
            text: (*text).to_owned(),
            path,
        }
    };
    BUILT_IN.iter().map(file).collect()
}

/// The .toml files of a folder, at any depth, in the order of their names.
pub(super) fn read(directory: &Path) -> Result<Vec<File>, ClaimError> {
    let mut files = Vec::new();
    gather(directory, LOCAL, &mut files)?;
    Ok(files)
}

fn gather(directory: &Path, paper: &str, files: &mut Vec<File>) -> Result<(), ClaimError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| ClaimError::unplaced(ClaimProblem::Unreadable { path, source })
    };
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(unreadable(directory))? {
        entries.push(entry.map_err(unreadable(directory))?);
    }
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if hidden {
            continue;
        }
        if entry.file_type().map_err(unreadable(&path))?.is_dir() {
            gather(&path, &folder(path.file_name()), files)?;
        } else if path.extension() == Some(OsStr::new("toml")) {
            let text = std::fs::read_to_string(&path).map_err(unreadable(&path))?;
            files.push(File {
                folder: paper.to_owned(),
                path,
                text,
            });
        }
    }
    Ok(())
}

fn folder(name: Option<&OsStr>) -> String {
    name.unwrap_or_default().to_string_lossy().into_owned()
}
