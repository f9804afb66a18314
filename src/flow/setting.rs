//! What to follow, until when, and what to keep: what every method is told alike.

use std::sync::atomic::{AtomicBool, Ordering};

use super::error::FlowError;
use super::stop::Stop;
use crate::data::Dataset;
use crate::network::{Loss, Network};

/// What to follow, how (`method`), until when, and what to keep.
#[derive(Clone, Debug)]
pub struct Flow<'a, Method> {
    pub(super) setting: Setting<'a>,
    pub(super) method: Method,
}

/// What is asked of every method.
#[derive(Clone, Debug)]
pub(super) struct Setting<'a> {
    pub data: &'a Dataset,
    pub loss: Loss,
    pub stop: Stop,
    pub validation: Option<&'a Dataset>,
    pub divisor: f64,
    pub record: Vec<f64>,
    pub max_steps: u64,
    pub interrupt: Option<&'a AtomicBool>,
}

impl<'a, Method> Flow<'a, Method> {
    pub(super) fn with_method(data: &'a Dataset, loss: Loss, method: Method) -> Self {
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

    /// Steps after which the run ends as [`StopReason::Exhausted`](super::StopReason::Exhausted).
    pub fn max_steps(mut self, steps: u64) -> Self {
        self.setting.max_steps = steps;
        self
    }

    /// A flag that ends the run as [`StopReason::Interrupted`](super::StopReason::Interrupted) when
    /// it is set.
    pub fn interrupt(mut self, flag: &'a AtomicBool) -> Self {
        self.setting.interrupt = Some(flag);
        self
    }
}

impl Setting<'_> {
    /// Refuses a network that does not fit the data or the loss, and a stop rule that cannot be
    /// evaluated.
    pub fn check(&self, network: &dyn Network) -> Result<(), FlowError> {
        let (dimension, outputs) = (network.dimension(), network.outputs());
        if (self.loss == Loss::CrossEntropy) != (outputs > 1) {
            return Err(FlowError::LossOfOtherOutputs { outputs });
        }
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
        self.stop.check(self.data, self.validation, self.loss)
    }

    /// The time to stop at, where that is the rule.
    pub fn end(&self) -> Option<f64> {
        match self.stop {
            Stop::Time(end) => Some(end),
            _ => None,
        }
    }

    /// The time at a step's end: a step cut to the time to stop at ends there, whatever the sum
    /// rounds to.
    pub fn time_after(&self, time: f64, length: f64) -> f64 {
        match self.end() {
            Some(end) if length >= end - time => end,
            _ => time + length,
        }
    }

    pub fn interrupted(&self) -> bool {
        self.interrupt
            .is_some_and(|flag| flag.load(Ordering::Relaxed))
    }
}
