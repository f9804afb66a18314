//! What stands in the files of a reference curve: `snapshots/<name>.toml` and `.csv`.

mod observations;

pub use observations::{OBSERVATIONS, OPTIMA, Observation};

/// A table of a curve's definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its place in the file; empty for the top level.
    pub name: &'static str,
    /// What it decides.
    pub meaning: &'static str,
    /// Its keys.
    pub keys: &'static [SectionKey],
}

/// A key of a curve's definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SectionKey {
    /// Its name.
    pub name: &'static str,
    /// Type, and default where it may be left out.
    pub value: &'static str,
    /// What it decides.
    pub meaning: &'static str,
}

const fn key(name: &'static str, value: &'static str, meaning: &'static str) -> SectionKey {
    SectionKey {
        name,
        value,
        meaning,
    }
}

const fn section(
    name: &'static str,
    meaning: &'static str,
    keys: &'static [SectionKey],
) -> Section {
    Section {
        name,
        meaning,
        keys,
    }
}

/// The tables of `snapshots/<name>.toml`.
pub const SECTIONS: &[Section] = &[
    section("", "The curve", TOP),
    section(
        "axes",
        "A swept key; the last axis runs fastest",
        &[
            key(
                "key",
                "text",
                "Dotted key of the configuration, such as network.alpha",
            ),
            key("column", "text", "Name of its column"),
            key(
                "values",
                "list, or { from, to, count }",
                "Its values; with from and to evenly spaced in the logarithm",
            ),
            key(
                "times",
                "number, default 1",
                "The key gets the value times this: d/n times n",
            ),
        ],
    ),
    section(
        "series",
        "One setting among several",
        &[
            key("name", "text", "Its name in the numbers and the legend"),
            key(
                "config",
                "table, default none",
                "Its configuration, over that of all series",
            ),
        ],
    ),
    section(
        "measure.means",
        "Means over replicates at every point of the axes",
        &[
            key(
                "of",
                "an observation of one row",
                "What is observed of every run",
            ),
            key(
                "quantities",
                "list of names",
                "Quantities with a 95% interval over replicates",
            ),
            key(
                "without_interval",
                "list of names, default none",
                "Quantities whose interval says nothing",
            ),
            key(
                "totals",
                "list of names, default none",
                "Quantities that are added up over replicates: counts",
            ),
            key(
                "average",
                "\"arithmetic\" or \"geometric\", default \"arithmetic\"",
                "The mean",
            ),
            key(
                "fits",
                "list of tables, default none",
                "Lines through the points",
            ),
        ],
    ),
    section(
        "measure.means.fits",
        "A line fitted through the points of a series",
        &[
            key("x", "name", "The column across: an axis or a quantity"),
            key("y", "name", "The quantity"),
            key(
                "log",
                "true or false, default false",
                "Whether both are taken by their logarithms: the slope is an exponent",
            ),
            key(
                "from",
                "number, default none",
                "Smallest value of the first axis that counts",
            ),
            key(
                "to",
                "number, default none",
                "Largest value of the first axis that counts",
            ),
        ],
    ),
    section(
        "measure.rows",
        "The rows of one run a series, without axes and replicates",
        &[key("of", "an observation", "What is observed of the run")],
    ),
    section(
        "measure.optimum",
        "Where a quantity is smallest along the last of two axes, at every value of the first",
        &[
            key("quantity", "name", "A quantity of the observation end"),
            key(
                "blocks",
                "whole number",
                "Blocks of replicates: each gives one optimum and one exponent, the intervals are over blocks",
            ),
        ],
    ),
    section(
        "measure.gain",
        "What the best inner point of the last of three axes gains over both ends, on a map of the others",
        &[key("quantity", "name", "A quantity of the observation end")],
    ),
    section(
        "tolerance.<quantity>",
        "How far the quantity, the ends of its interval and its fitted line may move: absolute + relative |old|. Every \
         quantity needs one; {} allows no change",
        &[
            key("absolute", "number, default 0", "In units of the quantity"),
            key(
                "relative",
                "number, default 0",
                "As a share of the old number",
            ),
        ],
    ),
    section(
        "figure",
        "The figure",
        &[
            key("columns", "whole number, default 1", "Panels side by side"),
            key("panels", "list of tables", "The panels in reading order"),
        ],
    ),
    section("figure.panels", "One plot", PANEL),
    section(
        "figure.panels.x, .y, .colour",
        "A direction of a panel, or the colour of a heat map's cells",
        &[
            key("column", "name", "The column of the numbers"),
            key("label", "text", "The axis' label, with its symbol"),
            key(
                "log",
                "true or false, default false",
                "Whether the axis is logarithmic",
            ),
            key(
                "range",
                "[low, high], default that of the points",
                "Ends of the axis; points beyond are left out",
            ),
            key("ticks", "list, default by the axis", "The labelled values"),
            key(
                "percent",
                "true or false, default false",
                "Whether a share is shown in percent",
            ),
        ],
    ),
    section(
        "figure.panels.lines",
        "One line of a panel",
        &[
            key(
                "series",
                "name, default \"\"",
                "The series; that of a curve with only one is \"\"",
            ),
            key("column", "name, default that of y", "The column upwards"),
            key(
                "label",
                "text, default the series",
                "Its name in the legend",
            ),
            key("style", "a style, default the panel's", "How it is shown"),
        ],
    ),
    section(
        "figure.panels.marks",
        "A vertical line at the column `at` of a series",
        &[
            key("series", "name", "The series"),
            key("label", "text", "Its name in the legend, after its letter"),
        ],
    ),
    section(
        "figure.panels.guides",
        "A line of known slope; on two logarithmic axes a power",
        &[
            key("slope", "number", "The slope, or the exponent"),
            key("through", "[x, y]", "A point on it"),
            key("label", "text", "Its name in the legend"),
        ],
    ),
    section(
        "figure.panels.levels",
        "A horizontal line; in a heat map the border between cells on either side of a value",
        &[
            key("value", "number", "Its height"),
            key(
                "column",
                "name, default that of the cells",
                "Heat map: the column compared with it",
            ),
            key("label", "text", "Its name in the legend"),
        ],
    ),
];

