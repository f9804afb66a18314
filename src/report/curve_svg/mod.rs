//! curve.svg: test error against alpha.

mod plot;

use plotters::style::text_anchor::HPos;

use self::plot::{Panel, Trace};
use super::ReportError;
use super::drawing::axis::Scale;
use super::drawing::canvas::{self, Canvas, Type};
use super::drawing::legend::{self, Entry, Symbol};
use super::drawing::palette;
use crate::sweep::Curve;

/// A curve and its name in the legend. An empty label is left out.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    /// The name.
    pub label: &'a str,
    /// The curve.
    pub curve: &'a Curve,
}

/// Width the figure is shown at, in pixels; its height depends on the legend.
const WIDTH: f64 = 600.0;
/// Height of the plot between its axes.
const PLOT_HEIGHT: f64 = 310.0;
const LEFT: f64 = 74.0;
const RIGHT: f64 = 14.0;
const EDGE: f64 = 10.0;
const TITLE_ROW: f64 = 34.0;
const HEADING_ROW: f64 = 32.0;

/// The figure of a sweep as SVG: mean test error against alpha on a logarithmic axis,
/// one line a curve through the means, error bars (95% intervals over replicates), a ring
/// at each optimum and a light band over the alphas that cannot be told from it;
/// numbers under the axis count the runs that did not reach the target, where there
/// are any. Above a ratio of four the error axis is logarithmic too, with a place of
/// its own for zero, and says so. The figure adapts to dark pages.
///
/// Points without a test error are left out and interrupt the line.
///
/// # Errors
/// [`ReportError::NoTestError`] without a single test error,
/// [`ReportError::AlphaNotPositive`] for an alpha that a logarithmic axis cannot show,
/// [`ReportError::Drawing`] should the plotting library fail.
pub fn curve_figure(series: &[Series<'_>], title: Option<&str>) -> Result<String, ReportError> {
    let traces = traces(series)?;
    let (alphas, errors) = scales(&traces)?;
    let rows = legend::rows(entries(series, &traces), WIDTH - LEFT - RIGHT);

    let title_bottom = EDGE + title.map_or(0.0, |_| TITLE_ROW);
    let legend_bottom = title_bottom + rows.len() as f64 * legend::ROW;
    let top = legend_bottom + HEADING_ROW;
    let bars = plot::height_of_bars(&traces);
    let panel = Panel {
        left: LEFT,
        right: WIDTH - RIGHT,
        top,
        bottom: top + PLOT_HEIGHT + bars,
        bars,
        alphas,
        errors,
    };
    let height = panel.bottom + plot::height_below(&traces) + EDGE;

    let mut drawing = String::new();
    let canvas = Canvas::new(&mut drawing, WIDTH, height);
    canvas.rectangle([(0.0, 0.0), (WIDTH, height)], palette::BACKGROUND, 1.0)?;
    if let Some(title) = title {
        let style = Type {
            size: 22.0,
            colour: palette::INK,
            anchor: HPos::Left,
            bold: true,
        };
        canvas.text(title, (EDGE, EDGE + TITLE_ROW / 2.0), style)?;
    }
    legend::draw(&canvas, &rows, (LEFT, title_bottom))?;
    panel.draw(&canvas, &traces)?;
    canvas.finish()?;
    let name = title.unwrap_or("Test error against initialisation scale");
    Ok(canvas::dressed(&drawing, WIDTH, height, name))
}

fn traces<'a>(series: &[Series<'a>]) -> Result<Vec<Trace<'a>>, ReportError> {
    for Series { label, curve } in series {
        let refused = |alpha: &f64| !(alpha.is_finite() && *alpha > 0.0);
        if let Some(alpha) = curve.points.iter().map(|point| point.alpha).find(refused) {
            return Err(ReportError::AlphaNotPositive {
                label: label.to_string(),
                alpha,
            });
        }
    }
    let trace = |(index, series): (usize, &Series<'a>)| Trace {
        index,
        curve: series.curve,
    };
    Ok(series.iter().enumerate().map(trace).collect())
}

fn scales(traces: &[Trace<'_>]) -> Result<(Scale, Scale), ReportError> {
    let points = || traces.iter().flat_map(Trace::measured);
    let means: Vec<f64> = points().map(|point| point.error).collect();
    if means.is_empty() {
        return Err(ReportError::NoTestError);
    }
    let ends: Vec<f64> = points()
        .filter_map(|point| point.interval)
        .flatten()
        .collect();
    let all = traces.iter().flat_map(|trace| &trace.curve.points);
    let alphas: Vec<f64> = all.map(|point| point.alpha).collect();
    Ok((Scale::logarithmic(&alphas), Scale::of_errors(&means, &ends)))
}

fn entries(series: &[Series<'_>], traces: &[Trace<'_>]) -> Vec<Entry> {
    let named = series
        .iter()
        .enumerate()
        .filter(|(_, one)| !one.label.is_empty());
    let mut entries: Vec<Entry> = named
        .map(|(index, one)| Entry {
            symbol: Symbol::Curve(index),
            text: one.label.to_string(),
        })
        .collect();
    if traces.iter().any(|trace| trace.curve.optimum.is_some()) {
        entries.push(Entry {
            symbol: Symbol::Ring,
            text: "best α".to_string(),
        });
        entries.push(Entry {
            symbol: if traces.len() == 1 {
                Symbol::Band
            } else {
                Symbol::Bar
            },
            text: "cannot be told from the best".to_string(),
        });
    }
    entries
}
