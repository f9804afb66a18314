//! The dual variable s, what it means for the network, and its velocity.

use faer::linalg::triangular_solve::{
    solve_lower_triangular_in_place, solve_upper_triangular_in_place,
};
use faer::{Mat, Par};

use crate::data::Dataset;
use crate::faults::{Fault, planted};
use crate::math::dot;
use crate::network::Diagonal;

/// Roundings of one term that an accumulated sum may be off by.
const ROUNDINGS: f64 = 4.0;

/// A value of the dual variable, the network there, and its residual.
#[derive(Clone, Debug)]
pub(super) struct At {
    pub s: Vec<f64>,
    pub network: Diagonal,
    pub residual: Vec<f64>,
}

/// The dynamics `ds/dt = r = y - X beta`, `log(u/alpha) = 2 X^T s`.
#[derive(Debug)]
pub(super) struct Dual<'a> {
    data: &'a Dataset,
    start: Diagonal,
}

impl<'a> Dual<'a> {
    pub fn new(data: &'a Dataset, start: &Diagonal) -> Self {
        let start = start.clone();
        Dual { data, start }
    }

    /// What follows from s.
    pub fn at(&self, s: Vec<f64>) -> At {
        let network = self.network(&s);
        let residual = self.velocity(&network);
        At {
            s,
            network,
            residual,
        }
    }

    /// The network at s.
    pub fn network(&self, s: &[f64]) -> Diagonal {
        self.start.grown(self.growth(s))
    }

    /// 2 X^T s, length d.
    pub fn growth(&self, s: &[f64]) -> Vec<f64> {
        self.pull(s).iter().map(|pull| 2.0 * pull).collect()
    }

    /// X^T s, length d.
    pub fn pull(&self, s: &[f64]) -> Vec<f64> {
        let points = self.data.points();
        let columns = points.col_iter();
        columns.map(|column| dot(column.iter(), s)).collect()
    }

    /// r = y - X beta, the velocity of s.
    pub fn velocity(&self, network: &Diagonal) -> Vec<f64> {
        let fitted = network.predict(self.data.points());
        let labels = self.data.labels().iter();
        let mut residual: Vec<f64> = labels.zip(&fitted).map(|(y, f)| y - f).collect();
        if planted(Fault::DiagonalIsPreconditioned) {
            residual[0] *= 2.0;
        }
        residual
    }

    /// |grad| of the sum loss over u and v: 2 sqrt(sum_j (u_j^2 + v_j^2) (X^T r)_j^2).
    pub fn speed(&self, at: &At) -> f64 {
        let squares = at.network.squares();
        let pulls = self.pull(&at.residual);
        // The root first: the square of a small weight may underflow.
        let terms = squares.iter().zip(&pulls).map(|(s, p)| s.sqrt() * p);
        2.0 * terms.fold(0.0, libm::hypot)
    }

    /// Whether X^T r is zero to the rounding of its terms. The rounding of s, magnified by the
    /// slope of beta, counts: at alpha = 1e-100 it moves beta by 1e-13.
    pub fn is_stationary(&self, at: &At) -> bool {
        let points = self.data.points();
        // beta_j is off by its own rounding and by that of its exponent.
        let (beta, squares) = (at.network.beta(), at.network.squares());
        let off: Vec<f64> = (0..beta.len())
            .map(|j| beta[j].abs() + 4.0 * squares[j] * sizes(points.col(j).iter(), &at.s))
            .collect();
        let labels = self.data.labels();
        let rounding: Vec<f64> = (0..labels.len())
            .map(|i| labels[i].abs() + sizes(points.row(i).iter(), &off))
            .map(|size| ROUNDINGS * f64::EPSILON * size)
            .collect();
        let pulls = self.pull(&at.residual);
        (0..beta.len()).all(|j| {
            let terms = points.col(j).iter().zip(&rounding);
            let allowed: f64 = terms.map(|(x, rounding)| x.abs() * rounding).sum();
            pulls[j].abs() <= allowed
        })
    }

