//! What a command prints: results on stdout, notes on stderr.

use std::io::{self, ErrorKind, Write};

use serde::Serialize;

use super::failure::Failure;

/// How results and notes are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output {
    /// One JSON document on stdout in place of text.
    pub json: bool,
    /// No notes and no progress on stderr.
    pub quiet: bool,
    /// How often `-v` was given.
    pub verbose: u8,
}

impl Output {
    /// Prints a result for people, which ends with its own newline. Nothing is printed
    /// with `--json`, whose document says the same.
    ///
    /// # Errors
    /// A stdout that cannot be written. A closed pipe is no failure.
    pub fn text(&self, text: &str) -> Result<(), Failure> {
        if self.json {
            return Ok(());
        }
        stdout(text)
    }

    /// Prints the JSON document; nothing without `--json`.
    ///
    /// # Errors
    /// A value that JSON cannot hold, a stdout that cannot be written.
    pub fn json(&self, value: &impl Serialize) -> Result<(), Failure> {
        if !self.json {
            return Ok(());
        }
        let text = serde_json::to_string_pretty(value).map_err(Failure::running)?;
        stdout(&(text + "\n"))
    }

    /// Prints a line for people on stderr, unless `--quiet`.
    pub fn note(&self, line: &str) {
        if !self.quiet {
            stderr(line);
        }
    }

    /// Prints a line on stderr with `-v`.
    pub fn detail(&self, line: &str) {
        if self.verbose > 0 && !self.quiet {
            stderr(line);
        }
    }
}

/// Prints text on stdout. When the reader has gone away (`| head`) the rest is
/// dropped: the command still does its work, and its files are written.
///
/// # Errors
/// A stdout that cannot be written.
pub fn stdout(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    unless_closed(written)
}

fn unless_closed(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::running(format!("cannot write to stdout: {error}")))
        }
        _ => Ok(()),
    }
}

fn stderr(line: &str) {
    // When stderr is gone there is nobody left to tell.
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}
