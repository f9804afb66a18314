//! The last step: where on it the stop rule is first met.

/// How close, relative to its value, a stop rule is met.
pub(crate) const STOP_TOLERANCE: f64 = 1e-10;

/// More halvings than a double has digits; ends the search on a jump.
const MOST_TRIES: usize = 120;

/// Finds a fraction of a step at which `gap` changes from positive to at most zero.
///
/// `gap(s)` integrates the step again with length s times the whole and returns the
/// rule's gap there; it is positive at 0 with value `at_start`, and at most 0 at 1 with
/// value `at_end`. The search is false position with the Illinois change, made
/// safe by bisection. It ends when |gap| is at most [`STOP_TOLERANCE`], or, on a jump
/// (an accuracy), at the met side of the smallest bracket. The last call of `gap`
/// before the return is at the returned fraction, so that its state can be kept.
pub(crate) fn locate(at_start: f64, at_end: f64, mut gap: impl FnMut(f64) -> f64) -> f64 {
    let (mut low, mut high) = ((0.0, at_start), (1.0, at_end));
    if high.1 >= -STOP_TOLERANCE {
        gap(1.0);
        return 1.0;
    }
    let mut kept_end = 0;
    for tries in 0..MOST_TRIES {
        let width = high.0 - low.0;
        let straight = low.0 + width * low.1 / (low.1 - high.1);
        let inside = straight > low.0 && straight < high.0;
        let middle = low.0 + 0.5 * width;
        // Every third try is a bisection, so the bracket shrinks whatever the shape.
        let next = if inside && tries % 3 != 2 {
            straight
        } else {
            middle
        };
        if next <= low.0 || next >= high.0 {
            break;
        }
        let value = gap(next);
        if value.abs() <= STOP_TOLERANCE {
            return next;
        }
        if value > 0.0 {
            low = (next, value);
            if kept_end == 1 {
                high.1 *= 0.5;
            }
            kept_end = 1;
        } else {
            high = (next, value);
            if kept_end == -1 {
                low.1 *= 0.5;
            }
            kept_end = -1;
        }
    }
    gap(high.0);
    high.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_smooth_gap_is_met_to_the_tolerance() {
        for power in [1, 3, 9] {
            let mut calls = 0;
            let gap = |s: f64| 0.2 - s.powi(power);
            let at = locate(gap(0.0), gap(1.0), |s| {
                calls += 1;
                gap(s)
            });
            assert!(
                gap(at).abs() <= STOP_TOLERANCE,
                "power {power}: {}",
                gap(at)
            );
            assert!(calls < 40, "power {power}: {calls} calls");
        }
    }

    #[test]
    fn a_jump_ends_on_its_met_side() {
        let mut last = f64::NAN;
        let at = locate(0.5, -0.5, |s| {
            last = s;
            if s < 1.0 / 3.0 { 0.5 } else { -0.5 }
        });
        assert!((1.0 / 3.0..1.0 / 3.0 + 1e-12).contains(&at), "{at}");
        assert_eq!(last, at);
    }
}
