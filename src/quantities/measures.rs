//! The ways to measure: a function of a run or of its states, of any network or of one kind.

/// Quantities of every kind of network.
pub(super) mod any {
    use std::sync::Arc;

    use super::{each_state, of_states};
    use crate::quantities::quantity::{Gap, Quantity};
    use crate::quantities::{Axis, Moment, Run};

    /// A number per run.
    pub fn run(
        name: &'static str,
        source: &'static str,
        meaning: &'static str,
        of: fn(&Run) -> Option<f64>,
    ) -> Quantity {
        let measure = move |run: &Run| Ok(vec![of(run).ok_or(Gap::Value)?]);
        Quantity::new(name, &[], source, meaning, Arc::new(measure))
    }

    /// A number for each training point.
    pub fn each_point(
        name: &'static str,
        source: &'static str,
        meaning: &'static str,
        of: fn(&Run) -> Option<Vec<f64>>,
    ) -> Quantity {
        let measure = move |run: &Run| of(run).ok_or(Gap::Value);
        Quantity::new(name, &[Axis::Point], source, meaning, Arc::new(measure))
    }

    /// A number per state: at the end, and at the recorded times.
    pub fn state(
        name: &'static str,
        source: &'static str,
        meaning: &'static str,
        of: fn(&Run, &Moment<'_>) -> Option<f64>,
    ) -> Quantity {
        of_states(
            name,
            source,
            meaning,
            move |run: &Run, moment: &Moment<'_>| Ok(of(run, moment)),
        )
    }

    /// Several numbers per recorded time: one for each element of the axes after the first.
    pub fn at_times(
        axes: &'static [Axis],
        name: &'static str,
        source: &'static str,
        meaning: &'static str,
        of: fn(&Run, &Moment<'_>) -> Option<Vec<f64>>,
    ) -> Quantity {
        let measure = move |run: &Run| {
            let each = each_state(run, |moment| of(run, moment).ok_or(Gap::Value));
            Ok(each?.concat())
        };
        Quantity::new(name, axes, source, meaning, Arc::new(measure))
    }
}

/// Quantities of two-layer networks.
pub(super) mod two_layer {
    use std::sync::Arc;

    use super::{each_state, of_states};
    use crate::quantities::quantity::{Gap, Quantity};
    use crate::quantities::{Axis, Moment, Run, TwoLayerMoment, TwoLayerRun};

    const KIND: &str = "two-layer";

    /// A number per run.
    pub fn run(
        name: &'static str,
        source: &'static str,
        meaning: &'static str,
        of: fn(&TwoLayerRun<'_>) -> Option<f64>,
    ) -> Quantity {
        let measure = move |run: &Run| Ok(vec![of(&typed(run)?).ok_or(Gap::Value)?]);
        Quantity::new(name, &[], source, meaning, Arc::new(measure)).of_kind(KIND)
    }

    /// A number for each neuron.
    pub fn each_neuron(
        name: &'static str,
        source: &'static str,
        meaning: &'static str,
        of: fn(&TwoLayerRun<'_>) -> Option<Vec<f64>>,
    ) -> Quantity {
        let measure = move |run: &Run| of(&typed(run)?).ok_or(Gap::Value);
        Quantity::new(name, &[Axis::Neuron], source, meaning, Arc::new(measure)).of_kind(KIND)
    }

    /// A number per state: at the end, and at the recorded times.
    pub fn state(
        name: &'static str,
        source: &'static str,
        meaning: &'static str,
        of: fn(&TwoLayerRun<'_>, &TwoLayerMoment<'_>) -> Option<f64>,
    ) -> Quantity {
        let of = move |run: &Run, moment: &Moment<'_>| {
            let moment = moment.two_layer().ok_or(Gap::Network)?;
            Ok(of(&typed(run)?, &moment))
        };
        of_states(name, source, meaning, of).of_kind(KIND)
    }

    /// Several numbers per recorded time: one for each element of the axes after the first.
    pub fn at_times(
        axes: &'static [Axis],
        name: &'static str,
        source: &'static str,
        meaning: &'static str,
        of: fn(&TwoLayerRun<'_>, &TwoLayerMoment<'_>) -> Option<Vec<f64>>,
    ) -> Quantity {
        let measure = move |run: &Run| {
            let typed = typed(run)?;
            let each = each_state(run, |moment| {
                let moment = moment.two_layer().ok_or(Gap::Network)?;
                of(&typed, &moment).ok_or(Gap::Value)
            });
            Ok(each?.concat())
        };
        Quantity::new(name, axes, source, meaning, Arc::new(measure)).of_kind(KIND)
    }

    fn typed(run: &Run) -> Result<TwoLayerRun<'_>, Gap> {
        run.two_layer().ok_or(Gap::Network)
    }
}

/// Quantities of diagonal networks.
pub(super) mod diagonal {
    use std::sync::Arc;

    use crate::quantities::quantity::{Gap, Quantity};
    use crate::quantities::{DiagonalRun, Run};

    /// A number per run.
    pub fn run(
        name: &'static str,
        source: &'static str,
        meaning: &'static str,
        of: fn(&DiagonalRun<'_>) -> Option<f64>,
    ) -> Quantity {
        let measure = move |run: &Run| {
            let run = run.diagonal().ok_or(Gap::Network)?;
            Ok(vec![of(&run).ok_or(Gap::Value)?])
        };
        Quantity::new(name, &[], source, meaning, Arc::new(measure)).of_kind("diagonal")
    }
}

use std::sync::Arc;

use super::quantity::{Gap, Quantity};
use super::{Moment, Run};

/// A number per state. Without a value in any recorded state it is not defined for the run.
fn of_states<F>(name: &'static str, source: &'static str, meaning: &'static str, of: F) -> Quantity
where
    F: Fn(&Run, &Moment<'_>) -> Result<Option<f64>, Gap> + Clone + Send + Sync + 'static,
{
    let end = of.clone();
    let end = move |run: &Run| Ok(vec![end(run, &run.end())?.ok_or(Gap::Value)?]);
    let along = move |run: &Run| {
        let found = each_state(run, |moment| of(run, moment))?;
        if !found.is_empty() && found.iter().all(Option::is_none) {
            return Err(Gap::Value);
        }
        Ok(found.into_iter().map(|f| f.unwrap_or(f64::NAN)).collect())
    };
    Quantity {
        along: Some(Arc::new(along)),
        ..Quantity::new(name, &[], source, meaning, Arc::new(end))
    }
}

/// A measurement of every recorded state; of a run that recorded nothing the end tells whether it
/// has a meaning.
fn each_state<T>(run: &Run, of: impl Fn(&Moment<'_>) -> Result<T, Gap>) -> Result<Vec<T>, Gap> {
    let recorded = run.recorded();
    if recorded.is_empty() {
        of(&run.end())?;
    }
    recorded.iter().map(of).collect()
}
