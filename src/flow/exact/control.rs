//! How long the next step may be, and of which kind.

use super::neurons::Neurons;
use crate::flow::controller::Controller;

/// The error estimate falls like the third power of the step.
pub(super) const CONTROLLER: Controller = Controller {
    exponent: 1.0 / 3.0,
    memory: 0.0,
    growth: (0.2, 5.0),
    reduction: (0.1, 0.9),
    // Also after a step that lets the risk rise.
    retreat: 0.3,
};

/// A step is stiff where the residuals at its end answer a change of their average by
/// more than this: the product of step and fastest rate, which no explicit scheme
/// keeps above about one.
pub(super) const STIFF: f64 = 0.7;

/// A stiff phase is over when the product has fallen to this.
pub(super) const NOT_STIFF: f64 = 0.3;

/// What a step of relaxing residuals costs in explicit steps, roughly: a tangent kernel
/// and its eigenvectors. So many explicit steps are spent on a stiff phase first; whatever
/// comes then, the run has cost no more than twice what it had to. The factors are those
/// measured: neither part runs at the speed of the products in an evaluation.
pub(super) fn price(samples: usize, neurons: &Neurons) -> f64 {
    let (n, h) = (samples as f64, neurons.width() as f64);
    let (m, d) = (neurons.kinks as f64, neurons.dimension as f64);
    let evaluations = 2.0 * m * h * (4.0 * d + 20.0);
    (20.0 * n * n * h + 20.0 * n * n * n) / evaluations.max(1.0)
}

/// The largest change of residuals, 0 where it is rounding.
pub(super) fn largest_change(a: &[f64], b: &[f64]) -> f64 {
    let pairs = a.iter().zip(b);
    pairs.fold(0.0, |most: f64, (a, b)| {
        let change = (a - b).abs();
        if change > 1e-12 * (a.abs() + b.abs()) {
            most.max(change)
        } else {
            most
        }
    })
}
