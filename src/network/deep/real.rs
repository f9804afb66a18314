//! The numbers that a deep network computes with.

use std::fmt::Debug;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, MulAssign, Sub};

use faer::traits::RealField;

/// f64 for theory, f32 for practice at half the cost.
pub trait Real:
    sealed::Sealed
    + RealField
    + Copy
    + Default
    + Debug
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + AddAssign
    + MulAssign
    + Sum
    + Send
    + Sync
    + 'static
{
    /// The nearest number.
    fn of(value: f64) -> Self;

    /// As a double, exactly.
    fn double(self) -> f64;

    /// tanh x.
    fn hyperbolic_tangent(self) -> Self;

    /// x Phi(x) and its slope Phi(x) + x phi(x), Phi and phi those of the standard normal law.
    fn gaussian_unit(self) -> [Self; 2];
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

impl Real for f64 {
    fn of(value: f64) -> f64 {
        value
    }

    fn double(self) -> f64 {
        self
    }

    fn hyperbolic_tangent(self) -> f64 {
        libm::tanh(self)
    }

    fn gaussian_unit(self) -> [f64; 2] {
        use std::f64::consts::{FRAC_1_SQRT_2, PI};
        let below = 0.5 * libm::erfc(-self * FRAC_1_SQRT_2);
        let density = libm::exp(-0.5 * self * self) / (2.0 * PI).sqrt();
        [self * below, below + self * density]
    }
}

impl Real for f32 {
    fn of(value: f64) -> f32 {
        value as f32
    }

    fn double(self) -> f64 {
        f64::from(self)
    }

    fn hyperbolic_tangent(self) -> f32 {
        f64::from(self).hyperbolic_tangent() as f32
    }

    fn gaussian_unit(self) -> [f32; 2] {
        f64::from(self).gaussian_unit().map(|value| value as f32)
    }
}
