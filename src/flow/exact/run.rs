//! One run of the exact flow: step after step until it ends.

use std::mem::{swap, take};

use super::advance::{MOST_RAPIDITY, TooFar};
use super::halt;
use super::kernel::TangentKernel;
use super::kinks::Kinks;
use super::mover::{Mover, Speed};
use super::networks::Networks;
use super::neurons::Neurons;
use super::output::Output;
use super::path::{Before, Path};
use super::relaxation::Relaxation;
use super::{Flow, control};
use crate::flow::locate::locate;
use crate::flow::{Cost, Event, Solution, State, Stop, StopReason, View};
use crate::network::TwoLayer;

/// The first step's rapidity.
const FIRST_RAPIDITY: f64 = 0.01;

/// A step that has been shortened this often will not come right.
const MOST_RETREATS: u32 = 80;

/// Everything that changes along a run.
pub(super) struct Run<'f, 'a> {
    flow: &'f Flow<'a>,
    start: &'f TwoLayer,
    kinks: Kinks,
    networks: Networks,
    mover: Mover,
    /// The last accepted state and its output.
    now: Neurons,
    output: Output,
    time: f64,
    /// The state tried, and its output.
    next: Neurons,
    trial: Output,
    /// A third state, for times between steps.
    aside: Option<Neurons>,
    before: Option<Before>,
    path: Path,
    /// Whether residuals are taken to relax.
    stiff: bool,
    /// Tries in a row that a fast mode has held back.
    held_back: u32,
    /// The way of the residuals in a stiff phase, in place of `path` while it is on.
    relaxation: Relaxing,
    average: Vec<f64>,
    /// The first of a step's two tries: its average of the residuals, and its output.
    guess: Vec<f64>,
    predicted: Output,
    watch: halt::Watch,
    speed: Speed,
    gap: f64,
    last_event: f64,
    recorded: usize,
    cost: Cost,
    states: Vec<State>,
    events: Vec<Event>,
}

impl<'f, 'a> Run<'f, 'a> {
    /// A run at its start.
    pub(super) fn new(flow: &'f Flow<'a>, network: &'f TwoLayer) -> Self {
        let kinks = Kinks::new(flow.data);
        let now = Neurons::new(network, &kinks);
        let mut output = Output::default();
        output.fill(&now, &kinks, flow.data, flow.loss);
        Run {
            flow,
            start: network,
            networks: Networks::new(&kinks, network),
            mover: Mover::new(&now, flow.method.events),
            next: now.clone(),
            trial: output.clone(),
            kinks,
            now,
            output,
            time: 0.0,
            aside: None,
            before: None,
            path: Path::default(),
            stiff: false,
            held_back: 0,
            relaxation: Relaxing::default(),
            average: Vec::new(),
            guess: Vec::new(),
            predicted: Output::default(),
            watch: halt::Watch::default(),
            speed: Speed::default(),
            gap: 0.0,
            last_event: 0.0,
            recorded: 0,
            cost: Cost::default(),
            states: Vec::new(),
            events: Vec::new(),
        }
    }

    /// Follows the flow to its end.
    pub(super) fn finish(mut self) -> Solution {
        if !self.output.risk.is_finite() {
            return self.end(StopReason::Diverged);
        }
        while self.due().is_some_and(|time| time <= 0.0) {
            self.keep(0.0);
        }
        self.gap = self.gap_at_start();
        if self.gap <= 0.0 {
            return self.end(StopReason::Reached);
        }
        let mut length = FIRST_RAPIDITY / self.speed.fastest;
        self.last_event = 1.0 / self.speed.fastest;
        loop {
            if let Some(reason) = self.halted() {
                return self.end(reason);
            }
            let made = match self.step(length) {
                Ok(made) => made,
                Err(TooFar::Range) => return self.end(StopReason::Diverged),
                Err(TooFar::Events) => return self.end(StopReason::Exhausted),
            };
            if self.reaches(made.0) {
                return self.end(StopReason::Reached);
            }
            self.record(self.time + made.0, made.0);
            self.accept(made.0);
            length = made.1;
        }
    }

