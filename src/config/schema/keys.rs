//! Every key, in the order in which it is printed.

use std::ops::Bound;

use super::allowed::{AT_LEAST_ZERO, POSITIVE};
use super::{Allowed, Key, Only};

const ANY: Allowed = Allowed::Natural {
    least: 0,
    most: i64::MAX,
};
const COUNT: Allowed = Allowed::Natural {
    least: 1,
    most: i64::MAX,
};
/// Wider networks than this do not fit in memory at any useful dimension.
const WIDEST: i64 = 1_000_000;

const MIXTURES: Option<Only> = kinds(&["mixture", "separable"]);
const DRAWN: Option<Only> = kinds(&["mixture", "separable", "digits", "file"]);
const SAMPLED: Option<Only> = kinds(&[
    "mixture",
    "separable",
    "sparse-regression",
    "digits",
    "file",
]);
const ROWS: Option<Only> = kinds(&["digits", "file"]);
const FILE: Option<Only> = kinds(&["file"]);
const TWO_LAYER: Option<Only> = Some(Only {
    key: "network.kind",
    values: &["two-layer"],
});
const DESCENT: Option<Only> = methods(&["descent"]);

const fn kinds(values: &'static [&'static str]) -> Option<Only> {
    Some(Only {
        key: "data.kind",
        values,
    })
}

const fn methods(values: &'static [&'static str]) -> Option<Only> {
    Some(Only {
        key: "flow.method",
        values,
    })
}

