//! tune.svg: held-out error against c, and the dip enlarged.

use super::ReportError;
use super::chart::{Axis, Chart, Line, Optimum, Place, Plot, Scale, Series, Spread};
use super::tune_text::draws;
use crate::tune::{Outcome, Point};

/// Heights of the plots, in pixels.
const HEIGHT: f64 = 290.0;

/// The enlarged plot shows errors up to this multiple of the recommended one's.
const MOST: f64 = 1.6;

/// The figure of a search: above the errors of the whole grid with 95% intervals, a ring at the
/// recommended value and a bar along those that are as good; below the same as multiples of the
/// recommended one's error, up to 1.6 of it, with intervals of the difference on the same splits.
///
/// # Errors
/// [`ReportError::NoTestError`] without a single test error.
pub fn tune_figure(found: &Outcome) -> Result<Chart, ReportError> {
    let whole = |point: &Point| {
        let (low, high) = point.point.low.zip(point.point.high)?;
        place(point, point.point.mean?, [low, high])
    };
    let places: Vec<Option<Place>> = found.curve.iter().map(whole).collect();
    let best = found.curve.iter().find(|one| one.c == found.recommended.c);
    let best = best.and_then(|one| one.point.mean);
    let best = best.ok_or(ReportError::NoTestError)?;
    let known = || places.iter().flatten();
    let means: Vec<f64> = known().map(|place| place.y).collect();
    let ends: Vec<f64> = known()
        .filter_map(|place| place.interval)
        .flatten()
        .collect();
    let scale = Scale::of_errors(&means, &ends);
    let log = if scale.log { " (log scale)" } else { "" };
    let upwards = Axis::new(format!("held-out error{log}"), scale);
    let unreached = found.curve.iter().filter(|one| one.point.unreached > 0);
    let mut first = plot(found, &places, (1.0, best), upwards);
    first.note = format!("bars: 95% interval over {}", draws(found));
    first.series[0].unreached = unreached.map(|one| (one.c, one.point.unreached)).collect();
    let mut plots = vec![first];
    if best > 0.0 {
        plots.push(dip(found, best));
    }
    Ok(Chart {
        name: "Held-out error against the multiplier c, and its dip enlarged".to_owned(),
        ..Chart::new("", plots)
    })
}

/// Errors as multiples of the recommended one's.
fn dip(found: &Outcome, best: f64) -> Plot {
    let ratio = |point: &Point| {
        let (low, high) = point.excess_low.zip(point.excess_high)?;
        let ends = [low, high].map(|end| (1.0 + end / best).clamp(0.0, MOST));
        place(point, 1.0 + point.excess / best, ends).filter(|place| place.y <= MOST)
    };
    let places: Vec<Option<Place>> = found.curve.iter().map(ratio).collect();
    let known = || places.iter().flatten();
    let ends = known().filter_map(|place| place.interval).flatten();
    let all: Vec<f64> = known().map(|place| place.y).chain(ends).collect();
    let upwards = Axis::new("error over the recommended one's", Scale::linear(&all));
    Plot {
        title: "The dip enlarged".to_owned(),
        note: format!("bars: 95% interval, same {}", draws(found)),
        ..plot(found, &places, (best, best), upwards)
    }
}

fn place(point: &Point, y: f64, interval: [f64; 2]) -> Option<Place> {
    let x = point.c;
    let interval = Some(interval);
    y.is_finite().then_some(Place { x, y, interval })
}

/// The points, the smoothed curve in this unit, the ring and the bar.
fn plot(
    found: &Outcome,
    places: &[Option<Place>],
    (unit, best): (f64, f64),
    upwards: Axis,
) -> Plot {
    let stretches = places.split(Option::is_none);
    let stretches = stretches.map(|stretch| stretch.iter().flatten().copied().collect());
    let smoothed = found.curve.iter().map(|point| Place {
        x: point.c,
        y: point.smoothed / unit,
        interval: None,
    });
    let inside = |place: &Place| upwards.scale.holds(place.y);
    let grid: Vec<f64> = found.curve.iter().map(|point| point.c).collect();
    let measured = Series {
        label: format!("mean over {}", draws(found)),
        line: Some(Line::Solid),
        markers: true,
        spread: Spread::Bars,
        stretches: stretches.collect(),
        optimum: Some(Optimum {
            label: "recommended c".to_owned(),
            at: (found.recommended.c, best / unit),
            kept: vec![[found.band.low, found.band.high]],
            kept_label: "recommended band, equally good".to_owned(),
        }),
        ..Series::default()
    };
    let smooth = Series {
        label: "smoothed".to_owned(),
        index: 1,
        line: Some(Line::Dashed),
        stretches: vec![smoothed.filter(inside).collect()],
        ..Series::default()
    };
    Plot {
        across: Axis::new("multiplier c", Scale::logarithmic(&grid)),
        upwards,
        ends: ["← strong feature learning", "lazy →"],
        height: HEIGHT,
        series: vec![measured, smooth],
        ..Plot::default()
    }
}
