//! Where the axes of a plot stand in the figure, and how they are drawn.

use super::canvas::{Anchor, Canvas, Point, TEXT_SIZE, Type, remark, text_width};
use super::model::{Axis, Plot};
use super::palette::{GRID, MUTED};
use super::scale::Tick;
use crate::report::words::short;

/// Height that belongs to the strokes of a rug, below all points.
pub(super) const RUG: f64 = 14.0;
/// Height of the bar of an optimum, below all points.
pub(super) const BAR_ROW: f64 = 8.0;
/// Room of the bar that says what the colours of cells mean.
pub(super) const COLOUR_BAR: f64 = 96.0;
const RIGHT: f64 = 16.0;
/// Distance of a tick's label from the axis upwards.
pub(super) const GAP: f64 = 9.0;
/// Least distance of the ticks upwards and across.
const SPACING: [f64; 2] = [28.0, 62.0];
const MINOR: f64 = 3.0;
const MAJOR: f64 = 6.0;

/// A plot in pixels. Its axes stand between `begin` and `end`, its part of the figure.
pub(super) struct Frame<'a> {
    pub plot: &'a Plot,
    pub begin: f64,
    pub end: f64,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    /// Where the lowest value lies: above a rug and bars.
    pub floor: f64,
}

impl<'a> Frame<'a> {
    /// The plot between `begin` and `end`; its axis upwards stands `margin` from the left.
    pub fn new(plot: &'a Plot, [begin, end]: [f64; 2], margin: f64, top: f64) -> Frame<'a> {
        let colours = plot.cells.as_ref().map_or(0.0, |_| COLOUR_BAR);
        let rug = plot.rug.as_ref().map_or(0.0, |_| RUG);
        let bottom = top + plot.height;
        Frame {
            plot,
            begin,
            end,
            left: begin + margin,
            right: end - RIGHT - colours,
            top,
            bottom,
            floor: bottom - (rug + BAR_ROW * plot.bars() as f64),
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

impl Axis {
    /// The labelled values: those that are given, or as many as fit on a length.
    fn labelled(&self, length: f64, spacing: f64) -> Vec<Tick> {
        let mut ticks = self.scale.ticks(length, spacing);
        if !self.ticks.is_empty() {
            let given = self.ticks.iter();
            let tick = |&value: &f64| (value, short(value, 3).replace('-', "−"));
            ticks = given.map(tick).collect();
        }
        if self.percent {
            for (value, label) in &mut ticks {
                *label = format!("{:.0}%", 100.0 * *value).replace('-', "−");
            }
        }
        ticks
    }

    /// The labelled values of an axis upwards of this height.
    pub(super) fn labelled_upwards(&self, height: f64) -> Vec<Tick> {
        self.labelled(height, SPACING[0])
    }

    fn minor(&self) -> Vec<f64> {
        match self.ticks[..] {
            [] => self.scale.minor(),
            _ => Vec::new(),
        }
    }
}

/// The axis upwards with its grid; cells have none.
pub(super) fn draw_upwards(canvas: &mut Canvas, frame: &Frame<'_>) {
    let (axis, left) = (&frame.plot.upwards, frame.left);
    for value in axis.minor() {
        let y = frame.y(value);
        canvas.line(&[(left - MINOR, y), (left, y)], MUTED, 0.75);
    }
    for (value, label) in axis.labelled_upwards(frame.floor - frame.top) {
        let y = frame.y(value);
        match frame.plot.cells {
            Some(_) => canvas.line(&[(left - MAJOR, y), (left, y)], MUTED, 1.0),
            None => canvas.line(&[(left, y), (frame.right, y)], GRID, 1.0),
        }
        let style = Type::plain(TEXT_SIZE, Anchor::Right);
        canvas.text(&label, (left - GAP, y), style);
    }
}

/// The axis across, and the words at its ends in the row whose middle is at this height.
pub(super) fn draw_across(canvas: &mut Canvas, frame: &Frame<'_>, row: f64) {
    let (axis, bottom) = (&frame.plot.across, frame.bottom);
    canvas.line(&[(frame.left, bottom), (frame.right, bottom)], MUTED, 1.0);
    for value in axis.minor() {
        let x = frame.x(value);
        canvas.line(&[(x, bottom), (x, bottom + MINOR)], MUTED, 0.75);
    }
    for (value, label) in axis.labelled(frame.right - frame.left, SPACING[1]) {
        let x = frame.x(value);
        canvas.line(&[(x, bottom), (x, bottom + MAJOR)], MUTED, 1.0);
        // A long label at the very end would leave the plot's part of the figure.
        if x + text_width(&label, TEXT_SIZE) / 2.0 < frame.end {
            let style = Type::plain(TEXT_SIZE, Anchor::Centre);
            canvas.text(&label, (x, bottom + 18.0), style);
        }
    }
    let [low, high] = frame.plot.ends;
    remark(canvas, low, (frame.begin, row), Anchor::Left);
    remark(canvas, high, (frame.right, row), Anchor::Right);
}
