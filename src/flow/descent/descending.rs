//! One descent on its way: step, look, decide.

use std::mem::swap;

use super::Flow;
use super::batches::Batches;
use super::standstill::Standstill;
use crate::flow::activity::is_stuck;
use crate::flow::locate::locate;
use crate::flow::recorder::Recorder;
use crate::flow::{Cost, Solution, State, Stop, StopReason, View};
use crate::network::{Evaluation, TwoLayer};

/// A risk that grows by more than this factor within a step says the step is too long.
const RISK_MAY_GROW: f64 = 1.01;

/// How an attempt with one step size ended.
pub(super) enum Outcome {
    /// The run ended.
    Ended(Box<Solution>),
    /// The risk rose: try a shorter step.
    StepTooLong(Cost),
}

/// A descent on its way.
pub(super) struct Descending<'f, 'a> {
    flow: &'f Flow<'a>,
    step: f64,
    /// Whether the step may be given up for a shorter one.
    may_shorten: bool,
    batches: Option<Batches<'a>>,
    previous_time: f64,
    previous: TwoLayer,
    time: f64,
    current: TwoLayer,
    evaluation: Evaluation,
    standstill: Standstill,
    recorder: Recorder<'f>,
    cost: Cost,
}

impl<'f, 'a> Descending<'f, 'a> {
    pub(super) fn new(
        flow: &'f Flow<'a>,
        start: &TwoLayer,
        step: f64,
        chosen: bool,
        cost: Cost,
    ) -> Self {
        let batches = flow.method.batches.clone().map(|(size, stream)| {
            Batches::new(flow.data, size, start.width(), stream).divided_by(flow.divisor)
        });
        Descending {
            flow,
            step,
            may_shorten: chosen && batches.is_none(),
            batches,
            previous_time: 0.0,
            previous: start.clone(),
            time: 0.0,
            current: start.clone(),
            evaluation: Evaluation::new(flow.data, start.width()).divided_by(flow.divisor),
            standstill: Standstill::new(flow.data.samples()),
            recorder: Recorder::new(&flow.record),
            cost,
        }
    }

    pub(super) fn run(mut self) -> Outcome {
        let (data, loss) = (self.flow.data, self.flow.loss);
        let mut gap_before = f64::INFINITY;
        let mut risk_before = f64::INFINITY;
        loop {
            self.evaluation.velocity(&self.current, data, loss);
            self.cost.evaluations += 1;
            let risk = self.evaluation.risk(data, loss);
            let gap = self.gap(&self.current, &self.evaluation, self.time);
            if !risk.is_finite() || !gap.is_finite() {
                // The state before was still finite.
                return self.end(0.0, StopReason::Diverged);
            }
            if gap <= 0.0 {
                let share = match self.cost.steps {
                    0 => 1.0,
                    _ => self.locate_stop(gap_before, gap),
                };
                return self.end(share, StopReason::Reached);
            }
            if self.may_shorten && risk > RISK_MAY_GROW * risk_before {
                return Outcome::StepTooLong(self.cost);
            }
            if let Some(reason) = self.reason_to_give_up() {
                return self.end(1.0, reason);
            }
            self.record_until(self.time);
            (gap_before, risk_before) = (gap, risk);
            self.advance();
        }
    }

    fn reason_to_give_up(&mut self) -> Option<StopReason> {
        let flow = self.flow;
        self.cost.events += self.standstill.observe(&self.evaluation, self.cost.steps);
        if flow.interrupted() {
            return Some(StopReason::Interrupted);
        }
        if self.cost.steps >= flow.max_steps {
            return Some(StopReason::Exhausted);
        }
        if !self.standstill.is_due(self.cost.steps) {
            return None;
        }
        if self
            .standstill
            .is_motionless(&self.current, &self.evaluation, self.step)
        {
            return Some(StopReason::Stationary);
        }
        if self.standstill.holds_silent_points()
            && is_stuck(flow, &self.current, &self.evaluation, self.time)
        {
            return Some(StopReason::Stalled);
        }
        self.standstill.restart(&self.current, self.cost.steps);
        None
    }

