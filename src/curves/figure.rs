//! How a curve's figure is drawn, as its definition says.

use serde::Deserialize;

/// `[figure]`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Panels side by side; the rest go below.
    #[serde(default = "one")]
    pub columns: usize,
    /// The panels, in reading order.
    pub panels: Vec<Panel>,
}

fn one() -> usize {
    1
}

/// How points are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// A line through markers, with a band where the quantity has an interval.
    #[default]
    Lines,
    /// A line alone.
    Plain,
    /// A dashed line: a prediction.
    Dashed,
    /// Markers alone: data.
    Points,
    /// Coloured cells over two keys; of a whole panel.
    HeatMap,
}

/// One direction of a panel.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Direction {
    /// The column of the numbers.
    pub column: String,
    /// The axis' label, with its symbol.
    pub label: String,
    /// Whether the axis is logarithmic.
    #[serde(default)]
    pub log: bool,
    /// Ends of the axis, where they are not those of the points; points beyond are left out.
    pub range: Option<[f64; 2]>,
    /// The labelled values, where they are to be these.
    #[serde(default)]
    pub ticks: Vec<f64>,
    /// Whether a share is shown in percent (numbers in cells).
    #[serde(default)]
    pub percent: bool,
}

/// One plot of the figure.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Panel {
    /// What stands above it.
    #[serde(default)]
    pub title: String,
    /// Across.
    pub x: Direction,
    /// Upwards.
    pub y: Direction,
    /// The colour of a heat map's cells.
    pub colour: Option<Direction>,
    /// How the points are shown.
    #[serde(default)]
    pub style: Style,
    /// What is shown, in the order of its colours; every series of the numbers where empty.
    #[serde(default)]
    pub lines: Vec<LineOf>,
    /// Key whose values are a line each, all in the colour of their series.
    pub each: Option<String>,
    /// Whether the fitted line and its band are shown, and the slope in the legend.
    #[serde(default)]
    pub fit: bool,
    /// Vertical lines.
    #[serde(default)]
    pub marks: Vec<Mark>,
    /// A series whose column `at` is shown as strokes along the bottom.
    pub rug: Option<String>,
    /// Lines of a known slope.
    #[serde(default)]
    pub guides: Vec<Guide>,
    /// Horizontal lines.
    #[serde(default)]
    pub levels: Vec<Level>,
    /// Height of the plot, as a share of the usual one.
    #[serde(default = "whole")]
    pub height: f64,
}

fn whole() -> f64 {
    1.0
}

/// One line of a panel.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineOf {
    /// The series; that of a curve with only one may be left out.
    #[serde(default)]
    pub series: String,
    /// The column upwards, where it is not the panel's.
    pub column: Option<String>,
    /// Its name in the legend; the series' own where left out.
    pub label: Option<String>,
    /// How it is shown, where not as the panel says.
    pub style: Option<Style>,
}

/// A vertical line at the column `at` of a series.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// The series.
    pub series: String,
    /// Its name in the legend, after its letter.
    pub label: String,
}

/// A line of known slope through a point; on two logarithmic axes a power.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// The slope, or the exponent.
    pub slope: f64,
    /// A point on it.
    pub through: [f64; 2],
    /// Its name in the legend.
    pub label: String,
}

/// A horizontal line; in a heat map, the border between cells on either side of a value.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Its height.
    pub value: f64,
    /// Heat map: the column compared with it, where it is not the cells' own.
    pub column: Option<String>,
    /// Its name in the legend.
    pub label: String,
}
