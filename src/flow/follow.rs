//! From a configuration to the method that follows a network: the one choice of a stepper.

use std::sync::atomic::AtomicBool;

use super::descent::{self, Descent, Update};
use super::learning_rate::{calibrated_step, scaled_rate};
use super::{Flow, FlowError, Solution, Stop, StopReason, diagonal, exact, runge_kutta};
use crate::config::{Config, DescentConfig, Method, Rate, Record, StopAt};
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
type Any = Result<Solution<Box<dyn Network>>, FlowError>;

/// Follows the flow of a configuration on given data from a given start, by the configured method.
/// A number of recorded states is spread evenly over the run's time, which takes a first pass to
/// learn.
///
/// ```
/// use std::sync::atomic::AtomicBool;
/// use sweetspot::flow::{Following, StopReason, follow};
/// use sweetspot::{config::Config, data::Problem, network::Networks, random::Streams};
/// let config = Config::default();
/// let problem = Problem::draw(&config.data, config.loss.name, &Streams::new(0))?;
/// let start = Networks::default().start(&config, &problem)?;
/// let interrupt = AtomicBool::new(false);
/// let following = Following { halvings: 0, events: false, interrupt: &interrupt };
/// let run = follow(&config, &problem, &*start, following)?;
/// assert_eq!((run.stopped, run.end.network.kind()), (StopReason::Reached, "two-layer"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Whatever is wrong with the setting; a network that the configured method cannot follow.
pub fn follow(
    config: &Config,
    problem: &Problem,
    start: &dyn Network,
    following: Following<'_>,
) -> Any {
    let pass = |times: &[f64]| {
        let pass = Pass {
            config,
            problem,
            following,
            times,
        };
        pass.follow(start)
    };
    let count = match &config.flow.record {
        Record::Times(times) => return pass(times),
        Record::Count(count) => *count,
    };
    let end = match config.stop.at {
        StopAt::Time => config.stop.value,
        _ => {
            let first = pass(&[])?;
            // A second pass would be given up where it begins, and its end lost.
            if first.stopped == StopReason::Interrupted {
                return Ok(first);
            }
            first.end.time
        }
    };
    let last = count.max(2) - 1;
    let before = (0..count.min(last)).map(|k| end * k as f64 / last as f64);
    let times: Vec<f64> = before.chain((count > last).then_some(end)).collect();
    pass(&times)
}

/// An integration that records the states at given times.
#[derive(Clone, Copy)]
struct Pass<'a> {
    config: &'a Config,
    problem: &'a Problem,
    following: Following<'a>,
    times: &'a [f64],
}

/// Follows a configuration as it stands, and records no states.
pub(super) fn follow_once(
    config: &Config,
    problem: &Problem,
    start: &dyn Network,
    interrupt: &AtomicBool,
) -> Any {
    let pass = Pass {
        config,
        problem,
        following: Following {
            halvings: 0,
            events: false,
            interrupt,
        },
        times: &[],
    };
    pass.follow(start)
}

