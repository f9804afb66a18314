//! The lazy end: a large alpha with f = 0 at the start (antisymmetric initialisation).
//!
//! In COB19 the output is scaled; for a two-layer network a scale of a on the output is
//! alpha = sqrt(a) on the weights.

use faer::linalg::solvers::Solve;
use faer::{Mat, Side};

use super::TheoryError;
use crate::data::Dataset;
use crate::network::TwoLayer;
use crate::observables::tangent_kernel;

/// GSJW20's output scale of a two-layer network of width h at alpha: they train
/// `(a/sqrt(h)) sum_j v_j relu(<w_j, x>)` with weights of order 1, so `a = alpha^2 sqrt(h)`.
/// Their cross-over `a* ~ h^(-1/2)` is `alpha* ~ h^(-1/2)`.
pub fn ntk_output_scale(alpha: f64, width: usize) -> f64 {
    alpha * alpha * (width as f64).sqrt()
}

/// `|theta(t) - theta(0)|/|theta(0)|` when the linearised network has moved from f = 0 to these
/// outputs on the training points, length n: `sqrt(f^T Theta^-1 f)/|theta(0)|` with the tangent
/// kernel Theta of `start` (own). Exact as alpha -> infinity.
///
/// # Errors
/// Lengths that differ; a kernel that is not invertible, as with more points than parameters.
pub fn linearised_weight_change(
    data: &Dataset,
    start: &TwoLayer,
    outputs: &[f64],
) -> Result<f64, TheoryError> {
    let n = data.samples();
    if outputs.len() != n {
        return Err(TheoryError::Length {
            what: "outputs",
            found: outputs.len(),
            expected: n,
        });
    }
    let dependent = TheoryError::DependentGradients(n);
    let kernel = tangent_kernel(data, start);
    let Ok(factor) = kernel.llt(Side::Lower) else {
        return Err(dependent);
    };
    let target = Mat::from_fn(n, 1, |i, _| outputs[i]);
    let solved = factor.solve(&target);
    let square: f64 = (0..n).map(|i| outputs[i] * solved[(i, 0)]).sum();
    if square.is_nan() || square < 0.0 {
        return Err(dependent);
    }
    let norm: f64 = start.outputs.iter().map(|v| v * v).sum();
    Ok((square / (start.weights.squared_norm_l2() + norm)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Mixture;
    use crate::network::Init;
    use crate::random::Streams;
    use faer::mat;

    /// alpha* ~ h^(-1/2) is a* ~ h^(-1/2) (GSJW20).
    #[test]
    fn both_normalisations_cross_over_with_one_exponent() {
        let theirs = |h: usize| ntk_output_scale(0.7 / (h as f64).sqrt(), h);
        assert!((theirs(4096) / theirs(64) - 0.125).abs() < 1e-15);
    }

    #[test]
    fn one_neuron_on_one_point() {
        // f = v relu(3 w), theta = (2, 2): the gradient is (3 v, 3 w) = (6, 6).
        let data = Dataset::new(mat![[3.0]], vec![1.0]).unwrap();
        let start = TwoLayer {
            weights: mat![[2.0]],
            outputs: vec![2.0],
        };
        let change = linearised_weight_change(&data, &start, &[1.2]).unwrap();
        assert!(
            (change - 1.2 / 72f64.sqrt() / 8f64.sqrt()).abs() < 1e-15,
            "{change}"
        );
    }

    #[test]
    fn the_kernel_is_the_products_of_numerical_gradients() {
        let (n, h) = (4, 3);
        let law = Mixture {
            samples: n,
            dimension: 2,
            signal: 1.0,
            noise: 1.0,
        };
        let streams = Streams::new(4);
        let data = law.draw(&mut streams.data()).unwrap();
        let start = TwoLayer::init(Init::Balanced, h, 2, &mut streams.weights());
        let step = 1e-6;
        let mut gradients = Vec::new();
        for p in 0..3 * h {
            let moved = |by: f64| {
                let mut network = start.clone();
                if p < 2 * h {
                    network.weights[(p % 2, p / 2)] += by;
                } else {
                    network.outputs[p - 2 * h] += by;
                }
                network.predict(data.points())
            };
            let (ahead, behind) = (moved(step), moved(-step));
            let slope = |i: usize| (ahead[i] - behind[i]) / (2.0 * step);
            gradients.push((0..n).map(slope).collect::<Vec<f64>>());
        }
        let kernel = tangent_kernel(&data, &start);
        for i in 0..n {
            for k in 0..n {
                let product: f64 = gradients.iter().map(|g| g[i] * g[k]).sum();
                assert!((kernel[(i, k)] - product).abs() < 1e-8, "{i} {k}");
            }
        }
    }

    #[test]
    fn the_change_has_its_exponent_and_is_linear_in_the_outputs() {
        let law = Mixture {
            samples: 10,
            dimension: 10,
            signal: 1.0,
            noise: 1.0,
        };
        let streams = Streams::new(5);
        let data = law.draw(&mut streams.data()).unwrap();
        let shape = TwoLayer::init(Init::Antisymmetric, 40, 10, &mut streams.weights());
        let change = |alpha: f64, f: f64| {
            linearised_weight_change(&data, &shape.scaled(alpha), &[f; 10]).unwrap()
        };
        let exponent = libm::log2(change(8.0, 1.0) / change(4.0, 1.0));
        assert!((exponent + 2.0).abs() < 1e-12, "{exponent}");
        assert!((change(8.0, 3.0) / change(8.0, -1.0) - 3.0).abs() < 1e-12);
    }

    #[test]
    fn what_has_no_shortest_change_is_refused() {
        let twins = Dataset::new(mat![[3.0], [3.0]], vec![1.0, -1.0]).unwrap();
        let dead = TwoLayer {
            weights: mat![[-2.0]],
            outputs: vec![2.0],
        };
        let refused = linearised_weight_change(&twins, &dead, &[1.0, -1.0]);
        assert_eq!(refused, Err(TheoryError::DependentGradients(2)));
        let one = Dataset::new(mat![[3.0]], vec![1.0]).unwrap();
        let live = dead.scaled(-1.0);
        assert!(linearised_weight_change(&one, &live, &[1.0]).is_ok());
        let undefined = linearised_weight_change(&one, &live, &[f64::NAN]);
        assert_eq!(undefined, Err(TheoryError::DependentGradients(1)));
        let short = linearised_weight_change(&twins, &dead, &[1.0]);
        assert!(matches!(short, Err(TheoryError::Length { .. })));
    }
}
