//! An adaptive Runge-Kutta pair: the reference for flows that do not slide along kinks.
//!
//! The error of a step is bounded twice. That of every neuron, relative to its own size, keeps a
//! tiny network right, in which f says nothing yet. That of f keeps a huge one right: of weights of
//! size alpha only the part alpha^-2 has to move (the lazy regime), and f is their sum.
//!
//! relu makes the velocity jump where <w_j, x_i> changes sign. The pair gets past
//! a kink by small steps, and crawls where a neuron slides along one: it is a
//! reference, never a default.

use faer::MatRef;

use super::controller::{Controller, Steps};
use super::dormand_prince::{DormandPrince, largest_change};
use super::driver::{Halt, Stepper, drive};
use super::error::FlowError;
use super::field::{
    DeepField, Field, FlatField, NEGLIGIBLE, Point, TwoLayerField, fastest, is_stationary, is_stuck,
};
use super::gauge::Gauge;
use super::setting::{self, Setting};
use super::silent::{Activity, LONG};
use super::solution::{Cost, Solution, StopReason};
use crate::data::Dataset;
use crate::network::{Deep, Loss, Network, TwoLayer};

/// The adaptive pair of Dormand and Prince, of order 5.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RungeKutta {
    tolerance: f64,
}

/// A flow followed by [`RungeKutta`].
pub type Flow<'a> = setting::Flow<'a, RungeKutta>;

/// The tolerance unless told otherwise.
const TOLERANCE: f64 = 1e-6;

/// PI controller of DOPRI5 (Hairer, Norsett, Wanner II, IV.2).
const CONTROLLER: Controller = Controller {
    exponent: 0.2 - 0.75 * 0.04,
    memory: 0.04,
    growth: (0.2, 10.0),
    reduction: (0.2, 1.0),
    retreat: 0.1,
};

/// Step times stiffest rate at which fast modes still decay quickly; stability ends at 3.3.
const WELL_STABLE: f64 = 1.5;

/// Weights that differ by this part of a neuron do not differ.
const ROUNDING: f64 = 16.0 * f64::EPSILON;

/// The guess of the first step moves f by no more than this part of its scale.
const FIRST_MOVE: f64 = 0.1;

/// Tries at that guess, the worst of which divides it by a thousand.
const MOST_GUESSES: usize = 200;

/// Wider than the bracket, in steps, in which a jump has been located.
const JUMP_WIDTH: f64 = 1e-12;

impl<'a> Flow<'a> {
    /// Follows the flow of a loss on data with tolerance 1e-6.
    pub fn new(data: &'a Dataset, loss: Loss) -> Self {
        let tolerance = TOLERANCE;
        setting::Flow::with_method(data, loss, RungeKutta { tolerance })
    }

    /// The local error a step may make, from 1e-15 to 0.1, whatever the scale alpha: in any neuron
    /// (w_j, v_j) relative to its own size, and in f on the training points as in the
    /// [exact flow](super::exact::Exact); no less than the rounding errors of either.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.method.tolerance = tolerance;
        self
    }

    /// Integrates from `start` to the stop. Recorded states come from the pair's continuous
    /// extension of order 4, which costs nothing and leaves the steps as they are.
    ///
    /// # Errors
    /// Dimensions that differ, a tolerance or a stop rule out of range.
    pub fn integrate(&self, start: &TwoLayer) -> Result<Solution, FlowError> {
        self.check(start)?;
        let field = TwoLayerField::new(&self.setting, start.width());
        self.follow(field, start)
    }

    /// Integrates the flow of any network from `start`, over its flat parameters.
    ///
    /// # Errors
    /// Those of [`integrate`](Flow::integrate); a deep network of relu, along whose kinks the flow
    /// slides so often that the pair would not meet its tolerance.
    pub fn integrate_any(
        &self,
        start: &dyn Network,
    ) -> Result<Solution<Box<dyn Network>>, FlowError> {
        self.check(start)?;
        let (setting, network) = (&self.setting, start.boxed());
        match start.downcast::<Deep>() {
            Some(deep) if deep.has_kinks() => Err(FlowError::ManyKinks),
            Some(deep) => self.follow(DeepField::<f64>::new(setting, deep), &network),
            None => self.follow(FlatField::new(setting, start), &network),
        }
    }

    fn follow<F: Field>(
        &self,
        field: F,
        start: &F::Network,
    ) -> Result<Solution<F::Network>, FlowError> {
        let stepper = RungeKuttaStepper::new(self, field, start);
        Ok(drive(&self.setting, start, stepper))
    }

    fn check(&self, start: &dyn Network) -> Result<(), FlowError> {
        self.setting.check(start)?;
        FlowError::unless(
            (1e-15..=0.1).contains(&self.method.tolerance),
            "the tolerance",
            self.method.tolerance,
            "it must be between 1e-15 and 0.1",
        )
    }
}

