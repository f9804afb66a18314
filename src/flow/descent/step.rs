//! A step for gradient descent, chosen from the data and the start.

use crate::data::Dataset;
use crate::math::{dot, norm};
use crate::network::{Evaluation, Loss, Network, TwoLayer};

/// The step as a share of the shortest time scale found.
const SHARE: f64 = 0.1;

/// Power iterations: the eigenvalue enters a rule of thumb, so a few percent are enough.
const ITERATIONS: usize = 20;

/// A fixed step: a tenth of the shortest of the time scales that a run meets.
///
/// - alignment and escape: weights grow like exp(t |g|), g the pull of one class on a
///   neuron that is active on all of it, at f = 0 and at the start;
/// - the stiffness of the start: the largest eigenvalue of l'' times the tangent kernel;
/// - the stiffness after the escape: a class fitted by one direction w_hat = c x_+ has
///   f about 1 at |w_hat| = n_+ / |x_+|, where its tangent kernel is about
///   |w_hat| lambda_max(X_+ X_+^T) + f |x_+|.
pub fn chosen_step(data: &Dataset, loss: Loss, start: &TwoLayer) -> f64 {
    let mut evaluation = Evaluation::new(data, start.width());
    evaluation.forward(start, data, loss);
    let at_zero = vec![0.0; data.samples()];
    let fastest = [
        largest_pull(data, loss, &at_zero),
        largest_pull(data, loss, &evaluation.predictions),
        start_stiffness(data, loss, start, &evaluation),
        fitted_stiffness(data, loss, true),
        fitted_stiffness(data, loss, false),
    ]
    .into_iter()
    .filter(|rate| rate.is_finite())
    .fold(0.0, f64::max);
    SHARE / if fastest > 0.0 { fastest } else { 1.0 }
}

/// c^(-2/L), c = 1/gamma and L the number of layers: how the largest step that trains goes with c
/// below 1 (for L = 2 it is that of homogeneity, where theta grows like c^(-1/L)).
pub(in crate::flow) fn scaled_rate(gamma: f64, start: &dyn Network) -> f64 {
    libm::pow(gamma, 2.0 / start.depth() as f64)
}

/// The larger norm of sum r_i x_i over the positive and over the negative residuals.
fn largest_pull(data: &Dataset, loss: Loss, predictions: &[f64]) -> f64 {
    let mut sums = [vec![0.0; data.dimension()], vec![0.0; data.dimension()]];
    for (i, (&f, &y)) in predictions.iter().zip(data.labels()).enumerate() {
        let r = loss.residual(f, y);
        let sum = &mut sums[usize::from(r > 0.0)];
        add(sum, r, data, i);
    }
    norm(&sums[0]).max(norm(&sums[1]))
}

/// Largest eigenvalue of D^(1/2) Theta D^(1/2) at the start, D = l'' but at least its
/// value at f = 0, Theta_ik = sum_j (v_j^2 m_ij m_kj <x_i,x_k> + relu(A_ij) relu(A_kj)).
fn start_stiffness(data: &Dataset, loss: Loss, start: &TwoLayer, evaluation: &Evaluation) -> f64 {
    let curvature = |f, y| loss.curvature(f, y).max(loss.curvature(0.0, y));
    let pairs = evaluation.predictions.iter().zip(data.labels());
    let root: Vec<f64> = pairs.map(|(f, y)| curvature(*f, *y).sqrt()).collect();
    let activations = &evaluation.preactivations;
    largest_eigenvalue(data.samples(), |u| {
        let mut image = vec![0.0; u.len()];
        for (j, v) in start.outputs.iter().enumerate() {
            let column = activations.col(j);
            let mut pull = vec![0.0; data.dimension()];
            let mut feature = 0.0;
            for (i, &a) in column.iter().enumerate().filter(|(_, a)| **a > 0.0) {
                let share = root[i] * u[i];
                feature += share * a;
                add(&mut pull, share, data, i);
            }
            for (i, &a) in column.iter().enumerate().filter(|(_, a)| **a > 0.0) {
                let inner = dot(data.points().row(i).iter(), &pull);
                image[i] += root[i] * (v * v * inner + a * feature);
            }
        }
        image
    })
}

/// The stiffness of one class once a single direction fits it to f about 1.
fn fitted_stiffness(data: &Dataset, loss: Loss, positive: bool) -> f64 {
    let members = data.class(positive);
    let class_sum = norm(&data.class_sum(positive));
    if members.is_empty() || class_sum == 0.0 {
        return 0.0;
    }
    let gram = largest_eigenvalue(members.len(), |u| {
        let mut pull = vec![0.0; data.dimension()];
        for (&i, share) in members.iter().zip(u) {
            add(&mut pull, *share, data, i);
        }
        let inner = |&i: &usize| dot(data.points().row(i).iter(), &pull);
        members.iter().map(inner).collect()
    });
    let reach = members.len() as f64 / class_sum;
    loss.curvature(0.0, 1.0) * (reach * gram + class_sum)
}

/// Adds a multiple of a point.
fn add(sum: &mut [f64], factor: f64, data: &Dataset, point: usize) {
    for (s, x) in sum.iter_mut().zip(data.points().row(point).iter()) {
        *s += factor * x;
    }
}

/// Power iteration from the vector of ones on a symmetric non-negative operator.
fn largest_eigenvalue(size: usize, apply: impl Fn(&[f64]) -> Vec<f64>) -> f64 {
    let mut vector = vec![1.0; size];
    let mut eigenvalue = 0.0;
    for _ in 0..ITERATIONS {
        let length = norm(&vector);
        if length == 0.0 || !length.is_finite() {
            break;
        }
        vector.iter_mut().for_each(|x| *x /= length);
        vector = apply(&vector);
        eigenvalue = norm(&vector);
    }
    eigenvalue
}
