//! Cells over two keys, with a colour bar.

use plotters::style::text_anchor::HPos;

use super::colour_map;
use super::frame::{self, Frame, text};
use crate::curves::{Direction, Numbers, Panel};
use crate::report::ReportError;
use crate::report::drawing::axis::Scale;
use crate::report::drawing::canvas::{Canvas, Point, Type};
use crate::report::drawing::marker::BORDER_WIDTH;
use crate::report::drawing::palette;
use crate::report::number::short;

const BAR_GAP: f64 = 22.0;
const BAR_WIDTH: f64 = 18.0;
/// Steps of the colour bar; a polygon each.
const BAR_STEPS: u32 = 64;
/// Narrower cells have no room for their number.
const WIDTH_OF_NUMBER: f64 = 52.0;

/// The cells of one series.
struct Cells {
    x: Vec<f64>,
    y: Vec<f64>,
    /// By row and column, `None` where there is no number.
    values: Vec<Vec<Option<f64>>>,
}

pub(super) fn draw(
    canvas: &Canvas<'_>,
    frame: &Frame,
    panel: &Panel,
    numbers: &Numbers,
) -> Result<(), ReportError> {
    let Some(direction) = &panel.colour else {
        return Ok(());
    };
    let cells = Cells::of(panel, numbers, &direction.column);
    let known: Vec<f64> = cells.values.iter().flatten().flatten().copied().collect();
    let scale = match direction.range {
        Some(range) => Scale::between(range, direction.log),
        None => {
            let low = known.iter().copied().fold(f64::INFINITY, f64::min);
            let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            Scale::between([low, high], direction.log)
        }
    };
    let (x, y) = (edges(&cells.x, panel.x.log), edges(&cells.y, panel.y.log));
    let frame = Frame {
        x: Scale::between([x[0], x[x.len() - 1]], panel.x.log),
        y: Scale::between([y[0], y[y.len() - 1]], panel.y.log),
        ..*frame
    };
    for (row, values) in cells.values.iter().enumerate() {
        for (column, value) in values.iter().enumerate() {
            let corners = [
                frame.at(x[column], y[row + 1]),
                frame.at(x[column + 1], y[row]),
            ];
            draw_cell(canvas, corners, *value, (&scale, direction))?;
        }
    }
    for level in &panel.levels {
        let compared = level.column.as_ref().unwrap_or(&direction.column);
        let compared = Cells::of(panel, numbers, compared);
        draw_contour(canvas, &frame, &compared, (&x, &y), level.value)?;
    }
    frame.draw_axis_across(canvas, &at_centres(&panel.x, &cells.x))?;
    frame.draw_upward_axis(canvas, &at_centres(&panel.y, &cells.y), false)?;
    draw_bar(canvas, &frame, direction, &scale)
}

impl Cells {
    fn of(panel: &Panel, numbers: &Numbers, column: &str) -> Cells {
        let wanted = panel.lines.first().map(|line| line.series.as_str());
        let rows = numbers
            .rows
            .iter()
            .filter(|row| wanted.is_none_or(|name| name == row.series));
        let rows: Vec<_> = rows.collect();
        let sorted = |column: &str| {
            let mut values: Vec<f64> = rows
                .iter()
                .filter_map(|row| numbers.at(row, column))
                .collect();
            values.sort_by(f64::total_cmp);
            values.dedup();
            values
        };
        let (x, y) = (sorted(&panel.x.column), sorted(&panel.y.column));
        let value = |at_x: f64, at_y: f64| {
            let row = rows.iter().find(|row| {
                numbers.at(row, &panel.x.column) == Some(at_x)
                    && numbers.at(row, &panel.y.column) == Some(at_y)
            });
            row.and_then(|row| numbers.at(row, column))
        };
        let values = y.iter().map(|&y| x.iter().map(|&x| value(x, y)).collect());
        Cells {
            values: values.collect(),
            x,
            y,
        }
    }
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
    let mut edges = vec![from(first - begin)];
    edges.extend(
        at.windows(2)
            .map(|pair| from(pair[0] + half(pair[0], pair[1]))),
    );
    edges.push(from(last + end));
    edges
}

