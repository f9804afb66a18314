//! What can go wrong with a flow.

use thiserror::Error;

/// Why a flow could not be followed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FlowError {
    /// Weights and data do not fit together.
    #[error("the network takes inputs of dimension {network}, the data have dimension {data}")]
    DimensionsDiffer {
        /// Input dimension of the network.
        network: usize,
        /// Dimension of the points.
        data: usize,
    },
    /// A setting is outside its range.
    #[error("{what} is {value}: {allowed}")]
    OutOfRange {
        /// The setting.
        what: &'static str,
        /// The value found.
        value: f64,
        /// What is allowed.
        allowed: &'static str,
    },
    /// A network of this kind has no exact flow.
    #[error("a {0} network has no exact flow: set flow.method to \"descent\" or \"runge-kutta\"")]
    NoExactFlow(String),
    /// Where the Runge-Kutta pair does not meet its tolerance.
    #[error(
        "the flow of a deep relu network slides along its kinks, where runge-kutta does not meet its \
         tolerance: set flow.method to \"descent\", or network.activation to \"gelu\", \"tanh\" or \
         \"linear\""
    )]
    ManyKinks,
    /// Descent on a network of this kind needs a step.
    #[error(
        "descent on a {0} network needs a step: set flow.step (one is found for mlp and cnn by sgd to \
         training-risk or training-accuracy)"
    )]
    NoStep(String),
    /// No step of descent meets the stop rule.
    #[error(
        "no step of descent reaches the target ({runs} tried, by factors of 2): set flow.step, or \
         stop.value to what the network can reach"
    )]
    NothingTrains {
        /// Runs made.
        runs: usize,
    },
    /// A search before the run was interrupted.
    #[error("interrupted while looking for a learning rate")]
    Interrupted,
    /// The stop rule needs validation points.
    #[error("stopping at a validation risk needs validation points: set data.validation_samples")]
    NoValidation,
    /// The positive class is watched where labels have no sign.
    #[error(
        "stopping at the positive class's risk needs the classes -1 and +1, not those of the \
         cross-entropy"
    )]
    NoPositiveClass,
    /// The loss is of several outputs and the network's is one, or the other way round.
    #[error(
        "the network has {outputs} output{}: {}",
        if *outputs == 1 { "" } else { "s" },
        if *outputs == 1 {
            "cross-entropy is of one output for each class"
        } else {
            "only cross-entropy is a loss of several"
        }
    )]
    LossOfOtherOutputs {
        /// Outputs of the network.
        outputs: usize,
    },
    /// The positive class is watched and empty.
    #[error("stopping at the positive class's risk needs at least one point with a positive label")]
    NoPositivePoints,
}

impl FlowError {
    /// Refuses a setting unless it is right.
    pub(super) fn unless(
        right: bool,
        what: &'static str,
        value: f64,
        allowed: &'static str,
    ) -> Result<(), Self> {
        right.then_some(()).ok_or(FlowError::OutOfRange {
            what,
            value,
            allowed,
        })
    }
}
