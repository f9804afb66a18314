//! How long the next step is, from the error of the last: controllers as in Hairer, Norsett, Wanner,
//! Solving Ordinary Differential Equations I (II.4) and II (IV.2).

use super::setting::Setting;

/// Aims below the tolerance, so that most steps are accepted.
const SAFETY: f64 = 0.9;

/// Rejections in a row after which a step is given up: it has shrunk by more than 1e-40.
const MOST_REJECTIONS: u64 = 60;

/// From any time of which twice is a number, a step of this length ends at one.
const LONGEST_STEP: f64 = f64::MAX / 2.0;

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

/// The steps of a method that ends them at a time to stop at: the one found last, and how long the
/// next may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steps<'f, 'a> {
    setting: &'f Setting<'a>,
    controller: Controller,
    previous_error: f64,
    /// The length to try next; 0 before the first step.
    pub next: f64,
    /// Steps rejected so far.
    pub rejected: u64,
    /// Time of the accepted state.
    pub time: f64,
    /// Length of the step found, and the share of it tried last.
    pub length: f64,
    pub share: f64,
}

impl<'f, 'a> Steps<'f, 'a> {
    pub fn new(setting: &'f Setting<'a>, controller: Controller) -> Self {
        Steps {
            setting,
            controller,
            previous_error: 1.0,
            next: 0.0,
            rejected: 0,
            time: 0.0,
            length: 0.0,
            share: 1.0,
        }
    }

    /// Tries steps until one's error is at most 1; returns what the next one's length may be, over
    /// this one's. `None` where one is too short for the time to advance, or comes after too many.
    pub fn find(&mut self, mut error_of: impl FnMut(f64) -> f64) -> Option<f64> {
        for rejections in 0..MOST_REJECTIONS {
            let end = self.setting.end();
            let length = self
                .next
                .min(end.map_or(LONGEST_STEP, |end| end - self.time));
            if self.setting.time_after(self.time, length) <= self.time {
                return None;
            }
            let error = error_of(length);
            if error <= 1.0 {
                let growth = self.growth(error, rejections > 0);
                self.previous_error = error.max(1e-4);
                self.next = length * growth;
                (self.length, self.share) = (length, 1.0);
                return Some(growth);
            }
            self.rejected += 1;
            self.next = length * self.controller.reduction(error);
        }
        None
    }

    /// A step that follows a rejected one does not grow.
    fn growth(&self, error: f64, after_rejection: bool) -> f64 {
        let (shrink, grow) = self.controller.growth;
        let most = if after_rejection { 1.0 } else { grow };
        let memory = libm::pow(self.previous_error, self.controller.memory);
        (self.controller.wish(error) * memory).clamp(shrink, most)
    }

    /// Takes a share of the step found; returns its length, unless it is what was tried last.
    pub fn shorten(&mut self, share: f64) -> Option<f64> {
        let is_new = share < 1.0 || self.share < 1.0;
        self.share = share;
        is_new.then_some(share * self.length)
    }

    /// The time at the end of what was tried last.
    pub fn until(&self) -> f64 {
        self.setting.time_after(self.time, self.share * self.length)
    }

    /// Which share of what was tried last lies before a time; `None` at its end.
    pub fn share_before(&self, time: f64) -> Option<f64> {
        let share = (time - self.time) / (self.share * self.length);
        (time != self.until()).then_some(share)
    }
}
