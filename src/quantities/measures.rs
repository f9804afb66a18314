//! The ways to measure: a function of a run or of its states, of any network or of one kind.

use super::{Axis, DiagonalRun, Moment, Quantity, Run, TwoLayerMoment, TwoLayerRun};

type OfRun<T> = fn(&Run) -> Option<T>;
type OfState<T> = fn(&Run, &Moment<'_>) -> Option<T>;
type OfTwoLayer<T> = fn(&TwoLayerRun<'_>) -> Option<T>;
type OfTwoLayerState<T> = fn(&TwoLayerRun<'_>, &TwoLayerMoment<'_>) -> Option<T>;
type OfDiagonal<T> = fn(&DiagonalRun<'_>) -> Option<T>;
type Text = &'static str;

/// How a quantity is measured. The functions give `None` where it is not defined for the data, the
/// configuration or a state.
#[derive(Clone, Copy, Debug)]
pub(super) enum Measure {
    Run(OfRun<f64>),
    EachPoint(OfRun<Vec<f64>>),
    State(OfState<f64>),
    Times(OfState<Vec<f64>>),
    TwoLayerRun(OfTwoLayer<f64>),
    TwoLayerEachNeuron(OfTwoLayer<Vec<f64>>),
    TwoLayerState(OfTwoLayerState<f64>),
    TwoLayerTimes(OfTwoLayerState<Vec<f64>>),
    DiagonalRun(OfDiagonal<f64>),
}

impl Measure {
    /// The elements, NaN for one without a value. What has a number a state is that of the end, or,
    /// `along` time, those of the recorded states.
    pub fn elements(self, run: &Run, along: bool) -> Option<Vec<f64>> {
        match self {
            Measure::Run(of) => Some(vec![of(run)?]),
            Measure::EachPoint(of) => of(run),
            Measure::State(of) => states(run, along, |moment| of(run, moment)),
            Measure::Times(of) => times(run, |moment| of(run, moment)),
            Measure::TwoLayerRun(of) => Some(vec![of(&run.two_layer()?)?]),
            Measure::TwoLayerEachNeuron(of) => of(&run.two_layer()?),
            Measure::TwoLayerState(of) => {
                let run = run.two_layer()?;
                states(&run, along, |moment| of(&run, &moment.two_layer()?))
            }
            Measure::TwoLayerTimes(of) => {
                let run = run.two_layer()?;
                times(&run, |moment| of(&run, &moment.two_layer()?))
            }
            Measure::DiagonalRun(of) => Some(vec![of(&run.diagonal()?)?]),
        }
    }

    pub fn is_of_states(self) -> bool {
        matches!(self, Measure::State(_) | Measure::TwoLayerState(_))
    }
}

/// A number per state. Without a value in any recorded state it is not defined for the run.
fn states(run: &Run, along: bool, of: impl Fn(&Moment<'_>) -> Option<f64>) -> Option<Vec<f64>> {
    if !along {
        return Some(vec![of(&run.end())?]);
    }
    let found: Vec<Option<f64>> = run.recorded().iter().map(of).collect();
    let defined = found.is_empty() || found.iter().any(Option::is_some);
    defined.then(|| found.into_iter().map(|f| f.unwrap_or(f64::NAN)).collect())
}

/// Several numbers for every recorded state; of a run that recorded nothing the end tells whether
/// they are defined.
fn times(run: &Run, of: impl Fn(&Moment<'_>) -> Option<Vec<f64>>) -> Option<Vec<f64>> {
    let recorded = run.recorded();
    if recorded.is_empty() {
        of(&run.end())?;
    }
    let each: Option<Vec<Vec<f64>>> = recorded.iter().map(of).collect();
    Some(each?.concat())
}

/// Quantities of every kind of network.
pub(super) mod any {
    use super::*;

    /// A number per run.
    pub const fn run(name: Text, meaning: Text, of: OfRun<f64>) -> Quantity {
        Quantity::new(name, &[], meaning, Measure::Run(of))
    }

    /// A number for each training point.
    pub const fn each_point(name: Text, meaning: Text, of: OfRun<Vec<f64>>) -> Quantity {
        Quantity::new(name, &[Axis::Point], meaning, Measure::EachPoint(of))
    }

    /// A number per state: at the end, and at the recorded times.
    pub const fn state(name: Text, meaning: Text, of: OfState<f64>) -> Quantity {
        Quantity::new(name, &[], meaning, Measure::State(of))
    }

    /// A number per recorded time.
    pub const fn time(name: Text, meaning: Text, of: OfState<Vec<f64>>) -> Quantity {
        Quantity::new(name, &[Axis::Time], meaning, Measure::Times(of))
    }
}

/// Quantities of two-layer networks.
pub(super) mod two_layer {
    use super::*;

    const fn new(name: Text, axes: &'static [Axis], meaning: Text, measure: Measure) -> Quantity {
        Quantity::new(name, axes, meaning, measure).of(&["two-layer"])
    }

    /// A number per run.
    pub const fn run(name: Text, meaning: Text, of: OfTwoLayer<f64>) -> Quantity {
        new(name, &[], meaning, Measure::TwoLayerRun(of))
    }

    /// A number for each neuron.
    pub const fn each_neuron(name: Text, meaning: Text, of: OfTwoLayer<Vec<f64>>) -> Quantity {
        let measure = Measure::TwoLayerEachNeuron(of);
        new(name, &[Axis::Neuron], meaning, measure)
    }

    /// A number per state: at the end, and at the recorded times.
    pub const fn state(name: Text, meaning: Text, of: OfTwoLayerState<f64>) -> Quantity {
        new(name, &[], meaning, Measure::TwoLayerState(of))
    }

    /// A number for each neuron at each recorded time.
    pub const fn each_neuron_at(
        name: Text,
        meaning: Text,
        of: OfTwoLayerState<Vec<f64>>,
    ) -> Quantity {
        at_times(name, &[Axis::Time, Axis::Neuron], meaning, of)
    }

    /// Numbers at the recorded times, one for each element of the axes after the first.
    pub const fn at_times(
        name: Text,
        axes: &'static [Axis],
        meaning: Text,
        of: OfTwoLayerState<Vec<f64>>,
    ) -> Quantity {
        new(name, axes, meaning, Measure::TwoLayerTimes(of))
    }
}

/// Quantities of diagonal networks.
pub(super) mod diagonal {
    use super::*;

    /// A number per run.
    pub const fn run(name: Text, meaning: Text, of: OfDiagonal<f64>) -> Quantity {
        Quantity::new(name, &[], meaning, Measure::DiagonalRun(of)).of(&["diagonal"])
    }
}
