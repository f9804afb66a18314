//! One flow of a diagonal network on its way.

use super::Flow;
use super::dual::Dual;
use super::rodas::Rodas;
use crate::flow::locate::locate;
use crate::flow::recorder::Recorder;
use crate::flow::{Cost, FlowError, Solution, State, Stop, StopReason, View};
use crate::network::Diagonal;

/// Next step = step * SAFETY * error^-EXPONENT, the error in units of the tolerance.
const SAFETY: f64 = 0.9;
/// The error is of order 4 in the step.
const EXPONENT: f64 = 0.25;
/// Bounds of the change of the step.
const SHRINK: f64 = 0.2;
const GROW: f64 = 10.0;
/// After a step that ends in a number that is not finite, the error says nothing.
const RETREAT: f64 = 0.1;
/// The first step changes the logarithm of no weight by more than this.
const FIRST_CHANGE: f64 = 0.01;
/// Rejections in a row after which the step is given up.
const MOST_REJECTIONS: u64 = 60;
/// Steps stop growing here, so that they stay finite.
const LONGEST_STEP: f64 = 1e300;

/// A run on its way: the last accepted state and what steers the next step.
pub(super) struct Run<'f, 'a> {
    flow: &'f Flow<'a>,
    dual: Dual<'a>,
    rodas: Rodas,
    time: f64,
    s: Vec<f64>,
    network: Diagonal,
    residual: Vec<f64>,
    gap: f64,
    step: f64,
    recorder: Recorder<'f, Diagonal>,
    cost: Cost,
}

impl<'f, 'a> Run<'f, 'a> {
    pub fn new(flow: &'f Flow<'a>, start: &Diagonal) -> Self {
        let dual = Dual::new(flow.data, start);
        let rodas = Rodas::new(&dual);
        Run {
            flow,
            time: 0.0,
            s: rodas.end.clone(),
            network: rodas.network.clone(),
            residual: rodas.residual.clone(),
            gap: 0.0,
            step: 0.0,
            recorder: Recorder::new(&flow.record),
            cost: Cost::default(),
            dual,
            rodas,
        }
    }

    pub fn follow(mut self) -> Result<Solution<Diagonal>, FlowError> {
        self.gap = self.gap_at(0.0);
        if self.gap.is_nan() || self.residual.iter().any(|r| !r.is_finite()) {
            return Ok(self.finish(StopReason::Diverged));
        }
        if self.gap <= 0.0 {
            return Ok(self.finish(StopReason::Reached));
        }
        if self.is_stationary() {
            return Ok(self.rest());
        }
        self.step = self.first_step();
        loop {
            if self.flow.interrupted() {
                return Ok(self.finish(StopReason::Interrupted));
            }
            if self.cost.steps >= self.flow.max_steps {
                return Ok(self.finish(StopReason::Exhausted));
            }
            let step = self.attempt()?;
            self.cost.steps += 1;
            let gap = self.gap_at(self.time + step);
            if gap <= 0.0 {
                self.stop_at(step, gap);
                return Ok(self.finish(StopReason::Reached));
            }
            self.take(step, gap);
            if self.is_stationary() {
                return Ok(self.rest());
            }
        }
    }

    /// The growth of the weights is known: 2 X^T y per time.
    fn first_step(&self) -> f64 {
        let fastest = largest(&self.dual.growth(&self.residual));
        (FIRST_CHANGE / fastest).min(LONGEST_STEP)
    }

    /// Tries steps until one is accurate enough; sets the length of the next one.
    fn attempt(&mut self) -> Result<f64, FlowError> {
        for rejections in 0..MOST_REJECTIONS {
            let step = match self.flow.stop {
                Stop::Time(end) => self.step.min(end - self.time),
                _ => self.step,
            };
            if self.time + step <= self.time {
                return Err(self.too_small(step));
            }
            self.try_step(step);
            let error = self.error() / self.flow.method.tolerance;
            let change = SAFETY * libm::pow(error.max(1e-8), -EXPONENT);
            if error <= 1.0 {
                // A step that follows a rejected one does not grow.
                let grow = if rejections > 0 { 1.0 } else { GROW };
                self.step = (step * change.clamp(SHRINK, grow)).min(LONGEST_STEP);
                return Ok(step);
            }
            self.cost.rejected += 1;
            self.step = if error.is_finite() {
                step * change.clamp(SHRINK, 1.0)
            } else {
                RETREAT * step
            };
        }
        Err(self.too_small(self.step))
    }

