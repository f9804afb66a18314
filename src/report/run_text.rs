//! One run as plain text for a terminal.

use super::number::short;
use crate::config::{Construction, Data, DataConfig};
use crate::data::DrawReport;
use crate::flow::StopReason;
use crate::quantities::Row;
use crate::sweep::StepError;

/// Digits of a number shown.
const DIGITS: usize = 4;

/// What `train` prints: how the run ended, then one line a quantity that has a meaning for
/// the data, with what it is; last, for gradient descent, its step and what halving it
/// changes. Ends with a newline.
pub fn run_text(summary: &Row, step: Option<(f64, &StepError)>) -> String {
    let mut text = format!(
        "{} at t = {} after {} steps, {} evaluations of the gradient\n{}\n",
        ending(summary.stop_reason),
        short(summary.value("time"), DIGITS),
        summary.value("steps"),
        summary.value("evaluations"),
        reason(summary.stop_reason),
    );
    let ends = ["test_error_low", "test_error_high"].map(|end| summary.number(end));
    let test_error = match ends {
        [Some(low), Some(high)] => format!(
            "ties as half; 95% interval {} to {}",
            short(low, DIGITS),
            short(high, DIGITS)
        ),
        _ => "ties as half".to_string(),
    };
    let lines = [
        ("test error", "test_error", test_error.as_str()),
        ("test ties", "test_ties", "P(f = 0)"),
        ("training error", "training_error", "ties as half"),
        ("training risk", "training_risk", "mean loss"),
        (
            "Psi",
            "effective_psi",
            "cosine of the effective predictor to x_+",
        ),
        ("omega", "omega", "the angle, radians"),
        ("phi", "phi", "angle of x_+ to the signal, radians"),
        (
            "excess error",
            "excess_error",
            "of the effective predictor, above Bayes",
        ),
        (
            "over-alignment",
            "over_alignment",
            "OA, its part shared by the whole cone",
        ),
        ("over-fitting", "over_fitting", "OF, the rest"),
        ("margin", "normalized_margin", "min y f / |theta|^2"),
        (
            "weight change",
            "relative_weight_change",
            "|theta - theta(0)| / |theta(0)|",
        ),
        ("stable rank", "stable_rank", "|W|_F^2 / |W|_2^2"),
        (
            "balance drift",
            "balancedness_drift",
            "of v_j^2 - |w_j|^2, relative",
        ),
    ];
    for (title, name, meaning) in lines {
        if let Some(value) = summary.number(name) {
            text += &format!("{title:<15} {:>10}  {meaning}\n", short(value, DIGITS));
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

/// How an unusual training set came about; empty for one that was simply drawn or read.
/// Ends with a newline otherwise.
pub fn draw_text(draw: &DrawReport, data: &DataConfig) -> String {
    let mut text = String::new();
    if let Data::Separable(data) = &data.kind {
        text += &match data.construction {
            Construction::Rejection => format!(
                "Orthogonally separable at draw {} (acceptance rate about {})",
                draw.tries,
                short(1.0 / draw.tries as f64, 2)
            ),
            Construction::ScaledNoise => format!(
                "Orthogonally separable with the noise scaled by {}",
                short(draw.noise_scale, 2)
            ),
        };
        if let Some(separability) = draw.orthogonal_separability {
            text += &format!("; separability mu = {}", short(separability, 2));
        }
        text += ".\n";
    }
    if data.label_noise > 0.0 {
        text += &format!(
            "Label noise flipped {} training labels.\n",
            draw.flipped_labels
        );
    }
    text
}

fn ending(reason: StopReason) -> &'static str {
    match reason {
        StopReason::Reached => "reached the target",
        StopReason::Exhausted => "NOT reached: out of steps",
        StopReason::Stationary => "NOT reached: stationary",
        StopReason::Stalled => "NOT reached: stalled",
        StopReason::Diverged => "NOT reached: diverged",
        StopReason::Interrupted => "NOT reached: interrupted",
    }
}

/// A line on why the target was not reached; empty where the ending says it all.
fn reason(reason: StopReason) -> &'static str {
    match reason {
        StopReason::Exhausted => "(stop.max_steps allows no more)\n",
        StopReason::Stationary => "(the gradient is zero: nothing will change any more)\n",
        StopReason::Stalled => {
            "(points without an active neuron alone hold the risk above the target)\n"
        }
        _ => "",
    }
}
