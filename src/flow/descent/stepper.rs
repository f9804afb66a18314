//! The steps of gradient descent: explicit Euler, all of the same length.

use std::mem::swap;

use faer::MatRef;
use rand::seq::SliceRandom;

use crate::data::Dataset;
use crate::faults::{Fault, planted};
use crate::flow::driver::{Halt, Stepper};
use crate::flow::field::{Field, Point, is_stuck};
use crate::flow::setting::Setting;
use crate::flow::silent::Activity;
use crate::flow::solution::{Cost, StopReason};
use crate::network::mean_loss;
use crate::random::Stream;

/// A risk that grows by more than this factor within a step says the step is too long.
const RISK_MAY_GROW: f64 = 1.01;

/// The first window, in steps.
const SHORTEST_WINDOW: u64 = 1_000;

/// A relative movement over a window that counts as none.
const NO_MOVEMENT: f64 = 1e-9;

/// The accepted point, and the one tried.
pub(super) struct DescentStepper<'f, 'a, F: Field> {
    setting: &'f Setting<'a>,
    field: F,
    length: f64,
    /// Whether the step may be given up for a shorter one.
    may_shorten: bool,
    batches: Option<Batches<'a>>,
    start: F::Point,
    point: F::Point,
    velocity: F::Point,
    time: f64,
    trial: F::Point,
    trial_velocity: F::Point,
    /// The end of the whole step, while a part of it is tried, and its time.
    whole: Option<F::Point>,
    until: f64,
    /// Mean loss at the point tried, at the accepted one and at the one before.
    trial_risk: f64,
    risk: f64,
    risk_before: f64,
    steps: u64,
    standstill: Standstill<F::Point>,
    evaluations: u64,
    events: u64,
}

impl<'f, 'a, F: Field> DescentStepper<'f, 'a, F> {
    pub(super) fn new(
        setting: &'f Setting<'a>,
        field: F,
        start: &F::Network,
        (length, is_given): (f64, bool),
        batches: Option<(usize, Stream)>,
    ) -> Self {
        let batches = batches.map(|(size, stream)| Batches::new(setting.data, size, stream));
        let point = field.point(start);
        let mut stepper = DescentStepper {
            setting,
            field,
            length,
            may_shorten: !is_given && batches.is_none(),
            batches,
            start: point.clone(),
            velocity: point.clone(),
            trial: point.clone(),
            trial_velocity: point.clone(),
            point,
            time: 0.0,
            whole: None,
            until: 0.0,
            trial_risk: f64::INFINITY,
            risk: f64::INFINITY,
            risk_before: f64::INFINITY,
            steps: 0,
            standstill: Standstill::new(setting.data.samples()),
            evaluations: 0,
            events: 0,
        };
        stepper.evaluate();
        stepper
    }

    /// Evaluates at the point tried.
    fn evaluate(&mut self) {
        self.field.evaluate(&self.trial, &mut self.trial_velocity);
        self.evaluations += 1;
        let labels = self.setting.data.labels();
        self.trial_risk = mean_loss(self.field.predictions(), labels, self.setting.loss);
    }
}

impl<F: Field> Stepper for DescentStepper<'_, '_, F> {
    type Network = F::Network;

    fn network(&mut self) -> F::Network {
        self.field.network(&self.point)
    }

    fn predictions(&self) -> &[f64] {
        self.field.predictions()
    }

    fn predict(&mut self, points: MatRef<'_, f64>, outputs: &mut Vec<f64>) {
        *outputs = self.field.predict(&self.trial, points);
    }

    fn speed(&mut self) -> f64 {
        self.field.speed()
    }

    fn has_diverged(&self, gap: f64) -> bool {
        !gap.is_finite() || !self.trial_risk.is_finite()
    }

    fn begin(&mut self) {
        self.accept(0.0);
    }

    fn standstill(&mut self, time: f64, may_go_on: bool) -> Result<(), Halt> {
        if self.may_shorten && self.risk > RISK_MAY_GROW * self.risk_before {
            return Err(Halt::StartAgain);
        }
        let heights = self.field.preactivations();
        self.events += self.standstill.observe(heights, self.steps);
        if !may_go_on || self.steps < self.standstill.due {
            return Ok(());
        }
        let state = (&self.point, &self.velocity);
        if self.standstill.is_motionless(state, self.length) {
            return Err(Halt::End(StopReason::Stationary));
        }
        let seen = (&self.field, &self.standstill.activity);
        if self.standstill.holds_silent_points() && is_stuck(self.setting, seen, state, time) {
            return Err(Halt::End(StopReason::Stalled));
        }
        self.standstill.restart(&self.point, self.steps);
        Ok(())
    }

