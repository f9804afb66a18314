//! Why a store cannot be used.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a store cannot be used; the messages say what each part is.
#[allow(missing_docs)]
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Lines are counted from 1.
    #[error(
        "the same run has two different results: {}, line {first_line}, and {}, line {second_line}. One of \
         these files was made by another program or on other data: take it out of the folder",
        first.display(), second.display()
    )]
    Unequal {
        first: PathBuf,
        first_line: usize,
        second: PathBuf,
        second_line: usize,
    },
    #[error("{}, line {line} is not a finished run: {reason}", path.display())]
    OtherAnswer {
        path: PathBuf,
        line: usize,
        reason: String,
    },
    #[error("cannot read or write {}", path.display())]
    Io { path: PathBuf, source: io::Error },
}

/// What the system said of a file.
pub(super) fn io_error(path: &Path) -> impl Fn(io::Error) -> StoreError + use<> {
    let path = path.to_path_buf();
    move |source| StoreError::Io {
        path: path.clone(),
        source,
    }
}
