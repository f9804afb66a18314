//! The gradient against finite differences, at every recorded state.

use super::measures::two_layer;
use super::{Quantity, TwoLayerMoment, TwoLayerRun, UNIT};
use crate::network::{GradientCheck, check_gradient};
use crate::random::Streams;

/// Most directions checked in one state.
const DIRECTIONS: usize = 60;

pub(super) const QUANTITIES: &[Quantity] = &[
    two_layer::state(
        "gradient_difference",
        "|claimed - found| of the slope furthest off in error estimates, the gradient of the SUM \
         loss against extrapolated differences.",
        |run, moment| {
            let worst = check(run, moment)?.worst?;
            Some((worst.claimed - worst.found).abs())
        },
    )
    .from("own"),
    two_layer::state(
        "gradient_error_bound",
        "Five error estimates of that slope: what gradient_difference may be.",
        |run, moment| Some(5.0 * check(run, moment)?.worst?.estimate),
    )
    .from("own"),
    two_layer::state(
        "gradient_checks",
        "Slopes compared, those of either side of a kink counted each.",
        |run, moment| {
            let check = check(run, moment)?;
            Some((check.checked + check.one_sided) as f64)
        },
    )
    .from("own"),
    two_layer::state(
        "gradient_decisive",
        "1 where slopes were compared and every error estimate is below 1e-4 of the largest \
         slope, else 0.",
        |run, moment| Some(f64::from(check(run, moment)?.is_decisive())),
    )
    .from("own")
    .within(UNIT),
    two_layer::state(
        "outside_clarke",
        "One-sided slopes at a kink that lie outside of Clarke's interval.",
        |run, moment| Some(check(run, moment)?.outside_clarke as f64),
    )
    .from("own"),
];

/// The same directions whichever quantity asks.
fn check<'a>(run: &TwoLayerRun<'_>, moment: &TwoLayerMoment<'a>) -> Option<&'a GradientCheck> {
    let measure = || {
        let config = &run.config;
        let streams = Streams::new(config.seed).replicate(config.replicate);
        let (network, data) = (moment.network, run.data());
        let mut stream = streams.checks();
        check_gradient(network, data, run.loss(), DIRECTIONS, &mut stream).ok()
    };
    moment.cache.check.get_or_init(measure).as_ref()
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::super::tests::{all, before, by_hand, observed, one};

    #[test]
    fn the_gradient_agrees_along_a_run() {
        let run = observed("network.alpha = 0.5\n flow.record = [0.0, 0.05, 0.1]");
        let difference = all(&run, "gradient_difference_at");
        let bound = all(&run, "gradient_error_bound_at");
        for (difference, bound) in difference.iter().zip(&bound) {
            assert!(difference <= bound && *bound < 1e-6, "{difference} {bound}");
        }
        assert_eq!(all(&run, "gradient_decisive_at"), [1.0; 3]);
        assert!(
            all(&run, "gradient_checks_at")
                .iter()
                .all(|checks| *checks >= 10.0)
        );
        assert_eq!(all(&run, "outside_clarke_at"), [0.0; 3]);
        // The same directions again.
        assert_eq!(all(&run, "gradient_difference_at"), difference);
    }

    #[test]
    fn both_sides_of_a_kink_are_counted() {
        // One coordinate leaves the kink of the one point, the output weight does not.
        let run = by_hand("", mat![[1.0, 0.0]], &[1.0], mat![[0.0], [1.0]], &[0.7]);
        assert_eq!(one(&run, "gradient_checks"), 4.0);
        assert_eq!(one(&run, "outside_clarke"), 0.0);
    }

    #[test]
    fn a_tiny_network_decides_nothing() {
        assert_eq!(
            one(&before("network.alpha = 1e-9"), "gradient_decisive"),
            0.0
        );
    }
}
