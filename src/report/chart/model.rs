//! What stands in a figure, in the data's own units.

use super::scale::Scale;

/// A figure: plots in rows under a title. Its texts are large enough for a phone, its colours are
/// told apart with every common colour blindness, and it adapts to dark pages.
///
/// ```
/// use sweetspot::report::chart::{Axis, Chart, Line, Place, Plot, Scale, Series};
/// let points = [(100.0, 1e-3), (1000.0, 1e-4)].map(Place::from).to_vec();
/// let plot = Plot {
///     across: Axis::new("steps", Scale::logarithmic(&[100.0, 1000.0])),
///     upwards: Axis::new("error", Scale::logarithmic(&[1e-3, 1e-4])),
///     series: vec![Series {
///         label: "a method".to_string(),
///         line: Some(Line::Solid),
///         stretches: vec![points],
///         ..Series::default()
///     }],
///     ..Plot::default()
/// };
/// assert!(Chart::new("Work and precision", vec![plot]).svg().contains("a method"));
/// ```
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
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug)]
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
    pub ends: [String; 2],
    /// Height between the axes, in pixels.
    pub height: f64,
    /// The data and the predictions.
    pub series: Vec<Series>,
    /// Rings around single points.
    pub rings: Vec<Ring>,
    /// Parts of the axis across that are singled out.
    pub bands: Vec<Band>,
    /// Lines to compare with.
    pub guides: Vec<Guide>,
    /// Vertical lines with a letter each.
    pub marks: Vec<Mark>,
    /// Short strokes along the axis across, and their name.
    pub rug: Option<(String, Vec<f64>)>,
    /// The cells of a heat map.
    pub cells: Option<Cells>,
    /// Rows of numbers under the axis across, and their name.
    pub counts: Option<(String, Vec<Counts>)>,
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

/// A ring around a point.
#[derive(Clone, Debug)]
pub struct Ring {
    /// Its name in the legend; the same name stands there once.
    pub label: String,
    /// The point.
    pub at: (f64, f64),
    /// By how many pixels it is moved, as its series is.
    pub shift: f64,
}

/// A part of the axis across.
#[derive(Clone, Debug)]
pub struct Band {
    /// Its name in the legend; the same name stands there once.
    pub label: String,
    /// Which colour.
    pub index: usize,
    /// From where to where.
    pub range: [f64; 2],
    /// Whether it is as high as the plot; otherwise it is a bar in a row of its own.
    pub whole: bool,
}

/// A line to compare with, of a known slope through a point; on two logarithmic axes a power. A
/// slope of 0 is a level.
#[derive(Clone, Debug)]
pub struct Guide {
    /// Its name in the legend.
    pub label: String,
    /// The slope, or the exponent.
    pub slope: f64,
    /// A point on it.
    pub through: [f64; 2],
}

/// Vertical lines with a letter.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Its name in the legend, after the letter.
    pub label: String,
    /// Where they stand.
    pub at: Vec<f64>,
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
    /// Lines between cells.
    pub borders: Vec<Border>,
}

/// The line between the cells on either side of a level.
#[derive(Clone, Debug)]
pub struct Border {
    /// Its name in the legend.
    pub label: String,
    /// Which cells lie above it, by row and column.
    pub above: Vec<Vec<bool>>,
}

/// One row of numbers under the axis across.
#[derive(Clone, Debug)]
pub struct Counts {
    /// Which colour.
    pub index: usize,
    /// The numbers, where they stand.
    pub numbers: Vec<(f64, u64)>,
}

impl Chart {
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
            ticks: Vec::new(),
            percent: false,
        }
    }
}

impl Default for Axis {
    fn default() -> Axis {
        Axis::new("", Scale::linear(&[0.0, 1.0]))
    }
}

impl Default for Plot {
    fn default() -> Plot {
        Plot {
            title: String::new(),
            across: Axis::default(),
            upwards: Axis::default(),
            note: String::new(),
            ends: Default::default(),
            height: 240.0,
            series: Vec::new(),
            rings: Vec::new(),
            bands: Vec::new(),
            guides: Vec::new(),
            marks: Vec::new(),
            rug: None,
            cells: None,
            counts: None,
        }
    }
}

impl From<(f64, f64)> for Place {
    fn from((x, y): (f64, f64)) -> Place {
        Place {
            x,
            y,
            interval: None,
        }
    }
}
