//! The interior optimum over five looks, at the level of one claim among ten.
//!
//! The mixture's curve as in `sweep`: paired spreads .0026 of the left end, .0053 of the
//! right.

use sweetspot::random::Stream;
use sweetspot::statistics::{
    Contrast, LOOKS, Looks, StatisticsError, Stopped, Verdict, interior_evidence, level_of_a_pair,
    look_until_decided,
};

use crate::noise::Noise;
use crate::rates::{Shares, at_least, at_most, ends, repetitions, shares};

const LOOKS_OF_32: Looks = Looks { first: 32 };
const TEN: usize = 10;
const BEST: f64 = 0.0388;
const LEFT: f64 = 0.0026;
const RIGHT: f64 = 0.0053;

const NOISES: [Noise; 5] = [
    Noise::Normal,
    Noise::T3,
    Noise::Contaminated,
    Noise::LongLeft,
    Noise::LongRight,
];

/// A true curve, the spreads of its ends, and the margin it is tested with.
#[derive(Clone, Copy)]
struct Truth<'a> {
    curve: &'a [f64],
    spreads: [f64; 2],
    margin: f64,
}

impl Truth<'_> {
    /// The verdict of one repetition; seeds are drawn as the looks need them.
    fn decide(self, pairs: usize, noise: Noise, stream: &mut Stream) -> Stopped {
        let last = self.curve.len() - 1;
        let mut errors = vec![Vec::new(); self.curve.len()];
        look_until_decided(LOOKS_OF_32, LOOKS, pairs, |_, seeds| {
            while errors[0].len() < seeds {
                let shared = 0.006 * Noise::Normal.draw(stream);
                for (point, (errors, mean)) in errors.iter_mut().zip(self.curve).enumerate() {
                    let own = match point {
                        0 => self.spreads[0],
                        _ if point == last => self.spreads[1],
                        _ => 0.0005,
                    };
                    errors.push((mean + shared + own * noise.draw(stream)).max(0.0));
                }
            }
            interior_evidence(&errors, self.margin)
        })
        .unwrap()
    }

    fn shares(self, seed: u64, noise: Noise, repetitions: u64) -> Shares {
        shares(seed, repetitions, |stream| self.decide(TEN, noise, stream))
    }
}

/// The row "U as measured" and its four deviations: (name, truth, expected verdict).
fn settled_truths() -> [(&'static str, Truth<'static>, Verdict); 5] {
    let truth = |curve, spreads, margin| Truth {
        curve,
        spreads,
        margin,
    };
    [
        (
            "U as measured",
            truth(&[0.0438, 0.0410, BEST, 0.0392, 0.0482], [LEFT, RIGHT], 0.02),
            Verdict::Holds,
        ),
        (
            "half the left arm",
            truth(&[0.0413, 0.0399, BEST, 0.0392, 0.0482], [LEFT, RIGHT], 0.02),
            Verdict::Holds,
        ),
        (
            "rising",
            truth(&[BEST, 0.0400, 0.0420, 0.0445, 0.0482], [LEFT, RIGHT], 0.02),
            Verdict::Violated,
        ),
        (
            "falling",
            truth(&[0.0482, 0.0450, 0.0430, 0.0415, BEST], [LEFT, RIGHT], 0.02),
            Verdict::Violated,
        ),
        (
            "flat",
            truth(&[BEST; 5], [LEFT, RIGHT], 0.05),
            Verdict::Violated,
        ),
    ]
}

/// A settled truth is found in 99% at least, whatever the noise, and its opposite never.
#[test]
fn settled_truths_get_their_verdict() {
    let repetitions = repetitions(500);
    for (name, truth, expected) in settled_truths() {
        for noise in NOISES {
            let found = truth.shares(11, noise, repetitions);
            println!("{name}, {noise:?}: {expected:?} {found:?}");
            let share = found.of(expected);
            assert!(
                share >= at_least(0.99, repetitions),
                "{name} {noise:?} {share}"
            );
            let opposite = found.holds + found.violated - share;
            assert_eq!(opposite, 0.0, "{name} {noise:?}");
        }
    }
}

/// A flat curve at 2%: the margin is .3 spreads, and 512 seeds settle it in part only.
#[test]
fn a_flat_curve_at_a_small_margin_is_not_called_an_optimum() {
    let repetitions = repetitions(500);
    let truth = Truth {
        curve: &[BEST; 5],
        spreads: [LEFT, RIGHT],
        margin: 0.02,
    };
    let found = truth.shares(12, Noise::Normal, repetitions);
    println!("flat at 2%: {found:?}");
    assert_eq!(found.holds, 0.0);
    assert!((0.2..1.0).contains(&found.violated), "{found:?}");
}

