//! What stands in the files of a reference curve: `snapshots/<name>.toml` and `.csv`.

use super::files::{Column, column};

/// A table of a curve's definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its place in the file; empty for the top level.
    pub name: &'static str,
    /// What it decides.
    pub meaning: &'static str,
    /// Its keys.
    pub keys: &'static [SectionKey],
}

/// A key of a curve's definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SectionKey {
    /// Its name.
    pub name: &'static str,
    /// Type, and default where it may be left out.
    pub value: &'static str,
    /// What it decides.
    pub meaning: &'static str,
}

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

const fn key(name: &'static str, value: &'static str, meaning: &'static str) -> SectionKey {
    SectionKey {
        name,
        value,
        meaning,
    }
}

const fn section(
    name: &'static str,
    meaning: &'static str,
    keys: &'static [SectionKey],
) -> Section {
    Section {
        name,
        meaning,
        keys,
    }
}

/// The tables of `snapshots/<name>.toml`.
pub const SECTIONS: &[Section] = &[
    section("", "The curve", TOP),
    section(
        "axes",
        "A swept key; the last axis runs fastest",
        &[
            key(
                "key",
                "text",
                "Dotted key of the configuration, such as network.alpha",
            ),
            key("column", "text", "Name of its column"),
            key(
                "values",
                "list, or { from, to, count }",
                "Its values; with from and to evenly spaced in the logarithm",
            ),
            key(
                "times",
                "number, default 1",
                "The key gets the value times this: d/n times n",
            ),
        ],
    ),
    section(
        "series",
        "One setting among several",
        &[
            key("name", "text", "Its name in the numbers and the legend"),
            key(
                "config",
                "table, default none",
                "Its configuration, over that of all series",
            ),
        ],
    ),
    section(
        "measure.means",
        "Means over replicates at every point of the axes",
        &[
            key(
                "of",
                "an observation of one row",
                "What is observed of every run",
            ),
            key(
                "quantities",
                "list of names",
                "Quantities with a 95% interval over replicates",
            ),
            key(
                "without_interval",
                "list of names, default none",
                "Quantities whose interval says nothing",
            ),
            key(
                "totals",
                "list of names, default none",
                "Quantities that are added up over replicates: counts",
            ),
            key(
                "average",
                "\"arithmetic\" or \"geometric\", default \"arithmetic\"",
                "The mean",
            ),
            key(
                "fits",
                "list of tables, default none",
                "Lines through the points",
            ),
        ],
    ),
    section(
        "measure.means.fits",
        "A line fitted through the points of a series",
        &[
            key("x", "name", "The column across: an axis or a quantity"),
            key("y", "name", "The quantity"),
            key(
                "log",
                "true or false, default false",
                "Whether both are taken by their logarithms: the slope is an exponent",
            ),
            key(
                "from",
                "number, default none",
                "Smallest value of the first axis that counts",
            ),
            key(
                "to",
                "number, default none",
                "Largest value of the first axis that counts",
            ),
        ],
    ),
    section(
        "measure.rows",
        "The rows of one run a series, without axes and replicates",
        &[key("of", "an observation", "What is observed of the run")],
    ),
    section(
        "measure.optimum",
        "Where a quantity is smallest along the last of two axes, at every value of the first",
        &[
            key("quantity", "name", "A quantity of the observation end"),
            key(
                "blocks",
                "whole number",
                "Blocks of replicates: each gives one optimum and one exponent, the intervals are over blocks",
            ),
        ],
    ),
    section(
        "measure.gain",
        "What the best inner point of the last of three axes gains over both ends, on a map of the others",
        &[key("quantity", "name", "A quantity of the observation end")],
    ),
    section(
        "tolerance.<quantity>",
        "How far the quantity, the ends of its interval and its fitted line may move: absolute + relative |old|. Every \
         quantity needs one; {} allows no change",
        &[
            key("absolute", "number, default 0", "In units of the quantity"),
            key(
                "relative",
                "number, default 0",
                "As a share of the old number",
            ),
        ],
    ),
    section(
        "figure",
        "The figure",
        &[
            key("columns", "whole number, default 1", "Panels side by side"),
            key("panels", "list of tables", "The panels in reading order"),
        ],
    ),
    section("figure.panels", "One plot", PANEL),
    section(
        "figure.panels.x, .y, .colour",
        "A direction of a panel, or the colour of a heat map's cells",
        &[
            key("column", "name", "The column of the numbers"),
            key("label", "text", "The axis' label, with its symbol"),
            key(
                "log",
                "true or false, default false",
                "Whether the axis is logarithmic",
            ),
            key(
                "range",
                "[low, high], default that of the points",
                "Ends of the axis; points beyond are left out",
            ),
            key("ticks", "list, default by the axis", "The labelled values"),
            key(
                "percent",
                "true or false, default false",
                "Whether a share is shown in percent",
            ),
        ],
    ),
    section(
        "figure.panels.lines",
        "One line of a panel",
        &[
            key(
                "series",
                "name, default \"\"",
                "The series; that of a curve with only one is \"\"",
            ),
            key("column", "name, default that of y", "The column upwards"),
            key(
                "label",
                "text, default the series",
                "Its name in the legend",
            ),
            key("style", "a style, default the panel's", "How it is shown"),
        ],
    ),
    section(
        "figure.panels.marks",
        "A vertical line at the column `at` of a series",
        &[
            key("series", "name", "The series"),
            key("label", "text", "Its name in the legend, after its letter"),
        ],
    ),
    section(
        "figure.panels.guides",
        "A line of known slope; on two logarithmic axes a power",
        &[
            key("slope", "number", "The slope, or the exponent"),
            key("through", "[x, y]", "A point on it"),
            key("label", "text", "Its name in the legend"),
        ],
    ),
    section(
        "figure.panels.levels",
        "A horizontal line; in a heat map the border between cells on either side of a value",
        &[
            key("value", "number", "Its height"),
            key(
                "column",
                "name, default that of the cells",
                "Heat map: the column compared with it",
            ),
            key("label", "text", "Its name in the legend"),
        ],
    ),
];

