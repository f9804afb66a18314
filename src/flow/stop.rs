//! When to stop.

use super::error::FlowError;
use crate::config::{StopAt, StopConfig};
use crate::data::Dataset;
use crate::faults::{Fault, planted};
use crate::math::largest;
use crate::network::{Loss, mean_loss};

/// A share of points that misses a whole number by less than this is that number.
const ACCURACY_ROUNDING: f64 = 1e-9;

/// A stop rule: the quantity watched and the value it has to reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stop {
    /// Mean training loss at most this.
    TrainingRisk(f64),
    /// Mean training loss over the points with y > 0 at most this.
    PositiveClassRisk(f64),
    /// Mean loss on the validation points at most this.
    ValidationRisk(f64),
    /// Share of training points with y f > 0 at least this.
    TrainingAccuracy(f64),
    /// Norm of the gradient of the sum loss at most this.
    GradientNorm(f64),
    /// Largest |f| on the training points at least this.
    LargestOutput(f64),
    /// Flow time at least this.
    Time(f64),
}

impl From<&StopConfig> for Stop {
    fn from(config: &StopConfig) -> Self {
        let value = config.value;
        match config.at {
            StopAt::TrainingRisk => Stop::TrainingRisk(value),
            StopAt::PositiveClassRisk => Stop::PositiveClassRisk(value),
            StopAt::ValidationRisk => Stop::ValidationRisk(value),
            StopAt::TrainingAccuracy => Stop::TrainingAccuracy(value),
            StopAt::GradientNorm => Stop::GradientNorm(value),
            StopAt::LargestOutput => Stop::LargestOutput(value),
            StopAt::Time => Stop::Time(value),
        }
    }
}

/// What a stop rule may see of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'a> {
    /// Flow time.
    pub time: f64,
    /// f on the training points.
    pub predictions: &'a [f64],
    /// f on the validation points; empty where the rule does not name them.
    pub validation_predictions: &'a [f64],
    /// Norm of the velocity.
    pub speed: f64,
}

impl Stop {
    /// How far the run still is from the stop, relative to its value: positive
    /// before, zero or negative once it is met. Continuous along a flow except for
    /// [`Stop::TrainingAccuracy`].
    pub(super) fn gap(
        &self,
        view: View<'_>,
        data: &Dataset,
        validation: Option<&Dataset>,
        loss: Loss,
    ) -> f64 {
        let loss = if planted(Fault::StopIsOfAnotherLoss) {
            Loss::Exponential
        } else {
            loss
        };
        match *self {
            Stop::TrainingRisk(value) => {
                above(mean_loss(view.predictions, data.labels(), loss), value)
            }
            Stop::PositiveClassRisk(value) => {
                above(positive_risk(view.predictions, data.labels(), loss), value)
            }
            Stop::ValidationRisk(value) => {
                let labels = validation.map_or(&[][..], Dataset::labels);
                above(mean_loss(view.validation_predictions, labels, loss), value)
            }
            Stop::TrainingAccuracy(value) => {
                // Half a point away from 0 on both sides: a jump is never taken for a hit.
                let points = data.samples() as f64;
                let needed = points_needed(value, data.samples());
                let answers = view.predictions.iter().zip(data.labels());
                let right = answers.filter(|(f, y)| *f * *y > 0.0).count();
                (needed - 0.5 - right as f64) / points
            }
            Stop::GradientNorm(value) => above(view.speed, value),
            Stop::LargestOutput(value) => -above(largest(view.predictions), value),
            Stop::Time(value) => -above(view.time, value),
        }
    }

    /// Whether the rule can be met and then missed again along a flow: a risk of the training
    /// points only falls, and time only grows.
    pub(super) fn can_turn_back(&self) -> bool {
        !matches!(self, Stop::TrainingRisk(_) | Stop::Time(_))
    }

    /// What the rule is followed by between the ends of a step, smooth along a flow: f where the
    /// gap jumps or has corners in f, and else the gap itself.
    pub(super) fn trace<'a>(&self, predictions: &'a [f64], gap: &'a f64) -> &'a [f64] {
        match self {
            Stop::TrainingAccuracy(_) | Stop::LargestOutput(_) => predictions,
            _ => std::slice::from_ref(gap),
        }
    }

    /// The gap that belongs to a [trace](Stop::trace), which is used up. That of an accuracy is
    /// made continuous: minus the margin y f that has to become positive for one point more to be
    /// enough.
    pub(super) fn traced_gap(&self, trace: &mut [f64], labels: &[f64]) -> f64 {
        match *self {
            Stop::TrainingAccuracy(value) => {
                for (margin, y) in trace.iter_mut().zip(labels) {
                    *margin *= y;
                    // A silent point has f = 0 for good.
                    if *margin == 0.0 {
                        *margin = f64::NEG_INFINITY;
                    }
                }
                let rank = points_needed(value, labels.len()).max(1.0) as usize - 1;
                let (_, last, _) = trace.select_nth_unstable_by(rank, |a, b| b.total_cmp(a));
                -*last
            }
            Stop::LargestOutput(value) => -above(largest(&*trace), value),
            _ => trace[0],
        }
    }

    /// Refuses a rule that could never be evaluated on these data.
    pub(super) fn check(
        &self,
        data: &Dataset,
        validation: Option<&Dataset>,
    ) -> Result<(), FlowError> {
        let (Stop::TrainingRisk(value)
        | Stop::PositiveClassRisk(value)
        | Stop::ValidationRisk(value)
        | Stop::TrainingAccuracy(value)
        | Stop::GradientNorm(value)
        | Stop::LargestOutput(value)
        | Stop::Time(value)) = *self;
        let unless =
            |right, allowed| FlowError::unless(right, "the value to stop at", value, allowed);
        let is_size = value.is_finite() && value >= 0.0;
        unless(is_size, "it must be a finite number, at least 0")?;
        match self {
            Stop::TrainingAccuracy(_) => unless(value <= 1.0, "an accuracy is between 0 and 1"),
            Stop::ValidationRisk(_) if validation.is_none() => Err(FlowError::NoValidation),
            Stop::PositiveClassRisk(_) if !data.labels().iter().any(|y| *y > 0.0) => {
                Err(FlowError::NoPositivePoints)
            }
            _ => Ok(()),
        }
    }
}

/// How far a number is above its target, relative to that.
fn above(now: f64, target: f64) -> f64 {
    if target > 0.0 {
        now / target - 1.0
    } else {
        now - target
    }
}

/// Number of points that make up an accuracy.
fn points_needed(accuracy: f64, points: usize) -> f64 {
    (accuracy * points as f64 - ACCURACY_ROUNDING).ceil()
}

fn positive_risk(predictions: &[f64], labels: &[f64], loss: Loss) -> f64 {
    let other = planted(Fault::PositiveStopIsNegative);
    let pairs = predictions.iter().zip(labels);
    let positive = pairs.filter(|(_, y)| (**y > 0.0) != other);
    let (sum, count) = positive.fold((0.0, 0.0), |(sum, count), (&f, &y)| {
        (sum + loss.value(f, y), count + 1.0)
    });
    sum / count
}
