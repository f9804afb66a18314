//! The error under the Gaussian mixture, integrated exactly along random lines.
//!
//! A point is x = z + u s with z orthogonal to s and u ~ N(kappa y, sigma^2). Along u
//! the network is piecewise linear: between neighbouring kinks f = c + b u, so the parts
//! where f is positive, negative or zero are intervals, and their probabilities
//! differences of Phi. Only z is sampled: one line is worth 50 to 100 points.

use faer::MatRef;

use super::rows::{ErrorEstimate, is_rounding, wrong_ties};
use crate::data::Mixture;
use crate::math::dot;
use crate::math::normal::{self, QUANTILE_975};
use crate::network::TwoLayer;

/// The error on m lines (m x d, orthogonal to s), with the interval of the mean over them.
pub(super) fn error(network: &TwoLayer, law: &Mixture, lines: MatRef<'_, f64>) -> ErrorEstimate {
    let offsets = lines * &network.weights;
    let direction = law.direction();
    let slopes: Vec<f64> = (0..network.width())
        .map(|j| dot(network.weights.col(j).iter(), &direction))
        .collect();
    let (mut sum, mut squares, mut ties) = (0.0, 0.0, 0.0);
    let mut line = Line::default();
    for i in 0..lines.nrows() {
        line.lay(&network.outputs, offsets.row(i).iter().copied(), &slopes);
        let (error, tie) = line.integrate(law);
        sum += error;
        squares += error * error;
        ties += tie;
    }
    let count = lines.nrows() as f64;
    let mean = sum / count;
    let variance = (squares / count - mean * mean).max(0.0) * count / (count - 1.0).max(1.0);
    let half = QUANTILE_975 * (variance / count).sqrt();
    ErrorEstimate {
        error: mean,
        ties: ties / count,
        low: (mean - half).max(0.0),
        high: (mean + half).min(1.0),
    }
}

/// A sum of linear pieces c + b u, with the size of what was added and how many.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    constant: f64,
    slope: f64,
    constant_size: f64,
    slope_size: f64,
    terms: usize,
}

impl Sum {
    fn piece(output: f64, offset: f64, slope: f64) -> Self {
        Sum {
            constant: output * offset,
            slope: output * slope,
            constant_size: (output * offset).abs(),
            slope_size: (output * slope).abs(),
            terms: 1,
        }
    }

    fn plus(self, other: Sum) -> Self {
        Sum {
            constant: self.constant + other.constant,
            slope: self.slope + other.slope,
            constant_size: self.constant_size + other.constant_size,
            slope_size: self.slope_size + other.slope_size,
            terms: self.terms + other.terms,
        }
    }

    fn is_zero(&self) -> bool {
        is_rounding(self.constant, self.constant_size, self.terms)
            && is_rounding(self.slope, self.slope_size, self.terms)
    }
}

/// The network along one line. Neurons that switch on with rising u are summed from
/// the left and those that switch off from the right, so that nothing is ever
/// subtracted: where only small neurons are active f is their own sum, and where none
/// is, it is exactly zero.
#[derive(Debug, Default)]
struct Line {
    always: Sum,
    switching_on: Vec<(f64, Sum)>,
    switching_off: Vec<(f64, Sum)>,
}

impl Line {
    fn lay(&mut self, outputs: &[f64], offsets: impl Iterator<Item = f64>, slopes: &[f64]) {
        self.always = Sum::default();
        self.switching_on.clear();
        self.switching_off.clear();
        for ((&output, offset), &slope) in outputs.iter().zip(offsets).zip(slopes) {
            let piece = Sum::piece(output, offset, slope);
            if slope > 0.0 {
                self.switching_on.push((-offset / slope, piece));
            } else if slope < 0.0 {
                self.switching_off.push((-offset / slope, piece));
            } else if offset > 0.0 {
                self.always = self.always.plus(piece);
            }
        }
        self.switching_on.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.switching_off.sort_by(|a, b| a.0.total_cmp(&b.0));
        add_up(self.switching_on.iter_mut());
        add_up(self.switching_off.iter_mut().rev());
    }

    /// Error and tie probability over both classes.
    fn integrate(&self, law: &Mixture) -> (f64, f64) {
        let mut masses = Masses {
            law,
            sign: 0.0,
            from: f64::NEG_INFINITY,
            to: f64::NEG_INFINITY,
            error: 0.0,
            ties: 0.0,
        };
        let (mut on, mut off) = (0, 0);
        let mut left = f64::NEG_INFINITY;
        loop {
            let next_on = self.switching_on.get(on).map_or(f64::INFINITY, |k| k.0);
            let next_off = self.switching_off.get(off).map_or(f64::INFINITY, |k| k.0);
            let right = next_on.min(next_off);
            if right > left {
                let sum = |piece: Option<&(f64, Sum)>| piece.map_or(Sum::default(), |k| k.1);
                let active_on = sum(self.switching_on[..on].last());
                let active_off = sum(self.switching_off.get(off));
                masses.add(self.always.plus(active_on).plus(active_off), left, right);
                left = right;
            }
            if right == f64::INFINITY {
                break;
            }
            if next_on <= next_off {
                on += 1;
            } else {
                off += 1;
            }
        }
        masses.close();
        (masses.error + wrong_ties(2) * masses.ties, masses.ties)
    }
}

/// Replaces every piece by the sum of those up to it.
fn add_up<'a>(pieces: impl Iterator<Item = &'a mut (f64, Sum)>) {
    let mut sum = Sum::default();
    for (_, piece) in pieces {
        sum = sum.plus(*piece);
        *piece = sum;
    }
}