    /// The explicit Euler step, out of place: the step before is kept for the stop.
    fn advance(&mut self) {
        let (loss, step) = (self.flow.loss, self.step);
        let (velocity, scale) = match &mut self.batches {
            None => (&self.evaluation, step),
            Some(batches) => {
                let (velocity, scale) = batches.next(&self.current, loss);
                (velocity, scale * step)
            }
        };
        for j in 0..self.current.width() {
            let next = self.previous.weights.col_mut(j);
            let now = self.current.weights.col(j);
            let speed = velocity.weight_velocity.col(j);
            for ((next, &now), &speed) in next.iter_mut().zip(now.iter()).zip(speed.iter()) {
                *next = now + scale * speed;
            }
            self.previous.outputs[j] =
                self.current.outputs[j] + scale * velocity.output_velocity[j];
        }
        swap(&mut self.previous, &mut self.current);
        self.cost.steps += 1;
        self.previous_time = self.time;
        self.time = self.cost.steps as f64 * step;
    }

    fn gap(&self, network: &TwoLayer, evaluation: &Evaluation, time: f64) -> f64 {
        let flow = self.flow;
        let speed = if flow.stop.needs_speed() {
            evaluation.speed()
        } else {
            0.0
        };
        let view = View {
            time,
            predictions: &evaluation.predictions,
            validation_predictions: &flow.validation_predictions(network),
            speed,
        };
        flow.stop.gap(view, flow.data, flow.validation, flow.loss)
    }

    /// The share of the last step at which the stop rule is met.
    fn locate_stop(&mut self, gap_before: f64, gap_after: f64) -> f64 {
        let mut trial =
            Evaluation::new(self.flow.data, self.current.width()).divided_by(self.flow.divisor);
        let mut evaluations = 0;
        let share = locate(gap_before, gap_after, |share| {
            let network = between(&self.previous, &self.current, share);
            if self.flow.stop.needs_speed() {
                trial.velocity(&network, self.flow.data, self.flow.loss);
            } else {
                trial.forward(&network, self.flow.data, self.flow.loss);
            }
            evaluations += 1;
            self.gap(&network, &trial, self.time_at(share))
        });
        self.cost.evaluations += evaluations;
        share
    }

    fn time_at(&self, share: f64) -> f64 {
        self.previous_time + share * (self.time - self.previous_time)
    }

    /// Keeps the states at the recorded times up to `end` that were not kept yet.
    fn record_until(&mut self, end: f64) {
        let (from, length) = (self.previous_time, self.time - self.previous_time);
        let share = |time: f64| {
            if length > 0.0 {
                (time - from) / length
            } else {
                1.0
            }
        };
        let (previous, current) = (&self.previous, &self.current);
        self.recorder
            .keep_until(end, |time| between(previous, current, share(time)));
    }

    /// Ends the run at a share of the last step.
    fn end(mut self, share: f64, reason: StopReason) -> Outcome {
        let mut stopped = reason;
        let mut time = self.time_at(share);
        self.record_until(time);
        let network = between(&self.previous, &self.current, share);
        if reason == StopReason::Stationary
            && let Stop::Time(requested) = self.flow.stop
        {
            // Nothing moves any more: the state is valid at every later time.
            (stopped, time) = (StopReason::Reached, requested);
            self.recorder.keep_until(requested, |_| network.clone());
        }
        Outcome::Ended(Box::new(Solution {
            states: self.recorder.into_states(),
            end: State { time, network },
            stopped,
            cost: self.cost,
            step: Some(self.step),
            events: Vec::new(),
        }))
    }
}

/// The point on the straight line between two networks.
fn between(from: &TwoLayer, to: &TwoLayer, share: f64) -> TwoLayer {
    if share == 1.0 {
        return to.clone();
    }
    let mut network = from.clone();
    for j in 0..network.width() {
        let column = network.weights.col_mut(j);
        for (w, &target) in column.iter_mut().zip(to.weights.col(j).iter()) {
            *w += share * (target - *w);
        }
        network.outputs[j] += share * (to.outputs[j] - network.outputs[j]);
    }
    network
}