const TOP: &[SectionKey] = &[
    key("title", "text", "One line"),
    key("shows", "text", "What it shows, in two sentences"),
    key(
        "claims",
        "list of ids, default none",
        "The claims it belongs to",
    ),
    key(
        "measure",
        "table of one measure",
        "How the numbers are computed",
    ),
    key(
        "config",
        "table, default none",
        "Configuration of all runs: the keys of the first part of this page",
    ),
    key(
        "series",
        "list of tables, default one without a name",
        "The settings that are compared",
    ),
    key("axes", "list of tables, default none", "The swept keys"),
    key(
        "replicates",
        "whole number, default 1",
        "Draws of data and weights at every point",
    ),
    key(
        "tolerance",
        "table by quantity",
        "How far a number may move",
    ),
    key("figure", "table", "The figure"),
];

const PANEL: &[SectionKey] = &[
    key("title", "text, default none", "What stands above it"),
    key("x", "table", "Across"),
    key("y", "table", "Upwards"),
    key("colour", "table, heat maps only", "The cells"),
    key(
        "style",
        "\"lines\", \"plain\", \"dashed\", \"points\" or \"heat-map\", default \"lines\"",
        "A line through markers, a line alone, a prediction, markers alone, or coloured cells over two keys",
    ),
    key(
        "lines",
        "list of tables, default every series",
        "What is shown, in the order of its colours",
    ),
    key(
        "each",
        "name, default none",
        "A key whose values are a line each, all in the colour of their series",
    ),
    key(
        "fit",
        "true or false, default false",
        "Whether the fitted line and its band are shown, and the slope in the legend",
    ),
    key("marks", "list of tables, default none", "Vertical lines"),
    key(
        "rug",
        "name, default none",
        "A series whose column `at` is shown as strokes along the bottom",
    ),
    key(
        "guides",
        "list of tables, default none",
        "Lines of a known slope",
    ),
    key("levels", "list of tables, default none", "Horizontal lines"),
    key(
        "height",
        "number, default 1",
        "Height of the plot, as a share of the usual one",
    ),
];
