//! The field's parametrisations: how large the parameters are drawn, and what each layer is
//! multiplied by.
//!
//! With sums `z = a W x + a' b` of a layer, gradient descent with one rate moves `a W` at `a^2` times
//! the rate: a factor moved from the weights into a leaves the function at the start and changes
//! how fast the layer learns. Yang and Hu (2021, "Tensor Programs IV", Section 3) write
//! `a = n^-a_l`, standard deviations `n^-b_l` and a rate `eta n^-c` for widths n.
//!
//! - he: a = 1, N(0, 2/fan-in) in front of an activation (He et al. 2015, their equation 10) and
//!   N(0, 1/fan-in) in the linear head, so that f is of order one.
//! - lecun: a = 1, N(0, 1/fan-in) everywhere (LeCun et al. 1998).
//! - pytorch: a = 1, weights and biases uniform within 1/sqrt(fan-in) of 0, the defaults of
//!   `torch.nn.Linear` and `torch.nn.Conv2d`.
//! - ntk: N(0, 1) and a the standard deviation of he (Jacot et al. 2018; a_l = 1/2, b_l = 0).
//! - mup: the maximal update parametrisation as Yang and Hu's Table 1 has it for SGD: a_l = -1/2
//!   in the first layer, 0 in hidden ones and 1/2 in the head, b_l = 1/2, c = 0. One rate is right
//!   for all widths. Constants are those that make it he at the base width: n is in units of that.
//!   A bias is a weight on a constant input, as in a first layer.

use rand::{Rng, RngExt};
use rand_distr::{Distribution, StandardNormal};

use super::architecture::{Architecture, Weights};
use crate::config::Parametrisation;

/// Neurons of a dense layer at which mup is he.
pub const BASE_NEURONS: usize = 128;

/// Channels of a convolution at which mup is he.
pub const BASE_CHANNELS: usize = 32;

/// How a layer starts.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Law {
    /// What the weights are multiplied by.
    multiplier: f64,
    /// What the biases are multiplied by.
    bias_multiplier: f64,
    /// Standard deviation of the weights.
    deviation: f64,
    /// Half the range, where weights and biases are uniform.
    uniform: Option<f64>,
}

impl Architecture {
    /// The same layers with the multipliers of a parametrisation.
    pub fn parametrised(self, parametrisation: Parametrisation) -> Self {
        let laws = laws(parametrisation, &self);
        let multipliers = laws.iter().map(|law| [law.multiplier, law.bias_multiplier]);
        self.with_multipliers(&multipliers.collect::<Vec<_>>())
    }

    /// Parameters of a parametrisation, layer after layer and in each neuron after neuron.
    pub fn draw(&self, parametrisation: Parametrisation, stream: &mut impl Rng) -> Vec<f64> {
        let mut parameters = vec![0.0; self.parameters()];
        for (law, layer) in laws(parametrisation, self).iter().zip(self.layers()) {
            for neuron in 0..layer.fan_out {
                for input in 0..layer.fan_in {
                    let place = layer.weights.start + input * layer.fan_out + neuron;
                    parameters[place] = law.draw(stream);
                }
                if let (Some(half), false) = (law.uniform, layer.biases.is_empty()) {
                    parameters[layer.biases.start + neuron] = half * between(stream);
                }
            }
        }
        parameters
    }

    /// c of a parametrisation against he: its function at the start has the law of c times he's, by
    /// the homogeneity of relu and linear networks without biases.
    pub fn effective_multiplier(&self, parametrisation: Parametrisation) -> f64 {
        let [own, he] = [parametrisation, Parametrisation::He].map(|which| laws(which, self));
        let size = |law: &Law| law.multiplier * law.deviation;
        own.iter()
            .zip(&he)
            .map(|(own, he)| size(own) / size(he))
            .product()
    }
}

impl Law {
    fn draw(&self, stream: &mut impl Rng) -> f64 {
        match self.uniform {
            Some(half) => half * between(stream),
            None => {
                let z: f64 = StandardNormal.sample(stream);
                self.deviation * z
            }
        }
    }
}

/// Uniform between -1 and 1.
fn between(stream: &mut impl Rng) -> f64 {
    2.0 * stream.random::<f64>() - 1.0
}

