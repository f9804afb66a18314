//! One run as it is found: its setting, its start and, once it is trained, where it went.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::Axis;
use crate::config::Config;
use crate::data::{Dataset, Problem};
use crate::flow::Solution;
use crate::network::{Diagonal, Evaluation, GradientCheck, Loss, Network, Slope, TwoLayer};
use crate::observables::{Decomposition, ErrorEstimate, selected_velocity};
use crate::theory::{MaxMargin, max_margin_vector};

/// One run as it is found: its setting, its start and, once it is trained, where it went.
///
/// Before training the start is its only state, at time 0, so that what is known before training
/// can be evaluated the same way. With an output divisor gamma the weights are those of f; what is
/// trained is f/gamma.
#[derive(Clone, Debug)]
pub struct Run {
    /// The configuration of this run, seed and replicate included.
    pub config: Config,
    /// The data it was made on.
    pub problem: Arc<Problem>,
    /// The network it began with.
    pub start: Box<dyn Network>,
    /// Where it went; `None` before training.
    pub solution: Option<Solution<Box<dyn Network>>>,
    pub(super) cache: Cache,
}

/// What several quantities need of a run, computed when first asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Cache {
    start: StateCache,
    end: StateCache,
    recorded: OnceLock<Vec<StateCache>>,
    max_margins: OnceLock<[Option<MaxMargin>; 2]>,
    /// When each neuron enters its class's cone.
    pub entry_times: OnceLock<Option<Vec<f64>>>,
    /// Time and angle to the class sum at each neuron's first recorded state in its cone.
    pub first_in_cone: OnceLock<Vec<Option<(f64, f64)>>>,
}

/// The same of one state.
#[derive(Clone, Debug, Default)]
pub(super) struct StateCache {
    predictions: OnceLock<Vec<f64>>,
    evaluation: OnceLock<Evaluation>,
    velocity: OnceLock<TwoLayer>,
    pub test_error: OnceLock<Option<ErrorEstimate>>,
    pub parts: OnceLock<Option<Decomposition>>,
    /// The measured slope of the sum loss along the velocity.
    pub slope: OnceLock<Option<Slope>>,
    /// The gradient against finite differences.
    pub check: OnceLock<Option<GradientCheck>>,
}

/// A state of a run and what follows from it.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// Flow time of the sum loss.
    pub time: f64,
    /// The network.
    pub network: &'a dyn Network,
    run: &'a Run,
    pub(super) cache: &'a StateCache,
}

impl Run {
    /// A run that was not made yet.
    pub fn before(
        config: Config,
        problem: impl Into<Arc<Problem>>,
        start: Box<dyn Network>,
    ) -> Self {
        Run {
            config,
            problem: problem.into(),
            start,
            solution: None,
            cache: Cache::default(),
        }
    }

    /// The run, made.
    pub fn finished(self, solution: Solution<Box<dyn Network>>) -> Self {
        Run {
            solution: Some(solution),
            cache: Cache::default(),
            ..self
        }
    }

    /// The run of the networks whose functions are f/gamma, gamma the output divisor; the same times.
    pub fn divided(&self) -> Cow<'_, Run> {
        let gamma = self.config.network.output_divisor();
        if gamma == 1.0 {
            return Cow::Borrowed(self);
        }
        let mut config = self.config.clone();
        config.network.output_divisor = None;
        let before = Run::before(config, self.problem.clone(), self.start.divided(gamma));
        Cow::Owned(Run {
            solution: self.solution.as_ref().map(|found| found.divided(gamma)),
            ..before
        })
    }

    /// The training set.
    pub fn data(&self) -> &Dataset {
        &self.problem.training
    }

    /// The loss.
    pub fn loss(&self) -> Loss {
        self.config.loss.name
    }

    /// Whether the labels are the two classes -1 and +1.
    pub fn has_class_labels(&self) -> bool {
        self.problem.outputs == 1 && self.data().labels().iter().all(|y| y.abs() == 1.0)
    }

    /// Whether the labels are classes, two or more.
    pub fn has_answers(&self) -> bool {
        self.problem.outputs > 1 || self.has_class_labels()
    }

    /// Whether the labels are the two classes -1 and +1 and the loss is one of the margin.
    pub fn has_classes(&self) -> bool {
        self.loss().is_classification() && self.has_class_labels()
    }

    /// The state before training.
    pub fn beginning(&self) -> Moment<'_> {
        self.moment(0.0, &*self.start, &self.cache.start)
    }

    /// The states at the recorded times, in order.
    pub fn recorded(&self) -> Vec<Moment<'_>> {
        let Some(solution) = &self.solution else {
            return vec![self.beginning()];
        };
        let empty = || vec![StateCache::default(); solution.states.len()];
        let caches = self.cache.recorded.get_or_init(empty);
        let states = solution.states.iter().zip(caches);
        states
            .map(|(state, cache)| self.moment(state.time, &*state.network, cache))
            .collect()
    }

    /// The state at the end.
    pub fn end(&self) -> Moment<'_> {
        match &self.solution {
            Some(Solution { end, .. }) => self.moment(end.time, &*end.network, &self.cache.end),
            None => self.beginning(),
        }
    }

    fn moment<'a>(
        &'a self,
        time: f64,
        network: &'a dyn Network,
        cache: &'a StateCache,
    ) -> Moment<'a> {
        Moment {
            time,
            network,
            run: self,
            cache,
        }
    }

    /// Number of elements along an axis.
    pub fn length(&self, axis: Axis) -> usize {
        match axis {
            Axis::Time => self.solution.as_ref().map_or(1, |found| found.states.len()),
            Axis::Neuron => self.two_layer().map_or(0, |run| run.start.width()),
            Axis::Point => self.data().samples(),
            Axis::Layer => self.start.depth(),
        }
    }

    /// The run of a two-layer network; `None` for another kind.
    pub fn two_layer(&self) -> Option<TwoLayerRun<'_>> {
        let start = self.start.downcast()?;
        Some(RunOf { run: self, start })
    }

    /// The run of a diagonal network; `None` for another kind.
    pub fn diagonal(&self) -> Option<DiagonalRun<'_>> {
        let start = self.start.downcast()?;
        Some(RunOf { run: self, start })
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
}