impl<'a> Pass<'a> {
    /// A method made for one kind of network comes before those for all.
    fn follow(self, start: &dyn Network) -> Any {
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
            (Method::Descent(descent), _) => self.descent(&descent, start)?.integrate_any(start),
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
            Method::Descent(descent) => self.descent(&descent, start)?.integrate(start),
        }
    }

    fn runge_kutta(self, tolerance: f64) -> runge_kutta::Flow<'a> {
        let flow = runge_kutta::Flow::new(&self.problem.training, self.config.loss.name);
        self.told(flow.tolerance(tolerance))
    }

    fn descent(
        self,
        descent: &DescentConfig,
        start: &dyn Network,
    ) -> Result<descent::Flow<'a>, FlowError> {
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
            Rate::Calibrated => {
                let interrupt = self.following.interrupt;
                Some(calibrated_step(
                    self.config,
                    self.problem,
                    start,
                    interrupt,
                )?)
            }
        };
        let streams = Streams::new(*seed).replicate(*replicate);
        let method = Descent {
            step,
            halvings: self.following.halvings,
            batches: descent.batch_size.map(|size| (size, streams.batches())),
            update: Update::from(descent),
        };
        Ok(self.told(Flow::with_method(&self.problem.training, loss.name, method)))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Data, Loss, MixtureConfig};

    fn problem(config: &Config) -> Problem {
        let streams = Streams::new(config.seed).replicate(config.replicate);
        Problem::draw(&config.data, config.loss.name, &streams).unwrap()
    }

    fn run(config: &Config, start: &dyn Network) -> Any {
        let interrupt = AtomicBool::new(false);
        let following = Following {
            halvings: 0,
            events: false,
            interrupt: &interrupt,
        };
        follow(config, &problem(config), start, following)
    }

    /// A two-layer network that is not known as one.
    #[derive(Clone, Debug)]
    struct Disguised(TwoLayer);

    impl Network for Disguised {
        fn kind(&self) -> &str {
            "disguised"
        }
        fn dimension(&self) -> usize {
            self.0.dimension()
        }
        fn parameters(&self) -> Vec<f64> {
            self.0.parameters()
        }
        fn with_parameters(&self, flat: &[f64]) -> Box<dyn Network> {
            let network = self.0.with_parameters(flat);
            let network = network.downcast::<TwoLayer>().unwrap();
            Box::new(Disguised(network.clone()))
        }
        fn predict(&self, points: faer::MatRef<'_, f64>) -> faer::Mat<f64> {
            Network::predict(&self.0, points)
        }
        fn velocity(&self, data: &crate::data::Dataset, loss: crate::network::Loss) -> Vec<f64> {
            self.0.velocity(data, loss)
        }
        fn degree(&self) -> Option<f64> {
            Some(2.0)
        }
        fn layers(&self) -> Vec<crate::network::Layer> {
            self.0.layers()
        }
    }

    fn apart(a: &dyn Network, b: &dyn Network) -> f64 {
        let (a, b) = (a.parameters(), b.parameters());
        let pairs = a.iter().zip(&b).map(|(a, b)| (a - b).abs());
        pairs.fold(0.0, f64::max)
    }

    #[test]
    fn any_network_is_followed_as_a_two_layer_one_is() {
        let mixture = MixtureConfig {
            samples: 12,
            dimension: 4,
            ..Default::default()
        };
        let mut config = Config {
            data: mixture.into(),
            ..Config::default()
        };
        config.network.set_width(6);
        config.network.alpha = 0.5;
        config.flow.record = Record::Count(5);
        (config.stop.at, config.stop.value) = (StopAt::Time, 1.0);
        let start = TwoLayer::start(&config, &problem(&config));
        let disguised = Disguised(start.clone());
        let descent = |batch_size| {
            Method::Descent(DescentConfig {
                step: Some(0.01),
                batch_size,
                ..Default::default()
            })
        };
        let pair = Method::RungeKutta { tolerance: 1e-8 };
        for (method, gamma) in [
            (descent(None), None),
            (descent(None), Some(2.0)),
            (descent(Some(5)), None),
            (pair, None),
            (pair, Some(0.5)),
        ] {
            config.flow.method = method;
            config.network.output_divisor = gamma;
            let is_descent = method.is_descent();
            let (plain, any) = (run(&config, &start), run(&config, &disguised));
            let (plain, any) = (plain.unwrap(), any.unwrap());
            assert_eq!(
                (plain.stopped, any.stopped),
                (StopReason::Reached, StopReason::Reached)
            );
            let distance = apart(&*plain.end.network, &*any.end.network);
            // The pairs' steps differ: they measure errors by neurons, or by layers.
            let allowed = if is_descent { 1e-12 } else { 1e-5 };
            assert!(distance < allowed, "{method:?} {gamma:?}: {distance}");
            assert_eq!((plain.states.len(), any.states.len()), (5, 5));
            let middle = apart(&*plain.states[2].network, &*any.states[2].network);
            assert!(middle < allowed, "{method:?} {gamma:?}: {middle}");
        }
    }

    #[test]
    fn a_method_that_a_network_does_not_have_is_refused_with_those_it_has() {
        let mut config = Config::default();
        let start = TwoLayer::start(&config, &problem(&config));
        let disguised = Disguised(start);
        let refused = run(&config, &disguised).unwrap_err().to_string();
        assert!(
            refused.contains("disguised") && refused.contains("runge-kutta"),
            "{refused}"
        );
        config.flow.method = Method::descent();
        let refused = run(&config, &disguised).unwrap_err().to_string();
        assert!(refused.contains("flow.step"), "{refused}");
    }

    #[test]
    fn a_diagonal_network_has_an_exact_flow_and_the_general_methods_agree() {
        let mut config = Config::default();
        config.data.kind = Data::SparsePath;
        config.loss.name = Loss::Squared;
        (config.stop.at, config.stop.value) = (StopAt::Time, 0.2);
        config.flow.method = Method::Exact { tolerance: 1e-9 };
        let start = Diagonal::new(0.3, problem(&config).training.dimension());
        let exact = run(&config, &start).unwrap();
        assert!(exact.end.network.downcast::<Diagonal>().is_some());
        config.flow.method = Method::RungeKutta { tolerance: 1e-9 };
        let pair = run(&config, &start).unwrap();
        let distance = apart(&*exact.end.network, &*pair.end.network);
        assert!(distance < 1e-7, "{distance}");
    }
}
