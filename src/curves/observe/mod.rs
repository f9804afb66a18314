//! What is observed of one run.

mod alignment;
mod course;
mod precision;
mod setting;

use serde::{Deserialize, Serialize};

pub use precision::Settings;
pub(super) use setting::Reading;

use crate::config::{Config, Grid, SweepConfig};
use crate::flow::FlowError;
use crate::runs::{Digests, Job, Request, RunError, Worker, key_of};
use setting::number;

/// A kind of observation: from one run's configuration to its numbers. Its settings are explained in
/// schema.md.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Observe {
    /// What a run's summary says at its stop.
    End,
    /// How far the tangent kernel and the weights are from their start at the stop.
    KernelChange,
    /// Sizes of a deep network's layers at the stop, and how far they moved.
    Coordinates,
    /// The risk and the layers' balancedness along one run.
    Layers,
    /// Alignment at T(alpha), and at the first time max|f| on the positive points is `level`.
    PhaseOne { level: f64 },
    /// The first time max|f| is `level`.
    Escape { level: f64 },
    /// Each bound of the alignment phase, and the margin's ceiling, over what is measured.
    Bounds { late: f64 },
    /// Risk, every neuron's psi and the events along one run; marks where max|f| is `level`.
    Neurons { level: f64 },
    /// `t L log(1/L)` over its limit at these flow times.
    Decay { times: Grid },
    /// The loss along the run, and the learned function of one input at its end.
    Function {
        times: Grid,
        inputs: [f64; 2],
        count: usize,
    },
    /// Evaluations and error of every method at a ladder of settings.
    Precision(Settings),
}

impl Observe {
    /// The keys of its rows; none where it observes a run by one row.
    pub fn keys(&self) -> &'static [&'static str] {
        match self {
            Observe::Neurons { .. } => &["number", "time"],
            Observe::Decay { .. } | Observe::Layers => &["time"],
            Observe::Function { .. } => &["time", "x"],
            Observe::Precision(_) => &["setting"],
            _ => &[],
        }
    }

    /// Everything it can observe.
    pub fn quantities(&self) -> &'static [&'static str] {
        match self {
            Observe::End => &[
                "test_error",
                "test_ties",
                "test_error_ties_right",
                "test_error_ties_wrong",
                "unreached",
                "excess_error",
                "over_alignment",
                "over_fitting",
                "omega",
                "evaluations",
                "events",
                "sliding_events",
                "time",
                "relative_weight_change",
            ],
            Observe::KernelChange => &["weight_change", "kernel_change", "unreached"],
            Observe::Coordinates => &[
                "first_size",
                "hidden_size",
                "head_size",
                "first_update",
                "hidden_update",
                "head_update",
            ],
            Observe::Layers => &["training_risk", "layer_drift"],
            Observe::PhaseOne { .. } => &[
                "gap_at_end",
                "gap_at_level",
                "angle_at_end",
                "angle_at_level",
                "angle_predicted",
            ],
            Observe::Escape { .. } => &["log_inverse_alpha", "escape_time", "scaled_escape_time"],
            Observe::Bounds { .. } => &[
                "weights",
                "weights_published",
                "outputs",
                "outputs_published",
                "turning",
                "turning_published",
                "angle",
                "angle_published",
                "phase_length",
                "margin",
            ],
            Observe::Neurons { .. } => &["risk", "largest_output", "psi", "at"],
            Observe::Decay { .. } => &["decay", "gap"],
            Observe::Function { .. } => &["loss", "f"],
            Observe::Precision(_) => &["evaluations", "error"],
        }
    }

    /// Makes the run and observes it.
    fn run(&self, config: &Config, worker: &Worker<'_>) -> Result<Vec<Reading>, RunError> {
        let one = |values: Vec<_>| vec![Reading::new("", &[], &values)];
        match self {
            Observe::End | Observe::KernelChange | Observe::Coordinates => {
                self.at_stop(config, worker).map(one)
            }
            Observe::Layers => course::layers(config, worker),
            Observe::PhaseOne { level } => alignment::phase_one(config, *level, worker).map(one),
            Observe::Escape { level } => alignment::escape(config, *level, worker).map(one),
            Observe::Bounds { late } => alignment::bounds(config, *late, worker).map(one),
            Observe::Neurons { level } => course::neurons(config, *level, worker),
            Observe::Decay { times } => course::decay(config, times, worker),
            Observe::Function {
                times,
                inputs,
                count,
            } => course::function(config, times, (*inputs, *count), worker),
            Observe::Precision(settings) => precision::observe(config, settings, worker),
        }
    }

    /// Its quantities at the stop, which the table has too.
    fn at_stop(
        &self,
        config: &Config,
        worker: &Worker<'_>,
    ) -> Result<Vec<(&'static str, f64)>, RunError> {
        let run = match Request::from(config.clone()).run_on(worker) {
            Err(error) if nothing_trains(&error) => return Ok(self.of_no_run()),
            run => run?,
        };
        let run = run.divided();
        let value = |&name: &&'static str| {
            let value = match name {
                "unreached" => 1.0 - number(&run, "reached")?,
                "weight_change" => number(&run, "relative_weight_change")?,
                // Networks of other kinds have no such number.
                _ => match number(&run, name) {
                    Err(RunError::NoMeaning { .. }) => f64::NAN,
                    found => found?,
                },
            };
            Ok((name, value))
        };
        self.quantities().iter().map(value).collect()
    }

    /// Its quantities where no step of descent reaches the target: the run did not.
    fn of_no_run(&self) -> Vec<(&'static str, f64)> {
        let quantities = self.quantities().iter();
        let values = quantities.map(|&name| match name {
            "unreached" => (name, 1.0),
            _ => (name, f64::NAN),
        });
        values.collect()
    }

    /// Roughly how much longer than the run alone it takes.
    fn weight(&self) -> f64 {
        match self {
            Observe::End
            | Observe::KernelChange
            | Observe::Coordinates
            | Observe::Layers
            | Observe::Function { .. } => 1.0,
            Observe::Decay { .. } => 20.0,
            Observe::Precision(_) => 1e6,
            _ => 4.0,
        }
    }
}

