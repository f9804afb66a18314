//! Is the gradient the derivative of the loss? A finite-difference check that knows kinks.

use rand::Rng;
use thiserror::Error;

use super::clarke::clarke_interval;
use super::direction::{Crossing, Direction, neuron_size};
use super::richardson::{Side, Slope};
use super::slope_along::{LARGEST_CHANGE, LONGEST, loss_slope, rounding, sum_loss};
use super::{Evaluation, Loss, TwoLayer};
use crate::data::Dataset;

/// Directions with a kink nearer than this, in neuron sizes, are excluded.
pub(super) const SHORTEST: f64 = 1e-4;

/// How far from a kink, in neuron sizes, the gradient of one side is looked up.
const NUDGE: f64 = 1e-7;

/// Claimed and found slopes agree within this many error estimates. The estimate is
/// a heuristic: of 76,132 central comparisons of the right gradient (random problems, every loss)
/// the worst was 0.59 estimates off, of 1,160 one-sided ones 0.63.
const ESTIMATES: f64 = 5.0;

/// A check that cannot see errors of this size relative to the scale proves nothing.
const RESOLUTION: f64 = 1e-4;

/// One claimed slope beside the one that differences give.
#[derive(Clone, Copy, Debug)]
pub struct Comparison {
    /// The neuron that was moved, counted from 0.
    pub neuron: usize,
    /// Which coordinate of its (w_j, v_j) was moved, counted from 0; `None` for a random direction.
    pub coordinate: Option<usize>,
    /// Whether the slope is that of one side of a kink.
    pub one_sided: bool,
    /// Slope of the sum loss as the gradient claims it.
    pub claimed: f64,
    /// Slope from extrapolated differences of the sum loss.
    pub found: f64,
    /// Error estimate of `found`.
    pub estimate: f64,
}

impl Comparison {
    /// The disagreement in units of what is allowed; above 1 the gradient is wrong.
    fn severity(&self) -> f64 {
        let off = (self.claimed - self.found).abs();
        match off {
            0.0 => 0.0,
            off if off.is_nan() => f64::INFINITY,
            off => off / (ESTIMATES * self.estimate),
        }
    }
}

/// What [`check_gradient`] saw. All slopes are of the SUM loss.
#[derive(Clone, Debug, Default)]
pub struct GradientCheck {
    /// Directions compared by central differences.
    pub checked: usize,
    /// Directions left out because a kink was nearer than the smallest useful step.
    pub excluded: usize,
    /// One-sided slopes compared: two for each direction that starts on a kink.
    pub one_sided: usize,
    /// One-sided slopes found outside of Clarke's interval.
    pub outside_clarke: usize,
    /// Largest slope found or claimed: what errors are relative to (1 if all are 0).
    pub scale: f64,
    /// Largest error estimate relative to the scale: smaller errors cannot be seen.
    pub resolution: f64,
    /// The comparison that is the most error estimates off.
    pub worst: Option<Comparison>,
}

impl GradientCheck {
    /// Whether some claimed slope is more than five error estimates off the found one, or a
    /// one-sided slope lies outside of Clarke's interval to the same tolerance.
    pub fn refutes(&self) -> bool {
        let wrong = self.worst.is_some_and(|worst| worst.severity() > 1.0);
        wrong || self.outside_clarke > 0
    }

    /// Whether something was compared at all, and the error estimates are fine enough (1e-4
    /// of the scale) to mean something. Not so where the rounding of the loss hides the gradient.
    pub fn is_decisive(&self) -> bool {
        self.checked + self.one_sided > 0 && self.resolution <= RESOLUTION
    }

    /// Whether the check could see and saw nothing wrong.
    pub fn agrees(&self) -> bool {
        self.is_decisive() && !self.refutes()
    }

    /// Counts a comparison.
    pub(super) fn see(&mut self, comparison: Comparison) {
        if comparison.one_sided {
            self.one_sided += 1;
        } else {
            self.checked += 1;
        }
        // Until the end these two are absolute.
        let size = comparison.claimed.abs().max(comparison.found.abs());
        self.scale = self.scale.max(size);
        self.resolution = self.resolution.max(comparison.estimate);
        let worst = self.worst.map_or(-1.0, |worst| worst.severity());
        if comparison.severity() > worst {
            self.worst = Some(comparison);
        }
    }

