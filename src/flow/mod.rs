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
mod error;
pub mod exact;
mod field;
mod follow;
mod locate;
mod recorder;
pub mod runge_kutta;
mod silent;
mod solution;
mod stop;

pub use error::FlowError;
pub use follow::{Following, follow, follow_two_layer};
pub use runge_kutta::RungeKutta;
pub use solution::{Cost, Event, EventKind, Solution, State, StopReason};
pub use stop::{Stop, View};

use std::sync::atomic::{AtomicBool, Ordering};

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
