//! Activations of whole layers, on the widest vectors that the processor has.

use pulp::{Arch, Simd, WithSimd};

use super::Real;
use crate::config::Activation;
use crate::math::elementary::{gelu, tanh};

/// Whether the slope is kept at the forward pass, because the activation does not tell it.
pub(super) fn keeps_slopes(activation: Activation) -> bool {
    activation == Activation::Gelu
}

/// Adds biases times their multiplier to the sums of a layer, neuron after neuron.
pub(super) fn add_biases<T: Real>(values: &mut [T], biases: &[T], multiplier: f64) {
    if biases.is_empty() {
        return;
    }
    let (each, multiplier) = (values.len() / biases.len(), T::of(multiplier));
    for (values, bias) in values.chunks_exact_mut(each).zip(biases) {
        let bias = multiplier * *bias;
        values.iter_mut().for_each(|value| *value += bias);
    }
}

/// Replaces the sums of a layer by their activations, and writes the slopes where they are kept.
pub(super) fn activate<T: Real>(activation: Activation, values: &mut [T], slopes: &mut [T]) {
    if activation != Activation::Linear {
        Arch::new().dispatch(Activate {
            activation,
            values,
            slopes,
        });
    }
}

/// Multiplies the pulls on activations by their slopes: they become those on the sums.
pub(super) fn pull_back<T: Real>(
    activation: Activation,
    pulls: &mut [T],
    values: &[T],
    slopes: &[T],
) {
    if activation != Activation::Linear {
        Arch::new().dispatch(PullBack {
            activation,
            pulls,
            values,
            slopes,
        });
    }
}

struct Activate<'a, T> {
    activation: Activation,
    values: &'a mut [T],
    slopes: &'a mut [T],
}

impl<T: Real> WithSimd for Activate<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        match self.activation {
            Activation::Linear => (),
            // Where some numbers of a vector stay as they are, the compiler leaves them out of the
            // store, which is several times as slow; the sum with 0 keeps it from doing so.
            Activation::Relu => {
                for value in self.values {
                    // NaN stays.
                    *value = T::ZERO + if *value < T::ZERO { T::ZERO } else { *value };
                }
            }
            Activation::Tanh => {
                for value in self.values {
                    *value = tanh(*value);
                }
            }
            Activation::Gelu => {
                for (value, slope) in self.values.iter_mut().zip(self.slopes) {
                    [*value, *slope] = gelu(*value);
                }
            }
        }
    }
}

struct PullBack<'a, T> {
    activation: Activation,
    pulls: &'a mut [T],
    values: &'a [T],
    slopes: &'a [T],
}

impl<T: Real> WithSimd for PullBack<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let values = self.pulls.iter_mut().zip(self.values);
        match self.activation {
            Activation::Linear => (),
            // relu'(0) = 0.
            Activation::Relu => {
                for (pull, value) in values {
                    *pull = T::ZERO + if *value > T::ZERO { *pull } else { T::ZERO };
                }
            }
            Activation::Tanh => {
                for (pull, value) in values {
                    *pull *= T::ONE - *value * *value;
                }
            }
            Activation::Gelu => {
                for (pull, slope) in self.pulls.iter_mut().zip(self.slopes) {
                    *pull *= *slope;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relu_is_flat_at_zero_and_keeps_what_is_not_a_number() {
        let mut values = [-1.0, -0.0, 0.0, 2.0, f64::NAN];
        activate(Activation::Relu, &mut values, &mut []);
        assert_eq!(values[..4], [0.0, 0.0, 0.0, 2.0]);
        assert!(values[4].is_nan());
        let mut pulls = [3.0f32; 4];
        pull_back(Activation::Relu, &mut pulls, &[0.0, -0.0, 1e-30, 2.0], &[]);
        assert_eq!(pulls, [0.0, 0.0, 3.0, 3.0]);
    }
}
