//! The two-layer ReLU network `f(x) = sum_j v_j relu(<w_j, x>)`.

use faer::{ColRef, Mat, MatRef};
use rand::{Rng, RngExt};
use rand_distr::{Distribution, StandardNormal};

mod network;

pub use crate::config::Init;
use crate::config::{Config, StartWeights};
use crate::data::Problem;
use crate::faults::{Fault, planted};
use crate::math::multiply;
use crate::random::Streams;

/// A two-layer ReLU network of width h on inputs of dimension d.
#[derive(Clone, Debug, PartialEq)]
pub struct TwoLayer {
    /// Hidden weights W, d x h: column j is w_j.
    pub weights: Mat<f64>,
    /// Output weights v, length h.
    pub outputs: Vec<f64>,
}

/// How much larger |v_j| is than |w_j| under [`Init::Dominated`].
const DOMINANCE: f64 = 2.0;

impl TwoLayer {
    /// Draws the shape of an initialisation, at scale alpha = 1; see
    /// [`scaled`](TwoLayer::scaled). Neurons are drawn one after the other, so that
    /// a wider network extends a narrower one.
    ///
    /// ```
    /// use sweetspot::{network::{Init, TwoLayer}, random::Streams};
    /// let shape = TwoLayer::init(Init::Balanced, 64, 40, &mut Streams::new(0).weights());
    /// let start = shape.scaled(1e-3);
    /// assert_eq!((start.dimension(), start.width()), (40, 64));
    /// ```
    pub fn init(init: Init, width: usize, dimension: usize, stream: &mut impl Rng) -> Self {
        let mut weights = Mat::zeros(dimension, width);
        let mut outputs = vec![0.0; width];
        let mut spread = 1.0 / (dimension as f64).sqrt();
        if planted(Fault::VarianceIsOneOverSquare) {
            spread *= spread;
        }
        for j in 0..width {
            let second = j > 0 && (j % 2 == 1) != planted(Fault::PairsAreShifted);
            if init == Init::Antisymmetric && second {
                for i in 0..dimension {
                    weights[(i, j)] = weights[(i, j - 1)];
                }
                outputs[j] = -outputs[j - 1];
                continue;
            }
            for i in 0..dimension {
                let z: f64 = StandardNormal.sample(stream);
                weights[(i, j)] = spread * z;
            }
            let mut norm = weights.col(j).norm_l2();
            if planted(Fault::BalanceIsOff) {
                norm *= 1.001;
            }
            let sign = if stream.random::<bool>() { 1.0 } else { -1.0 };
            outputs[j] = match init {
                Init::Balanced | Init::Antisymmetric => sign * norm,
                Init::Dominated => sign * DOMINANCE * norm,
                Init::Unbalanced => StandardNormal.sample(stream),
            };
        }
        // An odd width leaves the last neuron without a partner: silence it, so
        // that f is 0 at the start whatever the width.
        if init == Init::Antisymmetric && width % 2 == 1 {
            weights.col_mut(width - 1).fill(0.0);
            outputs[width - 1] = 0.0;
        }
        TwoLayer { weights, outputs }
    }

    /// The network that a configuration's replicate starts with: given, or drawn.
    pub fn start(config: &Config, problem: &Problem) -> Self {
        let network = config.network.two_layer().cloned().unwrap_or_default();
        let shape = match &network.start {
            StartWeights::Given { weights, outputs } => {
                // Lists of different lengths are refused with the configuration.
                let entry = |i: usize, j: usize| weights[i].get(j).copied().unwrap_or(0.0);
                TwoLayer {
                    weights: Mat::from_fn(weights.len(), outputs.len(), entry),
                    outputs: outputs.clone(),
                }
            }
            StartWeights::Drawn { init } => {
                let streams = Streams::new(config.seed).replicate(config.replicate);
                let (width, dimension) = (network.width, problem.training.dimension());
                TwoLayer::init(*init, width, dimension, &mut streams.weights())
            }
        };
        if planted(Fault::AlphaIsItsRoot) {
            return shape.scaled(config.network.alpha.sqrt());
        }
        shape.scaled(config.network.alpha)
    }

    /// The network of a linear function: `<beta, x> = relu(<beta, x>) - relu(-<beta, x>)`.
    pub(super) fn linear(beta: &[f64]) -> Self {
        let sign = |j: usize| if j == 0 { 1.0 } else { -1.0 };
        TwoLayer {
            weights: Mat::from_fn(beta.len(), 2, |i, j| sign(j) * beta[i]),
            outputs: vec![1.0, -1.0],
        }
    }

    /// The network with both layers multiplied by alpha, so that f scales by alpha^2.
    pub fn scaled(&self, alpha: f64) -> Self {
        TwoLayer {
            weights: faer::Scale(alpha) * &self.weights,
            outputs: self.outputs.iter().map(|v| alpha * v).collect(),
        }
    }

    /// The network whose function is f/gamma: both layers over the root of gamma.
    ///
    /// It turns training f/gamma into training a network: where theta follows the gradient flow of
    /// the loss of f/gamma, theta/gamma^(1/2) follows that of the loss of its own function, at the
    /// time t/gamma.
    pub fn divided(&self, gamma: f64) -> Self {
        self.scaled(1.0 / gamma.sqrt())
    }

    /// Number of neurons h.
    pub fn width(&self) -> usize {
        self.outputs.len()
    }

    /// Input dimension d.
    pub fn dimension(&self) -> usize {
        self.weights.nrows()
    }

    /// f on the rows of an m x d matrix.
    pub fn predict(&self, points: MatRef<'_, f64>) -> Vec<f64> {
        let (mut preactivations, mut f) = (Mat::new(), Vec::new());
        self.predict_into(points, &mut preactivations, &mut f);
        f
    }

    /// The same in memory that is used again; what was there is lost.
    pub(crate) fn predict_into(
        &self,
        points: MatRef<'_, f64>,
        preactivations: &mut Mat<f64>,
        f: &mut Vec<f64>,
    ) {
        preactivations.resize_with(points.nrows(), self.width(), |_, _| 0.0);
        multiply(preactivations.as_mut(), points, self.weights.as_ref());
        f.clear();
        f.resize(points.nrows(), 0.0);
        for (j, &v) in self.outputs.iter().enumerate() {
            for (f, a) in f.iter_mut().zip(preactivations.col(j).iter()) {
                let dead = if planted(Fault::ReluIsLeaky) {
                    1e-3 * a
                } else {
                    0.0
                };
                *f += v * a.max(dead);
            }
        }
    }

    /// The effective predictor `w_hat = sum_{j: v_j > 0} v_j w_j`, length d.
    pub fn effective_predictor(&self) -> Vec<f64> {
        let mut sum = vec![0.0; self.dimension()];
        for (j, &v) in self.outputs.iter().enumerate().filter(|(_, v)| counts(**v)) {
            for (s, w) in sum.iter_mut().zip(self.weights.col(j).iter()) {
                *s += v * w;
            }
        }
        sum
    }

    /// |theta|, safe from underflow.
    pub fn length(&self) -> f64 {
        let outputs = ColRef::from_slice(&self.outputs).norm_l2();
        libm::hypot(self.weights.norm_l2(), outputs)
    }
}

/// Whether a neuron is one of the effective predictor's.
fn counts(v: f64) -> bool {
    let all = planted(Fault::EffectiveIsOfAll);
    all || (v > 0.0) != planted(Fault::EffectiveIsOfOtherClass)
}
