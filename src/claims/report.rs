//! Everything that one verification found, and what it says to the papers' own claims.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Claim, Outcome, Paper, Question, Verdict};
use crate::statistics::PAPER_LEVEL;

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
    /// All others; with `as_expected` and `not_run` they are all outcomes.
    pub unexpected: usize,
    /// Outcomes that are INCONCLUSIVE, counted among one of the two above as well.
    pub inconclusive: usize,
    /// Outcomes that have no verdict since their data are absent, counted nowhere else.
    pub not_run: usize,
}

/// The chance of any wrong statistical verdict, as the procedure bounds it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WrongVerdict {
    /// Papers with statistical verdicts.
    pub papers: usize,
    /// In one paper, whose verdicts share it (Holm 1979).
    pub paper: f64,
    /// In any of them: the sum, whatever their verdicts have in common (Boole).
    pub all: f64,
}

impl Report {
    /// The chance of a wrong statistical verdict; `None` where there is no such verdict. Negative
    /// controls are outside of it.
    pub fn wrong_verdict(&self) -> Option<WrongVerdict> {
        let by_statistics = |outcome: &&Outcome| outcome.evidence.is_some() && !outcome.control;
        let of = self.outcomes.iter().filter(by_statistics);
        let papers = of
            .map(|outcome| &outcome.paper)
            .collect::<BTreeSet<_>>()
            .len();
        (papers > 0).then(|| WrongVerdict {
            papers,
            paper: PAPER_LEVEL,
            all: (papers as f64 * PAPER_LEVEL).min(1.0),
        })
    }

    /// How many outcomes were as expected.
    pub fn summary(&self) -> Summary {
        let (left_out, run): (Vec<_>, Vec<_>) =
            self.outcomes.iter().partition(|one| one.not_run.is_some());
        let as_expected = run.iter().filter(|one| one.is_expected()).count();
        let undecided = run
            .iter()
            .filter(|one| one.verdict == Verdict::Inconclusive);
        Summary {
            as_expected,
            unexpected: run.len() - as_expected,
            inconclusive: undecided.count(),
            not_run: left_out.len(),
        }
    }
}

/// What the claims say to a question that a paper raises.
#[allow(missing_docs)]
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    pub paper: String,
    /// Authors and year.
    pub paper_title: String,
    /// The question's number in the paper's list, from 1.
    pub number: u32,
    pub question: String,
    /// The verdict; `None`: NOT CHECKED.
    pub verdict: Option<Verdict>,
    /// Where the paper claims it.
    pub place: String,
    /// One sentence: what the paper claims in numbers and what was measured, or why nothing was.
    pub answer: String,
    /// Every check with its verdict.
    pub finding: String,
    /// Stronger readings of the question, which have no part in the verdict.
    pub stronger: Vec<Reading>,
    /// What the check does not show.
    pub limits: String,
    /// The ids of the claims it rests on.
    pub claims: Vec<String>,
}

/// A claim that is a stronger reading of a question.
#[allow(missing_docs)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reading {
    pub claim: String,
    /// As of a question.
    pub verdict: Option<Verdict>,
}

