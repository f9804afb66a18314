//! The one table of named quantities that a claim's formulas may use.
//!
//! Two conventions. A quantity along time alone is named `<name>_at`, and `<name>` is its value
//! at the end of the run; the recorded time itself is `t`. Of a neuron, "its class" is the
//! positive one where its output weight is positive at the start, else the negative one.

mod bounds;
mod cones;
mod diagonal;
mod entry;
mod errors;
mod gradient_check;
mod lazy;
mod learning_rate;
mod limits;
mod outcome;
mod points;
mod predictor;
mod risk;
mod setting;
mod tanh_law;
mod turning;
mod weights;

use std::f64::consts::PI;
use std::sync::LazyLock;

use super::observed::{Moment, Observed};
use super::{Axis, KnownQuantity, Values};
use crate::network::Diagonal;
use crate::runs::Run;

const NEURON: &[Axis] = &[Axis::Neuron];
const POINT: &[Axis] = &[Axis::Point];
const TIME_NEURON: &[Axis] = &[Axis::Time, Axis::Neuron];
const TIME_POINT: &[Axis] = &[Axis::Time, Axis::Point];
const TIME_NEURON_POINT: &[Axis] = &[Axis::Time, Axis::Neuron, Axis::Point];

/// Range of a probability, a share, and of what is 1 where something is so and else 0.
const UNIT: [f64; 2] = [0.0, 1.0];
/// Range of an angle between two vectors.
const ANGLE: [f64; 2] = [0.0, PI];
/// Range of a cosine.
const COSINE: [f64; 2] = [-1.0, 1.0];

/// A named quantity of a run.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// Its name in formulas: snake_case, ASCII.
    pub name: &'static str,
    /// What its elements belong to; none for a number per run.
    pub axes: &'static [Axis],
    /// Its unit; empty for a pure number.
    pub unit: &'static str,
    /// What it is.
    pub meaning: &'static str,
    /// Where it is defined.
    pub source: &'static str,
    /// Whether it is known before training.
    pub before: bool,
    /// Whether the run has to keep its events (exact flow).
    pub events: bool,
    /// The least and the largest value it can have, where its definition bounds it: what a
    /// statistical check tries where a run has no value.
    pub range: Option<[f64; 2]>,
    measure: Measure,
}

/// How a quantity is measured. `None` has no meaning: in a state or, if everywhere, in the run.
#[derive(Clone, Copy, Debug)]
enum Measure {
    Run(fn(&Observed) -> Option<f64>),
    Diagonal(fn(&Run<Diagonal>) -> Option<f64>),
    Each(fn(&Observed) -> Option<Vec<f64>>),
    End(fn(&Observed, &Moment) -> Option<f64>),
    Time(fn(&Observed, &Moment) -> Option<f64>),
    EachAtTimes(fn(&Observed, &Moment) -> Option<Vec<f64>>),
}

impl Quantity {
    /// Its values in a run, of the shape that [`axes`](Self::axes) say; `None` where it has no
    /// meaning for the run. An element without a meaning is NaN.
    pub fn evaluate(&self, run: &Observed) -> Option<Values> {
        let elements = match self.measure {
            Measure::Run(of) => vec![of(run)?],
            Measure::Diagonal(_) => return None,
            Measure::End(of) => vec![of(run, &run.moments().end)?],
            Measure::Each(of) => of(run)?,
            Measure::Time(of) => {
                let found = each_state(run, |moment| Some(of(run, moment)))?;
                if !found.is_empty() && found.iter().all(Option::is_none) {
                    return None;
                }
                found.into_iter().map(|f| f.unwrap_or(f64::NAN)).collect()
            }
            Measure::EachAtTimes(of) => each_state(run, |moment| of(run, moment))?.concat(),
        };
        Some(Values {
            axes: self.axes.to_vec(),
            shape: self.axes.iter().map(|axis| run.length(*axis)).collect(),
            elements,
        })
    }

    /// Its value in a diagonal network's run; `None` where it has no meaning there.
    pub fn evaluate_diagonal(&self, run: &Run<Diagonal>) -> Option<Values> {
        match self.measure {
            Measure::Diagonal(of) => of(run).map(Values::scalar),
            _ => None,
        }
    }

    /// A number per run of a diagonal network.
    const fn diagonal(
        name: &'static str,
        meaning: &'static str,
        source: &'static str,
        of: fn(&Run<Diagonal>) -> Option<f64>,
    ) -> Self {
        Quantity::new(name, &[], "", meaning, source, Measure::Diagonal(of))
    }