/// Whether a search for a step that reaches the target found none.
fn nothing_trains(error: &RunError) -> bool {
    match error {
        RunError::Flow(FlowError::NothingTrains { .. }) => true,
        RunError::Shared(shared) => nothing_trains(shared),
        _ => false,
    }
}

/// One run and what is observed of it.
#[derive(Clone, Debug)]
pub(super) struct ObservedRun {
    config: Config,
    observe: Observe,
}

impl ObservedRun {
    pub fn new(config: Config, observe: &Observe) -> ObservedRun {
        let observe = observe.clone();
        let mut task = ObservedRun { config, observe };
        // No part of a single run: two curves with other grids share it.
        task.config.sweep = SweepConfig::default();
        task
    }
}

impl Job for ObservedRun {
    type Answer = Vec<Reading>;

    fn key(&self, digests: &Digests) -> Result<String, RunError> {
        let run = Request::from(self.config.clone());
        key_of(&(run.identity(digests), &self.observe))
    }

    fn cost(&self) -> f64 {
        Request::from(self.config.clone()).cost() * self.observe.weight()
    }

    fn answer(&self, worker: &Worker<'_>) -> Result<Vec<Reading>, RunError> {
        self.observe.run(&self.config, worker)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::Workers;

    /// A linear network cannot reach a risk of 1e-9 on labels that no line separates, at any step.
    #[test]
    fn where_no_step_trains_a_run_is_unreached_and_has_no_numbers() {
        let table = "data = { samples = 40, dimension = 2, signal = 0.1, test_lines = 2 }
             network = { kind = 'mlp', hidden = [2], activation = 'linear' }
             flow.rate = 'calibrated'
             stop = { value = 1e-9, max_steps = 20 }";
        let table: toml::Table = table.parse().unwrap();
        let run = ObservedRun::new(table.try_into().unwrap(), &Observe::End);
        let found = Workers::default().perform(&[run], None).unwrap();
        let [Ok(readings)] = &found[..] else {
            panic!("{found:?}");
        };
        let value = |name: &str| {
            let values = readings[0].values.iter();
            values.clone().find(|(known, _)| known == name).unwrap().1
        };
        assert_eq!(value("unreached"), 1.0);
        assert!(value("test_error").is_nan());
    }
}
