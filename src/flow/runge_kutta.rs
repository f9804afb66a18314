//! An adaptive Runge-Kutta pair: the reference for flows that do not slide along kinks.
//!
//! relu makes the velocity jump where <w_j, x_i> changes sign. The pair gets past
//! a kink by small steps, and crawls where a neuron slides along one: it is a
//! reference, never a default.

use super::activity::{Activity, is_stuck};
use super::dormand_prince::DormandPrince;
use super::locate::{STOP_TOLERANCE, locate};
use super::neuron;
use super::recorder::Recorder;
use super::{Cost, FlowError, Solution, State, Stop, StopReason, View};
use crate::data::Dataset;
use crate::network::{Loss, TwoLayer};

/// The adaptive pair of Dormand and Prince, of order 5.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RungeKutta {
    tolerance: f64,
}

/// A flow followed by [`RungeKutta`].
///
/// ```
/// use sweetspot::flow::{Stop, StopReason, runge_kutta};
/// use sweetspot::network::{Init, Loss, TwoLayer};
/// use sweetspot::{data::Dataset, random::Streams};
/// let data = Dataset::new(faer::mat![[2.0, 0.5], [-1.0, 0.3]], vec![1.0, -1.0])?;
/// let shape = TwoLayer::init(Init::Balanced, 8, 2, &mut Streams::new(0).weights());
/// let run = runge_kutta::Flow::new(&data, Loss::Logistic2)
///     .tolerance(1e-8)
///     .stop(Stop::TrainingRisk(0.1))
///     .integrate(&shape.scaled(1e-3))?;
/// assert_eq!(run.stopped, StopReason::Reached);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type Flow<'a> = super::Flow<'a, RungeKutta>;

/// The tolerance unless told otherwise.
const TOLERANCE: f64 = 1e-6;

/// PI controller of DOPRI5 (Hairer, Norsett, Wanner II, IV.2): next step = step * SAFETY *
/// error^-PROPORTIONAL * previous error^INTEGRAL, the errors in units of the tolerance.
const PROPORTIONAL: f64 = 0.2 - 0.75 * INTEGRAL;
const INTEGRAL: f64 = 0.04;
const SAFETY: f64 = 0.9;
/// Bounds of the change of the step.
const SHRINK: f64 = 0.2;
const GROW: f64 = 10.0;
/// After a step that ends in a number that is not finite, the error says nothing.
const RETREAT: f64 = 0.1;

/// Rejections in a row after which the step is given up: it has shrunk by more than 1e-40.
const MOST_REJECTIONS: u64 = 60;

/// Step times stiffest rate at which fast modes still decay quickly; stability ends at 3.3.
const WELL_STABLE: f64 = 1.5;

/// Wider than the bracket, in steps, in which a jump has been located.
const JUMP_WIDTH: f64 = 1e-12;

impl<'a> Flow<'a> {
    /// Follows the flow of a loss on data with tolerance 1e-6.
    pub fn new(data: &'a Dataset, loss: Loss) -> Self {
        let tolerance = TOLERANCE;
        super::Flow::with_method(data, loss, RungeKutta { tolerance })
    }

    /// The local error a step may make in any neuron (w_j, v_j), relative to that neuron's own
    /// size, whatever the scale alpha; from 1e-13 to 0.1.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.method.tolerance = tolerance;
        self
    }

    /// Integrates from `start` to the stop. Recorded states come from the pair's continuous
    /// extension of order 4, which costs nothing and leaves the steps as they are.
    ///
    /// # Errors
    /// Dimensions that differ, a tolerance or a stop rule out of range, and
    /// [`FlowError::StepTooSmall`] where the time no longer advances.
    pub fn integrate(&self, start: &TwoLayer) -> Result<Solution, FlowError> {
        self.check(start)?;
        Run::new(self, start).follow()
    }

    fn check(&self, start: &TwoLayer) -> Result<(), FlowError> {
        self.check_setting(start.dimension())?;
        if !(1e-13..=0.1).contains(&self.method.tolerance) {
            return Err(FlowError::OutOfRange {
                what: "the tolerance",
                value: self.method.tolerance,
                allowed: "it must be between 1e-13 and 0.1",
            });
        }
        Ok(())
    }
}

/// A run on its way: the last accepted state and what steers the next step.
struct Run<'f, 'a> {
    flow: &'f Flow<'a>,
    pair: DormandPrince<'a>,
    state: State,
    gap: f64,
    step: f64,
    previous_error: f64,
    recorder: Recorder<'f>,
    activity: Activity,
    /// Time of the last event; before the first one, the time in which the fastest
    /// neuron changed by its own size at the start.
    quiet_since: f64,
    cost: Cost,
}

