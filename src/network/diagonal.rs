//! The diagonal linear network `f(x) = <beta, x>`, `beta = u^2 - v^2` (WGL20).

use faer::{Mat, MatRef};
use libm::{exp, expm1, log, sinh};

use super::interface::{change_of, column};
use super::{Chain, Layer, Loss, Network, Step, TwoLayer};
use crate::config::Activation;
use crate::data::Dataset;
use crate::math::{dot, norm_of_any_size};

/// Below this exponent `u^2 - v^2` would cancel.
const CANCELS: f64 = 0.5;

/// A diagonal linear network, u and v positive, on its way from `u(0) = v(0) = alpha 1`.
///
/// The gradient flow keeps u_j v_j at alpha^2 (WGL20, Appendix A), so that one number a coordinate,
/// `log(u_j/alpha)`, is the whole state; it is of order one where u and v are 1e-100 or 1e100.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagonal {
    /// (u_j v_j)^(1/2), length d.
    scales: Vec<f64>,
    growth: Vec<f64>,
}

impl Diagonal {
    /// The network at the start, `u = v = alpha 1`, so that beta is 0.
    pub fn new(alpha: f64, dimension: usize) -> Self {
        Diagonal {
            scales: vec![alpha; dimension],
            growth: vec![0.0; dimension],
        }
    }

    /// The network of the same alpha with `u_j = alpha exp(growth_j)`, `v_j = alpha exp(-growth_j)`.
    pub fn grown(&self, growth: Vec<f64>) -> Self {
        Diagonal {
            scales: self.scales.clone(),
            growth,
        }
    }

    /// alpha, the initial size of every weight; NaN where u and v were given and come from no one
    /// alpha.
    pub fn alpha(&self) -> f64 {
        let same = |alpha: f64, scale: &f64| if alpha == *scale { alpha } else { f64::NAN };
        let first = self.scales.first().copied().unwrap_or(f64::NAN);
        self.scales.iter().fold(first, same)
    }

    /// log(u_j/alpha) = -log(v_j/alpha), length d.
    pub fn growth(&self) -> &[f64] {
        &self.growth
    }

    /// u, length d.
    pub fn u(&self) -> Vec<f64> {
        self.each(|alpha, g| alpha * exp(g))
    }

    /// v, length d.
    pub fn v(&self) -> Vec<f64> {
        self.each(|alpha, g| alpha * exp(-g))
    }

    /// beta = u^2 - v^2, length d, without cancellation.
    pub fn beta(&self) -> Vec<f64> {
        self.each(|alpha, g| {
            if g.abs() < CANCELS {
                2.0 * alpha * alpha * sinh(2.0 * g)
            } else {
                let (u, v) = (alpha * exp(g), alpha * exp(-g));
                u * u - v * v
            }
        })
    }

    /// u^2 + v^2, length d: dbeta_j = 2 (u_j^2 + v_j^2) dgrowth_j.
    pub fn squares(&self) -> Vec<f64> {
        self.each(|alpha, g| {
            let (u, v) = (alpha * exp(g), alpha * exp(-g));
            u * u + v * v
        })
    }

    /// f on the rows of an m x d matrix.
    pub fn predict(&self, points: MatRef<'_, f64>) -> Vec<f64> {
        let beta = self.beta();
        let f = |i: usize| dot(points.row(i).iter(), &beta);
        (0..points.nrows()).map(f).collect()
    }

    /// Input dimension d.
    pub fn dimension(&self) -> usize {
        self.growth.len()
    }

    /// A number a coordinate, of its scale and growth.
    fn each(&self, of: impl Fn(f64, f64) -> f64) -> Vec<f64> {
        let pairs = self.scales.iter().zip(&self.growth);
        pairs.map(|(alpha, g)| of(*alpha, *g)).collect()
    }
}

impl Network for Diagonal {
    fn kind(&self) -> &str {
        "diagonal"
    }

    fn dimension(&self) -> usize {
        Diagonal::dimension(self)
    }

    fn parameters(&self) -> Vec<f64> {
        [self.u(), self.v()].concat()
    }

    fn with_parameters(&self, flat: &[f64]) -> Box<dyn Network> {
        let (u, v) = flat.split_at(self.dimension());
        let pairs = u.iter().zip(v);
        Box::new(Diagonal {
            scales: pairs.clone().map(|(u, v)| u.sqrt() * v.sqrt()).collect(),
            growth: pairs.map(|(u, v)| 0.5 * (log(*u) - log(*v))).collect(),
        })
    }

