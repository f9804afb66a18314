//! Evidence for a claim and against it, its combination over parts, and the decision.

use serde::{Deserialize, Serialize};

/// Two p-values: one for a claim, one for its opposite.
///
/// Exactly one of "the claim is false" and "the claim is true" is a true null
/// hypothesis, and each p-value belongs to one of them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// p-value of the null hypothesis "the claim is false": small supports the claim.
    pub holds: f64,
    /// p-value of the null hypothesis "the claim is true": small refutes the claim.
    pub violated: f64,
}

/// What is said of a claim: by evidence at a level, or by elements that were all tested.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The opposite of the claim is rejected, or every element passes.
    Holds,
    /// The claim is rejected, or there is a counterexample.
    Violated,
    /// Neither is established.
    #[default]
    Inconclusive,
}

impl Verdict {
    /// The word for the claim that a curve has its optimum inside the grid: "interior",
    /// "monotone" or "inconclusive".
    pub fn of_a_curve(self) -> &'static str {
        match self {
            Verdict::Holds => "interior",
            Verdict::Violated => "monotone",
            Verdict::Inconclusive => "inconclusive",
        }
    }
}

impl Default for Evidence {
    fn default() -> Self {
        Evidence::NONE
    }
}

impl Evidence {
    /// Nothing is known: both p-values are 1.
    pub const NONE: Evidence = Evidence {
        holds: 1.0,
        violated: 1.0,
    };

    /// Evidence for "every part's claim is true".
    ///
    /// It is supported when the weakest part is: the largest p (intersection-union test, Berger
    /// 1982). It is refuted by any part: number of parts times the smallest p (Bonferroni). Without
    /// parts both p-values are 1.
    pub fn all(parts: impl IntoIterator<Item = Evidence>) -> Evidence {
        let swapped = parts.into_iter().map(Evidence::opposite);
        Evidence::some(swapped).opposite()
    }

    /// Evidence for "some part's claim is true": number of parts times the smallest p
    /// supports it, the largest p refutes it. Without parts both p-values are 1.
    pub fn some(parts: impl IntoIterator<Item = Evidence>) -> Evidence {
        let (mut count, mut smallest, mut largest) = (0.0, 1.0_f64, 0.0_f64);
        for part in parts {
            count += 1.0;
            smallest = smallest.min(part.holds);
            largest = largest.max(part.violated);
        }
        if count == 0.0 {
            return Evidence::NONE;
        }
        Evidence {
            holds: (count * smallest).min(1.0),
            violated: largest,
        }
    }

    /// Evidence that stands whichever of several readings of the data is the right one: the larger p
    /// of each side; without readings both are 1.
    pub fn under_every(readings: impl IntoIterator<Item = Evidence>) -> Evidence {
        let weaker = |one: Evidence, other: Evidence| Evidence {
            holds: one.holds.max(other.holds),
            violated: one.violated.max(other.violated),
        };
        readings.into_iter().reduce(weaker).unwrap_or_default()
    }

    /// Evidence for the opposite claim.
    pub fn opposite(self) -> Evidence {
        Evidence {
            holds: self.violated,
            violated: self.holds,
        }
    }

    /// The verdict at a level, shared by the two sides: each is held to `level / 2`.
    ///
    /// Only one of the two null hypotheses can be true, so the probability of a wrong verdict is at
    /// most `level / 2` where each p-value is valid. `level` must be below 1; the sides then exclude
    /// each other.
    pub fn decide(self, level: f64) -> Verdict {
        if self.holds <= level / 2.0 {
            Verdict::Holds
        } else if self.violated <= level / 2.0 {
            Verdict::Violated
        } else {
            Verdict::Inconclusive
        }
    }

    /// Twice the smaller side, at most 1: [`Evidence::decide`] is inconclusive exactly where this is
    /// above the level.
    pub fn p_value(self) -> f64 {
        (2.0 * self.holds.min(self.violated)).min(1.0)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::statistics) fn evidence(holds: f64) -> Evidence {
        Evidence {
            holds,
            violated: 1.0 - holds,
        }
    }

    #[test]
    fn all_takes_the_weakest_part_and_pays_for_the_search_of_a_refutation() {
        let parts = [evidence(0.25), evidence(0.125), evidence(0.75)];
        let all = Evidence::all(parts);
        assert_eq!((all.holds, all.violated), (0.75, 0.75));
        let some = Evidence::some(parts);
        assert_eq!((some.holds, some.violated), (0.375, 0.875));
    }

    #[test]
    fn p_values_stay_at_most_one_and_nothing_is_learnt_from_no_parts() {
        let many = vec![evidence(0.5); 9];
        assert_eq!(Evidence::some(many.clone()).holds, 1.0);
        assert_eq!(Evidence::all(many).violated, 1.0);
        for none in [Evidence::all([]), Evidence::some([])] {
            assert_eq!(none.decide(0.99), Verdict::Inconclusive);
        }
    }

    #[test]
    fn what_stands_under_every_reading_has_the_larger_p_of_each_side() {
        let every = Evidence::under_every([evidence(0.25), evidence(0.75), evidence(0.5)]);
        assert_eq!((every.holds, every.violated), (0.75, 0.75));
        assert_eq!(Evidence::under_every([]), Evidence::NONE);
        assert_eq!((Evidence::NONE.holds, Evidence::NONE.violated), (1.0, 1.0));
    }

    #[test]
    fn each_side_is_held_to_half_the_level() {
        let at = Evidence {
            holds: 0.005,
            violated: 0.995,
        };
        assert_eq!(at.decide(0.01), Verdict::Holds);
        assert_eq!(at.opposite().decide(0.01), Verdict::Violated);
        assert_eq!(at.p_value(), 0.01);
        let above = Evidence {
            holds: 0.005_000_001,
            violated: 0.99,
        };
        assert_eq!(above.decide(0.01), Verdict::Inconclusive);
        assert!(above.p_value() > 0.01);
    }
}
