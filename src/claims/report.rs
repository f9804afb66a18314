//! Everything that one verification found.

use serde::Serialize;

use super::{Answer, Outcome, Verdict};

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
