//! How a curve's figure is drawn, as its definition says. Every key is explained in schema.md.

use serde::Deserialize;

/// `[figure]`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    #[serde(default = "one")]
    pub columns: usize,
    pub panels: Vec<Panel>,
}

fn one() -> usize {
    1
}

/// How points are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    #[default]
    Lines,
    Plain,
    Dashed,
    Points,
    HeatMap,
}

/// One direction of a panel.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Direction {
    pub column: String,
    pub label: String,
    #[serde(default)]
    pub log: bool,
    pub range: Option<[f64; 2]>,
    #[serde(default)]
    pub ticks: Vec<f64>,
    #[serde(default)]
    pub percent: bool,
}

/// One plot of the figure.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Panel {
    #[serde(default)]
    pub title: String,
    pub x: Direction,
    pub y: Direction,
    pub colour: Option<Direction>,
    #[serde(default)]
    pub style: Style,
    #[serde(default)]
    pub lines: Vec<LineOf>,
    pub each: Option<String>,
    #[serde(default)]
    pub fit: bool,
    #[serde(default)]
    pub marks: Vec<Mark>,
    pub rug: Option<String>,
    #[serde(default)]
    pub guides: Vec<Guide>,
    #[serde(default)]
    pub levels: Vec<Level>,
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
    #[serde(default)]
    pub series: String,
    pub column: Option<String>,
    pub label: Option<String>,
    pub style: Option<Style>,
}

/// A vertical line at the column `at` of a series.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    pub series: String,
    pub label: String,
}

/// A line of known slope through a point; on two logarithmic axes a power.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    pub slope: f64,
    pub through: [f64; 2],
    pub label: String,
}

/// A horizontal line; in a heat map, the border between cells on either side of a value.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    pub value: f64,
    pub column: Option<String>,
    pub label: String,
}
