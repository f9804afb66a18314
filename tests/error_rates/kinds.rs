//! The other statistical kinds over five looks: planted deviations are found, and truths
//! at a bound are called wrongly at most at the error of a side.

use sweetspot::random::Stream;
use sweetspot::statistics::{
    Evidence, LOOKS, Looks, StatisticsError, Stopped, Verdict, equal_means, exponent, limit,
    look_until_decided, monotone_means, ordering, proportion,
};

use crate::noise::Noise;
use crate::rates::{Shares, at_least, at_most, repetitions, shares};

const TEN: usize = 10;

type Found = Result<Evidence, StatisticsError>;

/// Looks at values drawn seed by seed: `draw` gives one seed's value at every point.
fn decide<const POINTS: usize>(
    pairs: usize,
    stream: &mut Stream,
    draw: impl Fn(&mut Stream) -> [f64; POINTS],
    rule: impl Fn(&[Vec<f64>]) -> Found,
) -> Stopped {
    let mut values = vec![Vec::new(); POINTS];
    look_until_decided(Looks { first: 32 }, LOOKS, pairs, |_, seeds| {
        while values[0].len() < seeds {
            for (values, value) in values.iter_mut().zip(draw(stream)) {
                values.push(value);
            }
        }
        rule(&values)
    })
    .unwrap()
}

/// Power laws with `exponent` and `curvature` on four decades. The slopes have a spread
/// of .15 between seeds, half the planted deviation.
fn power_law(
    exponent: f64,
    curvature: f64,
    noise: Noise,
) -> impl Fn(&mut Stream) -> [f64; 4] + Copy {
    move |stream| {
        [0.0, 1.0, 2.0, 3.0].map(|u: f64| {
            let own = 0.15 * 5.0_f64.sqrt() * noise.draw(stream);
            libm::exp10(exponent * u + curvature * u * u + own)
        })
    }
}

const GRID: [f64; 4] = [1.0, 10.0, 100.0, 1000.0];

fn exponents(truth: f64, curvature: f64, noise: Noise, most: Option<f64>, pairs: usize) -> Shares {
    shares(21, repetitions(1000), |stream| {
        decide(
            pairs,
            stream,
            power_law(truth, curvature, noise),
            |values| Ok(exponent(&GRID, values, -0.5, 0.15, most, 0.01)?.evidence),
        )
    })
}

#[test]
fn an_exponent_off_by_three_tenths_is_found() {
    let least = at_least(0.99, repetitions(1000));
    for noise in [
        Noise::Normal,
        Noise::T3,
        Noise::Contaminated,
        Noise::LongLeft,
    ] {
        let inside = exponents(-0.5, 0.0, noise, Some(0.05), TEN);
        println!("exponent in the middle of its range, {noise:?}: {inside:?}");
        assert!(inside.holds >= least, "{noise:?} {inside:?}");
        assert_eq!(inside.violated, 0.0);
        for planted in [-0.8, -0.2] {
            let outside = exponents(planted, 0.0, noise, None, TEN);
            println!("exponent off by .3 ({planted}), {noise:?}: {outside:?}");
            assert!(outside.violated >= least, "{noise:?} {outside:?}");
            assert_eq!(outside.holds, 0.0);
        }
    }
}

/// An exponent at an end of its range: neither verdict more often than a side's error.
#[test]
fn an_exponent_at_the_end_of_its_range_stays_open() {
    let allowed = at_most(0.005, repetitions(1000));
    for truth in [-0.65, -0.35] {
        let found = exponents(truth, 0.0, Noise::Normal, None, 1);
        println!("exponent at the end of its range: {found:?}");
        assert!(
            found.holds <= allowed && found.violated <= allowed,
            "{found:?}"
        );
    }
}

/// A mean slope in the range, of a curve that is no power law.
#[test]
fn a_bend_is_not_called_a_power_law() {
    // A parabola c u^2 on u = 0..3 has the slope 3 c: the middle of the range all the same.
    let bent = exponents(-1.4, 0.3, Noise::Normal, Some(0.05), TEN);
    let open = bent.of(Verdict::Inconclusive);
    println!("bent power law: {bent:?}");
    assert!(open >= at_least(0.99, repetitions(1000)), "{bent:?}");
    let unasked = exponents(-1.4, 0.3, Noise::Normal, None, TEN);
    assert!(unasked.holds > 0.99, "{unasked:?}");
}

fn means(difference: f64, noise: Noise, pairs: usize, rule: fn(&[Vec<f64>]) -> Found) -> Shares {
    shares(22, repetitions(2000), |stream| {
        let draw = |stream: &mut Stream| {
            let shared = 3.0 * Noise::Normal.draw(stream);
            [shared + difference + noise.draw(stream), shared]
        };
        decide(pairs, stream, draw, rule)
    })
}

fn equal_within_one(values: &[Vec<f64>]) -> Found {
    Ok(equal_means(&values[0], &values[1], 1.0, 0.01)?.evidence)
}

fn greater_by_one(values: &[Vec<f64>]) -> Found {
    Ok(ordering(&values[0], &values[1], 1.0, 0.01)?.evidence)
}

/// A deviation of .92 spreads beyond the margin, what 32 seeds are planned for.
#[test]
fn means_that_differ_by_a_spread_beyond_the_margin_are_told_apart() {
    let least = at_least(0.99, repetitions(2000));
    for noise in [Noise::Normal, Noise::T3, Noise::LongLeft, Noise::LongRight] {
        let same = means(0.0, noise, TEN, equal_within_one);
        let [other, below] = [1.92, -1.92].map(|by| means(by, noise, TEN, equal_within_one));
        let greater = means(1.92, noise, TEN, greater_by_one);
        let not_greater = means(0.08, noise, TEN, greater_by_one);
        println!("means, {noise:?}: {same:?} {other:?} {below:?} {greater:?} {not_greater:?}");
        for share in [
            same.holds,
            other.violated,
            below.violated,
            greater.holds,
            not_greater.violated,
        ] {
            assert!(share >= least, "{noise:?}");
        }
    }
}

