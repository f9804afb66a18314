//! A curve as its file defines it.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Table;

use super::design::Design;
use super::{Axis, CurveError, Figure, Measure, Numbers, Series};
use crate::config::document::{Part, Source, Written};
use crate::config::{At, Config};

/// A reference curve: `snapshots/<name>.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// The file's stem.
    #[serde(skip)]
    pub name: String,
    /// One line.
    pub title: String,
    /// What it shows, in two sentences.
    pub shows: String,
    /// Ids of the claims it belongs to.
    #[serde(default)]
    pub claims: Vec<String>,
    /// Which checks look at it.
    #[serde(default)]
    pub check: Check,
    /// How its numbers are computed.
    pub measure: Measure,
    /// What is compared in one picture.
    #[serde(default)]
    pub series: Vec<Series>,
    /// The swept keys.
    #[serde(default)]
    pub axes: Vec<Axis>,
    /// Draws of data and weights at every point.
    #[serde(default = "single")]
    pub replicates: u64,
    /// How far a quantity may move, by name.
    pub tolerance: BTreeMap<String, Tolerance>,
    /// The figure.
    pub figure: Figure,
    /// The file's text.
    #[serde(skip)]
    pub text: String,
    /// The configuration below that of every series, which has a reader of its own.
    #[serde(default, rename = "config")]
    _config: Table,
}

/// Which checks look at a curve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// Every check.
    #[default]
    Always,
    /// One of all curves, or of this one by its name: it costs too much for every change.
    All,
}

fn single() -> u64 {
    1
}

/// How far a number may move: `absolute + relative |old|`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    /// In units of the quantity.
    #[serde(default)]
    pub absolute: f64,
    /// As a share of the old number.
    #[serde(default)]
    pub relative: f64,
}

impl Tolerance {
    /// The largest change allowed of a number.
    pub fn of(&self, old: f64) -> f64 {
        self.absolute + self.relative * old.abs()
    }
}

/// Values of an axis at most.
const MOST: usize = 1000;

impl Definition {
    /// Reads the text of `snapshots/<name>.toml`.
    ///
    /// # Errors
    /// [`CurveError::Definition`] and [`CurveError::Config`], with file, line and column.
    pub fn read(name: &str, text: &str) -> Result<Definition, CurveError> {
        let (source, root) = Source::parse(Path::new(&format!("snapshots/{name}.toml")), text)?;
        let read: Definition = toml::from_str(text).map_err(|error| {
            let origin = source.origin(error.span().unwrap_or(0..0));
            CurveError::Definition(At::new(origin, error.message().to_string()))
        })?;
        let definition = Definition {
            name: name.to_string(),
            series: series(&source, &root, read.series)?,
            text: text.to_string(),
            ..read
        };
        definition.verified().map_err(|(key, message)| {
            let origin = source.origin_of(&root, &[key.to_owned()], Part::Name);
            CurveError::Definition(At::new(origin, message))
        })?;
        Ok(definition)
    }

    /// The key at fault and what is wrong: every quantity has a tolerance, and a tolerance belongs
    /// to a quantity; axes and panels name what there is.
    fn verified(&self) -> Result<(), (&'static str, String)> {
        // Before any list of so many values is made.
        if let Some(axis) =
            (self.axes.iter()).find(|axis| !(1..=MOST).contains(&axis.values.count()))
        {
            let Axis { key, values, .. } = axis;
            let message = format!(
                "`{key}` has {} values; 1 to {MOST} are allowed",
                values.count()
            );
            return Err(("axes", message));
        }
        let measure = self.measure.check(self.design());
        measure.map_err(|message| ("measure", message))?;
        let quantities = self.quantities();
        let free = |name: &&String| self.tolerance_of(name).is_none();
        if let Some(quantity) = quantities.iter().find(free) {
            return Err(("tolerance", format!("`{quantity}` needs a tolerance")));
        }
        let unused = |name: &&String| !quantities.iter().any(|quantity| covers(name, quantity));
        if let Some(name) = self.tolerance.keys().find(unused) {
            let known = quantities.join(", ");
            let message = format!("`{name}` is no quantity of this curve; it has {known}");
            return Err(("tolerance", message));
        }
        let columns = [self.keys(), quantities].concat();
        for panel in &self.figure.panels {
            let shown = [Some(&panel.x), Some(&panel.y), panel.colour.as_ref()];
            let mut shown = shown.into_iter().flatten().map(|shown| &shown.column);
            if let Some(column) = shown.find(|column| !columns.contains(column)) {
                let known = columns.join(", ");
                let message = format!("a panel shows `{column}`; there are {known}");
                return Err(("figure", message));
            }
        }
        let first: Vec<f64> = self.design().grids().iter().map(|grid| grid[0]).collect();
        for series in &self.series {
            let config = self.design().config(series, &first);
            config.map_err(|error| ("axes", error.problem().to_string()))?;
        }
        Ok(())
    }

    /// The runs it is made of.
    pub(super) fn design(&self) -> Design<'_> {
        Design {
            series: &self.series,
            axes: &self.axes,
            replicates: self.replicates,
        }
    }

    /// The columns that say which point a row is, after the series.
    pub fn keys(&self) -> Vec<String> {
        self.measure.keys(self.design())
    }

    /// The columns of numbers.
    pub fn quantities(&self) -> Vec<String> {
        self.measure.quantities()
    }

    /// Its columns without numbers.
    pub fn no_numbers(&self) -> Numbers {
        Numbers::new(self.keys(), self.quantities())
    }

    /// Reads the text of `snapshots/<name>.csv`.
    ///
    /// # Errors
    /// [`CurveError::Numbers`] with file and line: other columns than the definition's, a row of
    /// another length, a text that is no number, a point that is there twice.
    pub fn read_numbers(&self, text: &str) -> Result<Numbers, CurveError> {
        let read = self.no_numbers().filled(text);
        read.map_err(|(line, problem)| CurveError::Numbers {
            file: format!("snapshots/{}.csv", self.name),
            line,
            problem,
        })
    }

    /// The tolerance of a quantity: its own, or that of the quantity whose interval it ends.
    pub fn tolerance_of(&self, quantity: &str) -> Option<Tolerance> {
        let own = self.tolerance.get(quantity);
        let mut covering = self.tolerance.iter();
        let covering = covering.find(|(name, _)| covers(name, quantity));
        own.or(covering.map(|(_, tolerance)| tolerance)).copied()
    }
}

