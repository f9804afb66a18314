//! How often the verdict of one look is right: what `sweep` decides.
//!
//! The curve is the default mixture's (40 points in 40 dimensions, SNR 2, width 64): error
//! .0438 at small alpha, .0388 at the best; the spread between seeds of the paired
//! difference to the best is .0026 at the left end and .0053 at the right. The right end
//! is taken at .0482, 1.62 spreads beyond the 2% margin, as short as a right arm was seen.

use sweetspot::random::{Stream, Streams};
use sweetspot::statistics::{Contrast, Verdict, interior_optimum, kept_set, two_lines};

use crate::noise::Noise;
use crate::rates::at_most;

const SEEDS: usize = 32;
const MARGIN: f64 = 0.02;
const LEVEL: f64 = 0.01;
const BEST: f64 = 0.0388;
const LEFT_SPREAD: f64 = 0.0026;
const RIGHT_SPREAD: f64 = 0.0053;

/// The mixture's curve: left end, three interior points, right end.
const U_CURVE: [f64; 5] = [0.0438, 0.0410, BEST, 0.0392, 0.0482];

/// Errors of `curve` for all seeds: what a seed's data do to every alpha, plus a spread of
/// each point's own; the interior ones are told apart with a spread of .0007.
fn errors(curve: &[f64], noise: Noise, stream: &mut Stream) -> Vec<Vec<f64>> {
    let shared: Vec<f64> = (0..SEEDS)
        .map(|_| 0.006 * Noise::Normal.draw(stream))
        .collect();
    let last = curve.len() - 1;
    let own = |point: usize| match point {
        0 => LEFT_SPREAD,
        _ if point == last => RIGHT_SPREAD,
        _ => 0.0005,
    };
    let row = |(point, error): (usize, &f64)| {
        let seeds = shared.iter();
        seeds
            .map(|s| (error + s + own(point) * noise.draw(stream)).max(0.0))
            .collect()
    };
    curve.iter().enumerate().map(row).collect()
}

/// The verdicts of the U-test over fresh sets of seeds: shares of interior and monotone.
fn verdicts(curve: &[f64], noise: Noise, margin: f64, repetitions: u64) -> [f64; 2] {
    let mut counts = [0.0, 0.0];
    for repetition in 0..repetitions {
        let mut stream = Streams::new(1).replicate(repetition).data();
        let errors = errors(curve, noise, &mut stream);
        match interior_optimum(&errors, margin, LEVEL).unwrap().verdict {
            Verdict::Holds => counts[0] += 1.0,
            Verdict::Violated => counts[1] += 1.0,
            Verdict::Inconclusive => {}
        }
    }
    counts.map(|count| count / repetitions as f64)
}

/// 13 alphas from 1e-4 to 10 as the default sweep has them: the ends and the bottom as
/// measured, the rest between them.
const SWEEP: [f64; 13] = [
    0.0450, 0.0447, 0.0442, 0.0436, 0.0425, 0.0405, BEST, 0.0390, 0.0482, 0.14, 0.28, 0.32, 0.33,
];

/// The left end exactly at the margin: an interior optimum would be a wrong verdict.
fn left_arm_at_the_margin(others: &[f64]) -> Vec<f64> {
    [&[(1.0 + MARGIN) * BEST], others].concat()
}

#[test]
fn the_mixtures_u_is_found_with_32_seeds() {
    for noise in [Noise::Normal, Noise::LongRight, Noise::LogNormal] {
        for curve in [&SWEEP[..], &U_CURVE] {
            let [interior, monotone] = verdicts(curve, noise, MARGIN, 2000);
            assert!(interior >= 0.995, "{noise:?}: {interior}");
            assert_eq!(monotone, 0.0, "{noise:?}");
        }
    }
}

