//! curve.svg: test error against alpha.

use std::collections::BTreeSet;

use super::ReportError;
use super::chart::{Axis, Chart, Line, Optimum, Place, Plot, Scale, Series, Spread};
use crate::sweep::{Curve, CurvePoint};

/// Height of the plot, without the bars of kept sets, in pixels.
const HEIGHT: f64 = 310.0;
const BAR: f64 = 8.0;
/// The second plot shows errors up to this multiple of the smallest.
const MOST: f64 = 2.0;
/// Curves over the same values are moved apart by this, so that error bars do not hide each other.
const APART: f64 = 5.0;
const ENDS_OF_ALPHA: [&str; 2] = ["← strong feature learning", "lazy →"];
const ENDS_OF_GAMMA: [&str; 2] = ["← lazy", "strong feature learning →"];

/// The figure of a sweep's curves and their names (empty for none): mean test error against the axis
/// on a logarithmic axis with error bars (95% intervals over replicates), a ring at each optimum, a
/// light band over the values that cannot be told from it, and the numbers of runs that did not
/// reach the target. Above a ratio of four the error axis is logarithmic too, with a place of its
/// own for zero. Points without a test error are left out and interrupt the line.
///
/// # Errors
/// [`ReportError::NoTestError`] without a single test error,
/// [`ReportError::NotPositive`] for a value that a logarithmic axis cannot show.
pub fn curve_figure<Name: AsRef<str>>(
    curves: &[(Name, &Curve)],
    title: Option<&str>,
) -> Result<Chart, ReportError> {
    let axis = curves.first().map_or("alpha", |(_, curve)| &curve.axis);
    let (symbol, quantity, across, ends) = match axis {
        "alpha" => (
            "α",
            "initialisation scale",
            "initialisation scale α",
            ENDS_OF_ALPHA,
        ),
        "c" => ("c", "the multiplier c", "multiplier c", ENDS_OF_ALPHA),
        "gamma" => ("γ", "the divisor gamma", "output divisor γ", ENDS_OF_GAMMA),
        axis => (axis, axis, axis, ["", ""]),
    };
    let shift = |index: usize| {
        let apart = APART.min(2.0 * APART / curves.len() as f64);
        apart * (index as f64 - (curves.len() - 1) as f64 / 2.0)
    };
    let series = |(index, (name, curve)): (usize, &(Name, &Curve))| Series {
        label: name.as_ref().to_string(),
        index,
        line: Some(Line::Solid),
        markers: true,
        spread: Spread::Bars,
        stretches: stretches(curve),
        shift: shift(index),
        optimum: curve.optimum.as_ref().map(|best| Optimum {
            label: format!("best {symbol}"),
            at: (best.value, best.mean),
            kept: best.ranges(curve),
            kept_label: String::new(),
        }),
        unreached: unreached(curve).collect(),
    };
    let series: Vec<Series> = curves.iter().enumerate().map(series).collect();
    let bars = match curves {
        [_] => 0,
        _ => series.iter().filter(|one| one.optimum.is_some()).count(),
    };
    let plot = Plot {
        across: Axis::new(across, values(curves)?),
        upwards: errors(&series)?,
        note: meaning_of_bars(curves),
        ends,
        height: HEIGHT + BAR * bars as f64,
        series,
        ..Plot::default()
    };
    let name = title.map_or(format!("Test error against {quantity}"), str::to_string);
    Ok(Chart {
        name,
        ..Chart::new(title.unwrap_or(""), vec![plot])
    })
}

/// The same, and below it the errors as multiples of each curve's smallest, up to twice.
///
/// # Errors
/// As for [`curve_figure`].
pub fn dip_figure<Name: AsRef<str>>(curves: &[(Name, &Curve)]) -> Result<Chart, ReportError> {
    let mut chart = curve_figure(curves, None)?;
    let dip = chart.plots.first().and_then(dip);
    chart.plots.extend(dip);
    Ok(chart)
}

/// The errors of every curve as multiples of its smallest, up to [`MOST`] of it: where the first axis
/// is long, the dip cannot be seen in it. `None` without a dip: fewer than two points, or a smallest
/// error of 0.
fn dip(plot: &Plot) -> Option<Plot> {
    let ratio = |series: &Series| {
        let best = series.optimum.as_ref().map(|optimum| optimum.at.1)?;
        let moved = |place: &Place| Place {
            y: place.y / best,
            interval: place
                .interval
                .map(|ends| ends.map(|end| (end / best).clamp(0.0, MOST))),
            ..*place
        };
        let inside = |stretch: &Vec<Place>| -> Vec<Place> {
            stretch
                .iter()
                .map(moved)
                .filter(|place| place.y <= MOST)
                .collect()
        };
        let optimum = series.optimum.clone().map(|optimum| Optimum {
            at: (optimum.at.0, 1.0),
            ..optimum
        });
        (best > 0.0).then(|| Series {
            stretches: series.stretches.iter().map(inside).collect(),
            optimum,
            unreached: Vec::new(),
            ..series.clone()
        })
    };
    let series: Option<Vec<Series>> = plot.series.iter().map(ratio).collect();
    let series = series?;
    let places = || series.iter().flat_map(|one| &one.stretches).flatten();
    if places().count() < 2 {
        return None;
    }
    let ends = places().filter_map(|place| place.interval).flatten();
    let all: Vec<f64> = places().map(|place| place.y).chain(ends).collect();
    Some(Plot {
        title: "The dip enlarged".to_owned(),
        upwards: Axis::new("test error over the best one", Scale::linear(&all)),
        series,
        ..plot.clone()
    })
}

fn place(point: &CurvePoint) -> Option<Place> {
    let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
    let ends = finite(point.low).zip(finite(point.high));
    Some(Place {
        x: point.value,
        y: finite(point.mean)?,
        interval: ends.map(|(low, high)| [low, high]),
    })
}

/// Neighbouring points with a test error; a point without one ends a stretch.
fn stretches(curve: &Curve) -> Vec<Vec<Place>> {
    let places: Vec<Option<Place>> = curve.points.iter().map(place).collect();
    let stretches = places.split(Option::is_none);
    let known = stretches.map(|stretch| stretch.iter().flatten().copied().collect());
    known.collect()
}

fn unreached(curve: &Curve) -> impl Iterator<Item = (f64, usize)> {
    let points = curve.points.iter().filter(|point| point.unreached > 0);
    points.map(|point| (point.value, point.unreached))
}

fn values<Name: AsRef<str>>(curves: &[(Name, &Curve)]) -> Result<Scale, ReportError> {
    let mut values = Vec::new();
    for (name, curve) in curves {
        for value in curve.points.iter().map(|point| point.value) {
            if !(value.is_finite() && value > 0.0) {
                let (axis, label) = (curve.axis.clone(), name.as_ref().to_string());
                return Err(ReportError::NotPositive(axis, value, label));
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
    let log = if scale.log { " (log scale)" } else { "" };
    Ok(Axis::new(format!("test error{log}"), scale))
}

fn meaning_of_bars<Name>(curves: &[(Name, &Curve)]) -> String {
    let points = || curves.iter().flat_map(|(_, curve)| &curve.points);
    let is_bare = |place: Place| place.interval.is_none();
    if points().filter_map(place).all(is_bare) {
        return String::new();
    }
    let runs: BTreeSet<usize> = points().map(|point| point.runs).collect();
    match runs.first() {
        Some(each) if runs.len() == 1 => format!("bars: 95% interval over {each} runs"),
        _ => "bars: 95% interval over runs".to_string(),
    }
}