/// Whether a tolerance's name stands for a quantity: itself, the ends of its interval, its fit.
fn covers(name: &str, quantity: &str) -> bool {
    let endings = ["", "_low", "_high", "_fit", "_fit_low", "_fit_high"];
    quantity
        .strip_prefix(name)
        .is_some_and(|rest| endings.contains(&rest))
}

/// The series with their configurations, each over that of all; one without a name where none is
/// listed.
fn series(source: &Source, root: &Written, read: Vec<Series>) -> Result<Vec<Series>, CurveError> {
    let mut listed = read;
    if listed.is_empty() {
        listed.push(Series::default());
    }
    let common = root.key("config");
    let tables = root.key("series").map_or(&[][..], |series| &series.items);
    let of_series = |(i, mut series): (usize, Series)| {
        let own = tables.get(i).and_then(|table| table.key("config"));
        let layers = common.into_iter().chain(own);
        let layers: Vec<_> = layers.map(|table| (source, table)).collect();
        series.config = Config::of_tables(&layers)?;
        Ok(series)
    };
    listed.into_iter().enumerate().map(of_series).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A curve over two alphas.
    pub(in crate::curves) const SMALL: &str = r#"title = "Small"
shows = "Nothing."
replicates = 2
axes = [{ key = "network.alpha", column = "alpha", values = [0.01, 0.1] }]

[measure.means]
of = "end"
quantities = ["test_error"]

[config]
network.width = 4
data = { samples = 6, dimension = 3, test_lines = 4 }

[tolerance]
test_error = { absolute = 0.001, relative = 0.01 }

[[figure.panels]]
x = { column = "alpha", label = "α", log = true }
y = { column = "test_error", label = "error" }
"#;

    fn refused(change: (&str, &str)) -> String {
        assert!(SMALL.contains(change.0), "{}", change.0);
        let text = SMALL.replacen(change.0, change.1, 1);
        Definition::read("small", &text).unwrap_err().to_string()
    }

    #[test]
    fn a_definition_is_read() {
        let found = Definition::read("small", SMALL).unwrap();
        assert_eq!(found.keys(), ["alpha"]);
        let columns = ["test_error", "test_error_low", "test_error_high"];
        assert_eq!(found.quantities(), columns);
        let of_end = found.tolerance_of("test_error_high").unwrap();
        assert!((of_end.of(0.5) - 0.006).abs() < 1e-15);
        let config = found.design().config(&found.series[0], &[0.1]).unwrap();
        assert_eq!(
            (config.network.width(), config.network.alpha),
            (Some(4), 0.1)
        );
    }

    #[test]
    fn an_axis_may_be_in_units_of_something_else() {
        let axis = (
            "key = \"network.alpha\"",
            "key = \"data.dimension\", times = 40",
        );
        let text = SMALL
            .replacen(axis.0, axis.1, 1)
            .replacen("[0.01, 0.1]", "[0.25, 2]", 1);
        let found = Definition::read("small", &text).unwrap();
        let config = found.design().config(&found.series[0], &[0.25]).unwrap();
        assert_eq!(config.data.dimension(), Some(10));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (change, expected) in [
            (
                ("title = \"Small\"", "title = 3"),
                "snapshots/small.toml:1:9: invalid type: integer `3`, expected a string",
            ),
            (
                ("replicates", "replicate"),
                "snapshots/small.toml:3:1: unknown field `replicate`, expected one of",
            ),
            (
                ("of = \"end\"", "of = \"ende\""),
                "snapshots/small.toml:7:6: unknown variant `ende`, expected one of `end`, `kernel-change`",
            ),
            (
                (
                    "quantities = [\"test_error\"]",
                    "quantities = [\"test_errors\"]",
                ),
                "`test_errors` is not observed; there are test_error, test_ties",
            ),
            (
                ("network.width = 4", "network.widht = 4"),
                "snapshots/small.toml:11:9: unknown key `network.widht`; did you mean `network.width`?",
            ),
            (
                ("test_error = {", "test_eror = {"),
                "snapshots/small.toml:14:2: `test_error` needs a tolerance",
            ),
            (
                ("[tolerance]\n", "[tolerance]\nevents = {}\n"),
                "snapshots/small.toml:14:2: `events` is no quantity of this curve; it has test_error",
            ),
            (
                ("y = { column = \"test_error\"", "y = { column = \"events\""),
                "a panel shows `events`; there are alpha, test_error",
            ),
            (
                (
                    "[0.01, 0.1]",
                    "{ from = 0.01, to = 1, count = 99999999999 }",
                ),
                "snapshots/small.toml:4:1: `network.alpha` has 99999999999 values; 1 to 1000",
            ),
            (
                ("[0.01, 0.1]", "[]"),
                "`network.alpha` has 0 values; 1 to 1000",
            ),
            (
                ("0.01, 0.1", "-1, 0.1"),
                "snapshots/small.toml:4:1: `network.alpha` is -1.0, but it must be",
            ),
        ] {
            let message = refused(change);
            assert!(message.contains(expected), "{message}");
        }
    }
}
