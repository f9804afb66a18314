//! exp, tanh and the Gaussian unit without branches, so that loops over them run on vectors.
//!
//! A scalar gelu costs as much as all products of a small network together. The functions here are
//! right to a few units in the last place, and have the same bits on every machine: no fused
//! operations.

use std::ops::{Add, Div, Mul, Neg, Sub};

use pulp::{Arch, Simd, WithSimd};

/// What the functions need of a precision.
pub trait Digits:
    'static
    + Copy
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;
    /// 1/2.
    const HALF: Self;
    /// 1/sqrt(2 pi).
    const DENSITY: Self;
    /// exp is that of this number below it, where it is next to nothing.
    const LOWEST: Self;
    /// log2 e.
    const LOG2_E: Self;
    /// ln 2 in two parts, the first with zeros at its end.
    const LN_2: [Self; 2];
    /// Added to a small number it rounds to whole ones.
    const ROUND: Self;
    /// 1/k! for k = 1, 2, ...
    const TAYLOR: &'static [Self];
    /// c, and a polynomial in u = (x - c)/(x + c) that over x + c is (1 - Phi(x)) e^(x^2/2).
    const TAIL: (Self, &'static [Self]);

    /// 2^k of the sum of k and [`ROUND`](Digits::ROUND).
    fn power_of_two(rounded: Self) -> Self;

    /// |x|.
    fn size(self) -> Self;

    /// |x| with the sign of another.
    fn with_sign_of(self, other: Self) -> Self;
}

/// A polynomial by its coefficients, that of the constant first: even and odd powers apart, since
/// one sum would wait for itself.
#[inline(always)]
fn polynomial<T: Digits>(coefficients: &[T], x: T) -> T {
    let square = x * x;
    let (mut even, mut odd) = (T::ZERO, T::ZERO);
    for pair in coefficients.chunks(2).rev() {
        even = even * square + pair[0];
        odd = odd * square + pair.get(1).copied().unwrap_or(T::ZERO);
    }
    even + x * odd
}

/// 2^k and 2^k (e^r - 1), where x = k ln 2 + r for x at most 0.
#[inline(always)]
fn exponential_parts<T: Digits>(x: T) -> [T; 2] {
    // NaN stays.
    let x = if x < T::LOWEST { T::LOWEST } else { x };
    let rounded = x * T::LOG2_E + T::ROUND;
    let k = rounded - T::ROUND;
    let r = (x - k * T::LN_2[0]) - k * T::LN_2[1];
    let power = T::power_of_two(rounded);
    [power, power * (r * polynomial(T::TAYLOR, r))]
}

/// e^x for x at most 0; 0 below -708 (-87 in single precision), where it is next to nothing.
#[inline(always)]
pub fn exp_below_zero<T: Digits>(x: T) -> T {
    let [power, more] = exponential_parts(x);
    if x < T::LOWEST { T::ZERO } else { power + more }
}

/// How many numbers [`exp_of_eight`] takes.
pub const EIGHT: usize = 8;

/// Replaces eight numbers, each at most 0, by their [`exp_below_zero`], on vectors.
pub fn exp_of_eight(numbers: &mut [f64; EIGHT]) {
    struct Exp<'a>(&'a mut [f64; EIGHT]);

    impl WithSimd for Exp<'_> {
        type Output = ();

        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) {
            for number in self.0 {
                *number = exp_below_zero(*number);
            }
        }
    }

    Arch::new().dispatch(Exp(numbers));
}

/// tanh x = -m/(2 + m) with m = e^(-2x) - 1, for x at least 0; an odd function.
#[inline(always)]
pub fn tanh<T: Digits>(x: T) -> T {
    let [power, more] = exponential_parts(-(x.size() + x.size()));
    // Not (power + more) - 1, which has no digits left where x is small.
    let minus = more + (power - T::ONE);
    (-minus / (T::ONE + T::ONE + minus)).with_sign_of(x)
}

/// z Phi(z) and its slope Phi(z) + z phi(z), Phi and phi the standard normal law's distribution
/// function and density.
#[inline(always)]
pub fn gelu<T: Digits>(z: T) -> [T; 2] {
    let x = z.size();
    let exponential = exp_below_zero(-(T::HALF * z * z));
    let above = exponential * tail(x);
    let below = if z < T::ZERO { above } else { T::ONE - above };
    [z * below, below + z * (T::DENSITY * exponential)]
}

