//! The numbers that a deep network computes with.

use std::fmt::Debug;
use std::iter::Sum;
use std::ops::{AddAssign, MulAssign};

use faer::traits::RealField;

use crate::math::elementary::Digits;

/// f64 for theory, f32 for practice at half the cost.
pub trait Real:
    Digits + RealField + Default + Debug + AddAssign + MulAssign + Sum + Send + Sync + 'static
{
    /// The nearest number.
    fn of(value: f64) -> Self;

    /// As a double, exactly.
    fn double(self) -> f64;
}

impl Real for f64 {
    #[inline(always)]
    fn of(value: f64) -> f64 {
        value
    }

    #[inline(always)]
    fn double(self) -> f64 {
        self
    }
}

impl Real for f32 {
    #[inline(always)]
    fn of(value: f64) -> f32 {
        value as f32
    }

    #[inline(always)]
    fn double(self) -> f64 {
        f64::from(self)
    }
}
