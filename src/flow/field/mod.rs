//! What the general methods follow: parameters in any form, and their velocity.

mod deep;
mod flat;
mod flat_point;
mod sharpness;
mod two_layer;

pub(super) use deep::DeepField;
pub(super) use flat::FlatField;
pub(super) use sharpness::sharpness;
pub(super) use two_layer::TwoLayerField;

use faer::MatRef;

use super::setting::Setting;
use super::silent::{self, Activity, LONG};

/// A velocity this small against the pulls that cancel in it is rounding.
const CANCELLED: f64 = 1e-12;

/// Nothing changes by more than this part of itself while the time grows [`LONG`] times over.
pub(super) const NEGLIGIBLE: f64 = 1e-12;

/// A run in which some neuron still changes by this many times its own size while the time
/// doubles is on its way, not stuck: the start of a tiny initialisation has no events either.
const ON_ITS_WAY: f64 = 10.0;

/// The parameters of a network, or their velocity.
///
/// They come in parts, each measured by its own size, so that nothing depends on the scale of the
/// initialisation: the neurons of a two-layer network, the layers of another.
pub(super) trait Point: Clone {
    /// Number of parts.
    fn parts(&self) -> usize;

    /// |parameters| of a part, without under- or overflow.
    fn size(&self, part: usize) -> f64;

    /// |parameters| of all.
    fn norm(&self) -> f64;

    fn is_finite(&self) -> bool;

    /// All become zero.
    fn clear(&mut self);

    /// Changes every number, told the same one of another of the same shape.
    fn change(&mut self, other: &Self, change: impl Fn(&mut f64, f64));

    fn copy_from(&mut self, other: &Self) {
        self.change(other, |to, from| *to = from);
    }

    /// Adds a multiple of another.
    fn add(&mut self, factor: f64, other: &Self) {
        self.change(other, |to, from| *to += factor * from);
    }

    /// Goes this share of the way to another; at 1 it is that other one.
    fn go_towards(&mut self, other: &Self, share: f64) {
        if share == 1.0 {
            return self.copy_from(other);
        }
        self.change(other, |to, target| *to += share * (target - *to));
    }

    /// Whether, since `before`, no weights have moved farther than `part` of their size, or than
    /// `steps` of the present velocity.
    fn stays_near(&self, before: &Self, part: f64, velocity: &Self, steps: f64) -> bool;
}

/// The velocity of a flow, where f and what follows from it are known at the point evaluated last.
pub(super) trait Field {
    type Point: Point;
    /// What the states are.
    type Network: Clone;

    /// Whether descent on batches looks at f on all points after every epoch, and not every step.
    const LOOKS_BY_EPOCHS: bool = false;

    fn point(&self, network: &Self::Network) -> Self::Point;

    fn network(&self, point: &Self::Point) -> Self::Network;

    /// Evaluates f/gamma and the velocity at a point.
    fn evaluate(&mut self, at: &Self::Point, velocity: &mut Self::Point);

    /// Evaluates f/gamma at a point.
    fn look(&mut self, at: &Self::Point);

    /// Writes the velocity on some of the training points alone; what
    /// [`evaluate`](Field::evaluate) found stays.
    fn velocity_on(&mut self, points: &[usize], at: &Self::Point, velocity: &mut Self::Point);

    /// f/gamma on the training points.
    fn predictions(&self) -> &[f64];

    /// |velocity|.
    fn speed(&self) -> f64;

    /// The largest sum over a training point of the sizes of f/gamma's terms, which is what its
    /// rounding errors go by; infinite where it is not known.
    fn terms(&self, _at: &Self::Point) -> f64 {
        f64::INFINITY
    }

    /// f/gamma at a point on other points.
    fn predict(&self, at: &Self::Point, points: MatRef<'_, f64>) -> Vec<f64>;

    /// An upper bound of the relative speed of a part, before the pulls of the training points on
    /// it cancel; 0 where it is not known.
    fn pull(&self, _part: usize) -> f64 {
        0.0
    }

    /// <w_j, x_i> of neurons on the training points, n x h, where neurons can be silent.
    fn preactivations(&self) -> Option<MatRef<'_, f64>> {
        None
    }

    /// For other points, whether no neuron is active on them.
    fn silent(&self, _at: &Self::Point, points: MatRef<'_, f64>) -> Vec<bool> {
        vec![false; points.nrows()]
    }
}

/// |velocity| of a part over its size, 1/time; 0 for one that is zero.
fn relative_speed<P: Point>(at: &P, velocity: &P, part: usize) -> f64 {
    ratio(velocity.size(part), at.size(part))
}

/// a/b, 0 where a is.
pub(super) fn ratio(a: f64, b: f64) -> f64 {
    if a == 0.0 { 0.0 } else { a / b }
}

/// The largest relative speed of a part, 1/time; NaN if any is NaN.
pub(super) fn fastest<P: Point>(at: &P, velocity: &P) -> f64 {
    largest((0..at.parts()).map(|part| relative_speed(at, velocity, part)))
}

/// The largest of non-negative numbers, 0 of none, NaN if any is NaN.
pub(super) fn largest(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let keep = |most: f64, number: f64| most.is_nan() || number <= most;
    let larger = |most, number| if keep(most, number) { most } else { number };
    numbers.into_iter().fold(0.0, larger)
}

/// Whether the velocity is zero, for every part: either the pulls of the points on it cancel to
/// rounding, or it would not move if the time grew a hundredfold.
///
/// Relative to the part, so that the slow start of a tiny initialisation, where every neuron
/// grows exponentially at a rate of order one, is not taken for a rest. The weights of a huge one
/// hardly move while f does all that it will: whether `output_rests` is asked beside.
pub(super) fn is_stationary<F: Field>(
    field: &F,
    at: &F::Point,
    velocity: &F::Point,
    time: f64,
    output_rests: bool,
) -> bool {
    (0..at.parts()).all(|part| {
        let speed = relative_speed(at, velocity, part);
        // At time 0 a hundredfold of the time says nothing.
        let rests = output_rests && time > 0.0 && LONG * time * speed <= NEGLIGIBLE;
        speed == 0.0 || rests || speed <= CANCELLED * field.pull(part)
    })
}

/// Whether a run that has seen no event for long will see none any more and never meet its stop
/// rule: silent points hold it, and no neuron is on its way to anywhere.
pub(super) fn is_stuck<F: Field>(
    setting: &Setting<'_>,
    (field, activity): (&F, &Activity),
    (at, velocity): (&F::Point, &F::Point),
    time: f64,
) -> bool {
    if fastest(at, velocity) * time > ON_ITS_WAY {
        return false;
    }
    let training = activity.silent(setting.data.samples());
    silent::hold(setting, &training, |set| field.silent(at, set.points()))
}
