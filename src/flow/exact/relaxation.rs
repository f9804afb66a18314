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

use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::evd::{ComputeEigenvectors, self_adjoint_evd, self_adjoint_evd_scratch};
use faer::{Auto, Mat, Par, Spec};
use libm::exp;

use crate::math::{dot, refill};

/// Modes slower than this part of the fastest one are taken not to relax.
const SLOW: f64 = 1e-12;

/// A step spans at most this many relaxation times of the slowest mode.
const LONGEST: f64 = 30.0;

/// Residuals that relax, as seen from the start of a step.
pub struct Relaxation {
    start: Vec<f64>,
    pub modes: Modes,
    /// L.
    rates: Diag<f64>,
    /// V^T D^1/2 Theta r.
    pull: Vec<f64>,
    /// The residuals at the end less those of the linear relaxation.
    gap: Vec<f64>,
    /// V^T D^1/2 Theta gap.
    gap_pull: Vec<f64>,
    length: f64,
    symmetric: Mat<f64>,
    stack: MemBuffer,
    along: Vec<f64>,
    bent: Vec<f64>,
}

impl Relaxation {
    /// Buffers for n points.
    pub fn new(n: usize) -> Self {
        let (vectors, spec) = (ComputeEigenvectors::Yes, Spec::new(Auto::<f64>::auto()));
        let scratch = self_adjoint_evd_scratch::<f64>(n, vectors, Par::Seq, spec);
        Relaxation {
            start: Vec::new(),
            modes: Modes {
                kernel: Mat::zeros(n, n),
                roots: Vec::new(),
                vectors: Mat::zeros(n, n),
                product: Vec::new(),
            },
            rates: Diag::zeros(n),
            pull: Vec::new(),
            gap: vec![0.0; n],
            gap_pull: vec![0.0; n],
            length: 1.0,
            symmetric: Mat::zeros(n, n),
            stack: MemBuffer::new(scratch),
            along: Vec::new(),
            bent: Vec::new(),
        }
    }

    /// Begins from residuals r, curvatures and the tangent kernel as it stands; false if that has
    /// no eigendecomposition.
    pub fn begin(&mut self, residuals: &[f64], curvatures: impl Iterator<Item = f64>) -> bool {
        refill(&mut self.start, residuals.iter().copied());
        let modes = &mut self.modes;
        refill(&mut modes.roots, curvatures.map(|c| c.max(0.0).sqrt()));
        let n = residuals.len();
        for k in 0..n {
            for i in 0..n {
                self.symmetric[(i, k)] = modes.roots[i] * modes.kernel[(i, k)] * modes.roots[k];
            }
        }
        let found = self_adjoint_evd(
            self.symmetric.as_ref(),
            self.rates.as_mut(),
            Some(modes.vectors.as_mut()),
            Par::Seq,
            MemStack::new(&mut self.stack),
            Spec::new(Auto::<f64>::auto()),
        );
        let rates = self.rates.column_vector_mut();
        rates.iter_mut().for_each(|l| *l = l.max(0.0));
        self.modes.pull_of(residuals, &mut self.pull);
        self.ahead(1.0);
        found.is_ok()
    }

    /// The fastest mode's rate.
    pub fn fastest(&self) -> f64 {
        let rates = self.rates.column_vector().iter();
        rates.fold(0.0, |l: f64, rate| l.max(*rate))
    }

    /// The longest step for which the modes are a guide.
    pub fn longest(&self) -> f64 {
        let fastest = self.fastest();
        let rates = self.rates.column_vector().iter();
        let moving = rates.filter(|l| **l > SLOW * fastest);
        let longest = moving.map(|l| LONGEST / l);
        longest.reduce(f64::max).unwrap_or(f64::INFINITY)
    }

    /// Forgets what the last step has shown.
    pub fn ahead(&mut self, length: f64) {
        self.length = length;
        self.gap.fill(0.0);
        self.gap_pull.fill(0.0);
    }

    /// Takes in the residuals found at the end: their distance to the linear relaxation
    /// has grown as if driven by a force that grows linearly in time.
    pub fn through(&mut self, end: &[f64], length: f64) {
        self.length = length;
        let relaxed = self.pull.iter().zip(self.rates.column_vector().iter());
        let relaxed = relaxed.map(|(y, l)| length * phi1(l * length) * y);
        self.modes.along(relaxed, &mut self.along);
        for (i, gap) in self.gap.iter_mut().enumerate() {
            *gap = end[i] - (self.start[i] - self.along[i]);
        }
        self.modes.pull_of(&self.gap, &mut self.gap_pull);
    }

