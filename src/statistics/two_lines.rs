//! Two lines: does the error first fall and then rise, by straight lines in log alpha?

use serde::{Deserialize, Serialize};

use super::error::check_level;
use super::{Contrast, Evidence, StatisticsError, Verdict, least_squares, paired};
use crate::math::slope_weights;

/// The two-lines test. It stands beside the verdict of the sweep and does not make it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TwoLines {
    /// Whether a break exists with a falling line before and a rising one after it.
    pub verdict: Verdict,
    /// p-values for it and against it, the search over breaks paid for.
    pub evidence: Evidence,
    /// Index of the break with the strongest support.
    pub break_point: usize,
    /// Mean slope from the first point to the break, error per decade of alpha.
    pub slope_before: f64,
    /// Mean slope from the break to the last point, error per decade of alpha.
    pub slope_after: f64,
}

/// Tests for a U with two lines (Simonsohn 2018): for every interior point as the
/// break, each seed's least-squares slope of the error in log10 alpha over the points up
/// to the break and from it on, the break included in both.
///
/// With J interior points: interior if J min_j max(p(before < 0), p(after > 0)) is at most level/2;
/// monotone if for every break one of the slopes has the wrong sign, max_j 2 min of the opposite
/// p-values at most level/2. Paying for the search with J allows any break, where the original fixes
/// one by a rule. Slopes are compared with 0, without a margin: it finds a U however shallow.
///
/// `errors[k][s]` is the error at `alphas[k]` with seed s.
///
/// # Errors
/// Alphas that are not positive, finite and rising, or not one a point; fewer than 3 points or 2
/// seeds, different numbers of seeds, values that are not finite, a level outside (0, 1).
pub fn two_lines(
    alphas: &[f64],
    errors: &[Vec<f64>],
    level: f64,
) -> Result<TwoLines, StatisticsError> {
    let log_alphas = least_squares::log_grid(alphas, errors.len())?;
    paired::check(errors, 3)?;
    check_level(level)?;
    let slope =
        |x: &[f64], errors: &[Vec<f64>]| least_squares::combine(&slope_weights(x), errors).1;
    let at_break = |j: usize| {
        [
            slope(&log_alphas[..=j], &errors[..=j]),
            slope(&log_alphas[j..], &errors[j..]),
        ]
    };
    let lines: Vec<[Contrast; 2]> = (1..errors.len() - 1).map(at_break).collect();
    let evidence = Evidence::some(lines.iter().map(|[before, after]| {
        Evidence::all([before.evidence(0.0).opposite(), after.evidence(0.0)])
    }));
    let strongest = strongest(&lines);
    let [before, after] = lines[strongest];
    Ok(TwoLines {
        verdict: evidence.decide(level),
        evidence,
        break_point: strongest + 1,
        slope_before: before.mean,
        slope_after: after.mean,
    })
}

/// The break whose weaker line has the largest z; p-values would tie where they underflow.
fn strongest(lines: &[[Contrast; 2]]) -> usize {
    let support =
        |[before, after]: &[Contrast; 2]| (-before.normal_score(0.0)).min(after.normal_score(0.0));
    (1..lines.len()).fold(0, |best, index| {
        match support(&lines[index]) > support(&lines[best]) {
            true => index,
            false => best,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Errors of a curve with a small spread that differs from point to point.
    fn around(curve: &[f64]) -> Vec<Vec<f64>> {
        let noise = |k: usize, s: usize| 1e-3 * ((s * (2 * k + 3) + 5 * k) % 13) as f64;
        let seeds = |(k, error): (usize, &f64)| (0..39).map(|s| error + noise(k, s)).collect();
        curve.iter().enumerate().map(seeds).collect()
    }

    const ALPHAS: [f64; 5] = [1e-3, 1e-2, 1e-1, 1e0, 1e1];

    #[test]
    fn slopes_are_per_decade_and_the_break_is_at_the_corner() {
        let test = two_lines(&ALPHAS, &around(&[0.2, 0.15, 0.1, 0.2, 0.3]), 0.01).unwrap();
        assert_eq!((test.verdict, test.break_point), (Verdict::Holds, 2));
        assert!((test.slope_before + 0.05).abs() < 1e-3, "{test:?}");
        assert!((test.slope_after - 0.1).abs() < 1e-3, "{test:?}");
        assert!(test.evidence.p_value() < 1e-10);
    }

    #[test]
    fn rising_and_falling_curves_are_not_a_u() {
        for curve in [[0.1, 0.2, 0.25, 0.28, 0.3], [0.3, 0.2, 0.15, 0.12, 0.1]] {
            let test = two_lines(&ALPHAS, &around(&curve), 0.01).unwrap();
            assert_eq!(test.verdict, Verdict::Violated, "{curve:?}");
        }
    }

    #[test]
    fn an_inverted_u_is_not_a_u() {
        let test = two_lines(&ALPHAS, &around(&[0.1, 0.2, 0.3, 0.2, 0.1]), 0.01).unwrap();
        assert_eq!(test.verdict, Verdict::Violated);
    }

    #[test]
    fn flat_curves_decide_nothing() {
        let flat = vec![vec![0.1, 0.2, 0.15, 0.12]; 5];
        let test = two_lines(&ALPHAS, &flat, 0.01).unwrap();
        assert_eq!(test.verdict, Verdict::Inconclusive);
    }

    #[test]
    fn alphas_have_to_rise_and_match() {
        let errors = around(&[0.1; 5]);
        let mut repeated = ALPHAS;
        repeated[2] = repeated[1];
        assert_eq!(
            two_lines(&repeated, &errors, 0.01).unwrap_err(),
            StatisticsError::NotRising {
                point: 2,
                alpha: 1e-2
            }
        );
        assert!(two_lines(&[0.0, 1.0, 2.0, 3.0, 4.0], &errors, 0.01).is_err());
        assert_eq!(
            two_lines(&ALPHAS[..4], &errors, 0.01).unwrap_err(),
            StatisticsError::PointsDiffer {
                alphas: 4,
                points: 5
            }
        );
        assert!(two_lines(&ALPHAS[..2], &errors[..2], 0.01).is_err());
    }
}
