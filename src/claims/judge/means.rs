//! Two means compared.

use super::super::{Panel, PanelSeries};
use super::statistic::{Sharpness, Statistic};
use crate::statistics::{MeanDifference, StatisticsError, equal_means, ordering, smallest_found};

/// `|mean of (left - right)| <= within`.
pub(super) fn equal(
    sides: &[Vec<f64>; 2],
    within: f64,
    sharpness: Sharpness,
) -> Result<Statistic, StatisticsError> {
    let [left, right] = sides;
    let found = equal_means(left, right, within, sharpness.level)?;
    let [low, high] = found.interval;
    let power = power(sides, sharpness)?;
    let text = format!(
        "the means differ by {:.4e} [{low:.3e}, {high:.3e}], allowed is {within}; skewness {:.1}",
        found.difference.mean, found.difference.skewness
    );
    let margin = (low + within).min(within - high);
    Ok(statistic(sides, found, margin, power, text))
}

/// `mean of (greater - smaller) >= by`.
pub(super) fn ordered(
    sides: &[Vec<f64>; 2],
    by: f64,
    sharpness: Sharpness,
) -> Result<Statistic, StatisticsError> {
    let [greater, smaller] = sides;
    let found = ordering(greater, smaller, by, sharpness.level)?;
    let [low, high] = found.interval;
    let power = power(sides, sharpness)?;
    let text = format!(
        "greater by {:.4e} [{low:.3e}, {high:.3e}], claimed is at least {by}; skewness {:.1}",
        found.difference.mean, found.difference.skewness
    );
    let margin = if low >= by {
        low - by
    } else {
        (high - by).min(0.0)
    };
    Ok(statistic(sides, found, margin, power, text))
}

fn power(sides: &[Vec<f64>; 2], sharpness: Sharpness) -> Result<String, StatisticsError> {
    let differences: Vec<f64> = sides[0].iter().zip(&sides[1]).map(|(a, b)| a - b).collect();
    let (seeds, level) = sharpness.last;
    let found = smallest_found(&differences, seeds, level / 2.0)?;
    Ok(format!(
        "with {seeds} seeds a mean {:.2e} above a cut or {:.2e} below it is found in 99%",
        found.above, found.below
    ))
}

fn statistic(
    sides: &[Vec<f64>; 2],
    found: MeanDifference,
    margin: f64,
    power: String,
    text: String,
) -> Statistic {
    let points = sides[0]
        .iter()
        .zip(&sides[1])
        .map(|(&left, &right)| (right, left, None));
    let all = || sides.iter().flatten().copied();
    let (low, high) = (
        all().fold(f64::INFINITY, f64::min),
        all().fold(f64::NEG_INFINITY, f64::max),
    );
    Statistic {
        evidence: found.evidence,
        margin: Some(margin),
        effect: found.difference.mean,
        interval: Some(found.interval),
        count: 0,
        power: Some(power),
        text,
        panel: Panel {
            x_label: "second side, a point per seed".to_owned(),
            y_label: "first side".to_owned(),
            x_log: false,
            y_log: false,
            series: vec![
                PanelSeries {
                    name: "measured".to_owned(),
                    line: false,
                    points: points.collect(),
                },
                PanelSeries {
                    name: "equal".to_owned(),
                    line: true,
                    points: vec![(low, low, None), (high, high, None)],
                },
            ],
        },
    }
}
