use super::{claim, inequality, outcome};
use crate::claims::{
    Claim, Outcome, Paper, Question, Report, Seeds, Sentence, Summary, Verdict, answers,
};

fn paper(folder: &str) -> Paper {
    let question = |text: &str, not_checked: Option<&str>, not_shown: Option<&str>| Question {
        text: text.to_owned(),
        place: "Theorem 1".to_owned(),
        claimed: None,
        measured: None,
        not_checked: not_checked.map(str::to_owned),
        not_shown: not_shown.map(str::to_owned),
    };
    Paper {
        folder: folder.to_owned(),
        key: "T26".to_owned(),
        title: "A title".to_owned(),
        authors: "A. Uthor".to_owned(),
        venue: "Journal 2026".to_owned(),
        arxiv: None,
        questions: vec![
            question("the first", None, Some("deep networks")),
            question("the second", Some("needs images"), None),
        ],
    }
}

fn about(name: &str, questions: &[u32]) -> Claim {
    let kind = || inequality("1", "0");
    Claim {
        questions: questions.to_vec(),
        ..claim(name, kind(), kind())
    }
}

fn verdict_of(verdicts: &[(Verdict, bool)]) -> Option<Verdict> {
    let outcomes: Vec<Outcome> = verdicts
        .iter()
        .map(|&(verdict, inside)| Outcome {
            inside,
            ..outcome("tests/a", verdict)
        })
        .collect();
    answers(&[paper("tests")], &[about("a", &[1])], &outcomes)[0].verdict
}

#[test]
fn the_worst_verdict_inside_the_assumptions_answers() {
    use Verdict::{Holds, Inconclusive, Violated};
    assert_eq!(verdict_of(&[(Holds, true), (Holds, true)]), Some(Holds));
    assert_eq!(
        verdict_of(&[(Holds, true), (Inconclusive, true)]),
        Some(Inconclusive)
    );
    assert_eq!(
        verdict_of(&[(Inconclusive, true), (Violated, true), (Holds, true)]),
        Some(Violated)
    );
    assert_eq!(verdict_of(&[(Holds, true), (Violated, false)]), Some(Holds));
    assert_eq!(verdict_of(&[(Violated, false)]), None);
}

#[test]
fn questions_are_answered_by_the_claims_that_name_them() {
    let claims = [about("a", &[1]), about("b", &[2, 1]), about("c", &[2])];
    let outcomes = [
        outcome("tests/a", Verdict::Holds),
        Outcome {
            inside: false,
            setting: "other".to_owned(),
            ..outcome("tests/b", Verdict::Violated)
        },
        Outcome {
            control: true,
            ..outcome("tests/b", Verdict::Violated)
        },
    ];
    let papers = [paper("absent"), paper("tests")];
    let found = answers(&papers, &claims, &outcomes);
    assert_eq!(found.len(), 2);
    let [first, second] = [&found[0], &found[1]];
    assert_eq!((first.number, second.number), (1, 2));
    assert_eq!(first.paper, "tests");
    assert_eq!(first.paper_title, "A. Uthor, Journal 2026");
    assert_eq!(first.question, "the first");
    assert_eq!(first.claims, ["tests/a", "tests/b"]);
    assert_eq!(second.claims, ["tests/b", "tests/c"]);
    assert_eq!(
        first.finding,
        "a (first): holds; b (other, outside the assumptions): violated"
    );
    assert_eq!(
        second.finding,
        "b (other, outside the assumptions): violated. Not checked: needs images"
    );
    assert_eq!(
        (first.limits.as_str(), second.limits.as_str()),
        ("deep networks", "")
    );
    assert_eq!(
        (first.verdict, second.verdict),
        (Some(Verdict::Holds), None)
    );
}

