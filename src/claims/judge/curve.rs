//! A quantity along a swept key.

use super::super::{Over, Panel, PanelSeries};
use super::statistic::{Sharpness, Statistic};
use crate::math::mean;
use crate::statistics::{
    self, Gain, StatisticsError, Verdict, interior_optimum, kept_set, mean_interval,
    monotone_means, smallest_arms_found, smallest_found,
};

/// Level of the intervals drawn in a figure, and of the kept set.
const DRAWN_LEVEL: f64 = 0.05;

/// The exponent that is claimed.
#[derive(Clone, Copy, Debug)]
pub(super) struct PowerLaw {
    pub expected: f64,
    pub within: f64,
    pub curvature: Option<f64>,
}

/// `values[point][seed]` is a power of the key.
pub(super) fn exponent(
    over: &Over,
    values: &[Vec<f64>],
    law: PowerLaw,
    sharpness: Sharpness,
) -> Result<Statistic, StatisticsError> {
    let PowerLaw {
        expected,
        within,
        curvature,
    } = law;
    let found = statistics::exponent(
        &over.values,
        values,
        expected,
        within,
        curvature,
        sharpness.level,
    )?;
    let [low, high] = found.interval;
    let mut text = format!(
        "exponent {:.3} [{low:.3}, {high:.3}], claimed is {expected} +- {within}",
        found.slope.mean
    );
    if let Some(curvature) = &found.curvature {
        let [from, to] = curvature.interval;
        text += &format!(
            "; curvature {:.3} [{from:.3}, {to:.3}] a decade",
            curvature.coefficient.mean
        );
    }
    if found.no_power_law {
        text += ": no power law";
    }
    let (seeds, level) = sharpness.last;
    let power = smallest_found(&found.slopes, seeds, level / 2.0)?;
    let mut panel = panel(over, "the quantity", values)?;
    panel.y_log = true;
    panel.series.push(claimed_power(over, values, expected));
    Ok(Statistic {
        evidence: found.evidence,
        margin: Some(inside(
            found.interval,
            [expected - within, expected + within],
        )),
        effect: found.slope.mean,
        interval: Some(found.interval),
        count: 0,
        power: Some(format!(
            "with {seeds} seeds an exponent {:.3} beyond the range is found in 99%",
            power.above.max(power.below)
        )),
        text,
        panel,
    })
}

/// The line of the claimed exponent through the middle of the measured curve.
fn claimed_power(over: &Over, values: &[Vec<f64>], expected: f64) -> PanelSeries {
    let logs: Vec<f64> = values
        .iter()
        .map(|values| libm::log(mean(values)))
        .collect();
    let keys: Vec<f64> = over.values.iter().map(|&key| libm::log(key)).collect();
    let offset = mean(&logs) - expected * mean(&keys);
    let at = |&key: &f64| (key, libm::exp(offset + expected * libm::log(key)), None);
    PanelSeries {
        name: format!("exponent {expected}"),
        line: true,
        points: over.values.iter().map(at).collect(),
    }
}

/// Some interior value of the key beats both ends by more than a share `margin`.
pub(super) fn interior(
    over: &Over,
    errors: &[Vec<f64>],
    margin: f64,
    sharpness: Sharpness,
) -> Result<Statistic, StatisticsError> {
    let found = interior_optimum(errors, margin, sharpness.level)?;
    let kept = kept_set(errors, DRAWN_LEVEL)?;
    let kept: Vec<f64> = kept.iter().map(|&k| over.values[k]).collect();
    let (seeds, level) = sharpness.last;
    let arms = smallest_arms_found(errors, found.best, margin, seeds, level)?;
    let arm = |gain: Gain| {
        format!(
            "{:.1}% worse [{:.1}, {:.1}]",
            100.0 * gain.estimate,
            100.0 * gain.low,
            100.0 * gain.high
        )
    };
    let word = match found.verdict {
        Verdict::Holds => "beats both ends",
        Verdict::Violated => "does not beat both ends",
        Verdict::Inconclusive => "is not shown to beat both ends",
    };
    let text = format!(
        "the best value ({}) {word} by more than {}%. First end {}, last end {}; search over {} \
         values paid for. Cannot be told from the best: {kept:?}. Skewness {:.1} / {:.1}",
        over.values[found.best],
        100.0 * margin,
        arm(found.gain_over_first),
        arm(found.gain_over_last),
        errors.len() - 2,
        found.skewness[0],
        found.skewness[1]
    );
    let weaker = if found.gain_over_first.estimate < found.gain_over_last.estimate {
        found.gain_over_first
    } else {
        found.gain_over_last
    };
    let beyond = if found.verdict == Verdict::Violated {
        weaker.high - margin
    } else {
        weaker.low - margin
    };
    Ok(Statistic {
        evidence: found.evidence,
        margin: Some(beyond),
        effect: weaker.estimate,
        interval: Some([weaker.low, weaker.high]),
        count: 0,
        power: Some(format!(
            "with {seeds} seeds arms of {:.1}% and {:.1}% are found in 99%",
            100.0 * arms[0],
            100.0 * arms[1]
        )),
        text,
        panel: panel(over, "test error", errors)?,
    })
}

