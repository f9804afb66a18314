//! Every key, in the order in which it is printed. What each means stands in keys.md.

use std::ops::Bound;

use super::allowed::Allowed::{
    self, Axes, Blocks, Choice, Counts, Grid, Matrix, Names, Natural, Naturals, Number, Numbers,
    Record, Switch, Task, Test, Text, Values, Vector,
};
use super::allowed::{AT_LEAST_ZERO, Interval, POSITIVE};

/// One key of the configuration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Key {
    /// Dotted name, such as `network.alpha`.
    pub name: &'static str,
    /// Type and range.
    pub allowed: Allowed,
    /// Where the key has a meaning; `None` is everywhere.
    pub only: Option<Only>,
}

/// The values of another key under which a key has a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Only {
    /// The other key.
    pub key: &'static str,
    /// Its values.
    pub values: &'static [&'static str],
    /// Whether a network of a library user's own has the key too.
    pub own: bool,
}

impl Key {
    /// The section, `None` at the top level.
    pub fn section(&self) -> Option<&'static str> {
        self.name.split_once('.').map(|(section, _)| section)
    }

    /// The name within its section.
    pub fn short_name(&self) -> &'static str {
        self.name.rsplit('.').next().unwrap_or_default()
    }
}

const ANY: Allowed = Natural(0, i64::MAX);
const COUNT: Allowed = Natural(1, i64::MAX);
/// Wider networks than this do not fit in memory at any useful dimension.
const WIDEST: i64 = 1_000_000;
/// An output a class: more are surely a slip.
const MOST_CLASSES: i64 = 1000;
const BELOW_ONE: Interval = (Bound::Included(0.0), Bound::Excluded(1.0));
const SHARE: Interval = (Bound::Excluded(0.0), Bound::Excluded(1.0));
const FINITE: Interval = (Bound::Unbounded, Bound::Unbounded);
const AT_LEAST_ONE: Interval = (Bound::Included(1.0), Bound::Unbounded);
const TOLERANCE: Interval = (Bound::Excluded(0.0), Bound::Included(0.1));

const ALWAYS: Option<Only> = None;
const MIXTURES: Option<Only> = only("data.kind", &["mixture", "separable"]);
const SEPARABLE: Option<Only> = only("data.kind", &["separable"]);
const THREE_POINTS: Option<Only> = only("data.kind", &["three-points"]);
const SPARSE: Option<Only> = only("data.kind", &["sparse-regression"]);
const SIZED: Option<Only> = only(
    "data.kind",
    &[
        "mixture",
        "separable",
        "sparse-regression",
        "classes",
        "teacher",
    ],
);
const SIGNALLED: Option<Only> = only("data.kind", &["mixture", "separable", "classes"]);
const IN_CLASSES: Option<Only> = only("data.kind", &["classes", "teacher"]);
const TEACHER: Option<Only> = only("data.kind", &["teacher"]);
const ROWS: Option<Only> = only("data.kind", &["digits", "file"]);
const FILE: Option<Only> = only("data.kind", &["file"]);
const DRAWN: Option<Only> = only(
    "data.kind",
    &[
        "mixture",
        "separable",
        "classes",
        "teacher",
        "digits",
        "file",
    ],
);
const SAMPLED: Option<Only> = only(
    "data.kind",
    &[
        "mixture",
        "separable",
        "sparse-regression",
        "classes",
        "teacher",
        "digits",
        "file",
    ],
);
const TWO_LAYER: Option<Only> = only("network.kind", &["two-layer"]);
const DIVIDED: Option<Only> = Some(Only {
    key: "network.kind",
    values: &["two-layer", "linear", "mlp", "cnn"],
    own: true,
});
const DEEP: Option<Only> = only("network.kind", &["mlp", "cnn"]);
const CNN: Option<Only> = only("network.kind", &["cnn"]);
const HIDDEN: Option<Only> = only("network.kind", &["linear", "mlp"]);
const DRAWN_START: Option<Only> = only("network.kind", &["two-layer", "mlp", "cnn"]);
const LINEAR: Option<Only> = only("network.kind", &["linear"]);
const STEPPED: Option<Only> = only("flow.method", &["exact", "runge-kutta"]);
const DESCENT: Option<Only> = only("flow.method", &["descent"]);

