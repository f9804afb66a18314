//! Ways to follow the gradient flow of the SUM loss, `dtheta/dt = -grad sum_i l(y_i, f(x_i))`.
//!
//! Every method is a plain struct behind the same builder: what to follow, when to
//! stop, what to record. A flow returns states; observables are computed from them
//! afterwards.

mod activity;
mod controller;
pub mod descent;
pub mod diagonal;
mod dormand_prince;
mod driver;
pub mod exact;
mod field;
mod follow;
mod locate;
mod recorder;
pub mod runge_kutta;
mod silent;
mod solution;
mod stop;

pub(crate) use follow::follow_diagonal;
pub use follow::{Following, follow, follow_two_layer};
pub use runge_kutta::RungeKutta;
pub use solution::{Cost, Event, EventKind, Solution, State, StopReason};
pub use stop::{Stop, View};

use std::sync::atomic::{AtomicBool, Ordering};

use thiserror::Error;

use crate::data::Dataset;
use crate::network::Loss;

/// What to follow, how (`method`), until when, and what to keep.
#[derive(Clone, Debug)]
pub struct Flow<'a, Method> {
    setting: Setting<'a>,
    method: Method,
}

/// What every method is told alike.
#[derive(Clone, Debug)]
struct Setting<'a> {
    data: &'a Dataset,
    loss: Loss,
    stop: Stop,
    validation: Option<&'a Dataset>,
    divisor: f64,
    record: Vec<f64>,
    max_steps: u64,
    interrupt: Option<&'a AtomicBool>,
}

impl<'a, Method> Flow<'a, Method> {
    fn with_method(data: &'a Dataset, loss: Loss, method: Method) -> Self {
        let setting = Setting {
            data,
            loss,
            stop: Stop::TrainingRisk(0.1),
            validation: None,
            divisor: 1.0,
            record: Vec::new(),
            max_steps: 1_000_000,
            interrupt: None,
        };
        Flow { setting, method }
    }

    /// When to stop; the mean training loss at 0.1 unless told otherwise.
    pub fn stop(mut self, stop: Stop) -> Self {
        self.setting.stop = stop;
        self
    }

    /// Flow times at which the state is kept. They do not change the steps.
    pub fn record(mut self, times: &[f64]) -> Self {
        self.setting.record = times.to_vec();
        self.setting.record.sort_by(f64::total_cmp);
        self
    }

    /// The points of [`Stop::ValidationRisk`].
    pub fn validation(mut self, points: Option<&'a Dataset>) -> Self {
        self.setting.validation = points;
        self
    }

    /// gamma, positive: what is trained is f/gamma, f the function of the network's weights; time
    /// stays that of the flow in these weights. 1 unless this is called.
    pub fn output_divisor(mut self, gamma: f64) -> Self {
        self.setting.divisor = gamma;
        self
    }

    /// Steps after which the run ends as [`StopReason::Exhausted`].
    pub fn max_steps(mut self, steps: u64) -> Self {
        self.setting.max_steps = steps;
        self
    }

    /// A flag that ends the run as [`StopReason::Interrupted`] when it is set.
    pub fn interrupt(mut self, flag: &'a AtomicBool) -> Self {
        self.setting.interrupt = Some(flag);
        self
    }
}

impl Setting<'_> {
    /// Refuses a network that does not fit the data and a stop rule that cannot be evaluated.
    fn check(&self, dimension: usize) -> Result<(), FlowError> {
        for set in [Some(self.data), self.validation].into_iter().flatten() {
            if set.dimension() != dimension {
                return Err(FlowError::DimensionsDiffer {
                    network: dimension,
                    data: set.dimension(),
                });
            }
        }
        let divides = self.divisor > 0.0 && self.divisor.is_finite();
        let positive = "it must be positive and finite";
        FlowError::unless(divides, "the output divisor", self.divisor, positive)?;
        self.stop.check(self.data, self.validation)
    }

    /// The time to stop at, where that is the rule.
    fn end(&self) -> Option<f64> {
        match self.stop {
            Stop::Time(end) => Some(end),
            _ => None,
        }
    }

    fn interrupted(&self) -> bool {
        self.interrupt
            .is_some_and(|flag| flag.load(Ordering::Relaxed))
    }
}

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
    /// An adaptive step shrank until the time no longer advanced.
    #[error("at time {time} the step shrank to {step}: a larger tolerance is needed")]
    StepTooSmall {
        /// Flow time reached.
        time: f64,
        /// Length of the last step tried.
        step: f64,
    },
    /// The network has no exact flow.
    #[error(
        "a {kind} network has no exact flow: set flow.method to \"descent\" or \"runge-kutta\""
    )]
    NoExactFlow {
        /// The network's kind.
        kind: String,
    },
    /// Descent needs a step.
    #[error("descent on a {kind} network needs a step: set flow.step")]
    NoStep {
        /// The network's kind.
        kind: String,
    },
    /// The stop rule needs validation points.
    #[error("stopping at a validation risk needs validation points: set data.validation_samples")]
    NoValidation,
    /// The positive class is watched and empty.
    #[error("stopping at the positive class's risk needs at least one point with a positive label")]
    NoPositivePoints,
}

impl FlowError {
    /// Refuses a setting unless it is right.
    fn unless(
        right: bool,
        what: &'static str,
        value: f64,
        allowed: &'static str,
    ) -> Result<(), Self> {
        if right {
            return Ok(());
        }
        Err(FlowError::OutOfRange {
            what,
            value,
            allowed,
        })
    }
}
