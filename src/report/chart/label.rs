//! Texts that have to fit into a width. The figure does not know the reader's font.

use super::canvas::{Anchor, Canvas, Point, Type};
use super::palette;

/// Size of ticks and labels: 9 pixels on a phone, which shows a figure at about half its width.
pub(super) const TEXT_SIZE: f64 = 16.5;
const LINE: f64 = 18.0;
const MOST_LINES: usize = 3;

pub(super) struct Label(Vec<String>);

impl Label {
    pub fn of(text: &str, width: f64) -> Label {
        let mut lines = wrapped(text, width, TEXT_SIZE);
        if lines.len() > MOST_LINES {
            let rest = lines.split_off(MOST_LINES - 1);
            lines.push(rest.join(" "));
        }
        let cut = lines.iter().map(|line| cut(line, TEXT_SIZE, width));
        Label(cut.collect())
    }

    /// Height of the lines after the first.
    pub fn more(&self) -> f64 {
        LINE * self.0.len().saturating_sub(1) as f64
    }

    pub fn width(&self) -> f64 {
        let widths = self.0.iter().map(|line| text_width(line, TEXT_SIZE));
        widths.fold(0.0, f64::max)
    }

    /// Draws the lines downwards, the middle of the first at its place.
    pub fn draw(&self, canvas: &mut Canvas, (x, y): Point, anchor: Anchor) {
        for (index, line) in self.0.iter().enumerate() {
            let at = (x, y + LINE * index as f64);
            canvas.text(line, at, Type::plain(TEXT_SIZE, anchor));
        }
    }
}

/// A remark in a line of its own, less strong than a label.
pub(super) fn remark(canvas: &mut Canvas, text: &str, at: Point, anchor: Anchor) {
    if !text.is_empty() {
        let style = Type::plain(TEXT_SIZE, anchor).coloured(palette::MUTED);
        canvas.text(text, at, style);
    }
}

pub(super) fn text_width(text: &str, size: f64) -> f64 {
    0.53 * size * text.chars().count() as f64
}

pub(super) fn wrapped(text: &str, width: f64, size: f64) -> Vec<String> {
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

/// As much of a text as fits into a width.
pub(super) fn cut(text: &str, size: f64, width: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_string();
    }
    let room = (width / text_width("x", size)) as usize;
    let kept: String = text.chars().take(room.saturating_sub(1)).collect();
    kept + "…"
}
