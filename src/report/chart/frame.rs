//! The place of a plot's axes in the figure.

use super::canvas::Point;
use super::model::Plot;

/// Height that belongs to the strokes of a rug, below all points.
pub(super) const RUG: f64 = 14.0;
/// Height of a band that is a bar, below all points.
pub(super) const BAR_ROW: f64 = 8.0;
/// Room of the bar that says what the colours of cells mean.
pub(super) const COLOUR_BAR: f64 = 96.0;
/// Room to the right of the axes.
const RIGHT: f64 = 16.0;

/// A plot in pixels. Its axes stand between `begin` and `end`, its part of the figure.
pub(super) struct Frame<'a> {
    pub plot: &'a Plot,
    pub begin: f64,
    pub end: f64,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    /// Where the lowest value lies.
    pub floor: f64,
}

impl<'a> Frame<'a> {
    /// The plot between `begin` and `end`; its axis upwards stands `margin` from the left.
    pub fn new(plot: &'a Plot, [begin, end]: [f64; 2], margin: f64, top: f64) -> Frame<'a> {
        let bar = plot.cells.as_ref().map_or(0.0, |_| COLOUR_BAR);
        let bottom = top + plot.height;
        Frame {
            plot,
            begin,
            end,
            left: begin + margin,
            right: end - RIGHT - bar,
            top,
            bottom,
            floor: bottom - height_below_all(plot),
        }
    }

    pub fn x(&self, value: f64) -> f64 {
        self.left + self.plot.across.scale.place(value) * (self.right - self.left)
    }

    pub fn y(&self, value: f64) -> f64 {
        self.floor - self.plot.upwards.scale.place(value) * (self.floor - self.top)
    }

    pub fn at(&self, x: f64, y: f64) -> Point {
        (self.x(x), self.y(y))
    }
}

/// Height inside the axes that belongs to a rug and to bars.
pub(super) fn height_below_all(plot: &Plot) -> f64 {
    let bars = plot.bands.iter().filter(|band| !band.whole).count();
    let rug = plot.rug.as_ref().map_or(0.0, |_| RUG);
    rug + BAR_ROW * bars as f64
}
