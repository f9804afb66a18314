//! The small part of SVG that figures need, and texts that fit into a width, though the reader's
//! font is not known. Places are pixels from the top left.

use super::palette::{Colour, INK, MUTED};

/// Size of ticks and labels: 9 pixels on a phone, which shows a figure at about half its width.
pub(super) const TEXT_SIZE: f64 = 16.5;
const LINE: f64 = 18.0;
const MOST_LINES: usize = 3;

pub(super) type Point = (f64, f64);

#[derive(Default)]
pub(super) struct Canvas {
    elements: String,
}

#[derive(Clone, Copy)]
pub(super) struct Type {
    pub size: f64,
    pub colour: Colour,
    pub anchor: Anchor,
    pub bold: bool,
}

#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Left,
    Centre,
    Right,
}

impl Canvas {
    pub fn line(&mut self, path: &[Point], colour: Colour, width: f64) {
        self.stroke(path, colour, width, "");
    }

    /// A broken line: strokes and gaps of these lengths in turn.
    pub fn dashes(&mut self, path: &[Point], colour: Colour, width: f64, pattern: [f64; 2]) {
        let [stroke, gap] = pattern;
        let broken = format!(" stroke-dasharray=\"{stroke} {gap}\"");
        self.stroke(path, colour, width, &broken);
    }

    fn stroke(&mut self, path: &[Point], colour: Colour, width: f64, more: &str) {
        let points = points(path);
        self.add(format!(
            "<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"{more}/>"
        ));
    }

    pub fn polygon(&mut self, corners: &[Point], fill: Colour, opacity: f64) {
        let (points, opacity) = (points(corners), opaque(opacity));
        self.add(format!(
            "<polygon points=\"{points}\" fill=\"{fill}\"{opacity}/>"
        ));
    }

    /// A rectangle from its top left to its bottom right corner.
    pub fn rectangle(&mut self, corners: [Point; 2], colour: Colour, opacity: f64) {
        let [(left, top), (right, bottom)] = corners;
        let [x, y, width, height] = [left, top, right - left, bottom - top].map(hundredths);
        let opacity = opaque(opacity);
        self.add(format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{colour}\"{opacity}/>"
        ));
    }

    pub fn disc(&mut self, centre: Point, radius: f64, colour: Colour) {
        self.circle(centre, radius, &format!("fill=\"{colour}\""));
    }

    pub fn ring(&mut self, centre: Point, radius: f64, colour: Colour) {
        let look = format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"");
        self.circle(centre, radius, &look);
    }

    fn circle(&mut self, centre: Point, r: f64, look: &str) {
        let (x, y) = (hundredths(centre.0), hundredths(centre.1));
        self.add(format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" {look}/>"));
    }

    /// A line of text whose middle is at the height of its place.
    pub fn text(&mut self, text: &str, (x, y): Point, style: Type) {
        let (x, y) = (hundredths(x), hundredths(y));
        let anchor = match style.anchor {
            Anchor::Left => "start",
            Anchor::Centre => "middle",
            Anchor::Right => "end",
        };
        let bold = " font-weight=\"bold\"";
        let weight = if style.bold { bold } else { "" };
        let (size, colour, text) = (style.size, style.colour, escaped(text));
        self.add(format!(
            "<text x=\"{x}\" y=\"{y}\" dy=\"0.35em\" text-anchor=\"{anchor}\" font-size=\"{size}\"{weight} fill=\"{colour}\">{text}</text>"
        ));
    }

    /// The document of this size with a name for screen readers and a style sheet.
    pub fn document(self, size: [f64; 2], name: &str, style: &str) -> String {
        let [width, height] = size.map(hundredths);
        let (name, elements) = (escaped(name), self.elements);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" font-family=\"sans-serif\">\n\
             <title>{name}</title>\n{style}{elements}</svg>\n"
        )
    }

    fn add(&mut self, element: String) {
        self.elements.push_str(&element);
        self.elements.push('\n');
    }
}

impl Type {
    pub fn plain(size: f64, anchor: Anchor) -> Type {
        Type {
            size,
            colour: INK,
            anchor,
            bold: false,
        }
    }

    pub fn bold(self) -> Type {
        Type { bold: true, ..self }
    }

    pub fn coloured(self, colour: Colour) -> Type {
        Type { colour, ..self }
    }
}

fn points(path: &[Point]) -> String {
    let pair = |(x, y): &Point| format!("{},{}", hundredths(*x), hundredths(*y));
    path.iter().map(pair).collect::<Vec<_>>().join(" ")
}

/// Fractions of a pixel beyond these cannot be seen. Adding 0 makes -0 a 0.
fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0 + 0.0
}

fn opaque(opacity: f64) -> String {
    match opacity < 1.0 {
        true => format!(" fill-opacity=\"{opacity}\""),
        false => String::new(),
    }
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;")
}

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
        let style = Type::plain(TEXT_SIZE, anchor).coloured(MUTED);
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
