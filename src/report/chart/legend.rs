//! The legend: rows above the plot, so that it can never lie on the data.

use super::canvas::{Anchor, Canvas, Point, Type, cut, text_width};
use super::marker::{
    self, BAND_OPACITY, BAR_OPACITY, BORDER_WIDTH, GUIDE_WIDTH, LINE_WIDTH, PREDICTED, RING_RADIUS,
    guide,
};
use super::model::{Line, Plot};
use super::palette::{self, INK, MUTED};

pub(super) const ROW: f64 = 27.0;

const TEXT_SIZE: f64 = 17.0;
const SAMPLE_WIDTH: f64 = 30.0;
const SAMPLE_GAP: f64 = 7.0;
const ENTRY_GAP: f64 = 24.0;

/// What stands in front of an entry's text.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Sample {
    /// The line of the series with this number, and whether it has markers.
    Series(usize, Option<Line>, bool),
    Ring,
    /// A band as high as the plot, in the colour of a series.
    Band(usize),
    /// A bar along the axis.
    Bar,
    /// A line to compare with, in the broken pattern with this number.
    Guide(usize),
    /// The letter of a vertical line.
    Letter(char),
    Rug,
    /// The border between cells.
    Border,
}

pub(super) type Entry = (Sample, String);

pub(super) fn entries(plot: &Plot) -> Vec<Entry> {
    let mut entries = Vec::new();
    for one in &plot.series {
        let alike = || plot.series.iter().filter(|other| other.index == one.index);
        let line = alike().find_map(|other| other.line);
        let markers = alike().any(|other| other.markers);
        let sample = Sample::Series(one.index, line, markers);
        entries.push((sample, one.label.clone()));
    }
    // The optima of several curves mean the same.
    if let Some((series, optimum)) = plot.optima().next() {
        let kept = match plot.bars() {
            0 => Sample::Band(series.index),
            _ => Sample::Bar,
        };
        entries.push((Sample::Ring, optimum.label.clone()));
        let label = match &optimum.kept_label[..] {
            "" => "cannot be told from the best",
            label => label,
        };
        entries.push((kept, label.to_owned()));
    }
    for (index, guide) in plot.guides.iter().enumerate() {
        entries.push((Sample::Guide(index), guide.label.clone()));
    }
    for ((name, _), letter) in plot.marks.iter().zip('a'..) {
        entries.push((Sample::Letter(letter), name.clone()));
    }
    if let Some((name, _)) = &plot.rug {
        entries.push((Sample::Rug, name.clone()));
    }
    for (name, _) in plot.cells.iter().flat_map(|cells| &cells.borders) {
        entries.push((Sample::Border, name.clone()));
    }
    entries.retain(|(_, text)| !text.is_empty());
    entries
}

/// Fills rows of `width` with the entries, in order.
pub(super) fn rows(entries: &[Entry], width: f64) -> Vec<Vec<Entry>> {
    let mut rows: Vec<Vec<Entry>> = Vec::new();
    let mut used = 0.0;
    for (sample, text) in entries {
        let text = cut(text, TEXT_SIZE, width - SAMPLE_WIDTH - SAMPLE_GAP);
        let needed = entry_width(&text);
        match rows.last_mut() {
            Some(row) if used + needed <= width + ENTRY_GAP => row.push((*sample, text)),
            _ => {
                rows.push(vec![(*sample, text)]);
                used = 0.0;
            }
        }
        used += needed;
    }
    rows
}

/// Draws the rows downwards from the top left.
pub(super) fn draw(canvas: &mut Canvas, rows: &[Vec<Entry>], top_left: Point) {
    let mut middle = top_left.1 + ROW / 2.0;
    for row in rows {
        let mut left = top_left.0;
        for (sample, text) in row {
            draw_sample(canvas, *sample, (left, middle));
            let at = (left + SAMPLE_WIDTH + SAMPLE_GAP, middle);
            canvas.text(text, at, Type::plain(TEXT_SIZE, Anchor::Left));
            left += entry_width(text);
        }
        middle += ROW;
    }
}

fn draw_sample(canvas: &mut Canvas, sample: Sample, (left, middle): Point) {
    let centre = (left + SAMPLE_WIDTH / 2.0, middle);
    let across = [(left, middle), (left + SAMPLE_WIDTH, middle)];
    let block = |half: f64| [(left, middle - half), (left + SAMPLE_WIDTH, middle + half)];
    match sample {
        Sample::Series(index, line, markers) => {
            let colour = palette::series(index);
            match line {
                Some(Line::Dashed) => canvas.dashes(&across, colour, LINE_WIDTH, PREDICTED),
                Some(Line::Solid | Line::Thin) => canvas.line(&across, colour, LINE_WIDTH),
                None => {}
            }
            if markers {
                marker::draw(canvas, index, centre);
            }
        }
        Sample::Ring => canvas.ring(centre, RING_RADIUS, INK),
        Sample::Band(index) => canvas.rectangle(block(8.0), palette::series(index), BAND_OPACITY),
        Sample::Bar => canvas.rectangle(block(3.0), MUTED, BAR_OPACITY),
        Sample::Guide(index) => canvas.dashes(&across, MUTED, GUIDE_WIDTH, guide(index)),
        Sample::Letter(letter) => {
            let style = Type::plain(TEXT_SIZE, Anchor::Centre).bold();
            canvas.text(&letter.to_string(), centre, style);
        }
        Sample::Rug => {
            for k in 1..=5 {
                let x = left + 5.0 * f64::from(k);
                canvas.line(&[(x, middle - 5.0), (x, middle + 5.0)], MUTED, 1.0);
            }
        }
        Sample::Border => canvas.line(&across, INK, BORDER_WIDTH),
    }
}

fn entry_width(text: &str) -> f64 {
    SAMPLE_WIDTH + SAMPLE_GAP + text_width(text, TEXT_SIZE) + ENTRY_GAP
}
