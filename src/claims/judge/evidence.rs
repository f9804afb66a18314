//! The evidence of a statistical check, and nothing else of what one look says.

use super::super::{Along, Check, Kind, Trend};
use super::statistic::located;
use crate::statistics::{
    self, Evidence, StatisticsError, equal_means, interior_optimum, monotone_means, ordering,
    proportion,
};

/// The evidence of one look at the numbers `values[number][seed]`, laid out as
/// [`numbers`](super::numbers) gives them, none missing.
///
/// # Errors
/// Numbers that the test refuses.
pub(in super::super) fn evidence(
    check: &Check,
    values: &[Vec<f64>],
    level: f64,
) -> Result<Evidence, StatisticsError> {
    let (Some(first), Some(last)) = (values.first(), values.last()) else {
        return Ok(Evidence::NONE);
    };
    Ok(match &check.kind {
        Kind::EqualMeans { within, .. } => equal_means(first, last, *within, level)?.evidence,
        Kind::Ordering { by, .. } => ordering(first, last, *by, level)?.evidence,
        Kind::Proportion {
            bound, at_least, ..
        } => {
            let counted = first.iter().filter(|value| **value != 0.0).count();
            proportion(counted, first.len(), *bound, *at_least, level)?.evidence
        }
        Kind::Limit {
            within, falls_by, ..
        } => {
            let sides: Vec<&[f64]> = values.iter().map(Vec::as_slice).collect();
            let [value, target, .., last_value, last_target] = sides[..] else {
                return Ok(Evidence::NONE);
            };
            let ends = ([value, target], [last_value, last_target]);
            statistics::limit(ends.0, ends.1, *within, *falls_by, level)?.evidence
        }
        Kind::Monotone {
            along: Along::Means(_),
            trend,
            slack,
            ..
        } => {
            let rising = *trend == Trend::Increasing;
            monotone_means(values, rising, *slack, level)?.evidence
        }
        Kind::InteriorOptimum { margin, .. } => interior_optimum(values, *margin, level)?.evidence,
        Kind::Exponent {
            over,
            expected,
            within,
            curvature,
            locate,
            ..
        } => {
            let curve = match locate {
                Some(locate) => located(locate, values).ok(),
                None => Some(values.to_vec()),
            };
            // A block without a place says nothing.
            let Some(curve) = curve else {
                return Ok(Evidence::NONE);
            };
            statistics::exponent(&over.values, &curve, *expected, *within, *curvature, level)?
                .evidence
        }
        Kind::Inequality { .. } | Kind::Equality { .. } | Kind::Monotone { .. } => Evidence::NONE,
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::case::Leg;
    use super::super::super::measure::Measured;
    use super::super::super::{Formula, Over};
    use super::super::{Sharpness, statistic};
    use super::*;
    use crate::config::Config;

    fn checks() -> Vec<(Kind, usize)> {
        let formula = || Formula::parse("h").unwrap();
        let over = || Over {
            key: "network.alpha".to_owned(),
            values: vec![1.0, 2.0, 4.0],
        };
        let monotone = |trend| Kind::Monotone {
            quantity: formula(),
            trend,
            along: Along::Means(over()),
            filter: None,
            slack: 0.05,
            at_least: 1,
        };
        let exponent = |curvature| Kind::Exponent {
            over: over(),
            quantity: formula(),
            expected: -1.0,
            within: 0.2,
            curvature,
            locate: None,
        };
        vec![
            (
                Kind::EqualMeans {
                    left: formula(),
                    right: formula(),
                    within: 0.3,
                },
                1,
            ),
            (
                Kind::Ordering {
                    greater: formula(),
                    smaller: formula(),
                    by: 0.1,
                },
                1,
            ),
            (
                Kind::Proportion {
                    of: formula(),
                    bound: 0.4,
                    at_least: true,
                },
                1,
            ),
            (
                Kind::Limit {
                    over: over(),
                    quantity: formula(),
                    target: formula(),
                    within: 0.4,
                    falls_by: 0.1,
                },
                3,
            ),
            (monotone(Trend::Increasing), 3),
            (monotone(Trend::Decreasing), 3),
            (
                Kind::InteriorOptimum {
                    over: over(),
                    quantity: formula(),
                    margin: 0.02,
                },
                3,
            ),
            (exponent(None), 3),
            (exponent(Some(0.5)), 3),
        ]
    }

    /// What repetitions of the rule ask is what the verdict itself came from.
    #[test]
    fn every_kind_has_the_evidence_of_its_whole_look() {
        for (kind, legs) in checks() {
            let (until, pair) = (None, None);
            let check = Check { kind, until, pair };
            let formulas = check.kind.formulas().len();
            // Around 1/(leg + 1), and for a proportion sometimes 0.
            let value = |number: usize, seed: usize| {
                let noise = ((7 * seed + 3 * number) % 11) as f64 / 40.0;
                let zero = matches!(check.kind, Kind::Proportion { .. }) && seed.is_multiple_of(3);
                if zero {
                    0.0
                } else {
                    1.0 / (number / formulas + 1) as f64 + noise
                }
            };
            let values: Vec<Vec<f64>> = (0..legs * formulas)
                .map(|number| (0..32).map(|seed| value(number, seed)).collect())
                .collect();
            let of_leg = |leg: usize, seed: usize| {
                let numbers = (leg * formulas..(leg + 1) * formulas).map(|n| Some(values[n][seed]));
                Measured::Numbers(numbers.collect())
            };
            let measured: Vec<Vec<Measured>> = (0..32)
                .map(|seed| (0..legs).map(|leg| of_leg(leg, seed)).collect())
                .collect();
            let leg = Leg {
                outer: None,
                inner: None,
                config: Config::default(),
                pair: None,
            };
            let sharpness = Sharpness {
                level: 0.01,
                last: (512, 0.01),
            };
            let whole = statistic(&check, &vec![leg; legs], &measured, sharpness).unwrap();
            let alone = evidence(&check, &values, 0.01).unwrap();
            assert_eq!(alone, whole.evidence, "{:?}", check.kind);
            assert!(alone != Evidence::NONE, "{:?}", check.kind);
        }
    }
}
