//! The plot itself: axes, bands, curves, counts of unreached runs.

use plotters::style::text_anchor::HPos;

use crate::report::ReportError;
use crate::report::drawing::axis::Scale;
use crate::report::drawing::canvas::{Canvas, Point, Type, text_width};
use crate::report::drawing::marker::{
    self, BAR_WIDTH, CAP, LINE_WIDTH, MARKER_RADIUS, RING_RADIUS,
};
use crate::report::drawing::palette;
use crate::sweep::Curve;

const TICK_SIZE: f64 = 18.0;
const NOTE_SIZE: f64 = 16.5;
const COUNT_SIZE: f64 = 16.5;
/// Where texts begin that are not aligned with the plot.
const EDGE: f64 = 10.0;
const TICK_ROW: f64 = 28.0;
const COUNT_ROW: f64 = 19.0;
const LABEL_ROW: f64 = 32.0;
/// A band over a single alpha would have no width: this much is added on either side.
const BAND_MARGIN: f64 = 8.0;
/// Height of a kept set's bar and its gap where several curves share the plot.
const BAR_ROW: f64 = 8.0;
/// Curves over the same alphas are moved apart by this, so that error bars do not hide each other.
const APART: f64 = 5.0;

/// One curve with its number, which decides colour and marker.
pub(super) struct Trace<'a> {
    pub index: usize,
    pub curve: &'a Curve,
}

/// A point that has a test error.
#[derive(Clone, Copy)]
pub(super) struct Measured {
    pub alpha: f64,
    pub error: f64,
    pub interval: Option<[f64; 2]>,
}

impl Trace<'_> {
    /// The points with a test error.
    pub fn measured(&self) -> impl Iterator<Item = Measured> {
        self.stretches().into_iter().flatten()
    }

    /// Neighbouring points with a test error; a point without one ends a stretch.
    fn stretches(&self) -> Vec<Vec<Measured>> {
        let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
        let mut stretches = vec![Vec::new()];
        for point in &self.curve.points {
            let Some(error) = finite(point.test_error) else {
                stretches.push(Vec::new());
                continue;
            };
            let interval = finite(point.test_error_low).zip(finite(point.test_error_high));
            if let Some(stretch) = stretches.last_mut() {
                stretch.push(Measured {
                    alpha: point.alpha,
                    error,
                    interval: interval.map(|(low, high)| [low, high]),
                });
            }
        }
        stretches
    }

    fn has_unreached(&self) -> bool {
        self.curve.points.iter().any(|point| point.unreached > 0)
    }
}

/// The plot's place in pixels and its scales.
pub(super) struct Panel {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    /// Height at the bottom that belongs to the bars of kept sets, below all errors.
    pub bars: f64,
    pub alphas: Scale,
    pub errors: Scale,
}

