//! Faults that a researcher makes, to see whether the claims notice them (docs/faults.md).
//!
//! Each is one line of the library, asked for by `planted` and chosen at run time. Without the
//! feature `faults` nothing can be planted: the question is a constant `false`, and compiles away.

#[cfg(feature = "faults")]
use std::sync::atomic::{AtomicUsize, Ordering};

/// A fault. Its name says what is wrong.
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    // The loss and its gradient.
    GradientOfLogistic2Halved,
    Logistic2IsLogistic,
    RiskIsSummed,
    ReluSlopeAtZeroIsOne,
    ReluIsLeaky,
    OutputWeightsAreFrozen,
    // The start.
    VarianceIsOneOverSquare,
    BalanceIsOff,
    AlphaIsItsRoot,
    PairsAreShifted,
    // The streams and the data.
    DataAreTheSame,
    TestIsTrainingStream,
    WeightsAreDataStream,
    WeightsAreOfTheOneBefore,
    LabelsAreBiased,
    LabelsAreFlipped,
    NoiseIsItsSquare,
    ClassSumIsMean,
    MinusSumHasOtherSign,
    // The flow.
    FlowIsOfTheMeanLoss,
    StopIsNotLocated,
    StopIsOfAnotherLoss,
    PositiveStopIsNegative,
    GradientIsStale,
    DiagonalIsPreconditioned,
    // What is measured.
    EffectiveIsOfAll,
    EffectiveIsOfOtherClass,
    TiesAreRight,
    TiesAreWrong,
    TestedOnTraining,
    MarginIsNotNormalised,
    KernelHasNoOutputs,
    KernelIsOfTheEnd,
    // The theory.
    PhaseIsTwiceAsLong,
    ZetaIsHundredthOff,
    BayesHasNoSignal,
    DirectionHasNoNoise,
    InverseLossHasWrongFactor,
}

/// Whether this fault is planted.
#[cfg(not(feature = "faults"))]
pub(crate) const fn planted(_: Fault) -> bool {
    false
}

/// Whether this fault is planted.
#[cfg(feature = "faults")]
pub(crate) fn planted(fault: Fault) -> bool {
    PLANTED.load(Ordering::Relaxed) == fault as usize
}

/// The fault that is planted, for the whole process.
#[cfg(feature = "faults")]
static PLANTED: AtomicUsize = AtomicUsize::new(NONE);

#[cfg(feature = "faults")]
const NONE: usize = usize::MAX;

/// Plants a fault in place of the one before, or takes it out.
#[cfg(feature = "faults")]
pub fn plant(fault: Option<Fault>) {
    PLANTED.store(
        fault.map_or(NONE, |fault| fault as usize),
        Ordering::Relaxed,
    );
}
