//! The motion of one neuron under a constant pull: a Lorentz boost.
//!
//! With g = sum_i rho_i x_i held fixed, `dw/dt = v g, dv/dt = <w, g>` is linear with
//! the generator [[0, g], [g^T, 0]] of a boost. With gamma = |g|, p = <w, g>/gamma and
//! theta = gamma t,
//! `v(t) = cosh(theta) v + sinh(theta) p` and `w(t) = w + s(t) g`, `s = int_0^t v`:
//! w moves on a straight line, and v^2 - |w|^2, the Minkowski norm, is kept. Everything is written
//! in P = v + p and v, never in cosh and sinh, so that nothing cancels.

use libm::{expm1, log, log1p};

/// P = v + p is taken from the conserved norm when it is below this part of v: a shrinking neuron
/// would be revived by the sum's rounding errors, which grow like e^theta.
const CANCELS: f64 = 0.5;

/// |w_perp| below this many rounding errors of |w| is zero.
const PARALLEL: f64 = 64.0 * f64::EPSILON;

/// One neuron and the constant pull it is under.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Boost {
    /// Output weight at the start.
    pub output: f64,
    /// |g|, positive.
    pub rate: f64,
    /// P = v + <w, g>/|g|: the weight of the growing part e^theta.
    pub growing: f64,
}

impl Boost {
    /// The boost of (w, v) by g, `balance` being v^2 - |w|^2.
    ///
    /// A w that is parallel to g up to rounding is made so exactly, or noise would outlive a long
    /// contraction. Returns whether it did.
    #[inline(always)]
    pub fn new(
        weights: &mut [f64],
        output: f64,
        balance: f64,
        pull: &[f64],
        rate: f64,
    ) -> (Self, bool) {
        let along = dot(weights, pull) / rate;
        let mut growing = output + along;
        let mut straightened = false;
        if growing.abs() < CANCELS * output.abs() {
            let (mut across, mut length) = (0.0, 0.0);
            for (w, g) in weights.iter().zip(pull) {
                let part = w - along * (g / rate);
                across += part * part;
                length += w * w;
            }
            if across <= PARALLEL * PARALLEL * length {
                for (w, g) in weights.iter_mut().zip(pull) {
                    *w = along * (g / rate);
                }
                across = 0.0;
                straightened = true;
            }
            // v^2 - p^2 = balance + |w_perp|^2, and v - p does not cancel here.
            growing = (balance + across) / (output - along);
        }
        let boost = Boost {
            output,
            rate,
            growing,
        };
        (boost, straightened)
    }

    /// Whether the neuron stays where it is.
    pub fn is_still(&self) -> bool {
        self.output == 0.0 && self.growing == 0.0
    }

    /// |(dw/dt, dv/dt)|^2 at the start.
    #[inline(always)]
    pub fn square_speed(&self) -> f64 {
        let (v, along) = (self.output, self.growing - self.output);
        self.rate * self.rate * (v * v + along * along)
    }

    /// v - p, the weight of the shrinking part e^-theta.
    fn shrinking(&self) -> f64 {
        2.0 * self.output - self.growing
    }

    /// The sign of v on the way, up to its change.
    pub fn sign(&self) -> f64 {
        let is_zero = self.output == 0.0;
        let v = if is_zero { self.growing } else { self.output };
        f64::from(v > 0.0) - f64::from(v < 0.0)
    }

    /// The rapidity theta at which v passes through zero, if it ever does.
    pub fn sign_change(&self) -> Option<f64> {
        (self.growing * self.output < 0.0)
            .then(|| 0.5 * log(-self.shrinking() / self.growing))
            .filter(|theta| theta.is_finite())
    }

    /// (s, v) at rapidity theta: w has moved by s g.
    pub fn travel(&self, theta: f64) -> (f64, f64) {
        let gained = expm1(theta); // e^theta - 1
        let lost = gained / (1.0 + gained); // 1 - e^-theta
        let shift = lost * (2.0 * self.output + self.growing * gained) / (2.0 * self.rate);
        let output = 0.5 * (self.growing * (1.0 + gained) + self.shrinking() / (1.0 + gained));
        (shift, output)
    }

    /// v where w has moved by s g: `v^2 = (v - s gamma)^2 + 2 P s gamma`.
    pub fn output_at(&self, shift: f64) -> f64 {
        let moved = shift * self.rate;
        let behind = self.output - moved;
        let square = behind * behind + 2.0 * self.growing * moved;
        self.sign() * square.max(0.0).sqrt()
    }

    /// The rapidity at which w has moved by s g: E = e^theta - 1 solves
    /// `P E^2 + 2 (v - s gamma) E - 2 s gamma = 0`, here without cancellation.
    pub fn rapidity_at(&self, shift: f64) -> f64 {
        let moved = shift * self.rate;
        let behind = self.output - moved;
        let output = self.output_at(shift);
        let gained = if behind * self.sign() > 0.0 {
            2.0 * moved / (behind + output)
        } else {
            (output - behind) / self.growing
        };
        log1p(gained.max(0.0))
    }
}

