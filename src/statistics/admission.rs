//! Is a claim sure enough of its verdict to be run every day?

use rand::RngExt;
use serde::Serialize;

use super::looks::look_until_decided;
use super::{Evidence, LOOKS, Looks, StatisticsError, Verdict, clopper_pearson};
use crate::random::Streams;

/// How often the rule of all looks but the last gave another verdict than the expected one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Admission {
    /// Times the rule was run.
    pub repetitions: usize,
    /// Times its verdict was not the expected one, undecided included.
    pub unexpected: usize,
    /// Upper 95% limit of the rate of unexpected verdicts (Clopper and Pearson 1934).
    pub at_most: f64,
    /// Mean number of seeds at the look that decided.
    pub mean_seeds: f64,
}

/// Runs a rule again and again on seeds drawn from recorded ones, without its last look, which is
/// kept in reserve.
///
/// `values[k][s]` is the value at grid point k with recorded seed s; a seed is drawn with all its
/// points, with replacement. `rule` gives the evidence of such values at one look; `pairs` is the
/// number of pairs of hypotheses of the paper. Resampling keeps the shape of the differences: a
/// formula for normal noise promises too much where tails are heavy. The recorded seeds should be
/// others than those of the verdict, and at least as many as two looks.
///
/// # Errors
/// No points or repetitions; different numbers of seeds, or none; those of `rule`.
pub fn admission<E: From<StatisticsError>>(
    values: &[Vec<f64>],
    looks: Looks,
    pairs: usize,
    expected: Verdict,
    repetitions: usize,
    rule: impl Fn(&[Vec<f64>]) -> Result<Evidence, E>,
) -> Result<Admission, E> {
    let recorded = super::paired::check(values, 1)?;
    let (mut unexpected, mut seeds) = (0, 0);
    for repetition in 0..repetitions {
        let mut stream = Streams::new(0).replicate(repetition as u64).resampling();
        let mut drawn = vec![Vec::new(); values.len()];
        let stopped = look_until_decided(looks, LOOKS - 1, pairs, |_, size| {
            while drawn[0].len() < size {
                let seed = stream.random_range(0..recorded);
                for (drawn, values) in drawn.iter_mut().zip(values) {
                    drawn.push(values[seed]);
                }
            }
            rule(&drawn)
        })?;
        unexpected += usize::from(stopped.decision != expected);
        seeds += stopped.seeds;
    }
    // A two-sided 90% interval misses above with probability 5%.
    let [_, at_most] = clopper_pearson(unexpected, repetitions, 0.10)?;
    Ok(Admission {
        repetitions,
        unexpected,
        at_most,
        mean_seeds: seeds as f64 / repetitions as f64,
    })
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::statistics::ordering;

    fn rule(values: &[Vec<f64>]) -> Result<Evidence, StatisticsError> {
        Ok(ordering(&values[0], &values[1], 0.0, 0.01)?.evidence)
    }

    /// Differences of the given mean with a spread of about 1.
    fn values(mean: f64) -> [Vec<f64>; 2] {
        let noise = |s: u32| f64::from((7 * s) % 11) / 3.162 - 1.5813;
        let base = |s: u32| f64::from(s % 5);
        [
            (0..55).map(|s| base(s) + mean + noise(s)).collect(),
            (0..55).map(base).collect(),
        ]
    }

    #[test]
    fn a_large_effect_is_admitted_and_none_is_not() {
        let looks = Looks { first: 32 };
        let large = admission(&values(2.0), looks, 1, Verdict::Holds, 300, rule).unwrap();
        assert_eq!((large.repetitions, large.unexpected), (300, 0));
        // 1 - .05^(1/300).
        assert!((large.at_most - 0.009_936_0).abs() < 1e-6, "{large:?}");
        assert_eq!(large.mean_seeds, 32.0);
        let none = admission(&values(0.0), looks, 1, Verdict::Holds, 300, rule).unwrap();
        assert!(none.unexpected > 290 && none.mean_seeds > 240.0, "{none:?}");
        assert!(none.at_most <= 1.0);
        let opposite = admission(&values(-2.0), looks, 1, Verdict::Violated, 300, rule).unwrap();
        assert_eq!(opposite.unexpected, 0);
    }

    /// Seeds are drawn whole, every look adds to the last, and the fifth is not taken.
    #[test]
    fn four_looks_at_seeds_drawn_whole() {
        let values = [vec![1.0, 2.0, 3.0], vec![10.0, 20.0, 30.0]];
        let looks = RefCell::new(Vec::<Vec<Vec<f64>>>::new());
        let undecided = |values: &[Vec<f64>]| {
            looks.borrow_mut().push(values.to_vec());
            Ok::<_, StatisticsError>(Evidence::NONE)
        };
        let found = admission(
            &values,
            Looks { first: 3 },
            1,
            Verdict::Inconclusive,
            1,
            undecided,
        );
        let found = found.unwrap();
        assert_eq!((found.unexpected, found.mean_seeds), (0, 24.0));
        let looks = looks.into_inner();
        assert_eq!(looks.len(), 4);
        for (look, size) in looks.iter().zip([3, 6, 12, 24]) {
            assert_eq!((look[0].len(), look[1].len()), (size, size));
            assert_eq!(look[0], looks[3][0][..size]);
            let tenfold: Vec<f64> = look[0].iter().map(|value| 10.0 * value).collect();
            assert_eq!(look[1], tenfold);
        }
        for value in [1.0, 2.0, 3.0] {
            assert!(looks[3][0].contains(&value));
        }
    }

    #[test]
    fn repetitions_differ_and_are_the_same_every_time() {
        let drawn = || {
            let first = RefCell::new(Vec::new());
            let undecided = |values: &[Vec<f64>]| {
                first.borrow_mut().push(values[0].clone());
                Ok::<_, StatisticsError>(Evidence::NONE)
            };
            let looks = Looks { first: 8 };
            admission(&values(0.0), looks, 1, Verdict::Holds, 2, undecided).unwrap();
            first.into_inner()
        };
        let one = drawn();
        assert_eq!(one, drawn());
        assert_ne!(one[0], one[4]);
    }

    #[test]
    fn bad_input_is_refused() {
        let looks = Looks { first: 8 };
        let ask = |values: &[Vec<f64>], repetitions| {
            admission(values, looks, 1, Verdict::Holds, repetitions, rule).is_err()
        };
        assert!(!ask(&values(0.0), 1));
        assert!(ask(&values(0.0), 0));
        assert!(ask(&[], 1));
        assert!(ask(&[vec![1.0, 2.0], vec![1.0]], 1));
    }
}
