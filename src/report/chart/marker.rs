//! The look of series: widths, patterns, and markers, whose shape tells curves apart in print
//! without colour, and again where colours repeat.

use super::canvas::{Canvas, Point};
use super::palette;

/// Width of the line through a series, and of one of many.
pub(super) const LINE_WIDTH: f64 = 2.5;
pub(super) const THIN: f64 = 1.0;
/// Strokes and gaps of a prediction; round ends take the line's width from a gap, through which a line below it
/// has to be seen.
pub(super) const PREDICTED: [f64; 2] = [8.0, 8.0];
pub(super) const ERROR_BAR_WIDTH: f64 = 1.75;
/// Half the width of an error bar's caps.
pub(super) const CAP: f64 = 4.0;
pub(super) const GUIDE_WIDTH: f64 = 1.75;
pub(super) const BORDER_WIDTH: f64 = 3.0;
pub(super) const RING_RADIUS: f64 = 9.0;
/// Light enough for the data to stand out on it.
pub(super) const BAND_OPACITY: f64 = 0.16;
/// A bar is narrow and lies on nothing.
pub(super) const BAR_OPACITY: f64 = 0.5;

const RADIUS: f64 = 4.5;

/// The corners of the markers after the disc, in radii to the right and down.
const SHAPES: [&[Point]; 4] = [
    &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
    &[(0.0, -1.25), (1.15, 0.85), (-1.15, 0.85)],
    &[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)],
    &[(0.0, 1.25), (1.15, -0.85), (-1.15, -0.85)],
];

/// Strokes and gaps of the line to compare with that has this number.
pub(super) fn guide(index: usize) -> [f64; 2] {
    [[6.0, 4.0], [2.0, 4.0], [12.0, 3.0]][index % 3]
}

pub(super) fn draw(canvas: &mut Canvas, index: usize, centre: Point) {
    let colour = palette::series(index);
    match index % (SHAPES.len() + 1) {
        0 => canvas.disc(centre, RADIUS, colour),
        shape => {
            let corner =
                |(right, down): &Point| (centre.0 + right * RADIUS, centre.1 + down * RADIUS);
            let corners: Vec<Point> = SHAPES[shape - 1].iter().map(corner).collect();
            canvas.polygon(&corners, colour, 1.0);
        }
    }
}
