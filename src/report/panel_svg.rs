//! The figure of a claim: what was measured against what was predicted.

use plotters::style::RGBColor;
use plotters::style::text_anchor::HPos;

use super::ReportError;
use super::drawing::axis::Scale;
use super::drawing::canvas::{self, Canvas, Point, Type, text_width};
use super::drawing::legend::{self, Entry, Symbol};
use super::drawing::marker::{self, BAR_WIDTH, CAP, LINE_WIDTH, MARKER_RADIUS};
use super::drawing::palette;
use crate::claims::{Panel, PanelSeries};

/// Width the figure is shown at: two fit beside each other in a page, and the texts of one can
/// still be read at the width of a phone.
const WIDTH: f64 = 480.0;
const PLOT_HEIGHT: f64 = 240.0;
const EDGE: f64 = 10.0;
const HEADING_ROW: f64 = 30.0;
const TICK_ROW: f64 = 26.0;
const LABEL_ROW: f64 = 32.0;
const TICK_SIZE: f64 = 16.0;
const LABEL_SIZE: f64 = 17.0;
/// Labels are made smaller down to this, which a phone still shows 9 pixels high, then set in two
/// lines, then cut.
const SMALLEST_SIZE: f64 = 14.75;
/// Distance of the lines of a label.
const LABEL_LINE: f64 = 18.0;
/// An end of an interval below this share of all values is cut off rather than shown: it would
/// stretch a logarithmic axis without end.
const SHOWN_SHARE: f64 = 0.1;

/// The panel as SVG: a line for each series that is one and markers for the others, intervals as
/// error bars, the legend above the plot. `name` is what a screen reader says. Points that are
/// not finite are left out; on a logarithmic axis those that are not above 0 lie at its low end,
/// at a tick of their own. An axis none of whose values is above 0 is linear. The figure adapts to
/// dark pages.
///
/// # Errors
/// [`ReportError::NoFinitePoint`] without a single finite point,
/// [`ReportError::Drawing`] should the plotting library fail.
///
/// ```
/// use sweetspot::claims::{Panel, PanelSeries};
/// use sweetspot::report::panel_figure;
/// let measured = PanelSeries {
///     name: "measured".to_string(),
///     line: false,
///     points: vec![(1.0, 0.9, Some([0.8, 1.0])), (10.0, 0.1, Some([0.05, 0.15]))],
/// };
/// let panel = Panel {
///     x_label: "α".to_string(),
///     y_label: "weight change".to_string(),
///     x_log: true,
///     y_log: true,
///     series: vec![measured],
/// };
/// assert!(panel_figure(&panel, "Weight change against α")?.contains("measured"));
/// # Ok::<(), sweetspot::report::ReportError>(())
/// ```
pub fn panel_figure(panel: &Panel, name: &str) -> Result<String, ReportError> {
    let points = || panel.series.iter().flat_map(shown);
    let across: Vec<f64> = points().map(|(x, _, _)| x).collect();
    let mut upwards: Vec<f64> = points().map(|(_, y, _)| y).collect();
    if across.is_empty() {
        return Err(ReportError::NoFinitePoint);
    }
    let ends = points().filter_map(|(_, _, interval)| interval).flatten();
    upwards.extend(ends_that_count(ends.collect(), &upwards, panel.y_log));
    let scales = (scale(&across, panel.x_log), scale(&upwards, panel.y_log));
    let legend = legend::rows(entries(&panel.series), WIDTH - 2.0 * EDGE);
    let labels = [
        Label::of(&with_scale(&panel.y_label, &scales.1)),
        Label::of(&panel.x_label),
    ];
    let top = EDGE + legend.len() as f64 * legend::ROW + HEADING_ROW + labels[0].more();
    let plot = Plot {
        left: EDGE + width_of_labels(&scales.1) + 9.0,
        right: WIDTH - EDGE - 4.0,
        top,
        bottom: top + PLOT_HEIGHT,
        across: scales.0,
        upwards: scales.1,
    };
    let height = plot.bottom + TICK_ROW + LABEL_ROW + labels[1].more();

    let mut drawing = String::new();
    let canvas = Canvas::new(&mut drawing, WIDTH, height);
    canvas.rectangle([(0.0, 0.0), (WIDTH, height)], palette::BACKGROUND, 1.0)?;
    legend::draw(&canvas, &legend, (EDGE, EDGE))?;
    plot.draw(&canvas, panel, &labels)?;
    canvas.finish()?;
    Ok(canvas::dressed(&drawing, WIDTH, height, name))
}

