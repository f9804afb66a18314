//! What an audit found, with intervals.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::claims::{Outcome, Verdict};
use crate::statistics::clopper_pearson;

/// One minus the coverage of the intervals of an audit's rates.
const LEVEL: f64 = 0.05;

/// All statistical verdicts of one paper's claims under one master seed.
///
/// A paper's verdicts share its error, those of two papers share nothing: so a paper whose claims
/// have changed is audited again, and the others are not.
#[allow(missing_docs)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditedPaper {
    pub seed: u64,
    pub paper: String,
    /// Verdicts of claims.
    pub verdicts: usize,
    /// Claims and settings whose verdict was not the expected one.
    pub unexpected: Vec<String>,
    /// Planted deviations: negative controls run.
    pub controls: usize,
    /// Those that did not come out VIOLATED.
    pub missed: Vec<String>,
}

impl AuditedPaper {
    /// Counts a paper's outcomes under one master seed.
    pub fn of(seed: u64, paper: &str, outcomes: &[&Outcome]) -> Self {
        let of = |control: bool| outcomes.iter().filter(move |o| o.control == control);
        let name = |outcome: &&Outcome| format!("{} ({})", outcome.id, outcome.setting);
        let unexpected = of(false).filter(|outcome| !outcome.is_expected());
        let missed = of(true).filter(|outcome| outcome.verdict != Verdict::Violated);
        AuditedPaper {
            seed,
            paper: paper.to_owned(),
            verdicts: of(false).count(),
            unexpected: unexpected.map(name).collect(),
            controls: of(true).count(),
            missed: missed.map(name).collect(),
        }
    }
}

/// How often of how many, with the exact 95% interval of the rate (Clopper, Pearson 1934).
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Rate {
    pub count: usize,
    pub of: usize,
    pub interval: [f64; 2],
}

impl Rate {
    fn new(count: usize, of: usize) -> Self {
        Rate {
            count,
            of,
            // With nothing counted nothing is known.
            interval: clopper_pearson(count, of, LEVEL).unwrap_or([0.0, 1.0]),
        }
    }
}

/// A claim and its setting, and the master seeds under which its verdict was not the expected one.
#[allow(missing_docs)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exception {
    pub name: String,
    pub seeds: Vec<u64>,
}

/// What an audit found.
#[derive(Clone, Debug, Serialize)]
pub struct Audit {
    /// Suites (all papers under one master seed) with any unexpected verdict.
    pub suites: Rate,
    /// Unexpected verdicts.
    pub verdicts: Rate,
    /// Planted deviations that were found.
    pub planted: Rate,
    /// Claims whose verdict was unexpected.
    pub unexpected: Vec<Exception>,
    /// Planted deviations that were not found.
    pub missed: Vec<Exception>,
}

impl Audit {
    /// Joins the papers of whole suites.
    pub fn of(papers: &[&AuditedPaper]) -> Self {
        let seeds = |chosen: fn(&AuditedPaper) -> bool| {
            let papers = papers.iter().filter(|paper| chosen(paper));
            let seeds: BTreeSet<u64> = papers.map(|paper| paper.seed).collect();
            seeds.len()
        };
        let sum =
            |count: fn(&AuditedPaper) -> usize| papers.iter().map(|p| count(p)).sum::<usize>();
        let (unexpected, verdicts) = (
            sum(|paper| paper.unexpected.len()),
            sum(|paper| paper.verdicts),
        );
        let (missed, controls) = (sum(|paper| paper.missed.len()), sum(|paper| paper.controls));
        Audit {
            suites: Rate::new(seeds(|paper| !paper.unexpected.is_empty()), seeds(|_| true)),
            verdicts: Rate::new(unexpected, verdicts),
            planted: Rate::new(controls - missed, controls),
            unexpected: exceptions(papers, |paper| &paper.unexpected),
            missed: exceptions(papers, |paper| &paper.missed),
        }
    }

    /// Whether every verdict was the expected one and every planted deviation was found.
    pub fn is_clean(&self) -> bool {
        self.unexpected.is_empty() && self.missed.is_empty()
    }

