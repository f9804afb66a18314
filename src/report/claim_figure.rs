//! The figure of a claim: what was measured against what was predicted.

use super::chart::{Axis, Chart, Line, Place, Plot, Scale, Series, Spread, heights};
use crate::claims::{Figure, FigureSeries};

/// Two fit beside each other in a page, and the texts of one can still be read on a phone.
const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 240.0;
/// An end of an interval below this share of all values is cut off rather than shown.
const SHOWN_SHARE: f64 = 0.1;

/// The panel as a figure, with intervals as error bars; `name` is what a screen reader says. Points
/// that are not finite are left out; on a logarithmic axis those that are not above 0 lie at its low
/// end, at a tick of their own. An axis none of whose values is above 0 is linear.
///
/// `None` without a single finite point.
pub fn panel_figure(panel: &Figure, name: &str) -> Option<Chart> {
    let series: Vec<Series> = panel.series.iter().enumerate().map(series).collect();
    let places = series.iter().flat_map(|one| &one.stretches).flatten();
    let across: Vec<f64> = places.map(|place| place.x).collect();
    if across.is_empty() {
        return None;
    }
    let upwards = scale(&heights(&series, panel.y_log, SHOWN_SHARE), panel.y_log);
    let log = if upwards.log { " (log scale)" } else { "" };
    let plot = Plot {
        across: Axis::new(&*panel.x_label, scale(&across, panel.x_log)),
        upwards: Axis::new(format!("{}{log}", panel.y_label), upwards),
        height: HEIGHT,
        series,
        ..Plot::default()
    };
    Some(Chart {
        name: name.to_string(),
        width: WIDTH,
        ..Chart::new("", vec![plot])
    })
}

fn series((index, series): (usize, &FigureSeries)) -> Series {
    let finite = |value: &f64| value.is_finite();
    let place = |&(x, y, interval): &(f64, f64, Option<[f64; 2]>)| {
        let interval = interval.filter(|ends| ends.iter().all(finite));
        (finite(&x) && finite(&y)).then_some(Place { x, y, interval })
    };
    let places: Vec<Place> = series.points.iter().filter_map(place).collect();
    // A line of a single point could not be seen.
    let is_line = series.line && places.len() > 1;
    let label = if places.is_empty() { "" } else { &series.name };
    Series {
        label: label.to_string(),
        index,
        line: is_line.then_some(Line::Solid),
        markers: !is_line,
        spread: Spread::Bars,
        stretches: vec![places],
        ..Series::default()
    }
}

fn scale(values: &[f64], log: bool) -> Scale {
    if log && values.iter().any(|value| *value > 0.0) {
        Scale::logarithmic(values)
    } else {
        Scale::linear(values)
    }
}