/// How a step turned out.
enum Attempt {
    /// Accepted, of this length.
    Accepted(f64),
    /// No step length gives finite numbers.
    NotFinite,
}

impl<'f, 'a> Run<'f, 'a> {
    fn new(flow: &'f Flow<'a>, start: &TwoLayer) -> Self {
        let pair = DormandPrince::new(flow.data, flow.loss, flow.divisor, start);
        let mut run = Run {
            flow,
            state: State {
                time: 0.0,
                network: start.clone(),
            },
            gap: 0.0,
            step: 0.0,
            previous_error: 1.0,
            recorder: Recorder::new(&flow.record),
            activity: Activity::of(pair.evaluation.preactivations.as_ref()),
            quiet_since: 0.0,
            cost: Cost::default(),
            pair,
        };
        run.gap = run.gap_at(0.0);
        run
    }

    fn follow(mut self) -> Result<Solution, FlowError> {
        let speed = neuron::fastest(&self.state.network, &self.pair.evaluation);
        if !speed.is_finite() || self.gap.is_nan() {
            return Ok(self.finish(StopReason::Diverged));
        }
        if self.gap <= 0.0 {
            return Ok(self.finish(StopReason::Reached));
        }
        if self.is_stationary() {
            return Ok(self.rest());
        }
        self.quiet_since = 1.0 / speed;
        self.step = self.first_step(speed);
        loop {
            if self.flow.interrupted() {
                return Ok(self.finish(StopReason::Interrupted));
            }
            if self.cost.steps >= self.flow.max_steps {
                return Ok(self.finish(StopReason::Exhausted));
            }
            let Attempt::Accepted(step) = self.attempt()? else {
                return Ok(self.finish(StopReason::Diverged));
            };
            self.cost.steps += 1;
            let gap = self.gap_at(self.time_after(step));
            if gap <= 0.0 {
                self.stop_at(step, gap);
                return Ok(self.finish(StopReason::Reached));
            }
            self.take(step, gap);
            if self.is_stationary() {
                return Ok(self.rest());
            }
            if self.is_stalled() {
                return Ok(self.finish(StopReason::Stalled));
            }
        }
    }

    /// The first step (Hairer, Norsett, Wanner I, II.4), from the neurons' relative speed.
    fn first_step(&mut self, speed: f64) -> f64 {
        let guess = 0.01 / speed;
        let bend = self.pair.bend(&self.state.network, guess);
        let tolerance = self.flow.method.tolerance;
        let steepest = speed.max(bend.sqrt());
        if !steepest.is_finite() {
            return RETREAT * guess;
        }
        (100.0 * guess).min(libm::pow(0.01 * tolerance, 0.2) / steepest)
    }

    /// Tries steps until one is accurate enough; sets the length of the next one.
    fn attempt(&mut self) -> Result<Attempt, FlowError> {
        let tolerance = self.flow.method.tolerance;
        let mut rejections = 0;
        loop {
            let step = match self.flow.stop {
                Stop::Time(end) => self.step.min(end - self.state.time),
                _ => self.step,
            };
            if self.time_after(step) <= self.state.time {
                return self.give_up(step);
            }
            self.pair.attempt(&self.state.network, step);
            let finite = self.pair.is_finite();
            let error = self.pair.error(&self.state.network, step) / tolerance;
            if finite && error <= 1.0 {
                self.step = step * self.growth(error, step, rejections > 0);
                self.previous_error = error.max(1e-4);
                return Ok(Attempt::Accepted(step));
            }
            self.cost.rejected += 1;
            rejections += 1;
            let shrink = if finite && error.is_finite() {
                (SAFETY * libm::pow(error, -PROPORTIONAL)).clamp(SHRINK, 1.0)
            } else {
                RETREAT
            };
            self.step = shrink * step;
            if rejections >= MOST_REJECTIONS {
                return self.give_up(step);
            }
        }
    }

    fn give_up(&self, step: f64) -> Result<Attempt, FlowError> {
        if self.pair.is_finite() {
            Err(FlowError::StepTooSmall {
                time: self.state.time,
                step,
            })
        } else {
            Ok(Attempt::NotFinite)
        }
    }

