//! Do the means go one way along a grid?

use serde::Serialize;

use super::error::{check_at_least_zero, check_level};
use super::{Contrast, Evidence, StatisticsError, paired};

/// The pairs of points of a grid whose means are claimed to go one way.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MonotoneMeans {
    /// p-values for the claim and against it.
    pub evidence: Evidence,
    /// The two points, counted from 0, whose step does most against the claim.
    pub weakest: [usize; 2],
    /// Their step in the claimed direction, from the first point to the second; below
    /// 0 it goes against the trend.
    pub step: Contrast,
    /// Interval of its mean that agrees with the verdict at the level given: above
    /// -slack exactly where the claim holds, below it exactly where it is violated.
    pub interval: [f64; 2],
    /// Number of pairs tested.
    pub pairs: usize,
}

/// Evidence for "the means never go against the trend by more than `slack`": for all
/// points i < j the mean of the step from i to j, in the claimed direction, is at least
/// -`slack`.
///
/// `values[k][s]` is the value at grid point k with seed s; every point has the same seeds in the
/// same order. With P pairs the largest p supports the claim (Berger 1982) and P times the smallest
/// opposite p refutes it. Points that are equal in every seed decide nothing at a slack of 0.
///
/// # Errors
/// Fewer than 2 points or 2 seeds, different numbers of seeds, values that are not
/// finite, a slack that is negative or not finite, a level outside (0, 1).
pub fn monotone_means(
    values: &[Vec<f64>],
    increasing: bool,
    slack: f64,
    level: f64,
) -> Result<MonotoneMeans, StatisticsError> {
    paired::check(values, 2)?;
    check_at_least_zero("slack", slack)?;
    check_level(level)?;
    let sign = if increasing { 1.0 } else { -1.0 };
    let pairs = (0..values.len()).flat_map(|i| (i + 1..values.len()).map(move |j| [i, j]));
    let step = |[i, j]: [usize; 2]| paired::difference(sign, &values[j], sign, &values[i]);
    let steps: Vec<([usize; 2], Contrast)> = pairs.map(|pair| (pair, step(pair))).collect();
    let evidence = Evidence::all(steps.iter().map(|(_, step)| step.evidence(-slack)));
    let z = |step: &Contrast| step.normal_score(-slack);
    // Of smallest z, the first of equal ones.
    let (weakest, step) =
        steps[1..]
            .iter()
            .fold(steps[0], |found, other| match z(&other.1) < z(&found.1) {
                true => *other,
                false => found,
            });
    let interval = [
        step.lower_limit(level / 2.0)?,
        step.upper_limit(level / (2.0 * steps.len() as f64))?,
    ];
    Ok(MonotoneMeans {
        evidence,
        weakest,
        step,
        interval,
        pairs: steps.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Verdict;

    /// Means 1, 2, 4 with spreads of their own.
    fn rising() -> Vec<Vec<f64>> {
        vec![
            vec![0.9, 1.1, 1.0, 0.8, 1.2],
            vec![2.0, 2.1, 1.9, 2.2, 1.8],
            vec![4.1, 3.9, 4.2, 4.0, 3.8],
        ]
    }

    #[test]
    fn all_pairs_count_and_the_search_for_a_refutation_is_paid_for() {
        let values = rising();
        let step = |i: usize, j: usize| paired::difference(1.0, &values[j], 1.0, &values[i]);
        let steps = [step(0, 1), step(0, 2), step(1, 2)].map(|step| step.evidence(-0.1));
        let test = monotone_means(&values, true, 0.1, 0.02).unwrap();
        assert_eq!(test.pairs, 3);
        assert_eq!(test.evidence.holds, steps[0].holds);
        assert!(steps[0].holds > steps[1].holds && steps[0].holds > steps[2].holds);
        assert_eq!(test.evidence.violated, 1.0);
        assert_eq!(test.weakest, [0, 1]);
        assert!((test.step.mean - 1.0).abs() < 1e-12);

        let test = monotone_means(&values, false, 0.1, 0.02).unwrap();
        let smallest = |p: f64, i: usize, j: usize| {
            let step = paired::difference(-1.0, &values[j], -1.0, &values[i]);
            p.min(step.evidence(-0.1).violated)
        };
        let smallest = smallest(smallest(smallest(1.0, 0, 1), 0, 2), 1, 2);
        assert_eq!(test.evidence.violated, 3.0 * smallest);
        assert!(smallest > 0.0);
        assert_eq!(test.weakest, [0, 2]);
        assert!((test.step.mean + 3.0).abs() < 1e-12);
    }

    #[test]
    fn directions_are_mirror_images() {
        let negated: Vec<Vec<f64>> = rising()
            .iter()
            .map(|values| values.iter().map(|value| -value).collect())
            .collect();
        let one = monotone_means(&rising(), true, 0.1, 0.02).unwrap();
        let other = monotone_means(&negated, false, 0.1, 0.02).unwrap();
        assert_eq!(one, other);
        assert_eq!(one.evidence.decide(0.02), Verdict::Holds);
    }

    /// Each step against the trend is below the slack, both together are not.
    #[test]
    fn small_steps_against_the_trend_may_not_add_up() {
        let shifted = |by: f64| [0.3, 0.1, 0.2, 0.4, 0.25].map(|x| x - by).to_vec();
        let values = [0.0, 0.6, 1.2].map(shifted);
        let two = monotone_means(&values[..2], true, 1.0, 0.02).unwrap();
        assert_eq!(two.evidence.decide(0.02), Verdict::Holds);
        let three = monotone_means(&values, true, 1.0, 0.02).unwrap();
        assert_eq!(three.evidence.decide(0.02), Verdict::Violated);
        assert_eq!(three.weakest, [0, 2]);
    }

    /// The upper limit pays for the search among the pairs, the lower one need not.
    #[test]
    fn the_interval_of_the_weakest_pair_agrees_with_the_verdict() {
        for slack in [0.0, 0.4, 0.8, 1.0, 1.2, 1.6, 3.0] {
            let mut values = rising();
            values.swap(0, 1);
            let test = monotone_means(&values, true, slack, 0.02).unwrap();
            let [low, high] = test.interval;
            let expected = if low >= -slack {
                Verdict::Holds
            } else if high <= -slack {
                Verdict::Violated
            } else {
                Verdict::Inconclusive
            };
            assert_eq!(test.evidence.decide(0.02), expected, "{slack}");
            assert_eq!(low, test.step.lower_limit(0.01).unwrap());
            assert_eq!(high, test.step.upper_limit(0.01 / 3.0).unwrap());
        }
    }

    #[test]
    fn equal_points_need_a_slack() {
        let flat = [vec![1.0, 1.5, 2.0], vec![1.0, 1.5, 2.0]];
        let decide = |slack| {
            let test = monotone_means(&flat, true, slack, 0.02).unwrap();
            test.evidence.decide(0.02)
        };
        assert_eq!(decide(0.0), Verdict::Inconclusive);
        assert_eq!(decide(1e-6), Verdict::Holds);
    }

    #[test]
    fn bad_input_is_refused() {
        assert!(monotone_means(&rising()[..1], true, 0.1, 0.02).is_err());
        assert!(monotone_means(&rising(), true, -0.1, 0.02).is_err());
        assert!(monotone_means(&rising(), true, 0.1, 0.0).is_err());
        let mut ragged = rising();
        ragged[1].pop();
        assert!(monotone_means(&ragged, true, 0.1, 0.02).is_err());
    }
}
