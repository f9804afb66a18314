//! A diagonal network followed in u and v themselves, without the parametrisation that the exact flow shares
//! with the theory.

use faer::MatRef;

use super::measures::diagonal;
use super::{DiagonalRun, Quantity};
use crate::math::{dot, largest};
use crate::network::Diagonal;
use crate::observables::coefficient_distance;
use crate::theory::diagonal::{euclidean_minimiser, minimiser};

/// Residual that counts as the end, relative to the largest |y|.
const ACCURACY: f64 = 1e-9;

const MOST_STEPS: usize = 1_000_000;

pub(super) const QUANTITIES: &[Quantity] = &[
    diagonal::run(
        "factors_distance",
        "Distance to the interpolator of smallest Q_alpha of u^2 - v^2, u and v followed by Runge-Kutta steps of \
         their own to X beta = y: of alpha, X and y alone.",
        |run| distance(run, |x, y, alpha| minimiser(x, y, alpha).ok()),
    )
    .from("WGL20"),
    diagonal::run(
        "factors_l2_distance",
        "The same to the interpolator of smallest l2 norm.",
        |run| distance(run, |x, y, _| euclidean_minimiser(x, y).ok()),
    )
    .from("WGL20"),
    diagonal::run(
        "factors_path_distance",
        "Largest distance of a recorded beta to u^2 - v^2 at its time, u and v followed by the same Runge-Kutta steps.",
        path_distance,
    )
    .from("WGL20"),
];

fn distance(
    run: &DiagonalRun<'_>,
    predict: impl Fn(MatRef<'_, f64>, &[f64], f64) -> Option<Vec<f64>>,
) -> Option<f64> {
    let (data, alpha) = (&run.problem.training, run.start.alpha());
    let predicted = predict(data.points(), data.labels(), alpha)?;
    let found = followed(&rows(run), data.labels(), alpha)?;
    Some(coefficient_distance(&found, &predicted))
}

fn rows(run: &DiagonalRun<'_>) -> Vec<Vec<f64>> {
    let rows = run.problem.training.points().row_iter();
    rows.map(|row| row.iter().copied().collect()).collect()
}

/// beta at the end of du/dt = -2 u g, dv/dt = 2 v g, g = X^T (X (u^2 - v^2) - y), by the classical Runge-Kutta
/// rule; `None` where it does not arrive.
fn followed(rows: &[Vec<f64>], labels: &[f64], alpha: f64) -> Option<Vec<f64>> {
    // u and v in one list.
    let mut state = vec![alpha; 2 * rows.first()?.len()];
    for _ in 0..MOST_STEPS {
        if largest(&residuals(rows, labels, &state)) <= ACCURACY * largest(labels) {
            return Some(beta(&state));
        }
        step(rows, labels, &mut state, f64::INFINITY);
    }
    None
}

/// One step, as long as is accurate and at most this; returns its length.
fn step(rows: &[Vec<f64>], labels: &[f64], state: &mut [f64], longest: f64) -> f64 {
    let squares: f64 = rows.iter().map(|row| dot(row, row)).sum();
    let size = state.iter().fold(0.0, |size: f64, x| size.max(x * x));
    let slope = gradient(rows, &residuals(rows, labels, state));
    // A tenth of the time in which the fastest direction changes by its own size.
    let step = longest.min(0.1 / (4.0 * size * squares + 2.0 * largest(&slope)));
    let k1 = velocity(state, &slope);
    let k2 = velocity_at(rows, labels, &moved(state, &k1, 0.5 * step));
    let k3 = velocity_at(rows, labels, &moved(state, &k2, 0.5 * step));
    let k4 = velocity_at(rows, labels, &moved(state, &k3, step));
    for (i, x) in state.iter_mut().enumerate() {
        *x += step / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
    }
    step
}

/// Along the recorded times, the largest distance of the run's beta to that of the factors.
fn path_distance(run: &DiagonalRun<'_>) -> Option<f64> {
    let (rows, labels) = (rows(run), run.problem.training.labels());
    let mut state = vec![run.start.alpha(); 2 * rows.first()?.len()];
    let (mut time, mut apart): (f64, f64) = (0.0, 0.0);
    for moment in run.recorded() {
        for _ in 0..MOST_STEPS {
            if time >= moment.time {
                break;
            }
            let left = moment.time - time;
            let made = step(&rows, labels, &mut state, left);
            time = if made == left {
                moment.time
            } else {
                time + made
            };
        }
        let network = moment.network.downcast::<Diagonal>()?;
        let here =
            (time >= moment.time).then(|| coefficient_distance(&beta(&state), &network.beta()));
        apart = apart.max(here?);
    }
    Some(apart)
}

fn beta(state: &[f64]) -> Vec<f64> {
    let (u, v) = state.split_at(state.len() / 2);
    u.iter().zip(v).map(|(u, v)| u * u - v * v).collect()
}

fn residuals(rows: &[Vec<f64>], labels: &[f64], state: &[f64]) -> Vec<f64> {
    let beta = beta(state);
    let fits = rows.iter().zip(labels);
    fits.map(|(row, y)| dot(row, &beta) - y).collect()
}

fn gradient(rows: &[Vec<f64>], residuals: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; rows[0].len()];
    for (row, residual) in rows.iter().zip(residuals) {
        for (sum, x) in sum.iter_mut().zip(row) {
            *sum += residual * x;
        }
    }
    sum
}

fn velocity(state: &[f64], slope: &[f64]) -> Vec<f64> {
    let d = slope.len();
    let sign = |i: usize| if i < d { -2.0 } else { 2.0 };
    (0..2 * d)
        .map(|i| sign(i) * state[i] * slope[i % d])
        .collect()
}

fn velocity_at(rows: &[Vec<f64>], labels: &[f64], state: &[f64]) -> Vec<f64> {
    velocity(state, &gradient(rows, &residuals(rows, labels, state)))
}

fn moved(state: &[f64], velocity: &[f64], step: f64) -> Vec<f64> {
    let pairs = state.iter().zip(velocity);
    pairs.map(|(x, v)| x + step * v).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{diagonal, one};
    use super::*;

    #[test]
    fn one_equation_in_two_unknowns_by_hand() {
        // x = (3, 4), y = 25. Of a large alpha the least l2 norm, (3, 4); of a small one nearly the least l1 norm.
        let rows = [vec![3.0, 4.0]];
        let lazy = followed(&rows, &[25.0], 100.0).unwrap();
        assert!((lazy[0] - 3.0).abs() < 1e-5 && (lazy[1] - 4.0).abs() < 1e-5);
        let rich = followed(&rows, &[25.0], 1e-6).unwrap();
        assert!(rich[0] < 1e-2 && (rich[1] - 6.25).abs() < 1e-2);
    }

    #[test]
    fn the_product_of_u_and_v_is_kept_so_that_beta_follows_the_law_of_one_equation() {
        // u v = alpha^2 and log(u/v) is proportional to x: asinh(beta_i/(2 alpha^2)) = x_i nu.
        let alpha: f64 = 0.7;
        let beta = followed(&[vec![1.0, -2.0]], &[3.0], alpha).unwrap();
        let angle = |beta: f64| libm::asinh(beta / (2.0 * alpha * alpha));
        assert!((angle(beta[1]) + 2.0 * angle(beta[0])).abs() < 1e-5);
    }
    #[test]
    fn the_exact_flow_is_where_the_factors_are() {
        let run = diagonal(
            "network.alpha = 0.5\n flow = { record = [0.0, 0.05, 0.2], tolerance = 1e-9 }",
        );
        assert!(one(&run, "factors_path_distance") < 1e-6);
    }
}