impl<'a> Moment<'a> {
    /// f/gamma on the training points, gamma the output divisor: point after point, with all outputs.
    pub fn predictions(&self) -> &'a [f64] {
        self.cache.predictions.get_or_init(|| {
            let gamma = self.run.config.network.output_divisor();
            let outputs = self.network.output(self.run.data().points());
            outputs.iter().map(|f| f / gamma).collect()
        })
    }

    /// Whether every prediction is a number: the sign of an overflow is no prediction.
    pub fn is_finite(&self) -> bool {
        self.predictions().iter().all(|f| f.is_finite())
    }

    /// The state of a two-layer network; `None` for another kind.
    pub fn two_layer(&self) -> Option<TwoLayerMoment<'a>> {
        let network = self.network.downcast()?;
        Some(TwoLayerMoment {
            moment: *self,
            network,
        })
    }
}

/// The run of a network of one kind.
pub struct RunOf<'a, N> {
    run: &'a Run,
    /// The network it began with.
    pub start: &'a N,
}

/// The run of a two-layer network.
pub type TwoLayerRun<'a> = RunOf<'a, TwoLayer>;

/// The run of a diagonal network.
pub type DiagonalRun<'a> = RunOf<'a, Diagonal>;

impl<N> Deref for RunOf<'_, N> {
    type Target = Run;

    fn deref(&self) -> &Run {
        self.run
    }
}

/// A state of a two-layer network.
#[derive(Clone, Copy, Debug)]
pub struct TwoLayerMoment<'a> {
    moment: Moment<'a>,
    /// The network.
    pub network: &'a TwoLayer,
}

impl<'a> Deref for TwoLayerMoment<'a> {
    type Target = Moment<'a>;

    fn deref(&self) -> &Moment<'a> {
        &self.moment
    }
}

impl<'a> TwoLayerMoment<'a> {
    /// Preactivations, outputs, residuals, and the velocity with relu'(0) = 0.
    pub fn evaluation(&self) -> &'a Evaluation {
        self.moment.cache.evaluation.get_or_init(|| {
            let (run, network) = (self.moment.run, self.network);
            let gamma = run.config.network.output_divisor();
            let mut evaluation = Evaluation::new(run.data(), network.width()).divided_by(gamma);
            evaluation.velocity(network, run.data(), run.loss());
            evaluation
        })
    }

    /// The velocity of least norm, in the network's shape.
    pub fn velocity(&self) -> &'a TwoLayer {
        let data = self.moment.run.data();
        let find = || selected_velocity(self.network, data, self.evaluation());
        self.moment.cache.velocity.get_or_init(find)
    }
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::super::tests::{all, diagonal, observed, one};
    use super::*;

    #[test]
    fn before_training_the_start_is_the_only_state() {
        let run = observed("");
        let before = Run::before(run.config, run.problem, run.start.clone());
        let recorded = before.recorded();
        assert_eq!((recorded.len(), before.length(Axis::Time)), (1, 1));
        for moment in [recorded[0], before.end()] {
            let start = run.start.parameters();
            assert_eq!((moment.time, moment.network.parameters()), (0.0, start));
        }
    }

    #[test]
    fn a_finished_run_has_its_recorded_states_and_its_end() {
        let run = observed("flow.record = [0.0, 0.05]");
        let recorded = run.recorded();
        let times: Vec<f64> = recorded.iter().map(|moment| moment.time).collect();
        assert_eq!(times, [0.0, 0.05]);
        assert_eq!(recorded[0].network.parameters(), run.start.parameters());
        let (end, found) = (&run.solution.as_ref().unwrap().end, run.end());
        assert_eq!(found.time, end.time);
        assert_eq!(found.network.parameters(), end.network.parameters());
        // Computed once.
        assert!(std::ptr::eq(found.predictions(), run.end().predictions()));
        assert!(std::ptr::eq(
            recorded[0].predictions(),
            run.recorded()[0].predictions()
        ));
    }

    #[test]
    fn a_two_layer_run_has_times_neurons_and_points() {
        let run = observed("flow.record = [0.0, 0.25, 0.5]\n stop = { at = 'time', value = 1.0 }");
        let lengths = [Axis::Time, Axis::Neuron, Axis::Point].map(|axis| run.length(axis));
        assert_eq!(lengths, [3, 6, 8]);
    }

    #[test]
    fn a_diagonal_run_has_no_neurons_but_errors_and_a_time() {
        let run = diagonal("flow.record = [0.0, 0.5]");
        let lengths = [Axis::Time, Axis::Neuron, Axis::Point].map(|axis| run.length(axis));
        assert_eq!(lengths, [2, 0, 2]);
        assert_eq!(all(&run, "t"), [0.0, 0.5]);
        for name in [
            "l1_norm",
            "training_risk",
            "relative_weight_change",
            "steps",
        ] {
            assert!(one(&run, name) > 0.0, "{name}");
        }
        let refused = find("psi").unwrap().evaluate(&run).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "psi has no meaning for a diagonal network"
        );
        // Its labels are no classes, which another data set could have.
        let undefined = find("training_error").unwrap().evaluate(&run).unwrap_err();
        assert_eq!(
            undefined.to_string(),
            "training_error is not defined for this run"
        );
    }
}
