//! Where everything of a chart stands: title, shared legend, then rows of plots.

use super::canvas::{Anchor, Canvas, Type};
use super::frame::Frame;
use super::label::{Label, TEXT_SIZE, remark, text_width, wrapped};
use super::legend::{self, Entry};
use super::model::{Chart, Plot};
use super::{axes, palette, plot};

const EDGE: f64 = 10.0;
const TITLE_SIZE: f64 = 19.0;
const TITLE_ROW: f64 = 36.0;
/// Distance of the lines of a title that has several.
const TITLE_LINE: f64 = 25.0;
const PLOT_TITLE_SIZE: f64 = 17.0;
const PLOT_TITLE_ROW: f64 = 28.0;
/// Height of the label of the axis upwards, above the plot, and across, below it.
const HEADING_ROW: f64 = 38.0;
const LABEL_ROW: f64 = 34.0;
/// Height of the letters of marks.
const LETTERS: f64 = 20.0;

impl Chart {
    /// The figure as an SVG document.
    pub fn svg(&self) -> String {
        self.document(&format!("<style>\n{}</style>\n", palette::style_sheet("")))
    }

    /// The figure for a page that has a style sheet for figures already: one inside the SVG would hold for
    /// the whole page.
    pub(in crate::report) fn inline_svg(&self) -> String {
        self.document("")
    }

    fn document(&self, style: &str) -> String {
        let (canvas, height) = self.drawn();
        canvas.document([self.width, height], &self.name, style)
    }

    /// The drawing and its height.
    fn drawn(&self) -> (Canvas, f64) {
        let columns = self.columns.max(1);
        let width = (self.width - 2.0 * EDGE) / columns as f64;
        let mut parts: Vec<Part<'_>> = self
            .plots
            .iter()
            .map(|plot| Part::of(plot, width))
            .collect();
        let shared = shared_legend(&mut parts, self.width - 2.0 * EDGE);
        let title = wrapped(&self.title, self.width - 2.0 * EDGE, TITLE_SIZE);
        let mut top = EDGE;
        if !title.is_empty() {
            top += TITLE_ROW + TITLE_LINE * (title.len() as f64 - 1.0);
        }
        let rows: Vec<&[Part<'_>]> = parts.chunks(columns).collect();
        let heights = rows.iter().map(|row| height(row));
        let plots = top + legend::ROW * shared.len() as f64;
        let end = plots + heights.sum::<f64>() + EDGE / 2.0;

        let mut canvas = Canvas::default();
        let corners = [(0.0, 0.0), (self.width, end)];
        canvas.rectangle(corners, palette::BACKGROUND, 1.0);
        for (index, line) in title.iter().enumerate() {
            let middle = EDGE + TITLE_ROW / 2.0 - 4.0 + TITLE_LINE * index as f64;
            canvas.text(line, (EDGE, middle), heading(TITLE_SIZE));
        }
        legend::draw(&mut canvas, &shared, (EDGE, top));
        // Plots below each other have their axes below each other.
        let margin = |column: usize| {
            let below = parts.iter().skip(column).step_by(columns);
            below.map(Part::margin).fold(0.0, f64::max)
        };
        let margins: Vec<f64> = (0..columns).map(margin).collect();
        let mut above = plots;
        for row in rows {
            for (column, part) in row.iter().enumerate() {
                let left = EDGE + column as f64 * width;
                let frame = Frame::new(
                    part.plot,
                    [left, left + width],
                    margins[column],
                    above + height_above(row),
                );
                part.draw(&mut canvas, &frame, above);
            }
            above += height(row);
        }
        (canvas, end)
    }
}

fn heading(size: f64) -> Type {
    Type::plain(size, Anchor::Left).bold()
}

/// A plot with the texts around it.
struct Part<'a> {
    plot: &'a Plot,
    legend: Vec<Vec<Entry>>,
    across: Label,
    upwards: Label,
}

impl<'a> Part<'a> {
    fn of(plot: &'a Plot, width: f64) -> Part<'a> {
        let label = |text| Label::of(text, width);
        Part {
            plot,
            legend: legend::rows(legend::entries(plot), width),
            across: label(&plot.across.label),
            upwards: label(&plot.upwards.label),
        }
    }

    /// Width of the labels left of the plot.
    fn margin(&self) -> f64 {
        let counts = self.plot.counts.iter();
        let counts = counts.map(|(name, _)| text_width(name, TEXT_SIZE));
        let ticks = self.plot.upwards.width_of_labels(self.plot.height);
        axes::GAP + counts.fold(ticks, f64::max)
    }

    /// Height of the title and the legend.
    fn head(&self) -> f64 {
        let title = if self.plot.title.is_empty() {
            0.0
        } else {
            PLOT_TITLE_ROW
        };
        title + self.legend.len() as f64 * legend::ROW
    }

    /// Height of the label upwards and of letters.
    fn heading(&self) -> f64 {
        let letters = if self.plot.marks.is_empty() {
            0.0
        } else {
            LETTERS
        };
        HEADING_ROW + self.upwards.more() + letters
    }

    /// Height of what stands below the plot.
    fn below(&self) -> f64 {
        plot::TICK_ROW + plot::height_of_counts(self.plot) + LABEL_ROW + self.across.more()
    }

    fn draw(&self, canvas: &mut Canvas, frame: &Frame<'_>, above: f64) {
        let mut top = above;
        if !self.plot.title.is_empty() {
            let at = (frame.begin, top + PLOT_TITLE_ROW / 2.0);
            canvas.text(&self.plot.title, at, heading(PLOT_TITLE_SIZE));
            top += PLOT_TITLE_ROW;
        }
        legend::draw(canvas, &self.legend, (frame.begin, top));
        let row =
            frame.bottom + plot::TICK_ROW + plot::height_of_counts(self.plot) + LABEL_ROW / 2.0
                - 2.0;
        plot::draw(canvas, frame, row);
        let row_above = frame.top - self.heading() + HEADING_ROW / 2.0 - 3.0;
        self.upwards
            .draw(canvas, (frame.begin, row_above), Anchor::Left);
        remark(
            canvas,
            &self.plot.note,
            (frame.right, row_above),
            Anchor::Right,
        );
        // A label that is wider than the plot may use the room beside it.
        let middle = if self.across.width() > frame.right - frame.left {
            (frame.begin + frame.end) / 2.0
        } else {
            (frame.left + frame.right) / 2.0
        };
        self.across.draw(canvas, (middle, row), Anchor::Centre);
    }
}

/// The most of the plots side by side: their axes begin and end at one height.
fn most(row: &[Part<'_>], height: impl Fn(&Part<'_>) -> f64) -> f64 {
    row.iter().map(height).fold(0.0, f64::max)
}

/// Height above the axes of a row.
fn height_above(row: &[Part<'_>]) -> f64 {
    most(row, |part| part.head()) + most(row, |part| part.heading())
}

fn height(row: &[Part<'_>]) -> f64 {
    height_above(row) + most(row, |part| part.plot.height) + most(row, |part| part.below())
}

/// The legend that all plots have alike, which they then no longer have themselves.
fn shared_legend(parts: &mut [Part<'_>], width: f64) -> Vec<Vec<Entry>> {
    let alike = parts
        .windows(2)
        .all(|pair| legend::entries(pair[0].plot) == legend::entries(pair[1].plot));
    let Some(first) = parts.first().filter(|_| alike) else {
        return Vec::new();
    };
    let entries = legend::entries(first.plot);
    for part in parts {
        part.legend.clear();
    }
    legend::rows(entries, width)
}