    /// Makes the resolution relative to the scale, after the last comparison.
    pub(super) fn finish(&mut self) {
        if self.scale == 0.0 {
            self.scale = 1.0;
        }
        self.resolution /= self.scale;
    }
}

/// Why a gradient could not be checked: the messages say it.
#[allow(missing_docs)]
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum GradientCheckError {
    #[error("the network takes inputs of dimension {network}, the data have dimension {data}")]
    DimensionsDiffer { network: usize, data: usize },
    #[error("the sum loss is {0}: a gradient can only be checked where the loss is finite")]
    LossNotFinite(f64),
}

/// Checks the gradient of the sum loss that [`Evaluation`] computes (the velocity is minus
/// the gradient) against finite differences of the loss.
///
/// Every coordinate is checked if there are at most `most`, otherwise `most` random unit
/// directions, each in one neuron's (w_j, v_j), neurons in turn. Each slope comes from central
/// differences over a sweep of halved steps, Richardson-extrapolated, with an error estimate of
/// its own. A direction with a kink (a preactivation <w_j, x_i> that reaches 0) within
/// the longest step is checked with shorter ones, or excluded and counted if the kink is nearer
/// than 1e-4 of the neuron's size. A direction that starts ON a kink is checked from
/// both sides: the one-sided slope has to be that of the gradient just on that side, and lie in
/// Clarke's interval. Which value the gradient takes ON the kink is a convention, not checked.
///
/// Weights should be of order one: differences of a loss of order one cannot see the
/// gradient of weights near 1e-8, and [`GradientCheck::agrees`] says no then.
///
/// ```
/// use sweetspot::network::{Init, Loss, TwoLayer, check_gradient};
/// use sweetspot::{data::Dataset, random::Streams};
/// let data = Dataset::new(faer::mat![[1.0, 0.5], [-0.3, 2.0]], vec![1.0, -1.0])?;
/// let network = TwoLayer::init(Init::Balanced, 3, 2, &mut Streams::new(0).weights());
/// let check = check_gradient(&network, &data, Loss::Logistic, 100, &mut Streams::new(0).test())?;
/// assert!(check.agrees());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Dimensions that differ; a loss that is not finite at the network.
pub fn check_gradient(
    network: &TwoLayer,
    data: &Dataset,
    loss: Loss,
    most: usize,
    stream: &mut impl Rng,
) -> Result<GradientCheck, GradientCheckError> {
    let gradient = |network: &TwoLayer| {
        let mut evaluation = Evaluation::new(data, network.width());
        evaluation.velocity(network, data, loss);
        let (weights, outputs) = (evaluation.weight_velocity, evaluation.output_velocity);
        TwoLayer { weights, outputs }.scaled(-1.0)
    };
    check_claimed_gradient(network, data, loss, &gradient, most, stream)
}

/// [`check_gradient`] for any claimed gradient of the sum loss, in the network's shape.
///
/// # Errors
/// As [`check_gradient`].
pub fn check_claimed_gradient(
    network: &TwoLayer,
    data: &Dataset,
    loss: Loss,
    claimed: &dyn Fn(&TwoLayer) -> TwoLayer,
    most: usize,
    stream: &mut impl Rng,
) -> Result<GradientCheck, GradientCheckError> {
    if network.dimension() != data.dimension() {
        return Err(GradientCheckError::DimensionsDiffer {
            network: network.dimension(),
            data: data.dimension(),
        });
    }
    let mut evaluation = Evaluation::new(data, network.width());
    evaluation.forward(network, data, loss);
    let value = sum_loss(&evaluation, data, loss);
    if !value.is_finite() {
        return Err(GradientCheckError::LossNotFinite(value));
    }
    let beside = Neighbourhood {
        network,
        data,
        loss,
        claimed,
        gradient: claimed(network),
        noise: rounding(network, &evaluation),
        evaluation,
    };
    let mut check = GradientCheck::default();
    let (d, h) = (network.dimension(), network.width());
    if (d + 1) * h <= most {
        for direction in Direction::coordinates(network) {
            beside.check(&direction, &mut check);
        }
    } else {
        for probe in 0..most {
            beside.check(&Direction::random(probe % h, d, stream), &mut check);
        }
    }
    check.finish();
    Ok(check)
}

/// What is known of a network and what is claimed around it.
struct Neighbourhood<'a> {
    network: &'a TwoLayer,
    data: &'a Dataset,
    loss: Loss,
    claimed: &'a dyn Fn(&TwoLayer) -> TwoLayer,
    gradient: TwoLayer,
    noise: f64,
    evaluation: Evaluation,
}

