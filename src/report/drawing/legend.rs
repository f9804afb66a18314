//! The legend: rows above the plot, so that it can never lie on the data.

use plotters::style::text_anchor::HPos;

use super::canvas::{Canvas, Point, Type, text_width};
use super::marker::{self, MARKER_RADIUS, RING_RADIUS};
use super::palette;
use crate::report::ReportError;

/// Height of a row.
pub(in crate::report) const ROW: f64 = 27.0;

/// Size of an entry's text.
pub(in crate::report) const TEXT_SIZE: f64 = 17.0;
const SYMBOL_WIDTH: f64 = 30.0;
const SYMBOL_GAP: f64 = 7.0;
const ENTRY_GAP: f64 = 24.0;

/// What stands in front of an entry's text.
#[derive(Clone, Copy, PartialEq)]
pub(in crate::report) enum Symbol {
    /// Line and marker of the curve with this number.
    Curve(usize),
    /// Line of the curve with this number.
    Line(usize),
    /// Broken line of the curve with this number: a prediction.
    Dashes(usize),
    /// Marker of the curve with this number.
    Marker(usize),
    /// A line to compare with, in the broken pattern with this number.
    Guide(usize),
    /// A letter that stands at a vertical line.
    Letter(char),
    /// The border between cells of a heat map.
    Border,
    /// Short strokes along the axis.
    Rug,
    /// The ring around an optimum.
    Ring,
    /// The band over the kept set of a single curve.
    Band,
    /// The bar over the kept set of one curve of several.
    Bar,
}

#[derive(Clone, PartialEq)]
pub(in crate::report) struct Entry {
    pub symbol: Symbol,
    pub text: String,
}

/// Fills rows of `width` with the entries, in order.
pub(in crate::report) fn rows(entries: Vec<Entry>, width: f64) -> Vec<Vec<Entry>> {
    let mut rows: Vec<Vec<Entry>> = Vec::new();
    let mut used = 0.0;
    for entry in entries {
        let needed = entry_width(&entry);
        match rows.last_mut() {
            Some(row) if used + needed <= width => row.push(entry),
            _ => {
                rows.push(vec![entry]);
                used = 0.0;
            }
        }
        used += needed;
    }
    rows
}

/// Draws the rows downwards from `top_left`.
pub(in crate::report) fn draw(
    canvas: &Canvas<'_>,
    rows: &[Vec<Entry>],
    top_left: Point,
) -> Result<(), ReportError> {
    let style = Type {
        size: TEXT_SIZE,
        colour: palette::INK,
        anchor: HPos::Left,
        bold: false,
    };
    let mut middle = top_left.1 + ROW / 2.0;
    for row in rows {
        let mut left = top_left.0;
        for entry in row {
            symbol(canvas, entry.symbol, (left, middle))?;
            canvas.text(
                &entry.text,
                (left + SYMBOL_WIDTH + SYMBOL_GAP, middle),
                style,
            )?;
            left += entry_width(entry);
        }
        middle += ROW;
    }
    Ok(())
}

fn symbol(canvas: &Canvas<'_>, symbol: Symbol, at: Point) -> Result<(), ReportError> {
    let (left, middle) = at;
    let centre = (left + SYMBOL_WIDTH / 2.0, middle);
    match symbol {
        Symbol::Curve(index) => {
            let ends = [(left, middle), (left + SYMBOL_WIDTH, middle)];
            canvas.line(&ends, palette::series(index), marker::LINE_WIDTH)?;
            marker::draw(canvas, index, centre, MARKER_RADIUS)
        }
        Symbol::Line(index) => {
            let ends = [(left, middle), (left + SYMBOL_WIDTH, middle)];
            canvas.line(&ends, palette::series(index), marker::LINE_WIDTH)
        }
        Symbol::Dashes(index) => {
            let ends = [(left, middle), (left + SYMBOL_WIDTH, middle)];
            let (width, pattern) = (marker::LINE_WIDTH, marker::PREDICTED);
            canvas.dashes(&ends, palette::series(index), width, pattern)
        }
        Symbol::Marker(index) => marker::draw(canvas, index, centre, MARKER_RADIUS),
        Symbol::Guide(index) => {
            let ends = [(left, middle), (left + SYMBOL_WIDTH, middle)];
            let pattern = marker::guide(index);
            canvas.dashes(&ends, palette::MUTED, marker::GUIDE_WIDTH, pattern)
        }
        Symbol::Letter(letter) => {
            let style = Type {
                size: TEXT_SIZE,
                colour: palette::INK,
                anchor: HPos::Center,
                bold: true,
            };
            canvas.text(&letter.to_string(), centre, style)
        }
        Symbol::Border => {
            let ends = [(left, middle), (left + SYMBOL_WIDTH, middle)];
            canvas.line(&ends, palette::INK, marker::BORDER_WIDTH)
        }
        Symbol::Rug => (0..5).try_for_each(|k| {
            let x = left + 5.0 * f64::from(k) + 5.0;
            canvas.line(&[(x, middle - 5.0), (x, middle + 5.0)], palette::MUTED, 1.0)
        }),
        Symbol::Ring => canvas.ring(centre, RING_RADIUS, palette::INK),
        Symbol::Band => {
            let corners = [(left, middle - 8.0), (left + SYMBOL_WIDTH, middle + 8.0)];
            canvas.rectangle(corners, palette::series(0), marker::BAND_OPACITY)
        }
        Symbol::Bar => {
            let corners = [(left, middle - 3.0), (left + SYMBOL_WIDTH, middle + 3.0)];
            canvas.rectangle(corners, palette::MUTED, marker::BAR_OPACITY)
        }
    }
}

/// A text in lines of at most this width.
pub(in crate::report) fn wrapped(text: &str, width: f64, size: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if text_width(&format!("{line} {word}"), size) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines
}

fn entry_width(entry: &Entry) -> f64 {
    SYMBOL_WIDTH + SYMBOL_GAP + text_width(&entry.text, TEXT_SIZE) + ENTRY_GAP
}