/// The accepted state, the pair, and what steers the next step.
struct RungeKuttaStepper<'f, 'a, F: Field> {
    setting: &'f Setting<'a>,
    tolerance: f64,
    pair: DormandPrince<F>,
    point: F::Point,
    /// The fastest part's relative speed at the start.
    start_speed: f64,
    /// f/gamma on the training points in the accepted state, and what its errors go by.
    output: Vec<f64>,
    gauge: Gauge,
    /// Whether f did not move on the last step, or would not if the time grew a hundredfold.
    output_rests: bool,
    steps: Steps<'f, 'a>,
    /// The ends on both sides of a jump of the step's end, where that is closed.
    jump: Option<(F::Point, F::Point)>,
    activity: Activity,
    /// Time of the last event; before the first one, the time in which the fastest
    /// part changed by its own size at the start.
    quiet_since: f64,
    events: u64,
}

impl<'f, 'a, F: Field> RungeKuttaStepper<'f, 'a, F> {
    fn new(flow: &'f Flow<'a>, field: F, start: &F::Network) -> Self {
        let point = field.point(start);
        let pair = DormandPrince::new(field, point.clone());
        let mut activity = Activity::default();
        activity.update(pair.field.preactivations());
        RungeKuttaStepper {
            setting: &flow.setting,
            tolerance: flow.method.tolerance,
            start_speed: fastest(&point, pair.velocity()),
            output: pair.field.predictions().to_vec(),
            gauge: gauge_at_end(&pair),
            output_rests: false,
            pair,
            point,
            steps: Steps::new(&flow.setting, CONTROLLER),
            jump: None,
            activity,
            quiet_since: 0.0,
            events: 0,
        }
    }

    /// The first step (Hairer, Norsett, Wanner I, II.4), from the relative speed of the parts and
    /// of f. The guess that it begins with moves no part by more than a hundredth.
    fn first_step(&mut self) -> f64 {
        let speed = self.start_speed;
        let mut guess = 0.01 / speed;
        for _ in 0..MOST_GUESSES {
            let bend = self.pair.bend(&self.point, guess).sqrt();
            let moved = self.output_moved(1.0);
            if bend.is_finite() && moved <= FIRST_MOVE {
                let steepest = speed.max(bend).max(moved / guess);
                return (100.0 * guess).min(libm::pow(0.01 * self.tolerance, 0.2) / steepest);
            }
            let wish = 0.5 * FIRST_MOVE / moved;
            guess *= if wish > 1e-3 { wish.min(0.5) } else { 1e-3 };
        }
        guess
    }

    /// The largest change of f/gamma from the accepted state to the one evaluated last, in
    /// tolerances.
    fn output_moved(&self, tolerance: f64) -> f64 {
        let moved = largest_change(&self.output, self.pair.field.predictions());
        self.gauge.in_tolerances(moved, tolerance)
    }

    /// The error of the last attempt, in tolerances.
    fn error(&mut self, length: f64) -> f64 {
        let points = self.setting.data.points();
        let (weights, output) = self.pair.error(&self.point, length, points);
        if !self.pair.is_finite() {
            return f64::INFINITY;
        }
        let error = weights / self.tolerance;
        if weights <= ROUNDING {
            return error;
        }
        error.max(gauge_at_end(&self.pair).in_tolerances(output, self.tolerance))
    }

    /// Where a whole step moves no part by more than the tolerance, only stability bounds the
    /// step, and the run would hover around its rest at a distance of the tolerance for ever:
    /// well inside of the stability it settles.
    fn keep_stable(&mut self, growth: f64) {
        let length = self.steps.length;
        let speed = fastest(&self.pair.end, self.pair.velocity_at_end());
        let moved = self.output_moved(self.tolerance);
        if speed * length <= self.tolerance && moved <= 1.0 {
            let reach = self.pair.stiffness(length) * length;
            if reach * growth > WELL_STABLE {
                let growth = (WELL_STABLE / reach).clamp(CONTROLLER.growth.0, growth);
                self.steps.next = length * growth;
            }
        }
    }
}

/// What errors of f/gamma go by in the state evaluated last, the end of an attempt.
fn gauge_at_end<F: Field>(pair: &DormandPrince<F>) -> Gauge {
    Gauge::new(pair.field.predictions(), pair.field.terms(&pair.end))
}

