//! Is the best alpha inside the grid? The test of a U, for one set of seeds.

use serde::{Deserialize, Serialize};

use super::error::{check_at_least_zero, check_level, check_values};
use super::relative::{beyond, excess, gain};
use super::{Contrast, Evidence, Gain, StatisticsError, Verdict, bounded_evidence, paired};

/// The test for an interior optimum, with everything it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct InteriorOptimum {
    /// Whether some interior point beats both ends by more than the margin.
    pub verdict: Verdict,
    /// p-values for it and against it, the search over the interior points paid for.
    pub evidence: Evidence,
    /// Index of the smallest mean error among the interior points that carry the verdict.
    pub best: usize,
    /// How much worse the first point is than the best.
    pub gain_over_first: Gain,
    /// How much worse the last point is than the best.
    pub gain_over_last: Gain,
    /// Both gains without the flattery of having chosen the best point on the same seeds: chosen on
    /// every second seed, measured on the others, and the other way round, averaged.
    pub cross_fitted: [f64; 2],
    /// Sample skewness of the two contrasts at the best point, first end and last.
    pub skewness: [f64; 2],
    /// Number of seeds.
    pub seeds: usize,
}

/// Tests whether some interior point of a grid beats both its ends by more than a
/// relative margin.
///
/// `errors[k][s]` is the error of grid point k (by rising alpha) with seed s, at least 0; every point
/// has the same seeds in the same order. With J interior points and the contrasts
/// D = E_end - (1 + margin) E_j:
/// - it holds if J min_j max(p_first, p_last) <= level/2: the weaker end counts, and the
///   search for j is paid for;
/// - it is violated if max_j 2 min(q_first, q_last) <= level/2: every j fails to beat an end,
///   q being the p-value of "the gain is below the margin";
/// - inconclusive otherwise.
///
/// A wrong verdict has probability at most `level / 2`. `best` is chosen among the interior points
/// that pass (interior), that have not failed (inconclusive), or all (monotone). The lower limits of
/// the gains have error level/(2J) each and the upper ones level/4, so that the verdict is interior
/// exactly where both lower limits at `best` are at least the margin, and monotone exactly where an
/// upper limit is at most the margin. At a fixed point all four limits hold together with
/// probability 1 - level (1/J + 1/2) at least; choosing the best one moves the lower limits up,
/// which J pays for, and the upper ones too, which is harmless.
///
/// ```
/// use sweetspot::statistics::{Verdict, interior_optimum};
///
/// let seeds = 0..40;
/// let curve = [0.15, 0.10, 0.13];
/// let errors: Vec<Vec<f64>> = curve
///     .iter()
///     .map(|e| seeds.clone().map(|s| e + 0.001 * f64::from(s % 5)).collect())
///     .collect();
/// let test = interior_optimum(&errors, 0.02, 0.01)?;
/// assert_eq!((test.verdict, test.best), (Verdict::Holds, 1));
/// assert!(test.gain_over_last.low > 0.02);
/// # Ok::<(), sweetspot::statistics::StatisticsError>(())
/// ```
///
/// # Errors
/// Fewer than 3 points or 2 seeds, different numbers of seeds, values that are not
/// finite or are negative, a margin below 0, a level outside (0, 1).
pub fn interior_optimum(
    errors: &[Vec<f64>],
    margin: f64,
    level: f64,
) -> Result<InteriorOptimum, StatisticsError> {
    let seeds = check(errors, margin)?;
    check_level(level)?;

    let (first, last) = (&errors[0], &errors[errors.len() - 1]);
    let interior = 1..errors.len() - 1;
    let beats_both = beats_both(errors, margin);
    let evidence = Evidence::some(beats_both.iter().copied());
    let decision = evidence.decide(level);

    let points = beats_both.len() as f64;
    let [error_below, error_above] = [level / (2.0 * points), level / 4.0];
    let carries = |j: &usize| {
        let alone = beats_both[j - 1];
        match decision {
            Verdict::Holds => alone.holds <= error_below,
            Verdict::Inconclusive => alone.violated > level / 2.0,
            Verdict::Violated => true,
        }
    };
    let best = paired::smallest_mean(errors, interior.filter(carries)).unwrap_or(1);
    let over = |end: &[f64]| gain(end, &errors[best], margin, error_below, error_above);
    Ok(InteriorOptimum {
        verdict: decision,
        evidence,
        best,
        gain_over_first: over(first),
        gain_over_last: over(last),
        cross_fitted: cross_fitted(errors),
        skewness: contrasts(errors, best, margin).map(|contrast| contrast.skewness),
        seeds,
    })
}