    /// Why the run goes no further, if it does not.
    fn halted(&mut self) -> Option<StopReason> {
        if self.flow.interrupted() {
            return Some(StopReason::Interrupted);
        }
        if self.output.is_lost(self.flow.method.tolerance) {
            return Some(StopReason::Diverged);
        }
        let (fastest, scale) = (self.speed.fastest, self.mover.pull_scale());
        let targets = (self.flow.data, self.flow.loss);
        if halt::is_still(fastest, scale, &self.output, &self.kinks, targets) {
            return Some(self.rest());
        }
        let grown = self.time > halt::PATIENCE * self.last_event;
        if grown && self.watch.is_stalled(&self.now, &self.kinks, self.flow) {
            return Some(StopReason::Stalled);
        }
        let is_over = self.cost.steps >= self.flow.max_steps || !(2.0 * self.time).is_finite();
        is_over.then_some(StopReason::Exhausted)
    }

    /// Nothing moves any more: later times have the same state.
    fn rest(&mut self) -> StopReason {
        let Stop::Time(end) = self.flow.stop else {
            return StopReason::Stationary;
        };
        while let Some(time) = self.due().filter(|time| *time <= end) {
            self.keep(time);
        }
        self.time = end;
        StopReason::Reached
    }

    /// Makes an acceptable step of at most this length; returns its length and the next
    /// one's. It is in `next`, not yet accepted.
    fn step(&mut self, wanted: f64) -> Result<(f64, f64), TooFar> {
        let mut length = wanted.min(0.9 * MOST_RAPIDITY / self.speed.fastest);
        self.prepare();
        if let Some(relaxation) = self.relaxation.active() {
            length = length.min(relaxation.longest());
        }
        let tolerance = self.flow.method.tolerance;
        let mut failure = TooFar::Range;
        for _ in 0..MOST_RETREATS {
            match self.attempt(length) {
                Ok(error) if error <= tolerance && !self.trial.rises_above(&self.output) => {
                    return Ok((length, length * control::growth(error / tolerance)));
                }
                Ok(error) if error <= tolerance => length *= control::RETREAT,
                Ok(error) => length *= control::reduction(error / tolerance),
                Err(why) => {
                    failure = why;
                    length *= control::RETREAT;
                }
            }
            self.cost.rejected += 1;
            if self.stiff && self.relaxation.active().is_none() {
                self.prepare();
            }
        }
        Err(failure)
    }

    /// Predicts, corrects, and returns the estimate of the error of f.
    fn attempt(&mut self, length: f64) -> Result<f64, TooFar> {
        let (residuals, before) = (&self.output.residuals, self.before.as_ref());
        match self.relaxation.active() {
            Some(relaxation) => relaxation.ahead(length),
            None => self.path.ahead(residuals, before, length),
        }
        self.go(length)?;
        swap(&mut self.predicted, &mut self.trial);
        swap(&mut self.guess, &mut self.average);
        let (residuals, before) = (&self.output.residuals, self.before.as_ref());
        let end = &self.predicted.residuals;
        match self.relaxation.active() {
            Some(relaxation) => relaxation.through(end, length),
            None => self.path.through(residuals, before, end, length),
        }
        self.speed = self.go(length)?;
        self.stiff = match self.relaxation.active() {
            Some(relaxation) => length * relaxation.fastest() > control::NOT_STIFF,
            None => {
                let end = &self.predicted.residuals;
                let answer = control::largest_change(&self.trial.residuals, end);
                let change = control::largest_change(&self.average, &self.guess);
                let is_held = answer > control::STIFF * change;
                self.held_back = if is_held { self.held_back + 1 } else { 0 };
                let price = control::price(self.flow.data.samples(), &self.now);
                is_held && f64::from(self.held_back) > price
            }
        };
        Ok(self.trial.distance(&self.predicted))
    }

