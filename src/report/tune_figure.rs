//! tune.svg: held-out error against c, and the dip enlarged.

use super::ReportError;
use super::chart::{Axis, Chart, Line, Optimum, Place, Plot, Scale, Series, Spread};
use crate::tune::{Outcome, Point};

/// Heights of the plots, in pixels.
const HEIGHT: f64 = 290.0;

/// The enlarged plot shows errors up to this multiple of the best.
const ENLARGED: f64 = 1.6;

/// The figure of a search: above the errors of the whole grid with 95% intervals, a ring at the recommended
/// value and a band over those that are as good; below errors over the recommended one's, as far as
/// 1.6 times it.
///
/// # Errors
/// [`ReportError::NoTestError`] without a single test error.
pub fn tune_figure(found: &Outcome) -> Result<Chart, ReportError> {
    let whole = plot(found, 1.0, f64::INFINITY);
    if whole.series[0].stretches.iter().all(Vec::is_empty) {
        return Err(ReportError::NoTestError);
    }
    let mut plots = vec![whole];
    let best = found
        .curve
        .iter()
        .find(|point| point.c == found.recommended.c);
    let best = best
        .and_then(|point| point.point.mean)
        .filter(|best| *best > 0.0);
    plots.extend(best.map(|best| Plot {
        title: "The dip enlarged".to_owned(),
        ..plot(found, best, ENLARGED)
    }));
    Ok(Chart {
        name: "Held-out error against the multiplier c, and its dip enlarged".to_owned(),
        ..Chart::new("", plots)
    })
}

/// Errors in a unit, up to a limit.
fn plot(found: &Outcome, unit: f64, most: f64) -> Plot {
    let place = |point: &Point| {
        let (low, high) = point.point.low.zip(point.point.high)?;
        Some(Place {
            x: point.c,
            y: point.point.mean? / unit,
            interval: Some([low / unit, (high / unit).min(most)]),
        })
    };
    let places: Vec<Option<Place>> = found.curve.iter().map(place).collect();
    let shown = |place: &Option<Place>| place.filter(|place| place.y <= most);
    let places: Vec<Option<Place>> = places.iter().map(shown).collect();
    let stretches = places.split(Option::is_none);
    let stretches: Vec<Vec<Place>> = stretches
        .map(|stretch| stretch.iter().flatten().copied().collect())
        .collect();
    let all = || stretches.iter().flatten();
    let ends: Vec<f64> = all().filter_map(|place| place.interval).flatten().collect();
    let means: Vec<f64> = all().map(|place| place.y).collect();
    let enlarged = most.is_finite();
    let upwards = match enlarged {
        true => Axis::new(
            "error over the recommended one's",
            Scale::linear(&[&means[..], &ends].concat()),
        ),
        false => {
            let scale = Scale::of_errors(&means, &ends);
            let log = if scale.log { " (log scale)" } else { "" };
            Axis::new(format!("held-out error{log}"), scale)
        }
    };
    let smoothed = |point: &Point| {
        let y = point.smoothed / unit;
        (y <= most).then_some(Place {
            x: point.c,
            y,
            interval: None,
        })
    };
    let best = found
        .curve
        .iter()
        .find(|point| point.c == found.recommended.c);
    let at = best.and_then(|point| Some((point.c, point.point.mean? / unit)));
    let grid: Vec<f64> = found.curve.iter().map(|point| point.c).collect();
    let unreached = found.curve.iter().filter(|point| point.point.unreached > 0);
    let measured = Series {
        label: "mean over splits".to_owned(),
        line: Some(Line::Solid),
        markers: true,
        spread: Spread::Bars,
        stretches,
        optimum: at.map(|at| Optimum {
            label: "recommended; band: as good".to_owned(),
            at,
            kept: [found.band.low, found.band.high],
        }),
        unreached: match enlarged {
            true => Vec::new(),
            false => unreached
                .map(|point| (point.c, point.point.unreached))
                .collect(),
        },
        ..Series::default()
    };
    let smooth = Series {
        label: "smoothed".to_owned(),
        index: 1,
        line: Some(Line::Dashed),
        stretches: vec![found.curve.iter().filter_map(smoothed).collect()],
        ..Series::default()
    };
    Plot {
        across: Axis::new(
            "multiplier c of the output (gamma = 1/c)",
            Scale::logarithmic(&grid),
        ),
        upwards,
        note: "bars: 95% interval over splits".to_owned(),
        ends: ["← strong feature learning", "lazy →"],
        height: HEIGHT,
        series: vec![measured, smooth],
        ..Plot::default()
    }
}