/// The evidence of [`interior_optimum`] alone, for one look among several.
///
/// # Errors
/// Those of [`interior_optimum`].
pub fn interior_evidence(errors: &[Vec<f64>], margin: f64) -> Result<Evidence, StatisticsError> {
    check(errors, margin)?;
    Ok(Evidence::some(beats_both(errors, margin)))
}

/// The evidence of [`interior_optimum`] without any condition on tails, for errors that lie in
/// `[low, high]`: each contrast by [`bounded_evidence`]. `None` where one of them lies outside.
///
/// # Errors
/// Those of [`interior_optimum`].
pub fn bounded_interior_evidence(
    errors: &[Vec<f64>],
    [low, high]: [f64; 2],
    margin: f64,
) -> Result<Option<Evidence>, StatisticsError> {
    check(errors, margin)?;
    if !errors
        .iter()
        .flatten()
        .all(|error| (low..=high).contains(error))
    {
        return Ok(None);
    }
    let factor = 1.0 + margin;
    let range = [low - factor * high, high - factor * low];
    let beats = |end: &Vec<f64>, best: &Vec<f64>| {
        let pairs = end.iter().zip(best);
        let differences: Vec<f64> = pairs.map(|(end, best)| end - factor * best).collect();
        bounded_evidence(&differences, range, 0.0)
    };
    let (first, last) = (&errors[0], &errors[errors.len() - 1]);
    let beats_both = errors[1..errors.len() - 1].iter().map(|best| {
        let ends = [beats(first, best)?, beats(last, best)?];
        Some(Evidence::all(ends))
    });
    let beats_both: Option<Vec<Evidence>> = beats_both.collect();
    Ok(beats_both.map(Evidence::some))
}

/// Refuses what no interior optimum can be asked of; returns the number of seeds.
fn check(errors: &[Vec<f64>], margin: f64) -> Result<usize, StatisticsError> {
    let seeds = paired::check(errors, 3)?;
    // A relative margin has no meaning for negative values.
    check_values(errors, "an error must be at least 0", |value| value >= 0.0)?;
    check_at_least_zero("margin", margin)?;
    Ok(seeds)
}

/// The contrasts of point `j` with the first point and with the last.
fn contrasts(errors: &[Vec<f64>], j: usize, margin: f64) -> [Contrast; 2] {
    [0, errors.len() - 1].map(|end| beyond(&errors[end], &errors[j], margin))
}

/// For every interior point, the evidence that it beats both ends.
fn beats_both(errors: &[Vec<f64>], margin: f64) -> Vec<Evidence> {
    let beats = |j: usize| {
        let ends = contrasts(errors, j, margin);
        Evidence::all(ends.map(|contrast| contrast.evidence(0.0)))
    };
    (1..errors.len() - 1).map(beats).collect()
}

