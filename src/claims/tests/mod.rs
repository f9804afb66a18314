//! Claims from their cases to their verdicts, on claims made by hand.

mod answers;
mod case;
mod scope;
mod search;
mod task;

use super::kinds::tests as kinds;
use super::{Check, Claim, Control, Formula, Kind, Over, Seeds, Setting, Verdict};
use crate::claims::Outcome;
use crate::quantities::tests::config;

pub fn formula(text: &str) -> Formula {
    Formula::parse(text).unwrap()
}

pub fn over(key: &str, values: &[f64]) -> Over {
    Over {
        key: key.to_owned(),
        values: values.to_vec(),
    }
}

pub fn check(kind: Kind) -> Check {
    Check {
        kind,
        until: None,
        pair: None,
        premise: None,
    }
}

/// `left >= right`, a number a run.
pub fn inequality(left: &str, right: &str) -> Kind {
    kinds::inequality(Vec::new(), None, [formula(left), formula(right)], 0.0, 1)
}

/// The mean of `greater - smaller` is at least `by`.
pub fn ordering(greater: &str, smaller: &str, by: f64) -> Kind {
    kinds::ordering(formula(greater), formula(smaller), by)
}

/// A setting with these keys on top of a small one that stops at a time.
pub fn setting(name: &str, keys: &str) -> Setting {
    let keys = format!("stop = {{ at = 'time', value = 0.01 }}\n{keys}");
    Setting {
        name: name.to_owned(),
        expect: Verdict::Holds,
        expect_set: None,
        inside: true,
        seeds: Seeds { quick: 3, full: 4 },
        config: config(&keys),
    }
}

/// A claim of the paper `tests` with the settings `first` and `second`, and a control in `first`.
pub fn claim(name: &str, kind: Kind, wrong: Kind) -> Claim {
    let violated = Setting {
        expect: Verdict::Violated,
        ..setting("first", "")
    };
    Claim {
        id: format!("tests/{name}"),
        paper: "tests".to_owned(),
        title: format!("Title of {name}"),
        source: "a source".to_owned(),
        statement: "a statement".to_owned(),
        questions: vec![1],
        stronger: Vec::new(),
        identity: None,
        check: check(kind),
        settings: vec![setting("first", ""), setting("second", "network.width = 7")],
        control: Control {
            why: "wrong".to_owned(),
            check: check(wrong),
            settings: vec![violated],
        },
    }
}

/// An outcome of a claim in a setting.
pub fn outcome(id: &str, verdict: Verdict) -> Outcome {
    let (paper, _) = id.split_once('/').unwrap();
    Outcome {
        id: id.to_owned(),
        paper: paper.to_owned(),
        setting: "first".to_owned(),
        inside: true,
        verdict,
        expected: Verdict::Holds,
        count: 1,
        seeds: 1,
        ..Outcome::default()
    }
}
