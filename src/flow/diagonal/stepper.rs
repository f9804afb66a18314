//! The steps of a diagonal network: those of RODAS on its dual variable.

use faer::MatRef;

use super::Flow;
use super::dual::Dual;
use super::rodas::Rodas;
use crate::flow::controller::{Controller, Steps, TooShort, time_after};
use crate::flow::driver::{Halt, Stepper};
use crate::flow::{Cost, FlowError, Setting, StopReason};
use crate::math::largest_or_nan;
use crate::network::Diagonal;

/// The error is of order 4 in the step.
const CONTROLLER: Controller = Controller {
    exponent: 0.25,
    memory: 0.0,
    growth: (0.2, 10.0),
    reduction: (0.2, 1.0),
    retreat: 0.1,
};

/// The first step changes the logarithm of no weight by more than this.
const FIRST_CHANGE: f64 = 0.01;

/// Steps stop growing here, so that they stay finite.
const LONGEST_STEP: f64 = 1e300;

/// The accepted state, and the method with the one tried.
pub(super) struct RodasStepper<'f, 'a> {
    setting: &'f Setting<'a>,
    tolerance: f64,
    dual: Dual<'a>,
    rodas: Rodas,
    time: f64,
    s: Vec<f64>,
    network: Diagonal,
    residual: Vec<f64>,
    /// f on the training points in the state tried.
    predictions: Vec<f64>,
    steps: Steps,
    /// Length of the step found, and the share of it tried last.
    length: f64,
    share: f64,
}

impl<'f, 'a> RodasStepper<'f, 'a> {
    pub(super) fn new(flow: &'f Flow<'a>, start: &Diagonal) -> Self {
        let setting = &flow.setting;
        let dual = Dual::new(setting.data, start);
        let rodas = Rodas::new(&dual);
        let mut stepper = RodasStepper {
            setting,
            tolerance: flow.method.tolerance,
            time: 0.0,
            s: rodas.end.clone(),
            network: rodas.network.clone(),
            residual: rodas.residual.clone(),
            predictions: Vec::new(),
            steps: Steps::new(CONTROLLER),
            length: 0.0,
            share: 1.0,
            dual,
            rodas,
        };
        stepper.predict_tried();
        stepper
    }

    fn predict_tried(&mut self) {
        let pairs = self.setting.data.labels().iter().zip(&self.rodas.residual);
        self.predictions.clear();
        self.predictions.extend(pairs.map(|(y, r)| y - r));
    }

    fn try_step(&mut self, length: f64) {
        let (s, network, residual) = (&self.s, &self.network, &self.residual);
        self.rodas.attempt(&self.dual, s, network, residual, length);
    }

    /// The last attempt's error: the largest in the logarithm of a weight, or in an entry of
    /// beta relative to the largest entry.
    fn error(&self) -> f64 {
        if self.rodas.residual.iter().any(|r| !r.is_finite()) {
            return f64::INFINITY;
        }
        let growth = self.dual.growth(self.rodas.error());
        let slopes = self.rodas.network.squares();
        let moved = growth.iter().zip(&slopes);
        let moved: Vec<f64> = moved.map(|(g, square)| 2.0 * square * g).collect();
        let (before, after) = (self.network.beta(), self.rodas.network.beta());
        let size = largest_or_nan(&before).max(largest_or_nan(&after));
        let relative = if size > 0.0 {
            largest_or_nan(&moved) / size
        } else {
            0.0
        };
        largest_or_nan(&growth).max(relative)
    }
}

impl Stepper for RodasStepper<'_, '_> {
    type Network = Diagonal;

    fn network(&mut self) -> Diagonal {
        self.network.clone()
    }

    fn predictions(&self) -> &[f64] {
        &self.predictions
    }

    fn predict(&mut self, points: MatRef<'_, f64>, outputs: &mut Vec<f64>) {
        *outputs = self.rodas.network.predict(points);
    }

    fn speed(&mut self) -> f64 {
        self.dual.speed(&self.rodas.network, &self.rodas.residual)
    }

    fn has_diverged(&self, gap: f64) -> bool {
        gap.is_nan() || self.rodas.residual.iter().any(|r| !r.is_finite())
    }

    fn standstill(&mut self, _time: f64, _may_go_on: bool) -> Result<(), Halt> {
        let (network, residual) = (&self.network, &self.residual);
        if self.dual.is_stationary(&self.s, network, residual) {
            return Err(Halt::End(StopReason::Stationary));
        }
        Ok(())
    }

    fn step(&mut self, time: f64) -> Result<f64, Halt> {
        let mut steps = self.steps;
        if steps.next == 0.0 {
            // The growth of the weights is known: 2 X^T y per time.
            let fastest = largest_or_nan(&self.dual.growth(&self.residual));
            steps.next = (FIRST_CHANGE / fastest).min(LONGEST_STEP);
        }
        let found = steps.find(self.setting, time, |length| {
            self.try_step(length);
            self.error() / self.tolerance
        });
        steps.next = steps.next.min(LONGEST_STEP);
        self.steps = steps;
        let too_short = |TooShort(step)| Halt::Fail(FlowError::StepTooSmall { time, step });
        (self.length, self.share) = (found.map_err(too_short)?.length, 1.0);
        self.predict_tried();
        Ok(time_after(self.setting, time, self.length))
    }

    fn shorten(&mut self, share: f64) -> Option<f64> {
        // The end of the whole step is there already.
        if share < 1.0 || self.share < 1.0 {
            self.try_step(share * self.length);
            self.share = share;
            self.predict_tried();
        }
        Some(self.time + share * self.length)
    }

    /// Steps are cut to the time to stop at.
    fn end_at(&mut self, _time: f64) -> bool {
        true
    }

    fn inside(&mut self, time: f64) -> Option<Diagonal> {
        let length = self.share * self.length;
        if time == time_after(self.setting, self.time, length) {
            return Some(self.rodas.network.clone());
        }
        let share = (time - self.time) / length;
        Some(self.dual.network(&self.rodas.inside(&self.s, share)))
    }

    fn accept(&mut self, time: f64) {
        self.time = time;
        self.s.copy_from_slice(&self.rodas.end);
        self.residual.copy_from_slice(&self.rodas.residual);
        self.network = self.rodas.network.clone();
    }

    fn cost(&self) -> Cost {
        Cost {
            evaluations: self.rodas.evaluations,
            rejected: self.steps.rejected,
            ..Cost::default()
        }
    }
}
