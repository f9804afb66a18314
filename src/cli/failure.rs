//! How a command ends: exit codes, and the one message on stderr.

use std::error::Error;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::builder::styling::AnsiColor;

use super::printable::printable;
use crate::claims::{ClaimError, ConfiguredError, VerifyError};
use crate::curves::CurveError;
use crate::data::DataError;
use crate::report::ReportError;
use crate::runs::{CommandError, RunError, StoreError};
use crate::sweep::FolderError;
use crate::tune::{ExportError, SetupError};

/// The exit codes, a contract with scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done and as expected.
    Done = 0,
    /// A verdict or a snapshot differs, or a run did not reach its target.
    Unexpected = 1,
    /// Bad usage or bad input.
    Input = 2,
    /// A numerical or I/O failure while running; finished runs are kept.
    Running = 3,
    /// Interrupted; finished runs are kept.
    Interrupted = 130,
}

impl Exit {
    pub(super) fn of(as_expected: bool) -> Exit {
        match as_expected {
            true => Exit::Done,
            false => Exit::Unexpected,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Why a command could not do its work: printed once, as `error: ...`, its causes, and
/// a hint where there is one.
#[derive(Debug)]
pub struct Failure {
    pub exit: Exit,
    error: Box<dyn Error>,
    hint: Option<String>,
}

impl Failure {
    fn new(exit: Exit, error: impl Into<Box<dyn Error>>, hint: Option<String>) -> Self {
        let error = error.into();
        Failure { exit, error, hint }
    }

    pub fn input(error: impl Into<Box<dyn Error>>) -> Self {
        Failure::new(Exit::Input, error, None)
    }

    pub fn running(error: impl Into<Box<dyn Error>>) -> Self {
        Failure::new(Exit::Running, error, None)
    }

    /// A command that was ended in the middle of something.
    pub fn interrupted() -> Self {
        Failure::new(
            Exit::Interrupted,
            "interrupted: finished runs are kept",
            None,
        )
    }

    /// A run in which a number overflowed, from the steps it made.
    pub fn diverged(what: impl Into<String>, steps: u64) -> Self {
        Failure::running(what.into()).hint(match steps {
            0 => "the start is already too large: take a smaller network.alpha (--alpha)",
            _ => "take a shorter step: --set flow.step=..., or leave it out to have one chosen",
        })
    }

    pub fn hint(self, hint: impl Into<String>) -> Self {
        let hint = Some(hint.into());
        Failure { hint, ..self }
    }

    /// Adds, for an interrupted sweep, that its folder keeps the finished runs.
    pub fn in_store(self, folder: &Path) -> Self {
        if self.exit != Exit::Interrupted {
            return self;
        }
        let kept = folder.display();
        self.hint(format!(
            "{kept} keeps the finished runs: the same command goes on from there"
        ))
    }

    /// Prints the message on stderr, in colour where that is a terminal.
    pub fn print(&self) {
        // When stderr is gone there is nobody left to tell.
        let _ = self.write(&mut anstream::stderr().lock());
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let (red, green) = (AnsiColor::Red.on_default(), AnsiColor::Green.on_default());
        let (red, green) = (red.bold(), green.bold());
        writeln!(out, "{red}error:{red:#} {}", message(&*self.error))?;
        let mut cause = self.error.source();
        while let Some(error) = cause {
            writeln!(out, "  caused by: {}", message(error))?;
            cause = error.source();
        }
        match &self.hint {
            Some(hint) => writeln!(out, "{green}hint:{green:#} {hint}"),
            None => Ok(()),
        }
    }
}

/// Characters of a message at most: more is the offending text, which nobody reads to its end.
const LONGEST: usize = 2000;

/// An error in words, its middle left out where it is long, control characters spelled out.
fn message(error: &dyn Error) -> String {
    let text = error.to_string();
    let text = printable(&text);
    let count = text.chars().count();
    if count <= LONGEST {
        return text.into_owned();
    }
    let half = LONGEST / 2;
    let head: String = text.chars().take(half).collect();
    let tail: String = text.chars().skip(count - half).collect();
    format!("{head} [{} characters left out] {tail}", count - 2 * half)
}

const MISSING_FILE: &str = "check the path; a relative one starts from the working directory";

/// What to do about the data, where the message does not already say so.
fn data_hint(error: &DataError) -> Option<String> {
    let hint = match error {
        DataError::InFile { error, .. } => return data_hint(error),
        DataError::Read { .. } => MISSING_FILE,
        DataError::NotANumber { .. } => {
            "put a number there, or leave the column out with data.leave_out"
        }
        DataError::NotFinite { .. } => "put a number there, or remove that row",
        DataError::OneClass { .. } => {
            "add rows of the other class, or look whether data.label_column or data.labels \
             is the right one"
        }
        _ => return None,
    };
    Some(hint.to_string())
}

fn ending(error: &RunError) -> (Exit, Option<String>) {
    let exit = match error {
        RunError::Shared(error) => return ending(error),
        RunError::Config(error) => return (Exit::Input, error.hint()),
        RunError::Data(error) => return (Exit::Input, data_hint(error)),
        RunError::Interrupted { .. } => Exit::Interrupted,
        RunError::Store(StoreError::Io { .. }) => Exit::Running,
        RunError::Memory(_)
        | RunError::Command(CommandError::SameSeeds { .. })
        | RunError::Flow(_)
        | RunError::Start(_)
        | RunError::NoMeaning { .. }
        | RunError::NotATime { .. }
        | RunError::Store(_) => Exit::Input,
        _ => Exit::Running,
    };
    (exit, None)
}

impl<E: Into<RunError>> From<E> for Failure {
    fn from(error: E) -> Self {
        let error = error.into();
        let (exit, hint) = ending(&error);
        Failure::new(exit, error, hint)
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        match error {
            FolderError::Store(error) => error.into(),
            FolderError::Run(error) => error.into(),
            FolderError::Io { .. } => Failure::running(error),
            FolderError::DataFile { .. } => Failure::input(error).hint(MISSING_FILE),
            _ => Failure::input(error),
        }
    }
}

impl From<ClaimError> for Failure {
    fn from(error: ClaimError) -> Self {
        let hint = error.hint().map(str::to_string);
        Failure::new(Exit::Input, error, hint)
    }
}

impl From<ConfiguredError> for Failure {
    fn from(error: ConfiguredError) -> Self {
        match error {
            ConfiguredError::Reserved(error) => error.into(),
            ConfiguredError::Refused {
                claim,
                setting,
                source,
            } => Failure::from(source).hint(format!(
                "{claim}, setting `{setting}`, refuses it; --paper and --claim choose which claims get the keys"
            )),
        }
    }
}

impl From<VerifyError> for Failure {
    fn from(error: VerifyError) -> Self {
        match error {
            VerifyError::Run(error) => error.into(),
            VerifyError::Store(error) => error.into(),
            VerifyError::Config { .. } => Failure::input(error),
        }
    }
}

impl From<CurveError> for Failure {
    fn from(error: CurveError) -> Self {
        match error {
            CurveError::Run(error) => error.into(),
            CurveError::Unknown { .. } => {
                Failure::input(error).hint("`sweetspot curves` lists them")
            }
            CurveError::Unmeasurable { .. } => Failure::running(error),
            _ => Failure::input(error),
        }
    }
}

impl From<SetupError> for Failure {
    fn from(error: SetupError) -> Self {
        match error {
            SetupError::Config(error) => error.into(),
            SetupError::Data(error) => error.into(),
            error => Failure::input(error),
        }
    }
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Run(error) => error.into(),
            error => Failure::input(error),
        }
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        Failure::running(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_messages_lose_their_middle_and_control_characters_are_spelled_out() {
        let text = format!("begin {}\u{1b} end", "x".repeat(10_000));
        let failure = Failure::input(text);
        let said = message(&*failure.error);
        assert!(
            said.len() < 2100 && said.starts_with("begin x"),
            "{}",
            said.len()
        );
        assert!(said.ends_with("x\\u{1b} end") && said.contains("characters left out"));
        assert_eq!(message(&*Failure::input("short").error), "short");
    }
}