/// Chooses on every second seed and measures on the others, both ways, averaged.
fn cross_fitted(errors: &[Vec<f64>]) -> [f64; 2] {
    let half = |parity: usize| -> Vec<Vec<f64>> {
        let every_second =
            |values: &Vec<f64>| values.iter().skip(parity).step_by(2).copied().collect();
        errors.iter().map(every_second).collect()
    };
    let halves = [half(0), half(1)];
    let mut sums = [0.0, 0.0];
    for (choose, measure) in [(0, 1), (1, 0)] {
        let best = paired::smallest_mean(&halves[choose], 1..errors.len() - 1).unwrap_or(1);
        let measured = &halves[measure];
        for (sum, end) in sums.iter_mut().zip([0, errors.len() - 1]) {
            *sum += excess(&measured[end], &measured[best]);
        }
    }
    sums.map(|sum| sum / 2.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A curve plus a spread shared by all points of a seed and one of their own.
    fn around(curve: &[f64], seeds: usize) -> Vec<Vec<f64>> {
        let shared = |s: usize| 0.002 * (s % 5) as f64;
        let own = |k: usize, s: usize| 0.001 * ((s * (2 * k + 3) + 5 * k) % 7) as f64;
        let row =
            |(k, error): (usize, &f64)| (0..seeds).map(|s| error + shared(s) + own(k, s)).collect();
        curve.iter().enumerate().map(row).collect()
    }

    fn verdict(curve: &[f64], margin: f64) -> Verdict {
        interior_optimum(&around(curve, 35), margin, 0.01)
            .unwrap()
            .verdict
    }

    #[test]
    fn the_plain_shapes() {
        assert_eq!(verdict(&[0.15, 0.12, 0.10, 0.14], 0.02), Verdict::Holds);
        assert_eq!(verdict(&[0.10, 0.12, 0.14, 0.16], 0.02), Verdict::Violated);
        assert_eq!(verdict(&[0.16, 0.14, 0.12, 0.10], 0.02), Verdict::Violated);
        assert_eq!(verdict(&[0.10, 0.14, 0.14, 0.10], 0.02), Verdict::Violated);
        assert_eq!(verdict(&[0.1; 4], 0.10), Verdict::Violated);
    }

    /// A U whose shallow arm is 10%: the margin decides.
    #[test]
    fn an_arm_has_to_be_longer_than_the_margin() {
        let curve = [0.11, 0.10, 0.10, 0.14];
        assert_eq!(verdict(&curve, 0.02), Verdict::Holds);
        assert_eq!(verdict(&curve, 0.30), Verdict::Violated);
    }

    #[test]
    fn one_look_among_several_has_the_evidence_of_the_test() {
        for curve in [[0.15, 0.12, 0.10, 0.14], [0.101, 0.10, 0.099, 0.102]] {
            let errors = around(&curve, 9);
            let test = interior_optimum(&errors, 0.02, 0.01).unwrap();
            assert_eq!(interior_evidence(&errors, 0.02), Ok(test.evidence));
            assert_ne!(test.evidence, Evidence::NONE);
        }
        let errors = around(&[0.15, 0.10, 0.14], 9);
        let decide = |margin| interior_evidence(&errors, margin).unwrap().decide(0.01);
        assert_eq!(decide(0.02), Verdict::Holds);
        assert_eq!(decide(0.80), Verdict::Violated);
        assert!(interior_evidence(&errors[..2], 0.02).is_err());
        assert!(interior_evidence(&errors, -0.1).is_err());
    }

    #[test]
    fn a_large_u_is_found_without_a_condition_on_tails_and_a_small_one_is_not() {
        let decide = |curve: &[f64], seeds| {
            let errors = around(curve, seeds);
            let found = bounded_interior_evidence(&errors, [0.0, 1.0], 0.02).unwrap();
            found.unwrap().decide(0.01)
        };
        assert_eq!(decide(&[0.5, 0.1, 0.1, 0.6], 40), Verdict::Holds);
        assert_eq!(decide(&[0.1, 0.5, 0.5, 0.6], 40), Verdict::Violated);
        assert_eq!(decide(&[0.12, 0.1, 0.1, 0.14], 40), Verdict::Inconclusive);
        assert_eq!(decide(&[0.15, 0.1, 0.1, 0.15], 400), Verdict::Holds);
        let outside = bounded_interior_evidence(&around(&[0.5, 0.1, 0.6], 4), [0.0, 0.2], 0.02);
        assert_eq!(outside, Ok(None));
    }

    #[test]
    fn reversing_the_grid_swaps_the_ends() {
        let errors = around(&[0.15, 0.12, 0.10, 0.13], 35);
        let mut reversed = errors.clone();
        reversed.reverse();
        let one = interior_optimum(&errors, 0.02, 0.01).unwrap();
        let other = interior_optimum(&reversed, 0.02, 0.01).unwrap();
        assert_eq!(one.evidence, other.evidence);
        assert_eq!(one.best, 3 - other.best);
        assert_eq!(one.gain_over_first, other.gain_over_last);
        assert_eq!(one.cross_fitted[0], other.cross_fitted[1]);
    }

    /// Two interior points whose order differs between the halves: the even seeds choose
    /// point 1, the odd ones point 2, and each is measured on the other half.
    #[test]
    fn cross_fitting_chooses_and_measures_on_different_seeds() {
        let errors = [
            vec![0.20, 0.24, 0.20, 0.24],
            vec![0.08, 0.16, 0.08, 0.16],
            vec![0.10, 0.12, 0.10, 0.12],
            vec![0.40, 0.36, 0.40, 0.36],
        ];
        let found = interior_optimum(&errors, 0.02, 0.01).unwrap().cross_fitted;
        let over_first = ((0.24 / 0.16 - 1.0) + (0.20 / 0.10 - 1.0)) / 2.0;
        let over_last = ((0.36 / 0.16 - 1.0) + (0.40 / 0.10 - 1.0)) / 2.0;
        assert!((found[0] - over_first).abs() < 1e-12, "{found:?}");
        assert!((found[1] - over_last).abs() < 1e-12, "{found:?}");
    }

    /// The ends have the smallest errors, and are not what is chosen.
    #[test]
    fn cross_fitting_chooses_among_interior_points() {
        let errors = [vec![0.1; 4], vec![0.3; 4], vec![0.2; 4], vec![0.05; 4]];
        let found = interior_optimum(&errors, 0.02, 0.01).unwrap().cross_fitted;
        assert!((found[0] - (0.1 / 0.2 - 1.0)).abs() < 1e-12, "{found:?}");
        assert!((found[1] - (0.05 / 0.2 - 1.0)).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn the_search_is_paid_for_by_the_number_of_interior_points() {
        let curve = around(&[0.105, 0.10, 0.108], 12);
        let one = interior_optimum(&curve, 0.02, 0.01).unwrap();
        let repeated = [0, 1, 1, 1, 2].map(|k: usize| curve[k].clone());
        let three = interior_optimum(&repeated, 0.02, 0.01).unwrap();
        assert!(
            one.evidence.holds > 0.0 && one.evidence.holds < 0.3,
            "{one:?}"
        );
        assert!((three.evidence.holds / one.evidence.holds - 3.0).abs() < 1e-12);
        assert_eq!(three.evidence.violated, one.evidence.violated);
    }

    /// Point 1 has the smallest mean and has failed: it is surely less than 2% better than
    /// the first. Point 2 varies too much to have failed, and is why nothing is decided.
    #[test]
    fn without_a_verdict_the_best_point_is_one_that_has_not_failed() {
        let first = [0.100, 0.120, 0.110, 0.130, 0.090, 0.105];
        let less = |by: [f64; 6]| (0..6).map(|s| first[s] - by[s]).collect::<Vec<f64>>();
        let errors = [
            first.to_vec(),
            less([0.001; 6]),
            less([0.02, -0.02, 0.015, -0.015, 0.015, -0.015]),
            less([-0.1, -0.09, -0.11, -0.1, -0.12, -0.08]),
        ];
        let test = interior_optimum(&errors, 0.02, 0.1).unwrap();
        assert_eq!(
            (test.verdict, test.best),
            (Verdict::Inconclusive, 2),
            "{test:?}"
        );
        let alone = [errors[0].clone(), errors[1].clone(), errors[3].clone()];
        let failed = interior_optimum(&alone, 0.02, 0.1).unwrap();
        assert_eq!(failed.verdict, Verdict::Violated);
    }

    #[test]
    fn bad_input_is_refused() {
        let good = around(&[0.2, 0.1, 0.2], 4);
        assert!(interior_optimum(&good, 0.02, 0.01).is_ok());
        assert!(interior_optimum(&good[..2], 0.02, 0.01).is_err());
        assert!(interior_optimum(&good, -0.02, 0.01).is_err());
        assert!(interior_optimum(&good, 0.02, 0.0).is_err());
        let mut bad = good.clone();
        bad[1][2] = -0.1;
        assert!(matches!(
            interior_optimum(&bad, 0.02, 0.01),
            Err(StatisticsError::Value {
                point: 1,
                seed: 2,
                needed: "an error must be at least 0",
                ..
            })
        ));
        bad[1].pop();
        assert!(interior_optimum(&bad, 0.02, 0.01).is_err());
    }

    fn grids() -> impl Strategy<Value = Vec<Vec<f64>>> {
        let point = (0.05..0.4_f64, prop::collection::vec(0.0..0.08_f64, 12));
        let errors = point.prop_map(|(level, noise)| noise.iter().map(|x| level + x).collect());
        prop::collection::vec(errors, 3..7)
    }

    proptest! {
        #[test]
        fn the_verdict_and_the_limits_of_the_gains_agree(
            errors in grids(), margin in 0.0..0.5_f64, level in 0.001..0.5_f64,
        ) {
            let test = interior_optimum(&errors, margin, level).unwrap();
            let gains = [test.gain_over_first, test.gain_over_last];
            let expected = if gains.iter().all(|gain| gain.low >= margin) {
                Verdict::Holds
            } else if gains.iter().any(|gain| gain.high <= margin) {
                Verdict::Violated
            } else {
                Verdict::Inconclusive
            };
            prop_assert_eq!(test.verdict, expected, "{:?}", test);
            prop_assert_eq!(test.evidence.p_value() <= level, test.verdict != Verdict::Inconclusive);
            prop_assert!(0 < test.best && test.best < errors.len() - 1);
        }

        #[test]
        fn neither_the_unit_nor_the_order_of_the_seeds_matters(errors in grids(), turn in 0_usize..12) {
            let changed: Vec<Vec<f64>> = errors
                .iter()
                .map(|point| {
                    let mut point: Vec<f64> = point.iter().map(|error| 8.0 * error).collect();
                    point.rotate_left(turn);
                    point
                })
                .collect();
            let one = interior_optimum(&errors, 0.02, 0.01).unwrap();
            let other = interior_optimum(&changed, 0.02, 0.01).unwrap();
            prop_assert!((one.evidence.holds - other.evidence.holds).abs() < 1e-9);
            prop_assert!((one.evidence.violated - other.evidence.violated).abs() < 1e-9);
        }
    }
}