impl Neighbourhood<'_> {
    fn check(&self, direction: &Direction, check: &mut GradientCheck) {
        let path = direction.path(self.network, self.data);
        let size = match neuron_size(self.network, direction.neuron) {
            size if size > 0.0 => size,
            _ => 1.0, // a neuron that is zero
        };
        let nearest = path.iter().fold(f64::INFINITY, |d, c| d.min(c.distance));
        if 0.9 * nearest < SHORTEST * size {
            check.excluded += 1;
            return;
        }
        let reach = self.reach(direction, &path, size).min(0.9 * nearest);
        if path.iter().any(|crossing| crossing.on_kink) {
            let reversed = direction.reversed();
            for side in [direction, &reversed] {
                self.check_one_side(side, reach, NUDGE * size, check);
            }
        } else {
            let claimed = direction.slope(&self.gradient);
            self.compare(direction, claimed, Side::Both, reach, check);
        }
    }

    /// Counts the claimed slope beside the one found; returns that.
    fn compare(
        &self,
        direction: &Direction,
        claimed: f64,
        side: Side,
        reach: f64,
        check: &mut GradientCheck,
    ) -> Slope {
        let line = |distance: f64| direction.moved(self.network, distance);
        let (setting, evaluation) = ((self.data, self.loss), self.evaluation.clone());
        let found = loss_slope(setting, evaluation, self.noise, line, side, reach);
        check.see(Comparison {
            neuron: direction.neuron,
            coordinate: direction.coordinate,
            one_sided: side == Side::Right,
            claimed,
            found: found.value,
            estimate: found.error,
        });
        found
    }

    /// The slope just to one side of a kink, and whether it is in Clarke's interval.
    fn check_one_side(
        &self,
        direction: &Direction,
        reach: f64,
        nudge: f64,
        check: &mut GradientCheck,
    ) {
        let beside =
            |distance| direction.slope(&(self.claimed)(&direction.moved(self.network, distance)));
        // Extrapolated to the kink, so that the nudge itself costs its square only.
        let claimed = 2.0 * beside(nudge) - beside(2.0 * nudge);
        let found = self.compare(direction, claimed, Side::Right, reach, check);
        let path = direction.path(self.network, self.data);
        let (low, high) =
            clarke_interval(self.network, self.data, &self.evaluation, direction, &path);
        let tolerance = ESTIMATES * found.error;
        if !(low - tolerance..=high + tolerance).contains(&found.value) {
            check.outside_clarke += 1;
        }
    }

    /// The longest step, kinks aside.
    fn reach(&self, direction: &Direction, path: &[Crossing], size: f64) -> f64 {
        let v = self.network.outputs[direction.neuron];
        let fastest = path.iter().fold(0.0, |fastest: f64, crossing| {
            let change = v * crossing.rate;
            fastest.max(change.abs() + (direction.output * crossing.preactivation).abs())
        });
        (LONGEST * size).min(LARGEST_CHANGE / fastest)
    }
}

#[cfg(test)]
mod tests {
    use faer::{Mat, mat};
    use rand::RngExt;

    use super::*;
    use crate::config::Loss::{Exponential, Logistic, Logistic2, Squared};
    use crate::network::Init;
    use crate::random::Streams;

    const LOSSES: [Loss; 4] = [Logistic, Logistic2, Exponential, Squared];

    fn problem(seed: u64, n: usize, d: usize, h: usize) -> (TwoLayer, Dataset) {
        let mut stream = Streams::new(seed).data();
        let points = Mat::from_fn(n, d, |_, _| stream.random_range(-1.0..1.0));
        let labels = (0..n)
            .map(|i| if i % 2 == 0 { 1.0 } else { -1.0 })
            .collect();
        let network = TwoLayer::init(Init::Unbalanced, h, d, &mut Streams::new(seed).weights());
        (network, Dataset::new(points, labels).unwrap())
    }

    fn gradient_of(data: &Dataset, loss: Loss, network: &TwoLayer) -> TwoLayer {
        let mut evaluation = Evaluation::new(data, network.width());
        evaluation.velocity(network, data, loss);
        TwoLayer {
            weights: evaluation.weight_velocity,
            outputs: evaluation.output_velocity,
        }
        .scaled(-1.0)
    }

