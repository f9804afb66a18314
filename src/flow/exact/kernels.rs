//! The kernels of a step alone, to be timed: for benchmarks and curious readers. No promise of
//! stability: what is here follows the flow's inside.

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};
use pulp::{Arch, Simd, WithSimd};

use super::boost::{Boost, dot};
use super::box_least_squares::{BoxLeastSquares, Place};
use super::decide::SLOPE_NOISE;
use super::kinks::{Kinks, Sides};
use super::neurons::Neurons;
use super::pulls::Pulls;
use super::strips::{RUN, meets_any};
use crate::data::Dataset;
use crate::network::TwoLayer;

/// All neurons of a network and what pulls them, at one moment.
pub struct Kernels {
    kinks: Kinks,
    sides: Sides,
    neurons: Neurons,
    moved: Neurons,
    pulls: Pulls,
    rates: Vec<f64>,
    gram_slopes: Vec<f64>,
}

impl Kernels {
    /// A network on a data set of the same dimension, under these residuals, one a point.
    pub fn new(data: &Dataset, network: &TwoLayer, residuals: &[f64]) -> Self {
        let kinks = Kinks::new(data);
        let neurons = Neurons::new(network, &kinks);
        let mut sides = Sides::default();
        sides.fill(&kinks, residuals);
        let mut kernels = Kernels {
            moved: neurons.clone(),
            pulls: Pulls::new(&neurons),
            rates: Vec::new(),
            gram_slopes: Vec::new(),
            kinks,
            sides,
            neurons,
        };
        kernels.pull();
        kernels
    }

    /// Number of hyperplanes m and length d of the weights that move: a pull takes 4 d m
    /// operations a neuron.
    pub fn sizes(&self) -> (usize, usize) {
        (self.kinks.count(), self.kinks.dimension())
    }

    /// rho_j, g_j = U rho_j and U^T g_j of all neurons: the dense product of a step.
    pub fn pull(&mut self) {
        self.pulls.fill(&self.neurons, &self.kinks, &self.sides);
        self.rates.clear();
        for j in 0..self.neurons.width() {
            let g = self.pulls.of(j).vector;
            self.rates.push(dot(g, g).sqrt());
        }
    }

    /// Pulls neurons one by one, or by groups of those with the same sides, whatever pays.
    pub fn regroup(&mut self, grouped: bool) {
        self.pulls = Pulls::by_groups(&self.neurons, grouped);
    }

    /// |g_j| of the last pull.
    pub fn rates(&self) -> &[f64] {
        &self.rates
    }

    /// What [`Kernels::pull`] would be in Gram coordinates, w_j = w_j(0) + U c_j: rho_j and
    /// the slopes K rho_j, 2 m^2 operations a neuron.
    pub fn gram_pull(&mut self) {
        let m = self.kinks.count();
        let count = self.pulls.choose(&self.neurons, &self.sides);
        self.gram_slopes.resize(m * count, 0.0);
        let gram = MatRef::from_column_major_slice(&self.kinks.gram, m, m);
        let rho = MatRef::from_column_major_slice(&self.pulls.rho, m, count);
        let slopes = MatMut::from_column_major_slice_mut(&mut self.gram_slopes, m, count);
        matmul(slopes, Accum::Replace, gram, rho, 1.0, Par::Seq);
    }

    /// |g_j| = (rho_j^T K rho_j)^1/2 of the last Gram pull, all that is known of it there.
    pub fn gram_rates(&self) -> Vec<f64> {
        let m = self.kinks.count().max(1);
        let columns = self.pulls.rho.chunks_exact(m);
        let pairs = columns.zip(self.gram_slopes.chunks_exact(m));
        pairs
            .map(|(rho, slopes)| dot(rho, slopes).max(0.0).sqrt())
            .collect()
    }

    /// sum_k |rho_k||u_k|, the scale of |g|'s rounding errors.
    pub fn pull_scale(&self) -> f64 {
        self.sides.scale
    }

    /// Moves w, v and <w, u_k> of all neurons by their boosts over a time, kinks or not;
    /// returns the sum of v.
    pub fn boost(&mut self, time: f64) -> f64 {
        self.moved.copy_outputs(&self.neurons);
        Arch::new().dispatch(Boosts { all: self, time })
    }

    /// Looks for neurons that meet a kink within a time; returns the number of runs of
    /// kinks in which one is met.
    pub fn crossing_pass(&mut self, time: f64) -> usize {
        Arch::new().dispatch(Crossings { all: self, time })
    }
}

