//! The figure of a reference curve, from its definition and its numbers.

mod heat_map;
mod lines;

use super::ReportError;
use super::chart::{Axis, Chart, Guide, Plot, Scale, heights};
use crate::curves::{Definition, Direction, Numbers, Panel, Style};

/// Height of a plot, times the panel's own, in pixels.
const HEIGHT: f64 = 240.0;

/// An end of an interval below this share of all values is cut off rather than shown.
const SHOWN_SHARE: f64 = 0.3;

/// The figure that the definition describes. Bands are 95% intervals over replicates.
///
/// # Errors
/// [`ReportError::EmptyPanel`] for a panel without a point that its axes can show.
pub fn reference_figure(definition: &Definition, numbers: &Numbers) -> Result<Chart, ReportError> {
    let figure = &definition.figure;
    let mut plots = Vec::new();
    for (index, panel) in figure.panels.iter().enumerate() {
        let plot = match panel.style {
            Style::HeatMap => heat_map::plot(panel, numbers),
            _ => curves(panel, numbers),
        };
        let plot = plot.ok_or_else(|| ReportError::EmptyPanel {
            curve: definition.name.clone(),
            panel: index + 1,
        })?;
        plots.push(Plot {
            title: panel.title.clone(),
            height: HEIGHT * panel.height,
            ..plot
        });
    }
    Ok(Chart {
        columns: figure.columns,
        ..Chart::new(&*definition.title, plots)
    })
}

/// `None` for a panel without points.
fn curves(panel: &Panel, numbers: &Numbers) -> Option<Plot> {
    let series = lines::series(panel, numbers);
    let places = series.iter().flat_map(|one| &one.stretches).flatten();
    let across: Vec<f64> = places.map(|place| place.x).collect();
    if across.is_empty() {
        return None;
    }
    let mut upwards = heights(&series, panel.y.log, SHOWN_SHARE);
    upwards.extend(panel.levels.iter().map(|level| level.value));
    let levels = panel.levels.iter().map(|level| Guide {
        label: level.label.clone(),
        slope: 0.0,
        through: [0.0, level.value],
    });
    let marks = panel.marks.iter();
    let rug = panel.rug.as_ref().map(|series| {
        let name = "a neuron switches a point on or off".to_string();
        (name, places_of(numbers, series))
    });
    Some(Plot {
        across: axis(&panel.x, scale(&panel.x, &across)),
        upwards: axis(&panel.y, scale(&panel.y, &upwards)),
        guides: levels.chain(panel.guides.iter().cloned()).collect(),
        marks: marks
            .map(|mark| (mark.label.clone(), places_of(numbers, &mark.series)))
            .collect(),
        rug,
        series,
        ..Plot::default()
    })
}

/// The axis as the definition describes it, on this scale.
fn axis(direction: &Direction, scale: Scale) -> Axis {
    Axis {
        label: direction.label.clone(),
        scale,
        ticks: direction.ticks.clone(),
        percent: direction.percent,
    }
}

/// The scale that holds these values, or that the definition asks for.
fn scale(direction: &Direction, values: &[f64]) -> Scale {
    match direction.range {
        Some(range) => Scale::between(range, direction.log),
        None if direction.log => Scale::logarithmic(values),
        None => Scale::linear(values),
    }
}

/// The column `at` of a series.
fn places_of(numbers: &Numbers, series: &str) -> Vec<f64> {
    let rows = numbers.rows.iter().filter(|row| row.series == series);
    rows.filter_map(|row| numbers.at(row, "at")).collect()
}
