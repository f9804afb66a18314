//! The command line: one file a command, which parses, calls the rooms in order and
//! prints.

// Comments on commands and options are the program's help: <name> in them is no HTML.
#![allow(rustdoc::invalid_html_tags)]

mod arguments;
mod command_line;
mod completions;
mod config;
mod curves;
mod failure;
mod job_array;
mod man;
mod merge;
mod output;
mod printable;
mod quantities;
mod running;
mod schema;
mod script;
mod sweep;
mod theory;
mod train;
mod tune;
mod verify;

use std::panic;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::data::is_decoding;
use failure::{Exit, Failure};

/// Shows at which feature learning strength a neural network generalises best.
///
/// A network that starts from small weights (small alpha) learns features, one that
/// starts from large weights hardly changes them. The best test error often lies in
/// between: the sweet spot.
#[derive(Debug, Parser)]
#[command(name = "sweetspot", version, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 done and as expected; 1 a verdict differs or a target was not \
reached; 2 bad usage or input; 3 failed while running; 130 interrupted."
)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Train(train::Train),
    Sweep(Box<sweep::SweepCommand>),
    Tune(Box<tune::TuneCommand>),
    Merge(merge::Merge),
    Verify(Box<verify::Verify>),
    Theory(theory::Theory),
    Quantities(quantities::Quantities),
    Curves(curves::Curves),
    Config(Box<config::Config>),
    Schema(schema::Schema),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Command {
    fn run(self) -> Result<Exit, Failure> {
        match self {
            Command::Train(command) => command.run(),
            Command::Sweep(command) => command.run(),
            Command::Tune(command) => command.run(),
            Command::Merge(command) => command.run(),
            Command::Verify(command) => command.run(),
            Command::Theory(command) => command.run(),
            Command::Quantities(command) => command.run(),
            Command::Curves(command) => command.run(),
            Command::Config(command) => command.run(),
            Command::Schema(command) => command.run(),
            Command::Completions(completions) => completions.run(CommandLine::command()),
            Command::Man(man) => man.run(CommandLine::command()),
        }
    }
}

/// Runs the command that the arguments of the process name.
pub fn main() -> ExitCode {
    // A decoder's panic over a damaged file becomes an error in words.
    let told = panic::take_hook();
    panic::set_hook(Box::new(move |found| {
        if !is_decoding() {
            told(found);
        }
    }));
    let result = match CommandLine::try_parse() {
        Ok(command_line) => command_line.command.run(),
        Err(error) => {
            // Help and version come this way too. A closed pipe is no failure.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match result {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.print();
            failure.exit.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CommandFactory, CommandLine};

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }
}
