//! The steps of the exact flow: two boosts each, from event to event.

use std::mem::{swap, take};

use faer::MatRef;
use libm::{log, log1p};

use super::advance::{MOST_RAPIDITY, TooFar};
use super::course::Course;
use super::halt::{self, Outlook};
use super::kinks::Kinks;
use super::mover::{Mover, Speed};
use super::neurons::{Networks, Neurons};
use super::output::Output;
use super::refresh::renew;
use crate::flow::controller::Controller;
use crate::flow::driver::{Halt, Stepper};
use crate::flow::setting::Setting;
use crate::flow::silent::LONG;
use crate::flow::solution::{Cost, Event, StopReason};
use crate::network::TwoLayer;

/// The error estimate falls like the third power of the step.
const CONTROLLER: Controller = Controller {
    exponent: 1.0 / 3.0,
    memory: 0.0,
    growth: (0.2, 5.0),
    reduction: (0.1, 0.9),
    // Also after a step that lets the risk rise.
    retreat: 0.3,
};

/// The first step's rapidity.
const FIRST_RAPIDITY: f64 = 0.01;

/// A step that has been shortened this often will not come right.
const MOST_RETREATS: u32 = 80;

/// Preactivations are computed afresh after so many steps.
const RENEWED: u64 = 256;

/// Everything that changes along a run.
pub struct ExactStepper<'f, 'a> {
    setting: &'f Setting<'a>,
    tolerance: f64,
    kinks: Kinks,
    networks: Networks,
    mover: Mover,
    /// The accepted state, its output and its time.
    now: Neurons,
    output: Output,
    time: f64,
    /// The state tried, and its output.
    next: Neurons,
    trial: Output,
    /// A third state, for times between steps.
    aside: Option<Neurons>,
    course: Course,
    average: Vec<f64>,
    /// The first of a step's two tries: its average of the residuals, and its output.
    guess: Vec<f64>,
    predicted: Output,
    /// Length of the step tried, and of the next one.
    length: f64,
    wanted: f64,
    watch: halt::Watch,
    speed: Speed,
    last_event: f64,
    moves: u64,
    cost: Cost,
    events: Vec<Event>,
}

impl<'f, 'a> ExactStepper<'f, 'a> {
    pub fn new(
        setting: &'f Setting<'a>,
        tolerance: f64,
        keeps_events: bool,
        start: &TwoLayer,
    ) -> Self {
        let kinks = Kinks::new(setting.data);
        let now = Neurons::new(start, &kinks);
        let mut output = Output::default();
        output.fill(&now, &kinks, setting.data, setting.loss);
        ExactStepper {
            setting,
            tolerance,
            networks: Networks::new(&kinks, start),
            mover: Mover::new(&now, keeps_events),
            next: now.clone(),
            trial: output.clone(),
            kinks,
            now,
            output,
            time: 0.0,
            aside: None,
            course: Course::default(),
            average: Vec::new(),
            guess: Vec::new(),
            predicted: Output::default(),
            length: 0.0,
            wanted: 0.0,
            watch: halt::Watch::default(),
            speed: Speed::default(),
            last_event: 0.0,
            moves: 0,
            cost: Cost::default(),
            events: Vec::new(),
        }
    }

    /// Makes an acceptable step; it is in `next`, not yet accepted.
    fn find_step(&mut self) -> Result<(), TooFar> {
        let mut length = self.wanted.min(0.9 * MOST_RAPIDITY / self.speed.fastest);
        self.prepare();
        length = length.min(self.course.longest());
        let mut failure = TooFar::Range;
        for _ in 0..MOST_RETREATS {
            length *= match self.attempt(length) {
                Ok(error) if error > 1.0 || error.is_nan() => CONTROLLER.reduction(error),
                Ok(_) if self.trial.rises_above(&self.output) => CONTROLLER.retreat,
                Ok(error) => {
                    self.length = length;
                    self.wanted = length * CONTROLLER.growth(error);
                    return Ok(());
                }
                Err(why) => {
                    failure = why;
                    CONTROLLER.retreat
                }
            };
            self.cost.rejected += 1;
            if self.course.needs_relaxation() {
                self.prepare();
            }
        }
        Err(failure)
    }

    fn prepare(&mut self) {
        let (neurons, kinks, output) = (&self.now, &self.kinks, &self.output);
        self.course.prepare(neurons, kinks, output, self.setting);
    }

    /// Predicts, corrects, and returns the estimate of the error of f, in tolerances.
    fn attempt(&mut self, length: f64) -> Result<f64, TooFar> {
        self.course.ahead(&self.output.residuals, length);
        self.go(length)?;
        swap(&mut self.predicted, &mut self.trial);
        swap(&mut self.guess, &mut self.average);
        let (now, end) = (&self.output.residuals, &self.predicted.residuals);
        self.course.through(now, end, length);
        self.speed = self.go(length)?;
        let ends = (&*self.trial.residuals, &*self.predicted.residuals);
        let averages = (&*self.average, &*self.guess);
        self.course.judge(length, ends, averages, &self.now);
        Ok(self.trial.distance(&self.predicted) / self.tolerance)
    }

    /// Moves from `now` to `next` along the course and looks at the output there.
    fn go(&mut self, time: f64) -> Result<Speed, TooFar> {
        let speed = self.travel(time)?;
        let Setting { data, loss, .. } = *self.setting;
        self.trial.fill(&self.next, &self.kinks, data, loss);
        let is_finite = self.trial.risk.is_finite();
        is_finite.then_some(speed).ok_or(TooFar::Range)
    }

