//! Later steps of Holm's procedure, which a full suite makes over a paper's statistical verdicts. They
//! are made when verdicts are counted, not when they are recorded: so each claim has blocks of its
//! own, and its counts are those of whole suites.

use std::collections::BTreeMap;

use super::ledger::Judged;
use crate::claims::{Budget, Case, Verification};
use crate::statistics::{Evidence, PAPER_LEVEL, Verdict, holm_verdicts};

/// Decides what was undecided under the master seeds at which all of a paper's statistical cases were
/// judged.
pub fn later_steps(verification: &Verification<'_>, counted: &mut [(Case<'_>, Judged)]) {
    if verification.budget != Budget::Full {
        return;
    }
    let mut papers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, (case, _)) in counted.iter().enumerate() {
        if case.check.is_statistical() && !case.control {
            papers.entry(&case.claim.paper).or_default().push(index);
        }
    }
    let is_whole = |(paper, indices): &(&str, Vec<usize>)| {
        indices.len() >= verification.statistical_cases(paper)
    };
    let papers: Vec<Vec<usize>> = papers
        .into_iter()
        .filter(is_whole)
        .map(|(_, indices)| indices)
        .collect();
    for indices in papers {
        let seeds: Vec<u64> = counted[indices[0]].1.evidence.keys().copied().collect();
        for seed in seeds {
            let evidence = indices
                .iter()
                .map(|&index| counted[index].1.evidence.get(&seed));
            let Some(evidence) = evidence.map(|found| found.copied()).collect() else {
                continue;
            };
            let evidence: Vec<Evidence> = evidence;
            for (&index, step) in indices.iter().zip(holm_verdicts(&evidence, PAPER_LEVEL)) {
                let (case, judged) = &mut counted[index];
                judged.decide(seed, case.setting.expect, step);
            }
        }
    }
}

impl Judged {
    /// Gives an undecided verdict that of a later step, where that decides it.
    fn decide(&mut self, seed: u64, expected: Verdict, step: Verdict) {
        let verdict = self.unexpected.get(&seed).unwrap_or(&expected);
        if *verdict != Verdict::Inconclusive || step == Verdict::Inconclusive {
            return;
        }
        self.unexpected.remove(&seed);
        if step != expected {
            self.unexpected.insert(seed, step);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::Claim;
    use crate::claims::audit::block::Block;
    use crate::claims::tests::{claim, ordering};
    use crate::runs::Workers;

    /// Two settings of a statistical claim, both expected to hold and both undecided at seed 1: the
    /// first has strong evidence all the same, the second just too little for the first step.
    fn counted(claim: &Claim, seeds: [u64; 2]) -> Vec<(Case<'_>, Judged)> {
        let cases = Case::of(claim, false);
        let evidence = [1e-9, 0.003];
        let undecided = [None, Some(Verdict::Inconclusive)];
        let cases = cases.zip(evidence).zip(undecided).zip(seeds);
        let judged = cases.map(|(((case, holds), verdict), seed)| {
            let mut judged = Judged::default();
            judged.add(&Block {
                key: String::new(),
                name: String::new(),
                first: seed,
                seeds: 1,
                unexpected: verdict.map(|verdict| (seed, verdict)).into_iter().collect(),
                evidence: vec![Evidence {
                    holds,
                    violated: 1.0,
                }],
                seconds: 1.0,
                day: String::new(),
            });
            (case, judged)
        });
        judged.collect()
    }

    #[test]
    fn what_the_first_step_left_open_is_decided_where_the_whole_paper_was_judged() {
        let claims = [claim("a", ordering("a", "b", 0.0), ordering("b", "a", 0.0))];
        let of = |budget, claims| Verification {
            data: None,
            budget,
            ..Verification::quick(claims, Workers::default())
        };
        let open = |verification: Verification<'_>, seeds| {
            let mut counted = counted(&claims[0], seeds);
            later_steps(&verification, &mut counted);
            counted[1].1.unexpected.len()
        };
        // .003 is above .01/4, the first step, and below .01/3, the second.
        assert_eq!(open(of(Budget::Full, &claims), [1, 1]), 0);
        assert_eq!(open(of(Budget::Quick, &claims), [1, 1]), 1);
        assert_eq!(open(of(Budget::Full, &claims), [1, 2]), 1);
        let more = [claims[0].clone(), claims[0].clone()];
        assert_eq!(open(of(Budget::Full, &more), [1, 1]), 1);
    }

    #[test]
    fn a_step_that_goes_against_the_expectation_is_unexpected() {
        let mut judged = Judged::default();
        judged.decide(3, Verdict::Inconclusive, Verdict::Holds);
        assert_eq!(judged.unexpected.get(&3), Some(&Verdict::Holds));
        judged.decide(3, Verdict::Inconclusive, Verdict::Violated);
        assert_eq!(judged.unexpected.get(&3), Some(&Verdict::Holds));
        judged.decide(4, Verdict::Violated, Verdict::Holds);
        assert!(!judged.unexpected.contains_key(&4));
    }
}
