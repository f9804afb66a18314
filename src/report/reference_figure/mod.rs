//! The figure of a reference curve, from its definition and its numbers.

mod colour_map;
mod entries;
mod frame;
mod heat_map;
mod lines;

use plotters::style::text_anchor::HPos;

use self::frame::{Frame, GAP_BELOW};
use self::lines::Trace;
use super::ReportError;
use super::drawing::canvas::{self, Canvas, Type};
use super::drawing::legend::{self, Entry};
use super::drawing::palette;
use crate::curves::{Definition, Numbers, Panel, Style};

/// Width the figure is shown at, in pixels; its height depends on the panels.
const WIDTH: f64 = 600.0;
/// Height of a plot, times the panel's own.
const PLOT_HEIGHT: f64 = 240.0;
const EDGE: f64 = 10.0;
const TITLE_ROW: f64 = 36.0;
/// Distance of the lines of a title that has several.
const TITLE_LINE: f64 = 25.0;

/// The figure as SVG, 600 pixels wide. Bands are 95% intervals over replicates. Texts are large
/// enough for a phone, colours are told apart with every common colour blindness and on dark pages.
///
/// # Errors
/// [`ReportError::EmptyPanel`] for a panel without a point that its axes can show,
/// [`ReportError::Drawing`] should the plotting library fail.
pub fn reference_figure(definition: &Definition, numbers: &Numbers) -> Result<String, ReportError> {
    let figure = &definition.figure;
    let columns = figure.columns.max(1);
    let width = (WIDTH - 2.0 * EDGE) / columns as f64;
    let mut parts = Vec::new();
    for (index, panel) in figure.panels.iter().enumerate() {
        let part = Part::of(panel, numbers, width).ok_or_else(|| ReportError::EmptyPanel {
            curve: definition.name.clone(),
            panel: index + 1,
        })?;
        parts.push(part);
    }
    let shared = shared_legend(&mut parts);
    let title = legend::wrapped(&definition.title, WIDTH - 2.0 * EDGE, TITLE_SIZE);
    let title_bottom = EDGE + TITLE_ROW + TITLE_LINE * (title.len() as f64 - 1.0);
    let top = title_bottom + legend::ROW * shared.len() as f64;
    let rows: Vec<&[Part<'_>]> = parts.chunks(columns).collect();
    let heights = rows.iter().map(|row| row_height(row));
    let height = top + heights.sum::<f64>();

    let mut drawing = String::new();
    let canvas = Canvas::new(&mut drawing, WIDTH, height);
    canvas.rectangle([(0.0, 0.0), (WIDTH, height)], palette::BACKGROUND, 1.0)?;
    for (index, line) in title.iter().enumerate() {
        let middle = EDGE + TITLE_ROW / 2.0 - 4.0 + TITLE_LINE * index as f64;
        canvas.text(line, (EDGE, middle), heading(TITLE_SIZE))?;
    }
    legend::draw(&canvas, &shared, (EDGE, title_bottom))?;
    let mut above = top;
    for row in rows {
        for (column, part) in row.iter().enumerate() {
            let left = EDGE + column as f64 * width;
            part.draw(&canvas, numbers, (left, above, width), row)?;
        }
        above += row_height(row);
    }
    canvas.finish()?;
    Ok(canvas::dressed(&drawing, WIDTH, height, &definition.title))
}

const TITLE_SIZE: f64 = 19.0;
const PANEL_TITLE_SIZE: f64 = 17.0;
const PANEL_TITLE_ROW: f64 = 28.0;

fn heading(size: f64) -> Type {
    Type {
        size,
        colour: palette::INK,
        anchor: HPos::Left,
        bold: true,
    }
}

/// A panel with what it shows.
struct Part<'a> {
    panel: &'a Panel,
    traces: Vec<Trace<'a>>,
    legend: Vec<Vec<Entry>>,
}

impl<'a> Part<'a> {
    /// `None` for a panel without points.
    fn of(panel: &'a Panel, numbers: &'a Numbers, width: f64) -> Option<Part<'a>> {
        let traces = lines::traces(panel, numbers);
        let drawn = traces.iter().any(|trace| !trace.points().is_empty());
        drawn.then(|| Part {
            legend: legend::rows(entries::of(panel, numbers, &traces), width - 4.0),
            panel,
            traces,
        })
    }

    /// Title and legend.
    fn head(&self) -> f64 {
        let title = if self.panel.title.is_empty() {
            0.0
        } else {
            PANEL_TITLE_ROW
        };
        title + self.legend.len() as f64 * legend::ROW
    }

    fn draw(
        &self,
        canvas: &Canvas<'_>,
        numbers: &Numbers,
        (left, above, width): (f64, f64, f64),
        row: &[Part<'_>],
    ) -> Result<(), ReportError> {
        let mut top = above;
        if !self.panel.title.is_empty() {
            let middle = top + PANEL_TITLE_ROW / 2.0;
            canvas.text(&self.panel.title, (left, middle), heading(PANEL_TITLE_SIZE))?;
            top += PANEL_TITLE_ROW;
        }
        legend::draw(canvas, &self.legend, (left, top))?;
        // Panels side by side begin at one height.
        let head = row.iter().map(Part::head).fold(0.0, f64::max);
        let plot = PLOT_HEIGHT * self.panel.height;
        let frame = Frame::new(self.panel, &self.traces, (left, above + head, width, plot));
        if self.panel.style == Style::HeatMap {
            return heat_map::draw(canvas, &frame, self.panel, numbers);
        }
        frame.draw(canvas, self.panel)?;
        lines::draw(canvas, &frame, self.panel, numbers, &self.traces)
    }
}

fn row_height(row: &[Part<'_>]) -> f64 {
    let head = row.iter().map(Part::head).fold(0.0, f64::max);
    let plots = row.iter().map(|part| PLOT_HEIGHT * part.panel.height);
    let heading = row.iter().map(|part| frame::heading_row(part.panel));
    head + heading.fold(0.0, f64::max) + plots.fold(0.0, f64::max) + GAP_BELOW
}

/// A legend that all panels have alike is drawn once, above all of them.
fn shared_legend(parts: &mut [Part<'_>]) -> Vec<Vec<Entry>> {
    let flat = |part: &Part<'_>| -> Vec<Entry> { part.legend.iter().flatten().cloned().collect() };
    let Some(first) = parts.first().map(flat) else {
        return Vec::new();
    };
    if parts.iter().any(|part| flat(part) != first) {
        return Vec::new();
    }
    for part in parts {
        part.legend.clear();
    }
    legend::rows(first, WIDTH - 2.0 * EDGE)
}