    /// Moves from `now` to `next` along the course.
    fn travel(&mut self, time: f64) -> Result<Speed, TooFar> {
        self.cost.evaluations += 1;
        self.course.average(time, &mut self.average);
        let pulls = (&self.average[..], &self.output.roundings[..]);
        let states = (&self.now, &mut self.next);
        let span = (self.time, time);
        self.mover.advance(&self.kinks, pulls, states, span)
    }

    /// Lets `move_on` use the mover and a third state, without a trace in the journal.
    fn beside<T>(&mut self, move_on: impl FnOnce(&mut Self, &mut Neurons) -> T) -> T {
        let journal = take(&mut self.mover.journal);
        let mut aside = self.aside.take().unwrap_or_else(|| self.now.clone());
        let answer = move_on(self, &mut aside);
        self.aside = Some(aside);
        self.mover.journal = journal;
        answer
    }

    /// Whether nothing moves but what is rounding.
    fn is_still(&self) -> bool {
        let (kinks, output, setting) = (&self.kinks, &self.output, self.setting);
        let (speed, scale) = (self.speed, self.mover.sides.scale);
        !speed.is_pulled && halt::is_still(speed.fastest, scale, output, kinks, setting)
    }

    fn is_stalled(&mut self, time: f64) -> bool {
        let outlook = Outlook {
            now: &mut self.now,
            before: &self.next,
            kinks: &self.kinks,
            sides: &self.mover.sides,
            steps: log(time / self.last_event) / -log1p(-self.length / time),
        };
        self.watch.is_stalled(outlook, self.setting)
    }

    /// Makes the state tried the accepted one.
    fn move_on(&mut self, time: f64) {
        swap(&mut self.now, &mut self.next);
        swap(&mut self.output, &mut self.trial);
        self.now.rescale();
        self.moves += 1;
        if self.moves.is_multiple_of(RENEWED) {
            renew(&mut self.now, &self.kinks);
            let Setting { data, loss, .. } = *self.setting;
            self.output.fill(&self.now, &self.kinks, data, loss);
        }
        self.time = time;
        let journal = &mut self.mover.journal;
        self.cost.events += journal.events;
        self.cost.sliding_events += journal.slides;
        self.cost.nonunique_events += journal.nonunique;
        if journal.events + journal.slides > 0 {
            self.last_event = self.last_event.max(time);
        }
        journal.log.sort_by(|a, b| a.time.total_cmp(&b.time));
        self.events.append(&mut journal.log);
    }
}

impl Stepper for ExactStepper<'_, '_> {
    type Network = TwoLayer;

    fn network(&mut self) -> TwoLayer {
        self.networks.of(&self.now, &self.kinks).clone()
    }

    fn predictions(&self) -> &[f64] {
        &self.trial.predictions
    }

    fn predict(&mut self, points: MatRef<'_, f64>, outputs: &mut Vec<f64>) {
        let (neurons, kinks) = (&self.next, &self.kinks);
        self.networks.predict(neurons, kinks, points, outputs);
    }

    fn speed(&mut self) -> f64 {
        self.cost.evaluations += 1;
        let speed = self.beside(|run, aside| {
            let pulls = (&run.trial.residuals[..], &run.trial.roundings[..]);
            let states = (&run.next, aside);
            run.mover.advance(&run.kinks, pulls, states, (0.0, 0.0))
        });
        speed.map_or(f64::INFINITY, |speed| speed.norm)
    }

    fn has_diverged(&self, _gap: f64) -> bool {
        !self.trial.risk.is_finite()
    }

    fn begin(&mut self) {
        self.course.ahead(&self.output.residuals, 1.0);
        if let Ok(speed) = self.travel(0.0) {
            // Neurons that start on a kink have decided where to go.
            self.speed = speed;
            self.trial.clone_from(&self.output);
            self.move_on(0.0);
        }
        self.wanted = FIRST_RAPIDITY / self.speed.fastest;
        self.last_event = 1.0 / self.speed.fastest;
    }

    fn standstill(&mut self, time: f64, _may_go_on: bool) -> Result<(), Halt> {
        if self.output.is_lost(self.tolerance) {
            return Err(Halt::End(StopReason::Diverged));
        }
        if self.is_still() {
            return Err(Halt::End(StopReason::Stationary));
        }
        // At the rates of now no neuron grows by e before the time has doubled.
        let is_quiet = time * self.speed.fastest < 1.0 && time > LONG * self.last_event;
        if is_quiet && self.is_stalled(time) {
            return Err(Halt::End(StopReason::Stalled));
        }
        Ok(())
    }

    fn step(&mut self, time: f64) -> Result<f64, Halt> {
        match self.find_step() {
            Ok(()) => Ok(time + self.length),
            Err(TooFar::Range) => Err(Halt::End(StopReason::Diverged)),
            Err(TooFar::Events) => Err(Halt::End(StopReason::Exhausted)),
        }
    }

    fn shorten(&mut self, share: f64) -> Option<f64> {
        let time = share * self.length;
        self.go(time).ok().map(|_| self.time + time)
    }

    fn end_at(&mut self, time: f64) -> bool {
        self.shorten((time - self.time) / self.length).is_some()
    }

    fn inside(&mut self, time: f64) -> Option<TwoLayer> {
        let part = (time - self.time).clamp(0.0, self.length);
        self.beside(|run, aside| {
            swap(aside, &mut run.next);
            let moved = run.travel(part);
            let network = moved.map(|_| run.networks.of(&run.next, &run.kinks).clone());
            swap(aside, &mut run.next);
            network.ok()
        })
    }

    fn accept(&mut self, time: f64) {
        self.course.accept(&self.output.residuals, self.length);
        self.move_on(time);
    }

    fn cost(&self) -> Cost {
        self.cost
    }

    fn take_events(&mut self) -> Vec<Event> {
        take(&mut self.events)
    }
}
