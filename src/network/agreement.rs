//! How well a claimed gradient and differences agree.

/// Claimed and found slopes agree within this many error estimates. The estimate is
/// a heuristic: of 76,132 central comparisons of the right gradient (random problems, every loss)
/// the worst was 0.59 estimates off, of 1,160 one-sided ones 0.63.
pub(super) const ESTIMATES: f64 = 5.0;

/// A check that cannot see errors of this size relative to the scale proves nothing.
const RESOLUTION: f64 = 1e-4;

/// One claimed slope beside the one that differences give.
#[derive(Clone, Copy, Debug)]
pub struct Comparison {
    /// The neuron that was moved, counted from 0.
    pub neuron: usize,
    /// Which coordinate of its (w_j, v_j) was moved, counted from 0; `None` for a random direction.
    pub coordinate: Option<usize>,
    /// Whether the slope is that of one side of a kink.
    pub one_sided: bool,
    /// Slope of the sum loss as the gradient claims it.
    pub claimed: f64,
    /// Slope from extrapolated differences of the sum loss.
    pub found: f64,
    /// Error estimate of `found`.
    pub estimate: f64,
}

impl Comparison {
    /// The disagreement in units of what is allowed; above 1 the gradient is wrong.
    fn severity(&self) -> f64 {
        let off = (self.claimed - self.found).abs();
        match off {
            0.0 => 0.0,
            off if off.is_nan() => f64::INFINITY,
            off => off / (ESTIMATES * self.estimate),
        }
    }
}

/// What [`check_gradient`](super::check_gradient) saw. All slopes are of the SUM loss.
#[derive(Clone, Debug, Default)]
pub struct GradientCheck {
    /// Directions compared by central differences.
    pub checked: usize,
    /// Directions left out because a kink was nearer than the smallest useful step.
    pub excluded: usize,
    /// One-sided slopes compared: two for each direction that starts on a kink.
    pub one_sided: usize,
    /// One-sided slopes found outside of Clarke's interval.
    pub outside_clarke: usize,
    /// Largest slope found or claimed: what errors are relative to (1 if all are 0).
    pub scale: f64,
    /// Largest error estimate relative to the scale: smaller errors cannot be seen.
    pub resolution: f64,
    /// The comparison that is the most error estimates off.
    pub worst: Option<Comparison>,
}

impl GradientCheck {
    /// |claimed - found| of the worst comparison relative to the scale; 0 if there is none.
    pub fn worst_error(&self) -> f64 {
        let error = |worst: Comparison| (worst.claimed - worst.found).abs() / self.scale;
        self.worst.map_or(0.0, error)
    }

    /// Whether some claimed slope is more than five error estimates off the found one, or a
    /// one-sided slope lies outside of Clarke's interval to the same tolerance.
    pub fn refutes(&self) -> bool {
        let wrong = self.worst.is_some_and(|worst| worst.severity() > 1.0);
        wrong || self.outside_clarke > 0
    }

    /// Whether something was compared at all, and the error estimates are fine enough (1e-4
    /// of the scale) to mean something. Not so where the rounding of the loss hides the gradient.
    pub fn is_decisive(&self) -> bool {
        self.checked + self.one_sided > 0 && self.resolution <= RESOLUTION
    }

    /// Whether the check could see and saw nothing wrong.
    pub fn agrees(&self) -> bool {
        self.is_decisive() && !self.refutes()
    }

    /// Counts a comparison.
    pub(super) fn see(&mut self, comparison: Comparison) {
        if comparison.one_sided {
            self.one_sided += 1;
        } else {
            self.checked += 1;
        }
        // Until the end these two are absolute.
        let size = comparison.claimed.abs().max(comparison.found.abs());
        self.scale = self.scale.max(size);
        self.resolution = self.resolution.max(comparison.estimate);
        let worst = self.worst.map_or(-1.0, |worst| worst.severity());
        if comparison.severity() > worst {
            self.worst = Some(comparison);
        }
    }

    /// Once all are counted: makes the resolution relative.
    pub(super) fn relative(mut self) -> Self {
        if self.scale == 0.0 {
            self.scale = 1.0;
        }
        self.resolution /= self.scale;
        self
    }
}
