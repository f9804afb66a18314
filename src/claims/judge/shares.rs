//! A share of seeds compared with a bound.

use super::super::{Panel, PanelSeries};
use super::statistic::{Sharpness, Statistic};
use crate::statistics::{Evidence, StatisticsError, proportion, smallest_shares_found};

/// The share of seeds whose value is not 0. A seed without a value counts against the claim for
/// the claim, and for it for its opposite.
pub(super) fn share(
    values: &[Option<f64>],
    bound: f64,
    at_least: bool,
    sharpness: Sharpness,
) -> Result<Statistic, StatisticsError> {
    let seeds = values.len();
    let counted = values
        .iter()
        .flatten()
        .filter(|value| **value != 0.0)
        .count();
    let missing = values.iter().filter(|value| value.is_none()).count();
    let least = proportion(counted, seeds, bound, at_least, sharpness.level)?;
    let most = proportion(counted + missing, seeds, bound, at_least, sharpness.level)?;
    let interval = [least.interval[0], most.interval[1]];
    let (last, level) = sharpness.last;
    let [below, above] = smallest_shares_found(bound, last, level / 2.0)?;
    let found = |share: Option<f64>| share.map_or("none".to_owned(), |share| format!("{share:.3}"));
    let word = if at_least { "at least" } else { "at most" };
    let mut text = format!(
        "{counted} of {seeds} seeds, a share of {:.3} [{:.3}, {:.3}]; claimed is {word} {bound}",
        least.share, interval[0], interval[1]
    );
    if missing > 0 {
        text += &format!("; {missing} seeds have no value and count both ways");
    }
    let [low, high] = interval;
    let margin = match (at_least, low >= bound, high <= bound) {
        (true, true, _) => low - bound,
        (true, _, true) | (false, _, true) if at_least => high - bound,
        (false, _, true) => bound - high,
        (false, true, _) => bound - low,
        _ => 0.0,
    };
    Ok(Statistic {
        evidence: Evidence {
            holds: least.evidence.holds.max(most.evidence.holds),
            violated: least.evidence.violated.max(most.evidence.violated),
        },
        margin: Some(margin),
        effect: least.share,
        interval: Some(interval),
        count: 0,
        power: Some(format!(
            "with {last} seeds a share of {} or less and one of {} or more are found in 99%",
            found(below),
            found(above)
        )),
        text,
        panel: panel(least.share, interval, bound),
    })
}

fn panel(share: f64, interval: [f64; 2], bound: f64) -> Panel {
    Panel {
        x_label: "all seeds".to_owned(),
        y_label: "share of seeds".to_owned(),
        x_log: false,
        y_log: false,
        series: vec![
            PanelSeries {
                name: "measured".to_owned(),
                line: false,
                points: vec![(0.5, share, Some(interval))],
            },
            PanelSeries {
                name: "bound".to_owned(),
                line: true,
                points: vec![(0.0, bound, None), (1.0, bound, None)],
            },
        ],
    }
}
