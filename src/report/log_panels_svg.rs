//! Small panels of lines on two logarithmic axes, such as work against precision.

use plotters::style::RGBColor;
use plotters::style::text_anchor::HPos;

use super::ReportError;
use super::drawing::axis::Scale;
use super::drawing::canvas::{self, Canvas, Point, Type, text_width};
use super::drawing::legend::{self, Entry, Symbol};
use super::drawing::{marker, palette};

/// One panel: the lines of the same problem.
#[derive(Clone, Debug)]
pub struct LogPanel {
    /// What stands above it.
    pub title: String,
    /// The points (x, y) of every line, in the order of the labels. Points that are
    /// not finite and above 0 are left out.
    pub lines: Vec<Vec<(f64, f64)>>,
}

/// Panels in a row.
const COLUMNS: usize = 3;
const PLOT_WIDTH: f64 = 262.0;
const PLOT_HEIGHT: f64 = 210.0;
/// Room of a panel's tick labels.
const LEFT: f64 = 62.0;
const GAP: f64 = 22.0;
const EDGE: f64 = 12.0;
const TITLE_ROW: f64 = 34.0;
const PANEL_TITLE_ROW: f64 = 34.0;
const TICK_ROW: f64 = 26.0;
const LABEL_ROW: f64 = 32.0;
const ROW: f64 = PANEL_TITLE_ROW + PLOT_HEIGHT + TICK_ROW + LABEL_ROW;
const TICK_SIZE: f64 = 15.0;
const LABEL_SIZE: f64 = 16.0;
const MARKER_RADIUS: f64 = 4.0;
const LINE_WIDTH: f64 = 2.0;

/// The panels as SVG, three in a row, with common axes, under one legend of the lines'
/// labels. `axes` names what is across and what is upwards. The figure adapts to dark pages.
///
/// # Errors
/// [`ReportError::NoPoint`] without a single point that can be shown,
/// [`ReportError::Drawing`] should the plotting library fail.
///
/// ```
/// use sweetspot::report::{LogPanel, log_panels_figure};
/// let line = vec![(100.0, 1e-3), (1000.0, 1e-4)];
/// let panel = LogPanel { title: "a problem".to_string(), lines: vec![line] };
/// let figure = log_panels_figure(&[panel], &["a method"], ("steps", "error"), "Work and precision")?;
/// assert!(figure.contains("a problem"));
/// # Ok::<(), sweetspot::report::ReportError>(())
/// ```
pub fn log_panels_figure(
    panels: &[LogPanel],
    labels: &[&str],
    axes: (&str, &str),
    title: &str,
) -> Result<String, ReportError> {
    let entries = labels.iter().enumerate().map(|(index, label)| Entry {
        symbol: Symbol::Curve(index),
        text: (*label).to_string(),
    });
    let width = EDGE + COLUMNS as f64 * (LEFT + PLOT_WIDTH + GAP);
    let legend = legend::rows(entries.collect(), width - 2.0 * EDGE);
    let title_bottom = EDGE + TITLE_ROW;
    let top = title_bottom + legend.len() as f64 * legend::ROW + 4.0;
    let height = top + panels.len().div_ceil(COLUMNS) as f64 * ROW + EDGE / 2.0;

    let mut drawing = String::new();
    let canvas = Canvas::new(&mut drawing, width, height);
    canvas.rectangle([(0.0, 0.0), (width, height)], palette::BACKGROUND, 1.0)?;
    let heading = Type {
        size: 22.0,
        bold: true,
        ..text(0.0, palette::INK, HPos::Left)
    };
    canvas.text(title, (EDGE, EDGE + TITLE_ROW / 2.0 - 3.0), heading)?;
    legend::draw(&canvas, &legend, (EDGE, title_bottom))?;
    let scales = Scales::of(panels)?;
    for (index, panel) in panels.iter().enumerate() {
        let (row, column) = (index / COLUMNS, index % COLUMNS);
        let left = EDGE + LEFT + column as f64 * (LEFT + PLOT_WIDTH + GAP);
        let frame = Frame {
            left,
            top: top + row as f64 * ROW + PANEL_TITLE_ROW,
            scales,
        };
        frame.draw(&canvas, panel, axes)?;
    }
    canvas.finish()?;
    Ok(canvas::dressed(&drawing, width, height, title))
}

fn text(size: f64, colour: RGBColor, anchor: HPos) -> Type {
    Type {
        size,
        colour,
        anchor,
        bold: false,
    }
}

/// The axes, the same for all panels: their lines can be compared across them.
#[derive(Clone, Copy)]
struct Scales {
    across: Scale,
    upwards: Scale,
}

impl Scales {
    fn of(panels: &[LogPanel]) -> Result<Scales, ReportError> {
        let lines = panels.iter().flat_map(|panel| &panel.lines);
        let (across, upwards): (Vec<f64>, Vec<f64>) = lines.flat_map(|line| shown(line)).unzip();
        if across.is_empty() {
            return Err(ReportError::NoPoint);
        }
        Ok(Scales {
            across: Scale::logarithmic(&across),
            upwards: Scale::logarithmic(&upwards),
        })
    }
}

