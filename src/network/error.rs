//! What keeps a network from starting.

use thiserror::Error;

/// Why there is no network to start with: the messages say it.
#[allow(missing_docs)]
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum StartError {
    #[error("there is no network.kind = {kind:?}; the kinds are {known}")]
    UnknownKind { kind: String, known: String },
    /// A kind that cannot start from this configuration or on these data.
    #[error("a {kind} network cannot start here: {reason}")]
    Refused { kind: String, reason: String },
}
