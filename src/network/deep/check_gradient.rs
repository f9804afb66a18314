//! Is a deep network's gradient the derivative of the loss? Finite differences that know kinks.

use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use super::kinks::Pattern;
use super::{Deep, Pass};
use crate::config::Precision;
use crate::data::Dataset;
use crate::network::check_gradient::{Comparison, GradientCheck, GradientCheckError, SHORTEST};
use crate::network::richardson::{Side, derivative};
use crate::network::slope_along::{LARGEST_CHANGE, LONGEST};
use crate::network::{Loss, Network};

/// How far from a kink, in sizes of the layer, the gradient of one side is looked up.
const NUDGE: f64 = 1e-7;

/// What changes its side within this distance, in sizes of the layer, is on its kink.
const ON_KINK: f64 = 1e-11;

/// Halvings of a step until it ends before the next kink.
const HALVINGS: usize = 40;

/// Checks the gradient of the sum loss that [`Network::velocity`] of a deep network is minus of, as
/// [`check_gradient`](fn@crate::network::check_gradient) does for two layers.
///
/// Every parameter is checked if there are at most `most`, otherwise `most` random unit
/// directions, each in one layer's weights or biases, layers in turn. Where the network has kinks
/// (sums of relu that change their sign, maxima that change places) steps end before the next, a
/// direction with one nearer than 1e-4 of the layer's size is excluded and counted, and one that
/// starts on a kink is checked from both sides, against the gradients just beside it.
/// [`Comparison::neuron`] counts the [layers](Network::layers), and [`Comparison::coordinate`] the
/// parameters in one.
///
/// # Errors
/// Points of another dimension; a loss that is not finite.
pub fn check_deep_gradient(
    network: &Deep,
    data: &Dataset,
    loss: Loss,
    most: usize,
    stream: &mut impl Rng,
) -> Result<GradientCheck, GradientCheckError> {
    let network = network.clone().in_precision(Precision::F64);
    if network.dimension() != data.dimension() {
        return Err(GradientCheckError::DimensionsDiffer {
            network: network.dimension(),
            data: data.dimension(),
        });
    }
    let mut beside = Neighbourhood {
        noise: rounding(&network, data, loss),
        pass: Pass::new(network.architecture().clone(), data.samples()),
        network,
        data,
        loss,
    };
    let value = beside.sum_loss(beside.network.parameters());
    if !value.is_finite() {
        return Err(GradientCheckError::LossNotFinite(value));
    }
    let mut check = GradientCheck::default();
    let layers = beside.network.layers();
    if beside.network.parameters().len() <= most {
        for (l, layer) in layers.iter().enumerate() {
            for coordinate in 0..layer.place.len() {
                let mut direction = vec![0.0; beside.network.parameters().len()];
                direction[layer.place.start + coordinate] = 1.0;
                beside.check(&direction, (l, Some(coordinate)), &mut check);
            }
        }
    } else {
        for probe in 0..most {
            let l = probe % layers.len();
            let mut direction = vec![0.0; beside.network.parameters().len()];
            let part = &mut direction[layers[l].place.clone()];
            part.fill_with(|| StandardNormal.sample(stream));
            let norm = crate::math::norm(part);
            part.iter_mut().for_each(|p| *p /= norm);
            beside.check(&direction, (l, None), &mut check);
        }
    }
    check.finish();
    Ok(check)
}

struct Neighbourhood<'a> {
    network: Deep,
    data: &'a Dataset,
    loss: Loss,
    noise: f64,
    pass: Pass<f64>,
}