fn laws(parametrisation: Parametrisation, architecture: &Architecture) -> Vec<Law> {
    let layers: Vec<&Weights> = architecture.layers().collect();
    let law = |l: usize| {
        let (layer, fan_in) = (layers[l], layers[l].fan_in as f64);
        let is_head = l + 1 == layers.len();
        let he = (if is_head { 1.0 } else { 2.0 } / fan_in).sqrt();
        let plain = Law {
            multiplier: 1.0,
            bias_multiplier: 1.0,
            deviation: he,
            uniform: None,
        };
        match parametrisation {
            Parametrisation::He => plain,
            Parametrisation::Lecun => Law {
                deviation: 1.0 / fan_in.sqrt(),
                ..plain
            },
            Parametrisation::Pytorch => Law {
                deviation: 1.0 / (3.0 * fan_in).sqrt(),
                uniform: Some(1.0 / fan_in.sqrt()),
                ..plain
            },
            Parametrisation::Ntk => Law {
                multiplier: he,
                deviation: 1.0,
                ..plain
            },
            Parametrisation::Mup => {
                // The width on the side that grows.
                let behind = (!is_head).then(|| width(layer).sqrt());
                let before = (l > 0).then(|| width(layers[l - 1]).sqrt());
                let multiplier = match (before, behind) {
                    (None, Some(behind)) => behind,
                    (Some(before), None) => 1.0 / before,
                    _ => 1.0,
                };
                // A first layer's entries are divided by what it is multiplied by; the head's keep
                // he's size, so that f vanishes at large widths.
                let drawn = if before.is_none() {
                    he / multiplier
                } else {
                    he
                };
                Law {
                    multiplier,
                    bias_multiplier: behind.unwrap_or(1.0),
                    deviation: drawn,
                    uniform: None,
                }
            }
        }
    };
    (0..layers.len()).map(law).collect()
}

