//! An axis' ticks, and how the two axes of a plot are drawn.

use super::canvas::{Anchor, Canvas, Type};
use super::frame::Frame;
use super::label::{TEXT_SIZE, remark, text_width};
use super::model::Axis;
use super::palette::{GRID, MUTED};
use super::scale::Tick;
use crate::report::number::short;

/// Distance of a tick's label from the axis upwards.
pub(super) const GAP: f64 = 9.0;
/// Least distance of the ticks upwards and across.
const SPACING: [f64; 2] = [28.0, 62.0];
const MINOR: f64 = 3.0;
const MAJOR: f64 = 6.0;

impl Axis {
    /// The labelled values: those that are given, or as many as fit on a length.
    fn labelled(&self, length: f64, spacing: f64) -> Vec<Tick> {
        let mut ticks = self.scale.ticks(length, spacing);
        if !self.ticks.is_empty() {
            let tick = |&value: &f64| Tick {
                value,
                label: short(value, 3).replace('-', "−"),
            };
            ticks = self.ticks.iter().map(tick).collect();
        }
        if self.percent {
            for tick in &mut ticks {
                tick.label = format!("{:.0}%", 100.0 * tick.value).replace('-', "−");
            }
        }
        ticks
    }

    /// The labelled values of an axis upwards of this height.
    pub(super) fn labelled_upwards(&self, height: f64) -> Vec<Tick> {
        self.labelled(height, SPACING[0])
    }

    /// The width of their labels.
    pub(super) fn width_of_labels(&self, height: f64) -> f64 {
        let ticks = self.labelled_upwards(height);
        let widths = ticks.iter().map(|tick| text_width(&tick.label, TEXT_SIZE));
        widths.fold(0.0, f64::max)
    }

    fn minor(&self) -> Vec<f64> {
        if self.ticks.is_empty() {
            self.scale.minor()
        } else {
            Vec::new()
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
    for tick in axis.labelled_upwards(frame.floor - frame.top) {
        let y = frame.y(tick.value);
        if frame.plot.cells.is_some() {
            canvas.line(&[(left - MAJOR, y), (left, y)], MUTED, 1.0);
        } else {
            canvas.line(&[(left, y), (frame.right, y)], GRID, 1.0);
        }
        let style = Type::plain(TEXT_SIZE, Anchor::Right);
        canvas.text(&tick.label, (left - GAP, y), style);
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
    for tick in axis.labelled(frame.right - frame.left, SPACING[1]) {
        let x = frame.x(tick.value);
        canvas.line(&[(x, bottom), (x, bottom + MAJOR)], MUTED, 1.0);
        // A long label at the very end would leave the plot's part of the figure.
        if x + text_width(&tick.label, TEXT_SIZE) / 2.0 < frame.end {
            let style = Type::plain(TEXT_SIZE, Anchor::Centre);
            canvas.text(&tick.label, (x, bottom + 18.0), style);
        }
    }
    let [low, high] = &frame.plot.ends;
    remark(canvas, low, (frame.begin, row), Anchor::Left);
    remark(canvas, high, (frame.right, row), Anchor::Right);
}