/// The means go one way.
pub(super) fn monotone(
    over: &Over,
    values: &[Vec<f64>],
    rising: bool,
    slack: f64,
    sharpness: Sharpness,
) -> Result<Statistic, StatisticsError> {
    let found = monotone_means(values, rising, slack, sharpness.level)?;
    let [from, to] = found.weakest.map(|k| over.values[k]);
    let [low, high] = found.interval;
    let steps: Vec<f64> = {
        let sign = if rising { 1.0 } else { -1.0 };
        let [i, j] = found.weakest;
        let pairs = values[i].iter().zip(&values[j]);
        pairs
            .map(|(before, after)| sign * (after - before))
            .collect()
    };
    let (seeds, level) = sharpness.last;
    let power = smallest_found(&steps, seeds, level / (2.0 * found.pairs as f64))?;
    Ok(Statistic {
        evidence: found.evidence,
        margin: Some(if high <= -slack {
            high + slack
        } else {
            low + slack
        }),
        effect: found.step.mean,
        interval: Some(found.interval),
        count: 0,
        power: Some(format!(
            "with {seeds} seeds a step of {:.2e} against the trend (beyond the slack) is found in 99%",
            power.below
        )),
        text: format!(
            "the weakest of {} steps, {from} to {to}, is {:.4e} [{low:.3e}, {high:.3e}] in the claimed \
             direction, allowed is {:e}; skewness {:.1}",
            found.pairs, found.step.mean, -slack, found.step.skewness
        ),
        panel: panel(over, "mean of the quantity", values)?,
    })
}

/// The gap to the limit, `values[point] = [quantity, target]` by seed, is small at the end and
/// falls.
pub(super) fn limit(
    over: &Over,
    values: &[Vec<Vec<f64>>],
    [within, falls_by]: [f64; 2],
    sharpness: Sharpness,
) -> Result<Statistic, StatisticsError> {
    let at = |point: &Vec<Vec<f64>>| [point[0].clone(), point[1].clone()];
    let sides: Vec<[Vec<f64>; 2]> = values.iter().map(at).collect();
    let (first, last) = (&sides[0], &sides[sides.len() - 1]);
    let found = statistics::limit(
        [&first[0], &first[1]],
        [&last[0], &last[1]],
        within,
        falls_by,
        sharpness.level,
    )?;
    let gap = |[value, target]: &[Vec<f64>; 2]| -> Vec<f64> {
        value
            .iter()
            .zip(target)
            .map(|(v, t)| (v - t).abs())
            .collect()
    };
    let gaps: Vec<Vec<f64>> = sides.iter().map(gap).collect();
    let (seeds, level) = sharpness.last;
    let power = smallest_found(&gaps[gaps.len() - 1], seeds, level / 2.0)?;
    let ([low, high], [fall_low, fall_high]) = (found.gap_interval, found.fall_interval);
    Ok(Statistic {
        evidence: found.evidence,
        margin: Some(if low >= within {
            within - low
        } else {
            within - high
        }),
        effect: found.gap.mean,
        interval: Some(found.gap_interval),
        count: 0,
        power: Some(format!(
            "with {seeds} seeds a mean gap {:.2e} beyond the allowed one is found in 99%",
            power.above
        )),
        text: format!(
            "gap {:.4e} [{low:.3e}, {high:.3e}] at the last value, allowed is {within}; its log falls by \
             {:.2} [{fall_low:.2}, {fall_high:.2}] on the way, claimed is at least {falls_by}",
            found.gap.mean, found.fall.mean
        ),
        panel: panel(over, "gap to the limit", &gaps)?,
    })
}

/// Distance of an interval from the ends of a range it should lie in; negative by how far it is
/// outside where it lies outside altogether.
fn inside([low, high]: [f64; 2], [from, to]: [f64; 2]) -> f64 {
    if low > to {
        to - low
    } else if high < from {
        high - from
    } else {
        (low - from).min(to - high)
    }
}

/// The means with their intervals along the key.
fn panel(over: &Over, y_label: &str, values: &[Vec<f64>]) -> Result<Panel, StatisticsError> {
    let mut points = Vec::new();
    for (&key, values) in over.values.iter().zip(values) {
        let interval = mean_interval(values, DRAWN_LEVEL)?;
        points.push((key, mean(values), Some([interval.low, interval.high])));
    }
    let positive = |key: &f64| *key > 0.0;
    Ok(Panel {
        x_label: over.key.clone(),
        y_label: y_label.to_owned(),
        x_log: over.values.iter().all(positive),
        y_log: false,
        series: vec![PanelSeries {
            name: "measured".to_owned(),
            line: false,
            points,
        }],
    })
}
