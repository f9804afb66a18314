//! curve.svg: test error against alpha.

use super::ReportError;
use super::chart::{Axis, Band, Chart, Counts, Line, Place, Plot, Ring, Scale, Series, Spread};
use crate::sweep::Curve;

/// Height of the plot, without the bars of kept sets, in pixels.
const HEIGHT: f64 = 310.0;
/// Height of a bar.
const BAR: f64 = 8.0;
/// Curves over the same values are moved apart by this, so that error bars do not hide each other.
const APART: f64 = 5.0;

/// The figure of a sweep's curves and their names (empty for none): mean test error against the axis
/// on a logarithmic axis, one line a curve through the means, error bars (95% intervals over
/// replicates), a ring at each optimum and a light band over the values that cannot be told from
/// it; numbers under the axis count the runs that did not reach the target, where there are any.
/// Above a ratio of four the error axis is logarithmic too, with a place of its own for zero, and
/// says so.
///
/// Points without a test error are left out and interrupt the line.
///
/// # Errors
/// [`ReportError::NoTestError`] without a single test error,
/// [`ReportError::NotPositive`] for a value that a logarithmic axis cannot show.
pub fn curve_figure(curves: &[(&str, &Curve)], title: Option<&str>) -> Result<Chart, ReportError> {
    let (symbol, scale, ends) = match curves.first().map_or("alpha", |(_, curve)| &curve.axis) {
        "alpha" => {
            let ends = ["← strong feature learning", "lazy →"];
            ("α", "initialisation scale α", ends)
        }
        axis => (axis, axis, ["", ""]),
    };
    let shift = |index: usize| {
        let apart = APART.min(2.0 * APART / curves.len() as f64);
        apart * (index as f64 - (curves.len() - 1) as f64 / 2.0)
    };
    let series = curves.iter().enumerate();
    let series: Vec<Series> = series
        .map(|(index, (label, curve))| Series {
            label: label.to_string(),
            index,
            line: Some(Line::Solid),
            markers: true,
            spread: Spread::Bars,
            stretches: stretches(curve),
            shift: shift(index),
        })
        .collect();
    let optima = || {
        let found = curves.iter().enumerate();
        found.filter_map(|(index, (_, curve))| Some((index, curve.optimum.as_ref()?)))
    };
    let whole = curves.len() == 1;
    let bars = if whole { 0 } else { optima().count() };
    let plot = Plot {
        across: Axis::new(scale, values(curves)?),
        upwards: errors(&series)?,
        note: meaning_of_bars(curves, &series),
        ends: ends.map(str::to_string),
        height: HEIGHT + BAR * bars as f64,
        series,
        rings: optima()
            .map(|(index, optimum)| Ring {
                label: format!("best {symbol}"),
                at: (optimum.value, optimum.test_error),
                shift: shift(index),
            })
            .collect(),
        bands: optima()
            .map(|(index, optimum)| Band {
                label: "cannot be told from the best".to_string(),
                index,
                range: [optimum.low, optimum.high],
                whole,
            })
            .collect(),
        counts: unreached(curves),
        ..Plot::default()
    };
    let name = match symbol {
        "α" => "Test error against initialisation scale".to_string(),
        axis => format!("Test error against {axis}"),
    };
    let name = title.map_or(name, str::to_string);
    Ok(Chart {
        name,
        ..Chart::new(title.unwrap_or(""), vec![plot])
    })
}

/// Neighbouring points with a test error; a point without one ends a stretch.
fn stretches(curve: &Curve) -> Vec<Vec<Place>> {
    let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
    let places: Vec<Option<Place>> = curve
        .points
        .iter()
        .map(|point| {
            let ends = finite(point.test_error_low).zip(finite(point.test_error_high));
            Some(Place {
                x: point.value,
                y: finite(point.test_error)?,
                interval: ends.map(|(low, high)| [low, high]),
            })
        })
        .collect();
    let stretches = places.split(Option::is_none);
    stretches
        .map(|stretch| stretch.iter().flatten().copied().collect())
        .collect()
}

fn values(curves: &[(&str, &Curve)]) -> Result<Scale, ReportError> {
    let mut values = Vec::new();
    for (label, curve) in curves {
        for value in curve.points.iter().map(|point| point.value) {
            if !(value.is_finite() && value > 0.0) {
                let (label, axis) = (label.to_string(), curve.axis.clone());
                return Err(ReportError::NotPositive { label, axis, value });
            }
            values.push(value);
        }
    }
    Ok(Scale::logarithmic(&values))
}

fn errors(series: &[Series]) -> Result<Axis, ReportError> {
    let places = || series.iter().flat_map(|one| &one.stretches).flatten();
    let means: Vec<f64> = places().map(|place| place.y).collect();
    if means.is_empty() {
        return Err(ReportError::NoTestError);
    }
    let ends = places().filter_map(|place| place.interval).flatten();
    let scale = Scale::of_errors(&means, &ends.collect::<Vec<_>>());
    Ok(match scale {
        Scale::Linear { .. } => Axis::new("test error", scale),
        Scale::Log { .. } => Axis::new("test error (log scale)", scale),
    })
}

fn meaning_of_bars(curves: &[(&str, &Curve)], series: &[Series]) -> String {
    let mut places = series.iter().flat_map(|one| &one.stretches).flatten();
    if places.all(|place| place.interval.is_none()) {
        return String::new();
    }
    let points = curves.iter().flat_map(|(_, curve)| &curve.points);
    let mut runs = points.map(|point| point.runs);
    match runs.next() {
        Some(first) if runs.all(|other| other == first) => {
            format!("bars: 95% interval over {first} runs")
        }
        _ => "bars: 95% interval over runs".to_string(),
    }
}

/// A row for each curve with a run that did not reach its target.
fn unreached(curves: &[(&str, &Curve)]) -> Option<(String, Vec<Counts>)> {
    let row = |(index, (_, curve)): (usize, &(&str, &Curve))| {
        let points = curve.points.iter().filter(|point| point.unreached > 0);
        Counts {
            index,
            numbers: points
                .map(|point| (point.value, point.unreached as u64))
                .collect(),
        }
    };
    let rows = curves.iter().enumerate().map(row);
    let rows: Vec<Counts> = rows.filter(|row| !row.numbers.is_empty()).collect();
    (!rows.is_empty()).then(|| ("unreached".to_string(), rows))
}