impl Neighbourhood<'_> {
    fn check(
        &mut self,
        direction: &[f64],
        place: (usize, Option<usize>),
        check: &mut GradientCheck,
    ) {
        let layer = self.network.layers()[place.0].place.clone();
        let size = match crate::math::norm(&self.network.parameters()[layer]) {
            size if size > 0.0 => size,
            _ => 1.0,
        };
        let reversed: Vec<f64> = direction.iter().map(|p| -p).collect();
        let here = self.pattern(direction, 0.0);
        let tiny = ON_KINK * size;
        let sides = [direction, &reversed].map(|side| self.pattern(side, tiny));
        if sides.iter().all(|side| *side == here) {
            let reach = self.reach(direction, &here, size);
            let reach = reach.min(self.reach(&reversed, &here, size));
            let claimed = self.slope(direction, 0.0);
            self.compare(
                (direction, Side::Both),
                claimed,
                (reach, size),
                place,
                check,
            );
            return;
        }
        for (side, pattern) in [direction, &reversed].into_iter().zip(sides) {
            let reach = self.reach(side, &pattern, size);
            // Extrapolated to the kink, so that the nudge itself costs its square only.
            let nudge = NUDGE * size;
            let claimed = 2.0 * self.slope(side, nudge) - self.slope(side, 2.0 * nudge);
            self.compare((side, Side::Right), claimed, (reach, size), place, check);
        }
    }

    fn compare(
        &self,
        (direction, side): (&[f64], Side),
        claimed: f64,
        (reach, size): (f64, f64),
        (neuron, coordinate): (usize, Option<usize>),
        check: &mut GradientCheck,
    ) {
        if reach < SHORTEST * size {
            check.excluded += 1;
            return;
        }
        let value = |s: f64| self.sum_loss(&self.moved(direction, s));
        let found = derivative(value, side, reach, self.noise);
        check.see(Comparison {
            neuron,
            coordinate,
            one_sided: side == Side::Right,
            claimed,
            found: found.value,
            estimate: found.error,
        });
    }

    /// The longest step before a kink, and without a large change of f.
    fn reach(&mut self, direction: &[f64], pattern: &Pattern, size: f64) -> f64 {
        let start = self.outputs(&self.moved(direction, 0.0));
        let mut reach = LONGEST * size;
        for _ in 0..HALVINGS {
            // Where differences are taken, and between these places.
            let mut steps = (0..16).map(|k| reach * libm::exp2(-0.5 * k as f64));
            let same = steps.all(|step| self.pattern(direction, step) == *pattern);
            let there = self.outputs(&self.moved(direction, reach));
            let pairs = there.iter().zip(&start);
            let change = pairs.fold(0.0, |most: f64, (a, b)| most.max((a - b).abs()));
            if same && change <= LARGEST_CHANGE {
                break;
            }
            reach *= 0.5;
        }
        reach
    }

    /// The claimed slope along a direction, some way along it.
    fn slope(&self, direction: &[f64], step: f64) -> f64 {
        let there = self.network.with_parameters(&self.moved(direction, step));
        -crate::math::dot(&there.velocity(self.data, self.loss), direction)
    }

    fn moved(&self, direction: &[f64], step: f64) -> Vec<f64> {
        let pairs = self.network.parameters().iter().zip(direction);
        pairs.map(|(p, d)| p + step * d).collect()
    }

    fn pattern(&mut self, direction: &[f64], step: f64) -> Pattern {
        let parameters = self.moved(direction, step);
        self.pass
            .forward(&parameters, self.data.points().transpose());
        self.pass.pattern(self.data.samples())
    }

    /// f on all points, point after point.
    fn outputs(&self, parameters: &[f64]) -> Vec<f64> {
        let f = self
            .network
            .with_parameters(parameters)
            .predict(self.data.points());
        f.row_iter()
            .flat_map(|row| row.iter().copied().collect::<Vec<_>>())
            .collect()
    }

    fn sum_loss(&self, parameters: &[f64]) -> f64 {
        let (f, k) = (self.outputs(parameters), Network::outputs(&self.network));
        let points = f.chunks_exact(k).zip(self.data.labels());
        points.map(|(f, y)| self.loss.value_of(f, *y)).sum()
    }
}

/// What the rounding of the outputs does to the sum loss: each is a sum with roundings of the size of
/// the largest, through all layers.
fn rounding(network: &Deep, data: &Dataset, loss: Loss) -> f64 {
    const ROUNDINGS: f64 = 8.0;
    let f = network.predict(data.points());
    let largest = network.largest_term(data.points());
    let mut residuals = vec![0.0; f.ncols()];
    let mut pull = 0.0;
    for (f, y) in f.row_iter().zip(data.labels()) {
        let f: Vec<f64> = f.iter().copied().collect();
        loss.value_and_residuals(&f, *y, &mut residuals);
        pull += residuals.iter().map(|r| r.abs()).sum::<f64>();
    }
    ROUNDINGS * f64::EPSILON * network.depth() as f64 * pull * largest
}
