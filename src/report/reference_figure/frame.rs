//! A plot's place, its scales and axes.

use plotters::style::text_anchor::HPos;

use super::lines::Trace;
use crate::curves::{Direction, Panel, Style};
use crate::report::ReportError;
use crate::report::drawing::axis::{Scale, Tick};
use crate::report::drawing::canvas::{Canvas, Point, Type, text_width};
use crate::report::drawing::palette;
use crate::report::number::short;

/// The label of the upward axis.
const HEADING_ROW: f64 = 36.0;
/// Ticks and label of the axis across.
pub(super) const GAP_BELOW: f64 = 66.0;
const LEFT: f64 = 66.0;
const RIGHT: f64 = 16.0;
/// Room of a colour bar.
pub(super) const COLOUR_BAR: f64 = 96.0;
pub(super) const TICK_SIZE: f64 = 16.5;
/// Height that belongs to the strokes of a rug, below all points.
pub(super) const RUG: f64 = 14.0;

pub(super) struct Frame {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    /// Where the lowest value lies.
    pub floor: f64,
    pub x: Scale,
    pub y: Scale,
    /// Distance of the upward axis' label.
    pub heading: f64,
}

/// Height of the upward axis' label, and of the letters of marks below it.
pub(super) fn heading_row(panel: &Panel) -> f64 {
    if panel.marks.is_empty() {
        HEADING_ROW
    } else {
        HEADING_ROW + 20.0
    }
}

impl Frame {
    /// The frame in the box of this left, top, width and height of the plot itself.
    pub fn new(
        panel: &Panel,
        traces: &[Trace<'_>],
        (left, top, width, plot): (f64, f64, f64, f64),
    ) -> Frame {
        let points = || traces.iter().flat_map(Trace::points);
        let across: Vec<f64> = points().map(|point| point.x).collect();
        let ends = points().flat_map(|point| point.interval.unwrap_or([point.y; 2]));
        let mut upwards: Vec<f64> = points().map(|point| point.y).collect();
        // An interval that comes close to 0 would stretch a logarithmic axis without end.
        let lowest = upwards.iter().copied().fold(f64::INFINITY, f64::min);
        upwards.extend(ends.filter(|end| !panel.y.log || *end > 0.3 * lowest));
        upwards.extend(panel.levels.iter().map(|level| level.value));
        let bar = if panel.style == Style::HeatMap {
            COLOUR_BAR
        } else {
            0.0
        };
        let top = top + heading_row(panel);
        let rug = if panel.rug.is_some() { RUG } else { 0.0 };
        Frame {
            left: left + LEFT,
            right: left + width - RIGHT - bar,
            top,
            bottom: top + plot,
            floor: top + plot - rug,
            x: scale(&panel.x, &across),
            y: scale(&panel.y, &upwards),
            heading: heading_row(panel) - 16.0,
        }
    }

    pub fn across(&self, value: f64) -> f64 {
        self.left + self.x.place(value) * (self.right - self.left)
    }

    pub fn upwards(&self, value: f64) -> f64 {
        self.floor - self.y.place(value) * (self.floor - self.top)
    }

    pub fn at(&self, x: f64, y: f64) -> Point {
        (self.across(x), self.upwards(y))
    }

    /// Axes, grid and labels.
    pub fn draw(&self, canvas: &Canvas<'_>, panel: &Panel) -> Result<(), ReportError> {
        self.draw_upward_axis(canvas, &panel.y, true)?;
        self.draw_axis_across(canvas, &panel.x)
    }

    pub fn draw_axis_across(
        &self,
        canvas: &Canvas<'_>,
        direction: &Direction,
    ) -> Result<(), ReportError> {
        let (bottom, muted) = (self.bottom, palette::MUTED);
        canvas.line(&[(self.left, bottom), (self.right, bottom)], muted, 1.0)?;
        for value in minor(&self.x, direction) {
            let x = self.across(value);
            canvas.line(&[(x, bottom), (x, bottom + 3.0)], muted, 0.75)?;
        }
        for tick in ticks(&self.x, direction, (self.right - self.left, 62.0)) {
            let x = self.across(tick.value);
            canvas.line(&[(x, bottom), (x, bottom + 6.0)], muted, 1.0)?;
            // A long label at the very end would leave the panel.
            if x + text_width(&tick.label, TICK_SIZE) / 2.0 < self.right + RIGHT {
                canvas.text(&tick.label, (x, bottom + 18.0), text(HPos::Center))?;
            }
        }
        let middle = (self.left + self.right) / 2.0;
        canvas.text(
            &direction.label,
            (middle, bottom + 42.0),
            text(HPos::Center),
        )
    }

    pub fn draw_upward_axis(
        &self,
        canvas: &Canvas<'_>,
        direction: &Direction,
        grid: bool,
    ) -> Result<(), ReportError> {
        for value in minor(&self.y, direction) {
            let y = self.upwards(value);
            canvas.line(
                &[(self.left - 3.0, y), (self.left, y)],
                palette::MUTED,
                0.75,
            )?;
        }
        for tick in ticks(&self.y, direction, (self.floor - self.top, 28.0)) {
            let y = self.upwards(tick.value);
            if grid {
                canvas.line(&[(self.left, y), (self.right, y)], palette::GRID, 1.0)?;
            } else {
                canvas.line(&[(self.left - 6.0, y), (self.left, y)], palette::MUTED, 1.0)?;
            }
            canvas.text(&tick.label, (self.left - 9.0, y), text(HPos::Right))?;
        }
        let left = self.left - LEFT;
        canvas.text(
            &direction.label,
            (left, self.top - self.heading),
            text(HPos::Left),
        )
    }
}

/// The labelled values: those of the definition, or as many as fit on a length.
fn ticks(scale: &Scale, direction: &Direction, (length, spacing): (f64, f64)) -> Vec<Tick> {
    if direction.ticks.is_empty() {
        return scale.ticks(length, spacing);
    }
    let tick = |value: &f64| Tick {
        value: *value,
        label: short(*value, 3).replace('-', "−"),
    };
    direction.ticks.iter().map(tick).collect()
}

fn minor(scale: &Scale, direction: &Direction) -> Vec<f64> {
    if direction.ticks.is_empty() {
        scale.minor()
    } else {
        Vec::new()
    }
}

/// The scale that holds these values, or that the definition asks for.
pub(super) fn scale(direction: &Direction, values: &[f64]) -> Scale {
    match direction.range {
        Some(range) => Scale::between(range, direction.log),
        None if direction.log => {
            let shown: Vec<f64> = values.iter().copied().filter(|v| *v > 0.0).collect();
            Scale::logarithmic(&shown)
        }
        None => Scale::linear(values),
    }
}

pub(super) fn text(anchor: HPos) -> Type {
    Type {
        size: TICK_SIZE,
        colour: palette::INK,
        anchor,
        bold: false,
    }
}