/// Height of the kept sets' bars: none for a single curve, which has a band instead.
pub(super) fn height_of_bars(traces: &[Trace<'_>]) -> f64 {
    let kept = traces
        .iter()
        .filter(|trace| trace.curve.optimum.is_some())
        .count();
    if traces.len() == 1 {
        0.0
    } else {
        BAR_ROW * kept as f64
    }
}

/// What ticks, counts and the axis' label need below the plot.
pub(super) fn height_below(traces: &[Trace<'_>]) -> f64 {
    let counted = traces.iter().filter(|trace| trace.has_unreached()).count();
    TICK_ROW + counted as f64 * COUNT_ROW + LABEL_ROW
}

impl Panel {
    /// Draws everything, the data last and on top.
    pub fn draw(&self, canvas: &Canvas<'_>, traces: &[Trace<'_>]) -> Result<(), ReportError> {
        self.draw_kept_sets(canvas, traces)?;
        self.draw_alpha_axis(canvas, traces)?;
        self.draw_error_axis(canvas, traces)?;
        for trace in traces {
            self.draw_curve(canvas, trace, self.shift(trace.index, traces.len()))?;
        }
        for trace in traces {
            self.draw_optimum(canvas, trace, self.shift(trace.index, traces.len()))?;
        }
        self.draw_unreached(canvas, traces)
    }

    fn across(&self, alpha: f64) -> f64 {
        self.left + self.alphas.place(alpha) * (self.right - self.left)
    }

    fn down(&self, error: f64) -> f64 {
        let floor = self.bottom - self.bars;
        floor - self.errors.place(error) * (floor - self.top)
    }

    fn shift(&self, index: usize, curves: usize) -> f64 {
        let apart = APART.min(2.0 * APART / curves as f64);
        apart * (index as f64 - (curves - 1) as f64 / 2.0)
    }

    /// One curve: a band behind the whole plot. Several: a bar each along the bottom.
    fn draw_kept_sets(&self, canvas: &Canvas<'_>, traces: &[Trace<'_>]) -> Result<(), ReportError> {
        let optima = traces.iter().filter_map(|trace| {
            let optimum = trace.curve.optimum.as_ref()?;
            Some((trace.index, optimum))
        });
        let rows = traces
            .iter()
            .filter(|trace| trace.curve.optimum.is_some())
            .count();
        for (row, (index, optimum)) in optima.enumerate() {
            let left = (self.across(optimum.alpha_low) - BAND_MARGIN).max(self.left);
            let right = (self.across(optimum.alpha_high) + BAND_MARGIN).min(self.right);
            let (top, bottom, opacity) = if traces.len() == 1 {
                (self.top, self.bottom, marker::BAND_OPACITY)
            } else {
                let bottom = self.bottom - 2.0 - (rows - 1 - row) as f64 * BAR_ROW;
                (bottom - BAR_ROW + 2.0, bottom, marker::BAR_OPACITY)
            };
            let corners = [(left, top), (right, bottom)];
            canvas.rectangle(corners, palette::series(index), opacity)?;
        }
        Ok(())
    }

    fn draw_alpha_axis(
        &self,
        canvas: &Canvas<'_>,
        traces: &[Trace<'_>],
    ) -> Result<(), ReportError> {
        let ends = [(self.left, self.bottom), (self.right, self.bottom)];
        canvas.line(&ends, palette::MUTED, 1.0)?;
        for alpha in self.alphas.minor() {
            let x = self.across(alpha);
            canvas.line(
                &[(x, self.bottom), (x, self.bottom + 3.0)],
                palette::MUTED,
                0.75,
            )?;
        }
        let style = text(TICK_SIZE, HPos::Center);
        for tick in self.alphas.ticks(self.right - self.left, 64.0) {
            let x = self.across(tick.value);
            canvas.line(
                &[(x, self.bottom), (x, self.bottom + 6.0)],
                palette::MUTED,
                1.0,
            )?;
            // A long label at the very end would leave the picture.
            if x + text_width(&tick.label, TICK_SIZE) / 2.0 < self.right + EDGE {
                canvas.text(&tick.label, (x, self.bottom + 18.0), style)?;
            }
        }
        let y = self.bottom + height_below(traces) - LABEL_ROW / 2.0;
        let middle = (self.left + self.right) / 2.0;
        canvas.text("initialisation scale α", (middle, y), style)?;
        let muted = |anchor| Type {
            colour: palette::MUTED,
            ..text(NOTE_SIZE, anchor)
        };
        canvas.text("← strong feature learning", (EDGE, y), muted(HPos::Left))?;
        canvas.text("lazy →", (self.right, y), muted(HPos::Right))
    }

    fn draw_error_axis(
        &self,
        canvas: &Canvas<'_>,
        traces: &[Trace<'_>],
    ) -> Result<(), ReportError> {
        for error in self.errors.minor() {
            let y = self.down(error);
            canvas.line(
                &[(self.left - 3.0, y), (self.left, y)],
                palette::MUTED,
                0.75,
            )?;
        }
        for tick in self.errors.ticks(self.bottom - self.bars - self.top, 26.0) {
            let y = self.down(tick.value);
            canvas.line(&[(self.left, y), (self.right, y)], palette::GRID, 1.0)?;
            canvas.text(
                &tick.label,
                (self.left - 9.0, y),
                text(TICK_SIZE, HPos::Right),
            )?;
        }
        let heading = match self.errors {
            Scale::Linear { .. } => "test error",
            Scale::Log { .. } => "test error (log scale)",
        };
        let y = self.top - 17.0;
        canvas.text(heading, (EDGE, y), text(TICK_SIZE, HPos::Left))?;
        if traces
            .iter()
            .flat_map(Trace::measured)
            .any(|point| point.interval.is_some())
        {
            let style = Type {
                colour: palette::MUTED,
                ..text(NOTE_SIZE, HPos::Right)
            };
            canvas.text(&meaning_of_bars(traces), (self.right, y), style)?;
        }
        Ok(())
    }

    fn draw_curve(
        &self,
        canvas: &Canvas<'_>,
        trace: &Trace<'_>,
        shift: f64,
    ) -> Result<(), ReportError> {
        let colour = palette::series(trace.index);
        for stretch in trace.stretches() {
            let at = |point: &Measured| (self.across(point.alpha) + shift, self.down(point.error));
            let path: Vec<Point> = stretch.iter().map(at).collect();
            if path.len() > 1 {
                canvas.line(&path, colour, LINE_WIDTH)?;
            }
            for (point, place) in stretch.iter().zip(&path) {
                if let Some(interval) = point.interval {
                    canvas.line(&self.error_bar(place.0, interval), colour, BAR_WIDTH)?;
                }
                marker::draw(canvas, trace.index, *place, MARKER_RADIUS)?;
            }
        }
        Ok(())
    }

    /// The path of an error bar with caps, in one stroke.
    fn error_bar(&self, x: f64, [low, high]: [f64; 2]) -> [Point; 6] {
        let (low, high) = (self.down(low), self.down(high));
        [
            (x - CAP, low),
            (x + CAP, low),
            (x, low),
            (x, high),
            (x - CAP, high),
            (x + CAP, high),
        ]
    }

    fn draw_optimum(
        &self,
        canvas: &Canvas<'_>,
        trace: &Trace<'_>,
        shift: f64,
    ) -> Result<(), ReportError> {
        match &trace.curve.optimum {
            Some(optimum) => {
                let centre = (
                    self.across(optimum.alpha) + shift,
                    self.down(optimum.test_error),
                );
                canvas.ring(centre, RING_RADIUS, palette::INK)
            }
            None => Ok(()),
        }
    }

    fn draw_unreached(&self, canvas: &Canvas<'_>, traces: &[Trace<'_>]) -> Result<(), ReportError> {
        let counted = traces.iter().filter(|trace| trace.has_unreached());
        for (row, trace) in counted.enumerate() {
            let y = self.bottom + TICK_ROW + (row as f64 + 0.5) * COUNT_ROW;
            if row == 0 {
                let style = Type {
                    colour: palette::MUTED,
                    ..text(COUNT_SIZE, HPos::Left)
                };
                canvas.text("unreached", (EDGE, y), style)?;
            }
            let colour = palette::series(trace.index);
            let style = Type {
                colour,
                ..text(COUNT_SIZE, HPos::Center)
            };
            for point in trace
                .curve
                .points
                .iter()
                .filter(|point| point.unreached > 0)
            {
                let count = point.unreached.to_string();
                canvas.text(&count, (self.across(point.alpha), y), style)?;
            }
        }
        Ok(())
    }
}

fn text(size: f64, anchor: HPos) -> Type {
    Type {
        size,
        colour: palette::INK,
        anchor,
        bold: false,
    }
}

fn meaning_of_bars(traces: &[Trace<'_>]) -> String {
    let mut runs = traces
        .iter()
        .flat_map(|trace| &trace.curve.points)
        .map(|point| point.runs);
    match runs.next() {
        Some(first) if runs.all(|other| other == first) => {
            format!("bars: 95% interval over {first} runs")
        }
        _ => "bars: 95% interval over runs".to_string(),
    }
}
