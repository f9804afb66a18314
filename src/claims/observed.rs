//! One run as a claim sees it.

use std::sync::OnceLock;

use crate::config::Config;
use crate::data::{Dataset, Problem};
use crate::flow::{Solution, State};
use crate::network::{Evaluation, GradientCheck, Loss, Slope, TwoLayer};
use crate::observables::{Summary, selected_velocity};
use crate::runs::Run;
use crate::theory::{MaxMargin, max_margin_vector};

/// One run as a claim sees it: its setting, its start and, once it is finished, where it went.
///
/// Before training the start is its only state, at time 0, so that a formula over quantities
/// known before training can be evaluated the same way.
#[derive(Clone, Debug)]
pub struct Observed {
    /// The configuration of this run, seed and replicate included.
    pub config: Config,
    /// The data it was made on.
    pub problem: Problem,
    /// The network it began with.
    pub start: TwoLayer,
    /// Where it went; `None` before training.
    pub finished: Option<Finished>,
    pub(super) cache: Cache,
}

/// What several quantities need of a run, computed when first asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Cache {
    moments: OnceLock<Moments>,
    max_margins: OnceLock<[Option<MaxMargin>; 2]>,
    /// When each neuron enters its class's cone.
    pub entry_times: OnceLock<Option<Vec<f64>>>,
    /// Time and angle to the class sum at each neuron's first recorded state in its cone.
    pub first_in_cone: OnceLock<Vec<Option<(f64, f64)>>>,
}

/// The outcome of a finished run.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The states at the recorded times, the end, the events and the costs.
    pub solution: Solution,
    /// What was measured at its end.
    pub summary: Summary,
}

/// One state and what follows from it at once.
#[derive(Clone, Debug)]
pub struct Moment {
    /// Flow time of the sum loss.
    pub time: f64,
    /// The network.
    pub network: TwoLayer,
    /// Preactivations, outputs, residuals, and the velocity with relu'(0) = 0.
    pub evaluation: Evaluation,
    /// The velocity of least norm, in the network's shape.
    pub velocity: TwoLayer,
    /// The measured slope of the sum loss along that velocity.
    pub(super) slope: OnceLock<Option<Slope>>,
    /// The gradient against finite differences.
    pub(super) check: OnceLock<Option<GradientCheck>>,
}

/// Every state of a run.
#[derive(Clone, Debug)]
pub struct Moments {
    /// At the recorded times, in order.
    pub recorded: Vec<Moment>,
    /// At the end.
    pub end: Moment,
}

impl Observed {
    /// A run that was not made yet.
    pub fn before(config: Config, problem: Problem, start: TwoLayer) -> Self {
        Observed {
            config,
            problem,
            start,
            finished: None,
            cache: Cache::default(),
        }
    }

    /// A finished run of a configuration.
    pub fn finished(config: Config, run: Run) -> Self {
        Observed {
            finished: Some(Finished {
                solution: run.solution,
                summary: run.summary,
            }),
            ..Observed::before(config, run.problem, run.start)
        }
    }

    /// The training set.
    pub fn data(&self) -> &Dataset {
        &self.problem.training
    }

    /// The loss.
    pub fn loss(&self) -> Loss {
        self.config.loss.name
    }

    /// Whether the labels are the two classes -1 and +1 and the loss is one of the margin.
    pub fn has_classes(&self) -> bool {
        self.loss().is_classification() && self.data().labels().iter().all(|y| y.abs() == 1.0)
    }

    /// Every state with what follows from it; computed when first asked for.
    pub fn moments(&self) -> &Moments {
        self.cache.moments.get_or_init(|| match &self.finished {
            Some(finished) => Moments {
                recorded: finished
                    .solution
                    .states
                    .iter()
                    .map(|state| self.moment(state))
                    .collect(),
                end: self.moment(&finished.solution.end),
            },
            None => {
                let start = self.moment_of(0.0, &self.start);
                Moments {
                    recorded: vec![start.clone()],
                    end: start,
                }
            }
        })
    }

    /// The max-margin vectors of the negative and of the positive class; `None` for a class that
    /// has none, and without classes.
    pub fn max_margins(&self) -> &[Option<MaxMargin>; 2] {
        self.cache.max_margins.get_or_init(|| {
            [false, true].map(|positive| {
                let found = max_margin_vector(self.data(), positive);
                found.ok().filter(|_| self.has_classes())
            })
        })
    }

    fn moment(&self, state: &State) -> Moment {
        self.moment_of(state.time, &state.network)
    }

    /// What follows from a network at a time.
    pub fn moment_of(&self, time: f64, network: &TwoLayer) -> Moment {
        let gamma = self.config.network.output_divisor();
        let mut evaluation = Evaluation::new(self.data(), network.width()).divided_by(gamma);
        evaluation.velocity(network, self.data(), self.loss());
        let velocity = selected_velocity(network, self.data(), &evaluation);
        Moment {
            time,
            network: network.clone(),
            evaluation,
            velocity,
            slope: OnceLock::new(),
            check: OnceLock::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::quantities::tests::observed;

    #[test]
    fn before_training_the_start_is_the_only_state() {
        let run = observed("");
        let before = Observed::before(run.config, run.problem, run.start.clone());
        let moments = before.moments();
        assert_eq!(moments.recorded.len(), 1);
        for moment in [&moments.recorded[0], &moments.end] {
            assert_eq!((moment.time, &moment.network), (0.0, &run.start));
        }
    }

    #[test]
    fn a_finished_run_has_its_recorded_states_and_its_end() {
        let run = observed("flow.record = [0.0, 0.05]");
        let moments = run.moments();
        let times: Vec<f64> = moments.recorded.iter().map(|m| m.time).collect();
        assert_eq!(times, [0.0, 0.05]);
        assert_eq!(moments.recorded[0].network, run.start);
        let end = &run.finished.as_ref().unwrap().solution.end;
        assert_eq!(
            (moments.end.time, &moments.end.network),
            (end.time, &end.network)
        );
        // Computed once.
        assert!(std::ptr::eq(moments, run.moments()));
    }
}