    /// R with R^T R = `rate I - J`, `J = -4 X diag(u^2 + v^2) X^T` the slope of the velocity, from
    /// the QR decomposition of a root: the entries of u^2 + v^2 span hundreds of decades, which
    /// the matrix itself would round away.
    pub fn implicit(&self, network: &Diagonal, rate: f64) -> Mat<f64> {
        let points = self.data.points();
        let (n, d) = points.shape();
        let roots: Vec<f64> = network.squares().iter().map(|s| 2.0 * s.sqrt()).collect();
        let root = Mat::from_fn(d + n, n, |row, i| {
            if row < d {
                roots[row] * points[(i, row)]
            } else if row - d == i {
                rate.sqrt()
            } else {
                0.0
            }
        });
        root.qr().thin_R().to_owned()
    }
}

/// sum |a b|.
fn sizes<'a>(a: impl Iterator<Item = &'a f64>, b: &[f64]) -> f64 {
    a.zip(b).map(|(a, b)| (a * b).abs()).sum()
}

/// The solution of R^T R x = b.
pub(super) fn solve(r: &Mat<f64>, b: &[f64]) -> Vec<f64> {
    let mut x = Mat::from_fn(b.len(), 1, |i, _| b[i]);
    solve_lower_triangular_in_place(r.transpose(), x.as_mut(), Par::Seq);
    solve_upper_triangular_in_place(r.as_ref(), x.as_mut(), Par::Seq);
    x.col(0).iter().copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use faer::mat;

    fn case() -> (Dataset, Diagonal) {
        let points = mat![[1.0, -0.5, 0.3], [0.2, 2.0, -1.0]];
        let data = Dataset::new(points, vec![1.0, -0.4]).unwrap();
        (data, Diagonal::new(0.7, 3))
    }

    #[test]
    fn the_slope_is_that_of_the_velocity() {
        let (data, start) = case();
        let dual = Dual::new(&data, &start);
        let s = [0.2, -0.3];
        let at = |s: &[f64]| dual.velocity(&dual.network(s));
        // (rate I - J) (x) = b, with J by differences.
        let rate = 1.5;
        let b = [0.4, -1.1];
        let x = solve(&dual.implicit(&dual.network(&s), rate), &b);
        let h = 1e-5;
        let ahead = at(&[s[0] + h * x[0], s[1] + h * x[1]]);
        let behind = at(&[s[0] - h * x[0], s[1] - h * x[1]]);
        for i in 0..2 {
            let slope = (ahead[i] - behind[i]) / (2.0 * h);
            assert!((rate * x[i] - slope - b[i]).abs() < 1e-8, "{i}");
        }
    }

    #[test]
    fn the_speed_is_the_norm_of_the_gradient() {
        let (data, start) = case();
        let dual = Dual::new(&data, &start);
        let at = dual.at(vec![0.2, -0.3]);
        let (u, v, pulls) = (at.network.u(), at.network.v(), dual.pull(&at.residual));
        let square: f64 = (0..3)
            .map(|j| 4.0 * (u[j] * u[j] + v[j] * v[j]) * pulls[j] * pulls[j])
            .sum();
        assert!((dual.speed(&at) - square.sqrt()).abs() < 1e-13);
    }

    #[test]
    fn only_rounding_is_stationary() {
        let (data, start) = case();
        let dual = Dual::new(&data, &start);
        let mut at = dual.at(vec![0.2, -0.3]);
        assert!(!dual.is_stationary(&at));
        for (residual, is_stationary) in [
            ([1e-17, -1e-17], true),
            ([1e-13, 0.0], false),
            ([f64::NAN, 0.0], false),
        ] {
            at.residual = residual.to_vec();
            assert_eq!(dual.is_stationary(&at), is_stationary, "{residual:?}");
        }
    }
}
