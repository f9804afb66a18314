//! When to stop.

use super::error::FlowError;
use crate::config::{StopAt, StopConfig};
use crate::data::Dataset;
use crate::faults::{Fault, planted};
use crate::math::largest;
use crate::network::{Loss, answers, is_right, margin, mean_loss, outputs_of};

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
    /// Share of training points that are answered right ([`is_right`]) at least this.
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
                let answers = answers(view.predictions, data.labels());
                let right = answers.filter(|(f, y)| is_right(f, *y)).count();
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
    /// made continuous: minus the [`margin`] that has to become positive for one point more to be
    /// enough.
    pub(super) fn traced_gap(&self, trace: &mut [f64], labels: &[f64]) -> f64 {
        match *self {
            Stop::TrainingAccuracy(value) => {
                let outputs = outputs_of(trace, labels);
                // In place: a point's margin stands before the outputs not yet read.
                for (i, y) in labels.iter().enumerate() {
                    trace[i] = match margin(&trace[outputs * i..outputs * (i + 1)], *y) {
                        // A silent point has f = 0 for good.
                        0.0 => f64::NEG_INFINITY,
                        margin => margin,
                    };
                }
                let margins = &mut trace[..labels.len()];
                let rank = points_needed(value, labels.len()).max(1.0) as usize - 1;
                let (_, last, _) = margins.select_nth_unstable_by(rank, |a, b| b.total_cmp(a));
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
        loss: Loss,
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
            Stop::PositiveClassRisk(_) if loss == Loss::CrossEntropy => {
                Err(FlowError::NoPositiveClass)
            }
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

#[cfg(test)]
mod tests {
    use faer::Mat;

    use super::*;

    /// Three points of three classes: the first right, the second wrong by 1, the third by 3.
    const PREDICTIONS: [f64; 9] = [2.0, 0.0, 1.0, 1.0, 0.0, 0.5, 3.0, 1.0, 0.0];
    const LABELS: [f64; 3] = [0.0, 1.0, 2.0];

    fn gap(stop: Stop) -> f64 {
        let data = Dataset::new(Mat::ones(3, 1), LABELS.to_vec()).unwrap();
        let view = View {
            time: 0.0,
            predictions: &PREDICTIONS,
            validation_predictions: &PREDICTIONS,
            speed: 0.0,
        };
        stop.gap(view, &data, Some(&data), Loss::CrossEntropy)
    }

    #[test]
    fn several_outputs_are_stopped_at_their_accuracy_and_risk() {
        let right_of_needed = [(0.3, true), (0.34, false), (1.0, false)];
        for (accuracy, met) in right_of_needed {
            assert_eq!(
                gap(Stop::TrainingAccuracy(accuracy)) <= 0.0,
                met,
                "{accuracy}"
            );
        }
        let risk = mean_loss(&PREDICTIONS, &LABELS, Loss::CrossEntropy);
        assert!(risk > 1.0);
        for stop in [Stop::TrainingRisk, Stop::ValidationRisk] {
            assert!(gap(stop(risk)).abs() < 1e-15);
            assert!(gap(stop(0.9 * risk)) > 0.1);
        }
    }

    #[test]
    fn the_trace_of_an_accuracy_is_the_margin_that_is_missing() {
        for (accuracy, missing) in [(1.0 / 3.0, -1.0), (2.0 / 3.0, 1.0), (1.0, 3.0)] {
            let mut trace = PREDICTIONS.to_vec();
            let found = Stop::TrainingAccuracy(accuracy).traced_gap(&mut trace, &LABELS);
            assert_eq!(found, missing, "{accuracy}");
        }
    }

    #[test]
    fn classes_of_a_cross_entropy_have_no_positive_one() {
        let data = Dataset::new(Mat::ones(3, 1), LABELS.to_vec()).unwrap();
        let stop = Stop::PositiveClassRisk(0.1);
        let refused = stop.check(&data, None, Loss::CrossEntropy);
        assert!(matches!(refused, Err(FlowError::NoPositiveClass)));
        assert!(stop.check(&data, None, Loss::Logistic).is_ok());
    }
}