/// The points that have a place.
fn shown(series: &PanelSeries) -> impl Iterator<Item = (f64, f64, Option<[f64; 2]>)> + '_ {
    let points = series.points.iter().copied();
    points
        .filter(|(x, y, _)| x.is_finite() && y.is_finite())
        .map(|(x, y, interval)| {
            (
                x,
                y,
                interval.filter(|ends| ends.iter().all(|e| e.is_finite())),
            )
        })
}

fn ends_that_count(ends: Vec<f64>, values: &[f64], log: bool) -> Vec<f64> {
    let positive = values.iter().copied().filter(|value| *value > 0.0);
    let smallest = positive.fold(f64::INFINITY, f64::min);
    let counts = |end: &f64| !log || *end > SHOWN_SHARE * smallest;
    ends.into_iter().filter(counts).collect()
}

fn scale(values: &[f64], log: bool) -> Scale {
    if log && values.iter().any(|value| *value > 0.0) {
        Scale::logarithmic_with_floor(values)
    } else {
        Scale::linear(values)
    }
}

fn entries(series: &[PanelSeries]) -> Vec<Entry> {
    let room = WIDTH - 2.0 * EDGE - 40.0;
    let named = series.iter().enumerate();
    let named = named.filter(|(_, one)| !one.name.is_empty() && shown(one).next().is_some());
    named
        .map(|(index, one)| Entry {
            symbol: if is_line(one) {
                Symbol::Line(index)
            } else {
                Symbol::Marker(index)
            },
            text: cut(&one.name, legend::TEXT_SIZE, room),
        })
        .collect()
}

/// A line of a single point could not be seen.
fn is_line(series: &PanelSeries) -> bool {
    series.line && shown(series).nth(1).is_some()
}

/// A label's width as on the vertical axis.
fn width_of_labels(scale: &Scale) -> f64 {
    let ticks = upward_ticks(scale);
    let widths = ticks.iter().map(|(_, label)| text_width(label, TICK_SIZE));
    widths.fold(0.0, f64::max)
}

fn upward_ticks(scale: &Scale) -> Vec<(f64, String)> {
    labelled(scale, PLOT_HEIGHT, 28.0)
}

/// Ticks with their labels; the low end of a logarithmic axis is for 0 and below.
fn labelled(scale: &Scale, length: f64, spacing: f64) -> Vec<(f64, String)> {
    let ticks = scale.ticks(length, spacing).into_iter();
    let log = matches!(scale, Scale::Log { .. });
    ticks
        .map(|tick| match tick.value {
            0.0 if log => (0.0, "≤ 0".to_string()),
            value => (value, tick.label),
        })
        .collect()
}

/// The plot's place in pixels and its scales.
struct Plot {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    across: Scale,
    upwards: Scale,
}

impl Plot {
    fn x(&self, value: f64) -> f64 {
        self.left + (self.right - self.left) * self.across.place(value)
    }

    fn y(&self, value: f64) -> f64 {
        self.bottom - (self.bottom - self.top) * self.upwards.place(value)
    }

    /// The axes, the lines, and on top of them the markers.
    fn draw(
        &self,
        canvas: &Canvas<'_>,
        panel: &Panel,
        [upwards, across]: &[Label; 2],
    ) -> Result<(), ReportError> {
        self.draw_vertical_axis(canvas, upwards)?;
        self.draw_horizontal_axis(canvas, across)?;
        let series = || panel.series.iter().enumerate();
        for (index, one) in series().filter(|(_, one)| is_line(one)) {
            self.draw_line(canvas, index, one)?;
        }
        for (index, one) in series().filter(|(_, one)| !is_line(one)) {
            for (x, y, interval) in shown(one) {
                self.draw_interval(canvas, index, x, interval)?;
                marker::draw(canvas, index, (self.x(x), self.y(y)), MARKER_RADIUS)?;
            }
        }
        Ok(())
    }

    fn draw_line(
        &self,
        canvas: &Canvas<'_>,
        index: usize,
        series: &PanelSeries,
    ) -> Result<(), ReportError> {
        for (x, _, interval) in shown(series) {
            self.draw_interval(canvas, index, x, interval)?;
        }
        let path: Vec<Point> = shown(series)
            .map(|(x, y, _)| (self.x(x), self.y(y)))
            .collect();
        canvas.line(&path, palette::series(index), LINE_WIDTH)
    }

