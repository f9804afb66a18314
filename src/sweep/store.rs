//! The folder of a sweep: finished runs survive an interruption and are never made twice.
//!
//! `config.toml` says what the runs belong to, `runs.jsonl` holds one finished run a line, and
//! `halved.jsonl` those made again at half the step. A line that was cut off by a crash is
//! dropped when the store is opened again.
//!
//! What a configuration only points to, the user's own data, is known by its digest.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::RunRecord;
use crate::config::{Config, ConfigError, DataConfig, DataKind};

/// Changes whenever the same configuration would give other numbers than before, so that old
/// runs are never mixed with new ones.
pub const NUMERICS_VERSION: u32 = 2;

const CONFIG: &str = "config.toml";
const RUNS: &str = "runs.jsonl";
const HALVED: &str = "halved.jsonl";
const HEADER: &str = "# The runs beside this file belong to this configuration, numerics version ";
const DIGEST: &str = "# SHA-256 of ";

/// Why a store cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The folder holds runs of another configuration.
    #[error(
        "{} holds runs of another configuration: `{key}` differs. Choose another folder with --out, or start over there with --fresh",
        folder.display()
    )]
    OtherConfiguration {
        /// The folder.
        folder: PathBuf,
        /// The first key that differs.
        key: String,
    },
    /// The folder holds runs of another version of the numerics.
    #[error(
        "{} holds runs of numerics version {found}, this program has version {NUMERICS_VERSION}. Choose another folder with --out, or start over there with --fresh",
        folder.display()
    )]
    OtherNumerics {
        /// The folder.
        folder: PathBuf,
        /// The version found.
        found: String,
    },
    /// The folder is in use for something else.
    #[error(
        "{} is not empty and holds no sweep: choose another folder with --out",
        folder.display()
    )]
    NotAStore {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder holds runs on other data.
    #[error(
        "{} holds runs on another {}: the file has changed since (`{key}`). Choose another folder with --out, or start over there with --fresh",
        folder.display(),
        file.display()
    )]
    OtherData {
        /// The folder.
        folder: PathBuf,
        /// The key that names the file.
        key: &'static str,
        /// The file.
        file: PathBuf,
    },
    /// A file of the data cannot be read.
    #[error("{}: cannot be read", path.display())]
    DataFile {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process works in the folder.
    #[error("another sweep is at work in {}: wait for it, or choose another folder with --out", folder.display())]
    InUse {
        /// The folder.
        folder: PathBuf,
    },
    /// The configuration cannot be stored, or the stored one cannot be read.
    #[error("the configuration of the stored runs cannot be written or read")]
    Config(#[from] ConfigError),
    /// A line of the runs cannot be read.
    #[error("{}, line {line} is not a finished run: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// Reading or writing failed.
    #[error("cannot read or write {}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A sweep's folder, open for more runs.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    /// The runs of the plan.
    pub runs: Ledger,
    /// Runs of the plan made again at half the step.
    pub halved: Ledger,
}

impl Store {
    /// Opens a folder for the runs of a configuration and reads those already finished. A folder
    /// that is new is made; one without a finished run is taken over; `fresh` drops what is
    /// there of an earlier sweep. The folder is locked against other processes while the
    /// store lives.
    ///
    /// # Errors
    /// Runs of another configuration, numerics version or data, a folder used for something
    /// else or by another process, damage other than a cut-off last line, and what the
    /// system refuses.
    pub fn open(folder: &Path, config: &Config, fresh: bool) -> Result<Self, StoreError> {
        let digests = digests(&config.data)?;
        fs::create_dir_all(folder).map_err(io_error(folder))?;
        let config_path = folder.join(CONFIG);
        if !config_path.exists() && !is_empty(folder)? {
            let folder = folder.to_path_buf();
            return Err(StoreError::NotAStore { folder });
        }
        let (runs_path, halved_path) = (folder.join(RUNS), folder.join(HALVED));
        let (runs, halved) = (open_to_add(&runs_path)?, open_to_add(&halved_path)?);
        lock(&runs, folder)?;
        let length = runs.metadata().map_err(io_error(&runs_path))?.len();
        if fresh || length == 0 {
            runs.set_len(0).map_err(io_error(&runs_path))?;
            halved.set_len(0).map_err(io_error(&halved_path))?;
            let text = header(&digests) + &config.to_toml()?;
            fs::write(&config_path, text).map_err(io_error(&config_path))?;
        } else {
            check(folder, &config_path, config, &digests)?;
        }
        Ok(Store {
            folder: folder.to_path_buf(),
            runs: Ledger::read(&runs_path, runs)?,
            halved: Ledger::read(&halved_path, halved)?,
        })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// A file that the configuration names, and what is in it.
struct FileDigest {
    key: &'static str,
    file: PathBuf,
    digest: String,
}

impl FileDigest {
    fn line(&self) -> String {
        format!("{DIGEST}{}: {}", self.key, self.digest)
    }
}

/// The digests of the user's own files.
fn digests(data: &DataConfig) -> Result<Vec<FileDigest>, StoreError> {
    if data.kind != DataKind::File {
        return Ok(Vec::new());
    }
    let files = [("data.path", &data.path), ("data.labels", &data.labels)];
    let named = files
        .into_iter()
        .filter_map(|(key, file)| Some((key, file.clone()?)));
    named
        .map(|(key, file)| match fs::read(&file) {
            Ok(bytes) => Ok(FileDigest {
                key,
                file,
                digest: format!("{:x}", Sha256::digest(bytes)),
            }),
            Err(source) => Err(StoreError::DataFile { path: file, source }),
        })
        .collect()
}

/// The comments above the stored configuration.
fn header(digests: &[FileDigest]) -> String {
    let mut text = format!("{HEADER}{NUMERICS_VERSION}\n");
    for digest in digests {
        text += &(digest.line() + "\n");
    }
    text + "\n"
}

/// Refuses a folder whose runs belong to something else.
fn check(
    folder: &Path,
    stored: &Path,
    config: &Config,
    digests: &[FileDigest],
) -> Result<(), StoreError> {
    let text = fs::read_to_string(stored).map_err(io_error(stored))?;
    let version = text.lines().find_map(|line| line.strip_prefix(HEADER));
    let folder = folder.to_path_buf();
    if version != Some(&NUMERICS_VERSION.to_string()) {
        return Err(StoreError::OtherNumerics {
            folder,
            found: version.unwrap_or("unknown").to_string(),
        });
    }
    let stored = Config::load(Some(stored), &[])?;
    if let Some(key) = config.differing_key(&stored)? {
        return Err(StoreError::OtherConfiguration { folder, key });
    }
    let known = |digest: &&FileDigest| text.lines().any(|line| line == digest.line());
    match digests.iter().find(|digest| !known(digest)) {
        Some(changed) => Err(StoreError::OtherData {
            folder,
            key: changed.key,
            file: changed.file.clone(),
        }),
        None => Ok(()),
    }
}

fn is_empty(folder: &Path) -> Result<bool, StoreError> {
    let mut entries = fs::read_dir(folder).map_err(io_error(folder))?;
    Ok(entries.next().is_none())
}

fn open_to_add(path: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    let options = options.create(true).append(true);
    options.open(path).map_err(io_error(path))
}

/// Two sweeps at once would make every run twice, and could cut each other's lines. A file
/// system that knows no locks is no reason to refuse.
fn lock(file: &File, folder: &Path) -> Result<(), StoreError> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse {
            folder: folder.to_path_buf(),
        }),
        _ => Ok(()),
    }
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> StoreError + use<> {
    let path = path.to_path_buf();
    move |source| StoreError::Io {
        path: path.clone(),
        source,
    }
}

/// One file of finished runs, a line each, only ever added to.
#[derive(Debug)]
pub struct Ledger {
    file: Mutex<File>,
    finished: Vec<RunRecord>,
}

impl Ledger {
    fn read(path: &Path, file: File) -> Result<Self, StoreError> {
        let finished = read_runs(path, &file)?;
        Ok(Ledger {
            file: Mutex::new(file),
            finished,
        })
    }

    /// The runs that were finished when the store was opened.
    pub fn finished(&self) -> &[RunRecord] {
        &self.finished
    }

    /// Adds a finished run; it is in the file when this returns.
    ///
    /// # Errors
    /// What the system refuses (a full disk, for one).
    pub fn add(&self, record: &RunRecord) -> io::Result<()> {
        let mut line = serde_json::to_string(record)?;
        line.push('\n');
        let mut file = self.file.lock().unwrap_or_else(|error| error.into_inner());
        file.write_all(line.as_bytes())
    }
}

/// Reads the finished runs, and cuts off a last line that has no end.
fn read_runs(path: &Path, file: &File) -> Result<Vec<RunRecord>, StoreError> {
    let text = fs::read_to_string(path).map_err(io_error(path))?;
    let whole = text.rfind('\n').map_or(0, |end| end + 1);
    if whole < text.len() {
        file.set_len(whole as u64).map_err(io_error(path))?;
    }
    let parse = |(index, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|error| StoreError::Damaged {
            path: path.to_path_buf(),
            line: index + 1,
            reason: error.to_string(),
        })
    };
    text[..whole].lines().enumerate().map(parse).collect()
}
