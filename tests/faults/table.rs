//! The faults, and the cheapest claims about what is wrong.

use sweetspot::faults::Fault;

/// A fault, in words, and claims with the setting that notices.
pub struct Noticed {
    pub fault: Fault,
    pub what: &'static str,
    pub claims: &'static [(&'static str, &'static str)],
}

const fn noticed(
    fault: Fault,
    what: &'static str,
    claims: &'static [(&'static str, &'static str)],
) -> Noticed {
    Noticed {
        fault,
        what,
        claims,
    }
}

pub const NOTICED: &[Noticed] = &[
    noticed(
        Fault::GradientOfLogistic2Halved,
        "the gradient of logistic2 with a factor of 1, its loss with 2",
        &[("sweetspot/gradient", "mixture")],
    ),
    noticed(
        Fault::Logistic2IsLogistic,
        "logistic2 replaced by logistic",
        &[
            ("sweetspot/logistic2-is-twice-logistic", "mixture"),
            ("ll20/one-point-margin", "logistic2"),
        ],
    ),
    noticed(
        Fault::RiskIsSummed,
        "the risk summed, not averaged",
        &[("sweetspot/risk-of-nothing", "logistic2")],
    ),
    noticed(
        Fault::ReluSlopeAtZeroIsOne,
        "relu'(0) = 1",
        &[
            ("sweetspot/zero-neurons-rest", "descent"),
            ("sweetspot/zero-neurons-rest", "runge-kutta"),
        ],
    ),
    noticed(
        Fault::ReluIsLeaky,
        "relu replaced by a leaky one of slope 1e-3",
        &[
            ("sweetspot/dead-points", "one-neuron"),
            ("sweetspot/gradient", "mixture"),
        ],
    ),
    noticed(
        Fault::OutputWeightsAreFrozen,
        "output weights left out of the gradient",
        &[("sweetspot/gradient", "mixture")],
    ),
    noticed(
        Fault::VarianceIsOneOverSquare,
        "initial variance 1/d^2 for 1/d",
        &[
            ("sweetspot/size-of-the-start", "balanced"),
            ("sweetspot/size-of-the-start", "unbalanced"),
        ],
    ),
    noticed(
        Fault::BalanceIsOff,
        "output weights of a balanced start off by 1e-3",
        &[("sweetspot/start-is-balanced", "balanced")],
    ),
    noticed(
        Fault::AlphaIsItsRoot,
        "alpha replaced by its square root",
        &[("sweetspot/size-of-the-start", "balanced")],
    ),
    noticed(
        Fault::PairsAreShifted,
        "antisymmetric pairs shifted by one neuron",
        &[("sweetspot/risk-of-nothing", "logistic2")],
    ),
    noticed(
        Fault::DataAreTheSame,
        "the same data in every replicate",
        &[("sweetspot/streams-are-independent", "mixture")],
    ),
    noticed(
        Fault::TestIsTrainingStream,
        "test lines drawn from the stream of the training set",
        &[("sweetspot/streams-are-independent", "mixture")],
    ),
    noticed(
        Fault::WeightsAreDataStream,
        "weights drawn from the stream of the data",
        &[("sweetspot/streams-are-independent", "mixture")],
    ),
    noticed(
        Fault::WeightsAreOfTheOneBefore,
        "weights of the replicate before, so that the first two share theirs",
        &[("sweetspot/streams-are-independent", "mixture")],
    ),
    noticed(
        Fault::LabelsAreBiased,
        "three labels of four are +1",
        &[
            ("sweetspot/labels-are-fair", "mixture"),
            ("sweetspot/labels-are-fair", "separable"),
        ],
    ),
    noticed(
        Fault::LabelsAreFlipped,
        "5% of the training labels flipped",
        &[
            ("sweetspot/separable-sets", "scaled-noise"),
            ("sweetspot/separable-sets", "rejection"),
        ],
    ),
    noticed(
        Fault::NoiseIsItsSquare,
        "noise of deviation sigma^2",
        &[
            ("sweetspot/length-of-the-points", "little-noise"),
            ("sweetspot/length-of-the-points", "much-noise"),
        ],
    ),
    noticed(
        Fault::ClassSumIsMean,
        "x_+ and x_- means instead of sums",
        &[("sweetspot/class-sums", "little-noise")],
    ),
    noticed(
        Fault::MinusSumHasOtherSign,
        "the other sign of x_-",
        &[("yhl26/alignment-rate", "separable")],
    ),
    noticed(
        Fault::FlowIsOfTheMeanLoss,
        "the flow of the mean loss: time divided by n",
        &[("sweetspot/escape-time", "separable")],
    ),
    noticed(
        Fault::StopIsNotLocated,
        "the stop at the end of the step, not located",
        &[("sweetspot/stops-where-asked", "logistic2")],
    ),
    noticed(
        Fault::StopIsOfAnotherLoss,
        "the stop rule on the exponential loss, whatever is trained",
        &[("sweetspot/stops-where-asked", "logistic2")],
    ),
    noticed(
        Fault::PositiveStopIsNegative,
        "the positive-class stop on the negative class",
        &[("sweetspot/positive-class-stops-where-asked", "separable")],
    ),
    noticed(
        Fault::GradientIsStale,
        "gradient descent with the gradient of the step before",
        &[("sweetspot/batches-of-all-points", "mixture")],
    ),
    noticed(
        Fault::DiagonalIsPreconditioned,
        "a diagonal flow that is no gradient flow: one equation pulls twice",
        &[
            ("wgl20/gradient-flow", "middle"),
            ("wgl20/gradient-flow", "lazy"),
        ],
    ),
    noticed(
        Fault::EffectiveIsOfAll,
        "w_hat over all neurons",
        &[
            ("sweetspot/effective-predictor", "one"),
            ("sweetspot/effective-predictor", "two"),
        ],
    ),
    noticed(
        Fault::EffectiveIsOfOtherClass,
        "w_hat of the wrong class",
        &[
            ("sweetspot/effective-predictor", "one"),
            ("sweetspot/effective-predictor", "two"),
        ],
    ),
    noticed(
        Fault::TiesAreRight,
        "ties count as right",
        &[
            ("sweetspot/ties-count-half", "lines"),
            ("sweetspot/ties-count-half", "plane"),
            ("sweetspot/ties-count-half", "rows"),
        ],
    ),
    noticed(
        Fault::TiesAreWrong,
        "ties count as full errors",
        &[
            ("sweetspot/ties-count-half", "lines"),
            ("sweetspot/ties-count-half", "plane"),
            ("sweetspot/ties-count-half", "rows"),
        ],
    ),
    noticed(
        Fault::TestedOnTraining,
        "the test error of rows on the training points",
        &[("sweetspot/unseen-points", "parity")],
    ),
    noticed(
        Fault::MarginIsNotNormalised,
        "margins not normalised",
        &[("ll20/one-point-margin", "logistic2")],
    ),
    noticed(
        Fault::KernelHasNoOutputs,
        "the tangent kernel without its output-weight part",
        &[("sweetspot/tangent-kernel", "mixture")],
    ),
    noticed(
        Fault::KernelIsOfTheEnd,
        "the change of the kernel from the trained weights, not the initial ones",
        &[
            ("cob19/kernel-of-one-neuron", "rich"),
            ("cob19/kernel-of-one-neuron", "lazy"),
        ],
    ),
    noticed(
        Fault::PhaseIsTwiceAsLong,
        "T(alpha) doubled",
        &[
            ("mmv24/phase-end", "logistic2"),
            ("mmv24/phase-end", "logistic"),
        ],
    ),
    noticed(
        Fault::ZetaIsHundredthOff,
        "the constants of zeta divided by 100",
        &[
            ("yhl26/alignment-rate", "near-the-limit"),
            ("yhl26/alignment-rate-sharp", "near-the-limit"),
        ],
    ),
    noticed(
        Fault::BayesHasNoSignal,
        "the Bayes error Phi(-1/sigma), kappa forgotten",
        &[
            ("sweetspot/bayes-error", "little-noise"),
            ("sweetspot/bayes-error", "much-noise"),
        ],
    ),
    noticed(
        Fault::DirectionHasNoNoise,
        "the error of a direction without sigma",
        &[
            ("sweetspot/error-of-a-direction", "little-noise"),
            ("sweetspot/bayes-error", "much-noise"),
        ],
    ),
    noticed(
        Fault::InverseLossHasWrongFactor,
        "a wrong factor in the smoothed margin's inverse of logistic2",
        &[("ll20/one-point-margin", "logistic2")],
    ),
];
