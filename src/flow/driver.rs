//! One run of any method: step after step until it ends.
//!
//! What all methods share is here, once: the stop rule and where on a step it is met, the recorded
//! states, the limit of steps, the interrupt, and what a run reports. A method is a [`Stepper`].

use faer::MatRef;

use super::dip::Dips;
use super::locate::{STOP_TOLERANCE, locate};
use super::setting::Setting;
use super::solution::{Cost, Event, Solution, State, StopReason};
use super::stop::{Stop, View};
use crate::faults::{Fault, planted};

/// What a method has to say of its steps.
///
/// It knows two states: the accepted one, and the one it tried last, which is the end of a step or
/// a part of the way there. At the beginning both are the start.
pub(super) trait Stepper {
    /// What the states are.
    type Network: Clone;

    /// The accepted state.
    fn network(&mut self) -> Self::Network;

    /// f/gamma on the training points in the state tried.
    fn predictions(&self) -> &[f64];

    /// f/gamma on other points in the state tried.
    fn predict(&mut self, points: MatRef<'_, f64>, outputs: &mut Vec<f64>);

    /// |velocity| in the state tried.
    fn speed(&mut self) -> f64;

    /// Whether numbers have left their range in the state tried, `gap` being the stop rule's there.
    fn has_diverged(&self, gap: f64) -> bool;

    /// Gets ready for the first step.
    fn begin(&mut self) {}

    /// Ends a run whose accepted state will not get any further; `may_go_on` is false where the
    /// limit of steps forbids another one.
    fn standstill(&mut self, time: f64, may_go_on: bool) -> Result<(), Halt>;

    /// Tries a step from the accepted state until one is accurate; returns its end's time.
    fn step(&mut self, time: f64) -> Result<f64, Halt>;

    /// Steps that the one tried last consists of, as the limit of steps counts them.
    fn steps_tried(&self) -> u64 {
        1
    }

    /// Whether [`shorten`](Stepper::shorten) can go to any share of the step tried last.
    fn is_divisible(&self) -> bool {
        true
    }

    /// Tries this share of the step instead; returns its end's time, `None` if it cannot be made.
    fn shorten(&mut self, share: f64) -> Option<f64>;

    /// Tries the part of the step up to a time instead; false where that is to be located like
    /// any other stop.
    fn end_at(&mut self, _time: f64) -> bool {
        false
    }

    /// The share of the step tried last is the first behind a jump: tries the last one before.
    /// False where a step's end is continuous in its length.
    fn jump_back(&mut self) -> bool {
        false
    }

    /// Tries the point at this share of the segment across the jump.
    fn cross_jump(&mut self, _share: f64) {}

    /// The state at a time on the step.
    fn inside(&mut self, time: f64) -> Option<Self::Network>;

    /// Makes the state tried the accepted one, at this time.
    fn accept(&mut self, time: f64);

    /// Goes back to the start to try anew: asked after [`Halt::StartAgain`].
    fn start_again(&mut self) {}

    /// The work so far; steps are counted by the driver.
    fn cost(&self) -> Cost;

    /// The fixed step, where there is one.
    fn fixed_step(&self) -> Option<f64> {
        None
    }

    /// The events kept so far, which are handed over.
    fn take_events(&mut self) -> Vec<Event> {
        Vec::new()
    }
}

/// Why a run goes no further.
#[derive(Debug)]
pub(super) enum Halt {
    /// It ends in the accepted state.
    End(StopReason),
    /// The method wants to start again with other settings of its own.
    StartAgain,
}

/// Follows a flow from its start to its end.
pub(super) fn drive<S: Stepper>(
    setting: &Setting<'_>,
    start: &S::Network,
    mut stepper: S,
) -> Solution<S::Network> {
    // A step of descent goes straight where the flow bends: nothing inside of it is worth a look.
    let may_dip = setting.stop.can_turn_back() && stepper.fixed_step().is_none();
    loop {
        let mut run = Run {
            setting,
            stepper: &mut stepper,
            time: 0.0,
            gap: 0.0,
            steps: 0,
            times: &setting.record,
            states: Vec::new(),
            validation_predictions: Vec::new(),
            dips: may_dip.then(|| Dips::new(setting.stop, setting.data.labels())),
        };
        match run.follow() {
            Halt::End(reason) => return run.end(reason, start),
            Halt::StartAgain => stepper.start_again(),
        }
    }
}

/// A run on its way.
struct Run<'f, 'a, S: Stepper> {
    setting: &'f Setting<'a>,
    stepper: &'f mut S,
    /// Time of the accepted state, and the stop rule's gap there.
    time: f64,
    gap: f64,
    steps: u64,
    /// The recorded times still to come, and the states at those before.
    times: &'f [f64],
    states: Vec<State<S::Network>>,
    validation_predictions: Vec<f64>,
    /// Where the rule may be met between the ends of steps, if it can be.
    dips: Option<Dips<'a>>,
}

impl<S: Stepper> Run<'_, '_, S> {
    /// Goes on until the run ends.
    fn follow(&mut self) -> Halt {
        self.gap = self.gap_at(0.0);
        self.hold_until(0.0);
        if self.stepper.has_diverged(self.gap) {
            return Halt::End(StopReason::Diverged);
        }
        self.stepper.begin();
        if self.gap <= 0.0 {
            return Halt::End(StopReason::Reached);
        }
        self.find_dip(0.0, self.gap);
        loop {
            if let Err(halt) = self.advance() {
                return halt;
            }
        }
    }