    /// Prepares the way of the residuals for steps from the present state.
    fn prepare(&mut self) {
        self.relaxation.is_on = false;
        if self.stiff {
            let (data, loss) = (self.flow.data, self.flow.loss);
            let pairs = self.output.predictions.iter().zip(data.labels());
            let curvatures = pairs.map(|(f, y)| loss.curvature(*f, *y));
            let residuals = &self.output.residuals;
            let (neurons, kinks) = (&self.now, &self.kinks);
            self.relaxation.begin(neurons, kinks, residuals, curvatures);
        }
    }

    /// Moves from `now` to `next` along the path and looks at the output there.
    fn go(&mut self, time: f64) -> Result<Speed, TooFar> {
        let speed = self.travel(time)?;
        let (data, loss) = (self.flow.data, self.flow.loss);
        self.trial.fill(&self.next, &self.kinks, data, loss);
        if self.trial.risk.is_finite() {
            Ok(speed)
        } else {
            Err(TooFar::Range)
        }
    }

    /// Moves from `now` to `next` along the path.
    fn travel(&mut self, time: f64) -> Result<Speed, TooFar> {
        self.cost.evaluations += 1;
        match self.relaxation.active() {
            Some(relaxation) => relaxation.average(time, &mut self.average),
            None => self.path.average(time, &mut self.average),
        }
        let states = (&self.now, &mut self.next);
        let span = (self.time, time);
        self.mover.advance(&self.kinks, &self.average, states, span)
    }

    /// Whether the stop rule is met on the step; if so, goes there.
    fn reaches(&mut self, length: f64) -> bool {
        let part = match self.flow.stop {
            Stop::Time(end) if self.time + length >= end => (end - self.time) / length,
            Stop::Time(_) => return false,
            _ => {
                let at_end = self.trial_gap(self.time + length);
                if at_end > 0.0 {
                    self.gap = at_end;
                    return false;
                }
                locate(self.gap, at_end, |part| {
                    let time = part * length;
                    match self.go(time) {
                        Ok(_) => self.trial_gap(self.time + time),
                        Err(_) => 1.0,
                    }
                })
            }
        };
        let time = part * length;
        let until = match self.flow.stop {
            // Not the sum, which may round to less and lose a state recorded at the end.
            Stop::Time(end) => end,
            _ => self.time + time,
        };
        self.record(until, length);
        if matches!(self.flow.stop, Stop::Time(_)) && self.go(time).is_err() {
            return false;
        }
        self.accept(time);
        if let Stop::Time(end) = self.flow.stop {
            self.time = end;
        }
        true
    }

    /// The stop rule's gap in the state tried.
    fn trial_gap(&mut self, time: f64) -> f64 {
        let stop = self.flow.stop;
        let speed = if stop.needs_speed() {
            self.trial_speed()
        } else {
            0.0
        };
        let points = self.flow.validation.filter(|_| stop.needs_validation());
        let (networks, kinks) = (&mut self.networks, &self.kinks);
        let validation = points.map(|set| networks.predict(&self.next, kinks, set.points()));
        let view = View {
            time,
            predictions: &self.trial.predictions,
            validation_predictions: validation.unwrap_or_default(),
            speed,
        };
        stop.gap(view, self.flow.data, self.flow.validation, self.flow.loss)
    }

    /// The gap before the first step, which also finds the first speed. The state tried
    /// is still a copy of the start.
    fn gap_at_start(&mut self) -> f64 {
        let gap = match self.flow.stop {
            Stop::Time(end) if end > 0.0 => 1.0,
            _ => self.trial_gap(0.0),
        };
        self.path.ahead(&self.output.residuals, None, 1.0);
        if let Ok(speed) = self.travel(0.0) {
            // Neurons that start on a kink have decided where to go.
            self.speed = speed;
            self.trial.clone_from(&self.output);
            self.accept(0.0);
        }
        gap
    }

