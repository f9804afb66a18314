//! The deep linear network `f(x) = W_L ... W_1 x` with one output.

use faer::{Mat, MatRef};
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use super::interface::column;
use super::{Chain, Layer, Loss, Network, StartError, Step, TwoLayer};
use crate::config::{Activation, Config, LinearConfig};
use crate::data::{Dataset, Problem};
use crate::math::dot;
use crate::random::Streams;

/// A deep linear network: layer l is a matrix W_l of as many rows as it has neurons.
#[derive(Clone, Debug, PartialEq)]
pub struct Linear {
    weights: Vec<Mat<f64>>,
}

impl Linear {
    /// The network of these layers from the input on; `None` unless every layer has as many
    /// columns as the one before has rows, and the last has one row.
    pub fn new(weights: Vec<Mat<f64>>) -> Option<Self> {
        let chained = weights
            .windows(2)
            .all(|pair| pair[1].ncols() == pair[0].nrows());
        let one_output = weights.last().is_some_and(|last| last.nrows() == 1);
        (chained && one_output).then_some(Linear { weights })
    }

    /// The network that a configuration's replicate starts with.
    ///
    /// # Errors
    /// A first layer that is to be the larger one and has more neurons than inputs.
    pub fn start(config: &Config, problem: &Problem) -> Result<Self, StartError> {
        let asked = config.network.linear().cloned().unwrap_or_default();
        let streams = Streams::new(config.seed).replicate(config.replicate);
        let (alpha, stream) = (config.network.alpha, &mut streams.weights());
        let dimension = problem.training.dimension();
        let Some(lambda) = asked.imbalance else {
            return Ok(independent(&asked, alpha, dimension, stream));
        };
        if let Some(reason) = impossible(&asked, lambda, dimension) {
            let kind = "linear".to_owned();
            return Err(StartError::Refused { kind, reason });
        }
        Ok(balanced(&asked, lambda, alpha, dimension, stream))
    }

    /// The matrices from the input on.
    pub fn weights(&self) -> &[Mat<f64>] {
        &self.weights
    }

    /// beta = (W_L ... W_1)^T, length d: f(x) = <beta, x>.
    pub fn coefficients(&self) -> Vec<f64> {
        let product = self.from_layer(0);
        product.col(0).iter().copied().collect()
    }

    /// f on the rows of an m x d matrix.
    pub fn predict(&self, points: MatRef<'_, f64>) -> Vec<f64> {
        let beta = self.coefficients();
        let rows = points.row_iter();
        rows.map(|row| dot(row.iter(), &beta)).collect()
    }

    /// `(W_L ... W_(l+1))^T` for a number of layers l below, a column: what comes behind them.
    pub fn from_layer(&self, below: usize) -> Mat<f64> {
        self.backwards().swap_remove(below)
    }

    /// `(W_L ... W_(l+1))^T` for l = 0, ..., L: columns.
    fn backwards(&self) -> Vec<Mat<f64>> {
        let mut products = vec![Mat::ones(1, 1)];
        for weights in self.weights.iter().rev() {
            let next = weights.transpose() * &products[products.len() - 1];
            products.push(next);
        }
        products.reverse();
        products
    }
}

/// Why no network of this shape and input dimension has this imbalance, if so.
fn impossible(asked: &LinearConfig, lambda: f64, dimension: usize) -> Option<String> {
    let allowed = match asked.hidden[..] {
        _ if lambda == 0.0 => return None,
        [hidden] if lambda < 0.0 && hidden > dimension => format!(
            "network.imbalance below 0 makes W_1 W_1^T of full rank, so that network.hidden can be \
             at most {dimension}, the input dimension, not {hidden}"
        ),
        [hidden] if lambda > 0.0 && hidden > 1 => {
            "network.imbalance above 0 needs network.hidden = [1]: W_2^T W_2 has rank 1".to_owned()
        }
        [_] => return None,
        _ => "network.imbalance other than 0 needs two layers".to_owned(),
    };
    Some(allowed)
}

/// Entries N(0, 1/fan-in) row by row, those of the small layers times alpha.
fn independent(
    asked: &LinearConfig,
    alpha: f64,
    dimension: usize,
    stream: &mut impl Rng,
) -> Linear {
    let small = asked.small_layers.unwrap_or(asked.depth());
    let (mut fan_in, mut weights) = (dimension, Vec::new());
    for (layer, &width) in asked.hidden.iter().chain(&[1]).enumerate() {
        let scale = if layer < small { alpha } else { 1.0 };
        let spread = scale / (fan_in as f64).sqrt();
        let mut drawn = Mat::zeros(width, fan_in);
        for j in 0..width {
            for k in 0..fan_in {
                let z: f64 = StandardNormal.sample(stream);
                drawn[(j, k)] = spread * z;
            }
        }
        weights.push(drawn);
        fan_in = width;
    }
    Linear { weights }
}

