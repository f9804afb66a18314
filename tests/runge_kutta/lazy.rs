//! Large weights: the lazy regime, in which f is a sum that cancels.

use faer::{Mat, Side};
use rand_distr::{Distribution, StandardNormal};
use sweetspot::data::{DataError, Dataset};
use sweetspot::flow::runge_kutta::Flow;
use sweetspot::flow::{Solution, Stop, StopReason, exact};
use sweetspot::network::{Diagonal, Init, Loss, TwoLayer, mean_loss};
use sweetspot::observables::tangent_kernel;
use sweetspot::random::Streams;

use crate::problem::*;

const LOSSES: [Loss; 4] = [
    Loss::Logistic2,
    Loss::Logistic,
    Loss::Exponential,
    Loss::Squared,
];

/// Six points without order, in four dimensions.
fn points(seed: u64) -> Result<Dataset, DataError> {
    let mut stream = Streams::new(seed).data();
    let points = Mat::from_fn(6, 4, |_, _| StandardNormal.sample(&mut stream));
    let labels = (0..6).map(|i| [1.0, -1.0][i % 2]).collect();
    Dataset::new(points, labels)
}

/// A start with f = 0.
fn antisymmetric(seed: u64, width: usize, alpha: f64) -> TwoLayer {
    let mut stream = Streams::new(seed).weights();
    TwoLayer::init(Init::Antisymmetric, width, 4, &mut stream).scaled(alpha)
}

/// f/gamma at a time, of the kernel solution: `df/dt = Theta r(f)/gamma^2` from 0, with so many
/// steps of the classical Runge-Kutta method that its error is far below what is asked here.
fn kernel_solution(data: &Dataset, kernel: &Mat<f64>, loss: Loss, time: f64) -> Vec<f64> {
    let n = data.samples();
    let velocity = |f: &[f64]| -> Vec<f64> {
        let pairs = f.iter().zip(data.labels());
        let residuals: Vec<f64> = pairs.map(|(f, y)| loss.residual(*f, *y)).collect();
        let row = |i: usize| (0..n).map(|k| kernel[(i, k)] * residuals[k]).sum();
        (0..n).map(row).collect()
    };
    let moved = |f: &[f64], step: f64, slope: &[f64]| -> Vec<f64> {
        f.iter().zip(slope).map(|(f, s)| f + step * s).collect()
    };
    let steps = 4_000;
    let step = time / f64::from(steps);
    let mut f = vec![0.0; n];
    for _ in 0..steps {
        let first = velocity(&f);
        let second = velocity(&moved(&f, 0.5 * step, &first));
        let third = velocity(&moved(&f, 0.5 * step, &second));
        let fourth = velocity(&moved(&f, step, &third));
        for i in 0..n {
            f[i] += step / 6.0 * (first[i] + 2.0 * second[i] + 2.0 * third[i] + fourth[i]);
        }
    }
    f
}

fn apart(a: &[f64], b: &[f64]) -> f64 {
    let pairs = a.iter().zip(b).map(|(a, b)| (a - b).abs());
    pairs.fold(0.0, f64::max)
}

#[test]
fn a_lazy_flow_is_the_kernel_solution() {
    let data = points(3).unwrap();
    for (width, loss, gamma, alpha) in [
        (4, Loss::Squared, 1.0, 1e3),
        (32, Loss::Squared, 0.1, 1e3),
        (32, Loss::Logistic2, 1.0, 1e3),
        (32, Loss::Logistic, 30.0, 1e4),
        (32, Loss::Exponential, 1.0, 1e4),
        (256, Loss::Exponential, 3.0, 300.0),
        (1024, Loss::Logistic2, 1.0, 100.0),
        (1024, Loss::Squared, 1.0, 1e3),
    ] {
        let start = antisymmetric(3, width, alpha);
        let kernel = tangent_kernel(&data, &start) * faer::Scale(1.0 / (gamma * gamma));
        // The fast modes are over by then, and slow ones are not.
        let time = 10.0 / kernel.self_adjoint_eigenvalues(Side::Lower).unwrap()[5];
        let truth = kernel_solution(&data, &kernel, loss, time);
        let times: Vec<f64> = (0..=20).map(|k| time * f64::from(k) / 20.0).collect();
        let run = Flow::new(&data, loss)
            .output_divisor(gamma)
            .stop(Stop::Time(time))
            .record(&times)
            .integrate(&start)
            .unwrap();
        let output = |network: &TwoLayer| -> Vec<f64> {
            let f = network.predict(data.points()).into_iter();
            f.map(|f| f / gamma).collect()
        };
        let case = format!("width {width}, {loss:?}, divisor {gamma}, alpha {alpha:e}");
        let off = apart(&output(&run.end.network), &truth);
        // The kernel itself changes by about alpha^-1 while activations flip.
        assert!(off < 2e-5 + 0.2 / alpha, "{case}: {off:e}");
        assert!(run.cost.steps < 200, "{case}: {:?}", run.cost);
        let risks = run
            .states
            .iter()
            .map(|state| mean_loss(&output(&state.network), data.labels(), loss));
        let risks: Vec<f64> = risks.collect();
        assert!(
            risks.windows(2).all(|pair| pair[1] <= pair[0]),
            "{case}: {risks:?}"
        );
    }
}