    /// |velocity| in the state tried.
    fn trial_speed(&mut self) -> f64 {
        let journal = take(&mut self.mover.journal);
        let mut aside = self.aside.take().unwrap_or_else(|| self.now.clone());
        self.cost.evaluations += 1;
        let states = (&self.next, &mut aside);
        let residuals = &self.trial.residuals;
        let speed = self
            .mover
            .advance(&self.kinks, residuals, states, (0.0, 0.0));
        self.aside = Some(aside);
        self.mover.journal = journal;
        speed.map_or(f64::INFINITY, |speed| speed.norm)
    }

    /// Keeps the states at recorded times up to `until`, on the step of this length.
    fn record(&mut self, until: f64, length: f64) {
        if self.due().is_none_or(|time| time > until) {
            return;
        }
        let journal = take(&mut self.mover.journal);
        let mut aside = self.aside.take().unwrap_or_else(|| self.now.clone());
        swap(&mut aside, &mut self.next);
        while let Some(time) = self.due().filter(|time| *time <= until) {
            if self.travel((time - self.time).clamp(0.0, length)).is_ok() {
                let network = self.networks.of(&self.next, &self.kinks).clone();
                self.states.push(State { time, network });
            }
            self.recorded += 1;
        }
        swap(&mut aside, &mut self.next);
        self.aside = Some(aside);
        self.mover.journal = journal;
    }

    /// The next time to record.
    fn due(&self) -> Option<f64> {
        self.flow.record.get(self.recorded).copied()
    }

    /// Keeps the present state under a time.
    fn keep(&mut self, time: f64) {
        let network = self.networks.of(&self.now, &self.kinks).clone();
        self.states.push(State { time, network });
        self.recorded += 1;
    }

    /// Makes the state tried the present one.
    fn accept(&mut self, length: f64) {
        swap(&mut self.now, &mut self.next);
        swap(&mut self.output, &mut self.trial);
        self.now.rescale();
        self.time += length;
        if length > 0.0 {
            let mut residuals = self.before.take().map_or_else(Vec::new, |b| b.residuals);
            residuals.clone_from(&self.trial.residuals);
            self.before = Some(Before { residuals, length });
            self.cost.steps += 1;
        }
        let journal = &mut self.mover.journal;
        self.cost.events += journal.events;
        self.cost.sliding_events += journal.slides;
        self.cost.nonunique_events += journal.nonunique;
        if journal.events + journal.slides > 0 {
            self.last_event = self.time;
        }
        journal.log.sort_by(|a, b| a.time.total_cmp(&b.time));
        self.events.append(&mut journal.log);
    }

    fn end(mut self, stopped: StopReason) -> Solution {
        // A start near the largest number has no scale of its own that is finite.
        let network = if self.time == 0.0 {
            self.start.clone()
        } else {
            self.networks.of(&self.now, &self.kinks).clone()
        };
        Solution {
            states: self.states,
            end: State {
                time: self.time,
                network,
            },
            stopped,
            cost: self.cost,
            step: None,
            events: self.events,
        }
    }
}

/// The relaxation of residuals, with what it is computed from; made when first needed.
#[derive(Default)]
struct Relaxing {
    is_on: bool,
    made: Option<(TangentKernel, Relaxation)>,
}

impl Relaxing {
    fn active(&mut self) -> Option<&mut Relaxation> {
        let made = self.made.as_mut().filter(|_| self.is_on);
        made.map(|(_, relaxation)| relaxation)
    }

    /// Sees it from a state; stays off if that fails.
    fn begin(
        &mut self,
        neurons: &Neurons,
        kinks: &Kinks,
        residuals: &[f64],
        curvatures: impl Iterator<Item = f64>,
    ) {
        let (kernel, relaxation) = self.made.get_or_insert_with(|| {
            let relaxation = Relaxation::new(residuals.len());
            (TangentKernel::new(neurons, kinks), relaxation)
        });
        kernel.fill(neurons, kinks, &mut relaxation.kernel);
        self.is_on = relaxation.begin(residuals, curvatures);
    }
}