/// Heavy tails, and a spread long on the side that hides an arm, cost power at 32 seeds.
/// They never give the opposite verdict.
#[test]
fn heavy_tails_and_harmful_skewness_cost_power_and_not_truth() {
    for (noise, least) in [(Noise::T3, 0.85), (Noise::LongLeft, 0.55)] {
        let [interior, monotone] = verdicts(&SWEEP, noise, MARGIN, 2000);
        assert!(interior >= least, "{noise:?}: {interior}");
        assert_eq!(monotone, 0.0, "{noise:?}");
    }
}

#[test]
fn curves_without_a_u_are_never_called_interior() {
    let rising = [BEST, 0.0392, 0.0410, 0.0438, 0.0482];
    let falling = [0.0482, 0.0438, 0.0410, 0.0392, BEST];
    let flat = [BEST; 5];
    for noise in [Noise::Normal, Noise::T3, Noise::LongLeft] {
        for curve in [rising, falling, flat] {
            assert_eq!(
                verdicts(&curve, noise, MARGIN, 2000)[0],
                0.0,
                "{noise:?} {curve:?}"
            );
        }
    }
}

/// Their power: the true distance to the margin is what decides, so a steep rise is
/// settled with 32 seeds, and a flat curve only with a margin of two spreads.
#[test]
fn curves_without_a_u_are_called_monotone_where_the_margin_is_far() {
    let steep = [0.0340, 0.0370, BEST, 0.0438, 0.0482];
    for (curve, margin) in [(steep, MARGIN), ([BEST; 5], 0.10)] {
        let [_, monotone] = verdicts(&curve, Noise::Normal, margin, 2000);
        assert!(monotone >= 0.99, "{curve:?}: {monotone}");
    }
}

/// False "interior" with one interior point, where nothing but the contrast protects.
#[test]
fn an_arm_at_the_margin_is_called_interior_at_most_at_half_the_level() {
    let repetitions = 20_000;
    let curve = left_arm_at_the_margin(&[BEST, 0.06]);
    let [normal, _] = verdicts(&curve, Noise::Normal, MARGIN, repetitions);
    assert!(normal <= at_most(LEVEL / 2.0, repetitions), "{normal}");
    // Not far below either: the test is not just shy.
    assert!(normal >= 0.4 * LEVEL / 2.0, "{normal}");
}

#[test]
fn heavy_tails_keep_the_level_and_harmful_skewness_at_most_trebles_it() {
    let repetitions = 10_000;
    let curve = left_arm_at_the_margin(&[BEST, 0.06]);
    for (noise, factor) in [(Noise::T3, 1.0), (Noise::LongLeft, 3.0)] {
        let [interior, _] = verdicts(&curve, noise, MARGIN, repetitions);
        let allowed = at_most(factor * LEVEL / 2.0, repetitions);
        assert!(interior <= allowed, "{noise:?}: {interior}");
    }
}

/// The winner's curse: the best of four tied points flatters the arm, and the factor J
/// pays for it.
#[test]
fn tied_interior_points_do_not_raise_the_error() {
    let repetitions = 20_000;
    let curve = left_arm_at_the_margin(&[BEST, BEST, BEST, BEST, 0.06]);
    let [interior, _] = verdicts(&curve, Noise::Normal, MARGIN, repetitions);
    assert!(interior <= at_most(LEVEL / 2.0, repetitions), "{interior}");
}

#[test]
fn both_arms_at_the_margin_are_called_monotone_at_most_at_half_the_level() {
    let repetitions = 10_000;
    let curve = left_arm_at_the_margin(&[BEST, (1.0 + MARGIN) * BEST]);
    for (noise, factor) in [
        (Noise::Normal, 1.0),
        (Noise::T3, 1.0),
        (Noise::LongRight, 3.0),
    ] {
        let [_, monotone] = verdicts(&curve, noise, MARGIN, repetitions);
        let allowed = at_most(factor * LEVEL / 2.0, repetitions);
        assert!(monotone <= allowed, "{noise:?}: {monotone}");
    }
}

