//! The folder of a sweep: finished runs survive an interruption and are never made twice.
//!
//! `config.toml` says what the runs belong to, `runs.jsonl` is the [`Store`] of those finished.
//! What a configuration only points to, the user's own data, is known by its digest.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::config::{Config, ConfigError, DataConfig};
use crate::runs::{NUMERICS_VERSION, Store, StoreError, digest, files};

const CONFIG: &str = "config.toml";
const RUNS: &str = "runs.jsonl";
const HEADER: &str = "# The runs beside this file belong to this configuration, numerics version ";
const DIGEST: &str = "# SHA-256 of ";

/// Why a folder cannot be used for a sweep.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FolderError {
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
    /// The finished runs.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Reading or writing failed.
    #[error("cannot read or write {}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Opens a folder for the runs of a configuration. A folder that is new is made; one without a
/// finished run is taken over; `fresh` drops what is there of an earlier sweep. The folder is locked
/// against other processes while the store lives.
///
/// # Errors
/// Runs of another configuration, numerics version or data, a folder used for something else or by
/// another process, damage other than a cut-off last line, and what the system refuses.
pub fn open(folder: &Path, config: &Config, fresh: bool) -> Result<Store, FolderError> {
    let digests = digests(&config.data)?;
    fs::create_dir_all(folder).map_err(io_error(folder))?;
    let (stored, runs) = (folder.join(CONFIG), folder.join(RUNS));
    if !stored.exists() && !is_empty(folder)? {
        let folder = folder.to_path_buf();
        return Err(FolderError::NotAStore { folder });
    }
    let begun = fs::metadata(&runs).is_ok_and(|file| file.len() > 0);
    if begun && !fresh {
        check(folder, &stored, config, &digests)?;
    }
    let opened = match fresh {
        true => Store::fresh(&runs),
        false => Store::open(&runs),
    };
    let store = opened.map_err(|error| match error {
        StoreError::InUse { .. } => FolderError::InUse {
            folder: folder.to_path_buf(),
        },
        error => error.into(),
    })?;
    if store.is_empty() {
        let text = header(&digests) + &config.to_toml()?;
        fs::write(&stored, text).map_err(io_error(&stored))?;
    }
    Ok(store)
}

/// A file that the configuration names, by its key, and the line that says what is in it.
type Digest<'a> = (&'static str, &'a Path, String);

/// The digests of the user's own files.
fn digests(data: &DataConfig) -> Result<Vec<Digest<'_>>, FolderError> {
    let named = files(data).into_iter();
    named
        .map(|(key, path)| match fs::read(path) {
            Ok(bytes) => Ok((key, path, format!("{DIGEST}{key}: {}", digest(&bytes)))),
            Err(source) => {
                let path = path.to_path_buf();
                Err(FolderError::DataFile { path, source })
            }
        })
        .collect()
}

/// The comments above the stored configuration.
fn header(digests: &[Digest<'_>]) -> String {
    let lines = digests.iter().map(|(_, _, line)| format!("{line}\n"));
    format!(
        "{HEADER}{NUMERICS_VERSION}\n{}\n",
        lines.collect::<String>()
    )
}

/// Refuses a folder whose runs belong to something else.
fn check(
    folder: &Path,
    stored: &Path,
    config: &Config,
    digests: &[Digest<'_>],
) -> Result<(), FolderError> {
    let text = fs::read_to_string(stored).map_err(io_error(stored))?;
    let version = text.lines().find_map(|line| line.strip_prefix(HEADER));
    let folder = folder.to_path_buf();
    if version != Some(&NUMERICS_VERSION.to_string()) {
        return Err(FolderError::OtherNumerics {
            folder,
            found: version.unwrap_or("unknown").to_string(),
        });
    }
    let stored = Config::load(Some(stored), &[])?;
    if let Some(key) = config.differing_key(&stored)? {
        return Err(FolderError::OtherConfiguration { folder, key });
    }
    let changed = |digest: &&Digest<'_>| !text.lines().any(|line| line == digest.2);
    match digests.iter().find(changed) {
        Some(&(key, file, _)) => Err(FolderError::OtherData {
            folder,
            key,
            file: file.to_path_buf(),
        }),
        None => Ok(()),
    }
}

fn is_empty(folder: &Path) -> Result<bool, FolderError> {
    let mut entries = fs::read_dir(folder).map_err(io_error(folder))?;
    Ok(entries.next().is_none())
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> FolderError + use<> {
    let path = path.to_path_buf();
    move |source| FolderError::Io {
        path: path.clone(),
        source,
    }
}
