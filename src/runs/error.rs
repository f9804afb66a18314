//! Why there is no run.

use std::error::Error;
use std::iter::successors;
use std::sync::Arc;

use thiserror::Error;

use super::StoreError;
use super::command::CommandError;
use crate::config::ConfigError;
use crate::data::{DataError, TooMuchMemory};
use crate::flow::FlowError;
use crate::network::StartError;

/// Why a run could not be made, or a batch of runs not be finished; the messages say what each part
/// is.
#[allow(missing_docs)]
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RunError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Flow(#[from] FlowError),
    /// A program of the user's own gave no test error.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// There is no network to start with.
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Memory(#[from] TooMuchMemory),
    #[error("{what} has no meaning for a {kind} network")]
    NoMeaning { what: String, kind: String },
    #[error("`until = \"{until}\"` is not a positive time here")]
    NotATime { until: String },
    /// A run that cannot be told from others.
    #[error("a configuration cannot be written down: {reason}")]
    NoKey { reason: String },
    #[error("could not start {threads} threads: {reason}")]
    Threads { threads: usize, reason: String },
    /// The caller asked to stop.
    #[error("interrupted after {finished} of {total} runs")]
    Interrupted { finished: usize, total: usize },
    /// The source is that of the first.
    #[error("{count} of {all} runs failed")]
    Some {
        count: usize,
        all: usize,
        source: Arc<RunError>,
    },
    /// What another run of the same key failed with.
    #[error(transparent)]
    Shared(#[from] Arc<RunError>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl RunError {
    /// What went wrong and what caused it, in one line.
    pub fn reason(&self) -> String {
        let causes = successors(Some(self as &dyn Error), |&error| error.source());
        let causes: Vec<String> = causes.map(ToString::to_string).collect();
        causes.join(": ")
    }
}
