//! The noise that verdicts are simulated under.

use rand::{Rng, RngExt};
use rand_distr::{Distribution, Exp1, StandardNormal, StudentT};

/// Noise of mean 0 and variance 1.
#[derive(Clone, Copy, Debug)]
pub enum Noise {
    Normal,
    /// Student's t with 3 degrees of freedom: heavy tails.
    T3,
    /// One number in twenty has five times the spread of the others.
    Contaminated,
    /// Exponential, long to the right: skewness 2.
    LongRight,
    /// Exponential, long to the left.
    LongLeft,
    /// Log-normal with log spread 1/2, long to the right: skewness 1.75, kurtosis 5.9.
    LogNormal,
}

impl Noise {
    /// One number.
    pub fn draw(self, stream: &mut impl Rng) -> f64 {
        match self {
            Noise::Normal => StandardNormal.sample(stream),
            Noise::T3 => StudentT::new(3.0).unwrap().sample(stream) / 3.0_f64.sqrt(),
            Noise::Contaminated => {
                let spread = if stream.random_bool(0.05) { 5.0 } else { 1.0 };
                let variance: f64 = 0.95 + 0.05 * 25.0;
                spread * Noise::Normal.draw(stream) / variance.sqrt()
            }
            Noise::LongRight => {
                let x: f64 = Exp1.sample(stream);
                x - 1.0
            }
            Noise::LongLeft => -Noise::LongRight.draw(stream),
            Noise::LogNormal => {
                let x: f64 = StandardNormal.sample(stream);
                let variance = libm::exp(0.25);
                (libm::exp(0.5 * x) - variance.sqrt()) / (variance * (variance - 1.0)).sqrt()
            }
        }
    }
}