/// Every key of the configuration, by section.
pub const KEYS: &[Key] = &[
    Key {
        name: "seed",
        allowed: ANY,
        default: "0",
        only: None,
        meaning: "Master seed: every random number derives from it",
    },
    Key {
        name: "replicate",
        allowed: ANY,
        default: "0",
        only: None,
        meaning: "Which draw of data and weights a single run uses; a sweep uses 0, 1, ... up to sweep.replicates - 1",
    },
    Key {
        name: "data.kind",
        allowed: Allowed::Choice(&[
            "mixture",
            "separable",
            "three-points",
            "sparse-path",
            "sparse-regression",
            "digits",
            "file",
        ]),
        default: "\"mixture\"",
        only: None,
        meaning: "Where the points come from: the Gaussian mixture x = kappa y s + sigma z, an orthogonally separable set of it, the three points of Boursier and Flammarion 2025, two equations in four unknowns whose path from small alpha is known, X beta = y with a sparse beta and X iid N(0, 1), the UCI handwritten digits, or a file of your own",
    },
    Key {
        name: "data.samples",
        allowed: COUNT,
        default: "40 (mixture, separable), 20 (sparse-regression), 100 (digits), every row (file)",
        only: SAMPLED,
        meaning: "Number of training points n",
    },
    Key {
        name: "data.dimension",
        allowed: COUNT,
        default: "40",
        only: kinds(&["mixture", "separable", "sparse-regression"]),
        meaning: "Input dimension d",
    },
    Key {
        name: "data.signal",
        allowed: Allowed::Number(AT_LEAST_ZERO),
        default: "2.0",
        only: MIXTURES,
        meaning: "Length kappa of the class means; above 0 for separable",
    },
    Key {
        name: "data.noise",
        allowed: Allowed::Number(POSITIVE),
        default: "1.0",
        only: MIXTURES,
        meaning: "Standard deviation sigma of the noise, per coordinate",
    },
    Key {
        name: "data.test_lines",
        allowed: Allowed::Natural {
            least: 2,
            most: i64::MAX,
        },
        default: "400",
        only: MIXTURES,
        meaning: "Random lines along which the test error is integrated",
    },
    Key {
        name: "data.sparsity",
        allowed: COUNT,
        default: "3",
        only: kinds(&["sparse-regression"]),
        meaning: "Coefficients that are +1 or -1, with fair signs; the others are 0. At most data.dimension",
    },
    Key {
        name: "data.construction",
        allowed: Allowed::Choice(&["scaled-noise", "rejection"]),
        default: "\"scaled-noise\"",
        only: kinds(&["separable"]),
        meaning: "How separability is reached: shrink the noise until the set is separable, or draw until one happens to be",
    },
    Key {
        name: "data.task",
        allowed: Allowed::Task,
        default: "\"parity\" (digits), the labels as they are (file)",
        only: ROWS,
        meaning: "The two classes: even (+1) against odd (-1), or label a (+1) against label b (-1)",
    },
    Key {
        name: "data.path",
        allowed: Allowed::Text,
        default: "none: has to be given",
        only: FILE,
        meaning: "The file of the points: .csv, .npy, .npz or IDX, seen from the working directory",
    },
    Key {
        name: "data.labels",
        allowed: Allowed::Text,
        default: "none",
        only: FILE,
        meaning: "The file of the labels, where they are apart from the points",
    },
    Key {
        name: "data.label_column",
        allowed: Allowed::Text,
        default: "none",
        only: FILE,
        meaning: "The column of a .csv, or the entry of a .npz, that holds the labels",
    },
    Key {
        name: "data.centre",
        allowed: Allowed::Switch,
        default: "true (digits), false (file)",
        only: ROWS,
        meaning: "Subtract the training mean",
    },
    Key {
        name: "data.scale",
        allowed: Allowed::Switch,
        default: "true (digits), false (file)",
        only: ROWS,
        meaning: "Scale to mean square norm 1 over the training rows",
    },
    Key {
        name: "data.bias",
        allowed: Allowed::Switch,
        default: "true (digits), false (file)",
        only: ROWS,
        meaning: "Append a constant 1 to every point",
    },
    Key {
        name: "data.validation_samples",
        allowed: ANY,
        default: "0",
        only: DRAWN,
        meaning: "Points held out for the validation risk",
    },
    Key {
        name: "data.label_noise",
        allowed: Allowed::Number((Bound::Included(0.0), Bound::Excluded(1.0))),
        default: "0.0",
        only: None,
        meaning: "Probability that a training label is flipped",
    },
    Key {
        name: "network.kind",
        allowed: Allowed::Choice(&["two-layer", "diagonal"]),
        default: "\"two-layer\"",
        only: None,
        meaning: "The network: two-layer is f(x) = sum_j v_j relu(<w_j, x>), diagonal is f(x) = <u^2 - v^2, x> from u = v = alpha, for the squared loss",
    },
    Key {
        name: "network.width",
        allowed: Allowed::Natural {
            least: 1,
            most: WIDEST,
        },
        default: "64",
        only: TWO_LAYER,
        meaning: "Number of hidden neurons h; even for antisymmetric",
    },
    Key {
        name: "network.init",
        allowed: Allowed::Choice(&["balanced", "unbalanced", "dominated", "antisymmetric"]),
        default: "\"balanced\"",
        only: TWO_LAYER,
        meaning: "Law of the initial weights w_j ~ alpha N(0, 1/d): v_j = +-|w_j| (balanced), v_j ~ alpha N(0, 1) (unbalanced), v_j = +-2|w_j| (dominated), or balanced pairs of equal w and opposite v, so that f = 0 at the start (antisymmetric)",
    },
    Key {
        name: "network.weights",
        allowed: Allowed::Matrix,
        default: "none: drawn from network.init",
        only: TWO_LAYER,
        meaning: "Given hidden weights, the same in every replicate: W(0) = alpha times this d x h matrix, a list of d lists of length network.width; with network.outputs, in place of network.init",
    },
    Key {
        name: "network.outputs",
        allowed: Allowed::Vector,
        default: "none: drawn from network.init",
        only: TWO_LAYER,
        meaning: "Given output weights: v(0) = alpha times this list of length network.width; with network.weights",
    },
    Key {
        name: "network.alpha",
        allowed: Allowed::Number(POSITIVE),
        default: "0.05",
        only: None,
        meaning: "Initialisation scale alpha; small is strong feature learning, large is lazy",
    },
    Key {
        name: "network.output_divisor",
        allowed: Allowed::Number(POSITIVE),
        default: "none, which means 1",
        only: TWO_LAYER,
        meaning: "gamma: the network that is trained, and whose outputs and errors are reported, is f/gamma; the weights reported are those of f",
    },
    Key {
        name: "loss.name",
        allowed: Allowed::Choice(&["logistic", "logistic2", "exponential", "squared"]),
        default: "\"logistic2\"",
        only: None,
        meaning: "Loss of the margin z = y f: log(1 + e^-z), 2 log(1 + e^-z), e^-z, or (f - y)^2 / 2 for regression",
    },
    Key {
        name: "flow.method",
        allowed: Allowed::Choice(&["exact", "runge-kutta", "descent"]),
        default: "\"exact\"",
        only: None,
        meaning: "How the gradient flow is followed: exactly from kink to kink, by an adaptive Runge-Kutta pair, or by gradient descent with a fixed step",
    },
    Key {
        name: "flow.tolerance",
        allowed: Allowed::Number((Bound::Excluded(0.0), Bound::Included(0.1))),
        default: "2e-4 (exact), 1e-6 (runge-kutta)",
        only: methods(&["exact", "runge-kutta"]),
        meaning: "Error a step may make: of f (exact), of any coefficient relative to the largest (exact, diagonal), of any neuron relative to its size (runge-kutta)",
    },
    Key {
        name: "flow.step",
        allowed: Allowed::Number(POSITIVE),
        default: "chosen from the data",
        only: DESCENT,
        meaning: "Step, in flow time of the sum loss",
    },
    Key {
        name: "flow.batch_size",
        allowed: COUNT,
        default: "every point",
        only: DESCENT,
        meaning: "Points in a batch; fewer than n is stochastic gradient descent",
    },
    Key {
        name: "flow.record",
        allowed: Allowed::Record,
        default: "[]",
        only: None,
        meaning: "When the state is recorded: this many times, evenly spaced from start to stop, or at these flow times",
    },
    Key {
        name: "stop.at",
        allowed: Allowed::Choice(&[
            "training-risk",
            "positive-class-risk",
            "validation-risk",
            "training-accuracy",
            "gradient-norm",
            "largest-output",
            "time",
        ]),
        default: "\"training-risk\"",
        only: None,
        meaning: "What ends a run: the mean training loss, the mean loss of the positive class, the mean validation loss, the share of training points with y f > 0, the norm of the sum loss's gradient, the largest |f| on the training points, or flow time",
    },
    Key {
        name: "stop.value",
        allowed: Allowed::Number(POSITIVE),
        default: "0.1",
        only: None,
        meaning: "The value it has to reach; at most 1 for training-accuracy",
    },
    Key {
        name: "stop.max_steps",
        allowed: COUNT,
        default: "1000000",
        only: None,
        meaning: "Steps after which a run ends as exhausted, which is reported and never called success",
    },
    Key {
        name: "sweep.alphas",
        allowed: Allowed::Grid,
        default: "{ from = 0.0001, to = 10.0, count = 13 }",
        only: None,
        meaning: "Initialisation scales; a range is evenly spaced in the logarithm",
    },
    Key {
        name: "sweep.widths",
        allowed: Allowed::Naturals {
            least: 1,
            most: WIDEST,
        },
        default: "[], which means network.width",
        only: TWO_LAYER,
        meaning: "Widths h; even for antisymmetric",
    },
    Key {
        name: "sweep.samples",
        allowed: Allowed::Naturals {
            least: 1,
            most: i64::MAX,
        },
        default: "[], which means data.samples",
        only: SAMPLED,
        meaning: "Numbers of training points n",
    },
    Key {
        name: "sweep.signals",
        allowed: Allowed::Numbers(AT_LEAST_ZERO),
        default: "[], which means data.signal",
        only: MIXTURES,
        meaning: "Signals kappa; above 0 for separable",
    },
    Key {
        name: "sweep.learning_rates",
        allowed: Allowed::Numbers(POSITIVE),
        default: "[], which means flow.step",
        only: DESCENT,
        meaning: "Steps, in flow time of the sum loss",
    },
    Key {
        name: "sweep.replicates",
        allowed: COUNT,
        default: "32",
        only: None,
        meaning: "Independent draws of data and weights, shared by every point of the grid",
    },
];