    /// An error bar with caps, in one stroke.
    fn draw_interval(
        &self,
        canvas: &Canvas<'_>,
        index: usize,
        x: f64,
        interval: Option<[f64; 2]>,
    ) -> Result<(), ReportError> {
        let Some([low, high]) = interval else {
            return Ok(());
        };
        let (x, low, high) = (self.x(x), self.y(low), self.y(high));
        let (left, right) = (x - CAP, x + CAP);
        let path = [
            (left, low),
            (right, low),
            (x, low),
            (x, high),
            (left, high),
            (right, high),
        ];
        canvas.line(&path, palette::series(index), BAR_WIDTH)
    }

    fn draw_vertical_axis(&self, canvas: &Canvas<'_>, label: &Label) -> Result<(), ReportError> {
        for (value, label) in upward_ticks(&self.upwards) {
            let y = self.y(value);
            canvas.line(&[(self.left, y), (self.right, y)], palette::GRID, 1.0)?;
            let style = text(TICK_SIZE, palette::INK, HPos::Right);
            canvas.text(&label, (self.left - 7.0, y), style)?;
        }
        let first = self.top - label.more() - HEADING_ROW / 2.0 - 2.0;
        label.draw(canvas, (EDGE, first), HPos::Left)
    }

    fn draw_horizontal_axis(&self, canvas: &Canvas<'_>, label: &Label) -> Result<(), ReportError> {
        let ends = [(self.left, self.bottom), (self.right, self.bottom)];
        canvas.line(&ends, palette::MUTED, 1.0)?;
        for value in self.across.minor() {
            let x = self.x(value);
            let mark = [(x, self.bottom), (x, self.bottom + 3.0)];
            canvas.line(&mark, palette::MUTED, 0.75)?;
        }
        for (value, label) in labelled(&self.across, self.right - self.left, 62.0) {
            let x = self.x(value);
            let mark = [(x, self.bottom), (x, self.bottom + 6.0)];
            canvas.line(&mark, palette::MUTED, 1.0)?;
            // A long label at the very end would leave the picture.
            if x + text_width(&label, TICK_SIZE) / 2.0 < WIDTH {
                let style = text(TICK_SIZE, palette::INK, HPos::Center);
                canvas.text(&label, (x, self.bottom + 17.0), style)?;
            }
        }
        let middle = if label.width() > self.right - self.left {
            WIDTH / 2.0
        } else {
            (self.left + self.right) / 2.0
        };
        let first = self.bottom + TICK_ROW + LABEL_ROW / 2.0 - 3.0;
        label.draw(canvas, (middle, first), HPos::Center)
    }
}

/// An axis' label, in lines that fit into the picture.
struct Label {
    size: f64,
    lines: Vec<String>,
}

impl Label {
    fn of(text: &str) -> Label {
        let width = WIDTH - 2.0 * EDGE;
        let size = LABEL_SIZE * width / text_width(text, LABEL_SIZE);
        let size = size.clamp(SMALLEST_SIZE, LABEL_SIZE);
        let mut lines = legend::wrapped(text, width, size);
        if lines.len() > 2 {
            lines = vec![lines[0].clone(), lines[1..].join(" ")];
        }
        Label {
            size,
            lines: lines.iter().map(|line| cut(line, size, width)).collect(),
        }
    }

    /// Height of the lines after the first.
    fn more(&self) -> f64 {
        LABEL_LINE * self.lines.len().saturating_sub(1) as f64
    }

    fn width(&self) -> f64 {
        let widths = self.lines.iter().map(|line| text_width(line, self.size));
        widths.fold(0.0, f64::max)
    }

    /// Draws the lines downwards, the middle of the first at `at`.
    fn draw(&self, canvas: &Canvas<'_>, at: Point, anchor: HPos) -> Result<(), ReportError> {
        let style = text(self.size, palette::INK, anchor);
        for (index, line) in self.lines.iter().enumerate() {
            canvas.text(line, (at.0, at.1 + LABEL_LINE * index as f64), style)?;
        }
        Ok(())
    }
}

/// The upward label says where its axis is logarithmic.
fn with_scale(label: &str, scale: &Scale) -> String {
    match scale {
        Scale::Log { .. } => format!("{label} (log scale)"),
        Scale::Linear { .. } => label.to_string(),
    }
}

/// As much of a text as fits into a width.
fn cut(text: &str, size: f64, width: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_string();
    }
    let room = (width / text_width("x", size)) as usize;
    let kept: String = text.chars().take(room.saturating_sub(1)).collect();
    kept + "…"
}

fn text(size: f64, colour: RGBColor, anchor: HPos) -> Type {
    Type {
        size,
        colour,
        anchor,
        bold: false,
    }
}
