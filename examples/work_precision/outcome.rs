//! Where a method ended, and how far from the truth.

use std::error::Error;

use sweetspot::flow::{Solution, StopReason, descent, exact, runge_kutta};
use sweetspot::observables::angle;

use crate::problem::Problem;

/// The end of a run that met its stop rule.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The effective predictor at the stop.
    pub predictor: Vec<f64>,
    /// Flow time of the stop.
    pub time: f64,
    /// Evaluations of the velocity.
    pub evaluations: u64,
    /// Slides seen (exact flow).
    pub slides: u64,
}

impl Outcome {
    /// The angle of the effective predictors, in radians.
    pub fn angle_to(&self, other: &Outcome) -> f64 {
        angle(&self.predictor, &other.predictor).unwrap_or(f64::NAN)
    }

    /// The relative difference of the stopping times.
    pub fn time_from(&self, other: &Outcome) -> f64 {
        (self.time / other.time - 1.0).abs()
    }

    /// The limit of a method of first order, of which `fine` has half the step (Richardson).
    pub fn extrapolated(&self, fine: &Outcome) -> Outcome {
        let pairs = fine.predictor.iter().zip(&self.predictor);
        Outcome {
            predictor: pairs.map(|(f, c)| 2.0 * f - c).collect(),
            time: 2.0 * fine.time - self.time,
            ..fine.clone()
        }
    }
}

/// What a run ended as: an outcome, or nothing if it did not reach its stop.
pub type Ending = Result<Option<Outcome>, Box<dyn Error>>;

/// The exact flow.
pub fn exactly(problem: &Problem, tolerance: f64) -> Ending {
    let flow = exact::Flow::new(&problem.data, problem.loss).tolerance(tolerance);
    let run = flow.stop(problem.stop).integrate(&problem.start)?;
    Ok(outcome(&run))
}

/// The adaptive pair, for at most this many steps.
pub fn runge_kutta(problem: &Problem, tolerance: f64, most_steps: u64) -> Ending {
    let flow = runge_kutta::Flow::new(&problem.data, problem.loss).tolerance(tolerance);
    let flow = flow.stop(problem.stop).max_steps(most_steps);
    Ok(outcome(&flow.integrate(&problem.start)?))
}

/// Gradient descent with its chosen step halved.
pub fn descent(problem: &Problem, halvings: u32, most_steps: u64) -> Ending {
    let flow = descent::Flow::new(&problem.data, problem.loss).halvings(halvings);
    let flow = flow.stop(problem.stop).max_steps(most_steps);
    Ok(outcome(&flow.integrate(&problem.start)?))
}

fn outcome(run: &Solution) -> Option<Outcome> {
    (run.stopped == StopReason::Reached).then(|| Outcome {
        predictor: run.end.network.effective_predictor(),
        time: run.end.time,
        evaluations: run.cost.evaluations,
        slides: run.cost.sliding_events,
    })
}
