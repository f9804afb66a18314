//! The gradient flow of the diagonal linear network, in as many variables as there are points.
//!
//! `du/dt = 2 u X^T r` and `dv/dt = -2 v X^T r`, r = y - X beta, are solved by
//! `u = alpha exp(2 X^T s)`, `v = alpha exp(-2 X^T s)` with `s(t) = int_0^t r` (WGL20, Appendix A),
//! so only `ds/dt = y - 2 alpha^2 X sinh(4 X^T s)` is left to integrate (`dual`): the gradient
//! ascent of a concave function in n variables, whatever the scale alpha. It is stiff near its
//! limit and between the saddles of small alpha, so a Rosenbrock method follows it (`rodas`).

mod dual;
mod rodas;
mod stepper;

use self::stepper::RodasStepper;
use super::driver::drive;
use super::error::FlowError;
use super::setting;
use super::solution::Solution;
use crate::data::Dataset;
use crate::network::{Diagonal, Loss};

/// The tolerance unless told otherwise.
const TOLERANCE: f64 = 2e-4;

/// Range of alpha: u^2 of order one is alpha^2 times a finite number, and alpha^2 finite.
const SCALES: (f64, f64) = (1e-300, 1e150);

/// The flow of a diagonal network by its dual variable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dual {
    tolerance: f64,
}

/// The gradient flow of a diagonal network on the sum of the squared loss.
///
/// ```
/// use sweetspot::flow::{Stop, StopReason, diagonal};
/// use sweetspot::{data::Dataset, network::Diagonal, theory::diagonal::minimiser};
/// let data = Dataset::new(faer::mat![[1.0, 2.0, -1.0]], vec![1.5])?;
/// let run = diagonal::Flow::new(&data)
///     .stop(Stop::Time(1e9))
///     .integrate(&Diagonal::new(1e-6, 3))?;
/// assert_eq!(run.stopped, StopReason::Reached);
/// let limit = minimiser(data.points(), data.labels(), 1e-6)?;
/// for (beta, limit) in run.end.network.beta().iter().zip(&limit) {
///     assert!((beta - limit).abs() < 1e-12);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type Flow<'a> = setting::Flow<'a, Dual>;

impl<'a> Flow<'a> {
    /// The flow of the sum of the squared loss on a data set, at tolerance 2e-4.
    pub fn new(data: &'a Dataset) -> Self {
        let tolerance = TOLERANCE;
        setting::Flow::with_method(data, Loss::Squared, Dual { tolerance })
    }

    /// The error a step may make: in any weight relative to its own size, and in any entry of
    /// beta relative to the largest; from 1e-12 to 0.1. The limit does not depend on it.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.method.tolerance = tolerance;
        self
    }

    /// Follows the flow from `u = v = alpha 1`, or goes on from a network that came from there.
    ///
    /// The run is stationary once X^T r is zero to the rounding of its terms.
    ///
    /// # Errors
    /// Dimensions that differ, alpha out of [1e-300, 1e150], a network that did not begin at
    /// `u = v`, a tolerance or a stop rule out of range.
    pub fn integrate(&self, start: &Diagonal) -> Result<Solution<Diagonal>, FlowError> {
        self.setting.check(start)?;
        FlowError::unless(
            (SCALES.0..=SCALES.1).contains(&start.alpha()),
            "alpha of the diagonal network",
            start.alpha(),
            "it must be between 1e-300 and 1e150",
        )?;
        let grown = start.growth().iter().find(|growth| **growth != 0.0);
        FlowError::unless(
            grown.is_none(),
            "log(u/alpha) at the start",
            grown.copied().unwrap_or_default(),
            "a diagonal network starts from u = v, where it is 0",
        )?;
        let tolerance = self.method.tolerance;
        FlowError::unless(
            (1e-12..=0.1).contains(&tolerance),
            "the tolerance",
            tolerance,
            "it must be between 1e-12 and 0.1",
        )?;
        let stepper = RodasStepper::new(&self.setting, tolerance, start);
        Ok(drive(&self.setting, start, stepper))
    }
}
