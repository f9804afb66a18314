//! Cells of a heat map, with a bar that says what their colours mean.

use super::axes::{COLOUR_BAR, Frame};
use super::canvas::{Anchor, Canvas, Point, TEXT_SIZE, Type};
use super::marker::BORDER_WIDTH;
use super::model::{Axis, Cells};
use super::palette::{BACKGROUND, GRID, INK, MUTED, text_on, viridis};
use crate::report::words::short;

const BAR_GAP: f64 = 22.0;
const BAR_WIDTH: f64 = 18.0;
const BAR_STEPS: u32 = 64;
/// Narrower cells have no room for their number.
const WIDTH_OF_NUMBER: f64 = 52.0;

pub(super) fn draw(canvas: &mut Canvas, frame: &Frame<'_>, cells: &Cells) {
    let columns = cells.across.windows(2);
    let widths = columns.map(|ends| frame.x(ends[1]) - frame.x(ends[0]));
    let numbers = widths.fold(f64::INFINITY, f64::min) >= WIDTH_OF_NUMBER;
    for (row, values) in cells.values.iter().enumerate() {
        for (column, value) in values.iter().enumerate() {
            let corner = |right, up| {
                let (x, y) = (cells.across[column + right], cells.upwards[row + up]);
                frame.at(x, y)
            };
            let corners = [corner(0, 1), corner(1, 0)];
            match *value {
                Some(value) => draw_cell(canvas, corners, value, &cells.colour, numbers),
                None => draw_gap(canvas, corners),
            }
        }
    }
    for (_, above) in &cells.borders {
        let lines = lines_between(frame, cells, above);
        for (colour, width) in [(BACKGROUND, 2.0 * BORDER_WIDTH), (INK, BORDER_WIDTH)] {
            for line in &lines {
                canvas.line(line, colour, width);
            }
        }
    }
    draw_bar(canvas, frame, &cells.colour);
}

/// A cell without a value is crossed out.
fn draw_gap(canvas: &mut Canvas, corners: [Point; 2]) {
    let [(left, top), (right, bottom)] = corners;
    canvas.rectangle(corners, GRID, 1.0);
    canvas.line(&[(left, bottom), (right, top)], MUTED, 1.0);
    canvas.line(&[(left, top), (right, bottom)], MUTED, 1.0);
}

fn draw_cell(canvas: &mut Canvas, corners: [Point; 2], value: f64, axis: &Axis, number: bool) {
    let [(left, top), (right, bottom)] = corners;
    let place = axis.scale.place(value);
    // A little beyond the cell, so that no seam shows between two.
    let covering = [corners[0], (right + 0.5, bottom + 0.5)];
    canvas.rectangle(covering, viridis(place), 1.0);
    if number {
        let text = match axis.percent {
            true => format!("{:.1}%", 100.0 * value),
            false => short(value, 2),
        };
        let style = Type::plain(TEXT_SIZE, Anchor::Centre).coloured(text_on(place));
        let centre = ((left + right) / 2.0, (top + bottom) / 2.0);
        canvas.text(&text.replace('-', "−"), centre, style);
    }
}

/// The sides shared by a cell above a level and one that is not.
fn lines_between(frame: &Frame<'_>, cells: &Cells, above: &[Vec<bool>]) -> Vec<[Point; 2]> {
    let (x, y) = (&cells.across, &cells.upwards);
    let mut lines = Vec::new();
    for (row, columns) in above.iter().enumerate() {
        for (column, here) in columns.iter().enumerate() {
            if columns.get(column + 1).is_some_and(|right| right != here) {
                let at = x[column + 1];
                lines.push([frame.at(at, y[row]), frame.at(at, y[row + 1])]);
            }
            if above.get(row + 1).is_some_and(|up| up[column] != *here) {
                let at = y[row + 1];
                lines.push([frame.at(x[column], at), frame.at(x[column + 1], at)]);
            }
        }
    }
    lines
}

fn draw_bar(canvas: &mut Canvas, frame: &Frame<'_>, axis: &Axis) {
    let left = frame.right + BAR_GAP;
    let right = left + BAR_WIDTH;
    let height = frame.bottom - frame.top;
    let at = |place: f64| frame.bottom - place * height;
    // Each step down to the floor, the next over it: no seams.
    for step in (0..BAR_STEPS).rev() {
        let share = |k: f64| k / f64::from(BAR_STEPS);
        let top = at(share(f64::from(step + 1)));
        let colour = viridis(share(f64::from(step) + 0.5));
        canvas.rectangle([(left, top), (right, frame.bottom)], colour, 1.0);
    }
    for (value, label) in axis.labelled_upwards(height) {
        let y = at(axis.scale.place(value));
        canvas.line(&[(right, y), (right + 5.0, y)], MUTED, 1.0);
        let style = Type::plain(TEXT_SIZE, Anchor::Left);
        canvas.text(&label, (right + 8.0, y), style);
    }
    let end = (frame.right + COLOUR_BAR, frame.top - 22.0);
    canvas.text(&axis.label, end, Type::plain(TEXT_SIZE, Anchor::Right));
}
