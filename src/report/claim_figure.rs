//! The figure of a claim: what was measured against what was predicted.

use super::chart::{Axis, Chart, Line, Place, Plot, Scale, Series, Spread};
use crate::claims::{Panel, PanelSeries};

/// Two fit beside each other in a page, and the texts of one can still be read on a phone.
const WIDTH: f64 = 480.0;
/// An end of an interval below this share of all values is cut off rather than shown: it would
/// stretch a logarithmic axis without end.
const SHOWN_SHARE: f64 = 0.1;

/// The panel as a figure: a line for each series that is one and markers for the others, intervals
/// as error bars. `name` is what a screen reader says. Points that are not finite are left out; on
/// a logarithmic axis those that are not above 0 lie at its low end, at a tick of their own. An
/// axis none of whose values is above 0 is linear.
///
/// `None` without a single finite point.
///
/// ```
/// use sweetspot::claims::{Panel, PanelSeries};
/// use sweetspot::report::panel_figure;
/// let measured = PanelSeries {
///     name: "measured".to_string(),
///     line: false,
///     points: vec![(1.0, 0.9, Some([0.8, 1.0])), (10.0, 0.1, Some([0.05, 0.15]))],
/// };
/// let panel = Panel {
///     x_label: "α".to_string(),
///     y_label: "weight change".to_string(),
///     x_log: true,
///     y_log: true,
///     series: vec![measured],
/// };
/// let figure = panel_figure(&panel, "Weight change against α");
/// assert!(figure.is_some_and(|figure| figure.svg().contains("measured")));
/// ```
pub fn panel_figure(panel: &Panel, name: &str) -> Option<Chart> {
    let series: Vec<Series> = panel.series.iter().enumerate().map(series).collect();
    let places = || series.iter().flat_map(|one| &one.stretches).flatten();
    let across: Vec<f64> = places().map(|place| place.x).collect();
    let mut upwards: Vec<f64> = places().map(|place| place.y).collect();
    if across.is_empty() {
        return None;
    }
    let ends = places().filter_map(|place| place.interval).flatten();
    upwards.extend(ends_that_count(ends.collect(), &upwards, panel.y_log));
    let upwards = scale(&upwards, panel.y_log);
    let log = if matches!(upwards, Scale::Log { .. }) {
        " (log scale)"
    } else {
        ""
    };
    let plot = Plot {
        across: Axis::new(&*panel.x_label, scale(&across, panel.x_log)),
        upwards: Axis::new(format!("{}{log}", panel.y_label), upwards),
        series,
        ..Plot::default()
    };
    Some(Chart {
        name: name.to_string(),
        width: WIDTH,
        ..Chart::new("", vec![plot])
    })
}

fn series((index, series): (usize, &PanelSeries)) -> Series {
    let finite = |value: &f64| value.is_finite();
    let shown = series.points.iter();
    let shown = shown.filter(|(x, y, _)| finite(x) && finite(y));
    let places: Vec<Place> = shown
        .map(|&(x, y, interval)| Place {
            x,
            y,
            interval: interval.filter(|ends| ends.iter().all(finite)),
        })
        .collect();
    // A line of a single point could not be seen.
    let is_line = series.line && places.len() > 1;
    Series {
        label: if places.is_empty() {
            String::new()
        } else {
            series.name.clone()
        },
        index,
        line: is_line.then_some(Line::Solid),
        markers: !is_line,
        spread: Spread::Bars,
        stretches: vec![places],
        shift: 0.0,
    }
}

fn ends_that_count(ends: Vec<f64>, values: &[f64], log: bool) -> Vec<f64> {
    let positive = values.iter().copied().filter(|value| *value > 0.0);
    let smallest = positive.fold(f64::INFINITY, f64::min);
    let counts = |end: &f64| !log || *end > SHOWN_SHARE * smallest;
    ends.into_iter().filter(counts).collect()
}

fn scale(values: &[f64], log: bool) -> Scale {
    if log && values.iter().any(|value| *value > 0.0) {
        Scale::logarithmic(values)
    } else {
        Scale::linear(values)
    }
}
