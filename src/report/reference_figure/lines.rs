//! Lines, bands, predictions, marks.

use plotters::style::RGBColor;
use plotters::style::text_anchor::HPos;

use super::frame::{Frame, RUG, text};
use crate::curves::{Direction, LineOf, Numbers, Panel, Row, Style};
use crate::report::ReportError;
use crate::report::drawing::canvas::{Canvas, Point, Type};
use crate::report::drawing::marker::{self, BAND_OPACITY, GUIDE_WIDTH, LINE_WIDTH, MARKER_RADIUS};
use crate::report::drawing::palette;

/// One line of a panel (or several alike, one for each value of a key) with its number, which
/// decides colour and marker.
pub(super) struct Trace<'a> {
    pub index: usize,
    pub series: &'a str,
    pub column: &'a str,
    pub label: &'a str,
    pub style: Style,
    /// Connected points.
    pub stretches: Vec<Vec<Place>>,
    /// The fitted line through them.
    pub fit: Vec<Place>,
}

/// A point of the numbers.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub x: f64,
    pub y: f64,
    pub interval: Option<[f64; 2]>,
}

impl Trace<'_> {
    pub fn points(&self) -> Vec<Place> {
        self.stretches.iter().flatten().copied().collect()
    }
}

/// What a panel shows.
pub(super) fn traces<'a>(panel: &'a Panel, numbers: &'a Numbers) -> Vec<Trace<'a>> {
    let mut names: Vec<&str> = Vec::new();
    for row in &numbers.rows {
        let shown = numbers.at(row, &panel.y.column).is_some();
        if shown && !names.contains(&row.series.as_str()) {
            names.push(&row.series);
        }
    }
    let every = |name: &&'a str| (*name, panel.y.column.as_str(), *name, panel.style);
    let listed = |line: &'a LineOf| {
        (
            line.series.as_str(),
            line.column.as_deref().unwrap_or(&panel.y.column),
            line.label.as_deref().unwrap_or(&line.series),
            line.style.unwrap_or(panel.style),
        )
    };
    let shown: Vec<_> = if panel.lines.is_empty() {
        names.iter().map(every).collect()
    } else {
        panel.lines.iter().map(listed).collect()
    };
    let of = |(index, (series, column, label, style))| Trace {
        index,
        series,
        column,
        label,
        style,
        stretches: stretches(panel, numbers, series, column),
        fit: if panel.fit {
            let fitted = format!("{column}_fit");
            let rows = numbers.rows.iter().filter(|row| row.series == series);
            rows.filter_map(|row| place(panel, numbers, row, &fitted))
                .collect()
        } else {
            Vec::new()
        },
    };
    shown.into_iter().enumerate().map(of).collect()
}

/// The points of a series in one column; a point without a number, and another value of the key
/// that is a line each, begin a new stretch.
fn stretches(panel: &Panel, numbers: &Numbers, series: &str, column: &str) -> Vec<Vec<Place>> {
    let mut stretches: Vec<Vec<Place>> = vec![Vec::new()];
    let mut line = None;
    for row in numbers.rows.iter().filter(|row| row.series == series) {
        let of_line = panel.each.as_ref().and_then(|key| numbers.at(row, key));
        let place = place(panel, numbers, row, column);
        if place.is_none() || of_line != line {
            stretches.push(Vec::new());
        }
        line = of_line;
        if let Some(stretch) = stretches.last_mut() {
            stretch.extend(place);
        }
    }
    stretches.retain(|stretch| !stretch.is_empty());
    stretches
}

/// The place of a row, if its axes can show it.
fn place(panel: &Panel, numbers: &Numbers, row: &Row, column: &str) -> Option<Place> {
    let fits = |value: &f64, direction: &Direction| {
        let inside = |[low, high]: [f64; 2]| (low..=high).contains(value);
        value.is_finite() && (!direction.log || *value > 0.0) && direction.range.is_none_or(inside)
    };
    let x = numbers.at(row, &panel.x.column)?;
    let y = numbers.at(row, column)?;
    let low = numbers.at(row, &format!("{column}_low"));
    let high = numbers.at(row, &format!("{column}_high"));
    (fits(&x, &panel.x) && fits(&y, &panel.y)).then(|| Place {
        x,
        y,
        interval: low.zip(high).map(|(low, high)| [low, high]),
    })
}