/// How often a contrast of true mean 0 is called negative, over `error`: with the
/// skewness guard and without.
fn excess_of_one_contrast(noise: Noise, error: f64, repetitions: u64) -> [f64; 2] {
    let mut counts = [0.0, 0.0];
    for repetition in 0..repetitions {
        let mut stream = Streams::new(2).replicate(repetition).data();
        let values: Vec<f64> = (0..SEEDS).map(|_| noise.draw(&mut stream)).collect();
        let guarded = Contrast::new(&values).unwrap();
        let plain = Contrast {
            skewness: 0.0,
            ..guarded
        };
        for (count, contrast) in counts.iter_mut().zip([guarded, plain]) {
            if contrast.evidence(0.0).decide(2.0 * error) == Verdict::Violated {
                *count += 1.0;
            }
        }
    }
    counts.map(|count| count / repetitions as f64 / error)
}

/// At one-sided 5e-4 a plain t-test of 32 exponential numbers is wrong 18 times too often.
#[test]
fn the_guard_is_what_keeps_the_level_under_skewness() {
    let (error, repetitions) = (5e-4, 200_000);
    let [guarded, plain] = excess_of_one_contrast(Noise::LongRight, error, repetitions);
    assert!(plain > 10.0, "{plain}");
    assert!(guarded < 3.0, "{guarded}");
    let [guarded, plain] = excess_of_one_contrast(Noise::Normal, error, repetitions);
    // 200,000 repetitions know a share of 5e-4 to 10%.
    assert!(
        plain < 1.4 && guarded < 1.4 && guarded > 0.3,
        "{guarded} {plain}"
    );
}

#[test]
fn the_interval_of_a_mean_covers_it() {
    let repetitions = 10_000;
    for noise in [Noise::Normal, Noise::T3, Noise::LongRight, Noise::LogNormal] {
        let mut missed = 0.0;
        for repetition in 0..repetitions {
            let mut stream = Streams::new(5).replicate(repetition).data();
            let values: Vec<f64> = (0..SEEDS).map(|_| noise.draw(&mut stream)).collect();
            let [low, high] = Contrast::new(&values).unwrap().interval(0.05).unwrap();
            missed += f64::from(low > 0.0 || high < 0.0);
        }
        let missed = missed / repetitions as f64;
        assert!(
            missed <= at_most(0.05, repetitions) && missed > 0.02,
            "{noise:?}: {missed}"
        );
    }
}

/// Relative gains of both ends over `best`.
fn gains(curve: &[f64], best: usize) -> [f64; 2] {
    [0, curve.len() - 1].map(|end| curve[end] / curve[best] - 1.0)
}

/// The four limits of the two gains, with one interior point and with four tied ones.
#[test]
fn the_limits_of_the_gains_hold_together() {
    let repetitions = 10_000;
    let tied = [0.0438, BEST, BEST, BEST, BEST, 0.0482];
    for (curve, promised) in [(&[0.0438, BEST, 0.0482][..], 1.5 * LEVEL), (&tied, LEVEL)] {
        let mut missed = 0.0;
        for repetition in 0..repetitions {
            let mut stream = Streams::new(6).replicate(repetition).data();
            let errors = errors(curve, Noise::Normal, &mut stream);
            let test = interior_optimum(&errors, MARGIN, LEVEL).unwrap();
            let found = [test.gain_over_first, test.gain_over_last];
            let mut pairs = found.iter().zip(gains(curve, test.best));
            missed += f64::from(pairs.any(|(gain, truth)| truth < gain.low || gain.high < truth));
        }
        let missed = missed / repetitions as f64;
        assert!(
            missed <= at_most(promised, repetitions),
            "{missed} of {promised}"
        );
    }
}

