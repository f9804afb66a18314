//! The error under the Gaussian mixture in two dimensions, exact by quadrature.
//!
//! f is homogeneous, so its sign depends on the angle theta of x to s alone. The circle is
//! cut where neurons switch and where f has a root, and the density of the angle is
//! integrated over each arc.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use libm::{atan2, cos, exp, sin};

use super::rows::{ErrorEstimate, is_rounding, wrong_ties};
use crate::data::Mixture;
use crate::math::normal;
use crate::network::TwoLayer;

/// Nodes and weights of Gauss-Legendre quadrature of order 10 on [-1, 1].
const NODES: [(f64, f64); 5] = [
    (0.0, 0.568_888_888_888_888_9),
    (-0.538_469_310_105_683_1, 0.478_628_670_499_366_5),
    (0.538_469_310_105_683_1, 0.478_628_670_499_366_5),
    (-0.906_179_845_938_664, 0.236_926_885_056_189_1),
    (0.906_179_845_938_664, 0.236_926_885_056_189_1),
];

/// Longest arc of one quadrature rule, in units of the density's width 1/max(1, kappa/sigma).
const LONGEST_ARC: f64 = 0.1;

/// The exact error and tie probability of a network on two inputs.
pub(super) fn error(network: &TwoLayer, law: &Mixture) -> ErrorEstimate {
    let neurons = in_signal_frame(network, &law.direction());
    let mut cuts: Vec<f64> = neurons
        .iter()
        .flat_map(|neuron| {
            let across = atan2(neuron.across, neuron.along);
            [across - FRAC_PI_2, across + FRAC_PI_2]
        })
        .map(|theta| theta.rem_euclid(TAU))
        .chain([0.0, TAU])
        .collect();
    cuts.sort_by(f64::total_cmp);
    let ratio = law.signal / law.noise;
    let (mut error, mut ties) = (0.0, 0.0);
    for pair in cuts.windows(2).filter(|pair| pair[1] > pair[0]) {
        for (sign, from, to) in arcs(&neurons, pair[0], pair[1]) {
            if sign < 0.0 {
                error += 0.5 * mass(from, to, ratio);
            } else if sign > 0.0 {
                error += 0.5 * mass(from + PI, to + PI, ratio);
            } else {
                ties += 0.5 * (mass(from, to, ratio) + mass(from + PI, to + PI, ratio));
            }
        }
    }
    let error = error + wrong_ties(2) * ties;
    ErrorEstimate {
        error,
        ties,
        low: error,
        high: error,
    }
}

/// A neuron in the frame of s: v <w, x> = v (along cos theta + across sin theta).
struct Neuron {
    output: f64,
    along: f64,
    across: f64,
}

fn in_signal_frame(network: &TwoLayer, direction: &[f64]) -> Vec<Neuron> {
    let (s0, s1) = (direction[0], direction[1]);
    (0..network.width())
        .map(|j| {
            let (w0, w1) = (network.weights[(0, j)], network.weights[(1, j)]);
            Neuron {
                output: network.outputs[j],
                along: w0 * s0 + w1 * s1,
                across: -w0 * s1 + w1 * s0,
            }
        })
        .collect()
}

/// The signs of f between two neighbouring cuts, where the active set is fixed and
/// f = A cos theta + B sin theta has at most one root.
fn arcs(neurons: &[Neuron], from: f64, to: f64) -> Vec<(f64, f64, f64)> {
    let middle = 0.5 * (from + to);
    let (mut along, mut across, mut size, mut terms) = (0.0, 0.0, 0.0, 0);
    for neuron in neurons {
        if neuron.along * cos(middle) + neuron.across * sin(middle) > 0.0 {
            along += neuron.output * neuron.along;
            across += neuron.output * neuron.across;
            size += neuron.output.abs() * (neuron.along.abs() + neuron.across.abs());
            terms += 1;
        }
    }
    if is_rounding(along, size, terms) && is_rounding(across, size, terms) {
        return vec![(0.0, from, to)];
    }
    let sign = |theta: f64| (along * cos(theta) + across * sin(theta)).signum();
    let root = atan2(-along, across);
    let inside = [root, root + PI, root + TAU]
        .into_iter()
        .find(|theta| *theta > from && *theta < to);
    match inside {
        None => vec![(sign(middle), from, to)],
        Some(root) => vec![
            (sign(0.5 * (from + root)), from, root),
            (sign(0.5 * (root + to)), root, to),
        ],
    }
}