    #[test]
    fn the_gradient_is_the_derivative_of_every_loss() {
        let mut stream = Streams::new(1).test();
        for loss in LOSSES {
            for (seed, n, d, h) in [(0, 1, 1, 1), (1, 6, 3, 4), (2, 12, 5, 40)] {
                let (network, data) = problem(seed, n, d, h);
                let check = check_gradient(&network, &data, loss, 60, &mut stream).unwrap();
                assert!(check.agrees(), "{loss:?} {n} {d} {h}: {check:?}");
                let worst = check.worst.unwrap();
                let error = (worst.claimed - worst.found).abs() / check.scale;
                assert!(error < 1e-9, "{loss:?}: {check:?}");
                let all = ((d + 1) * h).min(60);
                assert_eq!(check.checked + check.excluded, all);
            }
        }
    }

    #[test]
    fn an_error_of_one_millionth_in_one_coordinate_is_found() {
        let (network, data) = problem(1, 6, 3, 4);
        let mut stream = Streams::new(1).test();
        let wrong = |network: &TwoLayer| {
            let mut gradient = gradient_of(&data, Loss::Logistic, network);
            gradient.weights[(2, 1)] += 1e-6;
            gradient
        };
        let check =
            check_claimed_gradient(&network, &data, Loss::Logistic, &wrong, 100, &mut stream);
        let check = check.unwrap();
        assert!(!check.agrees(), "{check:?}");
        let worst = check.worst.unwrap();
        assert_eq!((worst.neuron, worst.coordinate), (1, Some(2)));
    }

    #[test]
    fn at_a_kink_each_side_is_checked() {
        let data = Dataset::new(
            mat![[1.0, 0.0], [1.0, 0.0], [0.5, 1.0]],
            vec![1.0, 1.0, -1.0],
        );
        let data = data.unwrap();
        let network = TwoLayer {
            weights: mat![[0.0], [1.0]],
            outputs: vec![0.7],
        };
        let mut stream = Streams::new(1).test();
        for loss in LOSSES {
            let check = check_gradient(&network, &data, loss, 10, &mut stream).unwrap();
            assert!(check.agrees(), "{loss:?}: {check:?}");
            assert_eq!((check.one_sided, check.checked, check.excluded), (2, 2, 0));
            // The gradient with the point switched off on both sides misses one of them.
            let off = |_: &TwoLayer| gradient_of(&data, loss, &network);
            let check = check_claimed_gradient(&network, &data, loss, &off, 10, &mut stream);
            let check = check.unwrap();
            assert!(!check.agrees(), "{loss:?}: {check:?}");
            assert!(check.worst.unwrap().one_sided);
        }
    }

    #[test]
    fn a_kink_too_near_is_excluded_and_counted() {
        let data = Dataset::new(mat![[1.0, 0.0]], vec![1.0]).unwrap();
        let network = TwoLayer {
            weights: mat![[1e-7], [1.0]],
            outputs: vec![1.0],
        };
        let mut stream = Streams::new(1).test();
        let check = check_gradient(&network, &data, Loss::Squared, 10, &mut stream).unwrap();
        assert_eq!((check.excluded, check.checked), (1, 2), "{check:?}");
    }

    #[test]
    fn what_cannot_be_seen_is_not_agreed_to() {
        let (network, data) = problem(1, 6, 3, 4);
        let mut stream = Streams::new(1).test();
        let tiny = network.scaled(1e-9);
        let check = check_gradient(&tiny, &data, Loss::Logistic, 100, &mut stream).unwrap();
        assert!(!check.agrees(), "{check:?}");
    }

    #[test]
    fn wrong_input_is_refused() {
        let (network, _) = problem(1, 6, 3, 4);
        let (_, data) = problem(1, 6, 2, 4);
        let mut stream = Streams::new(1).test();
        let differ = check_gradient(&network, &data, Loss::Logistic, 100, &mut stream);
        assert!(matches!(
            differ,
            Err(GradientCheckError::DimensionsDiffer {
                network: 3,
                data: 2
            })
        ));
        let data = Dataset::new(mat![[1.0]], vec![-1.0]).unwrap();
        let huge = TwoLayer {
            weights: mat![[1e3]],
            outputs: vec![1e3],
        };
        let overflow = check_gradient(&huge, &data, Loss::Exponential, 100, &mut stream);
        assert!(matches!(
            overflow,
            Err(GradientCheckError::LossNotFinite { .. })
        ));
    }
}
