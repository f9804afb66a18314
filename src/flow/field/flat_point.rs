//! Flat parameters, whose parts are the layers of their network.

use std::ops::Range;
use std::sync::Arc;

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
        for (to, from) in self.values.iter_mut().zip(&other.values) {
            let mut value = to.double();
            change(&mut value, from.double());
            *to = T::of(value);
        }
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

impl<T> Flat<T> {
    fn layer(&self, part: usize) -> &[T] {
        &self.values[self.layers[part].clone()]
    }
}
