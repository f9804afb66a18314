//! A sweep as plain text for a terminal: the points of a curve as a table, and what the curve says in
//! sentences.

use super::labelled;
use super::table::{Cell, Column, Row, Table, Tone};
use super::words::{LINE, distinct, paragraph, short};
use crate::statistics::LARGE_SKEWNESS;
use crate::sweep::{Curve, CurvePoint, StepCheck, Sweep, UTest, Verdict};

/// Below this many replicates the U-test's level is only approximate.
const ENOUGH_REPLICATES: usize = 32;

/// Failed runs listed: when more did, no one reads on.
const MOST_FAILED: usize = 8;

/// Standard errors that halving the step may move a mean without a consequence.
const HARMLESS: f64 = 0.5;

/// What stands beside the value of the swept key.
const NUMBERS: [&str; 8] = [
    "test error",
    "95% interval",
    "ties",
    "OA",
    "OF",
    "unreached",
    "at start",
    "evaluations",
];

/// The [`curve_table`] of every curve, and what the step of gradient descent costs.
pub fn sweep_text(sweep: &Sweep) -> String {
    let curves = labelled(&sweep.curves);
    let tables = curves.iter().map(|(label, curve)| match label.as_str() {
        "" => curve_table(curve),
        label => format!("{label}\n\n{}", curve_table(curve)),
    });
    let mut text = tables.collect::<Vec<_>>().join("\n");
    if let Some(check) = &sweep.step_check {
        if curves.len() > 1 {
            text.push('\n');
        }
        text += &step_check_text(check, &sweep.rows.axis);
    }
    text + &measured(sweep).unwrap_or_default() + &failed_text(sweep)
}

/// What a command calls its test error.
pub(super) fn measured(sweep: &Sweep) -> Option<String> {
    let metric = sweep.metric.as_ref()?;
    Some(format!(
        "Test error stands for {metric}, as the command gives it.\n"
    ))
}

/// The runs that failed, a line each with where it lies and why; empty without any.
fn failed_text(sweep: &Sweep) -> String {
    let failed: Vec<_> = sweep.failed().collect();
    if failed.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "\n{} of {} runs failed:\n",
        failed.len(),
        sweep.rows.records.len()
    );
    for (record, error) in failed.iter().take(MOST_FAILED) {
        let axis = &sweep.rows.axis;
        let value = record
            .at
            .value(axis)
            .map_or(String::new(), ToString::to_string);
        let (replicate, reason) = (record.at.replicate, error.reason());
        text += &format!("  {axis} = {value}, replicate {replicate}: {reason}\n");
    }
    if failed.len() > MOST_FAILED {
        text += &format!(
            "  and {} more, all in runs.parquet\n",
            failed.len() - MOST_FAILED
        );
    }
    text
}

/// What halving the step of gradient descent does to the curve.
pub(super) fn step_check_text(check: &StepCheck, axis: &str) -> String {
    let advice = match check.standard_errors < HARMLESS {
        true => "",
        false => "; choose a shorter one with flow.step",
    };
    format!(
        "Halving the step moves the mean test error by at most {} standard errors\n\
         (at {axis} {}, {} replicates){advice}.\n",
        short(check.standard_errors, 2),
        short(check.value, 2),
        check.replicates,
    )
}

/// The table of a curve in at most 80 columns, one row a value of the axis, `*` at the best and `+`
/// at those that cannot be told from it; then what it says in sentences. Ends with a newline.
pub fn curve_table(curve: &Curve) -> String {
    let table = points(curve).without(&["OA", "OF", "optimum"]);
    let mut text = table.text(LINE) + "\n";
    for sentence in sentences(curve) {
        text += &paragraph(&sentence, "", "  ");
    }
    text
}

/// One row a value; the best and those that cannot be told from it are marked.
pub(super) fn points(curve: &Curve) -> Table {
    let values: Vec<f64> = curve.points.iter().map(|point| point.value).collect();
    let decimals = decimals(&curve.points);
    let error = |value: f64| format!("{value:.decimals$}");
    let number = |value: Option<f64>, text: &dyn Fn(f64) -> String| {
        Cell::number(value.map_or_else(|| "-".to_string(), text), value)
    };
    let rows = curve.points.iter().zip(distinct(&values));
    let rows = rows.map(|(point, shown)| {
        let (mark, place) = match &curve.optimum {
            Some(optimum) if optimum.value == point.value => (Some('*'), "* best"),
            Some(optimum) if optimum.kept.contains(&point.value) => (Some('+'), "+ kept"),
            Some(_) => (None, "worse"),
            None => (None, ""),
        };
        let interval = point.low.zip(point.high);
        let interval = interval.map_or("-".to_string(), |(low, high)| {
            format!("[{}, {}]", error(low), error(high))
        });
        let unreached = format!("{}/{}", point.unreached, point.runs);
        Row {
            cells: vec![
                Cell::number(shown, Some(point.value)),
                number(point.mean, &error),
                Cell::number(interval, point.low),
                number(point.test_ties, &|ties| short(ties, 2)),
                number(point.over_alignment, &error),
                number(point.over_fitting, &error),
                Cell::number(unreached, Some(point.unreached as f64)),
                Cell::count(point.at_start as u64),
                Cell::number(format!("{:.0}", point.evaluations), Some(point.evaluations)),
                Cell::text(place),
            ],
            mark: mark.map(|mark| (mark, Tone::Good)),
        }
    });
    let axis = &curve.axis;
    let mut columns = vec![Column::number(axis)];
    columns.extend(NUMBERS.map(Column::number));
    columns.push(Column::text("optimum"));
    let table = Table {
        caption: format!("One row for each {axis}: the mean over its replicates"),
        columns,
        rows: rows.collect(),
    };
    // A command says nothing of these.
    match curve.points.iter().all(|point| point.evaluations.is_nan()) {
        true => table.without(&["ties", "OA", "OF", "at start", "evaluations"]),
        false => table,
    }
}

/// All that a curve says, in the order of a terminal.
fn sentences(curve: &Curve) -> impl Iterator<Item = String> {
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
fn decimals(points: &[CurvePoint]) -> usize {
    let errors = points.iter().filter_map(|point| point.mean);
    let smallest = errors.filter(|e| *e > 0.0).fold(1.0, f64::min);
    if smallest < 1e-3 { 5 } else { 4 }
}

/// The best value and the kept set.
pub(super) fn optimum(curve: &Curve) -> String {
    let (name, decimals) = (names(curve), decimals(&curve.points));
    let Some(optimum) = &curve.optimum else {
        let reason = match curve.points.iter().any(|point| point.mean.is_some()) {
            true => "one needs at least 2 replicates of every point",
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
    if optimum.low == optimum.high {
        return format!("{best} Every other {one} of the grid is worse.");
    }
    format!(
        "{best} {many} that cannot be told from it (+): {} to {}.",
        name(optimum.low),
        name(optimum.high),
    )
}

/// The verdict of the U-test and its effect sizes.
pub(super) fn verdict(curve: &Curve) -> String {
    let name = names(curve);
    let (axis, ([one, many, a], [_, any])) = (&curve.axis, nouns(curve));
    let (Some(test), [first, .., last]) = (&curve.u_test, &curve.points[..]) else {
        return format!(
            "Verdict: none. The test for an interior optimum needs at least 3 {many}, \
             2 replicates and test errors."
        );
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
    format!("Verdict: {finding}. {ends}{}", caution(test))
}

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
