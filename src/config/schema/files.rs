//! Every file a run writes, with its columns.

/// A file that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name in the output folder.
    pub name: &'static str,
    /// What it holds.
    pub meaning: &'static str,
    /// Its columns in order; empty for an array.
    pub columns: &'static [Column],
}

/// A column of a file. A value that has no meaning for the data is left empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, that of the field it is written from.
    pub name: &'static str,
    /// What it holds, with unit.
    pub meaning: &'static str,
}

pub(super) const fn column(name: &'static str, meaning: &'static str) -> Column {
    Column { name, meaning }
}

/// Every file written.
pub const FILES: &[File] = &[
    File {
        name: "curve.csv",
        meaning: "`sweep`: one row for each grid point, the mean over its replicates",
        columns: CURVE,
    },
    File {
        name: "runs.parquet",
        meaning: "`sweep`: one row for each run",
        columns: RUNS,
    },
    File {
        name: "curve.svg",
        meaning: "`sweep`: the figure, test error against alpha; not written without test errors",
        columns: &[],
    },
    File {
        name: "report.html",
        meaning: "`sweep`, `curves --out`: everything on one page that needs no other file and no network: the verdict, the figures, the tables, the configuration and the command",
        columns: &[],
    },
    File {
        name: "trajectory.csv",
        meaning: "`train`: one row for each recorded time",
        columns: TRAJECTORY,
    },
    File {
        name: "neurons.csv",
        meaning: "`train`: one row for each neuron at each recorded time",
        columns: NEURONS,
    },
    File {
        name: "coefficients.csv",
        meaning: "`train` with a diagonal network: one row for each coefficient at each recorded time",
        columns: COEFFICIENTS,
    },
    File {
        name: "events.csv",
        meaning: "`train` with the exact method: one row for each event, in time order",
        columns: EVENTS,
    },
    File {
        name: "weights.npy",
        meaning: "`train`: the hidden weights W at the stop, d x h float64; column j is neuron j",
        columns: &[],
    },
    File {
        name: "outputs.npy",
        meaning: "`train`: the output weights v at the stop, h float64",
        columns: &[],
    },
    File {
        name: "beta.npy",
        meaning: "`train` with a diagonal network: beta = u^2 - v^2 at the stop, d float64; u.npy and v.npy hold u and v",
        columns: &[],
    },
];

const NEURONS: &[Column] = &[
    TIME,
    column("neuron", "The neuron, counted from 0"),
    column("psi", "Cosine of w_j to x_+; 0 for a zero neuron"),
    column("weight_norm", "|w_j|"),
    column("output", "v_j"),
];

const COEFFICIENTS: &[Column] = &[
    TIME,
    column("coordinate", "The coordinate of the input, counted from 0"),
    column("beta", "u^2 - v^2"),
    column("u", "u"),
    column("v", "v"),
];

const EVENTS: &[Column] = &[
    TIME,
    column("neuron", "The neuron, counted from 0"),
    column(
        "kink",
        "The first training point on the hyperplane met, counted from 0; empty for sign_change",
    ),
    column(
        "kind",
        "activate, deactivate, slide (along the kink), release (from it) or sign_change (of v_j)",
    ),
];

const TIME: Column = column("time", "Flow time of the sum loss");
const WIDTH: Column = column("width", "Width h");
const SAMPLES: Column = column("samples", "Training points n");
const SIGNAL: Column = column("signal", "Signal kappa (mixture, separable)");
const LEARNING_RATE: Column = column(
    "learning_rate",
    "Step of descent as configured, in flow time; empty where it is chosen from the data",
);
const ALPHA: Column = column("alpha", "Initialisation scale");

const CURVE: &[Column] = &[
    WIDTH,
    SAMPLES,
    SIGNAL,
    LEARNING_RATE,
    ALPHA,
    column("runs", "Number of runs"),
    column(
        "unreached",
        "Runs that did not reach the target; they count with the error at their end",
    ),
    column("at_start", "Runs whose start already met the target"),
    column("test_error", "Mean test error; a tie counts half"),
    column(
        "test_error_low",
        "Lower end of the mean's 95% interval over replicates",
    ),
    column(
        "test_error_high",
        "Upper end of the mean's 95% interval over replicates",
    ),
    column("test_ties", "Mean P(f = 0) on the test set"),
    column("over_alignment", "Mean over-alignment OA"),
    column("over_fitting", "Mean over-fitting OF"),
    column("evaluations", "Mean evaluations of the gradient"),
    column("time", "Mean flow time of the sum loss at the stop"),
];

const RUNS: &[Column] = &[
    ALPHA,
    WIDTH,
    SAMPLES,
    SIGNAL,
    LEARNING_RATE,
    column("replicate", "Which draw of data and weights"),
    column("time", "Flow time of the sum loss at the stop"),
    column("steps", "Accepted steps"),
    column("evaluations", "Evaluations of the gradient"),
    column("events", "Activations and deactivations of neurons"),
    column(
        "sliding_events",
        "Times a neuron began to slide along a kink",
    ),
    column(
        "nonunique_events",
        "Events after which the flow has more than one continuation",
    ),
    column(
        "stop_reason",
        "reached, exhausted, stationary, stalled, diverged or interrupted; only reached is success",
    ),
    column("training_risk", "Mean training loss"),
    column(
        "training_error",
        "Share of training points with y f < 0; a tie counts half",
    ),
    column("test_error", "P(y f < 0) + P(f = 0) / 2 on the test set"),
    column(
        "test_error_low",
        "Lower end of the test error's 95% interval over test points, not over replicates",
    ),
    column("test_error_high", "Upper end of that interval"),
    column("test_ties", "P(f = 0) on the test set"),
    column(
        "effective_psi",
        "Psi, the cosine of the effective predictor to x_+",
    ),
    column(
        "phi",
        "Angle of x_+ to the signal direction, radians (mixture, separable)",
    ),
    column("omega", "arccos Psi, radians"),
    column(
        "excess_error",
        "Error of the effective predictor above the Bayes error (mixture, separable)",
    ),
    column(
        "over_alignment",
        "OA, the part of the excess that every direction in the cone has",
    ),
    column("over_fitting", "OF, the rest of the excess"),
    column(
        "balancedness_drift",
        "Largest change of v_j^2 - |w_j|^2 over neurons, relative to v_j^2 + |w_j|^2",
    ),
    column("relative_weight_change", "|theta - theta(0)| / |theta(0)|"),
    column("stable_rank", "|W|_F^2 / |W|_2^2 of the hidden weights"),
    column("normalized_margin", "min_i y_i f(x_i) / |theta|^2"),
];

const TRAJECTORY: &[Column] = &[
    TIME,
    column("training_risk", "Mean training loss"),
    column(
        "training_error",
        "Share of training points with y f < 0; a tie counts half",
    ),
    column("test_error", "P(y f < 0) + P(f = 0) / 2 on the test set"),
    column(
        "effective_psi",
        "Psi, the cosine of the effective predictor to x_+",
    ),
    column("omega", "arccos Psi, radians"),
    column(
        "over_alignment",
        "OA, the part of the excess that every direction in the cone has",
    ),
    column("over_fitting", "OF, the rest of the excess"),
    column("stable_rank", "|W|_F^2 / |W|_2^2 of the hidden weights"),
    column("relative_weight_change", "|theta - theta(0)| / |theta(0)|"),
    column("normalized_margin", "min_i y_i f(x_i) / |theta|^2"),
];
