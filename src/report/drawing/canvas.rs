//! Drawing in fractions of a pixel.
//!
//! plotters rounds every coordinate to a whole pixel (its issue 128), which bends
//! lines visibly at the size of a figure. So everything is drawn four times as large,
//! and only the size the picture is shown at is set back; the view box stays.

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle};

use super::palette;
use crate::report::ReportError;

const SCALE: f64 = 4.0;

/// plotters divides a font's size by this before it writes it.
const FONT_SIZE_DIVISOR: f64 = 1.24;

/// A point in pixels from the top left.
pub(in crate::report) type Point = (f64, f64);

pub(in crate::report) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

/// How a text is set.
#[derive(Clone, Copy)]
pub(in crate::report) struct Type {
    pub size: f64,
    pub colour: RGBColor,
    pub anchor: HPos,
    pub bold: bool,
}

impl<'a> Canvas<'a> {
    /// A canvas of this size that writes into `buffer`.
    pub fn new(buffer: &'a mut String, width: f64, height: f64) -> Self {
        let size = (pixel(width).unsigned_abs(), pixel(height).unsigned_abs());
        Canvas {
            area: SVGBackend::with_string(buffer, size).into_drawing_area(),
        }
    }

    pub fn line(&self, path: &[Point], colour: RGBColor, width: f64) -> Result<(), ReportError> {
        let path: Vec<_> = path.iter().copied().map(pixels).collect();
        let style = ShapeStyle::from(&colour).stroke_width(pixel(width).unsigned_abs());
        self.area
            .draw(&PathElement::new(path, style))
            .map_err(failed)
    }

    /// A broken line: strokes and gaps of these lengths in turn.
    pub fn dashes(
        &self,
        path: &[Point],
        colour: RGBColor,
        width: f64,
        pattern: [f64; 2],
    ) -> Result<(), ReportError> {
        for stroke in strokes(path, pattern) {
            self.line(&stroke, colour, width)?;
        }
        Ok(())
    }

    pub fn area(
        &self,
        corners: &[Point],
        colour: RGBColor,
        opacity: f64,
    ) -> Result<(), ReportError> {
        let corners: Vec<_> = corners.iter().copied().map(pixels).collect();
        self.area
            .draw(&Polygon::new(corners, colour.mix(opacity)))
            .map_err(failed)
    }

    pub fn polygon(&self, corners: &[Point], colour: RGBColor) -> Result<(), ReportError> {
        let corners: Vec<_> = corners.iter().copied().map(pixels).collect();
        self.area
            .draw(&Polygon::new(corners, colour))
            .map_err(failed)
    }

    pub fn rectangle(
        &self,
        corners: [Point; 2],
        colour: RGBColor,
        opacity: f64,
    ) -> Result<(), ReportError> {
        let style = colour.mix(opacity).filled();
        self.area
            .draw(&Rectangle::new(corners.map(pixels), style))
            .map_err(failed)
    }

    pub fn disc(&self, centre: Point, radius: f64, colour: RGBColor) -> Result<(), ReportError> {
        let disc = Circle::new(pixels(centre), pixel(radius), colour.filled());
        self.area.draw(&disc).map_err(failed)
    }

    pub fn ring(&self, centre: Point, radius: f64, colour: RGBColor) -> Result<(), ReportError> {
        let style = ShapeStyle::from(&colour).stroke_width(pixel(2.0).unsigned_abs());
        let ring = Circle::new(pixels(centre), pixel(radius), style);
        self.area.draw(&ring).map_err(failed)
    }

    /// A line of text whose middle is at the height of `at`.
    pub fn text(&self, text: &str, at: Point, style: Type) -> Result<(), ReportError> {
        let weight = if style.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        let size = style.size * SCALE * FONT_SIZE_DIVISOR;
        let font = FontDesc::new(FontFamily::SansSerif, size, weight);
        let set = font
            .color(&style.colour)
            .pos(Pos::new(style.anchor, VPos::Center));
        self.area
            .draw(&Text::new(text.to_string(), pixels(at), set))
            .map_err(failed)
    }

    pub fn finish(self) -> Result<(), ReportError> {
        self.area.present().map_err(failed)
    }
}

/// The strokes of a broken line along a path; the pattern goes on around corners.
fn strokes(path: &[Point], [stroke, gap]: [f64; 2]) -> Vec<Vec<Point>> {
    let mut strokes = Vec::new();
    let mut current: Vec<Point> = path.first().copied().into_iter().collect();
    let (mut drawing, mut left) = (true, stroke);
    for ends in path.windows(2) {
        let (from, to) = (ends[0], ends[1]);
        let length = libm::hypot(to.0 - from.0, to.1 - from.1);
        let at = |way: f64| {
            let share = way / length;
            (
                from.0 + share * (to.0 - from.0),
                from.1 + share * (to.1 - from.1),
            )
        };
        let mut way = 0.0;
        while length - way > left {
            way += left;
            if drawing {
                current.push(at(way));
                strokes.push(std::mem::take(&mut current));
            } else {
                current = vec![at(way)];
            }
            drawing = !drawing;
            left = if drawing { stroke } else { gap };
        }
        left -= length - way;
        if drawing {
            current.push(to);
        }
    }
    if drawing && current.len() > 1 {
        strokes.push(current);
    }
    strokes
}

/// Sets the size the picture is shown at back to `width` x `height` and puts its
/// name (for screen readers) and style sheet in front.
pub(in crate::report) fn dressed(drawing: &str, width: f64, height: f64, name: &str) -> String {
    let drawn_at = format!("width=\"{}\" height=\"{}\"", pixel(width), pixel(height));
    let shown_at = format!("width=\"{width}\" height=\"{height}\" role=\"img\"");
    let sized = drawing.replacen(&drawn_at, &shown_at, 1);
    let front = format!(
        ">\n<title>{}</title>\n<style>\n{}</style>",
        escaped(name),
        palette::style_sheet("")
    );
    sized.replacen('>', &front, 1)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// About the width of a text; the figure does not know the reader's font.
pub(in crate::report) fn text_width(text: &str, size: f64) -> f64 {
    0.53 * size * text.chars().count() as f64
}

fn pixels(point: Point) -> (i32, i32) {
    (pixel(point.0), pixel(point.1))
}

fn pixel(value: f64) -> i32 {
    (value * SCALE).round() as i32
}

fn failed(error: DrawingAreaErrorKind<std::io::Error>) -> ReportError {
    ReportError::Drawing(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_go_around_corners() {
        let found = strokes(&[(0.0, 0.0), (5.0, 0.0), (5.0, 6.0)], [4.0, 2.0]);
        let expected: Vec<Vec<Point>> =
            vec![vec![(0.0, 0.0), (4.0, 0.0)], vec![(5.0, 1.0), (5.0, 5.0)]];
        assert_eq!(found, expected);
        let bent = strokes(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)], [4.0, 2.0]);
        assert_eq!(bent, [vec![(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]]);
    }
}