/// Draws everything inside the axes, the data last and on top.
pub(super) fn draw(
    canvas: &Canvas<'_>,
    frame: &Frame,
    panel: &Panel,
    numbers: &Numbers,
    traces: &[Trace<'_>],
) -> Result<(), ReportError> {
    draw_levels_and_guides(canvas, frame, panel)?;
    draw_marks(canvas, frame, panel, numbers)?;
    for trace in traces {
        let colour = palette::series(trace.index);
        if !trace.fit.is_empty() {
            draw_band(canvas, frame, &trace.fit, colour)?;
            continue;
        }
        // A prediction is a line; its spread is that of the data it is made for.
        for stretch in trace
            .stretches
            .iter()
            .filter(|_| trace.style != Style::Dashed)
        {
            draw_band(canvas, frame, stretch, colour)?;
        }
    }
    for trace in traces {
        draw_trace(canvas, frame, trace, panel.each.is_some())?;
    }
    Ok(())
}

fn draw_band(
    canvas: &Canvas<'_>,
    frame: &Frame,
    stretch: &[Place],
    colour: RGBColor,
) -> Result<(), ReportError> {
    let ends: Option<Vec<(f64, [f64; 2])>> = stretch
        .iter()
        .map(|place| Some((place.x, place.interval?)))
        .collect();
    let Some(ends) = ends.filter(|ends| ends.len() > 1) else {
        return Ok(());
    };
    let lower = ends.iter().map(|(x, [low, _])| frame.at(*x, *low));
    let upper = ends.iter().rev().map(|(x, [_, high])| frame.at(*x, *high));
    canvas.area(
        &lower.chain(upper).collect::<Vec<_>>(),
        colour,
        BAND_OPACITY,
    )
}

fn draw_trace(
    canvas: &Canvas<'_>,
    frame: &Frame,
    trace: &Trace<'_>,
    crowded: bool,
) -> Result<(), ReportError> {
    let colour = palette::series(trace.index);
    let path = |places: &[Place]| -> Vec<Point> {
        places
            .iter()
            .map(|place| frame.at(place.x, place.y))
            .collect()
    };
    // A fitted line stands in for the line through the points.
    let style = if trace.fit.is_empty() {
        trace.style
    } else {
        canvas.line(&path(&trace.fit), colour, LINE_WIDTH)?;
        Style::Points
    };
    for stretch in &trace.stretches {
        let path = path(stretch);
        let width = if crowded { 1.0 } else { LINE_WIDTH };
        match style {
            Style::Lines | Style::Plain if path.len() > 1 => canvas.line(&path, colour, width)?,
            Style::Dashed => canvas.dashes(&path, colour, LINE_WIDTH, marker::PREDICTED)?,
            _ => {}
        }
        if matches!(style, Style::Lines | Style::Points) {
            for (place, at) in stretch.iter().zip(&path) {
                if let (Some([low, high]), Style::Points) = (place.interval, style) {
                    let ends = [frame.at(place.x, low), frame.at(place.x, high)];
                    canvas.line(&ends, colour, marker::BAR_WIDTH)?;
                }
                marker::draw(canvas, trace.index, *at, MARKER_RADIUS)?;
            }
        }
    }
    Ok(())
}

fn draw_levels_and_guides(
    canvas: &Canvas<'_>,
    frame: &Frame,
    panel: &Panel,
) -> Result<(), ReportError> {
    for (index, level) in panel.levels.iter().enumerate() {
        let y = frame.upwards(level.value);
        let path = [(frame.left, y), (frame.right, y)];
        canvas.dashes(&path, palette::MUTED, GUIDE_WIDTH, marker::guide(index))?;
    }
    for (index, guide) in panel.guides.iter().enumerate() {
        let pattern = marker::guide(panel.levels.len() + index);
        // Straight in the frame: both ends decide it.
        let [x, y] = guide.through;
        let height = |at: f64| match (panel.x.log, panel.y.log) {
            (true, true) => y * libm::pow(at / x, guide.slope),
            _ => y + guide.slope * (at - x),
        };
        let inside = |value: f64| {
            let place = frame.y.place(value);
            place > 0.0 && place < 1.0
        };
        let steps = (0..=200).map(|k| {
            let share = f64::from(k) / 200.0;
            (
                frame.left + share * (frame.right - frame.left),
                frame.x.value(share),
            )
        });
        let path = steps.filter(|(_, value)| inside(height(*value)));
        let path: Vec<Point> = path
            .map(|(x, value)| (x, frame.upwards(height(value))))
            .collect();
        canvas.dashes(&path, palette::MUTED, GUIDE_WIDTH, pattern)?;
    }
    Ok(())
}

fn draw_marks(
    canvas: &Canvas<'_>,
    frame: &Frame,
    panel: &Panel,
    numbers: &Numbers,
) -> Result<(), ReportError> {
    let of = |series: &str| -> Vec<f64> {
        let rows = numbers.rows.iter().filter(|row| row.series == series);
        rows.filter_map(|row| numbers.at(row, "at")).collect()
    };
    for (mark, letter) in panel.marks.iter().zip('a'..) {
        for at in of(&mark.series) {
            let x = frame.across(at);
            let path = [(x, frame.top), (x, frame.bottom)];
            canvas.dashes(&path, palette::MUTED, 1.25, [4.0, 3.0])?;
            let style = Type {
                bold: true,
                ..text(HPos::Center)
            };
            canvas.text(&letter.to_string(), (x, frame.top - 9.0), style)?;
        }
    }
    if let Some(series) = &panel.rug {
        for at in of(series) {
            let x = frame.across(at);
            let path = [(x, frame.bottom), (x, frame.bottom - RUG + 4.0)];
            canvas.line(&path, palette::MUTED, 0.75)?;
        }
    }
    Ok(())
}
