//! All neurons of a network and what pulls them, at one moment.

use pulp::{Arch, Simd, WithSimd};
use sweetspot::data::Dataset;
use sweetspot::flow::exact::kernels::{Boost, Kinks, Neurons, Pulls, Sides, dot};
use sweetspot::network::TwoLayer;

/// The kernels of a step alone, to be timed.
pub struct Kernels {
    pub kinks: Kinks,
    pub sides: Sides,
    pub neurons: Neurons,
    pub pulls: Pulls,
    /// |g_j| of the last pull.
    pub rates: Vec<f64>,
    moved: Neurons,
}

impl Kernels {
    /// A network on a data set of the same dimension, under these residuals, one a point.
    pub fn new(data: &Dataset, network: &TwoLayer, residuals: &[f64]) -> Self {
        let kinks = Kinks::new(data);
        let neurons = Neurons::new(network, &kinks);
        let mut sides = Sides::default();
        sides.fill(&kinks, residuals, &vec![0.0; residuals.len()]);
        let mut kernels = Kernels {
            moved: neurons.clone(),
            pulls: Pulls::new(&neurons),
            rates: Vec::new(),
            kinks,
            sides,
            neurons,
        };
        kernels.pull();
        kernels
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

    /// Moves w, v and <w, u_k> of all neurons by their boosts over a time, kinks or not;
    /// returns the sum of v.
    pub fn boost(&mut self, time: f64) -> f64 {
        self.moved.copy_outputs(&self.neurons);
        Arch::new().dispatch(Boosts { all: self, time })
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
