//! Seeds are added in five looks, each with its share of the error.

use serde::{Deserialize, Serialize};

use super::{Evidence, StatisticsError, Verdict};

/// Probability of any wrong verdict among the statistical verdicts of one paper.
pub const PAPER_LEVEL: f64 = 0.01;

/// Number of looks.
pub const LOOKS: usize = 5;

/// The level of one pair of hypotheses (a claim in a setting, and its opposite) among the `pairs` of
/// a paper: [`Evidence::decide`] holds each side to `PAPER_LEVEL / (2 pairs)`, the first step of
/// Holm's procedure. Twice as strict as it had to be: only one of a pair's two null hypotheses can be
/// true, so `PAPER_LEVEL / pairs` a side would do (Shaffer 1986).
pub fn level_of_a_pair(pairs: usize) -> f64 {
    PAPER_LEVEL / pairs.max(1) as f64
}

/// The sizes at which the seeds are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looks {
    /// Seeds of the first look; every further look doubles them.
    pub first: usize,
}

impl Looks {
    /// Seeds at look 1, 2, ..., 5: n0, 2 n0, 4 n0, 8 n0, 16 n0.
    pub fn sizes(self) -> [usize; LOOKS] {
        [1, 2, 4, 8, 16].map(|factor| factor * self.first)
    }

    /// Seeds at the last look.
    pub fn most(self) -> usize {
        self.sizes()[LOOKS - 1]
    }

    /// w_k = (2k-1)/25 for look k = 1..5: the share of the error spent there, in all 1.
    ///
    /// # Errors
    /// A look that is not 1, 2, 3, 4 or 5.
    pub fn share(look: usize) -> Result<f64, StatisticsError> {
        match look {
            1..=LOOKS => Ok((2 * look - 1) as f64 / 25.0),
            _ => Err(StatisticsError::Look { look, last: 0 }),
        }
    }

    /// The level of the evidence and the intervals of one look alone: w_k times
    /// [`level_of_a_pair`].
    ///
    /// # Errors
    /// A look that is not 1, 2, 3, 4 or 5.
    pub fn level(look: usize, pairs: usize) -> Result<f64, StatisticsError> {
        Ok(Looks::share(look)? * level_of_a_pair(pairs))
    }
}

/// Evidence gathered over looks: p_seq = min over the looks done of p_k / w_k, at most 1,
/// for each side.
///
/// A valid p-value at whatever look one stops, by Bonferroni with weights: under the null
/// hypothesis P(p_k <= w_k a for some k) <= sum of w_k a = a.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct SequentialEvidence {
    /// The last look added; 0 before the first.
    pub look: usize,
    /// p_seq of both sides so far.
    pub evidence: Evidence,
}

impl SequentialEvidence {
    /// Adds the evidence of a look over all its seeds and returns p_seq. Looks may be left
    /// out, which spends less than is allowed.
    ///
    /// # Errors
    /// A look that is not 1, 2, 3, 4 or 5, or that is not after the last one.
    pub fn add(&mut self, look: usize, evidence: Evidence) -> Result<Evidence, StatisticsError> {
        let last = self.look;
        let share = Looks::share(look).ok().filter(|_| look > last);
        let share = share.ok_or(StatisticsError::Look { look, last })?;
        self.look = look;
        self.evidence = Evidence {
            holds: self.evidence.holds.min(evidence.holds / share),
            violated: self.evidence.violated.min(evidence.violated / share),
        };
        Ok(self.evidence)
    }

    /// The verdict that stops the looks: each side at `PAPER_LEVEL / (2 pairs)`.
    pub fn decide(&self, pairs: usize) -> Verdict {
        self.evidence.decide(level_of_a_pair(pairs))
    }
}

/// Where a sequence of looks ended.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Stopped {
    /// The verdict.
    pub decision: Verdict,
    /// p_seq of both sides: what Holm's procedure over the paper takes.
    pub evidence: Evidence,
    /// The look that decided, or the last one.
    pub look: usize,
    /// Seeds at that look.
    pub seeds: usize,
}