impl<F: Field> Stepper for RungeKuttaStepper<'_, '_, F> {
    type Network = F::Network;

    fn network(&mut self) -> F::Network {
        self.pair.field.network(&self.point)
    }

    fn predictions(&self) -> &[f64] {
        self.pair.field.predictions()
    }

    fn predict(&mut self, points: MatRef<'_, f64>, outputs: &mut Vec<f64>) {
        *outputs = self.pair.field.predict(&self.pair.end, points);
    }

    fn speed(&mut self) -> f64 {
        self.pair.field.speed()
    }

    fn has_diverged(&self, gap: f64) -> bool {
        !self.start_speed.is_finite() || gap.is_nan()
    }

    fn standstill(&mut self, time: f64, _may_go_on: bool) -> Result<(), Halt> {
        if self.gauge.is_lost() {
            return Err(Halt::End(StopReason::Diverged));
        }
        let (field, velocity) = (&self.pair.field, self.pair.velocity());
        if is_stationary(field, &self.point, velocity, time, self.output_rests) {
            return Err(Halt::End(StopReason::Stationary));
        }
        let is_quiet = time > LONG * self.quiet_since;
        let (seen, state) = ((field, &self.activity), (&self.point, velocity));
        if is_quiet && is_stuck(self.setting, seen, state, time) {
            return Err(Halt::End(StopReason::Stalled));
        }
        Ok(())
    }

    fn step(&mut self, _time: f64) -> Result<f64, Halt> {
        if self.steps.next == 0.0 {
            self.quiet_since = 1.0 / self.start_speed;
            self.steps.next = self.first_step();
        }
        let mut steps = self.steps;
        let found = steps.find(|length| {
            self.pair.attempt(&self.point, length);
            self.error(length)
        });
        self.steps = steps;
        match found {
            Some(growth) => {
                self.keep_stable(growth);
                Ok(self.steps.until())
            }
            None if self.pair.is_finite() => Err(Halt::End(StopReason::Exhausted)),
            None => Err(Halt::End(StopReason::Diverged)),
        }
    }

    fn shorten(&mut self, share: f64) -> Option<f64> {
        if let Some(length) = self.steps.shorten(share) {
            self.pair.attempt(&self.point, length);
        }
        Some(self.steps.until())
    }

    /// Steps are cut to the time to stop at.
    fn end_at(&mut self, _time: f64) -> bool {
        true
    }

    /// The end of a step across kinks is not a continuous function of the step's length: it
    /// jumps, within the tolerance, where a stage passes a kink. The states on both sides
    /// belong to one time and are equally right, and so are those on the segment between
    /// them, on which the rule is continuous again (an accuracy, and the speed at a
    /// kink, jump there too: they end on the met side).
    fn jump_back(&mut self) -> bool {
        let far = self.pair.end.clone();
        let before = (self.steps.share - JUMP_WIDTH).max(0.0);
        self.pair.attempt(&self.point, before * self.steps.length);
        self.jump = Some((self.pair.end.clone(), far));
        true
    }

    fn cross_jump(&mut self, share: f64) {
        if let Some((near, far)) = &self.jump {
            self.pair.end_between(near, far, share);
        }
    }

    fn inside(&mut self, time: f64) -> Option<F::Network> {
        let Some(share) = self.steps.share_before(time) else {
            return Some(self.pair.field.network(&self.pair.end));
        };
        let length = self.steps.share * self.steps.length;
        let point = self.pair.inside(&self.point, length, share);
        Some(self.pair.field.network(&point))
    }

    fn accept(&mut self, time: f64) {
        self.gauge = gauge_at_end(&self.pair);
        let growth = LONG * time / (self.steps.share * self.steps.length);
        let output = self.pair.field.predictions();
        self.output_rests = largest_change(&self.output, output) <= self.gauge.rounding
            || growth * self.output_moved(1.0) <= NEGLIGIBLE;
        self.output.copy_from_slice(output);
        self.point.copy_from(&self.pair.end);
        self.pair.accept();
        self.steps.time = time;
        let changes = self.activity.update(self.pair.field.preactivations());
        self.events += changes;
        if changes > 0 {
            self.quiet_since = self.quiet_since.max(time);
        }
    }

    fn cost(&self) -> Cost {
        Cost {
            evaluations: self.pair.evaluations,
            rejected: self.steps.rejected,
            events: self.events,
            ..Cost::default()
        }
    }
}