/// Truths at the margin: (name, truth, the wrong verdict).
fn truths_at_the_margin() -> [(&'static str, Truth<'static>, Verdict); 3] {
    let truth = |curve| Truth {
        curve,
        spreads: [LEFT, RIGHT],
        margin: 0.02,
    };
    [
        (
            "left arm at the margin, one good point",
            truth(&[1.02 * BEST, BEST, 0.06]),
            Verdict::Holds,
        ),
        (
            "left arm at the margin, four tied points",
            truth(&[1.02 * BEST, BEST, BEST, BEST, BEST, 0.06]),
            Verdict::Holds,
        ),
        (
            "both arms at the margin",
            truth(&[1.02 * BEST, BEST, 1.02 * BEST]),
            Verdict::Violated,
        ),
    ]
}

/// Shares of a wrong verdict at 1 pair and at 10 pairs, over the error of a side there,
/// from the same repetitions.
fn over_the_error(ends: &[Stopped], wrong: Verdict) -> [f64; 2] {
    [1, TEN].map(|pairs| {
        let decided = |end: &&Stopped| end.evidence.decide(level_of_a_pair(pairs)) == wrong;
        let share = ends.iter().filter(decided).count() as f64 / ends.len() as f64;
        share / error_of_a_side(pairs)
    })
}

fn error_of_a_side(pairs: usize) -> f64 {
    0.01 / (2 * pairs) as f64
}

/// Wrong verdicts at the margin, where they are likeliest: at most the error of a side,
/// three times that where the tail is long on the harmful side.
#[test]
fn truths_at_the_margin_get_the_wrong_verdict_at_most_at_the_error_of_a_side() {
    let repetitions = repetitions(1000);
    for (name, truth, wrong) in truths_at_the_margin() {
        for noise in NOISES {
            let harmful = match wrong {
                Verdict::Holds => matches!(noise, Noise::LongLeft),
                _ => matches!(noise, Noise::LongRight),
            };
            let most = if harmful { 3.0 } else { 1.0 };
            let ends = ends(13, repetitions, |stream| truth.decide(TEN, noise, stream));
            let found = over_the_error(&ends, wrong);
            println!("{name}, {noise:?}: {wrong:?} {found:?} times the error");
            for (found, pairs) in found.into_iter().zip([1, TEN]) {
                let error = error_of_a_side(pairs);
                let allowed = at_most(most * error, repetitions) / error;
                assert!(found <= allowed, "{name} {noise:?} {pairs}: {found}");
            }
        }
    }
}

/// A contrast of mean 0: at .005 a side (1 pair) the level is kept, and used, because the
/// looks do not waste it; at 5e-4 (10 pairs) it is kept.
#[test]
fn a_contrast_at_the_cut_is_decided_as_often_as_the_level_says() {
    let repetitions = repetitions(8000);
    for (noise, least, most) in [
        (Noise::Normal, 0.8, 1.0),
        (Noise::T3, 0.3, 1.0),
        (Noise::Contaminated, 0.3, 1.0),
        (Noise::LongRight, 0.1, 3.0),
        (Noise::LogNormal, 0.1, 3.0),
    ] {
        let ends = ends(14, repetitions, |stream| {
            let mut values = Vec::new();
            look_until_decided(LOOKS_OF_32, LOOKS, TEN, |_, seeds| {
                while values.len() < seeds {
                    values.push(noise.draw(stream));
                }
                Ok::<_, StatisticsError>(Contrast::new(&values)?.evidence(0.0))
            })
            .unwrap()
        });
        for side in [Verdict::Holds, Verdict::Violated] {
            let found = over_the_error(&ends, side);
            println!("at the cut, {noise:?}: {side:?} {found:?} times the error");
            for (found, pairs) in found.into_iter().zip([1, TEN]) {
                let error = error_of_a_side(pairs);
                let allowed = at_most(most * error, repetitions) / error;
                assert!(found <= allowed, "{noise:?} {side:?} {pairs}: {found}");
            }
            let needed = at_least(least * 0.005, repetitions) / 0.005;
            assert!(found[0] >= needed, "{noise:?} {side:?}: {found:?}");
        }
    }
}