    /// By how much the next step may be longer than the accepted one.
    fn growth(&mut self, error: f64, step: f64, after_rejection: bool) -> f64 {
        let most = if after_rejection { 1.0 } else { GROW };
        let wished =
            SAFETY * libm::pow(error, -PROPORTIONAL) * libm::pow(self.previous_error, INTEGRAL);
        let growth = wished.clamp(SHRINK, most);
        // Where a whole step moves no neuron by more than the tolerance, only stability bounds
        // the step, and the run would hover around its rest at a distance of the
        // tolerance for ever: well inside of the stability it settles.
        let speed = neuron::fastest(&self.pair.end, &self.pair.evaluation);
        if speed * step <= self.flow.method.tolerance {
            let stiffness = self.pair.stiffness(step);
            if stiffness * step * growth > WELL_STABLE {
                return (WELL_STABLE / (stiffness * step)).clamp(SHRINK, growth);
            }
        }
        growth
    }

    fn time_after(&self, step: f64) -> f64 {
        match self.flow.stop {
            // A step cut to the end ends there, whatever the sum rounds to.
            Stop::Time(end) if step >= end - self.state.time => end,
            _ => self.state.time + step,
        }
    }

    /// The stop rule at the network evaluated last.
    fn gap_at(&self, time: f64) -> f64 {
        let flow = self.flow;
        let view = View {
            time,
            predictions: &self.pair.evaluation.predictions,
            validation_predictions: &flow.validation_predictions(&self.pair.end),
            speed: self.pair.evaluation.speed(),
        };
        flow.stop.gap(view, flow.data, flow.validation, flow.loss)
    }

    /// Moves to where the stop rule is met: the end of the accepted step, or inside of it.
    fn stop_at(&mut self, step: f64, gap: f64) {
        let mut fraction = 1.0;
        if gap < -STOP_TOLERANCE {
            let start = self.state.network.clone();
            let mut last = gap;
            fraction = locate(self.gap, gap, |fraction| {
                self.pair.attempt(&start, fraction * step);
                last = self.gap_at(self.time_after(fraction * step));
                last
            });
            if last < -STOP_TOLERANCE {
                self.close_jump(&start, fraction, step, last);
            }
        }
        self.take(fraction * step, gap);
    }

    /// Ends between the two sides of a jump at which the stop rule is met.
    ///
    /// The end of a step across kinks is not a continuous function of the step's length: it
    /// jumps, within the tolerance, where a stage passes a kink. The states on both sides
    /// belong to one time and are equally right, and so are those on the segment between
    /// them, on which the rule is continuous again (an accuracy, and the speed at a
    /// kink, jump there too: they end on the met side).
    fn close_jump(&mut self, start: &TwoLayer, fraction: f64, step: f64, beyond: f64) {
        let far = self.pair.end.clone();
        self.pair
            .attempt(start, (fraction - JUMP_WIDTH).max(0.0) * step);
        let before = self.gap_at(self.time_after(fraction * step));
        let near = self.pair.end.clone();
        locate(before, beyond, |share| {
            self.pair.end_between(&near, &far, share);
            self.gap_at(self.time_after(fraction * step))
        });
    }

    /// Accepts the last attempt: records inside of it, counts its events, moves on.
    fn take(&mut self, step: f64, gap: f64) {
        let (from, until) = (self.state.time, self.time_after(step));
        let (pair, start) = (&mut self.pair, &self.state.network);
        self.recorder.keep_until(until, |time| {
            if time == until {
                pair.end.clone()
            } else {
                pair.inside(start, step, (time - from) / step)
            }
        });
        self.state = State {
            time: until,
            network: self.pair.end.clone(),
        };
        self.pair.accept();
        self.gap = gap;
        let preactivations = self.pair.evaluation.preactivations.as_ref();
        let events = self.activity.update(preactivations);
        self.cost.events += events;
        if events > 0 {
            self.quiet_since = self.quiet_since.max(until);
        }
    }

    fn is_stationary(&self) -> bool {
        neuron::is_stationary(
            &self.state.network,
            &self.pair.evaluation,
            self.flow.data,
            self.state.time,
        )
    }

    fn is_stalled(&self) -> bool {
        let flow = self.flow;
        let (time, network) = (self.state.time, &self.state.network);
        time > neuron::LONG * self.quiet_since
            && is_stuck(flow, network, &self.pair.evaluation, time)
    }

    /// Ends a stationary run: its state holds at every later time.
    fn rest(mut self) -> Solution {
        if let Stop::Time(end) = self.flow.stop {
            self.state.time = end;
            return self.finish(StopReason::Reached);
        }
        self.finish(StopReason::Stationary)
    }

    fn finish(mut self, stopped: StopReason) -> Solution {
        let network = &self.state.network;
        self.recorder
            .keep_until(self.state.time, |_| network.clone());
        self.cost.evaluations = self.pair.evaluations;
        Solution {
            states: self.recorder.into_states(),
            end: self.state,
            stopped,
            cost: self.cost,
            step: None,
            events: Vec::new(),
        }
    }
}