    /// The average over the first `time` of the step.
    pub fn average(&mut self, time: f64, average: &mut Vec<f64>) {
        let length = self.length;
        let share = time / length;
        let level = share * share / 3.0;
        let relaxed = self.pull.iter().zip(self.rates.column_vector().iter());
        let relaxed = relaxed.map(|(y, l)| time * phi2(l * time) * y);
        self.modes.along(relaxed, &mut self.along);
        // (share^2 phi3(l time)/phi2(l length) - level)/l, whose value at l = 0 is a limit.
        let weight = |l: f64| {
            let z = l * length;
            if z < 1e-6 {
                return level * (1.0 / 3.0 - share / 4.0) * length;
            }
            (share * share * phi3(l * time) / phi2(z) - level) / l
        };
        let pulls = self.gap_pull.iter().zip(self.rates.column_vector().iter());
        let weighted = pulls.map(|(y, l)| weight(*l) * y);
        self.modes.along(weighted, &mut self.bent);
        let starts = self.start.iter().zip(&self.along);
        let terms = starts.zip(self.gap.iter().zip(&self.bent));
        let terms = terms.map(|((r, relaxed), (gap, bent))| r - relaxed + level * gap + bent);
        refill(average, terms);
    }
}

/// What turns residuals into modes and back.
pub struct Modes {
    /// Theta, to be filled before the relaxation begins.
    pub kernel: Mat<f64>,
    /// D^1/2.
    roots: Vec<f64>,
    /// V.
    vectors: Mat<f64>,
    product: Vec<f64>,
}

impl Modes {
    /// V^T D^1/2 Theta x.
    fn pull_of(&mut self, x: &[f64], pull: &mut Vec<f64>) {
        let rows = self.kernel.row_iter().zip(&self.roots);
        let scaled = rows.map(|(row, root)| root * dot(row.iter(), x));
        refill(&mut self.product, scaled);
        let columns = self.vectors.col_iter();
        refill(pull, columns.map(|v| dot(v.iter(), &self.product)));
    }

    /// D^1/2 V y.
    fn along(&mut self, y: impl Iterator<Item = f64>, to: &mut Vec<f64>) {
        refill(&mut self.product, y);
        let rows = self.vectors.row_iter().zip(&self.roots);
        refill(
            to,
            rows.map(|(v, root)| root * dot(v.iter(), &self.product)),
        );
    }
}

/// (1 - e^-z)/z.
fn phi1(z: f64) -> f64 {
    series(z, 1).unwrap_or_else(|| (1.0 - exp(-z)) / z)
}

/// (1 - phi1)/z.
fn phi2(z: f64) -> f64 {
    series(z, 2).unwrap_or_else(|| (1.0 - phi1(z)) / z)
}

/// (1/2 - phi2)/z.
fn phi3(z: f64) -> f64 {
    series(z, 3).unwrap_or_else(|| (0.5 - phi2(z)) / z)
}

/// sum_i (-z)^i / (i + order)!, for z < 1; above, the recursions lose nothing.
fn series(z: f64, order: u32) -> Option<f64> {
    if z >= 1.0 {
        return None;
    }
    let mut term = 1.0 / f64::from((1..=order).product::<u32>());
    let mut sum = 0.0;
    for i in 1..20 {
        sum += term;
        term *= -z / f64::from(i + order);
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use faer::mat;
    use libm::expm1;

    fn relaxation(residuals: &[f64], curvatures: &[f64], kernel: Mat<f64>) -> Relaxation {
        let mut relaxation = Relaxation::new(residuals.len());
        relaxation.modes.kernel = kernel;
        assert!(relaxation.begin(residuals, curvatures.iter().copied()));
        relaxation
    }

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
        let mut relaxation = relaxation(&[1.0, 0.0], &[1.0, 1.0], kernel);
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
        let mut relaxation = relaxation(&[0.0], &[1.0], mat![[l]]);
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
        let mut relaxation = relaxation(&[0.0], &[1.0], mat![[0.0]]);
        relaxation.through(&[0.5 * 3.0 * 0.49], 0.7);
        let mut average = Vec::new();
        relaxation.average(0.2, &mut average);
        assert!((average[0] - 3.0 * 0.04 / 6.0).abs() < 1e-15);
    }

    #[test]
    fn vanishing_curvatures_do_not_relax() {
        let kernel = mat![[2.0, 1.0], [1.0, 2.0]];
        let mut relaxation = relaxation(&[1.0, 0.5], &[0.0, 1.0], kernel);
        let mut average = Vec::new();
        relaxation.average(2.0, &mut average);
        assert_eq!(average[0], 1.0);
        assert!(average.iter().all(|r| r.is_finite()));
    }
}
