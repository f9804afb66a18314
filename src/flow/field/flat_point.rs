//! Flat parameters, whose parts are the layers of their network.

use std::ops::Range;
use std::sync::Arc;

use pulp::{Arch, Simd, WithSimd};

use super::Point;
use crate::math::norm_of_any_size;
use crate::network::deep::Real;

/// Flat parameters, or their velocity, in double or single precision.
#[derive(Clone, Debug)]
pub(in crate::flow) struct Flat<T = f64> {
    pub(super) values: Vec<T>,
    /// Where each layer stands.
    pub(super) layers: Arc<[Range<usize>]>,
}

impl<T: Real> Point for Flat<T> {
    fn parts(&self) -> usize {
        self.layers.len()
    }

    fn size(&self, part: usize) -> f64 {
        norm_of_any_size(self.layer(part).iter().map(|value| value.double()))
    }

    fn norm(&self) -> f64 {
        norm_of_any_size(self.values.iter().map(|value| value.double()))
    }

    fn is_finite(&self) -> bool {
        self.values.iter().all(|value| value.double().is_finite())
    }

    fn clear(&mut self) {
        self.values.fill(T::default());
    }

    fn change(&mut self, other: &Self, change: impl Fn(&mut f64, f64)) {
        Arch::new().dispatch(Change {
            values: &mut self.values,
            other: &other.values,
            change,
        });
    }

    fn copy_from(&mut self, other: &Self) {
        self.values.copy_from_slice(&other.values);
    }

    fn stays_near(&self, before: &Self, part: f64, velocity: &Self, steps: f64) -> bool {
        (0..self.parts()).all(|layer| {
            let step = steps * velocity.size(layer);
            let pairs = self.layer(layer).iter().zip(before.layer(layer));
            let moved = pairs.map(|(a, b)| a.double() - b.double());
            norm_of_any_size(moved) <= (part * self.size(layer)).max(step)
        })
    }
}

/// A change of every number, on the widest vectors that the processor has: with a batch of few points
/// it is a good part of a step.
struct Change<'a, T, F> {
    values: &'a mut [T],
    other: &'a [T],
    change: F,
}

impl<T: Real, F: Fn(&mut f64, f64)> WithSimd for Change<'_, T, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (to, from) in self.values.iter_mut().zip(self.other) {
            let mut value = to.double();
            (self.change)(&mut value, from.double());
            *to = T::of(value);
        }
    }
}

impl<T> Flat<T> {
    fn layer(&self, part: usize) -> &[T] {
        &self.values[self.layers[part].clone()]
    }
}