/// P(angle of x to s in [from, to] | y = +1).
pub(crate) fn mass(from: f64, to: f64, ratio: f64) -> f64 {
    let pieces = ((to - from) * ratio.max(1.0) / LONGEST_ARC).ceil().max(1.0);
    let half = 0.5 * (to - from) / pieces;
    let mut sum = 0.0;
    for piece in 0..pieces as usize {
        let centre = from + half * (2 * piece + 1) as f64;
        for (node, weight) in NODES {
            sum += weight * half * density(centre + half * node, ratio);
        }
    }
    sum
}

/// Density of the angle of x = kappa s + sigma z to s in the plane, k = kappa/sigma:
/// e^(-k^2/2)/(2 pi) + k c Phi(k c) e^(-(k sin)^2/2)/sqrt(2 pi), c = cos theta.
pub(crate) fn density(theta: f64, ratio: f64) -> f64 {
    let (along, across) = (ratio * cos(theta), ratio * sin(theta));
    let spread = exp(-0.5 * ratio * ratio) / TAU;
    spread + along * normal::cdf(along) * exp(-0.5 * across * across) / TAU.sqrt()
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::super::lines;
    use super::*;
    use crate::network::Init;
    use crate::random::Streams;

    fn law(signal: f64) -> Mixture {
        Mixture {
            samples: 1,
            dimension: 2,
            signal,
            noise: 0.5,
        }
    }

    #[test]
    fn the_density_integrates_to_one() {
        for ratio in [0.0, 0.3, 2.0, 20.0] {
            let whole = mass(0.0, TAU, ratio);
            assert!((whole - 1.0).abs() < 1e-13, "{ratio}: {whole}");
        }
    }

    #[test]
    fn a_linear_network_has_the_error_of_its_direction() {
        for signal in [0.0, 0.5, 2.0] {
            for direction in [[1.0, 0.0], [0.6, 0.8], [-0.3, 1.0]] {
                let [a, b] = direction;
                let network = TwoLayer {
                    weights: mat![[a, -a], [b, -b]],
                    outputs: vec![1.0, -1.0],
                };
                let estimate = error(&network, &law(signal));
                let expected = law(signal).error_of_direction(&direction);
                assert!(
                    (estimate.error - expected).abs() < 1e-13,
                    "{estimate:?} {expected}"
                );
                // The two kinks coincide to rounding.
                assert!(estimate.ties < 1e-15, "{estimate:?}");
            }
        }
    }

    #[test]
    fn a_single_neuron_ties_on_its_dead_side() {
        let network = TwoLayer {
            weights: mat![[1.0], [0.0]],
            outputs: vec![2.0],
        };
        let estimate = error(&network, &law(1.0));
        assert!((estimate.ties - 0.5).abs() < 1e-13);
        let expected = 0.5 * law(1.0).bayes_error() + 0.25;
        assert!((estimate.error - expected).abs() < 1e-13);
    }

    #[test]
    fn lines_converge_to_the_quadrature() {
        let law = law(0.8);
        for replicate in 0..4 {
            let streams = Streams::new(9).replicate(replicate);
            let network = TwoLayer::init(Init::Balanced, 6, 2, &mut streams.weights());
            let exact = error(&network, &law);
            let lines = law.draw_lines(20_000, &mut streams.test()).unwrap();
            let sampled = lines::error(&network, &law, lines.as_ref());
            let tolerance = sampled.high - sampled.low;
            assert!(tolerance < 0.01);
            assert!(
                (exact.error - sampled.error).abs() < tolerance,
                "{exact:?} {sampled:?}"
            );
        }
    }
}
