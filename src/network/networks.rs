//! The kinds of networks, and the one way from a configuration to a network.

use std::fmt;
use std::sync::Arc;

use super::{Diagonal, Linear, Network, StartError, TwoLayer, cnn, mlp};
use crate::config::Config;
use crate::data::Problem;

/// Makes the network that a configuration's run starts with, on its data.
pub type Constructor =
    dyn Fn(&Config, &Problem) -> Result<Box<dyn Network>, StartError> + Send + Sync;

/// The kinds of networks by name: those of the crate, and those that a program adds.
#[derive(Clone)]
pub struct Networks {
    kinds: Vec<(String, Arc<Constructor>)>,
}

impl Default for Networks {
    fn default() -> Self {
        let none = Networks { kinds: Vec::new() };
        none.with("two-layer", |config, problem| {
            Ok(Box::new(TwoLayer::start(config, problem)))
        })
        .with("diagonal", |config, problem| {
            let dimension = problem.training.dimension();
            Ok(Box::new(Diagonal::new(config.network.alpha, dimension)))
        })
        .with("linear", |config, problem| {
            Ok(Box::new(Linear::start(config, problem)?))
        })
        .with("mlp", |config, problem| {
            Ok(Box::new(mlp::start(config, problem)?))
        })
        .with("cnn", |config, problem| {
            Ok(Box::new(cnn::start(config, problem)?))
        })
    }
}

impl Networks {
    /// The same kinds and one more, in place of one of the same name.
    pub fn with<F>(mut self, kind: &str, constructor: F) -> Self
    where
        F: Fn(&Config, &Problem) -> Result<Box<dyn Network>, StartError> + Send + Sync + 'static,
    {
        self.kinds.retain(|(name, _)| name != kind);
        self.kinds.push((kind.to_string(), Arc::new(constructor)));
        self
    }

    /// The network that a configuration's replicate starts with: given, or drawn.
    ///
    /// # Errors
    /// A kind that is not known; whatever the kind's constructor refuses.
    pub fn start(
        &self,
        config: &Config,
        problem: &Problem,
    ) -> Result<Box<dyn Network>, StartError> {
        let kind = config.network.kind.name();
        match self.kinds.iter().find(|(name, _)| name == kind) {
            Some((_, constructor)) => constructor(config, problem),
            None => Err(StartError::UnknownKind {
                kind: kind.to_string(),
                known: self.names().collect::<Vec<_>>().join(", "),
            }),
        }
    }

    /// The names of all kinds.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.kinds.iter().map(|(name, _)| name.as_str())
    }
}

