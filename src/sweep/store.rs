//! The folder of a sweep: finished runs survive an interruption and are never made twice.
//!
//! `config.toml` says what the runs belong to, `runs.jsonl` holds one finished run a line, and
//! `halved.jsonl` those made again at half the step. A line that was cut off by a crash is
//! dropped when the store is opened again.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use thiserror::Error;

use super::RunRecord;
use crate::config::{Config, ConfigError};

/// Changes whenever the same configuration would give other numbers than before, so that old
/// runs are never mixed with new ones.
pub const NUMERICS_VERSION: u32 = 1;

const CONFIG: &str = "config.toml";
const RUNS: &str = "runs.jsonl";
const HALVED: &str = "halved.jsonl";
const HEADER: &str = "# The runs beside this file belong to this configuration, numerics version ";

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
    /// The stored configuration cannot be read.
    #[error("the stored configuration cannot be read")]
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
    #[error("{}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
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
    /// that is new is made; `fresh` drops what is there of an earlier sweep.
    ///
    /// # Errors
    /// Runs of another configuration or numerics version, a folder used for something
    /// else, damage other than a cut-off last line, and what the system refuses.
    pub fn open(folder: &Path, config: &Config, fresh: bool) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(io_error(folder))?;
        let config_path = folder.join(CONFIG);
        if config_path.exists() {
            if fresh {
                for path in [folder.join(RUNS), folder.join(HALVED)] {
                    fs::write(&path, "").map_err(io_error(&path))?;
                }
            } else {
                check(folder, &config_path, config)?;
            }
        } else if fs::read_dir(folder)
            .map_err(io_error(folder))?
            .next()
            .is_some()
        {
            let folder = folder.to_path_buf();
            return Err(StoreError::NotAStore { folder });
        }
        let text = format!("{HEADER}{NUMERICS_VERSION}\n\n{}", config.to_toml()?);
        fs::write(&config_path, text).map_err(io_error(&config_path))?;
        Ok(Store {
            folder: folder.to_path_buf(),
            runs: Ledger::open(&folder.join(RUNS))?,
            halved: Ledger::open(&folder.join(HALVED))?,
        })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Refuses a folder whose runs belong to something else.
fn check(folder: &Path, stored: &Path, config: &Config) -> Result<(), StoreError> {
    let text = fs::read_to_string(stored).map_err(io_error(stored))?;
    let version = text.lines().find_map(|line| line.strip_prefix(HEADER));
    if version != Some(&NUMERICS_VERSION.to_string()) {
        return Err(StoreError::OtherNumerics {
            folder: folder.to_path_buf(),
            found: version.unwrap_or("unknown").to_string(),
        });
    }
    let stored = Config::load(Some(stored), &[])?;
    match config.differing_key(&stored)? {
        Some(key) => Err(StoreError::OtherConfiguration {
            folder: folder.to_path_buf(),
            key,
        }),
        None => Ok(()),
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
    fn open(path: &Path) -> Result<Self, StoreError> {
        let finished = read_runs(path)?;
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .map_err(io_error(path))?;
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
fn read_runs(path: &Path) -> Result<Vec<RunRecord>, StoreError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(io_error(path)(error)),
    };
    let whole = text.rfind('\n').map_or(0, |end| end + 1);
    if whole < text.len() {
        let file = OpenOptions::new().write(true).open(path);
        let cut = file.and_then(|file| file.set_len(whole as u64));
        cut.map_err(io_error(path))?;
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