    /// The audit in words.
    pub fn text(&self) -> String {
        let percent = |rate: &Rate| {
            let [low, high] = rate.interval.map(|end| 100.0 * end);
            format!("{} of {} [{low:.2}%, {high:.2}%]", rate.count, rate.of)
        };
        let mut text = format!(
            "suites with an unexpected verdict: {}\nunexpected verdicts: {}\nplanted deviations found: {}\n\
             (95% intervals of Clopper and Pearson)\n",
            percent(&self.suites),
            percent(&self.verdicts),
            percent(&self.planted)
        );
        let unexpected = self
            .unexpected
            .iter()
            .map(|exception| ("unexpected", exception));
        let missed = self.missed.iter().map(|exception| ("not found", exception));
        for (what, Exception { name, seeds }) in unexpected.chain(missed) {
            let seeds: Vec<String> = seeds.iter().map(u64::to_string).collect();
            let (times, seeds) = (seeds.len(), seeds.join(", "));
            // Writing to a string does not fail.
            let _ = writeln!(text, "  {name} {what} {times} times, at --seed {seeds}");
        }
        text
    }
}

fn exceptions(papers: &[&AuditedPaper], names: fn(&AuditedPaper) -> &[String]) -> Vec<Exception> {
    let mut by_name: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for paper in papers {
        for name in names(paper) {
            by_name.entry(name).or_default().push(paper.seed);
        }
    }
    let exceptions = by_name.into_iter().map(|(name, mut seeds)| {
        seeds.sort_unstable();
        let name = name.to_owned();
        Exception { name, seeds }
    });
    exceptions.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::tests::outcome;

    fn audited(seed: u64, paper: &str, unexpected: &[&str], missed: &[&str]) -> AuditedPaper {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        AuditedPaper {
            seed,
            paper: paper.to_owned(),
            verdicts: 10,
            unexpected: owned(unexpected),
            controls: 4,
            missed: owned(missed),
        }
    }

    #[test]
    fn a_paper_counts_claims_and_controls_apart() {
        let of = |setting: &str, control: bool, expected, verdict| Outcome {
            setting: setting.to_owned(),
            control,
            expected,
            ..outcome("tests/a", verdict)
        };
        let (holds, violated) = (Verdict::Holds, Verdict::Violated);
        let outcomes = [
            of("first", false, Verdict::Holds, holds),
            of("second", false, Verdict::Holds, violated),
            of("third", false, Verdict::Violated, violated),
            of("first", true, Verdict::Violated, violated),
            of("second", true, Verdict::Violated, holds),
        ];
        let outcomes: Vec<&Outcome> = outcomes.iter().collect();
        let paper = AuditedPaper::of(9, "tests", &outcomes);
        assert_eq!((paper.seed, paper.verdicts, paper.controls), (9, 3, 2));
        assert_eq!(paper.unexpected, ["tests/a (second)"]);
        assert_eq!(paper.missed, ["tests/a (second)"]);
    }

    #[test]
    fn rates_count_suites_verdicts_and_plants() {
        let papers = [
            audited(1, "p", &[], &[]),
            audited(1, "q", &[], &[]),
            audited(3, "p", &["a"], &[]),
            audited(2, "p", &["a", "b"], &["c"]),
            audited(2, "q", &["d"], &[]),
            audited(3, "q", &[], &[]),
        ];
        let audit = Audit::of(&papers.each_ref());
        let counts = |rate: Rate| (rate.count, rate.of);
        assert_eq!(counts(audit.suites), (2, 3));
        assert_eq!(counts(audit.verdicts), (4, 60));
        assert_eq!(counts(audit.planted), (23, 24));
        let seeds = |name: &str| {
            let of_name = audit.unexpected.iter().find(|one| one.name == name);
            of_name.unwrap().seeds.clone()
        };
        assert_eq!(audit.unexpected.len(), 3);
        assert_eq!(seeds("a"), [2, 3]);
        assert_eq!(seeds("d"), [2]);
        assert_eq!(audit.missed.len(), 1);
        assert!(!audit.is_clean());
        let text = audit.text();
        assert!(
            text.contains("suites with an unexpected verdict: 2 of 3"),
            "{text}"
        );
        assert!(
            text.contains("  a unexpected 2 times, at --seed 2, 3\n"),
            "{text}"
        );
        assert!(
            text.contains("  c not found 1 times, at --seed 2\n"),
            "{text}"
        );
    }

    #[test]
    fn no_exception_in_300_suites_bounds_the_rate_by_1_22_percent() {
        let clean: Vec<_> = (0..300).map(|seed| audited(seed, "p", &[], &[])).collect();
        let audit = Audit::of(&clean.iter().collect::<Vec<_>>());
        let [low, high] = audit.suites.interval;
        // 1 - .025^(1/300).
        assert_eq!(low, 0.0);
        assert!((high - 0.012_220_9).abs() < 1e-6, "{high}");
        assert!(audit.is_clean());
        assert_eq!(Audit::of(&[]).suites.interval, [0.0, 1.0]);
    }
}
