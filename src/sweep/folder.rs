//! The folder of a sweep: finished runs survive an interruption and are never made twice.
//!
//! `config.toml` says what the runs belong to, `runs*.jsonl` are the [`Store`] of those finished. What
//! a configuration only points to, the user's own data, is known by its digest. A grid or a number of
//! replicates may change: the runs that both have are kept.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::config::{Config, ConfigError, DataConfig};
use crate::data::{is_partial, write_atomically};
use crate::runs::{NUMERICS_VERSION, RunError, Store, StoreError, digest, files, parts};

const CONFIG: &str = "config.toml";
pub(super) const RUNS: &str = "runs";
const HEADER: &str = "# The runs beside this file belong to this configuration, numerics version ";
const DIGEST: &str = "# SHA-256 of ";

/// Why a folder cannot be used for a sweep; the messages say what each part is.
#[allow(missing_docs)]
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FolderError {
    /// Its runs have another configuration, version of the numerics, or data.
    #[error(
        "{} holds runs {what}. Choose another folder with --out, or start over there with --fresh",
        folder.display()
    )]
    OtherRuns { folder: PathBuf, what: String },
    #[error(
        "{} is not empty and holds no sweep: choose another folder with --out",
        folder.display()
    )]
    NotAStore { folder: PathBuf },
    #[error("{} holds no sweep", folder.display())]
    NoSweep { folder: PathBuf },
    #[error("{}: cannot be read", path.display())]
    DataFile { path: PathBuf, source: io::Error },
    #[error("the configuration of the stored runs cannot be written or read")]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Run(#[from] RunError),
    #[error("cannot read or write {}", path.display())]
    Io { path: PathBuf, source: io::Error },
}

/// Opens a folder for the runs of a configuration. A folder that is new is made; an empty one is taken
/// over, and so is one that holds runs of the same configuration, whatever its grid and replicates;
/// `fresh` drops what is there of an earlier sweep. Any number of processes may be at work in it.
///
/// # Errors
/// Runs of another configuration, numerics version or data, a folder used for something else, and what
/// the system refuses.
pub fn open(folder: &Path, config: &Config, fresh: bool) -> Result<Store, FolderError> {
    let digests = digests(&config.data)?;
    fs::create_dir_all(folder).map_err(io_error(folder))?;
    let stored = folder.join(CONFIG);
    let is_ours = || fs::read_to_string(&stored).is_ok_and(|text| text.starts_with(HEADER));
    // A config.toml of the user's own is not to be written over. It is read after the folder is
    // listed: another process may begin the same sweep in between, and writes it before its runs.
    if !is_free(folder)? && !is_ours() {
        let folder = folder.to_path_buf();
        return Err(FolderError::NotAStore { folder });
    }
    let parts = parts(folder, RUNS)?;
    if fresh {
        for part in &parts {
            fs::remove_file(part).map_err(io_error(part))?;
        }
    }
    let is_begun = |part: &PathBuf| fs::metadata(part).is_ok_and(|file| file.len() > 0);
    if !fresh && parts.iter().any(is_begun) {
        check(folder, &stored, config, &digests)?;
    }
    // Above the configuration, what it does not say by itself.
    let mut text = format!("{HEADER}{NUMERICS_VERSION}\n");
    text.extend(digests.iter().map(|(_, _, line)| format!("{line}\n")));
    text += &format!("\n{}", config.to_toml()?);
    // A finished sweep can be shown from where nothing may be written.
    if fs::read_to_string(&stored).ok().as_ref() != Some(&text) {
        write_atomically(&stored, text.as_bytes()).map_err(io_error(&stored))?;
    }
    Ok(Store::open(folder, RUNS)?)
}

/// The configuration of the sweep in a folder.
///
/// # Errors
/// A folder without a sweep, or with one of another version of the numerics.
pub fn configuration(folder: &Path) -> Result<Config, FolderError> {
    let stored = folder.join(CONFIG);
    let text = match fs::read_to_string(&stored) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        text => text.map_err(io_error(&stored))?,
    };
    let version = text.lines().find_map(|line| line.strip_prefix(HEADER));
    let folder = folder.to_path_buf();
    match version {
        None => Err(FolderError::NoSweep { folder }),
        Some(version) if version != NUMERICS_VERSION.to_string() => {
            let what = other_version(version);
            Err(FolderError::OtherRuns { folder, what })
        }
        Some(_) => Ok(Config::load(Some(&stored), &[])?),
    }
}

fn other_version(found: &str) -> String {
    format!("of numerics version {found}, this program has version {NUMERICS_VERSION}")
}

/// Whether a folder holds nothing but what a crash before the first run may have left.
fn is_free(folder: &Path) -> Result<bool, FolderError> {
    let ours = parts(folder, RUNS)?;
    for entry in fs::read_dir(folder).map_err(io_error(folder))? {
        let entry = entry.map_err(io_error(folder))?;
        let (path, name) = (entry.path(), entry.file_name());
        let is_empty = entry
            .metadata()
            .is_ok_and(|file| file.is_file() && file.len() == 0);
        let known = name == CONFIG || ours.contains(&path);
        if !(is_partial(&name.to_string_lossy()) || (known && is_empty)) {
            return Ok(false);
        }
    }
    Ok(true)
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

/// Refuses a folder whose runs belong to something else.
fn check(
    folder: &Path,
    stored: &Path,
    config: &Config,
    digests: &[Digest<'_>],
) -> Result<(), FolderError> {
    let refused = |what: String| {
        let folder = folder.to_path_buf();
        Err(FolderError::OtherRuns { folder, what })
    };
    let text = fs::read_to_string(stored).map_err(io_error(stored))?;
    let version = text.lines().find_map(|line| line.strip_prefix(HEADER));
    // A command's numbers are its own.
    if config.command.is_none() && version != Some(&NUMERICS_VERSION.to_string()) {
        return refused(other_version(version.unwrap_or("unknown")));
    }
    let before = Config::load(Some(stored), &[])?;
    // Runs are known by what they are, not by the grid that they were a point of.
    let before = Config {
        sweep: config.sweep.clone(),
        ..before
    };
    if let Some(key) = config.differing_key(&before)? {
        return refused(format!("of another configuration: `{key}` differs"));
    }
    let changed = |digest: &&Digest<'_>| !text.lines().any(|line| line == digest.2);
    if let Some((key, file, _)) = digests.iter().find(changed) {
        let file = file.display();
        return refused(format!(
            "on another {file}: the file has changed since (`{key}`)"
        ));
    }
    Ok(())
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> FolderError + use<> {
    let path = path.to_path_buf();
    move |source| FolderError::Io {
        path: path.clone(),
        source,
    }
}