/// Number of neurons or channels in units of the base width.
fn width(layer: &Weights) -> f64 {
    let base = match layer.convolves {
        true => BASE_CHANNELS,
        false => BASE_NEURONS,
    };
    layer.fan_out as f64 / base as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Activation;
    use crate::network::deep::{Block, Shape};
    use crate::random::Streams;

    const ALL: [Parametrisation; 5] = [
        Parametrisation::He,
        Parametrisation::Lecun,
        Parametrisation::Pytorch,
        Parametrisation::Ntk,
        Parametrisation::Mup,
    ];

    fn mlp(hidden: &[usize], bias: bool) -> Architecture {
        let blocks: Vec<Block> = hidden.iter().map(|h| Block::Dense(*h)).collect();
        Architecture::new(Shape::flat(64), &blocks, 10, Activation::Relu, bias).unwrap()
    }

    #[test]
    fn pytorch_is_smaller_than_he_by_known_factors() {
        for (hidden, logarithm) in [(1, -2.1), (2, -3.4), (3, -4.7)] {
            let c = mlp(&vec![128; hidden], false).effective_multiplier(Parametrisation::Pytorch);
            assert!((libm::log2(c) - logarithm).abs() < 0.05, "{hidden}: {c}");
        }
        // 3^-1/2 in the head and 6^-1/2 in front of it, 2^-1/2 a hidden layer.
        let network = mlp(&[32, 512], false);
        let c = |which| network.effective_multiplier(which);
        assert!((c(Parametrisation::Pytorch) - 1.0 / 108f64.sqrt()).abs() < 1e-15);
        assert!((c(Parametrisation::Lecun) - 0.5).abs() < 1e-15);
        assert!((c(Parametrisation::Ntk) - 1.0).abs() < 1e-15);
        assert!((c(Parametrisation::Mup) - 0.5).abs() < 1e-15);
    }

    /// With its multipliers the function at the start has c times the size of he's.
    #[test]
    fn the_effective_multiplier_is_what_the_start_has() {
        use crate::network::deep::Deep;
        use std::sync::Arc;
        let points = faer::Mat::from_fn(8, 64, |i, j| libm::sin((3 * i + j) as f64));
        let size = |which: Parametrisation| {
            let architecture = Arc::new(mlp(&[40, 300], false).parametrised(which));
            let mean = (0..200).map(|seed| {
                let mut stream = Streams::new(seed).weights();
                let parameters = architecture.draw(which, &mut stream);
                let network = Deep::new("mlp", architecture.clone(), parameters).unwrap();
                crate::network::Network::predict(&network, points.as_ref()).squared_norm_l2()
            });
            mean.sum::<f64>().sqrt()
        };
        let he = size(Parametrisation::He);
        for which in ALL {
            let c = mlp(&[40, 300], false).effective_multiplier(which);
            let found = size(which) / he;
            assert!((found / c - 1.0).abs() < 0.05, "{which:?}: {found} {c}");
        }
    }

    #[test]
    fn maximal_updates_are_he_at_the_base_width_and_follow_the_table_elsewhere() {
        let he = laws(Parametrisation::He, &mlp(&[128; 3], true));
        assert_eq!(laws(Parametrisation::Mup, &mlp(&[128; 3], true)), he);
        // At n times the width: multipliers n^-a_l, entries n^-b_l for he's at the base.
        let n = 4.0;
        let wide = laws(Parametrisation::Mup, &mlp(&[512; 3], true));
        for (l, a) in [-0.5, 0.0, 0.0, 0.5].into_iter().enumerate() {
            let (multiplier, deviation) = (libm::pow(n, -a), he[l].deviation / n.sqrt());
            assert!((wide[l].multiplier / multiplier - 1.0).abs() < 1e-15);
            assert!((wide[l].deviation / deviation - 1.0).abs() < 1e-15, "{l}");
        }
        let biases: Vec<f64> = wide.iter().map(|law| law.bias_multiplier).collect();
        assert_eq!(biases, [2.0, 2.0, 2.0, 1.0]);
    }

    /// The exponent in the width of what one step of a fixed rate changes at the second layer's sums.
    fn exponent_of_updates(which: Parametrisation) -> f64 {
        use crate::network::deep::Deep;
        use crate::network::{Loss, Network};
        use std::sync::Arc;
        let points = faer::Mat::from_fn(6, 64, |i, j| libm::sin((5 * i + j * j) as f64));
        let labels = (0..6).map(|i| f64::from(i % 2)).collect();
        let data = crate::data::Dataset::new(points, labels).unwrap();
        let changes = [64, 1024].map(|width| {
            let blocks = [Block::Dense(width); 2];
            let relu = Activation::Relu;
            let network = Architecture::new(Shape::flat(64), &blocks, 1, relu, false).unwrap();
            let network = network.parametrised(which);
            let multipliers: Vec<[f64; 2]> =
                network.layers().map(|l| [l.multiplier, 1.0]).collect();
            let start = network.draw(which, &mut Streams::new(1).weights());
            let network = Deep::new("mlp", Arc::new(network), start.clone()).unwrap();
            let velocity = network.velocity(&data, Loss::Squared);
            let end: Vec<f64> = start
                .iter()
                .zip(&velocity)
                .map(|(p, v)| p + 1e-5 * v)
                .collect();
            // The sums of the second layer are the outputs of a network that ends there.
            let two = Architecture::new(Shape::flat(64), &blocks[..1], width, relu, false).unwrap();
            let two = Arc::new(two.with_multipliers(&multipliers));
            let sums = |parameters: &[f64]| {
                let own = parameters[..two.parameters()].to_vec();
                let two = Deep::new("mlp", two.clone(), own).unwrap();
                two.predict(data.points())
            };
            (sums(&end) - sums(&start)).norm_l2() / (width as f64).sqrt()
        });
        libm::log2(changes[1] / changes[0]) / libm::log2(1024.0 / 64.0)
    }

    /// Yang and Hu's point: hidden layers learn as much at any width.
    #[test]
    fn only_maximal_updates_do_not_depend_on_the_width() {
        let [ntk, mup] = [Parametrisation::Ntk, Parametrisation::Mup].map(exponent_of_updates);
        assert!((ntk + 0.5).abs() < 0.1, "{ntk}");
        assert!(mup.abs() < 0.1, "{mup}");
    }

    #[test]
    fn draws_have_their_law_and_go_neuron_after_neuron() {
        let network = mlp(&[300, 50], true);
        for which in ALL {
            let drawn = network.draw(which, &mut Streams::new(3).weights());
            for (law, layer) in laws(which, &network).iter().zip(network.layers()) {
                let weights = &drawn[layer.weights.clone()];
                let square = weights.iter().map(|w| w * w).sum::<f64>() / weights.len() as f64;
                let ratio = square.sqrt() / law.deviation;
                assert!((ratio - 1.0).abs() < 0.1, "{which:?} {ratio}");
                let biases = &drawn[layer.biases.clone()];
                assert_eq!(biases.iter().all(|b| *b == 0.0), law.uniform.is_none());
                if let Some(half) = law.uniform {
                    let all = weights.iter().chain(biases);
                    let most = all.fold(0.0, |most: f64, p| most.max(p.abs()));
                    assert!(most <= half && most > 0.9 * half, "{most} {half}");
                }
            }
        }
        // More neurons continue fewer: entry (j, k) of the first layer is draw j 64 + k.
        let [few, many] = [mlp(&[2], false), mlp(&[5], false)];
        let [few, many] = [(few, 2), (many, 5)].map(|(network, neurons)| {
            let drawn = network.draw(Parametrisation::He, &mut Streams::new(3).weights());
            (0..128)
                .map(|k| drawn[(k % 64) * neurons + k / 64])
                .collect::<Vec<f64>>()
        });
        assert_eq!(few, many);
    }
}
