//! One run as plain text for a terminal.

use super::words::short;
use crate::config::{Construction, Data, DataConfig};
use crate::data::DrawReport;
use crate::flow::StopReason;
use crate::quantities::Row;
use crate::sweep::StepError;

const DIGITS: usize = 4;

/// The lines on a run: title, quantity, what it is.
const LINES: [(&str, &str, &str); 15] = [
    ("test error", "test_error", "ties as fair guesses"),
    (
        "test ties",
        "test_ties",
        "f = 0, or several largest outputs",
    ),
    ("R^2", "test_r2", "of the targets to test on"),
    ("training error", "training_error", "ties as fair guesses"),
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

/// What `train` prints: how the run ended, one line a quantity that has a meaning for the data; last,
/// for gradient descent, its step and what halving it changes. Ends with a newline.
pub fn run_text(summary: &Row, step: Option<(f64, &StepError)>) -> String {
    let (ending, reason) = ending(summary.stop_reason);
    let mut text = format!(
        "{ending} at t = {} after {} steps, {} evaluations of the gradient\n{reason}\n",
        short(summary.value("time"), DIGITS),
        summary.value("steps"),
        summary.value("evaluations"),
    );
    let ends = ["test_error_low", "test_error_high"].map(|end| summary.number(end));
    let interval = match ends.map(|end| end.map(|end| short(end, DIGITS))) {
        [Some(low), Some(high)] => format!("; 95% interval {low} to {high}"),
        _ => String::new(),
    };
    for (title, name, meaning) in LINES {
        let more = if name == "test_error" { &interval } else { "" };
        let meaning = match name == "test_error" && summary.number("test_ties").is_none() {
            true => "mean square of f - y on the rows to test on",
            false => meaning,
        };
        if let Some(value) = summary.number(name) {
            let value = short(value, DIGITS);
            text += &format!("{title:<15} {value:>10}  {meaning}{more}\n");
        }
    }
    if let Some((step, error)) = step {
        text += &format!(
            "\nHalving the step ({}) changes the stopping time by {}%",
            short(step, 2),
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
pub fn draw_text(draw: &DrawReport, data: &DataConfig) -> String {
    let mut text = String::new();
    if let Data::Separable(data) = &data.kind {
        text += "Orthogonally separable ";
        text += &match data.construction {
            Construction::Rejection => {
                let rate = short(1.0 / draw.tries as f64, 2);
                format!("at draw {} (acceptance rate about {rate})", draw.tries)
            }
            Construction::ScaledNoise => {
                format!("with the noise scaled by {}", short(draw.noise_scale, 2))
            }
        };
        if let Some(separability) = draw.orthogonal_separability {
            text += &format!("; separability mu = {}", short(separability, 2));
        }
        text += ".\n";
    }
    if data.label_noise > 0.0 {
        let flipped = draw.flipped_labels;
        text += &format!("Label noise flipped {flipped} training labels.\n");
    }
    text
}

/// How a run ended, and a line on why its target was not reached where that does not say it all.
fn ending(reason: StopReason) -> (&'static str, &'static str) {
    match reason {
        StopReason::Reached => ("reached the target", ""),
        StopReason::Exhausted => ("NOT reached: out of steps", TOO_FEW_STEPS),
        StopReason::Stationary => ("NOT reached: stationary", NO_GRADIENT),
        StopReason::Stalled => ("NOT reached: stalled", SILENT_POINTS),
        StopReason::Diverged => ("NOT reached: diverged", ""),
        StopReason::Interrupted => ("NOT reached: interrupted", ""),
    }
}

const TOO_FEW_STEPS: &str = "(stop.max_steps allows no more, or time can go no further)\n";
const NO_GRADIENT: &str = "(the gradient is zero: nothing will change any more)\n";
const SILENT_POINTS: &str =
    "(points without an active neuron alone hold the risk above the target)\n";
