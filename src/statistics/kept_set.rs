//! Where is the best alpha? The grid points that cannot be told from the best.

use super::error::check_level;
use super::{StatisticsError, paired};

/// The indices of the grid points that no other point beats, in rising order.
///
/// `errors[k][s]` is the error of grid point k with seed s; every point has the same seeds in the
/// same order. Point k beats point i if the paired contrast E_i - E_k has p at most level/(K - 1)
/// among K points (Bonferroni). The point of the smallest true error is kept with probability
/// 1 - `level` at least. The set is never empty: nothing beats the point of the smallest mean.
///
/// # Errors
/// No points, fewer than 2 seeds, different numbers of seeds, values that are not
/// finite, a level outside (0, 1).
pub fn kept_set(errors: &[Vec<f64>], level: f64) -> Result<Vec<usize>, StatisticsError> {
    paired::check(errors, 1)?;
    check_level(level)?;
    let error = level / (errors.len() as f64 - 1.0).max(1.0);
    let beats = |better: &[f64], worse: &[f64]| {
        let contrast = paired::difference(1.0, worse, 1.0, better);
        // The second condition only matters for levels above one half.
        contrast.evidence(0.0).holds <= error && contrast.mean > 0.0
    };
    Ok((0..errors.len())
        .filter(|&i| !errors.iter().any(|other| beats(other, &errors[i])))
        .collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn points_that_cannot_be_told_apart_are_all_kept() {
        let same = vec![vec![0.1, 0.3, 0.2]; 4];
        assert_eq!(kept_set(&same, 0.05).unwrap(), [0, 1, 2, 3]);
        assert_eq!(kept_set(&same[..1], 0.05).unwrap(), [0]);
    }

    /// Paired: a difference far below the spread between seeds is seen.
    #[test]
    fn a_constant_difference_is_seen_through_the_spread_of_the_seeds() {
        let base = [0.1, 0.3, 0.2, 0.5];
        let shifted = |by: f64| base.map(|error| error + by).to_vec();
        let errors = [shifted(1e-6), shifted(0.0), shifted(2e-6)];
        assert_eq!(kept_set(&errors, 0.05).unwrap(), [1]);
    }

    /// Of five points each is compared with four others, at a quarter of the level.
    #[test]
    fn the_level_is_shared_by_the_other_points() {
        let best = vec![0.1, 0.13, 0.11, 0.12, 0.1];
        let worse = vec![0.12, 0.13, 0.15, 0.13, 0.13];
        let p = paired::difference(1.0, &worse, 1.0, &best)
            .evidence(0.0)
            .holds;
        let errors = [worse, best.clone(), best.clone(), best.clone(), best];
        assert_eq!(kept_set(&errors, 4.001 * p).unwrap(), [1, 2, 3, 4]);
        assert_eq!(kept_set(&errors, 3.999 * p).unwrap(), [0, 1, 2, 3, 4]);
        let pair = &errors[..2];
        assert_eq!(kept_set(pair, 1.001 * p).unwrap(), [1]);
        assert_eq!(kept_set(pair, 0.999 * p).unwrap(), [0, 1]);
    }

    #[test]
    fn bad_input_is_refused() {
        assert_eq!(
            kept_set(&[], 0.05),
            Err(StatisticsError::TooFewPoints {
                found: 0,
                needed: 1
            })
        );
        assert!(matches!(
            kept_set(&[vec![0.1, 0.2], vec![0.1]], 0.05),
            Err(StatisticsError::LengthsDiffer {
                point: 1,
                found: 1,
                expected: 2
            })
        ));
        assert!(kept_set(&[vec![0.1, f64::NAN]], 0.05).is_err());
        assert!(kept_set(&[vec![0.1, 0.2]], 1.0).is_err());
    }

    proptest! {
        #[test]
        fn the_smallest_mean_is_always_kept(
            errors in prop::collection::vec(prop::collection::vec(0.0..1.0_f64, 9), 1..7),
            level in 0.001..0.999_f64,
        ) {
            let best = paired::smallest_mean(&errors, 0..errors.len()).unwrap();
            prop_assert!(kept_set(&errors, level).unwrap().contains(&best));
        }
    }
}
