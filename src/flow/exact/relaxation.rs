//! The residuals along a step of a stiff phase: an exponential Rosenbrock step in
//! function space (Hochbruck and Ostermann, Acta Numerica 19, 2010).
//!
//! With the tangent kernel Theta and the loss's curvatures D, `dr/dt = -D Theta r` has
//! fast modes near interpolation and near stationary points, which would hold an
//! explicit step at their time scale. Here they relax exactly; what the line and the
//! parabola do for slow residuals, the phi functions of D Theta do for these.
//!
//! Everything is a function of the symmetric J = D^1/2 Theta D^1/2 = V L V^T, written so
//! that no D^-1/2 is needed: curvatures may vanish.

use faer::{Mat, Side};
use libm::exp;

/// Modes slower than this part of the fastest one are taken not to relax.
const SLOW: f64 = 1e-12;

/// A step spans at most this many relaxation times of the slowest mode.
const LONGEST: f64 = 30.0;

/// Residuals that relax, as seen from the start of a step.
#[derive(Clone, Debug)]
pub(super) struct Relaxation {
    start: Vec<f64>,
    kernel: Mat<f64>,
    roots: Vec<f64>,
    modes: Mat<f64>,
    rates: Vec<f64>,
    /// V^T D^1/2 Theta r.
    pull: Vec<f64>,
    /// The residuals at the end less those of the linear relaxation.
    gap: Vec<f64>,
    /// V^T D^1/2 Theta gap.
    gap_pull: Vec<f64>,
    length: f64,
}

impl Relaxation {
    /// The relaxation from residuals r, curvatures and tangent kernel; `None` if the
    /// kernel has no eigendecomposition.
    pub(super) fn new(residuals: &[f64], curvatures: &[f64], kernel: Mat<f64>) -> Option<Self> {
        let n = residuals.len();
        let roots: Vec<f64> = curvatures.iter().map(|c| c.max(0.0).sqrt()).collect();
        let symmetric = Mat::from_fn(n, n, |i, k| roots[i] * kernel[(i, k)] * roots[k]);
        let eigen = symmetric.self_adjoint_eigen(Side::Lower).ok()?;
        let rates = eigen.S().column_vector().iter().map(|l| l.max(0.0));
        let mut relaxation = Relaxation {
            start: residuals.to_vec(),
            rates: rates.collect(),
            modes: eigen.U().to_owned(),
            kernel,
            roots,
            pull: Vec::new(),
            gap: vec![0.0; n],
            gap_pull: vec![0.0; n],
            length: 1.0,
        };
        relaxation.pull = relaxation.pull_of(residuals);
        Some(relaxation)
    }

    /// The fastest mode's rate.
    pub(super) fn fastest(&self) -> f64 {
        self.rates.iter().fold(0.0, |l: f64, rate| l.max(*rate))
    }

    /// The longest step for which the modes are a guide.
    pub(super) fn longest(&self) -> f64 {
        let fastest = self.fastest();
        let moving = self.rates.iter().filter(|l| **l > SLOW * fastest);
        let longest = moving.map(|l| LONGEST / l);
        longest.reduce(f64::max).unwrap_or(f64::INFINITY)
    }

    /// Forgets what the last step has shown.
    pub(super) fn ahead(&mut self, length: f64) {
        self.length = length;
        self.gap.fill(0.0);
        self.gap_pull.fill(0.0);
    }

    /// Takes in the residuals found at the end: their distance to the linear relaxation
    /// has grown as if driven by a force that grows linearly in time.
    pub(super) fn through(&mut self, end: &[f64], length: f64) {
        self.length = length;
        let relaxed = self.along(&self.pull, |l| length * phi1(l * length));
        for (i, gap) in self.gap.iter_mut().enumerate() {
            *gap = end[i] - (self.start[i] - relaxed[i]);
        }
        self.gap_pull = self.pull_of(&self.gap);
    }

    /// The average over the first `time` of the step.
    pub(super) fn average(&self, time: f64, average: &mut Vec<f64>) {
        let share = time / self.length;
        let level = share * share / 3.0;
        let relaxed = self.along(&self.pull, |l| time * phi2(l * time));
        // (share^2 phi3(l time)/phi2(l length) - level)/l, whose value at l = 0 is a limit.
        let bent = self.along(&self.gap_pull, |l| {
            let z = l * self.length;
            if z < 1e-6 {
                return level * (1.0 / 3.0 - share / 4.0) * self.length;
            }
            (share * share * phi3(l * time) / phi2(z) - level) / l
        });
        average.clear();
        let terms = self
            .start
            .iter()
            .zip(relaxed)
            .zip(self.gap.iter().zip(bent));
        average.extend(terms.map(|((r, relaxed), (gap, bent))| r - relaxed + level * gap + bent));
    }

