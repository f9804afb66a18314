//! `sweetspot man`: the manual's pages.

use std::path::PathBuf;

use super::failure::{Exit, Failure};
use super::output::make_folder;

/// Write the manual's pages, one for each command
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  sweetspot man ~/.local/share/man/man1")]
pub(super) struct Man {
    /// The folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl Man {
    /// `command` is the whole command line.
    pub(super) fn run(self, command: clap::Command) -> Result<Exit, Failure> {
        make_folder(&self.folder)?;
        // `help` repeats them all.
        let command = command.disable_help_subcommand(true);
        clap_mangen::generate_to(command, &self.folder).map_err(|error| {
            let folder = self.folder.display();
            Failure::running(format!("cannot write into {folder}: {error}"))
        })?;
        Ok(Exit::Done)
    }
}
