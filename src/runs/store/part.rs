//! The file that one process adds to.

use std::collections::hash_map::RandomState;
use std::fs::{File, OpenOptions};
use std::hash::{BuildHasher, Hasher};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::error::{StoreError, io_error};

/// Names tried before it is given up to find one that nobody has.
const MOST_NAMES: usize = 100;

/// `NAME-<host>-<process>-<random>.jsonl`; there is no such file before its first line.
#[derive(Debug)]
pub(super) struct Part {
    folder: PathBuf,
    name: String,
    open: Option<(PathBuf, File)>,
}

impl Part {
    pub fn new(folder: &Path, name: &str) -> Part {
        Part {
            folder: folder.to_path_buf(),
            name: name.to_owned(),
            open: None,
        }
    }

    /// Adds a line, or leaves the file as it was.
    pub fn add(&mut self, line: &str) -> Result<(), StoreError> {
        let (path, file) = match self.open.take() {
            // On a file that was removed nothing that is written is kept.
            Some((path, file)) => match path.try_exists() {
                Ok(true) => (path, file),
                Ok(false) => return Err(io_error(&path)(ErrorKind::NotFound.into())),
                Err(error) => return Err(io_error(&path)(error)),
            },
            None => self.create().map_err(io_error(&self.folder))?,
        };
        let (path, file) = self.open.insert((path, file));
        let before = file.metadata().map_err(io_error(path))?.len();
        file.write_all(line.as_bytes()).map_err(|error| {
            // The first error is the one to tell; a line that stays cut is not read.
            let _ = file.set_len(before);
            io_error(path)(error)
        })
    }

    /// What went wrong before anything was written.
    pub fn error(&self, error: io::Error) -> StoreError {
        io_error(&self.folder)(error)
    }

    fn create(&self) -> io::Result<(PathBuf, File)> {
        let mut last = io::Error::from(ErrorKind::AlreadyExists);
        for _ in 0..MOST_NAMES {
            let process = std::process::id();
            let name = format!("{}-{}-{process}-{:08x}.jsonl", self.name, host(), random());
            let path = self.folder.join(name);
            match OpenOptions::new().append(true).create_new(true).open(&path) {
                Ok(file) => return Ok((path, file)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => last = error,
                Err(error) => return Err(error),
            }
        }
        Err(last)
    }
}

/// A name of this machine that a file name can hold.
fn host() -> String {
    let told = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let told = told.or_else(|| std::env::var("HOSTNAME").ok());
    let told = told.or_else(|| std::env::var("COMPUTERNAME").ok());
    let name = told.unwrap_or_default();
    let name = name.trim().chars().filter(char::is_ascii_alphanumeric);
    let name: String = name.take(32).collect();
    if name.is_empty() {
        "host".to_owned()
    } else {
        name
    }
}

/// 32 bits that another process has not: the standard library's keys for hash maps, drawn from the
/// system. No result depends on them.
fn random() -> u32 {
    RandomState::new().build_hasher().finish() as u32
}