const TOP: &[SectionKey] = &[
    key("title", "text", "One line"),
    key("shows", "text", "What it shows, in two sentences"),
    key(
        "claims",
        "list of ids, default none",
        "The claims it belongs to",
    ),
    key(
        "measure",
        "table of one measure",
        "How the numbers are computed",
    ),
    key(
        "config",
        "table, default none",
        "Configuration of all runs: the keys of the first part of this page",
    ),
    key(
        "series",
        "list of tables, default one without a name",
        "The settings that are compared",
    ),
    key("axes", "list of tables, default none", "The swept keys"),
    key(
        "replicates",
        "whole number, default 1",
        "Draws of data and weights at every point",
    ),
    key(
        "tolerance",
        "table by quantity",
        "How far a number may move",
    ),
    key("figure", "table", "The figure"),
];

const PANEL: &[SectionKey] = &[
    key("title", "text, default none", "What stands above it"),
    key("x", "table", "Across"),
    key("y", "table", "Upwards"),
    key("colour", "table, heat maps only", "The cells"),
    key(
        "style",
        "\"lines\", \"plain\", \"dashed\", \"points\" or \"heat-map\", default \"lines\"",
        "A line through markers, a line alone, a prediction, markers alone, or coloured cells over two keys",
    ),
    key(
        "lines",
        "list of tables, default every series",
        "What is shown, in the order of its colours",
    ),
    key(
        "each",
        "name, default none",
        "A key whose values are a line each, all in the colour of their series",
    ),
    key(
        "fit",
        "true or false, default false",
        "Whether the fitted line and its band are shown, and the slope in the legend",
    ),
    key("marks", "list of tables, default none", "Vertical lines"),
    key(
        "rug",
        "name, default none",
        "A series whose column `at` is shown as strokes along the bottom",
    ),
    key(
        "guides",
        "list of tables, default none",
        "Lines of a known slope",
    ),
    key("levels", "list of tables, default none", "Horizontal lines"),
    key(
        "height",
        "number, default 1",
        "Height of the plot, as a share of the usual one",
    ),
];

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
