//! Where everything of a chart stands: title, shared legend, then rows of plots.

use super::axes::{self, Frame};
use super::canvas::{Anchor, Canvas, Label, TEXT_SIZE, Type, remark, text_width, wrapped};
use super::legend::{self, Entry};
use super::model::{Chart, Plot};
use super::{palette, plot};
use crate::report::characters::without_forbidden;

const EDGE: f64 = 10.0;
const TITLE_SIZE: f64 = 19.0;
const TITLE_ROW: f64 = 36.0;
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
        let document = self.document(&format!("<style>\n{}</style>\n", palette::style_sheet("")));
        without_forbidden(document)
    }

    /// The figure for a page that has a style sheet for figures already: one inside the SVG would
    /// hold for the whole page.
    pub(in crate::report) fn inline_svg(&self) -> String {
        self.document("")
    }

    fn document(&self, style: &str) -> String {
        let columns = self.columns.max(1);
        let room = self.width - 2.0 * EDGE;
        let width = room / columns as f64;
        let entries: Vec<Vec<Entry>> = self.plots.iter().map(legend::entries).collect();
        // A legend that all plots have alike stands above them, and they have none themselves.
        let alike = entries.windows(2).all(|pair| pair[0] == pair[1]);
        let shared = entries.first().filter(|_| alike);
        let shared = shared.map_or(Vec::new(), |entries| legend::rows(entries, room));
        let own = |entries| match alike {
            true => Vec::new(),
            false => legend::rows(entries, width),
        };
        let parts = self.plots.iter().zip(&entries);
        let parts = parts.map(|(plot, entries)| Part {
            plot,
            legend: own(entries),
            across: Label::of(&plot.across.label, width),
            upwards: Label::of(&plot.upwards.label, width),
        });
        let parts: Vec<Part<'_>> = parts.collect();
        let title = wrapped(&self.title, room, TITLE_SIZE);
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
            let top = above + height_above(row);
            for (column, (part, margin)) in row.iter().zip(&margins).enumerate() {
                let left = EDGE + column as f64 * width;
                let frame = Frame::new(part.plot, [left, left + width], *margin, top);
                part.draw(&mut canvas, &frame, above);
            }
            above += height(row);
        }
        canvas.document([self.width, end], &self.name, style)
    }
}

fn heading(size: f64) -> Type {
    Type::plain(size, Anchor::Left).bold()
}

struct Part<'a> {
    plot: &'a Plot,
    legend: Vec<Vec<Entry>>,
    across: Label,
    upwards: Label,
}

impl Part<'_> {
    fn margin(&self) -> f64 {
        let ticks = self.plot.upwards.labelled_upwards(self.plot.height);
        let widths = ticks.iter().map(|(_, label)| text_width(label, TEXT_SIZE));
        let counts = self.plot.with_unreached().take(1);
        let counts = counts.map(|_| text_width(plot::UNREACHED, TEXT_SIZE));
        axes::GAP + widths.chain(counts).fold(0.0, f64::max)
    }

    fn head(&self) -> f64 {
        let legend = self.legend.len() as f64 * legend::ROW;
        match &self.plot.title[..] {
            "" => legend,
            _ => PLOT_TITLE_ROW + legend,
        }
    }

    /// Height of the label upwards and of letters.
    fn heading(&self) -> f64 {
        let letters = match self.plot.marks[..] {
            [] => 0.0,
            _ => LETTERS,
        };
        HEADING_ROW + self.upwards.more() + letters
    }

    /// Height of the ticks' labels and the counts below the plot.
    fn ticks(&self) -> f64 {
        plot::TICK_ROW + plot::COUNT_ROW * self.plot.with_unreached().count() as f64
    }

    fn draw(&self, canvas: &mut Canvas, frame: &Frame<'_>, above: f64) {
        let mut top = above;
        if !self.plot.title.is_empty() {
            let at = (frame.begin, top + PLOT_TITLE_ROW / 2.0);
            canvas.text(&self.plot.title, at, heading(PLOT_TITLE_SIZE));
            top += PLOT_TITLE_ROW;
        }
        legend::draw(canvas, &self.legend, (frame.begin, top));
        let row = frame.bottom + self.ticks() + LABEL_ROW / 2.0 - 2.0;
        plot::draw(canvas, frame, row);
        let row_above = frame.top - self.heading() + HEADING_ROW / 2.0 - 3.0;
        let upwards = (frame.begin, row_above);
        self.upwards.draw(canvas, upwards, Anchor::Left);
        let note = (frame.right, row_above);
        remark(canvas, &self.plot.note, note, Anchor::Right);
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
fn most<'a>(row: &[Part<'a>], height: impl Fn(&Part<'a>) -> f64) -> f64 {
    row.iter().map(height).fold(0.0, f64::max)
}

fn height_above(row: &[Part<'_>]) -> f64 {
    most(row, Part::head) + most(row, Part::heading)
}

fn height(row: &[Part<'_>]) -> f64 {
    let below = |part: &Part<'_>| part.ticks() + LABEL_ROW + part.across.more();
    height_above(row) + most(row, |part| part.plot.height) + most(row, below)
}