const fn only(key: &'static str, values: &'static [&'static str]) -> Option<Only> {
    Some(Only {
        key,
        values,
        own: false,
    })
}

const fn key(name: &'static str, allowed: Allowed, only: Option<Only>) -> Key {
    Key {
        name,
        allowed,
        only,
    }
}

/// Every key of the configuration, by section.
pub const KEYS: &[Key] = &[
    key("seed", ANY, ALWAYS),
    key("replicate", ANY, ALWAYS),
    key(
        "data.kind",
        Choice(&[
            "mixture",
            "separable",
            "three-points",
            "sparse-path",
            "sparse-regression",
            "classes",
            "teacher",
            "digits",
            "file",
        ]),
        ALWAYS,
    ),
    key("data.samples", COUNT, SAMPLED),
    key("data.dimension", COUNT, SIZED),
    key("data.intrinsic_dimension", COUNT, IN_CLASSES),
    key("data.classes", Natural(2, MOST_CLASSES), IN_CLASSES),
    key("data.signal", Number(AT_LEAST_ZERO), SIGNALLED),
    key("data.noise", Number(POSITIVE), SIGNALLED),
    key("data.teacher_width", Natural(1, WIDEST), TEACHER),
    key("data.test_lines", Natural(2, i64::MAX), MIXTURES),
    key("data.test_samples", COUNT, IN_CLASSES),
    key("data.sparsity", COUNT, SPARSE),
    key("data.eta", Number(SHARE), THREE_POINTS),
    key("data.condition", Number(AT_LEAST_ONE), SPARSE),
    key(
        "data.construction",
        Choice(&["scaled-noise", "rejection"]),
        SEPARABLE,
    ),
    key("data.task", Task, ROWS),
    key("data.path", Text, FILE),
    key("data.labels", Text, FILE),
    key("data.label_column", Text, FILE),
    key("data.points", Text, FILE),
    key("data.columns", Names, FILE),
    key("data.leave_out", Names, FILE),
    key("data.skip_lines", ANY, FILE),
    key(
        "data.missing",
        Choice(&["refuse", "drop", "mean", "indicator"]),
        FILE,
    ),
    key("data.standardise", Switch, FILE),
    key("data.test", Test, FILE),
    key("data.centre", Switch, ROWS),
    key("data.scale", Switch, ROWS),
    key("data.bias", Switch, ROWS),
    key("data.validation_samples", ANY, DRAWN),
    key("data.label_noise", Number(BELOW_ONE), ALWAYS),
    key(
        "network.kind",
        Choice(&["two-layer", "diagonal", "linear", "mlp", "cnn"]),
        ALWAYS,
    ),
    key("network.width", Natural(1, WIDEST), TWO_LAYER),
    key(
        "network.init",
        Choice(&[
            "balanced",
            "unbalanced",
            "dominated",
            "antisymmetric",
            "he",
            "lecun",
            "pytorch",
            "ntk",
            "mup",
        ]),
        DRAWN_START,
    ),
    key("network.weights", Matrix, TWO_LAYER),
    key("network.outputs", Vector, TWO_LAYER),
    key("network.hidden", Counts(1, WIDEST), HIDDEN),
    key("network.blocks", Blocks, CNN),
    key("network.width_multiplier", Natural(1, 1000), DEEP),
    key(
        "network.activation",
        Choice(&["relu", "gelu", "tanh", "linear"]),
        DEEP,
    ),
    key("network.bias", Switch, DEEP),
    key("network.centre_output", Switch, DEEP),
    key("network.precision", Choice(&["f64", "f32"]), DEEP),
    key("network.imbalance", Number(FINITE), LINEAR),
    key("network.small_layers", COUNT, LINEAR),
    key("network.alpha", Number(POSITIVE), ALWAYS),
    key("network.output_divisor", Number(POSITIVE), DIVIDED),
    key(
        "loss.name",
        Choice(&[
            "logistic",
            "logistic2",
            "exponential",
            "squared",
            "cross-entropy",
        ]),
        ALWAYS,
    ),
    key(
        "flow.method",
        Choice(&["exact", "runge-kutta", "descent"]),
        ALWAYS,
    ),
    key("flow.tolerance", Number(TOLERANCE), STEPPED),
    key("flow.step", Number(POSITIVE), DESCENT),
    key("flow.batch_size", COUNT, DESCENT),
    key(
        "flow.rate",
        Choice(&["given", "scaled", "calibrated"]),
        DESCENT,
    ),
    key(
        "flow.optimizer",
        Choice(&["sgd", "momentum", "adam"]),
        DESCENT,
    ),
    key("flow.momentum", Number(BELOW_ONE), DESCENT),
    key("flow.weight_decay", Number(AT_LEAST_ZERO), DESCENT),
    key("flow.record", Record, ALWAYS),
    key(
        "stop.at",
        Choice(&[
            "training-risk",
            "positive-class-risk",
            "validation-risk",
            "training-accuracy",
            "gradient-norm",
            "largest-output",
            "time",
        ]),
        ALWAYS,
    ),
    key("stop.value", Number(POSITIVE), ALWAYS),
    key("stop.max_steps", COUNT, ALWAYS),
    key("sweep.alphas", Grid, ALWAYS),
    key("sweep.widths", Naturals(1, WIDEST), TWO_LAYER),
    key("sweep.samples", Naturals(1, i64::MAX), SAMPLED),
    key("sweep.signals", Numbers(AT_LEAST_ZERO), SIGNALLED),
    key("sweep.learning_rates", Numbers(POSITIVE), DESCENT),
    key("sweep.output_divisors", Numbers(POSITIVE), DIVIDED),
    key("sweep.axes", Axes, ALWAYS),
    key("sweep.replicates", COUNT, ALWAYS),
    key("command.line", Text, ALWAYS),
    key("command.metric", Text, ALWAYS),
    key("command.larger_is_better", Switch, ALWAYS),
    key("command.metrics_file", Text, ALWAYS),
    key("command.values", Values, ALWAYS),
];
