//! Many hypotheses: Holm's step-down procedure.

use super::{Evidence, Verdict};

/// Which null hypotheses are rejected so that the probability of any wrong rejection is
/// at most `level`, under any dependence (Holm 1979).
///
/// The p-values are taken from the smallest on: the i-th of M (i = 0, 1, ...) is compared
/// with `level / (M - i)`, and the first that is larger stops the procedure. The answer is
/// in the order of `p_values`. A p-value that is NaN is not rejected.
fn holm(p_values: &[f64], level: f64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut rejected = vec![false; p_values.len()];
    let passes =
        |(step, index): &(usize, usize)| p_values[*index] <= level / (p_values.len() - step) as f64;
    for (_, index) in order.into_iter().enumerate().take_while(passes) {
        rejected[index] = true;
    }
    rejected
}

/// The verdicts of all claims of a paper: Holm's procedure over both p-values of each. A rejected
/// "the claim is false" is `Holds`, a rejected "the claim is true" is `Violated`.
///
/// Every verdict of the first step, `level / (2 pairs)` a side, is among them; later steps
/// can only decide what was open. A pair that was not run enters as [`Evidence::NONE`].
/// Where both sides were rejected (at different looks) the evidence contradicts itself
/// and the verdict is `Inconclusive`.
pub fn holm_verdicts(pairs: &[Evidence], level: f64) -> Vec<Verdict> {
    let p_values = pairs.iter().flat_map(|pair| [pair.holds, pair.violated]);
    let rejected = holm(&p_values.collect::<Vec<f64>>(), level);
    let verdict = |rejected: &[bool]| match rejected {
        [true, false] => Verdict::Holds,
        [false, true] => Verdict::Violated,
        _ => Verdict::Inconclusive,
    };
    rejected.chunks(2).map(verdict).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holm 1979, section 3, in numbers: .01/4 = .0025, .01/3 = .00333, .01/2 = .005.
    #[test]
    fn the_smallest_is_compared_with_the_smallest_level() {
        assert_eq!(
            holm(&[0.004, 0.0025, 0.9, 0.0033], 0.01),
            [true, true, false, true]
        );
        assert_eq!(holm(&[0.0026, 0.0026, 0.0026, 0.0026], 0.01), [false; 4]);
    }

    /// The second is too large, so the third, which alone would pass, is not looked at.
    #[test]
    fn the_first_failure_stops_the_procedure() {
        assert_eq!(holm(&[0.01, 0.03, 0.04], 0.05), [true, false, false]);
        assert_eq!(holm(&[0.01, 0.025, 0.05], 0.05), [true, true, true]);
    }

    #[test]
    fn equal_to_the_level_is_rejected_and_nan_is_not() {
        assert_eq!(holm(&[0.05], 0.05), [true]);
        assert_eq!(holm(&[0.050_001], 0.05), [false]);
        assert_eq!(holm(&[f64::NAN, 0.0], 0.05), [false, true]);
        assert!(holm(&[], 0.05).is_empty());
    }

    #[test]
    fn a_rejected_opposite_holds_and_a_rejected_claim_is_violated() {
        let pair = |holds, violated| Evidence { holds, violated };
        let verdicts = holm_verdicts(&[pair(1e-4, 1.0), pair(1.0, 1e-5), Evidence::NONE], 0.01);
        assert_eq!(
            verdicts,
            [Verdict::Holds, Verdict::Violated, Verdict::Inconclusive]
        );
        // .0025 is .01/4, .0033 below .01/3: a later step decides what the first left open.
        let verdicts = holm_verdicts(&[pair(0.0033, 1.0), pair(0.0025, 1.0)], 0.01);
        assert_eq!(verdicts, [Verdict::Holds, Verdict::Holds]);
        assert_eq!(
            holm_verdicts(&[pair(1e-4, 1e-4)], 0.01),
            [Verdict::Inconclusive]
        );
    }
}
