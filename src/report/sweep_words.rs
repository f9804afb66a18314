//! What a curve says, in sentences: its optimum, verdict and arms, and what its words mean.

use super::words::{distinct, short};
use crate::statistics::LARGE_SKEWNESS;
use crate::sweep::{Curve, CurvePoint, UTest, Verdict};

/// Below this many replicates the U-test's level is only approximate.
const ENOUGH_REPLICATES: usize = 32;

/// All that a curve says, in the order of a terminal.
pub(super) fn sentences(curve: &Curve) -> impl Iterator<Item = String> {
    let first = [optimum(curve), verdict(curve)].into_iter();
    first.chain(beside(curve)).chain([unreached(curve)])
}

/// The values of the axis in as many digits as tell them apart.
fn names(curve: &Curve) -> impl Fn(f64) -> String {
    let values: Vec<f64> = curve.points.iter().map(|point| point.value).collect();
    let texts = distinct(&values);
    move |value| {
        let known = values.iter().position(|other| *other == value);
        known.map_or_else(|| short(value, 2), |index| texts[index].clone())
    }
}

/// What one value of a curve's axis is called, several, and any, within and at the begin of a sentence.
fn nouns(curve: &Curve) -> ([&'static str; 3], [&'static str; 2]) {
    match curve.axis.as_str() {
        "alpha" => (["alpha", "alphas", "an alpha"], ["Alphas", "An alpha"]),
        _ => (["value", "values", "a value"], ["Values", "A value"]),
    }
}

/// Decimals of the errors: four, five where the smallest has no more than one digit of them.
pub(super) fn decimals(points: &[CurvePoint]) -> usize {
    let errors = points.iter().filter_map(|point| point.mean);
    let smallest = errors.filter(|e| *e > 0.0).fold(1.0, f64::min);
    if smallest < 1e-3 { 5 } else { 4 }
}

/// The best value and the kept set.
pub(super) fn optimum(curve: &Curve) -> String {
    let (name, decimals) = (names(curve), decimals(&curve.points));
    let Some(optimum) = &curve.optimum else {
        let reason = match curve.points.iter().any(|point| point.mean.is_some()) {
            true => {
                "one draw says nothing about others: it needs at least 2 replicates of every point"
            }
            false => "there are no test errors",
        };
        return format!("Optimum: none, since {reason}.");
    };
    let (axis, ([one, ..], [many, _])) = (&curve.axis, nouns(curve));
    let best = format!(
        "Optimum (*): {axis} {}, test error {:.decimals$}.",
        name(optimum.value),
        optimum.mean,
    );
    if curve.points.len() == 1 {
        let value = name(optimum.value);
        return format!(
            "Test error {:.decimals$} at {axis} {value}, the only {one}: there is nothing to compare it with.",
            optimum.mean
        );
    }
    if optimum.kept.len() == 1 {
        return format!("{best} Every other {one} of the grid is worse.");
    }
    let range = |[low, high]: [f64; 2]| match low == high {
        true => name(low),
        false => format!("{} to {}", name(low), name(high)),
    };
    // A value in between that is worse is not counted among them.
    let ranges: Vec<String> = optimum.ranges(curve).into_iter().map(range).collect();
    format!(
        "{best} {many} that cannot be told from it (+): {}.",
        ranges.join(", ")
    )
}

