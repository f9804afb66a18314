//! The last step: where on it the stop rule is first met.

/// How close, relative to its value, a stop rule is met.
pub(crate) const STOP_TOLERANCE: f64 = 1e-10;

/// More halvings than a double has digits; ends the search on a jump.
const MOST_TRIES: usize = 120;

/// Tries in which the bracket has to halve; otherwise the next one is its middle.
const PATIENCE: usize = 3;

/// Values near the root that the next try is interpolated from.
const MOST_POINTS: usize = 5;

/// Finds a fraction of a step at which `gap` changes from positive to at most zero.
///
/// `gap(s)` integrates the step again with length s times the whole and returns the
/// rule's gap there; it is positive at 0 with value `at_start`, and at most 0 at 1 with
/// value `at_end`. The search interpolates the inverse of the gap by a polynomial through
/// the last values (Ostrowski 1973, chapter 12), made safe by bisection. It ends when
/// |gap| is at most [`STOP_TOLERANCE`], or, on a jump (an accuracy), at the met side of the
/// smallest bracket. The last call of `gap` before the return is at the returned fraction,
/// so that its state can be kept.
pub(crate) fn locate(at_start: f64, at_end: f64, mut gap: impl FnMut(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    if at_end >= -STOP_TOLERANCE {
        gap(1.0);
        return 1.0;
    }
    let mut known = [(0.0, 0.0); MOST_POINTS];
    (known[0], known[1]) = ((low, at_start), (high, at_end));
    let mut count = 2;
    let (mut goal, mut slow) = (0.5, 0);
    for _ in 0..MOST_TRIES {
        let guess = root_of_inverse(&known[..count]);
        let next = if slow < PATIENCE && guess > low && guess < high {
            guess
        } else {
            low + 0.5 * (high - low)
        };
        if next <= low || next >= high {
            break;
        }
        let value = gap(next);
        if value.abs() <= STOP_TOLERANCE {
            return next;
        }
        if value > 0.0 {
            low = next;
        } else {
            high = next;
        }
        if high - low <= goal {
            (goal, slow) = (0.5 * (high - low), 0);
        } else {
            slow += 1;
        }
        let last = count.min(MOST_POINTS - 1);
        known.copy_within(..last, 1);
        known[0] = (next, value);
        count = last + 1;
    }
    gap(high);
    high
}

/// Where the polynomial through the inverse of (position, value) pairs is at value 0
/// (Neville's scheme); not a number where two values are the same.
fn root_of_inverse(known: &[(f64, f64)]) -> f64 {
    let mut at = [0.0; MOST_POINTS];
    for (to, (position, _)) in at.iter_mut().zip(known) {
        *to = *position;
    }
    for order in 1..known.len() {
        for i in 0..known.len() - order {
            let (near, far) = (known[i].1, known[i + order].1);
            at[i] = (near * at[i + 1] - far * at[i]) / (near - far);
        }
    }
    at[0]
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
            assert!(calls < 20, "power {power}: {calls} calls");
        }
    }

    #[test]
    fn a_step_of_a_run_takes_a_few_calls() {
        let mut calls = 0;
        let gap = |s: f64| libm::exp(0.6 - s * (1.0 + 0.1 * s)) - 1.0;
        let at = locate(gap(0.0), gap(1.0), |s| {
            calls += 1;
            gap(s)
        });
        assert!(gap(at).abs() <= STOP_TOLERANCE);
        assert!(calls <= 5, "{calls} calls");
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