fn draw_cell(
    canvas: &Canvas<'_>,
    corners: [Point; 2],
    value: Option<f64>,
    (scale, direction): (&Scale, &Direction),
) -> Result<(), ReportError> {
    let [(left, top), (right, bottom)] = corners;
    let Some(value) = value else {
        canvas.rectangle(corners, palette::GRID, 1.0)?;
        canvas.line(&[(left, bottom), (right, top)], palette::MUTED, 1.0)?;
        return canvas.line(&[(left, top), (right, bottom)], palette::MUTED, 1.0);
    };
    let place = scale.place(value);
    // A little beyond the cell, so that no seam shows between two.
    let covering = [corners[0], (right + 0.5, bottom + 0.5)];
    canvas.rectangle(covering, colour_map::colour(place), 1.0)?;
    if right - left < WIDTH_OF_NUMBER {
        return Ok(());
    }
    let style = Type {
        colour: colour_map::text_on(place),
        ..text(HPos::Center)
    };
    let centre = ((left + right) / 2.0, (top + bottom) / 2.0);
    let text = if direction.percent {
        format!("{:.1}%", 100.0 * value)
    } else {
        short(value, 2)
    };
    canvas.text(&text.replace('-', "−"), centre, style)
}

/// The axis with a label at every cell.
fn at_centres(direction: &Direction, centres: &[f64]) -> Direction {
    Direction {
        ticks: centres.to_vec(),
        ..direction.clone()
    }
}

/// The border between cells on either side of a level.
fn draw_contour(
    canvas: &Canvas<'_>,
    frame: &Frame,
    cells: &Cells,
    (x, y): (&[f64], &[f64]),
    level: f64,
) -> Result<(), ReportError> {
    let above = |row: usize, column: usize| cells.values[row][column].is_some_and(|v| v > level);
    let (rows, columns) = (cells.y.len(), cells.x.len());
    let mut borders: Vec<[Point; 2]> = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            if column + 1 < columns && above(row, column) != above(row, column + 1) {
                let at = x[column + 1];
                borders.push([frame.at(at, y[row]), frame.at(at, y[row + 1])]);
            }
            if row + 1 < rows && above(row, column) != above(row + 1, column) {
                let at = y[row + 1];
                borders.push([frame.at(x[column], at), frame.at(x[column + 1], at)]);
            }
        }
    }
    for (colour, width) in [(palette::BACKGROUND, 6.0), (palette::INK, BORDER_WIDTH)] {
        for border in &borders {
            canvas.line(border, colour, width)?;
        }
    }
    Ok(())
}

fn draw_bar(
    canvas: &Canvas<'_>,
    frame: &Frame,
    direction: &Direction,
    scale: &Scale,
) -> Result<(), ReportError> {
    let left = frame.right + BAR_GAP;
    let height = frame.bottom - frame.top;
    let at = |place: f64| frame.bottom - place * height;
    // Each step down to the floor, the next over it: no seams.
    for step in (0..BAR_STEPS).rev() {
        let share = |k: f64| k / f64::from(BAR_STEPS);
        let top = at(share(f64::from(step + 1)));
        let corners = [(left, top), (left + BAR_WIDTH, frame.bottom)];
        let middle = share(f64::from(step) + 0.5);
        canvas.rectangle(corners, colour_map::colour(middle), 1.0)?;
    }
    for mut tick in scale.ticks(height, 28.0) {
        if direction.percent {
            tick.label = format!("{:.0}%", 100.0 * tick.value).replace('-', "−");
        }
        let y = at(scale.place(tick.value));
        let right = left + BAR_WIDTH;
        canvas.line(&[(right, y), (right + 5.0, y)], palette::MUTED, 1.0)?;
        canvas.text(&tick.label, (right + 8.0, y), text(HPos::Left))?;
    }
    let end = frame.right + frame::COLOUR_BAR;
    canvas.text(&direction.label, (end, frame.top - 20.0), text(HPos::Right))
}
