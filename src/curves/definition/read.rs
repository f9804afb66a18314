//! From the text of a definition to a definition that holds together.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Table;

use super::{Axis, Definition, Series, Tolerance, covers};
use crate::config::document::{Part, Source, Written};
use crate::config::{At, Config};
use crate::curves::{CurveError, Figure, Measure};

/// The file's text as serde reads it; configurations are read by their own reader.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    shows: String,
    #[serde(default)]
    claims: Vec<String>,
    measure: Measure,
    #[serde(default, rename = "config")]
    _config: Table,
    #[serde(default)]
    series: Vec<SeriesOfFile>,
    #[serde(default)]
    axes: Vec<Axis>,
    #[serde(default = "single")]
    replicates: u64,
    tolerance: BTreeMap<String, Tolerance>,
    figure: Figure,
}

fn single() -> u64 {
    1
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeriesOfFile {
    name: String,
    #[serde(default, rename = "config")]
    _config: Table,
}

/// The file's text with positions.
struct Text {
    source: Source,
    root: Written,
}

impl Text {
    fn parse(path: &str, text: &str) -> Result<Text, CurveError> {
        let (source, root) = Source::parse(Path::new(path), text)?;
        Ok(Text { source, root })
    }

    /// An error at a key, or at the beginning where it is not written.
    fn wrong<T>(&self, key: &str, message: String) -> Result<T, CurveError> {
        let place = self
            .source
            .origin_of(&self.root, &[key.to_owned()], Part::Name);
        Err(CurveError::Definition(At::new(place, message)))
    }
}

impl Definition {
    /// Reads the text of `snapshots/<name>.toml`.
    ///
    /// # Errors
    /// [`CurveError::Definition`] and [`CurveError::Config`], with file, line and column.
    pub fn read(name: &str, text: &str) -> Result<Definition, CurveError> {
        let written = Text::parse(&format!("snapshots/{name}.toml"), text)?;
        let read: File = toml::from_str(text).map_err(|error| {
            let place = written.source.origin(error.span().unwrap_or(0..0));
            CurveError::Definition(At::new(place, error.message().to_string()))
        })?;
        let definition = Definition {
            name: name.to_string(),
            series: series(&written, &read)?,
            title: read.title,
            shows: read.shows,
            claims: read.claims,
            measure: read.measure,
            axes: read.axes,
            replicates: read.replicates,
            tolerance: read.tolerance,
            figure: read.figure,
            text: text.to_string(),
        };
        definition.check(&written)?;
        Ok(definition)
    }

    /// Every quantity has a tolerance, and a tolerance belongs to a quantity; axes and panels
    /// name what there is.
    fn check(&self, written: &Text) -> Result<(), CurveError> {
        if let Err(error) = self.measure.check(self) {
            return written.wrong("measure", error.to_string());
        }
        let quantities = self.quantities();
        for quantity in &quantities {
            if self.tolerance_of(quantity).is_none() {
                let message = format!("`{quantity}` needs a tolerance");
                return written.wrong("tolerance", message);
            }
        }
        for name in self.tolerance.keys() {
            if !quantities.iter().any(|quantity| covers(name, quantity)) {
                let known = quantities.join(", ");
                let message = format!("`{name}` is no quantity of this curve; it has {known}");
                return written.wrong("tolerance", message);
            }
        }
        let mut columns = self.keys();
        columns.extend(quantities);
        for panel in &self.figure.panels {
            let directions = [Some(&panel.x), Some(&panel.y), panel.colour.as_ref()];
            for direction in directions.into_iter().flatten() {
                if !columns.contains(&direction.column) {
                    let (column, known) = (&direction.column, columns.join(", "));
                    let message = format!("a panel shows `{column}`; there are {known}");
                    return written.wrong("figure", message);
                }
            }
        }
        let first = |axis: &Axis| axis.values.values()[0];
        let first: Vec<f64> = self.axes.iter().map(first).collect();
        for series in 0..self.series.len() {
            if let Err(CurveError::Config(error)) = self.config(series, &first) {
                return written.wrong("axes", error.problem().to_string());
            }
        }
        Ok(())
    }
}

/// The series with their configurations, each over that of all.
fn series(written: &Text, read: &File) -> Result<Vec<Series>, CurveError> {
    let unnamed = [SeriesOfFile::default()];
    let listed = if read.series.is_empty() {
        &unnamed[..]
    } else {
        &read.series[..]
    };
    let common = written.root.key("config");
    let tables = written
        .root
        .key("series")
        .map_or(&[][..], |series| &series.items);
    let of_series = |(i, one): (usize, &SeriesOfFile)| {
        let own = tables.get(i).and_then(|table| table.key("config"));
        let layers = common.into_iter().chain(own);
        let layers: Vec<_> = layers.map(|table| (&written.source, table)).collect();
        Ok(Series {
            name: one.name.clone(),
            config: Config::of_tables(&layers)?,
        })
    };
    listed.iter().enumerate().map(of_series).collect()
}

#[cfg(test)]
pub(in crate::curves) mod tests {
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
        let config = found.config(0, &[0.1]).unwrap();
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
        assert_eq!(found.config(0, &[0.25]).unwrap().data.dimension(), Some(10));
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
                ("0.01, 0.1", "-1, 0.1"),
                "snapshots/small.toml:4:1: `network.alpha` is -1.0, but it must be",
            ),
        ] {
            let message = refused(change);
            assert!(message.contains(expected), "{message}");
        }
    }
}