/// (1 - Phi(x)) e^(x^2/2) for x at least 0: a polynomial in u = (x - c)/(x + c), over x + c
/// (Shepherd and Laframboise 1981 have erfc so). The coefficients interpolate at Chebyshev's nodes, in 60
/// digits, up to x = 40 (relative error 1.3e-17, f64) and 15 (1.4e-8, f32).
#[inline(always)]
fn tail<T: Digits>(x: T) -> T {
    let (c, coefficients) = T::TAIL;
    let inverse = T::ONE / (x + c);
    polynomial(coefficients, (x - c) * inverse) * inverse
}

impl Digits for f64 {
    const ZERO: f64 = 0.0;
    const ONE: f64 = 1.0;
    const HALF: f64 = 0.5;
    const DENSITY: f64 = 0.3989422804014327;
    const LOWEST: f64 = -708.0;
    const LOG2_E: f64 = std::f64::consts::LOG2_E;
    const LN_2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];
    const ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 2^52
    const TAYLOR: &'static [f64] = &inverse_factorials::<13>();
    const TAIL: (f64, &'static [f64]) = (
        5.0,
        &[
            0.769193049750063,
            -0.6653825028900567,
            0.4953056159699766,
            -0.31353315667130516,
            0.16502036617037502,
            -0.06911863870629469,
            0.02079506680009146,
            -0.002993376770649268,
            -0.0007978694007392487,
            0.000544899065037323,
            -5.937571381647131e-05,
            -4.9762810377903036e-05,
            1.6681160364586646e-05,
            3.980871285666973e-06,
            -2.7691457822822777e-06,
            -3.3651220434990697e-07,
            4.329837037415609e-07,
            4.209183333886914e-08,
            -6.58488684007974e-08,
            -9.144502081289173e-09,
            7.667236107202653e-09,
            1.6891057665153782e-09,
            -1.8073212078146044e-10,
        ],
    );

    #[inline(always)]
    fn power_of_two(rounded: f64) -> f64 {
        f64::from_bits((rounded.to_bits() << 52).wrapping_add(1023 << 52))
    }

    #[inline(always)]
    fn size(self) -> f64 {
        self.abs()
    }

    #[inline(always)]
    fn with_sign_of(self, other: f64) -> f64 {
        self.copysign(other)
    }
}

impl Digits for f32 {
    const ZERO: f32 = 0.0;
    const ONE: f32 = 1.0;
    const HALF: f32 = 0.5;
    const DENSITY: f32 = 0.398_942_3;
    const LOWEST: f32 = -87.0;
    const LOG2_E: f32 = std::f32::consts::LOG2_E;
    const LN_2: [f32; 2] = [355.0 / 512.0, -2.121_944_4e-4];
    const ROUND: f32 = 12_582_912.0; // 1.5 2^23
    const TAYLOR: &'static [f32] = &{
        let double = inverse_factorials::<7>();
        let mut single = [0.0; 7];
        let mut k = 0;
        while k < single.len() {
            single[k] = double[k] as f32;
            k += 1;
        }
        single
    };
    const TAIL: (f32, &'static [f32]) = (
        4.0,
        &[
            7.5528514e-1,
            -6.0789657e-1,
            3.871367e-1,
            -1.865233e-1,
            6.0406186e-2,
            -7.5254026e-3,
            -3.5209728e-3,
            1.5668817e-3,
            1.8899652e-4,
            -1.2555839e-4,
        ],
    );

    #[inline(always)]
    fn power_of_two(rounded: f32) -> f32 {
        f32::from_bits((rounded.to_bits() << 23).wrapping_add(127 << 23))
    }

    #[inline(always)]
    fn size(self) -> f32 {
        self.abs()
    }

    #[inline(always)]
    fn with_sign_of(self, other: f32) -> f32 {
        self.copysign(other)
    }
}

