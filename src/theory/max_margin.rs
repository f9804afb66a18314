//! The max-margin vector of a class, by a quadratic program.

use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettings, DefaultSolver, IPSolver, NonnegativeConeT, SolverStatus};
use faer::{Mat, MatRef};

use super::TheoryError;
use crate::data::Dataset;

/// w* of a class and what certifies it.
#[derive(Clone, Debug, PartialEq)]
pub struct MaxMargin {
    /// w*, length d: <w*, x_i> >= 1 on every point of the class, to rounding.
    pub vector: Vec<f64>,
    /// |w*|; the largest margin a unit vector can have is 1/|w*|.
    pub length: f64,
    /// lambda_i >= 0 with w* = sum_i lambda_i x_i, one a point of the class, in their order in
    /// the data; positive on the support vectors.
    pub multipliers: Vec<f64>,
    /// A bound on the relative error of |w*|, from duality.
    pub error: f64,
}

/// The relative error of |w*| above which a solution is refused.
const ACCURACY: f64 = 1e-7;

/// Tolerance asked of the interior-point method, tighter than its default of 1e-8.
const TOLERANCE: f64 = 1e-12;

/// w*_+ or w*_-: the shortest w with <w, x_i> >= 1 on every point of one class, as PL21's
/// Theorem gives the limit of a ReLU network's effective predictors under OS.
///
/// Solved in the dual, `min |sum_i lambda_i x_i|^2/2 - sum_i lambda_i` over lambda >= 0, by an
/// interior-point method: n_c variables whatever the dimension. The error is bounded afterwards
/// without trusting the solver: the vector divided by its least product with the class is
/// feasible, so |w*| is at most its length, and at least `sqrt(2 dual value)`.
///
/// # Errors
/// [`TheoryError::Length`] for a class without points, [`TheoryError::NoMargin`] where no vector
/// has positive products with all of them, [`TheoryError::NotConverged`] where |w*| is not
/// known to 1e-7 (a class that is separable only by a hair).
///
/// ```
/// use faer::mat;
/// use sweetspot::{data::Dataset, theory::max_margin_vector};
/// let data = Dataset::new(mat![[2.0, 0.0], [0.0, 1.0], [9.0, 9.0]], vec![1.0, 1.0, 1.0])?;
/// let best = max_margin_vector(&data, true)?;
/// assert!((best.vector[0] - 0.5).abs() < 1e-8 && (best.vector[1] - 1.0).abs() < 1e-8);
/// assert!(best.multipliers[2] < 1e-8); // no support vector
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn max_margin_vector(data: &Dataset, positive: bool) -> Result<MaxMargin, TheoryError> {
    let members = data.class(positive);
    let longest = members.iter().map(|&i| data.points().row(i).norm_max());
    let scale = longest.fold(0.0, f64::max);
    if members.is_empty() || scale == 0.0 {
        return Err(TheoryError::Length {
            what: "nonzero points of the class",
            found: 0,
            expected: 1,
        });
    }
    let points = Mat::from_fn(members.len(), data.dimension(), |i, j| {
        data.points()[(members[i], j)] / scale
    });
    let multipliers = dual_solution(points.as_ref())?;
    certified(points.as_ref(), &multipliers, scale)
}

