//! Random problems, and what is asked of all of them.

use faer::Mat;
use proptest::prelude::*;
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use sweetspot::data::{DataError, Dataset};
use sweetspot::flow::exact;
use sweetspot::flow::runge_kutta::Flow;
use sweetspot::flow::{FlowError, Solution, Stop};
use sweetspot::network::{Evaluation, Init, Loss, TwoLayer, mean_loss};
use sweetspot::random::{Stream, Streams};

/// A data set, a start and a loss.
#[derive(Clone, Debug)]
pub struct Problem {
    pub data: Dataset,
    pub start: TwoLayer,
    pub loss: Loss,
}

/// What a problem is drawn from.
#[derive(Clone, Debug)]
pub struct Plan {
    pub samples: usize,
    pub dimension: usize,
    pub width: usize,
    pub init: Init,
    pub loss: Loss,
    /// Every second point is a multiple (1, 2 or -1 times) of the one before it.
    pub collinear: bool,
    pub seed: u64,
}

impl Plan {
    pub fn draw(&self) -> Result<Problem, DataError> {
        let mut stream = Streams::new(self.seed).data();
        let mut points = Mat::from_fn(self.samples, self.dimension, |_, _| normal(&mut stream));
        if self.collinear {
            for i in (1..self.samples).step_by(2) {
                let factor = [1.0, 2.0, -1.0][stream.random_range(0..3)];
                for k in 0..self.dimension {
                    points[(i, k)] = factor * points[(i - 1, k)];
                }
            }
        }
        let labels = (0..self.samples)
            .map(|_| match self.loss {
                Loss::Squared => normal(&mut stream),
                _ => [-1.0, 1.0][stream.random_range(0..2)],
            })
            .collect();
        let mut weights = Streams::new(self.seed).weights();
        Ok(Problem {
            data: Dataset::new(points, labels)?,
            start: TwoLayer::init(self.init, self.width, self.dimension, &mut weights),
            loss: self.loss,
        })
    }
}

pub fn normal(stream: &mut Stream) -> f64 {
    StandardNormal.sample(stream)
}

pub fn losses() -> impl Strategy<Value = Loss> {
    prop::sample::select(vec![
        Loss::Logistic,
        Loss::Logistic2,
        Loss::Exponential,
        Loss::Squared,
    ])
}

pub fn plans(inits: &'static [Init]) -> impl Strategy<Value = Plan> {
    let shape = (1..8usize, 1..6usize, 1..7usize);
    let init = prop::sample::select(inits);
    (shape, init, losses(), any::<bool>(), any::<u64>()).prop_map(
        |((samples, dimension, width), init, loss, collinear, seed)| Plan {
            samples,
            dimension,
            width,
            init,
            loss,
            collinear,
            seed,
        },
    )
}

pub const INITS: &[Init] = &[
    Init::Balanced,
    Init::Unbalanced,
    Init::Dominated,
    Init::Antisymmetric,
];

/// A problem of the plainest kind, on which nothing is degenerate: for the controls.
pub fn plain(seed: u64) -> Result<Problem, DataError> {
    let plan = Plan {
        samples: 6,
        dimension: 3,
        width: 5,
        init: Init::Balanced,
        loss: Loss::Logistic,
        collinear: false,
        seed,
    };
    plan.draw()
}

/// No file of past failures: `.cargo/config.toml` fixes the cases.
pub fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

impl Problem {
    pub fn evaluate(&self, network: &TwoLayer) -> Evaluation {
        let mut evaluation = Evaluation::new(&self.data, network.width());
        evaluation.velocity(network, &self.data, self.loss);
        evaluation
    }

    /// The velocity of the gradient flow, in the network's shape.
    pub fn velocity(&self, network: &TwoLayer) -> TwoLayer {
        let evaluation = self.evaluate(network);
        TwoLayer {
            weights: evaluation.weight_velocity,
            outputs: evaluation.output_velocity,
        }
    }

