use super::*;
use crate::math::short;
use crate::statistics::{Verdict, proportion, smallest_shares_found};

fn share(values: &[Option<f64>], bound: f64, at_least: bool) -> Outcome {
    let kind = super::share(formula("a"), bound, at_least);
    let values = [values.to_vec()];
    statistical_test(&kind).look_at_all(&values, SHARP).unwrap()
}

/// `yes` seeds with 1 and `no` with 0.
fn counted(yes: usize, no: usize) -> Vec<Option<f64>> {
    [vec![Some(1.0); yes], vec![Some(0.0); no]].concat()
}

fn judged(yes: usize, no: usize, bound: f64, at_least: bool) -> Outcome {
    share(&counted(yes, no), bound, at_least)
}

fn decision(found: &Outcome) -> Verdict {
    found.evidence.unwrap().decide(SHARP.level)
}

#[test]
fn what_is_not_zero_counts() {
    let values = [Some(1.0), Some(-2.0), Some(0.0), Some(0.5)];
    let found = share(&values, 0.5, true);
    let test = proportion(3, 4, 0.5, true, SHARP.level).unwrap();
    assert_eq!(found.effect, Some(0.75));
    assert_eq!(found.evidence, Some(test.evidence));
    assert_eq!(found.interval, Some(test.interval));
}

#[test]
fn the_margin_is_the_distance_to_the_bound_and_negative_against_the_claim() {
    let bound = 0.5;
    for (yes, no, at_least, expected) in [
        (39, 1, true, Verdict::Holds),
        (1, 39, true, Verdict::Violated),
        (20, 20, true, Verdict::Inconclusive),
        (1, 39, false, Verdict::Holds),
        (39, 1, false, Verdict::Violated),
        (20, 20, false, Verdict::Inconclusive),
    ] {
        let found = judged(yes, no, bound, at_least);
        assert_eq!(decision(&found), expected);
        let [low, high] = found.interval.unwrap();
        let margin = match (expected, at_least) {
            (Verdict::Holds, true) => low - bound,
            (Verdict::Holds, false) => bound - high,
            (Verdict::Violated, true) => high - bound,
            (Verdict::Violated, false) => bound - low,
            (Verdict::Inconclusive, _) => 0.0,
        };
        assert_eq!(found.margin, Some(margin), "{yes} {no} {at_least}");
    }
}

/// Two seeds without a value may be among those that count, or not.
#[test]
fn a_seed_without_a_value_counts_both_ways() {
    let values = [counted(3, 1), vec![None; 2]].concat();
    for at_least in [true, false] {
        let found = share(&values, 0.5, at_least);
        let of = |yes: usize| proportion(yes, 6, 0.5, at_least, SHARP.level).unwrap();
        let (least, most) = (of(3), of(5));
        assert_eq!(found.interval, Some([least.interval[0], most.interval[1]]));
        assert_eq!(
            found.evidence.unwrap().holds,
            least.evidence.holds.max(most.evidence.holds)
        );
        assert_eq!(
            found.evidence.unwrap().violated,
            least.evidence.violated.max(most.evidence.violated)
        );
        assert!(
            found
                .finding
                .ends_with("; 2 seeds have no value and count both ways")
        );
    }
    assert!(!judged(3, 1, 0.5, true).finding.contains("no value"));
}

#[test]
fn the_report_line_and_the_power_name_the_bound() {
    let found = judged(39, 1, 0.5, true);
    let [low, high] = found.interval.unwrap();
    assert_eq!(
        found.finding,
        format!(
            "39 of 40 seeds, a share of 0.975 [{}, {}]; claimed is at least 0.5",
            short(low, 3),
            short(high, 3)
        )
    );
    let found = judged(39, 1, 0.5, false);
    assert!(found.finding.ends_with("claimed is at most 0.5"));
    let [below, above] = smallest_shares_found(0.5, 64, 0.01).unwrap();
    let power = format!(
        "with 64 seeds a share of {} or less and one of {} or more are found in 99%",
        short(below.unwrap(), 3),
        short(above.unwrap(), 3)
    );
    assert_eq!(found.power, Some(power));
}

#[test]
fn the_figure_has_the_share_with_its_interval_against_the_bound() {
    let found = judged(3, 1, 0.25, true);
    assert_eq!(
        found.figure.as_ref().unwrap().series[0].points,
        [(0.5, 0.75, found.interval)]
    );
    assert_eq!(
        pairs(&found.figure.as_ref().unwrap().series[1]),
        [(0.0, 0.25), (1.0, 0.25)]
    );
}