/// `W_(l+1)^T W_(l+1) - W_l W_l^T = lambda 1` (two layers unless lambda is 0), the smaller matrix
/// of two of length alpha.
fn balanced(
    asked: &LinearConfig,
    lambda: f64,
    alpha: f64,
    dimension: usize,
    stream: &mut impl Rng,
) -> Linear {
    let widths = [dimension].into_iter().chain(asked.hidden.iter().copied());
    let directions: Vec<Mat<f64>> = widths.map(|width| direction(width, stream)).collect();
    let one = Mat::ones(1, 1);
    let ends = directions.iter().skip(1).chain([&one]);
    // W_l = alpha u_l u_(l-1)^T with unit vectors u: every difference is 0.
    let pairs = directions.iter().zip(ends);
    let mut weights: Vec<Mat<f64>> = pairs
        .map(|(from, to)| faer::Scale(alpha) * (to * from.transpose()))
        .collect();
    let last = weights.len() - 1;
    if lambda > 0.0 {
        // One hidden neuron: a^2 - |w|^2 = lambda.
        weights[last][(0, 0)] = libm::sqrt(alpha * alpha + lambda);
    } else if lambda < 0.0 {
        let u = &directions[1];
        // W_1 W_1^T = -lambda (1 - u u^T) + (alpha^2 - lambda) u u^T with W_2 = alpha u^T.
        let frame = orthonormal(dimension, u.nrows(), stream);
        let rest = libm::sqrt(-lambda);
        let along = libm::sqrt(alpha * alpha - lambda) - rest;
        weights[0] = faer::Scale(rest) * frame.transpose()
            + faer::Scale(along) * (u * (u.transpose() * frame.transpose()));
    }
    Linear { weights }
}

/// A column of length 1 in a random direction.
fn direction(size: usize, stream: &mut impl Rng) -> Mat<f64> {
    orthonormal(size, 1, stream)
}

/// Orthonormal columns in random directions.
fn orthonormal(rows: usize, columns: usize, stream: &mut impl Rng) -> Mat<f64> {
    let mut drawn: Mat<f64> = Mat::zeros(rows, columns);
    for k in 0..columns {
        for i in 0..rows {
            drawn[(i, k)] = StandardNormal.sample(stream);
        }
    }
    // Householder fixes the signs of the columns, which the draws' own undo.
    let frame: Mat<f64> = drawn.qr().compute_thin_Q();
    let sign = |k: usize| if drawn[(0, k)] < 0.0 { -1.0 } else { 1.0 };
    Mat::from_fn(rows, columns, |i, k| {
        frame[(0, k)].signum() * sign(k) * frame[(i, k)]
    })
}

impl Network for Linear {
    fn kind(&self) -> &str {
        "linear"
    }

    fn dimension(&self) -> usize {
        self.weights[0].ncols()
    }

    fn parameters(&self) -> Vec<f64> {
        flat(&self.weights)
    }

    fn with_parameters(&self, flat: &[f64]) -> Box<dyn Network> {
        let mut next = 0;
        let fill = |weights: &Mat<f64>| {
            let (rows, columns) = weights.shape();
            let start = next;
            next += rows * columns;
            Mat::from_fn(rows, columns, |i, k| flat[start + k * rows + i])
        };
        Box::new(Linear {
            weights: self.weights.iter().map(fill).collect(),
        })
    }

    fn predict(&self, points: MatRef<'_, f64>) -> Mat<f64> {
        column(Linear::predict(self, points))
    }

    /// `dW_l/dt = (W_L ... W_(l+1))^T (W_(l-1) ... W_1 p)^T`, p the pull on beta.
    fn velocity(&self, data: &Dataset, loss: Loss) -> Vec<f64> {
        let pull = loss.pull(data, &Linear::predict(self, data.points()));
        let mut forward = column(pull);
        let backwards = self.backwards();
        let mut velocity = Vec::with_capacity(self.weights.len());
        for (weights, backward) in self.weights.iter().zip(&backwards[1..]) {
            velocity.push(backward * forward.transpose());
            forward = weights * &forward;
        }
        flat(&velocity)
    }

    fn degree(&self) -> Option<f64> {
        Some(self.weights.len() as f64)
    }

    fn layers(&self) -> Vec<Layer> {
        let mut next = 0;
        let layer = |(l, weights): (usize, &Mat<f64>)| {
            let (rows, columns) = weights.shape();
            let start = next;
            next += rows * columns;
            Layer {
                name: format!("layer {}", l + 1),
                shape: [rows, columns],
                place: start..next,
                is_bias: false,
            }
        };
        self.weights.iter().enumerate().map(layer).collect()
    }

    fn chain(&self) -> Option<Chain> {
        let steps = self.weights.iter().cloned().map(Step::linear).collect();
        Some(Chain::dense(steps, Activation::Linear))
    }

    fn as_two_layer(&self) -> Option<TwoLayer> {
        Some(TwoLayer::linear(&self.coefficients()))
    }
}