struct Boosts<'a> {
    all: &'a mut Kernels,
    time: f64,
}

impl WithSimd for Boosts<'_> {
    type Output = f64;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> f64 {
        let Kernels {
            neurons,
            moved,
            pulls,
            rates,
            ..
        } = self.all;
        let mut sum = 0.0;
        for (j, &rate) in rates.iter().enumerate().filter(|(_, rate)| **rate > 0.0) {
            moved.copy_weights(neurons, j);
            let (neuron, pull) = (moved.neuron(j), pulls.of(j));
            let (w, v) = (neuron.weights, neuron.output);
            let (boost, _) = Boost::new(w, *v, neuron.balance, pull.vector, rate);
            let (shift, output) = boost.travel(rate * self.time);
            for (w, g) in w.iter_mut().zip(pull.vector.iter()) {
                *w += shift * g;
            }
            let heights = neuron.preactivations.iter_mut();
            for (a, b) in heights.zip(pull.slopes.iter()) {
                *a += shift * b;
            }
            *v = output;
            sum += output;
        }
        sum
    }
}

struct Crossings<'a> {
    all: &'a mut Kernels,
    time: f64,
}

impl WithSimd for Crossings<'_> {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> usize {
        let Kernels { neurons, pulls, .. } = self.all;
        let mut met = 0;
        for j in 0..neurons.width() {
            // v changes little while nothing happens: a shift of v t is as good as any.
            let (neuron, slopes) = (neurons.neuron(j), pulls.of(j).slopes);
            let shift = *neuron.output * self.time;
            let (heights, last_heights) = neuron.preactivations.as_chunks::<RUN>();
            let (slopes, last_slopes) = slopes.as_chunks::<RUN>();
            for (heights, slopes) in heights.iter().zip(slopes) {
                met += usize::from(meets_any(heights, slopes, shift));
            }
            met += usize::from(meets_any(last_heights, last_slopes, shift));
        }
        met
    }
}

/// Where in its interval the rho of a slide on all kinks lies.
const INSIDE: f64 = 0.3;

/// A neuron on several attracting kinks at once: min |g|^2 over the box of their rho.
pub struct Sliding {
    squares: BoxLeastSquares,
}

impl Sliding {
    /// The first `count` hyperplanes of a data set at zero. With `all`, the rest of the points
    /// pull so that the minimum lies inside the box and all are slid along; else they pull
    /// with their labels, and most are left or crossed.
    pub fn new(data: &Dataset, count: usize, all: bool) -> Self {
        let kinks = Kinks::new(data);
        let mut sides = Sides::default();
        sides.fill(&kinks, data.labels());
        let q = count.min(kinks.count());
        let mut squares = BoxLeastSquares::default();
        squares.reset(q);
        for a in 0..q {
            let column = kinks.gram_column(a);
            squares.gram[a * q..(a + 1) * q].copy_from_slice(&column[..q]);
            squares.low[a] = sides.positive[a].min(0.0);
            squares.high[a] = sides.positive[a].max(0.0);
            squares.tolerance[a] = SLOPE_NOISE * sides.scale * kinks.lengths[a];
            let pairs = column.iter().zip(&sides.positive);
            squares.base[a] = if all {
                let inside = pairs.take(q).map(|(k, r)| k * (INSIDE * r));
                -inside.sum::<f64>()
            } else {
                pairs.skip(q).map(|(k, r)| k * r).sum()
            };
        }
        Sliding { squares }
    }

    /// Solves from the middle of the box; returns the number of kinks that are slid along.
    pub fn solve(&mut self) -> usize {
        let squares = &mut self.squares;
        for a in 0..squares.count() {
            squares.places[a] = Place::Free;
            squares.rho[a] = 0.5 * (squares.low[a] + squares.high[a]);
        }
        squares.differentiate();
        squares.solve();
        let places = squares.places.iter();
        places.filter(|p| **p == Place::Free).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use faer::Mat;

    #[test]
    fn a_slide_on_all_kinks_is_one() {
        let points = Mat::from_fn(9, 5, |i, k| libm::sin((1 + 5 * i + 3 * k) as f64));
        let labels = (0..9).map(|i| [1.0, -1.0][i % 2]).collect();
        let data = Dataset::new(points, labels).unwrap();
        assert_eq!(Sliding::new(&data, 4, true).solve(), 4);
        assert!(Sliding::new(&data, 4, false).solve() < 4);
    }
}
