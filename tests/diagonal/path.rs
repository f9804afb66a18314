//! The way: against the weights' own equations, and from saddle to saddle.

use faer::Mat;
use sweetspot::data::Dataset;
use sweetspot::flow::{Stop, diagonal};
use sweetspot::network::Diagonal;
use sweetspot::observables::closest_approach;
use sweetspot::theory::diagonal::SPARSE_PATH_VISITED;

use crate::problem::{sparse_path, sparse_regression};

/// u and v at a time: du/dt = 2 u X^T r, dv/dt = -2 v X^T r, r = y - X (u^2 - v^2), by the
/// classical Runge-Kutta scheme on the weights.
fn weights(data: &Dataset, alpha: f64, time: f64, steps: usize) -> (Vec<f64>, Vec<f64>) {
    let d = data.dimension();
    let slope = |state: &Mat<f64>| {
        let square = |row: usize| state[(row, 0)] * state[(row, 0)];
        let beta = Mat::from_fn(d, 1, |j, _| square(j) - square(j + d));
        let fitted = data.points() * beta;
        let residual = Mat::from_fn(data.samples(), 1, |i, _| data.labels()[i] - fitted[(i, 0)]);
        let pull = data.points().transpose() * residual;
        Mat::from_fn(2 * d, 1, |row, _| {
            let sign = if row < d { 2.0 } else { -2.0 };
            sign * state[(row, 0)] * pull[(row % d, 0)]
        })
    };
    let mut state = Mat::from_fn(2 * d, 1, |_, _| alpha);
    let step = time / steps as f64;
    for _ in 0..steps {
        let k1 = slope(&state);
        let k2 = slope(&(&state + faer::Scale(0.5 * step) * &k1));
        let k3 = slope(&(&state + faer::Scale(0.5 * step) * &k2));
        let k4 = slope(&(&state + faer::Scale(step) * &k3));
        state += faer::Scale(step / 6.0) * (k1 + faer::Scale(2.0) * (k2 + k3) + k4);
    }
    let column = |from: usize| (from..from + d).map(|row| state[(row, 0)]).collect();
    (column(0), column(d))
}

#[test]
fn the_weights_follow_their_own_equations() {
    let cases = [(sparse_path(), 4.0), (sparse_regression(4, 9, 1), 0.4)];
    for (data, end) in cases {
        for alpha in [0.02, 0.5, 3.0] {
            let times = [0.1 * end, 0.35 * end, 0.8 * end];
            let run = diagonal::Flow::new(&data)
                .tolerance(1e-7)
                .stop(Stop::Time(end))
                .record(&times)
                .integrate(&Diagonal::new(alpha, data.dimension()))
                .unwrap();
            for (state, time) in run
                .states
                .iter()
                .chain([&run.end])
                .zip([times[0], times[1], times[2], end])
            {
                assert_eq!(state.time, time);
                let (u, v) = weights(&data, alpha, time, 20_000);
                let pairs = u
                    .iter()
                    .zip(state.network.u())
                    .chain(v.iter().zip(state.network.v()));
                for (expected, found) in pairs {
                    let error = (found / expected - 1.0).abs();
                    assert!(error < 1e-5, "alpha {alpha} at {time}: {error}");
                }
                // The invariant of the weights, on the reference: it is what the dual rests on.
                for (u, v) in u.iter().zip(&v) {
                    assert!((u * v / (alpha * alpha) - 1.0).abs() < 1e-9);
                }
            }
        }
    }
}

#[test]
fn a_smaller_tolerance_gives_a_smaller_error() {
    let data = sparse_path();
    let end = |tolerance: f64| {
        let run = diagonal::Flow::new(&data)
            .tolerance(tolerance)
            .stop(Stop::Time(30.0))
            .integrate(&Diagonal::new(1e-6, 4))
            .unwrap();
        run.end.network.growth().to_vec()
    };
    let exact = end(1e-11);
    let error = |tolerance: f64| {
        let pairs = end(tolerance).into_iter().zip(&exact);
        pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
    };
    let (coarse, fine) = (error(1e-3), error(1e-6));
    assert!(coarse < 1e-2 && fine < 1e-5, "{coarse} {fine}");
    assert!(fine < 0.1 * coarse);
}

/// arXiv 2607.12332: as alpha -> 0 the flow rests at three points, the first of them on a
/// coordinate that the limit does without.
#[test]
fn the_flow_from_small_alpha_visits_the_known_saddles_in_order() {
    let data = sparse_path();
    let mut before = f64::INFINITY;
    for alpha in [1e-10, 1e-30, 1e-100, 1e-300] {
        let end = 12.0 * libm::log(1.0 / alpha);
        let times: Vec<f64> = (0..=4000).map(|k| end * f64::from(k) / 4000.0).collect();
        let run = diagonal::Flow::new(&data)
            .stop(Stop::Time(end))
            .record(&times)
            .integrate(&Diagonal::new(alpha, 4))
            .unwrap();
        let nearest = |target: &[f64]| {
            let distance =
                |k: &usize| closest_approach([run.states[*k].network.beta()], target).unwrap();
            let best = (0..run.states.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)));
            let best = best.unwrap();
            (run.states[best].time, distance(&best))
        };
        let visits: Vec<(f64, f64)> = SPARSE_PATH_VISITED.iter().map(|v| nearest(v)).collect();
        assert!(
            visits.windows(2).all(|pair| pair[0].0 < pair[1].0),
            "{visits:?}"
        );
        let worst = visits.iter().map(|visit| visit.1).fold(0.0, f64::max);
        assert!(worst < before, "alpha {alpha}: {visits:?}");
        before = worst;
    }
    assert!(before < 1e-9, "{before}");
}