/// lambda of the dual problem, for points of order 1.
fn dual_solution(points: MatRef<'_, f64>) -> Result<Vec<f64>, TheoryError> {
    let n = points.nrows();
    let gram = points * points.transpose();
    let entries = (0..n).flat_map(|column| (0..=column).map(move |row| (row, column)));
    let (rows, columns): (Vec<usize>, Vec<usize>) = entries.unzip();
    let values = rows.iter().zip(&columns).map(|(&i, &k)| gram[(i, k)]);
    let values = values.collect();
    let quadratic = CscMatrix::new_from_triplets(n, n, rows, columns, values);
    let mut constraints = CscMatrix::identity(n);
    constraints.nzval.fill(-1.0); // -lambda + slack = 0
    let settings = DefaultSettings {
        verbose: false,
        max_threads: 1,
        tol_gap_abs: TOLERANCE,
        tol_gap_rel: TOLERANCE,
        tol_feas: TOLERANCE,
        ..DefaultSettings::default()
    };
    let cones = [NonnegativeConeT(n)];
    let solver = DefaultSolver::new(
        &quadratic,
        &vec![-1.0; n],
        &constraints,
        &vec![0.0; n],
        &cones,
        settings,
    );
    let Ok(mut solver) = solver else {
        return Err(not_converged(f64::INFINITY));
    };
    solver.solve();
    match solver.solution.status {
        SolverStatus::DualInfeasible | SolverStatus::AlmostDualInfeasible => {
            Err(TheoryError::NoMargin(n))
        }
        // Stopped short of the tolerance it may be: the certificate decides.
        _ => Ok(solver.solution.x.iter().map(|l| l.max(0.0)).collect()),
    }
}

/// w* in the units of the data, with a bound on its error.
fn certified(
    points: MatRef<'_, f64>,
    multipliers: &[f64],
    scale: f64,
) -> Result<MaxMargin, TheoryError> {
    let lambda = faer::ColRef::from_slice(multipliers);
    let raw = points.transpose() * lambda;
    let products = points * &raw;
    let least = products.iter().copied().fold(f64::INFINITY, f64::min);
    if least.is_nan() || least <= 0.0 {
        return Err(not_converged(f64::INFINITY));
    }
    let upper = raw.norm_l2() / least;
    let dual = lambda.iter().sum::<f64>() - 0.5 * raw.squared_norm_l2();
    let lower = (2.0 * dual.max(0.0)).sqrt();
    let error = (upper - lower).max(0.0) / upper;
    if error.is_nan() || error > ACCURACY {
        return Err(not_converged(error));
    }
    Ok(MaxMargin {
        vector: raw.iter().map(|w| w / (least * scale)).collect(),
        length: upper / scale,
        multipliers: lambda.iter().map(|l| l / (least * scale * scale)).collect(),
        error,
    })
}