    const fn new(
        name: &'static str,
        axes: &'static [Axis],
        unit: &'static str,
        meaning: &'static str,
        source: &'static str,
        measure: Measure,
    ) -> Self {
        Quantity {
            name,
            axes,
            unit,
            meaning,
            source,
            before: false,
            events: false,
            range: None,
            measure,
        }
    }

    /// A number per run.
    const fn run(
        name: &'static str,
        unit: &'static str,
        meaning: &'static str,
        source: &'static str,
        of: fn(&Observed) -> Option<f64>,
    ) -> Self {
        Quantity::new(name, &[], unit, meaning, source, Measure::Run(of))
    }

    /// A number per neuron or per training point: one for each element of `axes`.
    const fn each(
        axes: &'static [Axis],
        name: &'static str,
        unit: &'static str,
        meaning: &'static str,
        source: &'static str,
        of: fn(&Observed) -> Option<Vec<f64>>,
    ) -> Self {
        Quantity::new(name, axes, unit, meaning, source, Measure::Each(of))
    }

    /// A number per state: at the end, and at the recorded times.
    const fn state(
        names: [&'static str; 2],
        unit: &'static str,
        meaning: &'static str,
        source: &'static str,
        of: fn(&Observed, &Moment) -> Option<f64>,
    ) -> [Self; 2] {
        let [end, at] = names;
        [
            Quantity::new(end, &[], unit, meaning, source, Measure::End(of)),
            Quantity::new(at, &[Axis::Time], unit, meaning, source, Measure::Time(of)),
        ]
    }

    /// Several numbers per recorded time: one for each element of the axes after the first.
    const fn at_times(
        axes: &'static [Axis],
        name: &'static str,
        unit: &'static str,
        meaning: &'static str,
        source: &'static str,
        of: fn(&Observed, &Moment) -> Option<Vec<f64>>,
    ) -> Self {
        Quantity::new(name, axes, unit, meaning, source, Measure::EachAtTimes(of))
    }

    /// The same quantity, with the bounds that its definition gives it.
    const fn within(self, range: [f64; 2]) -> Self {
        Quantity {
            range: Some(range),
            ..self
        }
    }

    /// The same quantity, known before training.
    const fn known_before(self) -> Self {
        Quantity {
            before: true,
            ..self
        }
    }

    /// The same quantity, from the run's events.
    const fn with_events(self) -> Self {
        Quantity {
            events: true,
            ..self
        }
    }
}

/// A measurement of every recorded state; `None` where it has no meaning, which the end tells of
/// a run that recorded nothing.
fn each_state<T>(run: &Observed, of: impl Fn(&Moment) -> Option<T>) -> Option<Vec<T>> {
    let moments = run.moments();
    if moments.recorded.is_empty() {
        of(&moments.end)?;
    }
    moments.recorded.iter().map(of).collect()
}

impl Observed {
    /// Number of elements along an axis.
    pub(super) fn length(&self, axis: Axis) -> usize {
        match axis {
            Axis::Time => self.moments().recorded.len(),
            Axis::Neuron => self.start.width(),
            Axis::Point => self.data().samples(),
        }
    }
}

static QUANTITIES: LazyLock<Vec<Quantity>> = LazyLock::new(|| {
    let mut all = [
        setting::quantities(),
        bounds::quantities(),
        diagonal::quantities(),
        learning_rate::quantities(),
        limits::quantities(),
        outcome::quantities(),
        risk::quantities(),
        gradient_check::quantities(),
        errors::quantities(),
        predictor::quantities(),
        weights::quantities(),
        lazy::quantities(),
        turning::quantities(),
        cones::quantities(),
        entry::quantities(),
        tanh_law::quantities(),
        points::quantities(),
    ]
    .concat();
    all.sort_by_key(|quantity| quantity.name);
    all
});

/// Every quantity, by name.
///
/// ```
/// use sweetspot::claims::quantities::quantities;
/// assert!(quantities().iter().any(|quantity| quantity.name == "phase_end"));
/// ```
pub fn quantities() -> &'static [Quantity] {
    &QUANTITIES
}

/// The quantities as the reader of claim files takes them.
pub fn known() -> Vec<KnownQuantity<'static>> {
    quantities()
        .iter()
        .map(|quantity| KnownQuantity {
            name: quantity.name,
            axes: quantity.axes,
            before: quantity.before,
        })
        .collect()
}

/// The quantity of a name.
pub fn find(name: &str) -> Option<&'static Quantity> {
    let at = QUANTITIES.binary_search_by_key(&name, |quantity| quantity.name);
    at.ok().map(|at| &QUANTITIES[at])
}

#[cfg(test)]
pub(super) mod tests;
