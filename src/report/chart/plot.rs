//! What stands inside the axes.

use super::axes::{self, BAR_ROW, Frame, RUG};
use super::canvas::{Anchor, Canvas, Point, TEXT_SIZE, Type, remark};
use super::cells;
use super::marker::{
    self, BAND_OPACITY, BAR_OPACITY, CAP, ERROR_BAR_WIDTH, GUIDE_WIDTH, LINE_WIDTH, PREDICTED,
    RING_RADIUS, THIN, guide,
};
use super::model::{Guide, Line, Place, Series, Spread};
use super::palette::{self, Colour, INK, MUTED};

/// A band over a single value would have no width: this much is added on either side.
const BAND_MARGIN: f64 = 8.0;
/// Height of the ticks' labels and of a row of counts.
pub(super) const TICK_ROW: f64 = 28.0;
pub(super) const COUNT_ROW: f64 = 19.0;
pub(super) const UNREACHED: &str = "unreached";

/// Draws the axes and everything inside them, the data last and on top. The middle of the row
/// of the label across is at this height.
pub(super) fn draw(canvas: &mut Canvas, frame: &Frame<'_>, row: f64) {
    let plot = frame.plot;
    draw_optima(canvas, frame);
    if let Some(found) = &plot.cells {
        cells::draw(canvas, frame, found);
    }
    axes::draw_upwards(canvas, frame);
    axes::draw_across(canvas, frame, row);
    for (index, one) in plot.guides.iter().enumerate() {
        let course = course(frame, one);
        canvas.dashes(&course, MUTED, GUIDE_WIDTH, guide(index));
    }
    draw_marks_and_rug(canvas, frame);
    for series in &plot.series {
        if series.spread == Spread::Band {
            for stretch in &series.stretches {
                draw_spread(canvas, frame, stretch, palette::series(series.index));
            }
        }
    }
    // Points lie on top of lines without any.
    let (points, lines): (Vec<&Series>, Vec<&Series>) =
        plot.series.iter().partition(|series| series.markers);
    for series in lines.into_iter().chain(points) {
        draw_series(canvas, frame, series);
    }
    for (series, optimum) in plot.optima() {
        let (x, y) = frame.at(optimum.at.0, optimum.at.1);
        canvas.ring((x + series.shift, y), RING_RADIUS, INK);
    }
    draw_counts(canvas, frame);
}

fn draw_optima(canvas: &mut Canvas, frame: &Frame<'_>) {
    let mut floor = frame.floor;
    for (series, optimum) in frame.plot.optima() {
        let (top, bottom, opacity) = if frame.plot.bars() == 0 {
            (frame.top, frame.bottom, BAND_OPACITY)
        } else {
            floor += BAR_ROW;
            (floor - BAR_ROW, floor - 2.0, BAR_OPACITY)
        };
        let colour = palette::series(series.index);
        for kept in &optimum.kept {
            let [low, high] = kept.map(|value| frame.x(value));
            let left = (low - BAND_MARGIN).max(frame.left);
            let right = (high + BAND_MARGIN).min(frame.right);
            canvas.rectangle([(left, top), (right, bottom)], colour, opacity);
        }
    }
}

/// The points of a guide that lie inside the axes.
fn course(frame: &Frame<'_>, guide: &Guide) -> Vec<Point> {
    let (across, upwards) = (&frame.plot.across.scale, &frame.plot.upwards.scale);
    let [x, y] = guide.through;
    let power = across.log && upwards.log;
    let steps = (0..=200).map(|k| {
        let at = across.value(f64::from(k) / 200.0);
        let height = match guide.slope {
            0.0 => y,
            slope if power => y * libm::pow(at / x, slope),
            slope => y + slope * (at - x),
        };
        (at, height)
    });
    let inside = steps.filter(|(_, height)| upwards.holds(*height));
    inside.map(|(at, height)| frame.at(at, height)).collect()
}

fn draw_marks_and_rug(canvas: &mut Canvas, frame: &Frame<'_>) {
    for ((_, places), letter) in frame.plot.marks.iter().zip('a'..) {
        for at in places {
            let x = frame.x(*at);
            let path = [(x, frame.top), (x, frame.bottom)];
            canvas.dashes(&path, MUTED, 1.25, [4.0, 3.0]);
            let style = Type::plain(TEXT_SIZE, Anchor::Centre).bold();
            canvas.text(&letter.to_string(), (x, frame.top - 9.0), style);
        }
    }
    for at in frame.plot.rug.iter().flat_map(|(_, strokes)| strokes) {
        let x = frame.x(*at);
        let path = [(x, frame.bottom), (x, frame.bottom - RUG + 4.0)];
        canvas.line(&path, MUTED, 0.75);
    }
}

fn draw_spread(canvas: &mut Canvas, frame: &Frame<'_>, stretch: &[Place], colour: Colour) {
    let ends = stretch.iter().map(|place| Some((place.x, place.interval?)));
    let ends: Option<Vec<_>> = ends.collect();
    let Some(ends) = ends.filter(|ends| ends.len() > 1) else {
        return;
    };
    let lower = ends.iter().map(|(x, [low, _])| frame.at(*x, *low));
    let upper = ends.iter().rev().map(|(x, [_, high])| frame.at(*x, *high));
    let corners: Vec<Point> = lower.chain(upper).collect();
    canvas.polygon(&corners, colour, BAND_OPACITY);
}

fn draw_series(canvas: &mut Canvas, frame: &Frame<'_>, series: &Series) {
    let colour = palette::series(series.index);
    for stretch in &series.stretches {
        let shifted = |place: &Place| (frame.x(place.x) + series.shift, frame.y(place.y));
        let path: Vec<Point> = stretch.iter().map(shifted).collect();
        match series.line.filter(|_| path.len() > 1) {
            Some(Line::Solid) => canvas.line(&path, colour, LINE_WIDTH),
            Some(Line::Thin) => canvas.line(&path, colour, THIN),
            Some(Line::Dashed) => canvas.dashes(&path, colour, LINE_WIDTH, PREDICTED),
            None => {}
        }
        for (place, at) in stretch.iter().zip(&path) {
            if let (Some(ends), Spread::Bars) = (place.interval, series.spread) {
                let bar = error_bar(at.0, ends.map(|end| frame.y(end)));
                canvas.line(&bar, colour, ERROR_BAR_WIDTH);
            }
            if series.markers {
                marker::draw(canvas, series.index, *at);
            }
        }
    }
}

fn error_bar(x: f64, [low, high]: [f64; 2]) -> [Point; 6] {
    let [left, right] = [x - CAP, x + CAP];
    let cap = |y| [(left, y), (right, y)];
    let ([a, b], [c, d]) = (cap(low), cap(high));
    [a, b, (x, low), (x, high), c, d]
}

fn draw_counts(canvas: &mut Canvas, frame: &Frame<'_>) {
    let mut y = frame.bottom + TICK_ROW + 0.5 * COUNT_ROW;
    for (row, series) in frame.plot.with_unreached().enumerate() {
        if row == 0 {
            remark(canvas, UNREACHED, (frame.begin, y), Anchor::Left);
        }
        let colour = palette::series(series.index);
        let style = Type::plain(TEXT_SIZE, Anchor::Centre).coloured(colour);
        for (at, count) in &series.unreached {
            canvas.text(&count.to_string(), (frame.x(*at), y), style);
        }
        y += COUNT_ROW;
    }
}