/// Probabilities of the intervals where f has one sign; neighbours of one sign are joined
/// before Phi is called.
struct Masses<'a> {
    law: &'a Mixture,
    sign: f64,
    from: f64,
    to: f64,
    error: f64,
    ties: f64,
}

impl Masses<'_> {
    /// Adds f = c + b u on (left, right), split at its root if that lies inside.
    fn add(&mut self, sum: Sum, left: f64, right: f64) {
        if sum.is_zero() {
            return self.add_sign(0.0, right);
        }
        let (root, rising) = (-sum.constant / sum.slope, sum.slope.signum());
        if root > left && root < right {
            self.add_sign(-rising, root);
            self.add_sign(rising, right);
        } else if sum.slope == 0.0 {
            self.add_sign(sum.constant.signum(), right);
        } else {
            // One sign on the whole interval: that of the slope right of the root.
            self.add_sign(if root <= left { rising } else { -rising }, right);
        }
    }

    fn add_sign(&mut self, sign: f64, right: f64) {
        if sign != self.sign {
            self.close();
            self.sign = sign;
        }
        self.to = right;
    }

    fn close(&mut self) {
        let Mixture { signal, noise, .. } = *self.law;
        let mass = |centre: f64| {
            let low = (self.from - centre) / noise;
            let high = (self.to - centre) / noise;
            // In the upper tail by symmetry, where differences of Phi would cancel.
            if low > 0.0 {
                normal::cdf(-low) - normal::cdf(-high)
            } else {
                normal::cdf(high) - normal::cdf(low)
            }
        };
        if self.to > self.from {
            if self.sign < 0.0 {
                self.error += 0.5 * mass(signal);
            } else if self.sign > 0.0 {
                self.error += 0.5 * mass(-signal);
            } else {
                self.ties += 0.5 * (mass(signal) + mass(-signal));
            }
        }
        self.from = self.to;
    }
}

#[cfg(test)]
mod tests {
    use faer::Mat;
    use faer::mat;
    use rand::RngExt;
    use rand_distr::{Distribution, StandardNormal};

    use super::*;
    use crate::network::Init;
    use crate::random::Streams;

    const LAW: Mixture = Mixture {
        samples: 1,
        dimension: 3,
        signal: 1.5,
        noise: 0.7,
    };

    fn lines(count: usize) -> Mat<f64> {
        LAW.draw_lines(count, &mut Streams::new(5).test()).unwrap()
    }

    /// f(x) = <s, x>, by a pair of neurons.
    fn along_signal() -> TwoLayer {
        TwoLayer {
            weights: mat![[1.0, -1.0], [0.0, 0.0], [0.0, 0.0]],
            outputs: vec![1.0, -1.0],
        }
    }

    #[test]
    fn the_signal_direction_has_the_bayes_error_on_every_line() {
        let estimate = error(&along_signal(), &LAW, lines(7).as_ref());
        assert!((estimate.error - LAW.bayes_error()).abs() < 1e-15);
        assert_eq!(estimate.ties, 0.0);
    }

    #[test]
    fn a_single_neuron_ties_on_its_dead_side() {
        let one = TwoLayer {
            weights: mat![[1.0], [0.0], [0.0]],
            outputs: vec![1.0],
        };
        let estimate = error(&one, &LAW, lines(7).as_ref());
        assert!((estimate.ties - 0.5).abs() < 1e-15, "{}", estimate.ties);
        let expected = 0.5 * LAW.bayes_error() + 0.25;
        assert!((estimate.error - expected).abs() < 1e-15);
    }

    #[test]
    fn a_tiny_neuron_decides_where_no_other_is_active() {
        let with_tiny = TwoLayer {
            weights: mat![[1.0, -1e-30], [0.0, 0.0], [0.0, 0.0]],
            outputs: vec![1.0, -1e-30],
        };
        let estimate = error(&with_tiny, &LAW, lines(7).as_ref());
        assert_eq!(estimate.ties, 0.0);
        assert!((estimate.error - LAW.bayes_error()).abs() < 1e-15);
    }

    #[test]
    fn a_pair_that_cancels_is_a_tie_everywhere() {
        let mut stream = Streams::new(1).weights();
        let start = TwoLayer::init(Init::Antisymmetric, 50, 3, &mut stream);
        let estimate = error(&start, &LAW, lines(20).as_ref());
        assert_eq!((estimate.error, estimate.ties), (0.5, 1.0));
    }

    #[test]
    fn lines_agree_with_counted_points() {
        let network = TwoLayer::init(Init::Balanced, 9, 3, &mut Streams::new(2).weights());
        let estimate = error(&network, &LAW, lines(4_000).as_ref());
        let mut stream = Streams::new(3).test();
        let count = 100_000;
        let mut wrong = 0.0;
        for _ in 0..count {
            let y = if stream.random::<bool>() { 1.0 } else { -1.0 };
            let point = Mat::from_fn(1, 3, |_, k| {
                let z: f64 = StandardNormal.sample(&mut stream);
                LAW.noise * z + if k == 0 { LAW.signal * y } else { 0.0 }
            });
            let f = network.predict(point.as_ref())[0];
            wrong += if f == 0.0 {
                0.5
            } else {
                f64::from(f * y < 0.0)
            };
        }
        let counted = wrong / f64::from(count);
        // Four standard errors of the count and of the lines.
        let tolerance = 4.0 * (counted * (1.0 - counted) / f64::from(count)).sqrt()
            + 2.0 * (estimate.high - estimate.low);
        assert!(tolerance < 0.02, "{tolerance}");
        assert!(
            (counted - estimate.error).abs() < tolerance,
            "{counted} {estimate:?}"
        );
    }
}
