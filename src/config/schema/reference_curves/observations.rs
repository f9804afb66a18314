//! What can be observed of a curve's runs, and the columns of `snapshots/<name>.csv`.

use super::super::files::{Column, column};
use super::{SectionKey, key};

/// What can be observed of a curve's runs, and the columns this makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observation {
    /// The name after `of`; for `[measure.optimum]` and `[measure.gain]` that of the measure.
    pub name: &'static str,
    /// What it is.
    pub meaning: &'static str,
    /// Its settings.
    pub settings: &'static [SectionKey],
    /// Columns that say which row it is, after the series and the axes.
    pub keys: &'static [Column],
    /// Columns of numbers.
    pub quantities: &'static [Column],
}

/// The observations, and the columns of `snapshots/<name>.csv` that each of them makes.
pub const OBSERVATIONS: &[Observation] = &[
    Observation {
        name: "end",
        meaning: "The summary of a run at its stop, as in runs.parquet",
        settings: &[],
        keys: &[],
        quantities: &[
            column("test_error", "Test error; a tie counts half"),
            column("test_ties", "P(f = 0) on the test set"),
            column("unreached", "1 for a run that did not reach the target"),
            column(
                "excess_error",
                "Error of the effective predictor above the Bayes error: OA + OF",
            ),
            column("over_alignment", "OA"),
            column("over_fitting", "OF"),
            column("omega", "arccos Psi, radians"),
            column("evaluations", "Evaluations of the gradient"),
            column("events", "Events of the exact flow"),
            column(
                "sliding_events",
                "Times a neuron began to slide along a kink",
            ),
            column("time", "Flow time of the sum loss"),
            column("relative_weight_change", "|theta - theta(0)| / |theta(0)|"),
        ],
    },
    Observation {
        name: "kernel-change",
        meaning: "How far a network is from its start at the stop",
        settings: &[],
        keys: &[],
        quantities: &[
            column("weight_change", "|theta - theta(0)| / |theta(0)|"),
            column(
                "kernel_change",
                "|Theta - Theta(0)|_F / |Theta(0)|_F of the tangent kernel on the training points",
            ),
        ],
    },
    Observation {
        name: "phase-one",
        meaning: "Alignment at T(alpha), and at the first time max|f| on the positive points is level",
        settings: &[LEVEL],
        keys: &[],
        quantities: &[
            column(
                "gap_at_end",
                "1 - Psi of the effective predictor at T(alpha)",
            ),
            column("gap_at_level", "The same at the level"),
            column(
                "angle_at_end",
                "Angle to x_+ of the longest neuron with v_j > 0 at T(alpha), radians",
            ),
            column("angle_at_level", "The same at the level"),
            column(
                "angle_predicted",
                "That of a neuron which turns from a right angle under constant residuals, at T(alpha)",
            ),
        ],
    },
    Observation {
        name: "escape",
        meaning: "The first time max|f| is level",
        settings: &[LEVEL],
        keys: &[],
        quantities: &[
            column("log_inverse_alpha", "log(1/alpha)"),
            column("escape_time", "That time, in flow time of the sum loss"),
            column(
                "scaled_escape_time",
                "That time times max(|x_+|, |x_-|) and the loss's pull",
            ),
        ],
    },
    Observation {
        name: "bounds",
        meaning: "Each bound over what is measured, the smallest ratio over neurons and times; T is T(alpha)",
        settings: &[key(
            "late",
            "number",
            "Flow time at which the margin is taken",
        )],
        keys: &[],
        quantities: &[
            column("weights", "Bound on |w_j(T)|^2, the sharper form"),
            column("weights_published", "The published form"),
            column("outputs", "Bound on max|f(x_i)| at T, the sharper form"),
            column("outputs_published", "The published form"),
            column(
                "turning",
                "d psi_j/dt over its lower bound, the sharper form",
            ),
            column("turning_published", "The published form"),
            column(
                "angle",
                "Angle that the bound on psi_j(T) allows over the angle at T, the sharper form",
            ),
            column("angle_published", "The published form"),
            column(
                "phase_length",
                "Time that max|f| needs to reach its published bound, over T",
            ),
            column("margin", "The ceiling over the normalized margin"),
        ],
    },
    Observation {
        name: "neurons",
        meaning: "One run in full: rows of the series network, v > 0 and v < 0 (psi by neuron), event, alignment ends, \
                  escape and stop",
        settings: &[key(
            "level",
            "number",
            "The escape is the first time max|f| is this",
        )],
        keys: &[
            column("number", "The neuron, or the event, counted from 1"),
            column("time", "Flow time of the sum loss"),
        ],
        quantities: &[
            column("risk", "Mean training loss"),
            column("largest_output", "max|f| on the training points"),
            column("psi", "Cosine of w_j to x_+"),
            column("at", "Flow time of the event or boundary"),
        ],
    },
    Observation {
        name: "decay",
        meaning: "t L log(1/L) over its limit, L the sum loss",
        settings: &[TIMES],
        keys: &[column("time", "Flow time of the sum loss")],
        quantities: &[
            column("decay", "t L log(1/L) / C with C = (|w*_+| + |w*_-|)/2"),
            column("gap", "How far that is from 1"),
        ],
    },
    Observation {
        name: "function",
        meaning: "The loss along the run, the learned function of one input at its end, and the training points",
        settings: &[
            TIMES,
            key("inputs", "[low, high]", "Smallest and largest input"),
            key("count", "whole number", "Number of inputs"),
        ],
        keys: &[
            column("time", "Flow time of the sum loss"),
            column("x", "The input"),
        ],
        quantities: &[
            column("loss", "Mean training loss"),
            column("f", "f(x) at the end; of a training point its label"),
        ],
    },
    Observation {
        name: "precision",
        meaning: "Work against precision of the exact flow, the Runge-Kutta pair and gradient descent: one row a method \
                  and setting that reaches the stop",
        settings: &[
            key(
                "reference",
                "number",
                "Tolerance of the exact flow that counts as the truth",
            ),
            key("exact", "list of numbers", "Tolerances of the exact flow"),
            key(
                "runge_kutta",
                "list of numbers",
                "Tolerances of the Runge-Kutta pair",
            ),
            key(
                "halvings",
                "whole number",
                "How often the step of descent is halved at most",
            ),
            key(
                "most_steps",
                "whole number",
                "Steps after which a run is given up",
            ),
        ],
        keys: &[column(
            "setting",
            "Place on the method's ladder, counted from 1",
        )],
        quantities: &[
            column("evaluations", "Evaluations of the gradient"),
            column(
                "error",
                "Angle of the effective predictor at the stop to that of the reference, radians",
            ),
        ],
    },
];

const LEVEL: SectionKey = key("level", "number", "The level");
const TIMES: SectionKey = key("times", "list, or { from, to, count }", "Flow times");

/// The columns that the measures of an optimum make instead, by measure.
pub const OPTIMA: &[(&str, &[Column])] = &[
    (
        "optimum",
        &[
            column(
                "optimum",
                "Where the quantity is smallest along the last axis",
            ),
            column(
                "optimum_fit",
                "The fitted power at this value of the first axis",
            ),
            column("optimum_slope", "Its exponent, in the row without keys"),
        ],
    ),
    (
        "gain",
        &[
            column("gain", "The smaller of both gains"),
            column(
                "gain_over_smallest",
                "Relative gain of the best inner value over the smallest, cross-fitted",
            ),
            column("gain_over_largest", "The same over the largest"),
            column("best", "The best inner value"),
            column(
                "verdict",
                "1 where the interior optimum is established, -1 where it is refuted, 0 otherwise",
            ),
        ],
    ),
];