    fn too_small(&self, step: f64) -> FlowError {
        FlowError::StepTooSmall {
            time: self.time,
            step,
        }
    }

    fn try_step(&mut self, step: f64) {
        self.rodas
            .attempt(&self.dual, &self.s, &self.network, &self.residual, step);
    }

    /// The last attempt's error: the largest in the logarithm of a weight, or in an entry of
    /// beta relative to the largest entry.
    fn error(&self) -> f64 {
        let finite = self.rodas.residual.iter().all(|r| r.is_finite());
        if !finite {
            return f64::INFINITY;
        }
        let growth = self.dual.growth(self.rodas.error());
        let slopes = self.rodas.network.squares();
        let moved: Vec<f64> = growth
            .iter()
            .zip(&slopes)
            .map(|(g, square)| 2.0 * square * g)
            .collect();
        let (before, after) = (self.network.beta(), self.rodas.network.beta());
        let size = largest(&before).max(largest(&after));
        let relative = if size > 0.0 {
            largest(&moved) / size
        } else {
            0.0
        };
        largest(&growth).max(relative)
    }

    fn gap_at(&self, time: f64) -> f64 {
        let flow = self.flow;
        let (network, residual) = (&self.rodas.network, &self.rodas.residual);
        let labels = flow.data.labels().iter();
        let predictions: Vec<f64> = labels.zip(residual).map(|(y, r)| y - r).collect();
        let validation_predictions = match flow.validation {
            Some(points) if flow.stop.needs_validation() => network.predict(points.points()),
            _ => Vec::new(),
        };
        let view = View {
            time,
            predictions: &predictions,
            validation_predictions: &validation_predictions,
            speed: self.dual.speed(network, residual),
        };
        flow.stop.gap(view, flow.data, flow.validation, flow.loss)
    }

    /// Shortens the last step so that it ends where the rule is met, and takes it.
    fn stop_at(&mut self, step: f64, gap: f64) {
        let share = match self.flow.stop {
            Stop::Time(_) => 1.0,
            _ => locate(self.gap, gap, |share| {
                self.try_step(share * step);
                self.gap_at(self.time + share * step)
            }),
        };
        self.take(share * step, gap);
        if let Stop::Time(end) = self.flow.stop {
            self.time = end;
        }
    }

    /// Accepts the last attempt: records inside of it and moves on.
    fn take(&mut self, step: f64, gap: f64) {
        let (from, until) = (self.time, self.time + step);
        let (rodas, dual, s) = (&self.rodas, &self.dual, &self.s);
        self.recorder.keep_until(until, |time| {
            if time == until {
                rodas.network.clone()
            } else {
                dual.network(&rodas.inside(s, (time - from) / step))
            }
        });
        self.time = until;
        self.s.copy_from_slice(&self.rodas.end);
        self.residual.copy_from_slice(&self.rodas.residual);
        self.network = self.rodas.network.clone();
        self.gap = gap;
    }

    fn is_stationary(&self) -> bool {
        self.dual
            .is_stationary(&self.s, &self.network, &self.residual)
    }

    /// Ends a stationary run: its state holds at every later time.
    fn rest(mut self) -> Solution<Diagonal> {
        if let Stop::Time(end) = self.flow.stop {
            self.time = end;
            return self.finish(StopReason::Reached);
        }
        self.finish(StopReason::Stationary)
    }

    fn finish(mut self, stopped: StopReason) -> Solution<Diagonal> {
        let network = &self.network;
        self.recorder.keep_until(self.time, |_| network.clone());
        self.cost.evaluations = self.rodas.evaluations;
        Solution {
            states: self.recorder.into_states(),
            end: State {
                time: self.time,
                network: self.network,
            },
            stopped,
            cost: self.cost,
            step: None,
            events: Vec::new(),
        }
    }
}

/// The largest size of an entry; NaN where there is one.
fn largest(values: &[f64]) -> f64 {
    // Not max: a NaN has to show.
    values.iter().fold(
        0.0,
        |most: f64, v| if v.abs() <= most { most } else { v.abs() },
    )
}
