//! From a configuration to a run: what is found out before it, and the passes that it takes.

use super::StopReason;
use super::learning_rate::fastest_step;
use super::pass::{Any, Following, Pass};
use crate::config::{Config, Record, StopAt};
use crate::data::Problem;
use crate::network::Network;

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
/// Whatever is wrong with the setting; a network that the configured method cannot follow; a rate to
/// be calibrated where no step trains.
pub fn follow(
    config: &Config,
    problem: &Problem,
    start: &dyn Network,
    following: Following<'_>,
) -> Any {
    if let Some(share) = config.calibrated_share() {
        let step = share * fastest_step(config, problem, start, following.interrupt)?;
        let mut config = config.clone();
        config.flow.method = config.flow.method.with_step(Some(step));
        return follow(&config, problem, start, following);
    }
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::config::{Data, DescentConfig, Loss, Method, MixtureConfig};
    use crate::network::{Diagonal, TwoLayer};
    use crate::random::Streams;

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
