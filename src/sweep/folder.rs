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
    #[error("{}: cannot be read", path.display())]
    DataFile { path: PathBuf, source: io::Error },
    #[error("another sweep is at work in {}: wait for it, or choose another folder with --out", folder.display())]
    InUse { folder: PathBuf },
    #[error("the configuration of the stored runs cannot be written or read")]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("cannot read or write {}", path.display())]
    Io { path: PathBuf, source: io::Error },
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
    let stored = folder.join(CONFIG);
    let runs = folder.join(RUNS);
    let used = fs::read_dir(folder).map_err(io_error(folder))?.next();
    // A config.toml of the user's own is not to be written over.
    let ours = |text: String| text.is_empty() || text.starts_with(HEADER);
    if used.is_some() && !fs::read_to_string(&stored).is_ok_and(ours) {
        let folder = folder.to_path_buf();
        return Err(FolderError::NotAStore { folder });
    }
    let begun = fs::metadata(&runs).is_ok_and(|file| file.len() > 0);
    if begun && !fresh {
        check(folder, &stored, config, &digests)?;
    }
    let store = Store::open(&runs, fresh).map_err(|error| match error {
        StoreError::InUse { .. } => FolderError::InUse {
            folder: folder.to_path_buf(),
        },
        error => error.into(),
    })?;
    if store.is_empty() {
        // Above the configuration, what it does not say by itself.
        let mut text = format!("{HEADER}{NUMERICS_VERSION}\n");
        text.extend(digests.iter().map(|(_, _, line)| format!("{line}\n")));
        text += &format!("\n{}", config.to_toml()?);
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
    if version != Some(&NUMERICS_VERSION.to_string()) {
        let found = version.unwrap_or("unknown");
        return refused(format!(
            "of numerics version {found}, this program has version {NUMERICS_VERSION}"
        ));
    }
    if let Some(key) = config.differing_key(&Config::load(Some(stored), &[])?)? {
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