/// Sum of products, in four interleaved sums that do not wait for each other.
#[inline(always)]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (quads, others) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest = quads.remainder().iter().zip(others.remainder());
    let rest: f64 = rest.map(|(a, b)| a * b).sum();
    let mut sums = [0.0; 4];
    for (a, b) in quads.zip(others) {
        for lane in 0..4 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use libm::{atanh, cosh, sinh, tanh};

    /// Moves a neuron by time t and returns it.
    fn moved(w: &[f64], v: f64, balance: f64, g: &[f64], time: f64) -> (Vec<f64>, f64) {
        let mut w = w.to_vec();
        let rate = dot(g, g).sqrt();
        let (boost, _) = Boost::new(&mut w, v, balance, g, rate);
        let (shift, v) = boost.travel(rate * time);
        w.iter_mut().zip(g).for_each(|(w, g)| *w += shift * g);
        (w, v)
    }

    #[test]
    fn a_balanced_neuron_follows_the_tanh_law() {
        // |w| = v: psi = tanh(gamma t + artanh psi_0) (YHL26, proof of Lemma 5.2).
        let (w, g): ([f64; 2], [f64; 2]) = ([0.6, 0.8], [3.0, 0.0]);
        for time in [1e-9, 0.01, 0.3, 2.0, 5.0] {
            let (end, v) = moved(&w, 1.0, 0.0, &g, time);
            let psi = end[0] / dot(&end, &end).sqrt();
            assert!(
                (psi - tanh(3.0 * time + atanh(0.6))).abs() < 1e-15,
                "{time}"
            );
            let exact = cosh(3.0 * time) + sinh(3.0 * time) * 0.6;
            assert!((v / exact - 1.0).abs() < 1e-14, "{time}");
        }
    }

    #[test]
    fn the_norm_is_kept_at_any_step_also_by_a_contraction() {
        for (w, v) in [([0.3, -0.4], 0.5), ([-2.0, 1e-7], 2.0), ([-1.0, 2.0], 0.1)] {
            let balance = v * v - dot(&w, &w);
            for sign in [1.0, -1.0] {
                for theta in [1e-6, 0.1, 3.0, 14.0, 50.0, 200.0] {
                    let (end, v) = moved(&w, sign * v, balance, &[sign * 1.0, 0.0], theta);
                    let size = v * v + dot(&end, &end);
                    let drift = (v * v - dot(&end, &end) - balance).abs() / size.max(1.0);
                    assert!(drift < 1e-14, "{w:?} {theta}: {drift}");
                }
            }
        }
    }

    #[test]
    fn a_contracting_neuron_keeps_its_relative_accuracy() {
        // w = (-cos a, sin a) with a small angle a is carried along g = e_1. In exact
        // arithmetic P = v + p = sin(a)^2 / (1 + cos a).
        let a: f64 = 1e-5;
        let (sine, cosine) = (libm::sin(a), libm::cos(a));
        let (_, v) = moved(&[-cosine, sine], 1.0, 0.0, &[1.0, 0.0], 9.0);
        let growing = sine * sine / (1.0 + cosine);
        let exact = 0.5 * (growing * libm::exp(9.0) + (1.0 + cosine) * libm::exp(-9.0));
        assert!((v / exact - 1.0).abs() < 1e-13, "{}", v / exact - 1.0);
    }

    #[test]
    fn an_antiparallel_neuron_never_revives() {
        let g = [0.3, -0.7, 0.1];
        let w: Vec<f64> = g.iter().map(|g| -0.31 * g).collect();
        let v = dot(&w, &w).sqrt();
        let (_, end) = moved(&w, v, 0.0, &g, 100.0);
        assert!(end > 0.0 && end < 1e-30, "{end}");
    }

    #[test]
    fn two_half_boosts_are_one() {
        for (w, v) in [([0.3, -0.9], 0.4), ([-1.0, 0.2], 1.5), ([0.1, 0.1], -0.2)] {
            let balance = v * v - dot(&w, &w);
            let g = [0.5, 0.25];
            let (half, middle) = moved(&w, v, balance, &g, 1.0);
            let (twice, end) = moved(&half, middle, balance, &g, 1.0);
            let (once, at_once) = moved(&w, v, balance, &g, 2.0);
            assert!((end - at_once).abs() < 1e-14);
            assert!(twice.iter().zip(&once).all(|(a, b)| (a - b).abs() < 1e-14));
        }
    }

    #[test]
    fn the_zero_of_v_is_where_v_changes_its_sign() {
        let (w, v) = ([-1.0, 0.5], 0.3);
        let balance = v * v - dot(&w, &w);
        let (boost, _) = Boost::new(&mut w.clone(), v, balance, &[2.0, 0.0], 2.0);
        let theta = boost.sign_change().unwrap();
        assert!((theta - atanh(0.3)).abs() < 1e-15);
        assert!(boost.travel(theta).1.abs() < 1e-16);
        let (kept, _) = Boost::new(&mut [-1.0, 0.5], 1.3, 0.44, &[2.0, 0.0], 2.0);
        assert_eq!(kept.sign_change(), None);
    }

    #[test]
    fn the_time_of_a_shift_inverts_the_shift_of_a_time() {
        for (w, v) in [([0.3, -0.9], 0.4), ([-1.0, 1e-4], 1.0), ([0.7, 0.1], 0.0)] {
            let balance = v * v - dot(&w, &w);
            for sign in [1.0, -1.0] {
                let mut w = w.map(|w| sign * w);
                let (boost, _) = Boost::new(&mut w, sign * v, balance, &[1.5, 0.0], 1.5);
                for theta in [1e-12, 1e-3, 1.0, 20.0, 150.0] {
                    let (shift, v) = boost.travel(theta);
                    let back = boost.rapidity_at(shift);
                    // Where s hardly changes with theta, s does not determine theta.
                    let lost = 4e-16 * shift.abs() / (v.abs() / 1.5);
                    assert!(
                        (back - theta).abs() <= 1e-12 * theta + 4.0 * lost,
                        "{theta} {back}"
                    );
                    assert!((boost.output_at(shift) - v).abs() <= 1e-12 * v.abs() + 4e-15);
                }
            }
        }
    }
}