    pub fn sum_loss(&self, network: &TwoLayer) -> f64 {
        let f = network.predict(self.data.points());
        mean_loss(&f, self.data.labels(), self.loss) * self.data.samples() as f64
    }

    /// Time in which nothing of the problem changes by more than about a tenth.
    pub fn moment(&self) -> f64 {
        let squares = self.data.points().squared_norm_l2();
        let size = self.start.weights.squared_norm_l2()
            + self.start.outputs.iter().map(|v| v * v).sum::<f64>();
        let steepest = self
            .evaluate(&self.start)
            .residuals
            .iter()
            .fold(1.0, |steepest: f64, r| steepest.max(r.abs()));
        0.1 / (squares * steepest * (1.0 + size))
    }

    /// The exact flow at its default tolerance, recorded at these times.
    pub fn exact(&self, times: &[f64]) -> Result<Solution, FlowError> {
        let end = times.iter().fold(0.0, |end: f64, t| end.max(*t));
        exact::Flow::new(&self.data, self.loss)
            .stop(Stop::Time(end))
            .record(times)
            .integrate(&self.start)
    }

    /// What the speed would be if no pulls cancelled: |theta| sum_i |r_i| |x_i|.
    pub fn uncancelled_speed(&self, network: &TwoLayer) -> f64 {
        let residuals = self.evaluate(network).residuals;
        let pulls = residuals.iter().enumerate();
        let pull: f64 = pulls
            .map(|(i, r)| r.abs() * self.data.points().row(i).norm_l2())
            .sum();
        let squares =
            network.weights.squared_norm_l2() + network.outputs.iter().map(|v| v * v).sum::<f64>();
        squares.sqrt() * pull
    }

    pub fn flow(&self, tolerance: f64, times: &[f64]) -> Result<Solution, FlowError> {
        let end = times.iter().fold(0.0, |end: f64, t| end.max(*t));
        Flow::new(&self.data, self.loss)
            .tolerance(tolerance)
            .stop(Stop::Time(end))
            .record(times)
            .max_steps(1000)
            .integrate(&self.start)
    }
}

/// a + factor b.
pub fn plus(a: &TwoLayer, factor: f64, b: &TwoLayer) -> TwoLayer {
    TwoLayer {
        weights: &a.weights + faer::Scale(factor) * &b.weights,
        outputs: a
            .outputs
            .iter()
            .zip(&b.outputs)
            .map(|(a, b)| a + factor * b)
            .collect(),
    }
}

/// Forty steps of the midpoint rule along any velocity.
pub fn march(start: &TwoLayer, time: f64, velocity: impl Fn(&TwoLayer) -> TwoLayer) -> TwoLayer {
    let step = time / 40.0;
    (0..40).fold(start.clone(), |network, _| {
        let middle = plus(&network, 0.5 * step, &velocity(&network));
        plus(&network, step, &velocity(&middle))
    })
}

/// |a - b| relative to |a|, over all parameters.
pub fn distance(a: &TwoLayer, b: &TwoLayer) -> f64 {
    let norm = |n: &TwoLayer| {
        (n.weights.squared_norm_l2() + n.outputs.iter().map(|v| v * v).sum::<f64>()).sqrt()
    };
    norm(&plus(a, -1.0, b)) / norm(a).max(f64::MIN_POSITIVE)
}

/// Whether every neuron is active on the same points in two networks.
pub fn masks_agree(problem: &Problem, a: &TwoLayer, b: &TwoLayer) -> bool {
    let (a, b) = (problem.evaluate(a), problem.evaluate(b));
    (0..a.preactivations.ncols()).all(|j| {
        let (a, b) = (a.preactivations.col(j), b.preactivations.col(j));
        a.iter()
            .zip(b.iter())
            .all(|(a, b)| (*a > 0.0) == (*b > 0.0))
    })
}
