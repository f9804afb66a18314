//! What is observed of one run.

mod bounds;
mod decay;
mod end;
mod escape;
mod function;
mod kernel_change;
mod neurons;
mod output_level;
mod phase_one;
mod precision;
mod reading;
mod setting;

use serde::{Deserialize, Serialize};

pub use precision::Settings;
pub(super) use reading::Reading;

use crate::config::{Config, Grid};
use crate::runs::{RunError, Worker};

/// A kind of observation: from one run's configuration to its numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Observe {
    /// What a run's summary says at its stop.
    End,
    /// How far the tangent kernel and the weights are from their start at the stop.
    KernelChange,
    /// Alignment at T(alpha), and at the first time max|f| on the positive points is `level`.
    PhaseOne {
        /// The level.
        level: f64,
    },
    /// The first time max|f| is `level`.
    Escape {
        /// The level.
        level: f64,
    },
    /// Each bound of the alignment phase, and the margin's ceiling, over what is measured.
    Bounds {
        /// Flow time at which the margin is taken.
        late: f64,
    },
    /// Risk, every neuron's psi and the events along one run; marks where max|f| is `level`.
    Neurons {
        /// The level.
        level: f64,
    },
    /// `t L log(1/L)` over its limit at these flow times.
    Decay {
        /// Flow times.
        times: Grid,
    },
    /// The loss along the run, and the learned function of one input at its end.
    Function {
        /// Flow times of the loss.
        times: Grid,
        /// Smallest and largest input.
        inputs: [f64; 2],
        /// Number of inputs.
        count: usize,
    },
    /// Evaluations and error of every method at a ladder of settings.
    Precision {
        /// The ladders.
        #[serde(flatten)]
        settings: Settings,
    },
}

impl Observe {
    /// The keys of its rows; none where it observes a run by one row.
    pub fn keys(&self) -> &'static [&'static str] {
        match self {
            Observe::End
            | Observe::KernelChange
            | Observe::PhaseOne { .. }
            | Observe::Escape { .. }
            | Observe::Bounds { .. } => &[],
            Observe::Neurons { .. } => neurons::KEYS,
            Observe::Decay { .. } => decay::KEYS,
            Observe::Function { .. } => function::KEYS,
            Observe::Precision { .. } => precision::KEYS,
        }
    }

    /// Everything it can observe.
    pub fn quantities(&self) -> &'static [&'static str] {
        match self {
            Observe::End => end::QUANTITIES,
            Observe::KernelChange => kernel_change::QUANTITIES,
            Observe::PhaseOne { .. } => phase_one::QUANTITIES,
            Observe::Escape { .. } => escape::QUANTITIES,
            Observe::Bounds { .. } => bounds::QUANTITIES,
            Observe::Neurons { .. } => neurons::QUANTITIES,
            Observe::Decay { .. } => decay::QUANTITIES,
            Observe::Function { .. } => function::QUANTITIES,
            Observe::Precision { .. } => precision::QUANTITIES,
        }
    }

    /// Makes the run and observes it.
    pub(super) fn run(
        &self,
        config: &Config,
        worker: &Worker<'_>,
    ) -> Result<Vec<Reading>, RunError> {
        let one = |values: Vec<_>| vec![Reading::new("", &[], &values)];
        match self {
            Observe::End => end::observe(config, worker).map(one),
            Observe::KernelChange => kernel_change::observe(config, worker).map(one),
            Observe::PhaseOne { level } => phase_one::observe(config, *level, worker).map(one),
            Observe::Escape { level } => escape::observe(config, *level, worker).map(one),
            Observe::Bounds { late } => bounds::observe(config, *late, worker).map(one),
            Observe::Neurons { level } => neurons::observe(config, *level, worker),
            Observe::Decay { times } => decay::observe(config, times, worker),
            Observe::Function {
                times,
                inputs,
                count,
            } => function::observe(config, times, (*inputs, *count), worker),
            Observe::Precision { settings } => precision::observe(config, settings, worker),
        }
    }

    /// Roughly how much longer than the run alone it takes.
    pub(super) fn weight(&self) -> f64 {
        match self {
            Observe::End | Observe::KernelChange | Observe::Function { .. } => 1.0,
            Observe::PhaseOne { .. }
            | Observe::Escape { .. }
            | Observe::Bounds { .. }
            | Observe::Neurons { .. } => 4.0,
            Observe::Decay { .. } => 20.0,
            Observe::Precision { .. } => 1e6,
        }
    }
}
