//! The look of curves: lines, markers, rings, bands.

use super::canvas::{Canvas, Point};
use super::palette;
use crate::report::ReportError;

/// Width of the line through the means.
pub(in crate::report) const LINE_WIDTH: f64 = 2.5;
/// Width of an error bar.
pub(in crate::report) const BAR_WIDTH: f64 = 1.75;
/// Half the width of an error bar's caps.
pub(in crate::report) const CAP: f64 = 4.0;
/// Strokes and gaps of a prediction.
pub(in crate::report) const PREDICTED: [f64; 2] = [8.0, 5.0];
/// Width of a line to compare with.
pub(in crate::report) const GUIDE_WIDTH: f64 = 1.75;

/// Width of a border between cells.
pub(in crate::report) const BORDER_WIDTH: f64 = 3.0;

/// Strokes and gaps of the line to compare with that has this number.
pub(in crate::report) fn guide(index: usize) -> [f64; 2] {
    [[6.0, 4.0], [2.0, 4.0], [12.0, 3.0]][index % 3]
}

pub(in crate::report) const MARKER_RADIUS: f64 = 4.5;
pub(in crate::report) const RING_RADIUS: f64 = 9.0;
/// Light enough for the data to stand out on it.
pub(in crate::report) const BAND_OPACITY: f64 = 0.16;
/// A bar is narrow and lies on nothing.
pub(in crate::report) const BAR_OPACITY: f64 = 0.5;

/// The marker of the curve with this number: its shape tells curves apart in print
/// without colour, and again where colours repeat.
pub(in crate::report) fn draw(
    canvas: &Canvas<'_>,
    index: usize,
    centre: Point,
    radius: f64,
) -> Result<(), ReportError> {
    let colour = palette::series(index);
    let corner = |right: f64, down: f64| (centre.0 + right * radius, centre.1 + down * radius);
    match index % 5 {
        0 => canvas.disc(centre, radius, colour),
        1 => canvas.rectangle([corner(-0.9, -0.9), corner(0.9, 0.9)], colour, 1.0),
        2 => {
            let corners = [corner(0.0, -1.25), corner(1.15, 0.85), corner(-1.15, 0.85)];
            canvas.polygon(&corners, colour)
        }
        3 => {
            let corners = [
                corner(0.0, -1.3),
                corner(1.3, 0.0),
                corner(0.0, 1.3),
                corner(-1.3, 0.0),
            ];
            canvas.polygon(&corners, colour)
        }
        _ => {
            let corners = [corner(0.0, 1.25), corner(1.15, -0.85), corner(-1.15, -0.85)];
            canvas.polygon(&corners, colour)
        }
    }
}
