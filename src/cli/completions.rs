//! `sweetspot completions`: completions for a shell.

use clap_complete::{Shell, generate};

use super::failure::{Exit, Failure};
use super::output::stdout;

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Example, for bash:
  sweetspot completions bash > ~/.local/share/bash-completion/completions/sweetspot")]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    /// `command` is the whole command line.
    pub(super) fn run(self, mut command: clap::Command) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        generate(self.shell, &mut command, "sweetspot", &mut script);
        stdout(&String::from_utf8_lossy(&script))?;
        Ok(Exit::Done)
    }
}
