//! A panel of coloured cells over two keys.

use super::axis;
use crate::curves::{Direction, Level, Numbers, Panel, Row};
use crate::report::chart::{Axis, Cells, Plot, Scale};

/// `None` without a cell, or without a colour to give it.
pub(super) fn plot(panel: &Panel, numbers: &Numbers) -> Option<Plot> {
    let direction = panel.colour.as_ref()?;
    let rows: Vec<&Row> = match panel.lines.first() {
        Some(line) => {
            let rows = numbers.rows.iter();
            rows.filter(|row| row.series == line.series).collect()
        }
        None => numbers.rows.iter().collect(),
    };
    let keys = |direction: &Direction| {
        let keys = rows.iter();
        let keys = keys.filter_map(|row| numbers.at(row, &direction.column));
        let mut keys: Vec<f64> = keys.collect();
        keys.sort_by(f64::total_cmp);
        keys.dedup();
        keys
    };
    let (x, y) = (keys(&panel.x), keys(&panel.y));
    let value = |at_x: f64, at_y: f64, column: &str| {
        let row = rows.iter().find(|row| {
            numbers.at(row, &panel.x.column) == Some(at_x)
                && numbers.at(row, &panel.y.column) == Some(at_y)
        });
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

/// The axis between the outermost edges, with a label at every cell.
fn at_centres(direction: &Direction, centres: Vec<f64>, edges: &[f64]) -> Axis {
    let ends = [edges[0], edges[edges.len() - 1]];
    Axis {
        ticks: centres,
        ..axis(direction, Scale::between(ends, direction.log))
    }
}

#[cfg(test)]
mod tests {
    use crate::curves::{Numbers, Style, snapshots};
    use crate::report::reference_figure;

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
