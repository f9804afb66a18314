//! The figure of a reference curve, from its definition and its numbers.

mod lines;

use super::ReportError;
use super::chart::{Axis, Cells, Chart, Guide, Plot, Scale, heights};
use crate::curves::{Definition, Direction, Level, Mark, Numbers, Panel, Row, Style};

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
    // Runs that did not reach their target are counted below the first plot, unless one is of them.
    let of_counts = |panel: &Panel| panel.y.column == "unreached";
    let counted = !figure.panels.iter().any(of_counts);
    let mut plots = Vec::new();
    for (index, panel) in figure.panels.iter().enumerate() {
        let plot = match panel.style {
            Style::HeatMap => heat_map(panel, numbers),
            _ => curves(panel, numbers, counted && index == 0),
        };
        let empty = || ReportError::EmptyPanel(definition.name.clone(), index + 1);
        plots.push(Plot {
            title: panel.title.clone(),
            height: HEIGHT * panel.height,
            ..plot.ok_or_else(empty)?
        });
    }
    Ok(Chart {
        columns: figure.columns,
        ..Chart::new(&*definition.title, plots)
    })
}

fn curves(panel: &Panel, numbers: &Numbers, counts: bool) -> Option<Plot> {
    let series = lines::series(panel, numbers, counts);
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
    let mark = |mark: &Mark| (mark.label.clone(), places_of(numbers, &mark.series));
    let rug = panel.rug.as_ref().map(|series| {
        let name = "a neuron switches a point on or off".to_string();
        (name, places_of(numbers, series))
    });
    Some(Plot {
        across: axis(&panel.x, scale(&panel.x, &across)),
        upwards: axis(&panel.y, scale(&panel.y, &upwards)),
        guides: levels.chain(panel.guides.iter().cloned()).collect(),
        marks: panel.marks.iter().map(mark).collect(),
        rug,
        series,
        ..Plot::default()
    })
}

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

/// Coloured cells over two keys; `None` without a cell, or without a colour to give it.
fn heat_map(panel: &Panel, numbers: &Numbers) -> Option<Plot> {
    let direction = panel.colour.as_ref()?;
    let wanted = panel.lines.first().map(|line| &line.series);
    let of_series = |row: &&Row| wanted.is_none_or(|series| row.series == *series);
    let rows: Vec<&Row> = numbers.rows.iter().filter(of_series).collect();
    let keys = |direction: &Direction| {
        let at = |row: &&Row| numbers.at(row, &direction.column);
        let mut keys: Vec<f64> = rows.iter().filter_map(at).collect();
        keys.sort_by(f64::total_cmp);
        keys.dedup();
        keys
    };
    let (x, y) = (keys(&panel.x), keys(&panel.y));
    let value = |at_x: f64, at_y: f64, column: &str| {
        let at = |row: &Row| [&panel.x, &panel.y].map(|key| numbers.at(row, &key.column));
        let row = rows.iter().find(|row| at(row) == [Some(at_x), Some(at_y)]);
        row.and_then(|row| numbers.at(row, column))
    };
    let of = |column: &str| -> Vec<Vec<Option<f64>>> {
        let row = |&y: &f64| x.iter().map(|&x| value(x, y, column)).collect();
        y.iter().map(row).collect()
    };
    let values = of(&direction.column);
    let known = || values.iter().flatten().flatten().copied();
    known().next()?;
    let low = known().fold(f64::INFINITY, f64::min);
    let high = known().fold(f64::NEG_INFINITY, f64::max);
    let range = direction.range.unwrap_or([low, high]);
    let border = |level: &Level| {
        let compared = of(level.column.as_ref().unwrap_or(&direction.column));
        let above = |value: &Option<f64>| value.is_some_and(|value| value > level.value);
        let above = compared.iter().map(|row| row.iter().map(above).collect());
        (level.label.clone(), above.collect())
    };
    let borders = panel.levels.iter().map(border).collect();
    let (across, upwards) = (edges(&x, panel.x.log), edges(&y, panel.y.log));
    Some(Plot {
        across: at_centres(&panel.x, x, &across),
        upwards: at_centres(&panel.y, y, &upwards),
        cells: Some(Cells {
            across,
            upwards,
            values,
            colour: axis(direction, Scale::between(range, direction.log)),
            borders,
        }),
        ..Plot::default()
    })
}

/// Cells meet halfway, in the axis' own measure.
fn edges(centres: &[f64], log: bool) -> Vec<f64> {
    let to = |value: f64| if log { libm::log(value) } else { value };
    let from = |value: f64| if log { libm::exp(value) } else { value };
    let at: Vec<f64> = centres.iter().map(|value| to(*value)).collect();
    let half = |a: f64, b: f64| 0.5 * (b - a);
    let (first, last) = (at[0], at[at.len() - 1]);
    let (begin, end) = match at[..] {
        [_] => (0.5, 0.5),
        _ => (half(at[0], at[1]), half(at[at.len() - 2], last)),
    };
    let between = at.windows(2).map(|pair| pair[0] + half(pair[0], pair[1]));
    let edges = [first - begin].into_iter().chain(between);
    edges.chain([last + end]).map(from).collect()
}

/// The axis between the outermost edges, with a label at every cell unless the definition has others.
fn at_centres(direction: &Direction, centres: Vec<f64>, edges: &[f64]) -> Axis {
    let ends = [edges[0], edges[edges.len() - 1]];
    Axis {
        ticks: match direction.ticks.is_empty() {
            true => centres,
            false => direction.ticks.clone(),
        },
        ..axis(direction, Scale::between(ends, direction.log))
    }
}

fn places_of(numbers: &Numbers, series: &str) -> Vec<f64> {
    let rows = numbers.rows.iter().filter(|row| row.series == series);
    rows.filter_map(|row| numbers.at(row, "at")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curves::snapshots;

    #[test]
    fn cells_that_are_all_equal_have_the_middle_colour() {
        let is_map = |style| style == Style::HeatMap;
        let map = snapshots().unwrap().into_iter().find(|curve| {
            let mut panels = curve.definition.figure.panels.iter();
            panels.any(|panel| is_map(panel.style))
        });
        let mut map = map.unwrap();
        let mut numbers: Numbers = map.numbers().unwrap().unwrap();
        map.definition
            .figure
            .panels
            .retain(|panel| is_map(panel.style));
        let colour = map.definition.figure.panels[0].colour.as_mut().unwrap();
        (colour.range, colour.ticks) = (None, Vec::new());
        let column = numbers
            .quantities
            .iter()
            .position(|name| *name == colour.column);
        for row in &mut numbers.rows {
            if let Some(value) = &mut row.values[column.unwrap()] {
                value.value = 0.25;
            }
        }
        let svg = reference_figure(&map.definition, &numbers).unwrap().svg();
        assert!(svg.contains("fill=\"#21908C\""), "the middle of viridis");
        assert!(!svg.contains("NaN") && !svg.contains("fill=\"#000000\""));
    }
}
