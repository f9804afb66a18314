//! The figure of a reference curve, from its definition and its numbers.

mod axis;
mod heat_map;
mod lines;

use self::axis::{axis, scale};
use super::ReportError;
use super::chart::{Chart, Guide, Mark, Plot};
use crate::curves::{Definition, Numbers, Panel, Style};

/// Height of a plot, times the panel's own, in pixels.
const HEIGHT: f64 = 240.0;

/// The figure that the definition describes. Bands are 95% intervals over replicates.
///
/// # Errors
/// [`ReportError::EmptyPanel`] for a panel without a point that its axes can show.
pub fn reference_figure(definition: &Definition, numbers: &Numbers) -> Result<Chart, ReportError> {
    let figure = &definition.figure;
    let mut plots = Vec::new();
    for (index, panel) in figure.panels.iter().enumerate() {
        let plot = plot(panel, numbers).ok_or_else(|| ReportError::EmptyPanel {
            curve: definition.name.clone(),
            panel: index + 1,
        })?;
        plots.push(plot);
    }
    Ok(Chart {
        columns: figure.columns,
        ..Chart::new(&*definition.title, plots)
    })
}

/// `None` for a panel without points.
fn plot(panel: &Panel, numbers: &Numbers) -> Option<Plot> {
    let plot = if panel.style == Style::HeatMap {
        heat_map::plot(panel, numbers)?
    } else {
        curves(panel, numbers)?
    };
    Some(Plot {
        title: panel.title.clone(),
        height: HEIGHT * panel.height,
        ..plot
    })
}

fn curves(panel: &Panel, numbers: &Numbers) -> Option<Plot> {
    let series = lines::series(panel, numbers);
    let places = || series.iter().flat_map(|one| &one.stretches).flatten();
    let across: Vec<f64> = places().map(|place| place.x).collect();
    let mut upwards: Vec<f64> = places().map(|place| place.y).collect();
    if across.is_empty() {
        return None;
    }
    // An interval that comes close to 0 would stretch a logarithmic axis without end.
    let lowest = upwards.iter().copied().fold(f64::INFINITY, f64::min);
    let ends = places().filter_map(|place| place.interval).flatten();
    upwards.extend(ends.filter(|end| !panel.y.log || *end > 0.3 * lowest));
    upwards.extend(panel.levels.iter().map(|level| level.value));
    let levels = panel.levels.iter().map(|level| Guide {
        label: level.label.clone(),
        slope: 0.0,
        through: [0.0, level.value],
    });
    let guides = panel.guides.iter().map(|guide| Guide {
        label: guide.label.clone(),
        slope: guide.slope,
        through: guide.through,
    });
    let marks = panel.marks.iter().map(|mark| Mark {
        label: mark.label.clone(),
        at: places_of(numbers, &mark.series),
    });
    let rug = panel.rug.as_ref().map(|series| {
        let name = "a neuron switches a point on or off".to_string();
        (name, places_of(numbers, series))
    });
    Some(Plot {
        across: axis(&panel.x, scale(&panel.x, &across)),
        upwards: axis(&panel.y, scale(&panel.y, &upwards)),
        guides: levels.chain(guides).collect(),
        marks: marks.collect(),
        rug,
        series,
        ..Plot::default()
    })
}

/// The column `at` of a series.
fn places_of(numbers: &Numbers, series: &str) -> Vec<f64> {
    let rows = numbers.rows.iter().filter(|row| row.series == series);
    rows.filter_map(|row| numbers.at(row, "at")).collect()
}