/// 1/1!, 1/2!, ...
const fn inverse_factorials<const N: usize>() -> [f64; N] {
    let mut inverse = [1.0; N];
    let (mut k, mut factorial) = (1, 1.0);
    while k < N {
        factorial *= (k + 1) as f64;
        inverse[k] = 1.0 / factorial;
        k += 1;
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Many numbers of both signs and every size, and the edges.
    fn numbers() -> impl Iterator<Item = f64> {
        let sizes = (0..40_000).map(|k| libm::exp(-25.0 + 30.0 * f64::from(k) / 40_000.0));
        let both = sizes.flat_map(|size| [size, -size]);
        both.chain([0.0, -0.0, 1e-300, -1e-300, 1e300, -1e300])
    }

    /// The largest error in units of the precision, relative to the size of the values.
    fn worst(pairs: impl Iterator<Item = (f64, f64)>, epsilon: f64) -> f64 {
        let error = |(found, exact): (f64, f64)| match exact {
            0.0 => found.abs() / epsilon,
            exact => ((found - exact) / exact).abs() / epsilon,
        };
        pairs.map(error).fold(0.0, f64::max)
    }

    fn gelu_exactly(z: f64) -> [f64; 2] {
        let below = 0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2);
        let density = libm::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt();
        [z * below, below + z * density]
    }

    #[test]
    fn exp_is_right_to_a_last_place() {
        let negative = || numbers().map(|x| -x.abs()).filter(|x| *x > -80.0);
        let double = negative().map(|x| (exp_below_zero(x), libm::exp(x)));
        assert!(worst(double, f64::EPSILON) < 1.5);
        let single = negative().map(|x| x as f32);
        let single = single.map(|x| (f64::from(exp_below_zero(x)), libm::exp(f64::from(x))));
        assert!(worst(single, f64::from(f32::EPSILON)) < 1.5);
        assert_eq!(
            (exp_below_zero(0.0f64), exp_below_zero(-0.0f32)),
            (1.0, 1.0)
        );
        assert_eq!(exp_below_zero(f64::NEG_INFINITY), 0.0);
        assert!(exp_below_zero(f64::NAN).is_nan());
        let numbers: [f64; EIGHT] = std::array::from_fn(|k| -0.1 - 7.3 * k as f64 * k as f64);
        let mut eight = numbers;
        exp_of_eight(&mut eight);
        assert_eq!(eight, numbers.map(exp_below_zero));
    }

    #[test]
    fn tanh_is_right_to_a_few_last_places() {
        let double = numbers().map(|x| (tanh(x), libm::tanh(x)));
        assert!(worst(double, f64::EPSILON) < 3.0);
        let single = numbers().map(|x| x as f32);
        let single = single.map(|x| (f64::from(tanh(x)), libm::tanh(f64::from(x))));
        let single = single.filter(|(_, exact)| exact.abs() > 1e-30);
        assert!(worst(single, f64::from(f32::EPSILON)) < 3.0);
    }

    /// To rounding relative to |z| and 1, that of z^2 included: where z Phi(z) is tiny, its digits are
    /// those of e^(-z^2/2).
    #[test]
    fn the_gaussian_unit_is_right_to_a_few_last_places() {
        let allowed = |z: f64, epsilon: f64| 3.0 * epsilon * (1.0 + z * z);
        for z in numbers().filter(|z| z.abs() < 1e3) {
            let exact = gelu_exactly(z);
            for (found, exact) in gelu(z).into_iter().zip(exact) {
                let scale = allowed(z, f64::EPSILON) * exact.abs() + 4.0 * f64::EPSILON.powi(2);
                let slack = if z < -1.0 {
                    8.0 * scale
                } else {
                    3.0 * f64::EPSILON * z.abs().max(1.0)
                };
                assert!((found - exact).abs() <= slack, "{z}: {found} {exact}");
            }
            let single = z as f32;
            let exact = gelu_exactly(f64::from(single));
            for (found, exact) in gelu(single).into_iter().zip(exact) {
                let slack = 3.0 * f64::from(f32::EPSILON) * z.abs().max(1.0);
                assert!(
                    (f64::from(found) - exact).abs() <= slack,
                    "{z}: {found} {exact}"
                );
            }
        }
    }

    #[test]
    fn what_is_not_a_number_stays_so_and_ends_are_clean() {
        assert!(tanh(f64::NAN).is_nan() && gelu(f64::NAN)[0].is_nan());
        assert!(tanh(f32::NAN).is_nan() && gelu(f32::NAN)[0].is_nan());
        assert_eq!((tanh(f64::INFINITY), tanh(f32::NEG_INFINITY)), (1.0, -1.0));
        assert_eq!(gelu(1e10f64), [1e10, 1.0]);
        assert_eq!((gelu(-1e10f64)[0], gelu(-100.0f32)[0]), (0.0, 0.0));
        assert!(tanh(-0.0f64).is_sign_negative());
    }
}