/// The verdict of the U-test and its effect sizes.
pub(super) fn verdict(curve: &Curve) -> String {
    let name = names(curve);
    let (axis, ([one, many, a], [_, any])) = (&curve.axis, nouns(curve));
    let (Some(test), [first, .., last]) = (&curve.u_test, &curve.points[..]) else {
        return format!("Verdict: none. {}.", why_none(curve, many));
    };
    let margin = percent(test.margin);
    let p = short(test.p_value, 2);
    let finding = match test.verdict {
        Verdict::Holds => format!(
            "interior optimum (p = {p}). {any} in between beats both ends by more than {margin}"
        ),
        Verdict::Violated => format!(
            "no interior optimum (p = {p}). No {one} in between beats both ends by more than {margin}"
        ),
        Verdict::Inconclusive => format!(
            "inconclusive (p = {p}, needed: {}). These runs do not decide whether {a} in \
             between beats both ends by more than {margin}; more replicates may",
            short(test.level, 2)
        ),
    };
    let ends = format!(
        "Compared with the best one in between, {axis} {} is {} and {axis} {} is {} ({} intervals).",
        name(first.value),
        worse(test.gain_over_smallest, test.gain_over_smallest_interval),
        name(last.value),
        worse(test.gain_over_largest, test.gain_over_largest_interval),
        percent(1.0 - test.level),
    );
    format!(
        "Verdict: {finding}. {ends} {}{}",
        arms(curve, test),
        caution(test)
    )
}

/// Why there is no test for an interior optimum.
fn why_none(curve: &Curve, many: &str) -> String {
    let replicates = curve.points.iter().map(|point| point.runs).min();
    let mut lacking = Vec::new();
    if curve.points.len() < 3 {
        lacking.push(format!("3 {many} instead of {}", curve.points.len()));
    }
    if replicates.is_none_or(|few| few < 2) {
        lacking.push(format!(
            "2 replicates instead of {}",
            replicates.unwrap_or(0)
        ));
    }
    if curve.points.iter().any(|point| point.mean.is_none()) {
        lacking.push("test errors".to_owned());
    }
    match &lacking[..] {
        [] => "These errors have no test for an interior optimum".to_owned(),
        lacking => format!(
            "The test for an interior optimum needs at least {}",
            lacking.join(" and ")
        ),
    }
}

/// The verdict of each arm, in points of the test error: whether its end costs more than the margin.
fn arms(curve: &Curve, test: &UTest) -> String {
    let Some(best) = best_in_between(curve) else {
        return String::new();
    };
    let [rich, lazy] = match curve.axis.as_str() {
        "alpha" => ["Too rich", "Too lazy"],
        _ => ["Low end", "High end"],
    };
    let arm = |name: &str, end: Option<f64>, [low, high]: [f64; 2]| {
        let verdict = match () {
            () if low > test.margin => "it costs",
            () if high <= test.margin => "it costs nothing that matters",
            () => "not decided",
        };
        let points = end.map_or(String::new(), |end| {
            // Errors that are no shares have no points.
            let (unit, name) = match end.max(best) > 1.0 {
                true => (1.0, "in mean square"),
                false => (100.0, "points"),
            };
            let more = unit * (end - best);
            let sign = if more > 0.0 { "+" } else { "" };
            format!(", {sign}{} {name}", short(more, 2))
        });
        format!("{name}: {verdict}{points}.")
    };
    let ends = [curve.points.first(), curve.points.last()];
    let [first, last] = ends.map(|point| point.and_then(|point| point.mean));
    format!(
        "{} {}",
        arm(rich, first, test.gain_over_smallest_interval),
        arm(lazy, last, test.gain_over_largest_interval)
    )
}

/// The smallest mean error but those of the two ends.
fn best_in_between(curve: &Curve) -> Option<f64> {
    let inner = curve.points.get(1..curve.points.len().checked_sub(1)?)?;
    let means = inner.iter().filter_map(|point| point.mean);
    means.min_by(f64::total_cmp)
}

/// What the columns and words of a curve mean, for a page.
#[cfg(feature = "report")]
pub(super) const MEANINGS: [(&str, &str); 6] = [
    (
        "ties",
        "P(f = 0) on the test set: a network that answers nothing there counts as half wrong.",
    ),
    (
        "OA, over-alignment",
        "the part of the excess error over the best classifier that every direction within the angle omega of the \
         class sum x_+ has (all neurons aligned with it); it falls with alpha.",
    ),
    (
        "OF, over-fitting",
        "the rest of the excess error; it grows with alpha.",
    ),
    (
        "unreached, at start",
        "runs that ended before their target and count with the error at their end; runs whose start already met it.",
    ),
    (
        "skewness",
        "of the differences over replicates on which the two ends of the verdict rest: 0 for symmetric ones. Beyond 2 the \
         test's level is no longer to be trusted.",
    ),
    (
        "cannot be told from the best",
        "no other value is better than it in the mean over the same replicates, at 95% for all of them together.",
    ),
];

