//! What a command prints: results on stdout, notes on stderr.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::failure::Failure;
use super::printable::printable;

/// How results and notes are given out: the arguments of commands that print.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Output")]
pub struct Output {
    /// Print one JSON document on stdout
    #[arg(long)]
    pub json: bool,
    /// Write files into this folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Print no notes and no progress
    #[arg(long, short)]
    pub quiet: bool,
    /// Print more about what is done
    #[arg(long, short, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

impl Output {
    /// Prints a result for people, which ends with its own newline. Nothing is printed
    /// with `--json`, whose document says the same.
    pub fn text(&self, text: &str) -> Result<(), Failure> {
        match self.json {
            true => Ok(()),
            false => stdout(text),
        }
    }

    pub fn json(&self, value: &impl Serialize) -> Result<(), Failure> {
        if !self.json {
            return Ok(());
        }
        let text = serde_json::to_string_pretty(value).map_err(Failure::running)?;
        stdout(&(text + "\n"))
    }

    pub fn note(&self, line: &str) {
        if !self.quiet {
            // When stderr is gone there is nobody left to tell.
            let _ = writeln!(anstream::stderr().lock(), "{}", printable(line));
        }
    }

    pub fn detail(&self, line: &str) {
        if self.verbose > 0 {
            self.note(line);
        }
    }
}

/// Prints text on stdout. When the reader has gone away (`| head`) the rest is
/// dropped: the command still does its work, and its files are written.
pub fn stdout(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match out
        .write_all(printable(text).as_bytes())
        .and_then(|()| out.flush())
    {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::running(format!("cannot write to stdout: {error}")))
        }
        _ => Ok(()),
    }
}

/// Makes a folder for results, before what may take long, and tries whether it can be written to.
pub(super) fn make_folder(folder: &Path) -> Result<(), Failure> {
    let made = std::fs::create_dir_all(folder);
    made.map_err(|error| Failure::running(format!("cannot make {}: {error}", folder.display())))?;
    try_writing(folder, folder)
}

/// Whether a file for results can be written, before what may take long.
pub(super) fn check_file(path: &Path) -> Result<(), Failure> {
    if path.is_dir() {
        return Err(cannot_write(path, "it is a folder"));
    }
    if path.exists() && !path.is_file() {
        // A device or a pipe: there is nothing to try without writing to it.
        return Ok(());
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    if !folder.is_dir() {
        let why = format!("there is no folder {}", folder.display());
        return Err(cannot_write(path, &why));
    }
    try_writing(folder, path)
}

fn cannot_write(path: &Path, why: &str) -> Failure {
    Failure::running(format!("cannot write {}: {why}", path.display()))
}

/// Makes an empty file in the folder, and removes it.
fn try_writing(folder: &Path, path: &Path) -> Result<(), Failure> {
    let probe = folder.join(format!(".sweetspot.{}.partial", std::process::id()));
    let written = std::fs::File::create(&probe);
    written.map_err(|error| cannot_write(path, &error.to_string()))?;
    // What is left is a hidden empty file.
    let _ = std::fs::remove_file(&probe);
    Ok(())
}
