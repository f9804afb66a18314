//! The steps of a diagonal network: those of RODAS on its dual variable.

use faer::MatRef;

use super::dual::{At, Dual};
use super::rodas::Rodas;
use crate::flow::controller::{Controller, Steps};
use crate::flow::driver::{Halt, Stepper};
use crate::flow::setting::Setting;
use crate::flow::solution::{Cost, StopReason};
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
    labels: &'a [f64],
    tolerance: f64,
    dual: Dual<'a>,
    rodas: Rodas,
    now: At,
    /// f on the training points in the state tried.
    predictions: Vec<f64>,
    steps: Steps<'f, 'a>,
}

impl<'f, 'a> RodasStepper<'f, 'a> {
    pub(super) fn new(setting: &'f Setting<'a>, tolerance: f64, start: &Diagonal) -> Self {
        let dual = Dual::new(setting.data, start);
        let rodas = Rodas::new(&dual, setting.data.samples());
        let mut stepper = RodasStepper {
            labels: setting.data.labels(),
            tolerance,
            now: rodas.end.clone(),
            predictions: Vec::new(),
            steps: Steps::new(setting, CONTROLLER),
            dual,
            rodas,
        };
        stepper.predict_tried();
        stepper
    }

    fn predict_tried(&mut self) {
        let pairs = self.labels.iter().zip(&self.rodas.end.residual);
        self.predictions.clear();
        self.predictions.extend(pairs.map(|(y, r)| y - r));
    }

    fn is_finite(&self) -> bool {
        self.rodas.end.residual.iter().all(|r| r.is_finite())
    }

    /// The last attempt's error: the largest in the logarithm of a weight, or in an entry of
    /// beta relative to the largest entry.
    fn error(&self) -> f64 {
        if !self.is_finite() {
            return f64::INFINITY;
        }
        let growth = self.dual.growth(self.rodas.error());
        let slopes = self.rodas.end.network.squares();
        let moved = growth.iter().zip(&slopes);
        let moved: Vec<f64> = moved.map(|(g, square)| 2.0 * square * g).collect();
        let size = |at: &At| largest_or_nan(&at.network.beta());
        let size = size(&self.now).max(size(&self.rodas.end));
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
        self.now.network.clone()
    }

    fn predictions(&self) -> &[f64] {
        &self.predictions
    }

    fn predict(&mut self, points: MatRef<'_, f64>, outputs: &mut Vec<f64>) {
        *outputs = self.rodas.end.network.predict(points);
    }

    fn speed(&mut self) -> f64 {
        self.dual.speed(&self.rodas.end)
    }

    fn has_diverged(&self, gap: f64) -> bool {
        gap.is_nan() || !self.is_finite()
    }

    fn standstill(&mut self, _time: f64, _may_go_on: bool) -> Result<(), Halt> {
        if self.dual.is_stationary(&self.now) {
            return Err(Halt::End(StopReason::Stationary));
        }
        Ok(())
    }

    fn step(&mut self, _time: f64) -> Result<f64, Halt> {
        let mut steps = self.steps;
        if steps.next == 0.0 {
            // The growth of the weights is known: 2 X^T y per time.
            let fastest = largest_or_nan(&self.dual.growth(&self.now.residual));
            steps.next = (FIRST_CHANGE / fastest).min(LONGEST_STEP);
        }
        let found = steps.find(|length| {
            self.rodas.attempt(&self.dual, &self.now, length);
            self.error() / self.tolerance
        });
        steps.next = steps.next.min(LONGEST_STEP);
        self.steps = steps;
        found.ok_or(Halt::End(StopReason::Exhausted))?;
        self.predict_tried();
        Ok(self.steps.until())
    }

    fn shorten(&mut self, share: f64) -> Option<f64> {
        if let Some(length) = self.steps.shorten(share) {
            self.rodas.attempt(&self.dual, &self.now, length);
            self.predict_tried();
        }
        Some(self.steps.until())
    }

    /// Steps are cut to the time to stop at.
    fn end_at(&mut self, _time: f64) -> bool {
        true
    }

    fn inside(&mut self, time: f64) -> Option<Diagonal> {
        let Some(share) = self.steps.share_before(time) else {
            return Some(self.rodas.end.network.clone());
        };
        Some(self.dual.network(&self.rodas.inside(&self.now.s, share)))
    }

    fn accept(&mut self, time: f64) {
        self.steps.time = time;
        self.now = self.rodas.end.clone();
    }

    fn cost(&self) -> Cost {
        Cost {
            evaluations: self.rodas.evaluations,
            rejected: self.steps.rejected,
            ..Cost::default()
        }
    }
}