/// A panel's place.
struct Frame {
    left: f64,
    top: f64,
    scales: Scales,
}

impl Frame {
    fn x(&self, value: f64) -> f64 {
        self.left + PLOT_WIDTH * self.scales.across.place(value)
    }

    fn y(&self, value: f64) -> f64 {
        self.top + PLOT_HEIGHT * (1.0 - self.scales.upwards.place(value))
    }

    fn draw(
        &self,
        canvas: &Canvas<'_>,
        panel: &LogPanel,
        (across, upwards): (&str, &str),
    ) -> Result<(), ReportError> {
        let left = self.left - LEFT + 6.0;
        let title = Type {
            bold: true,
            ..text(LABEL_SIZE, palette::INK, HPos::Left)
        };
        canvas.text(&panel.title, (self.left, self.top - 16.0), title)?;
        let muted = text(TICK_SIZE - 1.0, palette::MUTED, HPos::Left);
        let below = self.top + PLOT_HEIGHT + TICK_ROW + LABEL_ROW / 2.0 - 6.0;
        canvas.text(&format!("↑ {upwards}"), (left, below), muted)?;
        let end = Type {
            anchor: HPos::Right,
            ..muted
        };
        canvas.text(&format!("{across} →"), (self.left + PLOT_WIDTH, below), end)?;
        self.draw_axes(canvas)?;
        for (index, line) in panel.lines.iter().enumerate() {
            let path: Vec<Point> = shown(line).map(|(x, y)| (self.x(x), self.y(y))).collect();
            if path.len() > 1 {
                canvas.line(&path, palette::series(index), LINE_WIDTH)?;
            }
            for place in path {
                marker::draw(canvas, index, place, MARKER_RADIUS)?;
            }
        }
        Ok(())
    }

    fn draw_axes(&self, canvas: &Canvas<'_>) -> Result<(), ReportError> {
        let (right, bottom) = (self.left + PLOT_WIDTH, self.top + PLOT_HEIGHT);
        for tick in self.scales.upwards.ticks(PLOT_HEIGHT, 30.0) {
            let y = self.y(tick.value);
            canvas.line(&[(self.left, y), (right, y)], palette::GRID, 1.0)?;
            let style = text(TICK_SIZE, palette::INK, HPos::Right);
            canvas.text(&tick.label, (self.left - 7.0, y), style)?;
        }
        for tick in self.scales.across.ticks(PLOT_WIDTH, 52.0) {
            let x = self.x(tick.value);
            canvas.line(&[(x, self.top), (x, bottom)], palette::GRID, 1.0)?;
            let style = text(TICK_SIZE, palette::INK, HPos::Center);
            // A long label at the very end would run into the next panel.
            if x + text_width(&tick.label, TICK_SIZE) / 2.0 < right + GAP / 2.0 {
                canvas.text(&tick.label, (x, bottom + 15.0), style)?;
            }
        }
        canvas.line(&[(self.left, bottom), (right, bottom)], palette::MUTED, 1.0)
    }
}

/// The points of a line that logarithmic axes can show.
fn shown(line: &[(f64, f64)]) -> impl Iterator<Item = (f64, f64)> + '_ {
    let fits = |value: f64| value.is_finite() && value > 0.0;
    line.iter()
        .copied()
        .filter(move |(x, y)| fits(*x) && fits(*y))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(lines: Vec<Vec<(f64, f64)>>) -> LogPanel {
        LogPanel {
            title: "digits".to_string(),
            lines,
        }
    }

    #[test]
    fn every_decade_is_equally_long() {
        let one = panel(vec![vec![(1.0, 1e-6)]]);
        let other = panel(vec![vec![(1e4, 1.0)]]);
        let frame = Frame {
            left: 0.0,
            top: 0.0,
            scales: Scales::of(&[one, other]).unwrap(),
        };
        let steps: Vec<f64> = (0..4)
            .map(|k| frame.x(libm::exp10(f64::from(k + 1))) - frame.x(libm::exp10(f64::from(k))))
            .collect();
        assert!(steps.iter().all(|step| (step - steps[0]).abs() < 1e-9));
        assert!(steps[0] > 0.0);
        assert!(frame.y(1.0) < frame.y(1e-6)); // up is more
        assert!(frame.x(1.0) > 0.0 && frame.x(1e4) < PLOT_WIDTH);
    }

    #[test]
    fn nothing_to_draw_is_refused() {
        let empty = panel(vec![vec![(0.0, 1.0), (1.0, f64::NAN)]]);
        let refused = log_panels_figure(&[empty], &["exact"], ("time", "error"), "title");
        assert!(matches!(refused, Err(ReportError::NoPoint)));
    }

    #[test]
    fn a_marker_stands_for_every_point_that_can_be_shown() {
        // Lines beyond the first have other markers: only the first has circles.
        let line = vec![(1.0, 1.0), (10.0, 0.0), (100.0, 0.1)];
        let figure = log_panels_figure(&[panel(vec![line])], &["exact"], ("t", "e"), "x").unwrap();
        let in_legend = 1;
        assert_eq!(figure.matches("<circle").count(), 2 + in_legend);
    }
}
