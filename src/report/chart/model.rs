//! What stands in a figure, in the data's own units.

use super::scale::Scale;
pub use crate::curves::Guide;

/// A figure: plots in rows under a title. Its texts are large enough for a phone, its colours are
/// told apart with every common colour blindness, and it adapts to dark pages.
#[derive(Clone, Debug)]
pub struct Chart {
    /// What stands above the plots; empty for nothing.
    pub title: String,
    /// What a screen reader says.
    pub name: String,
    /// The width it is shown at, in pixels; the height depends on what stands in it.
    pub width: f64,
    /// Plots side by side; the rest go below.
    pub columns: usize,
    /// The plots, in reading order. A legend that all have alike is drawn once, above them.
    pub plots: Vec<Plot>,
}

/// One direction of a plot.
#[derive(Clone, Debug, Default)]
pub struct Axis {
    /// What it measures, with its symbol.
    pub label: String,
    /// Where its values lie.
    pub scale: Scale,
    /// The labelled values, where they are to be these.
    pub ticks: Vec<f64>,
    /// Whether the labels are in percent.
    pub percent: bool,
}

/// One plot of a [`Chart`].
#[derive(Clone, Debug, Default)]
pub struct Plot {
    /// What stands above it; empty for nothing.
    pub title: String,
    /// The axis across; its label stands below.
    pub across: Axis,
    /// The axis upwards; its label stands above.
    pub upwards: Axis,
    /// Words at the right above the plot, such as what its bars mean.
    pub note: String,
    /// Words on what the two ends of the axis across mean.
    pub ends: [&'static str; 2],
    /// Height between the axes, in pixels.
    pub height: f64,
    /// The data and the predictions.
    pub series: Vec<Series>,
    /// Lines to compare with: powers on two logarithmic axes, levels where the slope is 0.
    pub guides: Vec<Guide>,
    /// Vertical lines, which have a letter each: their names and where they stand.
    pub marks: Vec<(String, Vec<f64>)>,
    /// Short strokes along the axis across, and their name.
    pub rug: Option<(String, Vec<f64>)>,
    /// The cells of a heat map.
    pub cells: Option<Cells>,
}

/// Points of one colour and marker.
#[derive(Clone, Debug, Default)]
pub struct Series {
    /// Its name in the legend; empty for none.
    pub label: String,
    /// Which colour and marker.
    pub index: usize,
    /// The line through the points.
    pub line: Option<Line>,
    /// Whether every point has a marker.
    pub markers: bool,
    /// How the intervals are shown.
    pub spread: Spread,
    /// The points; those of one stretch are connected.
    pub stretches: Vec<Vec<Place>>,
    /// By how many pixels it is moved to the right, so that bars do not hide each other.
    pub shift: f64,
    /// Its best point.
    pub optimum: Option<Optimum>,
    /// How many runs did not reach their target, by place: numbers under the axis across.
    pub unreached: Vec<(f64, usize)>,
}

/// A point, and the interval upwards that it was measured with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Across.
    pub x: f64,
    /// Upwards.
    pub y: f64,
    /// The ends of the interval.
    pub interval: Option<[f64; 2]>,
}

/// The line through a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// As usual.
    Solid,
    /// One of many.
    Thin,
    /// A prediction.
    Dashed,
}

/// How the intervals of a series are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spread {
    /// Not at all.
    #[default]
    Hidden,
    /// A bar with caps at every point.
    Bars,
    /// A light band around the line, over stretches all of whose points have an interval.
    Band,
}

/// The best point of a series, in a ring, and the values that cannot be told from it: a band, or a
/// bar along the axis where there are several series.
#[derive(Clone, Debug)]
pub struct Optimum {
    /// The name of the ring in the legend, the same for all series of a plot.
    pub label: String,
    /// The point.
    pub at: (f64, f64),
    /// From where to where it cannot be told from others: neighbours together.
    pub kept: Vec<[f64; 2]>,
    /// The name of these values in the legend; empty for "cannot be told from the best".
    pub kept_label: String,
}

/// Coloured cells over two keys.
#[derive(Clone, Debug)]
pub struct Cells {
    /// Where they meet across, from low to high; one more than there are columns.
    pub across: Vec<f64>,
    /// Where they meet upwards; one more than there are rows.
    pub upwards: Vec<f64>,
    /// The values by row and column, `None` where there is none.
    pub values: Vec<Vec<Option<f64>>>,
    /// What the colours mean.
    pub colour: Axis,
    /// Lines around the cells above a level: their names, and which cells these are.
    pub borders: Vec<(String, Vec<Vec<bool>>)>,
}

impl Chart {
    /// A chart for each plot.
    pub(in crate::report) fn apart(self) -> Vec<Chart> {
        let one = |plot: Plot| Chart {
            plots: vec![plot],
            ..self.clone()
        };
        self.plots.iter().cloned().map(one).collect()
    }

    /// A chart of usual width with its plots below each other.
    pub fn new(title: impl Into<String>, plots: Vec<Plot>) -> Chart {
        let title = title.into();
        Chart {
            name: title.clone(),
            title,
            width: 600.0,
            columns: 1,
            plots,
        }
    }
}

impl Axis {
    /// An axis that chooses its own ticks.
    pub fn new(label: impl Into<String>, scale: Scale) -> Axis {
        Axis {
            label: label.into(),
            scale,
            ..Axis::default()
        }
    }
}

impl Plot {
    pub(super) fn optima(&self) -> impl Iterator<Item = (&Series, &Optimum)> {
        let series = self.series.iter();
        series.filter_map(|one| Some((one, one.optimum.as_ref()?)))
    }

    pub(super) fn with_unreached(&self) -> impl Iterator<Item = &Series> {
        let series = self.series.iter();
        series.filter(|one| !one.unreached.is_empty())
    }

    /// The bars along the axis across: a single optimum has a band instead.
    pub(super) fn bars(&self) -> usize {
        match self.optima().count() {
            1 => 0,
            several => several,
        }
    }
}

/// What an axis upwards has to show: the points, and the ends of their intervals. On a logarithmic
/// axis an end below this share of the smallest value is cut off: it would stretch the axis
/// without end.
pub(in crate::report) fn heights(series: &[Series], log: bool, share: f64) -> Vec<f64> {
    let places = || series.iter().flat_map(|one| &one.stretches).flatten();
    let mut heights: Vec<f64> = places().map(|place| place.y).collect();
    let positive = heights.iter().copied().filter(|height| *height > 0.0);
    let smallest = positive.fold(f64::INFINITY, f64::min);
    let ends = places().filter_map(|place| place.interval).flatten();
    heights.extend(ends.filter(|end| !log || *end > share * smallest));
    heights
}
