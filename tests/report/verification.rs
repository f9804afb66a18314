//! A verification with every kind of outcome.

use sweetspot::claims::{
    Answer, Counterexample, Figure, FigureSeries, Outcome, Reading, Report, TailFree, Verdict,
};
use sweetspot::statistics::{Admission, Evidence};

/// Holds, violated as expected and not, inconclusive as expected and not, not checked.
pub fn report() -> Report {
    Report {
        outcomes: vec![
            angle("separable", Verdict::Holds, Verdict::Holds),
            angle("mixture", Verdict::Violated, Verdict::Violated),
            unexpected(),
            exponent(),
            undecided(Verdict::Inconclusive),
            undecided(Verdict::Holds),
        ],
        questions: questions(),
        command: "sweetspot verify --budget quick --set 'data.noise=0.5'".to_string(),
        budget: "quick".to_string(),
        seconds: 42.5,
    }
}

/// An inequality at every recorded time and neuron.
pub fn angle(setting: &str, verdict: Verdict, expected: Verdict) -> Outcome {
    let holds = verdict == Verdict::Holds;
    Outcome {
        id: "yhl26/angle-closes".to_string(),
        paper: "yhl26".to_string(),
        title: "An aligned neuron's angle closes at least as fast as the bound".to_string(),
        source: "Yeom, Ha, Lee 2026, proof of Lemma 5.2".to_string(),
        setting: setting.to_string(),
        control: false,
        inside: expected == Verdict::Holds,
        identity: false,
        not_run: None,
        verdict,
        expected,
        margin: Some(if holds { 0.0123 } else { -0.25 }),
        effect: Some(1.5),
        interval: None,
        count: 12_345,
        seeds: 8,
        power: None,
        admission: None,
        unseen: None,
        tail_free: None,
        scope: "n = 40, d = 40, h = 64, alpha = 1e-8, 8 seeds, 50 times".to_string(),
        finding: "the left side is at least 1.5 times the right one at 12345 elements".to_string(),
        seconds: 0.25,
        counterexample: (!holds).then_some(Counterexample {
            seed: 0,
            replicate: 3,
            time: Some(0.0125),
            neuron: Some(17),
            point: None,
            layer: None,
            left: 0.1 + 0.2,
            right: 0.3 + 1e-9,
        }),
        reproduce: format!("sweetspot verify --claim yhl26/angle-closes --setting {setting}"),
        evidence: None,
        figure: Some(Figure {
            x_label: "right side |x₊|(ζ - ψ²)".to_string(),
            y_label: "left side dψ/dt".to_string(),
            x_log: true,
            y_log: true,
            series: vec![
                series("measured", false, &[1e-6, 1e-4, 1e-2, 1.0], |x| 1.5 * x),
                series("equal", true, &[1e-6, 1.0], |x| x),
            ],
        }),
    }
}

fn unexpected() -> Outcome {
    let mut outcome = angle("wide", Verdict::Violated, Verdict::Holds);
    outcome.finding = "fails at 1 of 12345 elements | <b>first</b> & worst: 25% short".to_string();
    outcome
}

/// A measured slope with its interval, from another paper.
pub fn exponent() -> Outcome {
    Outcome {
        id: "cob19/weight-change".to_string(),
        paper: "cob19".to_string(),
        title: "Centred networks get lazy like alpha^-2".to_string(),
        source: "Chizat, Oyallon, Bach 2019, scaled".to_string(),
        setting: "mixture".to_string(),
        control: false,
        inside: true,
        not_run: None,
        identity: false,
        verdict: Verdict::Holds,
        expected: Verdict::Holds,
        margin: Some(0.05),
        effect: Some(-1.98),
        interval: Some([-2.03, -1.93]),
        count: 160,
        seeds: 32,
        power: Some("an exponent off by 0.12 is found in 99% of repetitions".to_string()),
        admission: Some(Admission {
            repetitions: 2000,
            unexpected: 0,
            at_most: 1.5e-3,
            mean_seeds: 32.0,
        }),
        unseen: Some(0.134),
        tail_free: Some(TailFree {
            verdict: Verdict::Inconclusive,
            p_value: 0.31,
        }),
        scope: "alpha from 2 to 32, 32 seeds".to_string(),
        finding: "slope -1.98 [-2.03, -1.93], within 0.1 of -2".to_string(),
        seconds: 3.5,
        counterexample: None,
        reproduce: "sweetspot verify --claim cob19/weight-change".to_string(),
        evidence: Some(Evidence::NONE),
        figure: Some(Figure {
            x_label: "α".to_string(),
            y_label: "relative weight change".to_string(),
            x_log: true,
            y_log: true,
            series: vec![
                with_intervals(series(
                    "measured",
                    false,
                    &[2.0, 4.0, 8.0, 16.0, 32.0],
                    |x| 1.1 * libm::pow(x, -1.98),
                )),
                series("slope -2", true, &[2.0, 32.0], |x| libm::pow(x, -2.0)),
            ],
        }),
    }
}

fn undecided(expected: Verdict) -> Outcome {
    Outcome {
        setting: format!("digits-{expected:?}").to_lowercase(),
        verdict: Verdict::Inconclusive,
        expected,
        margin: None,
        effect: Some(0.031),
        interval: Some([-0.004, 0.066]),
        finding: "after 512 seeds the interval still contains the margin".to_string(),
        evidence: None,
        figure: None,
        admission: Some(Admission {
            repetitions: 2000,
            unexpected: 700,
            at_most: 0.368,
            mean_seeds: 150.0,
        }),
        ..exponent()
    }
}

fn questions() -> Vec<Answer> {
    let answer = |number, question: &str, verdict, finding: &str, claims: &[&str]| Answer {
        paper: "yhl26".to_string(),
        paper_title: "Yeom, Ha, Lee 2026".to_string(),
        place: "Theorem 1".to_string(),
        number,
        question: question.to_string(),
        verdict,
        answer: finding.to_string(),
        finding: finding.to_string(),
        stronger: Vec::new(),
        limits: "widths above 64; other losses".to_string(),
        claims: claims.iter().map(|id| id.to_string()).collect(),
    };
    let rate = answer(
        1,
        "Aligned neurons close their angle at a known rate",
        Some(Verdict::Violated),
        "angle-closes (separable): holds; angle-closes (wide): violated",
        &["yhl26/angle-closes"],
    );
    let reading = |claim: &str, verdict| Reading {
        claim: claim.to_string(),
        verdict,
    };
    vec![
        Answer {
            answer: "Claimed: a rate of 1; measured: 1.5 times as much".to_string(),
            stronger: vec![
                reading("yhl26/sharper-rate", Some(Verdict::Holds)),
                reading("yhl26/every-width", None),
            ],
            ..rate
        },
        answer(
            2,
            "The optimum persists in a ResNet on CIFAR-10",
            None,
            "needs deep networks and CIFAR; nearest proxy: digits",
            &[],
        ),
    ]
}

fn series(name: &str, line: bool, across: &[f64], value: impl Fn(f64) -> f64) -> FigureSeries {
    FigureSeries {
        name: name.to_string(),
        line,
        points: across.iter().map(|x| (*x, value(*x), None)).collect(),
    }
}

fn with_intervals(mut series: FigureSeries) -> FigureSeries {
    for (_, y, interval) in &mut series.points {
        *interval = Some([0.8 * *y, 1.25 * *y]);
    }
    series
}
