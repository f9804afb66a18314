//! Curves and runs as a sweep of the mixture gives them.

use sweetspot::flow::StopReason;
use sweetspot::quantities::Row;
use sweetspot::runs::{Columns, Coordinates, RunRecord, USUAL};
use sweetspot::sweep::{Curve, CurvePoint, Optimum, TwoLinesTest, UTest, Verdict};

/// Mean errors of the mixture at 13 alphas, balanced.
pub const BALANCED: [f64; 13] = [
    0.045, 0.0445, 0.044, 0.043, 0.041, 0.039, 0.0388, 0.042, 0.07, 0.15, 0.263, 0.317, 0.33,
];

/// The same, antisymmetric: a much lower right arm.
pub const ANTISYMMETRIC: [f64; 13] = [
    0.0438, 0.0436, 0.0432, 0.0424, 0.0411, 0.0397, 0.0388, 0.0385, 0.0389, 0.0396, 0.0402, 0.0405,
    0.0406,
];

/// The alphas 1e-4 to 10, 12 steps.
pub fn alphas(count: usize) -> Vec<f64> {
    (0..count)
        .map(|k| 1e-4 * libm::exp10(5.0 * k as f64 / (count - 1) as f64))
        .collect()
}

pub fn point(alpha: f64, error: Option<f64>) -> CurvePoint {
    CurvePoint {
        value: alpha,
        runs: 32,
        unreached: 0,
        at_start: 0,
        mean: error,
        low: error.map(|mean| mean - 0.003),
        high: error.map(|mean| mean + 0.003),
        test_ties: error.map(|_| 0.0),
        over_alignment: Some(0.0123),
        over_fitting: None,
        evaluations: 104.25,
        time: 1.0 / alpha,
    }
}

/// The columns of a curve beside alpha.
pub fn keys(width: i64, signal: Option<f64>, learning_rate: Option<f64>) -> Columns {
    let keys = [
        ("width", Some(width.into())),
        ("samples", Some(40.into())),
        ("signal", signal.map(Into::into)),
        ("learning_rate", learning_rate.map(Into::into)),
    ];
    keys.map(|(name, value)| (name.to_string(), value)).into()
}

/// A curve through the errors with its optimum at the smallest one; `kept` are
/// indices of the kept set.
pub fn curve(errors: &[f64], kept: &[usize]) -> Curve {
    let alphas = alphas(errors.len());
    let best = (0..errors.len())
        .min_by(|a, b| errors[*a].total_cmp(&errors[*b]))
        .unwrap();
    let points = alphas.iter().zip(errors);
    Curve {
        quantity: "test_error".to_string(),
        axis: "alpha".to_string(),
        keys: keys(64, Some(2.0), None),
        points: points.map(|(alpha, e)| point(*alpha, Some(*e))).collect(),
        optimum: Some(Optimum {
            value: alphas[best],
            low: alphas[kept[0]],
            high: alphas[kept[kept.len() - 1]],
            mean: errors[best],
            kept: kept.iter().map(|k| alphas[*k]).collect(),
        }),
        u_test: Some(u_test(Verdict::Holds, 3.2e-9)),
        unreached: 0,
    }
}

pub fn u_test(verdict: Verdict, p_value: f64) -> UTest {
    UTest {
        verdict,
        p_value,
        gain_over_smallest: 0.16,
        gain_over_largest: 7.5,
        gain_over_smallest_interval: [0.08, 0.24],
        gain_over_largest_interval: [6.9, 8.2],
        margin: 0.02,
        level: 0.01,
        replicates: 32,
        cross_fitted: [0.15, 7.4],
        unseen: 0.134,
        tail_free: Verdict::Inconclusive,
        tail_free_p_value: 0.31,
        skewness: [0.2, -0.1],
        two_lines: TwoLinesTest {
            verdict,
            p_value,
            break_value: 0.1,
        },
    }
}

pub fn balanced() -> Curve {
    curve(&BALANCED, &[5, 6])
}

pub fn antisymmetric() -> Curve {
    curve(&ANTISYMMETRIC, &[6, 7, 8])
}

/// Two runs that between them have every field present and every optional one missing.
pub fn runs() -> Vec<RunRecord> {
    let numbers = [
        Some(1e-4.into()),
        Some(64.into()),
        Some(40.into()),
        Some(2.0.into()),
        Some(0.1.into()),
    ];
    let names = USUAL.map(str::to_owned);
    let at = Coordinates {
        values: names.into_iter().zip(numbers).collect(),
        replicate: i64::MAX as u64,
    };
    let numbers = [
        ("time", 12345.678),
        ("steps", 101.0),
        ("evaluations", 202.0),
        ("events", 303.0),
        ("sliding_events", 4.0),
        ("nonunique_events", 5.0),
        ("training_risk", 0.1),
        ("training_error", 0.025),
        ("test_error", 0.045),
        ("test_error_low", 0.044),
        ("test_error_high", 0.046),
        ("test_ties", 0.001),
        ("effective_psi", 0.99),
        ("phi", 0.3),
        ("omega", 0.14),
        ("excess_error", 0.02),
        ("over_alignment", 0.015),
        ("over_fitting", 0.005),
        ("balancedness_drift", 1e-17),
        ("relative_weight_change", 1e5),
        ("stable_rank", 1.0 + f64::EPSILON),
        ("normalized_margin", -0.5),
    ];
    let row = |reason: StopReason, missing: &[&str]| {
        let kept = numbers.iter().filter(|(name, _)| !missing.contains(name));
        kept.fold(Row::empty(reason), |row, (name, number)| {
            row.with(name, Some(*number))
        })
    };
    let full = row(StopReason::Reached, &[]);
    let mut other = at.clone();
    other.replicate = 1;
    for (_, value) in &mut other.values[3..] {
        *value = None;
    }
    let missing = [
        "training_error",
        "test_error",
        "test_error_low",
        "test_error_high",
        "test_ties",
        "effective_psi",
        "phi",
        "omega",
        "excess_error",
        "over_alignment",
        "over_fitting",
        "normalized_margin",
    ];
    let bare = row(StopReason::Stalled, &missing);
    [(at, full), (other, bare)]
        .map(|(at, row)| RunRecord { at, row: Ok(row) })
        .into()
}
