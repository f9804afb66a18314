//! Why there is no run.

use std::error::Error;
use std::iter::successors;
use std::sync::Arc;

use thiserror::Error;

use super::StoreError;
use crate::config::ConfigError;
use crate::data::DataError;
use crate::flow::FlowError;
use crate::network::StartError;

/// Why a run could not be made, or a batch of runs not be finished.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RunError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The data.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The flow.
    #[error(transparent)]
    Flow(#[from] FlowError),
    /// There is no network to start with.
    #[error(transparent)]
    Start(#[from] StartError),
    /// What is asked for has no meaning for a network of this kind.
    #[error("{what} has no meaning for a {kind} network")]
    NoMeaning {
        /// What is asked for.
        what: String,
        /// The kind of network.
        kind: String,
    },
    /// The time that a run was to last until.
    #[error("`until = \"{until}\"` is not a positive time here")]
    NotATime {
        /// As it was asked for.
        until: String,
    },
    /// A run that cannot be told from others.
    #[error("a configuration cannot be written down: {reason}")]
    NoKey {
        /// Why.
        reason: String,
    },
    /// The threads could not be started.
    #[error("could not start {threads} threads: {reason}")]
    Threads {
        /// Threads asked for.
        threads: usize,
        /// What the system said.
        reason: String,
    },
    /// The caller asked to stop.
    #[error("interrupted after {finished} of {total} runs")]
    Interrupted {
        /// Runs finished.
        finished: usize,
        /// Runs planned.
        total: usize,
    },
    /// Some runs of a plan.
    #[error("{count} of {all} runs failed")]
    Some {
        /// How many.
        count: usize,
        /// Of how many.
        all: usize,
        /// Why the first of them did.
        source: Arc<RunError>,
    },
    /// What another run of the same key failed with.
    #[error(transparent)]
    Shared(#[from] Arc<RunError>),
    /// The store of finished runs.
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
