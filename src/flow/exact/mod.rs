//! The exact gradient flow of a two-layer ReLU network, from event to event.
//!
//! Between kinks and for constant residuals every neuron moves by a Lorentz boost,
//! in closed form (`boost`); where it meets the hyperplanes of the data it crosses
//! them or slides along them (`decide`); the residuals' change is followed by
//! two boosts a step (`path`, `stepper`). So the only error is that of the residuals
//! along a step, and the tolerance bounds it as an error of f.

mod advance;
mod bits;
mod boost;
pub(crate) mod box_least_squares;
mod control;
mod course;
mod decide;
mod divided;
mod groups;
mod halt;
mod held;
mod journal;
mod kernel;
pub mod kernels;
mod kinks;
mod mover;
mod networks;
mod neurons;
mod origin;
mod output;
mod path;
mod pulls;
mod refresh;
mod relaxation;
mod single;
mod stepper;
mod strips;
#[cfg(test)]
mod textbook;

use super::driver::drive;
use super::{FlowError, Solution};
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
pub type Flow<'a> = super::Flow<'a, Exact>;

impl<'a> super::Flow<'a, Exact> {
    /// The flow of the sum loss on a data set, at a tolerance of [`DEFAULT_TOLERANCE`].
    pub fn new(data: &'a Dataset, loss: Loss) -> Self {
        let method = Exact {
            tolerance: DEFAULT_TOLERANCE,
            events: false,
        };
        super::Flow::with_method(data, loss, method)
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
        if self.setting.divisor != 1.0 {
            return self.integrate_divided(start);
        }
        self.integrate_plain(start)
    }

    fn integrate_plain(&self, start: &TwoLayer) -> Result<Solution, FlowError> {
        let stepper = stepper::ExactStepper::new(self, start);
        drive(&self.setting, start, stepper)
    }

    fn check(&self, start: &TwoLayer) -> Result<(), FlowError> {
        self.setting.check(start.dimension())?;
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
