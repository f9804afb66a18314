//! The explicit Euler method on the flow, as fast as it can be made on faer: nothing is
//! allocated in the loop, every pass over the n x h numbers does all that it can, and
//! there is no bookkeeping. It stops at a training risk.
//!
//! In features a step is the products A = X W and W += X^T P (4 n d h operations), in Gram
//! coordinates w_j = w_j(0) + X^T c_j it is A += K P alone (2 n^2 h): fewer where n < 2 d.

use faer::linalg::matmul::matmul;
use faer::{Accum, Mat, Par};
use libm::{exp, log};
use sweetspot::flow::Stop;
use sweetspot::network::{Loss, TwoLayer};

use crate::clock;
use crate::outcome::Outcome;
use crate::problem::Problem;

/// What the state is kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coordinates {
    /// W itself.
    Features,
    /// Coefficients of the points.
    Gram,
}

/// A run on its way.
pub struct Euler<'a> {
    problem: &'a Problem,
    coordinates: Coordinates,
    step: f64,
    /// The Gram matrix; empty in features.
    gram: Mat<f64>,
    /// W, or C in Gram coordinates.
    weights: Mat<f64>,
    outputs: Vec<f64>,
    preactivations: Mat<f64>,
    /// step v_j r_i where active.
    pulls: Mat<f64>,
    /// step times the velocity of v.
    output_moves: Vec<f64>,
    predictions: Vec<f64>,
    residuals: Vec<f64>,
    risk: f64,
}

impl<'a> Euler<'a> {
    /// The buffers and the start.
    pub fn new(problem: &'a Problem, coordinates: Coordinates, step: f64) -> Self {
        let (points, start) = (problem.data.points(), &problem.start);
        let (n, h) = (problem.data.samples(), start.width());
        let in_features = coordinates == Coordinates::Features;
        Euler {
            problem,
            coordinates,
            step,
            gram: if in_features {
                Mat::zeros(0, 0)
            } else {
                points * points.transpose()
            },
            weights: if in_features {
                start.weights.clone()
            } else {
                Mat::zeros(n, h)
            },
            outputs: start.outputs.clone(),
            preactivations: points * &start.weights,
            pulls: Mat::zeros(n, h),
            output_moves: vec![0.0; h],
            predictions: vec![0.0; n],
            residuals: vec![0.0; n],
            risk: f64::INFINITY,
        }
    }

    /// Steps to the stop, or `most_steps` steps.
    pub fn run(mut self, most_steps: u64) -> Option<Outcome> {
        let Stop::TrainingRisk(target) = self.problem.stop else {
            return None;
        };
        self.look();
        for steps in 0..most_steps {
            let before = self.risk;
            self.advance();
            self.look();
            if self.risk <= target {
                // The risk falls about exponentially: the last step is shortened to meet it.
                let part = log(before / target) / log(before / self.risk);
                self.take_back(1.0 - part);
                let time = (steps as f64 + part) * self.step;
                return Some(self.outcome(time, steps + 1));
            }
        }
        None
    }

    /// f, the residuals and the risk.
    fn look(&mut self) {
        if self.coordinates == Coordinates::Features {
            let points = self.problem.data.points();
            let a = &mut self.preactivations;
            matmul(a, Accum::Replace, points, &self.weights, 1.0, Par::Seq);
        }
        self.predictions.fill(0.0);
        for (j, v) in self.outputs.iter().enumerate() {
            let column = self.preactivations.col_as_slice(j);
            for (f, a) in self.predictions.iter_mut().zip(column) {
                *f += v * a.max(0.0);
            }
        }
        let labels = self.problem.data.labels();
        self.risk = match self.problem.loss {
            Loss::Logistic2 => logistic2(&self.predictions, labels, &mut self.residuals),
            loss => {
                let pairs = self.predictions.iter().zip(labels);
                for (r, (f, y)) in self.residuals.iter_mut().zip(pairs.clone()) {
                    *r = loss.residual(*f, *y);
                }
                pairs.map(|(f, y)| loss.value(*f, *y)).sum::<f64>() / labels.len() as f64
            }
        };
    }