#[test]
fn means_at_the_margin_are_called_wrongly_at_most_at_the_error_of_a_side() {
    let allowed = at_most(0.005, repetitions(2000));
    for rule in [equal_within_one as fn(&[Vec<f64>]) -> Found, greater_by_one] {
        let found = means(1.0, Noise::Normal, 1, rule);
        println!("means at the margin: {found:?}");
        assert!(
            found.holds <= allowed && found.violated <= allowed,
            "{found:?}"
        );
    }
}

/// Means of a grid of five points, with a slack of one spread.
fn trend(means: [f64; 5], pairs: usize) -> Shares {
    shares(23, repetitions(1000), |stream| {
        let draw = |stream: &mut Stream| {
            let shared = 3.0 * Noise::Normal.draw(stream);
            means.map(|mean| mean + shared + 0.7 * Noise::Normal.draw(stream))
        };
        decide(pairs, stream, draw, |values| {
            Ok(monotone_means(values, true, 1.0, 0.01)?.evidence)
        })
    })
}

#[test]
fn a_trend_and_a_dip_in_it_are_found() {
    let least = at_least(0.99, repetitions(1000));
    let rising = trend([0.0, 0.5, 1.0, 1.5, 2.0], TEN);
    let flat = trend([0.0; 5], TEN);
    let dip = trend([0.0, 2.5, 0.3, 2.8, 3.0], TEN);
    println!("trend: {rising:?} {flat:?} {dip:?}");
    assert!(rising.holds >= least && flat.holds >= least);
    assert!(dip.violated >= least);
    assert_eq!((rising.violated, dip.holds), (0.0, 0.0));
}

/// All four steps go against the trend, and the sum of them by just the slack; or every
/// later point is just the slack below the first.
#[test]
fn a_trend_at_its_slack_is_called_wrongly_at_most_at_the_error_of_a_side() {
    let allowed = at_most(0.005, repetitions(1000));
    for means in [
        [0.0, -0.25, -0.5, -0.75, -1.0],
        [0.0, -1.0, -1.0, -1.0, -1.0],
    ] {
        let found = trend(means, 1);
        println!("trend at its slack: {found:?}");
        assert!(
            found.holds <= allowed && found.violated <= allowed,
            "{found:?}"
        );
    }
}

/// Gaps to the limit 2 that shrink from .5 to `last`, log spread `spread`.
fn tends(last: f64, pairs: usize) -> Shares {
    shares(24, repetitions(1000), |stream| {
        let draw = |stream: &mut Stream| {
            [0.5, last].map(|gap| 2.0 + gap * libm::exp(0.4 * Noise::Normal.draw(stream)))
        };
        decide(pairs, stream, draw, |values| {
            let target = vec![2.0; values[0].len()];
            let [first, last] = [&values[0], &values[1]];
            Ok(limit([first, &target], [last, &target], 0.1, 1.0, 0.01)?.evidence)
        })
    })
}

#[test]
fn a_limit_is_found_and_so_is_its_absence() {
    let least = at_least(0.99, repetitions(1000));
    let [reached, missed, constant] = [0.03, 0.3, 0.5].map(|last| tends(last, TEN));
    println!("limit: {reached:?} {missed:?} {constant:?}");
    assert!(reached.holds >= least && missed.violated >= least && constant.violated >= least);
    assert_eq!(reached.violated + missed.holds + constant.holds, 0.0);
    // The mean gap is the bound: exp(.4^2/2) times the median.
    let at = tends(0.1 / libm::exp(0.08), 1);
    println!("limit at its bound: {at:?}");
    assert!(at.holds <= at_most(0.005, repetitions(1000)), "{at:?}");
    assert!(at.violated <= at_most(0.005, repetitions(1000)), "{at:?}");
}

fn share(truth: f64, bound: f64, pairs: usize, repetitions: u64) -> Shares {
    shares(25, repetitions, |stream| {
        let draw = |stream: &mut Stream| [f64::from(rand::RngExt::random_bool(stream, truth))];
        decide(pairs, stream, draw, |values| {
            let successes = values[0].iter().filter(|value| **value > 0.0).count();
            Ok(proportion(successes, values[0].len(), bound, false, 0.01)?.evidence)
        })
    })
}

#[test]
fn a_share_of_three_tenths_is_told_from_one_in_twenty() {
    let many = repetitions(2000);
    let found = share(0.3, 0.05, TEN, many);
    println!("share .3 against .05: {found:?}");
    assert!(found.violated >= at_least(0.999, many), "{found:?}");
    assert!(found.mean_seeds < 50.0);
    let harder = share(0.125, 0.03, TEN, many);
    println!("share .125 against .03: {harder:?}");
    assert!(harder.violated >= at_least(0.99, many), "{harder:?}");
}

/// Counts are discrete, so the wrong verdicts are rarer than the error of a side.
#[test]
fn a_share_at_its_bound_is_called_wrongly_at_most_at_the_error_of_a_side() {
    let many = repetitions(4000);
    for bound in [0.05, 0.3] {
        for pairs in [1, TEN] {
            let found = share(bound, bound, pairs, many);
            println!("share at its bound {bound}, {pairs} pairs: {found:?}");
            let allowed = at_most(0.01 / (2 * pairs) as f64, many);
            assert!(
                found.holds <= allowed && found.violated <= allowed,
                "{found:?}"
            );
        }
    }
}
