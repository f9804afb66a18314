//! Bisection to the last double.

/// Halves between a rejected and an accepted number until no double lies between; returns the
/// rejected side.
pub fn bisect(mut rejected: f64, mut accepted: f64, is_rejected: impl Fn(f64) -> bool) -> f64 {
    loop {
        let middle = rejected + 0.5 * (accepted - rejected);
        if middle == rejected || middle == accepted {
            return rejected;
        }
        if is_rejected(middle) {
            rejected = middle;
        } else {
            accepted = middle;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_double_lies_between_the_two_sides() {
        let root = bisect(0.0, 2.0, |x| x * x < 2.0);
        assert!(root * root < 2.0 && root.next_up() * root.next_up() >= 2.0);
        let falling = bisect(2.0, 0.0, |x| x * x >= 2.0);
        assert!(falling * falling >= 2.0 && falling.next_down() * falling.next_down() < 2.0);
    }
}