/// What stands beside the verdict, without a vote in it: the two-lines test, cross-fitting and
/// skewness, where there is a U-test.
pub(super) fn beside(curve: &Curve) -> Option<String> {
    let test = curve.u_test.as_ref()?;
    let [first, last] = test.cross_fitted;
    let [skew_first, skew_last] = test.skewness;
    let lines = &test.two_lines;
    let (axis, ([one, ..], _)) = (&curve.axis, nouns(curve));
    let place = names(curve)(lines.break_value);
    let p = short(lines.p_value, 2);
    let lines = match lines.verdict {
        Verdict::Holds => format!("falls up to {axis} {place} and rises from there (p = {p})"),
        Verdict::Violated => format!("does not fall and then rise (p = {p})"),
        Verdict::Inconclusive => format!("is not shown to fall and then rise (p = {p})"),
    };
    let caution = match skew_first.abs().max(skew_last.abs()) > LARGE_SKEWNESS {
        true => " Beyond 2 the true level may be three times the stated one.",
        false => "",
    };
    Some(format!(
        "Beside it: in straight lines the error {lines}. With the best {one} chosen on half of \
         the replicates and measured on the others, the ends are {} and {}. Skewness {} and {}.{caution} \
         Rare replicates with a large opposite effect could be up to {} of all without one among these \
         {}; a test by the range of the errors alone, whatever their tails, {}.",
        worse_by(first),
        worse_by(last),
        short(skew_first, 2),
        short(skew_last, 2),
        percent(test.unseen),
        test.replicates,
        tail_free(test),
    ))
}

fn tail_free(test: &UTest) -> String {
    let p = short(test.tail_free_p_value, 2);
    match test.tail_free {
        Verdict::Inconclusive => format!("decides nothing (p = {p})"),
        decided => format!("says {} (p = {p})", decided.of_a_curve()),
    }
}

/// "16% worse"; a negative gain is "3% better".
fn worse_by(gain: f64) -> String {
    match gain < 0.0 {
        true => format!("{} better", percent(-gain)),
        false if gain == f64::INFINITY => "infinitely worse".to_owned(),
        false => format!("{} worse", percent(gain)),
    }
}

/// "16% worse [8%, 24%]"; a negative gain is "3% better [1%, 5%]".
fn worse(gain: f64, [low, high]: [f64; 2]) -> String {
    let (low, high) = match gain < 0.0 {
        true => (-high, -low),
        false => (low, high),
    };
    format!("{} [{}, {}]", worse_by(gain), percent(low), percent(high))
}

/// Whole percents; small ones with two digits; an infinite one in words.
fn percent(share: f64) -> String {
    let value = 100.0 * share;
    match value.abs() {
        f64::INFINITY => (if value > 0.0 { "infinite" } else { "-infinite" }).to_owned(),
        size if !size.is_finite() => "unknown".to_string(),
        10.0.. => format!("{value:.0}%"),
        _ => format!("{}%", short(value, 2)),
    }
}

fn caution(test: &UTest) -> String {
    match test.replicates {
        ENOUGH_REPLICATES.. => String::new(),
        few => format!(
            " With {few} replicates the level of this test is only approximate; use \
             {ENOUGH_REPLICATES} or more."
        ),
    }
}

/// The runs that did not reach their target.
pub(super) fn unreached(curve: &Curve) -> String {
    let runs: usize = curve.points.iter().map(|point| point.runs).sum();
    match curve.unreached {
        0 => format!("Unreached: 0 of {runs} runs; every run reached its target."),
        some => format!(
            "Unreached: {some} of {runs} runs ended before their target and count with the error at their end."
        ),
    }
}
