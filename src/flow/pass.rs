//! One pass over a flow: the one choice of a method for a network.

use std::sync::atomic::AtomicBool;

use super::descent::{self, Descent, Update, scaled_rate};
use super::{Flow, FlowError, Solution, Stop, diagonal, exact, runge_kutta};
use crate::config::{Config, DescentConfig, Method, Rate};
use crate::data::Problem;
use crate::network::{Diagonal, Network, TwoLayer};
use crate::random::Streams;

/// How a flow is followed, beyond what the configuration says.
#[derive(Clone, Copy, Debug)]
pub struct Following<'a> {
    /// Divides the step of [`Method::Descent`] by 2 to this power; other methods ignore it.
    pub halvings: u32,
    /// Whether [`Solution::events`] is filled; only [`Method::Exact`] sees events.
    pub events: bool,
    /// Ends the run when it is set.
    pub interrupt: &'a AtomicBool,
}

/// The solution of a network of any kind.
pub(super) type Any = Result<Solution<Box<dyn Network>>, FlowError>;

/// An integration that records the states at given times.
#[derive(Clone, Copy)]
pub(super) struct Pass<'a> {
    pub config: &'a Config,
    pub problem: &'a Problem,
    pub following: Following<'a>,
    pub times: &'a [f64],
}

impl<'a> Pass<'a> {
    /// A method made for one kind of network comes before those for all.
    pub fn follow(self, start: &dyn Network) -> Any {
        if let Some(start) = start.downcast::<TwoLayer>() {
            return Ok(self.two_layer(start)?.boxed());
        }
        match (self.config.flow.method, start.downcast::<Diagonal>()) {
            (Method::Exact { tolerance }, Some(start)) => {
                let flow = diagonal::Flow::new(&self.problem.training).tolerance(tolerance);
                Ok(self.told(flow).integrate(start)?.boxed())
            }
            (Method::Exact { .. }, None) => Err(FlowError::NoExactFlow(start.kind().to_string())),
            (Method::RungeKutta { tolerance }, _) => {
                self.runge_kutta(tolerance).integrate_any(start)
            }
            (Method::Descent(descent), _) => self.descent(&descent, start).integrate_any(start),
        }
    }

    fn two_layer(self, start: &TwoLayer) -> Result<Solution, FlowError> {
        match self.config.flow.method {
            Method::Exact { tolerance } => {
                let flow = exact::Flow::new(&self.problem.training, self.config.loss.name);
                let flow = flow.tolerance(tolerance).events(self.following.events);
                self.told(flow).integrate(start)
            }
            Method::RungeKutta { tolerance } => self.runge_kutta(tolerance).integrate(start),
            Method::Descent(descent) => self.descent(&descent, start).integrate(start),
        }
    }

    fn runge_kutta(self, tolerance: f64) -> runge_kutta::Flow<'a> {
        let flow = runge_kutta::Flow::new(&self.problem.training, self.config.loss.name);
        self.told(flow.tolerance(tolerance))
    }

    fn descent(self, descent: &DescentConfig, start: &dyn Network) -> descent::Flow<'a> {
        let Config {
            seed,
            replicate,
            loss,
            network,
            ..
        } = self.config;
        let step = match descent.rate {
            Rate::Given => descent.step,
            Rate::Scaled => {
                let factor = scaled_rate(network.output_divisor(), start);
                descent.step.map(|step| factor * step)
            }
            // It is found before a pass.
            Rate::Calibrated => None,
        };
        let streams = Streams::new(*seed).replicate(*replicate);
        let method = Descent {
            step,
            halvings: self.following.halvings,
            batches: descent.batch_size.map(|size| (size, streams.batches())),
            update: Update::from(descent),
        };
        self.told(Flow::with_method(&self.problem.training, loss.name, method))
    }

    /// What every method is told alike.
    fn told<M>(self, flow: Flow<'a, M>) -> Flow<'a, M> {
        let config = self.config;
        flow.stop(Stop::from(&config.stop))
            .max_steps(config.stop.max_steps)
            .validation(self.problem.validation.as_ref())
            .output_divisor(config.network.output_divisor())
            .record(self.times)
            .interrupt(self.following.interrupt)
    }
}
