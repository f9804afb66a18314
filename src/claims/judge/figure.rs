//! The figures of checks.

use crate::claims::Over;
use crate::claims::outcome::{Figure, FigureSeries};
use crate::math::mean;
use crate::statistics::{Contrast, StatisticsError};

/// Level of the intervals drawn in a figure, and of the values that cannot be told from the best.
pub const DRAWN_LEVEL: f64 = 0.05;

/// The means with their intervals along the key.
pub fn along(over: &Over, y_label: &str, values: &[Vec<f64>]) -> Result<Figure, StatisticsError> {
    let mut points = Vec::new();
    for (&key, values) in over.values.iter().zip(values) {
        let interval = Contrast::new(values)?.interval(DRAWN_LEVEL)?;
        points.push((key, mean(values), Some(interval)));
    }
    Ok(Figure {
        x_label: over.key.clone(),
        y_label: y_label.to_owned(),
        x_log: over.values.iter().all(|key| *key > 0.0),
        y_log: false,
        series: vec![FigureSeries::marks(points)],
    })
}

/// Points (right, left) with the line of equality from one end to the other.
pub fn against(
    [left, right]: [String; 2],
    points: Vec<(f64, f64)>,
    ends: Option<[f64; 2]>,
    log: bool,
) -> Figure {
    let plain = |(x, y)| (x, y, None);
    let diagonal = ends.map_or(Vec::new(), |ends| ends.map(|x| (x, x, None)).to_vec());
    Figure {
        x_label: right,
        y_label: left,
        x_log: log,
        y_log: log,
        series: vec![
            FigureSeries::marks(points.into_iter().map(plain).collect()),
            FigureSeries::line("equal", diagonal),
        ],
    }
}