/// Four tied interior points with a spread of their own: the estimate at the chosen one is
/// flattered, the cross-fitted one is not (beyond the bias of any ratio of means).
#[test]
fn cross_fitting_takes_the_flattery_out() {
    let curve = [0.0438, BEST, BEST, BEST, BEST, 0.0482];
    let truth = gains(&curve, 1)[0];
    let (mut plain, mut cross, repetitions) = (0.0, 0.0, 10_000);
    for repetition in 0..repetitions {
        let mut stream = Streams::new(4).replicate(repetition).data();
        let mut errors = errors(&curve, Noise::Normal, &mut stream);
        for error in errors[1..5].iter_mut().flatten() {
            *error = (*error + 0.004 * Noise::Normal.draw(&mut stream)).max(0.0);
        }
        let test = interior_optimum(&errors, MARGIN, LEVEL).unwrap();
        plain += (test.gain_over_first.estimate - truth) / repetitions as f64;
        cross += (test.cross_fitted[0] - truth) / repetitions as f64;
    }
    assert!(plain > 0.01, "{plain}");
    assert!(cross.abs() < 0.002, "{cross}");
}

/// Share of fresh sets of seeds whose kept set holds `best`, and its mean size.
fn kept(curve: &[f64], best: usize, noise: Noise, repetitions: u64) -> [f64; 2] {
    let mut sums = [0.0, 0.0];
    for repetition in 0..repetitions {
        let mut stream = Streams::new(3).replicate(repetition).data();
        let kept = kept_set(&errors(curve, noise, &mut stream), 0.05).unwrap();
        sums[0] += f64::from(kept.contains(&best));
        sums[1] += kept.len() as f64;
    }
    sums.map(|sum| sum / repetitions as f64)
}

#[test]
fn the_kept_set_holds_the_best_point_and_is_as_long_as_the_minimum_is_flat() {
    let u = [0.0438, 0.0400, 0.0391, BEST, 0.0392, 0.0482];
    let flat_floor = [0.0438, BEST, 0.03881, 0.03881, 0.03881, 0.0482];
    let sharp = [0.06, 0.05, BEST, 0.05, 0.06, 0.08];
    let repetitions = 4000;
    for noise in [Noise::Normal, Noise::T3, Noise::LogNormal] {
        for (curve, best, sizes) in [
            (u, 3, 1.3..2.6),
            (flat_floor, 1, 3.5..4.5),
            (sharp, 2, 1.0..1.1),
        ] {
            let [covered, size] = kept(&curve, best, noise, repetitions);
            assert!(
                1.0 - covered <= at_most(0.05, repetitions),
                "{noise:?} {best}: {covered}"
            );
            assert!(sizes.contains(&size), "{noise:?} {best}: {size}");
        }
    }
}

/// Shares of interior and monotone among the two-lines verdicts.
fn lines(curve: &[f64; 5], noise: Noise) -> [f64; 2] {
    let alphas = [1e-3, 1e-2, 3e-2, 0.1, 0.3];
    let mut counts = [0.0, 0.0];
    for repetition in 0..2000 {
        let mut stream = Streams::new(7).replicate(repetition).data();
        let errors = errors(curve, noise, &mut stream);
        match two_lines(&alphas, &errors, LEVEL).unwrap().verdict {
            Verdict::Holds => counts[0] += 1.0,
            Verdict::Violated => counts[1] += 1.0,
            Verdict::Inconclusive => {}
        }
    }
    counts.map(|count| count / 2000.0)
}

#[test]
fn two_lines_tell_a_u_from_a_rise_and_leave_a_flat_curve_open() {
    let rise = [0.0300, 0.0380, 0.0420, 0.0450, 0.0470];
    for noise in [Noise::Normal, Noise::LogNormal] {
        assert!(lines(&U_CURVE, noise)[0] > 0.99, "{noise:?}");
        assert_eq!(lines(&rise, noise)[0], 0.0, "{noise:?}");
    }
    assert!(lines(&rise, Noise::Normal)[1] > 0.99);
    for noise in [Noise::Normal, Noise::T3] {
        let flat = lines(&[BEST; 5], noise);
        assert!(
            flat.iter()
                .all(|share| *share <= at_most(LEVEL / 2.0, 2000)),
            "{flat:?}"
        );
    }
}