#[test]
fn the_error_of_f_is_bounded_at_any_scale() {
    // Nothing slides here, so that two methods have something to agree on.
    for (width, seed) in [(4, 1), (50, 2), (1024, 3)] {
        let data = separable(seed, 10, 4).unwrap();
        for (alpha, loss) in [0.1, 1.0, 10.0, 100.0].into_iter().zip(LOSSES) {
            for gamma in [0.3, 1.0, 10.0] {
                let start = antisymmetric(seed, width, alpha);
                let case = format!("width {width}, {loss:?}, divisor {gamma}, alpha {alpha}");
                let stop = Stop::LargestOutput(0.7);
                let reference = exact::Flow::new(&data, loss)
                    .tolerance(1e-7)
                    .output_divisor(gamma)
                    .stop(stop)
                    .integrate(&start)
                    .unwrap();
                assert_eq!(reference.stopped, StopReason::Reached, "{case}");
                let run = Flow::new(&data, loss)
                    .output_divisor(gamma)
                    .stop(stop)
                    .integrate(&start)
                    .unwrap();
                assert_eq!(run.stopped, StopReason::Reached, "{case}");
                let off = run.end.time / reference.end.time - 1.0;
                assert!(off.abs() < 1e-4, "{case}: time off by {off:e}");
                let output = |run: &Solution| run.end.network.predict(data.points());
                let off = apart(&output(&run), &output(&reference)) / gamma;
                assert!(off < 5e-5, "{case}: {off:e}");
            }
        }
    }
}

#[test]
fn lazy_weights_that_hardly_move_are_not_at_rest() {
    // At 1e6 no weight ever changes by more than 1e-12 of itself.
    let data = points(4).unwrap();
    for alpha in [1e4, 1e5, 1e6] {
        let start = antisymmetric(4, 32, alpha);
        let run = Flow::new(&data, Loss::Squared)
            .stop(Stop::TrainingRisk(0.1))
            .integrate(&start)
            .unwrap();
        assert_eq!(run.stopped, StopReason::Reached, "alpha {alpha:e}");
        assert!(run.cost.steps < 300, "alpha {alpha:e}: {:?}", run.cost);
    }
}

#[test]
fn an_output_below_its_rounding_errors_is_lost() {
    let data = points(4).unwrap();
    for alpha in [1e9, 1e12, 1e60] {
        let run = Flow::new(&data, Loss::Squared)
            .integrate(&antisymmetric(4, 32, alpha))
            .unwrap();
        assert_eq!(run.stopped, StopReason::Diverged, "alpha {alpha:e}");
    }
}

#[test]
fn a_network_known_by_its_function_alone_is_bounded_too() {
    // u^2 - v^2 from u = v = alpha: lazy as well.
    let data = points(5).unwrap();
    let start = Diagonal::new(300.0, 4);
    let (stop, times) = (Stop::Time(1e-6), [2e-7, 5e-7]);
    let reference = sweetspot::flow::diagonal::Flow::new(&data)
        .tolerance(1e-10)
        .stop(stop)
        .record(&times)
        .integrate(&start)
        .unwrap();
    let run = Flow::new(&data, Loss::Squared)
        .stop(stop)
        .record(&times)
        .integrate_any(&start)
        .unwrap();
    let output = |f: Mat<f64>| -> Vec<f64> { f.col(0).iter().copied().collect() };
    for (state, truth) in run.states.iter().zip(&reference.states) {
        let f = output(state.network.predict(data.points()));
        let off = apart(&f, &truth.network.predict(data.points()));
        assert!(off < 2e-5, "at {}: {off:e}", state.time);
    }
}
