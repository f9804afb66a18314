//! How often a verdict is not the expected one: the statistical claims under fresh master seeds.

mod run;
mod summary;

pub use summary::{Audit, Exception, Rate};

use serde::{Deserialize, Serialize};

use super::{Outcome, Verdict};

/// All statistical verdicts of one paper's claims under one master seed.
///
/// A paper's verdicts share its error, those of two papers share nothing: so a paper whose claims
/// have changed is audited again, and the others are not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditedPaper {
    /// The master seed.
    pub seed: u64,
    /// The paper's key.
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
        let name = |outcome: &&Outcome| format!("{} ({})", outcome.id, outcome.setting);
        let (controls, claims): (Vec<&Outcome>, Vec<&Outcome>) =
            outcomes.iter().partition(|outcome| outcome.control);
        let unexpected = claims.iter().filter(|outcome| !outcome.is_expected());
        let missed = controls
            .iter()
            .filter(|outcome| outcome.verdict != Verdict::Violated);
        AuditedPaper {
            seed,
            paper: paper.to_owned(),
            verdicts: claims.len(),
            unexpected: unexpected.map(name).collect(),
            controls: controls.len(),
            missed: missed.map(name).collect(),
        }
    }
}

#[cfg(test)]
mod fixtures {
    use super::AuditedPaper;

    pub fn audited(seed: u64, paper: &str, unexpected: &[&str], missed: &[&str]) -> AuditedPaper {
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::Verdict;
    use crate::claims::tests::outcome;

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
}
