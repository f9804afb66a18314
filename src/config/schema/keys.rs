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
    own: false,
});
const DIVIDED: Option<Only> = Some(Only {
    key: "network.kind",
    values: &["two-layer"],
    own: true,
});
const DESCENT: Option<Only> = methods(&["descent"]);

const fn kinds(values: &'static [&'static str]) -> Option<Only> {
    Some(Only {
        key: "data.kind",
        values,
        own: false,
    })
}

const fn methods(values: &'static [&'static str]) -> Option<Only> {
    Some(Only {
        key: "flow.method",
        values,
        own: false,
    })
}

/// Every key of the configuration, by section.
pub const KEYS: &[Key] = &[
    Key {
        name: "seed",
        allowed: ANY,
        only: None,
        unset: "",
        meaning: "Master seed: every random number derives from it",
    },
    Key {
        name: "replicate",
        allowed: ANY,
        only: None,
        unset: "",
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
        only: None,
        unset: "",
        meaning: "Where the points come from: the Gaussian mixture x = kappa y s + sigma z, an orthogonally separable set of it, the three points of Boursier and Flammarion 2025, two equations in four unknowns whose path from small alpha is known, X beta = y with a sparse beta and X iid N(0, 1), the UCI handwritten digits, or a file of your own",
    },
    Key {
        name: "data.samples",
        allowed: COUNT,
        only: SAMPLED,
        unset: "every row",
        meaning: "Number of training points n",
    },
    Key {
        name: "data.dimension",
        allowed: COUNT,
        only: kinds(&["mixture", "separable", "sparse-regression"]),
        unset: "",
        meaning: "Input dimension d",
    },
    Key {
        name: "data.signal",
        allowed: Allowed::Number(AT_LEAST_ZERO),
        only: MIXTURES,
        unset: "",
        meaning: "Length kappa of the class means; above 0 for separable",
    },
    Key {
        name: "data.noise",
        allowed: Allowed::Number(POSITIVE),
        only: MIXTURES,
        unset: "",
        meaning: "Standard deviation sigma of the noise, per coordinate",
    },
    Key {
        name: "data.test_lines",
        allowed: Allowed::Natural {
            least: 2,
            most: i64::MAX,
        },
        only: MIXTURES,
        unset: "",
        meaning: "Random lines along which the test error is integrated",
    },
    Key {
        name: "data.sparsity",
        allowed: COUNT,
        only: kinds(&["sparse-regression"]),
        unset: "",
        meaning: "Coefficients that are +1 or -1, with fair signs; the others are 0. At most data.dimension",
    },
    Key {
        name: "data.construction",
        allowed: Allowed::Choice(&["scaled-noise", "rejection"]),
        only: kinds(&["separable"]),
        unset: "",
        meaning: "How separability is reached: shrink the noise until the set is separable, or draw until one happens to be",
    },
    Key {
        name: "data.task",
        allowed: Allowed::Task,
        only: ROWS,
        unset: "the labels as they are",
        meaning: "The two classes: even (+1) against odd (-1), or label a (+1) against label b (-1)",
    },
    Key {
        name: "data.path",
        allowed: Allowed::Text,
        only: FILE,
        unset: "none: has to be given",
        meaning: "The file of the points: .csv, .npy, .npz or IDX, seen from the working directory",
    },
    Key {
        name: "data.labels",
        allowed: Allowed::Text,
        only: FILE,
        unset: "none",
        meaning: "The file of the labels, where they are apart from the points",
    },
    Key {
        name: "data.label_column",
        allowed: Allowed::Text,
        only: FILE,
        unset: "none",
        meaning: "The column of a .csv, or the entry of a .npz, that holds the labels",
    },
    Key {
        name: "data.centre",
        allowed: Allowed::Switch,
        only: ROWS,
        unset: "",
        meaning: "Subtract the training mean",
    },
    Key {
        name: "data.scale",
        allowed: Allowed::Switch,
        only: ROWS,
        unset: "",
        meaning: "Scale to mean square norm 1 over the training rows",
    },
    Key {
        name: "data.bias",
        allowed: Allowed::Switch,
        only: ROWS,
        unset: "",
        meaning: "Append a constant 1 to every point",
    },
    Key {
        name: "data.validation_samples",
        allowed: ANY,
        only: DRAWN,
        unset: "",
        meaning: "Points held out for the validation risk",
    },
    Key {
        name: "data.label_noise",
        allowed: Allowed::Number((Bound::Included(0.0), Bound::Excluded(1.0))),
        only: None,
        unset: "",
        meaning: "Probability that a training label is flipped",
    },
    Key {
        name: "network.kind",
        allowed: Allowed::Choice(&["two-layer", "diagonal"]),
        only: None,
        unset: "",
        meaning: "The network: two-layer is f(x) = sum_j v_j relu(<w_j, x>), diagonal is f(x) = <u^2 - v^2, x> from u = v = alpha, for the squared loss",
    },
    Key {
        name: "network.width",
        allowed: Allowed::Natural {
            least: 1,
            most: WIDEST,
        },
        only: TWO_LAYER,
        unset: "",
        meaning: "Number of hidden neurons h; even for antisymmetric",
    },
    Key {
        name: "network.init",
        allowed: Allowed::Choice(&["balanced", "unbalanced", "dominated", "antisymmetric"]),
        only: TWO_LAYER,
        unset: "",
        meaning: "Law of the initial weights w_j ~ alpha N(0, 1/d): v_j = +-|w_j| (balanced), v_j ~ alpha N(0, 1) (unbalanced), v_j = +-2|w_j| (dominated), or balanced pairs of equal w and opposite v, so that f = 0 at the start (antisymmetric)",
    },
    Key {
        name: "network.weights",
        allowed: Allowed::Matrix,
        only: TWO_LAYER,
        unset: "none: drawn from network.init",
        meaning: "Given hidden weights, the same in every replicate: W(0) = alpha times this d x h matrix, a list of d lists of length network.width; with network.outputs, in place of network.init",
    },
    Key {
        name: "network.outputs",
        allowed: Allowed::Vector,
        only: TWO_LAYER,
        unset: "none: drawn from network.init",
        meaning: "Given output weights: v(0) = alpha times this list of length network.width; with network.weights",
    },
    Key {
        name: "network.alpha",
        allowed: Allowed::Number(POSITIVE),
        only: None,
        unset: "",
        meaning: "Initialisation scale alpha; small is strong feature learning, large is lazy",
    },
    Key {
        name: "network.output_divisor",
        allowed: Allowed::Number(POSITIVE),
        only: DIVIDED,
        unset: "none, which means 1",
        meaning: "gamma: the network that is trained, and whose outputs and errors are reported, is f/gamma; the weights reported are those of f",
    },
    Key {
        name: "loss.name",
        allowed: Allowed::Choice(&["logistic", "logistic2", "exponential", "squared"]),
        only: None,
        unset: "",
        meaning: "Loss of the margin z = y f: log(1 + e^-z), 2 log(1 + e^-z), e^-z, or (f - y)^2 / 2 for regression",
    },
    Key {
        name: "flow.method",
        allowed: Allowed::Choice(&["exact", "runge-kutta", "descent"]),
        only: None,
        unset: "",
        meaning: "How the gradient flow is followed: exactly from kink to kink, by an adaptive Runge-Kutta pair, or by gradient descent with a fixed step",
    },
    Key {
        name: "flow.tolerance",
        allowed: Allowed::Number((Bound::Excluded(0.0), Bound::Included(0.1))),
        only: methods(&["exact", "runge-kutta"]),
        unset: "",
        meaning: "Error a step may make: of f (exact), of any coefficient relative to the largest (exact, diagonal), of any neuron relative to its size (runge-kutta)",
    },
    Key {
        name: "flow.step",
        allowed: Allowed::Number(POSITIVE),
        only: DESCENT,
        unset: "chosen from the data",
        meaning: "Step, in flow time of the sum loss",
    },
    Key {
        name: "flow.batch_size",
        allowed: COUNT,
        only: DESCENT,
        unset: "every point",
        meaning: "Points in a batch; fewer than n is stochastic gradient descent",
    },
    Key {
        name: "flow.record",
        allowed: Allowed::Record,
        only: None,
        unset: "",
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
        only: None,
        unset: "",
        meaning: "What ends a run: the mean training loss, the mean loss of the positive class, the mean validation loss, the share of training points with y f > 0, the norm of the sum loss's gradient, the largest |f| on the training points, or flow time",
    },
    Key {
        name: "stop.value",
        allowed: Allowed::Number(POSITIVE),
        only: None,
        unset: "",
        meaning: "The value it has to reach; at most 1 for training-accuracy",
    },
    Key {
        name: "stop.max_steps",
        allowed: COUNT,
        only: None,
        unset: "",
        meaning: "Steps after which a run ends as exhausted, which is reported and never called success",
    },
    Key {
        name: "sweep.alphas",
        allowed: Allowed::Grid,
        only: None,
        unset: "",
        meaning: "Initialisation scales; a range is evenly spaced in the logarithm",
    },
    Key {
        name: "sweep.widths",
        allowed: Allowed::Naturals {
            least: 1,
            most: WIDEST,
        },
        only: TWO_LAYER,
        unset: "[], which means network.width",
        meaning: "Widths h; even for antisymmetric",
    },
    Key {
        name: "sweep.samples",
        allowed: Allowed::Naturals {
            least: 1,
            most: i64::MAX,
        },
        only: SAMPLED,
        unset: "[], which means data.samples",
        meaning: "Numbers of training points n",
    },
    Key {
        name: "sweep.signals",
        allowed: Allowed::Numbers(AT_LEAST_ZERO),
        only: MIXTURES,
        unset: "[], which means data.signal",
        meaning: "Signals kappa; above 0 for separable",
    },
    Key {
        name: "sweep.learning_rates",
        allowed: Allowed::Numbers(POSITIVE),
        only: DESCENT,
        unset: "[], which means flow.step",
        meaning: "Steps, in flow time of the sum loss",
    },
    Key {
        name: "sweep.output_divisors",
        allowed: Allowed::Numbers(POSITIVE),
        only: DIVIDED,
        unset: "[], which means network.output_divisor",
        meaning: "Output divisors gamma",
    },
    Key {
        name: "sweep.axes",
        allowed: Allowed::Axes,
        only: None,
        unset: "{}, which means no other key",
        meaning: "Any other keys and the values they take, such as { \"data.dimension\" = [32, 64] }; not seed, replicate and those of [sweep]",
    },
    Key {
        name: "sweep.replicates",
        allowed: COUNT,
        only: None,
        unset: "",
        meaning: "Independent draws of data and weights, shared by every point of the grid",
    },
];