/// Looks until one decides: `evidence_at(look, seeds)` gives the evidence of the first
/// `seeds` seeds. `last_look` is 5, or fewer to keep later ones in reserve (more are
/// taken as 5, none is inconclusive).
///
/// # Errors
/// Those of `evidence_at`.
pub fn look_until_decided<E: From<StatisticsError>>(
    looks: Looks,
    last_look: usize,
    pairs: usize,
    mut evidence_at: impl FnMut(usize, usize) -> Result<Evidence, E>,
) -> Result<Stopped, E> {
    let mut gathered = SequentialEvidence::default();
    let mut seeds = 0;
    for (look, size) in (1..=last_look).zip(looks.sizes()) {
        gathered.add(look, evidence_at(look, size)?)?;
        seeds = size;
        if gathered.decide(pairs) != Verdict::Inconclusive {
            break;
        }
    }
    Ok(Stopped {
        decision: gathered.decide(pairs),
        evidence: gathered.evidence,
        look: gathered.look,
        seeds,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::evidence::tests::evidence;

    #[test]
    fn sizes_double_and_shares_add_up_to_one() {
        assert_eq!(PAPER_LEVEL, 0.01);
        assert_eq!(Looks { first: 3 }.sizes(), [3, 6, 12, 24, 48]);
        assert_eq!(Looks { first: 3 }.most(), 48);
        let shares = [1, 2, 3, 4, 5].map(|look| Looks::share(look).unwrap());
        assert_eq!(shares, [0.04, 0.12, 0.20, 0.28, 0.36]);
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-15);
        assert_eq!(
            Looks::share(0),
            Err(StatisticsError::Look { look: 0, last: 0 })
        );
        assert!(Looks::share(6).is_err());
    }

    #[test]
    fn the_level_is_shared_by_the_pairs_of_the_paper_and_the_looks() {
        assert_eq!(level_of_a_pair(1), 0.01);
        assert_eq!(level_of_a_pair(10), 0.001);
        assert_eq!(level_of_a_pair(0), 0.01);
        assert!((Looks::level(5, 4).unwrap() - 0.36 * 0.0025).abs() < 1e-18);
        assert!(Looks::level(6, 4).is_err());
    }

    #[test]
    fn the_sequential_p_value_is_the_smallest_over_the_looks_by_their_shares() {
        let mut gathered = SequentialEvidence::default();
        assert_eq!(gathered.evidence, Evidence::NONE);
        assert_eq!(gathered.look, 0);
        let first = gathered.add(1, evidence(0.01)).unwrap();
        assert_eq!((first.holds, first.violated), (0.25, 1.0));
        // .06 / .12 = .5 does not improve on .25.
        let second = gathered.add(2, evidence(0.06)).unwrap();
        assert_eq!((second.holds, second.violated), (0.25, 1.0));
        // Look 3 left out; .0028 / .28.
        let fourth = gathered.add(4, evidence(0.0028)).unwrap();
        assert!((fourth.holds - 0.01).abs() < 1e-15);
        let fifth = gathered.add(5, evidence(0.982)).unwrap();
        assert_eq!(fifth.holds, fourth.holds);
        assert!((fifth.violated - 0.05).abs() < 1e-14);
        assert_eq!(gathered.evidence, fifth);
        assert_eq!(gathered.look, 5);
    }

    #[test]
    fn a_look_is_taken_once_and_in_order() {
        let mut gathered = SequentialEvidence::default();
        assert!(gathered.add(0, evidence(0.5)).is_err());
        gathered.add(2, evidence(0.5)).unwrap();
        let error = gathered.add(2, evidence(0.0)).unwrap_err();
        assert_eq!(error, StatisticsError::Look { look: 2, last: 2 });
        assert!(error.to_string().contains("look 2 after look 2"));
        assert!(gathered.add(1, evidence(0.0)).is_err());
        gathered.add(5, evidence(0.5)).unwrap();
        assert_eq!(
            gathered.add(6, evidence(0.0)),
            Err(StatisticsError::Look { look: 6, last: 5 })
        );
        assert_eq!(gathered.evidence.holds, 1.0);
    }

    /// Four pairs: each side is held to .01/8 = .00125, exactly.
    #[test]
    fn each_side_of_a_pair_is_held_to_half_its_level() {
        let at = |holds: f64| {
            let mut gathered = SequentialEvidence::default();
            gathered.add(1, evidence(0.04 * holds)).unwrap();
            gathered
        };
        assert_eq!(at(0.001_249).decide(4), Verdict::Holds);
        assert_eq!(at(0.001_251).decide(4), Verdict::Inconclusive);
        assert_eq!(at(0.001_249).decide(5), Verdict::Inconclusive);
        let mut refuted = SequentialEvidence::default();
        refuted.add(1, evidence(1.0 - 1e-9)).unwrap();
        assert_eq!(refuted.decide(4), Verdict::Violated);
    }

    #[test]
    fn looking_stops_at_the_first_look_that_decides() {
        let looks = Looks { first: 10 };
        let mut seen = Vec::new();
        let stopped = look_until_decided(looks, LOOKS, 1, |look, seeds| {
            seen.push((look, seeds));
            Ok::<_, StatisticsError>(evidence(if look < 3 { 0.1 } else { 1e-6 }))
        })
        .unwrap();
        assert_eq!(seen, [(1, 10), (2, 20), (3, 40)]);
        assert_eq!(stopped.decision, Verdict::Holds);
        assert_eq!((stopped.look, stopped.seeds), (3, 40));
        assert!((stopped.evidence.holds - 5e-6).abs() < 1e-18);
    }

    #[test]
    fn looks_in_reserve_are_not_taken_and_errors_are_passed_on() {
        let looks = Looks { first: 10 };
        let undecided = |_, _| Ok::<_, StatisticsError>(evidence(0.5));
        let stopped = look_until_decided(looks, 4, 1, undecided).unwrap();
        assert_eq!(
            (stopped.decision, stopped.look, stopped.seeds),
            (Verdict::Inconclusive, 4, 80)
        );
        let all = look_until_decided(looks, 9, 1, undecided).unwrap();
        assert_eq!((all.look, all.seeds), (5, 160));
        let none = look_until_decided(looks, 0, 1, undecided).unwrap();
        assert_eq!((none.look, none.seeds), (0, 0));
        assert_eq!(none.evidence, Evidence::NONE);
        let error = StatisticsError::TooFewSeeds(1);
        assert_eq!(
            look_until_decided(looks, 5, 1, |_, _| Err(error.clone())),
            Err(error.clone())
        );
    }
}