    fn step(&mut self, _time: f64) -> Result<f64, Halt> {
        self.trial.copy_from(&self.point);
        match &mut self.batches {
            None => self.trial.add(self.length, &self.velocity),
            Some(batches) => {
                let (batch, factor) = batches.next();
                let velocity = &mut self.trial_velocity;
                self.field.velocity_on(&batch, &self.point, velocity);
                self.trial.add(factor * self.length, velocity);
            }
        }
        self.evaluate();
        self.steps += 1;
        self.until = self.steps as f64 * self.length;
        Ok(self.until)
    }

    fn shorten(&mut self, share: f64) -> Option<f64> {
        let whole = self.whole.get_or_insert_with(|| self.trial.clone());
        self.trial.copy_from(&self.point);
        self.trial.go_towards(whole, share);
        self.evaluate();
        Some(self.time + share * (self.until - self.time))
    }

    fn inside(&mut self, time: f64) -> Option<F::Network> {
        let mut point = self.point.clone();
        let share = (time - self.time) / (self.until - self.time);
        let whole = self.whole.as_ref().unwrap_or(&self.trial);
        point.go_towards(whole, share);
        Some(self.field.network(&point))
    }

    fn accept(&mut self, time: f64) {
        (self.risk_before, self.risk) = (self.risk, self.trial_risk);
        swap(&mut self.point, &mut self.trial);
        if !(planted(Fault::GradientIsStale) && self.steps % 2 == 1) {
            swap(&mut self.velocity, &mut self.trial_velocity);
        }
        self.whole = None;
        self.time = time;
    }

    fn start_again(&mut self) {
        self.length *= 0.5;
        self.point.copy_from(&self.start);
        self.trial.copy_from(&self.start);
        self.evaluate();
        (self.time, self.steps, self.events) = (0.0, 0, 0);
        self.risk = f64::INFINITY;
        self.standstill = Standstill::new(self.setting.data.samples());
    }

    fn cost(&self) -> Cost {
        Cost {
            evaluations: self.evaluations,
            events: self.events,
            ..Cost::default()
        }
    }

    fn fixed_step(&self) -> Option<f64> {
        Some(self.length)
    }
}

/// Notices that a descent gets nowhere: motionless neurons, silent points.
///
/// Both are judged over a window as long as the whole run before it: a run is given up only after
/// as many steps again as it had. Close to a kink descent chatters, so a neuron counts as
/// motionless when it moved no farther than two of its present steps.
struct Standstill<P> {
    activity: Activity,
    /// Points on which no neuron is active, as last observed.
    silent: Vec<bool>,
    silent_changed_at: u64,
    /// The parameters at the start of the window, and that step.
    window: Option<(P, u64)>,
    due: u64,
}

impl<P: Point> Standstill<P> {
    fn new(samples: usize) -> Self {
        Standstill {
            activity: Activity::default(),
            silent: vec![false; samples],
            silent_changed_at: 0,
            window: None,
            due: SHORTEST_WINDOW,
        }
    }

    /// Takes note of the activations; returns how many changed since the last time.
    fn observe(&mut self, preactivations: Option<MatRef<'_, f64>>, step: u64) -> u64 {
        let changes = self.activity.update(preactivations);
        if changes > 0 || step == 0 {
            let silent = self.activity.silent(self.silent.len());
            if silent != self.silent {
                self.silent = silent;
                self.silent_changed_at = step;
            }
        }
        changes
    }

    /// Begins the next window.
    fn restart(&mut self, point: &P, step: u64) {
        self.window = Some((point.clone(), step));
        self.due = 2 * step;
    }

    /// Whether no weights have moved over the window, from a point and its velocity.
    fn is_motionless(&self, (point, velocity): (&P, &P), step: f64) -> bool {
        let stays =
            |(before, _): &(P, u64)| point.stays_near(before, NO_MOVEMENT, velocity, 2.0 * step);
        self.window.as_ref().is_some_and(stays)
    }

    /// Whether the same points, at least one, were without an active neuron throughout the window.
    fn holds_silent_points(&self) -> bool {
        let unchanged = |(_, since): &(P, u64)| self.silent_changed_at <= *since;
        self.window.as_ref().is_some_and(unchanged) && self.silent.contains(&true)
    }
}

/// Batches without replacement: every epoch visits each point once, in a fresh order.
struct Batches<'a> {
    data: &'a Dataset,
    size: usize,
    stream: Stream,
    order: Vec<usize>,
    position: usize,
}

impl<'a> Batches<'a> {
    fn new(data: &'a Dataset, size: usize, stream: Stream) -> Self {
        Batches {
            data,
            size: size.min(data.samples()),
            stream,
            order: (0..data.samples()).collect(),
            position: data.samples(),
        }
    }

    /// The next batch, and the factor n / batch size that makes its velocity an estimate of the
    /// sum loss's.
    fn next(&mut self) -> (Dataset, f64) {
        let n = self.data.samples();
        if self.position >= n {
            self.order.shuffle(&mut self.stream);
            self.position = 0;
        }
        let end = (self.position + self.size).min(n);
        let rows = &self.order[self.position..end];
        self.position = end;
        (self.data.rows(rows), n as f64 / rows.len() as f64)
    }
}