/// The answers to all questions of the papers that the outcomes belong to.
pub fn answers(papers: &[Paper], claims: &[Claim], outcomes: &[Outcome]) -> Vec<Answer> {
    let mut answers = Vec::new();
    for paper in papers {
        let of_paper = outcomes
            .iter()
            .filter(|outcome| outcome.paper == paper.folder);
        let of_paper: Vec<&Outcome> = of_paper.filter(|outcome| !outcome.control).collect();
        if of_paper.is_empty() {
            continue;
        }
        for (number, question) in (1..).zip(&paper.questions) {
            let claims = claims.iter().filter(|claim| claim.paper == paper.folder);
            let stronger = claims.clone();
            let stronger = stronger.filter(|claim| claim.stronger.contains(&number));
            let bearing = claims.filter(|claim| claim.questions.contains(&number));
            let bearing: Vec<&Claim> = bearing.collect();
            let of_claims = |claims: &[&Claim]| -> Vec<&Outcome> {
                let outcomes = of_paper.iter().copied();
                let is_of = |outcome: &&Outcome| claims.iter().any(|claim| claim.id == outcome.id);
                outcomes.filter(is_of).collect()
            };
            let found = of_claims(&bearing);
            let reading = |claim: &Claim| Reading {
                claim: claim.id.clone(),
                verdict: verdict(&of_claims(&[claim])),
            };
            answers.push(Answer {
                paper: paper.folder.clone(),
                paper_title: format!("{}, {}", paper.authors, paper.venue),
                number,
                question: question.text.clone(),
                verdict: verdict(&found),
                place: question.place.clone(),
                answer: answer(question, &bearing, &found, &of_paper),
                finding: finding(&found, question.not_checked.as_deref()),
                stronger: stronger.map(reading).collect(),
                limits: question.not_shown.clone().unwrap_or_default(),
                claims: bearing.iter().map(|claim| claim.id.clone()).collect(),
            });
        }
    }
    answers
}

/// Outcomes outside the paper's assumptions say where a claim ends, not whether it is true; those that
/// were not run say nothing.
fn verdict(found: &[&Outcome]) -> Option<Verdict> {
    let inside = found
        .iter()
        .filter(|one| one.inside && one.not_run.is_none());
    let verdicts: Vec<Verdict> = inside.map(|outcome| outcome.verdict).collect();
    let worst_first = [Verdict::Violated, Verdict::Inconclusive, Verdict::Holds];
    let mut found = worst_first.into_iter();
    found.find(|verdict| verdicts.contains(verdict))
}

/// What the paper claims and what was measured, in one sentence.
fn answer(
    question: &Question,
    bearing: &[&Claim],
    found: &[&Outcome],
    of_paper: &[&Outcome],
) -> String {
    let filled = question.measured.as_ref();
    let run = of_paper.iter().copied().filter(|one| one.not_run.is_none());
    let filled = filled.and_then(|sentence| sentence.filled(&run.collect::<Vec<_>>()));
    let absent = found.iter().filter(|one| one.not_run.is_some());
    let absent: Vec<String> = absent.map(|one| check(one)).collect();
    let absent = match absent[..] {
        [] => String::new(),
        _ => format!("; not run, data absent: {}", absent.join(", ")),
    };
    let settings = || bearing.iter().flat_map(|claim| &claim.settings);
    let measured = match filled {
        _ if bearing.is_empty() => finding(found, question.not_checked.as_deref()),
        Some(measured) => measured + &absent,
        _ if found.is_empty() && settings().all(|setting| setting.seeds.quick == 0) => {
            "nothing in this budget: `verify --budget full` has its checks".to_owned()
        }
        _ => finding(found, question.not_checked.as_deref()),
    };
    match &question.claimed {
        Some(claimed) if !bearing.is_empty() => format!("Claimed: {claimed}; measured: {measured}"),
        _ => measured,
    }
}

fn finding(found: &[&Outcome], not_checked: Option<&str>) -> String {
    if found.is_empty() {
        let reason = not_checked.unwrap_or("none of its checks is among those that were run");
        return reason.to_owned();
    }
    let one = |outcome: &&Outcome| {
        let verdict = match outcome.verdict {
            _ if outcome.not_run.is_some() => "not run (data absent)",
            Verdict::Holds => "holds",
            Verdict::Violated => "violated",
            Verdict::Inconclusive => "inconclusive",
        };
        format!("{}: {verdict}", check(outcome))
    };
    let texts: Vec<String> = found.iter().map(one).collect();
    let reason = not_checked.map(|reason| format!(". Not checked: {reason}"));
    texts.join("; ") + &reason.unwrap_or_default()
}

/// "angle (mixture, outside the assumptions)".
fn check(outcome: &Outcome) -> String {
    let outside = ", outside the assumptions";
    let place = if outcome.inside { "" } else { outside };
    let id = outcome.id.split_once('/').map_or("", |(_, name)| name);
    format!("{id} ({}{place})", outcome.setting)
}
