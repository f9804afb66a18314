//! How a command ends: exit codes, and the one message on stderr.

use std::error::Error;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::builder::styling::{AnsiColor, Style};

use crate::claims::{ClaimError, ConfiguredError, VerifyError};
use crate::config::ConfigError;
use crate::data::DataError;
use crate::flow::FlowError;
use crate::runs::{RunError, StoreError};
use crate::sweep::FolderError;

/// The exit codes, a contract with scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: done and as expected.
    Done,
    /// 1: a verdict or a snapshot differs, or a run did not reach its target.
    Unexpected,
    /// 2: bad usage or bad input.
    Input,
    /// 3: a numerical or I/O failure while running; finished runs are kept.
    Running,
    /// 130: interrupted; finished runs are kept.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::Unexpected => 1,
            Exit::Input => 2,
            Exit::Running => 3,
            Exit::Interrupted => 130,
        })
    }
}

/// Why a command could not do its work: printed once, as `error: ...`, its causes, and
/// a hint where there is one.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    error: Box<dyn Error>,
    hint: Option<String>,
}

impl Failure {
    /// Bad usage or bad input.
    pub fn input(error: impl Into<Box<dyn Error>>) -> Self {
        Failure {
            exit: Exit::Input,
            error: error.into(),
            hint: None,
        }
    }

    /// A failure while running.
    pub fn running(error: impl Into<Box<dyn Error>>) -> Self {
        Failure {
            exit: Exit::Running,
            ..Failure::input(error)
        }
    }

    /// Adds what the user can do about it.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Failure {
            hint: Some(hint.into()),
            ..self
        }
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

    /// A run in which a number overflowed, from the steps it made.
    pub fn diverged(what: impl Into<String>, steps: u64) -> Self {
        Failure::running(what.into()).hint(if steps == 0 {
            "the start is already too large: take a smaller network.alpha (--alpha)"
        } else {
            "take a shorter step: --set flow.step=..., or leave it out to have one chosen"
        })
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let red = AnsiColor::Red.on_default().bold();
        label(out, red, "error", &self.error.to_string())?;
        let mut cause = self.error.source();
        while let Some(error) = cause {
            writeln!(out, "  caused by: {error}")?;
            cause = error.source();
        }
        match &self.hint {
            Some(hint) => label(out, AnsiColor::Green.on_default().bold(), "hint", hint),
            None => Ok(()),
        }
    }
}

fn label(out: &mut impl Write, style: Style, name: &str, text: &str) -> io::Result<()> {
    writeln!(out, "{style}{name}:{style:#} {text}")
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        let hint = error.hint();
        Failure {
            hint,
            ..Failure::input(error)
        }
    }
}

impl From<DataError> for Failure {
    fn from(error: DataError) -> Self {
        let hint = data_hint(&error).map(str::to_string);
        Failure {
            hint,
            ..Failure::input(error)
        }
    }
}

/// What to do about the data, where the message does not already say so.
fn data_hint(error: &DataError) -> Option<&'static str> {
    match error {
        DataError::InFile { error, .. } => data_hint(error),
        DataError::Read { .. } => Some(MISSING_FILE),
        DataError::NotANumber { .. } | DataError::NotFinite { .. } => {
            Some("put a number there, or remove that row")
        }
        DataError::OneClass { .. } => Some(
            "add rows of the other class, or look whether data.label_column or data.labels \
             is the right one",
        ),
        _ => None,
    }
}

const MISSING_FILE: &str = "check the path; a relative one starts from the working directory";

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        RunError::from(error).into()
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        match error {
            FolderError::Store(error) => error.into(),
            FolderError::Io { .. } => Failure::running(error),
            FolderError::DataFile { .. } => Failure::input(error).hint(MISSING_FILE),
            _ => Failure::input(error),
        }
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        Arc::new(error).into()
    }
}

impl From<Arc<RunError>> for Failure {
    fn from(error: Arc<RunError>) -> Self {
        let (exit, hint) = ending(&error);
        Failure {
            exit,
            error: Box::new(error),
            hint,
        }
    }
}

/// How a command ends without its run, and what to do about it.
fn ending(error: &RunError) -> (Exit, Option<String>) {
    match error {
        RunError::Shared(error) => ending(error),
        RunError::Config(error) => (Exit::Input, error.hint()),
        RunError::Data(error) => (Exit::Input, data_hint(error).map(str::to_string)),
        RunError::Flow(FlowError::StepTooSmall { .. }) => (Exit::Running, None),
        RunError::Flow(_)
        | RunError::Start(_)
        | RunError::NoMeaning { .. }
        | RunError::NoSymmetry { .. }
        | RunError::NotATime { .. } => (Exit::Input, None),
        RunError::Store(StoreError::Io { .. }) => (Exit::Running, None),
        RunError::Store(_) => (Exit::Input, None),
        RunError::Interrupted { .. } => (Exit::Interrupted, None),
        _ => (Exit::Running, None),
    }
}

impl From<ClaimError> for Failure {
    fn from(error: ClaimError) -> Self {
        let hint = error.hint().map(str::to_string);
        Failure {
            hint,
            ..Failure::input(error)
        }
    }
}

impl From<ConfiguredError> for Failure {
    fn from(error: ConfiguredError) -> Self {
        match error {
            ConfiguredError::Reserved(error) => Failure::from(error),
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
            VerifyError::Run(error) => Failure::from(error),
            VerifyError::Store(error) => Failure::from(error),
            VerifyError::Config { .. } => Failure::input(error),
        }
    }
}
