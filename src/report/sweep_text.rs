//! A sweep as plain text for a terminal.

use super::number::short;
use super::{curve_table, group_labels};
use crate::sweep::{StepCheck, Sweep};

/// Standard errors that halving the step may move a mean without a consequence.
const HARMLESS: f64 = 0.5;

/// The [`curve_table`] of every curve, under its label where there are several, and what
/// the step of gradient descent costs. Ends with a newline.
pub fn sweep_text(sweep: &Sweep) -> String {
    let labels = group_labels(&sweep.curves);
    let tables = labels.iter().zip(&sweep.curves).map(|(label, curve)| {
        let table = curve_table(curve);
        if label.is_empty() {
            table
        } else {
            format!("{label}\n\n{table}")
        }
    });
    let mut text = tables.collect::<Vec<_>>().join("\n");
    if let Some(check) = &sweep.step_check {
        if sweep.curves.len() > 1 {
            text.push('\n');
        }
        text += &step_check_text(check, &sweep.rows.axis);
    }
    text
}

/// What halving the step of gradient descent does to the curve.
pub(super) fn step_check_text(check: &StepCheck, axis: &str) -> String {
    let harmless = check.standard_errors < HARMLESS;
    let advice = if harmless {
        ""
    } else {
        "; choose a shorter one with flow.step"
    };
    format!(
        "Halving the step moves the mean test error by at most {} standard errors\n\
         (at {axis} {}, {} replicates){advice}.\n",
        short(check.standard_errors, 2),
        short(check.value, 2),
        check.replicates,
    )
}