/// What a paper with one question says, claimed "2" and measured by the claim `a`.
fn answer_of(outcomes: &[Outcome], quick: usize) -> String {
    let mut paper = paper("tests");
    paper.questions[0].claimed = Some("2".to_owned());
    paper.questions[0].measured = Sentence::parse("{a/first} and {b/first}");
    let mut claim = about("a", &[1]);
    for setting in &mut claim.settings {
        setting.seeds = Seeds { quick, full: 4 };
    }
    answers(&[paper], &[claim], outcomes)[0].answer.clone()
}

#[test]
fn an_answer_says_what_was_claimed_and_what_was_measured() {
    let found = |id: &str, effect| Outcome {
        effect: Some(effect),
        ..outcome(id, Verdict::Holds)
    };
    assert_eq!(
        answer_of(&[found("tests/a", 1.5), found("tests/b", -1.0)], 1),
        "Claimed: 2; measured: 1.5 and -1"
    );
    let other = [outcome("tests/c", Verdict::Holds)];
    assert_eq!(
        answer_of(&other, 0),
        "Claimed: 2; measured: nothing in this budget: `verify --budget full` has its checks"
    );
    assert_eq!(
        answer_of(&other, 1),
        "Claimed: 2; measured: none of its checks is among those that were run"
    );
    // Without a sentence of its own a question lists its checks.
    let plain = answers(
        &[paper("tests")],
        &[about("a", &[1])],
        &[found("tests/a", 1.5)],
    );
    assert_eq!(plain[0].answer, "a (first): holds");
    assert_eq!(plain[1].answer, "needs images");
}

#[test]
fn stronger_readings_and_identities_are_no_part_of_an_answer() {
    let stronger = Claim {
        stronger: vec![1],
        ..about("b", &[])
    };
    let claims = [about("a", &[1]), stronger];
    let outcomes = [
        outcome("tests/a", Verdict::Holds),
        outcome("tests/b", Verdict::Violated),
    ];
    let found = answers(&[paper("tests")], &claims, &outcomes);
    assert_eq!(found[0].verdict, Some(Verdict::Holds));
    assert_eq!(found[0].claims, ["tests/a"]);
    let [reading] = found[0].stronger.as_slice() else {
        panic!("{:?}", found[0].stronger);
    };
    assert_eq!(
        (&*reading.claim, reading.verdict),
        ("tests/b", Some(Verdict::Violated))
    );
    assert!(found[1].stronger.is_empty());
}

#[test]
fn a_question_without_outcomes_says_why() {
    let outcomes = [outcome("tests/other", Verdict::Inconclusive)];
    let found = answers(&[paper("tests")], &[about("a", &[1])], &outcomes);
    assert_eq!(
        found[0].finding,
        "none of its checks is among those that were run"
    );
    assert_eq!(found[1].finding, "needs images");
    // A claim of another paper does not bear on this one's questions.
    let elsewhere = Claim {
        paper: "other".to_owned(),
        ..about("a", &[1])
    };
    let found = answers(&[paper("tests")], &[elsewhere], &outcomes);
    assert!(found[0].claims.is_empty());
}

#[test]
fn outcomes_are_counted_against_what_was_expected() {
    use Verdict::{Holds, Inconclusive, Violated};
    let expecting = |expected, verdict| Outcome {
        expected,
        ..outcome("tests/a", verdict)
    };
    let report = Report {
        outcomes: vec![
            expecting(Verdict::Holds, Holds),
            expecting(Verdict::Violated, Violated),
            expecting(Verdict::Inconclusive, Inconclusive),
            expecting(Verdict::Holds, Violated),
            expecting(Verdict::Violated, Inconclusive),
            expecting(Verdict::Inconclusive, Holds),
            expecting(Verdict::Holds, Inconclusive),
            Outcome {
                not_run: Some("data absent".to_owned()),
                ..expecting(Verdict::Holds, Inconclusive)
            },
        ],
        questions: Vec::new(),
        command: String::new(),
        budget: String::new(),
        seconds: 0.0,
    };
    let summary = Summary {
        as_expected: 3,
        unexpected: 4,
        inconclusive: 3,
        not_run: 1,
    };
    assert_eq!(report.summary(), summary);
}
