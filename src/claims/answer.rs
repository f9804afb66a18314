//! What a whole verification found: the outcomes, and the papers' own questions answered from them.

use serde::Serialize;

use super::{Expectation, Outcome, Verdict};

/// Everything that one `verify` found, as the exporters take it.
#[derive(Clone, Debug)]
pub struct Report {
    /// One for every claim and setting, in the order they are reported in.
    pub outcomes: Vec<Outcome>,
    /// The papers' questions, those of a paper together.
    pub questions: Vec<Answer>,
    /// The line that repeats the verification.
    pub command: String,
    /// The budget it had.
    pub budget: String,
    /// Seconds of wall time.
    pub seconds: f64,
}

/// How many outcomes were as expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Outcomes whose verdict is the expected one.
    pub as_expected: usize,
    /// All others; with `as_expected` they are all outcomes.
    pub unexpected: usize,
    /// Outcomes that are INCONCLUSIVE, counted among one of the two above as well.
    pub inconclusive: usize,
}

/// What the claims say to a question that a paper raises.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// The paper's key.
    pub paper: String,
    /// Authors and year.
    pub paper_title: String,
    /// The question's number in the paper's list, from 1.
    pub number: u32,
    /// What the paper claims.
    pub question: String,
    /// The verdict; `None`: NOT CHECKED.
    pub verdict: Option<Verdict>,
    /// What was measured, or why nothing was.
    pub finding: String,
    /// What the check does not show.
    pub limits: String,
    /// The ids of the claims it rests on.
    pub claims: Vec<String>,
}

impl Report {
    /// How many outcomes were as expected.
    pub fn summary(&self) -> Summary {
        let count = |what: fn(&Outcome) -> bool| self.outcomes.iter().filter(|o| what(o)).count();
        let as_expected = count(Outcome::is_expected);
        Summary {
            as_expected,
            unexpected: self.outcomes.len() - as_expected,
            inconclusive: count(|outcome| outcome.verdict == Verdict::Inconclusive),
        }
    }
}

impl Outcome {
    /// Whether the verdict is the one that was expected.
    pub fn is_expected(&self) -> bool {
        matches!(
            (self.verdict, self.expected),
            (Verdict::Holds, Expectation::Holds)
                | (Verdict::Violated, Expectation::Violated)
                | (Verdict::Inconclusive, Expectation::Inconclusive)
        )
    }
}