    /// V^T D^1/2 Theta x.
    fn pull_of(&self, x: &[f64]) -> Vec<f64> {
        let n = x.len();
        let product = (0..n).map(|i| {
            let row = self.kernel.row(i).iter().zip(x);
            self.roots[i] * row.map(|(t, x)| t * x).sum::<f64>()
        });
        let product: Vec<f64> = product.collect();
        let modes = (0..n).map(|k| {
            let column = self.modes.col(k).iter().zip(&product);
            column.map(|(v, p)| v * p).sum()
        });
        modes.collect()
    }

    /// D^1/2 V diag(weight(l)) y.
    fn along(&self, y: &[f64], weight: impl Fn(f64) -> f64) -> Vec<f64> {
        let weighted = self.rates.iter().zip(y).map(|(l, y)| weight(*l) * y);
        let weighted: Vec<f64> = weighted.collect();
        let rows = (0..y.len()).map(|i| {
            let row = self.modes.row(i).iter().zip(&weighted);
            self.roots[i] * row.map(|(v, w)| v * w).sum::<f64>()
        });
        rows.collect()
    }
}

/// (1 - e^-z)/z.
fn phi1(z: f64) -> f64 {
    if z < 1.0 {
        series(z, 1)
    } else {
        (1.0 - exp(-z)) / z
    }
}

/// (1 - phi1)/z.
fn phi2(z: f64) -> f64 {
    if z < 1.0 {
        series(z, 2)
    } else {
        (1.0 - phi1(z)) / z
    }
}

/// (1/2 - phi2)/z.
fn phi3(z: f64) -> f64 {
    if z < 1.0 {
        series(z, 3)
    } else {
        (0.5 - phi2(z)) / z
    }
}

/// sum_i (-z)^i / (i + order)!, for z < 1.
fn series(z: f64, order: u32) -> f64 {
    let mut term = 1.0 / f64::from((1..=order).product::<u32>());
    let mut sum = 0.0;
    for i in 1..20 {
        sum += term;
        term *= -z / f64::from(i + order);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use faer::mat;
    use libm::expm1;

    #[test]
    fn the_phi_functions_meet_at_one_and_solve_their_recursion() {
        for z in [1e-9, 0.1, 0.999999, 1.000001, 7.0, 800.0] {
            assert!((phi1(z) + expm1(-z) / z).abs() < 1e-15);
            assert!((z * phi2(z) + phi1(z) - 1.0).abs() < 1e-14);
            assert!((z * phi3(z) + phi2(z) - 0.5).abs() < 1e-14);
        }
    }

    #[test]
    fn a_linear_relaxation_is_averaged_exactly() {
        // r' = -D Theta r for a 2 x 2 system with a known exponential.
        let kernel = mat![[2.0, 1.0], [1.0, 2.0]];
        let relaxation = Relaxation::new(&[1.0, 0.0], &[1.0, 1.0], kernel).unwrap();
        let mut average = Vec::new();
        for time in [0.01, 1.0, 30.0] {
            relaxation.average(time, &mut average);
            let (slow, fast) = (-expm1(-time) / time, -expm1(-3.0 * time) / (3.0 * time));
            assert!((average[0] - 0.5 * (slow + fast)).abs() < 1e-14);
            assert!((average[1] - 0.5 * (fast - slow)).abs() < 1e-14);
        }
    }

    #[test]
    fn a_force_that_grows_linearly_is_averaged_exactly() {
        // r' = -l r + c t: r(t) = c (l t - 1 + e^-lt)/l^2 from r(0) = 0.
        let (l, c, length) = (4.0, 3.0, 0.7);
        let r = |t: f64| c * (l * t + expm1(-l * t)) / (l * l);
        let mut relaxation = Relaxation::new(&[0.0], &[1.0], mat![[l]]).unwrap();
        relaxation.through(&[r(length)], length);
        let mut average = Vec::new();
        for time in [0.2, 0.7] {
            relaxation.average(time, &mut average);
            let steps = 20_000;
            let middle = |k: i32| r((f64::from(k) + 0.5) * time / f64::from(steps));
            let mean = (0..steps).map(middle).sum::<f64>() / f64::from(steps);
            assert!((average[0] - mean).abs() < 1e-9, "{time}");
        }
    }

    #[test]
    fn a_mode_that_does_not_relax_follows_its_force() {
        // r' = c t without relaxation: r = c t^2/2, its average over t is c t^2/6.
        let mut relaxation = Relaxation::new(&[0.0], &[1.0], mat![[0.0]]).unwrap();
        relaxation.through(&[0.5 * 3.0 * 0.49], 0.7);
        let mut average = Vec::new();
        relaxation.average(0.2, &mut average);
        assert!((average[0] - 3.0 * 0.04 / 6.0).abs() < 1e-15);
    }

    #[test]
    fn vanishing_curvatures_do_not_relax() {
        let kernel = mat![[2.0, 1.0], [1.0, 2.0]];
        let relaxation = Relaxation::new(&[1.0, 0.5], &[0.0, 1.0], kernel).unwrap();
        let mut average = Vec::new();
        relaxation.average(2.0, &mut average);
        assert_eq!(average[0], 1.0);
        assert!(average.iter().all(|r| r.is_finite()));
    }
}