fn not_converged(error: f64) -> TheoryError {
    TheoryError::NotConverged {
        what: "the max-margin vector",
        error,
        wanted: ACCURACY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{DataConfig, MixtureConfig, SeparableConfig};
    use crate::data::{Mixture, Problem};
    use crate::network::Loss;
    use crate::random::Streams;
    use faer::mat;
    use proptest::prelude::*;

    fn class(points: Mat<f64>) -> Dataset {
        let labels = vec![1.0; points.nrows()];
        Dataset::new(points, labels).unwrap()
    }

    #[test]
    fn one_point_and_orthogonal_points() {
        for scale in [1e-150, 1.0, 1e150] {
            let one = max_margin_vector(&class(mat![[3.0 * scale, 4.0 * scale]]), true).unwrap();
            assert!((one.length * 5.0 * scale - 1.0).abs() < 1e-10);
            let axes = class(mat![[scale, 0.0, 0.0], [0.0, 2.0 * scale, 0.0]]);
            let axes = max_margin_vector(&axes, true).unwrap();
            assert!((axes.length * scale - 1.25f64.sqrt()).abs() < 1e-10);
            assert_eq!(axes.vector[2], 0.0);
        }
    }

    #[test]
    fn a_point_between_two_is_no_support_vector() {
        // The nearer of two points on one ray counts, and w* is orthogonal to the face.
        let best = max_margin_vector(
            &class(mat![[1.0, 1.0], [1.0, -1.0], [3.0, 0.0], [2.0, 2.0]]),
            true,
        );
        let best = best.unwrap();
        assert!((best.vector[0] - 1.0).abs() < 1e-9 && best.vector[1].abs() < 1e-9);
        assert!(best.multipliers[2] < 1e-9 && best.multipliers[3] < 1e-9);
    }

    #[test]
    fn only_the_class_counts() {
        let data = Dataset::new(mat![[1.0, 0.0], [0.0, -4.0]], vec![1.0, -1.0]).unwrap();
        assert!((max_margin_vector(&data, true).unwrap().length - 1.0).abs() < 1e-10);
        let negative = max_margin_vector(&data, false).unwrap();
        assert!((negative.vector[1] + 0.25).abs() < 1e-10);
    }

    #[test]
    fn classes_without_a_margin_are_refused() {
        let opposite = class(mat![[1.0, 0.5], [-1.0, 0.5], [0.0, -1.0]]);
        assert_eq!(
            max_margin_vector(&opposite, true),
            Err(TheoryError::NoMargin(3))
        );
        let line = class(mat![[1.0], [-1.0]]);
        assert_eq!(
            max_margin_vector(&line, true),
            Err(TheoryError::NoMargin(2))
        );
        assert!(matches!(
            max_margin_vector(&line, false),
            Err(TheoryError::Length { .. })
        ));
        let zero = class(mat![[0.0, 0.0]]);
        assert!(matches!(
            max_margin_vector(&zero, true),
            Err(TheoryError::Length { .. })
        ));
    }

    #[test]
    fn many_more_points_than_dimensions_and_the_other_way_round() {
        for (samples, dimension) in [(300, 3), (40, 400), (30, 30)] {
            let config = DataConfig::from(SeparableConfig {
                mixture: MixtureConfig {
                    samples,
                    dimension,
                    test_lines: 0,
                    ..Default::default()
                },
                ..Default::default()
            });
            let data = Problem::draw(&config, Loss::Logistic, &Streams::new(1))
                .unwrap()
                .training;
            let best = max_margin_vector(&data, true).unwrap();
            assert!(best.error < 1e-8, "{samples} {dimension}: {}", best.error);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_conditions_of_an_optimum_hold(
            seed in 0u64..10_000, samples in 1usize..20, dimension in 1usize..8,
        ) {
            let law = Mixture { samples, dimension, signal: 2.0, noise: 0.5 };
            let data = law.draw(&mut Streams::new(seed).data()).unwrap();
            prop_assume!(data.labels().contains(&1.0));
            let Ok(best) = max_margin_vector(&data, true) else {
                prop_assume!(false); // a class that no vector separates from 0
                unreachable!()
            };
            let members = (0..samples).filter(|&i| data.labels()[i] > 0.0);
            let mut combination = vec![0.0; dimension];
            for (i, lambda) in members.zip(&best.multipliers) {
                let x = data.points().row(i);
                let product: f64 = x.iter().zip(&best.vector).map(|(x, w)| x * w).sum();
                prop_assert!(product >= 1.0 - 1e-12, "feasible: {product}");
                prop_assert!(*lambda >= 0.0);
                prop_assert!((lambda * (product - 1.0)).abs() < 1e-6, "complementary: {lambda} {product}");
                for (c, x) in combination.iter_mut().zip(x.iter()) {
                    *c += lambda * x;
                }
            }
            for (c, w) in combination.iter().zip(&best.vector) {
                prop_assert!((c - w).abs() < 1e-10 * best.length.max(1.0));
            }
            prop_assert!(best.error < 1e-7);
        }
    }

    /// Multipliers that are off by e make the vector longer than need be by about e/2, and the
    /// certificate says so.
    #[test]
    fn multipliers_that_are_not_the_best_are_refused() {
        let points = mat![[1.0, 0.0], [0.0, 1.0]];
        assert!(certified(points.as_ref(), &[1.0, 1.0], 1.0).unwrap().error < 1e-15);
        let off = certified(points.as_ref(), &[1.0, 1.0 - 1e-3], 1.0);
        let Err(TheoryError::NotConverged { error, .. }) = off else {
            panic!("{off:?}")
        };
        assert!((error - 5e-4).abs() < 1e-6, "{error}");
    }
}