    /// One step, from the residuals.
    fn advance(&mut self) {
        let in_gram = self.coordinates == Coordinates::Gram;
        for j in 0..self.outputs.len() {
            let pull = self.step * self.outputs[j];
            let heights = self.preactivations.col_as_slice(j);
            let pulls = self.pulls.col_as_slice_mut(j);
            let drive = masked(pull, heights, &self.residuals, pulls);
            self.output_moves[j] = self.step * drive;
            self.outputs[j] += self.output_moves[j];
            if in_gram {
                let coefficients = self.weights.col_as_slice_mut(j);
                for (c, p) in coefficients.iter_mut().zip(pulls) {
                    *c += *p;
                }
            }
        }
        self.add_pulls(1.0);
    }

    /// Moves A (Gram) or W (features) along the pulls.
    fn add_pulls(&mut self, part: f64) {
        let (to, factor) = match self.coordinates {
            Coordinates::Gram => (&mut self.preactivations, self.gram.as_ref()),
            Coordinates::Features => (&mut self.weights, self.problem.data.points().transpose()),
        };
        matmul(to, Accum::Add, factor, &self.pulls, part, Par::Seq);
    }

    /// Takes a part of the last step back.
    fn take_back(&mut self, part: f64) {
        for (v, moved) in self.outputs.iter_mut().zip(&self.output_moves) {
            *v -= part * moved;
        }
        match self.coordinates {
            Coordinates::Features => self.add_pulls(-part),
            Coordinates::Gram => self.weights -= faer::Scale(part) * &self.pulls,
        }
    }

    fn outcome(self, time: f64, evaluations: u64) -> Outcome {
        let weights = match self.coordinates {
            Coordinates::Features => self.weights,
            Coordinates::Gram => {
                &self.problem.start.weights + self.problem.data.points().transpose() * self.weights
            }
        };
        let network = TwoLayer {
            weights,
            outputs: self.outputs,
        };
        Outcome {
            predictor: network.effective_predictor(),
            time,
            evaluations,
            slides: 0,
        }
    }
}

/// The coordinates in which a step is cheaper here, and the seconds it takes.
pub fn fastest(problem: &Problem, step: f64, steps: u64) -> (Coordinates, f64) {
    let time = |coordinates| {
        let (_, seconds) =
            clock::seconds(|| Euler::new(problem, coordinates, step * 1e-3).run(steps));
        (coordinates, seconds / steps as f64)
    };
    let (features, gram) = (time(Coordinates::Features), time(Coordinates::Gram));
    if gram.1 < features.1 { gram } else { features }
}

/// p = pull r where a > 0, else 0; returns sum r relu(a). Four sums at a time, so that the
/// additions do not wait for each other.
fn masked(pull: f64, heights: &[f64], residuals: &[f64], pulls: &mut [f64]) -> f64 {
    let mut sums = [0.0; 4];
    let mut heights = heights.chunks_exact(4);
    let mut residuals = residuals.chunks_exact(4);
    let mut pulls = pulls.chunks_exact_mut(4);
    for ((a, r), p) in heights.by_ref().zip(residuals.by_ref()).zip(pulls.by_ref()) {
        for lane in 0..4 {
            p[lane] = if a[lane] > 0.0 { pull * r[lane] } else { 0.0 };
            sums[lane] += r[lane] * a[lane].max(0.0);
        }
    }
    let rest = heights.remainder().iter().zip(residuals.remainder());
    for (p, (a, r)) in pulls.into_remainder().iter_mut().zip(rest) {
        *p = if *a > 0.0 { pull * r } else { 0.0 };
        sums[0] += r * a.max(0.0);
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3])
}

/// Residuals and mean of l = -2 log sigma(y f), one exponential a point and one logarithm
/// for many.
fn logistic2(predictions: &[f64], labels: &[f64], residuals: &mut [f64]) -> f64 {
    let mut sum = 0.0;
    let chunks = predictions.chunks(8).zip(labels.chunks(8));
    for ((f, y), r) in chunks.zip(residuals.chunks_mut(8)) {
        let mut product = 1.0;
        for ((f, y), r) in f.iter().zip(y).zip(r) {
            let share = 1.0 / (1.0 + exp((-y * f).min(80.0)));
            *r = 2.0 * y * (1.0 - share);
            product *= share;
        }
        sum -= log(product);
    }
    2.0 * sum / labels.len() as f64
}
