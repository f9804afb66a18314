//! The exact gradient flow of a two-layer ReLU network, from event to event.
//!
//! Between kinks and for constant residuals every neuron moves by a Lorentz boost,
//! in closed form (`boost`); where it meets the hyperplanes of the data it crosses
//! them or slides along them (`decide`); the residuals' change is followed by
//! two boosts a step (`course`, `stepper`). So the only error is that of the residuals
//! along a step, and the tolerance bounds it as an error of f.

mod advance;
mod bits;
mod boost;
pub(crate) mod box_least_squares;
mod contact;
mod course;
mod decide;
mod halt;
mod held;
mod kernel;
#[doc(hidden)]
pub mod kernels;
mod kinks;
mod mover;
mod neurons;
mod output;
mod pulls;
mod refresh;
mod relaxation;
mod stepper;
mod strips;

use self::stepper::ExactStepper;
use super::driver::drive;
use super::error::FlowError;
use super::setting::{self, Setting};
use super::solution::{Solution, StopReason};
use super::stop::Stop;
use crate::data::Dataset;
use crate::network::{Loss, TwoLayer};

/// The tolerance unless told otherwise.
pub const DEFAULT_TOLERANCE: f64 = 2e-4;

/// The event-driven exact flow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exact {
    /// Largest error of f a step may make: absolute where f is of order one, relative
    /// to max(|f|^1/2, |f|/100) above, and to sum_j |v_j| relu(<w_j, x_i>) below.
    tolerance: f64,
    /// Whether the solution holds the events.
    events: bool,
}

/// The exact flow of the sum loss.
///
/// ```
/// use faer::mat;
/// use sweetspot::data::Dataset;
/// use sweetspot::flow::{Stop, StopReason, exact};
/// use sweetspot::network::{Init, Loss, TwoLayer};
/// use sweetspot::random::Streams;
///
/// let data = Dataset::new(mat![[1.0, 0.2], [-0.8, 0.3]], vec![1.0, -1.0])?;
/// let start = TwoLayer::init(Init::Balanced, 16, 2, &mut Streams::new(0).weights()).scaled(1e-3);
/// let run = exact::Flow::new(&data, Loss::Logistic2)
///     .stop(Stop::TrainingRisk(0.1))
///     .integrate(&start)?;
/// assert_eq!(run.stopped, StopReason::Reached);
/// assert!(run.cost.evaluations < 200);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type Flow<'a> = setting::Flow<'a, Exact>;

impl<'a> Flow<'a> {
    /// The flow of the sum loss on a data set, at a tolerance of [`DEFAULT_TOLERANCE`].
    pub fn new(data: &'a Dataset, loss: Loss) -> Self {
        let method = Exact {
            tolerance: DEFAULT_TOLERANCE,
            events: false,
        };
        setting::Flow::with_method(data, loss, method)
    }

    /// The error of f a step may make, positive; see [`Exact`].
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.method.tolerance = tolerance;
        self
    }

    /// Whether [`Solution::events`] is filled.
    pub fn events(mut self, keep: bool) -> Self {
        self.method.events = keep;
        self
    }

    /// Follows the flow from a network.
    ///
    /// # Errors
    /// Refuses a network of another input dimension, weights that are not finite, a
    /// tolerance that is not positive, points whose squares overflow, and stop rules
    /// that cannot be evaluated.
    pub fn integrate(&self, start: &TwoLayer) -> Result<Solution, FlowError> {
        self.check(start)?;
        Ok(if self.setting.divisor == 1.0 {
            self.integrate_plain(start)
        } else {
            self.integrate_divided(start)
        })
    }

    fn integrate_plain(&self, start: &TwoLayer) -> Solution {
        let Exact { tolerance, events } = self.method;
        let stepper = ExactStepper::new(&self.setting, tolerance, events, start);
        drive(&self.setting, start, stepper)
    }

    /// The flow of the loss of f/gamma in theta. With `theta = gamma^(1/2) theta'`, f/gamma at theta
    /// is f at theta', and `dtheta'/dt = -grad L(theta')/gamma`: the flow of f from theta'(0), at
    /// the time t/gamma. Exact for two-layer networks, which are 2-homogeneous.
    fn integrate_divided(&self, start: &TwoLayer) -> Solution {
        let gamma = self.setting.divisor;
        let mut inner = self.clone().output_divisor(1.0);
        let Setting { stop, record, .. } = &mut inner.setting;
        match stop {
            Stop::Time(end) => *end /= gamma,
            // The gradient in theta is that in theta' over gamma^(1/2).
            Stop::GradientNorm(norm) => *norm *= gamma.sqrt(),
            _ => {}
        }
        record.iter_mut().for_each(|time| *time /= gamma);
        let solution = inner.integrate_plain(&start.divided(gamma));
        let mut solution = solution.map(|network| network.scaled(gamma.sqrt()));
        for (state, time) in solution.states.iter_mut().zip(&self.setting.record) {
            state.time = *time;
        }
        solution.end.time = match self.setting.stop {
            Stop::Time(end) if solution.stopped == StopReason::Reached => end,
            _ => gamma * solution.end.time,
        };
        for event in &mut solution.events {
            event.time *= gamma;
        }
        solution
    }

    fn check(&self, start: &TwoLayer) -> Result<(), FlowError> {
        self.setting.check(start)?;
        let tolerance = self.method.tolerance;
        FlowError::unless(
            tolerance > 0.0 && tolerance.is_finite(),
            "the tolerance of the exact flow",
            tolerance,
            "it must be a positive number",
        )?;
        let columns = (0..start.width()).flat_map(|j| start.weights.col_as_slice(j));
        let infinite = columns.chain(&start.outputs).find(|w| !w.is_finite());
        FlowError::unless(
            infinite.is_none(),
            "an initial weight",
            infinite.copied().unwrap_or_default(),
            "it must be a finite number",
        )?;
        let square = self.setting.data.points().squared_norm_l2();
        FlowError::unless(
            square.is_finite(),
            "the size of the points",
            square,
            "their sum of squares must be finite: scale the data down",
        )
    }
}

#[cfg(test)]
mod tests;
