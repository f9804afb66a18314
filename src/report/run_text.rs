//! One run as plain text for a terminal, and what its step costs.

use super::number::short;
use crate::flow::StopReason;
use crate::observables::Summary;
use crate::sweep::{StepCheck, StepError};

/// Digits of a number shown.
const DIGITS: usize = 4;

/// What `train` prints: how the run ended, then one line a quantity that has a meaning for
/// the data, with what it is; last, for gradient descent, its step and what halving it
/// changes. Ends with a newline.
pub fn run_text(summary: &Summary, step: Option<(f64, &StepError)>) -> String {
    let mut text = format!(
        "{} at t = {} after {} steps, {} evaluations of the gradient\n\n",
        ending(summary.stop_reason),
        short(summary.time, DIGITS),
        summary.steps,
        summary.evaluations,
    );
    let test_error = match (summary.test_error_low, summary.test_error_high) {
        (Some(low), Some(high)) => format!(
            "ties as half; 95% interval {} to {}",
            short(low, DIGITS),
            short(high, DIGITS)
        ),
        _ => "ties as half".to_string(),
    };
    let lines = [
        ("test error", summary.test_error, test_error.as_str()),
        ("test ties", summary.test_ties, "P(f = 0)"),
        ("training error", summary.training_error, "ties as half"),
        ("training risk", summary.training_risk, "mean loss"),
        (
            "Psi",
            summary.effective_psi,
            "cosine of the effective predictor to x_+",
        ),
        ("omega", summary.omega, "the angle, radians"),
        ("phi", summary.phi, "angle of x_+ to the signal, radians"),
        (
            "excess error",
            summary.excess_error,
            "of the effective predictor, above Bayes",
        ),
        (
            "over-alignment",
            summary.over_alignment,
            "OA, its part shared by the whole cone",
        ),
        ("over-fitting", summary.over_fitting, "OF, the rest"),
        ("margin", summary.normalized_margin, "min y f / |theta|^2"),
        (
            "weight change",
            Some(summary.relative_weight_change),
            "|theta - theta(0)| / |theta(0)|",
        ),
        (
            "stable rank",
            Some(summary.stable_rank),
            "|W|_F^2 / |W|_2^2",
        ),
        (
            "balance drift",
            Some(summary.balancedness_drift),
            "of v_j^2 - |w_j|^2, relative",
        ),
    ];
    for (name, value, meaning) in lines {
        if let Some(value) = value {
            text += &format!("{name:<15} {:>10}  {meaning}\n", short(value, DIGITS));
        }
    }
    if let Some((step, error)) = step {
        text += &format!("\nHalving the step ({}) changes", short(step, 2));
        text += &format!(
            " the stopping time by {}%",
            short(100.0 * error.time.abs(), 2)
        );
        if let Some(direction) = error.direction {
            text += &format!(",\nthe effective predictor by {} rad", short(direction, 2));
        }
        if let Some(change) = error.test_error {
            text += &format!(", the test error by {}", short(change.abs(), 2));
        }
        text += ".\n";
    }
    text
}

/// What halving the step of gradient descent does to the curve of a sweep. Ends with a
/// newline.
pub fn step_check_text(check: &StepCheck) -> String {
    let harmless = check.standard_errors < 0.5;
    let advice = if harmless {
        ""
    } else {
        "; choose a shorter one with flow.step"
    };
    format!(
        "Halving the step moves the mean test error by at most {} standard errors\n\
         (at alpha {}, {} replicates){advice}.\n",
        short(check.standard_errors, 2),
        short(check.alpha, 2),
        check.replicates,
    )
}

fn ending(reason: StopReason) -> &'static str {
    match reason {
        StopReason::Reached => "reached the target",
        StopReason::Exhausted => "NOT reached: out of steps",
        StopReason::Stationary => "NOT reached: stationary",
        StopReason::Stalled => {
            "NOT reached: stalled, points without an active neuron hold the risk"
        }
        StopReason::Diverged => "NOT reached: diverged",
        StopReason::Interrupted => "NOT reached: interrupted",
    }
}
