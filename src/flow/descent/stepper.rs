//! The steps of gradient descent, all of the same length.
//!
//! The driver looks at a run after every step, or, of batches of a deep network, where a look costs
//! more than a step, after every epoch: then such an epoch is one step to the driver.

use std::mem::swap;

use faer::MatRef;

use super::batches::Batches;
use super::standstill::Standstill;
use super::update::{Update, Updates};
use crate::faults::{Fault, planted};
use crate::flow::driver::{Halt, Stepper};
use crate::flow::field::{Field, Point, is_stuck};
use crate::flow::setting::Setting;
use crate::flow::solution::{Cost, StopReason};
use crate::flow::stop::Stop;
use crate::network::mean_loss;
use crate::random::Stream;

/// A risk that grows by more than this factor within a step says the step is too long.
const RISK_MAY_GROW: f64 = 1.01;

/// The accepted point, and the one tried.
pub(super) struct DescentStepper<'f, 'a, F: Field> {
    setting: &'f Setting<'a>,
    field: F,
    length: f64,
    /// Whether the step may be given up for a shorter one.
    may_shorten: bool,
    updates: Updates<F::Point>,
    batches: Option<Batches>,
    /// Whether the driver looks at whole epochs.
    by_epochs: bool,
    start: F::Point,
    point: F::Point,
    velocity: F::Point,
    time: f64,
    trial: F::Point,
    trial_velocity: F::Point,
    /// Where the last step began, and when; the accepted point unless the driver looks at epochs.
    before: Option<F::Point>,
    before_time: f64,
    /// The end of the whole step, while a part of it is tried, and its time.
    whole: Option<F::Point>,
    until: f64,
    /// Steps since the driver looked.
    unseen: u64,
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
        (update, batches): (Update, Option<(usize, Stream)>),
    ) -> Self {
        let samples = setting.data.samples();
        let batches = batches.map(|(size, stream)| Batches::new(samples, size, stream));
        let point = field.point(start);
        let mut stepper = DescentStepper {
            setting,
            field,
            length,
            may_shorten: !is_given && batches.is_none(),
            updates: Updates::new(update, samples, &point),
            by_epochs: batches.is_some() && F::LOOKS_BY_EPOCHS,
            batches,
            start: point.clone(),
            velocity: point.clone(),
            trial: point.clone(),
            trial_velocity: point.clone(),
            point,
            time: 0.0,
            before: None,
            before_time: 0.0,
            whole: None,
            until: 0.0,
            unseen: 0,
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
        match (self.by_epochs, self.setting.stop) {
            // The velocity of all points is not needed.
            (true, stop) if !matches!(stop, Stop::GradientNorm(_)) => self.field.look(&self.trial),
            _ => self.field.evaluate(&self.trial, &mut self.trial_velocity),
        }
        self.evaluations += 1;
        let labels = self.setting.data.labels();
        self.trial_risk = mean_loss(self.field.predictions(), labels, self.setting.loss);
    }
}

impl<F: Field> DescentStepper<'_, '_, F> {
    /// One step from the point tried.
    fn update(&mut self) {
        let (at, velocity) = (&mut self.trial, &mut self.trial_velocity);
        match &mut self.batches {
            None => self.updates.apply(at, &self.velocity, 1.0, self.length),
            Some(batches) => {
                let (points, factor) = batches.next();
                self.field.velocity_on(points, at, velocity);
                self.updates.apply(at, velocity, factor, self.length);
            }
        }
    }

    /// Whether a state at a time up to this one, after the last step, is asked for.
    fn is_wanted_by(&self, until: f64) -> bool {
        let times = &self.setting.record;
        let next = times.get(times.partition_point(|time| *time <= self.before_time));
        let end = self.setting.end();
        next.copied()
            .into_iter()
            .chain(end)
            .any(|time| time <= until)
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
        (self.before, self.unseen) = (None, 0);
        loop {
            self.before_time = self.steps as f64 * self.length;
            self.until = (self.steps + 1) as f64 * self.length;
            let is_wanted = self.is_wanted_by(self.until);
            if is_wanted && self.unseen > 0 {
                self.before = Some(self.trial.clone());
            }
            self.update();
            (self.steps, self.unseen) = (self.steps + 1, self.unseen + 1);
            let is_over = self.batches.as_ref().is_none_or(Batches::ends_epoch);
            if !self.by_epochs || is_over || is_wanted || self.steps >= self.setting.max_steps {
                break;
            }
        }
        self.evaluate();
        Ok(self.until)
    }

    fn steps_tried(&self) -> u64 {
        self.unseen
    }

    fn shorten(&mut self, share: f64) -> Option<f64> {
        let whole = self.whole.get_or_insert_with(|| self.trial.clone());
        let before = self.before.as_ref().unwrap_or(&self.point);
        self.trial.copy_from(before);
        self.trial.go_towards(whole, share);
        self.evaluate();
        Some(self.before_time + share * (self.until - self.before_time))
    }

    fn is_divisible(&self) -> bool {
        self.unseen == 1
    }

    fn end_at(&mut self, time: f64) -> bool {
        // The last of several steps was cut short for it.
        if self.unseen > 1 {
            self.shorten((time - self.before_time) / (self.until - self.before_time));
        }
        self.unseen > 1
    }

    fn inside(&mut self, time: f64) -> Option<F::Network> {
        let before = self.before.as_ref().unwrap_or(&self.point);
        let mut point = before.clone();
        let share = (time - self.before_time) / (self.until - self.before_time);
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
        self.updates.restart();
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