    /// Makes one step, unless the run has ended.
    fn advance(&mut self) -> Result<(), Halt> {
        self.look_for_end()?;
        let until = self.stepper.step(self.time)?;
        self.steps += self.stepper.steps_tried();
        let gap = self.gap_at(until);
        if self.stepper.has_diverged(gap) {
            return Err(Halt::End(StopReason::Diverged));
        }
        let met = if gap <= 0.0 {
            Some((1.0, gap))
        } else {
            self.find_dip(until, gap)
        };
        if let Some((share, gap)) = met {
            let until = self.stop_on_step(until, share, gap);
            self.take(until);
            return Err(Halt::End(StopReason::Reached));
        }
        self.take(until);
        self.gap = gap;
        Ok(())
    }

    fn look_for_end(&mut self) -> Result<(), Halt> {
        // Twice the time, so that the next step's end is a number too.
        let may_go_on = self.steps < self.setting.max_steps && (2.0 * self.time).is_finite();
        match self.stepper.standstill(self.time, may_go_on) {
            Err(Halt::End(StopReason::Stationary)) => Err(Halt::End(self.rest())),
            Ok(()) if self.setting.interrupted() => Err(Halt::End(StopReason::Interrupted)),
            Ok(()) if !may_go_on => Err(Halt::End(StopReason::Exhausted)),
            other => other,
        }
    }

    /// Nothing moves any more: later times have the same state.
    fn rest(&mut self) -> StopReason {
        let Some(end) = self.setting.end() else {
            return StopReason::Stationary;
        };
        self.hold_until(end);
        self.time = end;
        StopReason::Reached
    }

    /// The share of the step at which the rule is met although its end misses it, and the gap
    /// there. The step stays as it is.
    fn find_dip(&mut self, until: f64, gap: f64) -> Option<(f64, f64)> {
        let mut dips = self.dips.take()?;
        let stop = self.setting.stop;
        dips.add_end(until, stop.trace(self.stepper.predictions(), &gap));
        let mut has_looked = false;
        let met = dips.find(|share| {
            has_looked = true;
            let time = self.stepper.shorten(share)?;
            let gap = self.gap_at(time);
            let trace = stop.trace(self.stepper.predictions(), &gap);
            Some((gap, trace.to_vec()))
        });
        self.dips = Some(dips);
        if met.is_none() && has_looked {
            self.stepper.shorten(1.0);
        }
        met
    }

    /// Goes to where the stop rule is met first on a share of the step at whose end it is met;
    /// returns the time there.
    fn stop_on_step(&mut self, until: f64, whole: f64, gap: f64) -> f64 {
        if planted(Fault::StopIsNotLocated) {
            return until;
        }
        if let Some(end) = self.setting.end()
            && self.stepper.end_at(end)
        {
            return end;
        }
        if !self.stepper.is_divisible() {
            return until;
        }
        let (before, mut until, mut last) = (self.gap, until, gap);
        locate(before, gap, |share| {
            last = match self.stepper.shorten(share * whole) {
                Some(time) => {
                    until = time;
                    self.gap_at(time)
                }
                None => 1.0,
            };
            last
        });
        if last < -STOP_TOLERANCE && self.stepper.jump_back() {
            let before = self.gap_at(until);
            locate(before, last, |share| {
                self.stepper.cross_jump(share);
                self.gap_at(until)
            });
        }
        until
    }

    /// The stop rule's gap in the state tried.
    fn gap_at(&mut self, time: f64) -> f64 {
        let Setting {
            data,
            validation,
            loss,
            stop,
            ..
        } = *self.setting;
        let speed = match stop {
            Stop::GradientNorm(_) => self.stepper.speed(),
            _ => 0.0,
        };
        if let (Stop::ValidationRisk(_), Some(set)) = (stop, validation) {
            let outputs = &mut self.validation_predictions;
            self.stepper.predict(set.points(), outputs);
        }
        let view = View {
            time,
            predictions: self.stepper.predictions(),
            validation_predictions: &self.validation_predictions,
            speed,
        };
        stop.gap(view, data, validation, loss)
    }

    /// Accepts the state tried, and keeps those at recorded times on the way there.
    fn take(&mut self, until: f64) {
        self.keep_until(until, |stepper, time| stepper.inside(time));
        self.stepper.accept(until);
        self.time = until;
    }

    /// Keeps the accepted state at recorded times up to this one.
    fn hold_until(&mut self, until: f64) {
        self.keep_until(until, |stepper, _| Some(stepper.network()));
    }

    /// Keeps the state at every recorded time still to come up to this one, if there is one.
    fn keep_until(&mut self, until: f64, at: impl Fn(&mut S, f64) -> Option<S::Network>) {
        while let Some((&time, later)) = self.times.split_first()
            && time <= until
        {
            self.times = later;
            let network = at(self.stepper, time);
            let state = network.map(|network| State { time, network });
            self.states.extend(state);
        }
    }

    fn end(self, stopped: StopReason, start: &S::Network) -> Solution<S::Network> {
        let time = self.time;
        // A start near the largest number has no scale of its own that is finite.
        let network = if time == 0.0 {
            start.clone()
        } else {
            self.stepper.network()
        };
        Solution {
            states: self.states,
            end: State { time, network },
            stopped,
            cost: Cost {
                steps: self.steps,
                ..self.stepper.cost()
            },
            step: self.stepper.fixed_step(),
            events: self.stepper.take_events(),
        }
    }
}
