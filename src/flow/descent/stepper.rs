//! The steps of gradient descent: explicit Euler, all of the same length.

use std::mem::swap;

use faer::MatRef;
use rand::seq::SliceRandom;

use super::standstill::Standstill;
use crate::data::Dataset;
use crate::flow::driver::{Halt, Stepper};
use crate::flow::field::{Field, Point, is_stuck};
use crate::flow::setting::Setting;
use crate::flow::solution::{Cost, StopReason};
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
        length: f64,
        may_shorten: bool,
        batches: Option<Batches<'a>>,
    ) -> Self {
        let point = field.point(start);
        let mut stepper = DescentStepper {
            setting,
            field,
            length,
            may_shorten,
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
        if !may_go_on || !self.standstill.is_due(self.steps) {
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
        swap(&mut self.velocity, &mut self.trial_velocity);
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

/// Batches without replacement: every epoch visits each point once, in a fresh order.
pub(super) struct Batches<'a> {
    data: &'a Dataset,
    size: usize,
    stream: Stream,
    order: Vec<usize>,
    position: usize,
}

impl<'a> Batches<'a> {
    pub(super) fn new(data: &'a Dataset, size: usize, stream: Stream) -> Self {
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
    pub(super) fn next(&mut self) -> (Dataset, f64) {
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
