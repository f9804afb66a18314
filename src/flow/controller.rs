//! How long the next step is, from the error of the last: controllers as in Hairer, Norsett, Wanner,
//! Solving Ordinary Differential Equations I (II.4) and II (IV.2).

use super::Setting;

/// Aims below the tolerance, so that most steps are accepted.
const SAFETY: f64 = 0.9;

/// Rejections in a row after which a step is given up: it has shrunk by more than 1e-40.
const MOST_REJECTIONS: u64 = 60;

/// The rules of one method. Errors are in units of the tolerance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Controller {
    /// The next length falls with the error to this power; without memory one over its order.
    pub exponent: f64,
    /// It grows with the error before to this power (a PI controller; 0 for none).
    pub memory: f64,
    /// Bounds of the change after an accepted step.
    pub growth: (f64, f64),
    /// Bounds of the change after a rejected one.
    pub reduction: (f64, f64),
    /// The change after a step that ends in a number that is not finite: its error says nothing.
    pub retreat: f64,
}

impl Controller {
    /// The next step over an accepted one.
    pub fn growth(&self, error: f64) -> f64 {
        self.wish(error).clamp(self.growth.0, self.growth.1)
    }

    /// The next try over a rejected one.
    pub fn reduction(&self, error: f64) -> f64 {
        if error.is_finite() {
            self.wish(error).clamp(self.reduction.0, self.reduction.1)
        } else {
            self.retreat
        }
    }

    fn wish(&self, error: f64) -> f64 {
        SAFETY * libm::pow(error, -self.exponent)
    }
}

/// The controller of a method whose steps end at a time to stop at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steps {
    controller: Controller,
    previous_error: f64,
    /// The length to try next; 0 before the first step.
    pub next: f64,
    /// Steps rejected so far.
    pub rejected: u64,
}

/// An accepted step.
pub(super) struct Found {
    /// Its length.
    pub length: f64,
    /// What the next one's may be, over this one's.
    pub growth: f64,
}

/// A step of this length is too short for the time to advance, or comes after too many.
pub(super) struct TooShort(pub f64);

impl Steps {
    pub fn new(controller: Controller) -> Self {
        Steps {
            controller,
            previous_error: 1.0,
            next: 0.0,
            rejected: 0,
        }
    }

    /// Tries steps from a time until one's error is at most 1.
    pub fn find(
        &mut self,
        setting: &Setting<'_>,
        time: f64,
        mut error_of: impl FnMut(f64) -> f64,
    ) -> Result<Found, TooShort> {
        for rejections in 0..MOST_REJECTIONS {
            let left = setting.end().map_or(f64::INFINITY, |end| end - time);
            let length = self.next.min(left);
            if time_after(setting, time, length) <= time {
                return Err(TooShort(length));
            }
            let error = error_of(length);
            if error <= 1.0 {
                let growth = self.growth(error, rejections > 0);
                self.previous_error = error.max(1e-4);
                self.next = length * growth;
                return Ok(Found { length, growth });
            }
            self.rejected += 1;
            self.next = length * self.controller.reduction(error);
        }
        Err(TooShort(self.next))
    }

    /// A step that follows a rejected one does not grow.
    fn growth(&self, error: f64, after_rejection: bool) -> f64 {
        let (shrink, grow) = self.controller.growth;
        let most = if after_rejection { 1.0 } else { grow };
        let memory = libm::pow(self.previous_error, self.controller.memory);
        (self.controller.wish(error) * memory).clamp(shrink, most)
    }
}

/// The time at a step's end: a step cut to the time to stop at ends there, whatever the sum
/// rounds to.
pub(super) fn time_after(setting: &Setting<'_>, time: f64, length: f64) -> f64 {
    match setting.end() {
        Some(end) if length >= end - time => end,
        _ => time + length,
    }
}