/// All entries, layer by layer, column by column.
fn flat(weights: &[Mat<f64>]) -> Vec<f64> {
    let columns = weights.iter().flat_map(|layer| layer.col_iter());
    columns.flat_map(|column| column.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::*;
    use crate::network::Networks;

    fn start(keys: &str, dimension: usize) -> Result<Linear, StartError> {
        let table: toml::Table = format!(
            "data = {{ kind = 'sparse-regression', samples = 8, dimension = {dimension} }}
             loss.name = 'squared'
             flow.method = 'runge-kutta'
             network.kind = 'linear'
             {keys}"
        )
        .parse()
        .unwrap();
        let config: Config = table.try_into().unwrap();
        config.validate().unwrap();
        let problem = crate::runs::draw_problem(&config).unwrap();
        let start = Networks::default().start(&config, &problem)?;
        Ok(start.downcast::<Linear>().unwrap().clone())
    }

    /// max |W_(l+1)^T W_(l+1) - W_l W_l^T - lambda 1| over neighbouring layers.
    fn off_balance(network: &Linear, lambda: f64) -> f64 {
        let pairs = network.weights().windows(2);
        let off = pairs.map(|pair| {
            let difference = pair[1].transpose() * &pair[1] - &pair[0] * pair[0].transpose();
            let size = difference.nrows();
            (difference - faer::Scale(lambda) * Mat::<f64>::identity(size, size)).norm_max()
        });
        off.fold(0.0, f64::max)
    }

    #[test]
    fn balanced_starts_have_the_imbalance_asked_for_at_the_size_alpha() {
        for (keys, lambda, smaller) in [
            ("hidden = [4], imbalance = 0.0", 0.0, 1),
            ("hidden = [5, 2, 3], imbalance = 0.0", 0.0, 3),
            ("hidden = [4], imbalance = -0.5", -0.5, 1),
            ("hidden = [6], imbalance = -2.0", -2.0, 1),
            ("hidden = [1], imbalance = -0.5", -0.5, 1),
            ("hidden = [1], imbalance = 3.0", 3.0, 0),
        ] {
            let keys = format!("alpha = 0.25, {keys}").replace(", ", "\n network.");
            // A list has commas of its own.
            let keys = keys.replace("[5\n network.2\n network.3]", "[5, 2, 3]");
            let network = start(&format!("network.{keys}"), 6).unwrap();
            assert!(off_balance(&network, lambda) < 1e-15, "{keys}");
            let size = network.weights()[smaller].norm_l2();
            assert!((size - 0.25).abs() < 1e-15, "{keys}: {size}");
        }
    }

    #[test]
    fn independent_entries_have_the_spread_of_their_layer() {
        let keys = "network.hidden = [300, 200]\n network.alpha = 0.01\n network.small_layers = 1";
        let network = start(keys, 50).unwrap();
        let square = |layer: usize| {
            let weights = &network.weights()[layer];
            weights.squared_norm_l2() / (weights.nrows() * weights.ncols()) as f64
        };
        // Standard errors are sqrt(2/15000), sqrt(2/60000) and .1 of the variance.
        assert!((square(0) / (1e-4 / 50.0) - 1.0).abs() < 0.05);
        assert!((square(1) * 300.0 - 1.0).abs() < 0.03);
        assert!((square(2) * 200.0 - 1.0).abs() < 0.5);
    }

    #[test]
    fn more_neurons_than_inputs_cannot_have_a_larger_first_layer() {
        let refused = start("network.hidden = [7]\n network.imbalance = -1.0", 6).unwrap_err();
        assert!(refused.to_string().contains("at most 6"), "{refused}");
        assert!(start("network.hidden = [6]\n network.imbalance = -1.0", 6).is_ok());
        let asked = |hidden: &[usize], lambda| {
            let hidden = hidden.to_vec();
            let config = LinearConfig {
                hidden,
                ..LinearConfig::default()
            };
            impossible(&config, lambda, 6)
        };
        assert_eq!((asked(&[1], 1.0), asked(&[], 0.0)), (None, None));
        assert!(asked(&[2], 1.0).unwrap().contains("rank 1"));
        for hidden in [&[][..], &[2, 2]] {
            assert!(asked(hidden, -1.0).unwrap().contains("two layers"));
        }
    }

    #[test]
    fn layers_have_to_fit() {
        let shapes = |shapes: &[(usize, usize)]| {
            let weights = shapes
                .iter()
                .map(|&(rows, columns)| Mat::ones(rows, columns));
            Linear::new(weights.collect())
        };
        assert!(shapes(&[(3, 2), (4, 3), (1, 4)]).is_some());
        assert!(shapes(&[(1, 2)]).is_some());
        assert!(shapes(&[(3, 2), (1, 4)]).is_none());
        assert!(shapes(&[(3, 2)]).is_none());
        assert!(shapes(&[]).is_none());
    }

    #[test]
    fn coefficients_are_the_product_of_the_layers() {
        let weights = vec![mat![[1.0, 2.0], [0.0, -1.0]], mat![[3.0, 1.0]]];
        let network = Linear::new(weights).unwrap();
        assert_eq!(network.coefficients(), [3.0, 5.0]);
        assert_eq!(network.predict(mat![[2.0, -1.0]].as_ref()), [1.0]);
        assert_eq!(network.parameters(), [1.0, 0.0, 2.0, -1.0, 3.0, 1.0]);
        assert_eq!((network.dimension(), network.degree()), (2, Some(2.0)));
    }
}