    fn predict(&self, points: MatRef<'_, f64>) -> Mat<f64> {
        column(Diagonal::predict(self, points))
    }

    fn velocity(&self, data: &Dataset, loss: Loss) -> Vec<f64> {
        let pull = loss.pull(data, &Diagonal::predict(self, data.points()));
        let (u, v) = (self.u().into_iter(), self.v().into_iter());
        let grown = u.zip(pull.iter()).map(|(u, pull)| 2.0 * u * pull);
        let shrunk = v.zip(pull.iter()).map(|(v, pull)| -2.0 * v * pull);
        grown.chain(shrunk).collect()
    }

    fn degree(&self) -> Option<f64> {
        Some(2.0)
    }

    fn layers(&self) -> Vec<Layer> {
        let d = self.dimension();
        let layer = |name: &str, place| Layer {
            name: name.to_string(),
            shape: [d, 1],
            place,
            is_bias: false,
        };
        vec![layer("u", 0..d), layer("v", d..2 * d)]
    }

    fn relative_change(&self, start: &dyn Network) -> f64 {
        let Some(start) = start.downcast::<Diagonal>() else {
            return f64::NAN;
        };
        if self.scales != start.scales {
            return change_of(&self.parameters(), &start.parameters());
        }
        // Over alpha, and without squares, which overflow where alpha is tiny.
        let moved = self.growth.iter().zip(&start.growth);
        let change = moved.map(|(g, from)| {
            libm::hypot(exp(*from) * expm1(g - from), exp(-from) * expm1(from - g))
        });
        let size = start.growth.iter().map(|g| libm::hypot(exp(*g), exp(-g)));
        norm_of_any_size(change) / norm_of_any_size(size)
    }

    fn chain(&self) -> Option<Chain> {
        let beta = self.beta();
        let weights = Mat::from_fn(1, beta.len(), |_, j| beta[j]);
        Some(Chain::dense(
            vec![Step::linear(weights)],
            Activation::Linear,
        ))
    }

    fn as_two_layer(&self) -> Option<TwoLayer> {
        Some(TwoLayer::linear(&self.beta()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use faer::mat;

    #[test]
    fn beta_is_exact_from_tiny_to_large_scales() {
        // 2 alpha^2 sinh(2g) by mpmath.
        for (alpha, growth, beta) in [
            (1e3, 1e-9, 4e-3),
            (1.0, 0.499, 2.344_234_761_439_800_9),
            (1.0, 0.501, 2.356_579_414_748_088),
            (1e-100, -230.258_509_299_404_58, -1.0),
            (1e-200, 460.517_018_598_809_15, 1.0),
        ] {
            let network = Diagonal::new(alpha, 1).grown(vec![growth]);
            let found = network.beta()[0];
            assert!((found / beta - 1.0).abs() < 2e-13, "{alpha}: {found}");
        }
    }

    #[test]
    fn the_weights_give_beta_and_its_slope() {
        let network = Diagonal::new(0.3, 3).grown(vec![0.7, -1.2, 0.1]);
        let (u, v, beta) = (network.u(), network.v(), network.beta());
        for j in 0..3 {
            assert!((u[j] * u[j] - v[j] * v[j] - beta[j]).abs() < 1e-15);
            assert!((u[j] * v[j] - 0.09).abs() < 1e-16);
            assert!((u[j] * u[j] + v[j] * v[j] - network.squares()[j]).abs() < 1e-15);
        }
        let moved = |step: f64| network.grown(vec![0.7, -1.2 + step, 0.1]).beta()[1];
        let slope = (moved(1e-6) - moved(-1e-6)) / 2e-6;
        assert!((slope - 2.0 * network.squares()[1]).abs() < 1e-8);
        assert_eq!((network.alpha(), network.dimension()), (0.3, 3));
    }

    #[test]
    fn a_linear_function_is_a_two_layer_network() {
        let network = Diagonal::new(0.3, 2).grown(vec![0.7, -1.2]);
        let points = mat![[1.0, 2.0], [-3.0, 0.5], [0.0, 0.0]];
        let beta = network.beta();
        let f = network.predict(points.as_ref());
        assert!((f[0] - (beta[0] + 2.0 * beta[1])).abs() < 1e-15);
        assert!((f[1] - (0.5 * beta[1] - 3.0 * beta[0])).abs() < 1e-15);
        let two_layer = network.as_two_layer().unwrap();
        assert_eq!(f, two_layer.predict(points.as_ref()));
    }
}
