//! A run of a program of the user's own: started with the values of the run, watched, and asked what
//! its test error is.

mod answer;
mod commands;
mod error;
mod line;
mod process;

use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

pub use commands::Commands;
pub use error::CommandError;
pub(super) use line::files;
pub use line::line_of;
pub(crate) use line::with_values;
pub use process::end_all;

use super::{RunError, Worker};
use crate::config::{CommandConfig, Config};
use crate::quantities::Row;
use answer::row_of;
use line::{arguments, filled, values};
use process::{Ended, follow};

/// The first replicate of a confirmation of a command's: seeds stay below 2^32, as NumPy wants them.
pub(crate) const FRESH: u64 = 1 << 20;

/// Runs the command of a configuration, again where it fails and retries are left.
///
/// # Errors
/// Why the last try has no test error; [`RunError::Interrupted`].
pub(super) fn run(
    config: &Config,
    command: &CommandConfig,
    worker: &Worker<'_>,
) -> Result<Row, RunError> {
    let plain = Commands::default();
    let commands = worker.commands().unwrap_or(&plain);
    let gpu = commands.take();
    let mut tries = 1;
    let found = loop {
        let found = once(
            (config, command),
            (commands, gpu.as_deref()),
            worker.interrupt(),
        );
        match &found {
            Err(RunError::Command(_)) if tries <= commands.retries => tries += 1,
            _ => break found,
        }
    };
    commands.give_back(gpu);
    match found {
        Err(RunError::Command(error)) if tries > 1 => {
            let last = Box::new(error);
            Err(CommandError::Tries { tries, last }.into())
        }
        found => found,
    }
}

fn once(
    (config, command): (&Config, &CommandConfig),
    (commands, gpu): (&Commands, Option<&str>),
    interrupt: &AtomicBool,
) -> Result<Row, RunError> {
    let values = values(config, command);
    let arguments = arguments(config, command);
    let file = command
        .metrics_file
        .as_ref()
        .map(|file| filled(file, &values));
    if let Some(file) = &file {
        // What an earlier run wrote would be taken for this one's.
        match std::fs::remove_file(file) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                let file = file.clone();
                return Err(CommandError::MetricsFile { file, source }.into());
            }
            _ => {}
        }
    }
    let Some((program, rest)) = arguments.split_first() else {
        return Err(CommandError::Nothing.into());
    };
    let mut process = Command::new(program);
    process.args(rest);
    for (name, value) in &values {
        process.env(variable(name), value);
    }
    if let Some(gpu) = gpu {
        process.env("CUDA_VISIBLE_DEVICES", gpu);
    }
    let deadline = commands.time_limit.map(|limit| Instant::now() + limit);
    let ended = follow(&mut process, deadline, interrupt);
    let ended = ended.map_err(|source| {
        let program = program.clone();
        CommandError::NotStarted { program, source }
    })?;
    let output = match ended {
        Ended::Interrupted => {
            return Err(RunError::Interrupted {
                finished: 0,
                total: 1,
            });
        }
        Ended::OutOfTime { stderr } => {
            let limit = commands.time_limit.unwrap_or_default().as_secs_f64();
            return Err(CommandError::OutOfTime { limit, stderr }.into());
        }
        Ended::Failed { how, stderr } => return Err(CommandError::Failed { how, stderr }.into()),
        Ended::Finished { last_line } => last_line,
    };
    let text = match file {
        None => output.unwrap_or_default(),
        Some(file) => std::fs::read_to_string(&file)
            .map_err(|source| CommandError::MetricsFile { file, source })?,
    };
    Ok(row_of(&text, command)?)
}

/// The environment variable of a value.
fn variable(name: &str) -> String {
    let letter = |c: char| match c.is_ascii_alphanumeric() {
        true => c.to_ascii_uppercase(),
        false => '_',
    };
    format!("SWEETSPOT_{}", name.chars().map(letter).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_variables_are_letters() {
        assert_eq!(variable("learning-rate.b1"), "SWEETSPOT_LEARNING_RATE_B1");
    }
}