impl fmt::Debug for Networks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.names()).finish()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use faer::mat;

    use super::*;
    use crate::config::Activation;
    use crate::data::Dataset;
    use crate::network::Loss;
    use crate::network::deep::{Architecture, Block, Deep, Shape};

    /// A deep network with parameters in the middle of nowhere.
    fn deep(input: Shape, blocks: &[Block], activation: Activation, bias: bool) -> Deep {
        let architecture = Architecture::new(input, blocks, 1, activation, bias).unwrap();
        let number = |k: usize| 0.9 * libm::sin(2.7 * k as f64 + 0.4);
        let parameters = (0..architecture.parameters()).map(number).collect();
        Deep::new("deep", Arc::new(architecture), parameters).unwrap()
    }

    /// A network of each kind in the middle of nowhere.
    pub(in crate::network) fn networks() -> Vec<Box<dyn Network>> {
        vec![
            Box::new(TwoLayer {
                weights: mat![[0.3, -1.2, 0.8], [0.9, 0.4, -0.5]],
                outputs: vec![1.1, -0.7, 0.2],
            }),
            Box::new(Diagonal::new(0.4, 2).grown(vec![0.7, -0.3])),
            Box::new(
                Linear::new(vec![
                    mat![[0.3, 0.9], [-1.2, 0.4], [0.8, -0.5]],
                    mat![[1.1, -0.7, 0.2], [0.6, 0.1, -1.3]],
                    mat![[0.5, -0.8]],
                ])
                .unwrap(),
            ),
            Box::new(deep(
                Shape::flat(2),
                &[Block::Dense(4), Block::Dense(3)],
                Activation::Relu,
                false,
            )),
            Box::new(deep(
                Shape::flat(2),
                &[Block::Dense(3)],
                Activation::Gelu,
                true,
            )),
            Box::new(
                deep(
                    Shape {
                        height: 1,
                        width: 2,
                        channels: 1,
                    },
                    &[Block::Convolution(3), Block::Convolution(2), Block::Mean],
                    Activation::Tanh,
                    true,
                )
                .centred(),
            ),
        ]
    }

    pub(in crate::network) fn data() -> Dataset {
        let points = mat![[1.0, 0.5], [-0.4, 1.5], [0.9, -1.1], [-1.0, -0.2]];
        Dataset::new(points, vec![1.0, -1.0, 1.0, -1.0]).unwrap()
    }

    /// Of the flat parameters, by central differences.
    #[test]
    fn the_velocity_of_every_kind_descends_the_sum_loss() {
        let data = data();
        for network in networks() {
            for loss in [Loss::Logistic2, Loss::Squared] {
                let flat = network.parameters();
                let sum = |flat: &[f64]| -> f64 {
                    let outputs = network.with_parameters(flat).output(data.points());
                    let pairs = outputs.iter().zip(data.labels());
                    pairs.map(|(f, y)| loss.value(*f, *y)).sum()
                };
                let velocity = network.velocity(&data, loss);
                assert_eq!(velocity.len(), flat.len());
                for (k, claimed) in velocity.iter().enumerate() {
                    let moved = |step: f64| {
                        let mut flat = flat.clone();
                        flat[k] += step;
                        sum(&flat)
                    };
                    let found = -(moved(1e-6) - moved(-1e-6)) / 2e-6;
                    let kind = network.kind();
                    assert!(
                        (found - claimed).abs() < 1e-8,
                        "{kind} {k}: {found} {claimed}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_kind_is_homogeneous_of_its_degree_and_divides_its_output() {
        let points = data();
        for network in networks() {
            let f = network.output(points.points());
            let scaled: Vec<f64> = network.parameters().iter().map(|p| 1.5 * p).collect();
            let scaled = network.with_parameters(&scaled);
            let (larger, divided) = (scaled.output(points.points()), network.divided(3.0));
            for (i, third) in divided.output(points.points()).iter().enumerate() {
                if let Some(degree) = network.degree() {
                    let expected = libm::pow(1.5, degree) * f[i];
                    assert!((larger[i] - expected).abs() < 1e-13, "{}", network.kind());
                }
                assert!((3.0 * third - f[i]).abs() < 1e-13, "{}", network.kind());
            }
            assert!((scaled.relative_change(&*network) - 0.5).abs() < 1e-14);
        }
    }

    #[test]
    fn layers_are_all_of_the_parameters_and_a_copy_is_the_same_network() {
        for network in networks() {
            let mut next = 0;
            for layer in network.layers() {
                assert_eq!(layer.place.start, next, "{layer:?}");
                assert_eq!(layer.place.len(), layer.shape[0] * layer.shape[1]);
                next = layer.place.end;
            }
            let flat = network.parameters();
            assert_eq!(next, flat.len());
            let copy = network.clone();
            assert_eq!(
                (copy.parameters(), copy.relative_change(&*network)),
                (flat, 0.0)
            );
            let f = network.output(data().points());
            match network.as_two_layer() {
                Some(two_layer) => assert_eq!(two_layer.predict(data().points()), f),
                None => assert!(network.downcast::<Deep>().is_some()),
            }
        }
    }

    #[test]
    fn a_kind_is_known_by_its_name_and_can_be_replaced() {
        let config = Config::default();
        let streams = crate::random::Streams::new(0);
        let problem = Problem::draw(&config.data, Loss::Logistic2, &streams).unwrap();
        let networks = Networks::default();
        assert_eq!(
            networks.names().collect::<Vec<_>>(),
            ["two-layer", "diagonal", "linear", "mlp", "cnn"]
        );
        let start = networks.start(&config, &problem).unwrap();
        assert!(start.downcast::<TwoLayer>().is_some() && start.downcast::<Diagonal>().is_none());
        let other = networks.with("two-layer", |_, _| Ok(Box::new(Diagonal::new(1.0, 2))));
        assert_eq!(other.start(&config, &problem).unwrap().kind(), "diagonal");
        let none = Networks { kinds: Vec::new() };
        let refused = none.start(&config, &problem).unwrap_err().to_string();
        assert!(refused.contains("\"two-layer\""), "{refused}");
    }
}
