use super::*;
use crate::claims::Claim;
use crate::claims::audit::block::Block;
use crate::claims::tests::{claim, inequality};

fn judged(seeds: Range<u64>, unexpected: &[u64]) -> Judged {
    let mut judged = Judged::default();
    let wrong = unexpected.iter().map(|&seed| (seed, Verdict::Inconclusive));
    judged.add(&Block {
        key: String::new(),
        name: String::new(),
        first: seeds.start,
        seeds: seeds.end - seeds.start,
        unexpected: wrong.collect(),
        evidence: Vec::new(),
        seconds: 0.004 * (seeds.end - seeds.start) as f64,
        day: "2026-11-30".to_owned(),
    });
    judged
}

fn example() -> Claim {
    claim("a", inequality("1", "0"), inequality("0", "1"))
}

/// The two settings of a claim and its control.
fn audit(claim: &Claim, counting: &Counting, judged: [Judged; 3]) -> Audit {
    let counted: Vec<_> = Case::of(claim, true).zip(judged).collect();
    Audit::of(Budget::Quick, counting, &counted)
}

#[test]
fn rates_count_suites_verdicts_and_plants() {
    let claim = example();
    let counted = [
        judged(1..4, &[2, 3]),
        judged(1..4, &[2]),
        judged(1..4, &[3]),
    ];
    let audit = audit(&claim, &Counting::Seeds(1..4), counted);
    let counts = |rate: Rate| (rate.count, rate.of);
    assert_eq!(counts(audit.suites), (2, 3));
    assert_eq!(counts(audit.verdicts), (3, 6));
    assert_eq!(counts(audit.planted), (2, 3));
    assert_eq!(audit.master_seeds, Some([1, 3]));
    let exceptions = |found: &[Exception]| {
        let pairs = found
            .iter()
            .map(|one| (one.name.clone(), one.seeds.clone()));
        pairs.collect::<Vec<_>>()
    };
    let named = |name: &str, seeds: &[u64]| (format!("tests/a ({name})"), seeds.to_vec());
    let expected = [named("first", &[2, 3]), named("second", &[2])];
    assert_eq!(exceptions(&audit.unexpected), expected);
    let missed = [("tests/a (first) (control)".to_owned(), vec![3])];
    assert_eq!(exceptions(&audit.missed), missed);
    assert!(!audit.is_clean() && !audit.is_empty());
}

/// Of suites only those count that were judged as a whole; of settings every seed in the range.
#[test]
fn a_range_cuts_what_is_counted() {
    let claim = example();
    let counted = || {
        [
            judged(1..101, &[2, 90]),
            judged(1..11, &[]),
            judged(1..1, &[]),
        ]
    };
    let of = |counting: Counting| {
        let audit = audit(&claim, &counting, counted());
        let settings = audit.settings.iter().map(|one| (one.unexpected, one.seeds));
        let settings: Vec<(u64, u64)> = settings.collect();
        ((audit.suites.count, audit.suites.of), settings)
    };
    let recorded = vec![(2, 100), (0, 10), (0, 0)];
    assert_eq!(of(Counting::Recorded), ((1, 10), recorded));
    let part = vec![(1, 4), (0, 4), (0, 0)];
    assert_eq!(of(Counting::Seeds(1..5)), ((1, 4), part));
    assert_eq!(of(Counting::Seeds(200..300)).0, (0, 0));
}

/// Known bounds: 1 - .05^(1/n) and 1 - .01^(1/n) for none, the upper ends of Clopper and Pearson's
/// two-sided 90% and 98% intervals for some.
#[test]
fn bounds_are_one_sided() {
    for (unexpected, seeds, at_95, at_99) in [
        (0, 300, 0.009_936_0, 0.015_233_4),
        (0, 10_000, 2.995_28e-4, 4.604_11e-4),
        (1, 300, 0.015_714_6, 0.021_921_0),
        (3, 3, 1.0, 1.0),
        (0, 0, 1.0, 1.0),
    ] {
        let found = [
            bound(unexpected, seeds, 0.05),
            bound(unexpected, seeds, 0.01),
        ];
        for (found, known) in found.iter().zip([at_95, at_99]) {
            assert!(
                (found / known - 1.0).abs() < 1e-5,
                "{unexpected} {seeds}: {found}"
            );
        }
    }
}

#[test]
fn a_prediction_adds_the_shares_of_the_settings_that_were_counted() {
    let claim = example();
    let counted = [
        judged(1..101, &[2, 90]),
        judged(1..11, &[]),
        judged(1..1, &[]),
    ];
    let found = audit(&claim, &Counting::Recorded, counted);
    assert_eq!(found.predicted.one_suite, 0.02);
    assert_eq!(found.predicted.hundred_suites, 2.0);
    let bounds = bound(2, 100, 0.05) + bound(0, 10, 0.05);
    assert_eq!(found.predicted.one_suite_at_bounds, bounds);
    assert!(found.predicted_controls.is_none());
    let one = &found.settings[0];
    assert!((one.milliseconds.unwrap() - 4.0).abs() < 1e-9);
    let at = AtSeed {
        seed: 2,
        verdict: Verdict::Inconclusive,
    };
    assert_eq!(
        (one.at[0], one.counted.as_deref()),
        (at, Some("2026-11-30"))
    );
    let with_control = [judged(1..11, &[]), judged(1..11, &[]), judged(1..11, &[7])];
    let found = audit(&claim, &Counting::Recorded, with_control);
    assert_eq!(found.predicted_controls.unwrap().one_suite, 0.1);
    assert_eq!(found.predicted.one_suite, 0.0);
}

#[test]
fn no_exception_in_300_suites_bounds_the_rate_by_1_22_percent() {
    let claim = example();
    let counted = [
        judged(0..300, &[]),
        judged(0..300, &[]),
        judged(0..300, &[]),
    ];
    let audit = audit(&claim, &Counting::Seeds(0..300), counted);
    let [low, high] = audit.suites.interval;
    // 1 - .025^(1/300).
    assert_eq!(low, 0.0);
    assert!((high - 0.012_220_9).abs() < 1e-6, "{high}");
    assert!(audit.is_clean());
}
